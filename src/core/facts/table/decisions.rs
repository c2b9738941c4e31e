//! What a person decides. The scales of the decisions are data (`jurisdictions/decisions.toml`).

use super::{Asked, Fact, Feeds, Group, Method, RecordedAs, fact};
use crate::core::facts::codes::DirectNotice;
use crate::core::facts::kind::{Kind, One};

const fn decision(key: &'static str, kind: Kind, label: &'static str) -> Fact {
    Fact {
        label,
        feeds: &[Feeds::Condition],
        recorded: RecordedAs::Decision,
        ..fact(key, kind, Group::Decisions)
    }
}

/// What a person decided.
pub(super) static DECISIONS: &[Fact] = &[
    Fact {
        question: "How great is the risk to people?",
        help: "unlikely, risk or high",
        gap: Some("how great the risk to people is"),
        ..decision("decisions.gdpr_risk", Kind::Decision, "risk to people (GDPR)")
    },
    Fact {
        question: "Is the incident material?",
        ..decision("decisions.materiality", Kind::Decision, "materiality")
    },
    Fact {
        question: "Have later measures removed the risk to people?",
        asked: Some((Asked::Remedied, &[Method::Singapore])),
        ..decision(
            "decisions.risk_removed",
            Kind::Flag(Some(|facts, removed| facts.decisions.risk_removed = Some(removed))),
            "risk removed by later measures",
        )
    },
    Fact {
        question: "Can people be notified individually?",
        ..decision(
            "decisions.direct_notice",
            Kind::One(&One::<DirectNotice>(|facts, answer| {
                facts.decisions.direct_notice = Some(answer);
            })),
            "direct notice",
        )
    },
    Fact {
        question: "What was decided about {}?",
        ..decision("decisions.*", Kind::Decision, "{}")
    },
    Fact {
        question: "Is harm ruled out after the risk-of-harm analysis of {}?",
        ..decision("decisions.no_harm:*", Kind::Flag(None), "no harm under {}")
    },
    Fact {
        question: "What is the result of the {} harm test?",
        ..decision("decisions.harm.*", Kind::Decision, "harm test {}")
    },
    Fact {
        question: "What is the result of the {} harm test?",
        ..decision("decisions.harm_for.*", Kind::Decision, "harm test of {}")
    },
    Fact {
        question: "Which law is complied with instead of {}?",
        help: "the code of a law, such as hipaa",
        ..decision(
            "decisions.relies_on.*",
            Kind::Decision,
            "law complied with instead of {}",
        )
    },
];
