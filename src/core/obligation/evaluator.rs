//! Conditions, harm tests and deemed compliance of single obligations.

use std::borrow::Cow;

use super::case::Case;
use super::data::{ANY, any_of};
use super::step::Step;
use super::threshold::threshold;
use crate::core::coded::Coded;
use crate::core::law::rulebook::{Condition, Deemed, Effect, Obligation, Polarity, Recipient, Regime, Test};
use crate::core::tri::Tri;

/// What another obligation that is followed came to.
pub(super) struct Followed<'a> {
    pub tri: Tri,
    /// What would settle it.
    pub missing: Vec<Cow<'a, str>>,
}

/// Finds out what another obligation came to.
pub(super) type Lookup<'f, 'a> = dyn FnMut(&str) -> Followed<'a> + 'f;

/// Evaluates the conditions of one obligation for one incident.
pub(super) struct Evaluator<'e, 'a> {
    pub case: &'e Case<'a>,
    pub regime: &'a Regime,
    pub obligation: &'a Obligation,
    /// Whether an authority outside the regime must be told, as far as this is settled.
    pub other: Tri,
    pub lookup: &'e mut Lookup<'e, 'a>,
}

impl<'a> Evaluator<'_, 'a> {
    /// One condition, turned round if it is an exemption: unanswered, the obligation remains; answered yes, it ends.
    pub fn condition(&mut self, condition: &'a Condition) -> Step<'a> {
        let mut step = self.test(&condition.test);
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

    /// A count, or one of the cases that stand in for it whatever the number is.
    pub fn or_any(&mut self, count: Step<'a>) -> Step<'a> {
        let obligation = self.obligation;
        if obligation.threshold_or.is_empty() {
            return count;
        }
        let cases = obligation.threshold_or.iter().map(|c| self.condition(c));
        greatest(std::iter::once(count).chain(cases).collect(), obligation)
    }

    fn test(&mut self, test: &'a Test) -> Step<'a> {
        let (case, cite) = (self.case, Some(self.obligation.cite.as_str()));
        let facts = case.facts;
        match test {
            Test::Follows(target) => follows(target, (self.lookup)(target), cite),
            Test::SupersededBy(target) => superseded(target, (self.lookup)(target), cite),
            Test::OtherNoticeDue => {
                Step::new(self.other, other_words(self.other), cite).missing("law.other_notice_due")
            }
            Test::Any(inner) => {
                let steps = inner.iter().map(|c| self.condition(c)).collect();
                greatest(steps, self.obligation)
            }
            Test::Count(wanted) => threshold(case, self.regime, wanted, cite),
            Test::Profile(flags) => {
                let held = case.profile.any(flags);
                listed(held, "the organization counts as", flags, "organisation.profile.", cite)
            }
            Test::Elements(codes) => elements(case, codes, cite),
            Test::Sets(codes) => {
                let touched = any_of(facts.sets.as_ref(), codes);
                whole(touched, "regulated data touched:", codes, "data.sets", cite)
            }
            Test::Kind(codes) => {
                let kind = any_of(facts.incident_kinds.as_ref(), codes);
                whole(kind, "kind of incident:", codes, "breach.kinds", cite)
            }
            Test::Mark(codes) => listed(marks(case, codes), "the data is marked", codes, "data.marks.", cite),
            Test::Question { id, is } => question(case, id, *is, cite),
            Test::Decision {
                family,
                at_least,
                undecided_counts,
            } => {
                let undecided = Undecided::meaning(*undecided_counts);
                decision(case, self.regime, (family, at_least), undecided, cite)
            }
            Test::DirectNotice(codes) => {
                let lead = "people cannot be notified individually:";
                let step = among(facts.decisions.direct_notice, codes, lead, cite);
                step.missing("decisions.direct_notice")
            }
            Test::InternalSlip(wanted) => {
                let tri = Tri::from(facts.internal_slip.map(|slip| slip == *wanted));
                Step::new(tri, "good-faith access by someone authorized", cite).missing("breach.internal_slip")
            }
            Test::Deletion(codes) => {
                let lead = "the data was returned or deleted:";
                among(facts.deletion, codes, lead, cite).missing("breach.deletion")
            }
            Test::RiskRemoved(wanted) => {
                let tri = Tri::from(facts.decisions.risk_removed.map(|removed| removed == *wanted));
                Step::new(tri, "later measures removed the risk", cite).missing("decisions.risk_removed")
            }
            Test::ReliesOnNoHarm => relies_on_no_harm(case, self.regime, cite),
            Test::Ordered => {
                let key = format!("ordered:{}", self.obligation.key);
                let tri = Tri::from(facts.answers.get(&key).copied());
                Step::new(tri, "the authority has ordered it", cite).missing(format!("answers.{key}"))
            }
            Test::NotKnown(words) => Step::new(Tri::Unknown, format!("the rule itself is unknown: {words}"), cite),
        }
    }
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

/// Whether a known value is one of those wanted.
fn among<'a, T: Coded + PartialEq>(known: Option<T>, wanted: &[T], lead: &str, cite: Option<&'a str>) -> Step<'a> {
    let tri = Tri::from(known.map(|known| wanted.contains(&known)));
    let codes: Vec<String> = wanted.iter().map(|code| code.code().to_owned()).collect();
    Step::new(tri, sentence(tri, lead, &codes), cite)
}

fn relies_on_no_harm<'a>(case: &Case<'a>, regime: &Regime, cite: Option<&'a str>) -> Step<'a> {
    let relied = case.facts.decisions.no_harm.contains(regime.id.as_str());
    let text = match relied {
        true => "the no-harm exception is relied on",
        false => "the no-harm exception is not relied on",
    };
    Step::new(Tri::from(relied), text, cite)
}

/// A test on a list of codes whose facts are asked for one by one.
fn listed<'a>(tri: Tri, lead: &str, codes: &'a [String], fact: &str, cite: Option<&'a str>) -> Step<'a> {
    let step = Step::new(tri, sentence(tri, lead, codes), cite);
    codes
        .iter()
        .fold(step, |step, code| step.missing(format!("{fact}{code}")))
}

/// A test on a list of codes that one fact settles.
fn whole<'a>(tri: Tri, lead: &str, codes: &[String], fact: &'static str, cite: Option<&'a str>) -> Step<'a> {
    Step::new(tri, sentence(tri, lead, codes), cite).missing(fact)
}

fn sentence(tri: Tri, lead: &str, codes: &[String]) -> String {
    let codes = codes.join(" or ").replace('_', " ");
    match tri {
        Tri::Yes => format!("{lead} {codes}"),
        Tri::Unknown => format!("not known: {lead} {codes}"),
        Tri::No => format!("not the case: {lead} {codes}"),
    }
}

/// Of a long statutory list only the elements that were hit are worth a word.
fn elements<'a>(case: &Case<'a>, codes: &'a [String], cite: Option<&'a str>) -> Step<'a> {
    let known = case.facts.elements.as_ref();
    let counts = |code: &String| codes.iter().any(|listed| listed == code || listed == ANY);
    let tri = known.map_or(Tri::Unknown, |set| Tri::from(set.iter().any(counts)));
    let hit: Vec<String> = known
        .into_iter()
        .flatten()
        .filter(|code| counts(code))
        .cloned()
        .collect();
    let text = match tri {
        Tri::Yes => format!("covered elements affected: {}", hit.join(", ").replace('_', " ")),
        Tri::Unknown => "it is not known which data elements were affected".to_owned(),
        Tri::No => "none of the elements this obligation asks for was affected".to_owned(),
    };
    Step::new(tri, text, cite).missing("data.elements")
}

fn marks(case: &Case<'_>, codes: &[String]) -> Tri {
    let known = codes.iter().map(|code| Tri::from(case.facts.marks.get(code).copied()));
    known.max().unwrap_or(Tri::No)
}

/// The answer to a question, and what gave it.
struct Given {
    yes: bool,
    by: String,
}

/// A milestone that says yes rules over an answer that says no: whoever takes the finding back withdraws the milestone.
fn answer(case: &Case<'_>, id: &str) -> Option<Given> {
    let question = case.rules.questions.get(id);
    let milestone = question.and_then(|question| question.milestone.as_deref());
    if let Some(milestone) = milestone
        && case
            .facts
            .milestones
            .get(milestone)
            .is_some_and(|moments| !moments.is_empty())
    {
        let by = format!(" by the recorded {}", milestone.replace('_', " "));
        return Some(Given { yes: true, by });
    }
    let family = question.and_then(|question| question.decision.as_deref());
    if let Some((family, value)) = family.and_then(|family| Some((family, case.facts.decisions.families.get(family)?)))
    {
        let by = format!(" by the decision \"{}\"", value.replace('_', " "));
        let yes = grade(case, family, value) > 0;
        return Some(Given { yes, by });
    }
    let yes = *case.facts.answers.get(id)?;
    let by = String::new();
    Some(Given { yes, by })
}

fn question<'a>(case: &Case<'a>, id: &'a str, is: bool, cite: Option<&'a str>) -> Step<'a> {
    let answer = answer(case, id);
    let tri = Tri::from(answer.as_ref().map(|answer| answer.yes == is));
    let wording = case
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

/// What a decision that nobody has made means.
#[derive(Clone, Copy)]
enum Undecided {
    /// The obligation remains until somebody decides it away.
    Remains,
    Possible,
}

impl Undecided {
    fn meaning(counts: bool) -> Undecided {
        match counts {
            true => Undecided::Remains,
            false => Undecided::Possible,
        }
    }
}

fn decision<'a>(
    case: &Case<'a>,
    regime: &Regime,
    (family, at_least): (&'a str, &str),
    undecided: Undecided,
    cite: Option<&'a str>,
) -> Step<'a> {
    let words = family.replace('_', " ");
    let Some(value) = decided(case, regime, family) else {
        let step = match undecided {
            Undecided::Remains => Step::new(
                Tri::Yes,
                format!("{words} is undecided, so the obligation applies"),
                cite,
            )
            .presumed(),
            Undecided::Possible => Step::new(Tri::Unknown, format!("{words} is undecided"), cite),
        };
        return step.missing(format!("decisions.{family}"));
    };
    let tri = Tri::from(grade(case, family, &value) >= grade(case, family, at_least));
    Step::new(tri, format!("{words} was decided: {value}"), cite)
}

/// The value recorded for this regime, for the family, or the mildest where a no-harm decision names the regime.
fn decided(case: &Case<'_>, regime: &Regime, family: &str) -> Option<String> {
    let decisions = &case.facts.decisions;
    let names = |id: &str| decisions.no_harm.contains(id);
    if names(&regime.id) || regime.aliases.iter().any(|alias| names(alias)) {
        return case.rules.decisions.get(family).and_then(|f| f.values.first().cloned());
    }
    let own = decisions.for_regime.get(regime.id.as_str());
    own.or_else(|| decisions.families.get(family)).cloned()
}

fn grade(case: &Case<'_>, family: &str, value: &str) -> usize {
    let values = case
        .rules
        .decisions
        .get(family)
        .map(|f| f.values.as_slice())
        .unwrap_or_default();
    // A value that is not on the scale counts as the gravest: never a quiet no.
    values.iter().position(|v| v == value).unwrap_or(values.len())
}

fn follows<'a>(target: &'a str, followed: Followed<'a>, cite: Option<&'a str>) -> Step<'a> {
    let text = match followed.tri {
        Tri::Yes => format!("{target} is due, and this follows it"),
        Tri::Unknown => format!("follows {target}, which is possible"),
        Tri::No => format!("only if {target} is due, and it is not"),
    };
    let mut step = Step::new(followed.tri, text, cite);
    if followed.tri == Tri::Unknown {
        step.missing = followed.missing;
    }
    step
}

fn superseded<'a>(target: &'a str, followed: Followed<'a>, cite: Option<&'a str>) -> Step<'a> {
    let text = match followed.tri {
        Tri::Yes => format!("the stricter {target} applies instead"),
        Tri::Unknown => format!("the stricter {target} may apply instead"),
        Tri::No => return Step::silent(),
    };
    let mut step = Step::new(!followed.tri, text, cite);
    if followed.tri == Tri::Unknown {
        step.missing = followed.missing;
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
    // Where one of the parts only presumes, the whole says no more.
    let presumed = best.iter().filter_map(|s| s.cause.as_ref()).any(|cause| cause.presumed);
    let mut step = Step::new(tri, texts.join(joint), Some(&obligation.cite));
    step.missing = missing;
    match presumed {
        true => step.presumed(),
        false => step,
    }
}

/// The regime's harm test, where it gates this obligation.
pub(super) fn harm<'a>(case: &Case<'a>, regime: &'a Regime, obligation: &'a Obligation) -> Option<Step<'a>> {
    let harm = regime.harm.as_ref()?;
    let family = harm.test.family()?;
    if harm.gates.as_ref().is_some_and(|gates| !gates.contains(&obligation.id)) {
        return None;
    }
    let cite = Some(regime.citation.as_str());
    let words = family.replace('_', " ");
    let fact = format!("decisions.harm.{family}");
    let Some(value) = decided(case, regime, family) else {
        return match harm.polarity {
            Polarity::Unless => {
                let text = format!("no decision that {words} is unlikely is recorded, so the obligation applies");
                Some(Step::new(Tri::Yes, text, cite).presumed())
            }
            Polarity::OnlyIf => Some(Step::new(Tri::Unknown, format!("{words} is undecided"), cite).missing(fact)),
        };
    };
    let grave = grade(case, family, &value) > 0;
    let text = match grave {
        true => format!("{words} was decided: {value}"),
        false => format!("{words} was decided to be {value}"),
    };
    Some(Step::new(Tri::from(grave), text, cite))
}

/// Laws whose observance stands in for this one: only a known exempting flag or a recorded reliance ends the
/// obligation. Which flags mean that an organisation is under another law is written with the flags (profiles.toml).
pub(super) fn deemed<'a>(case: &Case<'a>, regime: &'a Regime, obligation: &'a Obligation) -> Vec<Step<'a>> {
    let kept = |deemed: &Deemed| deemed.keeps.contains(&obligation.id);
    let under = |law: &str| {
        let flags: Vec<String> = case.rules.under(law).map(str::to_owned).collect();
        case.profile.any(&flags) == Tri::Yes
    };
    let relied = |law: &str| {
        case.facts
            .decisions
            .relies_on
            .get(regime.id.as_str())
            .is_some_and(|on| on == law)
    };
    let ended = regime.deemed.iter().filter(|deemed| match deemed.effect {
        Effect::ContentOnly => false,
        Effect::CraOnly => obligation.recipient == Recipient::ConsumerReportingAgencies && under(&deemed.law),
        Effect::Exempt => !kept(deemed) && under(&deemed.law),
        Effect::Deemed => !kept(deemed) && relied(&deemed.law),
    });
    ended
        .map(|deemed| {
            let law = deemed.law.replace('_', " ");
            let text = format!("the organization is under {law}, which stands in for this law");
            Step::new(Tri::No, text, Some(&regime.citation))
        })
        .collect()
}
