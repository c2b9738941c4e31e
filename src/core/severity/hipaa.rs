//! HIPAA's four factors: a breach is presumed unless all four, documented, show a low probability of compromise.
//!
//! Must not know: whether HIPAA applies at all, the notices and their clocks.

use super::facts::*;
use super::methods::Methods;
use super::view::{View, kind_bit};
use super::{MethodResult, missing};
use crate::core::facts::table::{Asked, Method};

/// What one factor says; unknown never lowers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Factor {
    Lowers,
    Raises,
    Unknown,
}

impl Factor {
    fn of(known: Option<bool>) -> Self {
        match known {
            Some(true) => Self::Lowers,
            Some(false) => Self::Raises,
            None => Self::Unknown,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Lowers => "lowers",
            Self::Raises => "raises",
            Self::Unknown => "unknown",
        }
    }
}

fn nature(v: &View, m: &Methods) -> Factor {
    let graver = kind_bit(Kind::Financial) | kind_bit(Kind::Sensitive);
    if v.has(m.hipaa.raising.mask) || v.kinds.is_some_and(|k| k & graver != 0) {
        return Factor::Raises;
    }
    if v.elements.is_none() || v.unlisted_element {
        return Factor::Unknown;
    }
    Factor::of(v.identifiability.map(|i| i <= m.hipaa.low_identifiability))
}

fn who(v: &View) -> Factor {
    Factor::of(v.recipient.map(|r| r <= DataRecipient::Trusted))
}

fn acquired(v: &View) -> Factor {
    // It lowers only where both are proven not to have happened: forensics that cannot tell raise it.
    match (v.acquired, v.accessed) {
        (Some(Likelihood::Excluded), Some(Likelihood::Excluded)) => Factor::Lowers,
        (Some(Likelihood::Excluded) | None, None) | (None, Some(Likelihood::Excluded)) => Factor::Unknown,
        _ => Factor::Raises,
    }
}

/// That nothing was put right yet says nothing of what became of the copy, so that only a yes counts.
fn mitigated(v: &View) -> Factor {
    Factor::of(
        v.deletion
            .map(|d| d <= Deletion::Returned)
            .or(v.remedied.filter(|r| *r)),
    )
}

/// Unknown facts; every factor must be documented, so the four are asked for even where other methods would not.
fn wanting(v: &View) -> Vec<Asked> {
    let mut keys = missing::of(v, Method::Hipaa);
    let factors = [
        (Asked::Accessed, v.accessed.is_none()),
        (Asked::Recipient, v.recipient.is_none()),
        (Asked::Deletion, v.deletion.is_none() && v.remedied != Some(true)),
    ];
    keys.extend(factors.iter().filter(|(_, open)| *open).map(|(key, _)| *key));
    keys.sort_unstable_by_key(|asked| asked.code());
    keys.dedup();
    keys
}

pub(super) fn result(v: &View, m: &Methods) -> MethodResult {
    let factors = [
        ("1 nature and extent of the data", nature(v, m)),
        ("2 who used or received it", who(v)),
        ("3 whether it was actually acquired or viewed", acquired(v)),
        ("4 how far the risk was mitigated", mitigated(v)),
    ];
    let unknown = factors.iter().filter(|(_, f)| *f == Factor::Unknown).count();
    let low = factors.iter().all(|(_, f)| *f == Factor::Lowers);
    // Only unsecured information can be breached (45 CFR 164.402), so that this is asked before the factors.
    let (rank, band, conclusion) = match () {
        () if !v.readable() => (
            0,
            "secured",
            "the data was secured, key safe: no notice; keep the reasons".to_owned(),
        ),
        () if low => (
            1,
            "low probability",
            "all four factors low: no notice; keep the four-factor analysis".to_owned(),
        ),
        () if unknown > 0 => (
            2,
            "presumed breach",
            format!("{unknown} of four factors not documented: notify"),
        ),
        () => (
            2,
            "presumed breach",
            "a low probability of compromise is not shown: notify".to_owned(),
        ),
    };
    MethodResult {
        name: "hipaa",
        score: None,
        band: band.to_owned(),
        rank,
        conclusion,
        working: factors
            .iter()
            .map(|(name, f)| format!("factor {name}: {}", f.word()))
            .collect(),
        missing: missing::owned(&wanting(v)),
        cite: m.hipaa.cite.clone(),
    }
}
