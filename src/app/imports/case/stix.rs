//! A STIX 2.1 bundle: the incident and its draft extension in the three shapes that are in circulation. Properties that are
//! not known are no reason to refuse a bundle.

use std::collections::{BTreeMap, BTreeSet};

use chrono::DateTime;
use serde_json::Value;

use super::{Case, CaseError, CaseFormat, texts};
use crate::core::facts::keys;
use crate::core::tlp::Tlp;

const INCIDENT_CORE: &str = "extension-definition--ef765651-680c-498d-9894-99799f2fa126";

pub(super) fn read(bundle: &Value) -> Result<Case, CaseError> {
    let objects: Vec<&Value> = bundle
        .get("objects")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .collect();
    let version = |value: &Value| value.get("spec_version").and_then(Value::as_str).map(str::to_owned);
    let other = [version(bundle)]
        .into_iter()
        .chain(objects.iter().map(|object| version(object)))
        .flatten()
        .find(|version| version != "2.1");
    if let Some(version) = other {
        return Err(CaseError::StixVersion(version));
    }
    for object in &objects {
        valid(object).map_err(CaseError::Stix)?;
    }
    let incident = objects.iter().find(|object| is(object, "incident")).copied();
    let mut case = Case::new(CaseFormat::Stix, incident.unwrap_or(bundle));
    for object in &objects {
        marked(&mut case, object);
    }
    match incident {
        Some(incident) => of_incident(&mut case, incident),
        None => case.ask("the bundle has no incident: what happened?"),
    }
    for impact in objects.iter().filter(|object| is(object, "impact")) {
        of_impact(&mut case, impact);
    }
    rest(&mut case, &objects);
    Ok(case)
}

/// What the base standard asks of an object that is read here.
fn valid(object: &Value) -> Result<(), String> {
    let text = |key: &str| object.get(key).and_then(Value::as_str);
    let kind = text("type").unwrap_or("without a type");
    let id = text("id").unwrap_or_default();
    let uuid = id.strip_prefix(kind).and_then(|rest| rest.strip_prefix("--"));
    if uuid.is_none_or(|uuid| uuid::Uuid::parse_str(uuid).is_err()) {
        return Err(format!(
            "an object of the type {kind} has an id that is not `{kind}--` and a UUID"
        ));
    }
    let in_utc = |moment: &str| moment.ends_with('Z') && DateTime::parse_from_rfc3339(moment).is_ok();
    for key in ["created", "modified"] {
        if object.get(key).is_some() && !text(key).is_some_and(in_utc) {
            return Err(format!(
                "`{key}` of an object of the type {kind} is not a moment in UTC"
            ));
        }
    }
    match kind == "incident" && text("name").is_none() {
        true => Err("the incident has no name".to_owned()),
        false => Ok(()),
    }
}

fn is(object: &Value, kind: &str) -> bool {
    object.get("type").and_then(Value::as_str) == Some(kind)
}

/// Of several marks the narrowest holds; one that is not known is taken for RED.
fn marked(case: &mut Case, object: &Value) {
    for mark in texts(object.get("object_marking_refs")) {
        case.tlp = case.tlp.max(Some(Tlp::of_stix_id(mark).unwrap_or(Tlp::Red)));
    }
    let labels = texts(object.get("labels"));
    case.exercise |= labels.iter().any(|label| label.eq_ignore_ascii_case("exercise"));
}

fn of_incident(case: &mut Case, incident: &Value) {
    let extension = incident.get("extensions").and_then(|all| all.get(INCIDENT_CORE));
    let inner = extension.unwrap_or(incident);
    let kinds = [texts(inner.get("incident_types")), texts(inner.get("event_types"))].concat();
    if kinds.contains(&"ransomware") {
        case.suggest_codes(
            keys::breach::KINDS,
            &BTreeSet::from(["ransomware_deployed", "malicious_access"]),
            "incident_types",
        );
        case.suggest(keys::breach::CAUSE, "\"attack\"".to_owned(), "incident_types");
    }
    if kinds.contains(&"equipment-theft") {
        case.suggest(keys::breach::CAUSE, "\"theft\"".to_owned(), "incident_types");
    }
    if kinds.contains(&"equipment-loss") {
        case.suggest(keys::breach::CAUSE, "\"slip\"".to_owned(), "incident_types");
    }
    if kinds.contains(&"exfiltration") {
        case.suggest(keys::data::ACQUIRED, "\"likely\"".to_owned(), "incident_types");
    }
    let determination = inner.get("determination").and_then(Value::as_str);
    if determination.is_some_and(|word| matches!(word, "false-positive" | "blocked" | "failed-attempt")) {
        case.ask("did it happen at all? The sender says that it was blocked, failed or was a false alarm");
    }
    for impact in inner.get("impacts").and_then(Value::as_array).into_iter().flatten() {
        of_impact(case, impact);
    }
    if inner.get("impacted_entity_counts").is_some() {
        case.ask("how many people? The sender's count is by no law's rule");
    }
    case.ask("when did it happen, and when did you know? Moments of the sender start no deadline");
}

fn of_impact(case: &mut Case, impact: &Value) {
    let parts = impact.get("extensions").and_then(Value::as_object);
    let extensions: Vec<&Value> = parts.into_iter().flat_map(|all| all.values()).collect();
    let kind = impact
        .get("impact_category")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let word = |key: &str| {
        let mut told = extensions
            .iter()
            .copied()
            .chain([impact])
            .filter_map(|part| part.get(key)?.as_str());
        told.next().unwrap_or_default()
    };
    let mut elements = BTreeSet::new();
    let information = word("information_type");
    if let Some(code) = element(information) {
        elements.insert(code);
    }
    case.suggest_codes(keys::data::ELEMENTS, &elements, "information_type");
    let mut types = BTreeSet::new();
    if kind == "confidentiality" || !information.is_empty() {
        types.insert("confidentiality");
    }
    if kind == "integrity" && word("alteration") != "none" {
        types.insert("integrity");
    }
    if kind == "availability" {
        types.insert("availability");
    }
    case.suggest_codes(keys::breach::TYPES, &types, "impact");
    match word("loss_type") {
        "confirmed-loss" => case.suggest(keys::data::ACQUIRED, "\"confirmed\"".to_owned(), "loss_type"),
        "suspected-loss" => case.suggest(keys::data::ACQUIRED, "\"possible\"".to_owned(), "loss_type"),
        "contained" | "none" => case.ask("is it proven that nobody took the data?"),
        _other => {}
    }
}

fn element(information: &str) -> Option<&'static str> {
    Some(match information {
        "pii" => "any_personal_data",
        "phi" => "medical",
        "financial" => "financial_other",
        "payment" => "payment_card_alone",
        word if word.starts_with("credentials") => "online_credentials",
        _other => return None,
    })
}

/// What has no place: counted by kind.
fn rest(case: &mut Case, objects: &[&Value]) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for object in objects {
        let kind = object.get("type").and_then(Value::as_str).unwrap_or("without a type");
        if !matches!(
            kind,
            "incident" | "impact" | "marking-definition" | "extension-definition"
        ) {
            *counts.entry(kind).or_default() += 1;
        }
    }
    for (kind, count) in counts {
        let kind: String = kind.chars().filter(char::is_ascii_graphic).take(40).collect();
        case.lost(format!("{count} objects of the type {kind}"));
    }
}
