//! Time zones of countries.

use std::collections::BTreeMap;
use std::sync::LazyLock;

static ZONES: LazyLock<BTreeMap<String, Vec<String>>> = LazyLock::new(|| {
    toml::from_str(include_str!("../../templates/roster/zones.toml"))
        .expect("the built-in zones of countries are part of the program")
});

/// The zones of a country by its ISO 3166 code, the one most people live in first. Zones that keep the same time are one.
pub fn of_country(code: &str) -> &'static [String] {
    ZONES.get(code).map_or(&[], Vec::as_slice)
}

/// The country of a zone; `None` for zones of several countries, and for those that another one of the country stands for.
pub fn country_of(zone: &str) -> Option<&'static str> {
    let found = ZONES.iter().find(|(_, zones)| zones.iter().any(|own| own == zone));
    found.map(|(country, _)| country.as_str())
}

#[cfg(test)]
mod tests {
    use firebell_core::time::Zone;

    use super::{ZONES, country_of, of_country};
    use crate::roster::place_names::english;

    #[test]
    fn every_country_has_a_name_and_every_zone_is_known() {
        assert!(ZONES.len() > 200);
        for (country, zones) in ZONES.iter() {
            assert!(english(country).is_some(), "{country}");
            assert!(!zones.is_empty(), "{country}");
            for zone in zones {
                assert!(Zone::named(zone).is_ok(), "{country}: {zone}");
            }
        }
    }

    #[test]
    fn germany_has_one_zone_and_the_united_states_have_several() {
        assert_eq!(of_country("DE"), ["Europe/Berlin"]);
        assert_eq!(of_country("US").first().map(String::as_str), Some("America/New_York"));
        assert!(of_country("US").iter().any(|zone| zone == "America/Chicago"));
        assert_eq!(country_of("America/Chicago"), Some("US"));
        assert_eq!(country_of("UTC"), None);
        assert!(of_country("XX").is_empty());
    }
}
