//! What `firebell assess` and `firebell why` do.

use std::path::Path;

use super::args::{AssessArgs, WhyArgs};
use super::explained::explained;
use super::text;
use crate::app::files::input_file::{self, Limit};
use crate::app::views;
use crate::cli::failure::Failure;
use crate::cli::invocation::Invocation;
use crate::cli::output::Output;
use crate::cli::rule_base;
use crate::core::facts::{self, Facts};
use crate::core::law::rulebook::Rulebook;
use crate::core::time::{StoryTime, Zone, parse_moment};

/// What a facts file says, and the moment it is assessed at.
struct Assessed {
    view: views::AssessmentView,
    home: Zone,
    now: StoryTime,
}

/// `firebell assess`
pub(crate) fn run(call: &Invocation, args: &AssessArgs) -> Result<Output, Failure> {
    let Assessed { view, home, now } = assess(call, &args.file)?;
    let (all, overdue) = (args.all, view.obligations.iter().any(|o| o.overdue));
    let output = Output::new(view, move |view| {
        let shown = match all {
            true => text::NotDue::Listed,
            false => text::NotDue::Counted {
                explained_by: "firebell why FILE OBLIGATION",
            },
        };
        text::page(view, &home, now, shown)
    });
    Ok(output.no_if(args.fail_overdue && overdue))
}

/// `firebell why`
pub(crate) fn why(call: &Invocation, args: &WhyArgs) -> Result<Output, Failure> {
    let Assessed { view, home, now } = assess(call, &args.file)?;
    explained(view, &args.obligation, home, now)
}

fn assess(call: &Invocation, file: &Path) -> Result<Assessed, Failure> {
    let rules = rule_base::load(call)?;
    let facts = read(file, &rules)?;
    let now = now(call, &facts)?;
    Ok(Assessed {
        view: views::assessment(&facts, &rules, now),
        home: facts.home_zone.unwrap_or_else(Zone::utc),
        now,
    })
}

/// Reads and checks a facts file.
fn read(file: &Path, rules: &Rulebook) -> Result<Facts, Failure> {
    let name = file.display().to_string();
    let text = input_file::text(file, Limit::Facts)
        .map_err(|error| Failure::unreadable(format!("could not read the facts file {name}"), &error))?;
    facts::read::file(&name, &text, rules).map_err(|problems| Failure::problems(&name, &problems))
}

fn now(call: &Invocation, facts: &Facts) -> Result<StoryTime, Failure> {
    let Some(text) = &call.options.at else {
        return Ok(StoryTime::outside_incidents(call.now()));
    };
    let moment = parse_moment(text, facts.home_zone.as_ref());
    moment
        .map(|moment| StoryTime::named(moment.to_utc()))
        .map_err(|error| Failure::input(format!("--at: {error}")).hint("such as 2026-03-10T15:00:00Z"))
}
