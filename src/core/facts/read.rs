//! The facts file of the contract: TOML in, facts out, or every problem at once.
//!
//! Every key but `[incident] title` may be absent, and absent is unknown. Nothing is half-read.

use std::collections::BTreeMap;

use super::count::Count;
use super::incident_facts::{Affected, Facts, IncidentKind};
use super::table::{self, Fact};
use super::value::{Candidate, Value as Said};
use crate::core::affected::{ELSEWHERE, TOTAL};
use crate::core::facts::keys;
use crate::core::law::codes;
use crate::core::law::rulebook::Rulebook;
use crate::core::time::Zone;
use crate::core::toml_text::reader::{Problem, Reader, Table, Value, suggestion};

mod decided;
pub(super) mod value;

use decided::{Entry, decisions, filed, obligation_id};
use value::Against;
pub use value::is_place;

/// Entries of a facts file: more than ISO 3166-2 has places and the facts have keys together.
const MOST_ENTRIES: usize = 6000;

/// Reads a facts file against the vocabulary of a rule base.
///
/// # Errors
/// Every problem at once, numbers of people that cannot add up among them.
pub fn file(file: &str, text: &str, rules: &Rulebook) -> Result<Facts, Vec<Problem>> {
    read_with(file, text, rules, Sums::MustAddUp)
}

/// Reads the facts document of a stored incident. Numbers of people that cannot add up were refused when they were
/// recorded, but an older record may hold some: they are kept in [`Affected::mismatches`] and rule nothing out.
///
/// # Errors
/// Every problem at once.
pub fn stored(file: &str, text: &str, rules: &Rulebook) -> Result<Facts, Vec<Problem>> {
    read_with(file, text, rules, Sums::Kept)
}

/// What becomes of numbers of people that cannot add up, of customers without a contract (a record may be older than the
/// end of one), and of a law that is spoken of under two of its names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sums {
    /// They are a problem of the file.
    MustAddUp,
    /// They are kept for the reader of the facts to tell.
    Kept,
}

fn read_with(file: &str, text: &str, rules: &Rulebook, sums: Sums) -> Result<Facts, Vec<Problem>> {
    let reader = Reader::new(file, text);
    let document = reader.parse();
    let root = Table::new(&reader, document.get_ref(), document.span());
    let entries = root.size();
    if entries > MOST_ENTRIES {
        root.wrong(
            format!("the file has {entries} entries; at most {MOST_ENTRIES} are read"),
            None,
        );
        return Err(reader.into_problems());
    }
    let mut facts = Facts::default();
    incident(&root, &mut facts);
    let home = facts.home_zone.clone();
    let ctx = Ctx { rules, home, sums };
    for name in CLOSED {
        if let Some(table) = root.table(name) {
            closed(table, name, &ctx, &mut facts);
        }
    }
    facts.milestones = root
        .table("milestones")
        .map(|t| milestones(&t, &ctx))
        .unwrap_or_default();
    if let Some(table) = root.table("affected") {
        facts.affected = affected(&table, Scope::of(&facts), sums);
    }
    if let Some(table) = root.table("decisions") {
        decisions(table, &ctx, &mut facts);
    }
    facts.answers = root.table("answers").map(|t| answers(&t, &ctx)).unwrap_or_default();
    facts.filed = root.table("filed").map(|t| filed(&t, &ctx)).unwrap_or_default();
    root.finish();
    marks_that_follow(&mut facts);
    let problems = reader.into_problems();
    if problems.is_empty() { Ok(facts) } else { Err(problems) }
}

struct Ctx<'r> {
    rules: &'r Rulebook,
    home: Option<Zone>,
    sums: Sums,
}

impl Ctx<'_> {
    fn against(&self) -> Against<'_> {
        Against {
            rules: Some(self.rules),
            customers: match self.sums {
                Sums::MustAddUp => Some(self.rules),
                Sums::Kept => None,
            },
            home: self.home.as_ref(),
        }
    }
}

/// The tables whose keys are a closed list: the rows of the table of facts.
const CLOSED: [&str; 3] = ["organisation", "data", "breach"];

/// Reads a table whose keys are rows of the table of facts.
fn closed(table: Table<'_, '_>, name: &str, ctx: &Ctx<'_>, facts: &mut Facts) {
    for fact in table::of_table(name) {
        if let Some(value) = table.get(fact.name()) {
            put(fact, value, ctx, facts);
        }
    }
    if name == "data"
        && let Some(marks) = table.table("marks")
    {
        facts.marks = marks_of(&marks);
    }
    table.finish();
}

/// Reads a value and puts it where the engine looks for it.
fn put(fact: &Fact, value: Value<'_, '_>, ctx: &Ctx<'_>, facts: &mut Facts) {
    if let Some(said) = value::value(fact, value, ctx.against())
        && !fact.kind.put(facts, &said)
    {
        facts.others.insert(fact.key, said);
    }
}

/// Two facts are marks of the data as well, unless the marks themselves say otherwise.
fn marks_that_follow(facts: &mut Facts) {
    let follow = [
        ("special_category", facts.special_categories),
        ("malicious", facts.malicious),
    ];
    for (mark, known) in follow {
        if let Some(known) = known {
            facts.marks.entry(mark.to_owned()).or_insert(known);
        }
    }
}

fn incident(root: &Table<'_, '_>, facts: &mut Facts) {
    let Some(table) = root.require("incident").and_then(|v| v.table()) else {
        return;
    };
    facts.title = table.need_text("title");
    let kinds = |text: &str| match text {
        "real" => Some(IncidentKind::Real),
        "exercise" => Some(IncidentKind::Exercise),
        _ => None,
    };
    let kind = table
        .get("kind")
        .and_then(|v| v.code("kind of incident", &["real", "exercise"], kinds));
    facts.kind = kind.unwrap_or_default();
    facts.home_zone = table.get("home_zone").and_then(|value| {
        let zone = Zone::named(value.text()?);
        if let Err(error) = &zone {
            value.wrong(
                error.to_string(),
                Some("an IANA name such as America/Chicago".to_owned()),
            );
        }
        zone.ok()
    });
    table.finish();
}

/// `organisation.people_in_scope_worldwide`, the former spelling of `affected.elsewhere`: `false` says that nobody lives
/// outside the listed places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// Absent or `true`: people may live anywhere.
    Open,
    /// `false`.
    ListedPlaces,
}

impl Scope {
    fn of(facts: &Facts) -> Scope {
        match facts.others.get(keys::organisation::PEOPLE_IN_SCOPE_WORLDWIDE) {
            Some(Said::Flag(false)) => Scope::ListedPlaces,
            Some(_) | None => Scope::Open,
        }
    }
}

fn milestones(table: &Table<'_, '_>, ctx: &Ctx<'_>) -> BTreeMap<String, Vec<Candidate>> {
    let known: Vec<&str> = ctx.rules.milestones.keys().map(String::as_str).collect();
    let mut milestones = BTreeMap::new();
    for (name, at, value) in table.entries() {
        if !known.contains(&name) {
            table.wrong_at(
                at,
                format!("unknown milestone `{name}`"),
                Some(suggestion(name, &known)),
            );
            continue;
        }
        milestones.insert(name.to_owned(), value::candidates(value, ctx.home.as_ref()));
    }
    milestones
}

fn marks_of(table: &Table<'_, '_>) -> BTreeMap<String, bool> {
    let mut marks = BTreeMap::new();
    for (name, at, value) in table.entries() {
        if !codes::MARKS.has(name) {
            let hint = suggestion(name, codes::MARKS.codes);
            table.wrong_at(at, format!("unknown key `{name}`"), Some(hint));
        } else if let Some(holds) = value.flag() {
            marks.insert(name.to_owned(), holds);
        }
    }
    marks
}

fn affected(table: &Table<'_, '_>, scope: Scope, sums: Sums) -> Affected {
    let (mut places, mut total, mut elsewhere) = (BTreeMap::new(), None, None);
    let mut spans = BTreeMap::new();
    for (name, at, value) in table.entries() {
        spans.insert(name, at.clone());
        let count = value::count(value);
        if name == TOTAL {
            total = count;
        } else if name == ELSEWHERE {
            elsewhere = count;
        } else if !is_place(name) {
            let hint = "an ISO 3166 code in capitals such as \"US-TX\", `elsewhere` or `total`";
            table.wrong_at(at, format!("`{name}` is not a place"), Some(hint.to_owned()));
        } else if let Some(count) = count {
            places.insert(name.to_owned(), count);
        }
    }
    // The former spelling never ruled anything out before a place was listed, and gives way to the key itself.
    if scope == Scope::ListedPlaces && !places.is_empty() {
        elsewhere = elsewhere.or(Some(Count::ZERO));
    }
    let affected = Affected::stated(places, total, elsewhere);
    if sums == Sums::MustAddUp {
        for mismatch in affected.mismatches() {
            let at = spans.get(mismatch.key()).cloned().unwrap_or_else(|| table.span());
            table.wrong_at(at, mismatch.to_string(), Some(mismatch.hint().to_owned()));
        }
    }
    affected
}

/// What the answer to an authority's order begins with, below `answers`.
const ORDERED: &str = "ordered:";

fn answers(table: &Table<'_, '_>, ctx: &Ctx<'_>) -> BTreeMap<String, bool> {
    let known: Vec<&str> = ctx.rules.questions.keys().map(String::as_str).collect();
    let mut answers = BTreeMap::new();
    for (name, at, value) in table.entries() {
        // What an authority orders is an obligation, wherever it is fulfilled.
        let ordered = name.strip_prefix(ORDERED).and_then(|key| obligation_id(key, ctx.rules));
        let id = ordered.map(|obligation| format!("{ORDERED}{}", obligation.rule()));
        let Some(id) = id.or_else(|| known.contains(&name).then(|| name.to_owned())) else {
            table.wrong_at(at, format!("unknown question `{name}`"), Some(suggestion(name, &known)));
            continue;
        };
        if let Some(answer) = value.flag() {
            Entry { name, at, id }.keep(answer, table, ctx, &mut answers);
        }
    }
    answers
}
