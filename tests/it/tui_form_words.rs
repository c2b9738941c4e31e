//! Forms in words: questions in full, a day without its hour, what typing replaces, and names that nobody has to invent.

use crossterm::event::KeyCode;
use firebell::core::facts::table;
use firebell::tui::{Event, Model, update};

use crate::tui::{at_incident, press, shown, type_in};
use crate::tui_forms::{control, fact, form, key};

/// The words in the box of a form, without its frame and with one blank between them.
fn words_in_box(model: &Model, (width, height): (u16, u16)) -> String {
    let screen = shown(model, width, height);
    // The box stands in the middle, with this much of the screen beside it.
    let beside = usize::from(width - width.saturating_sub(4).min(100)) / 2 + 1;
    let lines = screen.lines().map(|line| {
        let cells = line.trim_matches('"').chars();
        let inside = cells.skip(beside).take(usize::from(width) - 2 * beside);
        inside.filter(|cell| *cell != '─').collect::<String>()
    });
    let words = lines.collect::<Vec<_>>().join(" ");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whatever a form asks can be read to its end, on small screens as well, and no code is cut.
#[test]
fn a_question_is_never_cut() {
    let mut keys: Vec<&str> = table::keys().collect();
    keys.sort_by_key(|key| std::cmp::Reverse(table::question(key).len()));
    for key in keys
        .into_iter()
        .take(12)
        .chain(["milestones.occurrence", "breach.cause"])
    {
        let mut model = at_incident();
        press(&mut model, KeyCode::Char(':'));
        type_in(&mut model, &format!("fact {key}"));
        press(&mut model, KeyCode::Enter);
        let title = form(&model).title.clone();
        for size in [(80, 24), (120, 40), (200, 60)] {
            let _ = update(&mut model, Event::Resize(size.0, size.1));
            let words = words_in_box(&model, size);
            assert!(
                words.contains(&title),
                "{key} at {size:?}: {title}\n{}",
                shown(&model, size.0, size.1)
            );
            let note = shown(&model, size.0, size.1);
            assert!(
                !note
                    .lines()
                    .any(|line| line.trim_end_matches(['│', '"', ' ']).ends_with('·')),
                "{note}"
            );
            assert!(!note.contains("_vuln…") && !note.contains("_vulne…"), "{note}");
        }
    }
}

/// A day alone is taken: its beginning is proposed as suspected, and saving once more records it so.
#[test]
fn a_day_without_its_hour_is_recorded_as_suspected() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char(':'));
    type_in(&mut model, "fact milestones.discovery");
    press(&mut model, KeyCode::Enter);
    type_in(&mut model, "sat");
    let _ = control(&mut model, 's');
    let words = words_in_box(&model, (80, 24));
    assert!(words.contains("at which hour on Sat"), "{words}");
    assert!(
        form(&model).value("value").ends_with(" 00:00"),
        "{}",
        form(&model).value("value")
    );
    assert_eq!(form(&model).value("certainty"), "suspected");
    let effects = control(&mut model, 's');
    let said = format!("{effects:?}");
    assert!(
        said.contains("Suspected") && said.contains("milestones.discovery"),
        "{said}"
    );
}

/// Of the beginning of a breach a day is enough: nobody is asked for an hour that nobody knows.
#[test]
fn of_the_beginning_of_a_breach_a_day_is_enough() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char(':'));
    type_in(&mut model, "fact milestones.occurrence");
    press(&mut model, KeyCode::Enter);
    assert!(words_in_box(&model, (80, 24)).contains("a day is enough"));
    type_in(&mut model, "24 Nov");
    let words = words_in_box(&model, (80, 24));
    assert!(words.contains("= ") && !words.contains("no time of day"), "{words}");
    let said = format!("{:?}", control(&mut model, 's'));
    assert!(said.contains("T00:00:00") && said.contains("Confirmed"), "{said}");
}

/// A line that was filled in says that typing takes its place, and one key brings it back.
#[test]
fn a_line_that_is_replaced_says_so_and_comes_back() {
    let mut model = fact("affected.US-TX");
    let name = form(&model).fields[form(&model).at].text();
    assert!(!name.is_empty());
    assert!(
        shown(&model, 80, 24).contains("typing replaces it"),
        "{}",
        shown(&model, 80, 24)
    );
    type_in(&mut model, "7");
    assert_eq!(form(&model).fields[form(&model).at].text(), "7");
    let _ = control(&mut model, '/');
    assert_eq!(form(&model).fields[form(&model).at].text(), name);
}

/// Nobody has to invent a code for a person.
#[test]
fn a_contact_gets_a_short_name_from_the_name() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char(':'));
    type_in(&mut model, "new contact");
    press(&mut model, KeyCode::Enter);
    type_in(&mut model, "Clara Vögt");
    for _ in 0..2 {
        press(&mut model, KeyCode::Tab);
    }
    type_in(&mut model, "legal");
    press(&mut model, KeyCode::Enter);
    press(&mut model, KeyCode::Tab);
    type_in(&mut model, "+1-202-555-0100");
    let mut effects = control(&mut model, 's');
    if effects.is_empty() {
        effects = key(&mut model, 'y');
    }
    let said = format!("{effects:?}");
    assert!(said.contains("clara-vogt"), "{said}\n{}", shown(&model, 80, 24));
}
