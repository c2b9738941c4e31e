//! What an incident is near to: the organization's own country and the places that are named so far. Until it is known
//! where people live, the law of every country is possible; that of these comes first.

use std::collections::BTreeSet;

use crate::app::assessment::opened_incident::Opened;
use crate::app::views::ObligationView;
use crate::core::facts::FactValue;
use crate::core::facts::keys;
use crate::core::verdict::Verdict;
use crate::roster::country_zones;
use crate::tui::model::Model;
use crate::tui::places;
use crate::tui::worker_values::Start;

/// The places an incident is about so far.
#[derive(Debug)]
pub(crate) struct Near<'m> {
    start: &'m Start,
    /// Places by their codes, and the country of each.
    places: BTreeSet<String>,
    countries: BTreeSet<String>,
}

/// How far away a place is, the nearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Distance {
    /// It is named, or a country or union that a named place is in.
    Here,
    /// Another part of such a country.
    SameCountry,
    /// Neither.
    Elsewhere,
}

fn country(place: &str) -> &str {
    place.split('-').next().unwrap_or(place)
}

impl<'m> Near<'m> {
    /// What is known of the places of an incident.
    pub(crate) fn of(model: &'m Model, opened: &Opened) -> Near<'m> {
        let start = &model.start;
        let of_people = opened.facts.iter().filter_map(|fact| {
            let place = fact.key.strip_prefix(keys::affected::BELOW)?;
            Some(place.to_owned())
        });
        let of_organisation = [keys::organisation::COUNTRY, keys::organisation::EU_MAIN_ESTABLISHMENT];
        let of_organisation = of_organisation.into_iter().filter_map(|key| {
            let fact = opened.facts.iter().find(|fact| fact.key == key);
            let value = fact
                .and_then(|fact| fact.value.as_ref())
                .or_else(|| start.profile.get(key));
            value.map(FactValue::as_typed)
        });
        let zone = country_zones::country_of(opened.whole.home_zone.name()).map(str::to_owned);
        let named = of_people.chain(of_organisation).chain(zone);
        let places: BTreeSet<String> = named.filter(|place| places::is_place(place)).collect();
        let countries = places.iter().map(|place| country(place).to_owned()).collect();
        Near {
            start,
            places,
            countries,
        }
    }

    /// How far away an obligation is. One that is due is never far; neither is any while no place is known, since
    /// nothing could tell them apart; nor is a law that belongs to no place and no region.
    pub(crate) fn distance(&self, o: &ObligationView) -> Distance {
        let law = &*o.jurisdiction;
        let of_region = self.start.regions.contains_key(law) && !places::is_place(law);
        let in_union = || self.countries.iter().any(|country| self.start.union.contains(country));
        let here = o.verdict == Verdict::Due
            || self.places.is_empty()
            || self.places.contains(law)
            || self.countries.contains(law)
            || (of_region && in_union())
            || (!of_region && !places::is_place(law));
        match here {
            true => Distance::Here,
            false if self.countries.contains(country(law)) => Distance::SameCountry,
            false => Distance::Elsewhere,
        }
    }
}
