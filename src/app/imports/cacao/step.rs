//! The steps of a CACAO playbook as steps for people.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::walk::leads_in_words;
use super::{CacaoError, Source, at};
use crate::core::contact::{ContactRole, ROLES};
use crate::core::facts::table;

/// A step before it is written.
pub(super) struct Step {
    pub id: String,
    pub title: String,
    pub owner: &'static str,
    pub within_minutes: Option<u64>,
    /// It is done once anything is logged.
    pub done_by_log: bool,
    pub done_by_facts: bool,
    pub why: String,
    pub asks: Vec<String>,
    /// Paragraphs; what a machine would run is among the quoted ones.
    pub how: Vec<Paragraph>,
}

pub(super) enum Paragraph {
    Said(String),
    /// What the source would run: shown, never run.
    Quoted(String),
}

/// Kinds of agents and targets that the standard knows, and one that its own examples have.
const AGENTS: [&str; 11] = [
    "group",
    "individual",
    "location",
    "organization",
    "sector",
    "http-api",
    "linux",
    "net-address",
    "security-category",
    "ssh",
    "software",
];

/// Parts of names that say which role is meant.
const NAMED: [(&str, ContactRole); 20] = [
    ("commander", ContactRole::Commander),
    ("incident manager", ContactRole::Commander),
    ("counsel", ContactRole::Legal),
    ("legal", ContactRole::Legal),
    ("dpo", ContactRole::Dpo),
    ("data protection", ContactRole::Dpo),
    ("privacy", ContactRole::Dpo),
    ("forensic", ContactRole::Forensics),
    ("insur", ContactRole::Insurer),
    ("police", ContactRole::LawEnforcement),
    ("law enforcement", ContactRole::LawEnforcement),
    ("law-enforcement", ContactRole::LawEnforcement),
    ("communication", ContactRole::Communications),
    ("press", ContactRole::Communications),
    ("leadership", ContactRole::Leadership),
    ("executive", ContactRole::Leadership),
    ("management", ContactRole::Leadership),
    ("support", ContactRole::Support),
    ("help desk", ContactRole::Support),
    ("security", ContactRole::Security),
];

pub(super) fn steps(source: &mut Source<'_>, order: &[&str]) -> Result<Vec<Step>, CacaoError> {
    definitions(source)?;
    let mut ids = BTreeSet::new();
    let mut steps = Vec::new();
    for id in order {
        let Some(value) = source.workflow.get(*id) else {
            continue;
        };
        let kind = value.get("type").and_then(Value::as_str).unwrap_or_default();
        let step = match kind {
            "start" | "end" => continue,
            "action" => action(source, id, value)?,
            "playbook-action" => decision(source, value, "Add the playbook"),
            "parallel" => decision(source, value, "Do these at the same time"),
            "if-condition" | "switch-condition" | "while-condition" => decision(source, value, "Decide"),
            other => {
                source
                    .warnings
                    .push(format!("workflow.{id}: a step of the unknown type {}", one_line(other)));
                decision(source, value, "Look at")
            }
        };
        let own = step.id.clone();
        let mut number = 1;
        let mut unique = own.clone();
        while !ids.insert(unique.clone()) {
            number += 1;
            unique = format!("{own}-{number}");
        }
        steps.push(Step { id: unique, ..step });
    }
    match steps.is_empty() {
        true => Err(at("workflow", "has no step that anybody does")),
        false => Ok(steps),
    }
}

/// Agents and targets of kinds that there are.
fn definitions(source: &mut Source<'_>) -> Result<(), CacaoError> {
    for part in ["agent_definitions", "target_definitions"] {
        let all = source.whole.get(part).and_then(Value::as_object);
        for (id, definition) in all.into_iter().flatten() {
            let kind = definition.get("type").and_then(Value::as_str).unwrap_or_default();
            let own = id.starts_with(&format!("{kind}--"));
            // A kind of somebody's own begins the ids of its agents.
            let of_its_own = !kind.is_empty() && id.starts_with(kind);
            match (AGENTS.contains(&kind), own) {
                (false, _) if !of_its_own => {
                    let words = format!("`{}` is not a kind of agent or target", one_line(kind));
                    return Err(at(format!("{part}.{id}.type"), words));
                }
                (false, _) => {
                    let warning = format!("{part}: {} is a kind that the standard does not have", one_line(kind));
                    source.warnings.push(warning);
                }
                (true, false) => {
                    let warning = format!("{part}: the id {} does not begin with its kind", one_line(id));
                    source.warnings.push(warning);
                }
                (true, true) => {}
            }
            for email in emails(definition) {
                if !email.contains('@') {
                    source.warnings.push(format!(
                        "{part}: a contact address of {} is not an e-mail address",
                        one_line(id)
                    ));
                }
            }
        }
    }
    Ok(())
}

fn emails(definition: &Value) -> Vec<&str> {
    let contact = definition
        .get("contact")
        .and_then(|contact| contact.get("email"))
        .and_then(Value::as_object);
    contact
        .into_iter()
        .flat_map(Map::values)
        .filter_map(Value::as_str)
        .collect()
}

fn action(source: &mut Source<'_>, id: &str, value: &Value) -> Result<Step, CacaoError> {
    let commands = value
        .get("commands")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let agent = value.get("agent").and_then(Value::as_str);
    let defined = |part: &str, name: &str| source.whole.get(part).and_then(|all| all.get(name));
    match agent {
        Some(agent) if defined("agent_definitions", agent).is_none() => {
            return Err(at(
                format!("workflow.{id}.agent"),
                format!("`{}` is not defined", one_line(agent)),
            ));
        }
        None if !commands.is_empty() => return Err(at(format!("workflow.{id}"), "is an action without an agent")),
        None => source
            .warnings
            .push(format!("workflow.{id}: an action without commands and agent")),
        Some(_) => {}
    }
    let own = own_words(value);
    let owner = own
        .and_then(|own| role(own.get("owner")?.as_str()?))
        .or_else(|| owner(source, value));
    let owner = owner.unwrap_or_else(|| {
        source
            .warnings
            .push(format!("workflow.{id}: no role of ours is named; security owns it"));
        "security"
    });
    let title = title(value);
    let timeout = value.get("timeout").and_then(Value::as_u64);
    if timeout.is_some() && own.is_none() {
        source.warnings.push(format!(
            "workflow.{id}: its timeout says when it has failed, and is taken as a target"
        ));
    }
    let minutes = own.and_then(|own| own.get("within_minutes")?.as_u64());
    let says = |name: &str| own.and_then(|own| own.get(name)) == Some(&Value::Bool(true));
    Ok(Step {
        id: own
            .and_then(|own| own.get("id")?.as_str())
            .map_or_else(|| slug(&title), slug),
        owner,
        within_minutes: minutes.or(timeout.map(|milliseconds| milliseconds.div_ceil(60_000))),
        why: words(value, "description").unwrap_or_else(|| "No reason is given in the source.".to_owned()),
        asks: asks(own),
        done_by_log: says("done_by_log"),
        done_by_facts: says("done_by_facts") && !asks(own).is_empty(),
        how: how(source, id, value, commands),
        title,
    })
}

/// What an export of ours says beside the standard.
fn own_words(value: &Value) -> Option<&Value> {
    let extensions = value.get("step_extensions")?.as_object()?;
    extensions
        .values()
        .find(|extension| extension.get("type").and_then(Value::as_str) == Some("firebell-step"))
}

fn asks(own: Option<&Value>) -> Vec<String> {
    let asked = own.and_then(|own| own.get("asks")?.as_array());
    let keys = asked.into_iter().flatten().filter_map(Value::as_str);
    keys.filter(|key| *key == "affected" || table::find(key).is_some())
        .map(str::to_owned)
        .collect()
}

fn how(source: &mut Source<'_>, id: &str, value: &Value, commands: &[Value]) -> Vec<Paragraph> {
    let mut how = Vec::new();
    for command in commands {
        let kind = command.get("type").and_then(Value::as_str).unwrap_or_default();
        let text = command.get("command").and_then(Value::as_str);
        match (kind, text) {
            ("manual", Some(text)) => how.push(Paragraph::Said(text.to_owned())),
            (kind, text) => {
                let kind = one_line(kind);
                source.warnings.push(format!(
                    "workflow.{id}: a {kind} command is shown as text and never run"
                ));
                how.push(Paragraph::Said(format!("The source would run ({kind}):")));
                how.push(Paragraph::Quoted(text.unwrap_or("(encoded; not shown)").to_owned()));
            }
        }
    }
    how.extend(leads_in_words(source, value).into_iter().map(Paragraph::Said));
    how
}

/// A step that asks a person to look and to go on by what is seen. Conditions are never evaluated.
fn decision(source: &Source<'_>, value: &Value, lead: &str) -> Step {
    let title = format!("{lead}: {}", title(value));
    let condition = ["condition", "switch"].iter().find_map(|key| value.get(*key)?.as_str());
    let mut how: Vec<Paragraph> = condition
        .map(|text| Paragraph::Quoted(text.to_owned()))
        .into_iter()
        .collect();
    how.extend(leads_in_words(source, value).into_iter().map(Paragraph::Said));
    if how.is_empty() {
        how.push(Paragraph::Said("The source says no more.".to_owned()));
    }
    Step {
        id: slug(&title),
        title,
        owner: "commander",
        within_minutes: None,
        why: words(value, "description").unwrap_or_else(|| "The source goes on by what is found here.".to_owned()),
        asks: Vec::new(),
        done_by_log: false,
        done_by_facts: false,
        how,
    }
}

/// The role that the targets or the agent of an action name.
fn owner(source: &Source<'_>, value: &Value) -> Option<&'static str> {
    let targets = value.get("targets").and_then(Value::as_array).into_iter().flatten();
    let named = targets.chain(value.get("agent")).filter_map(Value::as_str);
    let definitions = named.filter_map(|id| {
        let of = |part: &str| source.whole.get(part).and_then(|all| all.get(id));
        of("target_definitions").or_else(|| of("agent_definitions"))
    });
    let text = |definition: &Value| {
        let part = |key: &str| {
            definition
                .get(key)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_lowercase()
        };
        format!("{} {}", part("name"), part("description"))
    };
    definitions.filter_map(|definition| role(&text(definition))).next()
}

fn role(text: &str) -> Option<&'static str> {
    let small = text.to_lowercase();
    if let Some(role) = ROLES
        .iter()
        .find(|role| small == **role || small.ends_with(&format!("role: {role}")))
    {
        return Some(role);
    }
    NAMED
        .iter()
        .find(|(part, _)| small.contains(part))
        .map(|(_, role)| role.code())
}

fn title(value: &Value) -> String {
    words(value, "name").unwrap_or_else(|| "A step without a name".to_owned())
}

/// A text of the source on one line, without signs that act.
fn words(value: &Value, key: &str) -> Option<String> {
    let text = value.get(key)?.as_str()?;
    let line = one_line(text);
    (!line.is_empty()).then_some(line)
}

/// One line of at most a thousand signs.
pub(super) fn one_line(text: &str) -> String {
    let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
    crate::core::visible::one_line(&joined).chars().take(1000).collect()
}

/// A name as an id: small letters, figures and hyphens.
pub(super) fn slug(text: &str) -> String {
    let mut out = String::new();
    for sign in text.to_lowercase().chars() {
        match sign {
            'a'..='z' | '0'..='9' => out.push(sign),
            _ if !out.ends_with('-') && !out.is_empty() => out.push('-'),
            _ => {}
        }
    }
    let short: String = out.chars().take(60).collect();
    match short.trim_matches('-') {
        "" => "step".to_owned(),
        slug => slug.to_owned(),
    }
}
