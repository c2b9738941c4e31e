//! Reports that leave the team: the register entry and the situation report tell what happened in words, without codes and
//! without how it is known.

use firebell::app::reports::register;
use firebell::core::event_words::ById;

use crate::common::record::Desk;
use crate::letters::loaded;

fn told() -> (Desk, String) {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let run = |args: &[&str]| desk.run(&[&["incident"], args].concat()).ok();
    let fact = |key: &str, value: &str| run(&["fact", "set", &code, key, value]);
    let _ = fact("milestones.occurrence", "yesterday");
    let _ = fact("milestones.discovery", "-3h");
    let _ = fact("breach.types", "confidentiality");
    let _ = fact("data.elements", "dob,any_personal_data");
    let _ = fact("letter.what_happened", "Somebody read your mail.");
    let _ = fact("letter.authorities.what_happened.de", "Ein Fremder las das Postfach.");
    let _ = fact("letter.authorities.authorities_told.de", "Keine bisher");
    let _ = run(&["note", &code, "Decision: Shut the export function"]);
    let _ = run(&["note", &code, "Called the host"]);
    let _ = run(&["note", &code, "Decision: ask counsel", "--privileged"]);
    (desk, code)
}

#[test]
fn the_register_tells_the_story_days_and_names() {
    let (desk, _code) = told();
    let register = desk.run(&["register", "--json"]).json();
    let entry = &register[0];
    let text = |key: &str| entry[key].as_str().unwrap_or_default().to_owned();
    assert!(
        text("nature").starts_with("Ein Fremder las das Postfach."),
        "{}",
        text("nature")
    );
    assert!(text("data").contains("date of birth"), "{}", text("data"));
    assert!(!text("data").contains("dob") && !text("data").contains("any personal data"));
    let begun = text("begun_local");
    assert!(
        begun.ends_with(", America/Chicago") && !begun.contains("00:00"),
        "{begun}"
    );
    assert!(text("discovered_local").contains(" -0"), "{}", text("discovered_local"));
    let reasons = text("reasons");
    assert!(reasons.contains("Shut the export function"), "{reasons}");
    assert!(
        !reasons.contains("Called the host") && !reasons.contains("counsel"),
        "{reasons}"
    );
}

/// The page of an entry says when the breach began, was discovered and ended: days where only those may be known.
#[test]
fn the_page_of_an_entry_tells_when() {
    let facts = [
        ("milestones.occurrence", "\"2026-11-20T00:00:00Z\""),
        ("milestones.discovery", "\"2026-11-23T07:30:00Z\""),
        ("breach.types", "[\"integrity\"]"),
    ];
    let facts = facts.map(|(key, value)| (key.to_owned(), value.to_owned()));
    let page = register::sheet(&register::entry(&loaded(&facts, &[]), &ById));
    for said in [
        "## Beginning of the breach\n\nFri 20 Nov 2026, Europe/Dublin\n",
        "## Discovery\n\nMon 23 Nov 2026 07:30 +00:00, Europe/Dublin\n",
        "## End or containment of the breach\n\nunknown\n",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
}

#[test]
fn the_situation_report_can_be_handed_on() {
    let (desk, code) = told();
    let run = |args: &[&str]| desk.run(&[&["incident"], args].concat()).ok();
    let _ = run(&[
        "fact",
        "set",
        &code,
        "data.acquired",
        "likely",
        "--certainty",
        "suspected",
    ]);
    let report = run(&["report", &code]).split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        "What happened: Ein Fremder las das Postfach.",
        "date of birth",
        "(suspected)",
        "Shut the export function",
    ] {
        assert!(report.contains(said), "{said}: {report}");
    }
    for said in [
        ", learned",
        "(confirmed",
        "dob",
        "Keine bisher",
        "for authorities, in",
        "Somebody read your mail",
        "ask counsel",
        "Called the host",
    ] {
        assert!(!report.contains(said), "{said}: {report}");
    }
}

/// A number of records that was told with an earlier number of people is noticed where the numbers are shown.
#[test]
fn fewer_records_than_people_are_noticed() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let run = |args: &[&str]| desk.run(&[&["incident"], args].concat()).ok();
    let _ = run(&["fact", "set", &code, "letter.record_count", "18.300"]);
    let _ = run(&["affected", &code, "total", "18300"]);
    let shown = || run(&["show", &code]).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(!shown().contains("are fewer than"), "{}", shown());
    let _ = run(&["affected", &code, "total", "19050"]);
    assert!(
        shown().contains("18,300 records are fewer than 19,050 people"),
        "{}",
        shown()
    );
}
