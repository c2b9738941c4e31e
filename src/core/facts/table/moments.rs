//! Milestones. The law names more of them than have a row here (`jurisdictions/milestones.toml`).

use super::{Fact, Feeds, Group, fact};
use crate::core::facts::kind::Kind;

const fn moment(key: &'static str) -> Fact {
    Fact {
        help: "2026-03-05 14:00, 14:00, now, -2h, yesterday 18:00 or Tue 14:00",
        feeds: &[Feeds::Clock],
        ..fact(key, Kind::Moment, Group::Moments)
    }
}

/// As [`moment`]; a day without a time of day is enough (`keys::day_is_enough`).
const fn moment_or_day(key: &'static str) -> Fact {
    Fact {
        help: "2026-03-05 14:00, -2h, yesterday 18:00 or Tue 14:00; a day is enough: 2026-03-05 or yesterday",
        ..moment(key)
    }
}

/// When things happened, in the order of a calm day.
pub(super) static MOMENTS: &[Fact] = &[
    Fact {
        label: "occurrence",
        question: "When did the breach itself begin?",
        listed: true,
        gap: Some("when it began"),
        notice: Some("It began"),
        ..moment_or_day("milestones.occurrence")
    },
    Fact {
        label: "discovery",
        question: "When was the breach discovered?",
        listed: true,
        gap: Some("when it was discovered"),
        notice: Some("It was discovered"),
        ..moment("milestones.discovery")
    },
    Fact {
        label: "awareness",
        question: "Since when is it reasonably certain that personal data was compromised?",
        listed: true,
        gap: Some("when the organization became aware"),
        ..moment("milestones.awareness")
    },
    Fact {
        label: "determination",
        question: "When was it determined that a breach happened?",
        listed: true,
        ..moment("milestones.determination")
    },
    Fact {
        label: "containment",
        question: "When was the breach contained?",
        listed: true,
        gap: Some("when it was contained"),
        notice: Some("It was contained"),
        ..moment_or_day("milestones.containment")
    },
    Fact {
        label: "materiality determination",
        question: "When was the incident determined to be material?",
        gap: Some("when it was determined to be material"),
        listed: true,
        ..moment("milestones.materiality_determination")
    },
    Fact {
        label: "classification",
        question: "When was the incident classified, for instance as major?",
        gap: Some("when it was classified as major"),
        ..moment("milestones.classification")
    },
    Fact {
        label: "resolution",
        question: "When was the incident resolved?",
        gap: Some("when it was resolved"),
        ..moment("milestones.resolution")
    },
    Fact {
        label: "{}",
        question: "When was this: {}?",
        ..moment("milestones.*")
    },
];
