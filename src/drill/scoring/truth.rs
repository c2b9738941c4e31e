//! The engine on what really happened: the deadlines that follow from a scenario's own facts.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::app::assessment::assessed::Assessed;
use crate::app::files::typed_values::fact_value;
use crate::app::views::ObligationView;
use crate::core::facts::IncidentKind;
use crate::core::facts::keys;
use crate::core::facts::read::stored;
use crate::core::facts::write::{Stated, Statement, document};
use crate::core::ids::ObligationId;
use crate::core::law::rulebook::Rulebook;
use crate::core::obligation::moment_words;
use crate::core::time::StoryTime;
use crate::core::tri::Tri;
use crate::drill::driving::driver::typed_profile;
use crate::drill::scenario::{Inject, RightClock, Scenario, TruthFact};

/// What the law makes of some of a scenario's facts, as its organization stands in it. Of a fact that is told twice the
/// later value counts.
///
/// # Errors
/// Each fact that does not read.
pub fn assessed<'f>(
    scenario: &Scenario,
    facts: impl IntoIterator<Item = &'f TruthFact>,
    rules: &Rulebook,
) -> Result<Assessed, Vec<String>> {
    let now = StoryTime::named(last_moment(scenario));
    let profile = typed_profile(scenario)?;
    let mut told: BTreeMap<&str, String> = BTreeMap::new();
    let mut problems = Vec::new();
    for TruthFact { fact, .. } in facts {
        match fact_value(&fact.key, &fact.value, &scenario.zone, now) {
            Ok(literal) => {
                told.insert(&fact.key, literal);
            }
            Err(error) => problems.push(format!("{}: {error}", fact.key)),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let text = document(&statement(scenario, &profile, &told)).text;
    let facts =
        stored("the truth", &text, rules).map_err(|all| all.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    Ok(Assessed::of(&facts, rules, now))
}

fn statement<'s>(
    scenario: &'s Scenario,
    profile: &'s BTreeMap<String, String>,
    told: &'s BTreeMap<&str, String>,
) -> Statement<'s> {
    let of_the_law = profile
        .iter()
        .filter(|(key, _)| key.starts_with(keys::organisation::BELOW));
    let stated = |literal: &'s String| vec![Stated { literal, reason: None }];
    let mut facts: BTreeMap<&str, Vec<Stated<'_>>> = of_the_law
        .map(|(key, literal)| (key.as_str(), stated(literal)))
        .collect();
    let mut decisions = BTreeMap::new();
    for (key, literal) in told {
        match key.strip_prefix(keys::decisions::BELOW) {
            Some(decision) => {
                decisions.insert(decision, literal.as_str());
            }
            None => {
                facts.insert(key, stated(literal));
            }
        }
    }
    Statement {
        title: &scenario.title,
        kind: IncidentKind::Exercise,
        home_zone: Some(&scenario.zone),
        facts,
        decisions,
        delay: None,
        filed: Vec::new(),
    }
}

/// The story's last moment as planned.
pub fn last_moment(scenario: &Scenario) -> DateTime<Utc> {
    let mut told = scenario
        .injects
        .iter()
        .filter_map(|inject| Some((inject.at?, inject.story?)));
    let (at, story) = told
        .next_back()
        .unwrap_or((crate::core::drill::clock::ExerciseTime::START, scenario.start));
    let left = crate::core::drill::clock::ExerciseTime::at_minute(scenario.minutes).since(at);
    story
        .checked_add_signed(left.max(chrono::TimeDelta::zero()))
        .unwrap_or(story)
}

/// The injects that come whatever the team does, in order, by which something can be known.
fn telling(scenario: &Scenario) -> impl Iterator<Item = &Inject> {
    let tells = |id: &str| scenario.facts.iter().any(|fact| fact.inject.as_deref() == Some(id));
    let injects = scenario.injects.iter();
    injects.filter(move |inject| inject.at.is_some() && inject.when.is_none() && tells(&inject.id))
}

/// What is known from the start, and with each inject that tells something: its id, and the law's answer from then on.
///
/// # Errors
/// Each fact that does not read.
fn steps<'s>(scenario: &'s Scenario, rules: &Rulebook) -> Result<Vec<(Option<&'s str>, Assessed)>, Vec<String>> {
    let mut known: Vec<Option<&str>> = vec![None];
    let mut steps = Vec::new();
    for inject in std::iter::once(None).chain(telling(scenario).map(|inject| Some(inject.id.as_str()))) {
        known.push(inject);
        let facts = scenario
            .facts
            .iter()
            .filter(|fact| known.contains(&fact.inject.as_deref()));
        steps.push((inject, assessed(scenario, facts, rules)?));
    }
    Ok(steps)
}

/// The law's answer when everything is known that can be known whatever the team does.
///
/// # Errors
/// Each fact that does not read.
pub fn in_the_end(scenario: &Scenario, rules: &Rulebook) -> Result<Assessed, Vec<String>> {
    let known: Vec<&str> = telling(scenario).map(|inject| inject.id.as_str()).collect();
    let facts = scenario.facts.iter();
    let facts = facts.filter(|fact| fact.inject.as_deref().is_none_or(|id| known.contains(&id)));
    assessed(scenario, facts, rules)
}

/// The right answer for every obligation that is due with a deadline, and for the obligations named that are not due: each
/// with the inject from which it can be known.
///
/// # Errors
/// Each fact that does not read.
pub fn clocks(scenario: &Scenario, rules: &Rulebook, named: &[String]) -> Result<Vec<RightClock>, Vec<String>> {
    let steps = steps(scenario, rules)?;
    let Some((_, last)) = steps.last() else {
        return Ok(Vec::new());
    };
    let answer = |assessed: &Assessed, key: &ObligationId| {
        let obligation = assessed.obligations.get(key.as_str());
        obligation.map(|obligation| (obligation.verdict, obligation.strict))
    };
    let wanted = |key: &ObligationId| match answer(last, key) {
        Some((Tri::Yes, due)) => due.is_some(),
        Some((Tri::No, _)) => named.iter().any(|name| name == key.as_str()),
        Some((Tri::Unknown, _)) | None => false,
    };
    let views = last.view.obligations.iter().filter(|view| wanted(&view.id));
    let clocks = views.map(|view| {
        let right = answer(last, &view.id);
        let differing = steps
            .iter()
            .rposition(|(_, assessed)| answer(assessed, &view.id) != right);
        let from = differing.map_or(0, |at| at + 1);
        RightClock {
            obligation: view.id.clone().into(),
            due: right
                .filter(|(verdict, _)| *verdict == Tri::Yes)
                .and_then(|(_, due)| due),
            inject: steps.get(from).and_then(|(inject, _)| inject.map(str::to_owned)),
            why: why(view),
            defensible: None,
        }
    });
    Ok(clocks.collect())
}

fn why(view: &ObligationView) -> String {
    match &view.deadline {
        Some(deadline) => format!(
            "{}: counted from {} ({})",
            view.cite,
            moment_words(&deadline.zone, deadline.start),
            deadline.milestone
        ),
        None => format!("{}: with the facts as they are it does not apply", view.cite),
    }
}
