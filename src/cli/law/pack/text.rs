//! Editions of the law as text.

use chrono::{DateTime, Utc};

use super::edition::{EditionView, PackView};
use crate::app::law_changes::{Difference, LawChange};
use crate::app::law_effect::{IncidentEffect, Said, Turned};
use crate::cli::text::{Page, count, line, moment, prose, wrapped};
use crate::core::time::Zone;
use crate::core::verdict::{Progress, Verdict};

/// What an edition changes: in the words of its authors, in the law, in the open incidents.
pub(super) fn edition(view: &EditionView) -> Page {
    let mut out = wrapped("From  ", &view.before.to_string());
    out += wrapped("To    ", &view.now.to_string());
    for pack in &view.packs {
        out += wrapped("Pack  ", &format!("{}, signed by {}", pack.label, pack.signed_by));
    }
    if !view.changed.is_empty() {
        out.gap();
        out += prose("What changed, in the words of whoever made the pack:");
        for words in &view.changed {
            out += wrapped("- ", words);
        }
    }
    out.gap();
    out += law(&view.law);
    out.gap();
    out += incidents(view.incidents.as_deref());
    out
}

fn law(changes: &[LawChange]) -> Page {
    let mut out = Page::new();
    for change in changes {
        let what = match (&change.obligation, &change.regime) {
            (Some(obligation), _) => format!("{obligation}: "),
            (None, Some(regime)) => format!("{regime}: "),
            (None, None) => String::new(),
        };
        out += wrapped(
            &format!("{:<8} ", word(change.difference)),
            &format!("{what}{}", change.words),
        );
    }
    let of = |difference| changes.iter().filter(|change| change.difference == difference).count();
    out += wrapped(
        "",
        &format!(
            "In the law: {} added, {} removed, {} moved, {} changed otherwise.",
            of(Difference::Added),
            of(Difference::Removed),
            of(Difference::Moved),
            of(Difference::Changed)
        ),
    );
    out
}

fn word(difference: Difference) -> &'static str {
    match difference {
        Difference::Added => "added",
        Difference::Removed => "removed",
        Difference::Moved => "moved",
        Difference::Changed => "changed",
    }
}

fn incidents(effects: Option<&[IncidentEffect]>) -> Page {
    let Some(effects) = effects else {
        return prose("There is no record here, so there are no incidents to compare.");
    };
    let mut out = Page::new();
    let turned = effects.iter().filter(|effect| !effect.changes.is_empty());
    for effect in turned.clone() {
        out += wrapped("", &format!("{} {}", effect.code, effect.title));
        for change in &effect.changes {
            out += wrapped("  ", &turned_words(change));
        }
    }
    let open = count(effects.len(), "open incident");
    out += wrapped(
        "",
        &format!("{open} compared; something changes in {}.", turned.count()),
    );
    out
}

fn turned_words(turned: &Turned) -> String {
    let done = match turned.status {
        Progress::Open => "",
        Progress::Filed => " (filed already)",
        Progress::OnHold => " (on hold)",
    };
    let (before, now) = (said(turned.before.as_ref()), said(turned.now.as_ref()));
    format!("{}{done}: {before} → {now}", turned.obligation)
}

fn said(said: Option<&Said>) -> String {
    let Some(said) = said else {
        return "not in this law".to_owned();
    };
    let mut words = said.verdict.words().to_owned();
    if said.verdict == Verdict::NotDue {
        return words;
    }
    if let Some(deadline) = said.deadline {
        words += &format!(" by {deadline}");
    }
    if let Some(milestone) = &said.milestone {
        words += &format!(" from {}", milestone.replace('_', " "));
    }
    words
}

/// What is in force now, and the way back.
pub(super) fn in_force(view: &EditionView) -> Page {
    let mut out = wrapped("", &format!("In force now: {}.", view.now));
    if !view.packs.is_empty() {
        out += prose("Go back to what was in force before with: firebell law rollback");
    }
    out
}

/// The packs in force.
pub(super) fn packs(packs: &[PackView], since: Option<&(DateTime<Utc>, String)>) -> Page {
    let mut out = Page::new();
    for pack in packs {
        out += wrapped("", &format!("{} · signed by {}", pack.label, pack.signed_by));
        out += line(format_args!("  sha256 {}", pack.sha256));
    }
    if packs.is_empty() {
        return prose("No law pack is in force. Answers are by the built-in law and your own law folders.");
    }
    if let Some((at, by)) = since {
        out += wrapped(
            "",
            &format!("In force since {}, installed by {by}.", moment(&Zone::utc(), *at)),
        );
    }
    out
}
