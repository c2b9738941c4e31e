//! Words and widths that every screen shares.

use chrono::{DateTime, Utc};
use unicode_width::UnicodeWidthChar as _;

use crate::core::facts::FactValue;
use crate::core::time::Zone;

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

/// How long a stretch of minutes is, in two units: `2 d 04 h`, `3 h 20 min`.
pub(super) fn span(minutes: i64) -> String {
    let minutes = minutes.abs();
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    match (days, hours) {
        (0, 0) => format!("{rest} min"),
        (0, _) => format!("{hours} h {rest:02} min"),
        (1..=13, _) => format!("{days} d {hours:02} h"),
        _ => format!("{days} d"),
    }
}

/// How long until a moment: `2 d 04 h`, `OVERDUE 3 h 20 min`. The last hour is told in seconds.
pub(super) fn left(now: DateTime<Utc>, at: DateTime<Utc>) -> String {
    let gone = at - now;
    match gone.num_seconds() {
        seconds @ 0..3600 => format!("{} min {:02} s", seconds / 60, seconds % 60),
        _ if at < now => format!("OVERDUE {}", span(gone.num_minutes())),
        _ => span(gone.num_minutes()),
    }
}

/// A moment of a view.
pub(super) fn parsed(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text)
        .map(|m| m.to_utc())
        .unwrap_or_default()
}

/// A zone by name, or UTC.
pub(super) fn zone(name: &str) -> Zone {
    Zone::named(name).unwrap_or_else(|_| Zone::utc())
}

/// A moment in a named zone, in full.
pub(super) fn moment(zone_name: &str, at: DateTime<Utc>) -> String {
    crate::core::obligation::moment_words(&zone(zone_name), at)
}

/// A moment in a named zone, short: `24 Nov 10:00`.
pub(super) fn short(zone_name: &str, at: DateTime<Utc>) -> String {
    zone(zone_name).local(at).format("%-d %b %H:%M").to_string()
}

/// A value of a fact as people read it, moments in a named zone.
pub(super) fn value(value: &FactValue, zone_name: &str) -> String {
    value.words(&zone(zone_name))
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
                .map(|l| l.into_owned())
                .collect(),
        })
        .collect()
}
