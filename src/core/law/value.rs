//! Single values of a law file: ids, dates, zones, words of closed lists.

use chrono::{NaiveDate, NaiveTime};

use crate::core::coded::Coded;
use crate::core::ids::NameError;
use crate::core::time::Zone;
use crate::core::toml_text::reader::{Table, Value};

/// The id of a regime or an obligation. One that is wrong is reported, and the file it stands in is refused.
pub(super) fn identifier<T>(table: &Table<'_, '_>, named: impl Fn(&str) -> Result<T, NameError>) -> Option<T> {
    let value = table.require("id")?;
    let id = value.text()?;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    let read = named(id).ok().filter(|_| id.chars().all(plain));
    if read.is_none() {
        value.wrong(
            format!("`{id}` is not a valid id"),
            Some("lower-case letters, digits, - and _".to_owned()),
        );
    }
    read
}

pub(super) fn cite(table: &Table<'_, '_>, key: &'static str) -> String {
    let Some(value) = table.require(key) else {
        return String::new();
    };
    let text = value.text().unwrap_or_default().trim();
    if text.is_empty() {
        value.wrong(
            format!("`{key}` is empty"),
            Some("every rule needs its citation".to_owned()),
        );
    }
    text.to_owned()
}

pub(super) fn word(value: Option<Value<'_, '_>>, what: &str, known: &[&str]) -> String {
    let find = |text: &str| known.contains(&text).then(|| text.to_owned());
    value.and_then(|v| v.code(what, known, find)).unwrap_or_default()
}

pub(super) fn zone(value: Option<Value<'_, '_>>) -> Option<Zone> {
    let value = value?;
    match Zone::named(value.text()?) {
        Ok(zone) => Some(zone),
        Err(error) => {
            value.wrong(error.to_string(), Some("an IANA name such as Europe/Berlin".to_owned()));
            None
        }
    }
}

pub(super) fn date(value: Option<Value<'_, '_>>) -> Option<NaiveDate> {
    let value = value?;
    let text = value.moment_text()?;
    let date = crate::core::time::day(&text);
    if date.is_none() {
        value.wrong(
            format!("`{text}` is not a date"),
            Some("write it as 2026-01-31".to_owned()),
        );
    }
    date
}

/// One of a closed list. After a problem the file is refused whole, so `otherwise` never reaches an answer.
pub(super) fn coded<T: Coded>(table: &Table<'_, '_>, key: &'static str, otherwise: T) -> T {
    table.require(key).and_then(|value| value.coded()).unwrap_or(otherwise)
}

/// One of a closed list of codes that each stand for a value.
pub(super) fn choice<T: Clone>(value: Option<Value<'_, '_>>, what: &str, codes: &[(&str, T)]) -> Option<T> {
    let known: Vec<&str> = codes.iter().map(|(code, _)| *code).collect();
    let find = |text: &str| codes.iter().find(|(code, _)| *code == text).map(|(_, v)| v.clone());
    value?.code(what, &known, find)
}

/// A time of day such as `17:30`.
pub(super) fn time_of_day(value: Value<'_, '_>) -> Option<NaiveTime> {
    let text = value.text()?;
    let time = NaiveTime::parse_from_str(text, "%H:%M").ok();
    if time.is_none() {
        value.wrong(
            format!("`{text}` is not a time of day"),
            Some("write it as 17:30".to_owned()),
        );
    }
    time
}
