//! ENISA's published example scores, the edges of its bands, its flags.
use crate::common::severity::*;
use firebell::core::severity::*;

/// A name, the facts, and the score and band that ENISA gives.
type Row = (&'static str, RiskFacts, f64, &'static str);

/// Data that went to the wrong people by mistake, or were lost.
fn mistakes() -> Vec<Row> {
    let simple = slip();
    let open = RiskFacts {
        recipient: Some(DataRecipient::Unknown),
        ..slip()
    };
    let possible = Some(Likelihood::Possible);
    vec![
        ("supermarket list", simple.clone(), 1.25, "low"),
        (
            "newsletter",
            RiskFacts {
                people: Some((150, Some(150))),
                recipient: Some(DataRecipient::ManyKnown),
                ..slip()
            },
            1.25,
            "low",
        ),
        (
            "help line",
            RiskFacts {
                context: Some(Context::Higher),
                ..slip()
            },
            3.25,
            "high",
        ),
        (
            "laptop",
            RiskFacts {
                encrypted: Some(true),
                acquired: possible,
                accessed: possible,
                recipient: Some(DataRecipient::Unknown),
                ..slip()
            },
            0.25,
            "low",
        ),
        (
            "salaries",
            RiskFacts {
                kinds: Some(vec![Kind::Financial]),
                ..slip()
            },
            3.25,
            "high",
        ),
        (
            "open export",
            RiskFacts {
                acquired: possible,
                accessed: possible,
                ..open.clone()
            },
            1.0,
            "low",
        ),
        ("downloaded", open, 1.5, "low"),
    ]
}

/// Attacks, and what lies between the two.
fn attacks() -> Vec<Row> {
    vec![
        ("by an attacker", hacked(Kind::Simple), 2.0, "medium"),
        (
            "hospital",
            RiskFacts {
                breach_types: Some(vec![BreachType::Availability]),
                acquired: Some(Likelihood::Excluded),
                accessed: Some(Likelihood::Excluded),
                restored_after_hours: Some(24),
                identifiability: Some(Identifiability::Significant),
                ..hacked(Kind::Sensitive)
            },
            3.75,
            "high",
        ),
        ("insurer", hacked(Kind::Sensitive), 5.0, "very high"),
        (
            "cards",
            RiskFacts {
                context: Some(Context::Higher),
                ..hacked(Kind::Financial)
            },
            5.0,
            "very high",
        ),
        (
            "bank letter",
            RiskFacts {
                kinds: Some(vec![Kind::Financial]),
                context: Some(Context::Lower),
                ..slip()
            },
            1.25,
            "low",
        ),
    ]
}

#[test]
fn enisa_table() {
    let methods = methods();
    for (name, facts, score, band) in mistakes().into_iter().chain(attacks()) {
        let p = methods.assess(&facts);
        let enisa = by(&p, "enisa");
        assert_eq!((enisa.score, enisa.band.as_str()), (Some(score), band), "{name}");
        assert!(enisa.missing.is_empty(), "{name}: {:?}", enisa.missing);
    }
}

#[test]
fn enisa_edges_warn_and_flags_do_not_score() {
    let methods = methods();
    // DPC 1..4 at maximum identification plus 0.75 or 1.0 of circumstances: both sides of each edge.
    for (kind, below, at) in [
        (Kind::Simple, ("low", 1.75), ("medium", 2.0)),
        (Kind::Behavioural, ("medium", 2.75), ("high", 3.0)),
        (Kind::Financial, ("high", 3.75), ("very high", 4.0)),
    ] {
        for (recipient, (band, score)) in [(DataRecipient::Known, below), (DataRecipient::Attacker, at)] {
            let p = methods.assess(&RiskFacts {
                recipient: Some(recipient),
                ..hacked(kind)
            });
            let e = by(&p, "enisa");
            assert_eq!((e.band.as_str(), e.score), (band, Some(score)));
            assert_eq!(
                e.working.iter().any(|l| l.starts_with("warning")),
                recipient == DataRecipient::Known
            );
        }
    }
    let flag = |n| {
        let p = methods.assess(&RiskFacts {
            people: Some((n, Some(n))),
            ..slip()
        });
        (
            by(&p, "enisa").score,
            by(&p, "enisa")
                .working
                .iter()
                .any(|l| l.contains("more than 100 people")),
        )
    };
    assert_eq!(flag(100), (Some(1.25), false));
    assert_eq!(flag(101), (Some(1.25), true));
}
