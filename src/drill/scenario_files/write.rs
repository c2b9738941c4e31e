//! Writes a scenario that was made from something else: an event list, another tool's exercise, an incident. What a
//! person must still decide is written as such, so that the lint passes and the reader sees what is missing.

use std::fmt::Write as _;

use crate::drill::scenario::{Attachment, InjectChannel, OBJECTIVES, TypedValue};

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
    /// The organization's facts.
    pub profile: Vec<TypedValue>,
    /// Its injects, in order.
    pub injects: Vec<Draft>,
    /// What really happened, where the source tells it.
    pub truth: Option<String>,
}

/// An inject in the making.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// Its exercise minute; `None`: a contingency.
    pub at: Option<u64>,
    /// The story's moment, RFC 3339.
    pub story: Option<String>,
    /// How it comes.
    pub channel: InjectChannel,
    /// From whom, as a role.
    pub from: String,
    /// To whom, as a role.
    pub to: String,
    pub subject: String,
    /// Markdown.
    pub text: String,
    /// Expected actions.
    pub expect: Vec<Asked>,
    pub attachments: Vec<Attachment>,
}

impl Draft {
    /// One inject of two that fall into the same minute. What both say and ask is told once.
    pub(crate) fn joined_by(&mut self, other: Draft) {
        if !self.text.split("\n\n").any(|told| told == other.text) {
            self.text = format!("{}\n\n{}", self.text, other.text);
        }
        let others = other.expect.into_iter();
        let fresh: Vec<Asked> = others.filter(|asked| !self.expect.contains(asked)).collect();
        self.expect.extend(fresh);
    }
}

/// An action that an inject asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub action: String,
    /// The objective it counts for.
    pub objective: &'static str,
    /// What the engine looks for, as TOML; `None`: an evaluator looks.
    pub done: Option<String>,
}

/// What was made, and what could not be carried over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScenarioText {
    /// The scenario's text.
    pub text: String,
    /// What was left behind, a sentence each.
    pub left: Vec<String>,
    /// How the source was understood, where that was a choice; a sentence each.
    pub read_as: Vec<String>,
}

/// A text as a TOML string.
fn quoted(text: &str) -> String {
    // Two braces would be a variation.
    let text = text.trim().replace("{{", "{ {");
    toml::Value::String(text).to_string()
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
    let mut out = head(sketch);
    out.push_str("\n[organisation]\n");
    for TypedValue { key, value } in &sketch.profile {
        let _ = writeln!(out, "{} = {}", quoted(key), quoted(value));
    }
    let truth = sketch.truth.as_deref().unwrap_or("To be written by the facilitator.");
    let _ = writeln!(out, "\n[truth]\nsummary = {}", quoted(truth));
    for id in OBJECTIVES {
        let _ = writeln!(
            out,
            "\n[[objective]]\nid = \"{id}\"\ntitle = \"{id}\"\ncapability = \"to be named\"\ntarget = \"to be set\""
        );
    }
    out.push_str("\n[[module]]\nid = \"all\"\ntitle = \"The exercise\"\nfrom = 0\n");
    out.push_str("questions = [\"What do you know, what do you not know, and what is due next?\"]\n");
    for (number, draft) in (1..).zip(&sketch.injects) {
        inject(&mut out, number, draft);
    }
    uncounted(&mut out, sketch);
    out
}

fn head(sketch: &Sketch) -> String {
    let origin = quoted(&sketch.origin);
    format!(
        "# {}\n# Format: docs/scenario-format.md. Review it before you run it.\n\
         id = {}\nversion = 1\ntitle = {}\npurpose = {origin}\naudience = [\"response team\"]\nminutes = {}\n\
         difficulty = 3\nlanguage = \"en\"\nlicence = \"not stated\"\nhome_zone = {}\nstart = {}\n\
         roles = [\"commander\", \"security\", \"legal\"]\nneeds = []\n\
         hot_wash = [\"What went well?\", \"What will you change?\"]\n",
        sketch.origin,
        quoted(&sketch.id),
        quoted(&sketch.title),
        sketch.minutes,
        quoted(&sketch.zone),
        quoted(&sketch.start)
    )
}

fn inject_id(number: usize) -> String {
    format!("i{number:02}")
}

fn inject(out: &mut String, number: usize, draft: &Draft) {
    let id = inject_id(number);
    let _ = writeln!(out, "\n[[inject]]\nid = \"{id}\"");
    let _ = match draft.at {
        Some(at) => writeln!(out, "at = {at}"),
        None => writeln!(out, "kind = \"contingency\""),
    };
    let story = draft.story.as_deref().map(|story| ("story", story));
    let texts = [
        ("channel", draft.channel.code()),
        ("from", draft.from.as_str()),
        ("to", &draft.to),
        ("subject", &draft.subject),
        ("text", &draft.text),
    ];
    for (key, value) in story.into_iter().chain(texts) {
        let _ = writeln!(out, "{key} = {}", quoted(value));
    }
    for Attachment { name, text, .. } in &draft.attachments {
        let (name, text) = (quoted(name), quoted(text));
        let _ = writeln!(out, "\n[[inject.attachment]]\nname = {name}\ntext = {text}");
    }
    for (number, asked) in (1..).zip(&draft.expect) {
        expected(out, &format!("{id}.{number}"), asked);
    }
}

fn expected(out: &mut String, id: &str, asked: &Asked) {
    let test = match &asked.done {
        Some(done) => format!("done = {done}"),
        None => "evidence = \"checked by the evaluator\"".to_owned(),
    };
    let (action, objective) = (quoted(&asked.action), asked.objective);
    let _ = writeln!(
        out,
        "\n[[inject.expect]]\nid = \"{id}\"\naction = {action}\nobjective = \"{objective}\"\n{test}"
    );
}

/// Every objective must count somewhere; the last inject asks for those that nothing counts for yet.
fn uncounted(out: &mut String, sketch: &Sketch) {
    if sketch.injects.is_empty() {
        return;
    }
    let last = inject_id(sketch.injects.len());
    let asked = |id: &str| {
        sketch
            .injects
            .iter()
            .flat_map(|draft| &draft.expect)
            .any(|asked| asked.objective == id)
    };
    for objective in OBJECTIVES.into_iter().filter(|id| !asked(id)) {
        let asked = Asked {
            action: format!("To be written: {objective}"),
            objective,
            done: None,
        };
        expected(out, &format!("{last}.{objective}"), &asked);
    }
}
