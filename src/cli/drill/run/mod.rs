//! Exercises in the record: started, driven, evaluated, reported.

mod after;
mod evaluate;
mod evidence;
mod play;

use super::args::DrillCommand;
use super::{scenarios, text};
use crate::app::record::{Done, Loaded};
use crate::cli::context::Context;
use crate::cli::failure::{Failure, Kind, drill_failure};
use crate::cli::invocation::Invocation;
use crate::cli::output::Output;
use crate::cli::text::{Page, line};
use crate::core::drill::DrillEvent;
use crate::drill::corrective_actions::list;
use crate::drill::driving::presence::Followed;
use crate::drill::exercise::Exercise;
use crate::drill::exercise_views;
use crate::drill::scoring::evaluation::{Evaluation, evaluate};
use crate::workspace::{Changed, ExerciseRequest, Request};

pub(crate) use evidence::checked;

/// `firebell drill`
pub(crate) fn run(call: &Invocation, command: DrillCommand) -> Result<Output, Failure> {
    match command {
        DrillCommand::Scenario(command) => scenarios::run(call, command),
        DrillCommand::Play(command) => play::run(call, command),
        DrillCommand::Evaluate(command) => {
            Table::of(Context::open(call)?).answer(|table| evaluate::run(table, command))
        }
        DrillCommand::After(command) => after::run(&mut Table::of(Context::open(call)?), command),
    }
}

/// Which exercises are meant where none is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meant {
    /// The last one that has not ended.
    Running,
    /// The last one.
    Latest,
}

/// An exercise's table: the record, and what was handed to the room on the way.
struct Table<'i> {
    context: Context<'i>,
    /// Shown to the room whatever the command comes to.
    delivered: Page,
}

impl<'i> Table<'i> {
    fn of(context: Context<'i>) -> Table<'i> {
        Table {
            context,
            delivered: Page::new(),
        }
    }

    /// Answers a command, after what was handed to the room on the way.
    fn answer(mut self, command: impl FnOnce(&mut Self) -> Result<Output, Failure>) -> Result<Output, Failure> {
        match command(&mut self) {
            Ok(output) => Ok(output.after(self.delivered)),
            Err(failure) => Err(failure.after(self.delivered)),
        }
    }

    /// The exercise that is meant: as named, or the last one.
    fn code(&mut self, asked: Option<String>, meant: Meant) -> Result<String, Failure> {
        if let Some(code) = asked {
            return Ok(code);
        }
        let all = list::exercises(self.context.record()).map_err(drill_failure)?;
        let fits = |loaded: &&Loaded| match meant {
            Meant::Latest => true,
            Meant::Running => loaded
                .incident
                .drill
                .as_ref()
                .is_some_and(|drill| drill.ended.is_none()),
        };
        let last = all.iter().rev().find(fits);
        last.map(|loaded| loaded.incident.code.to_string())
            .ok_or_else(|| Failure::input("no exercise is running").hint("start one: firebell drill start SCENARIO"))
    }

    fn exercise(&self, code: &str) -> Result<Exercise, Failure> {
        Exercise::load(self.context.record(), code).map_err(drill_failure)
    }

    /// An exercise with what can be said of it.
    fn evaluated(&mut self, code: Option<String>) -> Result<(String, Exercise, Evaluation), Failure> {
        let code = self.code(code, Meant::Latest)?;
        let exercise = self.exercise(&code)?;
        let found = evaluate(self.context.record(), &exercise, self.context.now).map_err(drill_failure)?;
        Ok((code, exercise, found))
    }

    /// Delivers what came due since somebody last looked.
    fn advance(&mut self, code: &str) -> Result<(), Failure> {
        let followed = self.context.drive(code)?;
        for inject in followed.into_iter().flat_map(Followed::delivered) {
            self.delivered += text::room::inject(&inject);
        }
        Ok(())
    }

    fn run(&mut self, command: ExerciseRequest) -> Result<Changed, Failure> {
        self.context.run(Request::Exercise(command))
    }

    /// The exercise as a command has left it.
    fn after(&self, done: Option<Done>) -> Result<Exercise, Failure> {
        match done {
            Some(done) => Exercise::of(done.loaded).map_err(drill_failure),
            None => Err(Failure::new(Kind::Internal, "nothing was recorded")),
        }
    }

    /// Records an event that evaluators and facilitators tell of.
    fn record(&mut self, code: &str, event: DrillEvent) -> Result<Output, Failure> {
        let words = line(format_args!("{}{code}: {}", text::MARK, event.message()));
        let code = code.to_owned();
        let changed = self.run(ExerciseRequest::Record { code, event })?;
        let view = exercise_views::facilitator(&self.after(changed.done)?, self.context.now);
        Ok(Output::new(view, move |_| words))
    }
}
