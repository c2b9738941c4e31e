//! The shelter of encryption: what must be known before a law asks for no notice.

use firebell::core::obligation::assess;
use firebell::core::tri::Tri;

use crate::common::{facts, rules, story};

/// The notice to people under the GDPR, and the facts that would settle it.
fn notice(breach: &str) -> (Tri, Vec<String>) {
    let text = format!(
        "[incident]\ntitle = \"t\"\nhome_zone = \"Europe/Berlin\"\n[organisation]\ncountry = \"DE\"\n\
         eu_main_establishment = \"DE-BY\"\nrole = \"controller\"\nprofile = []\n[milestones]\n\
         awareness = \"2026-11-20T10:00:00Z\"\n[decisions]\ngdpr_risk = \"high\"\nrisk_removed = false\n\
         direct_notice = \"possible\"\n[affected]\n\"DE-BY\" = 5\n[data]\nelements = [\"any_personal_data\"]\n\
         medium = \"electronic\"\nacquired = \"confirmed\"\n{breach}"
    );
    let facts = facts(&text);
    let assessment = assess(&facts, rules(), story("2026-11-24T00:00:00Z"));
    let outcome = assessment
        .outcomes
        .iter()
        .find(|o| o.key == *"eu-gdpr/individuals")
        .unwrap();
    (outcome.verdict, outcome.missing().map(ToString::to_string).collect())
}

#[test]
fn encryption_shelters_only_where_nothing_but_confidentiality_is_known_to_be_lost() {
    for (breach, verdict, missing) in [
        (
            "encrypted = true\nkey_taken = false\n[breach]\ntypes = [\"confidentiality\"]",
            Tri::No,
            &[][..],
        ),
        (
            "encrypted = true\nkey_taken = false\n[breach]\ntypes = [\"availability\"]",
            Tri::Yes,
            &[],
        ),
        (
            "encrypted = true\nkey_taken = false\n[breach]\ntypes = [\"confidentiality\", \"integrity\"]",
            Tri::Yes,
            &[],
        ),
        // Nobody has said what was lost: it may be the availability of the data, which encryption does not give back.
        ("encrypted = true\nkey_taken = false", Tri::Unknown, &["breach.types"]),
        ("encrypted = true", Tri::Unknown, &["data.key_taken", "breach.types"]),
        (
            "encrypted = true\n[breach]\ntypes = [\"confidentiality\"]",
            Tri::Unknown,
            &["data.key_taken"],
        ),
        ("", Tri::Unknown, &["data.encrypted"]),
        ("encrypted = true\nkey_taken = true", Tri::Yes, &[]),
        ("encrypted = false", Tri::Yes, &[]),
    ] {
        assert_eq!(
            notice(breach),
            (verdict, missing.iter().map(ToString::to_string).collect()),
            "{breach}"
        );
    }
}
