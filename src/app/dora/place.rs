//! Places in a report: what stands at the key of a field, and whether a key is one of the template's at all.

use serde_json::Value;

use super::{FIELDS, Field};

/// Keys that say what an entity is in the report; they belong to no field.
const ROLES: [&str; 3] = [
    "submittingEntity.entityType",
    "affectedEntity[].entityType",
    "ultimateParentUndertaking.entityType",
];

/// Everything that stands at the places of a field.
pub(super) fn values<'v>(report: &'v Value, field: &Field) -> Vec<&'v Value> {
    field.key.split(" | ").flat_map(|key| at(report, key)).collect()
}

/// Everything that stands at one place such as `incident.classificationTypes[data_losses].dataLossesDescription`.
pub(super) fn at<'v>(report: &'v Value, key: &str) -> Vec<&'v Value> {
    let mut found = vec![report];
    for step in key.split('.') {
        let (name, which) = match step.strip_suffix(']').and_then(|step| step.split_once('[')) {
            Some((name, which)) => (name, Some(which)),
            None => (step, None),
        };
        let named = found.into_iter().filter_map(|value| value.get(name));
        found = match which {
            None => named.collect(),
            Some(which) => named
                .filter_map(Value::as_array)
                .flatten()
                .filter(|item| is(item, which))
                .collect(),
        };
    }
    found
}

/// Whether an item of a list is the one that is meant: any, or that of a criterion.
fn is(item: &Value, which: &str) -> bool {
    which.is_empty() || item.get("classificationCriterion").and_then(Value::as_str) == Some(which)
}

/// A place of a report in the words of the keys: items of lists alike.
pub(super) fn known(path: &str) -> bool {
    let plain = |key: &str| match (key.find('['), key.find(']')) {
        (Some(from), Some(to)) => format!("{}[]{}", &key[..from], &key[to + 1..]),
        (Some(_) | None, _) => key.to_owned(),
    };
    let keys = FIELDS.iter().flat_map(|field| field.key.split(" | ")).chain(ROLES);
    keys.map(plain)
        .any(|key| key == path || key.strip_prefix(path).is_some_and(|rest| rest.starts_with(['.', '['])))
}
