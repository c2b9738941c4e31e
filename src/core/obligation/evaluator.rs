//! Conditions, harm tests and deemed compliance of single obligations.

use std::collections::BTreeSet;

use super::case::Case;
use super::data::{ANY, any_of, deciding};
use super::fact_ref::{Below, Wanted};
use super::sentence::{Between, Part, Sentence, joined, said};
use super::step::Step;
use super::threshold::threshold;
use crate::core::coded::Coded;
use crate::core::facts::keys;
use crate::core::law::rulebook::{Condition, Deemed, Effect, Obligation, Polarity, Recipient, Regime, Test};
use crate::core::tri::Tri;

/// What another obligation that is followed came to.
pub(super) struct Followed<'a> {
    pub tri: Tri,
    /// What would settle it.
    pub missing: Vec<Wanted<'a>>,
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
    pub(super) fn condition(&mut self, condition: &'a Condition) -> Step<'a> {
        let mut step = self.test(&condition.test);
        if let Some(words) = &condition.words {
            step.cause = step.cause.map(|mut cause| {
                cause.text = said!(cause.text, ": ", words.as_str());
                cause
            });
        }
        if let (Some(cite), Some(cause)) = (&condition.cite, &mut step.cause) {
            cause.cite = Some(cite);
        }
        if condition.unless { exemption(step) } else { step }
    }

    /// A count, or one of the cases that stand in for it whatever the number is.
    pub(super) fn or_any(&mut self, count: Step<'a>) -> Step<'a> {
        let obligation = self.obligation;
        if obligation.threshold_or.is_empty() {
            return count;
        }
        let cases = obligation.threshold_or.iter().map(|c| self.condition(c));
        greatest(std::iter::once(count).chain(cases).collect(), obligation)
    }

    fn ordered(&self, cite: Option<&'a str>) -> Step<'a> {
        let key = format!("ordered:{}", self.obligation.key);
        let tri = Tri::from(self.case.facts.answers.get(&key).copied());
        let fact = Wanted::below(Below::Ordered, &self.obligation.key);
        let text = match tri {
            Tri::Yes => "the authority has ordered it",
            Tri::Unknown => "it is not known whether the authority has ordered it",
            Tri::No => "the authority has not ordered it",
        };
        Step::new(tri, text, cite).missing(fact)
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
                let held = deciding(flags, |flag| case.profile.has(flag));
                listed(held, "the organization counts as", Below::Profile, cite)
            }
            Test::Elements(codes) => elements(case, codes, cite),
            Test::Sets(codes) => {
                let touched = listed_in(facts.sets.as_ref(), codes);
                whole(touched, "regulated data touched:", keys::data::SETS, cite)
            }
            Test::Kind(codes) => {
                let kind = listed_in(facts.incident_kinds.as_ref(), codes);
                whole(kind, "kind of incident:", keys::breach::KINDS, cite)
            }
            Test::Mark(codes) => {
                // Each mark is a fact of its own: one that nobody recorded is unknown, however many others are.
                let marked = deciding(codes, |code| Tri::from(facts.marks.get(code).copied()));
                listed(marked, "the data is marked", Below::Marks, cite)
            }
            Test::Question { id, is } => question(case, id, *is, cite),
            Test::Decision {
                family,
                at_least,
                undecided_counts,
            } => {
                let asked = AskedDecision {
                    family,
                    at_least,
                    undecided: Undecided::meaning(*undecided_counts),
                };
                decision(case, self.regime, asked, cite)
            }
            Test::DirectNotice(codes) => {
                let lead = "people cannot be notified individually:";
                let step = among(facts.decisions.direct_notice, codes, lead, cite);
                step.missing(keys::decisions::DIRECT_NOTICE)
            }
            Test::InternalSlip(wanted) => {
                let tri = Tri::from(facts.internal_slip.map(|slip| slip == *wanted));
                Step::new(tri, "good-faith access by someone authorized", cite).missing(keys::breach::INTERNAL_SLIP)
            }
            Test::Deletion(codes) => {
                let lead = "the data was returned or deleted:";
                among(facts.deletion, codes, lead, cite).missing(keys::breach::DELETION)
            }
            Test::RiskRemoved(wanted) => {
                let tri = Tri::from(facts.decisions.risk_removed.map(|removed| removed == *wanted));
                Step::new(tri, "later measures removed the risk", cite).missing(keys::decisions::RISK_REMOVED)
            }
            Test::ReliesOnNoHarm => relies_on_no_harm(case, self.regime, cite),
            Test::Ordered => self.ordered(cite),
            Test::NotKnown(words) => {
                let text = said!("the rule itself is unknown: ", words.as_str());
                Step::new(Tri::Unknown, text, cite)
            }
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
        cause.text = said!("an exception applies: ", cause.text);
        cause
    });
    ended
}

/// Whether a known value is one of those wanted.
fn among<'a, T: Coded + PartialEq>(
    known: Option<T>,
    wanted: &[T],
    lead: &'static str,
    cite: Option<&'a str>,
) -> Step<'a> {
    let tri = Tri::from(known.map(|known| wanted.contains(&known)));
    let codes: Vec<String> = wanted.iter().map(|code| code.code().replace('_', " ")).collect();
    Step::new(tri, sentence(tri, lead, codes.join(" or ").into()), cite)
}

fn relies_on_no_harm<'a>(case: &Case<'a>, regime: &Regime, cite: Option<&'a str>) -> Step<'a> {
    let relied = case.facts.decisions.no_harm.contains(regime.id.as_str());
    let text = match relied {
        true => "the no-harm exception is relied on",
        false => "the no-harm exception is not relied on",
    };
    Step::new(Tri::from(relied), text, cite)
}

/// Codes that settle a test, and how.
type Settled<'a> = (Tri, Vec<&'a str>);

/// Which of some codes are in a list that is known as a whole.
fn listed_in<'a>(known: Option<&BTreeSet<String>>, codes: &'a [String]) -> Settled<'a> {
    deciding(codes, |code| any_of(known, std::slice::from_ref(code)))
}

fn codes<'a>((tri, codes): &Settled<'a>) -> Part<'a> {
    joined(codes.iter().map(|code| Part::Code(code)), Between::of(*tri))
}

/// A test on a list of codes whose facts are asked for one by one.
fn listed<'a>(settled: Settled<'a>, lead: &'static str, table: Below, cite: Option<&'a str>) -> Step<'a> {
    let step = Step::new(settled.0, sentence(settled.0, lead, codes(&settled)), cite);
    let wanted = settled.1.into_iter().map(|code| Wanted::below(table, code));
    wanted.fold(step, Step::missing)
}

/// A test on a list of codes that one fact settles.
fn whole<'a>(settled: Settled<'a>, lead: &'static str, fact: &'static str, cite: Option<&'a str>) -> Step<'a> {
    Step::new(settled.0, sentence(settled.0, lead, codes(&settled)), cite).missing(fact)
}

fn sentence<'a>(tri: Tri, lead: &'static str, codes: Part<'a>) -> Sentence<'a> {
    match tri {
        Tri::Yes => said!(lead, " ", codes),
        Tri::Unknown => said!("not known: ", lead, " ", codes),
        Tri::No => said!("not the case: ", lead, " ", codes),
    }
}

/// Of a long statutory list only the elements that were hit are worth a word.
fn elements<'a>(case: &Case<'a>, codes: &'a [String], cite: Option<&'a str>) -> Step<'a> {
    let known = case.facts.elements.as_ref();
    let counts = |code: &String| codes.iter().any(|listed| listed == code || listed == ANY);
    let tri = known.map_or(Tri::Unknown, |set| Tri::from(set.iter().any(counts)));
    let text = match tri {
        Tri::Yes => {
            let hit = known.into_iter().flatten().filter(|code| counts(code));
            let hit: Vec<String> = hit.map(|code| code.replace('_', " ")).collect();
            said!("covered elements affected: ", hit.join(", "))
        }
        Tri::Unknown => "it is not known which data elements were affected".into(),
        Tri::No => "none of the elements this obligation asks for was affected".into(),
    };
    Step::new(tri, text, cite).missing(keys::data::ELEMENTS)
}

/// The answer to a question, and what gave it.
struct Given<'a> {
    yes: bool,
    by: By<'a>,
}

/// What gave an answer.
enum By<'a> {
    Milestone(&'a str),
    Decision(&'a str),
    /// Somebody answered the question itself.
    Answer,
}

impl<'a> By<'a> {
    fn words(self) -> Sentence<'a> {
        match self {
            By::Milestone(milestone) => said!(" by the recorded ", Part::Code(milestone)),
            By::Decision(value) => said!(" by the decision \"", Part::Code(value), "\""),
            By::Answer => "".into(),
        }
    }
}

/// A milestone that says yes rules over an answer that says no: whoever takes the finding back withdraws the milestone.
fn answer<'a>(case: &Case<'a>, id: &str) -> Option<Given<'a>> {
    let question = case.rules.questions.get(id);
    let milestone = question.and_then(|question| question.milestone.as_deref());
    if let Some(milestone) = milestone
        && case
            .facts
            .milestones
            .get(milestone)
            .is_some_and(|moments| !moments.is_empty())
    {
        let by = By::Milestone(milestone);
        return Some(Given { yes: true, by });
    }
    let family = question.and_then(|question| question.decision.as_deref());
    if let Some((family, value)) = family.and_then(|family| Some((family, case.facts.decisions.families.get(family)?)))
    {
        let by = By::Decision(value);
        let yes = grade(case, family, value) > 0;
        return Some(Given { yes, by });
    }
    let yes = *case.facts.answers.get(id)?;
    let by = By::Answer;
    Some(Given { yes, by })
}

fn question<'a>(case: &Case<'a>, id: &'a str, is: bool, cite: Option<&'a str>) -> Step<'a> {
    let answer = answer(case, id);
    let tri = Tri::from(answer.as_ref().map(|answer| answer.yes == is));
    let wording = || Part::Question(id, case.rules);
    let said = |lead: &'static str, by: By<'a>| said!(lead, by.words(), ": ", wording());
    let text = match answer {
        Some(Given { yes: true, by }) => said("answered yes", by),
        Some(Given { yes: false, by }) => said("answered no", by),
        None => said!("to be answered: ", wording()),
    };
    Step::new(tri, text, cite).missing(Wanted::below(Below::Answers, id))
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

/// What a law asks of a decision.
struct AskedDecision<'a> {
    family: &'a str,
    /// The mildest value that counts.
    at_least: &'a str,
    undecided: Undecided,
}

fn decision<'a>(case: &Case<'a>, regime: &'a Regime, asked: AskedDecision<'a>, cite: Option<&'a str>) -> Step<'a> {
    let AskedDecision {
        family,
        at_least,
        undecided,
    } = asked;
    let words = Part::Code(family);
    let Some(value) = decided(case, regime, family) else {
        let step = match undecided {
            Undecided::Remains => {
                let text = said!(words, " is undecided, so the obligation applies");
                Step::new(Tri::Yes, text, cite).presumed()
            }
            Undecided::Possible => Step::new(Tri::Unknown, said!(words, " is undecided"), cite),
        };
        return step.missing(Wanted::below(Below::Decisions, family));
    };
    let tri = Tri::from(grade(case, family, value) >= grade(case, family, at_least));
    Step::new(tri, said!(words, " was decided: ", value), cite)
}

/// The value recorded for this regime, for the family, or the mildest where a no-harm decision names the regime. What
/// is said of one regime goes before what is said of all: "no harm" for a regime is the short form of its mildest
/// value.
fn decided<'a>(case: &Case<'a>, regime: &Regime, family: &str) -> Option<&'a str> {
    let decisions = &case.facts.decisions;
    let names = |id: &str| decisions.no_harm.contains(id);
    if names(&regime.id) || regime.aliases.iter().any(|alias| names(alias)) {
        let family = case.rules.decisions.get(family);
        return family.and_then(|family| family.values.first().map(String::as_str));
    }
    let own = decisions.for_regime.get(regime.id.as_str());
    own.or_else(|| decisions.families.get(family)).map(String::as_str)
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
        Tri::Yes => said!(target, " is due, and this follows it"),
        Tri::Unknown => said!("follows ", target, ", which is possible"),
        Tri::No => said!("only if ", target, " is due, and it is not"),
    };
    let mut step = Step::new(followed.tri, text, cite);
    if followed.tri == Tri::Unknown {
        step.missing = followed.missing;
    }
    step
}

fn superseded<'a>(target: &'a str, followed: Followed<'a>, cite: Option<&'a str>) -> Step<'a> {
    let after = match followed.tri {
        Tri::Yes => " applies instead",
        Tri::Unknown => " may apply instead",
        Tri::No => return Step::silent(),
    };
    let text = said!("the stricter ", target, after);
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

/// A disjunction: the greatest of its parts, with that part's reason; unknown parts name their facts. A no has every
/// part's reason, since each of them had to fail.
fn greatest<'a>(steps: Vec<Step<'a>>, obligation: &'a Obligation) -> Step<'a> {
    let tri = steps.iter().map(|s| s.tri).max().unwrap_or(Tri::No);
    let mut best: Vec<Step<'a>> = steps.into_iter().filter(|s| s.tri == tri).collect();
    let missing = best.iter_mut().flat_map(|s| std::mem::take(&mut s.missing)).collect();
    let joint = if tri == Tri::No { "; and " } else { "; or " };
    // Where one of the parts only presumes, the whole presumes: a decision about that part may still turn it.
    let presumed = best.iter().filter_map(|s| s.cause.as_ref()).any(|cause| cause.presumed);
    let mut text: Vec<Part<'a>> = Vec::with_capacity(2 * best.len());
    for cause in best.into_iter().filter_map(|step| step.cause) {
        if !text.is_empty() {
            text.push(joint.into());
        }
        text.push(Part::Sentence(cause.text));
    }
    let mut step = Step::new(tri, text, Some(&obligation.cite));
    step.missing = missing;
    match presumed {
        true => step.presumed(),
        false => step,
    }
}

/// The regime's harm test, where it gates this obligation. Undecided, an exception (`unless`) leaves the obligation
/// due, since an exception is something that the organization records; a condition (`only_if`) leaves it possible.
pub(super) fn harm<'a>(case: &Case<'a>, regime: &'a Regime, obligation: &'a Obligation) -> Option<Step<'a>> {
    let harm = regime.harm.as_ref()?;
    let family = harm.test.family()?;
    if harm.gates.as_ref().is_some_and(|gates| !gates.contains(&obligation.id)) {
        return None;
    }
    let cite = Some(regime.citation.as_str());
    let words = Part::Code(family);
    let Some(value) = decided(case, regime, family) else {
        return match harm.polarity {
            Polarity::Unless => {
                let text = said!(
                    "no decision that ",
                    words,
                    " is unlikely is recorded, so the obligation applies"
                );
                Some(Step::new(Tri::Yes, text, cite).presumed())
            }
            Polarity::OnlyIf => {
                let step = Step::new(Tri::Unknown, said!(words, " is undecided"), cite);
                Some(step.missing(Wanted::below(Below::Harm, family)))
            }
        };
    };
    // Only the mildest value of a family says that there is no harm; every graver one keeps the obligation.
    let grave = grade(case, family, value) > 0;
    let between = match grave {
        true => " was decided: ",
        false => " was decided to be ",
    };
    Some(Step::new(Tri::from(grave), said!(words, between, value), cite))
}

/// Laws whose observance stands in for this one: only a known exempting flag or a recorded reliance ends the
/// obligation. `Exempt` is about what the organization is, `Deemed` about what it chooses to do, which no flag tells.
/// Which flags mean that an organization is under another law is written with the flags (profiles.toml).
pub(super) fn deemed<'a>(case: &Case<'a>, regime: &'a Regime, obligation: &'a Obligation) -> Option<Step<'a>> {
    let kept = |deemed: &Deemed| deemed.keeps.contains(&obligation.id);
    let under = |deemed: &Deemed| case.under.contains(deemed.law.as_str());
    let relied = |law: &str| {
        let relied = case.facts.decisions.relies_on.get(regime.id.as_str());
        relied.is_some_and(|on| on == law)
    };
    let ended = regime.deemed.iter().rfind(|deemed| match deemed.effect {
        Effect::ContentOnly => false,
        Effect::CraOnly => obligation.recipient == Recipient::ConsumerReportingAgencies && under(deemed),
        Effect::Exempt => under(deemed) && !kept(deemed),
        Effect::Deemed => relied(&deemed.law) && !kept(deemed),
    })?;
    let law = Part::Code(&ended.law);
    let text = said!("the organization is under ", law, ", which stands in for this law");
    Some(Step::new(Tri::No, text, Some(&regime.citation)))
}
