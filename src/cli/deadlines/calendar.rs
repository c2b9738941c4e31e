//! The calendar file of all deadlines.

use std::path::Path;

use super::args::DeadlinesArgs;
use crate::app::checkpoint;
use crate::app::record::DeadlineFilter;
use crate::app::reports::calendar::{self as calendar_file, Sources, Wanted};
use crate::cli::context::Context;
use crate::cli::failure::{Failure, record_failure};
use crate::cli::files;
use crate::core::member::Permission;

/// Writes it. What it has is remembered before it gets its name: a revision that nobody saw does no harm, one that was
/// given twice would.
pub(super) fn write(context: &mut Context<'_>, args: &DeadlinesArgs, path: &Path) -> Result<(), Failure> {
    let wanted = Wanted {
        possible: args.possible,
        exercises: args.exercises,
        limit: args.limit.map(|limit| usize::try_from(limit).unwrap_or(usize::MAX)),
        rings: (!args.alarms.is_empty()).then(|| args.alarms.clone()),
    };
    let now = context.now;
    let needed = context.record().need(Permission::Export, None, now);
    needed.map_err(record_failure)?;
    let open = context
        .record()
        .deadlines(&DeadlineFilter::all(true, None))
        .map_err(record_failure)?;
    let known = context.record().calendar().map_err(record_failure)?;
    let sources = Sources {
        rules: &context.record().rules,
        open: &open,
        known,
        now,
    };
    let listed = calendar_file::entries(&sources, &wanted);
    let state = checkpoint::of_now(context.record(), now).map_err(record_failure)?;
    let state = state.map(|state| state.checkpoint.short());
    let text = calendar_file::text(&listed, args.tlp.tlp, state.as_deref());
    let prepared = files::prepare(path, text.as_bytes(), args.force)?;
    context.note("deadlines.export", "record")?;
    let entries: Vec<_> = listed.into_iter().map(|listed| listed.entry).collect();
    context.workspace.keep_calendar(&entries).map_err(record_failure)?;
    files::place(prepared)
}
