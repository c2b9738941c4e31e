//! Letters as text for people: lists and outcomes, never the letters themselves.

use crate::app::letters::edit::{Saved, Unfinished};
use crate::app::letters::{Drafted, LetterRow};
use crate::app::views::utc;
use crate::cli::failure::{Failure, Kind};
use crate::cli::text::{Page, count, line, wrapped};
use crate::core::event::{Event, LetterDraft};
use crate::core::event_words::event_words;
use crate::core::incident::command::LetterCommand;

/// What was recorded, a line each.
pub fn events(events: &[Event]) -> Page {
    let lines = events
        .iter()
        .map(|event| line(format_args!("{}", event_words(&event.what))));
    lines.collect()
}

/// What a draft came to.
pub fn drafted(code: &str, made: &Drafted) -> Result<Page, Failure> {
    let LetterCommand::Draft(LetterDraft { letter, text, .. }) = &made.command else {
        return Err(Failure::new(Kind::Internal, "internal error: not a draft"));
    };
    let (lines, gaps) = (count(text.lines().count(), "line"), count(made.gaps, "gap"));
    Ok(line(format_args!(
        "{letter}: {lines}, {gaps}. Edit it with: firebell letter edit {code} {letter}"
    )))
}

/// The letters of an incident.
pub fn list(rows: &[LetterRow], code: &str) -> Page {
    let mut out = Page::new();
    for row in rows {
        let approved = row
            .approved
            .as_ref()
            .map(|approved| format!(" by {} {}", approved.actor, utc(approved.at)));
        let duty = row.duty.as_deref().map(|duty| format!(" for {duty}"));
        writeln!(
            out,
            "{}{} · {}{} · revision {} by {} · {}",
            row.letter,
            duty.unwrap_or_default(),
            row.state,
            approved.unwrap_or_default(),
            row.revisions,
            row.written.actor,
            row.sha256.get(..12).unwrap_or_default()
        );
    }
    if rows.is_empty() {
        writeln!(
            out,
            "{code} has no letters. Draft one: firebell letter draft {code} --obligation REGIME/OBLIGATION"
        );
    }
    out
}

/// What saving a text came to.
pub fn saved(saved: &Saved, letter: &str) -> Page {
    let mut out = saved.done().map(|done| events(&done.events)).unwrap_or_default();
    if let Some(words) = saved.words(letter) {
        out += wrapped("", &words);
    }
    out
}

/// Edits that were interrupted.
pub fn unfinished(all: &[Unfinished]) -> Page {
    let mut out = Page::new();
    for (at, kept) in all.iter().enumerate() {
        let what = match kept.letter.is_empty() {
            true => "text of a form",
            false => kept.letter.as_str(),
        };
        let lines = count(kept.text.lines().count(), "line");
        writeln!(
            out,
            "{} {} {what} · {} · {} · {lines}",
            at + 1,
            kept.incident,
            kept.actor,
            kept.kept_at
        );
    }
    match out.is_empty() {
        true => "No edit was interrupted.\n".into(),
        false => out,
    }
}
