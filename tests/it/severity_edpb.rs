//! The eighteen EDPB cases come out as the Board decided; knows only codes and outcomes.
use firebell::core::coded::UnknownCode;
use firebell::core::severity::*;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    n: u32,
    recalled: bool,
    risk: String,
    kinds: Vec<String>,
    context: String,
    elements: Vec<String>,
    types: Vec<String>,
    cause: String,
    malicious: bool,
    encrypted: bool,
    key_taken: Option<bool>,
    acquired: Option<String>,
    accessed: Option<String>,
    recipient: String,
    deletion: Option<String>,
    backup: Option<String>,
    restored_after_hours: Option<u32>,
    effect: Option<String>,
    special: bool,
    vulnerable: bool,
    affected: Vec<u64>,
}

fn code<T: std::str::FromStr<Err = UnknownCode>>(text: &str) -> T {
    text.parse().expect("code in edpb-18.toml")
}

fn facts(c: &Case) -> RiskFacts {
    RiskFacts {
        elements: Some(c.elements.clone()),
        kinds: Some(c.kinds.iter().map(|k| code(k)).collect()),
        context: Some(code(&c.context)),
        special_categories: Some(c.special),
        vulnerable_people: Some(c.vulnerable),
        encrypted: Some(c.encrypted),
        key_taken: c.key_taken,
        acquired: c.acquired.as_deref().map(code),
        accessed: c.accessed.as_deref().map(code),
        breach_types: Some(c.types.iter().map(|t| code(t)).collect()),
        cause: Some(code(&c.cause)),
        malicious: Some(c.malicious),
        recipient: Some(code(&c.recipient)),
        deletion: c.deletion.as_deref().map(code),
        backup: c.backup.as_deref().map(code),
        restored_after_hours: c.restored_after_hours,
        effect: c.effect.as_deref().map(code),
        people: Some((c.affected[0], c.affected.get(1).copied())),
        ..RiskFacts::default()
    }
}

fn cases() -> Vec<Case> {
    toml::from_str::<File>(include_str!("../data/edpb-18.toml"))
        .expect("edpb-18.toml parses")
        .case
}

fn methods() -> Methods {
    Methods::parse(include_str!("../../jurisdictions/methods.toml")).expect("methods.toml parses")
}

#[test]
fn all_eighteen_come_out_right() {
    let (methods, cases) = (methods(), cases());
    assert_eq!(cases.len(), 18);
    assert_eq!(cases.iter().filter(|c| c.recalled).count(), 9);
    let mut wrong = Vec::new();
    for case in &cases {
        let p = methods.assess(&facts(case));
        println!("{}: {:?} {:#?} pivots {:?}", case.n, p.suggested, p.reasons, p.pivots);
        if p.suggested.map(GdprRisk::code) != Some(case.risk.as_str()) {
            wrong.push(case.n);
        }
    }
    assert!(wrong.is_empty(), "wrong: {wrong:?}");
}

/// What happens if the facts nobody wrote down in the published cases stay unknown.
#[test]
fn silence_on_side_facts_changes_nothing() {
    let methods = methods();
    for case in cases() {
        let mut f = facts(&case);
        f.cause = None;
        f.restored_after_hours = None;
        if f.effect == Some(Effect::None) {
            f.effect = None;
        }
        assert_eq!(
            methods.assess(&f).suggested.map(GdprRisk::code),
            Some(case.risk.as_str()),
            "case {}",
            case.n
        );
    }
}

#[test]
fn published_pivots_are_found() {
    let methods = methods();
    let expected: &[(u32, &[&str])] = &[
        (1, &["key_taken", "backup"]),
        (2, &["backup", "restored_after_hours", "effect", "special_categories"]),
        (5, &["acquired", "kinds"]),
        (11, &["encrypted", "affected"]),
        (13, &["kinds", "special_categories"]),
        (15, &["context", "recipient"]),
        (16, &["elements", "recipient"]),
        (17, &["kinds"]),
    ];
    for case in cases() {
        let pivots = methods.assess(&facts(&case)).pivots;
        for (_, keys) in expected.iter().filter(|(n, _)| *n == case.n) {
            for key in *keys {
                assert!(
                    pivots.iter().any(|p| p == key),
                    "case {}: {key} not in {pivots:?}",
                    case.n
                );
            }
        }
    }
}
