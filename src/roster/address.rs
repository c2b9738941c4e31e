//! What a row says about where a person lives, and what that came to.

use serde::Serialize;

/// An ISO 3166-1 or 3166-2 code, such as `DE` or `US-TX`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Place(pub(super) String);

impl Place {
    pub(super) fn country(code: &str) -> Place {
        Place(code.to_owned())
    }

    pub(super) fn part(country: &str, part: &str) -> Place {
        Place(format!("{country}-{part}"))
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The country, where this is a part of one.
    pub fn whole(&self) -> Option<Place> {
        self.0.split_once('-').map(|(country, _)| Place(country.to_owned()))
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a row has no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Nothing in it says where the person lives.
    Blank,
    /// A military or diplomatic address (APO, FPO, DPO): an American whose state it does not tell.
    Military,
    /// A country that is not recognised.
    UnknownCountry,
    /// A state or postal code whose country is not known.
    NoCountry,
    /// In the United States, but neither the state nor the ZIP code is recognised.
    NoState,
}

/// Where a row belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placing {
    /// At a place.
    At(Place),
    /// Nowhere that is certain.
    Nowhere(Why),
}

/// What else was seen while a row was placed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Aside {
    /// The ZIP code belongs to another state than the one named.
    pub contradicts: bool,
    /// The place follows from a ZIP code that had lost its leading zeros.
    pub padded: bool,
    /// The row was read as American because the file looks it.
    pub assumed: bool,
}

/// What a row says about where a person lives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Address<'a> {
    pub state: &'a str,
    pub country: &'a str,
    /// The postal code.
    pub postal: &'a str,
    /// Whether the city is APO, FPO or DPO.
    pub military_city: bool,
}

/// The country of rows that name none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Home {
    /// Not known.
    #[default]
    Unknown,
    /// The United States, as the file looks American.
    LooksAmerican,
    /// A country that was given for such rows.
    Given(Country),
}

/// A country's two-letter code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Country(pub(super) String);

impl Country {
    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn is_american(&self) -> bool {
        self.0 == "US"
    }
}

/// What a cell of a country column says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Named {
    /// Nothing.
    Blank,
    /// That there is nothing to say: `N/A`, `unknown`.
    Placeholder,
    /// A country.
    Is(Country),
    /// A text that is not a country.
    Unrecognised,
}

/// Whether `NA` in the country column is Namibia or "not available".
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Na {
    /// "Not available", which spreadsheets and R write.
    #[default]
    Nothing,
    /// Namibia: the column holds two-letter codes, or names Namibia elsewhere.
    Namibia,
}
