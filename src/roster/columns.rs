//! Which columns of a file hold state, country, postal code and the key of a person.

use super::header::bare;
use super::sheet::Column;

/// Columns as asked for by name or number, from 1; what is not asked for is found by its name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The state.
    pub state: Option<String>,
    /// The country.
    pub country: Option<String>,
    /// The postal code.
    pub postal: Option<String>,
    /// What makes a person one: an e-mail address or a number.
    pub key: Option<String>,
}

impl Wanted {
    /// Names that are asked for, which make a row a header.
    pub(super) fn names(&self) -> Vec<String> {
        let all = [&self.state, &self.country, &self.postal, &self.key];
        let names = all.into_iter().flatten().filter(|name| name.parse::<usize>().is_err());
        names.cloned().collect()
    }
}

/// Columns by their places.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// The state.
    pub state: Option<Column>,
    /// The country.
    pub country: Option<Column>,
    /// The postal code.
    pub postal: Option<Column>,
    /// The key.
    pub key: Option<Column>,
}

const STATE: [&str; 9] = [
    "state",
    "province",
    "region",
    "stateprovince",
    "bundesland",
    "usstate",
    "residencestate",
    "mailingstate",
    "st",
];
const COUNTRY: [&str; 8] = [
    "country",
    "countrycode",
    "land",
    "pays",
    "pais",
    "país",
    "nation",
    "mailingcountry",
];
const POSTAL: [&str; 9] = [
    "zip",
    "zipcode",
    "postalcode",
    "postcode",
    "plz",
    "postleitzahl",
    "codepostal",
    "codigopostal",
    "mailingzip",
];
const KEY: [&str; 10] = [
    "email",
    "emailaddress",
    "mail",
    "courriel",
    "correo",
    "customerid",
    "personid",
    "userid",
    "memberid",
    "id",
];

/// Whether a name, in lower case and without punctuation, is that of a column firebell reads.
pub(super) fn is_known(bare: &str) -> bool {
    [&STATE[..], &COUNTRY, &POSTAL, &KEY]
        .iter()
        .any(|names| names.contains(&bare))
}

impl Columns {
    /// Finds the columns; asked for ones that are not there are problems.
    ///
    /// # Errors
    /// Each name that no column has.
    pub(super) fn find(header: &[String], width: usize, wanted: &Wanted) -> Result<Columns, Vec<String>> {
        let names: Vec<String> = header.iter().map(|name| bare(name)).collect();
        let mut problems = Vec::new();
        let mut column = |asked: &Option<String>, known: &[&str]| match asked {
            None => known
                .iter()
                .find_map(|name| names.iter().position(|own| own == name))
                .map(Column::at),
            Some(asked) => {
                let number = asked.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
                let found = names
                    .iter()
                    .position(|own| *own == bare(asked))
                    .or(number.filter(|at| *at < width));
                if found.is_none() {
                    problems.push(format!("there is no column `{asked}`"));
                }
                found.map(Column::at)
            }
        };
        let columns = Columns {
            state: column(&wanted.state, &STATE),
            country: column(&wanted.country, &COUNTRY),
            postal: column(&wanted.postal, &POSTAL),
            key: column(&wanted.key, &KEY),
        };
        if problems.is_empty() {
            Ok(columns)
        } else {
            Err(problems)
        }
    }
}
