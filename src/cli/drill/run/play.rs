//! An exercise set up and driven.

use super::{Meant, Table, text};
use crate::app::record::Record;
use crate::cli::context::Context;
use crate::cli::drill::args::{InjectArgs, JumpArgs, PlayCommand, StartArgs};
use crate::cli::drill::scenarios;
use crate::cli::failure::{Failure, Kind};
use crate::cli::invocation::Invocation;
use crate::cli::output::Output;
use crate::cli::record::set_up;
use crate::cli::session::Session;
use crate::cli::text::Page;
use crate::core::drill::DrillEvent;
use crate::core::drill::clock::ExerciseTime;
use crate::drill::driver::{self, Turn};
use crate::drill::exercise_views;
use crate::workspace::{Also, ExerciseRequest};

pub(super) fn run(call: &Invocation, command: PlayCommand) -> Result<Output, Failure> {
    let open = || Ok::<_, Failure>(Table::of(Context::open(call)?));
    match command {
        PlayCommand::Start(StartArgs {
            scenario: Some(name),
            seed,
        }) => start(call, &name, seed),
        PlayCommand::Start(StartArgs { scenario: None, .. }) => scenarios::list(call),
        PlayCommand::Status { code, facilitator } => open()?.answer(|table| status(table, code, facilitator)),
        PlayCommand::Go { code, speed } => open()?.answer(|table| turn(table, code, Turn::Run(speed))),
        PlayCommand::Pause { code } => open()?.answer(|table| turn(table, code, Turn::Pause)),
        PlayCommand::Jump(args) => open()?.answer(|table| jump(table, args)),
        PlayCommand::Inject(args) => open()?.answer(|table| inject(table, args)),
        PlayCommand::Join { role, deputy, code } => open()?.answer(|table| {
            let code = table.code(code, Meant::Latest)?;
            table.advance(&code)?;
            table.record(&code, DrillEvent::Joined { role, deputy })
        }),
        PlayCommand::End { code } => open()?.answer(|table| end(table, code)),
    }
}

/// The record for an exercise. A facilitator begins with the exercise, not with the manual: where there is none, it is
/// set up on the way.
fn opened(call: &Invocation) -> Result<(Context<'_>, Page), Failure> {
    let session = Session::start(call)?;
    if call.options.json || Record::exists(&session.folder) {
        return Ok((Context::open(call)?, Page::new()));
    }
    let set_up = set_up(call, &session)?;
    let context = Context::open_with(call, session, (&set_up.secret).into());
    match context {
        Ok(context) => Ok((context, set_up.words)),
        Err(failure) => Err(failure.after(set_up.words)),
    }
}

fn start(call: &Invocation, name: &str, seed: Option<u64>) -> Result<Output, Failure> {
    let (context, words) = opened(call)?;
    let mut table = Table::of(context);
    table.delivered = words;
    table.answer(|table| started(table, name, seed))
}

fn started(table: &mut Table<'_>, name: &str, seed: Option<u64>) -> Result<Output, Failure> {
    let scenario = name.to_owned();
    let changed = table.run(ExerciseRequest::Start { scenario, seed })?;
    let open = match changed.also {
        Also::Open(open) => open,
        Also::Nothing | Also::Drafted { .. } | Also::Saved(_) | Also::TakenBack(_) | Also::Delivered(_) => Vec::new(),
    };
    let exercise = table.after(changed.done)?;
    let view = exercise_views::room(&exercise, table.context.now);
    Ok(Output::new(view, move |_| text::course::started(&exercise, &open)))
}

fn status(table: &mut Table<'_>, code: Option<String>, facilitator: bool) -> Result<Output, Failure> {
    let code = table.code(code, Meant::Latest)?;
    table.advance(&code)?;
    let exercise = table.exercise(&code)?;
    let (now, zone) = (table.context.now, exercise.scenario.zone.clone());
    Ok(match facilitator {
        true => Output::new(exercise_views::facilitator(&exercise, now), move |view| {
            text::facilitator::facilitator(view, &zone)
        }),
        false => Output::new(exercise_views::room(&exercise, now), move |view| {
            text::room::room(view, &zone)
        }),
    })
}

fn turn(table: &mut Table<'_>, code: Option<String>, turn: Turn) -> Result<Output, Failure> {
    let code = table.code(code, Meant::Running)?;
    turned(table, code, turn)
}

fn turned(table: &mut Table<'_>, code: String, turn: Turn) -> Result<Output, Failure> {
    let command = ExerciseRequest::Turn {
        code: code.clone(),
        turn,
    };
    let changed = table.run(command)?;
    for inject in changed.also.delivered() {
        table.delivered += text::room::inject(inject);
    }
    // Injects may have followed on the turn.
    let exercise = table.exercise(&code)?;
    let (now, zone) = (table.context.now, exercise.scenario.zone.clone());
    let clock = exercise_views::clock(&exercise, now);
    let view = exercise_views::room(&exercise, now);
    Ok(Output::new(view, move |_| text::room::clock(&clock, &code, &zone)))
}

fn jump(table: &mut Table<'_>, args: JumpArgs) -> Result<Output, Failure> {
    let code = table.code(args.code, Meant::Running)?;
    table.advance(&code)?;
    let exercise = table.exercise(&code)?;
    if let Some(minute) = args.to.filter(|_| !args.confirm)
        && let Some(words) = driver::far_jump(&exercise, minute)
    {
        return Err(Failure::new(Kind::Refused, words).hint("add --confirm to jump anyway"));
    }
    match args.to.map(ExerciseTime::at_minute).or_else(|| driver::next(&exercise)) {
        Some(to) => turned(table, code, Turn::Jump(to)),
        None => Err(Failure::new(Kind::Refused, "no more injects are scheduled").hint("end it: firebell drill end")),
    }
}

fn inject(table: &mut Table<'_>, args: InjectArgs) -> Result<Output, Failure> {
    let code = table.code(args.code, Meant::Running)?;
    table.advance(&code)?;
    let inject = args.inject;
    match (args.hold, args.skip) {
        _ if args.recall => table.record(&code, DrillEvent::Recalled { inject }),
        (true, _) => table.record(&code, DrillEvent::Held { inject }),
        (false, Some(reason)) => table.record(&code, DrillEvent::Skipped { inject, reason }),
        (false, None) => {
            let changed = table.run(ExerciseRequest::Deliver { code, inject })?;
            let words = changed
                .also
                .delivered()
                .iter()
                .map(text::room::inject)
                .collect::<Page>();
            let exercise = table.after(changed.done)?;
            let view = exercise_views::room(&exercise, table.context.now);
            Ok(Output::new(view, move |_| words))
        }
    }
}

fn end(table: &mut Table<'_>, code: Option<String>) -> Result<Output, Failure> {
    let code = table.code(code, Meant::Running)?;
    table.advance(&code)?;
    let changed = table.run(ExerciseRequest::End { code })?;
    let exercise = table.after(changed.done)?;
    let view = exercise_views::facilitator(&exercise, table.context.now);
    Ok(Output::new(view, move |_| text::course::ended(&exercise)))
}
