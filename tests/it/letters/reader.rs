//! What differs by whom a letter goes to: the day it goes out, and the recipient's own number.

use super::*;

fn fact(desk: &Desk, code: &str, key: &str, value: &str) {
    desk.run(&["incident", "fact", "set", code, key, value]).ok();
}

fn drafted(desk: &Desk, code: &str, what: &[&str], id: &str) -> String {
    desk.run(&[&["letter", "draft", code, "--id", id][..], what].concat())
        .ok();
    desk.run(&["letter", "show", code, id]).ok()
}

#[test]
fn each_reader_may_have_a_day_of_their_own() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    fact(&desk, &code, "letter.sent_on", "2026-12-04T12:00Z");
    fact(&desk, &code, "letter.authorities.sent_on", "2026-11-30T12:00Z");
    let people = drafted(&desk, &code, &["us/individuals"], "people");
    assert!(
        people.contains("December 4, 2026") && !people.contains("November 30"),
        "{people}"
    );
    let authority = drafted(&desk, &code, &["us-tx/regulator"], "ag");
    assert!(
        authority.contains("November 30, 2026") && !authority.contains("December 4"),
        "{authority}"
    );
}

#[test]
fn an_authority_s_number_stands_in_its_own_letters_alone() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    fact(&desk, &code, "milestones.awareness", "-3h");
    let file = [
        "incident",
        "file",
        &code,
        "eu-gdpr/regulator",
        "--confirmation",
        "DSB-4711",
    ];
    let anyway = ["--without-letter", "filed in the portal"];
    desk.run(&[&file[..], &anyway].concat()).ok();
    let own = drafted(
        &desk,
        &code,
        &["eu/art33-supplement", "--obligation", "eu-gdpr/regulator"],
        "own",
    );
    assert!(own.contains("DSB-4711"), "{own}");
    let other = drafted(&desk, &code, &["uk/ico", "--obligation", "gb-gdpr/regulator"], "other");
    assert!(
        !other.contains("DSB-4711") && !other.contains("follow-up report"),
        "{other}"
    );
    // A number of the incident as a whole is no better one.
    fact(&desk, &code, "letter.reference", "X-99");
    let other = drafted(&desk, &code, &["uk/ico", "--obligation", "gb-gdpr/regulator"], "again");
    assert!(
        !other.contains("X-99") && !other.contains("follow-up report"),
        "{other}"
    );
}

/// A sheet follows up what was filed with its own recipient, whether a number came of it or not.
#[test]
fn a_sheet_is_a_follow_up_only_where_its_authority_was_told() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    fact(&desk, &code, "milestones.awareness", "-3h");
    let filed = |obligation: &str| {
        let anyway = ["--without-letter", "sent before firebell was at hand"];
        let file = ["incident", "file", &code, obligation];
        desk.run(&[&file[..], &anyway].concat()).ok();
    };
    let sheet = |id: &str| drafted(&desk, &code, &["eu/ie-dpc", "--obligation", "eu-gdpr/regulator"], id);
    filed("eu-gdpr/individuals");
    let first = sheet("first");
    assert!(first.contains("initial notification"), "{first}");
    filed("eu-gdpr/regulator");
    let second = sheet("second");
    assert!(second.contains("update of an earlier notification"), "{second}");
}

#[test]
fn a_follow_up_without_the_first_notice_s_reference_has_a_gap_for_it() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    fact(&desk, &code, "milestones.awareness", "-3h");
    for (language, asks) in [("en", "ask the authority"), ("de", "bei der Behörde erfragen")] {
        let named = [
            "eu/art33-supplement",
            "--obligation",
            "eu-gdpr/regulator",
            "--language",
            language,
        ];
        let text = drafted(&desk, &code, &named, &format!("later-{language}"));
        assert!(text.contains("letter.reference") && text.contains(asks), "{text}");
    }
}

#[test]
fn the_people_in_all_are_what_the_places_come_to() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    fact(&desk, &code, "affected.DE", "1200");
    fact(&desk, &code, "affected.US-CA", "800");
    let some = drafted(&desk, &code, &["eu/art33-initial"], "some");
    assert!(
        some.contains("at least 2,000") || some.contains("at least 2 000"),
        "{some}"
    );
    fact(&desk, &code, "affected.elsewhere", "0");
    let all = drafted(&desk, &code, &["eu/art33-initial"], "all");
    assert!(!all.contains("at least 2,000") && all.contains("2,000"), "{all}");
}

#[test]
fn a_blank_of_the_profile_is_filled_in_a_letter_that_was_drafted_anew_already() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    drafted(&desk, &code, &["us/individuals"], "people");
    fact(&desk, &code, "letter.what_happened", "A mailbox was read.");
    desk.run(&["letter", "redraft", &code, "people"]).ok();
    desk.run(&["profile", "set", "identity.toll_free", "1-833-555-0100"])
        .ok();
    desk.run(&["letter", "redraft", &code, "people"]).ok();
    let text = desk.run(&["letter", "show", &code, "people"]).ok();
    assert!(
        text.contains("1-833-555-0100") && !text.contains("[[identity.toll_free"),
        "{text}"
    );
}

#[test]
fn a_packet_before_the_filing_holds_what_is_approved() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    drafted(&desk, &code, &["us-tx/regulator"], "draft");
    let packet = |name: &str| {
        let folder = desk.beside(name).display().to_string();
        desk.run(&["letter", "packet", &code, "us-tx/regulator", &folder, "--json"])
    };
    assert_eq!(packet("first").code, 2);
    drafted(&desk, &code, &["us-tx/regulator"], "good");
    let approve = ["letter", "approve", &code, "good", "--because", "fields follow"];
    desk.run_as("counsel", &approve).ok();
    let kept = packet("second").json();
    let letters: Vec<&str> = kept["files"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|file| file["text"]["letter"].as_str())
        .collect();
    assert_eq!(letters, ["good"], "{kept}");
}
