//! Whether a place lies in another. Must not know the incident.

use crate::core::law::rulebook::Rulebook;

/// Whether a place lies in another: the same, a subdivision of it, or in a member of a region.
pub fn within(rules: &Rulebook, place: &str, wider: &str) -> bool {
    if place == wider {
        return true;
    }
    if let Some(members) = rules.regions.get(wider) {
        return members.iter().any(|member| within(rules, place, member));
    }
    place.strip_prefix(wider).is_some_and(|rest| rest.starts_with('-'))
}
