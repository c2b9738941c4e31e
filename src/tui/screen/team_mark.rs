//! What the head of a screen says of the team: F3 tells more.

use crate::app::record::WaitingState;
use crate::workspace::TeamView;

/// In the first line, before the time; nothing where the server can be reached and nothing waits.
pub(crate) fn mark(team: &TeamView) -> String {
    let mut parts = Vec::new();
    if team.away.is_some() {
        parts.push("SERVER AWAY".to_owned());
    }
    match team.count(WaitingState::Waits) {
        0 => {}
        n => parts.push(format!("{n} NOT YET SHARED")),
    }
    match team.count(WaitingState::Undecided) {
        0 => {}
        n => parts.push(format!("{n} TO DECIDE (F3)")),
    }
    if let Some(seconds) = team.clock_apart {
        parts.push(format!("CLOCK OFF {} s", seconds.abs()));
    }
    match parts.is_empty() {
        true => String::new(),
        false => format!("{} · ", parts.join(" · ")),
    }
}

/// Who else looks at an incident, or at one of its letters.
pub(crate) fn also_here(team: &TeamView, code: &str) -> Option<String> {
    let here = team
        .people
        .iter()
        .filter(|person| person.place.code.as_deref() == Some(code));
    let words = here.map(|person| match (&person.place.letter, person.place.drafting) {
        (Some(letter), true) => format!("{} drafts {letter}", person.name),
        (Some(letter), false) => format!("{} reads {letter}", person.name),
        (None, _) => person.name.clone(),
    });
    let words: Vec<String> = words.collect();
    (!words.is_empty()).then(|| format!("Also here: {}", words.join(", ")))
}
