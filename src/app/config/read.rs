//! The config file as a text: every problem at once, each with its place. A message repeats neither a line nor a
//! command, which may hold a secret.

use std::path::PathBuf;
use std::str::FromStr;

use super::{Config, ExerciseSilence, KeyService};
use crate::app::watching::hooks::setting::Hook;
use crate::core::toml_text::reader::{Problem, Reader, Table, Value};

/// Reads the text of a config file.
///
/// # Errors
/// Every problem, in the order of the file.
pub(super) fn config(file: &str, text: &str) -> Result<Config, Vec<Problem>> {
    let reader = Reader::new(file, text);
    let document = reader.parse();
    let root = Table::new(&reader, document.get_ref(), document.span());
    let path = |key: &'static str| root.text(key).map(PathBuf::from);
    let config = Config {
        data_dir: path("data_dir"),
        actor: root.text("actor"),
        key_command: root.text("key_command"),
        key_service: root.table("key_service").map(key_service),
        key_seconds: number(&root, "key_seconds"),
        keyring: root.flag("keyring").unwrap_or(false),
        home_zone: root.text("home_zone"),
        retention: path("retention"),
        playbooks: path("playbooks"),
        notices: path("notices"),
        letters: path("letters"),
        fonts: path("fonts"),
        scenarios: path("scenarios"),
        theme: root.text("theme"),
        keys: path("keys"),
        no_mouse: root.flag("no_mouse").unwrap_or(false),
        quiet: root.texts("quiet"),
        idle_minutes: number(&root, "idle_minutes"),
        exercise_silence: root.table("exercise_silence").map(exercise_silence),
        law_dirs: root.texts("law_dirs").into_iter().map(PathBuf::from).collect(),
        hooks: root.tables("hook").into_iter().map(hook).collect(),
        folder: None,
    };
    root.finish();
    match reader.into_problems() {
        problems if problems.is_empty() => Ok(config),
        problems => Err(problems),
    }
}

/// A whole number that fits its type, or a problem.
fn number<N: FromStr>(table: &Table<'_, '_>, key: &'static str) -> Option<N> {
    let value = table.get(key)?;
    let count = value.count()?;
    let fits = count.to_string().parse().ok();
    if fits.is_none() {
        value.wrong(format!("`{key}` is too large"), None);
    }
    fits
}

fn key_service(table: Table<'_, '_>) -> KeyService {
    let service = KeyService {
        key_id: table.need_text("key_id"),
        wrap: table.text("wrap"),
        unwrap: table.need_text("unwrap"),
    };
    table.finish();
    service
}

fn exercise_silence(table: Table<'_, '_>) -> ExerciseSilence {
    let silence = ExerciseSilence {
        workbench: number(&table, "workbench"),
        command_line: number(&table, "command_line"),
    };
    table.finish();
    silence
}

fn hook(table: Table<'_, '_>) -> Hook {
    let on = table.require("on").and_then(|value| value.items());
    let hook = Hook {
        on: on.unwrap_or_default().iter().filter_map(Value::coded).collect(),
        run: table.need_text("run"),
        seconds: number(&table, "seconds"),
        exercises: table.flag("exercises").unwrap_or(false),
    };
    table.finish();
    hook
}
