//! Reading TOML so that every problem is found at once, each with its place and a hint.
//!
//! Serde stops at the first error; a lawyer with nine typing errors in a law file, or counsel with three in a
//! facts file, should see all of them. This module walks the parsed document itself. It must not know what the
//! keys mean: the law schema and the facts file say that.

use std::cell::{Cell, OnceCell, RefCell};
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use super::nesting::{DEEPEST, too_deep};
use super::tree::{Document, Entries, Entry, Node, Tree};
use crate::core::coded::Coded;

/// Something wrong in a file: where, what, what was expected, and a hint where there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file as the user named it.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong, as one sentence.
    pub message: String,
    /// What would be right.
    pub hint: Option<String>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)?;
        match &self.hint {
            Some(hint) => write!(f, " ({hint})"),
            None => Ok(()),
        }
    }
}

/// Collects the problems of one file and knows where each byte of it stands.
pub struct Reader<'t> {
    file: &'t str,
    text: &'t str,
    /// The document as it was stored, where somebody has parsed the text before.
    stored: Option<&'t [u8]>,
    /// Whether the document is one that was stored: the tests have seen that it has no unknown keys.
    known: Cell<bool>,
    /// Where each line begins.
    lines: OnceCell<Vec<usize>>,
    problems: RefCell<Vec<Problem>>,
    more: Cell<usize>,
}

/// Problems that are told of one file. Nobody reads more at once, and the rest are counted.
const MOST: usize = 200;

impl<'t> Reader<'t> {
    /// A reader for one file's text.
    pub fn new(file: &'t str, text: &'t str) -> Self {
        Self {
            file,
            text,
            stored: None,
            known: Cell::new(false),
            lines: OnceCell::new(),
            problems: RefCell::new(Vec::new()),
            more: Cell::new(0),
        }
    }

    /// A reader for a text that was parsed when the program was built.
    pub fn stored(file: &'t str, text: &'t str, stored: Option<&'t [u8]>) -> Self {
        Self {
            stored,
            ..Self::new(file, text)
        }
    }

    /// Parses the document; syntax errors become problems and the rest is still read.
    pub fn parse(&self) -> Document<'t> {
        // The text says the same and is always there, so a stored document that cannot be decoded costs only time.
        if let Some(Ok(document)) = self.stored.map(postcard::from_bytes) {
            self.known.set(true);
            return document;
        }
        if let Some(at) = too_deep(self.text) {
            self.report(at, format!("nested more than {DEEPEST} levels deep"), None);
            return Document::parse("").0;
        }
        let (document, errors) = Document::parse(self.text);
        for error in errors {
            let message = error.message().trim().replace('\n', ", ");
            let at = error.span().unwrap_or(0..0);
            self.report(at, format!("not valid TOML: {message}"), None);
        }
        document
    }

    /// Line and column (both from 1, columns in characters) of a byte offset.
    fn line_and_column(&self, offset: usize) -> (usize, usize) {
        let mut end = offset.min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let ends = || memchr::memchr_iter(b'\n', self.text.as_bytes());
        let lines = self
            .lines
            .get_or_init(|| std::iter::once(0).chain(ends().map(|at| at + 1)).collect());
        let line = lines.partition_point(|start| *start <= end);
        let start = lines.get(line.saturating_sub(1)).copied().unwrap_or(0);
        (line, self.text[start..end].chars().count() + 1)
    }

    /// Notes a problem at a place in the text.
    pub fn report(&self, at: Range<usize>, message: String, hint: Option<String>) {
        if self.full() {
            self.more.set(self.more.get() + 1);
            return;
        }
        let (line, column) = self.line_and_column(at.start);
        self.problems.borrow_mut().push(Problem {
            file: self.file.to_owned(),
            line,
            column,
            message,
            hint,
        });
    }

    /// The problems found, in the order of the file.
    pub fn into_problems(self) -> Vec<Problem> {
        let mut problems = self.problems.into_inner();
        problems.sort_by_key(|p| (p.line, p.column));
        if let (more @ 1.., Some(last)) = (self.more.get(), problems.last()) {
            let message = format!("{more} more problems are not listed");
            let last = Problem {
                message,
                hint: None,
                ..last.clone()
            };
            problems.push(last);
        }
        problems
    }

    /// Whether no further problem is told.
    fn full(&self) -> bool {
        self.problems.borrow().len() >= MOST
    }
}

/// A value of the document together with its place.
#[derive(Clone, Copy)]
pub struct Value<'r, 't> {
    reader: &'r Reader<'t>,
    value: &'r Node<'t>,
}

impl<'r, 't> Value<'r, 't> {
    /// Reports what is wrong with this value.
    pub fn wrong(&self, message: impl Into<String>, hint: Option<String>) {
        self.reader.report(self.value.place.range(), message.into(), hint);
    }

    fn expected<T>(&self, what: &str) -> Option<T> {
        let found = self.value.value.type_name();
        self.wrong(format!("expected {what}, found {found}"), None);
        None
    }

    /// The text, or a problem.
    pub fn text(&self) -> Option<&'r str> {
        let Tree::Text(text) = &self.value.value else {
            return self.expected("a text in quotes");
        };
        Some(text.as_ref())
    }

    /// A text, or a date or time written without quotes.
    pub fn moment_text(&self) -> Option<String> {
        if let Tree::Text(text) = &self.value.value {
            return Some(text.to_string());
        }
        let Tree::Moment(moment) = &self.value.value else {
            return self.expected("a moment, such as \"2026-03-05 14:00\"");
        };
        Some(moment.clone())
    }

    /// A whole number that is not negative, or a problem.
    pub fn count(&self) -> Option<u64> {
        let Tree::Integer { digits, radix } = &self.value.value else {
            return self.expected("a whole number");
        };
        let digits = digits.replace('_', "");
        // TOML reads 0x10 as 16, but whoever types it for a number of people has made a mistake.
        if *radix != 10 {
            self.wrong("a count is written in decimal digits".to_owned(), None);
            return None;
        }
        match digits.trim_start_matches('+').parse::<u64>() {
            Ok(number) => Some(number),
            Err(_) => {
                let message = format!("{digits} is not a valid count: it must be 0 or more and fit in 64 bits");
                self.wrong(message, None);
                None
            }
        }
    }

    /// A whole number that may be negative, or a problem.
    pub fn integer(&self) -> Option<i64> {
        let Tree::Integer { digits, radix } = &self.value.value else {
            return self.expected("a whole number");
        };
        match i64::from_str_radix(&digits.replace('_', ""), *radix) {
            Ok(number) => Some(number),
            Err(_) => self.expected("a number that fits in 64 bits"),
        }
    }

    /// true or false, or a problem.
    pub fn flag(&self) -> Option<bool> {
        let Tree::Flag(flag) = &self.value.value else {
            return self.expected("true or false");
        };
        Some(*flag)
    }

    /// The items of a list, or a problem.
    pub fn items(&self) -> Option<Vec<Value<'r, 't>>> {
        let Tree::List(array) = &self.value.value else {
            return self.expected("a list in square brackets");
        };
        let reader = self.reader;
        Some(array.iter().map(|value| Value { reader, value }).collect())
    }

    /// The table, or a problem.
    pub fn table(&self) -> Option<Table<'r, 't>> {
        let Tree::Table(table) = &self.value.value else {
            return self.expected("a table");
        };
        Some(Table::new(self.reader, table, self.value.place.range()))
    }

    /// Whether the value is a table.
    pub fn is_table(&self) -> bool {
        matches!(self.value.value, Tree::Table(_))
    }

    /// Whether the value is a list.
    pub fn is_list(&self) -> bool {
        matches!(self.value.value, Tree::List(_))
    }

    /// Whether the value is a whole number.
    pub fn is_integer(&self) -> bool {
        matches!(self.value.value, Tree::Integer { .. })
    }

    /// Whether the value is true or false.
    pub fn is_flag(&self) -> bool {
        matches!(self.value.value, Tree::Flag(_))
    }

    /// One of a closed list of codes, parsed by `parse`; anything else is a problem that names the nearest code.
    pub fn code<T>(&self, what: &str, known: &[&str], parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.text()?;
        let parsed = parse(text);
        if parsed.is_none() {
            let hint = (!self.reader.full()).then(|| suggestion(text, known));
            self.wrong(format!("unknown {what} `{text}`"), hint);
        }
        parsed
    }

    /// One of a closed list that is an enum.
    pub fn coded<T: Coded>(&self) -> Option<T> {
        self.code(T::WHAT, T::CODES, T::from_code)
    }

    /// The texts of a list.
    pub fn texts(&self) -> Vec<String> {
        let items = self.items().unwrap_or_default();
        let mut texts = Vec::with_capacity(items.len());
        texts.extend(items.iter().filter_map(|item| item.text().map(str::to_owned)));
        texts
    }
}

/// A table of the document that remembers which keys were asked for, so that the others can be named as unknown.
pub struct Table<'r, 't> {
    reader: &'r Reader<'t>,
    table: &'r Entries<'t>,
    span: Range<usize>,
    /// Nothing is noted where no key can be unknown: it took a fifth of a start.
    asked: Option<RefCell<Vec<&'static str>>>,
}

impl<'r, 't> Table<'r, 't> {
    /// Wraps a parsed table.
    pub fn new(reader: &'r Reader<'t>, table: &'r Entries<'t>, span: Range<usize>) -> Self {
        Self {
            reader,
            table,
            span,
            asked: (!reader.known.get()).then(|| RefCell::new(Vec::with_capacity(MOST_KEYS))),
        }
    }

    /// The value of a key, if it is there.
    pub fn get(&self, key: &'static str) -> Option<Value<'r, 't>> {
        if let Some(asked) = &self.asked {
            asked.borrow_mut().push(key);
        }
        let value = self.table.get(key)?;
        Some(Value {
            reader: self.reader,
            value,
        })
    }

    /// The value of a key that must be there.
    pub fn require(&self, key: &'static str) -> Option<Value<'r, 't>> {
        let value = self.get(key);
        if value.is_none() {
            self.wrong(format!("`{key}` is missing"), None);
        }
        value
    }

    /// A text that may be absent.
    pub fn text(&self, key: &'static str) -> Option<String> {
        self.get(key)?.text().map(str::to_owned)
    }

    /// A text that must be there; empty after a problem was reported.
    pub fn need_text(&self, key: &'static str) -> String {
        let text = self.require(key).and_then(|value| value.text());
        text.unwrap_or_default().to_owned()
    }

    /// A name that must be there. One that is missing or is invalid was reported, and `instead` stands for it.
    pub fn need_named<T: FromStr<Err: fmt::Display>>(&self, key: &'static str, instead: impl Fn(&str) -> T) -> T {
        let text = self.need_text(key);
        text.parse().unwrap_or_else(|why: T::Err| {
            if !text.is_empty() {
                self.get(key).inspect(|value| value.wrong(why.to_string(), None));
            }
            instead(&text)
        })
    }

    /// true, false or absent.
    pub fn flag(&self, key: &'static str) -> Option<bool> {
        self.get(key)?.flag()
    }

    /// A list of texts; empty when absent.
    pub fn texts(&self, key: &'static str) -> Vec<String> {
        self.get(key).map(|value| value.texts()).unwrap_or_default()
    }

    /// A sub-table, if there.
    pub fn table(&self, key: &'static str) -> Option<Table<'r, 't>> {
        self.get(key)?.table()
    }

    /// The tables of an array of tables; empty when absent.
    pub fn tables(&self, key: &'static str) -> Vec<Table<'r, 't>> {
        let items = self.get(key).and_then(|value| value.items()).unwrap_or_default();
        items.iter().filter_map(Value::table).collect()
    }

    /// All entries, for tables whose keys are names and not a closed list.
    pub fn entries(&self) -> Vec<(&'r str, Range<usize>, Value<'r, 't>)> {
        let reader = self.reader;
        let entry = |entry: &'r Entry<'t>| {
            let value = Value {
                reader,
                value: &entry.value,
            };
            (entry.key.as_ref(), entry.place.range(), value)
        };
        self.table.iter().map(entry).collect()
    }

    /// How many entries it and the tables in it have.
    pub fn size(&self) -> usize {
        self.table.size()
    }

    /// Reports something wrong with the table as a whole.
    pub fn wrong(&self, message: impl Into<String>, hint: Option<String>) {
        self.reader.report(self.span.clone(), message.into(), hint);
    }

    /// Reports something wrong at a place inside it.
    pub fn wrong_at(&self, at: Range<usize>, message: impl Into<String>, hint: Option<String>) {
        self.reader.report(at, message.into(), hint);
    }

    /// Line and column at which the table begins.
    pub fn place(&self) -> (usize, usize) {
        self.reader.line_and_column(self.span.start)
    }

    /// Where the table stands.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// Ends the reading: each key nobody asked for is a problem, with the nearest known key as hint.
    pub fn finish(self) {
        let Some(asked) = self.asked else { return };
        let asked = asked.into_inner();
        for entry in self.table.iter() {
            let name = entry.key.as_ref();
            if !asked.contains(&name) {
                let hint = (!self.reader.full()).then(|| suggestion(name, &asked));
                self.reader
                    .report(entry.place.range(), format!("unknown key `{name}`"), hint);
            }
        }
    }
}

/// About as many keys as a table may have. Room for all of them at once is cheaper than growing step by step, thousands of
/// times for a rule base.
const MOST_KEYS: usize = 32;

/// The longest text that is compared with known words, in bytes.
const LONGEST_WORD: usize = 200;

/// How many of many known words are named as examples.
const EXAMPLES: usize = 6;

/// Names the nearest known word, or lists the words when none is near; of many, the first.
pub fn suggestion(word: &str, known: &[&str]) -> String {
    let (examples, others) = known.split_at(known.len().min(EXAMPLES));
    let otherwise = format!("known: {} and {} others", examples.join(", "), others.len());
    suggestion_or(word, known, &otherwise)
}

/// The same, with what is said where the words are too many to list and none is near.
pub fn suggestion_or(word: &str, known: &[&str], otherwise: &str) -> String {
    match nearest(word, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.len() <= 12 => format!("known: {}", known.join(", ")),
        None => otherwise.to_owned(),
    }
}

/// The known word that was most likely meant. Most of what was typed must be in it: of codes of two letters each is two
/// letters away from any other, so only the same letters in other capitals are near.
fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    // What is far longer than any word is near none of them, and comparing it would take long.
    if word.len() > LONGEST_WORD {
        return None;
    }
    let word = word.to_lowercase();
    let length = word.chars().count();
    let distances = known
        .iter()
        .map(|known| (distance(&word, &known.to_lowercase()), *known));
    let ((distance, _), near) = distances.min()?;
    (distance <= (length / 3).max(2) && 2 * distance < length).then_some(near)
}

/// What a word is compared with; of two that are as near, the whole word is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Compared {
    Whole,
    /// What is behind the place of a code: `gdpr` of `eu-gdpr`.
    BehindPlace,
}

fn distance(word: &str, known: &str) -> (usize, Compared) {
    let whole = (strsim::damerau_levenshtein(word, known), Compared::Whole);
    match known.split_once('-') {
        Some((_, behind)) if !word.contains('-') && behind.chars().count() > 2 => {
            whole.min((strsim::damerau_levenshtein(word, behind), Compared::BehindPlace))
        }
        Some(_) | None => whole,
    }
}
