//! Contacts that letters name.

use chrono::NaiveDate;

use super::*;

/// A day on which every contact has been looked at not long ago.
const DAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();

#[test]
fn contacts_that_nobody_confirmed_are_warned_about() {
    let all = contacts(None).unwrap();
    let reading = |text: &str| Reading::of(&markdown::parse(text));
    let found = unconfirmed(
        &all,
        &reading("Call 1-800-916-8800 or write to 200 St. Paul Place, Baltimore, MD 21202."),
        DAY,
    );
    let found = found.unwrap();
    assert!(!found.fails());
    assert!(
        found.found.contains("confirm before it goes out") && found.found.contains("TransUnion"),
        "{found}"
    );
    assert!(
        found.found.contains("Maryland") && !found.found.contains("Experian"),
        "{found}"
    );
    // A page of Oregon prints the telephone of Equifax; a name alone is not an address.
    assert_eq!(
        unconfirmed(&all, &reading("Call 1-888-298-0045. TransUnion helps."), DAY),
        None
    );
}

#[test]
fn a_team_confirms_contacts_in_its_own_folder() {
    let (desk, code, config) = desk_with_folder();
    let drafted = |id: &str| {
        run(
            &desk,
            &config,
            &["letter", "draft", &code, "us/individuals", "--id", id],
        )
        .ok()
    };
    let warned = |id: &str| run(&desk, &config, &["letter", "check", &code, id]).out;
    drafted("a");
    assert!(
        warned("a").contains("check   contacts: confirm before it goes out: TransUnion"),
        "{}",
        warned("a")
    );
    let own = desk.beside("letters").join("us-contacts.toml");
    let entry = |telephone: &str, more: &str| {
        format!(
            "[[contact]]\nid = \"transunion\"\nkind = \"bureau\"\nname = \"TransUnion\"\ntelephone = \"{telephone}\"\n\
             address = \"Suite 1, Chester, PA 19016\"\nwebsite = \"https://www.transunion.com\"\n\
             source = \"its page\"\nconfidence = \"high\"\n{more}"
        )
    };
    std::fs::write(&own, entry("1-888-555-0100", "checked_on = \"2026-11-24\"\n")).unwrap();
    drafted("b");
    let shown = run(&desk, &config, &["letter", "show", &code, "b"]).ok();
    assert!(
        shown.contains("1-888-555-0100") && !shown.contains("1-800-916-8800"),
        "{shown}"
    );
    assert!(!warned("b").contains("confirm before it goes out"), "{}", warned("b"));
    // A file that does not read is named with everything that is wrong in it.
    std::fs::write(&own, entry("1-888-555-0100", "fax = \"1\"\n")).unwrap();
    let refused = run(&desk, &config, &["letter", "check", &code, "b"]).fails(2);
    assert!(refused.contains("checked_on") && refused.contains("fax"), "{refused}");
}

#[test]
fn every_problem_of_contacts_is_told_at_once() {
    let text = "[[contact]]\nid = \"x\"\nkind = \"shop\"\nname = \"X\"\ntelephone = \"1\"\nwebsite = \"w\"\n\
                source = \"s\"\nconfidence = \"sure\"\nchecked_on = \"2026-11-24\"\n";
    let told: Vec<String> = load([("x.toml", text)])
        .unwrap_err()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].contains("x.toml:3") || told[0].contains("x.toml:1"), "{told:?}");
}

#[test]
fn a_contact_that_nobody_has_looked_at_for_long_is_named_with_its_page_and_day() {
    let all = contacts(None).unwrap();
    let later = NaiveDate::from_ymd_opt(2027, 8, 1).unwrap();
    let told = unconfirmed(
        &all,
        &Reading::of(&markdown::parse("Call 1-888-298-0045. TransUnion helps.")),
        later,
    )
    .unwrap();
    assert!(
        told.found.contains("https://") && told.found.contains("read 28 November 2026"),
        "{}",
        told.found
    );
}
