//! The register of GDPR Art 33(5): every personal data breach with its facts, effects and remedies, notified or not.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::app::called::{self, Names};
use crate::app::files::csv_out::table;
use crate::app::record::{Filter, Loaded, Record, RecordError};
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
    /// What happened (the nature of the breach).
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
    let parts = [
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
    Some(entry.value.as_ref()?.words(&loaded.incident.home_zone))
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

/// A moment in universal time and on the clock of the incident.
fn both(loaded: &Loaded, at: DateTime<Utc>) -> String {
    format!("{} ({})", utc(at), moment_words(&loaded.incident.home_zone, at))
}

/// Texts of the story by their names: the one for authorities, or else any other, once each.
fn story(loaded: &Loaded, names: &[&str]) -> Vec<String> {
    let told = |name: &&str| {
        let keys = loaded.incident.facts.keys().filter(|key| {
            let mut parts = key.split('.');
            parts.next() == Some("letter") && parts.any(|part| part == *name)
        });
        let mut keys: Vec<&String> = keys.collect();
        keys.sort_by_key(|key| (!key.contains(".authorities."), key.len()));
        let mut texts = keys.into_iter().filter_map(|key| {
            let entry = loaded.incident.current(key).into_iter().next_back()?;
            Some(entry.value.as_ref()?.plain())
        });
        texts.next()
    };
    names.iter().filter_map(told).collect()
}

fn joined(loaded: &Loaded, keys: &[&str]) -> String {
    let known = keys
        .iter()
        .filter_map(|key| Some(format!("{}: {}", label(key), value(loaded, key)?)));
    let words = known.collect::<Vec<_>>().join("; ");
    if words.is_empty() { "unknown".to_owned() } else { words }
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
    let decided: Vec<String> = incident
        .decisions
        .iter()
        .map(|d| {
            format!(
                "{}: {}, by {}: {}",
                names.fact(&keys::decisions::key(&d.key)),
                d.said().words(&incident.home_zone),
                d.decided_by,
                d.rationale
            )
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
        nature: joined(
            loaded,
            &[
                keys::breach::TYPES,
                keys::breach::CAUSE,
                keys::breach::KINDS,
                keys::data::ACQUIRED,
                keys::data::ACCESSED,
            ],
        ),
        data: joined(
            loaded,
            &[
                keys::data::ELEMENTS,
                keys::data::SPECIAL_CATEGORIES,
                keys::data::ENCRYPTED,
            ],
        ),
        people: people(loaded),
        effects: match effects.is_empty() {
            true => "undecided".to_owned(),
            false => effects.join("; "),
        },
        remedies: remedies.join("; "),
        authority: told(loaded, names, "regulator"),
        individuals: told(loaded, names, "individuals"),
        late_because: late(loaded, names),
        reasons: decided.join("; "),
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
                    format!("{name}: {state} {}{}", both(loaded, *at), reference.unwrap_or_default())
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
        ]
    });
    let foot = foot.map(|foot| {
        let mut row = vec![String::new(); heads.len()];
        row[0] = foot;
        row
    });
    table(&heads, rows.chain(foot))
}
