//! ZIP codes: which state each belongs to, and which are in use.

use std::collections::HashMap;

use serde::Deserialize;

use super::address::Place;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    prefixes: Vec<(String, String, String)>,
    codes: Vec<(String, String)>,
}

/// What a postal code tells, read as a ZIP code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Postal {
    /// A state or territory of the United States.
    State(Place),
    /// Micronesia, the Marshall Islands or Palau.
    Associated(Place),
    /// A military or diplomatic post office.
    Military,
    /// It is no ZIP code.
    Unknown,
}

/// The table of ZIP codes.
#[derive(Debug, Clone)]
pub struct ZipCodes {
    prefixes: Vec<Postal>,
    codes: HashMap<u32, Postal>,
    /// A bit for each code, by the first three digits.
    used: Vec<u128>,
}

/// A ZIP code as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Zip {
    code: u32,
    /// Whether leading zeros were missing.
    padded: bool,
}

fn class(code: &str) -> Postal {
    match code {
        "AA" | "AE" | "AP" => Postal::Military,
        "FM" | "MH" | "PW" => Postal::Associated(Place::country(code)),
        state => Postal::State(Place::part("US", state)),
    }
}

impl ZipCodes {
    /// The built-in table.
    pub(super) fn built_in() -> Result<ZipCodes, String> {
        let file: File = toml::from_str(include_str!("../../templates/roster/zip.toml"))
            .map_err(|error| format!("zip.toml: {error}"))?;
        let number = |text: &str| {
            text.parse::<u32>()
                .map_err(|error| format!("zip.toml: {text}: {error}"))
        };
        let mut prefixes = vec![Postal::Unknown; 1000];
        for (from, to, state) in &file.prefixes {
            for prefix in number(from)?..=number(to)? {
                if let Some(slot) = prefixes.get_mut(usize::try_from(prefix).unwrap_or(usize::MAX)) {
                    *slot = class(state);
                }
            }
        }
        let codes = file.codes.iter().map(|(code, state)| Ok((number(code)?, class(state))));
        Ok(ZipCodes {
            prefixes,
            codes: codes.collect::<Result<_, String>>()?,
            used: used(include_str!("../../templates/roster/zip-in-use.txt"))?,
        })
    }

    /// What a postal code tells, and whether leading zeros had to be restored.
    pub fn of(&self, text: &str) -> (Postal, bool) {
        match self.read(text) {
            Some(zip) => (self.class(zip.code), zip.padded),
            None => (Postal::Unknown, false),
        }
    }

    /// Whether a text is a ZIP code that is in use; `None` where it is not written as one.
    pub fn in_use(&self, text: &str) -> Option<bool> {
        parsed(text).map(|zip| self.is_used(zip.code))
    }

    fn class(&self, code: u32) -> Postal {
        let prefix = usize::try_from(code / 100).unwrap_or(usize::MAX);
        let by_code = self.codes.get(&code);
        by_code
            .or_else(|| self.prefixes.get(prefix))
            .cloned()
            .unwrap_or(Postal::Unknown)
    }

    fn is_used(&self, code: u32) -> bool {
        let bits = self.used.get(usize::try_from(code / 100).unwrap_or(usize::MAX));
        bits.is_some_and(|bits| bits >> (code % 100) & 1 == 1)
    }

    /// A code without its zeros counts only if there is such a code: a digit may be missing at the other end.
    fn read(&self, text: &str) -> Option<Zip> {
        parsed(text).filter(|zip| !zip.padded || self.is_used(zip.code))
    }
}

/// `02139`, `02139-1234`, `021391234`, and each without leading zeros or with the `.0` of a spreadsheet.
fn parsed(text: &str) -> Option<Zip> {
    let text = text.trim().trim_start_matches('\'');
    let text = text.strip_suffix(".0").unwrap_or(text);
    let (first, more) = text.split_once(['-', ' ']).unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(first) || !digits(more) || !matches!(more.len(), 0 | 4) {
        return None;
    }
    let number: u32 = first.parse().ok()?;
    let (code, padded) = match (first.len(), more.len()) {
        (5, _) => (number, false),
        (3 | 4, _) => (number, true),
        (9, 0) => (number / 10_000, false),
        (7 | 8, 0) => (number / 10_000, true),
        _ => return None,
    };
    Some(Zip { code, padded })
}

fn used(text: &str) -> Result<Vec<u128>, String> {
    let mut used = vec![0; 1000];
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let bad = || format!("zip-in-use.txt: invalid line: {line}");
        let number = |error: std::num::ParseIntError| format!("zip-in-use.txt: {error}: {line}");
        let (prefix, bits) = line.split_once(' ').ok_or_else(bad)?;
        let at: usize = prefix.parse().map_err(number)?;
        *used.get_mut(at).ok_or_else(bad)? = u128::from_str_radix(bits, 16).map_err(number)?;
    }
    Ok(used)
}
