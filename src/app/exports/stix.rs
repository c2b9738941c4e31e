//! A STIX 2.1 bundle: the organization and the incident as the base standard has them. The draft that would say more
//! contradicts itself, so that nothing of it is written.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use super::{id_of, name};
use crate::app::record::Loaded;
use crate::core::facts::keys;
use crate::core::facts::{FactValue, IncidentKind};
use crate::core::tlp::Tlp;

/// The extension that defines the markings of the protocol's second edition.
const TLP_EXTENSION: &str = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d";
/// When its marking definitions were made.
const TLP_MADE: &str = "2022-10-01T00:00:00.000Z";

/// The bundle. `state`: that of the record when the incident was last changed.
pub fn bundle(loaded: &Loaded, tlp: Tlp, state: Option<&str>) -> Value {
    let incident = &loaded.incident;
    let (opened, last) = (incident.opened_at, incident.last_at);
    let organisation = loaded
        .organisation
        .profile
        .get(keys::organisation::NAME)
        .map_or("unnamed".to_owned(), FactValue::plain);
    let identity = format!("identity--{}", id_of(&["organisation", &organisation]));
    let mut labels = vec!["firebell"];
    if incident.kind == IncidentKind::Exercise {
        labels.push("exercise");
    }
    let marks = [tlp.stix_id()];
    let mut references = vec![json!({ "source_name": "firebell", "external_id": incident.code })];
    references.extend(state.map(|state| json!({ "source_name": "firebell record state", "external_id": state })));
    json!({
        "type": "bundle",
        "id": format!("bundle--{}", id_of(&["bundle", &incident.id, &incident.seq.to_string(), tlp.code()])),
        "objects": [
            marking(tlp),
            {
                "type": "identity",
                "spec_version": "2.1",
                "id": identity,
                "created": millis(opened),
                "modified": millis(opened),
                "name": organisation,
                "identity_class": "organization",
                "object_marking_refs": marks,
            },
            {
                "type": "incident",
                "spec_version": "2.1",
                "id": format!("incident--{}", id_of(&["incident", &incident.id])),
                "created_by_ref": identity,
                "created": millis(opened),
                "modified": millis(last),
                "name": name(loaded),
                "labels": labels,
                "external_references": references,
                "object_marking_refs": marks,
            },
        ],
    })
}

fn millis(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn marking(tlp: Tlp) -> Value {
    json!({
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": tlp.stix_id(),
        "created": TLP_MADE,
        "name": tlp.words(),
        "extensions": { TLP_EXTENSION: { "extension_type": "property-extension", "tlp_2_0": tlp.tag().trim_start_matches("tlp:") } },
    })
}
