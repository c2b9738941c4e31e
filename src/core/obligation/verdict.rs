//! The conjunction of steps that makes a verdict, and the pass over all obligations.

use std::borrow::Cow;

use super::{Ctx, Slot, facts_test, scope, when};
use crate::core::law::rulebook::{Condition, Obligation, Regime, Rule, Status, Test};
use crate::core::tri::Tri;

/// One reason, with its cite where it has one.
#[derive(Debug, Clone)]
pub struct Cause<'a> {
    /// The sentence.
    pub text: Cow<'a, str>,
    /// Where it stands.
    pub cite: Option<&'a str>,
}

/// What one step answered.
#[derive(Debug, Clone)]
pub(super) struct Step<'a> {
    pub tri: Tri,
    pub cause: Option<Cause<'a>>,
    pub missing: Vec<Cow<'a, str>>,
}

impl<'a> Step<'a> {
    pub fn new(tri: Tri, text: impl Into<Cow<'a, str>>, cite: Option<&'a str>) -> Self {
        let text = text.into();
        let cause = Some(Cause { text, cite });
        let missing = Vec::new();
        Step { tri, cause, missing }
    }

    /// A step that holds and is not worth a word.
    pub fn silent() -> Self {
        Step {
            tri: Tri::Yes,
            cause: None,
            missing: Vec::new(),
        }
    }

    /// Names a fact that would settle the step; only an unknown step keeps it.
    pub fn missing(mut self, fact: impl Into<Cow<'a, str>>) -> Self {
        if self.tri == Tri::Unknown {
            self.missing.push(fact.into());
        }
        self
    }
}

/// The verdict of one obligation with its reasons and missing facts.
#[derive(Debug, Clone)]
pub(super) struct Answer<'a> {
    pub tri: Tri,
    pub causes: Vec<Cause<'a>>,
    pub missing: Vec<Cow<'a, str>>,
}

impl<'a> Answer<'a> {
    fn start() -> Self {
        Answer {
            tri: Tri::Yes,
            causes: Vec::new(),
            missing: Vec::new(),
        }
    }

    /// Adds a step. A no silences what was unknown before: the reason for the no is all that matters.
    fn add(&mut self, step: Step<'a>) {
        if step.tri == Tri::No {
            self.causes.clear();
            self.missing.clear();
        }
        self.tri = self.tri.and(step.tri);
        self.causes.extend(step.cause);
        for fact in step.missing {
            if !self.missing.contains(&fact) {
                self.missing.push(fact);
            }
        }
    }

    fn decided(&self) -> bool {
        self.tri == Tri::No
    }
}

/// Verdicts of all obligations, with those that point at each other solved by raising from "no".
pub(super) fn answers<'a>(ctx: &Ctx<'a>) -> Vec<Answer<'a>> {
    let regimes: Vec<Answer<'a>> = ctx.rules.regimes.iter().map(|r| regime_answer(ctx, r)).collect();
    let mut memo: Vec<Option<Answer<'a>>> = vec![None; ctx.slots.len()];
    let mut other = vec![Tri::No; ctx.slots.len()];
    for at in 0..ctx.slots.len() {
        solve(ctx, &regimes, &other, &mut memo, at, 0);
    }
    let circular: Vec<usize> = (0..ctx.slots.len()).filter(|at| asks_others(&ctx.slots[*at])).collect();
    // Each round can only raise a verdict, so it ends after at most two rounds per obligation.
    for _ in 0..2 * circular.len() {
        let raised = raise_others(ctx, &circular, &memo, &mut other);
        if !raised {
            break;
        }
        clear_dependents(ctx, &circular, &mut memo);
        for at in 0..ctx.slots.len() {
            solve(ctx, &regimes, &other, &mut memo, at, 0);
        }
    }
    memo.into_iter().map(|a| a.expect("every slot was solved")).collect()
}

fn asks_others(slot: &Slot<'_>) -> bool {
    fn asks(test: &Test) -> bool {
        match test {
            Test::OtherNoticeDue => true,
            Test::Any(inner) => inner.iter().any(|c| asks(&c.test)),
            _ => false,
        }
    }
    conditions(slot).any(|c| asks(&c.test))
}

/// All conditions of an obligation, those that stand in for its number among them.
fn conditions<'s>(slot: &Slot<'s>) -> impl Iterator<Item = &'s Condition> {
    slot.obligation.when.iter().chain(&slot.obligation.threshold_or)
}

/// Forgets the answers that rest on `other_notice_due`, and those that follow other obligations.
fn clear_dependents(ctx: &Ctx<'_>, circular: &[usize], memo: &mut [Option<Answer<'_>>]) {
    for at in circular {
        memo[*at] = None;
    }
    for (at, slot) in ctx.slots.iter().enumerate() {
        let depends = |test: &Test| matches!(test, Test::Follows(_) | Test::SupersededBy(_) | Test::Any(_));
        if conditions(slot).any(|c| depends(&c.test)) {
            memo[at] = None;
        }
    }
}

/// Recomputes, for each obligation that asks, whether some authority outside its regime must be told.
fn raise_others(ctx: &Ctx<'_>, circular: &[usize], memo: &[Option<Answer<'_>>], other: &mut [Tri]) -> bool {
    // What the authorities of each regime must be told at most.
    let mut told = vec![Tri::No; ctx.rules.regimes.len()];
    for (slot, answer) in ctx.slots.iter().zip(memo) {
        let authority = matches!(
            slot.obligation.recipient.as_str(),
            "regulator" | "law_enforcement" | "csirt"
        );
        if let (true, Some(answer)) = (authority, answer) {
            told[slot.regime] = told[slot.regime].max(answer.tri);
        }
    }
    let mut raised = false;
    for at in circular {
        let own = ctx.slots[*at].regime;
        let elsewhere = told[..own].iter().chain(&told[own + 1..]);
        let now = elsewhere.max().copied().unwrap_or(Tri::No);
        raised |= now > other[*at];
        other[*at] = other[*at].max(now);
    }
    raised
}

/// The steps that all obligations of a regime share.
fn regime_answer<'a>(ctx: &Ctx<'a>, regime: &'a Regime) -> Answer<'a> {
    let mut answer = Answer::start();
    answer.add(force(regime.status, regime));
    if answer.decided() {
        return answer;
    }
    for step in scope::steps(ctx, regime) {
        answer.add(step);
        if answer.decided() {
            return answer;
        }
    }
    answer
}

/// Whether the text binds at all.
fn force<'a>(status: Status, regime: &'a Regime) -> Step<'a> {
    let cite = Some(regime.citation.as_str());
    match status {
        Status::Law | Status::Future | Status::Guidance => Step::silent(),
        Status::Proposed => Step::new(Tri::No, "a proposal or draft, not law", cite),
        Status::Voluntary => Step::new(Tri::No, "voluntary: nobody is bound to tell", cite),
        Status::NoDuty => Step::new(Tri::No, "this law sets no duty to notify", cite),
        Status::Unsettled => Step::new(
            Tri::Unknown,
            "whether this rule binds today could not be established",
            cite,
        ),
        Status::AwaitsRules => Step::new(Tri::Unknown, "the duty waits for rules that have not been seen", cite),
    }
}

/// Solves one obligation; `depth` guards against a cycle that the law check would have refused.
fn solve<'a>(
    ctx: &Ctx<'a>,
    regimes: &[Answer<'a>],
    other: &[Tri],
    memo: &mut Vec<Option<Answer<'a>>>,
    at: usize,
    depth: usize,
) -> Tri {
    if let Some(known) = &memo[at] {
        return known.tri;
    }
    let slot = &ctx.slots[at];
    let regime = &ctx.rules.regimes[slot.regime];
    let mut answer = regimes[slot.regime].clone();
    if !answer.decided() {
        let mut lookup = |reference: &str| match ctx.find(regime, reference) {
            Some(found) if depth < 16 => {
                let tri = solve(ctx, regimes, other, memo, found, depth + 1);
                let missing = memo[found].as_ref().map(|a| a.missing.clone()).unwrap_or_default();
                (tri, missing)
            }
            _ => (Tri::No, Vec::new()),
        };
        obligation_steps(ctx, slot, regime, other[at], &mut lookup, &mut answer);
    }
    let tri = answer.tri;
    memo[at] = Some(answer);
    tri
}

type Lookup<'f, 'a> = dyn FnMut(&str) -> (Tri, Vec<Cow<'a, str>>) + 'f;

fn obligation_steps<'a>(
    ctx: &Ctx<'a>,
    slot: &Slot<'a>,
    regime: &'a Regime,
    other: Tri,
    lookup: &mut Lookup<'_, 'a>,
    answer: &mut Answer<'a>,
) {
    let obligation = slot.obligation;
    let data = slot.version.data.as_ref();
    let early: [&dyn Fn() -> Option<Step<'a>>; 6] = [
        &|| version_step(ctx, slot, regime),
        &|| status_step(slot, regime),
        &|| role_step(ctx, slot),
        &|| facts_test::data(ctx, data, regime),
        &|| facts_test::encryption(ctx, data, regime, obligation),
        &|| when::harm(ctx, regime, obligation),
    ];
    for step in early {
        answer.add(step().unwrap_or_else(Step::silent));
        if answer.decided() {
            return;
        }
    }
    for step in when::deemed(ctx, regime, obligation) {
        answer.add(step);
    }
    // A milder duty for fewer people ends by the stricter one that supersedes it, never by its own count.
    if let Some(threshold) = obligation.threshold.as_ref().filter(|_| !superseded(obligation)) {
        let count = facts_test::threshold(ctx, regime, threshold, Some(&obligation.cite));
        answer.add(when::or_any(ctx, regime, obligation, count, other, lookup));
    }
    for condition in &obligation.when {
        if answer.decided() {
            return;
        }
        answer.add(when::condition(ctx, regime, obligation, condition, other, lookup));
    }
}

fn superseded(obligation: &Obligation) -> bool {
    obligation.when.iter().any(|c| matches!(c.test, Test::SupersededBy(_)))
}

/// The version that counts: none before the law, or text that is not modelled.
fn version_step<'a>(ctx: &Ctx<'a>, slot: &Slot<'a>, regime: &'a Regime) -> Option<Step<'a>> {
    let day = ctx.version_day(regime);
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
            let text = format!("on {day} a former version was in force whose text is not modelled");
            Some(Step::new(Tri::Unknown, text, cite).missing("law.former"))
        }
        Rule::Listed if !version.obligations.iter().any(|o| std::ptr::eq(o, slot.obligation)) => {
            let text = format!("this duty did not exist on {day}");
            Some(Step::new(Tri::No, text, cite))
        }
        Rule::Listed => None,
    }
}

fn status_step<'a>(slot: &Slot<'a>, regime: &'a Regime) -> Option<Step<'a>> {
    Some(force(slot.obligation.status?, regime))
}

fn role_step<'a>(ctx: &Ctx<'a>, slot: &Slot<'a>) -> Option<Step<'a>> {
    use crate::core::facts::Role;
    let role = slot.obligation.role?;
    let cite = Some(slot.obligation.cite.as_str());
    let Some(roles) = &ctx.facts.organisation.roles else {
        let text = "whether the organisation decides about the data or holds them for another is not known";
        return Some(Step::new(Tri::Unknown, text, cite).missing("organisation.role"));
    };
    if roles.contains(&role) {
        return None;
    }
    let text = match role {
        Role::Owner => "a duty of whoever decides about the data; the organisation holds them for another",
        Role::Vendor => "a duty of whoever holds data for another; the organisation decides about the data itself",
    };
    Some(Step::new(Tri::No, text, cite))
}
