//! The obligations of a stored incident: the assessment, what the rules of the record need of it, and what changed.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::app::views;
use crate::app::views::{AssessmentView, DeadlineView, Zoned};
use crate::core::counted::counted;
use crate::core::facts::Facts;
use crate::core::ids::ObligationId;
use crate::core::incident::decide::AssessedObligation;
use crate::core::law::rulebook::Rulebook;
use crate::core::obligation::{self, Outcome};
use crate::core::time::StoryTime;
use crate::core::tri::Tri;
use crate::core::verdict::Verdict;

/// An assessment for people, and by obligation for the rules of the record.
#[derive(Debug, Clone)]
pub struct Assessed {
    /// For people and programs.
    pub view: AssessmentView,
    /// By key.
    pub obligations: BTreeMap<ObligationId, AssessedObligation>,
}

impl Assessed {
    /// Assesses facts at a moment.
    pub fn of(facts: &Facts, rules: &Rulebook, now: StoryTime) -> Assessed {
        let answer = obligation::assess(facts, rules, now);
        let mut obligations: BTreeMap<ObligationId, AssessedObligation> = answer
            .outcomes
            .iter()
            .map(|outcome| (outcome.key.clone(), obligation(facts, rules, outcome)))
            .collect();
        add_reverse_order(&answer.outcomes, &mut obligations);
        Assessed {
            view: views::of_answer(&answer, facts, rules, now),
            obligations,
        }
    }
}

/// What a reference of a law file names. One that names nothing was refused when the file was read.
fn referred(outcome: &Outcome<'_>, reference: &str) -> Option<ObligationId> {
    ObligationId::referred(&outcome.regime.id, reference).ok()
}

fn obligation(facts: &Facts, rules: &Rulebook, outcome: &Outcome<'_>) -> AssessedObligation {
    let order = &outcome.obligation.order;
    let not_before = order.not_before.as_ref().and_then(|limit| {
        let after = referred(outcome, &limit.after)?;
        let unit = limit.period.unit.code().replace('_', " ");
        let wait = counted(
            limit.period.count.into(),
            &format!("full {}", unit.trim_end_matches('s')),
        );
        let Some(filed) = facts.filed.get(after.as_str()) else {
            return Some((
                DateTime::<Utc>::MAX_UTC,
                format!("{after} comes first, and then {wait}"),
            ));
        };
        let zone = &outcome.regime.zone;
        let earliest = obligation::earliest_after(rules, zone, limit, *filed).ok()?;
        let words = obligation::moment_words(zone, earliest);
        Some((earliest, format!("not before {words}: {wait} after {after}")))
    });
    AssessedObligation {
        recipient: outcome.obligation.recipient,
        verdict: outcome.verdict,
        strict: outcome.deadline.as_ref().map(|d| d.strict),
        after: order.after.iter().filter_map(|r| referred(outcome, r)).collect(),
        not_before,
        on_hold: outcome.on_hold,
    }
}

/// "A before B" is "B after A".
fn add_reverse_order(outcomes: &[Outcome<'_>], obligations: &mut BTreeMap<ObligationId, AssessedObligation>) {
    for outcome in outcomes.iter().filter(|o| o.verdict != Tri::No) {
        for later in &outcome.obligation.order.before {
            let later = referred(outcome, later).and_then(|later| obligations.get_mut(&later));
            if let Some(obligation) = later {
                obligation.after.push(outcome.key.clone());
            }
        }
    }
}

/// What an obligation came to: its verdict, and its deadline where it has one. In JSON a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(Verdict, Option<Zoned>)", into = "(Verdict, Option<Zoned>)")]
pub struct Standing {
    /// Due or possible.
    pub verdict: Verdict,
    /// The deadline, on the authority's clocks.
    pub strict: Option<Zoned>,
}

impl From<(Verdict, Option<Zoned>)> for Standing {
    fn from((verdict, strict): (Verdict, Option<Zoned>)) -> Standing {
        Standing { verdict, strict }
    }
}

impl From<Standing> for (Verdict, Option<Zoned>) {
    fn from(Standing { verdict, strict }: Standing) -> (Verdict, Option<Zoned>) {
        (verdict, strict)
    }
}

/// Every obligation that is due or possible, with what it came to.
pub type Verdicts = BTreeMap<ObligationId, Standing>;

/// Verdict and deadline of every obligation that is due or possible.
pub fn verdicts(view: &AssessmentView) -> Verdicts {
    let standing = view.obligations.iter().filter(|o| o.verdict != Verdict::NotDue);
    standing
        .map(|o| {
            let strict = o.deadline.as_ref().map(DeadlineView::strict_local);
            let verdict = o.verdict;
            (o.id.clone(), Standing { verdict, strict })
        })
        .collect()
}

/// Something that changed among the obligations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    pub obligation: ObligationId,
    /// Verdict and date before; absent: not due.
    pub before: Option<Standing>,
    /// Verdict and date now; absent: not due.
    pub now: Option<Standing>,
}

impl Change {
    /// What differs between two states, obligations that became due first.
    pub fn between(before: &Verdicts, now: &Verdicts) -> Vec<Change> {
        let keys: std::collections::BTreeSet<&ObligationId> = before.keys().chain(now.keys()).collect();
        let mut changes: Vec<Change> = keys
            .into_iter()
            .filter(|key| before.get(*key) != now.get(*key))
            .map(|key| Change {
                obligation: key.clone(),
                before: before.get(key).copied(),
                now: now.get(key).copied(),
            })
            .collect();
        let rank = |change: &Change| match change.now.map(|now| now.verdict) {
            Some(Verdict::Due) => 0,
            Some(Verdict::Possible | Verdict::NotDue) => 1,
            None => 2,
        };
        // By the text of the local moment, as programs that read the JSON have always had them.
        let date = |change: &Change| change.now.and_then(|now| now.strict).map(|strict| strict.to_string());
        changes.sort_by_cached_key(|change| (rank(change), date(change), change.obligation.clone()));
        changes
    }
}
