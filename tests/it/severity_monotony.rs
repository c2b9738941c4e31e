//! Making one fact worse never lowers the suggestion nor any method's conclusion.
use firebell::core::severity::*;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use std::sync::LazyLock;

static METHODS: LazyLock<Methods> =
    LazyLock::new(|| Methods::parse(include_str!("../../jurisdictions/methods.toml")).expect("methods.toml parses"));

const CODES: &[&str] = &[
    "any_personal_data",
    "ssn",
    "dob",
    "medical",
    "payment_card",
    "online_credentials",
    "precise_location",
];

prop_compose! {
    fn data()(
        elements in of(subsequence(CODES, 0..=CODES.len())),
        kinds in of(subsequence(&Kind::ALL[..], 0..=4)),
        context in of(select(&Context::ALL[..])),
        special in of(any::<bool>()), vulnerable in of(any::<bool>()),
        encrypted in of(any::<bool>()), key in of(any::<bool>()),
        acquired in of(select(&Likelihood::ALL[..])), accessed in of(select(&Likelihood::ALL[..])),
    ) -> RiskFacts {
        RiskFacts {
            elements: elements.map(|e| e.iter().map(|c| (*c).to_owned()).collect()),
            kinds, context, special_categories: special, vulnerable_people: vulnerable,
            encrypted, key_taken: key, acquired, accessed, ..RiskFacts::default()
        }
    }
}

prop_compose! {
    fn facts()(
        base in data(),
        types in of(subsequence(&BreachType::ALL[..], 0..=3)),
        cause in of(select(&Cause::ALL[..])), malicious in of(any::<bool>()),
        recipient in of(select(&DataRecipient::ALL[..])), deletion in of(select(&Deletion::ALL[..])),
        backup in of(select(&Backup::ALL[..])), hours in of(0u32..200), effect in of(select(&Effect::ALL[..])),
        ident in of(select(&Identifiability::ALL[..])),
        people in of((0u64..20_000, of(0u64..200_000))),
        flags in (of(any::<bool>()), of(any::<bool>())),
    ) -> RiskFacts {
        RiskFacts {
            breach_types: types, cause, malicious, recipient, deletion, backup, restored_after_hours: hours, effect,
            identifiability: ident, people: people.map(|(a, b)| (a, b.map(|b| a + b))),
            within_organisation: flags.0, remedied: flags.1, ..base
        }
    }
}

fn next<T: Copy + PartialEq>(all: &[T], now: Option<T>) -> Vec<Option<T>> {
    let place = now.and_then(|n| all.iter().position(|x| *x == n));
    place.map_or(Vec::new(), |i| all[i + 1..].iter().map(|x| Some(*x)).collect())
}

/// Every way of making one known fact worse.
fn worse(f: &RiskFacts) -> Vec<RiskFacts> {
    let mut out = Vec::new();
    macro_rules! rise {
        ($($field:ident: $all:expr),+ $(,)?) => {$(
            out.extend(next($all, f.$field).into_iter().map(|v| RiskFacts { $field: v, ..f.clone() }));
        )+};
    }
    rise!(
        context: &Context::ALL, acquired: &Likelihood::ALL, accessed: &Likelihood::ALL, recipient: &DataRecipient::ALL,
        deletion: &Deletion::ALL, backup: &Backup::ALL, effect: &Effect::ALL, identifiability: &Identifiability::ALL,
        cause: &Cause::ALL, special_categories: &[false, true], vulnerable_people: &[false, true],
        encrypted: &[true, false], key_taken: &[false, true], malicious: &[false, true],
        within_organisation: &[true, false], remedied: &[true, false],
    );
    if let Some(h) = f.restored_after_hours {
        out.push(RiskFacts {
            restored_after_hours: Some(h * 3 + 13),
            ..f.clone()
        });
    }
    if let Some((least, most)) = f.people {
        out.push(RiskFacts {
            people: Some((least, most.map(|m| m * 30 + 500))),
            ..f.clone()
        });
        out.push(RiskFacts {
            people: Some((least, None)),
            ..f.clone()
        });
    }
    for kind in Kind::ALL {
        out.extend(f.kinds.clone().map(|mut k| {
            k.push(kind);
            RiskFacts {
                kinds: Some(k),
                ..f.clone()
            }
        }));
    }
    for t in BreachType::ALL {
        out.extend(f.breach_types.clone().map(|mut b| {
            b.push(t);
            RiskFacts {
                breach_types: Some(b),
                ..f.clone()
            }
        }));
    }
    for code in CODES {
        out.extend(f.elements.clone().map(|mut e| {
            e.push((*code).to_owned());
            RiskFacts {
                elements: Some(e),
                ..f.clone()
            }
        }));
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]
    #[test]
    fn one_worse_fact_never_lowers(f in facts()) {
        let before = METHODS.assess(&f);
        for g in worse(&f) {
            let after = METHODS.assess(&g);
            prop_assert!(after.suggested >= before.suggested, "{f:?}\n{g:?}\n{:?}\n{:?}", before.reasons, after.reasons);
            for (a, b) in before.methods.iter().zip(&after.methods) {
                prop_assert!(b.rank >= a.rank && b.score >= a.score, "{} {f:?}\n{g:?}", a.name);
            }
        }
    }
}
