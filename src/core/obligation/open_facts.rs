//! What to find out next: the missing facts, ranked by how many obligations each would settle and how soon.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::Outcome;
use crate::core::affected::{ELSEWHERE, TOTAL};
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

/// The question that asks for a fact, in words a tired person understands.
pub fn question_for(rules: &Rulebook, fact: &str) -> String {
    if let Some(place) = fact.strip_prefix("affected.") {
        return match place {
            TOTAL => "How many people are affected in all?".to_owned(),
            ELSEWHERE => "Does anybody affected live anywhere else?".to_owned(),
            place => format!("How many people in {place} are affected?"),
        };
    }
    if let Some(flag) = fact.strip_prefix("organisation.profile.") {
        return flag_question(rules, flag);
    }
    if let Some(id) = fact.strip_prefix("answers.") {
        return rules
            .questions
            .get(id)
            .map(|question| question.text.clone())
            .unwrap_or_else(|| format!("To be answered: {id}"));
    }
    if let Some(moment) = fact.strip_prefix("milestones.").and_then(|id| rules.milestones.get(id)) {
        return format!("When was this: {}?", moment.means);
    }
    if let Some(mark) = fact.strip_prefix("data.marks.") {
        return format!("Do the data count as {}?", mark.replace('_', " "));
    }
    let family = fact
        .strip_prefix("decisions.harm.")
        .or_else(|| fact.strip_prefix("decisions."));
    if let Some(found) = family.and_then(|f| rules.decisions.get(f)) {
        return found.question.clone();
    }
    plain(fact).to_owned()
}

fn flag_question(rules: &Rulebook, flag: &str) -> String {
    let (name, place) = flag.split_once('@').unwrap_or((flag, ""));
    let Some(known) = rules.flags.get(name) else {
        return format!("Does the organisation carry the flag {flag}?");
    };
    match place {
        "" => known.question.clone(),
        place => format!("{} ({place})", known.question),
    }
}

fn plain(fact: &str) -> &'static str {
    match fact {
        "data.elements" => "Which data elements were hit?",
        "data.encrypted" => "Were the data encrypted?",
        "data.key_taken" => "Was the key taken with the data?",
        "data.medium" => "Were the data on paper, in a computer system, or both?",
        "data.acquired" => "Were the data taken: excluded, possible, likely or confirmed?",
        "data.accessed" => "Were the data seen: excluded, possible, likely or confirmed?",
        "data.sets" => "Which regulated data sets were touched?",
        "breach.types" => "Was confidentiality, integrity or availability lost?",
        "breach.kinds" => "What kind of incident is it?",
        "breach.cause" => "What caused it: attack, theft, insider, slip or failure?",
        "breach.malicious" => "Did somebody mean harm?",
        "breach.recipient" => "Who has the data now?",
        "breach.internal_slip" => "Was it a good-faith slip by someone allowed to see the data?",
        "breach.deletion" => "Did whoever got the data return or delete them?",
        "organisation.role" => "Does the organisation decide about the data, or hold them for another?",
        "organisation.country" => "In which country is the organisation's seat?",
        "organisation.eu_main_establishment" => "Where is the main establishment in the Union, if there is one?",
        "decisions.risk_removed" => "Have later measures removed the risk to people?",
        "decisions.direct_notice" => "Can people be told one by one?",
        _ => "A fact is missing.",
    }
}
