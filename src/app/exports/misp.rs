//! A MISP event. MISP spreads events to partners: it leaves unpublished, for the own organization alone, and without any
//! indicator, since the record keeps none.

use serde_json::{Value, json};

use super::{codes, fact, id_of, name};
use crate::app::record::Loaded;
use crate::core::facts::keys;
use crate::core::facts::{FactValue, IncidentKind};
use crate::core::tlp::Tlp;

/// The event. `state`: that of the record.
pub fn event(loaded: &Loaded, tlp: Tlp, state: Option<&str>) -> Value {
    let incident = &loaded.incident;
    let occurred = fact(loaded, keys::milestones::OCCURRENCE).and_then(FactValue::moment);
    let at = occurred.unwrap_or(incident.opened_at);
    let written = incident.last_at.timestamp();
    let mut tags = vec![json!({ "name": tlp.tag() })];
    tags.extend(state.map(|state| json!({ "name": format!("firebell:record-state=\"{state}\"") })));
    if incident.kind == IncidentKind::Exercise {
        tags.push(json!({ "name": "exercise:generic=\"comcheck\"" }));
        tags.push(json!({ "name": "rsit:test=\"test\"" }));
    }
    if codes(loaded, keys::breach::KINDS)
        .iter()
        .any(|kind| kind == "ransomware_deployed")
    {
        tags.push(json!({ "name": "rsit:malicious-code=\"infected-system\"" }));
    }
    let organisation = loaded
        .organisation
        .profile
        .get(keys::organisation::NAME)
        .map_or("unnamed".to_owned(), FactValue::plain);
    json!({ "Event": {
        "uuid": incident.id,
        "info": name(loaded),
        "date": at.format("%Y-%m-%d").to_string(),
        "threat_level_id": "4",
        "analysis": if incident.closed.is_some() { "2" } else { "1" },
        "published": false,
        "distribution": "0",
        "timestamp": written.to_string(),
        "publish_timestamp": "0",
        "sharing_group_id": "0",
        "Orgc": { "name": organisation, "uuid": id_of(&["organisation", &organisation]) },
        "Attribute": [],
        "Tag": tags,
    }})
}
