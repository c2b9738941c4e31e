//! From facts and rules to verdicts: due, not due (with the reason), or possible (with the facts that would settle it).
//!
//! Each step of a regime and an obligation answers yes, no or unknown; the verdict is their conjunction. This
//! module must not know how facts are read or how answers are shown.

mod all_obligations;
mod authority_seat;
mod case;
mod data;
pub mod deadline;
mod evaluator;
mod fact_ref;
mod find_out_next;
mod flags;
mod people;
mod reach;
mod routing;
mod sentence;
mod start;
mod step;
mod threshold;
mod within;

use chrono::{DateTime, Utc};

pub use crate::core::time::moment_words;
pub use deadline::{Deadline, ReadingAt, Uncounted, earliest_after};
pub use fact_ref::Wanted;
pub use find_out_next::{OpenFact, question_for};
pub use routing::Addressee;
pub use sentence::Sentence;
pub use step::Cause;
pub use within::within;

use self::case::Case;
use self::step::Grounds;
use super::facts::Facts;
use super::ids::ObligationId;
use super::law::rulebook::{Obligation, Regime, Rulebook, Status};
use super::time::StoryTime;
use super::tri::Tri;

/// One answered obligation.
#[derive(Debug, Clone)]
pub struct Outcome<'a> {
    /// Its name, with a place where the obligation fans out to several authorities.
    pub key: ObligationId,
    pub regime: &'a Regime,
    /// The obligation in the version that counts.
    pub obligation: &'a Obligation,
    /// Due (`Yes`), possible (`Unknown`) or not due (`No`).
    pub verdict: Tri,
    grounds: Grounds<'a>,
    /// Who is told.
    pub addressee: Addressee<'a>,
    /// The strict moment, where the law sets a number and the start is known. Boxed, for few of the hundreds have one.
    pub deadline: Option<Box<Deadline<'a>>>,
    /// Why a number of law could not be turned into a date, such as a year outside a calendar's data.
    pub no_date: Option<String>,
    /// When it was filed, if it was.
    pub filed: Option<DateTime<Utc>>,
    /// Whether a law-enforcement delay pauses it.
    pub on_hold: bool,
}

impl<'a> Outcome<'a> {
    /// Why the verdict is what it is.
    pub fn causes(&self) -> impl Iterator<Item = &Cause<'a>> {
        self.grounds.causes()
    }

    /// Keys of the facts that would settle it.
    pub fn missing(&self) -> impl Iterator<Item = &Wanted<'a>> {
        self.grounds.missing()
    }

    /// Whether the obligation is due, its deadline past, and nothing filed or delayed.
    pub fn overdue(&self, now: StoryTime) -> bool {
        let past = self.deadline.as_ref().is_some_and(|d| d.strict < now.at());
        self.verdict == Tri::Yes && past && self.filed.is_none() && !self.on_hold
    }

    /// How far the rule binds.
    pub fn status(&self) -> Status {
        self.obligation.status.unwrap_or(self.regime.status)
    }
}

/// Everything the rule base says about one incident.
#[derive(Debug)]
pub struct Assessment<'a> {
    /// Every obligation of the rule base.
    pub outcomes: Vec<Outcome<'a>>,
    /// What to find out next, best first.
    pub open_facts: Vec<OpenFact<'a>>,
}

/// Answers every obligation of the rule base for one incident, as of a moment.
pub fn assess<'a>(facts: &'a Facts, rules: &'a Rulebook, now: StoryTime) -> Assessment<'a> {
    let outcomes = outcomes(facts, rules, now);
    let open_facts = find_out_next::rank(&outcomes);
    Assessment { outcomes, open_facts }
}

/// The same answers for whoever does not ask what to find out next.
pub fn outcomes<'a>(facts: &'a Facts, rules: &'a Rulebook, now: StoryTime) -> Vec<Outcome<'a>> {
    let case = Case::new(facts, rules, now);
    let answers = all_obligations::answers(&case);
    let deadlines = deadline::all(&case, &answers);
    let mut outcomes = Vec::with_capacity(case.slots.len() + 32);
    for ((at, answer), deadline) in answers.into_iter().enumerate().zip(deadlines) {
        routing::outcomes(&case, at, answer, deadline, &mut outcomes);
    }
    outcomes
}
