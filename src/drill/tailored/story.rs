//! The story told of another organization: its name, and its local times in another zone.

use chrono::{DateTime, TimeDelta};
use toml::{Table, Value};

use super::{Team, tree};
use crate::core::facts::FactValue;
use crate::core::facts::keys;
use crate::core::time::{Zone, parse_moment};
use crate::drill::scenario::Scenario;

/// Endings of a name that say what kind of a company it is.
const FORMS: [&str; 16] = [
    "ApS", "Ltd", "GmbH", "Inc.", "Inc", "LLC", "B.V.", "NV", "Oy", "CLG", "plc", "AB", "AG", "SE", "SA", "S.A.",
];

/// Moves the story into the team's zone and puts the team's name in the place of the invented one.
pub(super) fn retold(tree: &mut Table, original: &Scenario, team: Team<'_>) {
    let shift = shift(original, team.zone);
    full_moments(tree, original);
    let names = names(original, team);
    for (key, value) in tree.iter_mut() {
        // What a person looks up stays: ids of regimes, and the variations that were drawn.
        if ["id", "vary", "organisation", "contact", "licence"].contains(&key.as_str()) {
            continue;
        }
        tree::each_text(value, &mut |text| match moved(text, shift, team.zone) {
            Some(moment) => *text = moment,
            None => *text = renamed(text, &names),
        });
    }
    for inject in tree::tables(tree, "inject") {
        if let Some(own) = inject.remove("own_text") {
            inject.insert("text".to_owned(), own);
        }
    }
}

/// By how much moments move so that the story begins at the same time of day in another zone. One shift for all: periods
/// between moments stay what they are.
fn shift(original: &Scenario, zone: &Zone) -> TimeDelta {
    let local = original.zone.local(original.start).naive_local();
    zone.earliest(local) - original.start
}

/// Writes out the moments of facts that are told as local times, so that they move with the others.
fn full_moments(tree: &mut Table, original: &Scenario) {
    let facts = tree.get_mut("truth").and_then(Value::as_table_mut);
    let facts = facts.into_iter().flat_map(|truth| tree::tables(truth, "facts"));
    for fact in
        facts.filter(|fact| tree::text_of(fact, "key").is_some_and(|key| key.starts_with(keys::milestones::BELOW)))
    {
        let moment = tree::text_of(fact, "value").and_then(|text| parse_moment(text, Some(&original.zone)).ok());
        if let Some(moment) = moment {
            fact.insert("value".to_owned(), Value::String(moment.to_rfc3339()));
        }
    }
}

fn moved(text: &str, shift: TimeDelta, zone: &Zone) -> Option<String> {
    let moment = DateTime::parse_from_rfc3339(text).ok()?;
    let moved = moment.to_utc().checked_add_signed(shift)?;
    Some(zone.local(moved).to_rfc3339())
}

/// A name in the story, and what stands in its place.
struct Name {
    from: String,
    to: String,
    /// It is a word of other names as well: before another capital letter it is one of those.
    alone: bool,
}

fn names(original: &Scenario, team: Team<'_>) -> Vec<Name> {
    let full = original.organisation_name();
    let own = team.organisation.profile.get(keys::organisation::NAME);
    let to = own.map(FactValue::as_typed).unwrap_or_default();
    let stem = stem(full);
    let first = stem.split(' ').next().unwrap_or_default();
    let mut names = Vec::new();
    for (from, alone) in [(full, false), (stem.as_str(), false), (first, true)] {
        let known = names.iter().any(|name: &Name| name.from == from);
        if from.chars().count() >= 6 && !known {
            names.push(Name {
                from: from.to_owned(),
                to: to.clone(),
                alone,
            });
        }
    }
    names
}

/// A name without the words for the kind of company.
fn stem(name: &str) -> String {
    let mut words: Vec<&str> = name.split(' ').collect();
    while words.len() > 1 && words.last().is_some_and(|word| FORMS.contains(word)) {
        words.pop();
    }
    words.join(" ").trim_end_matches(',').to_owned()
}

fn renamed(text: &str, names: &[Name]) -> String {
    names.iter().fold(text.to_owned(), |text, name| name.put_in(&text))
}

impl Name {
    fn put_in(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find(&self.from) {
            let (before, found) = rest.split_at(at);
            let after = &found[self.from.len()..];
            out.push_str(before);
            out.push_str(if self.is_meant(before, after) {
                &self.to
            } else {
                &self.from
            });
            rest = after;
        }
        out.push_str(rest);
        out
    }

    fn is_meant(&self, before: &str, after: &str) -> bool {
        let in_a_word = before.ends_with(char::is_alphanumeric) || after.starts_with(char::is_alphanumeric);
        let another = after
            .strip_prefix(' ')
            .is_some_and(|next| next.starts_with(char::is_uppercase));
        !(in_a_word || self.alone && another)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_taken_for_another_only_where_it_is_that_name() {
        let name = |from: &str, alone| Name {
            from: from.to_owned(),
            to: "Acme".to_owned(),
            alone,
        };
        assert_eq!(stem("Oeverlint Payments NV"), "Oeverlint Payments");
        assert_eq!(stem("Wrenfield Van Share, Inc."), "Wrenfield Van Share");
        let first = name("Oeverlint", true);
        assert_eq!(
            first.put_in("Oeverlint Systems NV told us"),
            "Oeverlint Systems NV told us"
        );
        assert_eq!(first.put_in("Oeverlint's gateway, Oeverlint."), "Acme's gateway, Acme.");
        assert_eq!(first.put_in("Oeverlinters"), "Oeverlinters");
    }

    #[test]
    fn a_moment_keeps_its_time_of_day() {
        let zone = Zone::named("America/Chicago").unwrap();
        let shift = TimeDelta::hours(7);
        assert_eq!(
            moved("2026-04-15T09:00:00+02:00", shift, &zone).unwrap(),
            "2026-04-15T09:00:00-05:00"
        );
        assert_eq!(moved("at nine", shift, &zone), None);
    }
}
