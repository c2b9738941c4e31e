//! Making a fact worse never lowers a duty, whatever else is known.

use std::collections::BTreeMap;

use firebell::core::facts::{Affected, Count, Facts, Likelihood, Role};
use firebell::core::obligation::assess;
use firebell::core::tri::Tri;
use proptest::prelude::*;

use crate::common::{facts, rules, story};

const PLACES: [&str; 8] = ["US-TX", "US-CA", "US-OK", "US-NY", "DE-BY", "FR", "BR", "SG"];
const ADDED: [&str; 6] = ["US-WA", "US-VT", "DE-BE", "IE", "JP", "CA-QC"];
const ELEMENTS: [&str; 5] = ["ssn", "medical", "online_credentials", "any_personal_data", "dob"];
const LIKELIHOODS: [Likelihood; 4] = [
    Likelihood::Excluded,
    Likelihood::Possible,
    Likelihood::Likely,
    Likelihood::Confirmed,
];

prop_compose! {
    fn incident()(
        elements in proptest::option::of(proptest::collection::btree_set(proptest::sample::select(&ELEMENTS[..]), 0..4)),
        encrypted in proptest::option::of(any::<bool>()),
        key_taken in proptest::option::of(any::<bool>()),
        acquired in proptest::option::of(0..4_usize),
        accessed in proptest::option::of(0..4_usize),
        counts in proptest::collection::vec(0..2000_u64, 8),
        risk in proptest::option::of(proptest::sample::select(&["unlikely", "risk", "high"][..])),
        vendor in any::<bool>(),
        closed in any::<bool>(),
    ) -> Facts {
        let mut facts = facts("[incident]\ntitle = \"t\"\n[organisation]\ncountry = \"US\"\nprofile = []\n[milestones]\ndiscovery = \"2026-03-05T14:00-06:00\"\n[breach]\ntypes = [\"confidentiality\"]\n[affected]\n");
        facts.organisation.roles = Some([if vendor { Role::Vendor } else { Role::Owner }].into());
        facts.elements = elements.map(|set| set.into_iter().map(str::to_owned).collect());
        facts.encrypted = encrypted;
        facts.key_taken = key_taken;
        facts.acquired = acquired.map(|at| LIKELIHOODS[at]);
        facts.accessed = accessed.map(|at| LIKELIHOODS[at]);
        let counts = PLACES.iter().zip(counts).map(|(place, count)| ((*place).to_owned(), Count::exactly(count)));
        facts.affected = Affected::stated(counts.collect(), None, closed.then_some(Count::ZERO));
        if let Some(risk) = risk {
            facts.decisions.families.insert("gdpr_risk".to_owned(), risk.to_owned());
        }
        facts
    }
}

/// One way to make things worse.
fn worse(facts: &Facts, how: usize) -> Facts {
    let mut facts = facts.clone();
    let up = |l: Option<Likelihood>| l.map(|l| *LIKELIHOODS.iter().find(|m| **m > l).unwrap_or(&l));
    match how {
        0 => facts.encrypted = Some(false),
        1 => facts.key_taken = Some(true),
        2 => facts.acquired = up(facts.acquired),
        3 => facts.accessed = up(facts.accessed),
        4 => {
            let more = facts
                .affected
                .places()
                .iter()
                .map(|(place, count)| (place.clone(), Count::exactly(count.min + 600)));
            facts.affected = Affected::stated(more.collect(), None, Some(facts.affected.elsewhere()));
        }
        5 => {
            if let Some(set) = &mut facts.elements {
                set.extend(ELEMENTS.map(str::to_owned));
            }
        }
        _ => {
            facts
                .decisions
                .families
                .insert("gdpr_risk".to_owned(), "high".to_owned());
        }
    }
    facts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn worse_facts_never_lower_a_duty(mild in incident(), how in 0..7_usize) {
        let grave = worse(&mild, how);
        let now = story("2026-04-01T00:00:00Z");
        let before = assess(&mild, rules(), now);
        let after = assess(&grave, rules(), now);
        for old in &before.outcomes {
            let Some(new) = after.outcomes.iter().find(|o| o.key == old.key) else { continue };
            // A milder duty gives way when a stricter one takes its place; that one is then due.
            let replaced = old.obligation.when.iter().any(|c| matches!(c.test, firebell::core::law::rulebook::Test::SupersededBy(_)));
            prop_assert!(new.verdict >= old.verdict || replaced, "{}: {:?} became {:?} by {how}", old.key, old.verdict, new.verdict);
        }
    }

    /// A missing fact never turns into a quiet no: forgetting a fact may open a verdict, never close one that was due.
    #[test]
    fn forgetting_a_fact_never_hides_a_duty(known in incident(), what in 0..4_usize) {
        let mut forgotten = known.clone();
        match what {
            0 => forgotten.elements = None,
            1 => forgotten.acquired = None,
            2 => forgotten.encrypted = None,
            _ => forgotten.affected = Affected::default(),
        }
        let now = story("2026-04-01T00:00:00Z");
        let before = assess(&known, rules(), now);
        let after = assess(&forgotten, rules(), now);
        for old in before.outcomes.iter().filter(|o| o.verdict == Tri::Yes) {
            if let Some(new) = after.outcomes.iter().find(|o| o.key == old.key) {
                prop_assert!(new.verdict != Tri::No, "{} was due and is now ruled out", old.key);
            }
        }
    }

    /// People in one more place never lower what is owed, whatever is known about the places that are not listed.
    #[test]
    fn adding_a_place_never_lowers_an_obligation(few in incident(), place in 0..ADDED.len(), people in 1..2000_u64) {
        let place = ADDED[place];
        let mut places = few.affected.places().clone();
        places.insert(place.to_owned(), Count::exactly(people));
        let mut more = few.clone();
        more.affected = Affected::stated(places, None, Some(few.affected.elsewhere()));
        let now = story("2026-04-01T00:00:00Z");
        let before = assess(&few, rules(), now);
        let after = assess(&more, rules(), now);
        for old in &before.outcomes {
            let Some(new) = after.outcomes.iter().find(|o| o.key == old.key) else { continue };
            let replaced = old.obligation.when.iter().any(|c| matches!(c.test, firebell::core::law::rulebook::Test::SupersededBy(_)));
            // What was only possible because this place was unknown is settled by its number; nothing else is.
            let settled = old.verdict == Tri::Unknown && old.missing().any(|fact| fact.to_string() == format!("affected.{place}"));
            prop_assert!(new.verdict >= old.verdict || replaced || settled, "{}: {:?} became {:?} by {place}", old.key, old.verdict, new.verdict);
        }
    }

    /// A total says nothing about any one place: recorded on its own it takes no obligation away.
    #[test]
    fn a_total_alone_rules_no_place_out(known in incident(), total in 1..50_000_u64) {
        let (mut blank, mut counted) = (known.clone(), known);
        blank.affected = Affected::default();
        counted.affected = Affected::stated(BTreeMap::new(), Some(Count::exactly(total)), None);
        let now = story("2026-04-01T00:00:00Z");
        let before = assess(&blank, rules(), now);
        let after = assess(&counted, rules(), now);
        for old in &before.outcomes {
            let Some(new) = after.outcomes.iter().find(|o| o.key == old.key) else { continue };
            let by_total = old.missing().any(|fact| fact.to_string() == "affected.total");
            prop_assert!(new.verdict >= old.verdict || by_total, "{}: {:?} became {:?}", old.key, old.verdict, new.verdict);
        }
    }
}
