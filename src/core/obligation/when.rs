//! Conditions, harm tests and deemed compliance of single obligations.

use std::borrow::Cow;

use super::Ctx;
use super::facts_test::{ANY, any_of, threshold};
use super::scope::any_flag;
use super::verdict::Step;
use crate::core::law::rulebook::{Condition, Obligation, Polarity, Regime, Test};
use crate::core::tri::Tri;

type Lookup<'f, 'a> = dyn FnMut(&str) -> (Tri, Vec<Cow<'a, str>>) + 'f;

/// One condition, turned round if it is an exemption: unanswered, the duty stands; answered yes, it ends.
pub(super) fn condition<'a>(
    ctx: &Ctx<'a>,
    regime: &'a Regime,
    obligation: &'a Obligation,
    condition: &'a Condition,
    other: Tri,
    lookup: &mut Lookup<'_, 'a>,
) -> Step<'a> {
    let mut step = test(ctx, regime, obligation, &condition.test, other, lookup);
    if let Some(words) = &condition.words {
        step.cause = step.cause.map(|mut cause| {
            cause.text = Cow::Owned(format!("{}: {words}", cause.text));
            cause
        });
    }
    if let (Some(cite), Some(cause)) = (&condition.cite, &mut step.cause) {
        cause.cite = Some(cite);
    }
    if condition.unless { exemption(step) } else { step }
}

fn exemption(step: Step<'_>) -> Step<'_> {
    if step.tri != Tri::Yes {
        return Step::silent();
    }
    let mut ended = step;
    ended.tri = Tri::No;
    ended.cause = ended.cause.map(|mut cause| {
        cause.text = Cow::Owned(format!("an exception applies: {}", cause.text));
        cause
    });
    ended
}

fn test<'a>(
    ctx: &Ctx<'a>,
    regime: &'a Regime,
    obligation: &'a Obligation,
    test: &'a Test,
    other: Tri,
    lookup: &mut Lookup<'_, 'a>,
) -> Step<'a> {
    let cite = Some(obligation.cite.as_str());
    match test {
        Test::Follows(target) => follows(target, lookup, cite),
        Test::SupersededBy(target) => superseded(regime, target, lookup, cite),
        Test::OtherNoticeDue => {
            let step = Step::new(other, other_words(other), cite);
            step.missing("law.other_notice_due")
        }
        Test::Any(inner) => any(ctx, regime, obligation, inner, other, lookup),
        Test::Count(wanted) => threshold(ctx, regime, wanted, cite),
        _ => fact_test(ctx, regime, obligation, test, cite),
    }
}

/// Tests that look at recorded facts alone.
fn fact_test<'a>(
    ctx: &Ctx<'a>,
    regime: &'a Regime,
    obligation: &'a Obligation,
    test: &'a Test,
    cite: Option<&'a str>,
) -> Step<'a> {
    let facts = ctx.facts;
    match test {
        Test::Profile(flags) => listed(
            any_flag(facts, ctx.rules, flags),
            "the organisation is",
            flags,
            "organisation.profile.",
            cite,
        ),
        Test::Elements(codes) => elements(ctx, codes, cite),
        Test::Sets(codes) => whole(
            any_of(facts.sets.as_ref(), codes),
            "regulated data touched:",
            codes,
            "data.sets",
            cite,
        ),
        Test::Kind(codes) => whole(
            any_of(facts.incident_kinds.as_ref(), codes),
            "kind of incident:",
            codes,
            "breach.kinds",
            cite,
        ),
        Test::Mark(codes) => listed(marks(ctx, codes), "the data are marked", codes, "data.marks.", cite),
        Test::Question { id, is } => question(ctx, id, *is, cite),
        Test::Decision {
            family,
            at_least,
            undecided_counts,
        } => decision(ctx, regime, family, at_least, *undecided_counts, cite),
        Test::DirectNotice(codes) => {
            let known = facts.decisions.direct_notice;
            let tri = known.map_or(Tri::Unknown, |v| Tri::from(codes.iter().any(|code| code == v.code())));
            whole(
                tri,
                "people cannot be told one by one:",
                codes,
                "decisions.direct_notice",
                cite,
            )
        }
        Test::InternalSlip(wanted) => {
            let tri = facts.internal_slip.map_or(Tri::Unknown, |v| Tri::from(v == *wanted));
            Step::new(tri, "good-faith access by someone allowed to", cite).missing("breach.internal_slip")
        }
        Test::Deletion(codes) => {
            let tri = facts
                .deletion
                .map_or(Tri::Unknown, |v| Tri::from(codes.iter().any(|code| code == v.code())));
            whole(
                tri,
                "the data came back or were deleted:",
                codes,
                "breach.deletion",
                cite,
            )
        }
        Test::RiskRemoved(wanted) => {
            let tri = facts
                .decisions
                .risk_removed
                .map_or(Tri::Unknown, |v| Tri::from(v == *wanted));
            Step::new(tri, "later measures removed the risk", cite).missing("decisions.risk_removed")
        }
        Test::ReliesOnNoHarm => {
            let relied = facts.decisions.no_harm.contains(regime.id.as_str());
            let text = if relied {
                "the no-harm exception is relied on"
            } else {
                "the no-harm exception is not relied on"
            };
            Step::new(Tri::from(relied), text, cite)
        }
        Test::Ordered => {
            let key = format!("ordered:{}", obligation.key);
            let tri = Tri::from(facts.answers.get(&key).copied());
            Step::new(tri, "the authority has ordered it", cite).missing(format!("answers.{key}"))
        }
        Test::NotKnown(words) => Step::new(Tri::Unknown, format!("the rule itself is not known: {words}"), cite),
        Test::Follows(_) | Test::SupersededBy(_) | Test::OtherNoticeDue | Test::Any(_) | Test::Count(_) => {
            Step::silent()
        }
    }
}

/// A test on a list of codes whose facts are asked for one by one.
fn listed<'a>(tri: Tri, lead: &str, codes: &'a [String], fact: &str, cite: Option<&'a str>) -> Step<'a> {
    let step = Step::new(tri, sentence(tri, lead, codes), cite);
    codes
        .iter()
        .fold(step, |step, code| step.missing(format!("{fact}{code}")))
}

/// A test on a list of codes that one fact settles.
fn whole<'a>(tri: Tri, lead: &str, codes: &'a [String], fact: &'static str, cite: Option<&'a str>) -> Step<'a> {
    Step::new(tri, sentence(tri, lead, codes), cite).missing(fact)
}

fn sentence(tri: Tri, lead: &str, codes: &[String]) -> String {
    let codes = codes.join(" or ").replace('_', " ");
    match tri {
        Tri::Yes => format!("{lead} {codes}"),
        Tri::Unknown => format!("not known: {lead} {codes}"),
        Tri::No => format!("not so: {lead} {codes}"),
    }
}

/// Of a long statutory list only the elements that were hit are worth a word.
fn elements<'a>(ctx: &Ctx<'a>, codes: &'a [String], cite: Option<&'a str>) -> Step<'a> {
    let known = ctx.facts.elements.as_ref();
    let counts = |code: &String| codes.iter().any(|listed| listed == code || listed == ANY);
    let tri = known.map_or(Tri::Unknown, |set| Tri::from(set.iter().any(counts)));
    let hit: Vec<String> = known
        .into_iter()
        .flatten()
        .filter(|code| counts(code))
        .cloned()
        .collect();
    let text = match tri {
        Tri::Yes => format!("covered elements hit: {}", hit.join(", ").replace('_', " ")),
        Tri::Unknown => "which data elements were hit is not known".to_owned(),
        Tri::No => "none of the elements this duty asks for was hit".to_owned(),
    };
    Step::new(tri, text, cite).missing("data.elements")
}

fn marks(ctx: &Ctx<'_>, codes: &[String]) -> Tri {
    let known = codes.iter().map(|code| Tri::from(ctx.facts.marks.get(code).copied()));
    known.max().unwrap_or(Tri::No)
}

/// The answer to a question, and what gave it.
struct Given {
    yes: bool,
    by: String,
}

/// A milestone that says yes rules over an answer that says no: whoever takes the finding back withdraws the milestone.
fn answer(ctx: &Ctx<'_>, id: &str) -> Option<Given> {
    let question = ctx.rules.questions.get(id);
    let milestone = question.and_then(|question| question.milestone.as_deref());
    if let Some(milestone) = milestone
        && ctx
            .facts
            .milestones
            .get(milestone)
            .is_some_and(|moments| !moments.is_empty())
    {
        let by = format!(" by the recorded {}", milestone.replace('_', " "));
        return Some(Given { yes: true, by });
    }
    let family = question.and_then(|question| question.decision.as_deref());
    if let Some((family, value)) = family.and_then(|family| Some((family, ctx.facts.decisions.families.get(family)?))) {
        let by = format!(" by the decision \"{}\"", value.replace('_', " "));
        let yes = grade(ctx, family, value) > 0;
        return Some(Given { yes, by });
    }
    let yes = *ctx.facts.answers.get(id)?;
    let by = String::new();
    Some(Given { yes, by })
}

fn question<'a>(ctx: &Ctx<'a>, id: &'a str, is: bool, cite: Option<&'a str>) -> Step<'a> {
    let answer = answer(ctx, id);
    let tri = Tri::from(answer.as_ref().map(|answer| answer.yes == is));
    let wording = ctx
        .rules
        .questions
        .get(id)
        .map_or(id, |question| question.text.as_str());
    let text = match answer {
        Some(Given { yes: true, by }) => format!("answered yes{by}: {wording}"),
        Some(Given { yes: false, by }) => format!("answered no{by}: {wording}"),
        None => format!("to be answered: {wording}"),
    };
    Step::new(tri, text, cite).missing(format!("answers.{id}"))
}

fn decision<'a>(
    ctx: &Ctx<'a>,
    regime: &Regime,
    family: &'a str,
    at_least: &str,
    undecided_counts: bool,
    cite: Option<&'a str>,
) -> Step<'a> {
    let decided = decided(ctx, regime, family);
    let words = family.replace('_', " ");
    let Some(value) = decided else {
        let text = if undecided_counts {
            format!("{words} is undecided, so the duty stands")
        } else {
            format!("{words} is undecided")
        };
        let tri = if undecided_counts { Tri::Yes } else { Tri::Unknown };
        return Step::new(tri, text, cite).missing(format!("decisions.{family}"));
    };
    let tri = Tri::from(grade(ctx, family, &value) >= grade(ctx, family, at_least));
    Step::new(tri, format!("{words} was decided: {value}"), cite)
}

/// The value recorded for this regime, for the family, or the mildest where a no-harm decision names the regime.
fn decided(ctx: &Ctx<'_>, regime: &Regime, family: &str) -> Option<String> {
    let decisions = &ctx.facts.decisions;
    let names = |id: &str| decisions.no_harm.contains(id);
    if names(&regime.id) || regime.aliases.iter().any(|alias| names(alias)) {
        return ctx.rules.decisions.get(family).and_then(|f| f.values.first().cloned());
    }
    let own = decisions.for_regime.get(regime.id.as_str());
    own.or_else(|| decisions.families.get(family)).cloned()
}

fn grade(ctx: &Ctx<'_>, family: &str, value: &str) -> usize {
    let values = ctx
        .rules
        .decisions
        .get(family)
        .map(|f| f.values.as_slice())
        .unwrap_or_default();
    // A value that is not on the scale counts as the gravest: never a quiet no.
    values.iter().position(|v| v == value).unwrap_or(values.len())
}

fn follows<'a>(target: &'a str, lookup: &mut Lookup<'_, 'a>, cite: Option<&'a str>) -> Step<'a> {
    let (tri, missing) = lookup(target);
    let text = match tri {
        Tri::Yes => format!("{target} is due, and this follows it"),
        Tri::Unknown => format!("follows {target}, which is possible"),
        Tri::No => format!("only if {target} is due, and it is not"),
    };
    let mut step = Step::new(tri, text, cite);
    if tri == Tri::Unknown {
        step.missing = missing;
    }
    step
}

fn superseded<'a>(_: &Regime, target: &'a str, lookup: &mut Lookup<'_, 'a>, cite: Option<&'a str>) -> Step<'a> {
    let (tri, missing) = lookup(target);
    let text = match tri {
        Tri::Yes => format!("the stricter {target} applies instead"),
        Tri::Unknown => format!("the stricter {target} may apply instead"),
        Tri::No => return Step::silent(),
    };
    let mut step = Step::new(!tri, text, cite);
    if tri == Tri::Unknown {
        step.missing = missing;
    }
    step
}

fn other_words(other: Tri) -> &'static str {
    match other {
        Tri::Yes => "another authority must be told",
        Tri::Unknown => "whether another authority must be told is not settled",
        Tri::No => "no other authority must be told",
    }
}

fn any<'a>(
    ctx: &Ctx<'a>,
    regime: &'a Regime,
    obligation: &'a Obligation,
    inner: &'a [Condition],
    other: Tri,
    lookup: &mut Lookup<'_, 'a>,
) -> Step<'a> {
    let steps = inner
        .iter()
        .map(|c| condition(ctx, regime, obligation, c, other, lookup))
        .collect();
    greatest(steps, obligation)
}

/// A count, or one of the cases that stand in for it whatever the number is.
pub(super) fn or_any<'a>(
    ctx: &Ctx<'a>,
    regime: &'a Regime,
    obligation: &'a Obligation,
    count: Step<'a>,
    other: Tri,
    lookup: &mut Lookup<'_, 'a>,
) -> Step<'a> {
    if obligation.threshold_or.is_empty() {
        return count;
    }
    let cases = obligation
        .threshold_or
        .iter()
        .map(|c| condition(ctx, regime, obligation, c, other, lookup));
    greatest(std::iter::once(count).chain(cases).collect(), obligation)
}

/// A disjunction: the greatest of its parts, with that part's reason; unknown parts name their facts.
fn greatest<'a>(steps: Vec<Step<'a>>, obligation: &'a Obligation) -> Step<'a> {
    let tri = steps.iter().map(|s| s.tri).max().unwrap_or(Tri::No);
    let mut best: Vec<Step<'a>> = steps.into_iter().filter(|s| s.tri == tri).collect();
    let missing = best.iter_mut().flat_map(|s| std::mem::take(&mut s.missing)).collect();
    let texts: Vec<String> = best
        .iter()
        .filter_map(|s| s.cause.as_ref().map(|c| c.text.to_string()))
        .collect();
    let joint = if tri == Tri::No { "; and " } else { "; or " };
    let mut step = Step::new(tri, texts.join(joint), Some(&obligation.cite));
    step.missing = missing;
    step
}

/// The regime's harm test, where it gates this obligation.
pub(super) fn harm<'a>(ctx: &Ctx<'a>, regime: &'a Regime, obligation: &'a Obligation) -> Option<Step<'a>> {
    let harm = regime.harm.as_ref()?;
    if harm.test == "none" || harm.test == "by_obligation" {
        return None;
    }
    if harm.gates.as_ref().is_some_and(|gates| !gates.contains(&obligation.id)) {
        return None;
    }
    let cite = Some(regime.citation.as_str());
    let words = harm.test.replace('_', " ");
    let fact = format!("decisions.harm.{}", harm.test);
    let Some(value) = decided(ctx, regime, &harm.test) else {
        return match harm.polarity {
            Polarity::Unless => Some(Step::new(
                Tri::Yes,
                format!("no decision that {words} is unlikely is recorded, so the duty stands"),
                cite,
            )),
            Polarity::OnlyIf => Some(Step::new(Tri::Unknown, format!("{words} is undecided"), cite).missing(fact)),
        };
    };
    let grave = grade(ctx, &harm.test, &value) > 0;
    let text = match grave {
        true => format!("{words} was decided: {value}"),
        false => format!("{words} was decided to be {value}"),
    };
    Some(Step::new(Tri::from(grave), text, cite))
}

/// Laws whose observance stands in for this one: only a known exempting flag or a recorded reliance ends the duty.
pub(super) fn deemed<'a>(ctx: &Ctx<'a>, regime: &'a Regime, obligation: &'a Obligation) -> Vec<Step<'a>> {
    let applies = |effect: &str, keeps: &[String]| match effect {
        "cra_only" => obligation.recipient == "consumer_reporting_agencies",
        "content_only" => false,
        _ => !keeps.contains(&obligation.id),
    };
    let ends = |law: &str, effect: &str| match effect {
        "deemed" => ctx
            .facts
            .decisions
            .relies_on
            .get(regime.id.as_str())
            .is_some_and(|relied| relied == law),
        _ => any_flag(ctx.facts, ctx.rules, &exempting_flags(law)) == Tri::Yes,
    };
    let ended = regime
        .deemed
        .iter()
        .filter(|d| applies(&d.effect, &d.keeps) && ends(&d.law, &d.effect));
    ended
        .map(|d| {
            let law = d.law.replace('_', " ");
            Step::new(
                Tri::No,
                format!("the organisation is under {law}, which stands in for this law"),
                Some(&regime.citation),
            )
        })
        .collect()
}

fn exempting_flags(law: &str) -> Vec<String> {
    let flags: &[&str] = match law {
        "glba" => &["glba_institution"],
        "hipaa" => &["hipaa_covered_entity", "hipaa_business_associate"],
        other => return vec![other.to_owned()],
    };
    flags.iter().map(|f| (*f).to_owned()).collect()
}
