//! The next thing to do at the letter desk.

use crate::app::letters::{LetterRow, sign_off_words};
use crate::core::counted::counted;
use crate::core::facts::IncidentKind;
use crate::letter::gaps::Gap;
use crate::letter::person;
use crate::tui::form::blanks;
use crate::tui::model::Model;
use crate::tui::screen::team_mark::also_here;
use crate::tui::words::wrapped;
use crate::tui::worker_values::OpenLetter;

/// Lines that it may take.
const LINES: usize = 3;

/// The next thing to do, and who else is here: in as many lines as it needs, three at most.
pub(super) fn head_lines(model: &Model, width: usize) -> Vec<String> {
    let here = model
        .opened()
        .and_then(|opened| also_here(&model.team, &opened.whole.code));
    let words = match here {
        Some(here) => format!("{} · {here}", next(model)),
        None => next(model),
    };
    let mut lines = wrapped(&words, width);
    lines.truncate(LINES);
    lines
}

/// Who wrote it, who approved it, what approval still needs.
fn next(model: &Model) -> String {
    let at = model
        .screens
        .incident()
        .and_then(|incident| incident.letters())
        .map_or(0, |desk| desk.at);
    let Some(row) = model.opened().and_then(|opened| opened.letters.get(at)) else {
        return match model.opened().map_or(0, |opened| opened.sealed_letters) {
            0 => "Next: n drafts a letter; r on an obligation drafts the one made for it".to_owned(),
            _ => "The letters are sealed for you so far; below is what opens them.".to_owned(),
        };
    };
    let begun = row
        .sign_off
        .iter()
        .any(|needed| needed.role.is_some() && needed.approved.is_some());
    if begun && let Some(opened) = model.opened() {
        return sign_off_words(&row.sign_off, &opened.whole.home_zone).unwrap_or_default();
    }
    let failing = |open: &OpenLetter| open.findings.iter().filter(|f| f.fails()).count();
    if let Some(stale) = row.stale.first().filter(|_| row.filed) {
        return format!(
            "Filed, and changed since: {stale}. Next: a supplement tells what changed (r drafts one for the same obligation)"
        );
    }
    if let Some(stale) = row.stale.first() {
        return format!("Stale: {stale}. Next: redraft it from the facts as recorded now (r)");
    }
    if row.filed && row.approved.is_some() {
        return sent(row).to_owned();
    }
    let gaps = model.open_letter().map_or(&[][..], |open| &open.gaps);
    if let Some(words) = lacking(gaps).filter(|_| row.approved.is_none()) {
        return words;
    }
    match (&row.approved, model.open_letter()) {
        (Some(_), _) if row.for_each_person => {
            "Next: merge it with the list of people (in a shell: firebell letter merge), send what comes out, mark it sent (x)"
                .to_owned()
        }
        (Some(approved), _) => {
            let text = row.sha256.short();
            format!(
                "Next: export it (E, then p for PDF), {} (approved by {}, {text})",
                match model.opened().map(|opened| opened.whole.kind) {
                    Some(IncidentKind::Exercise) => "mark it filed (x); it is an exercise: do not send it",
                    Some(IncidentKind::Real) | None => "send it, mark it filed (x)",
                },
                approved.actor
            )
        }
        (None, Some(open)) if failing(open) > 0 => {
            let count = failing(open);
            let findings = if count == 1 { "finding" } else { "findings" };
            format!("Next: fix {count} {findings} (e edits), then someone else approves (x)")
        }
        (None, open) => {
            let follow = open.map_or(0, |open| open.to_follow.len());
            let first = match follow {
                0 => String::new(),
                _ => format!(" tell what the letter says will follow ({follow}, _), then"),
            };
            format!(
                "Next:{first} someone other than {} reads and approves it (x)",
                row.hands.join(" or ")
            )
        }
    }
}

/// What is said of a letter that went out and tells what is so.
fn sent(row: &LetterRow) -> &'static str {
    match row.for_each_person {
        true => {
            "Marked as sent. Its blanks are filled for each person: firebell letter merge, where that is not done yet"
        }
        false => {
            "Filed as it stands. Where something changes, a supplement tells it (r drafts one for the same obligation)"
        }
    }
}

/// What a letter lacks that somebody can fill in now. Blanks of single persons are filled from their list.
fn lacking(gaps: &[Gap]) -> Option<String> {
    let asked = blanks::asked(gaps);
    if asked > 0 {
        let blanks = counted(u64::try_from(asked).unwrap_or(u64::MAX), "blank");
        return Some(format!(
            "Next: fill in {blanks} (_), check it (e edits), someone else approves (x)"
        ));
    }
    let elsewhere = gaps.iter().find(|gap| person::Field::of(&gap.key).is_none())?;
    Some(format!("Next: it still lacks: {}. Then redraft it (r)", elsewhere.asks))
}
