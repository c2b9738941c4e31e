//! Writes a scenario that was made from something else: an event list, another tool's exercise, an incident. What a
//! person must still decide is written as such, so that the lint passes and the reader sees what is missing.

use std::fmt::Write as _;

use super::scenario::OBJECTIVES;

/// A scenario in the making.
#[derive(Debug, Clone, Default)]
pub struct Sketch {
    pub id: String,
    pub title: String,
    /// What it was made from, in a sentence.
    pub origin: String,
    /// Length in minutes.
    pub minutes: u64,
    /// The story's zone.
    pub zone: String,
    /// The story's first moment, RFC 3339.
    pub start: String,
    /// Fact keys of the organisation, with values as typed.
    pub profile: Vec<(String, String)>,
    /// Its injects, in order.
    pub injects: Vec<Draft>,
    /// Right answers: obligation, moment or none, inject, why.
    pub clocks: Vec<(String, Option<String>, String)>,
}

/// An inject in the making.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// Its exercise minute.
    pub at: u64,
    /// The story's moment, RFC 3339.
    pub story: Option<String>,
    /// How it comes.
    pub channel: String,
    /// From whom, as a role.
    pub from: String,
    /// To whom, as a role.
    pub to: String,
    pub subject: String,
    /// Markdown.
    pub text: String,
    /// Expected actions: what, its objective, and what the engine sees, as TOML.
    pub expect: Vec<(String, &'static str, Option<String>)>,
}

/// What was made, and what could not be carried over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Made {
    /// The scenario's text.
    pub text: String,
    /// What was left behind, a sentence each.
    pub left: Vec<String>,
}

/// A text as a TOML string.
fn quoted(text: &str) -> String {
    toml::Value::String(text.trim().to_owned()).to_string()
}

/// An id of small letters, digits and hyphens.
pub fn slug(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .collect();
    let words: Vec<&str> = plain.split('-').filter(|word| !word.is_empty()).collect();
    let id = words.join("-");
    let cut: String = id.chars().take(48).collect();
    if cut.is_empty() {
        "imported".to_owned()
    } else {
        cut.trim_end_matches('-').to_owned()
    }
}

/// The scenario's text.
pub fn written(sketch: &Sketch) -> String {
    let mut out = format!(
        "# {}\n# Format: docs/scenario-format.md. Review it before you run it.\n",
        sketch.origin
    );
    let _ = writeln!(
        out,
        "id = {}\nversion = 1\ntitle = {}",
        quoted(&sketch.id),
        quoted(&sketch.title)
    );
    let _ = writeln!(out, "purpose = {}", quoted(&sketch.origin));
    let _ = writeln!(
        out,
        "audience = [\"response team\"]\nminutes = {}\ndifficulty = 3",
        sketch.minutes
    );
    out.push_str("language = \"en\"\nlicence = \"not stated\"\n");
    let _ = writeln!(
        out,
        "home_zone = {}\nstart = {}",
        quoted(&sketch.zone),
        quoted(&sketch.start)
    );
    out.push_str("roles = [\"commander\", \"security\", \"legal\"]\nneeds = []\n");
    out.push_str("hot_wash = [\"What went well?\", \"What will you change?\"]\n\n[organisation]\n");
    for (key, value) in &sketch.profile {
        let _ = writeln!(out, "{} = {}", quoted(key), quoted(value));
    }
    out.push_str("\n[truth]\nsummary = \"To be written by the facilitator.\"\n");
    for id in OBJECTIVES {
        let _ = writeln!(
            out,
            "\n[[objective]]\nid = \"{id}\"\ntitle = \"{id}\"\ncapability = \"to be named\"\ntarget = \"to be set\""
        );
    }
    out.push_str("\n[[module]]\nid = \"all\"\ntitle = \"The exercise\"\nfrom = 0\n");
    out.push_str("questions = [\"What do you know, what do you not know, and what is due next?\"]\n");
    injects(&mut out, sketch);
    for (duty, due, why) in &sketch.clocks {
        let due = due
            .as_ref()
            .map_or("not_due = true".to_owned(), |due| format!("due = {}", quoted(due)));
        let _ = writeln!(
            out,
            "\n[[clock]]\nduty = {}\n{due}\nwhy = {}",
            quoted(duty),
            quoted(why)
        );
    }
    out
}

fn injects(out: &mut String, sketch: &Sketch) {
    for (at, inject) in sketch.injects.iter().enumerate() {
        let id = format!("i{:02}", at + 1);
        let _ = writeln!(out, "\n[[inject]]\nid = \"{id}\"\nat = {}", inject.at);
        if let Some(story) = &inject.story {
            let _ = writeln!(out, "story = {}", quoted(story));
        }
        let pairs = [
            ("channel", &inject.channel),
            ("from", &inject.from),
            ("to", &inject.to),
            ("subject", &inject.subject),
            ("text", &inject.text),
        ];
        for (key, value) in pairs {
            let _ = writeln!(out, "{key} = {}", quoted(value));
        }
        for (number, (action, objective, done)) in inject.expect.iter().enumerate() {
            let _ = writeln!(
                out,
                "\n[[inject.expect]]\nid = \"{id}.{}\"\naction = {}",
                number + 1,
                quoted(action)
            );
            let _ = writeln!(out, "objective = \"{objective}\"");
            match done {
                Some(done) => {
                    let _ = writeln!(out, "done = {done}");
                }
                None => out.push_str("evidence = \"checked by the evaluator\"\n"),
            }
        }
        // Every objective must count somewhere; the last inject asks for those that nothing counts for yet.
        if at + 1 == sketch.injects.len() {
            let counted = |id: &str| sketch.injects.iter().any(|i| i.expect.iter().any(|(_, o, _)| *o == id));
            for objective in OBJECTIVES.iter().filter(|id| !counted(id)) {
                let _ = writeln!(
                    out,
                    "\n[[inject.expect]]\nid = \"{id}.{objective}\"\naction = \"To be written: {objective}\"\n\
                     objective = \"{objective}\"\nevidence = \"checked by the evaluator\""
                );
            }
        }
    }
}
