//! What a file is like as a whole: whether rows that name no country can be read as American, and what `NA` means.

use super::address::{Home, Na};
use super::column_names::bare;
use super::columns::Columns;
use super::encoding::text;
use super::place::{Places, is_placeholder};
use super::sheet_reader::{Column, Sheet};

/// Why rows that name no country are read as American.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Evidence {
    /// The column of states holds states of the United States.
    States,
    /// There is no column of states; the codes are ZIP codes in use.
    ZipCodes,
}

impl Evidence {
    pub(super) fn because(self) -> &'static str {
        match self {
            Evidence::States => "because the column of states holds US states",
            Evidence::ZipCodes => "because its postal codes are ZIP codes in use",
        }
    }
}

/// Rows that are looked at.
const SAMPLE: usize = 5000;
/// Names of columns that hold states or postal codes of other countries.
const FOREIGN: [&str; 17] = [
    "province",
    "provincia",
    "provincie",
    "provinz",
    "estado",
    "uf",
    "bundesland",
    "kanton",
    "canton",
    "departement",
    "prefecture",
    "county",
    "plz",
    "postleitzahl",
    "codepostal",
    "codigopostal",
    "cap",
];

/// Looks at the first rows of a file.
pub(super) fn look(sheet: &Sheet<'_>, columns: &Columns, places: &Places) -> (Option<Evidence>, Na) {
    let rows = sheet.sample(SAMPLE);
    let cells = |column: Option<Column>| {
        let column = column.map(Column::index);
        let cells = rows.iter().filter_map(move |row| row.get(column?));
        cells
            .map(|cell| text(cell).into_owned())
            .filter(|cell| !cell.is_empty())
            .collect::<Vec<_>>()
    };
    let name = |column: Option<Column>| {
        column
            .and_then(|at| sheet.names().get(at.index()))
            .map(|name| bare(name))
            .unwrap_or_default()
    };
    let states = cells(columns.state);
    let evidence = match states.is_empty() {
        false => american_states(&states, &name(columns.state), places).then_some(Evidence::States),
        true => zip_codes(&cells(columns.postal), &name(columns.postal), places).then_some(Evidence::ZipCodes),
    };
    (evidence, na(&cells(columns.country)))
}

/// States of the United States, and next to no state of another country.
fn american_states(states: &[String], name: &str, places: &Places) -> bool {
    let american = states.iter().filter(|state| places.is_american(state)).count();
    let foreign = states.iter().filter(|state| places.is_foreign_part(state)).count();
    american > 0 && american >= foreign * 9 && !FOREIGN.contains(&name)
}

/// Four in ten codes of five digits are ZIP codes in use, so a file of other codes soon gives itself away. Under a name
/// such as `zip` a few codes are enough; under another it takes twenty.
fn zip_codes(codes: &[String], name: &str, places: &Places) -> bool {
    let written: Vec<bool> = codes.iter().filter_map(|code| places.zip().in_use(code)).collect();
    let used = written.iter().filter(|used| **used).count();
    let lettered = codes
        .iter()
        .filter(|code| code.chars().any(char::is_alphabetic))
        .count();
    let enough = if name.contains("zip") { 1 } else { 20 };
    !FOREIGN.contains(&name) && used >= enough && used * 10 >= (written.len() + lettered) * 9
}

/// `NA` is Namibia in a column of two-letter codes, or where Namibia is named; otherwise it says "not available".
fn na(countries: &[String]) -> Na {
    let code = |text: &str| text.len() == 2 && text != "NA" && text.bytes().all(|byte| byte.is_ascii_uppercase());
    let names = countries
        .iter()
        .filter(|text| text.len() > 3 && !is_placeholder(text))
        .count();
    let codes = countries.iter().filter(|text| code(text)).count();
    let namibia = countries
        .iter()
        .any(|text| text.eq_ignore_ascii_case("namibia") || text == "NAM");
    if namibia || codes > names {
        Na::Namibia
    } else {
        Na::Nothing
    }
}

/// Where the rows that name no country are.
pub(super) fn home(given: Option<Home>, evidence: Option<Evidence>) -> Home {
    match (given, evidence) {
        (Some(home), _) => home,
        (None, Some(_)) => Home::LooksAmerican,
        (None, None) => Home::Unknown,
    }
}
