//! Which columns of a roster the letter, the cohorts and the mail house need.

use super::composed::Composed;
use super::people::{Row, Sheet};
use super::{Fault, MergeError, Options, Share};
use crate::letter::block::Letter as Page;
use crate::letter::person::{Column, Field, Holes};
use crate::roster::AddresseeColumns;

/// A column's place in the roster, from 0.
pub(super) type At = usize;

/// Where the text of a person field comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// A cell of the row.
    Cell(At),
    /// Several cells of the row.
    Composed(Composed),
}

/// Columns by what they are needed for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Columns {
    /// Person fields of the letter.
    pub(super) fields: Vec<(Field, Source)>,
    /// What makes a cohort.
    pub(super) cohort: Vec<(Column, At)>,
    /// Names and addresses.
    pub(super) known: Vec<(AddressPart, At)>,
    /// What the list shows, in the order of the roster.
    pub(super) listed: Vec<At>,
    /// How each person is to be written to.
    pub(super) addressee: AddresseeColumns,
    /// Every column of the roster.
    names: Vec<Column>,
}

/// What a column says about a person, as far as a mail house needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AddressPart {
    /// A name or a part of it.
    Name,
    /// Street, number, post office box, or a whole address.
    Street,
    /// City or town.
    City,
    /// Postal code.
    Postal,
    /// State, province or country.
    Region,
}

const NAME: &str = "name fullname firstname lastname givenname familyname surname forename middlename middleinitial salutation \
title prefix suffix honorific addressee recipient careof co company companyname organization organisation business \
vorname nachname familienname anrede titel firma nom prenom prénom civilite civilité nombre apellido apellidos";
const STREET: &str = "address addressline address line street streetaddress streetname streetnumber housenumber pobox box apt \
apartment unit suite straße strasse hausnummer adresse anschrift postfach rue voie direccion dirección calle domicilio";
const CITY: &str = "city town locality village cityname ort stadt wohnort ville commune ciudad localidad municipio";
const POSTAL: &str =
    "zip zipcode zip4 zipplus4 postalcode postcode plz postleitzahl codepostal codigopostal códigopostal";
const REGION: &str = "state st province region stateprovince usstate country countrycode countryname county bundesland land \
kanton pays departement département pais país provincia estado";
/// What real headers put before these words.
const BEFORE: [&str; 12] = [
    "mailing",
    "postal",
    "home",
    "residential",
    "residence",
    "customer",
    "member",
    "patient",
    "person",
    "recipient",
    "contact",
    "current",
];

/// A column's name without blanks and marks, and without what real headers put before it.
fn spellings(name: &str) -> impl Iterator<Item = String> {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    let bare: String = letters.flat_map(char::to_lowercase).collect();
    let after: Vec<String> = BEFORE
        .iter()
        .filter_map(|word| bare.strip_prefix(word))
        .map(str::to_owned)
        .collect();
    std::iter::once(bare).chain(after)
}

impl AddressPart {
    /// What a column says by its name.
    pub(super) fn of(name: &str) -> Option<AddressPart> {
        spellings(name).find_map(|word| AddressPart::exactly(&word))
    }

    fn exactly(word: &str) -> Option<AddressPart> {
        let all = [
            (AddressPart::Name, NAME),
            (AddressPart::Street, STREET),
            (AddressPart::City, CITY),
            (AddressPart::Postal, POSTAL),
            (AddressPart::Region, REGION),
        ];
        let numberless = word.trim_end_matches(|c: char| c.is_ascii_digit());
        let is = |known: &str| known == word || (known == numberless && !numberless.is_empty());
        let found = all.into_iter().find(|(_, words)| words.split(' ').any(is));
        found.map(|(part, _)| part)
    }
}

impl Columns {
    /// Finds what is needed.
    ///
    /// # Errors
    /// Every column that is missing or there twice, and every field that differs within a cohort, at once.
    pub(super) fn of(page: &Page, sheet: &Sheet, options: &Options) -> Result<Columns, MergeError> {
        let mut search = Search {
            header: sheet.names.iter().map(|name| Column::named(name)).collect(),
            problems: Vec::new(),
        };
        let holes = Holes::of(&page.blocks);
        let mut columns = Columns::default();
        for field in holes.fields {
            // A list may have such a column of its own.
            let source = match Composed::named(&field.column).filter(|_| !search.has(&field.column)) {
                Some(made) => Some(Source::Composed(made)),
                None => search.at(&field.column).map(Source::Cell),
            };
            columns.fields.extend(source.map(|source| (field, source)));
        }
        if let Share::Cohort(cohort) = &options.share {
            for column in cohort {
                columns.cohort.extend(search.at(column).map(|at| (column.clone(), at)));
            }
            search.within(&columns.fields, cohort);
        }
        let asked: Vec<At> = options.listed.iter().filter_map(|column| search.at(column)).collect();
        columns.known = Columns::parts(&sheet.names);
        let known = |at: &At| columns.known.iter().any(|(_, own)| own == at);
        columns.listed = (0..sheet.names.len())
            .filter(|at| known(at) || asked.contains(at))
            .collect();
        match AddresseeColumns::find(&sheet.names) {
            Ok(found) => columns.addressee = found,
            Err(several) => search.problems.extend(several),
        }
        columns.names = search.header;
        match search.problems.is_empty() {
            true => Ok(columns),
            false => Err(MergeError::Roster(search.problems)),
        }
    }

    fn parts(names: &[String]) -> Vec<(AddressPart, At)> {
        let named = names.iter().enumerate();
        named
            .filter_map(|(at, name)| Some((AddressPart::of(name)?, at)))
            .collect()
    }

    /// Of names and addresses alone, for no letter in particular.
    pub(super) fn of_addresses(names: &[String]) -> Columns {
        Columns {
            known: Columns::parts(names),
            names: names.iter().map(|name| Column::named(name)).collect(),
            ..Columns::default()
        }
    }

    /// The name of a row's person, without what people write in different ways.
    pub(super) fn plain_name(&self, row: &Row) -> String {
        let parts = self.part(AddressPart::Name).map(|at| row.cell(at));
        let words = parts.flat_map(str::split_whitespace).map(str::to_lowercase);
        words.collect::<Vec<_>>().join(" ")
    }

    /// Whether a letter can reach the person by mail: a street or a box, and a city or a postal code where the roster
    /// has columns for them.
    pub(super) fn is_addressed(&self, row: &Row) -> bool {
        let any = |part: AddressPart| self.part(part).any(|at| !row.cell(at).is_empty());
        let has = |part: AddressPart| self.part(part).next().is_some();
        let town =
            any(AddressPart::City) || any(AddressPart::Postal) || !(has(AddressPart::City) || has(AddressPart::Postal));
        any(AddressPart::Street) && town
    }

    /// What is wrong with a row whose cells may stand under the wrong names: an address with a comma that no quote
    /// guards moves everything behind it. Empty cells at the end of a row are what spreadsheets add.
    pub(super) fn askew(&self, row: &Row) -> Option<Fault> {
        let named = |name: &Column| !name.as_str().is_empty();
        let width = self.names.iter().rposition(named).map_or(0, |last| last + 1);
        let extra = row.cells.iter().skip(width).any(|cell| !cell.is_empty());
        (extra || row.cells.len() < width).then_some(Fault::Width {
            cells: row.cells.len(),
            columns: width,
        })
    }

    /// What a column is called.
    pub(super) fn name(&self, at: At) -> Column {
        self.names.get(at).cloned().unwrap_or_else(|| Column::named(""))
    }

    /// The columns of one part whose names are among some words.
    pub(super) fn said(&self, part: AddressPart, words: &str) -> impl Iterator<Item = At> {
        self.part(part).filter(move |at| self.is_said(*at, words))
    }

    /// Whether a column's name is among some words, whatever real headers put before it.
    pub(super) fn is_said(&self, at: At, words: &str) -> bool {
        let name = self.name(at);
        spellings(name.as_str()).any(|word| words.split(' ').any(|known| known == word))
    }

    /// The columns of one part.
    pub(super) fn part(&self, part: AddressPart) -> impl Iterator<Item = At> + '_ {
        self.known
            .iter()
            .filter(move |(own, _)| *own == part)
            .map(|(_, at)| *at)
    }
}

/// Columns looked up by name, and what went wrong.
struct Search {
    header: Vec<Column>,
    problems: Vec<String>,
}

impl Search {
    fn at(&mut self, column: &Column) -> Option<At> {
        let mut found = (0..self.header.len()).filter(|at| self.header[*at] == *column);
        let first = found.next();
        match (first, found.next()) {
            (None, _) => self.say(format!("the affected-persons list has no column `{column}`")),
            (Some(_), Some(_)) => self.say(format!(
                "the affected-persons list has several columns named `{column}`"
            )),
            (Some(_), None) => {}
        }
        first
    }

    fn has(&self, column: &Column) -> bool {
        self.header.contains(column)
    }

    fn within(&mut self, fields: &[(Field, Source)], cohort: &[Column]) {
        let differs = fields.iter().filter(|(field, _)| !cohort.contains(&field.column));
        let names: Vec<String> = differs.map(|(field, _)| format!("`{}`", field.column)).collect();
        if !names.is_empty() {
            self.say(format!(
                "one letter for many people cannot contain {}; name these columns with --cohort too, or leave --cohort out",
                names.join(", ")
            ));
        }
    }

    fn say(&mut self, problem: String) {
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::AddressPart;

    #[test]
    fn names_and_addresses_are_known_and_nothing_else() {
        let table = [
            ("Name", Some(AddressPart::Name)),
            ("First Name", Some(AddressPart::Name)),
            ("Mailing_Address_2", Some(AddressPart::Street)),
            ("Street", Some(AddressPart::Street)),
            ("Straße", Some(AddressPart::Street)),
            ("mailing city", Some(AddressPart::City)),
            ("ZIP", Some(AddressPart::Postal)),
            ("PLZ", Some(AddressPart::Postal)),
            ("state", Some(AddressPart::Region)),
            ("Country", Some(AddressPart::Region)),
            ("mailing_opt_in", None),
            ("email", None),
            ("E-Mail Address", None),
            ("date of birth", None),
            ("ssn", None),
            ("phone", None),
            ("id", None),
            ("", None),
            ("2", None),
        ];
        for (name, part) in table {
            assert_eq!(AddressPart::of(name), part, "{name}");
        }
    }
}
