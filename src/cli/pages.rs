//! The pages of the manual that name every command and option, made from what can be typed.

use std::fmt::Write as _;

use clap::{Arg, Command};

/// A page of docs/book/src/commands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandPage {
    /// The name of the file.
    pub file: String,
    /// The title in the summary.
    pub title: String,
    pub text: String,
}

/// One page for each command of the first level, after one with the options of all.
pub fn command_pages() -> Vec<CommandPage> {
    let mut program = super::command();
    program.build();
    let mut pages = vec![CommandPage {
        file: "index.md".to_owned(),
        title: "Every command".to_owned(),
        text: contents(&program),
    }];
    for command in shown(&program) {
        let name = command.get_name();
        let mut text = String::new();
        section(&mut text, command, 1);
        pages.push(CommandPage {
            file: format!("{name}.md"),
            title: format!("`{name}`"),
            text,
        });
    }
    pages
}

/// Commands that people see, without the `help` that clap adds to each.
fn shown(command: &Command) -> impl Iterator<Item = &Command> {
    let inner = command.get_subcommands();
    inner.filter(|command| !command.is_hide_set() && command.get_name() != "help")
}

fn contents(program: &Command) -> String {
    let mut out = "# Every command\n\nThis page and those below it are made from the program itself. `firebell help COMMAND` says \
                   the same.\n\n| command | does |\n| --- | --- |\n"
        .to_owned();
    for command in shown(program) {
        let name = command.get_name();
        // Writing to a String cannot fail.
        let _ = writeln!(out, "| [`{name}`]({name}.md) | {} |", cell(&about(command)));
    }
    out += "\n## Options of every command\n";
    arguments(&mut out, program.get_arguments().filter(|arg| !is_built_in(arg)));
    out
}

fn section(out: &mut String, command: &Command, level: usize) {
    let path = command.get_bin_name().unwrap_or_else(|| command.get_name());
    let _ = writeln!(
        out,
        "{} `{path}`\n\n{}",
        "#".repeat(level.min(3)),
        sentence(&about(command))
    );
    let aliases: Vec<&str> = command.get_visible_aliases().collect();
    if !aliases.is_empty() {
        let _ = writeln!(out, "\nAlso: `{}`.", aliases.join("`, `"));
    }
    let usage = command.clone().render_usage().to_string();
    let _ = writeln!(out, "\n```text\n{}\n```", usage.trim_start_matches("Usage: ").trim());
    let own = command
        .get_arguments()
        .filter(|arg| !arg.is_global_set() && !is_built_in(arg));
    arguments(out, own);
    for inner in shown(command) {
        out.push('\n');
        section(out, inner, level + 1);
    }
}

fn is_built_in(arg: &Arg) -> bool {
    arg.is_hide_set() || ["help", "version"].contains(&arg.get_id().as_str())
}

fn arguments<'a>(out: &mut String, all: impl Iterator<Item = &'a Arg>) {
    let mut all = all.peekable();
    if all.peek().is_none() {
        return;
    }
    out.push_str("\n| argument | means |\n| --- | --- |\n");
    for arg in all {
        let _ = writeln!(out, "| `{}` | {} |", cell(&name(arg)), cell(&meaning(arg)));
    }
}

/// As it is typed: `--at <MOMENT>`, `-o, --output <FILE>`, `<CODE>`.
fn name(arg: &Arg) -> String {
    let values = arg.get_value_names().unwrap_or_default();
    let values: Vec<String> = values.iter().map(|value| format!("<{value}>")).collect();
    let takes = arg.get_action().takes_values();
    let values = if takes { values.join(" ") } else { String::new() };
    let short = arg.get_short().map(|short| format!("-{short}, ")).unwrap_or_default();
    match arg.get_long() {
        Some(long) => format!("{short}--{long} {values}").trim_end().to_owned(),
        None => values,
    }
}

fn meaning(arg: &Arg) -> String {
    let mut text = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let possible: Vec<String> = arg
        .get_possible_values()
        .iter()
        .filter(|value| !value.is_hide_set())
        .map(|value| value.get_name().to_owned())
        .collect();
    let flag = !arg.get_action().takes_values();
    if !possible.is_empty() && possible.len() <= 40 && !flag {
        let _ = write!(text, " [{}]", possible.join(", "));
    }
    let defaults: Vec<String> = arg
        .get_default_values()
        .iter()
        .map(|value| value.to_string_lossy().into_owned())
        .collect();
    if !defaults.is_empty() && !flag {
        let _ = write!(text, " [default: {}]", defaults.join(","));
    }
    text
}

fn about(command: &Command) -> String {
    let about = command.get_about().map(ToString::to_string);
    about.unwrap_or_default()
}

fn sentence(text: &str) -> String {
    let text = escaped(text);
    if text.ends_with(['.', '`']) { text } else { text + "." }
}

/// What is HTML to a reader of Markdown is text here.
fn escaped(text: &str) -> String {
    text.replace('<', "&lt;").replace('\n', " ")
}

fn cell(text: &str) -> String {
    let inside_code = text.starts_with(['<', '-']);
    let text = if inside_code { text.to_owned() } else { escaped(text) };
    text.replace('|', "\\|")
}
