//! A letter that was filed before the day it says it goes out.

use chrono::NaiveDate;

use super::sent_on;
use crate::app::record::Loaded;
use crate::core::event::Filing;
use crate::core::ids::LetterId;
use crate::core::incident::Incident;
use crate::core::incident::letter::Letter;
use crate::letter::check::{Finding, Weight};

/// Whether a filing names a letter.
pub(super) fn is_filed(incident: &Incident, letter: &LetterId) -> bool {
    let done = incident.dispositions.values().flatten();
    let mut filings = done.filter_map(|disposed| disposed.disposition.filing());
    filings.any(|filing| filing.letters.iter().any(|sent| sent.letter == *letter))
}

/// Whether a letter went out and another one did later, for the same obligation: what changed since is told by that one.
pub(super) fn is_supplemented(incident: &Incident, letter: &LetterId) -> bool {
    incident.dispositions.values().any(|history| {
        let mut filings = history.iter().filter_map(|disposed| disposed.disposition.filing());
        let names = |filing: &Filing| filing.letters.iter().any(|sent| sent.letter == *letter);
        let went_out = filings.any(names);
        let mut later = filings.filter(|filing| !filing.letters.is_empty());
        let last = later.next_back();
        went_out && last.is_some_and(|last| !names(last))
    })
}

/// The day that a letter says it goes out on, where one is recorded.
pub(super) fn dated(incident: &Incident, letter: &Letter) -> Option<NaiveDate> {
    let dated = sent_on::moment(incident, sent_on::reader(letter.recipient))?;
    Some(incident.home_zone.local(dated).date_naive())
}

/// What went out on one day cannot be dated a later one.
pub(super) fn before_its_date(loaded: &Loaded, letter: &LetterId) -> Option<Finding> {
    let own = loaded.incident.letters.get(letter)?;
    let day = dated(&loaded.incident, own)?;
    let done = loaded.incident.dispositions.values().flatten();
    let filings = done.filter_map(|disposed| disposed.disposition.filing());
    let own = filings.filter(|filing| filing.letters.iter().any(|sent| sent.letter == *letter));
    let filed = own
        .map(|filing| loaded.incident.home_zone.local(filing.at).date_naive())
        .min()?;
    (day > filed).then(|| Finding {
        rule: "filed-before-date".to_owned(),
        weight: Weight::Fails,
        demand: "a letter is dated the day on which it was filed, or an earlier one".to_owned(),
        found: format!("its date is {day}, and it was filed on {filed}"),
        cite: "the incident's record".to_owned(),
    })
}
