//! A MISP event: its tags suggest, its indicators have no place here. Versions write numbers as texts; both are read.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Case, CaseFormat, texts};
use crate::core::facts::keys;
use crate::core::tlp::Tlp;

pub(super) fn read(value: &Value) -> Case {
    let event = value
        .get("Event")
        .or_else(|| value.get("response")?.get(0)?.get("Event"))
        .unwrap_or(value);
    let mut case = Case::new(CaseFormat::Misp, event);
    for tag in tags(event) {
        tagged(&mut case, &tag);
    }
    indicators(&mut case, event);
    for (part, what) in [
        ("Object", "objects"),
        ("Galaxy", "galaxies"),
        ("RelatedEvent", "related events"),
        ("Sighting", "sightings"),
    ] {
        let count = event.get(part).and_then(Value::as_array).map_or(0, Vec::len);
        if count > 0 {
            case.lost(format!("{count} {what}"));
        }
    }
    if event.get("date").and_then(Value::as_str).is_some() {
        case.ask("when did it happen? The day of the event is when it was written, not a moment the law counts from");
    }
    case
}

fn tags(event: &Value) -> Vec<String> {
    let listed = event.get("Tag").and_then(Value::as_array).into_iter().flatten();
    listed
        .filter_map(|tag| tag.get("name").unwrap_or(tag).as_str())
        .map(str::to_owned)
        .collect()
}

/// What a machine tag suggests; also tags of other tools follow these forms.
pub(super) fn tagged(case: &mut Case, tag: &str) {
    let small = tag.to_lowercase();
    if let Some(tlp) = Tlp::of_tag(&small) {
        // Of several marks the narrowest holds.
        case.tlp = case.tlp.max(Some(tlp));
        return;
    }
    if small.starts_with("exercise:")
        || small == "exercise"
        || small.starts_with("rsit:test")
        || small.starts_with("rsit:other=\"test")
    {
        case.exercise = true;
        return;
    }
    let mut kinds = BTreeSet::new();
    if small.contains("ransomware") {
        kinds.insert("ransomware_deployed");
        kinds.insert("malicious_access");
    }
    if small.contains("gdpr:special-categories") {
        case.ask("which special categories of data are involved?");
    }
    let cause = [
        "intrusion",
        "phishing",
        "malicious-code",
        "malware",
        "hacking",
        "ransomware",
    ];
    if cause.iter().any(|word| small.contains(word)) {
        case.suggest(
            keys::breach::CAUSE,
            "\"attack\"".to_owned(),
            format!("tag {}", plain(tag)),
        );
    } else if kinds.is_empty() && !small.contains("special-categories") {
        case.lost(format!("tag {}", plain(tag)));
    }
    case.suggest_codes(keys::breach::KINDS, &kinds, &format!("tag {}", plain(tag)));
}

/// A tag as one line of plain signs.
fn plain(tag: &str) -> String {
    tag.chars()
        .filter(|sign| sign.is_ascii_graphic() || *sign == ' ')
        .take(80)
        .collect()
}

fn indicators(case: &mut Case, event: &Value) {
    let all: Vec<&Value> = event
        .get("Attribute")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .collect();
    let kinds: BTreeSet<&str> = all
        .iter()
        .filter_map(|attribute| attribute.get("type")?.as_str())
        .collect();
    if kinds.contains("vulnerability") {
        case.ask("was a known vulnerability used? The event names one");
    }
    if !all.is_empty() {
        let kinds: Vec<&str> = kinds.into_iter().collect();
        case.lost(format!(
            "{} indicators ({}): log the file as evidence",
            all.len(),
            kinds.join(", ")
        ));
    }
    for tag in all.iter().flat_map(|attribute| tags(attribute)) {
        if let Some(tlp) = Tlp::of_tag(&tag) {
            case.tlp = case.tlp.max(Some(tlp));
        }
    }
}

/// Tags of a list of texts.
pub(super) fn tagged_all(case: &mut Case, value: Option<&Value>) {
    for tag in texts(value) {
        tagged(case, tag);
    }
}
