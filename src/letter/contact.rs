//! Addresses and numbers of bureaus and authorities that letters name: dated data, never part of a template.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::check::{Finding, Reading, Weight};
use super::markdown::escape;
use crate::core::toml_text::reader::{Problem, Reader, Table};

/// What a contact can be.
const KINDS: [&str; 3] = ["bureau", "attorney_general", "agency"];

/// A bureau or an authority and how it is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Its id; of an attorney general the place, such as `US-MD`.
    pub id: String,
    /// `bureau`, `attorney_general` or `agency`.
    pub kind: String,
    pub name: String,
    /// Its telephone number.
    pub telephone: String,
    /// Its postal address; may be empty.
    pub address: String,
    pub website: String,
    /// Whether nobody confirmed it yet.
    pub weak: bool,
    /// The page it was read on.
    pub source: String,
    /// When somebody read it there.
    pub checked_on: Option<NaiveDate>,
}

/// A contact as templates print it, escaped.
#[derive(Debug, Clone, Serialize)]
pub struct Printed {
    name: String,
    telephone: String,
    address: String,
    website: String,
}

/// Every contact as templates see them.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Shelf {
    /// The nationwide credit bureaus, in the order of the file.
    pub bureaus: Vec<Printed>,
    /// Attorneys general by place.
    pub ag: BTreeMap<String, Printed>,
    /// Other agencies by id.
    pub agency: BTreeMap<String, Printed>,
}

/// Reads files of contacts: their names and texts. An entry of a later file takes the place of one with the same id.
///
/// # Errors
/// Every problem of every file.
pub fn load<'t>(files: impl IntoIterator<Item = (&'t str, &'t str)>) -> Result<Vec<Contact>, Vec<Problem>> {
    let mut contacts: Vec<Contact> = Vec::new();
    let mut problems = Vec::new();
    for (file, text) in files {
        let reader = Reader::new(file, text);
        let document = reader.parse();
        let root = Table::new(&reader, document.get_ref(), document.span());
        for table in root.tables("contact") {
            let contact = contact(table);
            match contacts.iter_mut().find(|known| known.id == contact.id) {
                Some(known) => *known = contact,
                None => contacts.push(contact),
            }
        }
        root.finish();
        problems.extend(reader.into_problems());
    }
    if problems.is_empty() {
        Ok(contacts)
    } else {
        Err(problems)
    }
}

fn contact(table: Table<'_, '_>) -> Contact {
    let one_of = |key: &'static str, known: &[&str]| {
        let word = table.need_text(key);
        if !word.is_empty() && !known.contains(&word.as_str()) {
            table.wrong(format!("unknown {key} `{word}`"), Some(known.join(", ")));
        }
        word
    };
    let confidence = one_of("confidence", &["high", "medium", "low"]);
    let contact = Contact {
        kind: one_of("kind", &KINDS),
        id: table.need_text("id"),
        name: table.need_text("name"),
        telephone: table.need_text("telephone"),
        address: table.text("address").unwrap_or_default(),
        website: table.need_text("website"),
        weak: confidence == "low",
        source: table.need_text("source"),
        checked_on: checked_on(&table),
    };
    // For whoever keeps the file.
    table.text("note");
    table.finish();
    contact
}

fn checked_on(table: &Table<'_, '_>) -> Option<NaiveDate> {
    let text = table.need_text("checked_on");
    let day = NaiveDate::parse_from_str(&text, "%Y-%m-%d");
    if day.is_err() && !text.is_empty() {
        table.wrong(format!("`{text}` is no day"), Some("write it as 2026-11-28".to_owned()));
    }
    day.ok()
}

/// After so many days a contact is read again: numbers and addresses of agencies change.
const OLD: i64 = 180;

impl Contact {
    /// Whether nobody has looked at it for long on a day.
    fn is_old(&self, on: NaiveDate) -> bool {
        self.checked_on.is_some_and(|day| (on - day).num_days() > OLD)
    }
}

/// The contacts as templates print them.
pub fn shelf(contacts: &[Contact]) -> Shelf {
    let mut shelf = Shelf::default();
    for contact in contacts {
        let printed = Printed {
            name: escape(&contact.name),
            telephone: escape(&contact.telephone),
            address: escape(&contact.address),
            website: escape(&contact.website),
        };
        match contact.kind.as_str() {
            "bureau" => shelf.bureaus.push(printed),
            "attorney_general" => drop(shelf.ag.insert(contact.id.clone(), printed)),
            _ => drop(shelf.agency.insert(contact.id.clone(), printed)),
        }
    }
    shelf
}

/// Contacts in a letter that nobody confirmed: nothing says that they are wrong, and only a person can look.
pub fn unconfirmed(contacts: &[Contact], reading: &Reading, on: NaiveDate) -> Option<Finding> {
    let holds = |words: &str| !words.is_empty() && reading.text.contains(words);
    let weak = contacts.iter().filter(|contact| contact.weak || contact.is_old(on));
    let held = weak.filter(|contact| holds(&contact.telephone) || holds(&contact.address));
    let named = |contact: &Contact| {
        let day = contact.checked_on.map(|day| day.format("%-d %B %Y").to_string());
        let why = match (contact.weak, day) {
            (true, Some(day)) => format!("no page confirmed it on {day}; look at {}", contact.website),
            (true, None) => format!("no page confirmed it; look at {}", contact.website),
            (false, day) => format!("{}, read {}", contact.source, day.unwrap_or_default()),
        };
        format!("{} ({why})", contact.name)
    };
    let names: Vec<String> = held.map(named).collect();
    (!names.is_empty()).then(|| Finding {
        rule: "contacts".to_owned(),
        weight: Weight::Reminds,
        demand: "the contact details of third parties must be correct on the day the letter goes out".to_owned(),
        found: format!("confirm before it goes out: {}", names.join("; ")),
        cite: "good practice".to_owned(),
    })
}
