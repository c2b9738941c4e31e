//! What people have decided and filed, as a facts file says it.

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::{DateTime, Utc};

use super::{Ctx, Sums, put, value};
use crate::core::facts::incident_facts::{Facts, Hold};
use crate::core::facts::kind::Kind;
use crate::core::facts::table;
use crate::core::ids::ObligationId;
use crate::core::law::rulebook::Rulebook;
use crate::core::toml_text::reader::{Table, Value, suggestion};

pub(super) fn decisions(decided: Table<'_, '_>, ctx: &Ctx<'_>, facts: &mut Facts) {
    for fact in table::of_table("decisions") {
        let Some(value) = decided.get(fact.name()).and_then(value_of) else {
            continue;
        };
        if matches!(fact.kind, Kind::Decision) {
            family(ctx, fact.name(), value, &mut facts.decisions.families);
        } else {
            put(fact, value, ctx, facts);
        }
    }
    let no_harm = decided.get("no_harm").map(|v| regimes(v, ctx)).unwrap_or_default();
    facts.decisions.no_harm = no_harm.into_iter().collect();
    facts.decisions.hold = decided.table("law_enforcement_hold").and_then(|t| hold(t, ctx));
    if let Some(harm) = decided.table("harm") {
        let known: Vec<&str> = ctx.rules.decisions.keys().map(String::as_str).collect();
        for (name, at, value) in harm.entries() {
            match (known.contains(&name), value_of(value)) {
                (true, Some(value)) => family(ctx, name, value, &mut facts.decisions.families),
                (true, None) => {}
                (false, _) => harm.wrong_at(
                    at,
                    format!("unknown harm test `{name}`"),
                    Some(suggestion(name, &known)),
                ),
            }
        }
    }
    facts.decisions.for_regime = by_regime(decided.table("harm_for"), ctx);
    facts.decisions.relies_on = by_regime(decided.table("relies_on"), ctx);
    decided.finish();
}

/// A recorded decision: its value, or a table of value, rationale, by and at.
fn value_of<'r, 't>(value: Value<'r, 't>) -> Option<Value<'r, 't>> {
    if !value.is_table() {
        return Some(value);
    }
    let table = value.table()?;
    let inner = table.require("value");
    for key in ["rationale", "by", "at"] {
        table.get(key).and_then(|v| v.moment_text());
    }
    table.finish();
    inner
}

/// A decision between the values of a scale that the rule base knows.
fn family(ctx: &Ctx<'_>, id: &str, value: Value<'_, '_>, into: &mut BTreeMap<String, String>) {
    let scale = ctx.rules.decisions.get(id).map(|f| f.values.as_slice());
    let known: Vec<&str> = scale.unwrap_or_default().iter().map(String::as_str).collect();
    let find = |text: &str| known.contains(&text).then(|| text.to_owned());
    if let Some(decided) = value.code("value of this decision", &known, find) {
        into.insert(id.to_owned(), decided);
    }
}

fn by_regime(table: Option<Table<'_, '_>>, ctx: &Ctx<'_>) -> BTreeMap<String, String> {
    let mut map = BTreeMap::new();
    let Some(table) = table else { return map };
    for (name, at, value) in table.entries() {
        let Some(regime) = ctx.rules.regime(name) else {
            table.wrong_at(
                at,
                format!("unknown regime `{name}`"),
                Some(regime_hint(name, ctx.rules)),
            );
            continue;
        };
        if let Some(text) = value_of(value).and_then(|v| v.text()) {
            let id = regime.id.to_string();
            Entry { name, at, id }.keep(text.to_owned(), &table, ctx, &mut map);
        }
    }
    map
}

/// An entry whose key names something that may have several names: the regime's id or one it was also known by.
pub(super) struct Entry<'n> {
    /// As it is written.
    pub name: &'n str,
    pub at: Range<usize>,
    /// What it names, by its own id.
    pub id: String,
}

impl Entry<'_> {
    /// Keeps the value under the own id. Two values under two names are a problem of a file; a record may be older than
    /// that, and of its values the one under the own id counts.
    pub(super) fn keep<V>(self, value: V, table: &Table<'_, '_>, ctx: &Ctx<'_>, into: &mut BTreeMap<String, V>) {
        let Entry { name, at, id } = self;
        let twice = into.contains_key(&id);
        if twice && ctx.sums == Sums::MustAddUp {
            let message = format!("`{id}` is given twice, under two of its names");
            table.wrong_at(at, message, Some("keep one of the two".to_owned()));
        } else if !twice || name == id {
            into.insert(id, value);
        }
    }
}

fn regimes(value: Value<'_, '_>, ctx: &Ctx<'_>) -> Vec<String> {
    let known: Vec<&str> = ctx.rules.regimes.iter().map(|r| r.id.as_str()).collect();
    let find = |text: &str| ctx.rules.regime(text).map(|r| r.id.to_string());
    let items = value.items().unwrap_or_default();
    items.iter().filter_map(|v| v.code("regime", &known, find)).collect()
}

fn hold(table: Table<'_, '_>, ctx: &Ctx<'_>) -> Option<Hold> {
    let until = table.get("until").and_then(|value| hold_end(value, ctx));
    let hold = Hold {
        authority: table.need_text("authority"),
        until,
        regimes: table.require("regimes").map(|v| regimes(v, ctx)).unwrap_or_default(),
        reason: table.text("reason"),
    };
    table.finish();
    Some(hold)
}

/// A hold until a day lasts to the end of that day in the home zone.
fn hold_end(value: Value<'_, '_>, ctx: &Ctx<'_>) -> Option<DateTime<Utc>> {
    let text = value.moment_text()?;
    match (chrono::NaiveDate::parse_from_str(&text, "%Y-%m-%d"), &ctx.home) {
        (Ok(day), Some(home)) => Some(home.end_of_day(day)),
        (Ok(_), None) => {
            let hint = "give `home_zone`, or the moment with its offset, such as 2026-03-05T14:00-06:00";
            value.wrong("nothing says in which zone the day ends", Some(hint.to_owned()));
            None
        }
        (Err(_), home) => value::moment(value, home.as_ref()),
    }
}

pub(super) fn filed(table: &Table<'_, '_>, ctx: &Ctx<'_>) -> BTreeMap<String, DateTime<Utc>> {
    let mut filed = BTreeMap::new();
    for (name, at, value) in table.entries() {
        let Some(id) = obligation_id(name, ctx.rules) else {
            table.wrong_at(
                at,
                format!("unknown obligation `{name}`"),
                Some(obligation_hint(name, ctx.rules)),
            );
            continue;
        };
        if let Some(moment) = value::moment(value, ctx.home.as_ref()) {
            let id = id.into();
            Entry { name, at, id }.keep(moment, table, ctx, &mut filed);
        }
    }
    filed
}

/// The obligation that a text names, under the own id of its regime.
pub(super) fn obligation_id(text: &str, rules: &Rulebook) -> Option<ObligationId> {
    let named: ObligationId = text.parse().ok()?;
    let (_, obligation) = rules.obligation(&named)?;
    Some(match named.place() {
        Some(place) => obligation.key.at(place),
        None => obligation.key.clone(),
    })
}

fn regime_hint(name: &str, rules: &Rulebook) -> String {
    let known: Vec<&str> = rules.regimes.iter().map(|regime| regime.id.as_str()).collect();
    suggestion(name, &known)
}

fn obligation_hint(name: &str, rules: &Rulebook) -> String {
    let id = name.parse::<ObligationId>();
    let rule = id.as_ref().map_or(name, ObligationId::rule);
    let Some(regime) = rules.regime(id.as_ref().map_or(name, ObligationId::regime)) else {
        return regime_hint(id.as_ref().map_or(name, ObligationId::regime), rules);
    };
    let keys: Vec<&str> = regime.current().obligations.iter().map(|o| o.key.as_str()).collect();
    suggestion(rule, &keys)
}
