//! What people type for a fact: its key, and its value as the record keeps it.

use chrono::{DateTime, SubsecRound as _, Utc};

use super::kind::Kind;
use super::read::value::{Against, value};
use super::recorded::FactValue;
use super::table::{self, Fact, RecordedAs};
use super::write::quoted;
use crate::core::facts::keys;
use crate::core::time::typed::{InputError, Place};
use crate::core::time::{StoryTime, Zone};
use crate::core::toml_text::reader::{Reader, Table};

/// Looks whether a key is one of a fact, and finds its row.
///
/// # Errors
/// Names the nearest key, or the way decisions and filings are recorded instead.
pub fn fact_key(key: &str) -> Result<&'static Fact, InputError> {
    if key.starts_with("filed.") || key == "filed" {
        return Err(InputError::new(
            format!("`{key}` is a filing, not a fact"),
            "record it as a filing of its obligation",
        ));
    }
    let found = table::find(key).filter(|fact| !fact.name().is_empty());
    match found.map(|fact| (fact, fact.recorded)) {
        Some((fact, RecordedAs::Fact)) => Ok(fact),
        Some((_, RecordedAs::Decision)) => Err(decided(key)),
        None if keys::decisions::below(key).is_some() || key == "decisions" => Err(decided(key)),
        Some((_, RecordedAs::Inside)) => Err(InputError::new(
            format!("`{key}` is a flag of the profile"),
            "record every flag that applies with organisation.profile",
        )),
        Some((_, RecordedAs::Profile)) => Err(InputError::new(
            format!("`{key}` does not depend on the incident"),
            "record it in the organization's profile",
        )),
        None => Err(InputError::new(
            format!("unknown fact `{key}`"),
            match table::shorter(key) {
                Some(plain) => {
                    format!("write `{plain}`: a text without a reader is for people, one without a language is English")
                }
                None => format!("{}; the keys are those of the facts file", table::nearest(key)),
            },
        )),
    }
}

fn decided(key: &str) -> InputError {
    InputError::new(
        format!("`{key}` is a decision, not a fact"),
        "record it as a decision, with the reasons for it",
    )
}

/// A value as people type it, for a fact or a decision.
///
/// # Errors
/// Names the key, what is wrong and what would be right. Words that only the rule base knows are judged when the whole
/// document is read.
pub fn fact_value(key: &str, text: &str, zone: &Zone, now: StoryTime) -> Result<FactValue, InputError> {
    read_value(key, text, Place { zone, now: Some(now) })
}

/// As [`fact_value`], for a file: its moments are written in full.
///
/// # Errors
/// As there; a moment that is told from now is one.
pub fn value_in_file(key: &str, text: &str, zone: &Zone) -> Result<FactValue, InputError> {
    read_value(key, text, Place { zone, now: None })
}

fn read_value(key: &str, text: &str, place: Place<'_>) -> Result<FactValue, InputError> {
    let (text, zone) = (text.trim(), place.zone);
    let Some(fact) = table::find(key) else {
        return Ok(FactValue::recorded(key, &literal(text), Some(zone)));
    };
    let literal = match fact.kind {
        Kind::Moment if keys::day_is_enough(key) => recorded_moment(place.moment_or_day(text)?, zone),
        Kind::Moment => recorded_moment(place.moment(text)?, zone),
        Kind::Day => recorded_moment(day(text, place)?, zone),
        Kind::Count => count(text),
        Kind::Text(_) => {
            telephone(key, text)?;
            quoted(text)
        }
        Kind::Picture => quoted(text),
        Kind::Many(_) | Kind::Words(..) if !text.starts_with('[') => list(fact, text),
        Kind::OneOrMany(_) if fact.code_for(text).contains(',') => list(fact, text),
        Kind::Flag(_) | Kind::Decision => match text {
            "yes" => "true".to_owned(),
            "no" => "false".to_owned(),
            _ => literal(text),
        },
        Kind::One(_) | Kind::OneOrMany(_) | Kind::Place(_) | Kind::PlaceOrNone(_) => literal(fact.code_for(text)),
        Kind::Number(_) | Kind::Many(_) | Kind::Words(..) => literal(text),
    };
    check(fact, key, &literal, zone)?;
    Ok(FactValue::recorded(key, &literal, Some(zone)))
}

/// The keys whose text is a telephone number.
const TELEPHONES: [&str; 2] = [keys::identity::TELEPHONE, keys::identity::TOLL_FREE];

/// A telephone number has seven digits at least, letters on keys among them: `1-800-555-0142`, `1-800-FLOWERS`.
fn telephone(key: &str, text: &str) -> Result<(), InputError> {
    let keyed = |c: char| c.is_ascii_digit() || c.is_ascii_uppercase();
    let long = text.chars().filter(|c| keyed(*c)).count() >= 7 && text.chars().any(|c| c.is_ascii_digit());
    if !TELEPHONES.contains(&key) || long || text.is_empty() {
        return Ok(());
    }
    Err(InputError::new(
        format!("`{key}` is a telephone number, and “{text}” is none"),
        "give it as it is dialed, such as +1-512-555-0142 or 1-800-555-0142",
    ))
}

/// Nobody knows a moment that is typed more exactly than to the second.
fn recorded_moment(at: DateTime<Utc>, zone: &Zone) -> String {
    let local = zone.local(at.trunc_subsecs(0));
    quoted(&local.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, false))
}

/// The beginning of a day, or the moment that was typed instead of one.
fn day(text: &str, place: Place<'_>) -> Result<DateTime<Utc>, InputError> {
    match (place.day(text), place.moment(text)) {
        (Ok(day), _) => Ok(place.zone.start_of_day(day)),
        (Err(_), Ok(at)) => Ok(at),
        (Err(error), Err(_)) => Err(error),
    }
}

/// Reads a literal as the facts document will be read.
fn check(fact: &Fact, key: &str, literal: &str, zone: &Zone) -> Result<(), InputError> {
    let text = format!("v = {literal}");
    let reader = Reader::new(key, &text);
    let document = reader.parse();
    if let Some(typed) = Table::new(&reader, document.get_ref(), document.span()).get("v") {
        let against = Against {
            rules: None,
            customers: None,
            home: Some(zone),
        };
        value(fact, typed, against);
    }
    match reader.into_problems().into_iter().next() {
        None => Ok(()),
        Some(problem) => {
            let help = table::help_of(fact);
            Err(InputError::new(
                format!("{key}: {}", problem.message),
                problem.hint.unwrap_or(help),
            ))
        }
    }
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
        Some(_) | None => literal(text),
    }
}

/// Codes with commas or spaces between them, or `none`.
fn list(fact: &Fact, text: &str) -> String {
    let text = match text {
        "none" => "",
        text => fact.code_for(text),
    };
    let words = text.split([',', ' ']).filter(|word| !word.is_empty());
    let codes = words.map(|word| quoted(fact.code_for(word)));
    format!("[{}]", codes.collect::<Vec<_>>().join(", "))
}

/// A text that is a TOML literal already, or the text in quotes.
fn literal(text: &str) -> String {
    let parsed = (!text.contains('\n')).then(|| format!("v = {text}").parse::<toml::Table>());
    match parsed {
        Some(Ok(table)) if table.len() == 1 => text.to_owned(),
        Some(Ok(_) | Err(_)) | None => quoted(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_in_a_file_is_written_in_full() {
        let zone = Zone::utc();
        let read = |text| value_in_file("milestones.discovery", text, &zone);
        assert!(read("2026-03-05 14:00").is_ok());
        for told_from_now in ["now", "-2h", "14:00", "yesterday 18:00"] {
            assert!(read(told_from_now).is_err(), "{told_from_now}");
        }
    }
    #[test]
    fn of_the_beginning_and_the_end_a_day_is_enough() {
        let zone = Zone::named("Europe/Berlin").unwrap();
        let read = |key: &str, text: &str| value_in_file(key, text, &zone).map(|value| value.plain());
        for key in ["milestones.occurrence", "milestones.containment"] {
            assert_eq!(read(key, "24 Nov 2026").unwrap(), "2026-11-24T00:00:00+01:00");
            assert_eq!(read(key, "24.11.2026").unwrap(), "2026-11-24T00:00:00+01:00");
            for wrong in ["", "24", "25:00", "soon", "31.11.2026"] {
                assert!(read(key, wrong).is_err(), "{wrong}");
            }
        }
        for key in ["milestones.awareness", "milestones.discovery"] {
            assert!(read(key, "24 Nov 2026").is_err(), "{key}");
        }
        // Clocks there were set from 00:00 to 01:00: that day has no 00:00.
        let cairo = Zone::named("Africa/Cairo").unwrap();
        let start = value_in_file("milestones.occurrence", "2026-04-24", &cairo).unwrap();
        assert!(start.plain().starts_with("2026-04-24T01:00:00"), "{}", start.plain());
    }
}
