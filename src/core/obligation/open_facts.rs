//! What to find out next: the missing facts, ranked by how many obligations each would settle and how soon.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use foldhash::fast::FixedState;

use super::Outcome;
use super::wanted::Wanted;
use crate::core::facts::table::{self, Fact};
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

/// Ranks the open facts: most obligations first, then the soonest clock, then by name. Thousands of names are counted, and
/// all of them are of the law or of the user's own facts: the standard hasher, which strangers cannot fool, took a tenth of
/// an assessment.
pub(super) fn rank<'a>(outcomes: &[Outcome<'a>]) -> Vec<OpenFact<'a>> {
    let mut open: HashMap<Wanted<'a>, OpenFact<'a>, FixedState> =
        HashMap::with_capacity_and_hasher(512, FixedState::default());
    for outcome in outcomes.iter().filter(|o| o.verdict == Tri::Unknown) {
        let strict = outcome.deadline.as_ref().map(|d| d.strict);
        for fact in outcome.missing.iter().filter(|fact| !fact.is_of_law()) {
            let found = open.entry(*fact).or_insert(OpenFact {
                fact: *fact,
                settles: 0,
                soonest: None,
            });
            found.settles += 1;
            found.soonest = match (found.soonest, strict) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
        }
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
    let (table, name) = fact.split_once('.').unwrap_or((fact, ""));
    let own = match table {
        "organisation" => name
            .strip_prefix("profile.")
            .and_then(|flag| flag_question(rules, flag)),
        "answers" => rules.questions.get(name).map(|question| question.text.clone()),
        "decisions" => {
            let family = rules.decisions.get(name.strip_prefix("harm.").unwrap_or(name));
            family.map(|family| family.question.clone())
        }
        "milestones" if table::find(fact).is_some_and(Fact::is_open) => {
            let moment = rules.milestones.get(name);
            moment.map(|moment| format!("When was this: {}?", moment.means))
        }
        _ => None,
    };
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
