//! What needs no record: scenarios listed, checked, printed, and played from a script in a temporary record.

use std::error::Error as _;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::args::{BriefArgs, GuideArgs, ImportArgs, RunArgs, ScenarioCommand};
use super::text::report::report_bytes;
use super::{compose, text};
use crate::app::config;
use crate::app::files::out::{Existing, Folder};
use crate::app::letters::{self, Format};
use crate::app::record::Record;
use crate::cli::context::Context;
use crate::cli::failure::{
    Failure, Kind, desk_failure, drill_failure, file_failure, play_failure, record_failure, script_failure,
};
use crate::cli::files::{self, ForceArg};
use crate::cli::invocation::Invocation;
use crate::cli::output::Output;
use crate::cli::rule_base;
use crate::cli::session::Session;
use crate::cli::text::{Page, count, line};
use crate::core::facts::IncidentKind;
use crate::core::time::WallTime;
use crate::core::toml_text::reader::Problem;
use crate::drill::after_action::{Extent, Sources};
use crate::drill::driving::driver::{Exercise, Setup};
use crate::drill::guide::{self, Papers};
use crate::drill::scenario::Scenario;
use crate::drill::scenario_files::lint;
use crate::drill::scenario_files::lint::There;
use crate::drill::scenario_files::sources as scenario_files;
use crate::drill::scenario_files::sources::OwnScenarios;
use crate::drill::scenario_files::vary::seed_of_the_year;
use crate::drill::scenario_files::write::ScenarioText;
use crate::drill::scoring::evaluation::{Evaluation, evaluate};
use crate::drill::{after_action, import, play, read, scratch, script};

pub(super) fn run(call: &Invocation, command: ScenarioCommand) -> Result<Output, Failure> {
    match command {
        ScenarioCommand::List => list(call),
        ScenarioCommand::Brief(args) => brief(call, &args),
        ScenarioCommand::Guide(args) => guide(call, &args),
        ScenarioCommand::Lint { files } => lint(call, &files),
        ScenarioCommand::Run(args) => play_script(call, &args),
        ScenarioCommand::Compose(args) => compose::run(call, args),
        ScenarioCommand::Import(args) => import(&args),
    }
}

/// The folder of a team's own scenarios.
fn own(call: &Invocation) -> Result<Option<PathBuf>, Failure> {
    let folder = Session::start(call)?.scenarios();
    Ok(folder.and_then(|folder| folder.to_read().map(Path::to_owned)))
}

/// `firebell drill list`
pub(super) fn list(call: &Invocation) -> Result<Output, Failure> {
    let mut scenarios = Vec::new();
    for file in scenario_files::all(own(call)?.as_deref()).map_err(file_failure)? {
        match read::read(&file.name, &file.text, 1) {
            Ok(scenario) => scenarios.push(scenario),
            Err(problems) => {
                for problem in problems {
                    call.console.warn(problem);
                }
            }
        }
    }
    let rows: Vec<_> = scenarios.iter().map(text::scenario::row).collect();
    Ok(Output::new(rows, move |_| text::scenario::list(&scenarios)))
}

fn lint(call: &Invocation, named: &[PathBuf]) -> Result<Output, Failure> {
    let all = match named {
        [] => scenario_files::all(own(call)?.as_deref()),
        named => named.iter().map(|path| scenario_files::from_disk(path)).collect(),
    };
    let all = all.map_err(file_failure)?;
    let session = Session::start(call)?;
    let (rules, playbooks) = (rule_base::load(call)?, session.playbooks(call)?);
    let templates = letters::templates(session.config.letters.as_deref()).map_err(desk_failure)?;
    let letters: Vec<String> = templates.into_iter().map(|template| template.id).collect();
    let there = There {
        rules: &rules,
        playbooks: &playbooks,
        letters: &letters,
    };
    let mut problems = Vec::new();
    for file in &all {
        match read::read(&file.name, &file.text, 1) {
            Ok(scenario) => problems.extend(lint::lint(&file.name, &file.text, &scenario, there)),
            Err(found) => problems.extend(found.iter().map(Problem::to_string)),
        }
    }
    let failed = !problems.is_empty();
    let page = move |problems: &Vec<String>| {
        let mut out: Page = problems.iter().map(|problem| line(format_args!("{problem}"))).collect();
        let (scenarios, problems) = (count(all.len(), "scenario"), count(problems.len(), "problem"));
        writeln!(out, "{scenarios} read, {problems}.");
        out
    };
    Ok(Output::new(problems, page).no_if(failed))
}

fn brief(call: &Invocation, args: &BriefArgs) -> Result<Output, Failure> {
    let own = own(call)?;
    let (scenario, _) = scenario_files::scenario(&args.scenario, own.as_deref(), args.seed).map_err(file_failure)?;
    let of = json!({ "brief": scenario.id, "facilitator": args.facilitator });
    let text = match args.facilitator {
        true => guide::guide(&scenario, args.seed, &rule_base::load(call)?),
        false => guide::brief(&scenario),
    };
    Ok(Output::text(of, text))
}

/// `firebell drill guide`
fn guide(call: &Invocation, args: &GuideArgs) -> Result<Output, Failure> {
    let (scenario, seed) = drawn(call, args)?;
    let papers = Papers::of(&scenario, seed, &rule_base::load(call)?);
    let now = call.now();
    let format = Format::from(args.format);
    let mut written = Vec::new();
    for paper in &papers.papers {
        let page = letters::document(
            &paper.title,
            scenario.organisation_name(),
            IncidentKind::Exercise,
            &paper.text,
        );
        let bytes = letters::export(&page, &paper.text, format, now.at())
            .map_err(|error| Failure::new(Kind::Internal, "a paper could not be written").because(&error))?;
        written.push((format!("{}.{}", paper.name, format.ending()), bytes));
    }
    let attached = papers.attached.iter();
    written.extend(attached.map(|file| (file.name.clone(), file.bytes.clone())));
    let folder = Folder::open(&args.output).map_err(|error| files::failed(&error))?;
    for (name, bytes) in &written {
        let done = folder.write(name, bytes, Existing::from(args.force));
        done.map_err(|error| files::failed(&error))?;
    }
    folder.settle();
    let names: Vec<&str> = written.iter().map(|(name, _)| name.as_str()).collect();
    let view =
        json!({ "scenario": scenario.id, "seed": seed, "folder": args.output.display().to_string(), "files": names });
    let folder = args.output.clone();
    Ok(Output::new(view, move |_| text::scenario::guide(&folder, &papers)))
}

/// The scenario as the exercise draws it: one that was started, or one that will be.
fn drawn(call: &Invocation, args: &GuideArgs) -> Result<(Scenario, u64), Failure> {
    if let Some(code) = &args.code {
        let context = Context::open(call)?;
        let exercise = Exercise::load(context.record(), code).map_err(drill_failure)?;
        context.note("drill.guide", code)?;
        let seed = exercise.drill().seed;
        return Ok((exercise.scenario, seed));
    }
    let named = args.scenario.as_deref().unwrap_or_default();
    let seed = args.seed.unwrap_or_else(|| seed_of_the_year(call.now()));
    let own = own(call)?;
    let (scenario, _) = scenario_files::scenario(named, own.as_deref(), seed).map_err(file_failure)?;
    Ok((scenario, seed))
}

/// A script: one that comes with the scenario, or a file.
fn script_file(scenario: &str, named: &str) -> Result<scenario_files::File, Failure> {
    let id = Path::new(scenario)
        .file_stem()
        .map_or(scenario.into(), std::ffi::OsStr::to_string_lossy);
    match scenario_files::shipped_script(&format!("{id}.{named}")) {
        Some(shipped) => return Ok(shipped),
        None if Path::new(named).extension().is_none() && !Path::new(named).exists() => {
            return Err(Failure::input(format!("{scenario} has no script `{named}`"))
                .hint("well, badly, odd-1, odd-2 or odd-3 of a built-in scenario, or a file"));
        }
        None => {}
    }
    scenario_files::from_disk(Path::new(named)).map_err(file_failure)
}

fn play_script(call: &Invocation, args: &RunArgs) -> Result<Output, Failure> {
    let session = Session::start(call)?;
    let file = script_file(&args.scenario, &args.script)?;
    let wanted = script::wants(&file.text);
    let seed = args.seed.or(wanted.as_ref().map(|(_, seed)| *seed)).unwrap_or(1);
    let own = session.scenarios();
    let own = own.as_ref().and_then(OwnScenarios::to_read);
    let (scenario, source) = scenario_files::scenario(&args.scenario, own, seed).map_err(file_failure)?;
    if let Some((meant, _)) = wanted.filter(|(meant, _)| *meant != scenario.id) {
        return Err(Failure::input(format!(
            "the script plays `{meant}`, not `{}`",
            scenario.id
        )));
    }
    let script = script::read(&file.name, &file.text, &scenario.drawn).map_err(|all| script_failure(&all))?;
    // The wall-clock time of the run is the story's own first moment, so that the same script gives the same record.
    let begin = WallTime::read(scenario.start);
    let mut scratch =
        scratch::scratch(rule_base::load(call)?, session.playbooks(call)?, begin).map_err(record_failure)?;
    let setup = Setup {
        scenario: &scenario,
        text: &source,
        seed,
        id: config::fresh_id(),
    };
    let code = play::play(&mut scratch.record, setup, &script, begin).map_err(play_failure)?;
    let exercise = Exercise::load(&scratch.record, &code).map_err(drill_failure)?;
    let end = exercise.loaded.incident.last_wall;
    let evaluation = evaluate(&scratch.record, &exercise, end).map_err(drill_failure)?;
    let mut words = Page::new();
    if let Some(path) = &args.report {
        let bytes = report(path, &mut scratch.record, &exercise, &evaluation, end)?;
        files::place(files::prepare(path, &bytes, args.force)?)?;
        words += line(format_args!("{} written.", path.display()));
    }
    Ok(Output::new(evaluation, text::evaluation::evaluation).after(words))
}

fn report(
    file: &Path,
    record: &mut Record,
    exercise: &Exercise,
    found: &Evaluation,
    end: WallTime,
) -> Result<Vec<u8>, Failure> {
    let before = after_action::before(record, exercise, end).map_err(drill_failure)?;
    let sources = Sources {
        exercise,
        found,
        before: &before,
        sponsor: None,
        today: end.at().date_naive(),
    };
    let markdown = after_action::markdown(&sources, Extent::Complete);
    report_bytes(&sources, &markdown, Some(file), end)
}

fn import(args: &ImportArgs) -> Result<Output, Failure> {
    let bytes = scenario_files::bytes_from_disk(&args.file).map_err(file_failure)?;
    let name = |part: Option<&std::ffi::OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
    let title = name(args.file.file_stem()).replace(['-', '_'], " ");
    let made = match name(args.file.extension()).to_lowercase().as_str() {
        "json" | "cexf" => import::cexf(&bytes),
        _other => import::event_list(&title, &bytes, &args.list()),
    };
    let made = made.map_err(|error| {
        let failure = Failure::input(&error).hint(error.hint());
        match error.source() {
            Some(cause) => failure.because(cause),
            None => failure,
        }
    })?;
    written(&args.output, made, args.force)
}

/// Writes a scenario that was made from something else, and says what was left behind.
pub(super) fn written(output: &Path, made: ScenarioText, force: ForceArg) -> Result<Output, Failure> {
    let name = output.display().to_string();
    // What firebell writes it must be able to read.
    if let Err(problems) = read::read(&name, &made.text, 1) {
        return Err(file_failure(scenario_files::FileError::Problems(problems)));
    }
    files::place(files::prepare(output, made.text.as_bytes(), force)?)?;
    let view = json!({ "file": name, "left_behind": made.left, "read_as": made.read_as });
    Ok(Output::new(view, move |_| text::scenario::written(&name, &made)))
}
