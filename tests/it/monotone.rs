//! Making a fact worse never lowers a duty, whatever else is known.

use firebell::core::fact::{Count, Facts, Likelihood, Role};
use firebell::core::obligation::assess;
use firebell::core::tri::Tri;
use proptest::prelude::*;

use crate::common::{at, facts, rules};

const PLACES: [&str; 8] = ["US-TX", "US-CA", "US-OK", "US-NY", "DE-BY", "FR", "BR", "SG"];
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
    ) -> Facts {
        let mut facts = facts("[incident]\ntitle = \"t\"\n[organisation]\ncountry = \"US\"\nprofile = []\n[milestones]\ndiscovery = \"2026-03-05T14:00-06:00\"\n[breach]\ntypes = [\"confidentiality\"]\n[affected]\n");
        facts.organisation.roles = Some([if vendor { Role::Vendor } else { Role::Owner }].into());
        facts.elements = elements.map(|set| set.into_iter().map(str::to_owned).collect());
        facts.encrypted = encrypted;
        facts.key_taken = key_taken;
        facts.acquired = acquired.map(|at| LIKELIHOODS[at]);
        facts.accessed = accessed.map(|at| LIKELIHOODS[at]);
        for (place, count) in PLACES.iter().zip(counts) {
            facts.affected.places.insert((*place).to_owned(), Count::exactly(count));
        }
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
            for count in facts.affected.places.values_mut() {
                *count = Count::exactly(count.min + 600);
            }
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
        let now = at("2026-04-01T00:00:00Z");
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
            _ => forgotten.affected.known = false,
        }
        let now = at("2026-04-01T00:00:00Z");
        let before = assess(&known, rules(), now);
        let after = assess(&forgotten, rules(), now);
        for old in before.outcomes.iter().filter(|o| o.verdict == Tri::Yes) {
            if let Some(new) = after.outcomes.iter().find(|o| o.key == old.key) {
                prop_assert!(new.verdict != Tri::No, "{} was due and is now ruled out", old.key);
            }
        }
    }
}
