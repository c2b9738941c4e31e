//! The command line: one file per noun, text for people, JSON for programs, errors with a kind and a hint.

mod args;
mod assess;
mod deadlines;
mod drill;
mod due;
mod errors;
mod incident;
mod law;
mod letter;
mod organisation;
mod out;
mod record;
mod remedy;
mod roster;
mod secret;
mod session;
mod store_errors;
mod text;

use clap::{CommandFactory as _, Parser as _};

pub use errors::Failure;

use args::{Cli, Command};
use errors::{Answer, Kind};

/// Everything that can be typed, for whoever wants to walk it.
pub fn command() -> clap::Command {
    Cli::command()
}

/// Runs a command line and returns the exit code.
pub fn run() -> u8 {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            return usage(&error);
        }
    };
    let global = cli.global.clone();
    let code = match answer(cli) {
        Ok(Answer::Done) => 0,
        Ok(Answer::No) => 1,
        Err(failure) => failure.report(global.json),
    };
    warn(&global);
    code
}

/// What went wrong without stopping what was asked.
fn warn(global: &args::Global) {
    for warning in global.warnings.get().into_iter().flat_map(crate::store::Warnings::take) {
        session::warn_one(&format!("{}\nhint: {}", warning.text, warning.hint));
    }
}

/// What clap says: help and version as they are, errors without the colours, since they quote what was typed.
fn usage(error: &clap::Error) -> u8 {
    if error.use_stderr() {
        // What was typed may hold line breaks: nothing but the first line starts at the margin.
        text::tell(text::line(format_args!("{}", error.render().to_string().trim_end())));
        return 2;
    }
    // Printing help may meet a closed pipe; there is nobody left to tell.
    let _ = error.print();
    0
}

fn answer(cli: Cli) -> Result<Answer, Failure> {
    let global = cli.global;
    let Some(command) = cli.command else {
        return workbench(&global);
    };
    match command {
        Command::Assess(args) => assess::run(&global, &args),
        Command::Why(args) => assess::why(&global, &args),
        Command::Due(args) => due::run(&global, &args),
        Command::Law(args) => law::run(&global, args.command),
        Command::Init => record::init(&global),
        Command::Incident(args) => incident::run(&global, args.command),
        Command::Letter(args) => letter::run(&global, args.command),
        Command::Roster(command) => roster::run(&global, command),
        Command::Drill(command) => drill::run(&global, *command),
        Command::Deadlines(args) => deadlines::run(&global, &args),
        Command::Watch(args) => deadlines::watch(&global, &args),
        Command::Register(args) => deadlines::register(&global, &args),
        Command::Profile(command) => organisation::profile(&global, command),
        Command::Contacts(command) => organisation::contacts(&global, command),
        Command::Playbooks(command) => organisation::playbooks(&global, command),
        Command::Audit(command) => record::audit(&global, command),
        Command::Key(command) => record::key(&global, command),
        Command::Db(command) => record::db(&global, command),
        Command::Backup(command) => record::backups(&global, command),
        Command::Completions { shell } => {
            let mut command = Cli::command();
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut command, "firebell", &mut script);
            generated(&global, "completions", &script)
        }
        Command::Man => {
            let mut page = Vec::new();
            let made = clap_mangen::Man::new(Cli::command()).render(&mut page);
            made.map_err(|error| Failure::new(Kind::Internal, error))?;
            generated(&global, "man", &page)
        }
    }
}

/// A text that other programs read: as it is, or as one JSON document.
fn generated(global: &args::Global, of: &'static str, bytes: &[u8]) -> Result<Answer, Failure> {
    match global.json {
        true => text::print_json(&serde_json::json!({ "of": of, "text": String::from_utf8_lossy(bytes) })),
        false => text::print_bytes(bytes),
    }
}

/// Without a command the workbench opens; the first time it sets the record up. `--plain` walks it line by line.
fn workbench(global: &args::Global) -> Result<Answer, Failure> {
    use std::io::IsTerminal as _;
    if !std::io::stdout().is_terminal() && !global.plain {
        return Err(Failure::input("the workbench needs a terminal")
            .hint("see firebell --help for the commands, or walk it line by line with firebell --plain"));
    }
    if global.json {
        return Err(Failure::input("the workbench has no JSON form").hint("see firebell --help for the commands"));
    }
    let session = session::Session::start(global)?;
    let secret = if crate::store::Store::exists(&session.folder) {
        None
    } else {
        let words = "There is no record yet. Choose a passphrase for it; without it nobody can read it.";
        text::print(text::prose(words))?;
        Some(record::set_up(global, &session)?)
    };
    let place = crate::tui::Place {
        home: session.home_zone(None)?,
        notices: session.config.notices.clone(),
        letters: session.config.letters.clone(),
        scenarios: session.config.scenarios.clone(),
        silence: session.config.exercise_silence.unwrap_or_default().into(),
    };
    let theme = theme(&session)?;
    let record = match secret {
        Some(secret) => session.open_with(global, &secret)?,
        None => session.open(global)?,
    };
    let left = match global.plain {
        true => crate::tui::walk(
            record,
            place,
            &mut std::io::stdin().lock(),
            &mut std::io::stdout().lock(),
        ),
        false => crate::tui::run(record, place, theme),
    };
    left.map_err(|error| Failure::new(Kind::Io, "the terminal failed").because(&error))?;
    Ok(Answer::Done)
}

/// `NO_COLOR` before the config file, which says dark, light, contrast or plain.
fn theme(session: &session::Session) -> Result<crate::tui::Theme, Failure> {
    use crate::tui::Theme;
    if crate::app::config::no_color() {
        return Ok(Theme::Plain);
    }
    let Some(name) = &session.config.theme else {
        return Ok(Theme::default());
    };
    Theme::parse(name).ok_or_else(|| {
        Failure::input(format!("`{name}` is no theme"))
            .hint("theme in the config file is dark, light, contrast or plain")
    })
}
