//! Zones as people write them beside a time: offsets, names of the database, regions, and letters. Letters that mean
//! several places are never read.

use chrono::FixedOffset;

use crate::core::time::Zone;

/// A zone as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ZoneWritten {
    /// One that says everything.
    Known(Zone),
    /// A region such as ET, whose offset depends on the day.
    Region(&'static str, Zone),
    /// Letters that nobody answered for yet.
    Letters(String),
}

/// Letters that are one offset wherever they are used.
const OFFSETS: [(&str, i32); 17] = [
    ("Z", 0),
    ("UTC", 0),
    ("GMT", 0),
    ("ZULU", 0),
    ("WET", 0),
    ("CET", 1),
    ("CEST", 2),
    ("EET", 2),
    ("EEST", 3),
    ("EST", -5),
    ("EDT", -4),
    ("CDT", -5),
    ("MST", -7),
    ("MDT", -6),
    ("PST", -8),
    ("PDT", -7),
    ("WEST", 1),
];

/// Regions of the United States, read with the date.
const REGIONS: [(&str, &str); 4] = [
    ("ET", "America/New_York"),
    ("CT", "America/Chicago"),
    ("MT", "America/Denver"),
    ("PT", "America/Los_Angeles"),
];

/// What a word beside a time says of its zone; `None`: it is no zone.
pub(super) fn zone(word: &str) -> Option<ZoneWritten> {
    let word = word.trim_matches(['(', ')', '[', ']']);
    let begins_with_letter = word.starts_with(|c: char| c.is_ascii_alphabetic());
    if word.contains('/') && begins_with_letter {
        return Zone::named(word).ok().map(ZoneWritten::Known);
    }
    let upper = word.to_uppercase();
    for named in ["UTC", "GMT"] {
        if let Some(rest) = upper.strip_prefix(named)
            && let Some(offset) = offset(rest)
        {
            return Some(ZoneWritten::Known(Zone::fixed(offset)));
        }
    }
    if let Some(offset) = offset(&upper) {
        return Some(ZoneWritten::Known(Zone::fixed(offset)));
    }
    letters(&upper)
}

fn letters(upper: &str) -> Option<ZoneWritten> {
    if let Some((_, hours)) = OFFSETS.iter().find(|(name, _)| *name == upper) {
        return FixedOffset::east_opt(hours * 3600).map(|offset| ZoneWritten::Known(Zone::fixed(offset)));
    }
    if let Some((name, zone)) = REGIONS.iter().find(|(name, _)| *name == upper) {
        return Zone::named(zone).ok().map(|zone| ZoneWritten::Region(name, zone));
    }
    let letters = (2..=5).contains(&upper.len()) && upper.bytes().all(|byte| byte.is_ascii_uppercase());
    letters.then(|| ZoneWritten::Letters(upper.to_owned()))
}

/// `+01:00`, `-0430`, `+1`; `None`: no offset. No zone in the world is more than 14 hours from UTC.
pub(super) fn offset(text: &str) -> Option<FixedOffset> {
    let (sign, rest) = match text.chars().next()? {
        '+' => (1, &text[1..]),
        '-' => (-1, &text[1..]),
        '−' => (-1, &text['−'.len_utf8()..]),
        _ => return None,
    };
    let (hours, minutes) = match rest.split_once(':') {
        Some((hours, minutes)) if minutes.len() == 2 => (hours, minutes),
        Some(_) => return None,
        None if rest.len() == 4 && rest.is_ascii() => rest.split_at(2),
        None => (rest, "0"),
    };
    let figures = |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if !figures(hours) || !figures(minutes) {
        return None;
    }
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    if hours > 14 || minutes > 59 {
        return None;
    }
    FixedOffset::east_opt(sign * (hours * 3600 + minutes * 60))
}
