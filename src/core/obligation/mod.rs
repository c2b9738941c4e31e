//! From facts and rules to verdicts: due, not due (with the reason), or possible (with the facts that would settle it).
//!
//! Each step of a regime and an obligation answers yes, no or unknown; the verdict is their conjunction. This
//! module must not know how facts are read or how answers are shown.

pub mod deadline;
mod facts_test;
mod open_facts;
mod people;
mod routing;
mod scope;
mod verdict;
mod when;

use std::borrow::Cow;
use std::collections::HashMap;

use chrono::{DateTime, Utc};

pub use crate::core::time::moment_words;
pub use deadline::{Deadline, ReadingAt, earliest_after};
pub use open_facts::{OpenFact, question_for};
pub(crate) use people::within;
pub use routing::Addressee;
pub use verdict::Cause;

use super::fact::Facts;
use super::ids::ObligationId;
use super::law::rulebook::{Obligation, Regime, Rulebook, Status, Version};
use super::tri::Tri;

/// One answered obligation.
#[derive(Debug, Clone)]
pub struct Outcome<'a> {
    /// Its name, with a place where the obligation fans out to several authorities.
    pub key: ObligationId,
    /// Its regime.
    pub regime: &'a Regime,
    /// The obligation in the version that counts.
    pub obligation: &'a Obligation,
    /// Due (`Yes`), possible (`Unknown`) or not due (`No`).
    pub verdict: Tri,
    /// Why.
    pub causes: Vec<Cause<'a>>,
    /// Keys of the facts that would settle it.
    pub missing: Vec<Cow<'a, str>>,
    /// Who is told.
    pub addressee: Addressee<'a>,
    /// The strict moment, where the law sets a number and the start is known.
    pub deadline: Option<Deadline>,
    /// Why a number of law could not be turned into a date, such as a year outside a calendar's data.
    pub no_date: Option<String>,
    /// When it was filed, if it was.
    pub filed: Option<DateTime<Utc>>,
    /// Whether a law-enforcement hold pauses it.
    pub on_hold: bool,
}

impl Outcome<'_> {
    /// Whether the duty is due, its strict moment past, and nothing filed or held.
    pub fn overdue(&self, now: DateTime<Utc>) -> bool {
        let past = self.deadline.as_ref().is_some_and(|d| d.strict < now);
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
    pub open_facts: Vec<OpenFact>,
}

/// One obligation before its verdict: the version that counts has been chosen.
struct Slot<'a> {
    regime: usize,
    version: &'a Version,
    obligation: &'a Obligation,
}

/// Shared view of facts and rules while one incident is assessed.
pub(crate) struct Ctx<'a> {
    facts: &'a Facts,
    rules: &'a Rulebook,
    now: DateTime<Utc>,
    slots: Vec<Slot<'a>>,
    by_key: HashMap<&'a str, usize>,
}

impl<'a> Ctx<'a> {
    fn new(facts: &'a Facts, rules: &'a Rulebook, now: DateTime<Utc>) -> Self {
        let mut ctx = Ctx {
            facts,
            rules,
            now,
            slots: Vec::with_capacity(1024),
            by_key: HashMap::with_capacity(1024),
        };
        for (at, regime) in rules.regimes.iter().enumerate() {
            ctx.add_regime(at, regime);
        }
        ctx
    }

    /// The obligations of the version in force on the day that counts; today's text, marked by the verdict as not
    /// modelled, where no version is known for that day.
    fn add_regime(&mut self, at: usize, regime: &'a Regime) {
        let day = self.version_day(regime);
        let version = regime.on(day).unwrap_or(regime.current());
        // Obligations that the version of that day does not have are answered all the same, as not due.
        let listed = |id: &str| version.obligations.iter().any(|o| o.id == id);
        let later = regime.current().obligations.iter().filter(|o| !listed(&o.id));
        for obligation in version.obligations.iter().chain(later) {
            self.by_key.insert(obligation.key.as_str(), self.slots.len());
            self.slots.push(Slot {
                regime: at,
                version,
                obligation,
            });
        }
    }

    /// The day whose law counts: discovery, or the nearest milestone known, or today.
    fn version_day(&self, regime: &Regime) -> chrono::NaiveDate {
        let start = deadline::milestone(self.facts, self.rules, "discovery");
        let at = start.map_or(self.now, |s| s.at);
        regime.zone.local(at).date_naive()
    }

    fn find(&self, regime: &Regime, reference: &str) -> Option<usize> {
        if reference.contains('/') {
            return self.by_key.get(reference).copied();
        }
        let key = format!("{}/{reference}", regime.id);
        self.by_key.get(key.as_str()).copied()
    }
}

/// Answers every obligation of the rule base for one incident, as of a moment.
pub fn assess<'a>(facts: &'a Facts, rules: &'a Rulebook, now: DateTime<Utc>) -> Assessment<'a> {
    let ctx = Ctx::new(facts, rules, now);
    let answers = verdict::answers(&ctx);
    let deadlines = deadline::all(&ctx, &answers);
    let mut outcomes = Vec::with_capacity(ctx.slots.len() + 32);
    for ((at, answer), deadline) in answers.into_iter().enumerate().zip(deadlines) {
        routing::outcomes(&ctx, at, answer, deadline, &mut outcomes);
    }
    let open_facts = open_facts::rank(rules, &outcomes);
    Assessment { outcomes, open_facts }
}
