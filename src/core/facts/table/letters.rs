//! What letters tell. The question is what the gap of a letter asks.

use super::{Fact, Feeds, Group, fact};
use crate::core::facts::kind::Kind;
use crate::core::facts::story::Told;

/// A text of the letters; what its gap asks is also its question.
const fn told(key: &'static str, label: &'static str, asks: &'static str) -> Fact {
    Fact {
        label,
        question: asks,
        help: asks,
        feeds: &[Feeds::Content],
        gap: Some(asks),
        told: Told::ByReader,
        ..fact(key, Kind::Text(None), Group::Letter)
    }
}

/// One that no letter to the people affected tells.
const fn not_to_people(key: &'static str, label: &'static str, asks: &'static str) -> Fact {
    Fact {
        told: Told::NotToPeople,
        ..told(key, label, asks)
    }
}

/// One that reads the same to everybody who reads the language.
const fn by_language(key: &'static str, label: &'static str, asks: &'static str) -> Fact {
    Fact {
        told: Told::ByLanguage,
        ..told(key, label, asks)
    }
}

/// A number, a name or a day.
pub(super) const fn alike(key: &'static str, label: &'static str, asks: &'static str) -> Fact {
    Fact {
        told: Told::Alike,
        ..told(key, label, asks)
    }
}

/// What letters tell.
pub(super) static TOLD: &[Fact] = &[
    told(
        "letter.what_happened",
        "what happened",
        "what happened, in a few plain sentences",
    ),
    told(
        "letter.occurrence_words",
        "occurrence words",
        "when it happened, if not on a single day: a range, an estimate, or that it is unknown",
    ),
    told(
        "letter.consequences",
        "consequences",
        "the likely consequences for the people affected",
    ),
    told("letter.measures_taken", "measures taken", "what was done"),
    told("letter.measures_planned", "measures planned", "what will be done"),
    told("letter.protective_steps", "protective steps", "what people can do now"),
    told(
        "letter.contact",
        "contact",
        "the contact point for questions: name, telephone, e-mail",
    ),
    told("letter.delay_reasons", "delay reasons", "why the notice is late"),
    by_language(
        "letter.people_categories",
        "people categories",
        "categories of people: customers, staff, patients …",
    ),
    alike(
        "letter.record_count",
        "record count",
        "the approximate number of records",
    ),
    by_language("letter.systems", "systems", "systems and places affected"),
    told("letter.third_party", "third party", "processors or others involved"),
    alike(
        "letter.experts",
        "outside experts",
        "firms engaged to help, which had no part in the breach: forensics, mail house, call center",
    ),
    alike(
        "letter.monitoring_months",
        "monitoring months",
        "months of credit monitoring offered, as a number",
    ),
    alike("letter.monitoring_provider", "monitoring provider", "who provides it"),
    told("letter.enrolment", "enrolment", "how to enroll, with code and last day"),
    told(
        "letter.law_enforcement",
        "law enforcement",
        "whether law enforcement was notified, and whether it delayed the notice",
    ),
    not_to_people(
        "letter.safeguards_before",
        "safeguards before",
        "safeguards in use before the breach",
    ),
    told(
        "letter.notice_timing",
        "notice timing",
        "when and how the notices go out",
    ),
    alike("letter.reference", "reference", "the reference the recipient gave"),
    not_to_people(
        "letter.discovered_how",
        "discovered how",
        "how it was discovered, and by whom",
    ),
    not_to_people(
        "letter.people_told",
        "people notified",
        "whether and when the people were or will be notified, or why not",
    ),
    not_to_people(
        "letter.cross_border",
        "cross border",
        "whether people or services in other countries are affected, and which countries",
    ),
    not_to_people(
        "letter.authorities_told",
        "authorities notified",
        "which other authorities were notified, in the EU and outside, or that none was",
    ),
    told(
        "letter.material_impact",
        "material impact",
        "the material impact, or what is reasonably likely, on financial condition and results of operations too",
    ),
    told(
        "letter.not_determined",
        "not determined",
        "what is not determined or not available yet",
    ),
    Fact {
        kind: Kind::Day,
        told: Told::AlikeByReader,
        ..alike("letter.sent_on", "sent on", "the day it goes out")
    },
    alike("letter.signer_name", "signer", "who signs"),
    by_language("letter.signer_title", "signer's title", "the title of whoever signs"),
    told("letter.enclosures", "enclosures", "what is enclosed, if anything"),
];
