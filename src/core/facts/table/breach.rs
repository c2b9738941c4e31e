//! What happened.

use super::{Asked, BUT_SINGAPORE, Fact, Feeds, Group, Method, fact};
use crate::core::facts::kind::{Kind, Many, One, Vocabulary};

const fn happened(key: &'static str, kind: Kind) -> Fact {
    fact(key, kind, Group::Happened)
}

/// What happened.
pub(super) static BREACH: &[Fact] = &[
    Fact {
        label: "types of breach",
        question: "Was confidentiality, integrity or availability lost?",
        listed: true,
        feeds: &[Feeds::Trigger, Feeds::SafeHarbor, Feeds::Content],
        asked: Some((Asked::Types, &[Method::Enisa, Method::Gdpr])),
        gap: Some("whether confidentiality, integrity or availability was lost"),
        notice: Some("What was breached"),
        ..happened(
            "breach.types",
            Kind::Many(&Many(|facts, types| facts.breach_types = Some(types))),
        )
    },
    Fact {
        label: "kinds of incident",
        question: "What kind of incident is it?",
        listed: true,
        feeds: &[Feeds::Condition],
        ..happened(
            "breach.kinds",
            Kind::Words(Vocabulary::IncidentKinds, |facts, kinds| {
                facts.incident_kinds = Some(kinds);
            }),
        )
    },
    Fact {
        label: "cause",
        question: "What caused it: an attack, theft, an insider, a mistake or a failure?",
        listed: true,
        feeds: &[Feeds::Content],
        asked: Some((Asked::Cause, &[Method::Enisa, Method::Gdpr, Method::Harm])),
        gap: Some("what caused it"),
        notice: Some("Cause"),
        synonyms: &[("mistake", "slip")],
        found_by: &[
            (
                "attack",
                "hacker, phishing, ransomware, malware, credential theft, stolen password",
            ),
            ("theft", "stolen, laptop, burglary"),
            ("insider", "employee, staff"),
            ("slip", "mistake, wrong recipient, misdirected e-mail, error"),
        ],
        first: &["attack", "theft", "insider"],
        ..happened(
            "breach.cause",
            Kind::One(&One(|facts, cause| facts.cause = Some(cause))),
        )
    },
    Fact {
        label: "malicious",
        question: "Was there malicious intent?",
        listed: true,
        feeds: &[Feeds::Condition, Feeds::Content],
        asked: Some((Asked::Malicious, &[Method::Enisa, Method::Gdpr, Method::Harm])),
        gap: Some("whether it was intentional: yes, no or not known"),
        ..happened(
            "breach.malicious",
            Kind::Flag(Some(|facts, malicious| facts.malicious = Some(malicious))),
        )
    },
    Fact {
        label: "recipient",
        first: &["unknown", "attacker"],
        question: "Who has the data now?",
        listed: true,
        asked: Some((Asked::Recipient, BUT_SINGAPORE)),
        ..happened(
            "breach.recipient",
            Kind::One(&One(|facts, recipient| facts.recipient = Some(recipient))),
        )
    },
    Fact {
        label: "deletion or return",
        question: "Did whoever got the data return or delete it?",
        feeds: &[Feeds::Condition],
        asked: Some((Asked::Deletion, &[Method::Gdpr, Method::Hipaa, Method::Harm])),
        ..happened(
            "breach.deletion",
            Kind::One(&One(|facts, deletion| facts.deletion = Some(deletion))),
        )
    },
    Fact {
        label: "backup",
        question: "Is there a backup to restore the data from?",
        asked: Some((Asked::Backup, &[Method::Enisa, Method::Gdpr])),
        ..happened(
            "breach.backup",
            Kind::One(&One(|facts, backup| facts.backup = Some(backup))),
        )
    },
    Fact {
        label: "hours until restored",
        question: "After how many hours could the data be used again?",
        help: "whole hours, such as 40",
        asked: Some((Asked::RestoredAfterHours, &[Method::Enisa, Method::Gdpr])),
        ..happened(
            "breach.restored_after_hours",
            Kind::Number(Some(|facts, hours| facts.restored_after_hours = Some(hours))),
        )
    },
    Fact {
        label: "effect on people",
        question: "What effect on people has been seen so far?",
        asked: Some((Asked::Effect, &[Method::Enisa, Method::Gdpr, Method::Harm])),
        ..happened(
            "breach.effect",
            Kind::One(&One(|facts, effect| facts.effect = Some(effect))),
        )
    },
    Fact {
        label: "identifiability",
        question: "How easily does the data identify a person?",
        asked: Some((Asked::Identifiability, &[Method::Enisa, Method::Gdpr, Method::Hipaa])),
        ..happened(
            "breach.identifiability",
            Kind::One(&One(|facts, degree| facts.identifiability = Some(degree))),
        )
    },
    Fact {
        label: "good-faith access",
        question: "Was it good-faith access by someone authorized to see the data?",
        feeds: &[Feeds::Condition],
        ..happened(
            "breach.internal_slip",
            Kind::Flag(Some(|facts, slip| facts.internal_slip = Some(slip))),
        )
    },
    Fact {
        label: "within the organization",
        question: "Did the data stay within the organization?",
        asked: Some((Asked::WithinOrganisation, &[Method::Singapore])),
        ..happened(
            "breach.within_organisation",
            Kind::Flag(Some(|facts, within| facts.within_organisation = Some(within))),
        )
    },
];
