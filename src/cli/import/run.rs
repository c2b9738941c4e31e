//! What `firebell import` does.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;
use serde_json::json;

use super::args::{CaseArgs, ImportCommand, TimelineArgs};
use super::text;
use crate::app::files::evidence_file;
use crate::app::files::input_file::{self, Limit};
use crate::app::imports::timeline::answers::Answers;
use crate::app::imports::timeline::{Timeline, read, to_record, zone_as_typed};
use crate::app::imports::{cacao, case};
use crate::cli::context::{Context, Subject};
use crate::cli::failure::{Failure, Kind};
use crate::cli::files::{self, ForceArg};
use crate::cli::incident::shown;
use crate::cli::invocation::Invocation;
use crate::cli::output::Output;
use crate::core::event::Event;
use crate::core::facts::IncidentKind;
use crate::core::incident::case_import::CaseImport;
use crate::core::incident::command::Command;
use crate::core::incident::{Incident, undo};
use crate::core::time::Zone;
use crate::core::visible::one_line;
use crate::workspace::Request;

/// `firebell import`
pub(crate) fn run(call: &Invocation, command: ImportCommand) -> Result<Output, Failure> {
    let context = match command {
        ImportCommand::Playbook { file, output, force } => return playbook(&file, &output, force),
        ImportCommand::Timeline(_) | ImportCommand::Case(_) | ImportCommand::Undo { .. } => &mut Context::open(call)?,
    };
    match command {
        ImportCommand::Timeline(args) => timeline(context, *args),
        ImportCommand::Case(args) => case(context, &args),
        ImportCommand::Undo { code, entry } => undo(context, &code, entry),
        ImportCommand::Playbook { .. } => Ok(Output::nothing()),
    }
}

fn playbook(file: &Path, output: &Path, force: ForceArg) -> Result<Output, Failure> {
    let bytes = input_file::bytes(file, Limit::Foreign)
        .map_err(|error| Failure::unreadable(format!("could not read {}", file.display()), &error))?;
    let imported = cacao::read(&bytes)
        .map_err(|error| Failure::input(format!("{} cannot be imported", file.display())).because(&error))?;
    let prepared = files::prepare(output, imported.markdown.as_bytes(), force)?;
    files::place(prepared)?;
    let path = output.display().to_string();
    let view = json!({ "written": path, "playbook": imported.playbook.id, "steps": imported.playbook.steps.len(),
                       "warnings": imported.warnings });
    Ok(Output::new(view, move |_| text::playbook(&path, &imported)))
}

/// What a file comes to, for programs.
#[derive(Serialize)]
struct Preview {
    file: String,
    #[serde(flatten)]
    timeline: Timeline,
    recorded: bool,
}

fn timeline(context: &mut Context<'_>, args: TimelineArgs) -> Result<Output, Failure> {
    let path = args.file.clone();
    let bytes = input_file::bytes(&path, Limit::Foreign)
        .map_err(|error| Failure::unreadable(format!("could not read {}", path.display()), &error))?;
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let file = one_line(&name);
    let (code, record) = (args.incident.clone(), args.record);
    let answers = answers(args)?;
    let Subject { loaded, clocked } = context.load(&code)?;
    let now = clocked.now.at().max(context.now.at());
    let timeline = read(&bytes, &answers, now)
        .map_err(|error| Failure::input(format!("{file} cannot be imported")).because(&error))?;
    if !record {
        let home = loaded.incident.home_zone;
        let preview = Preview {
            file,
            timeline,
            recorded: false,
        };
        return Ok(Output::new(preview, move |preview| {
            text::preview(&preview.file, &preview.timeline, home.name(), &clocked.zone)
        }));
    }
    if !timeline.questions.is_empty() {
        return Err(text::open_questions(&file, &timeline, loaded.incident.home_zone.name()));
    }
    let commands = to_record::commands(&timeline, &file, &bytes, &answers);
    if commands.is_empty() {
        return Err(Failure::input(format!("{file} has no row to import")).hint("check the rows that were chosen"));
    }
    shown(context, Request::Incident { code, commands })
}

fn answers(args: TimelineArgs) -> Result<Answers, Failure> {
    let (reading, rows) = (args.reading, args.rows);
    let zone = reading.zone.as_deref().map(zone_of).transpose()?;
    let letters = reading.letters.iter().map(|text| match text.split_once('=') {
        Some((letters, named)) => Ok((letters.trim().to_uppercase(), zone_of(named.trim())?)),
        None => Err(Failure::input(format!("`{text}` names no zone")).hint("such as CST=America/Chicago")),
    });
    Ok(Answers {
        zone,
        order: reading.order,
        date: reading.date,
        year: reading.year,
        columns: reading.column,
        undated: rows.undated,
        twice: reading.twice,
        same: rows.same,
        letters: letters.collect::<Result<BTreeMap<_, _>, Failure>>()?,
        privileged: rows.privileged,
        rows: rows.rows,
        sheet: args.sheet,
        confirmed: reading.confirm.into_iter().collect(),
    })
}

fn zone_of(text: &str) -> Result<Zone, Failure> {
    zone_as_typed(text.trim()).ok_or_else(|| {
        Failure::input(format!("unknown time zone `{text}`"))
            .hint("an IANA name such as Europe/Berlin, or an offset such as +01:00")
    })
}

/// What is taken is recorded with the digest of the file, which is kept beside the incident as evidence.
fn case(context: &mut Context<'_>, args: &CaseArgs) -> Result<Output, Failure> {
    let path = &args.file;
    let bytes = input_file::bytes(path, Limit::Foreign)
        .map_err(|error| Failure::unreadable(format!("could not read {}", path.display()), &error))?;
    let case = case::read(&bytes, args.id.as_deref())
        .map_err(|error| Failure::input(format!("{} cannot be read", path.display())).because(&error))?;
    let incident = context.load(&args.incident)?.loaded.incident;
    if args.take.is_empty() {
        return Ok(Output::new(case, text::case));
    }
    if case.exercise && incident.kind == IncidentKind::Real {
        return Err(
            Failure::input("the case says that it is an exercise, and the incident is real")
                .hint("open an exercise for it: firebell incident open TITLE --exercise"),
        );
    }
    let facts = case.taken(&args.take).map_err(|unknown| {
        let known: Vec<&str> = case.suggestions.iter().map(|suggestion| suggestion.key).collect();
        Failure::input(format!("the case does not suggest {}", unknown.join(", ")))
            .hint(format!("it suggests: {}", known.join(", ")))
    })?;
    let custodian = context.record().actor.name.clone();
    let evidence = evidence_file::logged(path, custodian, Some(case.source()))
        .map_err(|error| Failure::unreadable(format!("could not read {}", path.display()), &error))?;
    let commands = [evidence].into_iter().chain(facts).collect();
    let code = args.incident.clone();
    shown(context, Request::Incident { code, commands })
}

/// An import that can be undone.
enum Held {
    Timeline { entry: u64, file: String },
    Case(CaseImport),
}

impl Held {
    fn entry(&self) -> u64 {
        match self {
            Held::Timeline { entry, .. } => *entry,
            Held::Case(case) => case.entry,
        }
    }

    /// Whether an entry that somebody names belongs to this import.
    fn has(&self, named: u64) -> bool {
        match self {
            Held::Timeline { entry, .. } => *entry == named,
            Held::Case(case) => case.has(named),
        }
    }

    fn words(&self) -> String {
        match self {
            Held::Timeline { entry, file } => format!("{entry} ({file})"),
            Held::Case(case) => format!("{} ({}, {} facts)", case.entry, case.file, case.facts.len()),
        }
    }
}

/// The imports that hold, of both kinds, oldest first.
fn held(incident: &Incident) -> Vec<Held> {
    let timelines = incident.timelines().map(|import| Held::Timeline {
        entry: import.seq,
        file: import.what.file.clone(),
    });
    let mut all: Vec<Held> = timelines.chain(incident.cases().into_iter().map(Held::Case)).collect();
    all.sort_by_key(Held::entry);
    all
}

fn undo(context: &mut Context<'_>, code: &str, entry: Option<u64>) -> Result<Output, Failure> {
    let loaded = context.load(code)?.loaded;
    let incident = &loaded.incident;
    let held = held(incident);
    let found = held.iter().rfind(|import| entry.is_none_or(|entry| import.has(entry)));
    let command = match found {
        None => return Err(nothing_to_undo(incident, &held, entry)),
        Some(Held::Timeline { entry, .. }) => Command::TakeBack {
            entry: *entry,
            seen: incident.seq,
            restoring: Vec::new(),
        },
        Some(Held::Case(case)) => {
            let recorded = loaded.events.iter().map(|stored| &stored.event);
            let events: Vec<&Event> = recorded.chain(&loaded.waiting).collect();
            undo::of_case(incident, &events, case).map_err(|stay| {
                Failure::new(
                    Kind::Refused,
                    format!("the facts of {} were changed since; nothing was undone", case.file),
                )
                .causes(
                    stay.into_iter()
                        .map(|stays| format!("entry {}: {}", stays.entry, stays.why)),
                )
                .hint("correct what is left: firebell incident fact withdraw")
            })?
        }
    };
    shown(context, Request::on(code, command))
}

fn nothing_to_undo(incident: &Incident, held: &[Held], entry: Option<u64>) -> Failure {
    let Some(entry) = entry else {
        return Failure::input(format!("{} has no import that can be undone", incident.code));
    };
    let failure = Failure::input(format!("entry {entry} is not an import that holds"));
    let known: Vec<String> = held.iter().map(Held::words).collect();
    match known.is_empty() {
        true => failure,
        false => failure.hint(format!("imports that can be undone: {}", known.join(", "))),
    }
}
