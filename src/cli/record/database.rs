//! `firebell db`: the database checked, and its summaries rebuilt.

use super::args::DbCommand;
use super::proof;
use super::signatures::Signatures;
use crate::app::record::{Depth, LineOutcome, Rebuilt};
use crate::cli::context::Context;
use crate::cli::failure::{Failure, record_failure};
use crate::cli::invocation::Invocation;
use crate::cli::output::Output;
use crate::cli::text::{Page, count, line, wrapped};

/// `firebell db`
pub(crate) fn db(call: &Invocation, command: &DbCommand) -> Result<Output, Failure> {
    let mut context = Context::open(call)?;
    match command {
        DbCommand::Check => {
            let found = context.record().verify(Depth::Usual, context.now);
            Ok(proof::checked(
                found.map_err(record_failure)?,
                Vec::new(),
                Signatures::NotAsked,
            ))
        }
        DbCommand::Rebuild => {
            let now = context.now;
            let rebuilt = context.workspace.rebuild(now).map_err(record_failure)?;
            context.record().note_done(now, "db.rebuild", "record", LineOutcome::Ok);
            Ok(Output::new(rebuilt, rebuilt_page))
        }
    }
}

fn rebuilt_page(rebuilt: &Rebuilt) -> Page {
    let mut out = line(format_args!("Rebuilt {}.", count(rebuilt.incidents, "incident")));
    for recoded in &rebuilt.recoded {
        let (code, was, why) = (&recoded.code, &recoded.was, recoded.because.words());
        out += wrapped("", &format!("{code} was {was} ({why}): {}", recoded.title));
    }
    out
}
