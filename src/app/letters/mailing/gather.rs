//! The rows of a list as people: read, with several rows of one person joined, and rows that contradict each other told.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::route::NoLetter;
use super::{MailingError, WithoutLetter};
use crate::app::letters::merge::{AddressColumns, Repeat, Sheet};
use crate::roster::{Addressee, AddresseeColumns, Person as Row, Said};

/// A person of the list.
#[derive(Debug, Clone)]
pub(super) struct Person<'s> {
    pub(super) row: &'s Row,
    pub(super) addressee: Addressee,
}

/// Who is on the list.
#[derive(Debug, Default)]
pub(super) struct Gathered<'s> {
    pub(super) people: Vec<Person<'s>>,
    pub(super) repeats: Vec<Repeat>,
    pub(super) without: Vec<WithoutLetter>,
}

/// How the columns of a list are read.
pub(super) struct Reading {
    pub(super) addressee: AddresseeColumns,
    pub(super) address: AddressColumns,
    /// The day by which ages count.
    pub(super) on: NaiveDate,
}

impl Reading {
    /// # Errors
    /// Where several columns say one thing.
    pub(super) fn of(sheet: &Sheet, on: NaiveDate) -> Result<Reading, MailingError> {
        Ok(Reading {
            addressee: AddresseeColumns::find(&sheet.names).map_err(MailingError::List)?,
            address: AddressColumns::of(&sheet.names),
            on,
        })
    }
}

/// Joins the rows of each person. Rows are one person where key and name are the same, and without a key where every
/// cell is.
pub(super) fn gather<'s>(sheet: &'s Sheet, reading: &Reading) -> Gathered<'s> {
    let mut groups: Vec<Vec<Person<'s>>> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut gathered = Gathered::default();
    for row in &sheet.rows {
        if row.sums_up {
            let text = "it is a total row, not a person".to_owned();
            gathered
                .without
                .push(WithoutLetter::of(row.row, NoLetter::Unfit { text }));
            continue;
        }
        let person = Person {
            row,
            addressee: reading.addressee.read(&row.cells, reading.on),
        };
        let at = *known.entry(identity(row, reading)).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.push(person),
            None => groups.push(vec![person]),
        }
    }
    for group in groups {
        join(group, reading, &mut gathered);
    }
    gathered
}

/// What makes a row the same person as another. Parts are told apart by a character that no cell has.
fn identity(row: &Row, reading: &Reading) -> String {
    match &row.key {
        Some(key) => format!("key\u{1f}{key}\u{1f}{}", reading.address.name(row)),
        None => format!("row\u{1f}{}", row.cells.join("\u{1f}")),
    }
}

fn join<'s>(group: Vec<Person<'s>>, reading: &Reading, gathered: &mut Gathered<'s>) {
    if let Some(about) = differ(&group) {
        let rows: Vec<u64> = group.iter().map(|person| person.row.row).collect();
        let without = rows.iter().map(|row| {
            let rows = rows.clone();
            WithoutLetter::of(*row, NoLetter::RowsDiffer { rows, about })
        });
        gathered.without.extend(without);
        return;
    }
    // The row that can be used best stands for the person, and the first of those.
    let useful = |person: &Person<'_>| {
        let row = person.row;
        (row.place.is_some(), reading.address.is_addressed(row))
    };
    let best = group.iter().map(useful).max();
    let Some(at) = group.iter().position(|person| Some(useful(person)) == best) else {
        return;
    };
    let (first, cells) = (group[at].row.row, &group[at].row.cells);
    for (other, person) in group.iter().enumerate() {
        if other != at {
            gathered.repeats.push(Repeat {
                row: person.row.row,
                first,
                differs: person.row.cells != *cells,
            });
        }
    }
    gathered.people.extend(group.into_iter().nth(at));
}

/// What rows of one person say differently, where it matters for the letter.
fn differ(group: &[Person<'_>]) -> Option<&'static str> {
    let several = |mut told: Vec<String>| {
        told.sort();
        told.dedup();
        told.len() > 1
    };
    let places = group.iter().filter_map(|person| person.row.place.clone());
    let said = |told: fn(&Addressee) -> Option<String>| -> Vec<String> {
        group.iter().filter_map(|person| told(&person.addressee)).collect()
    };
    let checks = [
        ("place", places.collect()),
        ("variant", said(|addressee| told(&addressee.variant))),
        ("language", said(|addressee| told(&addressee.language))),
        ("print size", said(|addressee| told(&addressee.print))),
    ];
    checks
        .into_iter()
        .find(|(_, told)| several(told.clone()))
        .map(|(about, _)| about)
}

/// What a cell says, as a text that differs where the cells do.
fn told<T: std::fmt::Debug>(said: &Said<T>) -> Option<String> {
    match said {
        Said::Nothing => None,
        Said::Clearly(_) | Said::Unclear => Some(format!("{said:?}")),
    }
}
