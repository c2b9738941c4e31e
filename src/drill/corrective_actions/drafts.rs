//! Corrective actions drafted from what was missed or done wrongly, for the people who decide what becomes of them.
//! A draft is no corrective action before somebody has adopted it.

use chrono::{Days, NaiveDate};
use serde::Serialize;

use crate::core::drill::Element;
use crate::drill::exercise::Exercise;
use crate::drill::scenario::ROLES;
use crate::drill::scoring::evaluation::Evaluation;
use crate::drill::scoring::measure::{ClockState, TeamClock};
use crate::drill::scoring::score::{Outcome, ScoredAction};

/// How long after the exercise a draft proposes to be done.
const TIME_TO_CORRECT: Days = Days::new(90);

/// A corrective action that nobody has adopted yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DraftAction {
    /// The expected action, or the obligation, that it comes from.
    pub from: String,
    pub action: String,
    /// The role it is proposed for.
    pub owner: String,
    pub due: NaiveDate,
    pub element: Element,
    /// How one will see that it is done.
    pub proof: String,
    /// The objective it serves.
    pub objective: Option<String>,
}

/// What was missed or done wrongly, the weightiest first, deadlines before all; what is in the plan already is left out.
pub fn drafts(exercise: &Exercise, found: &Evaluation, played: NaiveDate) -> Vec<DraftAction> {
    let due = played.checked_add_days(TIME_TO_CORRECT).unwrap_or(played);
    let deadlines = found.obligations.iter().filter_map(|clock| of_deadline(clock, due));
    let actions = weightiest(found)
        .into_iter()
        .filter_map(|action| of_action(exercise, action, due));
    let mut all: Vec<DraftAction> = deadlines.chain(actions).collect();
    let known = &exercise.drill().improvements;
    all.retain(|draft| !known.values().any(|adopted| adopted.action.action == draft.action));
    all
}

/// Expected actions by weight, in the order of the scenario where it is the same.
pub(crate) fn weightiest(found: &Evaluation) -> Vec<&ScoredAction> {
    let mut actions: Vec<&ScoredAction> = found.score.actions.iter().collect();
    actions.sort_by_key(|action| std::cmp::Reverse(action.weight));
    actions
}

fn of_deadline(clock: &TeamClock, due: NaiveDate) -> Option<DraftAction> {
    let what = match clock.state {
        ClockState::Late => "was filed late",
        ClockState::Missed => "was not filed",
        ClockState::InTime | ClockState::Open | ClockState::NotRequired => return None,
    };
    Some(DraftAction {
        from: clock.obligation.to_string(),
        action: format!(
            "Settle who starts the clock of {} and who files: the notice {what}",
            called(clock)
        ),
        owner: "legal".to_owned(),
        due,
        element: Element::Plan,
        proof: "the next exercise files it on time".to_owned(),
        objective: Some("clocks".to_owned()),
    })
}

/// What people call the obligation of a clock.
pub(crate) fn called(clock: &TeamClock) -> String {
    match clock.name.as_str() {
        "" => clock.obligation.to_string(),
        name => format!("{name} ({})", clock.obligation),
    }
}

fn of_action(exercise: &Exercise, action: &ScoredAction, due: NaiveDate) -> Option<DraftAction> {
    let (lead, element) = match action.outcome {
        Outcome::Missed => ("Write into the plan and rehearse", Element::Plan),
        Outcome::Wrong => ("Train, because it was done wrongly", Element::Training),
        Outcome::Done
        | Outcome::Late
        | Outcome::Hinted
        | Outcome::Open
        | Outcome::NotEvaluated
        | Outcome::NotDelivered => return None,
    };
    Some(DraftAction {
        from: action.id.clone(),
        action: format!("{lead}: {}", action.action),
        owner: owner(exercise, action),
        due,
        element,
        proof: "the next exercise shows it done on time".to_owned(),
        objective: Some(action.objective.clone()),
    })
}

/// The role that the inject went to, if it is one; otherwise the commander decides who it is.
fn owner(exercise: &Exercise, action: &ScoredAction) -> String {
    let to = exercise
        .scenario
        .inject(&action.inject)
        .map(|inject| inject.to.as_str());
    let role = to.filter(|to| ROLES.contains(to));
    role.unwrap_or("commander").to_owned()
}
