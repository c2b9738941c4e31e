//! What somebody meets who has never seen the workbench: the order of what is possible, places with their numbers, the
//! zone of a new incident, and words that nothing fits.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use firebell::core::event::{Disposition, Filing, FilingKind, Note, ObligationUpdate, SentLetter};
use firebell::core::facts::FactValue;
use firebell::core::incident::command::Command;
use firebell::core::time::Zone;
use firebell::tui::{Effect, Event, Form, Model, Overlay, rows, update};

use crate::tui::{at_board, at_incident, press, shown, type_in};
use crate::tui_board::overdue;
use crate::tui_undo::Desk;
use crate::tui_whole::Seat;

fn form(model: &Model) -> &Form {
    match model.overlays.last() {
        Some(Overlay::Form(form)) => form,
        other => panic!("{other:?}"),
    }
}

/// A fresh incident of an organization in a country, its obligations on screen.
fn fresh(country: &str) -> Seat {
    let mut desk = Desk::new("Mailbox read");
    desk.fact("dana", "organisation.country", country, false);
    desk.fact("dana", "milestones.awareness", "\"2026-11-24T08:00:00Z\"", false);
    let mut seat = Seat::at(desk);
    seat.key(KeyCode::Enter);
    seat.letters("4");
    seat
}

/// Ids of the obligations above and below the head of what is possible elsewhere.
fn near_and_far(seat: &Seat) -> (Vec<String>, Vec<String>) {
    let rows = rows(&seat.model);
    let head = rows.iter().position(|row| row.left.starts_with("Possible elsewhere"));
    let head = head.unwrap_or_else(|| panic!("{}", seat.screen()));
    let ids = |rows: &[firebell::tui::Row]| {
        let ids = rows.iter().filter_map(|row| row.target.obligation().map(str::to_owned));
        ids.collect::<Vec<_>>()
    };
    (ids(&rows[..head]), ids(&rows[head..]))
}

#[test]
fn what_is_possible_in_ones_own_country_comes_before_the_rest_of_the_world() {
    let mut seat = fresh("\"DE\"");
    let (near, far) = near_and_far(&seat);
    assert!(near.iter().any(|id| id.starts_with("eu-gdpr/")), "{near:?}");
    assert!(near.iter().all(|id| !id.starts_with("us-")), "{near:?}");
    assert!(far.iter().any(|id| id.starts_with("us-tx/")), "{far:?}");
    // A search finds what stands below as well.
    seat.letters("/texas");
    seat.key(KeyCode::Enter);
    let found: Vec<_> = rows(&seat.model);
    let found = found.iter().filter_map(|row| row.target.obligation());
    assert!(found.into_iter().any(|id| id.starts_with("us-tx/")));
    // Within a country its own law comes before that of its parts.
    let (near, far) = near_and_far(&fresh("\"US\""));
    let national = near
        .iter()
        .rposition(|id| id.starts_with("us-") && id.starts_with("us-hipaa"));
    let of_state = near.iter().position(|id| id.starts_with("us-tx/"));
    assert!(of_state.is_some(), "{near:?}");
    assert!(national.is_none_or(|national| Some(national) < of_state), "{near:?}");
    assert!(far.iter().any(|id| id.starts_with("eu-gdpr/")), "{far:?}");
}

#[test]
fn a_place_and_its_number_are_taken_where_the_place_is_asked_for() {
    for leaves in [KeyCode::Enter, KeyCode::Tab] {
        let mut model = at_incident();
        press(&mut model, KeyCode::Char('#'));
        type_in(&mut model, "FL 3100");
        press(&mut model, leaves);
        assert_eq!(form(&model).value("place"), "US-FL", "{}", shown(&model, 80, 24));
        assert_eq!(form(&model).value("people"), "3100");
        let effects = update(&mut model, Event::Key(KeyEvent::from(KeyCode::Enter)));
        assert!(matches!(effects.as_slice(), [Effect::Submitted(..)]), "{effects:?}");
    }
}

#[test]
fn a_number_without_a_place_says_what_is_expected() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('#'));
    type_in(&mut model, "3100");
    press(&mut model, KeyCode::Enter);
    let screen = shown(&model, 80, 24);
    assert!(
        screen.contains("names no place") && screen.contains("“TX 3100”"),
        "{screen}"
    );
    // Several places of one name are named.
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('#'));
    type_in(&mut model, "CA 2200");
    press(&mut model, KeyCode::Tab);
    let screen = shown(&model, 80, 24);
    assert!(screen.contains("California") && screen.contains("Canada"), "{screen}");
}

#[test]
fn a_slash_before_what_is_searched_in_a_list_is_no_part_of_it() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('#'));
    type_in(&mut model, "/Texas");
    press(&mut model, KeyCode::Enter);
    assert_eq!(form(&model).value("place"), "US-TX", "{}", shown(&model, 80, 24));
}

/// The form of a new incident where neither the machine nor the config file names a zone.
fn new_incident(country: &str, home: Zone) -> Model {
    let mut model = at_board();
    model.home = home;
    let value = FactValue::recorded("organisation.country", &format!("\"{country}\""), None);
    model.start.profile.insert("organisation.country".to_owned(), value);
    press(&mut model, KeyCode::Char('n'));
    model
}

#[test]
fn a_new_incident_is_offered_the_zone_of_the_organizations_country() {
    assert_eq!(form(&new_incident("DE", Zone::utc())).value("zone"), "Europe/Berlin");
    // Somebody named it: it stays.
    let chicago = Zone::named("America/Chicago").unwrap();
    assert_eq!(form(&new_incident("DE", chicago)).value("zone"), "America/Chicago");
    let utc = Zone::named("UTC").unwrap();
    assert_eq!(form(&new_incident("DE", utc)).value("zone"), "UTC");
    // Where the country has several, nobody knows which: one is chosen, and those of the country come first.
    let mut model = new_incident("US", Zone::utc());
    assert_eq!(form(&model).value("zone"), "");
    type_in(&mut model, "Mailbox read");
    press(&mut model, KeyCode::Tab);
    press(&mut model, KeyCode::Tab);
    let screen = shown(&model, 80, 24);
    let first = screen.find("America/New York").unwrap_or_else(|| panic!("{screen}"));
    assert!(screen.contains("America/Chicago"), "{screen}");
    assert!(screen.find("Africa/").is_none_or(|other| first < other), "{screen}");
    let save = KeyEvent::new(KeyCode::Char('s'), KeyModifiers::CONTROL);
    assert!(update(&mut model, Event::Key(save)).is_empty());
    assert!(shown(&model, 80, 24).contains("this is required"));
}

#[test]
fn universal_time_is_named_and_greenwich_keeps_its_offset() {
    let mut model = at_board();
    model.home = Zone::utc();
    let screen = shown(&model, 80, 24);
    let head = screen.lines().next().unwrap();
    assert!(head.contains("09:00 UTC") && !head.contains("+00:00"), "{head}");
    model.home = Zone::named("Europe/London").unwrap();
    assert!(shown(&model, 80, 24).contains("09:00 +00:00"));
}

/// Letters that a sector only has somewhere between others are not what somebody named: nothing is checked by Enter.
#[test]
fn a_word_that_no_sector_has_is_said_and_checks_nothing() {
    for word in ["travel", "tourism", "zzz"] {
        let mut model = at_board();
        press(&mut model, KeyCode::Char('o'));
        for _ in 0..4 {
            press(&mut model, KeyCode::Tab);
        }
        type_in(&mut model, word);
        let screen = shown(&model, 80, 24);
        assert!(screen.contains(&format!("“{word}”")), "{screen}");
        press(&mut model, KeyCode::Enter);
        assert_eq!(form(&model).value("sectors"), "", "{word}");
    }
}

/// What somebody else recorded since one left, of all parts, and nothing of one's own.
#[test]
fn one_key_lists_what_others_changed_since_one_left() {
    let mut desk = Desk::new("Mailbox read");
    desk.fact("dana", "data.medium", "\"paper\"", false);
    let seen = desk.record.load(&desk.code).unwrap().incident.seq;
    desk.fact("dana", "data.encrypted", "false", false);
    desk.fact("bo", "data.encrypted", "true", false);
    let note = Note {
        text: "called the bank".to_owned(),
        privileged: false,
    };
    desk.run("bo", Command::AddNote(note)).unwrap();
    let mut seat = Seat::at(desk);
    seat.model.start.actor = "dana".to_owned();
    let slot = format!("seen/dana/{}", seat.incident);
    seat.model.start.drafts.insert(slot, seen.to_string());
    seat.key(KeyCode::Enter);
    seat.letters("*");
    let listed: Vec<String> = rows(&seat.model).into_iter().map(|row| row.left).collect();
    assert!(listed.iter().any(|row| row.starts_with("Assessment · 1")), "{listed:?}");
    assert!(listed.iter().any(|row| row.contains("called the bank")), "{listed:?}");
    assert!(
        listed.iter().all(|row| !row.to_lowercase().contains("medium")),
        "{listed:?}"
    );
    assert!(seat.screen().contains("Changed since you left"), "{}", seat.screen());
    seat.key(KeyCode::Esc);
    seat.letters("2");
    let listed: Vec<String> = rows(&seat.model).into_iter().map(|row| row.left).collect();
    assert!(
        listed.iter().any(|row| row.to_lowercase().contains("medium")),
        "{listed:?}"
    );
}

/// The law lets the first notice go out before everything is known: what it said would follow is still owed.
#[test]
fn a_filed_notice_that_says_that_more_follows_is_not_resolved() {
    let mut seat = Seat::at(overdue());
    seat.drafted();
    assert!(seat.text().contains("Angabe wird nachgereicht"), "{}", seat.text());
    let finding = |seat: &Seat| {
        let open = seat.model.open_letter().unwrap();
        open.findings.iter().any(|finding| finding.rule == "story-to-follow")
    };
    assert!(finding(&seat), "{}", seat.screen());
    let loaded = seat.record().load(&seat.incident).unwrap();
    let letter = loaded.incident.letters.values().next().unwrap();
    let sent = SentLetter {
        letter: letter.id.clone(),
        revision: letter.revisions.len(),
        sha256: letter.revisions.last().unwrap().sha256.clone(),
    };
    let filing = |filing, sent: Option<SentLetter>| {
        let why = Some("the authority asked for it at once, and counsel read it on the telephone".to_owned());
        Command::Obligation(ObligationUpdate {
            obligation: "eu-gdpr/regulator".into(),
            disposition: Disposition::Filed(Filing {
                late_because: Some("the breach was found five days after it began".to_owned()),
                without_letter_because: why,
                letters: sent.into_iter().collect(),
                ..Filing::at(filing, chrono::Utc::now())
            }),
            rationale: None,
            law: None,
        })
    };
    let (first, last) = (filing(FilingKind::Initial, Some(sent)), filing(FilingKind::Final, None));
    seat.asks(Effect::Run(seat.incident.clone(), Box::new(first)));
    seat.key(KeyCode::Esc);
    seat.letters("4");
    let screen = shown(&seat.model, 200, 60);
    assert!(screen.contains("Filed, and a supplement is open"), "{screen}");
    assert!(screen.contains("supplement open"), "{screen}");
    // Once the final notice went out, nothing is owed.
    seat.asks(Effect::Run(seat.incident.clone(), Box::new(last)));
    let screen = shown(&seat.model, 200, 60);
    assert!(!screen.contains("supplement open"), "{screen}");
}

/// Something of the story that is known ends the warning, and the letter tells it.
#[test]
fn the_blanks_ask_for_what_is_said_to_follow() {
    let mut seat = Seat::at(overdue());
    seat.drafted();
    seat.letters("_");
    seat.goes_to("letter.what_happened");
    seat.letters("Ein Postfach wurde gelesen.");
    seat.control('s');
    assert!(seat.model.overlays.is_empty(), "{}", seat.screen());
    assert!(seat.text().contains("Ein Postfach wurde gelesen"), "{}", seat.text());
    let open = seat.model.open_letter().unwrap();
    assert!(open.findings.iter().all(|finding| finding.rule != "story-to-follow"));
    assert!(
        open.to_follow
            .iter()
            .all(|gap| !gap.key.starts_with("letter.what_happened"))
    );
}
