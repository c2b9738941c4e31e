//! The conjunction of steps that makes a verdict, and the pass over all obligations.

use chrono::NaiveDate;

use super::case::{Case, Slot};
use super::evaluator::{Evaluator, Followed, deemed, harm};
use super::step::{Answer, Step};
use super::{data, reach, threshold};
use crate::core::facts::keys;
use crate::core::law::rulebook::{Condition, Obligation, Regime, Rule, Status, Test};
use crate::core::tri::Tri;

/// How far obligations may follow each other. The longest chain of the built-in law has three links.
const DEEPEST: usize = 16;

/// What all obligations of one pass share.
struct Shared<'s, 'a> {
    /// The steps of each regime.
    regimes: &'s [Answer<'a>],
    /// For each obligation, whether an authority outside its regime must be told, as far as this is settled.
    other: Vec<Tri>,
}

/// Verdicts of all obligations, with those that point at each other solved by raising from "no".
pub(super) fn answers<'a>(case: &Case<'a>) -> Vec<Answer<'a>> {
    let regimes = regime_answers(case);
    let mut memo: Vec<Option<Answer<'a>>> = vec![None; case.slots.len()];
    let mut shared = Shared {
        regimes: &regimes,
        other: vec![Tri::No; case.slots.len()],
    };
    for at in 0..case.slots.len() {
        solve(case, &shared, &mut memo, at, 0);
    }
    let circular: Vec<usize> = (0..case.slots.len())
        .filter(|at| asks_others(&case.slots[*at]))
        .collect();
    // "Another authority must be told" can depend on itself: two laws may each ask for the other. The least solution is
    // the right one (nobody is told merely because somebody else might be), so all begin at "no" and are raised until
    // nothing changes. Each round only raises a verdict, from no to unknown to yes, so it ends after at most two rounds
    // per obligation.
    for _ in 0..2 * circular.len() {
        let raised = raise_others(case, &circular, &memo, &mut shared.other);
        if !raised {
            break;
        }
        clear_dependents(case, &circular, &mut memo);
        for at in 0..case.slots.len() {
            solve(case, &shared, &mut memo, at, 0);
        }
    }
    memo.into_iter().map(|a| a.expect("every slot was solved")).collect()
}

fn asks_others(slot: &Slot<'_>) -> bool {
    fn asks(test: &Test) -> bool {
        match test {
            Test::OtherNoticeDue => true,
            Test::Any(inner) => inner.iter().any(|c| asks(&c.test)),
            Test::Profile(_)
            | Test::Question { .. }
            | Test::Decision { .. }
            | Test::Mark(_)
            | Test::Elements(_)
            | Test::Sets(_)
            | Test::Kind(_)
            | Test::Follows(_)
            | Test::SupersededBy(_)
            | Test::Count(_)
            | Test::DirectNotice(_)
            | Test::InternalSlip(_)
            | Test::Deletion(_)
            | Test::RiskRemoved(_)
            | Test::ReliesOnNoHarm
            | Test::Ordered
            | Test::NotKnown(_) => false,
        }
    }
    conditions(slot).any(|c| asks(&c.test))
}

/// All conditions of an obligation, those that stand in for its number among them.
fn conditions<'s>(slot: &Slot<'s>) -> impl Iterator<Item = &'s Condition> {
    slot.obligation.when.iter().chain(&slot.obligation.threshold_or)
}

/// Forgets the answers that rest on `other_notice_due`, and those that follow other obligations: a raised verdict may
/// reach them. `Any` may hide such a condition.
fn clear_dependents(case: &Case<'_>, circular: &[usize], memo: &mut [Option<Answer<'_>>]) {
    for at in circular {
        memo[*at] = None;
    }
    for (at, slot) in case.slots.iter().enumerate() {
        let depends = |test: &Test| matches!(test, Test::Follows(_) | Test::SupersededBy(_) | Test::Any(_));
        if conditions(slot).any(|c| depends(&c.test)) {
            memo[at] = None;
        }
    }
}

/// Recomputes, for each obligation that asks, whether some authority outside its regime must be told.
fn raise_others(case: &Case<'_>, circular: &[usize], memo: &[Option<Answer<'_>>], other: &mut [Tri]) -> bool {
    // What the authorities of each regime must be told at most.
    let mut told = vec![Tri::No; case.rules.regimes.len()];
    for (slot, answer) in case.slots.iter().zip(memo) {
        if let (true, Some(answer)) = (slot.obligation.recipient.is_authority(), answer) {
            told[slot.regime] = told[slot.regime].max(answer.tri);
        }
    }
    let regimes_at = |tri: Tri| told.iter().filter(|told| **told == tri).count();
    // From the greater answer down. The regime of whoever asks is one of those that are counted where it came to the
    // same answer, and is taken off: its own authority is no other one.
    let counts = [Tri::Yes, Tri::Unknown].map(|tri| (tri, regimes_at(tri)));
    let mut raised = false;
    for at in circular {
        let own = told[case.slots[*at].regime];
        let elsewhere = counts.iter().find(|(tri, regimes)| *regimes > usize::from(own == *tri));
        let now = elsewhere.map_or(Tri::No, |(tri, _)| *tri);
        raised |= now > other[*at];
        other[*at] = other[*at].max(now);
    }
    raised
}

/// The steps that all obligations of a regime share, by regime. One that does not apply itself, because it is not yet
/// in force or the organization is outside, takes no other one's place.
fn regime_answers<'a>(case: &Case<'a>) -> Vec<Answer<'a>> {
    let regimes = &case.rules.regimes;
    let mut answers: Vec<Answer<'a>> = (0..regimes.len()).map(|at| alone(case, at)).collect();
    let give_way = regimes.iter().map(|r| reach::gives_way(case.rules, r, &answers));
    let give_way: Vec<Option<Step<'a>>> = give_way.collect();
    for (answer, step) in answers.iter_mut().zip(give_way) {
        if let Some(step) = step.filter(|_| !answer.decided()) {
            answer.add(step);
        }
    }
    answers.into_iter().map(Answer::shared).collect()
}

/// Whether a regime applies, whatever other regimes there are: it binds, reaches the organization and was in force.
fn alone<'a>(case: &Case<'a>, at: usize) -> Answer<'a> {
    let regime = &case.rules.regimes[at];
    let mut answer = Answer::start();
    answer.add(force(regime.status, regime));
    reach::add(case, regime, &mut answer);
    if !answer.decided() {
        answer.add(in_force(regime, case.day(at)).unwrap_or_else(Step::silent));
    }
    answer
}

/// Whether the text binds at all.
fn force<'a>(status: Status, regime: &'a Regime) -> Step<'a> {
    let cite = Some(regime.citation.as_str());
    match status {
        // Guidance is shown with its number, which never becomes a deadline (`Status::makes_deadlines`); future law is
        // held back by its first day, in `in_force`.
        Status::Law | Status::Future | Status::Guidance => Step::silent(),
        Status::Proposed => Step::new(Tri::No, "a proposal or draft, not law", cite),
        Status::Voluntary => Step::new(Tri::No, "voluntary: no one is required to notify", cite),
        Status::NoDuty => Step::new(Tri::No, "this law sets no obligation to notify", cite),
        Status::Unsettled => Step::new(
            Tri::Unknown,
            "it could not be established whether this rule binds today",
            cite,
        ),
        Status::AwaitsRules => Step::new(
            Tri::Unknown,
            "the obligation depends on rules that have not been reviewed",
            cite,
        ),
    }
}

/// Solves one obligation; `depth` guards against a cycle that the law check would have refused.
fn solve<'a>(
    case: &Case<'a>,
    shared: &Shared<'_, 'a>,
    memo: &mut Vec<Option<Answer<'a>>>,
    at: usize,
    depth: usize,
) -> Tri {
    if let Some(known) = &memo[at] {
        return known.tri;
    }
    let slot = &case.slots[at];
    let regime = case.regime(slot);
    let of_regime = &shared.regimes[slot.regime];
    let mut answer = of_regime.begun();
    if !answer.decided() {
        let mut lookup = |reference: &str| match case.find(regime, reference) {
            Some(found) if depth < DEEPEST => {
                let tri = solve(case, shared, memo, found, depth + 1);
                let missing = memo[found].iter().flat_map(|answer| answer.grounds.missing());
                let missing = missing.copied().collect();
                Followed { tri, missing }
            }
            Some(_) | None => Followed {
                tri: Tri::No,
                missing: Vec::new(),
            },
        };
        let evaluator = Evaluator {
            case,
            regime,
            obligation: slot.obligation,
            other: shared.other[at],
            lookup: &mut lookup,
        };
        obligation_steps(evaluator, slot, &mut answer);
    }
    let tri = answer.tri;
    memo[at] = Some(answer);
    tri
}

fn obligation_steps<'a>(mut evaluator: Evaluator<'_, 'a>, slot: &Slot<'a>, answer: &mut Answer<'a>) {
    let (case, regime, obligation) = (evaluator.case, evaluator.regime, slot.obligation);
    let tested = slot.version.data.as_deref();
    // From the cheapest to the most expensive: a no spares the steps behind it.
    let early: [&dyn Fn() -> Option<Step<'a>>; 7] = [
        &|| version_step(case, slot, regime),
        &|| status_step(slot, regime),
        &|| role_step(case, slot),
        &|| data::data(case, tested, regime),
        &|| data::encryption(case, tested, regime, obligation),
        &|| harm(case, regime, obligation),
        &|| deemed(case, regime, obligation),
    ];
    for step in early {
        answer.add(step().unwrap_or_else(Step::silent));
        if answer.decided() {
            return;
        }
    }
    // A milder obligation for fewer people (HIPAA's yearly log below 500) ends by the stricter one that supersedes it,
    // never by its own count: otherwise more people could end it while the stricter one is still open for another
    // reason.
    if let Some(threshold) = obligation.threshold.as_ref().filter(|_| !superseded(obligation)) {
        let count = threshold::threshold(case, regime, threshold, Some(&obligation.cite));
        answer.add(evaluator.or_any(count));
    }
    for condition in &obligation.when {
        if answer.decided() {
            return;
        }
        answer.add(evaluator.condition(condition));
    }
}

fn superseded(obligation: &Obligation) -> bool {
    obligation.when.iter().any(|c| matches!(c.test, Test::SupersededBy(_)))
}

/// The version that counts: none before the law, or text that is not modelled.
fn in_force(regime: &Regime, day: NaiveDate) -> Option<Step<'_>> {
    let cite = Some(regime.citation.as_str());
    let Some(version) = regime.on(day) else {
        let text = format!("the rules in force on {day} are not in the rule base; today's are shown");
        return Some(Step::new(Tri::Unknown, text, cite).missing("law.former"));
    };
    match version.rule {
        Rule::None => {
            let began = regime.current().from.map(|d| d.to_string()).unwrap_or_default();
            Some(Step::new(
                Tri::No,
                format!("not yet in force on {day}; it applies from {began}"),
                cite,
            ))
        }
        Rule::Unmodelled => {
            let text = format!("the version in force on {day} is an earlier one, whose text is not modeled");
            Some(Step::new(Tri::Unknown, text, cite).missing("law.former"))
        }
        Rule::Listed => None,
    }
}

/// Whether the version that counts has the obligation, where its text is known.
fn version_step<'a>(case: &Case<'a>, slot: &Slot<'a>, regime: &'a Regime) -> Option<Step<'a>> {
    let day = case.day(slot.regime);
    let version = regime.on(day).filter(|version| version.rule == Rule::Listed)?;
    if version.obligations.iter().any(|o| std::ptr::eq(o, slot.obligation)) {
        return None;
    }
    let text = format!("this obligation did not exist on {day}");
    Some(Step::new(Tri::No, text, Some(&regime.citation)))
}

fn status_step<'a>(slot: &Slot<'a>, regime: &'a Regime) -> Option<Step<'a>> {
    Some(force(slot.obligation.status?, regime))
}

fn holds_for_others(also_owner: bool) -> &'static str {
    match also_owner {
        true => {
            "role recorded: controller and processor; this is owed for data that the organization holds for others, not \
             for its own"
        }
        false => "role recorded: processor; the organization holds the data for others",
    }
}

fn role_step<'a>(case: &Case<'a>, slot: &Slot<'a>) -> Option<Step<'a>> {
    use crate::core::facts::Role;
    let role = slot.obligation.role?;
    let cite = Some(slot.obligation.cite.as_str());
    let Some(roles) = &case.facts.organisation.roles else {
        let text = "it is not known whether the organization decides about the data or holds it for others";
        return Some(Step::new(Tri::Unknown, text, cite).missing(keys::organisation::ROLE));
    };
    if roles.contains(&role) {
        // Whoever decides about data finds its obligations natural; why it is to tell an owner is worth a word.
        let also_owner = roles.contains(&Role::Owner);
        return (role == Role::Vendor).then(|| Step::new(Tri::Yes, holds_for_others(also_owner), cite));
    }
    let text = match role {
        Role::Owner => {
            "an obligation of the controller (whoever decides about the data); the organization holds it for others"
        }
        Role::Vendor => {
            "an obligation of the vendor (whoever holds data for others); the organization decides about the data itself"
        }
    };
    Some(Step::new(Tri::No, text, cite))
}
