//! Which place a row belongs to, however the file writes it. What does not settle it is never guessed.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization as _;

use super::address::{Address, Aside, Country, Home, Na, Named, Place, Placing, Why};
use super::postal::{Postal, ZipCodes};

#[derive(Debug, Deserialize)]
struct Subdivisions {
    shared: HashSet<String>,
    #[serde(flatten)]
    countries: HashMap<String, HashMap<String, Vec<String>>>,
}

/// A state, province or Land.
#[derive(Debug, Clone)]
struct Part {
    place: Place,
    /// Whether the text is a name or abbreviation that no place in another country has.
    settles: bool,
}

/// Names, codes and ZIP codes of places.
#[derive(Debug, Clone)]
pub struct Places {
    countries: HashMap<String, String>,
    us: HashMap<String, Part>,
    /// By country and text.
    parts: HashMap<(String, String), Place>,
    /// Names outside the United States that settle the country too.
    unique: HashMap<String, Place>,
    zip: ZipCodes,
    /// How `NA` is read.
    pub na: Na,
    /// The country of rows that name none.
    pub home: Home,
}

/// Territories of the United States that ISO 3166-1 lists as countries.
const TERRITORIES: [&str; 6] = ["AS", "GU", "MP", "PR", "UM", "VI"];
/// Sovereign states that the US Postal Service serves, with US codes and ZIP codes.
const ASSOCIATED: [&str; 3] = ["FM", "MH", "PW"];
/// What stands for a state in military and diplomatic addresses.
const MILITARY: [&str; 9] = [
    "aa",
    "ae",
    "ap",
    "apo",
    "fpo",
    "dpo",
    "armedforcesamericas",
    "armedforceseurope",
    "armedforcespacific",
];
/// Texts that say that there is nothing to say.
const NOTHING: [&str; 20] = [
    "n/a",
    "n.a.",
    "n.a",
    "n/d",
    "#n/a",
    "null",
    "nil",
    "none",
    "unknown",
    "unbekannt",
    "inconnu",
    "desconocido",
    "k.a.",
    "n.v.",
    "tbd",
    "other",
    "not available",
    "xx",
    "zz",
    "nan",
];

/// Letters and digits in lower case, without accents.
pub(super) fn bare(text: &str) -> String {
    let accent = |c: &char| ('\u{300}'..='\u{36f}').contains(c);
    let letters = text.nfkd().filter(|c| c.is_alphanumeric() && !accent(c));
    letters
        .flat_map(char::to_lowercase)
        .collect::<String>()
        .replace('ß', "ss")
}

/// Whether a text says that there is nothing to say.
pub(super) fn is_placeholder(text: &str) -> bool {
    let signs = !text.is_empty() && !text.chars().any(char::is_alphanumeric);
    signs || NOTHING.contains(&text.to_lowercase().as_str())
}

impl Places {
    /// The built-in names.
    ///
    /// # Errors
    /// Where a built-in file cannot be read, which a test rules out.
    pub fn built_in() -> Result<Places, String> {
        let named = |file: &str, error: toml::de::Error| format!("{file}: {error}");
        let countries: HashMap<String, Vec<String>> =
            toml::from_str(include_str!("../../templates/roster/countries.toml"))
                .map_err(|e| named("countries.toml", e))?;
        let states: HashMap<String, Vec<String>> =
            toml::from_str(include_str!("../../templates/roster/us.toml")).map_err(|e| named("us.toml", e))?;
        let others: Subdivisions = toml::from_str(include_str!("../../templates/roster/subdivisions.toml"))
            .map_err(|e| named("subdivisions.toml", e))?;
        let mut places = Places {
            countries: HashMap::new(),
            us: HashMap::new(),
            parts: HashMap::new(),
            unique: HashMap::new(),
            zip: ZipCodes::built_in()?,
            na: Na::default(),
            home: Home::default(),
        };
        for (code, names) in countries {
            let texts = names.iter().map(|name| bare(name)).chain([code.to_lowercase()]);
            places.countries.extend(texts.map(|text| (text, code.clone())));
        }
        // The European Union's code for Greece, and the one everybody writes for the United Kingdom.
        places
            .countries
            .extend([("el", "GR"), ("uk", "GB")].map(|(text, code)| (text.to_owned(), code.to_owned())));
        for (code, names) in states {
            places.state_named(&code, &names, &others.shared);
        }
        for (country, parts) in others.countries {
            for (code, names) in parts {
                places.part_named(&country, &code, &names, &others.shared);
            }
        }
        Ok(places)
    }

    fn state_named(&mut self, code: &str, names: &[String], shared: &HashSet<String>) {
        let place = Place::part("US", code);
        let codes = [code.to_lowercase(), format!("us{}", code.to_lowercase())];
        let name = |text: String| (text.clone(), text.len() > 3 && !shared.contains(&text));
        let texts = names
            .iter()
            .map(|name| name_of(name))
            .map(name)
            .chain(codes.map(|code| (code, false)));
        self.us.extend(texts.map(|(text, settles)| {
            let place = place.clone();
            (text, Part { place, settles })
        }));
    }

    fn part_named(&mut self, country: &str, code: &str, names: &[String], shared: &HashSet<String>) {
        let place = Place::part(country, code);
        let texts: Vec<String> = names.iter().map(|name| bare(name)).collect();
        let settling = texts
            .iter()
            .filter(|text| text.len() > 3 && !shared.contains(*text) && !self.us.contains_key(*text));
        self.unique.extend(settling.map(|text| (text.clone(), place.clone())));
        let codes = [code.to_lowercase(), format!("{country}{code}").to_lowercase()];
        let all = texts.into_iter().chain(codes);
        self.parts
            .extend(all.map(|text| ((country.to_owned(), text), place.clone())));
    }

    /// What a cell of a country column says.
    pub(super) fn country(&self, text: &str) -> Named {
        let text = text.trim();
        if text.is_empty() {
            return Named::Blank;
        }
        if text.eq_ignore_ascii_case("na") {
            return match self.na {
                Na::Namibia if text == "NA" => Named::Is(Country("NA".to_owned())),
                Na::Namibia | Na::Nothing => Named::Placeholder,
            };
        }
        if is_placeholder(text) {
            return Named::Placeholder;
        }
        let bare = bare(text);
        let found = self
            .countries
            .get(&bare)
            .or_else(|| self.countries.get(bare.strip_prefix("the")?));
        found.map_or(Named::Unrecognised, |code| Named::Is(Country(code.clone())))
    }

    /// A country given for rows that name none.
    pub fn default_country(&self, text: &str) -> Option<Country> {
        let code = text.trim();
        if code.eq_ignore_ascii_case("na") {
            return Some(Country("NA".to_owned()));
        }
        match self.country(code) {
            Named::Is(country) => Some(country),
            Named::Blank | Named::Placeholder | Named::Unrecognised => None,
        }
    }

    /// A state or territory of the United States by name, abbreviation or code.
    pub fn state(&self, text: &str) -> Option<&Place> {
        self.american_part(text).map(|part| &part.place)
    }

    fn american_part(&self, text: &str) -> Option<&Part> {
        let name = name_of(text);
        // Some files write "MA 02139" into the column of the state.
        let letters = name.trim_end_matches(|c: char| c.is_ascii_digit());
        let digits = name.len() - letters.len();
        let found = self.us.get(&name);
        found.or_else(|| self.us.get(letters).filter(|_| matches!(digits, 5 | 9)))
    }

    /// The ZIP code table.
    pub fn zip(&self) -> &ZipCodes {
        &self.zip
    }

    /// A part of a country, by name or code.
    fn part(&self, country: &str, text: &str) -> Option<&Place> {
        self.parts.get(&(country.to_owned(), bare(text)))
    }

    /// Whether a text is a state, province or Land outside the United States and not one inside.
    pub(super) fn is_foreign_part(&self, text: &str) -> bool {
        let bare = bare(text);
        !self.us.contains_key(&bare) && self.parts.keys().any(|(_, own)| *own == bare)
    }

    /// Whether a text stands for a state of the United States, or for its military addresses.
    pub(super) fn is_american(&self, text: &str) -> bool {
        self.state(text).is_some() || MILITARY.contains(&bare(text).as_str())
    }

    /// The place of a row.
    pub fn of(&self, address: Address<'_>) -> (Placing, Aside) {
        let plain = |placing: Placing| (placing, Aside::default());
        match self.country(address.country) {
            Named::Is(country) if country.is_american() => self.american(address),
            Named::Is(country) => plain(self.abroad(country.as_str(), address)),
            Named::Unrecognised if MILITARY[3..].contains(&bare(address.country).as_str()) => {
                plain(Placing::Nowhere(Why::Military))
            }
            Named::Unrecognised => plain(Placing::Nowhere(Why::UnknownCountry)),
            Named::Placeholder => match &self.home {
                Home::Given(country) => self.at_home(country, address),
                Home::LooksAmerican | Home::Unknown => plain(Placing::Nowhere(Why::UnknownCountry)),
            },
            Named::Blank => match &self.home {
                Home::Given(country) => self.at_home(country, address),
                Home::LooksAmerican => self.likely_american(address),
                Home::Unknown => self.anywhere(address),
            },
        }
    }

    fn at_home(&self, country: &Country, address: Address<'_>) -> (Placing, Aside) {
        match country.is_american() {
            true => self.american(address),
            false => (self.abroad(country.as_str(), address), Aside::default()),
        }
    }

    fn abroad(&self, country: &str, address: Address<'_>) -> Placing {
        if TERRITORIES.contains(&country) {
            return Placing::At(Place::part("US", country));
        }
        // `AE` beside an APO address is Armed Forces Europe and not the Emirates.
        if country == "AE" && (address.military_city || self.zip.of(address.postal).0 == Postal::Military) {
            return Placing::Nowhere(Why::Military);
        }
        let part = self.part(country, address.state).cloned();
        Placing::At(part.unwrap_or_else(|| Place(country.to_owned())))
    }

    /// A row in the United States: by its state, else by what stands for one in military addresses, else by its ZIP
    /// code. A state that is named goes before the ZIP code, and where the two disagree the row is told of and its
    /// place is loose.
    fn american(&self, address: Address<'_>) -> (Placing, Aside) {
        let (postal, padded) = self.zip.of(address.postal);
        if let Some(part) = self.american_part(address.state) {
            let contradicts = match &postal {
                Postal::State(place) => *place != part.place,
                Postal::Associated(_) => true,
                Postal::Military | Postal::Unknown => false,
            };
            return (
                Placing::At(part.place.clone()),
                Aside {
                    contradicts,
                    ..Aside::default()
                },
            );
        }
        let state = bare(address.state);
        let associated = ASSOCIATED.iter().find(|code| state == code.to_lowercase());
        let named = self
            .countries
            .get(&state)
            .filter(|code| ASSOCIATED.contains(&code.as_str()));
        if let Some(code) = associated.map(|code| (*code).to_owned()).or_else(|| named.cloned()) {
            return (Placing::At(Place(code)), Aside::default());
        }
        if address.military_city || MILITARY.contains(&state.as_str()) {
            return (Placing::Nowhere(Why::Military), Aside::default());
        }
        match postal {
            Postal::State(place) => (
                Placing::At(place),
                Aside {
                    padded,
                    ..Aside::default()
                },
            ),
            Postal::Associated(place) => (Placing::At(place), Aside::default()),
            Postal::Military => (Placing::Nowhere(Why::Military), Aside::default()),
            Postal::Unknown => (Placing::Nowhere(Why::NoState), Aside::default()),
        }
    }

    /// A row without a country in a file that looks American.
    fn likely_american(&self, address: Address<'_>) -> (Placing, Aside) {
        let american = address.state.is_empty() || address.military_city || self.is_american(address.state);
        let blank = address.state.is_empty() && address.postal.is_empty() && !address.military_city;
        match american && !blank {
            true => {
                let (placing, aside) = self.american(address);
                (placing, Aside { assumed: true, ..aside })
            }
            false => self.anywhere(address),
        }
    }

    /// A row without a country in a file that does not tell: only what settles the country by itself places it.
    fn anywhere(&self, address: Address<'_>) -> (Placing, Aside) {
        let at = |place: &Place| (Placing::At(place.clone()), Aside::default());
        let (postal, _) = self.zip.of(address.postal);
        if let Some(part) = self.american_part(address.state) {
            let agrees = matches!(&postal, Postal::State(place) if *place == part.place);
            if part.settles || agrees {
                return self.american(address);
            }
        }
        let state = bare(address.state);
        let military = MILITARY.contains(&state.as_str());
        // One sign is not enough without a country: `AP` is a state of India, too.
        if (military || address.military_city) && (postal == Postal::Military || military && address.military_city) {
            return (Placing::Nowhere(Why::Military), Aside::default());
        }
        if let Some(place) = self.unique.get(&state) {
            return at(place);
        }
        // A column of states may hold a country: people fill files in. A code alone could be a state.
        if state.chars().count() > 3
            && !self.us.contains_key(&state)
            && let Named::Is(country) = self.country(address.state)
        {
            return self.at_home(&country, Address { state: "", ..address });
        }
        if is_canadian(address.postal) {
            return (self.abroad("CA", address), Aside::default());
        }
        let why = match address.state.is_empty() && address.postal.is_empty() {
            true => Why::Blank,
            false => Why::NoCountry,
        };
        (Placing::Nowhere(why), Aside::default())
    }
}

/// A name of a state as it is looked up: "State of California" is California.
fn name_of(text: &str) -> String {
    let bare = bare(text);
    // The Commonwealth of the Northern Mariana Islands is called so in full and is found under its whole name.
    let plain = ["stateof", "commonwealthof"]
        .iter()
        .find_map(|words| bare.strip_prefix(words));
    plain
        .filter(|rest| *rest != "thenorthernmarianaislands")
        .map_or(bare.clone(), str::to_owned)
}

/// `K1A 0B1`: no other country writes postal codes like this.
fn is_canadian(postal: &str) -> bool {
    let signs: Vec<char> = postal.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    let shaped = |(at, c): (usize, &char)| {
        if at % 2 == 0 {
            c.is_ascii_alphabetic()
        } else {
            c.is_ascii_digit()
        }
    };
    signs.len() == 6 && signs.iter().enumerate().all(shaped)
}
