//! What to find out next: the missing facts, ranked by how many obligations each would settle and how soon.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use foldhash::fast::FixedState;

use super::Outcome;
use super::fact_ref::Wanted;
use crate::core::facts::decision_key::DecisionKey;
use crate::core::facts::keys;
use crate::core::facts::table;
use crate::core::law::rulebook::Rulebook;
use crate::core::tri::Tri;

/// A fact that is not known and that some obligation waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenFact<'a> {
    /// Its key in the facts file.
    pub fact: Wanted<'a>,
    /// How many possible obligations name it.
    pub settles: usize,
    /// The earliest strict moment among them.
    pub soonest: Option<DateTime<Utc>>,
}

/// Facts that some possible obligations wait for.
#[derive(Default)]
struct Waiting<'w, 'a> {
    facts: &'w [Wanted<'a>],
    obligations: usize,
    /// The earliest strict moment among them.
    soonest: Option<DateTime<Utc>>,
}

/// The open facts by key, while they are counted. All keys are of the law or of the user's own facts: the standard
/// hasher, which strangers cannot fool, took a tenth of an assessment.
type Open<'a> = HashMap<Wanted<'a>, OpenFact<'a>, FixedState>;

fn note<'a>(open: &mut Open<'a>, waiting: &Waiting<'_, 'a>) {
    for fact in waiting.facts.iter().filter(|fact| !fact.is_of_law()) {
        let found = open.entry(*fact).or_insert(OpenFact {
            fact: *fact,
            settles: 0,
            soonest: None,
        });
        found.settles += waiting.obligations;
        found.soonest = sooner(found.soonest, waiting.soonest);
    }
}

fn sooner(a: Option<DateTime<Utc>>, b: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
    a.into_iter().chain(b).min()
}

/// Ranks the open facts: most obligations first, then the soonest clock, then by name, so that two runs over the same
/// facts ask in the same order. There are thousands of names to count. What a regime waits for, all its possible
/// obligations wait for: that is counted once for all of them.
pub(super) fn rank<'a>(outcomes: &[Outcome<'a>]) -> Vec<OpenFact<'a>> {
    let mut open = Open::with_capacity_and_hasher(1024, FixedState::default());
    for of_regime in outcomes.chunk_by(|a, b| std::ptr::eq(a.regime, b.regime)) {
        let mut regime = Waiting::default();
        for outcome in of_regime.iter().filter(|outcome| outcome.verdict == Tri::Unknown) {
            let soonest = outcome.deadline.as_ref().map(|deadline| deadline.strict);
            let own = Waiting {
                facts: outcome.grounds.own_missing(),
                obligations: 1,
                soonest,
            };
            note(&mut open, &own);
            regime = Waiting {
                facts: outcome.grounds.missing_of_regime(),
                obligations: regime.obligations + 1,
                soonest: sooner(regime.soonest, soonest),
            };
        }
        note(&mut open, &regime);
    }
    let mut facts: Vec<OpenFact<'a>> = open.into_values().collect();
    let soon = |fact: &OpenFact<'_>| fact.soonest.unwrap_or(DateTime::<Utc>::MAX_UTC);
    facts.sort_by(|a, b| {
        let counted = b.settles.cmp(&a.settles).then(soon(a).cmp(&soon(b)));
        counted.then_with(|| a.fact.cmp(&b.fact))
    });
    facts
}

/// The question that asks for a fact, in words a tired person understands: the law's own where it has one, else that of
/// the table of facts.
pub fn question_for(rules: &Rulebook, fact: &str) -> String {
    let flag = fact.strip_prefix(keys::organisation::OF_PROFILE);
    let flag = flag.and_then(|flag| flag_question(rules, flag));
    let question = || {
        let question = rules.questions.get(keys::answers::below(fact)?)?;
        Some(question.text.clone())
    };
    let decision = || {
        let scale = DecisionKey::from(keys::decisions::below(fact)?).scale()?;
        Some(rules.decisions.get(scale)?.question.clone())
    };
    let moment = || {
        table::find(fact).filter(|row| row.is_open())?;
        let moment = rules.milestones.get(keys::milestones::below(fact)?)?;
        Some(format!("When was this: {}?", moment.means))
    };
    let own = flag.or_else(question).or_else(decision).or_else(moment);
    own.unwrap_or_else(|| table::question(fact))
}

fn flag_question(rules: &Rulebook, flag: &str) -> Option<String> {
    let (name, place) = flag.split_once('@').unwrap_or((flag, ""));
    let question = &rules.flags.get(name)?.question;
    Some(match place {
        "" => question.clone(),
        place => format!("{question} ({place})"),
    })
}
