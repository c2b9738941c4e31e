//! The command line: a folder for each noun (what can be typed, what it does, how it reads), and one place that prints.
#![cfg_attr(
    not(feature = "record"),
    expect(dead_code, reason = "options and words that only commands on the record use")
)]

mod args;
mod assess;
mod coded;
mod completions;
mod console;
#[cfg(feature = "record")]
mod context;
#[cfg(feature = "record")]
mod contract;
#[cfg(feature = "record")]
mod customer;
#[cfg(feature = "record")]
mod deadlines;
#[cfg(feature = "record")]
mod dora;
#[cfg(feature = "record")]
mod drill;
mod due;
#[cfg(feature = "record")]
mod events;
#[cfg(feature = "record")]
mod exercise_presence;
#[cfg(feature = "record")]
mod export;
#[cfg(feature = "record")]
mod fact_key;
mod failure;
mod files;
#[cfg(feature = "record")]
mod form;
mod help;
#[cfg(feature = "record")]
mod import;
#[cfg(feature = "record")]
mod incident;
#[cfg(feature = "workbench")]
mod invitation_file;
mod invocation;
#[cfg(feature = "record")]
mod keyring;
mod law;
#[cfg(feature = "record")]
mod letter;
#[cfg(feature = "record")]
mod mcp;
mod options;
#[cfg(feature = "record")]
mod organisation;
mod output;
mod pages;
#[cfg(feature = "record")]
mod record;
#[cfg(feature = "record")]
mod retention;
#[cfg(feature = "record")]
mod roster;
mod rule_base;
#[cfg(feature = "record")]
mod secret;
#[cfg(feature = "record")]
mod session;
#[cfg(feature = "record")]
mod significance;
#[cfg(feature = "record")]
mod team;
mod text;
mod tlp;
#[cfg(feature = "record")]
mod unfinished_edits;
#[cfg(feature = "workbench")]
mod workbench;

use std::ffi::OsString;

use clap::{CommandFactory as _, Parser as _};

pub use failure::Failure;
pub use pages::{CommandPage, command_pages};

use crate::app::clock::Clock;
#[cfg(feature = "record")]
use args::RecordCommand;
use args::{Cli, Command};
use console::{Console, Form};
use invocation::Invocation;
use output::{Answer, Output};

/// Everything that can be typed, for help, manual pages, completions and the tests.
pub fn command() -> clap::Command {
    Cli::command()
}

/// Runs a command line, prints what it came to, and returns the exit code.
pub fn run(words: impl IntoIterator<Item = OsString>) -> u8 {
    let words: Vec<OsString> = words.into_iter().collect();
    execute(&words, Console::Process, Clock::Machine).0
}

/// What a run came to that was kept instead of printed.
#[derive(Debug)]
pub struct Ran {
    pub code: u8,
    pub out: Vec<u8>,
    pub err: Vec<u8>,
}

/// Runs a command line in this process at one moment, and keeps what it would have printed. What asks at the terminal,
/// or takes it over, is not for this.
pub fn run_kept(words: impl IntoIterator<Item = OsString>, clock: Clock) -> Ran {
    let words: Vec<OsString> = words.into_iter().collect();
    let (code, console) = execute(&words, Console::kept(), clock);
    let (out, err) = console.into_kept();
    Ran { code, out, err }
}

fn execute(words: &[OsString], console: Console, clock: Clock) -> (u8, Console) {
    let cli = match Cli::try_parse_from(words) {
        Ok(cli) => cli,
        Err(error) => return (usage(&error, words, &console), console),
    };
    text::wrap_to(console.width());
    let call = Invocation::new(cli.options, console, clock);
    let form = call.form();
    let answered = answer(&call, cli.command).and_then(|output| output.print(&call.console, form));
    let code = match answered {
        Ok(Answer::Done) => 0,
        Ok(Answer::No) => 1,
        Err(failure) => failure.report(&call.console, form),
    };
    #[cfg(feature = "record")]
    call.say_warnings();
    (code, call.console)
}

/// What clap says: help and version as they are, errors without the colors, since they quote what was typed. Nothing
/// was parsed then, so that `--json` is looked for among the words.
fn usage(error: &clap::Error, words: &[OsString], console: &Console) -> u8 {
    let text = error.render().to_string();
    if !error.use_stderr() {
        // Printing help may meet a closed pipe; there is nobody left to tell.
        let _ = match console.is_terminal() {
            true => error.print(),
            false => console.print(text.as_bytes()),
        };
        return 0;
    }
    if words.iter().any(|word| word == "--json") {
        let message = text.trim().trim_start_matches("error: ");
        return Failure::input(message).report(console, Form::Programs);
    }
    // What was typed may hold line breaks: nothing but the first line starts at the margin.
    console.tell(text::line(format_args!("{}", text.trim_end())));
    2
}

fn answer(call: &Invocation, command: Option<Command>) -> Result<Output, Failure> {
    let Some(command) = command else {
        return open_workbench(call);
    };
    match command {
        Command::Assess(args) => assess::run(call, &args),
        Command::Why(args) => assess::why(call, &args),
        Command::Due(args) => due::run(call, args),
        Command::Law(command) => law::run(call, command),
        #[cfg(feature = "record")]
        Command::Record(command) => on_record(call, command),
        Command::Completions { shell } => Ok(completions::script(shell)),
        Command::Man { all: None, .. } => completions::manual(),
        Command::Man {
            all: Some(folder),
            force,
        } => completions::manuals(&folder, force.into()),
        Command::Help { topic } => help::run(&topic, call.console.width()),
    }
}

#[cfg(feature = "workbench")]
fn open_workbench(call: &Invocation) -> Result<Output, Failure> {
    workbench::open(call)
}

#[cfg(not(feature = "workbench"))]
fn open_workbench(_: &Invocation) -> Result<Output, Failure> {
    Err(Failure::input("this build of firebell has no workbench").hint("see firebell --help for the commands"))
}

#[cfg(feature = "record")]
fn on_record(call: &Invocation, command: RecordCommand) -> Result<Output, Failure> {
    match command {
        RecordCommand::Init => record::init(call),
        RecordCommand::Incident(command) => incident::run(call, *command),
        RecordCommand::Import(command) => import::run(call, *command),
        RecordCommand::Export(command) => export::run(call, command),
        RecordCommand::Form(command) => form::run(call, command),
        RecordCommand::Dora(command) => dora::run(call, command),
        RecordCommand::Significance(args) => significance::run(call, *args),
        RecordCommand::Letter(command) => letter::run(call, *command),
        RecordCommand::Roster(command) => roster::run(call, command),
        RecordCommand::Drill(command) => drill::run(call, *command),
        RecordCommand::Deadlines(args) => deadlines::run(call, &args),
        RecordCommand::Watch(args) => deadlines::watch(call, args),
        RecordCommand::Events(args) => events::run(call, &args),
        RecordCommand::Mcp => mcp::run(call),
        RecordCommand::Register(args) => deadlines::register(call, &args),
        RecordCommand::Profile(command) => organisation::profile(call, command),
        RecordCommand::Contacts(command) => organisation::contacts(call, command),
        RecordCommand::Contract(command) => contract::run(call, *command),
        RecordCommand::Customer(command) => customer::run(call, &command),
        RecordCommand::Playbooks(command) => organisation::playbooks(call, &command),
        RecordCommand::Retention(command) => retention::retention(call, &command),
        RecordCommand::Hold(command) => retention::hold(call, &command),
        RecordCommand::Person(command) => retention::person(call, &command),
        RecordCommand::Verify(args) => record::verify(&args),
        RecordCommand::Audit(command) => record::audit(call, &command),
        RecordCommand::Key(command) => record::key(call, &command),
        RecordCommand::Member(command) => record::member(call, *command),
        RecordCommand::Grant(args) => record::grant(call, *args),
        RecordCommand::Team(command) => team::run(call, command),
        RecordCommand::Db(command) => record::db(call, &command),
        RecordCommand::Backup(command) => record::backups(call, &command),
    }
}
