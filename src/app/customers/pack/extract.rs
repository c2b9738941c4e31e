//! Which events of an incident prove what a customer was told, and how much of each may be handed out.

use std::collections::BTreeMap;

use super::Extract;
use super::others::Others;
use crate::app::checkpoint::bundle::Proven;
use crate::app::record::{Committed, Loaded, Stored};
use crate::core::event::{Filing, LetterDraft, LetterRevision, ObligationUpdate, SentLetter, What};
use crate::core::ids::{LetterId, StoredDigest};

/// The filings of a customer's own obligations and the texts that went out with them, each with its place in the record.
/// Without `Others` none of them is shown with its words: whom they name cannot be seen.
pub(super) fn extracts(
    loaded: &Loaded,
    (committed, keys): (&[Committed], &BTreeMap<u64, String>),
    regime: &str,
    others: Option<&Others>,
) -> Vec<Extract> {
    let sent: Vec<&SentLetter> = filings(loaded, regime).flat_map(|filing| &filing.letters).collect();
    let of_the_customer = loaded.events.iter().zip(committed).filter(|(stored, _)| {
        let what = &stored.event.what;
        let text = text_of(what).is_some_and(|(letter, sha256)| went_out(&sent, letter, sha256));
        text || filing_of(what, regime).is_some()
    });
    of_the_customer
        .map(|(stored, committed)| {
            let told = others.is_some_and(|others| may_be_told(stored, others));
            Extract {
                seq: stored.event.seq,
                body: told.then(|| String::from_utf8_lossy(&stored.body).into_owned()),
                key: keys.get(&stored.event.seq).filter(|_| told).cloned(),
                proven: Proven::of(committed, told),
            }
        })
        .collect()
}

/// Every filing of an obligation of a regime, in order.
pub(super) fn filings<'l>(loaded: &'l Loaded, regime: &'l str) -> impl Iterator<Item = &'l Filing> {
    let all = loaded.events.iter();
    all.filter_map(move |stored| filing_of(&stored.event.what, regime))
}

fn filing_of<'w>(what: &'w What, regime: &str) -> Option<&'w Filing> {
    if let What::Disposed(update) = what
        && is_of(&update.obligation, regime)
    {
        return update.disposition.filing();
    }
    None
}

fn is_of(obligation: &str, regime: &str) -> bool {
    obligation
        .strip_prefix(regime)
        .is_some_and(|rest| rest.starts_with('/'))
}

fn text_of(what: &What) -> Option<(&LetterId, &StoredDigest)> {
    if let What::LetterDrafted(LetterDraft { letter, sha256, .. })
    | What::LetterRevised(LetterRevision { letter, sha256, .. }) = what
    {
        return Some((letter, sha256));
    }
    None
}

fn went_out(sent: &[&SentLetter], letter: &LetterId, sha256: &StoredDigest) -> bool {
    sent.iter().any(|sent| sent.letter == *letter && sent.sha256 == *sha256)
}

/// Leaves out the team's own reasons and whatever names another customer. The place of such an event in
/// the record is shown without its words.
fn may_be_told(stored: &Stored, others: &Others) -> bool {
    let reasons = |update: &ObligationUpdate| {
        let of_filing = update.disposition.filing().is_none_or(|filing| {
            filing.late_because.is_some()
                || filing.out_of_order_because.is_some()
                || filing.without_letter_because.is_some()
        });
        of_filing || update.rationale.is_some()
    };
    let internal = matches!(&stored.event.what, What::Disposed(update) if reasons(update));
    // What is sealed is looked at as it reads when it is opened; what cannot be looked at is not handed out.
    let opened = serde_json::to_value(&stored.event);
    let names_nobody = opened.is_ok_and(|opened| !others.are_named_among(&opened));
    !internal && names_nobody && !others.stand_in(&String::from_utf8_lossy(&stored.body))
}
