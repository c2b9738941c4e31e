//! What needs no record: scenarios listed, checked, printed, and played by a script in a record that is thrown away.

use std::path::{Path, PathBuf};

use super::args::RunArgs;
use super::{errors, text};
use crate::app::record::Record;
use crate::app::{config, playbook_files};
use crate::cli::args::Global;
use crate::cli::errors::{Answer, Failure, Kind};
use crate::cli::out::{self, ForceArg};
use crate::cli::session::{Session, failure};
use crate::cli::text::{Page, line, print, print_json, print_text};
use crate::core::law::rulebook::Rulebook;
use crate::core::playbook::Playbook;
use crate::core::time::WallTime;
use crate::drill::driver::Exercise;
use crate::drill::evaluation::{Evaluation, evaluate};
use crate::drill::files;
use crate::drill::scenario::Scenario;
use crate::drill::write::Made;
use crate::drill::{aar, import, play, read, scratch, script};

/// The folder of a team's own scenarios.
pub fn own(global: &Global) -> Result<Option<PathBuf>, Failure> {
    Ok(Session::start(global)?.config.scenarios)
}

/// `firebell drill list`
pub fn list(global: &Global) -> Result<Answer, Failure> {
    let mut scenarios = Vec::new();
    for file in files::all(own(global)?.as_deref()).map_err(errors::file)? {
        match read::read(&file.name, &file.text, 1) {
            Ok(scenario) => scenarios.push(scenario),
            Err(problems) => {
                for problem in problems {
                    crate::cli::session::warn_one(&problem.to_string());
                }
            }
        }
    }
    if global.json {
        return print_json(&scenarios.iter().map(text::row).collect::<Vec<_>>());
    }
    print(text::list(&scenarios))
}

/// `firebell drill lint`
pub fn lint(global: &Global, named: &[PathBuf]) -> Result<Answer, Failure> {
    let all = match named {
        [] => files::all(own(global)?.as_deref()).map_err(errors::file)?,
        named => {
            let read = named.iter().map(|path| files::from_disk(path));
            read.collect::<Result<_, _>>().map_err(errors::file)?
        }
    };
    let rules = crate::cli::session::rules(global)?;
    let mut problems = Vec::new();
    for file in &all {
        match read::read(&file.name, &file.text, 1) {
            Ok(scenario) => problems.extend(against_the_law(&file.name, &scenario, &rules)),
            Err(found) => problems.extend(found.iter().map(ToString::to_string)),
        }
    }
    if global.json {
        print_json(&problems)?;
    } else {
        let mut out: Page = problems.iter().map(|problem| line(format_args!("{problem}"))).collect();
        writeln!(out, "{} scenarios, {} problems", all.len(), problems.len());
        print(out)?;
    }
    Ok(if problems.is_empty() { Answer::Done } else { Answer::No })
}

/// Duties that a scenario names and the law does not have.
fn against_the_law(file: &str, scenario: &Scenario, rules: &Rulebook) -> Vec<String> {
    let conditions = scenario
        .injects
        .iter()
        .flat_map(|i| &i.expect)
        .flat_map(|e| e.done.iter().chain(&e.wrong));
    let named = conditions.flat_map(crate::drill::condition::Condition::duties);
    let named = named.chain(scenario.clocks.iter().map(|clock| clock.duty.as_str()));
    let missing = named.filter(|duty| {
        let known = duty.parse().is_ok_and(|id| rules.obligation(&id).is_some());
        !known
    });
    let mut problems: Vec<String> = missing
        .map(|duty| format!("{file}: `{duty}` is no obligation (see firebell law list)"))
        .collect();
    problems.sort();
    problems.dedup();
    problems
}

/// `firebell drill brief`
pub fn brief(global: &Global, name: &str, facilitator: bool, seed: u64) -> Result<Answer, Failure> {
    let (scenario, _) = files::scenario(name, own(global)?.as_deref(), seed).map_err(errors::file)?;
    let of = serde_json::json!({ "brief": scenario.id, "facilitator": facilitator });
    print_text(global.json, of, &text::brief(&scenario, facilitator))
}

/// Law and playbooks as the session has them.
fn world(global: &Global) -> Result<(Rulebook, Vec<Playbook>), Failure> {
    let session = Session::start(global)?;
    let rules = session.rules(global)?;
    let playbooks = playbook_files::load(session.config.playbooks.as_deref())
        .map_err(|error| Failure::new(Kind::Io, "the playbook folder could not be read").because(&error))?;
    Ok((rules, playbooks.all))
}

/// A script: one that comes with the scenario, or a file.
fn script_file(scenario: &str, named: &str) -> Result<files::File, Failure> {
    if ["well", "badly"].contains(&named) {
        let id = Path::new(scenario)
            .file_stem()
            .map_or(scenario.into(), std::ffi::OsStr::to_string_lossy);
        let shipped = files::shipped_script(&format!("{id}.{named}"));
        return shipped.ok_or_else(|| Failure::input(format!("no script `{named}` comes with {scenario}")));
    }
    files::from_disk(Path::new(named)).map_err(errors::file)
}

/// `firebell drill run`
pub fn run(global: &Global, args: &RunArgs) -> Result<Answer, Failure> {
    let file = script_file(&args.scenario, &args.script)?;
    let wanted = script::wants(&file.text);
    let seed = args.seed.or(wanted.as_ref().map(|(_, seed)| *seed)).unwrap_or(1);
    let (scenario, source) = files::scenario(&args.scenario, own(global)?.as_deref(), seed).map_err(errors::file)?;
    if let Some((meant, _)) = wanted.filter(|(meant, _)| *meant != scenario.id) {
        return Err(Failure::input(format!(
            "the script plays `{meant}`, not `{}`",
            scenario.id
        )));
    }
    let script = script::read(&file.name, &file.text, &scenario.drawn).map_err(|all| errors::script(&all))?;
    let (rules, playbooks) = world(global)?;
    // The wall of the run is the story's own first moment, so that the same script gives the same record.
    let begin = WallTime::read(scenario.start);
    let mut scratch = scratch::scratch(rules, playbooks, begin).map_err(failure)?;
    let id = config::fresh_id();
    let code = play::play(&mut scratch.record, &scenario, &source, &script, seed, begin, id).map_err(errors::play)?;
    let exercise = Exercise::load(&scratch.record, &code).map_err(errors::drill)?;
    let end = exercise.loaded.incident.last_wall.unwrap_or(begin);
    let evaluation = evaluate(&scratch.record, &exercise, end).map_err(errors::drill)?;
    if let Some(path) = &args.report {
        let bytes = report(path, &mut scratch.record, &exercise, &evaluation)?;
        let prepared = out::prepare(path, &bytes, args.force)?;
        prepared.place().map_err(|error| out::failed(&error))?;
        if !global.json {
            print(line(format_args!("{} written.", path.display())))?;
        }
    }
    match global.json {
        true => print_json(&evaluation),
        false => print(text::evaluation(&evaluation)),
    }
}

fn report(file: &Path, record: &mut Record, exercise: &Exercise, found: &Evaluation) -> Result<Vec<u8>, Failure> {
    let end = exercise
        .loaded
        .incident
        .last_wall
        .unwrap_or(WallTime::read(exercise.scenario.start));
    let before = aar::before(record, exercise, end).map_err(errors::drill)?;
    let markdown = aar::markdown(exercise, found, &before, end.at().date_naive(), false);
    super::desk::report_bytes(exercise, found, &markdown, Some(file), end)
}

/// `firebell drill import`
pub fn import(global: &Global, file: &Path, output: &Path, force: ForceArg) -> Result<Answer, Failure> {
    let bytes = files::bytes_from_disk(file).map_err(errors::file)?;
    let ending = file
        .extension()
        .and_then(|e| e.to_str())
        .unwrap_or_default()
        .to_lowercase();
    let title = file
        .file_stem()
        .map(|stem| stem.to_string_lossy().replace(['-', '_'], " "))
        .unwrap_or_default();
    let made = match ending.as_str() {
        "json" | "cexf" => import::cexf(&bytes),
        _ => import::event_list(&title, &bytes),
    };
    let made = made.map_err(|error| {
        Failure::input(&error)
            .because(&error)
            .hint("see docs/scenario-format.md")
    })?;
    written(global, output, &made, force)
}

/// Writes a scenario that was made from something else, and says what was left behind.
pub fn written(global: &Global, output: &Path, made: &Made, force: ForceArg) -> Result<Answer, Failure> {
    let name = output.display().to_string();
    // What firebell writes it must be able to read.
    if let Err(problems) = read::read(&name, &made.text, 1) {
        return Err(errors::file(files::FileError::Problems(problems)));
    }
    let prepared = out::prepare(output, made.text.as_bytes(), force)?;
    prepared.place().map_err(|error| out::failed(&error))?;
    if global.json {
        return print_json(&serde_json::json!({ "file": name, "left_behind": made.left }));
    }
    let mut out = line(format_args!("{name} written. Not carried over:"));
    for left in &made.left {
        writeln!(out, "- {left}");
    }
    print(out)
}
