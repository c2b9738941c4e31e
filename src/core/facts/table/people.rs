//! The people concerned, and what the law leaves to judgement.

use super::{Asked, Fact, Feeds, Group, Method, fact};
use crate::core::facts::kind::Kind;

const fn people(key: &'static str) -> Fact {
    Fact {
        help: "600, 400-900 or 400+; 0 for none",
        feeds: &[Feeds::Scope, Feeds::Threshold],
        ..fact(key, Kind::Count, Group::People)
    }
}

/// The people concerned, by place.
pub(super) static PEOPLE: &[Fact] = &[
    Fact {
        label: "total people",
        question: "How many people are affected in total?",
        listed: true,
        asked: Some((Asked::Affected, &[Method::Gdpr, Method::Singapore])),
        gap: Some("how many people are affected"),
        notice: Some("People affected"),
        ..people("affected.total")
    },
    Fact {
        label: "people elsewhere",
        question: "Do any affected people live elsewhere?",
        help: "people in places not listed: 0 if nobody lives elsewhere; empty means unknown",
        listed: true,
        ..people("affected.elsewhere")
    },
    Fact {
        label: "people in {}",
        question: "How many people in {} are affected?",
        gap: Some("how many of the people live there"),
        ..people("affected.*")
    },
];

/// Yes/no questions of the rule base (`jurisdictions/questions.toml`).
pub(super) static QUESTIONS: &[Fact] = &[
    Fact {
        label: "ordered: {}",
        question: "Has the authority ordered a notice under {}?",
        feeds: &[Feeds::Condition],
        ..fact("answers.ordered:*", Kind::Flag(None), Group::Questions)
    },
    Fact {
        label: "{}",
        question: "What is the answer to {}?",
        feeds: &[Feeds::Condition],
        ..fact("answers.*", Kind::Flag(None), Group::Questions)
    },
];
