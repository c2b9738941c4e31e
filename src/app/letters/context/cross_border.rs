//! Whether a breach reaches several countries of the European Economic Area, as the people recorded there tell it.

use std::collections::BTreeMap;

use super::Filler;
use super::place::place_name;
use crate::app::letters::people_by_place::counted_places;
use crate::core::vocabulary::Certainty;
use crate::letter::check::compare::in_union;
use crate::letter::markdown::escape;

impl Filler<'_> {
    /// What is recorded of people in several countries. `None` where at most one is recorded, for then nobody knows, and where
    /// the people may be another customer's.
    pub(super) fn several_countries(&self) -> Option<String> {
        if self.shared {
            return None;
        }
        let counted = counted_places(&self.loaded.incident);
        let reached = counted.iter().filter_map(|own| {
            let (country, _) = own.place.split_once('-').unwrap_or((own.place, ""));
            let some = own.count.min > 0 && in_union(country);
            some.then_some((country, own.entry.certainty == Certainty::Suspected))
        });
        let mut countries: BTreeMap<&str, bool> = BTreeMap::new();
        for (country, suspected) in reached {
            // One sure number of people makes a country sure.
            let unsure = countries.entry(country).or_insert(suspected);
            *unsure = *unsure && suspected;
        }
        if countries.len() < 2 {
            return None;
        }
        let named = countries.iter().map(|(country, suspected)| {
            let name = place_name(self.words, country);
            match suspected {
                true => format!("{name} ({})", self.words.suspected),
                false => name,
            }
        });
        let places = named.collect::<Vec<_>>().join(", ");
        let told = self.words.people_in_several_countries.replace("{places}", &places);
        Some(escape(&told))
    }
}
