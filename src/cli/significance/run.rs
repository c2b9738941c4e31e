//! What `firebell significance` does, and how it reads.

use std::collections::BTreeSet;

use super::args::{Decided, SignificanceArgs};
use crate::app::significance::{Answers, Number, Outcome, Tested, Thresholds, YesNo, entities, tested};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::incident::shown;
use crate::cli::invocation::Invocation;
use crate::cli::output::Output;
use crate::cli::text::{Page, line, wrapped};
use crate::core::tri::Tri;
use crate::workspace::Request;

/// `firebell significance`
pub(crate) fn run(call: &Invocation, args: SignificanceArgs) -> Result<Output, Failure> {
    if args.thresholds == Thresholds::Nis2 {
        known_entity(args.entity.as_deref())?;
    }
    let answers = answers(&args.answer)?;
    let outcome = tested(args.thresholds, args.entity.as_deref(), &answers);
    let (Some(code), Some(decided)) = (args.incident, args.decide) else {
        return Ok(Output::new(outcome, page));
    };
    let rationale = args.rationale.unwrap_or_default();
    let commands = outcome.recorded(&answers, decided == Decided::Yes, &rationale);
    let context = &mut Context::open(call)?;
    shown(context, Request::Incident { code, commands })
}

fn answers(typed: &[String]) -> Result<Answers, Failure> {
    let mut answers = Answers::default();
    let invalid = |error: String| Failure::input(error).hint("without --answer the command lists every name");
    for text in typed {
        answers.add(text).map_err(invalid)?;
    }
    Ok(answers)
}

fn known_entity(entity: Option<&str>) -> Result<(), Failure> {
    let Some(entity) = entity.filter(|entity| !entities().contains(entity)) else {
        return Ok(());
    };
    let hint = format!(
        "one of {}; other entities have the six tests for all",
        entities().join(", ")
    );
    Err(Failure::input(format!("unknown kind of entity `{entity}`")).hint(hint))
}

fn page(outcome: &Outcome) -> Page {
    let mut out = line(format_args!("{}", outcome.thresholds.words()));
    for tested in &outcome.tests {
        out += of_test(tested);
    }
    out += asked(outcome);
    let (rule, together) = (&outcome.rule, together(outcome.significant));
    out += wrapped(
        "",
        &format!("{rule}: {together}. You decide: --decide yes|no --rationale WHY --incident CODE."),
    );
    out
}

fn together(significant: Tri) -> &'static str {
    match significant {
        Tri::Yes => "the thresholds are met",
        Tri::No => "no threshold is met",
        Tri::Unknown => "what is known does not decide it",
    }
}

fn met(met: Tri) -> &'static str {
    match met {
        Tri::Yes => "MET     ",
        Tri::No => "not met ",
        Tri::Unknown => "unknown ",
    }
}

fn of_test(tested: &Tested) -> Page {
    let asks = match tested.asks.as_slice() {
        [] => String::new(),
        asks => format!(" [needs {}]", asks.join(", ")),
    };
    wrapped(met(tested.met), &format!("{}: {}{asks}", tested.cite, tested.test))
}

/// What would have to be known, each once, in words.
fn asked(outcome: &Outcome) -> Page {
    let asked: BTreeSet<&str> = outcome
        .tests
        .iter()
        .flat_map(|tested| tested.asks.iter().copied())
        .collect();
    let mut out = Page::new();
    for name in asked {
        out += wrapped(&format!("{name} "), words(name));
    }
    out
}

fn words(name: &str) -> &'static str {
    let number = Number::from_code(name).map(Number::words);
    let question = || YesNo::from_code(name).map(YesNo::words);
    number.or_else(question).unwrap_or_default()
}
