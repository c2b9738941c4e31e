//! A record in VERIS 1.4.1, valid by its schema. VERIS wants an answer everywhere: what is not known is its own word for
//! unknown. Firebell's own words are under `plus.firebell`.

use chrono::{DateTime, Datelike as _, Utc};
use serde_json::{Map, Value, json};

use super::{code, codes, fact, name};
use crate::app::record::Loaded;
use crate::core::event::Certainty;
use crate::core::facts::keys;
use crate::core::facts::{FactValue, IncidentKind};
use crate::core::tlp::Tlp;

/// The record. VERIS wants a year: that of the occurrence, else that of the opening.
pub fn record(loaded: &Loaded, tlp: Tlp, state: Option<&str>) -> Value {
    let incident = &loaded.incident;
    let occurred = moment(loaded, keys::milestones::OCCURRENCE);
    let year = occurred.unwrap_or(incident.opened_at);
    let mut record = Map::new();
    for (key, value) in [
        ("schema_name", json!("verisc")),
        ("schema_version", json!("1.4.1")),
        ("incident_id", json!(incident.id)),
        ("source_id", json!("firebell")),
        ("security_incident", json!(certain(loaded))),
        (
            "summary",
            json!(format!("{}: exported without its text.", name(loaded))),
        ),
        ("timeline", timeline(loaded, occurred, year)),
        ("actor", actor(loaded)),
        ("action", action(loaded)),
        (
            "asset",
            json!({ "assets": [{ "variety": "Unknown" }], "cloud": ["Unknown"] }),
        ),
        ("discovery_method", json!({ "unknown": true })),
    ] {
        record.insert(key.to_owned(), value);
    }
    if let Some(attribute) = attribute(loaded) {
        record.insert("attribute".to_owned(), attribute);
    }
    let exercise = incident.kind == IncidentKind::Exercise;
    let mut own = json!({ "code": incident.code, "tlp": tlp.words(), "exercise": exercise });
    if let Some(state) = state {
        own["record_state"] = json!(state);
    }
    record.insert("plus".to_owned(), json!({ "firebell": own }));
    Value::Object(record)
}

fn moment(loaded: &Loaded, key: &str) -> Option<DateTime<Utc>> {
    fact(loaded, key).and_then(FactValue::moment)
}

fn timeline(loaded: &Loaded, occurred: Option<DateTime<Utc>>, year: DateTime<Utc>) -> Value {
    let day = match occurred {
        Some(at) => json!({ "year": at.year(), "month": at.month(), "day": at.day() }),
        None => json!({ "year": year.year() }),
    };
    let mut timeline = Map::new();
    timeline.insert("incident".to_owned(), day);
    let discovered = moment(loaded, keys::milestones::DISCOVERY);
    let contained = moment(loaded, keys::milestones::CONTAINMENT);
    timeline.insert("discovery".to_owned(), duration(occurred, discovered));
    timeline.insert("containment".to_owned(), duration(discovered, contained));
    Value::Object(timeline)
}

/// In the largest unit up to days that has two decimals at most; unknown where either end is, or they are out of order.
fn duration(from: Option<DateTime<Utc>>, to: Option<DateTime<Utc>>) -> Value {
    let seconds = from.zip(to).map(|(from, to)| (to - from).num_seconds());
    let Some(seconds) = seconds.filter(|seconds| *seconds >= 0) else {
        return json!({ "unit": "Unknown" });
    };
    let units = [("Days", 86_400), ("Hours", 3600), ("Minutes", 60)];
    let fits = units
        .iter()
        .find(|(_, size)| seconds >= *size && seconds * 100 % size == 0);
    match fits {
        Some((unit, size)) if seconds % size == 0 => json!({ "unit": unit, "value": seconds / size }),
        Some((unit, size)) => json!({ "unit": unit, "value": (seconds * 100 / size) as f64 / 100.0 }),
        None => json!({ "unit": "Seconds", "value": seconds }),
    }
}

fn actor(loaded: &Loaded) -> Value {
    let unknown = json!({ "variety": ["Unknown"], "motive": [motive(loaded)] });
    match code(loaded, keys::breach::CAUSE).as_deref() {
        Some("attack" | "theft") => {
            let place = json!({ "variety": ["Unknown"], "motive": [motive(loaded)], "country": ["Unknown"], "region": ["000000"] });
            json!({ "external": place })
        }
        Some("insider" | "slip") => json!({ "internal": unknown }),
        Some(_) | None => json!({ "unknown": {} }),
    }
}

fn motive(loaded: &Loaded) -> &'static str {
    match fact(loaded, keys::breach::MALICIOUS).and_then(FactValue::flag) {
        Some(false) => "NA",
        Some(true) | None => "Unknown",
    }
}

fn action(loaded: &Loaded) -> Value {
    let kinds = codes(loaded, keys::breach::KINDS);
    let has = |kind: &str| kinds.iter().any(|known| known == kind);
    let of = |variety: &str| json!({ "variety": [variety], "vector": ["Unknown"] });
    let cause = code(loaded, keys::breach::CAUSE);
    match cause.as_deref() {
        _ if has("ransomware_deployed") => json!({ "malware": of("Ransomware") }),
        Some("attack") => json!({ "hacking": of("Unknown") }),
        Some("theft") => json!({ "physical": of("Theft") }),
        Some("insider") => json!({ "misuse": of("Unknown") }),
        Some("slip") => json!({ "error": of("Unknown") }),
        Some("failure") => json!({ "error": of("Malfunction") }),
        Some(_) | None => json!({ "unknown": {} }),
    }
}

fn attribute(loaded: &Loaded) -> Option<Value> {
    let types = codes(loaded, keys::breach::TYPES);
    let has = |kind: &str| types.iter().any(|known| known == kind);
    let mut attribute = Map::new();
    if has("confidentiality") {
        attribute.insert("confidentiality".to_owned(), confidentiality(loaded));
    }
    for (kind, name) in [("integrity", "integrity"), ("availability", "availability")] {
        if has(kind) {
            attribute.insert(name.to_owned(), json!({ "variety": ["Unknown"] }));
        }
    }
    (!attribute.is_empty()).then(|| Value::Object(attribute))
}

fn confidentiality(loaded: &Loaded) -> Value {
    let disclosed = match code(loaded, keys::data::ACQUIRED).as_deref() {
        Some("confirmed") => "Yes",
        Some("possible" | "likely") => "Potentially",
        Some("excluded") => "No",
        Some(_) | None => "Unknown",
    };
    let elements = codes(loaded, keys::data::ELEMENTS);
    let mut varieties: Vec<&str> = elements.iter().map(|element| variety(element)).collect();
    varieties.sort_unstable();
    varieties.dedup();
    let data: Vec<Value> = varieties
        .into_iter()
        .map(|variety| json!({ "variety": variety }))
        .collect();
    let state = match fact(loaded, keys::data::ENCRYPTED).and_then(FactValue::flag) {
        Some(true) => "Stored encrypted",
        Some(false) => "Stored unencrypted",
        None => "Unknown",
    };
    match data.is_empty() {
        true => json!({ "data_disclosure": disclosed, "state": [state] }),
        false => json!({ "data_disclosure": disclosed, "data": data, "state": [state] }),
    }
}

/// An incident is confirmed once it is established when the organization became aware of it.
fn certain(loaded: &Loaded) -> &'static str {
    let aware = loaded.incident.current(keys::milestones::AWARENESS);
    match aware.iter().any(|entry| entry.certainty == Certainty::Confirmed) {
        true => "Confirmed",
        false => "Suspected",
    }
}

/// VERIS cannot tell many elements apart: what comes back is not what went out.
fn variety(element: &str) -> &'static str {
    match element {
        "ssn"
        | "drivers_license"
        | "passport"
        | "state_id"
        | "military_id"
        | "tribal_id"
        | "taxpayer_id"
        | "other_government_id" => "Sensitive Personal",
        "medical" | "health_insurance" | "genetic" => "Medical",
        "financial_account" | "financial_account_alone" | "financial_other" => "Bank",
        "payment_card" | "payment_card_alone" => "Payment",
        "online_credentials" => "Credentials",
        "auth_token" => "Session key",
        "private_key" => "Digital certificate",
        _other => "Personal",
    }
}
