//! Whether a place lies in another. Must not know the incident.

use crate::core::law::rulebook::Rulebook;

/// The Union's region, where one authority leads.
pub(super) const UNION: &str = "EU";

/// A place and all that it lies in: what `within` says yes to, found out once for a place that hundreds of regimes ask
/// about.
pub(super) fn around<'a>(rules: &'a Rulebook, place: &'a str) -> Vec<&'a str> {
    // As in `within`, a region is its members and no beginning of a code.
    let parts = place.match_indices('-').map(|(at, _)| &place[..at]);
    let whole = parts.filter(|whole| !rules.regions.contains_key(*whole));
    let regions = rules.regions.keys().map(String::as_str);
    let regions = regions.filter(|region| within(rules, place, region));
    std::iter::once(place).chain(whole).chain(regions).collect()
}

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
