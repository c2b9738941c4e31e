//! What a scenario names and nobody has: obligations, steps, playbooks, decisions, letters, roles; and what must not be in
//! one: addresses and numbers of real people. Reading a scenario finds what is wrong within it; this holds it against the
//! rest of firebell.

use crate::app::places;
use crate::core::contact::ROLES as CONTACT_ROLES;
use crate::core::drill::clock::ExerciseTime;
use crate::core::facts::keys;
use crate::core::facts::kind::Kind;
use crate::core::facts::table;
use crate::core::facts::typed::{fact_key, value_in_file};
use crate::core::law::rulebook::Rulebook;
use crate::core::playbook::Playbook;
use crate::core::toml_text::reader::suggestion;
use crate::drill::driving::driver::typed_profile;
use crate::drill::reachable::reachable;
use crate::drill::scenario::{Expected, OBJECTIVES, Scenario, TypedValue};
use crate::drill::scoring::condition::{Condition, Known as LookedFor, Letter};

/// The longest exercise, in minutes.
const LONGEST: u64 = 2 * 24 * 60;

/// What there is to be named.
#[derive(Debug, Clone, Copy)]
pub struct There<'t> {
    pub rules: &'t Rulebook,
    pub playbooks: &'t [Playbook],
    /// Ids of the templates of letters.
    pub letters: &'t [String],
}

/// A scenario beside its text, which has the places.
struct Linted<'l> {
    file: &'l str,
    text: &'l str,
    scenario: &'l Scenario,
    problems: Vec<String>,
}

/// Every problem of a scenario that was read, each with its place.
pub fn lint(file: &str, text: &str, scenario: &Scenario, there: There<'_>) -> Vec<String> {
    let mut linted = Linted {
        file,
        text,
        scenario,
        problems: Vec::new(),
    };
    for condition in conditions(scenario) {
        for part in condition.parts() {
            linted.named(part, there);
        }
    }
    for clock in &scenario.clocks {
        linted.obligation(clock.obligation.as_str(), there.rules);
    }
    linted.profile();
    linted.places();
    linted.contacts();
    linted.times();
    linted.weights();
    linted.stage_directions();
    linted.real_people();
    linted.problems.sort();
    linted.problems.dedup();
    linted.problems
}

/// The place that a fact names, with the word that has it in the text.
fn place_of<'k>(key: &'k str, value: Option<&'k str>) -> Option<(&'k str, &'k str)> {
    if let Some(place) = key.strip_prefix(keys::affected::BELOW) {
        return (!["total", "elsewhere"].contains(&place)).then_some((key, place));
    }
    let value = value.filter(|value| *value != "none")?;
    let kind = table::find(key)?.kind;
    matches!(kind, Kind::Place(_) | Kind::PlaceOrNone(_)).then_some((value, value))
}

fn expected(scenario: &Scenario) -> impl Iterator<Item = &Expected> {
    scenario.injects.iter().flat_map(|inject| &inject.expect)
}

/// Every condition of a scenario: of branches and of expected actions.
fn conditions(scenario: &Scenario) -> impl Iterator<Item = &Condition> {
    let branches = scenario.injects.iter().filter_map(|inject| inject.when.as_ref());
    branches.chain(expected(scenario).flat_map(|expected| expected.done.iter().chain(&expected.wrong)))
}

impl Linted<'_> {
    /// Notes a problem at the first line that has the word in quotes.
    fn wrong(&mut self, word: &str, problem: &str, hint: Option<String>) {
        let quoted = format!("\"{word}\"");
        let mut lines = self.text.lines().zip(1..);
        let line = lines.find(|(line, _)| line.contains(&quoted)).map(|(_, number)| number);
        self.at(line, problem, hint);
    }

    fn at(&mut self, line: Option<usize>, problem: &str, hint: Option<String>) {
        let place = line.map_or(String::new(), |line| format!(":{line}"));
        let hint = hint.map_or(String::new(), |hint| format!(" ({hint})"));
        self.problems.push(format!("{}{place}: {problem}{hint}", self.file));
    }

    /// What one condition names.
    fn named(&mut self, condition: &Condition, there: There<'_>) {
        match condition {
            Condition::Filed(filed) => self.obligation(filed.obligation.as_str(), there.rules),
            Condition::NotRequired(obligation) => self.obligation(obligation.as_str(), there.rules),
            Condition::Fact(looked_for) => self.fact(looked_for),
            Condition::Decided { key, value } => self.decision(key, value.as_deref(), there.rules),
            Condition::Letter(Letter { template, .. }) => {
                let known: Vec<&str> = there.letters.iter().map(String::as_str).collect();
                self.one_of("letter", template, &known);
            }
            Condition::Called { role, .. } => self.role(role),
            Condition::Task(task) => {
                let steps = there.playbooks.iter();
                let steps = steps.flat_map(|book| book.steps.iter().map(|step| format!("{}/{}", book.id, step.id)));
                let steps: Vec<String> = steps.collect();
                let known: Vec<&str> = steps.iter().map(String::as_str).collect();
                self.one_of("step", task, &known);
            }
            Condition::Playbook(id) => {
                let known: Vec<&str> = there.playbooks.iter().map(|book| book.id.as_str()).collect();
                self.one_of("playbook", id, &known);
            }
            Condition::Evidence { .. }
            | Condition::Note(_)
            | Condition::Delay(_)
            | Condition::Entered(_)
            | Condition::Closed
            | Condition::Reopened
            | Condition::Action(_)
            | Condition::Any(_)
            | Condition::All(_)
            | Condition::Not(_) => {}
        }
    }

    fn one_of(&mut self, what: &str, name: &str, known: &[&str]) {
        if !known.contains(&name) {
            self.wrong(name, &format!("unknown {what} `{name}`"), Some(suggestion(name, known)));
        }
    }

    fn obligation(&mut self, name: &str, rules: &Rulebook) {
        let known = name.parse().is_ok_and(|id| rules.obligation(&id).is_some());
        if !known {
            let all: Vec<&str> = rules.obligation_keys().collect();
            self.wrong(
                name,
                &format!("unknown obligation `{name}`"),
                Some(suggestion(name, &all)),
            );
        }
    }

    fn fact(&mut self, LookedFor { key, value, .. }: &LookedFor) {
        let Some(value) = value else { return };
        // A key that no fact has was named when the scenario was read.
        let typed = value.as_typed();
        if let (Ok(_), Err(error)) = (fact_key(key), value_in_file(key, &typed, &self.scenario.zone)) {
            self.wrong(&typed, &format!("{key}: {error}"), Some(error.hint));
        }
    }

    /// The law names decisions with their scales; others have a row in the table of facts.
    fn decision(&mut self, key: &str, value: Option<&str>, rules: &Rulebook) {
        let fact = keys::decisions::key(key);
        if let Some(family) = rules.decisions.get(key) {
            let known: Vec<&str> = family.values.iter().map(String::as_str).collect();
            if let Some(value) = value.filter(|value| !known.contains(value)) {
                self.wrong(
                    value,
                    &format!("`{key}` cannot be `{value}`"),
                    Some(suggestion(value, &known)),
                );
            }
            return;
        }
        let known = table::find(&fact).is_some_and(|fact| fact.key != "decisions.*");
        if !known {
            let rows = table::rows().filter(|fact| !fact.is_open());
            let others = rows.filter_map(|fact| fact.key.strip_prefix(keys::decisions::BELOW));
            let all: Vec<&str> = rules.decisions.keys().map(String::as_str).chain(others).collect();
            self.wrong(key, &format!("unknown decision `{key}`"), Some(suggestion(key, &all)));
        } else if let Some(value) = value
            && let Err(error) = value_in_file(&fact, value, &self.scenario.zone)
        {
            self.wrong(value, &format!("{key}: {error}"), Some(error.hint));
        }
    }

    /// A role that is called must be one, and somebody must have it.
    fn role(&mut self, role: &str) {
        if !CONTACT_ROLES.contains(&role) {
            return self.one_of("role of a contact", role, &CONTACT_ROLES);
        }
        let reached = self
            .scenario
            .contacts
            .iter()
            .any(|contact| contact.roles.iter().any(|known| known == role));
        if !reached {
            self.wrong(
                role,
                &format!("`{role}` is to be called, and no contact has this role"),
                None,
            );
        }
    }

    fn profile(&mut self) {
        for problem in typed_profile(self.scenario).err().unwrap_or_default() {
            let key = problem.split(':').next().unwrap_or_default().to_owned();
            self.wrong(&key, &problem, None);
        }
    }

    /// Places of the profile, of the truth, and in conditions.
    fn places(&mut self) {
        let scenario = self.scenario;
        let truth = scenario.facts.iter().map(|known| &known.fact);
        let typed = scenario.profile.iter().chain(truth);
        let told = typed.map(|TypedValue { key, value }| (key.as_str(), Some(value.as_str())));
        let looked_for = conditions(scenario).flat_map(Condition::parts).filter_map(|part| {
            if let Condition::Fact(known) = part {
                Some((known.key.as_str(), None))
            } else {
                None
            }
        });
        for (key, value) in told.chain(looked_for) {
            let Some((quoted, place)) = place_of(key, value) else {
                continue;
            };
            if let Some(problem) = places::problem(place) {
                self.wrong(quoted, &problem, None);
            }
        }
    }

    fn contacts(&mut self) {
        let mut seen = Vec::new();
        for contact in &self.scenario.contacts {
            if seen.contains(&contact.id.as_str()) {
                self.wrong(&contact.id, &format!("duplicate contact `{}`", contact.id), None);
            }
            seen.push(&contact.id);
        }
    }

    fn times(&mut self) {
        let planned = self.scenario.minutes;
        if planned > LONGEST {
            return self.at(None, &format!("`minutes` = {planned} is more than two days"), None);
        }
        let end = ExerciseTime::at_minute(planned);
        for inject in &self.scenario.injects {
            let Some(at) = inject.at else { continue };
            let over = inject
                .expect
                .iter()
                .filter(|expected| expected.within.is_some_and(|within| at.after_minutes(within) > end));
            for expected in over {
                let left = end.since(at).num_minutes();
                self.wrong(
                    &expected.id,
                    &format!("`{}` has a time window that ends after the exercise", expected.id),
                    Some(format!("{left} minutes are left when its inject comes")),
                );
            }
        }
        let mut starts = Vec::new();
        for module in &self.scenario.modules {
            if starts.contains(&module.from) {
                self.wrong(
                    &module.id,
                    &format!("module `{}` begins when another one does", module.id),
                    None,
                );
            }
            starts.push(module.from);
        }
    }

    /// An objective that no action has weight for has no score.
    fn weights(&mut self) {
        for objective in OBJECTIVES {
            let mut mine = expected(self.scenario)
                .filter(|expected| expected.objective == objective)
                .peekable();
            if mine.peek().is_some() && mine.all(|expected| expected.weight == 0) {
                let problem = format!("every expected action for the objective `{objective}` has the weight 0");
                self.wrong(objective, &problem, None);
            }
        }
    }

    /// What is meant for the facilitator alone is not in a text that players read.
    fn stage_directions(&mut self) {
        for inject in &self.scenario.injects {
            let told = [&inject.subject, &inject.text].map(|text| text.to_lowercase());
            let direction = ["facilitator", "play stalls", "for a strong team"];
            if let Some(words) = direction
                .iter()
                .find(|words| told.iter().any(|told| told.contains(*words)))
            {
                let hint = "put what the facilitator does into `cue`".to_owned();
                self.wrong(
                    &inject.id,
                    &format!("`{}` tells players \"{words}\"", inject.id),
                    Some(hint),
                );
            }
        }
    }

    /// Addresses and numbers that may belong to somebody.
    fn real_people(&mut self) {
        for (line, number) in self.text.lines().zip(1..) {
            for found in reachable(line) {
                self.at(
                    Some(number),
                    &format!("`{found}` may belong to somebody"),
                    Some("use an address that ends in .example, or a number that is reserved for fiction".to_owned()),
                );
            }
        }
    }
}
