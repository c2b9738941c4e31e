//! What `firebell roster` does.

use super::args::{CountArgs, RosterCommand};
use super::text;
use crate::app::files::roster_file::{counted, facts, name_of};
use crate::cli::context::Context;
use crate::cli::failure::{Failure, Kind, roster_failure};
use crate::cli::invocation::Invocation;
use crate::cli::output::Output;
use crate::roster::Heading;
use crate::roster::{Country, Options, Places, Wanted};
use crate::workspace::Request;

/// `firebell roster`
pub(crate) fn run(call: &Invocation, command: RosterCommand) -> Result<Output, Failure> {
    match command {
        RosterCommand::Count(args) => count(call, args),
    }
}

fn count(call: &Invocation, args: CountArgs) -> Result<Output, Failure> {
    let (file, set) = (args.file.clone(), args.set.clone());
    let view = counted(&file, &options(args)?).map_err(|error| roster_failure(&error))?;
    if let Some(code) = &set {
        let facts = facts(&name_of(&file), &view);
        if facts.is_empty() {
            return Err(
                Failure::input("the file has no rows of people, so nothing was recorded")
                    .hint("look at the file, or name its columns by number"),
            );
        }
        let code = code.clone();
        let _ = Context::open(call)?.run(Request::Incident { code, commands: facts })?;
    }
    Ok(Output::new(view, move |view| text::page(view, set.as_deref())))
}

fn options(args: CountArgs) -> Result<Options, Failure> {
    Ok(Options {
        wanted: Wanted {
            state: args.state,
            country: args.country_column,
            postal: args.postal,
            key: args.key,
        },
        delimiter: args.delimiter,
        country: args.country.as_deref().map(country).transpose()?,
        heading: if args.no_header {
            Heading::Absent
        } else {
            Heading::Sought
        },
    })
}

/// The country of rows that name none.
fn country(text: &str) -> Result<Country, Failure> {
    let places = Places::built_in().map_err(|error| Failure::new(Kind::Internal, error))?;
    places.default_country(text).ok_or_else(|| {
        Failure::input(format!("unknown country `{text}`"))
            .hint("a code or name such as DE or Germany; to name a column, use --country-column")
    })
}
