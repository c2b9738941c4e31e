//! What the engine can see in an incident: whether a condition holds.

use chrono::{DateTime, TimeDelta, Utc};

use super::condition::{Condition, Filed, Known, Letter, Near, Timing};
use super::measure::first_filed;
use crate::core::drill::{InjectState, Mark};
use crate::core::event::{Disposition, Filing, Reached};
use crate::core::facts::FactValue;
use crate::core::ids::ObligationName;
use crate::core::incident::approvals::standing;
use crate::core::incident::{Disposed, Incident};
use crate::drill::scenario::{RightClock, Scenario};

/// What a condition is looked at for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Whether an expected action was done, as far as the engine can tell. Words in a note decide nothing: what they mean is
    /// for a person to say.
    Credit,
    /// Whether it may have been done, if a person takes a note's words for it.
    Words,
    /// Whether it may have been done by a note, whatever its words: a room writes in its own language.
    AnyNote,
    /// Which branch the story takes: it must not contradict what was recorded, so a sentence that says the opposite
    /// is not taken for the deed.
    Branch,
}

/// An incident in an exercise, as a condition looks at it.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'s> {
    /// The incident at this moment.
    pub incident: &'s Incident,
    pub scenario: &'s Scenario,
    /// The story's moment at which the inject was delivered. Notes and closings count from it on: what was said before
    /// cannot answer it. A call and evidence count before it too, unless the condition asks for them anew.
    pub since: DateTime<Utc>,
    /// What it is looked at for.
    pub purpose: Purpose,
}

impl Scene<'_> {
    /// Marks first, then what the engine sees from the moment on at which the action's inject was delivered.
    fn action(&self, action: &str) -> bool {
        let Some(drill) = &self.incident.drill else {
            return false;
        };
        if let Some(marked) = drill.marks.get(action) {
            return match marked.mark {
                Mark::Done | Mark::Late => true,
                Mark::Wrong | Mark::Missed => false,
            };
        }
        let Some((inject, expected)) = self.scenario.expected(action) else {
            return false;
        };
        let since = match drill.injects.get(&inject.id) {
            Some(InjectState::Delivered { story, .. }) => *story,
            Some(InjectState::Skipped { .. } | InjectState::Held) | None => return false,
        };
        let done = expected.done.as_ref();
        done.is_some_and(|done| done.holds(&Scene { since, ..*self }))
    }

    /// Whether the first filing was in time: by the moment the scenario holds for right, and only where it names none
    /// by the deadline that follows from the team's own start.
    fn in_time(&self, obligation: &ObligationName) -> bool {
        let delivered = self.incident.drill.as_ref().map(|drill| drill.delivered.as_slice());
        let asked = |inject: &Option<String>| {
            let delivered = delivered.unwrap_or_default();
            inject.as_ref().is_none_or(|inject| delivered.contains(inject))
        };
        let clocks = self.scenario.clocks.iter();
        let right = clocks.filter(|clock| clock.obligation == *obligation && asked(&clock.inject));
        let Some(due) = right.filter_map(RightClock::latest).max() else {
            return filings(self.incident, obligation).any(|disposed| {
                matches!(
                    disposed.disposition,
                    Disposition::Filed(Filing { late_because: None, .. })
                )
            });
        };
        first_filed(self.incident, obligation).is_some_and(|filed| filed <= due)
    }

    /// Whether what was done at a moment counts: what was done before it was asked for does, but not twice.
    fn counts(&self, at: DateTime<Utc>, timing: Timing) -> bool {
        match timing {
            Timing::Early => true,
            Timing::Anew => at >= self.since,
        }
    }

    /// Whether somebody of a role was called, or answered.
    fn called(&self, role: &str, answered: bool, timing: Timing) -> bool {
        let contacts = self.incident.drill.as_ref().map(|drill| &drill.organisation.contacts);
        let plays = |id: &str| {
            let contact = contacts.and_then(|contacts| contacts.get(id));
            contact.is_some_and(|contact| contact.roles.iter().any(|own| own == role))
        };
        let reached = |reached: Reached| !answered || reached == Reached::Answered;
        let mut attempts = self.incident.attempts.iter().filter(|a| self.counts(a.at, timing));
        attempts.any(|a| reached(a.reached) && plays(&a.contact))
    }

    fn noted(&self, words: &[String]) -> bool {
        let mut notes = self.incident.notes.iter().filter(|note| note.at >= self.since);
        let says = |text: &str| words.iter().any(|word| said_of(text, word).next().is_some());
        let affirms = |text: &str| {
            let mut said = words.iter().flat_map(|word| said_of(text, word));
            said.any(|said| !said.denied)
        };
        match self.purpose {
            Purpose::Credit => false,
            Purpose::Words => notes.any(|note| says(&note.text)),
            Purpose::AnyNote => notes.next().is_some(),
            // What happened must not contradict what was recorded: a sentence that says the opposite is not the deed.
            Purpose::Branch => notes.any(|note| affirms(&note.text)),
        }
    }
}

impl Condition {
    /// Whether it holds in a scene.
    pub fn holds(&self, scene: &Scene<'_>) -> bool {
        let (incident, since) = (scene.incident, scene.since);
        match self {
            Condition::Any(inner) => inner.iter().any(|c| c.holds(scene)),
            Condition::All(inner) => inner.iter().all(|c| c.holds(scene)),
            Condition::Not(inner) => !inner.holds(scene),
            Condition::Action(action) => scene.action(action),
            Condition::Fact(wanted) => wanted.holds(incident),
            Condition::Filed(wanted) => wanted.holds(scene),
            Condition::NotRequired(obligation) => filings(incident, obligation)
                .last()
                .is_some_and(|d| matches!(d.disposition, Disposition::NotRequired { .. })),
            Condition::Decided { key, value } => incident
                .decision(key)
                .is_some_and(|decision| value.as_ref().is_none_or(|value| *value == decision.said().plain())),
            Condition::Letter(wanted) => wanted.holds(incident),
            Condition::Called { role, answered, timing } => scene.called(role, *answered, *timing),
            Condition::Evidence { word, timing } => {
                let mut evidence = incident.evidence.iter().filter(|e| scene.counts(e.at, *timing));
                evidence.any(|e| has(&e.name, word))
            }
            Condition::Note(words) => scene.noted(words),
            Condition::Task(task) => incident.tasks.get(task).is_some_and(|task| task.done_at.is_some()),
            Condition::Delay(word) => incident.delays.iter().any(|delay| has(&delay.terms.authority, word)),
            Condition::Entered(stage) => incident.stages.iter().any(|(entered, _, _)| entered == stage),
            Condition::Playbook(id) => incident.playbooks.contains_key(id),
            Condition::Closed => incident.closed.as_ref().is_some_and(|(at, _)| *at >= since),
            Condition::Reopened => incident.closed.is_none() && incident.closings > 0,
        }
    }
}

impl Known {
    fn holds(&self, incident: &Incident) -> bool {
        let fits = |value: &FactValue| {
            self.value.as_ref().is_none_or(|wanted| says(value, wanted))
                && self.near.is_none_or(|near| close(value, near))
                && self
                    .least
                    .is_none_or(|least| least_of(value).is_some_and(|known| known >= least))
        };
        let current = incident.current(&self.key);
        current.iter().filter_map(|entry| entry.value.as_ref()).any(fits)
    }
}

impl Filed {
    fn holds(&self, scene: &Scene<'_>) -> bool {
        let matching = |disposed: &Disposed| match &disposed.disposition {
            Disposition::Filed(Filing {
                filing,
                out_of_order_because,
                ..
            }) => (!self.in_order || out_of_order_because.is_none()) && self.kind.is_none_or(|kind| kind == *filing),
            Disposition::Withdrawn
            | Disposition::NotRequired { .. }
            | Disposition::Drafting
            | Disposition::Approved
            | Disposition::OnHold => false,
        };
        filings(scene.incident, &self.obligation).any(matching) && (!self.in_time || scene.in_time(&self.obligation))
    }
}

impl Letter {
    fn holds(&self, incident: &Incident) -> bool {
        let own = incident
            .letters
            .values()
            .filter(|letter| letter.template == self.template);
        own.into_iter().any(|letter| {
            let approval = standing(incident, letter).pop();
            (!self.approved || approval.is_some()) && (!self.clean || approval.is_some_and(|a| a.because.is_none()))
        })
    }
}

/// A sentence that holds a word somebody looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said<'t> {
    pub(crate) sentence: &'t str,
    /// It may say the opposite.
    pub(crate) denied: bool,
}

/// The sentences of a text that hold a word.
pub(crate) fn said_of<'t>(text: &'t str, word: &str) -> impl Iterator<Item = Said<'t>> {
    // The word itself is taken out before denials are looked for: "no payment" may be what is wanted.
    let word = word.to_lowercase();
    let sentences = text.split_inclusive(['.', '!', '?', ';', '\n']).map(str::trim);
    sentences.filter_map(move |sentence| {
        let lower = sentence.to_lowercase();
        let rest = lower.contains(&word).then(|| lower.replace(&word, " "))?;
        Some(Said {
            sentence,
            denied: denies(&rest),
        })
    })
}

/// Words that turn a sentence round, or put what it says off.
const DENIALS: [&str; 14] = [
    "not", "no", "never", "without", "cannot", "didn't", "don't", "haven't", "won't", "nobody", "nothing", "yet",
    "wait", "against",
];

fn denies(sentence: &str) -> bool {
    let mut words = sentence.split(|c: char| !c.is_alphanumeric() && c != '\'');
    words.any(|word| DENIALS.contains(&word))
}

/// What was done about an obligation; one that fans out counts under any place.
fn filings<'i>(incident: &'i Incident, obligation: &ObligationName) -> impl Iterator<Item = &'i Disposed> {
    let mine = incident
        .dispositions
        .iter()
        .filter(move |(key, _)| obligation.covers(key));
    mine.flat_map(|(_, list)| list).collect::<Vec<_>>().into_iter()
}

/// Whether a name holds a word, in capitals or not.
fn has(text: &str, word: &str) -> bool {
    text.to_lowercase().contains(&word.to_lowercase())
}

/// Whether a value is a moment near another.
fn close(value: &FactValue, near: Near) -> bool {
    let minutes = i64::try_from(near.tolerance).unwrap_or(i64::MAX);
    let span = TimeDelta::try_minutes(minutes).unwrap_or(TimeDelta::MAX);
    value
        .moment()
        .is_some_and(|moment| (moment - near.moment).abs() <= span)
}

/// Whether a value says what is wanted: of a list every code, in any order. A code more is no omission; where it is wrong, the
/// deadlines that follow from it are.
fn says(value: &FactValue, wanted: &FactValue) -> bool {
    let holds_all = |own: &[String], wanted: &[String]| wanted.iter().all(|code| own.contains(code));
    match (value.codes(), wanted.codes()) {
        (Some(own), Some(codes)) if codes.len() > 1 => holds_all(own, codes),
        (Some(_) | None, Some(_) | None) => wanted.agrees(value),
    }
}

/// A number, or the least of a range.
fn least_of(value: &FactValue) -> Option<u64> {
    value.count().map(|count| count.min).or_else(|| value.number())
}
