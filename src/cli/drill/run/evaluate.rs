//! What evaluators record while an exercise runs, and right after.

use super::{Meant, Table, text};
use crate::cli::drill::args::{EvaluateCommand, MarkArgs, ObserveArgs, RateArgs};
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::text::{Page, line};
use crate::core::drill::{DrillEvent, Observation};
use crate::drill::exercise_views;

pub(super) fn run(table: &mut Table<'_>, command: EvaluateCommand) -> Result<Output, Failure> {
    let (code, event) = match command {
        EvaluateCommand::HotWash { number, answer, code } => return hot_wash(table, number, answer, code),
        EvaluateCommand::Hint { action, code } => return hint(table, action, code),
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
