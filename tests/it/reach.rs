//! Whom a law reaches: laws that take another one's place, and the reasons that name what an organization counts as.

use firebell::core::law::rulebook::Trigger;
use firebell::core::obligation::assess;
use firebell::core::tri::Tri;

use crate::common::{facts, rules, story};

/// An incident of an organization with some flags, discovered on a day; `more` are further lines of the facts file.
struct Case<'c> {
    profile: &'c [&'c str],
    discovery: &'c str,
    more: &'c str,
}

impl Case<'_> {
    /// The verdict of an obligation, and its reasons.
    fn answer(&self, obligation: &str) -> (Tri, String) {
        let text = format!(
            "[incident]\ntitle = \"t\"\nhome_zone = \"Europe/Berlin\"\n[organisation]\ncountry = \"DE\"\n\
             eu_main_establishment = \"DE-BY\"\nrole = [\"controller\", \"processor\"]\nprofile = {:?}\n\
             [milestones]\ndiscovery = \"{}T10:00:00Z\"\n{}\n",
            self.profile, self.discovery, self.more
        );
        let facts = facts(&text);
        let assessment = assess(&facts, rules(), story("2026-11-24T00:00:00Z"));
        let outcome = assessment.outcomes.iter().find(|outcome| outcome.key == *obligation);
        let outcome = outcome.unwrap_or_else(|| panic!("{obligation} is not answered"));
        let reasons: Vec<String> = outcome.causes().map(|cause| cause.text.to_string()).collect();
        (outcome.verdict, reasons.join("; "))
    }
}

#[test]
fn a_law_that_was_not_yet_in_force_takes_no_other_ones_place() {
    let on = |discovery| Case {
        profile: &["dora_financial_entity@DE", "nis2_essential@DE", "nis2_essential@CY"],
        discovery,
        more: "[answers]\nnis2_significant = true",
    };
    // DORA applies from 17 January 2025.
    let before = on("2024-12-10");
    let (verdict, why) = before.answer("eu-dora/initial-after-awareness");
    assert_eq!(verdict, Tri::No, "{why}");
    assert!(why.contains("not yet in force on 2024-12-10"), "{why}");
    let (verdict, why) = before.answer("eu-nis2/early-warning");
    assert_eq!(verdict, Tri::Yes, "{why}");
    // The Cypriot law of that day is not modeled.
    let (verdict, why) = before.answer("cy-nis2/early-warning");
    assert_eq!(verdict, Tri::Unknown, "{why}");
    let after = on("2025-06-10");
    for obligation in ["eu-nis2/early-warning", "cy-nis2/early-warning"] {
        let (verdict, why) = after.answer(obligation);
        assert_eq!(
            (verdict, why.as_str()),
            (Tri::No, "eu-dora applies instead"),
            "{obligation}"
        );
    }
}

#[test]
fn a_law_takes_anothers_place_only_where_its_data_were_hit() {
    let hit = |discovery, sets| Case {
        profile: &["fedramp_legacy", "fedramp_2026_b"],
        discovery,
        more: sets,
    };
    let federal = "[data]\nsets = [\"federal_customer\"]";
    // The rules of 2026 apply from 4 July 2026.
    let (verdict, why) = hit("2026-03-10", federal).answer("us-fedramp/agencies");
    assert_eq!(verdict, Tri::Yes, "{why}");
    let (verdict, why) = hit("2026-07-10", federal).answer("us-fedramp/agencies");
    assert_eq!((verdict, why.as_str()), (Tri::No, "us-fedramp-2026 applies instead"));
    // Not known whether the new rules are the ones that apply: neither are the old ones ruled out.
    let (verdict, why) = hit("2026-07-10", "").answer("us-fedramp/agencies");
    assert_eq!(verdict, Tri::Unknown, "{why}");
}

#[test]
fn a_law_that_the_organization_is_outside_of_takes_no_other_ones_place() {
    // The Health Breach Notification Rule excepts covered entities, for whom HIPAA applies instead.
    let clinic = Case {
        profile: &["public_body@US-VA", "phr_vendor", "hipaa_covered_entity"],
        discovery: "2026-06-10",
        more: "",
    };
    let (verdict, why) = clinic.answer("us-va-medical/individuals");
    assert_eq!((verdict, why.as_str()), (Tri::No, "us-hipaa applies instead"));
    let vendor = Case {
        profile: &["public_body@US-VA", "phr_vendor"],
        ..clinic
    };
    let (verdict, why) = vendor.answer("us-va-medical/individuals");
    assert_eq!((verdict, why.as_str()), (Tri::No, "us-ftc-hbnr applies instead"));
}

#[test]
fn a_reason_names_the_flags_that_decided() {
    let with = |profile| Case {
        profile,
        discovery: "2026-06-10",
        more: "[affected]\n\"US-OH\" = 5\n[data]\nelements = [\"ssn\"]\nsets = [\"phi\"]",
    };
    // Two flags take an organization outside; the clinic carries the second.
    let (verdict, why) = with(&["hipaa_covered_entity"]).answer("us-oh/individuals");
    assert_eq!(verdict, Tri::No);
    assert!(
        why.starts_with("outside this law: the organization counts as hipaa covered entity (")
            && !why.contains("public"),
        "{why}"
    );
    let both = with(&["hipaa_covered_entity", "public_body@US-OH"]);
    let (_, why) = both.answer("us-oh/individuals");
    assert!(
        why.contains("public body in US-OH (") && why.contains(") and hipaa covered entity ("),
        "{why}"
    );
    // A regime reaches whoever carries one of several flags.
    let (_, why) = with(&["nis2_important@DE"]).answer("eu-nis2/early-warning");
    assert!(
        why.contains("counts as nis2 important in EU (") && !why.contains("essential"),
        "{why}"
    );
    let (verdict, why) = with(&[]).answer("eu-nis2/early-warning");
    assert_eq!(verdict, Tri::No);
    assert!(
        why.contains("does not count as nis2 essential in EU (") && why.contains(") or cer critical entity in EU ("),
        "{why}"
    );
    // A condition of an obligation, too.
    let case = Case {
        more: "[affected]\n\"US-IL\" = 5000\n[data]\nelements = [\"medical\"]\nencrypted = false\nmedium = \"electronic\"\n\
               acquired = \"confirmed\"",
        ..with(&["hipaa_covered_entity"])
    };
    let (_, why) = case.answer("us-il/regulator_hipaa");
    assert!(
        why.contains("the organization counts as hipaa covered entity") && !why.contains("associate"),
        "{why}"
    );
}

#[test]
fn a_reason_names_the_places_that_decided() {
    let text = |country, place| {
        format!(
            "[incident]\ntitle = \"t\"\n[organisation]\ncountry = \"{country}\"\n[affected]\n{place} = 5\nelsewhere = 0\n"
        )
    };
    // The law of the French overseas territories names twelve of them.
    for (text, told) in [
        (text("RE", "GP"), "the organization is established in RE"),
        (text("DE", "GP"), "people in GP affected: 5"),
    ] {
        let facts = facts(&text);
        let assessment = assess(&facts, rules(), story("2026-11-24T00:00:00Z"));
        let outcome = assessment
            .outcomes
            .iter()
            .find(|o| o.regime.id == *"fr-outre-mer")
            .unwrap();
        let first = outcome.causes().next().unwrap().text.to_string();
        assert_eq!(first, told, "{:?}", outcome.verdict);
    }
}

#[test]
fn a_flag_that_is_known_is_not_asked_for_beside_one_that_is_not() {
    let text = "[incident]\ntitle = \"t\"\n[organisation]\nprofile = []\nprofile_unknown = [\"nis2_important@DE\"]\n";
    let facts = facts(text);
    let assessment = assess(&facts, rules(), story("2026-11-24T00:00:00Z"));
    let outcome = assessment
        .outcomes
        .iter()
        .find(|o| o.key == *"eu-nis2/early-warning")
        .unwrap();
    let causes: Vec<String> = outcome.causes().map(|cause| cause.text.to_string()).collect();
    assert!(
        causes[0].contains("counts as nis2 important in EU (") && !causes[0].contains("essential"),
        "{causes:?}"
    );
    let flags: Vec<String> = outcome
        .missing()
        .map(ToString::to_string)
        .filter(|f| f.contains("profile"))
        .collect();
    assert_eq!(flags, ["organisation.profile.nis2_important@EU"]);
}

#[test]
fn a_no_has_the_one_reason_that_gave_it() {
    let all = |flags: &str, people: &str| {
        format!(
            "[incident]\ntitle = \"t\"\n[organisation]\ncountry = \"US\"\neu_main_establishment = \"none\"\nrole = \"controller\"\n\
             profile = {flags}\n[milestones]\ndiscovery = \"2026-06-10T10:00:00Z\"\n[data]\nelements = [\"ssn\", \"medical\"]\n\
             encrypted = false\nmedium = \"electronic\"\nacquired = \"confirmed\"\n[affected]\n{people}"
        )
    };
    let mut stood_in = 0;
    let rules = rules();
    let states = rules
        .regimes
        .iter()
        .filter(|regime| regime.jurisdiction.starts_with("US-"));
    let listed: std::collections::BTreeSet<&str> = states.map(|regime| regime.jurisdiction.as_str()).collect();
    let few: String = listed.iter().map(|state| format!("\"{state}\" = 3\n")).collect();
    for people in [few.as_str(), ""] {
        for flags in ["[\"glba_institution\", \"hipaa_covered_entity\"]", "[]"] {
            let facts = facts(&all(flags, people));
            let assessment = assess(&facts, rules, story("2026-11-24T00:00:00Z"));
            let no = assessment
                .outcomes
                .iter()
                .filter(|outcome| outcome.verdict == Tri::No && outcome.key.place().is_none());
            for outcome in no {
                let reasons: Vec<String> = outcome.causes().map(|cause| cause.text.to_string()).collect();
                assert_eq!(reasons.len(), 1, "{}: {reasons:?}", outcome.key);
                assert_eq!(outcome.missing().count(), 0, "{}", outcome.key);
                stood_in += usize::from(
                    reasons[0].contains("stands in for this law") && outcome.obligation.threshold.is_some(),
                );
            }
        }
    }
    assert!(stood_in > 0, "no law with a number gave way to another one");
}

#[test]
fn where_access_and_acquisition_are_needed_acquisition_alone_is_asked_for() {
    let text = "[incident]\ntitle = \"t\"\n[organisation]\ncountry = \"US\"\neu_main_establishment = \"none\"\n\
                role = \"controller\"\nprofile = []\n[milestones]\ndiscovery = \"2026-06-10T10:00:00Z\"\n[data]\n\
                elements = [\"ssn\"]\nencrypted = false\nmedium = \"electronic\"\n[affected]\n\"US-FL\" = 600\n\"US-IN\" = 600\n";
    let mut asked = 0;
    for accessed in ["", "accessed = \"excluded\"\n", "accessed = \"confirmed\"\n"] {
        let facts = facts(&text.replace("[affected]", &format!("{accessed}[affected]")));
        let assessment = assess(&facts, rules(), story("2026-06-24T00:00:00Z"));
        let needs_both = assessment.outcomes.iter().filter(|outcome| {
            let data = outcome.regime.current().data.as_ref();
            data.is_some_and(|data| data.trigger == Trigger::AccessAndAcquisition)
        });
        for outcome in needs_both {
            let missing: Vec<String> = outcome.missing().map(ToString::to_string).collect();
            assert!(
                !missing.contains(&"data.accessed".to_owned()),
                "{}: {missing:?}",
                outcome.key
            );
            asked += usize::from(missing.contains(&"data.acquired".to_owned()));
        }
    }
    assert!(asked > 3, "{asked}");
}
