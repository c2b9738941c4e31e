//! Playbooks: the steps of a stage or of a cause, as Markdown with a front matter in TOML.

use serde::Serialize;

use super::contact::ROLES;
use super::toml_text::front_matter;
use super::toml_text::reader::{Problem, Reader, Table, suggestion};
use crate::core::ids::TaskId;

/// A stage's or a cause's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PlaybookKind {
    /// One of the four stages.
    Stage,
    /// A kind of breach, used beside the stages.
    Cause,
}

/// What lets a criterion count as met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Met {
    /// Any of these facts is known.
    Fact(Vec<String>),
    /// A decision of any of these families is recorded.
    Decision(Vec<String>),
    /// This step is ticked off.
    Task(String),
    /// Somebody of this role has answered.
    Answered(String),
    /// Every obligation that is due is disposed of.
    Obligations,
}

/// A criterion for leaving a stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Exit {
    pub id: String,
    pub text: String,
    /// What meets it.
    pub met: Met,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlaybookStep {
    /// Its id in the playbook.
    pub id: String,
    /// What to do, in a line.
    pub title: String,
    pub owner: String,
    /// The target after the stage was entered or the playbook added.
    pub within_minutes: Option<u64>,
    /// Why it matters.
    pub why: String,
    /// Facts it asks for.
    pub asks: Vec<String>,
    /// It is done once anything is logged.
    pub done_by_log: bool,
    /// It is done once the facts that it asks for are known.
    pub done_by_facts: bool,
    /// How to do it, in Markdown.
    pub how: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Playbook {
    pub id: String,
    /// Stage or cause.
    pub kind: PlaybookKind,
    pub title: String,
    pub summary: String,
    /// Criteria for leaving (stages).
    pub exits: Vec<Exit>,
    pub steps: Vec<PlaybookStep>,
    /// The text before the first step, in Markdown.
    pub introduction: String,
}

impl Playbook {
    /// Reads one file, or says everything that is wrong with it.
    ///
    /// # Errors
    /// Every problem of the front matter and of the sections, with its place.
    pub fn parse(file: &str, text: &str) -> Result<Playbook, Vec<Problem>> {
        let split = front_matter::split(file, text, "a playbook").map_err(|problem| vec![problem])?;
        let reader = Reader::new(file, &split.toml);
        let playbook = read(&reader, &split.body);
        let problems = reader.into_problems();
        if problems.is_empty() {
            Ok(playbook)
        } else {
            Err(problems)
        }
    }

    /// `playbook/step` of a step.
    pub fn task(&self, step: &PlaybookStep) -> TaskId {
        TaskId::stored(&format!("{}/{}", self.id, step.id))
    }
}

fn read(reader: &Reader<'_>, body: &str) -> Playbook {
    let document = reader.parse();
    let root = Table::new(reader, document.get_ref(), document.span());
    let kinds = |text: &str| match text {
        "stage" => Some(PlaybookKind::Stage),
        "cause" => Some(PlaybookKind::Cause),
        _ => None,
    };
    let kind = root
        .require("kind")
        .and_then(|v| v.code("kind of playbook", &["stage", "cause"], kinds));
    let (introduction, sections) = sections(body);
    let playbook = Playbook {
        id: root.need_text("id"),
        kind: kind.unwrap_or(PlaybookKind::Cause),
        title: root.need_text("title"),
        summary: root.need_text("summary"),
        exits: root.tables("exit").into_iter().map(exit).collect(),
        steps: root.tables("step").into_iter().map(|t| step(t, &sections)).collect(),
        introduction,
    };
    for Section { step, .. } in &sections {
        if !playbook.steps.iter().any(|s| s.id == *step) {
            root.wrong(format!("the section `{step}` belongs to no step"), None);
        }
    }
    root.finish();
    playbook
}

/// What a step's instructions are written under: a heading with its id.
struct Section {
    step: String,
    text: String,
}

/// The text before the first `## ` heading, and the sections under them.
fn sections(body: &str) -> (String, Vec<Section>) {
    let mut introduction = String::new();
    let mut sections: Vec<Section> = Vec::new();
    for line in body.lines() {
        if let Some(name) = line.strip_prefix("## ") {
            sections.push(Section {
                step: name.trim().to_owned(),
                text: String::new(),
            });
            continue;
        }
        let into = sections
            .last_mut()
            .map_or(&mut introduction, |section| &mut section.text);
        into.push_str(line);
        into.push('\n');
    }
    let trimmed = sections.into_iter().map(|section| Section {
        text: section.text.trim().to_owned(),
        ..section
    });
    (introduction.trim().to_owned(), trimmed.collect())
}

fn exit(table: Table<'_, '_>) -> Exit {
    let mut met = Vec::new();
    met.extend(table.text("fact").map(|key| Met::Fact(vec![key])));
    let any = table.texts("any_fact");
    if !any.is_empty() {
        met.push(Met::Fact(any));
    }
    met.extend(table.text("decision").map(|family| Met::Decision(vec![family])));
    let any = table.texts("any_decision");
    if !any.is_empty() {
        met.push(Met::Decision(any));
    }
    met.extend(table.text("task").map(Met::Task));
    met.extend(table.text("answered").map(Met::Answered));
    met.extend(table.text("duties").map(|_| Met::Obligations));
    if met.len() != 1 {
        let hint = "exactly one of fact, any_fact, decision, any_decision, task, answered or duties";
        table.wrong("a criterion needs one way to be met", Some(hint.to_owned()));
    }
    let exit = Exit {
        id: table.need_text("id"),
        text: table.need_text("text"),
        met: met.into_iter().next().unwrap_or(Met::Obligations),
    };
    table.finish();
    exit
}

/// A step that is done by facts and asks for none would be done before anybody did anything.
fn done_by_facts(table: &Table<'_, '_>) -> bool {
    let done = table.flag("done_by_facts").unwrap_or_default();
    if done && table.texts("asks").is_empty() {
        table.wrong(
            "it is done by facts and asks for none".to_owned(),
            Some("add asks = [\"…\"], or leave done_by_facts out".to_owned()),
        );
    }
    done
}

fn step(table: Table<'_, '_>, sections: &[Section]) -> PlaybookStep {
    let id = table.need_text("id");
    let owner = table.need_text("owner");
    if !ROLES.contains(&owner.as_str()) {
        table.wrong(format!("unknown role `{owner}`"), Some(suggestion(&owner, &ROLES)));
    }
    let how = sections
        .iter()
        .find(|section| section.step == id)
        .map(|section| section.text.clone());
    if how.is_none() {
        table.wrong(
            format!("the step `{id}` has no section"),
            Some(format!("add a heading `## {id}` with the instructions")),
        );
    }
    let step = PlaybookStep {
        title: table.need_text("title"),
        owner,
        within_minutes: table.get("within_minutes").and_then(|v| v.count()),
        why: table.need_text("why"),
        asks: table.texts("asks"),
        done_by_log: table.flag("done_by_log").unwrap_or_default(),
        done_by_facts: done_by_facts(&table),
        how: how.unwrap_or_default(),
        id,
    };
    table.finish();
    step
}
