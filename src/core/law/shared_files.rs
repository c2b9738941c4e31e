//! Reading the shared vocabulary files: profile flags, questions, milestones, decision families, regions, authorities,
//! alternative computations, contents of notices and paper sizes.

use std::collections::{BTreeMap, BTreeSet};

use super::rulebook::{Authority, Computation, Confidence, DecisionFamily, Flag, Milestone, Question};
use super::value::{coded, time_of_day};
use crate::core::time::Zone;
use crate::core::toml_text::reader::{Reader, Table, Value};

/// The tables of one array, with everything else in the file reported as unknown.
fn tables<T>(reader: &Reader<'_>, key: &'static str, read: impl Fn(Table<'_, '_>) -> T) -> Vec<T> {
    let document = reader.parse();
    let root = Table::new(reader, document.get_ref(), document.span());
    let found = root.tables(key).into_iter().map(read).collect();
    root.finish();
    found
}

/// Profile flags by id.
pub(super) fn flags(reader: &Reader<'_>) -> BTreeMap<String, Flag> {
    let flags = tables(reader, "flag", |table| {
        let flag = Flag {
            id: table.need_text("id"),
            placed: table.flag("placed").unwrap_or(false),
            means: table.need_text("means"),
            question: table.need_text("question"),
            implies: table.texts("implies"),
            other_law: table.text("other_law"),
        };
        table.finish();
        flag
    });
    flags.into_iter().map(|flag| (flag.id.clone(), flag)).collect()
}

/// Takes out the implications that name no flag, or that lead back to where they began (they would never end), and
/// says which they were.
pub(super) fn drop_broken_implications(flags: &mut BTreeMap<String, Flag>) -> Vec<String> {
    let mut findings = Vec::new();
    for id in flags.keys().cloned().collect::<Vec<_>>() {
        let implied = flags.get(&id).map(|flag| flag.implies.clone()).unwrap_or_default();
        let (kept, broken): (Vec<_>, Vec<_>) = implied
            .into_iter()
            .partition(|to| flags.contains_key(to) && !reaches(flags, to, &id, flags.len()));
        for to in broken {
            findings.push(format!(
                "flag `{id}` implies `{to}`, which is unknown or leads back to `{id}`"
            ));
        }
        if let Some(flag) = flags.get_mut(&id) {
            flag.implies = kept;
        }
    }
    findings
}

/// Whether a chain of implications leads from one flag to another, in at most `steps` steps.
fn reaches(flags: &BTreeMap<String, Flag>, from: &str, to: &str, steps: usize) -> bool {
    let further = || flags.get(from).into_iter().flat_map(|flag| &flag.implies);
    from == to || (steps > 0 && further().any(|next| reaches(flags, next, to, steps - 1)))
}

/// Questions by id.
pub(super) fn questions(reader: &Reader<'_>) -> BTreeMap<String, Question> {
    tables(reader, "question", question).into_iter().collect()
}

/// A question with its id, from the vocabulary or from the law file that alone asks it.
pub(super) fn question(table: Table<'_, '_>) -> (String, Question) {
    let id = table.need_text("id");
    let question = Question {
        text: table.need_text("text"),
        milestone: table.text("milestone"),
        decision: table.text("decision"),
    };
    table.finish();
    (id, question)
}

/// Milestones by id.
pub(super) fn milestones(reader: &Reader<'_>) -> BTreeMap<String, Milestone> {
    let milestones = tables(reader, "milestone", |table| {
        let milestone = Milestone {
            id: table.need_text("id"),
            means: table.need_text("means"),
            order: table.require("order").and_then(|v| v.integer()).unwrap_or_default(),
            falls_back: table.require("falls_back").and_then(|v| v.flag()).unwrap_or(false),
        };
        table.finish();
        milestone
    });
    milestones.into_iter().map(|m| (m.id.clone(), m)).collect()
}

/// Codes of what notices must hold, with what each means.
pub(super) fn content(reader: &Reader<'_>) -> BTreeMap<String, String> {
    let codes = tables(reader, "content", |table| {
        let code = (table.need_text("id"), table.need_text("means"));
        table.finish();
        code
    });
    codes.into_iter().collect()
}

/// Decision families by id.
pub(super) fn decisions(reader: &Reader<'_>) -> BTreeMap<String, DecisionFamily> {
    let families = tables(reader, "decision", |table| {
        let family = DecisionFamily {
            id: table.need_text("id"),
            values: table.texts("values"),
            question: table.need_text("question"),
        };
        table.text("regimes_words");
        if family.values.len() < 2 {
            table.wrong("a decision has at least two values, from mild to grave", None);
        }
        table.finish();
        family
    });
    families.into_iter().map(|f| (f.id.clone(), f)).collect()
}

/// Alternative computations by id.
pub(super) fn computations(reader: &Reader<'_>) -> BTreeMap<String, Computation> {
    let computations = tables(reader, "computation", |table| {
        let id = table.need_text("id");
        let computation = Computation {
            disputed: table.require("disputed").and_then(|v| v.flag()).unwrap_or(true),
            hours: table.text("hours"),
            days: table.text("days"),
            working_hours: table.get("working_hours").and_then(working_hours),
            time: table.get("time").and_then(time_of_day),
        };
        table.finish();
        (id, computation)
    });
    computations.into_iter().collect()
}

fn working_hours(value: Value<'_, '_>) -> Option<u32> {
    let hours = value.integer()?;
    let hours = u32::try_from(hours).ok().filter(|hours| (1..=1_000).contains(hours));
    if hours.is_none() {
        value.wrong("not a number of hours from 1 to 1,000", None);
    }
    hours
}

/// Countries that print on US Letter paper.
pub(super) fn letter_paper(reader: &Reader<'_>) -> BTreeSet<String> {
    let lists = tables(reader, "paper", |table| {
        let size = table.need_text("size");
        if size != "US Letter" {
            table.wrong(format!("unknown paper size `{size}`"), Some("US Letter".to_owned()));
        }
        let places = table.texts("places");
        for key in ["source", "reviewed_on"] {
            table.need_text(key);
        }
        table.finish();
        places
    });
    lists.into_iter().flatten().collect()
}

/// Regions by id with their members.
pub(super) fn regions(reader: &Reader<'_>) -> BTreeMap<String, Vec<String>> {
    let regions = tables(reader, "region", |table| {
        let region = (table.need_text("id"), table.texts("members"));
        for key in ["name", "source", "reviewed_on"] {
            table.need_text(key);
        }
        table.finish();
        region
    });
    regions.into_iter().collect()
}

/// Supervisory authorities.
pub(super) fn authorities(reader: &Reader<'_>) -> Vec<Authority> {
    tables(reader, "authority", authority)
}

fn authority(table: Table<'_, '_>) -> Authority {
    let country = table.need_text("country");
    let region = table.text("region");
    let mut covers = table.texts("covers");
    if covers.is_empty() {
        covers = vec![region.unwrap_or_else(|| country.clone())];
    }
    let zone = table
        .require("time_zone")
        .and_then(|value| match Zone::named(value.text()?) {
            Ok(zone) => Some(zone),
            Err(error) => {
                value.wrong(error.to_string(), Some("an IANA name such as Europe/Berlin".to_owned()));
                None
            }
        });
    let languages = table.texts("languages");
    let form_languages = table.texts("form_languages");
    let authority = Authority {
        id: table.need_text("id"),
        country,
        covers,
        sector: table.get("sector").and_then(|value| value.coded()),
        name: table.need_text("name"),
        name_local: table.need_text("name_local"),
        city: table.need_text("city"),
        zone: zone.unwrap_or_else(Zone::utc),
        breach_form: table.text("breach_form"),
        email: table.text("email"),
        website: table.need_text("website"),
        languages: if form_languages.is_empty() {
            languages
        } else {
            form_languages
        },
        form_notes: table.need_text("form_notes"),
        form_source: table.text("form_source"),
        confidence: coded(&table, "confidence", Confidence::Low),
    };
    for key in ["form_seen", "phone", "note"] {
        table.text(key);
    }
    table.finish();
    authority
}
