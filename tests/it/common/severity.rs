//! Facts the severity tests start from; knows no expected result.
use firebell::core::severity::*;

pub(crate) fn methods() -> Methods {
    Methods::parse(include_str!("../../../jurisdictions/methods.toml")).expect("methods.toml parses")
}

pub(crate) fn by<'a>(p: &'a Proposal, name: &str) -> &'a MethodResult {
    p.methods.iter().find(|m| m.name == name).expect("method present")
}

pub(crate) fn elements(codes: &[&str]) -> Option<Vec<String>> {
    Some(codes.iter().map(|c| (*c).to_owned()).collect())
}

/// Simple readable data at a known wrong person by mistake; every other fact known and mild.
pub(crate) fn slip() -> RiskFacts {
    RiskFacts {
        elements: elements(&["any_personal_data"]),
        kinds: Some(vec![Kind::Simple]),
        context: Some(Context::Usual),
        special_categories: Some(false),
        vulnerable_people: Some(false),
        encrypted: Some(false),
        key_taken: Some(false),
        acquired: Some(Likelihood::Confirmed),
        accessed: Some(Likelihood::Confirmed),
        breach_types: Some(vec![BreachType::Confidentiality]),
        cause: Some(Cause::Slip),
        malicious: Some(false),
        recipient: Some(DataRecipient::Known),
        deletion: Some(Deletion::No),
        backup: Some(Backup::Fast),
        restored_after_hours: None,
        effect: Some(Effect::None),
        identifiability: Some(Identifiability::Maximum),
        people: Some((1, Some(1))),
        within_organisation: Some(false),
        remedied: Some(false),
    }
}

pub(crate) fn hacked(kind: Kind) -> RiskFacts {
    RiskFacts {
        kinds: Some(vec![kind]),
        malicious: Some(true),
        recipient: Some(DataRecipient::Attacker),
        ..slip()
    }
}
