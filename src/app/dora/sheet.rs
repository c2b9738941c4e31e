//! A report field by field, in the order of the Annex: what stands there, what the field takes, and what is wrong.

use serde::Serialize;
use serde_json::Value;

use super::check::{Finding, findings};
use super::fill::{Spot, entities};
use super::{Asked, FIELDS, Field, Kind, Stage, list};
use crate::core::tlp::Tlp;

/// A field as a person goes through it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Its number in the Annex; that of a further affected entity behind a stroke (`1.5/2`).
    pub n: String,
    pub label: &'static str,
    /// Whether the stage asks for it: `yes`, `if`, `no`.
    pub asked: &'static str,
    /// On which condition.
    pub when: Option<&'static str>,
    /// What it takes.
    pub form: &'static str,
    /// The closed list whose codes it takes.
    pub list: Option<&'static str>,
    pub values: Vec<String>,
    /// What is missing or wrong.
    pub findings: Vec<String>,
}

/// A report as rows, and what belongs to none of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sheet {
    /// How far it may be passed on, where somebody asked to have that on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tlp: Option<Tlp>,
    pub stage: Option<Stage>,
    pub rows: Vec<Row>,
    /// Keys that the template does not have.
    pub strange: Vec<String>,
}

/// The rows of a report. A field that its stage does not ask for has one only where it is filled.
pub fn sheet(report: &Value) -> Sheet {
    let stage = report["incidentSubmission"].as_str().and_then(Stage::from_code);
    let found = findings(report);
    let mut rows = Vec::new();
    for spot in spots(report) {
        let asked = stage.map_or(Asked::Yes, |stage| spot.field.asked(stage));
        let values = spot.texts(report);
        if asked != Asked::No || !values.is_empty() {
            rows.push(row(spot, asked, values, &found));
        }
    }
    let strange = found.into_iter().filter(|finding| finding.field.is_none());
    Sheet {
        tlp: None,
        stage,
        rows,
        strange: strange.map(|finding| finding.words).collect(),
    }
}

/// Every spot of a report, those of one entity together.
fn spots(report: &Value) -> Vec<Spot> {
    let of_entity = || FIELDS.iter().filter(|field| field.of_entity());
    let first = of_entity().next().map(|field| field.n.as_str());
    let mut spots = Vec::new();
    for field in FIELDS.iter() {
        if first == Some(field.n.as_str()) {
            let all = (0..entities(report)).flat_map(|entity| of_entity().map(move |field| Spot { field, entity }));
            spots.extend(all);
        } else if !field.of_entity() {
            spots.push(Spot { field, entity: 0 });
        }
    }
    spots
}

fn row(spot: Spot, asked: Asked, values: Vec<String>, found: &[Finding]) -> Row {
    let field = spot.field;
    let own = found.iter().filter(|finding| finding.field == Some(field.n.as_str()));
    Row {
        n: spot.number(),
        label: &field.label,
        asked: match asked {
            Asked::Yes => "yes",
            Asked::If => "if",
            Asked::No => "no",
        },
        when: field.when.as_deref(),
        form: form(field),
        list: field.list.as_deref().filter(|name| !list(name).is_empty()),
        values,
        findings: own.map(|finding| finding.words.clone()).collect(),
    }
}

/// What a field takes, in words.
fn form(field: &Field) -> &'static str {
    match field.kind {
        Kind::Text => "text",
        Kind::Utc => "moment in UTC, such as 2026-03-06T07:40:00Z",
        Kind::Duration => "days:hours:minutes, such as 0:14:30",
        Kind::Percent => "number from 0 to 100, one decimal",
        Kind::Money => "amount; ask the authority whether in thousands",
        Kind::Lei => "LEI",
        Kind::LeiOrCode => "LEI, or another code",
        Kind::Whole => "whole number",
        Kind::Flag => "true or false",
        Kind::Telephone => "telephone with country prefix",
        Kind::Email => "e-mail address",
        Kind::Choice => "one code of the list",
        Kind::Several => "one or more codes of the list",
    }
}
