//! An exercise after its end: score, report, corrective actions, comparison.

use serde_json::json;

use super::evidence::evidence;
use super::{Meant, Table, text};
use crate::app::checkpoint;
use crate::cli::drill::args::{
    ActionCommand, AddArgs, AfterCommand, CompareArgs, CorrectiveActionsArgs, DraftsArgs, ReplayArgs, ReportArgs,
};
use crate::cli::drill::scenarios::written;
use crate::cli::drill::text::MARK;
use crate::cli::drill::text::report::report_bytes;
use crate::cli::failure::{Failure, drill_failure, record_failure};
use crate::cli::files;
use crate::cli::output::Output;
use crate::cli::text::{Page, count, line};
use crate::core::event_words::event_words;
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::IncidentKind;
use crate::core::toml_text::reader::suggestion;
use crate::drill::after_action::{Extent, Sources};
use crate::drill::corrective_actions::drafts::DraftAction;
use crate::drill::corrective_actions::{drafts, list};
use crate::drill::replay::Telling;
use crate::drill::years::{chart, side_by_side};
use crate::drill::{after_action, exercise_views, replay};
use crate::workspace::{ExerciseRequest, NewAction};

pub(super) fn run(table: &mut Table<'_>, command: AfterCommand) -> Result<Output, Failure> {
    match command {
        AfterCommand::Score { exercise } => {
            let (_, _, found) = table.evaluated(exercise.asked())?;
            Ok(Output::new(found, text::evaluation::evaluation))
        }
        AfterCommand::Report(args) => report(table, args),
        AfterCommand::CorrectiveActions(args) => corrective_actions(table, args),
        AfterCommand::Evidence(args) => evidence(table, args),
        AfterCommand::Compare(args) => compared(table, &args),
        AfterCommand::Replay(args) => replayed(table, &args),
    }
}

fn report(table: &mut Table<'_>, args: ReportArgs) -> Result<Output, Failure> {
    let (code, exercise, found) = table.evaluated(args.exercise.asked())?;
    let now = table.context.now;
    let record = table.context.record();
    let before = after_action::before(record, &exercise, now).map_err(drill_failure)?;
    let sponsor = after_action::sponsor(record).map_err(drill_failure)?;
    let sources = Sources {
        exercise: &exercise,
        found: &found,
        before: &before,
        sponsor: sponsor.as_deref(),
        today: now.at().date_naive(),
    };
    let extent = match args.brief {
        true => Extent::FirstPage,
        false => Extent::Complete,
    };
    let mut markdown = after_action::markdown(&sources, extent);
    if let Some(foot) = checkpoint::foot_of_now(record, now).map_err(record_failure)? {
        markdown += &format!("\n{foot}\n");
    }
    let bytes = report_bytes(&sources, &markdown, args.output.as_deref(), now)?;
    let target = format!("{MARK}{code}");
    let Some(path) = &args.output else {
        table.context.note("drill.report", &target)?;
        let of = json!({ "report": "after-action", "code": code });
        return Ok(Output::text(of, String::from_utf8_lossy(&bytes).into_owned()));
    };
    let prepared = files::prepare(path, &bytes, args.force)?;
    table.context.note("drill.report", &target)?;
    files::place(prepared)?;
    Ok(Output::written(path))
}

fn corrective_actions(table: &mut Table<'_>, args: CorrectiveActionsArgs) -> Result<Output, Failure> {
    let now = table.context.now;
    match args.command {
        None => {
            let record = table.context.record();
            let items = list::items(record, args.all, None, now.at().date_naive()).map_err(drill_failure)?;
            Ok(Output::new(items, |items| text::course::corrective_actions(items)))
        }
        Some(ActionCommand::Close { improvement, proof }) => {
            let name = improvement.clone();
            table.run(ExerciseRequest::CloseAction { name, proof })?;
            Ok(Output::new(json!({ "closed": improvement }), move |_| {
                let mark = IncidentKind::Exercise.mark(MarkPlace::Title);
                line(format_args!("{mark}corrective action {improvement} is closed"))
            }))
        }
        Some(ActionCommand::Add(args)) => add(table, args),
        Some(ActionCommand::Drafts(args)) => drafts(table, args),
    }
}

fn add(table: &mut Table<'_>, args: AddArgs) -> Result<Output, Failure> {
    let code = table.code(args.code, Meant::Latest)?;
    let action = NewAction {
        action: args.action,
        owner: args.owner,
        due: args.due,
        element: args.element,
        proof: args.proof,
        objective: args.objective,
    };
    let improve = ExerciseRequest::Improve {
        code: code.clone(),
        action,
    };
    let done = table.run(improve)?.done;
    let words = done.iter().flat_map(|done| &done.events).map(|event| {
        let words = event_words(&event.what);
        line(format_args!("{MARK}{code}: {words}"))
    });
    let words: Page = words.collect();
    let view = exercise_views::facilitator(&table.after(done)?, table.context.now);
    Ok(Output::new(view, move |_| words))
}

/// `firebell drill corrective-actions drafts`
fn drafts(table: &mut Table<'_>, args: DraftsArgs) -> Result<Output, Failure> {
    let (code, exercise, found) = table.evaluated(args.exercise.asked())?;
    let played = after_action::played_on(&exercise).unwrap_or(table.context.now.at().date_naive());
    let all = drafts::drafts(&exercise, &found, played);
    let names: Vec<&str> = all.iter().map(|draft| draft.from.as_str()).collect();
    let unknown = args.adopt.iter().filter(|name| !names.contains(&name.as_str()));
    let unknown: Vec<String> = unknown
        .map(|name| format!("no draft comes from `{name}` ({})", suggestion(name, &names)))
        .collect();
    if !unknown.is_empty() {
        return Err(Failure::input("nothing was adopted").causes(unknown));
    }
    let adopted: Vec<DraftAction> = all
        .iter()
        .filter(|draft| args.adopt_all || args.adopt.contains(&draft.from))
        .cloned()
        .collect();
    if adopted.is_empty() {
        return Ok(Output::new(all, move |drafts| text::course::drafts(&code, drafts)));
    }
    for draft in adopted.iter().cloned() {
        let action = NewAction {
            action: draft.action,
            owner: args.owner.clone().unwrap_or(draft.owner),
            due: args.due.unwrap_or(draft.due),
            element: draft.element.code().to_owned(),
            proof: Some(draft.proof),
            objective: draft.objective,
        };
        let code = code.clone();
        table.run(ExerciseRequest::Improve { code, action })?;
    }
    Ok(Output::new(json!({ "adopted": adopted }), move |_| {
        let adopted = count(adopted.len(), "corrective action");
        line(format_args!("{MARK}{code}: {adopted} adopted"))
    }))
}

fn compared(table: &mut Table<'_>, args: &CompareArgs) -> Result<Output, Failure> {
    let (record, now) = (table.context.record(), table.context.now);
    let compared = side_by_side::compare(record, &args.codes, args.real, now).map_err(drill_failure)?;
    if let Some(path) = &args.chart {
        let prepared = files::prepare(path, chart::svg(&compared).as_bytes(), args.force)?;
        files::place(prepared)?;
    }
    Ok(Output::new(compared, text::comparison::comparison))
}

fn replayed(table: &Table<'_>, args: &ReplayArgs) -> Result<Output, Failure> {
    if args.mask.is_empty() && !args.nothing_more {
        let hint =
            "--mask WORD for each customer, supplier, product and place that would give it away, or --nothing-more";
        return Err(Failure::input("say what else must stay hidden").hint(hint));
    }
    let context = &table.context;
    let subject = context.load(&args.code)?;
    let telling = Telling {
        minutes: args.minutes,
        words: &args.mask,
        weeks: args.shift_weeks,
    };
    let made = replay::scenario(&subject.loaded, &telling).map_err(Failure::input)?;
    context.note("drill.replay", &args.code)?;
    written(&args.output, made, args.force)
}
