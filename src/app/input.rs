//! What people type, turned into what the record keeps: moments in every form, and values of facts.

use chrono::{DateTime, Datelike as _, Days, NaiveTime, SubsecRound as _, TimeDelta, Utc, Weekday};

use super::letters::context::{IDENTITY, NARRATIVE};
use crate::core::facts::write::{TABLES, quoted};
use crate::core::law::codes;
use crate::core::reader::suggestion;
use crate::core::time::{MomentError, StoryTime, Zone, parse_moment};

/// What is wrong with something typed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct InputError {
    /// What is wrong.
    pub message: String,
    /// What would be right.
    pub hint: String,
}

impl InputError {
    fn new(message: impl Into<String>, hint: impl Into<String>) -> InputError {
        InputError {
            message: message.into(),
            hint: hint.into(),
        }
    }
}

/// The forms of a moment, for hints.
pub const MOMENT_FORMS: &str =
    "such as 2026-03-05 14:00, 2026-03-05T14:00-06:00, 14:00, now, -2h, yesterday 18:00 or Tue 14:00";

/// Reads a moment: a full one, or one told from now (`14:00`, `now`, `-2h`, `yesterday 18:00`, `Tue 14:00`). A time of
/// day is today's; a weekday is the last one that has passed.
///
/// # Errors
/// Says what is wrong, and for a skipped or doubled local time which two it may be.
pub fn moment(text: &str, zone: &Zone, now: StoryTime) -> Result<DateTime<Utc>, InputError> {
    let (text, now) = (text.trim(), now.at());
    if text.eq_ignore_ascii_case("now") {
        return Ok(now);
    }
    if let Some(moment) = ago(text, now) {
        return Ok(moment);
    }
    let full = relative_day(text, zone, now).unwrap_or_else(|| text.to_owned());
    parse_moment(&full, Some(zone))
        .map(|moment| moment.to_utc())
        .map_err(|error| match error {
            MomentError::Form(_) => InputError::new(format!("`{text}` is no date and time"), MOMENT_FORMS),
            other => InputError::new(other.to_string(), MOMENT_FORMS),
        })
}

/// `-2h`, `-90m`, `-3d`, `+4h`.
fn ago(text: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let (sign, rest) = match text.split_at_checked(1)? {
        ("-", rest) => (-1, rest),
        ("+", rest) => (1, rest),
        _ => return None,
    };
    let (number, unit) = rest.split_at_checked(rest.find(|c: char| !c.is_ascii_digit())?)?;
    let number: i64 = number.parse().ok()?;
    let minutes = match unit {
        "m" | "min" => 1,
        "h" => 60,
        "d" => 24 * 60,
        _ => return None,
    };
    now.checked_add_signed(TimeDelta::try_minutes(sign * number.checked_mul(minutes)?)?)
}

/// `14:00`, `yesterday 18:00`, `today 09:30`, `Tue 14:00` as a full local date and time.
fn relative_day(text: &str, zone: &Zone, now: DateTime<Utc>) -> Option<String> {
    let today = zone.local(now).date_naive();
    let (day, time) = match text.rsplit_once(' ') {
        None => (today, text),
        Some((word, time)) => {
            let day = match word.to_ascii_lowercase().as_str() {
                "today" => today,
                "yesterday" => today.checked_sub_days(Days::new(1))?,
                word => last(word.parse::<Weekday>().ok()?, today, time, zone, now)?,
            };
            (day, time)
        }
    };
    let time = NaiveTime::parse_from_str(time, "%H:%M").ok()?;
    Some(format!("{day} {}", time.format("%H:%M")))
}

/// The last such weekday whose time of day has passed.
fn last(
    wanted: Weekday,
    today: chrono::NaiveDate,
    time: &str,
    zone: &Zone,
    now: DateTime<Utc>,
) -> Option<chrono::NaiveDate> {
    let back = today.weekday().days_since(wanted);
    let day = today.checked_sub_days(Days::new(u64::from(back)))?;
    let time = NaiveTime::parse_from_str(time, "%H:%M").ok()?;
    if back == 0 && zone.local(now).time() < time {
        return day.checked_sub_days(Days::new(7));
    }
    Some(day)
}

/// Facts whose value is a list of codes.
const LISTS: [&str; 7] = [
    "data.elements",
    "data.sets",
    "data.kinds",
    "breach.types",
    "breach.kinds",
    "organisation.profile",
    "organisation.profile_unknown",
];

/// Every key of a fact that is not free below its table.
const KEYS: [&str; 38] = [
    "organisation.name",
    "organisation.country",
    "organisation.eu_main_establishment",
    "organisation.role",
    "organisation.profile",
    "organisation.profile_unknown",
    "organisation.people_in_scope_worldwide",
    "data.elements",
    "data.sets",
    "data.kinds",
    "data.context",
    "data.special_categories",
    "data.vulnerable_people",
    "data.encrypted",
    "data.key_taken",
    "data.medium",
    "data.acquired",
    "data.accessed",
    "breach.types",
    "breach.kinds",
    "breach.cause",
    "breach.malicious",
    "breach.recipient",
    "breach.deletion",
    "breach.backup",
    "breach.restored_after_hours",
    "breach.effect",
    "breach.identifiability",
    "breach.internal_slip",
    "breach.within_organisation",
    "affected.total",
    "affected.elsewhere",
    "milestones.discovery",
    "milestones.awareness",
    "milestones.determination",
    "milestones.occurrence",
    "milestones.containment",
    "milestones.materiality_determination",
];

/// Every key of a fact that is not free below its table, for forms and completions.
pub fn fact_keys() -> impl Iterator<Item = &'static str> {
    KEYS.into_iter()
}

/// Looks whether a key is one of a fact. The value is looked at when the whole document is read.
///
/// # Errors
/// Names the nearest key, or the way decisions and filings are recorded instead.
pub fn fact_key(key: &str) -> Result<(), InputError> {
    let (table, rest) = key.split_once('.').unwrap_or((key, ""));
    match table {
        "decisions" => {
            return Err(InputError::new(
                format!("`{key}` is a decision, not a fact"),
                "record it with firebell incident decide, which asks for the reasons",
            ));
        }
        "filed" => {
            return Err(InputError::new(
                format!("`{key}` is a filing, not a fact"),
                "record it with firebell incident file",
            ));
        }
        _ => {}
    }
    let told = |keys: &[(&str, &str)]| keys.iter().any(|(known, _)| *known == rest);
    if (table == "letter" && told(&NARRATIVE)) || (table == "identity" && told(&IDENTITY)) {
        return Ok(());
    }
    let free = ["milestones", "affected", "answers"].contains(&table) || key.starts_with("data.marks.");
    if TABLES.contains(&table) && !rest.is_empty() && (free || KEYS.contains(&key)) {
        return Ok(());
    }
    Err(InputError::new(
        format!("`{key}` is no key of a fact"),
        format!("{}; the keys are those of the facts file", suggestion(key, &KEYS)),
    ))
}

/// A typed value as the TOML literal the record keeps.
///
/// # Errors
/// A moment that is none; everything else is judged when the whole document is read.
pub fn fact_value(key: &str, text: &str, zone: &Zone, now: StoryTime) -> Result<String, InputError> {
    let text = text.trim();
    if key.starts_with("milestones.") {
        // Nobody knows such a moment more exactly than to the second.
        let at = moment(text, zone, now)?.trunc_subsecs(0);
        let local = zone.local(at).to_rfc3339_opts(chrono::SecondsFormat::AutoSi, false);
        return Ok(quoted(&local));
    }
    if key.starts_with("affected.") {
        return Ok(count(text));
    }
    if key.starts_with("letter.") || key.starts_with("identity.") || key == "organisation.name" {
        return Ok(quoted(text));
    }
    if LISTS.contains(&key) && !text.starts_with('[') {
        return Ok(list(text));
    }
    Ok(match text {
        "yes" => "true".to_owned(),
        "no" if key != "breach.deletion" => "false".to_owned(),
        _ if is_literal(text) => text.to_owned(),
        _ => quoted(text),
    })
}

/// `600`, `400-900`, `400+`, `0`; anything else is left for the reader to judge.
fn count(text: &str) -> String {
    let number = |text: &str| text.replace([',', '_', '\''], "").parse::<u64>().ok();
    if let Some(exact) = number(text) {
        return exact.to_string();
    }
    if let Some(min) = text.strip_suffix('+').and_then(number) {
        return format!("{{ min = {min} }}");
    }
    let range = text.split_once("..").or_else(|| text.split_once('-'));
    match range.map(|(min, max)| (number(min.trim()), number(max.trim()))) {
        Some((Some(min), Some(max))) => format!("{{ min = {min}, max = {max} }}"),
        _ if is_literal(text) => text.to_owned(),
        _ => quoted(text),
    }
}

fn list(text: &str) -> String {
    let none = ["none", ""].contains(&text);
    let words = text.split([',', ' ']).filter(|word| !word.is_empty() && !none);
    format!("[{}]", words.map(quoted).collect::<Vec<_>>().join(", "))
}

fn is_literal(text: &str) -> bool {
    !text.contains('\n')
        && format!("v = {text}")
            .parse::<toml::Table>()
            .is_ok_and(|table| table.len() == 1)
}

/// The codes a list fact may hold, for forms and completions.
pub fn codes_of(key: &str) -> &'static [&'static str] {
    match key {
        "data.elements" => codes::ELEMENTS,
        "data.sets" => codes::SETS,
        "breach.kinds" => codes::INCIDENT_KINDS,
        "breach.types" => &["confidentiality", "integrity", "availability"],
        "data.kinds" => &["simple", "behavioural", "financial", "sensitive"],
        _ => &[],
    }
}
