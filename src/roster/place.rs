//! Which place a row belongs to, tolerant of how real files write it.

use std::collections::HashMap;

use serde::Deserialize;

const TEXT: &str = include_str!("../../templates/roster/places.toml");

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    zip: Vec<(String, String, String)>,
    us: HashMap<String, Vec<String>>,
    countries: HashMap<String, Vec<String>>,
}

/// Names and postal codes of places.
#[derive(Debug, Clone)]
pub struct Places {
    states: HashMap<String, String>,
    countries: HashMap<String, String>,
    zip: Vec<Option<String>>,
}

/// Letters in lower case; blanks, dots and hyphens fall away.
fn bare(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

impl Places {
    /// The built-in names.
    ///
    /// # Errors
    /// Where the built-in file does not read, which a test holds.
    pub fn built_in() -> Result<Places, String> {
        let file: File = toml::from_str(TEXT).map_err(|error| format!("places.toml: {error}"))?;
        let mut states = HashMap::new();
        for (code, names) in file.us {
            let place = format!("US-{code}");
            for name in names.iter().chain([&code, &place]) {
                states.insert(bare(name), place.clone());
            }
        }
        let mut countries = HashMap::new();
        for (code, names) in file.countries {
            for name in names.iter().chain([&code]) {
                countries.insert(bare(name), code.clone());
            }
        }
        let mut zip = vec![None; 1000];
        for (from, to, state) in file.zip {
            let number = |text: &str| text.parse::<usize>().unwrap_or(0);
            for slot in zip.iter_mut().take(number(&to) + 1).skip(number(&from)) {
                *slot = Some(format!("US-{state}"));
            }
        }
        Ok(Places { states, countries, zip })
    }

    /// A country by name or code; two letters are taken as a code where no name fits.
    pub fn country(&self, text: &str) -> Option<String> {
        let bare = bare(text);
        let known = self.countries.get(&bare).cloned();
        let code = bare.len() == 2 && bare.chars().all(|c| c.is_ascii_alphabetic());
        known.or_else(|| code.then(|| bare.to_uppercase()))
    }

    /// Whether a text is a country by its name or a code that is known.
    pub fn is_country(&self, text: &str) -> bool {
        self.countries.contains_key(&bare(text))
    }

    /// A US state by name, old or new abbreviation, or code.
    pub fn state(&self, text: &str) -> Option<&str> {
        self.states.get(&bare(text)).map(String::as_str)
    }

    /// The US state of a postal code of five or nine digits; a file may have lost the leading zero.
    pub fn zip(&self, text: &str) -> Option<&str> {
        let first = text.trim().split('-').next().unwrap_or_default();
        let digits = first.len();
        let all = first.chars().all(|c| c.is_ascii_digit());
        let padded = match digits {
            5 if all => first.to_owned(),
            4 if all => format!("0{first}"),
            9 if all => first[..5].to_owned(),
            _ => return None,
        };
        let at: usize = padded.get(..3)?.parse().ok()?;
        self.zip.get(at)?.as_deref()
    }

    /// The place of a row: a state of the US first, then the country, then the postal code. The second value tells
    /// whether state and postal code contradict one another.
    pub fn of(&self, state: &str, country: &str, postal: &str) -> (Option<String>, bool) {
        let (state, country, postal) = (state.trim(), country.trim(), postal.trim());
        let abroad = self.country(country).filter(|code| code != "US");
        if let Some(code) = abroad.filter(|_| !country.is_empty()) {
            return (Some(code), false);
        }
        let by_zip = self.zip(postal);
        if let Some(place) = self.state(state) {
            let contradicts = by_zip.is_some_and(|other| other != place);
            return (Some(place.to_owned()), contradicts);
        }
        // Without a country, a state column may hold one: files are filled in by people.
        if country.is_empty() && self.is_country(state) {
            return (self.country(state).filter(|code| code != "US"), false);
        }
        let american = !country.is_empty() || state.is_empty();
        (by_zip.filter(|_| american).map(str::to_owned), false)
    }
}
