//! Which columns of a file hold state, country, postal code, city, and what makes a person one.

use super::column_names::{CITY, COUNTRY, EMAIL, NAME, NUMBER, POSTAL, STATE, bare};
use super::sheet_reader::{Column, Sheet};

/// Columns as asked for by name or number, from 1; what is not asked for is found by its name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    pub state: Option<String>,
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
    pub state: Option<Column>,
    pub country: Option<Column>,
    /// The postal code.
    pub postal: Option<Column>,
    pub key: Option<Column>,
    /// The city, which tells military addresses.
    pub city: Option<Column>,
    /// Names and numbers that tell people of one key apart.
    pub identity: Vec<Column>,
    /// Names that several columns have, where one of them was read.
    pub duplicates: Vec<Duplicate>,
}

/// A name that several columns have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// The name, as the file writes it.
    pub name: String,
    pub read: Column,
    pub others: Vec<Column>,
}

/// The names of a file's columns.
struct Names<'s> {
    written: &'s [String],
    bare: Vec<String>,
    width: usize,
}

impl Names<'_> {
    fn all(&self, name: &str) -> Vec<Column> {
        let same = self.bare.iter().enumerate().filter(|(_, own)| *own == name);
        same.map(|(at, _)| Column::at(at)).collect()
    }

    fn first(&self, known: &[&[&str]]) -> Option<Column> {
        let known = known.iter().copied().flatten();
        known.filter_map(|name| self.all(name).first().copied()).next()
    }

    /// A column by its name, or else by its number.
    fn asked(&self, asked: &str) -> Option<Column> {
        let by_number = || {
            let number = asked.trim().parse::<usize>().ok()?.checked_sub(1)?;
            (number < self.width).then(|| Column::at(number))
        };
        self.all(&bare(asked)).first().copied().or_else(by_number)
    }

    /// Other columns of the same name, unless this one was asked for by number.
    fn duplicate(&self, column: Column, asked: Option<&str>) -> Option<Duplicate> {
        let name = self.bare.get(column.index()).filter(|name| !name.is_empty())?;
        let by_number = asked.is_some_and(|asked| bare(asked) != *name);
        let others: Vec<Column> = self.all(name).into_iter().filter(|other| *other != column).collect();
        (!others.is_empty() && !by_number).then(|| Duplicate {
            name: self.written[column.index()].clone(),
            read: column,
            others,
        })
    }
}

impl Columns {
    /// Finds the columns; asked for ones that are not there are problems.
    ///
    /// # Errors
    /// Each name that no column has.
    pub(super) fn find(sheet: &Sheet<'_>, wanted: &Wanted) -> Result<Columns, Vec<String>> {
        let names = Names {
            written: sheet.names(),
            bare: sheet.names().iter().map(|name| bare(name)).collect(),
            width: sheet.headline().width(),
        };
        let mut problems = Vec::new();
        let mut duplicates = Vec::new();
        let mut column = |asked: &Option<String>, known: &[&[&str]]| {
            let found = match asked {
                None => names.first(known),
                Some(asked) => {
                    let found = names.asked(asked);
                    if found.is_none() {
                        problems.push(format!("there is no column `{asked}`"));
                    }
                    found
                }
            };
            duplicates.extend(found.and_then(|found| names.duplicate(found, asked.as_deref())));
            found
        };
        let mut columns = Columns {
            state: column(&wanted.state, &[&STATE]),
            country: column(&wanted.country, &[&COUNTRY]),
            postal: column(&wanted.postal, &[&POSTAL]),
            key: column(&wanted.key, &[&EMAIL, &NUMBER]),
            city: names.first(&[&CITY]),
            ..Columns::default()
        };
        if !problems.is_empty() {
            return Err(problems);
        }
        columns.duplicates = duplicates;
        columns.identity = identity(&names, columns.key);
        Ok(columns)
    }

    /// Whether nothing tells where people live.
    pub(super) fn placeless(&self) -> bool {
        self.state.is_none() && self.country.is_none() && self.postal.is_none()
    }
}

/// Columns that tell people of one key apart: their names, and their numbers where the key is an e-mail address.
fn identity(names: &Names<'_>, key: Option<Column>) -> Vec<Column> {
    let Some(key) = key else { return Vec::new() };
    let email = names
        .bare
        .get(key.index())
        .is_some_and(|name| EMAIL.contains(&name.as_str()));
    let number = names.first(&[&NUMBER]).filter(|column| email && *column != key);
    let own = NAME.iter().filter_map(|name| names.all(name).first().copied());
    number.into_iter().chain(own).collect()
}
