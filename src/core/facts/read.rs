//! The facts file of the contract: TOML in, facts out, or every problem at once.
//!
//! Every key but `[incident] title` may be absent, and absent is unknown. Nothing is half-read.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::*;
use crate::core::affected::{ELSEWHERE, TOTAL};
use crate::core::law::codes;
use crate::core::law::rulebook::Rulebook;
use crate::core::reader::{Problem, Reader, Table, Value, suggestion};
use crate::core::time::{Zone, parse_moment};

mod decided;

use decided::{decisions, filed};

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

/// What becomes of numbers of people that cannot add up.
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
    let ctx = Ctx { rules, home };
    let mut scope = Scope::default();
    if let Some(table) = root.table("organisation") {
        (facts.organisation, scope) = organisation(table, &ctx);
    }
    facts.milestones = root
        .table("milestones")
        .map(|t| milestones(&t, &ctx))
        .unwrap_or_default();
    if let Some(table) = root.table("data") {
        data(table, &mut facts);
    }
    if let Some(table) = root.table("breach") {
        breach(table, &mut facts);
    }
    if let Some(table) = root.table("affected") {
        facts.affected = affected(&table, scope, sums);
    }
    facts.decisions = root.table("decisions").map(|t| decisions(t, &ctx)).unwrap_or_default();
    facts.answers = root.table("answers").map(|t| answers(&t, rules)).unwrap_or_default();
    facts.filed = root.table("filed").map(|t| filed(&t, &ctx)).unwrap_or_default();
    root.finish();
    facts.risk = crate::core::severity::RiskFacts::from(&facts);
    let problems = reader.into_problems();
    if problems.is_empty() { Ok(facts) } else { Err(problems) }
}

struct Ctx<'r> {
    rules: &'r Rulebook,
    home: Option<Zone>,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Scope {
    /// Absent or `true`: people may live anywhere.
    #[default]
    Open,
    /// `false`.
    ListedPlaces,
}

fn organisation(table: Table<'_, '_>, ctx: &Ctx<'_>) -> (Organisation, Scope) {
    let organisation = Organisation {
        name: table.text("name"),
        country: table.get("country").and_then(place),
        eu_main_establishment: table
            .get("eu_main_establishment")
            .and_then(|value| match value.text()? {
                "none" => Some(None),
                _ => Some(Some(place(value)?)),
            }),
        roles: table.get("role").map(roles),
        profile: table.get("profile").map(|value| flags(value, ctx)),
        profile_unknown: table
            .get("profile_unknown")
            .map(|value| flags(value, ctx))
            .unwrap_or_default(),
    };
    let scope = match table.flag("people_in_scope_worldwide") {
        Some(false) => Scope::ListedPlaces,
        Some(true) | None => Scope::Open,
    };
    table.finish();
    (organisation, scope)
}

/// An ISO 3166-1 or 3166-2 code.
fn place(value: Value<'_, '_>) -> Option<String> {
    let text = value.text()?;
    if !is_place(text) {
        let hint = "an ISO 3166 code in capitals, such as US-TX, DE-BY or FR";
        value.wrong(format!("`{text}` is no place"), Some(hint.to_owned()));
        return None;
    }
    Some(text.to_owned())
}

fn is_place(text: &str) -> bool {
    let (country, part) = text.split_once('-').unwrap_or((text, "X"));
    let capital = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
    country.len() == 2
        && country.chars().all(|c| c.is_ascii_uppercase())
        && (1..=3).contains(&part.len())
        && part.chars().all(capital)
}

/// One role or a list of them: an organisation may decide about some data and hold others for a customer.
fn roles(value: Value<'_, '_>) -> BTreeSet<Role> {
    let role = |text: &str| match text {
        "controller" | "owner" => Some(Role::Owner),
        "processor" | "vendor" => Some(Role::Vendor),
        _ => None,
    };
    let items = if value.is_list() {
        value.items().unwrap_or_default()
    } else {
        vec![value]
    };
    items
        .iter()
        .filter_map(|v| v.code("role", &["controller", "processor"], role))
        .collect()
}

fn flags(value: Value<'_, '_>, ctx: &Ctx<'_>) -> BTreeSet<String> {
    let known: Vec<&str> = ctx.rules.flags.keys().map(String::as_str).collect();
    let find = |text: &str| {
        let name = text.split('@').next().unwrap_or(text);
        let known = ctx.rules.flags.contains_key(name) || name.starts_with("contract_");
        known.then(|| text.to_owned())
    };
    let items = value.items().unwrap_or_default();
    items
        .iter()
        .filter_map(|v| v.code("profile flag (see `firebell law profiles`)", &known, find))
        .collect()
}

fn moment(value: Value<'_, '_>, ctx: &Ctx<'_>) -> Option<DateTime<Utc>> {
    let text = value.moment_text()?;
    match parse_moment(&text, ctx.home.as_ref()) {
        Ok(moment) => Some(moment.with_timezone(&Utc)),
        Err(error) => {
            let hint = "such as 2026-03-05T14:00-06:00, or 2026-03-05 14:00 in home_zone";
            value.wrong(error.to_string(), Some(hint.to_owned()));
            None
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
        let items = if value.is_list() {
            value.items().unwrap_or_default()
        } else {
            vec![value]
        };
        let candidates: Vec<Candidate> = items.into_iter().filter_map(|v| candidate(v, ctx)).collect();
        milestones.insert(name.to_owned(), candidates);
    }
    milestones
}

/// A moment, or a table with a moment and the reason why it may be the start.
fn candidate(value: Value<'_, '_>, ctx: &Ctx<'_>) -> Option<Candidate> {
    if !value.is_table() {
        let at = moment(value, ctx)?;
        return Some(Candidate { at, reason: None });
    }
    let table = value.table()?;
    let at = table.require("at").and_then(|v| moment(v, ctx));
    let reason = table.text("reason");
    for key in ["by", "from", "learned_at"] {
        table.text(key);
    }
    table.finish();
    Some(Candidate { at: at?, reason })
}

fn coded(value: Value<'_, '_>, what: &str, known: &[&str]) -> BTreeSet<String> {
    let find = |text: &str| known.contains(&text).then(|| text.to_owned());
    // "none" is known not to be, and so is the empty list.
    if !value.is_list() {
        let none = |text: &str| (text == "none").then_some(());
        value.code(what, &["none"], none);
        return BTreeSet::new();
    }
    let items = value.items().unwrap_or_default();
    items.iter().filter_map(|v| v.code(what, known, find)).collect()
}

fn one(value: Option<Value<'_, '_>>, what: &str, known: &[&str]) -> Option<String> {
    let find = |text: &str| known.contains(&text).then(|| text.to_owned());
    value?.code(what, known, find)
}

fn likelihood(value: Option<Value<'_, '_>>) -> Option<Likelihood> {
    let codes = ["excluded", "possible", "likely", "confirmed"];
    let find = |text: &str| match text {
        "excluded" => Some(Likelihood::Excluded),
        "possible" => Some(Likelihood::Possible),
        "likely" => Some(Likelihood::Likely),
        "confirmed" => Some(Likelihood::Confirmed),
        _ => None,
    };
    value?.code("likelihood", &codes, find)
}

fn data(table: Table<'_, '_>, facts: &mut Facts) {
    facts.elements = table.get("elements").map(|v| coded(v, "data element", codes::ELEMENTS));
    facts.sets = table.get("sets").map(|v| coded(v, "regulated data set", codes::SETS));
    let raw = &mut facts.risk_words;
    raw.kinds = table
        .get("kinds")
        .map(|v| coded(v, "kind of data", &["simple", "behavioural", "financial", "sensitive"]));
    raw.context = one(table.get("context"), "context", &["lower", "usual", "higher"]);
    raw.special_categories = table.flag("special_categories");
    raw.vulnerable_people = table.flag("vulnerable_people");
    if let Some(marks) = table.table("marks") {
        facts.marks = answers_of(&marks, codes::MARKS);
    }
    if let Some(special) = facts.risk_words.special_categories {
        facts.marks.entry("special_category".to_owned()).or_insert(special);
    }
    facts.encrypted = table.flag("encrypted");
    facts.key_taken = table.flag("key_taken");
    let media = |text: &str| match text {
        "electronic" => Some(Medium::Electronic),
        "paper" => Some(Medium::Paper),
        "both" => Some(Medium::Both),
        _ => None,
    };
    facts.medium = table
        .get("medium")
        .and_then(|v| v.code("medium", &["electronic", "paper", "both"], media));
    facts.acquired = likelihood(table.get("acquired"));
    facts.accessed = likelihood(table.get("accessed"));
    table.finish();
}

fn answers_of(table: &Table<'_, '_>, known: &[&str]) -> BTreeMap<String, bool> {
    let mut answers = BTreeMap::new();
    for (name, at, value) in table.entries() {
        if !known.contains(&name) {
            table.wrong_at(at, format!("unknown key `{name}`"), Some(suggestion(name, known)));
        } else if let Some(answer) = value.flag() {
            answers.insert(name.to_owned(), answer);
        }
    }
    answers
}

fn breach(table: Table<'_, '_>, facts: &mut Facts) {
    let types = ["confidentiality", "integrity", "availability"];
    facts.breach_types = table.get("types").map(|v| coded(v, "type of breach", &types));
    facts.incident_kinds = table
        .get("kinds")
        .map(|v| coded(v, "kind of incident", codes::INCIDENT_KINDS));
    facts.internal_slip = table.flag("internal_slip");
    facts.deletion = one(
        table.get("deletion"),
        "answer",
        &["confirmed", "returned", "asked", "no"],
    );
    let raw = &mut facts.risk_words;
    raw.cause = one(
        table.get("cause"),
        "cause",
        &["attack", "theft", "insider", "slip", "failure"],
    );
    raw.malicious = table.flag("malicious");
    let recipients = ["none", "trusted", "known", "many-known", "attacker", "unknown"];
    raw.recipient = one(table.get("recipient"), "recipient", &recipients);
    raw.backup = one(
        table.get("backup"),
        "backup",
        &["fast", "slow", "paper-only", "none", "hit-too"],
    );
    raw.restored_after_hours = table.get("restored_after_hours").and_then(|v| v.count());
    raw.effect = one(table.get("effect"), "effect", &["none", "minor", "serious"]);
    let degrees = ["negligible", "limited", "significant", "maximum"];
    raw.identifiability = one(table.get("identifiability"), "identifiability", &degrees);
    raw.within_organisation = table.flag("within_organisation");
    if let Some(malicious) = raw.malicious {
        facts.marks.entry("malicious".to_owned()).or_insert(malicious);
    }
    table.finish();
}

fn affected(table: &Table<'_, '_>, scope: Scope, sums: Sums) -> Affected {
    let (mut places, mut total, mut elsewhere) = (BTreeMap::new(), None, None);
    let mut spans = BTreeMap::new();
    for (name, at, value) in table.entries() {
        spans.insert(name, at.clone());
        let count = count(value);
        if name == TOTAL {
            total = count;
        } else if name == ELSEWHERE {
            elsewhere = count;
        } else if !is_place(name) {
            let hint = "an ISO 3166 code in capitals such as \"US-TX\", `elsewhere` or `total`";
            table.wrong_at(at, format!("`{name}` is no place"), Some(hint.to_owned()));
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

/// A number, or a range with `min`, `max` or both.
fn count(value: Value<'_, '_>) -> Option<Count> {
    if value.is_integer() {
        return value.count().map(Count::exactly);
    }
    if !value.is_table() {
        value.wrong("expected a number of people or { min = 400, max = 900 }", None);
        return None;
    }
    let table = value.table()?;
    let min = table.get("min").map(|v| v.count());
    let max = table.get("max").map(|v| v.count());
    table.finish();
    let count = Count {
        min: min.flatten().unwrap_or(0),
        max: max.flatten(),
    };
    if count.max.is_some_and(|max| max < count.min) {
        value.wrong(
            "min is greater than max",
            Some("write the smaller number as min".to_owned()),
        );
        return None;
    }
    Some(count)
}

fn answers(table: &Table<'_, '_>, rules: &Rulebook) -> BTreeMap<String, bool> {
    let known: Vec<&str> = rules.questions.keys().map(String::as_str).collect();
    let mut answers = BTreeMap::new();
    for (name, at, value) in table.entries() {
        let ordered = name
            .strip_prefix("ordered:")
            .is_some_and(|key| key.parse().is_ok_and(|id| rules.obligation(&id).is_some()));
        if !ordered && !known.contains(&name) {
            table.wrong_at(at, format!("`{name}` is no question"), Some(suggestion(name, &known)));
        } else if let Some(answer) = value.flag() {
            answers.insert(name.to_owned(), answer);
        }
    }
    answers
}
