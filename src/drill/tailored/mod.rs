//! A scenario for the team's own organization: its profile, its call tree with the numbers masked, its playbooks, letters
//! and contracts. The story keeps its local times; counts are scaled to the team's own people; the right deadlines are
//! what the engine makes of the scenario's facts.
//!
//! What was changed is changed in the text that is kept with the exercise, so that it reads the same later, whatever
//! becomes of the profile.

mod actions;
mod counts;
mod law;
mod story;
mod tree;

use std::collections::BTreeMap;

use toml::{Table, Value};

pub use counts::typed_people;

use super::read::read;
use super::scenario::{OWN, Scenario};
use super::scenario_files::sources::File;
use super::scenario_files::tree_text;
use super::scoring::truth;
use crate::core::contact::Contact;
use crate::core::facts::keys;
use crate::core::law::rulebook::Rulebook;
use crate::core::organisation::Organisation;
use crate::core::playbook::Playbook;
use crate::core::refusal::{Advised, Remedy};
use crate::core::time::Zone;
use crate::core::toml_text::reader::Problem;
use counts::Counts;
use law::Law;

/// What a team says of an exercise with its own organization.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wishes {
    /// How many people it holds data of, by place.
    pub people: BTreeMap<String, u64>,
    /// Customers with a contract whose data is affected.
    pub customers: Vec<String>,
    /// Whether the call tree has the real numbers.
    pub real_numbers: bool,
}

/// The team's own.
#[derive(Debug, Clone, Copy)]
pub struct Team<'t> {
    pub organisation: &'t Organisation,
    /// The zone of its home.
    pub zone: &'t Zone,
    pub rules: &'t Rulebook,
    pub playbooks: &'t [Playbook],
    pub letters: &'t [TeamLetter],
    pub wishes: &'t Wishes,
}

/// A letter that the team has a template for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamLetter {
    pub id: String,
    /// Regimes it is for; a `*` at the end stands for anything. Empty: for none in particular.
    pub regimes: Vec<String>,
}

impl TeamLetter {
    fn is_for(&self, regime: &str) -> bool {
        self.regimes.iter().any(|pattern| match pattern.strip_suffix('*') {
            Some(start) => regime.starts_with(start),
            None => pattern == regime,
        })
    }
}

/// A scenario made for a team.
#[derive(Debug)]
pub struct Own {
    pub scenario: Scenario,
    pub text: String,
    /// What the facilitator should know of the change, a sentence each.
    pub notes: Vec<Advised>,
}

/// Makes a scenario the team's own, as a seed draws it.
///
/// # Errors
/// Everything that stands in the way, a sentence each.
pub fn scenario(file: &File, seed: u64, team: Team<'_>) -> Result<Own, Vec<Advised>> {
    let original = read(&file.name, &file.text, seed).map_err(|all| plain(words(&all)))?;
    let mut problems = missing(team);
    problems.extend(counts::problems(team.wishes, team.rules));
    if original.facts.is_empty() {
        let words = format!(
            "the scenario {} has no `facts` in its [truth], from which deadlines could be computed",
            original.id
        );
        problems.push(words.into());
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let counts = Counts::of(&original, team);
    let mut tree = resolved(file, &original).map_err(plain)?;
    story::retold(&mut tree, &original, team);
    counts.tell(&mut tree, &original, team.wishes);
    put_in(&mut tree, &original, team);
    let moved = reread(&file.name, &tree, seed).map_err(plain)?;
    let law = Law::of(&moved, team.rules).map_err(plain)?;
    let mut notes = counts.notes();
    notes.extend(plain(actions::fitted(&mut tree, &moved, &law, team)));
    let named: Vec<String> = original
        .clocks
        .iter()
        .map(|clock| clock.obligation.to_string())
        .collect();
    let clocks = truth::clocks(&moved, team.rules, &named).map_err(plain)?;
    notes.push(law::set_clocks(&mut tree, &moved, &clocks).into());
    let scenario = reread(&file.name, &tree, seed).map_err(plain)?;
    let text = tree_text::text(&tree);
    Ok(Own { scenario, text, notes })
}

/// Sentences that nothing else is to be said about.
fn plain(sentences: Vec<String>) -> Vec<Advised> {
    sentences.into_iter().map(Advised::from).collect()
}

fn words(problems: &[Problem]) -> Vec<String> {
    problems.iter().map(ToString::to_string).collect()
}

/// What the profile must say before the law can be asked.
fn missing(team: Team<'_>) -> Vec<Advised> {
    let needed = [
        keys::organisation::NAME,
        keys::organisation::COUNTRY,
        keys::organisation::ROLE,
    ];
    let profile = &team.organisation.profile;
    let missing = needed.into_iter().filter(|key| !profile.contains_key(*key));
    let hint = |key: &str| {
        let short = key.trim_start_matches(keys::organisation::BELOW).to_owned();
        Advised::new(
            format!("the profile does not say `{key}`"),
            Remedy::SetProfile { key: short },
        )
    };
    missing.map(hint).collect()
}

/// The scenario's tree with everything that the seed draws put in: variations, minutes and groups.
fn resolved(file: &File, drawn: &Scenario) -> Result<Table, Vec<String>> {
    let text = super::scenario_files::vary::filled(&file.text, &drawn.drawn);
    let mut tree: Table = text.parse().map_err(|error| vec![format!("{}: {error}", file.name)])?;
    for variable in tree::tables(&mut tree, "vary") {
        let key = tree::text_of(variable, "key").unwrap_or_default().to_owned();
        let value = drawn.drawn.get(&key).cloned().unwrap_or_default();
        variable.clear();
        variable.insert("key".to_owned(), Value::String(key));
        variable.insert("choices".to_owned(), Value::Array(vec![Value::String(value)]));
    }
    tree::keep(&mut tree, "inject", |inject| {
        tree::text_of(inject, "id").is_some_and(|id| drawn.inject(id).is_some())
    });
    for inject in tree::tables(&mut tree, "inject") {
        inject.remove("group");
        inject.remove("jitter");
        let at = tree::text_of(inject, "id").and_then(|id| drawn.inject(id)?.at);
        if let Some(at) = at {
            inject.insert("at".to_owned(), Value::Integer(at.minute()));
        }
    }
    Ok(tree)
}

fn reread(name: &str, tree: &Table, seed: u64) -> Result<Scenario, Vec<String>> {
    read(name, &tree_text::text(tree), seed).map_err(|all| words(&all))
}

/// The team's own id, zone, profile and call tree.
fn put_in(tree: &mut Table, original: &Scenario, team: Team<'_>) {
    tree.insert("id".to_owned(), Value::String(format!("{}{OWN}", original.id)));
    tree.insert("home_zone".to_owned(), Value::String(team.zone.name().to_owned()));
    let profile = team.organisation.profile.iter();
    let profile = profile.map(|(key, value)| (key.clone(), Value::String(value.as_typed())));
    tree.insert("organisation".to_owned(), Value::Table(profile.collect()));
    let contacts = called(team).iter().map(contact).collect();
    tree.insert("contact".to_owned(), Value::Array(contacts));
}

/// The call tree as it is played: with lines of the exercise in place of numbers, unless the real ones were asked for.
fn called(team: Team<'_>) -> Vec<Contact> {
    let organisation = match team.wishes.real_numbers {
        true => team.organisation.clone(),
        false => team.organisation.with_masked_numbers(),
    };
    organisation.contacts.into_values().collect()
}

fn contact(contact: &Contact) -> Value {
    let text = |text: &str| Value::String(text.to_owned());
    let channels = contact.channels.iter().map(|channel| {
        let mut table = Table::new();
        table.insert("kind".to_owned(), text(&channel.kind));
        table.insert("address".to_owned(), text(&channel.address));
        if channel.compromised {
            table.insert("compromised".to_owned(), Value::Boolean(true));
        }
        Value::Table(table)
    });
    let mut table = Table::new();
    table.insert("id".to_owned(), text(&contact.id));
    table.insert("name".to_owned(), text(&contact.name));
    table.insert(
        "roles".to_owned(),
        Value::Array(contact.roles.iter().map(|role| text(role)).collect()),
    );
    table.insert("order".to_owned(), Value::Integer(contact.order.into()));
    table.insert(
        "escalate_after".to_owned(),
        Value::Integer(contact.escalate_after.into()),
    );
    table.insert("channels".to_owned(), Value::Array(channels.collect()));
    Value::Table(table)
}
