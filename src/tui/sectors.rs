//! Sectors in plain words. The law's flags are many and fine-grained; somebody under pressure knows which trade they
//! work in. What a group rules out is known for certain, what it holds stays open and is asked.

use std::collections::BTreeSet;

use super::widget::pick::Choice;
use super::worker_values::Offer;

/// A group of flags that a person recognizes.
struct Sector {
    code: &'static str,
    words: &'static str,
    found_by: &'static str,
    flags: &'static [&'static str],
}

/// The word for none of the groups.
const NONE: &str = "none";

const SECTORS: [Sector; 12] = [
    Sector {
        code: "health",
        words: "health care, health insurance, medical devices or health apps",
        found_by: "hospital doctor hipaa clinic patient",
        flags: &[
            "hipaa_covered_entity",
            "hipaa_business_associate",
            "part2_program",
            "phr_vendor",
            "phr_service_provider",
            "health_facility",
            "my_health_record",
            "health_custodian",
            "general_hospital",
            "ehr_manufacturer",
            "medical_device_manufacturer",
            "ivd_manufacturer",
        ],
    },
    Sector {
        code: "banking",
        words: "banking, lending, payments or other financial services",
        found_by: "bank credit union mortgage fintech dora glba",
        flags: &[
            "glba_institution",
            "ftc_safeguards_institution",
            "bank",
            "bank_service_provider",
            "credit_union",
            "nydfs_covered_entity",
            "state_financial_licensee",
            "fha_lender",
            "ginnie_mae_issuer",
            "fannie_mae_partner",
            "freddie_mac_partner",
            "credit_bureau",
            "primary_regulator",
            "dora_financial_entity",
            "dora_no_relief",
            "payment_provider_outside_dora",
            "payment_provider",
            "supervised_financial",
            "farm_credit_institution",
            "state_chartered_bank",
        ],
    },
    Sector {
        code: "securities",
        words: "a listed company, or securities, funds and exchanges",
        found_by: "public company stock sec broker dealer investment adviser",
        flags: &[
            "sec_registrant",
            "foreign_private_issuer",
            "asset_backed_issuer",
            "broker_dealer_or_adviser",
            "reg_sp_larger",
            "sci_entity",
            "nfa_member",
            "cftc_market_infrastructure",
            "investment_dealer",
            "state_securities_registrant",
        ],
    },
    Sector {
        code: "insurance",
        words: "insurance: carrier, agency or producer",
        found_by: "insurer naic",
        flags: &[
            "insurance_licensee",
            "insurance_home",
            "insurance_carrier",
            "insurance_small",
        ],
    },
    Sector {
        code: "cards",
        words: "card payments: we accept or process credit cards",
        found_by: "pci visa mastercard amex merchant shop",
        flags: &["card_visa", "card_mastercard", "card_amex", "card_acquirer"],
    },
    Sector {
        code: "telecom",
        words: "telecoms, internet access, cloud, hosting or other digital services",
        found_by: "carrier voip saas datacentre dns trust service provider nis2",
        flags: &[
            "telecom_provider",
            "network_operator",
            "trust_service_qualified",
            "trust_service_nonqualified",
            "digital_service_provider",
            "online_service",
            "nis2_2690",
            "digital_id_entity",
            "data_intermediary",
            "digital_economy_listed",
        ],
    },
    Sector {
        code: "infrastructure",
        words: "energy, water, transport or other critical infrastructure",
        found_by: "power utility pipeline airline port rail nis2 kritis",
        flags: &[
            "tsa_regulated",
            "mtsa_regulated",
            "nerc_registered",
            "nis2_essential",
            "nis2_important",
            "cer_critical_entity",
            "electricity_impact_entity",
            "essential_service",
            "vital_operator",
            "critical_infrastructure",
            "electric_utility",
            "water_utility",
            "nuclear_licensee",
            "maritime_operator",
            "aviation_organisation",
            "aviation_design_aerodrome",
            "federal_work",
        ],
    },
    Sector {
        code: "contractor",
        words: "a contractor or cloud provider of a government",
        found_by: "defense dod fedramp cjis federal",
        flags: &[
            "dod_contractor",
            "dod_subcontractor",
            "dhs_contractor",
            "federal_contractor_cui",
            "fedramp_legacy",
            "fedramp_2026_b",
            "fedramp_2026_c",
            "fedramp_2026_d",
            "cjis_contractor",
            "fti_holder",
            "public_contractor",
        ],
    },
    Sector {
        code: "government",
        words: "a public body, agency, court or police force",
        found_by: "state county municipality ministry",
        flags: &[
            "public_body",
            "state_agency",
            "local_public_body",
            "eu_institution",
            "law_enforcement_authority",
            "central_organ",
        ],
    },
    Sector {
        code: "education",
        words: "a school, university or service for schools",
        found_by: "student college edtech",
        flags: &["title_iv_institution", "school_operator"],
    },
    Sector {
        code: "products",
        words: "a maker of software, devices or AI",
        found_by: "manufacturer iot open source artificial intelligence cra",
        flags: &[
            "cra_manufacturer",
            "cra_steward",
            "ai_provider_high_risk",
            "ai_provider_gpai_systemic",
            "product_vendor",
            "frontier_developer",
        ],
    },
    Sector {
        code: "other",
        words: "tax preparation, data brokerage, gaming, or a company in a free zone",
        found_by: "casino broker accountant",
        flags: &[
            "tax_preparer",
            "tax_online_provider",
            "information_broker",
            "gaming_operator",
            "free_zone",
        ],
    },
];

/// Flags that are no sector: an organization in none of the groups may have them all the same, so they stay open.
#[cfg(test)]
const WHOEVER: [&str; 7] = [
    "app_entity",
    "turnover_over_aud_3m",
    "employer_or_payroll",
    "own_procedures",
    "sworn_policy",
    "database_level",
    "small_scale_agent",
];

/// The groups, "none of these" first.
pub(super) fn choices() -> Vec<Choice> {
    let none = Choice::new(NONE, "none of these").found_by("no nothing");
    let groups = SECTORS
        .iter()
        .map(|sector| Choice::new(sector.code, sector.words).found_by(sector.found_by));
    std::iter::once(none).chain(groups).collect()
}

/// What is said of the organization by the groups somebody chose: no flag for certain, and those that stay open. `None`:
/// nothing was chosen.
pub(super) fn open_flags(chosen: &str, known: &[Offer]) -> Option<Vec<String>> {
    let chosen: BTreeSet<&str> = super::widget::pick::codes(chosen).collect();
    if chosen.is_empty() {
        return None;
    }
    let ruled_out: BTreeSet<&str> = SECTORS
        .iter()
        .filter(|sector| !chosen.contains(sector.code))
        .flat_map(|sector| sector.flags)
        .copied()
        .collect();
    // A flag of a law that was added stays open: no group knows it.
    let open = known.iter().filter(|flag| !ruled_out.contains(flag.id.as_str()));
    Some(open.map(|flag| flag.id.clone()).collect())
}

/// The groups that a person chose before, as far as the flags tell.
pub(super) fn chosen(held: &[&str]) -> String {
    let name = |flag: &str| flag.split('@').next().unwrap_or(flag).to_owned();
    let held: BTreeSet<String> = held.iter().map(|flag| name(flag)).collect();
    let groups = SECTORS
        .iter()
        .filter(|sector| sector.flags.iter().any(|flag| held.contains(*flag)));
    groups.map(|sector| sector.code).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{SECTORS, WHOEVER, chosen, open_flags};
    use crate::app::law::files as law_files;
    use crate::tui::worker_values::Offer;

    fn flags() -> Vec<Offer> {
        let rules = law_files::load_all(&[]).unwrap().rules;
        let offers = rules.flags.keys().map(|id| Offer {
            id: id.clone(),
            words: String::new(),
        });
        offers.collect()
    }

    #[test]
    fn every_flag_of_the_law_is_in_one_group_or_is_no_sector() {
        let mut times: BTreeMap<String, usize> = flags().into_iter().map(|flag| (flag.id, 0)).collect();
        for flag in SECTORS.iter().flat_map(|sector| sector.flags).chain(&WHOEVER) {
            *times.get_mut(*flag).unwrap_or_else(|| panic!("unknown flag {flag}")) += 1;
        }
        let wrong: Vec<_> = times.into_iter().filter(|(_, times)| *times != 1).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    #[test]
    fn none_of_the_sectors_leaves_open_what_is_no_sector() {
        let known = flags();
        let open = open_flags("none", &known).unwrap();
        assert_eq!(open.len(), WHOEVER.len());
        assert!(open.iter().any(|flag| flag == "turnover_over_aud_3m"));
        let health = open_flags("health", &known).unwrap();
        assert!(health.iter().any(|flag| flag == "hipaa_covered_entity"));
        assert!(!health.iter().any(|flag| flag == "bank"));
        assert_eq!(open_flags("", &known), None);
        assert_eq!(chosen(&["telecom_provider@US", "bank"]), "banking, telecom");
    }
}
