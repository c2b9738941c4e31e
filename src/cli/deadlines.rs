//! `firebell deadlines`, `watch` and `register`: across all incidents.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::args::Global;
use super::errors::{Answer, Failure};
use super::incident_text as text;
use super::out;
use super::record_args::{DeadlinesArgs, RegisterArgs, WatchArgs};
use super::session::{Session, failure, list_time};
use super::text::{Page, countdown, line, print, print_bytes, print_json};
use crate::app::child::shell;
use crate::app::incident_views::{self, DeadlineRowView};
use crate::app::record::Record;
use crate::app::views::{overlays, replaced_words};
use crate::app::{calendar_file, clock, register};
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
        let regime = view.obligation.split('/').next().unwrap_or_default();
        view.overlay = own
            .iter()
            .find(|overlay| overlay.replaces && overlay.id == regime)
            .cloned();
        views.push(view);
    }
    Ok(views)
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
            let prepared = out::prepare(path, calendar_file::ics(&rows, now).as_bytes(), args.force)?;
            record
                .note(clock::now(), "deadlines.export", "record", "ok")
                .map_err(failure)?;
            out::place(global, path, prepared)?;
        }
        None if global.json => {
            print_json(&rows)?;
        }
        None => {
            print(text::deadlines(&rows))?;
            if let Some(words) = replaced_words(&overlays(&record.rules)) {
                print(super::text::wrapped("", &words))?;
            }
        }
    }
    Ok(if args.fail_overdue && overdue {
        Answer::No
    } else {
        Answer::Done
    })
}

/// `firebell watch`: looks every half minute; each ring of a deadline is given once.
pub fn watch(global: &Global, args: &WatchArgs) -> Result<Answer, Failure> {
    let session = Session::start(global)?;
    let mut record = session.open(global)?;
    let mut before: Vec<i64> = args.before.clone();
    before.sort_unstable();
    let mut rung: BTreeSet<(String, String, String, i64)> = BTreeSet::new();
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
                ring(&row, strict.to_utc(), now, args.hook.as_deref())?;
            }
        }
        if args.once {
            return Ok(Answer::Done);
        }
        super::warn(global);
        std::thread::sleep(Duration::from_secs(30));
    }
}

fn ring(row: &DeadlineRowView, strict: DateTime<Utc>, now: WallTime, hook: Option<&str>) -> Result<(), Failure> {
    let left = countdown(StoryTime::outside_incidents(now), strict);
    let possible = if row.verdict == "due" { "" } else { " (possible)" };
    // The bell is firebell's own; a page would only show it.
    print_bytes(b"\x07")?;
    print(line(format_args!("{} {}{possible}: {left}", row.code, row.obligation)))?;
    let Some(hook) = hook else { return Ok(()) };
    let status = shell(hook)
        .env("FIREBELL_CODE", &row.code)
        .env("FIREBELL_OBLIGATION", &row.obligation)
        .env("FIREBELL_DEADLINE", &row.strict)
        .env("FIREBELL_LEFT", &left)
        .status();
    match status {
        Ok(status) if status.success() => Ok(()),
        // A hook that fails must not silence the bell.
        Ok(status) => print(line(format_args!("the hook failed ({status})"))).map(|_| ()),
        Err(error) => print(line(format_args!("the hook could not be run: {error}"))).map(|_| ()),
    }
}

/// `firebell register`
pub fn register(global: &Global, args: &RegisterArgs) -> Result<Answer, Failure> {
    let session = Session::start(global)?;
    let mut record = session.open(global)?;
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
        super::text::wrapped("", &line)
    });
    print(lines.collect::<Page>())
}
