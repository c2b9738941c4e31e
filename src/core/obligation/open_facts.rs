//! What to find out next: the missing facts, ranked by how many obligations each would settle and how soon.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::Outcome;
use crate::core::facts::table::{self, Fact};
use crate::core::law::rulebook::Rulebook;
use crate::core::tri::Tri;

/// A fact that is not known and that some obligation waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenFact {
    /// Its key in the facts file.
    pub fact: String,
    /// The question to ask.
    pub question: String,
    /// How many possible obligations name it.
    pub settles: usize,
    /// The earliest strict moment among them.
    pub soonest: Option<DateTime<Utc>>,
}

/// Ranks the open facts: most obligations first, then the soonest clock, then by name.
pub(super) fn rank(rules: &Rulebook, outcomes: &[Outcome<'_>]) -> Vec<OpenFact> {
    let mut open: BTreeMap<&str, (usize, Option<DateTime<Utc>>)> = BTreeMap::new();
    for outcome in outcomes.iter().filter(|o| o.verdict == Tri::Unknown) {
        let strict = outcome.deadline.as_ref().map(|d| d.strict);
        for fact in outcome.missing.iter().filter(|f| !f.starts_with("law.")) {
            let entry = open.entry(fact.as_ref()).or_default();
            entry.0 += 1;
            entry.1 = match (entry.1, strict) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
        }
    }
    let mut facts: Vec<OpenFact> = open
        .into_iter()
        .map(|(fact, found)| open_fact(rules, fact, found))
        .collect();
    facts.sort_by(|a, b| {
        let soon = |f: &OpenFact| f.soonest.unwrap_or(DateTime::<Utc>::MAX_UTC);
        b.settles
            .cmp(&a.settles)
            .then(soon(a).cmp(&soon(b)))
            .then(a.fact.cmp(&b.fact))
    });
    facts
}

fn open_fact(rules: &Rulebook, fact: &str, (settles, soonest): (usize, Option<DateTime<Utc>>)) -> OpenFact {
    OpenFact {
        fact: fact.to_owned(),
        question: question_for(rules, fact),
        settles,
        soonest,
    }
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
