//! Name and postal address as an envelope shows them, made from the columns of an affected-persons list.
//!
//! A letter asks for them as `[[person.address_block|…]]` and `[[person.salutation|…]]`, so that one text fits every
//! list, whatever its columns are called.

use super::columns::{AddressPart, Columns, Source};
use super::composed::Composed;
use super::people::Row;
use crate::roster::place_names;

/// The text of a person field for a row; empty where the row lacks what it takes.
pub(super) fn text(source: Source, columns: &Columns, row: &Row, sent_from: Option<&str>) -> String {
    match source {
        Source::Cell(at) => row.cell(at).to_owned(),
        Source::Composed(Composed::Salutation) => name(columns, row),
        Source::Composed(Composed::AddressBlock) => {
            let country = country_line(columns, row, sent_from);
            block(columns, row, &name(columns, row), country).unwrap_or_default()
        }
    }
}

const FULL: &str = "name fullname recipient addressee";
const TITLE: &str = "prefix title honorific anrede titel civilite civilité";
const FIRST: &str = "firstname givenname forename vorname prenom prénom nombre";
const MIDDLE: &str = "middlename middleinitial";
const LAST: &str = "lastname familyname surname nachname familienname nom apellido apellidos";
const SUFFIX: &str = "suffix";
const COMPANY: &str = "co company companyname organization organisation business firma";
const COUNTRY: &str = "country countrycode countryname land pays pais país";
const COUNTY: &str = "county departement département";
/// A number that belongs on the line of the street before or after it.
const HOUSE_NUMBER: &str = "housenumber hausnummer streetnumber";
/// Countries where the state and the postal code follow the city.
const CITY_FIRST: [&str; 4] = ["US", "CA", "AU", "PR"];

/// Countries where the postal code stands below the city, on a line of its own (addressing guides of An Post and Royal Mail).
const CODE_BELOW: [&str; 2] = ["IE", "GB"];

/// The name as one line: the whole one where the list has it, else its parts in the order in which they are spoken.
fn name(columns: &Columns, row: &Row) -> String {
    let cells = |words: &str| joined(columns.said(AddressPart::Name, words).map(|at| row.cell(at)), " ");
    let whole = cells(FULL);
    if !whole.is_empty() {
        return whole;
    }
    let parts = [TITLE, FIRST, MIDDLE, LAST, SUFFIX].map(cells);
    joined(parts.iter().map(String::as_str), " ")
}

/// None without a name, a street or a box, or a city.
fn block(columns: &Columns, row: &Row, name: &str, country: String) -> Option<String> {
    let company = joined(columns.said(AddressPart::Name, COMPANY).map(|at| row.cell(at)), ", ");
    let city = joined(columns.part(AddressPart::City).map(|at| row.cell(at)), ", ");
    let streets = streets(columns, row);
    if (name.is_empty() && company.is_empty()) || streets.is_empty() || city.is_empty() {
        return None;
    }
    let lines = [name.to_owned(), company].into_iter().chain(streets);
    let lines = lines.chain([city_line(columns, row, &city), country]);
    Some(lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n"))
}

fn streets(columns: &Columns, row: &Row) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut number_first = None;
    for at in columns.part(AddressPart::Street) {
        let cell = row.cell(at).trim();
        if cell.is_empty() {
            continue;
        }
        let number = columns.is_said(at, HOUSE_NUMBER);
        match (number, lines.last_mut(), number_first.take()) {
            (true, None, _) => number_first = Some(cell.to_owned()),
            (true, Some(street), _) => *street = format!("{street} {cell}"),
            (false, _, Some(first)) => lines.push(format!("{first} {cell}")),
            (false, _, None) => lines.push(cell.to_owned()),
        }
    }
    lines.extend(number_first);
    lines
}

/// `Springfield, IL 62701` where the state follows the city, `10115 Berlin` elsewhere.
fn city_line(columns: &Columns, row: &Row, city: &str) -> String {
    let postal = joined(columns.part(AddressPart::Postal).map(|at| row.cell(at)), "-");
    let country = country(row);
    if CODE_BELOW.contains(&country) {
        return joined([city, postal.as_str()].into_iter(), "\n");
    }
    if !CITY_FIRST.contains(&country) {
        return joined([postal.as_str(), city].into_iter(), " ");
    }
    let states = columns
        .part(AddressPart::Region)
        .filter(|at| !columns.is_said(*at, COUNTRY) && !columns.is_said(*at, COUNTY));
    let state = joined(states.map(|at| row.cell(at)), " ");
    let postal = match country {
        "US" => five_digits(&postal),
        _ => postal,
    };
    let behind = joined([state.as_str(), postal.as_str()].into_iter(), " ");
    joined([city, behind.as_str()].into_iter(), ", ")
}

/// Spreadsheets take the zeros from the head of a ZIP code; the place of the row was found with them.
fn five_digits(postal: &str) -> String {
    match postal.len() {
        3 | 4 if postal.chars().all(|sign| sign.is_ascii_digit()) => format!("{postal:0>5}"),
        _ => postal.to_owned(),
    }
}

/// The country's line: in capitals, by its name in English, as the Universal Postal Union allows everywhere. A letter that stays
/// in its country has none; where it is not known from where it is sent, only one in the United States.
fn country_line(columns: &Columns, row: &Row, sent_from: Option<&str>) -> String {
    let own = country(row);
    if own == sent_from.unwrap_or("US") {
        return String::new();
    }
    let cells = columns
        .part(AddressPart::Region)
        .filter(|at| columns.is_said(*at, COUNTRY));
    let written = joined(cells.map(|at| row.cell(at)), " ");
    let is_code = written.len() == 2 && written.eq_ignore_ascii_case(own);
    let named =
        place_names::english(own).filter(|_| is_code || (written.is_empty() && !own.is_empty() && sent_from.is_some()));
    named.map_or(written, str::to_owned).to_uppercase()
}

fn country(row: &Row) -> &str {
    let place = row.place.as_deref().unwrap_or_default();
    place.split('-').next().unwrap_or_default()
}

fn joined<'c>(cells: impl Iterator<Item = &'c str>, between: &str) -> String {
    let cells = cells.map(str::trim).filter(|cell| !cell.is_empty());
    cells.collect::<Vec<_>>().join(between)
}
