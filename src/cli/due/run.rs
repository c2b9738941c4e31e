//! What `firebell due` does.

use super::args::DueArgs;
use super::batch;
use super::count::{Asked, Given, count};
use crate::cli::failure::Failure;
use crate::cli::invocation::Invocation;
use crate::cli::output::Output;
use crate::cli::rule_base;
use crate::cli::text::{Page, line};
use crate::core::law::load::Holidays;

/// `firebell due`
pub(crate) fn run(call: &Invocation, args: DueArgs) -> Result<Output, Failure> {
    let rules = |holidays| rule_base::for_counting(call, holidays);
    if let Some(file) = &args.batch {
        return batch::answered(file, &rules(Holidays::OfAny)?);
    }
    let asked = asked(args);
    let mut known = rules(asked.calendar.as_deref().map_or(Holidays::None, Holidays::Of))?;
    if asked
        .calendar
        .as_deref()
        .is_some_and(|id| known.calendars.get(id).is_none())
    {
        // Whoever named a calendar that there is not is told of those that there are.
        known = rules(Holidays::OfAny)?;
    }
    let given = count(&asked, &known).map_err(Failure::input)?;
    Ok(Output::new(given, text))
}

fn asked(args: DueArgs) -> Asked {
    Asked {
        id: None,
        // clap requires both where there is no batch.
        period: args.period.unwrap_or_default(),
        from: args.from.unwrap_or_default(),
        zone: args.zone,
        counting: args.counting,
        calendar: args.calendar,
        after_year_end: args.after_year_end,
    }
}

fn text(given: &Given) -> Page {
    let mut out = line(format_args!("{}", given.due));
    for step in &given.steps {
        writeln!(out, "  {step}");
    }
    out
}
