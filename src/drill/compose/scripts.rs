//! How a composed scenario is played: as a prepared team would, and as nobody should.

use std::fmt::Write as _;

use toml::{Table, Value};

use super::plot::Plot;
use super::tables::{number, table, text};
use crate::drill::scenario_files::tree_text::inline;

fn script(plot: &Plot<'_>, what: &str, steps: &[Table]) -> String {
    let mut out = format!(
        "# Plays {} {what}. Format: docs/scenario-format.md\nscenario = \"{0}\"\nseed = 1\n",
        plot.id()
    );
    for step in steps {
        out.push_str("\n[[step]]\n");
        let place = |key: &str| ["at", "role"].iter().position(|known| *known == key).unwrap_or(2);
        let mut keys: Vec<(&String, &Value)> = step.iter().collect();
        keys.sort_by_key(|(key, _)| place(key));
        for (key, value) in keys {
            let _ = writeln!(out, "{key} = {}", inline(value));
        }
    }
    out
}

/// Each expected action is done a minute after its inject.
pub(super) fn well(plot: &Plot<'_>) -> String {
    let mut steps = Vec::new();
    for scene in &plot.scenes {
        for step in scene.actions.iter().flat_map(|action| &action.steps) {
            let mut step = step.clone();
            step.insert("at".to_owned(), number(scene.at + 1));
            steps.push(step);
        }
    }
    script(plot, "as a prepared team would", &steps)
}

/// Hours are lost, nothing is kept, and the authority hears nothing.
pub(super) fn badly(plot: &Plot<'_>) -> String {
    let last = plot.scenes.last().map_or(0, |scene| scene.at);
    let note = |at: u64, words: &str| table([("at", number(at)), ("note", text(words))]);
    let missed = plot
        .scenes
        .iter()
        .flat_map(|scene| scene.actions.iter().map(move |action| (scene.at, action)));
    // An evaluator sat in the room.
    let marks = missed
        .filter(|(_, action)| action.expect.contains_key("evidence"))
        .map(|(at, action)| {
            let mark = table([("action", text(action.id.as_str())), ("mark", text("missed"))]);
            table([("at", number(at + 2)), ("mark", Value::Table(mark))])
        });
    let mut steps = vec![
        note(2, "IT looks after it. We wait for more."),
        note(last + 1, "Nothing was decided. Somebody should ask counsel."),
    ];
    steps.extend(marks);
    steps.sort_by_key(|step| step.get("at").and_then(Value::as_integer));
    script(plot, "as nobody should", &steps)
}
