//! The form of single values: moments, durations, identifiers, codes.

use chrono::NaiveDateTime;
use serde_json::Value;

use super::{Field, Kind, list};

/// The longest text of a field.
const LONGEST: usize = 32_767;

/// What is wrong with a value, if anything is.
pub(super) fn problem(kind: Kind, codes: Option<&str>, value: &Value) -> Option<String> {
    match kind {
        Kind::Text | Kind::Telephone => text(value),
        Kind::Email => text(value).or_else(|| email(value)),
        Kind::Utc => {
            (moment(value).is_none()).then(|| "must be UTC as YYYY-MM-DDThh:mm:ssZ, without fractions".to_owned())
        }
        Kind::Duration => {
            (!value.as_str().is_some_and(duration)).then(|| "must be days:hours:minutes, such as 0:14:30".to_owned())
        }
        Kind::Percent => percent(value),
        Kind::Money => match value.as_f64() {
            Some(amount) if amount >= 0.0 => None,
            Some(_) | None => Some("must be a positive number".to_owned()),
        },
        Kind::Lei | Kind::LeiOrCode => None,
        Kind::Whole => (!value.is_u64()).then(|| "must be a whole number".to_owned()),
        Kind::Flag => (!value.is_boolean()).then(|| "must be true or false".to_owned()),
        Kind::Choice => code(codes, value),
        Kind::Several => several(codes, value),
    }
}

fn text(value: &Value) -> Option<String> {
    match value.as_str() {
        None => Some("must be a text".to_owned()),
        Some(text) if text.trim().is_empty() => Some("is empty: leave the field out instead".to_owned()),
        Some(text) if text.chars().count() > LONGEST => Some(format!("is longer than {LONGEST} characters")),
        Some(_) => None,
    }
}

fn email(value: &Value) -> Option<String> {
    let parts = value.as_str()?.split_once('@');
    let good = parts.is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains(['@', ' ']));
    (!good).then(|| "is not an e-mail address".to_owned())
}

/// A moment in the form of the template.
pub(super) fn moment(value: &Value) -> Option<NaiveDateTime> {
    let text = value.as_str()?;
    let moment = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%SZ").ok()?;
    (text.len() == "2026-03-06T07:40:00Z".len()).then_some(moment)
}

fn duration(text: &str) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    let [days, hours, minutes] = parts.as_slice() else {
        return false;
    };
    let figures = |text: &str, from: usize, to: usize| {
        (from..=to).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let below = |text: &str, most: u32| text.parse::<u32>().is_ok_and(|number| number < most);
    figures(days, 1, 3) && figures(hours, 2, 2) && figures(minutes, 2, 2) && below(hours, 24) && below(minutes, 60)
}

fn percent(value: &Value) -> Option<String> {
    let Some(number) = value.as_f64().filter(|number| (0.0..=100.0).contains(number)) else {
        return Some("must be a number from 0 to 100".to_owned());
    };
    let tenths = number * 10.0;
    ((tenths - tenths.round()).abs() > 1e-6).then(|| "must have one decimal at most".to_owned())
}

fn code(codes: Option<&str>, value: &Value) -> Option<String> {
    let known = codes.map(list)?;
    let given = value.as_str().unwrap_or_default();
    let listed = known.iter().any(|code| code.code == given);
    (!listed).then(|| format!("has `{given}`, which is not a code of its list"))
}

fn several(codes: Option<&str>, value: &Value) -> Option<String> {
    match value {
        // The criteria are one code in each item of a list.
        Value::String(_) => code(codes, value),
        Value::Array(items) if items.is_empty() => Some("is an empty list".to_owned()),
        Value::Array(items) => items.iter().find_map(|item| code(codes, item)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => {
            Some("must be a list of codes".to_owned())
        }
    }
}

/// What is wrong with a legal entity identifier: its form, or its check digits by ISO 7064 MOD 97-10.
pub(super) fn lei(value: &Value) -> Option<String> {
    let text = value.as_str().unwrap_or_default();
    let capital = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    let formed =
        text.len() == 20 && text.bytes().all(capital) && text.bytes().skip(18).all(|byte| byte.is_ascii_digit());
    if !formed {
        return Some("is not an LEI: 18 capitals and figures, then two figures".to_owned());
    }
    let rest = text
        .chars()
        .filter_map(|sign| sign.to_digit(36))
        .fold(0u32, |rest, number| {
            let scale = if number > 9 { 100 } else { 10 };
            (rest * scale + number) % 97
        });
    (rest != 1).then(|| "has check digits that do not fit".to_owned())
}

/// What is wrong with a value of a field; which of the two stands in a field for an LEI or a free code is asked.
pub(super) fn problem_in(
    field: &Field,
    value: &Value,
    lei_or_code: impl FnOnce(&Value) -> Option<String>,
) -> Option<String> {
    match field.kind {
        Kind::Lei => lei(value),
        Kind::LeiOrCode => lei_or_code(value),
        Kind::Text
        | Kind::Utc
        | Kind::Duration
        | Kind::Percent
        | Kind::Money
        | Kind::Whole
        | Kind::Flag
        | Kind::Telephone
        | Kind::Email
        | Kind::Choice
        | Kind::Several => problem(field.kind, field.list.as_deref(), value),
    }
}
