//! Reading the conditions of an obligation: a small closed list, one inline table each.
//!
//! What this list cannot say becomes a question put to the user or words under `check`; there is no rule language.

use super::rulebook::{Condition, Test, Threshold};
use crate::core::coded::Coded;
use crate::core::toml_text::reader::{Table, Value};

/// The keys that name a condition; each inline table has exactly one of them.
pub(super) const NAMES: [&str; 20] = [
    "profile",
    "question",
    "decision",
    "mark",
    "elements",
    "sets",
    "kind",
    "follows",
    "superseded_by",
    "instead_of",
    "other_notice_due",
    "count",
    "direct_notice",
    "internal_slip",
    "deletion",
    "risk_removed",
    "relies_on",
    "ordered",
    "not_known",
    "any",
];

/// Reads one condition; a problem is reported and nothing returned where it says nothing known.
pub(super) fn condition(table: Table<'_, '_>) -> Option<Condition> {
    let found = test(&table);
    let condition = Condition {
        unless: table.flag("unless").unwrap_or(false),
        cite: table.text("cite"),
        words: table.text("words"),
        test: found?,
    };
    table.finish();
    Some(condition)
}

fn test(table: &Table<'_, '_>) -> Option<Test> {
    let named = |key: &'static str| table.get(key);
    if let Some(value) = named("instead_of") {
        // Kept for the reader; the question beside it decides.
        value.text();
    }
    if let Some(value) = named("question") {
        let id = value.text()?.to_owned();
        let is = table.flag("is").unwrap_or(true);
        return Some(Test::Question { id, is });
    }
    if let Some(value) = named("decision") {
        return Some(Test::Decision {
            family: value.text()?.to_owned(),
            at_least: table.need_text("at_least"),
            undecided_counts: table.flag("unless_below").unwrap_or(false),
        });
    }
    lists(table).or_else(|| others(table)).or_else(|| {
        table.wrong(
            "a condition without a known key",
            Some(format!("known: {}", NAMES.join(", "))),
        );
        None
    })
}

fn lists(table: &Table<'_, '_>) -> Option<Test> {
    type Make = fn(Vec<String>) -> Test;
    let kinds: [(&'static str, Make); 5] = [
        ("profile", Test::Profile),
        ("mark", Test::Mark),
        ("elements", Test::Elements),
        ("sets", Test::Sets),
        ("kind", Test::Kind),
    ];
    let found = kinds.iter().find_map(|(key, make)| Some(make(table.get(key)?.texts())));
    found
        .or_else(|| Some(Test::DirectNotice(coded(table.get("direct_notice")?))))
        .or_else(|| Some(Test::Deletion(coded(table.get("deletion")?))))
}

fn coded<T: Coded>(value: Value<'_, '_>) -> Vec<T> {
    let items = value.items().unwrap_or_default();
    items.iter().filter_map(Value::coded).collect()
}

fn others(table: &Table<'_, '_>) -> Option<Test> {
    let text = |value: Value<'_, '_>| value.text().map(str::to_owned);
    if let Some(value) = table.get("follows") {
        return Some(Test::Follows(text(value)?));
    }
    if let Some(value) = table.get("superseded_by") {
        return Some(Test::SupersededBy(text(value)?));
    }
    if let Some(value) = table.get("not_known") {
        return Some(Test::NotKnown(text(value)?));
    }
    if let Some(value) = table.get("relies_on") {
        text(value)?;
        return Some(Test::ReliesOnNoHarm);
    }
    if let Some(value) = table.get("count") {
        return Some(Test::Count(threshold(value.table()?)?));
    }
    if let Some(value) = table.get("any") {
        let inner = value.items()?.iter().filter_map(|v| condition(v.table()?)).collect();
        return Some(Test::Any(inner));
    }
    flags(table)
}

fn flags(table: &Table<'_, '_>) -> Option<Test> {
    if let Some(value) = table.get("other_notice_due") {
        value.flag()?;
        return Some(Test::OtherNoticeDue);
    }
    if let Some(value) = table.get("ordered") {
        value.flag()?;
        return Some(Test::Ordered);
    }
    if let Some(value) = table.get("internal_slip") {
        return Some(Test::InternalSlip(value.flag()?));
    }
    Some(Test::RiskRemoved(table.get("risk_removed")?.flag()?))
}

/// Reads a comparison with a number of people.
pub(super) fn threshold(table: Table<'_, '_>) -> Option<Threshold> {
    let op = table.require("op").and_then(|value| value.coded());
    let count = table.require("count").and_then(|v| v.count());
    let of = table.need_text("of");
    let scope = table.require("where").and_then(|value| value.coded());
    if count == Some(0) {
        table.wrong(
            "a threshold of 0 makes no sense",
            Some("leave it out: any count triggers".to_owned()),
        );
    }
    table.finish();
    Some(Threshold {
        op: op?,
        count: count?,
        of,
        scope: scope?,
    })
}
