//! Editions of the law as text.

use chrono::{DateTime, Utc};

use super::edition::{EditionView, PackView};
use crate::cli::law::comparison;
use crate::cli::text::{Page, line, moment, prose, wrapped};
use crate::core::time::Zone;

/// What an edition changes: in the words of its authors, in the law, in the open incidents.
pub(super) fn edition(view: &EditionView) -> Page {
    let mut out = wrapped("From  ", &view.comparison.before.to_string());
    out += wrapped("To    ", &view.comparison.now.to_string());
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
    out += comparison::changes(&view.comparison);
    out
}

/// What is in force now, and the way back.
pub(super) fn in_force(view: &EditionView) -> Page {
    let mut out = wrapped("", &format!("In force now: {}.", view.comparison.now));
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
