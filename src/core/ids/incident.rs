//! The two names of an incident: the code people say and the id programs use. Both are parsed where they enter.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;
use std::str::FromStr;
use std::sync::Arc;

use super::named::{named, stored};
use super::{NameError, shown};
use crate::core::facts::IncidentKind;

/// The highest number of a year.
pub(super) const HIGHEST: u32 = 999_999;

/// `YYYY-NNN`, or `X-YYYY-NNN` for an exercise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct IncidentCode {
    series: Series,
    number: u32,
}

/// What numbers are counted in: real incidents of a year, or exercises of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Series {
    exercise: bool,
    year: u16,
}

impl Series {
    /// The series of a kind in a year of four figures.
    pub fn new(kind: IncidentKind, year: i32) -> Option<Series> {
        let year = u16::try_from(year).ok().filter(|year| (1000..=9999).contains(year))?;
        Some(Series {
            exercise: kind == IncidentKind::Exercise,
            year,
        })
    }

    /// What every code of the series begins with.
    pub fn prefix(self) -> String {
        let mark = if self.exercise { "X-" } else { "" };
        format!("{mark}{}-", self.year)
    }

    /// The code with a number, where the number is in range.
    pub fn code(self, number: u32) -> Option<IncidentCode> {
        (1..=HIGHEST)
            .contains(&number)
            .then_some(IncidentCode { series: self, number })
    }

    /// The next code after those taken: one more than the highest, or the lowest gap where the numbers are used up.
    pub fn next(self, taken: impl IntoIterator<Item = IncidentCode>) -> Option<IncidentCode> {
        let own = taken.into_iter().filter(|code| code.series == self);
        let numbers: std::collections::BTreeSet<u32> = own.map(|code| code.number).collect();
        let highest = numbers.last().copied().unwrap_or(0);
        self.code(highest + 1)
            .or_else(|| (1..=HIGHEST).find(|n| !numbers.contains(n)).and_then(|n| self.code(n)))
    }
}

impl IncidentCode {
    /// What its number is counted in.
    pub fn series(self) -> Series {
        self.series
    }

    /// Real or exercise, as the code itself says.
    pub fn kind(self) -> IncidentKind {
        match self.series.exercise {
            true => IncidentKind::Exercise,
            false => IncidentKind::Real,
        }
    }
}

impl fmt::Display for IncidentCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:03}", self.series.prefix(), self.number)
    }
}

impl From<IncidentCode> for String {
    fn from(code: IncidentCode) -> String {
        code.to_string()
    }
}

impl TryFrom<String> for IncidentCode {
    type Error = NameError;

    fn try_from(text: String) -> Result<IncidentCode, NameError> {
        text.parse()
    }
}

impl FromStr for IncidentCode {
    type Err = NameError;

    fn from_str(text: &str) -> Result<IncidentCode, NameError> {
        let form = || NameError::Form(shown(text));
        let (kind, rest) = match text.strip_prefix("X-") {
            Some(rest) => (IncidentKind::Exercise, rest),
            None => (IncidentKind::Real, text),
        };
        let (year, number) = rest.split_once('-').ok_or_else(form)?;
        let figures = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if year.len() != 4 || number.len() < 3 || !figures(year) || !figures(number) {
            return Err(form());
        }
        let year = year.parse().ok().and_then(|year| Series::new(kind, year));
        let series = year.ok_or_else(form)?;
        let code = number.parse().ok().and_then(|number| series.code(number));
        // `2026-0001` would be a second name of `2026-001`.
        let code = code.filter(|code| code.to_string() == text);
        code.ok_or_else(|| NameError::Number(shown(text)))
    }
}

named!(
    /// The code of an incident as a row of the board or an event has it: a code that an earlier version wrote, or another
    /// record, need not be one of ours, and its incident must be found all the same.
    StoredCode,
    is_code,
    Form
);
stored!(StoredCode);

fn is_code(text: &str) -> bool {
    text.parse::<IncidentCode>().is_ok()
}

impl From<IncidentCode> for StoredCode {
    fn from(code: IncidentCode) -> StoredCode {
        StoredCode(code.to_string().into())
    }
}

/// Why an incident was given another code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recoding {
    /// An incident that was recorded before it had the same code.
    Doubled,
    /// What it had was not a code.
    Malformed,
    /// It was opened away from the team's server, which gives the codes.
    OpenedAway,
}

impl Recoding {
    /// The reason people read.
    pub fn words(self) -> &'static str {
        match self {
            Recoding::Doubled => "another incident had the same code",
            Recoding::Malformed => "its code was invalid",
            Recoding::OpenedAway => "it was opened while the team's server could not be reached",
        }
    }
}

named!(
    /// The UUID of an incident, which is also the name of its stream.
    IncidentId,
    is_uuid,
    Id
);
stored!(IncidentId);

/// Only one spelling: braces, capitals and the form without hyphens would be further names of the same stream.
fn is_uuid(text: &str) -> bool {
    let read = uuid::Uuid::try_parse(text).ok();
    let read = read.filter(|id| !id.is_nil() && !id.is_max());
    read.is_some_and(|id| id.hyphenated().to_string() == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_in_one_spelling_only() {
        for text in ["2026-001", "2026-999", "2026-1000", "X-2026-001", "2026-999999"] {
            assert_eq!(text.parse::<IncidentCode>().unwrap().to_string(), text);
        }
        for text in [
            "",
            "2026-1",
            "2026-0001",
            "2026-000",
            "26-001",
            "x-2026-001",
            "2026-999999999999",
            "2026-1000000",
            "2026-00١",
            "../../etc/passwd",
            "organisation",
            "2026-001 ",
            "2026-+01",
            "X-X-2026-001",
            "0000-001",
            "2026-\u{1b}[2J",
        ] {
            assert!(text.parse::<IncidentCode>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_hostile_text_is_shown_escaped_and_short() {
        let words = "\u{1b}]52;c;x\u{7}".parse::<IncidentCode>().unwrap_err().to_string();
        assert!(!words.contains('\u{1b}') && words.contains("\\u{1b}"), "{words}");
        let long = "9".repeat(10_000).parse::<IncidentCode>().unwrap_err().to_string();
        assert!(long.len() < 300, "{long}");
    }

    #[test]
    fn ids_are_uuids_in_one_spelling() {
        let id = "01939c5e-8c6f-7cc3-98c4-dc0c0c07398f";
        assert_eq!(id.parse::<IncidentId>().unwrap().as_str(), id);
        for text in [
            "organisation",
            "01939C5E-8C6F-7CC3-98C4-DC0C0C07398F",
            "{01939c5e-8c6f-7cc3-98c4-dc0c0c07398f}",
            "01939c5e8c6f7cc398c4dc0c0c07398f",
            "00000000-0000-0000-0000-000000000000",
            "../x",
        ] {
            assert!(text.parse::<IncidentId>().is_err(), "{text}");
        }
    }

    #[test]
    fn numbers_go_on_after_the_highest_and_then_fill_gaps() {
        let series = Series::new(IncidentKind::Real, 2026).unwrap();
        let code = |text: &str| text.parse::<IncidentCode>().unwrap();
        assert_eq!(series.next([]).unwrap(), code("2026-001"));
        assert_eq!(
            series
                .next([code("2026-007"), code("X-2026-050"), code("2025-900")])
                .unwrap(),
            code("2026-008")
        );
        assert_eq!(
            series.next([code("2026-001"), code("2026-999999")]).unwrap(),
            code("2026-002")
        );
    }
}
