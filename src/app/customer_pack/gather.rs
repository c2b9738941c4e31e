//! A pack made from the record.

use super::extract::extracts;
use super::others::Others;
use super::{Notice, Pack, PackError, PackEvidence, PackIncident, Sent, Told};
use crate::app::checkpoint;
use crate::app::record::{Filter, Loaded, Record};
use crate::app::views::{ObligationView, utc};
use crate::core::contract::{self, Contract, regime_id};
use crate::core::event::{Certainty, Disposition, Filing};
use crate::core::facts::IncidentKind;
use crate::core::facts::keys;
use crate::core::facts::story::{Audience, Told as Reader};
use crate::core::facts::table;
use crate::core::incident::Incident;
use crate::core::time::WallTime;
use crate::core::verdict::Verdict;

/// Whom a pack is for, and of which incidents.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The id of the customer, or the name in the contract.
    pub customer: &'a str,
    /// Empty: every real incident that names the customer.
    pub incidents: &'a [String],
}

/// Makes a pack. Nothing is written.
///
/// # Errors
/// [`PackError`]
pub fn gather(record: &Record, asked: Asked<'_>, now: WallTime) -> Result<(Pack, Vec<Loaded>), PackError> {
    let contract = contract_of(record, asked.customer)?;
    let loaded = incidents(record, &contract, asked.incidents)?;
    let mut others = Others::of(&record.rules, &contract);
    loaded.iter().for_each(|loaded| others.add_of(&loaded.incident));
    let mut pack = Pack::new(&contract, utc(now.at()));
    pack.evidence = checkpoint::of_now(record, now)?.map(|state| PackEvidence {
        verifier: state.verifier,
        checkpoint: state.note,
    });
    for loaded in &loaded {
        pack.incidents.push(incident(record, &contract, loaded, &others, now)?);
    }
    let whole = serde_json::to_string(&pack).map_err(|_| PackError::NamesAnother)?;
    match others.are_named_in(&whole) {
        true => Err(PackError::NamesAnother),
        false => Ok((pack, loaded)),
    }
}

fn contract_of(record: &Record, customer: &str) -> Result<Contract, PackError> {
    let all = contract::all(&record.rules).into_iter().map(|(contract, _)| contract);
    let (found, known): (Vec<Contract>, Vec<Contract>) = all
        .partition(|contract| contract.customer == customer || contract.name.to_lowercase() == customer.to_lowercase());
    found.into_iter().next().ok_or_else(|| PackError::UnknownCustomer {
        customer: customer.to_owned(),
        known: known.into_iter().map(|contract| contract.customer).collect(),
    })
}

fn incidents(record: &Record, contract: &Contract, named: &[String]) -> Result<Vec<Loaded>, PackError> {
    if !named.is_empty() {
        let loaded = named.iter().map(|code| {
            let loaded = record.load(code)?;
            match names(&loaded.incident, &contract.customer) {
                true => Ok(loaded),
                false => Err(PackError::NotAffected {
                    code: loaded.incident.code,
                    customer: contract.customer.clone(),
                }),
            }
        });
        return loaded.collect();
    }
    let real = Filter {
        closed: true,
        exercises: Some(false),
        ..Filter::default()
    };
    let mut all = Vec::new();
    for row in record.list(&real)? {
        let loaded = record.load(&row.stream)?;
        if names(&loaded.incident, &contract.customer) {
            all.push(loaded);
        }
    }
    all.sort_by_key(|loaded| loaded.events.first().map(|stored| stored.event.wall()));
    match all.is_empty() {
        true => Err(PackError::NoIncident(contract.name.clone())),
        false => Ok(all),
    }
}

/// The customers that an incident names now.
fn customers(incident: &Incident) -> Vec<String> {
    let current = incident.current(keys::data::CUSTOMERS);
    let codes = current.iter().filter_map(|entry| entry.value.as_ref()?.codes());
    codes.flatten().cloned().collect()
}

fn names(incident: &Incident, customer: &str) -> bool {
    customers(incident).iter().any(|named| named == customer)
}

/// Whether it is established that nobody else's data is in the figures. While the list of customers is only suspected, it
/// may be longer.
fn affects_only(incident: &Incident, customer: &str) -> bool {
    let current = incident.current(keys::data::CUSTOMERS);
    let confirmed = current.iter().all(|entry| entry.certainty == Certainty::Confirmed);
    confirmed && customers(incident) == [customer]
}

fn incident(
    record: &Record,
    contract: &Contract,
    loaded: &Loaded,
    others: &Others,
    now: WallTime,
) -> Result<PackIncident, PackError> {
    let Loaded { incident, .. } = loaded;
    let regime = regime_id(&contract.customer);
    let assessed = record.assess(incident, &loaded.organisation, incident.now(now))?;
    let own = assessed.view.obligations.iter().filter(|o| *o.regime == *regime);
    let notices = own.filter(|o| o.verdict != Verdict::NotDue || !sent(loaded, o.id.as_str()).is_empty());
    let told = story(incident);
    let figures = match affects_only(incident, &contract.customer) {
        true => figures(incident),
        false => Vec::new(),
    };
    let extracts = extracts(
        loaded,
        (&record.committed(loaded)?, &record.keys_for_export(loaded, false)?),
        &regime,
        others,
    );
    let may = |told: &Told| !others.are_named_in(&told.text);
    let left_out = told.iter().chain(&figures).filter(|told| !may(told)).count()
        + extracts.iter().filter(|extract| extract.body.is_none()).count();
    Ok(PackIncident {
        code: incident.code.clone(),
        exercise: incident.kind == IncidentKind::Exercise,
        opened_at: loaded
            .events
            .first()
            .map(|stored| utc(stored.event.recorded_at))
            .unwrap_or_default(),
        closed_at: incident.closed.as_ref().map(|(at, _)| utc(*at)),
        told: told.into_iter().filter(may).collect(),
        figures: figures.into_iter().filter(may).collect(),
        notices: notices.map(|o| notice(loaded, o, others)).collect(),
        stream: incident.id.clone(),
        extracts,
        left_out,
    })
}

/// What the story tells customers. A text for people, authorities or the press is none for them.
fn story(incident: &Incident) -> Vec<Told> {
    let texts = incident.facts.keys().filter(|key| {
        table::story(key)
            .is_some_and(|(fact, story)| fact.told == Reader::ByReader && story.audience == Audience::Customers)
    });
    texts.filter_map(|key| told(incident, key)).collect()
}

/// What is known of an incident that affected nobody else.
fn figures(incident: &Incident) -> Vec<Told> {
    let wanted = |key: &&String| {
        [keys::milestones::DISCOVERY, keys::data::ELEMENTS, keys::data::ENCRYPTED].contains(&key.as_str())
            || key.starts_with(keys::affected::BELOW)
    };
    incident
        .facts
        .keys()
        .filter(wanted)
        .filter_map(|key| told(incident, key))
        .collect()
}

fn told(incident: &Incident, key: &str) -> Option<Told> {
    let current = incident.current(key);
    let entry = current.last()?;
    Some(Told {
        about: table::label(key),
        text: entry.value.as_ref()?.plain(),
        suspected: entry.certainty != Certainty::Confirmed,
    })
}

fn notice(loaded: &Loaded, obligation: &ObligationView, others: &Others) -> Notice {
    Notice {
        obligation: obligation.id.to_string(),
        verdict: obligation.verdict.words().to_owned(),
        deadline: obligation.deadline.as_ref().map(|d| d.strict_local().to_string()),
        cite: obligation.cite.clone(),
        sent: sent(loaded, obligation.id.as_str())
            .into_iter()
            .map(|filing| {
                let told = |text: &Option<String>| text.clone().filter(|text| !others.are_named_in(text));
                Sent {
                    kind: filing.filing.words().to_owned(),
                    at: utc(filing.at),
                    channel: told(&filing.channel),
                    reference: told(&filing.reference),
                    letters: filing.letters.clone(),
                }
            })
            .collect(),
    }
}

/// The filings of an obligation that were not taken back.
fn sent<'l>(loaded: &'l Loaded, obligation: &str) -> Vec<&'l Filing> {
    let done = loaded.incident.dispositions.get(obligation);
    let done = done.map(Vec::as_slice).unwrap_or_default();
    let withdrawn = done.iter().rposition(|d| d.disposition == Disposition::Withdrawn);
    let standing = done.iter().skip(withdrawn.map_or(0, |at| at + 1));
    standing.filter_map(|d| d.disposition.filing()).collect()
}
