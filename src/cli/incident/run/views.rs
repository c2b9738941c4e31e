//! Incidents read: lists, views, reports.

use serde_json::json;

use super::text;
use crate::app::assessment::assessed::Assessed;
use crate::app::called::Names;
use crate::app::checkpoint;
use crate::app::record::{Filter, Loaded};
use crate::app::reports::{markdown as report, situation, timeline};
use crate::app::views::incident as incident_views;
use crate::cli::context::{Context, Subject};
use crate::cli::failure::{Failure, Kind, record_failure, work_failure};
use crate::cli::incident::args::{ListArgs, ReportForm, TimelineForm, ViewCommand};
use crate::cli::output::Output;
use crate::cli::text::Page;
use crate::core::event_words::ById;
use crate::core::exercise_mark::MarkPlace;
use crate::core::time::StoryTime;
use crate::core::tlp::Tlp;

pub(super) fn run(context: &mut Context<'_>, command: ViewCommand) -> Result<Output, Failure> {
    match command {
        ViewCommand::List(args) => list(context, args),
        ViewCommand::Show { code, as_of: None, all } => show(context, &code, all),
        ViewCommand::Show {
            code,
            as_of: Some(moment),
            all,
        } => show_as_of(context, &code, &moment, all),
        ViewCommand::AsOf { code, moment } => show_as_of(context, &code, &moment, false),
        ViewCommand::Notes { code, privileged } => notes(context, &code, privileged),
        ViewCommand::PrivilegeLog { code } => privilege_log(context, &code),
        ViewCommand::History { code } => history(context, &code),
        ViewCommand::Notice { code, name, tlp } => notice(context, &code, &name, tlp.tlp),
        ViewCommand::Report { code, format, tlp } => report(context, &code, format, tlp.tlp),
        ViewCommand::Timeline { code, format, tlp } => timeline(context, &code, format, tlp.tlp),
    }
}

fn list(context: &mut Context<'_>, args: ListArgs) -> Result<Output, Failure> {
    let filter = Filter {
        closed: args.all,
        exercises: args.exercises.then_some(true),
        search: args.search.filter(|words| !words.trim().is_empty()),
        limit: None,
    };
    let rows = context.record().list(&filter).map_err(record_failure)?;
    context.warn_of_own_law();
    let moments = rows.iter().map(|row| context.record().story(row, context.now));
    let moments: Vec<_> = moments.collect::<Result<_, _>>().map_err(record_failure)?;
    let waits = context.record().waits_by_stream().map_err(record_failure)?;
    let view = rows.iter().map(|summary| incident_views::RowView {
        not_yet_shared: waits.get(&summary.stream).copied().unwrap_or(0),
        ..incident_views::row(summary)
    });
    let view: Vec<_> = view.collect();
    Ok(Output::new(view, move |rows| {
        text::incident_list::board(rows, &moments)
    }))
}

fn show(context: &mut Context<'_>, code: &str, all: bool) -> Result<Output, Failure> {
    let Subject { loaded, clocked } = context.look(code)?;
    let (assessed, changes) = context.workspace.review(&loaded, clocked.now).map_err(record_failure)?;
    let view = incident_views::whole(&loaded, &assessed, &changes, &context.record().playbooks, clocked.now);
    Ok(Output::new(view, move |view| text::whole::whole(view, &clocked, all)))
}

fn show_as_of(context: &Context<'_>, code: &str, moment: &str, all: bool) -> Result<Output, Failure> {
    let mut clocked = context.load(code)?.clocked;
    let until = clocked.moment(moment)?;
    clocked.now = StoryTime::named(until);
    let loaded = context.record().load_until(code, Some(until)).map_err(record_failure)?;
    let assessed = assess(context, &loaded, clocked.now)?;
    let view = incident_views::whole(&loaded, &assessed, &[], &context.record().playbooks, clocked.now);
    Ok(Output::new(view, move |view| text::whole::whole(view, &clocked, all)))
}

fn assess(context: &Context<'_>, loaded: &Loaded, now: StoryTime) -> Result<Assessed, Failure> {
    let assessed = context.record().assess(&loaded.incident, &loaded.organisation, now);
    assessed.map_err(record_failure)
}

fn notes(context: &Context<'_>, code: &str, privileged: bool) -> Result<Output, Failure> {
    let Subject { mut loaded, clocked } = context.load(code)?;
    if privileged {
        let opened = context
            .record()
            .with_privileged(loaded, "note.read_privileged", context.now);
        loaded = opened.map_err(record_failure)?;
    }
    let rows = incident_views::notes(&loaded.incident, privileged);
    Ok(Output::new(rows, move |rows| {
        text::marked(&loaded.incident, text::entries::notes(rows, &clocked.zone))
    }))
}

fn privilege_log(context: &Context<'_>, code: &str) -> Result<Output, Failure> {
    let Subject { loaded, clocked } = context.load(code)?;
    let rows = incident_views::privilege_log(&loaded.incident);
    Ok(Output::new(rows, move |rows| {
        text::marked(&loaded.incident, text::entries::privilege_log(rows, &clocked.zone))
    }))
}

fn history(context: &Context<'_>, code: &str) -> Result<Output, Failure> {
    let Subject { loaded, clocked } = context.load(code)?;
    let rows = timeline::rows(&loaded, &ById);
    let assessed = assess(context, &loaded, clocked.now)?;
    let told = timeline::rows(&loaded, &Names::of(context.record(), &loaded, &assessed));
    Ok(Output::new(rows, move |_| {
        text::marked(&loaded.incident, text::entries::history(&told, &clocked.zone))
    }))
}

fn notice(context: &Context<'_>, code: &str, name: &str, tlp: Option<Tlp>) -> Result<Output, Failure> {
    let Subject { loaded, clocked } = context.look(code)?;
    let text = context
        .workspace
        .notice(&loaded, name, clocked.now, context.now)
        .map_err(work_failure)?;
    let text = tlp.map(|tlp| format!("{}\n\n", tlp.words())).unwrap_or_default() + &text;
    Ok(Output::text(
        json!({ "notice": name, "code": loaded.incident.code }),
        text,
    ))
}

fn report(context: &Context<'_>, code: &str, format: ReportForm, tlp: Option<Tlp>) -> Result<Output, Failure> {
    let Subject { loaded, clocked } = context.look(code)?;
    context.may_export(&loaded.incident.id)?;
    let assessed = assess(context, &loaded, clocked.now)?;
    let markdown = situation::situation(&loaded, &assessed, &context.record().playbooks, clocked.now);
    let code = &loaded.incident.code;
    context.note("report.export", code)?;
    let state = checkpoint::of_now(context.record(), context.now).map_err(record_failure)?;
    let foot = state.map(|state| format!("\n{}\n", checkpoint::foot(&state.checkpoint)));
    let mark = tlp.map(|tlp| format!("**{}**\n\n", tlp.words())).unwrap_or_default();
    let markdown = mark + &markdown + &foot.unwrap_or_default();
    let text = match format {
        ReportForm::Md => markdown,
        ReportForm::Html => report::html(&report_title(&loaded), &markdown),
        ReportForm::Txt => report::plain(&markdown),
    };
    Ok(Output::text(json!({ "report": "situation", "code": code }), text))
}

/// The title of a report in a browser; an exercise says that it is one.
fn report_title(loaded: &Loaded) -> String {
    let incident = &loaded.incident;
    format!("{}{}", incident.kind.mark(MarkPlace::Title), incident.title)
}

fn timeline(context: &Context<'_>, code: &str, format: TimelineForm, tlp: Option<Tlp>) -> Result<Output, Failure> {
    let Subject { loaded, clocked } = context.load(code)?;
    context.may_export(&loaded.incident.id)?;
    context.note("timeline.export", &loaded.incident.code)?;
    let record = context.record();
    // Programs go by ids, people read names.
    let mut rows = match format {
        TimelineForm::Csv | TimelineForm::Jsonl => timeline::course(&loaded, &ById),
        TimelineForm::Plain | TimelineForm::Iris => {
            let assessed = assess(context, &loaded, clocked.now)?;
            timeline::course(&loaded, &Names::of(record, &loaded, &assessed))
        }
    };
    let foot = checkpoint::foot_of_now(record, context.now).map_err(record_failure)?;
    rows.extend(foot.map(|foot| timeline::state_row(&loaded, &foot, &record.actor.name, context.now)));
    rows.iter_mut().for_each(|row| row.tlp = tlp);
    let lines = timeline::json_lines(&rows).map_err(|error| Failure::new(Kind::Internal, error))?;
    Ok(Output::new(rows, move |rows| {
        Page::document(&match format {
            TimelineForm::Csv => timeline::spreadsheet(rows),
            TimelineForm::Jsonl => lines,
            TimelineForm::Plain => timeline::plain_spreadsheet(rows, &clocked.zone),
            TimelineForm::Iris => timeline::iris_spreadsheet(rows),
        })
    }))
}
