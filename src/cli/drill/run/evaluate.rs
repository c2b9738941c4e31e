//! What evaluators record while an exercise runs, and right after.

use super::{Meant, Table, text};
use serde_json::json;

use crate::app::files::input_file::{self, Limit};
use crate::cli::drill::args::{EvaluateCommand, MarkArgs, ObserveArgs, ObserverSheetArgs, RateArgs};
use crate::cli::failure::Failure;
use crate::cli::files;
use crate::cli::output::Output;
use crate::cli::text::{Page, line, wrapped};
use crate::core::drill::{DrillEvent, Observation};
use crate::core::toml_text::reader::suggestion_or;
use crate::drill::exercise_views;
use crate::drill::observer_sheet::{self, OthersMarks};
use crate::drill::scoring::proposal::{Proposal, proposals};
use crate::workspace::ExerciseRequest;

pub(super) fn run(table: &mut Table<'_>, command: EvaluateCommand) -> Result<Output, Failure> {
    let (code, event) = match command {
        EvaluateCommand::HotWash { number, answer, code } => return hot_wash(table, number, answer, code),
        EvaluateCommand::Hint { action, code } => return hint(table, action, code),
        EvaluateCommand::Proposals {
            exercise,
            accept,
            decline,
        } => {
            let code = table.code(exercise.asked(), Meant::Latest)?;
            return match (accept, decline) {
                (Some(action), _) => answered(table, &code, &action, Proposal::accepted),
                (None, Some(action)) => answered(table, &code, &action, Proposal::declined),
                (None, None) => proposed(table, &code),
            };
        }
        EvaluateCommand::ObserverSheet(args) => return observer_sheet(table, args),
        EvaluateCommand::Mark(args) => marked(args),
        EvaluateCommand::Observe(args) => observed(args),
        EvaluateCommand::Rate(args) => rated(args),
    };
    let code = table.code(code, Meant::Latest)?;
    table.advance(&code)?;
    table.record(&code, event)
}

fn hint(table: &mut Table<'_>, action: String, code: Option<String>) -> Result<Output, Failure> {
    let code = table.code(code, Meant::Running)?;
    table.advance(&code)?;
    let exercise = table.exercise(&code)?;
    let hint = exercise.scenario.expected(&action).and_then(|(_, e)| e.hint.clone());
    let words = hint.map(|hint| line(format_args!("Ask the room: {hint}")));
    let output = table.record(&code, DrillEvent::Hinted { action })?;
    Ok(output.after(words.unwrap_or_else(Page::new)))
}

fn proposed(table: &mut Table<'_>, code: &str) -> Result<Output, Failure> {
    table.advance(code)?;
    let proposals = proposals(&table.exercise(code)?);
    let code = code.to_owned();
    Ok(Output::new(proposals, move |proposals| {
        text::facilitator::proposals(&code, proposals)
    }))
}

fn answered(
    table: &mut Table<'_>,
    code: &str,
    action: &str,
    answer: fn(&Proposal) -> DrillEvent,
) -> Result<Output, Failure> {
    table.advance(code)?;
    let all = proposals(&table.exercise(code)?);
    let Some(proposal) = all.iter().find(|proposal| proposal.action == action) else {
        let known: Vec<&str> = all.iter().map(|proposal| proposal.action.as_str()).collect();
        let hint = suggestion_or(action, &known, "firebell drill mark records an outcome without one");
        return Err(Failure::input(format!("no note is proposed for `{action}`")).hint(hint));
    };
    table.record(code, answer(proposal))
}

fn hot_wash(
    table: &mut Table<'_>,
    number: Option<usize>,
    answer: Option<String>,
    code: Option<String>,
) -> Result<Output, Failure> {
    let code = table.code(code, Meant::Latest)?;
    let exercise = table.exercise(&code)?;
    let questions = &exercise.scenario.hot_wash;
    let (Some(number), Some(answer)) = (number, answer) else {
        let questions = exercise_views::facilitator(&exercise, table.context.now).hot_wash;
        return Ok(Output::new(questions, move |questions| {
            text::course::hot_wash(&code, questions)
        }));
    };
    let question = number.checked_sub(1).and_then(|at| questions.get(at)).cloned();
    let question = question.ok_or_else(|| {
        Failure::input(format!("no question has the number {number}")).hint(format!("1 to {}", questions.len()))
    })?;
    table.record(&code, DrillEvent::Answered { question, answer })
}

/// `firebell drill observer-sheet`
fn observer_sheet(table: &mut Table<'_>, args: ObserverSheetArgs) -> Result<Output, Failure> {
    let (code, exercise, found) = table.evaluated(args.exercise.asked())?;
    let Some(path) = args.take else {
        let path = args.output.unwrap_or_default();
        let sheet = observer_sheet::sheet(&exercise, &found, &args.observer);
        let prepared = files::prepare(&path, sheet.as_bytes(), args.force)?;
        table.context.note("drill.observer_sheet", &code)?;
        files::place(prepared)?;
        return Ok(Output::written(&path));
    };
    let text = input_file::text(&path, Limit::Scenario)
        .map_err(|error| Failure::unreadable(format!("could not read {}", path.display()), &error))?;
    let others = match args.replace {
        true => OthersMarks::Replace,
        false => OthersMarks::Keep,
    };
    let seen = observer_sheet::read(&path.display().to_string(), &text, &exercise, others).map_err(|problems| {
        let problems = problems.iter().map(ToString::to_string);
        Failure::input("the observer's sheet cannot be taken").causes(problems)
    })?;
    let taken = seen.events.len();
    for event in seen.events {
        let code = code.clone();
        table.run(ExerciseRequest::Record { code, event })?;
    }
    let (observer, kept) = (seen.observer, seen.kept);
    let view = json!({ "exercise": code, "observer": observer, "taken": taken, "kept": kept });
    Ok(Output::new(view, move |_| {
        let mut out = line(format_args!(
            "{}{code}: {} taken from {observer}.",
            text::MARK,
            entries(taken)
        ));
        for sentence in &kept {
            out += wrapped("- ", sentence);
        }
        if !kept.is_empty() {
            out += "--replace puts the sheet's marks in their place.\n";
        }
        out
    }))
}

fn marked(args: MarkArgs) -> (Option<String>, DrillEvent) {
    let event = DrillEvent::Marked {
        action: args.action,
        mark: args.mark,
        remark: args.remark,
    };
    (args.code, event)
}

fn observed(args: ObserveArgs) -> (Option<String>, DrillEvent) {
    let event = DrillEvent::Observed(Observation {
        finding: args.finding,
        objective: args.objective,
        observation: args.observation,
        analysis: args.analysis,
        recommendation: args.recommendation,
    });
    (args.code, event)
}

fn rated(args: RateArgs) -> (Option<String>, DrillEvent) {
    let event = DrillEvent::Rated {
        objective: args.objective,
        rating: args.rating,
        reason: args.reason,
    };
    (args.code, event)
}

fn entries(taken: usize) -> String {
    match taken {
        1 => "1 entry".to_owned(),
        taken => format!("{taken} entries"),
    }
}
