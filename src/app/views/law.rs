//! The rule base as people and programs look at it: lists, whole regimes, differences.

use chrono::NaiveDate;
use serde::Serialize;

use super::law_words;

use crate::core::ids::{ObligationId, RegimeId};
use crate::core::law::codes::ELEMENTS;
use crate::core::law::pack::PackLabel;
use crate::core::law::rulebook::*;
use crate::core::law::terms::Recipient;

/// One row of `law list`.
#[derive(Debug, Clone, Serialize)]
pub struct RegimeRow {
    pub id: RegimeId,
    pub jurisdiction: String,
    pub name: String,
    pub kind: String,
    /// First day of the current rules.
    pub in_force_from: Option<String>,
    /// Last look.
    pub reviewed_on: String,
    /// high, medium, low
    pub confidence: String,
    /// How far it binds.
    pub status: &'static str,
    /// Ids of its obligations.
    pub obligations: Vec<String>,
    /// The law pack it came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pack: Option<PackLabel>,
}

#[derive(Debug, Clone, Serialize)]
pub struct RegimeWhole {
    #[serde(flatten)]
    pub row: RegimeRow,
    /// Former ids.
    pub aliases: Vec<String>,
    /// The law's name.
    pub law: String,
    /// Where it stands.
    pub citation: String,
    /// Whom it binds, in words.
    pub applies_to: String,
    /// The regulator's zone.
    pub time_zone: String,
    /// What was read.
    pub sources: Vec<String>,
    pub note: String,
    /// What is left out.
    pub not_modelled: Vec<String>,
    /// Whom it reaches.
    pub reach: Vec<String>,
    /// The same for people.
    #[serde(skip)]
    pub reach_words: Vec<String>,
    /// The harm test in words.
    pub harm_test: Option<String>,
    /// The same for people, with what it means that there is none.
    #[serde(skip)]
    pub harm_words: Option<String>,
    /// Newest first.
    pub versions: Vec<VersionWhole>,
}

#[derive(Debug, Clone, Serialize)]
pub struct VersionWhole {
    /// First day.
    pub from: Option<String>,
    /// Last day.
    pub until: Option<String>,
    /// listed, none, unmodelled
    pub rule: &'static str,
    pub note: Option<String>,
    pub named_elements: Vec<String>,
    /// Elements alone.
    pub standalone_elements: Vec<String>,
    /// Both in words.
    #[serde(skip)]
    pub named_words: Vec<String>,
    #[serde(skip)]
    pub standalone_words: Vec<String>,
    pub obligations: Vec<ObligationWhole>,
}

#[derive(Debug, Clone, Serialize)]
pub struct ObligationWhole {
    /// Id within the regime.
    pub id: String,
    /// Its name.
    pub key: ObligationId,
    /// Who is told.
    pub recipient: Recipient,
    /// owner, vendor, either
    pub role: &'static str,
    pub authority: Option<String>,
    pub channel: Option<String>,
    pub channel_at: Option<String>,
    pub max: Option<u32>,
    pub unit: Option<&'static str>,
    /// The start.
    pub from: Option<String>,
    /// Which filing starts it.
    pub filed: Option<String>,
    pub threshold: Option<ThresholdWhole>,
    pub counting: Option<String>,
    /// Whose holidays.
    pub calendar: Option<String>,
    pub readings: Vec<String>,
    /// The law's words on time.
    pub standard: Option<String>,
    /// Order among notices.
    pub before: Vec<String>,
    pub with: Vec<String>,
    pub no_later_than: Vec<String>,
    /// Where it stands.
    pub cite: String,
    /// Typed conditions and those in words.
    pub conditions: Vec<String>,
    /// The same for people.
    #[serde(skip)]
    pub conditions_words: Vec<String>,
    /// The threshold for people.
    #[serde(skip)]
    pub threshold_words: Option<String>,
    pub content: Vec<String>,
    /// The same in words.
    pub contains: Vec<String>,
    /// Updates.
    pub follow_up: Option<String>,
    /// How far it binds, where it differs.
    pub status: Option<&'static str>,
}

#[derive(Debug, Clone, Serialize)]
pub struct ThresholdWhole {
    /// `>`, `>=` or `<`
    pub op: &'static str,
    pub count: u64,
    /// The statute's word.
    pub of: String,
    /// place, country, all, any_one_place
    #[serde(rename = "where")]
    pub scope: &'static str,
}

pub fn row(regime: &Regime) -> RegimeRow {
    RegimeRow {
        id: regime.id.clone(),
        jurisdiction: regime.jurisdiction.clone(),
        name: regime.name.clone(),
        kind: regime.kind.code().to_owned(),
        in_force_from: regime.current().from.map(|d| d.to_string()),
        reviewed_on: regime.reviewed_on.to_string(),
        confidence: regime.confidence.code().to_owned(),
        status: regime.status.code(),
        obligations: regime.current().obligations.iter().map(|o| o.id.clone()).collect(),
        pack: None,
    }
}

/// Every regime, with the pack it came from.
pub fn rows(rules: &Rulebook) -> Vec<RegimeRow> {
    let named = |regime: &Regime| RegimeRow {
        pack: rules.pack_of(&regime.file).cloned(),
        ..row(regime)
    };
    rules.regimes.iter().map(named).collect()
}

/// A regime with every version, and the pack it came from.
pub fn whole(rules: &Rulebook, regime: &Regime) -> RegimeWhole {
    let scope = &regime.scope;
    let named = |name: &str, list: &[String]| match list.is_empty() {
        true => None,
        false => Some(format!("{name}: {}", list.join(", "))),
    };
    let reach = [
        named("residents of", &scope.residents),
        named("established in", &scope.establishment),
        named("residents of or established in", &scope.place),
        named("any of the flags", &scope.profile),
        named("any of the data sets", &scope.sets),
        named("any of the customers", &scope.customers),
        named("not with the flags", &scope.exempt),
        named("yields to", &scope.displaced_by),
    ];
    RegimeWhole {
        row: RegimeRow {
            pack: rules.pack_of(&regime.file).cloned(),
            ..row(regime)
        },
        aliases: regime.aliases.clone(),
        law: regime.law.clone(),
        citation: regime.citation.clone(),
        applies_to: regime.applies_to.clone(),
        time_zone: regime.zone.name().to_owned(),
        sources: regime.sources.clone(),
        note: regime.note.clone(),
        not_modelled: regime.not_modelled.clone(),
        reach: reach.into_iter().flatten().collect(),
        reach_words: law_words::reach(rules, scope),
        harm_words: regime.harm.as_ref().map(law_words::harm),
        harm_test: regime
            .harm
            .as_ref()
            .map(|h| h.words.clone().unwrap_or_else(|| h.test.code().to_owned())),
        versions: regime.versions.iter().map(|one| version(rules, one)).collect(),
    }
}

fn version(rules: &Rulebook, version: &Version) -> VersionWhole {
    let data = version.data.as_ref();
    VersionWhole {
        from: version.from.map(|d| d.to_string()),
        until: version.until.map(|d| d.to_string()),
        rule: match version.rule {
            Rule::Listed => "listed",
            Rule::None => "none",
            Rule::Unmodelled => "unmodelled",
        },
        note: version.note.clone(),
        named_elements: data.map(|d| d.named.clone()).unwrap_or_default(),
        standalone_elements: data.map(|d| d.alone.clone()).unwrap_or_default(),
        named_words: data.map(|d| elements(&d.named)).unwrap_or_default(),
        standalone_words: data.map(|d| elements(&d.alone)).unwrap_or_default(),
        obligations: version.obligations.iter().map(|one| obligation(rules, one)).collect(),
    }
}

/// Data elements in words.
fn elements(codes: &[String]) -> Vec<String> {
    codes.iter().map(|code| ELEMENTS.meaning(code).to_owned()).collect()
}

fn obligation(rules: &Rulebook, o: &Obligation) -> ObligationWhole {
    let limit = o.limit.as_ref();
    ObligationWhole {
        id: o.id.clone(),
        key: o.key.clone(),
        recipient: o.recipient,
        role: match o.role {
            Some(crate::core::facts::Role::Owner) => "owner",
            Some(crate::core::facts::Role::Vendor) => "vendor",
            None => "either",
        },
        authority: o.authority.clone(),
        channel: o.channel.clone(),
        channel_at: o.channel_at.clone(),
        max: limit.map(|l| l.period.count),
        unit: limit.map(|l| l.period.unit.code()),
        from: o.from.as_ref().map(|from| from.code().to_owned()),
        filed: o.filed.clone(),
        threshold: o.threshold.as_ref().map(threshold),
        counting: limit.map(|l| l.counting.to_string()),
        calendar: limit.and_then(|l| l.calendar.clone()),
        readings: limit
            .map(|l| l.readings.iter().map(ToString::to_string).collect())
            .unwrap_or_default(),
        standard: o.standard.clone(),
        before: o.order.before.clone(),
        with: o.order.with.clone(),
        no_later_than: o.order.no_later_than.clone(),
        cite: o.cite.clone(),
        conditions: conditions(o),
        conditions_words: law_words::conditions(rules, o),
        threshold_words: o.threshold.as_ref().map(law_words::threshold),
        content: o.content.clone(),
        contains: super::in_words(rules, &o.content),
        follow_up: o.follow_up.clone(),
        status: o.status.map(Status::code),
    }
}

fn threshold(t: &Threshold) -> ThresholdWhole {
    ThresholdWhole {
        op: match t.op {
            Op::Over => ">",
            Op::AtLeast => ">=",
            Op::Below => "<",
        },
        count: t.count,
        of: t.of.clone(),
        scope: match t.scope {
            Where::Place => "place",
            Where::Country => "country",
            Where::All => "all",
            Where::AnyOnePlace => "any_one_place",
        },
    }
}

fn conditions(obligation: &Obligation) -> Vec<String> {
    let typed = obligation.when.iter().map(sentence);
    let cases = obligation
        .threshold_or
        .iter()
        .map(|c| format!("or, regardless of the number: {}", sentence(c)));
    let words = obligation.check.iter().map(|words| format!("to check: {words}"));
    typed.chain(cases).chain(words).collect()
}

/// A condition as a short phrase in the law file's own words.
fn sentence(condition: &Condition) -> String {
    let or = |codes: &[String]| codes.join(" or ");
    let text = match &condition.test {
        Test::Profile(flags) => format!("profile {}", or(flags)),
        Test::Question { id, is } => format!("question {id} answered {}", if *is { "yes" } else { "no" }),
        Test::Decision { family, at_least, .. } => format!("decision {family} at least {at_least}"),
        Test::Mark(codes) => format!("data marked {}", or(codes)),
        Test::Elements(codes) => format!("elements {}", or(codes)),
        Test::Sets(codes) => format!("data sets {}", or(codes)),
        Test::Kind(codes) => format!("incident kind {}", or(codes)),
        Test::Follows(target) => format!("follows {target}"),
        Test::SupersededBy(target) => format!("superseded by {target}"),
        Test::OtherNoticeDue => "another authority must be told".to_owned(),
        Test::Count(t) => format!("count {} {} {}", threshold(t).op, t.count, t.of),
        Test::DirectNotice(codes) => format!(
            "direct notice {}",
            or(&codes.iter().map(|c| c.code().to_owned()).collect::<Vec<_>>())
        ),
        Test::InternalSlip(is) => format!("good-faith access {is}"),
        Test::Deletion(codes) => format!(
            "deletion {}",
            or(&codes.iter().map(|c| c.code().to_owned()).collect::<Vec<_>>())
        ),
        Test::RiskRemoved(is) => format!("risk removed {is}"),
        Test::ReliesOnNoHarm => "the no-harm exception is relied on".to_owned(),
        Test::Ordered => "ordered by the authority".to_owned(),
        Test::NotKnown(words) => format!("rule not known: {words}"),
        Test::Any(inner) => inner.iter().map(sentence).collect::<Vec<_>>().join(", or "),
    };
    let lead = if condition.unless { "unless " } else { "" };
    match &condition.words {
        Some(words) => format!("{lead}{text} ({words})"),
        None => format!("{lead}{text}"),
    }
}

/// What differs between the rules in force on two days, a line each.
pub fn diff(rules: &Rulebook, from: NaiveDate, to: NaiveDate) -> Vec<String> {
    let mut lines = Vec::new();
    for regime in &rules.regimes {
        let (old, new) = (regime.on(from), regime.on(to));
        let (Some(old), Some(new)) = (old, new) else {
            if old.is_none() && new.is_some() {
                lines.push(format!("{}: no version is known for {from}", regime.id));
            }
            continue;
        };
        if std::ptr::eq(old, new) {
            continue;
        }
        lines.extend(changes(regime, old, new));
    }
    lines
}

fn changes(regime: &Regime, old: &Version, new: &Version) -> Vec<String> {
    let began = new.from.map(|d| d.to_string()).unwrap_or_default();
    let mut lines = Vec::new();
    for now in &new.obligations {
        let before = old.obligations.iter().find(|o| o.id == now.id);
        let line = match before {
            None => Some(format!("{}: new since {began}", now.key)),
            Some(before) if limits(before) != limits(now) => Some(format!(
                "{}: {} → {} since {began}",
                now.key,
                limits(before),
                limits(now)
            )),
            Some(_) => None,
        };
        lines.extend(line);
    }
    for before in &old.obligations {
        if !new.obligations.iter().any(|o| o.id == before.id) {
            lines.push(format!("{}: repealed as of {began}", before.key));
        }
    }
    if lines.is_empty() {
        lines.push(format!(
            "{}: changed on {began}: {}",
            regime.id,
            old.note.as_deref().unwrap_or("see law show")
        ));
    }
    lines
}

/// Period, start and threshold in one phrase.
fn limits(obligation: &Obligation) -> String {
    let period = obligation
        .limit
        .as_ref()
        .map_or("no fixed deadline".to_owned(), |l| l.period.to_string());
    let from = obligation.from.as_ref().map_or("no start", StartsFrom::code);
    match &obligation.threshold {
        Some(t) => format!("{period} from {from}, {} {} {}", threshold(t).op, t.count, t.of),
        None => format!("{period} from {from}"),
    }
}

/// Regimes nobody has looked at for longer than a number of days.
pub fn stale(rules: &Rulebook, today: NaiveDate, older_than: i64) -> Vec<(&Regime, i64)> {
    let age = |regime: &Regime| (today - regime.reviewed_on).num_days();
    let mut found: Vec<(&Regime, i64)> = rules.regimes.iter().map(|r| (r, age(r))).collect();
    found.retain(|(_, days)| *days > older_than);
    found.sort_by_key(|(_, days)| -days);
    found
}
