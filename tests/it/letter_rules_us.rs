//! Letters in the United States: contacts that are dated data, and rules for every row of the researched facts.

mod contacts;
mod own;
mod rows;

use firebell::app::letters::{contacts, rules, templates};
use firebell::app::views::{ObligationView, assessment};
use firebell::core::law::terms::Recipient;
use firebell::core::letter_recipient::LetterRecipient;
use firebell::letter::check::{Reading, Subject, check};
use firebell::letter::contact::{load, unconfirmed};
use firebell::letter::markdown;
use firebell::letter::template::Template;

use crate::common::record::Desk;
use crate::common::{facts, project, rules as law, shared};
use crate::letters::{NOW, loaded, rendered, rendered_for};

/// A desk whose configuration names a folder of a team's own letters, the incident's code and the arguments for both.
fn desk_with_folder() -> (Desk, String, Vec<String>) {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let folder = desk.beside("letters");
    std::fs::create_dir_all(folder.join("rules")).unwrap();
    let config = desk.beside("config.toml");
    std::fs::write(&config, format!("letters = {:?}\n", folder.display().to_string())).unwrap();
    (desk, code, vec!["--config".to_owned(), config.display().to_string()])
}

fn run(desk: &Desk, config: &[String], args: &[&str]) -> crate::common::record::Ran {
    let all: Vec<&str> = config.iter().map(String::as_str).chain(args.iter().copied()).collect();
    desk.run(&all)
}

fn template(id: &str) -> Template {
    templates(None).unwrap().into_iter().find(|t| t.id == id).unwrap()
}

/// A letter's text for facts of the record, as keys and literals.
fn text_for(id: &str, facts: &[(&str, &str)]) -> String {
    let facts: Vec<(String, String)> = facts.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    rendered(&template(id), &loaded(&facts, &[]))
}

#[test]
fn states_that_dictate_words_get_their_paragraph_and_others_none() {
    let states = [
        ("DC", "15 U.S.C. § 1681c-1"),
        ("IA", "local law enforcement"),
        ("MD", "information about avoiding identity theft"),
        ("NM", "federal Fair Credit Reporting Act"),
        ("NY", "responding to a data breach"),
        ("NC", "ncdoj.gov"),
        ("OR", "justice.oregon.gov"),
        ("PA", "We will pay for one report"),
        ("WA", "lasted until it was contained"),
        ("WV", "whether we maintained information about you"),
        ("WI", "information about you was acquired"),
        ("WY", "the toll-free numbers and addresses of the credit bureaus"),
    ];
    for (state, words) in states {
        let place = format!("affected.US-{state}");
        let text = text_for("us/individuals", &[(&place, "3"), ("data.acquired", "\"confirmed\"")]);
        assert!(text.contains(words), "{state}: {text}");
        for (other, others) in states.iter().filter(|(other, _)| *other != state) {
            assert!(!text.contains(others), "{state} shows what {other} asks");
        }
    }
    // Wisconsin's sentence says that the data was acquired: a gap where that is not known.
    for facts in [
        &[("affected.US-WI", "3")][..],
        &[("affected.US-WI", "3"), ("data.acquired", "\"possible\"")],
    ] {
        let unsure = text_for("us/individuals", facts);
        assert!(unsure.contains("[[sheet.wisconsin|"), "{unsure}");
    }
    let plain = text_for("us/individuals", &[("affected.US-TX", "3")]);
    assert!(!plain.contains("Residents of Certain States"), "{plain}");
    let medical = [("affected.US-PA", "3"), ("data.elements", "[\"medical\"]")];
    assert!(!text_for("us/individuals", &medical).contains("Residents of Certain States"));
}

#[test]
fn passwords_are_changed_where_log_in_data_fell_and_only_there() {
    for id in [
        "us/individuals",
        "us/individuals-ca",
        "us/individuals-ri",
        "us/hipaa-individuals",
    ] {
        let text = text_for(id, &[("data.elements", "[\"online_credentials\"]")]);
        assert!(
            text.contains("Change your password and your security question"),
            "{text}"
        );
        let other = text_for(id, &[("data.elements", "[\"ssn\"]")]);
        assert!(!other.contains("Change your password"), "{other}");
    }
}

#[test]
fn a_breach_without_a_day_is_told_in_words() {
    const WORDS: &str = "\"The day is not known; it was in October 2026.\"";
    for (id, key) in [
        ("us/individuals", "letter.occurrence_words"),
        ("us/individuals-ca", "letter.occurrence_words"),
        ("us/individuals-ri", "letter.occurrence_words"),
        ("us/hipaa-individuals", "letter.occurrence_words"),
        ("us/hipaa-media", "letter.media.occurrence_words"),
    ] {
        let words = (key, WORDS);
        let text = text_for(id, &[words, ("milestones.occurrence", "\"2026-11-02T08:00:00Z\"")]);
        assert!(
            text.contains("it was in October 2026") && !text.contains("The incident began on"),
            "{text}"
        );
        assert!(
            text_for(id, &[]).contains("The incident began on [[milestones.occurrence"),
            "{id}"
        );
    }
}

#[test]
fn the_drafter_of_massachusetts_is_told_what_may_not_be_said_and_the_reader_is_not() {
    let template = template("us/individuals-ma");
    assert!(
        template
            .notes
            .iter()
            .any(|note| note.contains("forbids the nature of the breach"))
    );
    assert!(!text_for("us/individuals-ma", &[]).contains("forbids"));
}

/// Every duty of the law files, as an assessment answers them.
pub(crate) fn duties() -> Vec<ObligationView> {
    let text = "[incident]\ntitle = \"t\"\n[organisation]\nrole = \"owner\"\n";
    assessment(&facts(text), law(), crate::common::story(NOW)).obligations
}

#[test]
fn a_state_s_sheet_holds_the_fields_that_its_law_asks_for_and_no_others() {
    let asked: [(&str, &[&str]); 16] = [
        ("Address of the headquarters", &["dc"]),
        ("Person reporting", &["ma", "dc", "ct"]),
        ("Type of entity reporting", &["ma"]),
        ("Person with knowledge of the incident", &["fl", "al"]),
        ("How it was discovered", &["ct", "va"]),
        ("Date of determination", &["ok"]),
        ("Time frame of exposure", &["dc", "wa"]),
        ("Person responsible for the breach", &["ma", "dc"]),
        ("Involvement of a foreign country", &["dc"]),
        ("Number of residents notified so far", &["tx", "nm"]),
        ("List of affected Louisiana citizens", &["la"]),
        ("Monetary impact", &["ok"]),
        ("Safeguards in use", &["ok"]),
        ("Written information security program", &["ma"]),
        ("Update of that program", &["ma"]),
        ("Credit monitoring certified", &["ma"]),
    ];
    let template = template("us/regulator");
    let mut seen = std::collections::BTreeSet::new();
    for duty in duties()
        .iter()
        .filter(|d| d.recipient == Recipient::Regulator && d.regime.len() == 5 && d.regime.starts_with("us-"))
    {
        let text = rendered_for(&template, &loaded(&[], &[]), Some(duty));
        for (label, states) in asked {
            let state = &duty.regime[3..];
            let wanted = states.contains(&state);
            assert_eq!(
                text.contains(&format!("| {label} |")),
                wanted,
                "{}: {label}\n{text}",
                duty.id
            );
            if wanted {
                seen.insert((label, state.to_owned()));
            }
        }
        // The first notice to Vermont is preliminary: it tells no numbers and has no sample.
        let preliminary = ["us-vt/regulator", "us-vt/regulator-sworn"]
            .iter()
            .any(|id| duty.id == *id);
        for part in [
            "| Number of residents | This information will follow",
            "## Sample of the Notice",
            "## Timing and Distribution",
        ] {
            assert_eq!(text.contains(part), !preliminary, "{}: {part}\n{text}", duty.id);
        }
        // One table: an empty line would end it, and its rows would be text.
        assert_eq!(
            Reading::of(&markdown::parse(&text)).text.matches("| |").count(),
            0,
            "{text}"
        );
    }
    assert_eq!(seen.len(), asked.iter().map(|(_, states)| states.len()).sum::<usize>());
}

#[test]
fn residents_are_those_of_the_duty_s_place() {
    let all = duties();
    let duty = all.iter().find(|d| d.id == "us-tx/regulator").unwrap();
    let known = [("affected.US-TX".to_owned(), "{ min = 400, max = 900 }".to_owned())];
    let text = rendered_for(&template("us/regulator"), &loaded(&known, &[]), Some(duty));
    assert!(text.contains("| Number of residents | between 400 and 900 |"), "{text}");
}

#[test]
fn a_sample_is_attached_only_where_a_letter_to_individuals_is_approved() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let drafted = |id: &str| {
        let _ = desk
            .run(&["letter", "draft", &code, "--duty", "us-md/regulator", "--id", id])
            .ok();
        desk.run(&["letter", "show", &code, id]).ok()
    };
    let before = drafted("before");
    assert!(
        before.contains("draft and approve that letter first") && !before.contains("is enclosed"),
        "{before}"
    );
    let _ = desk
        .run(&["letter", "draft", &code, "us/individuals", "--id", "people"])
        .ok();
    assert!(drafted("unapproved").contains("draft and approve that letter first"));
    let approve = ["letter", "approve", &code, "people", "--because", "fields follow"];
    let _ = desk.run_as("counsel", &approve).ok();
    assert!(drafted("after").contains("A sample of the notice is enclosed."));
}

#[test]
fn a_notice_on_the_web_says_how_long_it_stays() {
    for (state, days) in [
        ("AZ", "45 days from"),
        ("AL", "30 days from"),
        ("CA", "30 days from"),
        ("NY", "[[sheet.posting_days|"),
    ] {
        let text = text_for("us/substitute", &[(&format!("affected.US-{state}"), "3")]);
        assert!(text.contains(&format!("for at least {days}")), "{state}: {text}");
    }
}

/// What one test, as TOML, finds in a text.
fn finds(test: &str, text: &str) -> Vec<String> {
    let rule = format!(
        "[[rule]]\nid = \"x\"\ncite = \"c\"\ndemand = \"d\"\nconfidence = \"high\"\nrecipients = [\"individuals\"]\n\
         regimes = [\"us-*\"]\ntest = [{test}]\n"
    );
    let rules = firebell::letter::check::load([("x.toml", rule.as_str())]).unwrap();
    let subject = Subject {
        recipient: Some(LetterRecipient::INDIVIDUALS),
        regimes: vec!["us-tx".to_owned()],
        ..Subject::default()
    };
    let found = check(&rules, &subject, &markdown::parse(text)).into_iter();
    found.filter(|f| f.rule == "x").map(|f| f.found).collect()
}

#[test]
fn what_stands_beside_a_name_belongs_to_it_until_another_name_comes() {
    let test = "{ beside = [\"Equifax\", \"Experian\"], with = [\"telephone\", \"address\", \"website\"] }";
    let row =
        |name: &str| format!("| {name} | 1-888-298-0045 | P.O. Box 1, Atlanta, GA 30348 | https://example.com |\n");
    let head = "| Bureau | a | b | c |\n|---|---|---|---|\n";
    let whole = format!("{head}{}{}", row("Equifax"), row("Experian"));
    assert_eq!(finds(test, &whole), Vec::<String>::new());
    let bare = format!("{head}| Equifax | 1-888-298-0045 | | |\n{}", row("Experian"));
    assert_eq!(finds(test, &bare), ["beside “Equifax” is missing: address, website"]);
    assert_eq!(finds(test, &row("Equifax")), ["“Experian” is not named"]);
    // The name in an earlier sentence does no harm.
    assert_eq!(
        finds(test, &format!("Ask Equifax or Experian.\n\n{whole}")),
        Vec::<String>::new()
    );
    let spelled = "{ beside = [\"Attorney General of Ohio|Ohio Attorney General\"], with = [\"website\"] }";
    assert!(finds(spelled, "Ask the Ohio Attorney General, https://example.com.").is_empty());
    assert_eq!(finds(spelled, "Ask Ohio."), ["“Attorney General of Ohio” is not named"]);
}

#[test]
fn too_few_dates_are_right_where_the_letter_says_that_one_is_not_known() {
    let test = "{ dates = 2, unless = [\"not known\"] }";
    assert_eq!(
        finds(test, "November 24, 2026. It was read."),
        ["dates given: 1; needed: 2"]
    );
    assert!(finds(test, "November 24, 2026. The day it began is not known.").is_empty());
    assert!(finds(test, "November 24, 2026. It began on October 2, 2026.").is_empty());
}

#[test]
fn a_notice_to_the_public_answers_to_the_states_of_the_people_concerned() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let _ = desk
        .run(&["incident", "fact", "set", &code, "affected.US-AZ", "7"])
        .ok();
    let check = |more: &[&str]| {
        let _ = desk
            .run(&[&["letter", "draft", &code, "us/substitute", "--id"][..], more].concat())
            .ok();
        desk.run(&["letter", "check", &code, more[0]]).out
    };
    let state = check(&["state"]);
    let few = "check   SUB-AZ: 7 people are recorded in US-AZ, not more than 100000; record whether the cost";
    assert!(state.contains(few) && !state.contains("SUB-AZ: “"), "{state}");
    let _ = desk
        .run(&["incident", "fact", "set", &code, "affected.US-AZ", "100001"])
        .ok();
    let many = check(&["many"]);
    assert!(
        many.contains("SUB-AZ") && !many.contains("record whether the cost"),
        "{many}"
    );
    let clinic = check(&["clinic", "--duty", "us-hipaa/individuals"]);
    assert!(!clinic.contains("HIPAA-9: “"), "{clinic}");
    assert!(
        clinic.contains("open gaps: ") && !clinic.contains("sheet.posting_days"),
        "{clinic}"
    );
}

#[test]
fn a_term_counts_only_where_monitoring_is_offered() {
    let test = "{ months = 24, near = [\"credit monitoring\"] }";
    assert!(finds(test, "We offer 24 months of credit monitoring.").is_empty());
    let advice = "We offer 12 months of credit monitoring.\n\nStay vigilant for the next 12 to 24 months.";
    assert_eq!(finds(test, advice), ["no term of at least 24 months is offered"]);
    assert!(finds("{ months = 24 }", advice).is_empty());
}
