//! From a law file's text to regimes: every key is read here, and every key that is not is a problem.
//!
//! The format is described in docs/law-schema.md. References between files (flags, questions, filings,
//! calendars) are `check`'s business.

use std::sync::Arc;

use super::condition_reader::{condition, threshold};
use super::rulebook::*;
use super::shared_files;
use super::value::{choice, cite, coded, date, identifier, time_of_day, word, zone};
use crate::core::facts::Role;
use crate::core::facts::kind::{OTHER_CUSTOMERS, is_customer};
use crate::core::ids::{ObligationId, RegimeId};
use crate::core::period::{Counting, Period, Unit};
use crate::core::time::{Zone, day_of_year};
use crate::core::toml_text::reader::{Reader, Table, Value};

/// What one law file holds.
#[derive(Debug, Default)]
pub(super) struct LawFile {
    /// Its regimes, in their order.
    pub regimes: Vec<Regime>,
    /// Questions that only its own regimes ask, by id; those of several files are in questions.toml.
    pub questions: Vec<(String, Question)>,
}

/// Reads one law file.
pub(super) fn law_file(reader: &Reader<'_>, file: &str) -> LawFile {
    let document = reader.parse();
    let root = Table::new(reader, document.get_ref(), document.span());
    let regimes = root.tables("regime").into_iter().map(|t| regime(t, file)).collect();
    let questions = root
        .tables("question")
        .into_iter()
        .map(shared_files::question)
        .collect();
    proposals(&root);
    root.finish();
    LawFile { regimes, questions }
}

/// Proposals are carried to be read and never make an obligation, so only their shape is looked at.
fn proposals(root: &Table<'_, '_>) {
    for table in root.tables("proposal") {
        for key in ["id", "name", "reference", "status", "would_change"] {
            table.need_text(key);
        }
        for key in ["last_seen", "confidence", "state", "note"] {
            table.text(key);
        }
        table.texts("sources");
        table.finish();
    }
}

fn regime(table: Table<'_, '_>, file: &str) -> Regime {
    let status = status(&table).unwrap_or(Status::Law);
    let from = date(table.get("in_force_from"));
    let data = table.table("data").map(data).map(Arc::new);
    let zone = zone(table.require("time_zone")).unwrap_or_else(Zone::utc);
    let id = identifier(&table, str::parse).unwrap_or_else(RegimeId::unreadable);
    let obligations = obligations(&table, &id, "obligation");
    let current = Version {
        from,
        until: None,
        rule: Rule::Listed,
        note: None,
        data,
        obligations,
    };
    let regime = Regime {
        id: id.clone(),
        aliases: table.texts("aliases"),
        jurisdiction: table.need_text("jurisdiction"),
        name: table.need_text("name"),
        kind: coded(&table, "kind", RegimeKind::General),
        law: table.need_text("law"),
        citation: cite(&table, "citation"),
        status,
        transposed: table.flag("transposed").unwrap_or(false),
        applies_to: table.need_text("applies_to"),
        zone,
        confidence: coded(&table, "confidence", Confidence::Low),
        reviewed_on: date(table.require("reviewed_on")).unwrap_or_default(),
        reviewed_by: table.text("reviewed_by"),
        sources: sources(&table),
        law_enforcement_delay: table.flag("law_enforcement_delay"),
        penalty: table.text("penalty"),
        note: table.text("note").unwrap_or_default(),
        not_modelled: table.texts("not_modelled"),
        scope: table.table("reach").map(scope).unwrap_or_default(),
        harm: table.table("harm").map(harm),
        deemed: table.tables("deemed").into_iter().map(deemed).collect(),
        assessment: table.table("assessment").map(assessment),
        file: file.to_owned(),
        place: table.place(),
        versions: super::versions::expand(current, formers(&table, &id)),
    };
    table.flag("private_action");
    check_reach(&table, &regime);
    table.finish();
    regime
}

fn sources(table: &Table<'_, '_>) -> Vec<String> {
    let mut sources = table.texts("sources");
    sources.append(&mut table.texts("quoted"));
    sources.append(&mut table.texts("unread"));
    sources
}

fn check_reach(table: &Table<'_, '_>, regime: &Regime) {
    let scope = &regime.scope;
    let reaches = [
        &scope.residents,
        &scope.establishment,
        &scope.place,
        &scope.profile,
        &scope.sets,
        &scope.customers,
    ];
    let duties = !regime.current().obligations.is_empty();
    if duties && regime.status != Status::NoDuty && reaches.iter().all(|list| list.is_empty()) {
        let hint = "name residents, establishment, place, profile, sets or customers under [regime.reach]";
        table.wrong(
            format!("regime `{}` applies to nobody", regime.id),
            Some(hint.to_owned()),
        );
    }
}

fn status(table: &Table<'_, '_>) -> Option<Status> {
    table.get("status")?.coded()
}

fn scope(table: Table<'_, '_>) -> Scope {
    let scope = Scope {
        residents: table.texts("residents"),
        establishment: table.texts("establishment"),
        place: table.texts("place"),
        profile: table.texts("profile"),
        sets: table.texts("sets"),
        customers: customers(&table),
        exempt: table.texts("exempt"),
        asked_in: table.texts("asked_in"),
        displaced_by: table.texts("displaced_by"),
    };
    table.finish();
    scope
}

/// Customers by id; a word that means something else in the facts is none.
fn customers(table: &Table<'_, '_>) -> Vec<String> {
    let ids = table.texts("customers");
    for id in ids
        .iter()
        .filter(|id| !is_customer(id) || [OTHER_CUSTOMERS, "none"].contains(&id.as_str()))
    {
        let hint = "small letters, digits and hyphens, at most 40; not `other` or `none`";
        table.wrong(format!("`{id}` is no id of a customer"), Some(hint.to_owned()));
    }
    ids
}

fn data(table: Table<'_, '_>) -> DataTest {
    let data = DataTest {
        trigger: coded(&table, "trigger", Trigger::Incident),
        named: elements(table.get("named")),
        alone: elements(table.get("alone")),
        medium: coded(&table, "medium", MediumCovered::Unknown),
        encryption: coded(&table, "encryption", Encryption::Unknown),
        cite: table.text("cite"),
    };
    table.finish();
    data
}

fn elements(value: Option<Value<'_, '_>>) -> Vec<String> {
    let Some(value) = value else { return Vec::new() };
    let find = |text: &str| super::codes::ELEMENTS.has(text).then(|| text.to_owned());
    let items = value.items().unwrap_or_default();
    items
        .iter()
        .filter_map(|item| item.code("data element", super::codes::ELEMENTS.codes, find))
        .collect()
}

fn harm(table: Table<'_, '_>) -> HarmTest {
    let polarity = table.get("polarity").and_then(|value| value.coded());
    let test = HarmQuestion::read(table.need_text("test"));
    if polarity.is_none() && test.family().is_some() {
        table.wrong("a harm test needs a polarity", Some("unless or only_if".to_owned()));
    }
    let gates = table.get("gates").and_then(|value| match value.is_list() {
        true => Some(value.texts()),
        false => {
            word(Some(value), "gate", &["all"]);
            None
        }
    });
    let harm = HarmTest {
        test,
        polarity: polarity.unwrap_or(Polarity::Unless),
        gates,
        words: table.text("words"),
        record_years: table.get("record_years").and_then(|v| v.count()),
        decision_to: table.text("decision_to"),
    };
    table.finish();
    harm
}

fn deemed(table: Table<'_, '_>) -> Deemed {
    let deemed = Deemed {
        law: word(table.require("law"), "other law", super::codes::OTHER_LAWS.codes),
        effect: coded(&table, "effect", Effect::ContentOnly),
        keeps: table.texts("keeps"),
    };
    table.text("cite");
    table.text("words");
    table.finish();
    deemed
}

/// The limit on an assessment is told to the user in words; it starts no notice clock.
fn assessment(table: Table<'_, '_>) -> String {
    let max = table.require("max").and_then(|v| v.count()).unwrap_or_default();
    let unit = table.need_text("unit").replace('_', " ");
    let from = table.need_text("from");
    let force = table.need_text("force");
    table.finish();
    format!("assess within {max} {unit} of {from} ({force})")
}

fn obligations(table: &Table<'_, '_>, regime: &RegimeId, key: &'static str) -> Vec<Obligation> {
    let tables = table.tables(key).into_iter();
    tables.map(|table| obligation(table, regime)).collect()
}

fn obligation(table: Table<'_, '_>, regime: &RegimeId) -> Obligation {
    let roles = [
        ("owner", Some(Role::Owner)),
        ("vendor", Some(Role::Vendor)),
        ("either", None),
    ];
    let key = identifier(&table, |name| ObligationId::new(regime, name));
    let key = key.unwrap_or_else(ObligationId::unreadable);
    let obligation = Obligation {
        id: key.name().to_owned(),
        key,
        recipient: coded(&table, "recipient", Recipient::Record),
        authority: table.text("authority"),
        authority_from: table.get("authority_from").and_then(|value| value.coded()),
        channel: table.text("channel"),
        channel_at: table.text("channel_at"),
        role: choice(table.require("role"), "role", &roles).flatten(),
        status: status(&table),
        limit: limit(&table),
        from: table.text("from").map(|code| StartsFrom::read(&code)),
        or_from: table.texts("or_from"),
        filed: table.text("filed"),
        yearly: yearly(table.get("yearly")),
        zone: zone(table.get("time_zone")),
        earliest_of: table.texts("earliest_of"),
        standard: table.text("standard"),
        order: table.table("order").map(order).unwrap_or_default(),
        threshold: table.table("threshold").and_then(threshold),
        threshold_or: conditions(table.get("threshold_or")),
        when: conditions(table.get("when")),
        content: table.texts("content"),
        cite: cite(&table, "cite"),
        follow_up: table.text("follow_up"),
        check: table.texts("check"),
        note: table.text("note"),
        place: table.place(),
    };
    check_start(&table, &obligation);
    table.finish();
    obligation
}

fn conditions(value: Option<Value<'_, '_>>) -> Vec<Condition> {
    let items = value.and_then(|v| v.items()).unwrap_or_default();
    items.iter().filter_map(|v| condition(v.table()?)).collect()
}

fn check_start(table: &Table<'_, '_>, obligation: &Obligation) {
    if obligation.limit.is_some() && obligation.from.is_none() {
        let hint = "say from which milestone it runs";
        table.wrong("a period without a start", Some(hint.to_owned()));
    }
    if let (Some(StartsFrom::Filing(filing)), None) = (&obligation.from, &obligation.filed) {
        let hint = "name the obligation in `filed`";
        table.wrong(format!("`{filing}` does not say which filing"), Some(hint.to_owned()));
    }
}

fn limit(table: &Table<'_, '_>) -> Option<Limit> {
    let max = table.get("max");
    let unit = table.get("unit");
    let counting_value = table.get("counting");
    let calendar = table.text("calendar");
    let readings = readings(table.get("readings"));
    let noon_relief = noon_relief(table.get("noon_relief"));
    let closes_at = table.get("closes_at").and_then(time_of_day);
    if max.is_none() && unit.is_none() && counting_value.is_none() {
        return None;
    }
    let (Some(max), Some(unit), Some(counting_value)) = (max, unit, counting_value) else {
        let hint = "max, unit and counting go together; there is no default";
        table.wrong("a period without a way of counting", Some(hint.to_owned()));
        return None;
    };
    let count = u32::try_from(max.count()?).ok().filter(|n| (1..=3660).contains(n));
    if count.is_none() {
        max.wrong("a period of law is between 1 and 3660", None);
    }
    let unit = unit.coded()?;
    let counting = counting(counting_value)?;
    if !fits(unit, counting) {
        counting_value.wrong(
            format!("`{counting}` does not count this unit"),
            Some(counting_for(unit).to_owned()),
        );
    }
    if counting == Counting::Business && calendar.is_none() {
        table.wrong(
            "business days without a calendar",
            Some("say whose holidays: calendar = \"US-VT\"".to_owned()),
        );
    }
    let period = Period { count: count?, unit };
    Some(Limit {
        period,
        counting,
        calendar,
        readings,
        noon_relief,
        closes_at: closes_at.filter(|_| ends_with_a_day(table, unit)),
    })
}

/// A time of day ends a limit that is counted in whole days, and no other: the reading of a filing system's closing
/// time, such as 17:30 for Form 8-K.
fn ends_with_a_day(table: &Table<'_, '_>, unit: Unit) -> bool {
    let days = !matches!(unit, Unit::Hours | Unit::Minutes);
    if !days && table.get("closes_at").is_some() {
        table.wrong(
            "`closes_at` goes with days and months: a limit in hours ends at its own moment",
            None,
        );
    }
    days
}

/// The strict way of counting each unit: the clock is always the strict reading, and the others stand under `readings`.
fn fits(unit: Unit, counting: Counting) -> bool {
    match unit {
        Unit::Minutes | Unit::Hours => counting == Counting::Elapsed,
        Unit::CalendarDays => counting == Counting::Calendar,
        Unit::BusinessDays => counting == Counting::Business,
        Unit::CalendarMonths => counting == Counting::Month,
    }
}

fn counting_for(unit: Unit) -> &'static str {
    match unit {
        Unit::Minutes | Unit::Hours => "hours are counted `elapsed`, the strict reading",
        Unit::CalendarDays => "calendar days are counted `calendar`",
        Unit::BusinessDays => "business days are counted `business`",
        Unit::CalendarMonths => "months are counted `month`",
    }
}

fn counting(value: Value<'_, '_>) -> Option<Counting> {
    value.coded()
}

fn readings(value: Option<Value<'_, '_>>) -> Vec<Reading> {
    let items = value.and_then(|v| v.items()).unwrap_or_default();
    items.into_iter().filter_map(counting).collect()
}

fn noon_relief(value: Option<Value<'_, '_>>) -> Option<NoonRelief> {
    let value = value?;
    let text = value.text()?;
    match text.strip_prefix("unless:") {
        Some(flag) => Some(NoonRelief::Unless(flag.to_owned())),
        None if text == "always" => Some(NoonRelief::Always),
        None => {
            value.wrong(
                format!("unknown noon relief `{text}`"),
                Some("always or unless:FLAG".to_owned()),
            );
            None
        }
    }
}

fn yearly(value: Option<Value<'_, '_>>) -> Option<(u32, u32)> {
    let value = value?;
    let text = value.text()?;
    let day = day_of_year(text);
    if day.is_none() {
        value.wrong(
            format!("`{text}` is not a day of the year"),
            Some("write it as 02-01".to_owned()),
        );
    }
    use chrono::Datelike as _;
    day.map(|d| (d.month(), d.day()))
}

fn order(table: Table<'_, '_>) -> Order {
    let order = Order {
        before: table.texts("before"),
        with: table.texts("with"),
        no_later_than: table.texts("no_later_than"),
        after: table.texts("after"),
        not_before: table.table("not_before").and_then(not_before),
    };
    table.finish();
    order
}

fn not_before(table: Table<'_, '_>) -> Option<NotBefore> {
    let count = table.require("count").and_then(|v| v.count());
    let unit = table.require("unit").and_then(|value| value.coded());
    let after = table.need_text("after");
    let calendar = table.text("calendar");
    table.finish();
    let count = u32::try_from(count?).ok()?;
    Some(NotBefore {
        after,
        period: Period { count, unit: unit? },
        calendar,
    })
}

fn formers(table: &Table<'_, '_>, regime: &RegimeId) -> Vec<super::versions::Former> {
    let tables = table.tables("former").into_iter();
    tables.map(|table| former(table, regime)).collect()
}

fn former(table: Table<'_, '_>, regime: &RegimeId) -> super::versions::Former {
    let until = date(table.require("until")).unwrap_or_default();
    let former = super::versions::Former {
        from: date(table.get("from")),
        until,
        rule: coded(&table, "rule", Rule::Unmodelled),
        note: table.text("note"),
        not_yet: table.texts("not_yet"),
        data: table.table("data").map(data).map(Arc::new),
        obligations: obligations(&table, regime, "obligation"),
    };
    table.text("penalty");
    table.finish();
    former
}
