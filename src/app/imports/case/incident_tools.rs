//! Case exports of TheHive and DFIR-IRIS. Their timelines are read by `import timeline`; here are their marks.

use serde_json::Value;

use super::misp::tagged_all;
use super::{Case, CaseFormat, number};
use crate::core::tlp::Tlp;

pub(super) fn thehive(value: &Value) -> Case {
    let mut case = Case::new(CaseFormat::TheHive, value);
    if let Some(number) = number(value.get("caseId").or_else(|| value.get("number"))) {
        case.id = Some(number.to_string());
    }
    tagged_all(&mut case, value.get("tags"));
    if let Some(level) = number(value.get("tlp")) {
        // TheHive 4 had four levels, TheHive 5 has five; a level it does not have is taken for RED.
        let five = value.get("tlpLabel").is_some();
        let tlp = match (level, five) {
            (0, _) => Tlp::Clear,
            (1, _) => Tlp::Green,
            (2, _) => Tlp::Amber,
            (3, true) => Tlp::AmberStrict,
            (_, _) => Tlp::Red,
        };
        case.tlp = case.tlp.max(Some(tlp));
    }
    counted(
        &mut case,
        value,
        &[
            "tasks",
            "observables",
            "artifacts",
            "procedures",
            "attachments",
            "customFields",
            "comments",
        ],
    );
    written(
        &mut case,
        value,
        &[
            "title",
            "description",
            "severity",
            "startDate",
            "endDate",
            "pap",
            "owner",
            "summary",
        ],
    );
    if value.get("startDate").is_some() {
        case.ask("when did it happen, and when did you know? The case has the moment it was opened");
    }
    case
}

pub(super) fn iris(value: &Value) -> Case {
    let inner = value.get("case").unwrap_or(value);
    let mut case = Case::new(CaseFormat::Iris, inner);
    case.id = number(inner.get("case_id"))
        .map(|number| number.to_string())
        .or(case.id);
    tagged_all(&mut case, inner.get("tags"));
    counted(
        &mut case,
        value,
        &["evidences", "iocs", "assets", "notes", "tasks", "comments"],
    );
    let fields = [
        "case_name",
        "name",
        "case_description",
        "description",
        "case_soc_id",
        "soc_id",
        "case_customer",
        "open_date",
        "close_date",
    ];
    written(&mut case, inner, &fields);
    let events = value.get("timeline").and_then(Value::as_array).map_or(0, Vec::len);
    if events > 0 {
        case.ask(format!(
            "{events} events of its timeline: take them in with firebell import timeline"
        ));
    }
    if inner.get("open_date").is_some() {
        case.ask("when did it happen, and when did you know? The case has the day it was opened");
    }
    case
}

/// Names the fields that hold something and have no place here; what they hold is not repeated.
fn written(case: &mut Case, value: &Value, fields: &[&str]) {
    for field in fields {
        match value.get(field) {
            Some(Value::String(text)) if text.trim().is_empty() => {}
            Some(Value::String(_) | Value::Number(_)) => case.lost(*field),
            Some(Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_)) | None => {}
        }
    }
}

/// Names the parts that have no place here, each with its number of items.
fn counted(case: &mut Case, value: &Value, parts: &[&str]) {
    for part in parts {
        let count = match value.get(part) {
            Some(Value::Array(items)) => items.len(),
            Some(Value::Object(items)) => items.len(),
            Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) | None => 0,
        };
        if count > 0 {
            case.lost(format!("{count} {part}"));
        }
    }
}
