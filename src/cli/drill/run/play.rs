//! An exercise set up and driven.

use std::path::Path;

use serde_json::json;

use super::{Meant, Table, text};
use crate::app::files::out::{Existing, Folder};
use crate::app::record::Record;
use crate::cli::context::Context;
use crate::cli::drill::args::{InjectArgs, JumpArgs, PlayCommand, StartArgs};
use crate::cli::drill::scenarios;
use crate::cli::failure::{Failure, Kind, drill_failure};
use crate::cli::files;
use crate::cli::invocation::Invocation;
use crate::cli::output::Output;
use crate::cli::record::set_up;
use crate::cli::session::Session;
use crate::cli::text::{Page, line};
use crate::core::drill::DrillEvent;
use crate::core::drill::clock::ExerciseTime;
use crate::drill::corrective_actions::list;
use crate::drill::driving::driver;
use crate::drill::driving::driver::Turn;
use crate::drill::exercise_views::{self, Room};
use crate::drill::guide::{Attached, attached};
use crate::workspace::{Also, ExerciseRequest, OwnOrganisation};

pub(super) fn run(call: &Invocation, command: PlayCommand) -> Result<Output, Failure> {
    let open = || Ok::<_, Failure>(Table::of(Context::open(call)?));
    match command {
        PlayCommand::Start(StartArgs { scenario: None, .. }) => scenarios::list(call),
        PlayCommand::Start(args) => start(call, &args),
        PlayCommand::Status {
            exercise,
            hand_out: Some(folder),
            ..
        } => open()?.answer(|table| hand_out(table, exercise.asked(), &folder)),
        PlayCommand::Status {
            exercise,
            facilitator,
            hand_out: None,
        } => open()?.answer(|table| status(table, exercise.asked(), facilitator)),
        PlayCommand::Go {
            exercise,
            speed,
            together,
        } => open()?.answer(|table| {
            let codes = meant(table, exercise.asked(), together)?;
            turn(table, codes, Turn::Run(speed))
        }),
        PlayCommand::Pause { exercise, together } => open()?.answer(|table| {
            let codes = meant(table, exercise.asked(), together)?;
            turn(table, codes, Turn::Pause)
        }),
        PlayCommand::Jump(args) => open()?.answer(|table| jump(table, args)),
        PlayCommand::Inject(args) => open()?.answer(|table| inject(table, args)),
        PlayCommand::Join { role, deputy, code } => open()?.answer(|table| {
            let code = table.code(code, Meant::Latest)?;
            table.advance(&code)?;
            table.record(&code, DrillEvent::Joined { role, deputy })
        }),
        PlayCommand::End { exercise, together } => open()?.answer(|table| {
            let codes = meant(table, exercise.asked(), together)?;
            end(table, codes)
        }),
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

fn start(call: &Invocation, args: &StartArgs) -> Result<Output, Failure> {
    let (context, words) = opened(call)?;
    let mut table = Table::of(context);
    table.delivered = words;
    table.answer(|table| started(table, args))
}

fn started(table: &mut Table<'_>, args: &StartArgs) -> Result<Output, Failure> {
    let own = match args.own {
        false => None,
        true => Some(OwnOrganisation {
            zone: table.context.session.home_zone(None)?,
            wishes: args.wishes(),
        }),
    };
    let mut exercises = Vec::new();
    let mut set_up = (Vec::new(), Vec::new());
    let teams = args.team.iter().map(|team| Some(team.clone()));
    let teams: Vec<Option<String>> = if args.team.is_empty() {
        vec![None]
    } else {
        teams.collect()
    };
    for team in teams {
        let changed = table.run(ExerciseRequest::Start {
            scenario: args.scenario.clone().unwrap_or_default(),
            seed: args.seed,
            own: own.clone(),
            team,
        })?;
        if let Also::SetUp { open, notes } = changed.also {
            set_up = (open, notes);
        }
        exercises.push(table.after(changed.done)?);
    }
    let now = table.context.now;
    let views: Vec<_> = exercises
        .iter()
        .map(|exercise| exercise_views::room(exercise, now))
        .collect();
    let (open, notes) = set_up;
    let words = text::course::started(&exercises, &open, &notes);
    Ok(one_or_all(views, words))
}

/// The view of one exercise, or of all teams.
fn one_or_all(mut views: Vec<Room>, words: Page) -> Output {
    match views.len() {
        1 => Output::new(views.remove(0), move |_| words),
        _ => Output::new(views, move |_| words),
    }
}

/// The exercise that is meant; together with it all that were started from the same scenario with the same seed and have not
/// ended.
fn meant(table: &mut Table<'_>, code: Option<String>, together: bool) -> Result<Vec<String>, Failure> {
    let code = table.code(code, Meant::Running)?;
    if !together {
        return Ok(vec![code]);
    }
    let first = table.exercise(&code)?;
    let (scenario, seed) = (first.drill().scenario.clone(), first.drill().seed);
    let all = list::exercises(table.context.record()).map_err(drill_failure)?;
    let same = all.into_iter().filter(|loaded| {
        let drill = loaded.incident.drill.as_ref();
        drill.is_some_and(|drill| drill.scenario == scenario && drill.seed == seed && drill.ended.is_none())
    });
    Ok(same.map(|loaded| loaded.incident.code.to_string()).collect())
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

/// What the room was given so far, as files.
fn hand_out(table: &mut Table<'_>, code: Option<String>, to: &Path) -> Result<Output, Failure> {
    let code = table.code(code, Meant::Latest)?;
    table.advance(&code)?;
    let exercise = table.exercise(&code)?;
    let delivered = exercise.drill().delivered.iter();
    let injects = delivered.filter_map(|id| exercise.scenario.inject(id));
    let files: Vec<Attached> = injects
        .flat_map(|inject| attached(&exercise.scenario, inject))
        .collect();
    let folder = Folder::open(to).map_err(|error| files::failed(&error))?;
    let mut written = Vec::new();
    for file in files.iter().filter(|file| !to.join(&file.name).exists()) {
        let done = folder.write(&file.name, &file.bytes, Existing::Keep);
        done.map_err(|error| files::failed(&error))?;
        written.push(file.name.clone());
    }
    folder.settle();
    let view = json!({ "code": code, "folder": to.display().to_string(), "files": written });
    let (folder, there) = (to.to_owned(), files.len() - written.len());
    Ok(Output::new(view, move |_| {
        text::room::handed_out(&code, &folder, &written, there)
    }))
}

/// Turns the clocks of all that are meant, at one moment of the wall.
fn turn(table: &mut Table<'_>, codes: Vec<String>, turn: Turn) -> Result<Output, Failure> {
    let (mut views, mut words) = (Vec::new(), Page::new());
    for code in codes {
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
        let now = table.context.now;
        words += text::room::clock(&exercise_views::clock(&exercise, now), &code, &exercise.scenario.zone);
        views.push(exercise_views::room(&exercise, now));
    }
    Ok(one_or_all(views, words))
}

fn jump(table: &mut Table<'_>, args: JumpArgs) -> Result<Output, Failure> {
    let codes = meant(table, args.exercise.asked(), args.together)?;
    codes.iter().try_for_each(|code| table.advance(code))?;
    let [first, ..] = &codes[..] else {
        return Err(Failure::new(Kind::Refused, "no exercise is running"));
    };
    let exercise = table.exercise(first)?;
    if let Some(minute) = args.to.filter(|_| !args.confirm)
        && let Some(words) = driver::far_jump(&exercise, minute)
    {
        return Err(Failure::new(Kind::Refused, words).hint("add --confirm to jump anyway"));
    }
    match args.to.map(ExerciseTime::at_minute).or_else(|| driver::next(&exercise)) {
        Some(to) => turn(table, codes, Turn::Jump(to)),
        None => Err(Failure::new(Kind::Refused, "no more injects are scheduled").hint("end it: firebell drill end")),
    }
}

fn inject(table: &mut Table<'_>, args: InjectArgs) -> Result<Output, Failure> {
    let code = table.code(args.exercise(), Meant::Running)?;
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

fn end(table: &mut Table<'_>, codes: Vec<String>) -> Result<Output, Failure> {
    let mut ended = Vec::new();
    for code in codes {
        table.advance(&code)?;
        let changed = table.run(ExerciseRequest::End { code })?;
        ended.push(table.after(changed.done)?);
    }
    let now = table.context.now;
    let mut views: Vec<_> = ended
        .iter()
        .map(|exercise| exercise_views::facilitator(exercise, now))
        .collect();
    let words: Page = ended.iter().map(text::course::ended).collect();
    let compare: Vec<&str> = ended
        .iter()
        .map(|exercise| exercise.loaded.incident.code.as_str())
        .collect();
    let compare = line(format_args!(
        "Side by side: firebell drill compare {}",
        compare.join(" ")
    ));
    Ok(match views.len() {
        1 => Output::new(views.remove(0), move |_| words),
        _ => Output::new(views, move |_| {
            let mut all = words;
            all += compare;
            all
        }),
    })
}
