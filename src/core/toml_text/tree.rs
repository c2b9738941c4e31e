//! A TOML document as a tree whose every value knows its place in the text.
//!
//! It can be stored: `build.rs` includes this file and parses the built-in law once, so that no start of the program
//! does. Must not know what a document means, nor anything else of this crate.

use std::borrow::Cow;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use toml::Spanned;
use toml::de::{DeTable, DeValue, Error};

/// Where something is in the text, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    start: u32,
    end: u32,
}

impl Place {
    fn of(span: Range<usize>) -> Place {
        // No text of 4 GiB is read anywhere; a place beyond that would point to its end.
        let short = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Place {
            start: short(span.start),
            end: short(span.end),
        }
    }

    /// As a range of bytes.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A value and its place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Node<'t> {
    pub place: Place,
    #[serde(borrow)]
    pub value: Tree<'t>,
}

/// A value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Tree<'t> {
    /// A text in quotes.
    Text(#[serde(borrow)] Cow<'t, str>),
    /// A whole number as its digits, which may be more than any type holds.
    Integer {
        /// The digits, with a sign.
        #[serde(borrow)]
        digits: Cow<'t, str>,
        /// Their base.
        radix: u32,
    },
    /// A number with a fraction; no file has any use for one here.
    Float,
    /// true or false.
    Flag(bool),
    /// A date or time without quotes.
    Moment(String),
    List(#[serde(borrow)] Vec<Node<'t>>),
    Table(#[serde(borrow)] Entries<'t>),
}

impl Tree<'_> {
    /// What TOML calls it.
    pub fn type_name(&self) -> &'static str {
        match self {
            Tree::Text(_) => "string",
            Tree::Integer { .. } => "integer",
            Tree::Float => "float",
            Tree::Flag(_) => "boolean",
            Tree::Moment(_) => "datetime",
            Tree::List(_) => "array",
            Tree::Table(_) => "table",
        }
    }
}

/// A key of a table with its value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry<'t> {
    #[serde(borrow)]
    pub key: Cow<'t, str>,
    /// Where the key is.
    pub place: Place,
    #[serde(borrow)]
    pub value: Node<'t>,
}

/// The entries of a table.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Entries<'t>(#[serde(borrow)] Vec<Entry<'t>>);

impl<'t> Entries<'t> {
    /// The value of a key. Tables are short, so that looking through one is as fast as any index.
    pub fn get(&self, key: &str) -> Option<&Node<'t>> {
        self.0.iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    /// All entries.
    pub fn iter(&self) -> std::slice::Iter<'_, Entry<'t>> {
        self.0.iter()
    }

    /// How many entries it and the tables in it have.
    pub fn size(&self) -> usize {
        let inner = |entry: &Entry<'_>| match &entry.value.value {
            Tree::Table(entries) => entries.size(),
            Tree::Text(_) | Tree::Integer { .. } | Tree::Float | Tree::Flag(_) | Tree::Moment(_) | Tree::List(_) => 0,
        };
        self.0.len() + self.iter().map(inner).sum::<usize>()
    }
}

/// A whole document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document<'t> {
    place: Place,
    #[serde(borrow)]
    entries: Entries<'t>,
}

impl<'t> Document<'t> {
    /// Parses a text. Of one with errors, what can be read is there all the same.
    pub fn parse(text: &'t str) -> (Document<'t>, Vec<Error>) {
        let (table, errors) = DeTable::parse_recoverable(text);
        let document = Document {
            place: Place::of(table.span()),
            entries: entries(table.into_inner()),
        };
        (document, errors)
    }

    /// Its entries.
    pub fn get_ref(&self) -> &Entries<'t> {
        &self.entries
    }

    /// Where it is: from its first table on.
    pub fn span(&self) -> Range<usize> {
        self.place.range()
    }
}

fn entries(table: DeTable<'_>) -> Entries<'_> {
    let entry = |(key, value): (Spanned<_>, _)| Entry {
        place: Place::of(key.span()),
        key: key.into_inner(),
        value: node(value),
    };
    Entries(table.into_iter().map(entry).collect())
}

fn node(value: Spanned<DeValue<'_>>) -> Node<'_> {
    let place = Place::of(value.span());
    let value = match value.into_inner() {
        DeValue::String(text) => Tree::Text(text),
        DeValue::Integer(number) => Tree::Integer {
            digits: Cow::Owned(number.as_str().to_owned()),
            radix: number.radix(),
        },
        DeValue::Float(_) => Tree::Float,
        DeValue::Boolean(flag) => Tree::Flag(flag),
        DeValue::Datetime(moment) => Tree::Moment(moment.to_string()),
        DeValue::Array(items) => Tree::List(items.into_iter().map(node).collect()),
        DeValue::Table(table) => Tree::Table(entries(table)),
    };
    Node { place, value }
}
