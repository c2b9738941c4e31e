//! chrono-tz against the fresher database, for every zone that a law file names.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use firebell::core::time::{Zone, tzdb_version};

use crate::common::{at, rules};

/// Zones of law files for which chrono-tz is known to be stale. A zone that joins or leaves this list is news.
const STALE: [&str; 5] = [
    "Africa/Casablanca",
    "America/Edmonton",
    "America/Vancouver",
    "America/Winnipeg",
    "Europe/Chisinau",
];

#[test]
fn stale_zones_are_known_and_answered_from_the_fresh_database() {
    let mut names: BTreeSet<&str> = rules().authorities.iter().map(|a| a.zone.name()).collect();
    for regime in &rules().regimes {
        names.insert(regime.zone.name());
        names.extend(
            regime
                .versions
                .iter()
                .flat_map(|v| &v.obligations)
                .filter_map(|o| o.zone.as_ref())
                .map(Zone::name),
        );
    }
    let differs = |name: &str| {
        let zone = Zone::named(name).unwrap();
        (0..5 * 366 * 4).any(|quarter| {
            let moment = at("2026-01-01T00:00:00Z") + TimeDelta::hours(6 * quarter);
            Zone::stale_offset_at(name, moment) != Some(zone.offset_at(moment))
        })
    };
    let stale: Vec<&str> = names.into_iter().filter(|name| differs(name)).collect();
    assert_eq!(stale, STALE);
    assert!(tzdb_version() >= "2026", "{}", tzdb_version());
}
