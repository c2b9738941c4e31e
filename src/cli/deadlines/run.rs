//! `firebell deadlines`, `watch` and `register`: across all incidents.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::app::child::shell;
use crate::app::clock;
use crate::app::incident_views::{self, DeadlineRowView};
use crate::app::record::Record;
use crate::app::reports::calendar::{self as calendar_file, Sources, Wanted};
use crate::app::reports::register;
use crate::app::views::{overlays, replaced_words};
use crate::cli::args::Global;
use crate::cli::deadlines::args::{DeadlinesArgs, RegisterArgs, WatchArgs};
use crate::cli::errors::{Answer, Failure};
use crate::cli::incident::text;
use crate::cli::out;
use crate::cli::session::{Session, failure, list_time};
use crate::cli::text::{Page, beside_the_document, countdown, line, print, print_bytes, print_json};
use crate::core::ids::ObligationId;
use crate::core::time::{StoryTime, WallTime};

fn rows(
    record: &mut Record,
    exercises: bool,
    limit: Option<u32>,
    now: WallTime,
) -> Result<Vec<DeadlineRowView>, Failure> {
    let rows = record
        .store()
        .deadlines(exercises, limit)
        .map_err(|e| failure(e.into()))?;
    let own = overlays(&record.rules);
    let mut views = Vec::with_capacity(rows.len());
    for (summary, row) in &rows {
        let story = record.story(summary, now).map_err(failure)?;
        let mut view = incident_views::deadline(summary, row, story);
        view.overlay = own
            .iter()
            .find(|overlay| overlay.replaces && overlay.id == view.obligation.regime())
            .cloned();
        views.push(view);
    }
    Ok(views)
}

/// Says on standard error which built-in law was replaced, for answers that have no place of their own for it.
pub fn warn_of_own_law(record: &Record) {
    if let Some(words) = replaced_words(&overlays(&record.rules)) {
        crate::cli::session::warn_one(&words);
    }
}

/// `firebell deadlines`
pub fn run(global: &Global, args: &DeadlinesArgs) -> Result<Answer, Failure> {
    let session = Session::start(global)?;
    let mut record = session.open(global)?;
    let now = list_time(global)?;
    let rows = rows(&mut record, args.exercises, args.limit, now)?;
    let overdue = rows.iter().any(|row| row.overdue && row.kind == "real");
    match &args.ics {
        Some(path) => {
            let _ = write_calendar(global, args, &mut record, path)?;
        }
        None if global.json => {
            warn_of_own_law(&record);
            print_json(&rows)?;
        }
        None => {
            print(text::deadlines(&rows))?;
            if let Some(words) = replaced_words(&overlays(&record.rules)) {
                print(crate::cli::text::wrapped("", &words))?;
            }
        }
    }
    Ok(if args.fail_overdue && overdue {
        Answer::No
    } else {
        Answer::Done
    })
}

/// Writes a calendar file. What it has is remembered before it gets its name: a revision that nobody saw does no harm,
/// one that was given twice would.
fn write_calendar(
    global: &Global,
    args: &DeadlinesArgs,
    record: &mut Record,
    path: &std::path::Path,
) -> Result<Answer, Failure> {
    let wanted = Wanted {
        possible: args.possible,
        exercises: args.exercises,
        limit: args.limit.map(|limit| usize::try_from(limit).unwrap_or(usize::MAX)),
        rings: (!args.alarms.is_empty()).then(|| args.alarms.clone()),
    };
    let open = record.store().deadlines(true, None).map_err(|e| failure(e.into()))?;
    let known = record.store().calendar().map_err(|e| failure(e.into()))?;
    let sources = Sources {
        rules: &record.rules,
        open: &open,
        known,
        now: clock::now(),
    };
    let listed = calendar_file::entries(&sources, &wanted);
    let prepared = out::prepare(path, calendar_file::text(&listed).as_bytes(), args.force)?;
    record
        .note(clock::now(), "deadlines.export", "record", "ok")
        .map_err(failure)?;
    let entries: Vec<_> = listed.into_iter().map(|listed| listed.entry).collect();
    record.store().keep_calendar(&entries).map_err(|e| failure(e.into()))?;
    out::place(global, path, prepared)
}

/// One ring of a deadline.
#[derive(Debug, Serialize)]
struct Ring {
    code: String,
    obligation: ObligationId,
    verdict: String,
    strict: String,
    minutes_left: i64,
    /// Why the hook did not do its work.
    hook_failed: Option<String>,
}

/// `firebell watch`: looks every half minute; each ring of a deadline is given once.
pub fn watch(global: &Global, args: &WatchArgs) -> Result<Answer, Failure> {
    if global.json && !args.once {
        return Err(
            Failure::input("--json prints one document, and watch does not end by itself")
                .hint("add --once, or give a command with --hook"),
        );
    }
    let session = Session::start(global)?;
    let mut record = session.open(global)?;
    let mut before: Vec<i64> = args.before.clone();
    before.sort_unstable();
    let mut rung: BTreeSet<(String, ObligationId, String, i64)> = BTreeSet::new();
    let mut rings = Vec::new();
    loop {
        let now = list_time(global)?;
        for row in rows(&mut record, false, None, now)? {
            let Ok(strict) = DateTime::parse_from_rfc3339(&row.strict) else {
                continue;
            };
            let left = (strict.to_utc() - now.at()).num_minutes();
            // The nearest mark that has been passed; the wider ones are then passed as well.
            let Some(mark) = before.iter().find(|mark| left <= **mark) else {
                continue;
            };
            let key = (row.code.clone(), row.obligation.clone(), row.strict.clone(), *mark);
            if rung.insert(key) {
                let ring = ring(global, row, (now, strict.to_utc()), args.hook.as_deref())?;
                // Without `--once` nobody ever asks for them.
                rings.extend(args.once.then_some(ring));
            }
        }
        if args.once {
            return match global.json {
                true => print_json(&rings),
                false => Ok(Answer::Done),
            };
        }
        crate::cli::warn(global);
        std::thread::sleep(Duration::from_secs(30));
    }
}

fn ring(
    global: &Global,
    row: DeadlineRowView,
    (now, strict): (WallTime, DateTime<Utc>),
    hook: Option<&str>,
) -> Result<Ring, Failure> {
    let left = countdown(StoryTime::outside_incidents(now), strict);
    if !global.json {
        let possible = if row.verdict == "due" { "" } else { " (possible)" };
        // The bell is firebell's own; a page would only show it.
        print_bytes(b"\x07")?;
        print(line(format_args!("{} {}{possible}: {left}", row.code, row.obligation)))?;
    }
    // A hook that fails must not silence the bell.
    let hook_failed = hook.and_then(|hook| run_hook(global, hook, &row, &left));
    if let Some(why) = hook_failed.as_ref().filter(|_| !global.json) {
        print(line(format_args!("{why}")))?;
    }
    Ok(Ring {
        code: row.code,
        obligation: row.obligation,
        verdict: row.verdict,
        strict: row.strict,
        minutes_left: (strict - now.at()).num_minutes(),
        hook_failed,
    })
}

/// Runs the hook; why it did not do its work, if it did not.
fn run_hook(global: &Global, hook: &str, row: &DeadlineRowView, left: &str) -> Option<String> {
    let mut command = shell(hook);
    command
        .env("FIREBELL_CODE", &row.code)
        .env("FIREBELL_OBLIGATION", row.obligation.as_str())
        .env("FIREBELL_DEADLINE", &row.strict)
        .env("FIREBELL_LEFT", left);
    if global.json {
        // What a hook prints is no part of the document.
        command.stdout(beside_the_document());
    }
    match command.status() {
        Ok(status) if status.success() => None,
        Ok(status) => Some(format!("the hook failed ({status})")),
        Err(error) => Some(format!("the hook could not be run: {error}")),
    }
}

/// `firebell register`
pub fn register(global: &Global, args: &RegisterArgs) -> Result<Answer, Failure> {
    let session = Session::start(global)?;
    let mut record = session.open(global)?;
    warn_of_own_law(&record);
    let filter = crate::store::summary::Filter {
        closed: true,
        exercises: Some(false),
        ..Default::default()
    };
    let summaries = record.store().summaries(&filter).map_err(|e| failure(e.into()))?;
    let mut entries = Vec::with_capacity(summaries.len());
    for summary in &summaries {
        entries.push(register::entry(&record.load(&summary.stream).map_err(failure)?));
    }
    entries.sort_by(|a, b| a.code.cmp(&b.code));
    record
        .note(clock::now(), "register.export", "record", "ok")
        .map_err(failure)?;
    if args.csv && !global.json {
        return print(Page::document(&register::spreadsheet(&entries)));
    }
    if global.json {
        return print_json(&entries);
    }
    let lines = entries.iter().map(|e| {
        let line = format!(
            "{} {} · {} · {} · authority: {}",
            e.code, e.title, e.nature, e.people, e.authority
        );
        crate::cli::text::wrapped("", &line)
    });
    print(lines.collect::<Page>())
}
