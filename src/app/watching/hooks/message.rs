//! What a hook is told.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::Signal;
use crate::app::assessment::assessed::Change;
use crate::app::record::Done;
use crate::app::views::Zoned;
use crate::app::views::moment::in_utc;
use crate::app::watching::deadline_bell::Ring;
use crate::app::watching::new_events::News;
use crate::core::event::{About, Event, FilingKind, LetterStep, OfIncident};
use crate::core::facts::IncidentKind;
use crate::core::ids::{LetterId, ObligationId};
use crate::core::incident::Incident;
use crate::core::time::WallTime;
use crate::core::verdict::Verdict;

/// The number of the form that a message has.
const FORM: u32 = 1;
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "signal", rename_all = "kebab-case")]
pub enum Happened {
    NewObligation {
        obligation: ObligationId,
        /// The last second that is still in time; absent where the law names no number.
        #[serde(skip_serializing_if = "Option::is_none", serialize_with = "in_utc")]
        deadline: Option<DateTime<Utc>>,
    },
    DeadlineNear {
        obligation: ObligationId,
        verdict: Verdict,
        #[serde(serialize_with = "in_utc")]
        deadline: DateTime<Utc>,
        /// Below zero where it has passed.
        minutes_left: i64,
    },
    Filed {
        /// `REGIME/OBLIGATION`, as it was recorded.
        obligation: String,
        filing: FilingKind,
        by: String,
    },
    Approved {
        letter: LetterId,
        by: String,
    },
}

impl Happened {
    pub fn signal(&self) -> Signal {
        match self {
            Happened::NewObligation { .. } => Signal::NewObligation,
            Happened::DeadlineNear { .. } => Signal::DeadlineNear,
            Happened::Filed { .. } => Signal::Filed,
            Happened::Approved { .. } => Signal::Approved,
        }
    }

    fn of(event: &Event) -> Option<Happened> {
        use OfIncident as I;
        let by = event.actor.clone();
        match event.what.about() {
            About::Incident(I::Obligation(update)) => Some(Happened::Filed {
                obligation: update.obligation.to_string(),
                filing: update.disposition.filing()?.filing,
                by,
            }),
            About::Incident(I::Letter(letter, LetterStep::Approval)) => Some(Happened::Approved {
                letter: letter.clone(),
                by,
            }),
            About::Incident(
                I::Letter(_, LetterStep::Text | LetterStep::Comment | LetterStep::Withdrawal)
                | I::Identity
                | I::Course(_)
                | I::Stage
                | I::Fact { .. }
                | I::Decision(_)
                | I::Delay { .. }
                | I::Playbook { .. }
                | I::Step(_)
                | I::Assignment(_)
                | I::Assigned(_)
                | I::Reminder(_)
                | I::Call(_)
                | I::Evidence(_)
                | I::Note(_)
                | I::Timeline(_)
                | I::Mailing(..)
                | I::Access
                | I::Correction,
            )
            | About::Exercise(_)
            | About::Organisation(_)
            | About::Members(_) => None,
        }
    }
}

/// One document for a hook.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Message {
    firebell_hook: u32,
    pub code: String,
    pub exercise: bool,
    #[serde(serialize_with = "in_utc")]
    pub at: WallTime,
    #[serde(flatten)]
    pub happened: Happened,
}

impl Message {
    /// Rings of deadlines of real incidents.
    pub fn of_ring(ring: Ring, now: WallTime) -> Message {
        Message {
            firebell_hook: FORM,
            code: ring.code,
            exercise: false,
            at: now,
            happened: Happened::DeadlineNear {
                obligation: ring.obligation,
                verdict: ring.verdict,
                deadline: ring.deadline,
                minutes_left: ring.minutes_left,
            },
        }
    }

    /// What a command of this process recorded.
    pub fn of_done(done: &Done, now: WallTime) -> Vec<Message> {
        about(&done.loaded.incident, done.events.iter(), &done.changes, now)
    }

    /// What any process recorded.
    pub fn of_news(news: &News, now: WallTime) -> Vec<Message> {
        about(&news.loaded.incident, news.events(), &news.changes, now)
    }

    /// As it is handed over: a line of JSON.
    pub(super) fn document(&self) -> Vec<u8> {
        // Texts, numbers and moments cannot fail to be written.
        let mut line = serde_json::to_vec(self).unwrap_or_else(|_| b"{}".to_vec());
        line.push(b'\n');
        line
    }
}

fn about<'e>(
    incident: &Incident,
    events: impl Iterator<Item = &'e Event>,
    changes: &[Change],
    now: WallTime,
) -> Vec<Message> {
    let message = |at: WallTime, happened: Happened| Message {
        firebell_hook: FORM,
        code: incident.code.to_string(),
        exercise: incident.kind == IncidentKind::Exercise,
        at,
        happened,
    };
    let became_due = changes.iter().filter_map(|change| {
        let due = change.now.filter(|now| now.verdict == Verdict::Due)?;
        let was = change.before.is_some_and(|before| before.verdict == Verdict::Due);
        // What was filed before it was known to be due asks nothing of anybody.
        let filed = incident.filed_at(change.obligation.as_str()).is_some();
        (!was && !filed).then(|| Happened::NewObligation {
            obligation: change.obligation.clone(),
            deadline: due.strict.map(Zoned::at),
        })
    });
    let recorded = events.filter_map(|event| Some(message(event.wall(), Happened::of(event)?)));
    recorded
        .chain(became_due.map(|happened| message(now, happened)))
        .collect()
}
