//! The people affected, by the places and the size of the team's own organization.

use std::collections::BTreeMap;

use toml::{Table, Value};

use super::{Team, Wishes, tree};
use crate::app::places;
use crate::core::facts::FactValue;
use crate::core::facts::keys;
use crate::core::facts::typed::value_in_file;
use crate::core::law::rulebook::Rulebook;
use crate::core::refusal::{Advised, Remedy};
use crate::core::time::Zone;
use crate::drill::scenario::{Scenario, TruthFact};

const AFFECTED: &str = keys::affected::BELOW;

/// The scenario's places beside the team's.
#[derive(Debug)]
pub(super) struct Counts {
    /// What the scenario's facts come to in the end, by place, most people first.
    theirs: Vec<(String, u64)>,
    /// The team's people who are affected, by place, most people first.
    own: Vec<(String, u64)>,
    /// How many in a hundred of the team's people are affected; `None`: the team did not say how many it has.
    percent: Option<u64>,
}

/// Places that are none.
pub(super) fn problems(wishes: &Wishes, rules: &Rulebook) -> Vec<Advised> {
    let people = wishes.people.keys();
    let places = people.filter_map(|place| places::problem(place));
    let mut problems: Vec<Advised> = places.map(Advised::from).collect();
    let unknown = wishes
        .customers
        .iter()
        .filter(|id| !rules.customers().any(|known| known == id.as_str()));
    problems.extend(unknown.map(|id| Advised::new(format!("no contract is with `{id}`"), Remedy::Contracts)));
    problems
}

/// Reads `PLACE=COUNT`.
///
/// # Errors
/// What it should look like.
pub fn typed_people(text: &str) -> Result<(String, u64), String> {
    let read = text.split_once('=').and_then(|(place, count)| {
        let count = count.trim().replace([',', '_', ' '], "").parse().ok()?;
        Some((place.trim().to_owned(), count))
    });
    read.ok_or_else(|| format!("`{text}` is not PLACE=COUNT, such as DE=12000"))
}

/// A count as the engine reads it: the middle of a range, the least of what is open above.
fn typed_count(key: &str, text: &str) -> Option<u64> {
    let count = value_in_file(key, text, &Zone::utc()).ok()?.count()?;
    Some(count.max.map_or(count.min, |max| count.min.midpoint(max)))
}

/// The place and the count of a fact about people, where it is one about a place.
fn of_place(fact: &TruthFact) -> Option<(&str, u64)> {
    let key = &fact.fact.key;
    let place = key.strip_prefix(AFFECTED)?;
    let real = ![keys::affected::TOTAL, keys::affected::ELSEWHERE].contains(&key.as_str());
    real.then_some(())?;
    Some((place, typed_count(key, &fact.fact.value)?))
}

/// What facts come to by place, the last one of a place, most people first.
fn summed<'f>(facts: impl Iterator<Item = &'f TruthFact>) -> Vec<(String, u64)> {
    let by_place: BTreeMap<&str, u64> = facts.filter_map(of_place).collect();
    let mut places: Vec<(String, u64)> = by_place
        .into_iter()
        .map(|(place, count)| (place.to_owned(), count))
        .collect();
    places.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
    places
}

fn total(places: &[(String, u64)]) -> u64 {
    places.iter().fold(0, |sum, (_, count)| sum.saturating_add(*count))
}

fn people(count: u64) -> String {
    match count {
        1 => "1 person".to_owned(),
        count => format!("{count} people"),
    }
}

fn share(count: u64, part: u64, of: u64) -> u64 {
    let scaled = u128::from(count) * u128::from(part) / u128::from(of.max(1));
    u64::try_from(scaled).unwrap_or(u64::MAX)
}

impl Counts {
    pub(super) fn of(original: &Scenario, team: Team<'_>) -> Counts {
        let theirs = summed(original.facts.iter());
        let people = &team.wishes.people;
        if people.is_empty() {
            let home = team.organisation.profile.get(keys::organisation::COUNTRY);
            let home = home.map(FactValue::as_typed).unwrap_or_default();
            let own = vec![(home, total(&theirs))];
            return Counts {
                theirs,
                own,
                percent: None,
            };
        }
        let percent = original.affected_percent.unwrap_or(100);
        let affected = people
            .iter()
            .map(|(place, all)| (place.clone(), share(*all, percent, 100).max(1)));
        let mut own: Vec<(String, u64)> = affected.collect();
        own.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
        Counts {
            theirs,
            own,
            percent: Some(percent),
        }
    }

    /// The team's place that stands for one of the scenario's.
    fn place(&self, theirs: &str) -> Option<&(String, u64)> {
        let at = self.theirs.iter().position(|(place, _)| place == theirs).unwrap_or(0);
        self.own.get(at % self.own.len().max(1))
    }

    /// Puts the team's places and counts into the facts, into the conditions, and under the texts that tell counts.
    pub(super) fn tell(&self, tree: &mut Table, original: &Scenario, wishes: &Wishes) {
        if self.theirs.is_empty() {
            return;
        }
        let mut told: Vec<(String, Vec<(String, u64)>)> = Vec::new();
        for inject in original
            .facts
            .iter()
            .filter(|fact| of_place(fact).is_some())
            .filter_map(|fact| fact.inject.clone())
        {
            if told.last().is_none_or(|(last, _)| *last != inject) {
                let so_far = original
                    .facts
                    .iter()
                    .take_while(|fact| !comes_after(original, fact, &inject));
                let counts = self.scaled(total(&summed(so_far)));
                told.push((inject, counts));
            }
        }
        if let Some(truth) = tree.get_mut("truth").and_then(Value::as_table_mut) {
            facts(truth, &told, wishes);
        }
        for inject in tree::tables(tree, "inject") {
            for key in ["when", "expect"] {
                if let Some(value) = inject.get_mut(key) {
                    self.conditions(value);
                }
            }
            let id = tree::text_of(inject, "id").unwrap_or_default().to_owned();
            if let Some((_, counts)) = told.iter().find(|(inject, _)| *inject == id) {
                let text = tree::text_of(inject, "text").unwrap_or_default();
                let text = format!("{}\n\n{}\n", text.trim_end(), in_words(counts, wishes));
                inject.insert("text".to_owned(), Value::String(text));
            }
        }
    }

    /// The team's counts at a moment at which the scenario's come to a sum.
    fn scaled(&self, so_far: u64) -> Vec<(String, u64)> {
        let of = total(&self.theirs);
        let counts = self
            .own
            .iter()
            .map(|(place, count)| (place.clone(), share(*count, so_far, of).max(1)));
        counts.collect()
    }

    /// Conditions on a place of the scenario look at the team's.
    fn conditions(&self, value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(|item| self.conditions(item)),
            Value::Table(table) => {
                self.condition(table);
                table.iter_mut().for_each(|(_, inner)| self.conditions(inner));
            }
            Value::String(_) | Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Datetime(_) => {}
        }
    }

    fn condition(&self, table: &mut Table) {
        let key = tree::text_of(table, "fact")
            .and_then(|key| key.strip_prefix(AFFECTED))
            .map(str::to_owned);
        let Some(key) = key else { return };
        let theirs = self
            .theirs
            .iter()
            .find(|(place, _)| *place == key)
            .map_or(0, |(_, count)| *count);
        let Some((place, own)) = self.place(&key) else {
            return;
        };
        table.insert("fact".to_owned(), Value::String(format!("{AFFECTED}{place}")));
        // A value to the person is the other organization's.
        table.remove("value");
        // What is asked for is at most what the scenario's place has, in the share that the team's place has of its
        // people.
        let least = table
            .get("least")
            .and_then(Value::as_integer)
            .and_then(|least| u64::try_from(least).ok());
        if let Some(least) = least {
            let least = share(*own, least.min(theirs), theirs).max(1);
            table.insert(
                "least".to_owned(),
                Value::Integer(i64::try_from(least).unwrap_or(i64::MAX)),
            );
        }
    }

    pub(super) fn notes(&self) -> Vec<Advised> {
        if self.theirs.is_empty() {
            return Vec::new();
        }
        vec![match self.percent {
            Some(percent) => format!("{percent} % of your people are affected: {}", listed(&self.own)).into(),
            None => {
                let words = format!(
                    "you did not say how many people you hold data of, so the scenario's {} are all in {}",
                    people(total(&self.theirs)),
                    self.own.first().map_or("", |(place, _)| place)
                );
                Advised::new(words, Remedy::SayPeople)
            }
        }]
    }
}

/// Whether a fact is told only after an inject.
fn comes_after(original: &Scenario, fact: &TruthFact, inject: &str) -> bool {
    let place = |id: &str| original.injects.iter().position(|inject| inject.id == id);
    let told = fact.inject.as_deref().and_then(place);
    told > place(inject)
}

fn listed(counts: &[(String, u64)]) -> String {
    let places: Vec<String> = counts.iter().map(|(place, count)| format!("{place} {count}")).collect();
    places.join(", ")
}

/// What the room is told of its own people.
fn in_words(counts: &[(String, u64)], wishes: &Wishes) -> String {
    let customers = match wishes.customers.as_slice() {
        [] => String::new(),
        ids => format!(" Customers with a contract: {}.", ids.join(", ")),
    };
    format!(
        "**For us that means {} in all:** {}. Other counts and places above are an example.{customers}",
        people(total(counts)),
        listed(counts)
    )
}

/// Facts about people are the team's, at the injects that tell them; the other facts stay.
fn facts(truth: &mut Table, told: &[(String, Vec<(String, u64)>)], wishes: &Wishes) {
    let Some(list) = truth.get_mut("facts").and_then(Value::as_array_mut) else {
        return;
    };
    let about_people = |value: &Value| {
        let key = value.as_table().and_then(|table| tree::text_of(table, "key"));
        key.is_some_and(|key| key.starts_with(AFFECTED))
    };
    list.retain(|value| !about_people(value));
    for (inject, counts) in told {
        list.extend(
            counts
                .iter()
                .map(|(place, count)| fact(inject, &format!("{AFFECTED}{place}"), &count.to_string())),
        );
    }
    if let Some((inject, _)) = told.last() {
        list.push(fact(inject, keys::affected::ELSEWHERE, "0"));
        if !wishes.customers.is_empty() {
            list.push(fact(inject, keys::data::CUSTOMERS, &wishes.customers.join(",")));
        }
    }
}

fn fact(inject: &str, key: &str, value: &str) -> Value {
    let pairs = [("inject", inject), ("key", key), ("value", value)];
    let table = pairs.map(|(key, value)| (key.to_owned(), Value::String(value.to_owned())));
    Value::Table(table.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_read_as_the_engine_reads_it() {
        for (typed, count) in [
            ("380-460", Some(420)),
            ("380..461", Some(420)),
            ("600", Some(600)),
            ("1,200", Some(1200)),
            ("1'200", Some(1200)),
            ("1_200-1,400", Some(1300)),
            ("400+", Some(400)),
            ("{ min = 10, max = 30 }", Some(20)),
            ("unknown", None),
        ] {
            assert_eq!(typed_count("affected.DE", typed), count, "{typed}");
        }
    }
}
