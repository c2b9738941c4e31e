//! The register of GDPR Art 33(5): every personal data breach with its facts, effects and remedies, notified or not.

use serde::Serialize;

use crate::app::called::{self, Names};
use crate::app::files::csv_out::table;
use crate::app::record::{Filter, Loaded, Record, RecordError};
use crate::app::reports::in_words;
use crate::app::reports::markdown::escaped;
use crate::app::views::utc;
use crate::core::event::Filing;
use crate::core::event_words::Named;
use crate::core::facts::keys;
use crate::core::facts::table::label;
use crate::core::ids::ObligationId;
use crate::core::member::Permission;
use crate::core::obligation::moment_words;
use crate::core::time::WallTime;

/// One breach.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// The incident's code.
    pub code: String,
    /// What people call it.
    pub title: String,
    /// When the organization became aware, in universal time.
    pub aware: Option<String>,
    /// The same on the clock of the incident.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aware_local: Option<String>,
    /// When the breach began, on the clock of the incident; a day where only that may be known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub begun_local: Option<String>,
    /// When it was discovered, in the same way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discovered_local: Option<String>,
    /// When it was contained, in the same way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_local: Option<String>,
    /// What happened (the nature of the breach): the recorded story first.
    pub nature: String,
    /// The data concerned.
    pub data: String,
    /// How many people.
    pub people: String,
    /// Its effects on people, as decided.
    pub effects: String,
    /// What was done about it.
    pub remedies: String,
    /// The supervisory authority told, when, under which reference; or why it was not.
    pub authority: String,
    /// The people told, when; or why they were not.
    pub individuals: String,
    /// Why a notice was late.
    pub late_because: String,
    /// Who decided not to notify, and why.
    pub reasons: String,
}

/// Every breach that whoever opened the record may read, in order of their codes.
///
/// # Errors
/// A refusal by the table of roles, or what the record says.
pub fn entries(record: &Record, now: WallTime) -> Result<Vec<Entry>, RecordError> {
    record.need(Permission::Export, None, now)?;
    let filter = Filter {
        closed: true,
        exercises: Some(false),
        ..Filter::default()
    };
    let mut entries = Vec::new();
    for summary in record.list(&filter)? {
        let loaded = record.load(&summary.stream)?;
        entries.push(named(record, &loaded, now)?);
    }
    entries.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(entries)
}

/// The entry of one incident with the names that people use. An assessment is made only where its filings or decisions name
/// an obligation or a law: it is what takes time.
///
/// # Errors
/// What the record says.
pub fn named(record: &Record, loaded: &Loaded, now: WallTime) -> Result<Entry, RecordError> {
    let incident = &loaded.incident;
    if incident.dispositions.is_empty() && incident.decisions.is_empty() {
        return Ok(entry(loaded, &Names::without_obligations(record, loaded)));
    }
    let assessed = record.assess(incident, &loaded.organisation, incident.now(now))?;
    Ok(entry(loaded, &Names::of(record, loaded, &assessed)))
}

/// The entry of one incident as a page in Markdown, which prints on a sheet.
pub fn sheet(entry: &Entry) -> String {
    let aware = entry.aware_local.as_ref().or(entry.aware.as_ref());
    let told = |moment: &Option<String>| moment.clone().unwrap_or_else(|| "unknown".to_owned());
    let (begun, discovered, ended) = (
        told(&entry.begun_local),
        told(&entry.discovered_local),
        told(&entry.ended_local),
    );
    let parts = [
        ("Beginning of the breach", begun.as_str()),
        ("Discovery", &discovered),
        ("End or containment of the breach", &ended),
        (
            "When the organization became aware",
            aware.map_or("unknown", String::as_str),
        ),
        ("What happened", &entry.nature),
        ("Data", &entry.data),
        ("People", &entry.people),
        ("Effects", &entry.effects),
        ("Remedies", &entry.remedies),
        ("Authorities told", &entry.authority),
        ("People told", &entry.individuals),
        ("Why a notice was late", &entry.late_because),
        ("Decisions and reasons", &entry.reasons),
    ];
    let mut text = format!(
        "# Register of breaches: {} {}\n",
        escaped(&entry.code),
        escaped(&entry.title)
    );
    for (head, words) in parts.iter().filter(|(_, words)| !words.is_empty()) {
        text += &format!("\n## {head}\n\n{}\n", escaped(words));
    }
    text
}

fn value(loaded: &Loaded, key: &str) -> Option<String> {
    let entry = loaded.incident.current(key).into_iter().next_back()?;
    in_words::entry(&loaded.incident.home_zone, key, entry)
}

/// When something was, on the clock of the incident and with the name of its zone.
fn when(loaded: &Loaded, key: &str) -> Option<String> {
    Some(format!("{}, {}", value(loaded, key)?, loaded.incident.home_zone.name()))
}

/// When something was, in universal time as every other moment of the register.
fn moment(loaded: &Loaded, key: &str) -> Option<String> {
    let entry = loaded.incident.current(key).into_iter().next_back()?;
    let value = entry.value.as_ref()?;
    Some(value.moment().map_or_else(|| value.as_typed(), utc))
}

/// The same on the clock of the incident, with its zone.
fn local(loaded: &Loaded, key: &str) -> Option<String> {
    let entry = loaded.incident.current(key).into_iter().next_back()?;
    let zone = &loaded.incident.home_zone;
    Some(format!(
        "{}, {}",
        moment_words(zone, entry.value.as_ref()?.moment()?),
        zone.name()
    ))
}

/// Texts of the story by their names, once each.
fn story(loaded: &Loaded, names: &[&str]) -> Vec<String> {
    names.iter().filter_map(|name| in_words::story(loaded, name)).collect()
}

/// What is known under keys; `None`: nothing is.
fn joined(loaded: &Loaded, keys: &[&str]) -> Option<String> {
    let known: Vec<String> = keys
        .iter()
        .filter_map(|key| Some(format!("{}: {}", label(key), value(loaded, key)?)))
        .collect();
    (!known.is_empty()).then(|| known.join("; "))
}

/// The nature of the breach: what happened as it was told, then what is known of it in single facts.
fn nature(loaded: &Loaded) -> String {
    let facts = joined(
        loaded,
        &[
            keys::breach::TYPES,
            keys::breach::CAUSE,
            keys::breach::KINDS,
            keys::data::ACQUIRED,
            keys::data::ACCESSED,
        ],
    );
    let known: Vec<String> = story(loaded, &["what_happened"]).into_iter().chain(facts).collect();
    match known.is_empty() {
        true => "unknown".to_owned(),
        false => known.join("; "),
    }
}

/// What was decided, why and by whom: decisions with reasons, then those that stand in the log.
fn reasons(loaded: &Loaded, names: &dyn Named) -> String {
    let zone = &loaded.incident.home_zone;
    let decided = loaded.incident.decisions.iter().map(|d| {
        let key = keys::decisions::key(&d.key);
        format!(
            "{}: {}, by {}: {}",
            names.fact(&key),
            d.said().words(zone),
            d.decided_by,
            d.rationale
        )
    });
    let logged = in_words::logged_decisions(loaded);
    let logged = logged
        .iter()
        .map(|line| format!("{}, by {}: {}", moment_words(zone, line.at), line.by, line.text));
    decided.chain(logged).collect::<Vec<_>>().join("; ")
}

/// The entry of an incident.
pub fn entry(loaded: &Loaded, names: &dyn Named) -> Entry {
    let incident = &loaded.incident;
    let remedies: Vec<String> = incident
        .tasks
        .iter()
        .filter(|(_, task)| task.done_at.is_some())
        .map(|(id, task)| match &task.remark {
            Some(remark) => format!("{} ({remark})", names.step(id)),
            None => names.step(id),
        })
        .collect();
    let risk = incident
        .decision("gdpr_risk")
        .map(|d| format!("risk decided: {}", d.said().words(&incident.home_zone)));
    let effects: Vec<String> = risk.into_iter().chain(story(loaded, &["consequences"])).collect();
    let remedies: Vec<String> = story(loaded, &["measures_taken", "measures_planned"])
        .into_iter()
        .chain(remedies)
        .collect();
    Entry {
        code: incident.code.to_string(),
        title: incident.title.clone(),
        aware: moment(loaded, keys::milestones::AWARENESS).or_else(|| moment(loaded, keys::milestones::DISCOVERY)),
        aware_local: local(loaded, keys::milestones::AWARENESS).or_else(|| local(loaded, keys::milestones::DISCOVERY)),
        begun_local: when(loaded, keys::milestones::OCCURRENCE),
        discovered_local: when(loaded, keys::milestones::DISCOVERY),
        ended_local: when(loaded, keys::milestones::CONTAINMENT),
        nature: nature(loaded),
        data: joined(
            loaded,
            &[
                keys::data::ELEMENTS,
                keys::data::SPECIAL_CATEGORIES,
                keys::data::ENCRYPTED,
            ],
        )
        .unwrap_or_else(|| "unknown".to_owned()),
        people: people(loaded),
        effects: match effects.is_empty() {
            true => "undecided".to_owned(),
            false => effects.join("; "),
        },
        remedies: remedies.join("; "),
        authority: told(loaded, names, "regulator"),
        individuals: told(loaded, names, "individuals"),
        late_because: late(loaded, names),
        reasons: reasons(loaded, names),
    }
}

fn people(loaded: &Loaded) -> String {
    let keys = loaded
        .incident
        .facts
        .keys()
        .filter(|key| key.starts_with(keys::affected::BELOW));
    let counts = keys.filter_map(|key| {
        Some(format!(
            "{}: {}",
            called::place(key.strip_prefix(keys::affected::BELOW)?),
            value(loaded, key)?
        ))
    });
    let words = counts.collect::<Vec<_>>().join("; ");
    if words.is_empty() { "unknown".to_owned() } else { words }
}

/// Filings and decisions on the obligations of one kind.
fn told(loaded: &Loaded, names: &dyn Named, kind: &str) -> String {
    let own = loaded
        .incident
        .dispositions
        .iter()
        .filter(|(key, _)| key.parse::<ObligationId>().is_ok_and(|id| id.name() == kind));
    let words = own.flat_map(|(key, list)| {
        let name = names.obligation(key);
        list.iter().map(move |d| {
            let state = d.disposition.words();
            match d.disposition.filing() {
                Some(Filing { at, reference, .. }) => {
                    let reference = reference.as_deref().map(|r| format!(", reference {r}"));
                    format!(
                        "{name}: {state} {}{}",
                        moment_words(&loaded.incident.home_zone, *at),
                        reference.unwrap_or_default()
                    )
                }
                None => {
                    let why = d.rationale.as_deref().map(|r| format!(": {r}")).unwrap_or_default();
                    format!("{name}: {state}{why}")
                }
            }
        })
    });
    words.collect::<Vec<_>>().join("; ")
}

fn late(loaded: &Loaded, names: &dyn Named) -> String {
    let all = loaded.incident.dispositions.iter();
    let reasons = all.flat_map(|(key, list)| {
        let name = names.obligation(key);
        list.iter().filter_map(move |d| {
            let reason = d.disposition.filing()?.late_because.as_ref()?;
            Some(format!("{name}: {reason}"))
        })
    });
    reasons.collect::<Vec<_>>().join("; ")
}

/// The register as CSV.
///
/// `foot`: the state of the record, which is the last row.
pub fn spreadsheet(entries: &[Entry], foot: Option<String>) -> String {
    let heads = [
        "code",
        "title",
        "aware",
        "nature",
        "data",
        "people",
        "effects",
        "remedies",
        "authority",
        "individuals",
        "late_because",
        "reasons",
        "aware_local",
        "begun_local",
        "discovered_local",
        "ended_local",
    ];
    let rows = entries.iter().map(|e| {
        vec![
            e.code.clone(),
            e.title.clone(),
            e.aware.clone().unwrap_or_else(|| "unknown".to_owned()),
            e.nature.clone(),
            e.data.clone(),
            e.people.clone(),
            e.effects.clone(),
            e.remedies.clone(),
            e.authority.clone(),
            e.individuals.clone(),
            e.late_because.clone(),
            e.reasons.clone(),
            e.aware_local.clone().unwrap_or_default(),
            e.begun_local.clone().unwrap_or_default(),
            e.discovered_local.clone().unwrap_or_default(),
            e.ended_local.clone().unwrap_or_default(),
        ]
    });
    let foot = foot.map(|foot| {
        let mut row = vec![String::new(); heads.len()];
        row[0] = foot;
        row
    });
    table(&heads, rows.chain(foot))
}
