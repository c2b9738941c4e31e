//! A record in VERIS: a good start of an incident, and a poor source of legal facts. It has no clock that a law counts
//! from, no people by place, and no data elements as statutes name them.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde_json::Value;

use super::veris_words::{NOT_PERSONAL, action_of_chain, cause, element, seconds};
use super::{Case, CaseFormat, number, texts};
use crate::core::facts::keys;

/// Parts that are read; everything else is named as lost.
const READ: [&str; 8] = [
    "action",
    "actor",
    "asset",
    "attribute",
    "incident_id",
    "timeline",
    "schema_name",
    "schema_version",
];

pub(super) fn read(record: &Value) -> Case {
    let mut case = Case::new(CaseFormat::Veris, record);
    case.id = record.get("incident_id").and_then(Value::as_str).map(str::to_owned);
    actions(&mut case, record);
    attributes(&mut case, record);
    timeline(&mut case, record.get("timeline"));
    assets(&mut case, record);
    let rest = record.as_object().into_iter().flatten().map(|(key, _)| key.as_str());
    for key in rest.filter(|key| !READ.contains(key)) {
        case.lost(key);
    }
    case
}

fn part<'v>(value: &'v Value, path: &[&str]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, key| value.get(key))
}

fn varieties<'v>(record: &'v Value, action: &str) -> Vec<&'v str> {
    texts(part(record, &["action", action, "variety"]))
}

fn actions(case: &mut Case, record: &Value) {
    let there = |path: &[&str]| part(record, path).is_some();
    let named: Vec<&str> = record
        .get("action")
        .and_then(Value::as_object)
        .map(|all| all.keys().map(String::as_str).collect())
        .unwrap_or_default();
    let chain = part(record, &["plus", "event_chain"]).and_then(Value::as_array);
    let first = chain.and_then(|chain| action_of_chain(chain.first()?.get("action")?.as_str()?));
    let action = first.or(match named.as_slice() {
        [only] => Some(*only),
        _ => None,
    });
    let (external, internal) = (there(&["actor", "external"]), there(&["actor", "internal"]));
    match action.map(|action| (action, cause(external, internal, action, &varieties(record, action)))) {
        Some((action, Some(cause))) => {
            case.suggest(keys::breach::CAUSE, format!("\"{cause}\""), format!("action.{action}"));
        }
        Some((_, None)) | None if !named.is_empty() => {
            case.ask(format!("what caused it? The record names {}", named.join(", ")));
        }
        Some(_) | None => {}
    }
    let mut kinds = BTreeSet::new();
    if varieties(record, "malware").contains(&"Ransomware") {
        kinds.insert("ransomware_deployed");
    }
    if varieties(record, "hacking")
        .iter()
        .any(|variety| variety.starts_with("Exploit vuln"))
    {
        kinds.insert("exploited_vulnerability");
    }
    if there(&["victim", "secondary"]) || texts(part(record, &["action", "hacking", "vector"])).contains(&"Partner") {
        kinds.insert("supply_chain");
    }
    if there(&["action", "hacking"]) || there(&["action", "malware"]) {
        kinds.insert("malicious_access");
    }
    case.suggest_codes(keys::breach::KINDS, &kinds, "action");
    motives(case, record, &named);
    if there(&["actor", "partner"]) {
        case.ask("a partner was involved: who decides about the data, and who works for whom?");
    }
}

fn motives(case: &mut Case, record: &Value, named: &[&str]) {
    const MEANT: [&str; 7] = [
        "Financial",
        "Grudge",
        "Espionage",
        "Ideology",
        "Fun",
        "Fear",
        "Convenience",
    ];
    let of = |actor: &str| texts(part(record, &["actor", actor, "motive"]));
    let all: Vec<&str> = ["external", "internal", "partner"]
        .iter()
        .flat_map(|actor| of(actor))
        .collect();
    if all.iter().any(|motive| MEANT.contains(motive)) && named != ["error"] {
        case.suggest(keys::breach::MALICIOUS, "true".to_owned(), "actor.motive");
    } else if all.contains(&"NA") && named == ["error"] {
        case.suggest(
            keys::breach::MALICIOUS,
            "false".to_owned(),
            "actor.motive NA with action.error",
        );
    }
}

fn attributes(case: &mut Case, record: &Value) {
    let Some(attribute) = record.get("attribute") else {
        return;
    };
    let disclosure = part(attribute, &["confidentiality", "data_disclosure"]).and_then(Value::as_str);
    let mut types = BTreeSet::new();
    for kind in ["confidentiality", "integrity", "availability"] {
        let excluded = kind == "confidentiality" && disclosure == Some("No");
        if attribute.get(kind).is_some() && !excluded {
            types.insert(kind);
        }
    }
    case.suggest_codes(keys::breach::TYPES, &types, "attribute");
    let acquired = match disclosure {
        Some("Yes") => Some("confirmed"),
        Some("Potentially") => Some("possible"),
        Some("No") => Some("excluded"),
        Some(_) | None => None,
    };
    if let Some(code) = acquired {
        case.suggest(
            keys::data::ACQUIRED,
            format!("\"{code}\""),
            "attribute.confidentiality.data_disclosure",
        );
    }
    states(case, &texts(part(attribute, &["confidentiality", "state"])));
    data(case, part(attribute, &["confidentiality", "data"]));
    if part(attribute, &["confidentiality", "data_total"]).is_some() {
        case.ask("how many people? `data_total` counts records, not people");
    }
    if part(attribute, &["confidentiality", "data_victim"]).is_some() {
        case.lost("attribute.confidentiality.data_victim");
    }
}

fn states(case: &mut Case, states: &[&str]) {
    let encrypted = states.iter().any(|state| state.ends_with(" encrypted"));
    let open = states
        .iter()
        .any(|state| state.ends_with("unencrypted") || *state == "Printed");
    match (encrypted, open) {
        (true, true) => case.ask("some of the data was encrypted and some was not: which?"),
        (true, false) => {
            case.suggest(
                keys::data::ENCRYPTED,
                "true".to_owned(),
                "attribute.confidentiality.state",
            );
            case.ask("was the key taken with the encrypted data?");
        }
        (false, true) => case.suggest(
            keys::data::ENCRYPTED,
            "false".to_owned(),
            "attribute.confidentiality.state",
        ),
        (false, false) => {}
    }
}

fn data(case: &mut Case, data: Option<&Value>) {
    let mut elements = BTreeSet::new();
    for item in data.and_then(Value::as_array).into_iter().flatten() {
        let variety = item.get("variety").and_then(Value::as_str).unwrap_or("Unknown");
        match element(variety) {
            Some((code, question)) => {
                elements.insert(code);
                question.into_iter().for_each(|question| case.ask(question));
            }
            None if NOT_PERSONAL.contains(&variety) => {
                case.lost(format!("data of the kind {variety}: not personal data"));
            }
            None => case.ask("which data? The record has kinds that are unknown or other"),
        }
    }
    case.suggest_codes(keys::data::ELEMENTS, &elements, "attribute.confidentiality.data");
}

fn assets(case: &mut Case, record: &Value) {
    let listed = part(record, &["asset", "assets"])
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let names: Vec<&str> = listed.filter_map(|asset| asset.get("variety")?.as_str()).collect();
    let paper = |name: &str| matches!(name, "M - Documents" | "M - Fax");
    let told = names
        .iter()
        .filter(|name| !name.contains("Unknown") && !name.contains("Other"));
    let (paper, electronic): (Vec<&&str>, Vec<&&str>) = told.partition(|name| paper(name));
    let medium = match (paper.is_empty(), electronic.is_empty()) {
        (false, false) => "both",
        (false, true) => "paper",
        (true, false) => "electronic",
        (true, true) => return,
    };
    case.suggest(keys::data::MEDIUM, format!("\"{medium}\""), "asset.assets");
}

fn timeline(case: &mut Case, timeline: Option<&Value>) {
    let Some(timeline) = timeline else { return };
    let of = |key: &str| number(part(timeline, &["incident", key]));
    let day = of("year")
        .zip(of("month"))
        .zip(of("day"))
        .and_then(|((year, month), day)| {
            NaiveDate::from_ymd_opt(
                i32::try_from(year).ok()?,
                u32::try_from(month).ok()?,
                u32::try_from(day).ok()?,
            )
        });
    let time = part(timeline, &["incident", "time"]).is_some();
    match day {
        Some(day) => case.ask(format!(
            "when did it happen? The record has the day {day}{}; record milestones.occurrence with its time",
            if time { " and a time without a zone" } else { "" }
        )),
        None => case.ask("when did it happen? The record has no full day"),
    }
    for step in ["compromise", "exfiltration", "discovery", "containment"] {
        let unit = part(timeline, &[step, "unit"]).and_then(Value::as_str);
        let value = part(timeline, &[step, "value"]).and_then(Value::as_f64);
        match unit.and_then(seconds).zip(value) {
            Some(_) => {
                let (unit, value) = (unit.unwrap_or_default().to_lowercase(), value.unwrap_or_default());
                case.ask(format!(
                    "{step}: the record counts {value} {unit} from the step before; which moment is it?"
                ));
            }
            None if unit.is_some() => case.lost(format!("timeline.{step}: no number, or too coarse to count with")),
            None => {}
        }
    }
}
