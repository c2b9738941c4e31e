//! An incident as the naive evaluator sees it.

use super::*;

/// The incident as the naive evaluator sees it: the facts file as written.
pub(super) struct Incident {
    pub(super) facts: Table,
}

impl Incident {
    pub(super) fn get(&self, table: &str, key: &str) -> Option<&Value> {
        self.facts.get(table)?.as_table()?.get(key)
    }

    pub(super) fn set(&self, table: &str, key: &str) -> Option<BTreeSet<String>> {
        self.get(table, key).map(|v| strings(Some(v)).into_iter().collect())
    }

    pub(super) fn flag(&self, table: &str, key: &str) -> Answer {
        self.get(table, key).and_then(Value::as_bool)
    }

    pub(super) fn happened(&self, key: &str) -> Answer {
        match self.get("data", key).and_then(Value::as_str) {
            Some("excluded") => Some(false),
            Some("likely" | "confirmed") => Some(true),
            _ => None,
        }
    }

    pub(super) fn number(&self, key: &str) -> Option<i64> {
        self.get("affected", key).map(|n| n.as_integer().unwrap())
    }

    /// The listed places with their people.
    pub(super) fn listed(&self) -> Vec<(String, i64)> {
        let affected = self.facts["affected"].as_table().unwrap();
        let places = affected
            .iter()
            .filter(|(key, _)| !["total", "elsewhere"].contains(&key.as_str()));
        places
            .map(|(code, n)| (code.clone(), n.as_integer().unwrap()))
            .collect()
    }

    /// The most people who may live in places that are not listed: nobody where `elsewhere` says so or the places come
    /// to the total already, as many as `elsewhere` says, or any number.
    pub(super) fn elsewhere(&self) -> Most {
        let placed: i64 = self.listed().iter().map(|(_, n)| n).sum();
        if self.number("total").is_some_and(|total| placed >= total) {
            return Some(0);
        }
        self.number("elsewhere")
    }

    /// Number of people in a place, at least and at most: no incident here lists a country and a part of it. A place
    /// that is not listed itself may have people of whom nobody knows, also where some of its parts are listed.
    pub(super) fn people(&self, world: &World, place: &str) -> (i64, Most) {
        let inside = |code: &str| {
            let in_place = |p: &str| code == p || code.starts_with(&format!("{p}-"));
            if place == "EU" {
                world.union.iter().any(|m| in_place(m))
            } else {
                in_place(place)
            }
        };
        let least = self
            .listed()
            .iter()
            .filter(|(code, _)| inside(code))
            .map(|(_, n)| n)
            .sum();
        let more = match self.number(place) {
            Some(_) => Some(0),
            None => self.elsewhere(),
        };
        (least, more.map(|more| least + more))
    }

    /// Number of all people, at least and at most.
    pub(super) fn everybody(&self) -> (i64, Most) {
        if let Some(total) = self.number("total") {
            return (total, Some(total));
        }
        let placed: i64 = self.listed().iter().map(|(_, n)| n).sum();
        let least = placed + self.number("elsewhere").unwrap_or(0);
        (least, self.elsewhere().map(|more| placed + more))
    }

    pub(super) fn has_flag(&self, world: &World, wanted: &str) -> Answer {
        let profile = self.set("organisation", "profile")?;
        let (name, place) = wanted.split_once('@').unwrap_or((wanted, ""));
        let mut held: Vec<String> = profile.into_iter().collect();
        let mut next = 0;
        while next < held.len() {
            let (flag, at) = held[next].split_once('@').unwrap_or((&held[next], ""));
            let more: Vec<String> = world.implied[flag]
                .iter()
                .map(|f| match (world.placed.contains(f), at) {
                    (false, _) | (true, "") => f.clone(),
                    (true, at) => format!("{f}@{at}"),
                })
                .collect();
            held.extend(more);
            next += 1;
        }
        Some(held.iter().any(|flag| {
            let (flag, at) = flag.split_once('@').unwrap_or((flag, ""));
            let inside = at.is_empty() || place.is_empty() || at == place || at.starts_with(&format!("{place}-"));
            let union = place == "EU" && world.union.iter().any(|m| at == m || at.starts_with(&format!("{m}-")));
            flag == name && (inside || union)
        }))
    }

    pub(super) fn decided(&self, world: &World, regime: &str, family: &str) -> Option<usize> {
        let scale = world.scales.get(family)?;
        if self.set("decisions", "no_harm").is_some_and(|set| set.contains(regime)) {
            return Some(0);
        }
        let own = self.get("decisions", family);
        let value = own
            .or_else(|| self.get("decisions", "harm")?.as_table()?.get(family))?
            .as_str()?;
        scale.iter().position(|v| v == value)
    }
}
