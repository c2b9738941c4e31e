//! A report as questions, for whoever shows it as a form: what each field asks, and the words for the codes of its list.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::Value;

use super::fill::{MOST_ENTITIES, Spot, entities};
use super::{Asked, FIELDS, Field, Kind, Stage, list};
use crate::core::capital::capitalized;

/// An answer that a closed list offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offered {
    pub code: &'static str,
    pub words: &'static str,
    /// The code one level up that has to be chosen in the field before.
    pub parent: Option<&'static str>,
}

/// How a field is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Takes {
    Line,
    Text,
    Moment,
    One(Vec<Offered>),
    Several(Vec<Offered>),
}

/// Whether the stage asks for a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    Asked,
    /// On a condition, or not at all.
    Free,
}

/// One question of the form.
#[derive(Debug, Clone)]
pub struct Question {
    pub spot: Spot,
    /// The number of the field, by which the form keeps it.
    pub key: &'static str,
    pub label: String,
    /// On which condition it is asked, and what it takes.
    pub help: String,
    pub takes: Takes,
    pub need: Need,
}

/// The questions of a stage, in the order of the Annex, with those of one more affected entity than the report has. A field
/// that the stage does not ask for has one where the report has an answer to it. The stage itself is not asked.
pub fn questions(report: &Value, stage: Stage) -> Vec<Question> {
    let there = entities(report);
    let of_entities = |field: &'static Field| match field.of_entity() {
        true => 0..(there + 1).min(MOST_ENTITIES),
        false => 0..1,
    };
    let (mut before, mut entity_fields, mut after) = (Vec::new(), Vec::new(), Vec::new());
    for field in FIELDS.iter().filter(|field| field.n != SUBMISSION) {
        for entity in of_entities(field) {
            let spot = Spot { field, entity };
            let asked = field.asked(stage);
            if asked == Asked::No && spot.texts(report).is_empty() {
                continue;
            }
            let question = question(spot, asked, entity < there);
            match (field.of_entity(), entity_fields.is_empty()) {
                (true, _) => entity_fields.push(question),
                (false, true) => before.push(question),
                (false, false) => after.push(question),
            }
        }
    }
    // Those of one entity stand together.
    entity_fields.sort_by_key(|question| question.spot.entity);
    before.into_iter().chain(entity_fields).chain(after).collect()
}

const SUBMISSION: &str = "1.1";

fn question(spot: Spot, asked: Asked, is_there: bool) -> Question {
    let field = spot.field;
    let which = match (spot.entity, is_there) {
        (0, _) => String::new(),
        (entity, true) => format!(" (entity {})", entity + 1),
        (entity, false) => format!(" (entity {}, where there is one)", entity + 1),
    };
    let when = field.when.as_deref().map(|when| format!("if {when}"));
    let parts = [when, field.note.clone(), form_of(field).map(str::to_owned)];
    Question {
        spot,
        key: key(spot),
        label: format!("{} {}{which}", spot.number(), capitalized(&field.label)),
        help: parts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        takes: takes(field),
        need: match asked {
            Asked::Yes if is_there => Need::Asked,
            Asked::Yes | Asked::If | Asked::No => Need::Free,
        },
    }
}

/// What is typed, where the label and a list do not say it.
fn form_of(field: &Field) -> Option<&'static str> {
    match field.kind {
        Kind::Duration => Some("days:hours:minutes, such as 0:14:30"),
        Kind::Percent => Some("a number from 0 to 100, with one decimal at most"),
        Kind::Money => Some("an amount; ask the authority whether in thousands"),
        Kind::Lei => Some("20 capitals and figures"),
        Kind::LeiOrCode => Some("LEI, another code, or both with a comma between them"),
        Kind::Whole => Some("a whole number"),
        Kind::Utc => Some("local time is recorded in UTC"),
        Kind::Text | Kind::Flag | Kind::Telephone | Kind::Email | Kind::Choice | Kind::Several => None,
    }
}

const YES_OR_NO: [Offered; 2] = [
    Offered {
        code: "true",
        words: "yes",
        parent: None,
    },
    Offered {
        code: "false",
        words: "no",
        parent: None,
    },
];

fn takes(field: &'static Field) -> Takes {
    let offered = || {
        let codes = list(field.list.as_deref().unwrap_or_default()).iter();
        let listed = codes.filter(|code| !code.code.is_empty()).map(|code| Offered {
            code: &code.code,
            words: &code.label,
            parent: code.parent.as_deref(),
        });
        listed.collect::<Vec<_>>()
    };
    match field.kind {
        Kind::Choice => Takes::One(offered()),
        Kind::Several => Takes::Several(offered()),
        Kind::Flag => Takes::One(YES_OR_NO.to_vec()),
        Kind::Utc => Takes::Moment,
        Kind::Text if field.long => Takes::Text,
        Kind::Text
        | Kind::Duration
        | Kind::Percent
        | Kind::Money
        | Kind::Lei
        | Kind::LeiOrCode
        | Kind::Whole
        | Kind::Telephone
        | Kind::Email => Takes::Line,
    }
}

/// The numbers of further entities' fields, which the fields themselves do not have.
static FURTHER: LazyLock<BTreeMap<(&'static str, usize), String>> = LazyLock::new(|| {
    let fields = FIELDS.iter().filter(|field| field.of_entity());
    let spots = fields.flat_map(|field| (1..MOST_ENTITIES).map(move |entity| Spot { field, entity }));
    spots
        .map(|spot| ((spot.field.n.as_str(), spot.entity), spot.number()))
        .collect()
});

fn key(spot: Spot) -> &'static str {
    match FURTHER.get(&(spot.field.n.as_str(), spot.entity)) {
        Some(number) => number,
        None => &spot.field.n,
    }
}
