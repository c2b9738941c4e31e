//! Whom a law reaches: laws that take another one's place, and the reasons that name what an organization counts as.

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
