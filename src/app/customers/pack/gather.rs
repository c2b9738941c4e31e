//! A pack made from the record.

use super::extract::extracts;
use super::others::Others;
use super::{Notice, Pack, PackError, PackEvidence, PackIncident, Sent, Told};
use crate::app::checkpoint;
use crate::app::customers::names::FormerNames;
use crate::app::record::{Filter, Loaded, Record};
use crate::app::views::{ObligationView, utc};
use crate::core::contract::{self, Contract, regime_id};
use crate::core::event::{Certainty, Disposition, Filing};
use crate::core::facts::keys;
use crate::core::facts::kind::OTHER_CUSTOMERS;
use crate::core::facts::story::{Audience, Told as Reader};
use crate::core::facts::table;
use crate::core::facts::{FactValue, IncidentKind};
use crate::core::incident::sender::head;
use crate::core::incident::{FactEntry, Incident};
use crate::core::time::WallTime;
use crate::core::tlp::Tlp;
use crate::core::verdict::Verdict;

/// Whom a pack is for, and of which incidents.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The id of the customer, or the name in the contract.
    pub customer: &'a str,
    /// Empty: every real incident that names the customer, is not restricted and waits for nobody.
    pub incidents: &'a [String],
    /// Names of customers whose contracts changed or ended.
    pub former: &'a FormerNames,
    pub tlp: Option<Tlp>,
}

/// A pack that was made, and what whoever hands it out must know.
#[derive(Debug)]
pub struct Gathered {
    pub pack: Pack,
    pub loaded: Vec<Loaded>,
    /// What is not in it, and why; none of it is for the customer.
    pub notes: Vec<String>,
}

/// Makes a pack. Nothing is written.
///
/// # Errors
/// [`PackError`]
pub fn gather(record: &Record, asked: Asked<'_>, now: WallTime) -> Result<Gathered, PackError> {
    let contract = contract_of(record, asked.customer)?;
    let (loaded, mut notes) = match asked.incidents {
        [] => unasked(record, &contract, now)?,
        named => (named_ones(record, &contract, named, now)?, Vec::new()),
    };
    let mut others = Others::of(&record.rules, asked.former, &contract);
    loaded.iter().for_each(|loaded| others.add_of(&loaded.incident));
    notes.extend(
        others
            .unclear
            .iter()
            .map(|name| format!("{name} is partly the name of this customer as well: read every text for it")),
    );
    let mut pack = Pack::new(&contract, utc(now.at()));
    pack.tlp = asked.tlp;
    if let Some(loaded) = loaded.first() {
        let sender = head(&loaded.incident, &loaded.organisation);
        pack.from = Some(sender.name).filter(|name| !name.is_empty());
        pack.contact = sender.lines;
    }
    pack.evidence = checkpoint::of_now(record, now)?.map(|state| PackEvidence {
        verifier: state.verifier,
        checkpoint: state.note,
    });
    for loaded in &loaded {
        let of = Of {
            record,
            contract: &contract,
            loaded,
            others: &others,
        };
        pack.incidents.push(incident(&of, now, &mut notes)?);
    }
    // Once more over everything: a field that the steps above forgot to look at must not tell of another customer.
    let whole = serde_json::to_string(&pack).map_err(|_| PackError::NamesAnother)?;
    match others.stand_in(&whole) {
        true => Err(PackError::NamesAnother),
        false => Ok(Gathered { pack, loaded, notes }),
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

/// The incidents that were asked for by name.
fn named_ones(record: &Record, contract: &Contract, named: &[String], now: WallTime) -> Result<Vec<Loaded>, PackError> {
    let loaded = named.iter().map(|code| {
        let loaded = record.load(code)?;
        let code = loaded.incident.code.to_string();
        let customer = contract.customer.clone();
        if !names(&loaded.incident, &customer) {
            return Err(PackError::NotAffected { code, customer });
        }
        match held_by(&loaded.incident, &customer, now) {
            Some(authority) => Err(PackError::Held {
                code,
                authority,
                customer,
            }),
            None => Ok(loaded),
        }
    });
    loaded.collect()
}

/// Every real incident that names the customer, but for those that are handed out only when somebody names them, or not yet.
fn unasked(record: &Record, contract: &Contract, now: WallTime) -> Result<(Vec<Loaded>, Vec<String>), PackError> {
    let real = Filter {
        closed: true,
        exercises: Some(false),
        ..Filter::default()
    };
    let (mut all, mut left_out) = (Vec::new(), Vec::new());
    for row in record.list(&real)? {
        let loaded = record.load(&row.stream)?;
        let incident = &loaded.incident;
        if !names(incident, &contract.customer) {
            continue;
        }
        let code = &incident.code;
        if let Some(authority) = held_by(incident, &contract.customer, now) {
            left_out.push(format!(
                "{code} is left out: {authority} asked to wait, and the law-enforcement delay holds for this contract"
            ));
        } else if incident.restricted_to.is_some() {
            left_out.push(format!(
                "{code} is left out: it is restricted to some members; --incident {code} puts it in"
            ));
        } else {
            all.push(loaded);
        }
    }
    all.sort_by_key(|loaded| loaded.events.first().map(|stored| stored.event.wall()));
    match (all.is_empty(), left_out.is_empty()) {
        (true, true) => Err(PackError::NoIncident(contract.name.clone())),
        (true, false) => Err(PackError::AllLeftOut {
            customer: contract.name.clone(),
            why: left_out,
        }),
        (false, _) => Ok((all, left_out)),
    }
}

/// The authority for whom the notices of a contract wait.
fn held_by(incident: &Incident, customer: &str, now: WallTime) -> Option<String> {
    let regime = regime_id(customer);
    let mut running = incident.delays_at(incident.now(now));
    let held = running.find(|delay| delay.regimes.contains(&regime))?;
    Some(held.authority.clone())
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

/// From which entry on figures are of this customer alone; `None`: they may be of others too. While the list of customers is
/// only suspected it may be longer, and whoever decides about data of its own has people of its own among the affected.
fn figures_from(loaded: &Loaded, customer: &str) -> Option<u64> {
    let incident = &loaded.incident;
    let current = incident.current(keys::data::CUSTOMERS);
    let confirmed = current.iter().all(|entry| entry.certainty == Certainty::Confirmed);
    let roles = loaded.organisation.profile.get(keys::organisation::ROLE);
    let for_others_alone = roles
        .and_then(FactValue::codes)
        .is_some_and(|roles| roles == ["processor"]);
    if !confirmed || !for_others_alone || customers(incident) != [customer] {
        return None;
    }
    // What was counted while the list had another name on it was counted for that one as well: it had until the entry that
    // took the name off.
    let history = incident
        .facts
        .get(keys::data::CUSTOMERS)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let with_others = |entry: &FactEntry| {
        let codes = entry.value.as_ref().and_then(FactValue::codes).unwrap_or_default();
        codes.iter().any(|code| code != customer && code != "none")
    };
    let alone = history.iter().rposition(with_others).map_or(0, |last| last + 1);
    let named_alone = history.get(alone).map_or(0, |entry| entry.seq);
    Some(if alone == 0 { 0 } else { named_alone })
}

/// One incident beside the contract.
struct Of<'p> {
    record: &'p Record,
    contract: &'p Contract,
    loaded: &'p Loaded,
    others: &'p Others,
}

fn incident(of: &Of<'_>, now: WallTime, notes: &mut Vec<String>) -> Result<PackIncident, PackError> {
    let Of {
        record,
        contract,
        loaded,
        others,
    } = *of;
    let incident = &loaded.incident;
    let code = &incident.code;
    let regime = regime_id(&contract.customer);
    let nameless = others.nameless(incident);
    let readable = Some(others).filter(|_| nameless.is_empty());
    if readable.is_none() {
        notes.push(format!(
            "{code} names or named {}, of whom no name is known here: no text of it is told",
            nameless.join(", ")
        ));
    }
    if customers(incident).iter().any(|named| named == OTHER_CUSTOMERS) {
        notes.push(format!(
            "{code} concerns customers without a contract, whose names nobody can look for"
        ));
    }
    let assessed = record.assess(incident, &loaded.organisation, incident.now(now))?;
    let own = assessed.view.obligations.iter().filter(|o| *o.regime == *regime);
    let notices = own.filter(|o| o.verdict != Verdict::NotDue || !sent(loaded, o.id.as_str()).is_empty());
    let mut telling = Telling {
        code,
        readable,
        left_out: 0,
        notes,
    };
    let told = telling.those_told(story(incident));
    let figures = figures_from(loaded, &contract.customer).map(|since| figures(incident, since));
    let figures = telling.those_told(figures.unwrap_or_default());
    let notices = notices.map(|o| notice(loaded, o, &mut telling)).collect();
    let extracts = extracts(
        loaded,
        (&record.committed(loaded)?, &record.keys_for_export(loaded, false)?),
        &regime,
        readable,
    );
    let withheld = extracts.iter().filter(|extract| extract.body.is_none());
    for extract in withheld {
        telling.leave_out(&format!("the words of entry {}", extract.seq));
    }
    let left_out = telling.left_out;
    Ok(PackIncident {
        code: code.to_string(),
        exercise: incident.kind == IncidentKind::Exercise,
        opened_at: loaded
            .events
            .first()
            .map(|stored| utc(stored.event.recorded_at))
            .unwrap_or_default(),
        closed_at: incident.closed.as_ref().map(|(at, _)| utc(*at)),
        told,
        figures,
        notices,
        stream: incident.id.to_string(),
        extracts,
        left_out,
    })
}

/// What of one incident may be told, and what was left out.
struct Telling<'p> {
    code: &'p str,
    /// `None` where the names of some customers are not known.
    readable: Option<&'p Others>,
    left_out: usize,
    notes: &'p mut Vec<String>,
}

impl Telling<'_> {
    fn leave_out(&mut self, what: &str) {
        self.left_out += 1;
        self.notes.push(format!("{}: {what} left out", self.code));
    }

    /// The text, unless it names another customer or nobody can see whom it names.
    fn text(&mut self, what: &str, text: Option<&String>) -> Option<String> {
        let text = text?;
        if self.readable.is_some_and(|others| !others.are_named_in(text)) {
            return Some(text.clone());
        }
        self.leave_out(what);
        None
    }

    fn those_told(&mut self, all: Vec<Told>) -> Vec<Told> {
        let kept = all
            .into_iter()
            .filter(|told| self.text(&format!("“{}”", told.about), Some(&told.text)).is_some());
        kept.collect()
    }
}

/// What the story tells customers. A text for people, authorities or the press is none for them.
fn story(incident: &Incident) -> Vec<Told> {
    let texts = incident.facts.keys().filter(|key| {
        table::story(key)
            .is_some_and(|(fact, story)| fact.told == Reader::ByReader && story.audience == Audience::Customers)
    });
    texts.filter_map(|key| told(incident, key)).collect()
}

/// What was recorded of an incident after an entry, since when nobody else was affected.
fn figures(incident: &Incident, after: u64) -> Vec<Told> {
    let wanted = |key: &&String| {
        [keys::milestones::DISCOVERY, keys::data::ELEMENTS, keys::data::ENCRYPTED].contains(&key.as_str())
            || key.starts_with(keys::affected::BELOW)
    };
    incident
        .facts
        .keys()
        .filter(wanted)
        .filter(|key| incident.current(key).last().is_some_and(|entry| entry.seq > after))
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

fn notice(loaded: &Loaded, obligation: &ObligationView, telling: &mut Telling<'_>) -> Notice {
    let filings = sent(loaded, obligation.id.as_str()).into_iter();
    let sent = filings.map(|filing| Sent {
        kind: filing.filing,
        at: utc(filing.at),
        channel: telling.text("how a notice went out", filing.channel.as_ref()),
        reference: telling.text("the reference of a notice", filing.reference.as_ref()),
        letters: filing.letters.clone(),
    });
    Notice {
        obligation: obligation.id.to_string(),
        verdict: obligation.verdict,
        deadline: obligation.deadline.as_ref().map(|d| d.strict_local().to_string()),
        cite: obligation.cite.clone(),
        sent: sent.collect(),
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
