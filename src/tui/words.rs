//! Words and widths that every screen shares.

use chrono::{DateTime, Utc};
use unicode_width::UnicodeWidthChar as _;

use crate::core::facts::FactValue;
use crate::core::time::TimeLeft;
use crate::core::time::Zone;
use crate::core::verdict::Verdict;

/// A text cut or filled to a number of columns, with a mark where something is missing.
pub(super) fn cut(text: &str, columns: usize) -> String {
    let clean = text.replace(['\n', '\t'], " ");
    let whole: usize = clean.chars().map(|c| c.width().unwrap_or(0)).sum();
    if whole <= columns {
        return clean + &" ".repeat(columns - whole);
    }
    let room = columns.saturating_sub(1);
    let (mut out, mut used) = (String::new(), 0);
    for c in clean.chars() {
        let wide = c.width().unwrap_or(0);
        if used + wide > room {
            break;
        }
        used += wide;
        out.push(c);
    }
    if columns > 0 {
        out.push('…');
        used += 1;
    }
    out + &" ".repeat(columns.saturating_sub(used))
}

/// The columns a text takes.
pub(super) fn columns(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

/// A moment in a zone, in full.
pub(super) fn moment(zone: &Zone, at: DateTime<Utc>) -> String {
    crate::core::obligation::moment_words(zone, at)
}

/// A moment in a zone, short: `24 Nov 10:00`.
pub(super) fn short(zone: &Zone, at: DateTime<Utc>) -> String {
    zone.local(at).format("%-d %b %H:%M").to_string()
}

/// A value of a fact as people read it, moments in a zone.
pub(super) fn value(value: &FactValue, zone: &Zone) -> String {
    value.words(zone)
}

/// A text as lines of at most so many columns.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let width = width.max(8);
    if text.is_empty() {
        return vec![String::new()];
    }
    text.lines()
        .flat_map(|line| match line.trim().is_empty() {
            true => vec![String::new()],
            false => textwrap::wrap(line, width)
                .into_iter()
                .map(std::borrow::Cow::into_owned)
                .collect(),
        })
        .collect()
}

/// What stands behind an obligation whose period is counted from a stand-in for a milestone that is not known yet.
pub(super) fn provisional(stand_in: bool) -> &'static str {
    match stand_in {
        true => " (provisional)",
        false => "",
    }
}

/// The time left. Nobody has missed what is only possible: once its date is past it would be late if it applies.
pub(super) fn clock(verdict: Verdict, left: TimeLeft) -> String {
    match verdict {
        Verdict::Due => left.binding(),
        Verdict::Possible | Verdict::NotDue if left.is_past() => IF_IT_APPLIES.to_owned(),
        Verdict::Possible | Verdict::NotDue => left.informative(),
    }
}

/// What is said of a possible obligation whose date is past.
pub(super) const IF_IT_APPLIES: &str = "late if it applies";

/// The words of a text that begin with a sign, without it: the people behind an `@`, the subjects behind a `#`.
pub(super) fn after(text: &str, sign: char) -> impl Iterator<Item = &str> {
    let words = text.split_whitespace().filter_map(move |word| word.strip_prefix(sign));
    let ends = |c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_'));
    words
        .map(move |word| word.trim_end_matches(ends))
        .filter(|word| !word.is_empty())
}
