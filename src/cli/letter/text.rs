//! Letters as text for people: lists and outcomes, never the letters themselves.

use std::collections::BTreeSet;

use crate::app::letters::edit::{Saved, Unfinished};
use crate::app::letters::edit_room::Belongs;
use crate::app::letters::word_in::TakenBack;
use crate::app::letters::{LetterRow, Remarks, TemplateRow, sign_off_words};
use crate::app::views::utc;
use crate::cli::text::{Page, count, line, wrapped};
use crate::core::event::{Event, LetterDraft, What};
use crate::core::event_words::event_words;
use crate::core::ids::LetterId;
use crate::core::time::Zone;
use crate::letter::template::notes_for;
use crate::workspace::{Also, Changed};

/// What was recorded, a line each.
pub(super) fn events(events: &[Event]) -> Page {
    let lines = events
        .iter()
        .map(|event| line(format_args!("{}", event_words(&event.what))));
    lines.collect()
}

/// What a draft came to.
pub(super) fn drafted(code: &str, changed: &Changed) -> Page {
    let gaps = match &changed.also {
        Also::Drafted { gaps } => *gaps,
        Also::Nothing | Also::Saved(_) | Also::TakenBack(_) | Also::Delivered(_) | Also::SetUp { .. } => 0,
    };
    let gaps = count(gaps, "gap");
    let events = changed.done.iter().flat_map(|done| &done.events);
    let mut out = Page::new();
    for event in events {
        if let What::LetterDrafted(LetterDraft { letter, text, .. }) = &event.what {
            let lines = count(text.lines().count(), "line");
            writeln!(
                out,
                "{letter}: {lines}, {gaps}. Edit it with: firebell letter edit {code} {letter}"
            );
        }
    }
    out
}

/// The drafts that were recorded.
fn drafts(changed: &Changed) -> impl Iterator<Item = &LetterDraft> {
    let events = changed.done.iter().flat_map(|done| &done.events);
    events.filter_map(|event| {
        let What::LetterDrafted(draft) = &event.what else {
            return None;
        };
        Some(draft)
    })
}

/// The language of a draft, where it is not the one that was asked for.
pub(super) fn other_language<'c>(changed: &'c Changed, asked: &str) -> Option<&'c str> {
    let mut other = drafts(changed).filter(|draft| draft.language != asked);
    other.next().map(|draft| draft.language.as_str())
}

/// What the drafter should know of the template that was used.
pub(super) fn template_notes(changed: &Changed, all: &[TemplateRow]) -> Vec<String> {
    let used = drafts(changed).filter_map(|draft| {
        let of = |row: &&TemplateRow| row.id == draft.template && row.language == draft.language;
        Some((draft, all.iter().find(of)?))
    });
    let notes = used.flat_map(|(draft, row)| {
        let regime = draft.obligation.as_ref();
        let regime = regime.and_then(|obligation| obligation.as_str().split('/').next());
        // A letter that is for no law may go to any state.
        notes_for(&row.notes, |state| {
            regime.is_none_or(|regime| regime.eq_ignore_ascii_case(state))
        })
    });
    notes.collect()
}

/// The letters of an incident.
pub(super) fn list(rows: &[LetterRow], code: &str, zone: &Zone) -> Page {
    let mut out = Page::new();
    for row in rows {
        let approved = row
            .approved
            .as_ref()
            .map(|approved| format!(" by {} {}", approved.actor, utc(approved.at)));
        let obligation = row.obligation.as_deref().map(|obligation| format!(" for {obligation}"));
        writeln!(
            out,
            "{}{} · {}{} · revision {} by {} · {}",
            row.letter,
            obligation.unwrap_or_default(),
            row.state,
            approved.unwrap_or_default(),
            row.revisions,
            row.written.actor,
            row.sha256.short()
        );
        if let Some(words) = sign_off_words(&row.sign_off, zone) {
            out += wrapped("    ", &words);
        }
        for stale in &row.stale {
            out += wrapped("  ", &format!("stale: {stale}"));
        }
    }
    if let Some(row) = rows.iter().find(|row| !row.stale.is_empty() && row.filed) {
        writeln!(
            out,
            "{} was filed as it is; say what changed in a supplement, as a letter of its own (--id).",
            row.letter
        );
    }
    if let Some(row) = rows.iter().find(|row| !row.stale.is_empty() && !row.filed) {
        writeln!(
            out,
            "Bring a letter up to date: firebell letter redraft {code} {}",
            row.letter
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

/// Letters of which whoever asks cannot open a text.
pub(super) fn sealed(letters: &BTreeSet<LetterId>) -> Page {
    if letters.is_empty() {
        return Page::new();
    }
    let ids: Vec<&str> = letters.iter().map(LetterId::as_str).collect();
    let words = format!(
        "Sealed for those who draft, approve or export letters: {}.",
        ids.join(", ")
    );
    wrapped("", &words)
}

/// What `show` says beside a letter about its approval.
pub(super) fn signed(row: &LetterRow, zone: &Zone) -> Option<String> {
    let words = sign_off_words(&row.sign_off, zone);
    words.or_else(|| {
        let approved = row.approved.as_ref()?;
        let at = zone.local(approved.at).format("%-d %b %H:%M");
        Some(format!("approved by {} {at}", approved.actor))
    })
}

/// What saving a text came to.
pub(super) fn saved(saved: &Saved, letter: &LetterId) -> Page {
    let done = saved.done.as_ref();
    let mut out = done.map(|done| events(&done.events)).unwrap_or_default();
    if let Some(words) = saved.kept.words(letter) {
        out += wrapped("", &words);
    }
    out
}

/// What a Word file came to: what was recorded, what to look at, and what was not kept.
pub(super) fn taken_back(recorded: &[Event], taken: &TakenBack, letter: &LetterId) -> Page {
    let mut out = events(recorded);
    let kept = taken.kept.as_ref().and_then(|kept| kept.words(letter));
    for words in kept
        .iter()
        .map(String::as_str)
        .chain(taken.doubts.iter().map(|doubt| doubt.words()))
    {
        out += wrapped("", words);
    }
    if !taken.lost.is_empty() {
        writeln!(out, "The letter does not keep everything that the file has:");
        for lost in &taken.lost {
            out += wrapped("- ", &lost.line());
        }
    }
    out
}

/// What became of the remarks in a Word file.
pub(super) fn remarks_told(number: usize, remarks: Remarks) -> Page {
    if number == 0 {
        return Page::new();
    }
    let counted = count(number, "remark");
    match remarks.go_along() {
        true => wrapped(
            "",
            &format!("The file carries {counted} as Word comments; --no-remarks leaves them out."),
        ),
        false => wrapped(
            "",
            &format!("{counted} left out; --remarks includes them as Word comments."),
        ),
    }
}

/// Edits that were interrupted.
pub(super) fn unfinished(all: &[Unfinished]) -> Page {
    let mut out = Page::new();
    for (at, kept) in all.iter().enumerate() {
        let what = match &kept.belongs {
            Belongs::Field => "text of a form".to_owned(),
            Belongs::Letter(text) => format!("{} {}", text.incident, text.letter),
        };
        let lines = count(kept.text.lines().count(), "line");
        writeln!(out, "{} {what} · {} · {} · {lines}", at + 1, kept.actor, kept.kept_at);
    }
    match out.is_empty() {
        true => "No edit was interrupted.\n".into(),
        false => out,
    }
}

/// Whose approvals were withdrawn.
pub(super) fn withdrawn(whose: &[String]) -> Page {
    match whose {
        [] => Page::new(),
        [one] => wrapped("", &format!("The approval by {one} is withdrawn.")),
        several => wrapped("", &format!("The approvals by {} are withdrawn.", several.join("; "))),
    }
}

/// That a letter to many people is not what any of them gets.
pub(super) fn to_be_merged() -> Page {
    wrapped(
        "",
        "The letter has blanks for each person and is not merged yet: firebell letter merge makes one for each row of the list \
         of people.",
    )
}

/// That an approved letter comes out without its logo.
pub(super) fn logo_gone() -> Page {
    wrapped(
        "",
        "The logo that this letter was approved with is no longer in the record: the file has none.",
    )
}
