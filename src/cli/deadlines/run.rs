//! What `firebell deadlines` does.

use super::args::DeadlinesArgs;
use super::{calendar, rows};
use crate::app::views::{overlays, replaced_words};
use crate::cli::console::Form;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::invocation::Invocation;
use crate::cli::output::Output;
use crate::cli::session::list_time;
use crate::cli::text::wrapped;

/// `firebell deadlines`
pub(crate) fn run(call: &Invocation, args: &DeadlinesArgs) -> Result<Output, Failure> {
    if args.ics.is_none() && args.tlp.tlp.is_some() {
        return Err(Failure::input("--tlp marks a calendar file").hint("add --ics FILE.ics"));
    }
    let mut context = Context::open(call)?;
    let now = list_time(call)?;
    let overdue = args.fail_overdue && rows::is_overdue(context.record(), now)?;
    let output = match &args.ics {
        Some(path) => {
            calendar::write(&mut context, args, path)?;
            Output::written(path)
        }
        None => {
            let for_people = call.form() == Form::People;
            let most = args.limit.or(for_people.then_some(rows::LISTED));
            let (rows, more) = rows::rows(context.record(), args.exercises, most, now)?;
            let names = rows::names(context.record(), &rows);
            let own_law = replaced_words(&overlays(&context.record().rules));
            // The list for programs is an array, which has no place for it.
            if let Some(words) = own_law.as_ref().filter(|_| call.form() == Form::Programs) {
                call.console.warn(words);
            }
            Output::new(rows, move |rows| {
                let mut out = rows::page(rows, &names);
                if more && for_people {
                    out += wrapped("", &rows::more_follow(rows.len()));
                }
                if let Some(words) = &own_law {
                    out += wrapped("", words);
                }
                out
            })
        }
    };
    Ok(output.no_if(overdue))
}
