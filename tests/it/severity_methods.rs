//! HIPAA, Canada, Australia, Singapore, and what unknown does.
use crate::common::severity::*;
use firebell::core::facts::table::{self, Asked};
use firebell::core::severity::*;

#[test]
fn hipaa_presumes_a_breach() {
    let methods = methods();
    let excluded = Some(Likelihood::Excluded);
    let low = RiskFacts {
        acquired: excluded,
        accessed: excluded,
        recipient: Some(DataRecipient::Trusted),
        deletion: Some(Deletion::Confirmed),
        identifiability: Some(Identifiability::Limited),
        ..slip()
    };
    let rank = |f: &RiskFacts| by(&methods.assess(f), "hipaa").rank;
    assert_eq!(
        rank(&RiskFacts {
            encrypted: Some(true),
            ..hacked(Kind::Sensitive)
        }),
        0
    );
    assert_eq!(rank(&low), 1);
    for gap in [
        RiskFacts {
            elements: None,
            ..low.clone()
        },
        RiskFacts {
            identifiability: None,
            ..low.clone()
        },
        RiskFacts {
            recipient: None,
            ..low.clone()
        },
        RiskFacts {
            accessed: None,
            ..low.clone()
        },
        RiskFacts {
            deletion: None,
            remedied: None,
            ..low.clone()
        },
        RiskFacts {
            encrypted: Some(true),
            key_taken: None,
            deletion: None,
            remedied: None,
            ..low.clone()
        },
    ] {
        let p = methods.assess(&gap);
        assert_eq!(by(&p, "hipaa").rank, 2);
        assert!(!by(&p, "hipaa").missing.is_empty());
    }
}

#[test]
fn australia_tells_suspicion_from_belief_and_honours_remedy() {
    let methods = methods();
    let band = |f: &RiskFacts| by(&methods.assess(f), "australia-ndb").band.clone();
    let hack = hacked(Kind::Sensitive);
    assert_eq!(band(&hack), "eligible");
    assert_eq!(
        band(&RiskFacts {
            remedied: Some(true),
            ..hack.clone()
        }),
        "not eligible"
    );
    assert_eq!(
        band(&RiskFacts {
            encrypted: Some(true),
            ..hack.clone()
        }),
        "not eligible"
    );
    let suspected = Some(Likelihood::Possible);
    assert_eq!(
        band(&RiskFacts {
            acquired: suspected,
            accessed: suspected,
            ..hack
        }),
        "suspect"
    );
}

#[test]
fn singapore_counts_and_reads_the_schedule() {
    let methods = methods();
    let band = |f: RiskFacts| by(&methods.assess(&f), "singapore-pdpa").band.clone();
    let people = |n| RiskFacts {
        people: Some((n, Some(n))),
        ..slip()
    };
    assert_eq!(band(people(499)), "none");
    assert_eq!(band(people(500)), "regulator");
    let card = RiskFacts {
        elements: elements(&["any_personal_data", "payment_card"]),
        ..slip()
    };
    assert_eq!(band(card.clone()), "both");
    assert_eq!(
        band(RiskFacts {
            remedied: Some(true),
            ..card.clone()
        }),
        "regulator"
    );
    assert_eq!(
        band(RiskFacts {
            within_organisation: Some(true),
            ..card
        }),
        "none"
    );
    assert_eq!(band(RiskFacts { people: None, ..slip() }), "regulator");
}

#[test]
fn canada_always_records() {
    let methods = methods();
    for (facts, band) in [
        (slip(), "no"),
        (hacked(Kind::Simple), "undecided"),
        (hacked(Kind::Financial), "yes"),
        (
            RiskFacts {
                effect: Some(Effect::Serious),
                ..slip()
            },
            "yes",
        ),
        (
            RiskFacts {
                encrypted: Some(true),
                ..hacked(Kind::Financial)
            },
            "no",
        ),
    ] {
        let p = methods.assess(&facts);
        assert_eq!(by(&p, "canada-rrosh").band, band);
        assert!(by(&p, "canada-rrosh").conclusion.contains("record"));
    }
}

#[test]
fn nothing_known_is_undecided_and_says_what_is_missing() {
    let p = methods().assess(&RiskFacts::default());
    assert_eq!(p.suggested, None);
    assert!(p.pivots.is_empty());
    for key in ["elements", "kinds", "encrypted", "acquired", "recipient", "affected"] {
        assert!(p.missing.iter().any(|m| m == key), "{key} not in {:?}", p.missing);
    }
    assert!(
        p.missing
            .iter()
            .all(|k| k.parse().is_ok_and(|asked: Asked| table::asked(asked).is_some()))
    );
}

#[test]
fn unknown_is_never_milder_than_the_worst_named_in_the_tables() {
    let methods = methods();
    let worst = methods
        .assess(&RiskFacts {
            key_taken: Some(true),
            encrypted: Some(true),
            ..slip()
        })
        .suggested;
    let unknown = methods.assess(&RiskFacts {
        key_taken: None,
        encrypted: Some(true),
        ..slip()
    });
    assert!(unknown.suggested >= worst);
    assert!(unknown.missing.contains(&"key_taken".to_owned()));
}

#[test]
fn bad_parameters_are_errors_with_a_place() {
    let text = include_str!("../../jurisdictions/methods.toml");
    assert!(
        Methods::parse(&text.replace("limited = 0.5", "limited = 0.4"))
            .expect_err("no quarter")
            .span()
            .is_some()
    );
    assert!(
        Methods::parse(&text.replace("scale_people", "scale_peopel"))
            .expect_err("unknown key")
            .span()
            .is_some()
    );
    assert!(Methods::parse(&text.replace("\"private_key\"]\naccount", "\"privat\"]\naccount")).is_err());
}

#[test]
fn codes_go_there_and_back() {
    for r in DataRecipient::ALL {
        assert_eq!(r.code().parse(), Ok(r));
    }
    let error = "mum".parse::<DataRecipient>().expect_err("no such recipient");
    assert!(error.to_string().contains("many-known"));
}
