//! The wall clock: figures that are seen from afar, and nothing that a stranger may not read.

use super::*;

fn wall() -> Model {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('O'));
    assert_eq!(model.screen(), ScreenName::Wall);
    model
}

#[test]
fn the_wall_shows_what_runs_out_next_and_no_words_that_somebody_wrote() {
    let mut model = wall();
    looks("wall", &mut model);
    let screen = shown(&model, 200, 60);
    for words in ["2026-014", "stage: Detection", "██"] {
        assert!(screen.contains(words), "{words}: {screen}");
    }
    for secret in ["Support credentials", "Laptop", "On-call", "+1-202-555-0100", "dana"] {
        assert!(!screen.contains(secret), "{secret}: {screen}");
    }
}

#[test]
fn the_figures_run_by_themselves_and_the_others_are_read_anew() {
    let mut model = wall();
    let before = shown(&model, 120, 40);
    let later = WallTime::read(at("2026-11-24T09:01:00Z"));
    let effects: Vec<Effect> = (0..10).flat_map(|_| update(&mut model, Event::Tick(later))).collect();
    assert_ne!(shown(&model, 120, 40), before);
    // Nothing is asked while an answer is on its way; once there is none, the board is read with the incident.
    assert!(matches!(effects.as_slice(), [Effect::Look { .. }]), "{effects:?}");
    model.waiting = 0;
    model.ticks = 19;
    let effects = update(&mut model, Event::Tick(later));
    assert!(effects.contains(&Effect::Board), "{effects:?}");
}

#[test]
fn an_alert_about_what_somebody_wrote_is_not_for_the_wall() {
    let mut model = wall();
    model.alerts.standing = Some("ask counsel about the waiver".to_owned());
    assert!(!shown(&model, 120, 40).contains("waiver"));
    press(&mut model, KeyCode::Esc);
    model.alerts.standing = Some("ask counsel about the waiver".to_owned());
    assert!(shown(&model, 120, 40).contains("waiver"));
}
