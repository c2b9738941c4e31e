//! ENISA's severity score of 2013: data processing context × ease of identification + circumstances.
//!
//! Must not know: any statute, the other methods. Sums are kept in whole quarters, so that edges are exact.

use super::facts::*;
use super::methods::{LossTable, Methods, Quarters};
use super::view::{Loss, View, kind_bit, type_bit};
use super::{GdprRisk, MethodResult, missing};
use crate::core::facts::table::{Asked, Method};

/// The parts of one score.
#[derive(Clone, Copy)]
pub(super) struct Score {
    context: i32,
    identification: Quarters,
    confidentiality: Quarters,
    integrity: Quarters,
    availability: Quarters,
    malicious: Quarters,
}

impl Score {
    pub(super) fn total(&self) -> Quarters {
        let circumstances = self.confidentiality.0 + self.integrity.0 + self.availability.0 + self.malicious.0;
        Quarters(self.context.unsigned_abs() * self.identification.0 + circumstances)
    }
}

/// ENISA's four bands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Band {
    Low,
    Medium,
    High,
    VeryHigh,
}

impl Band {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::VeryHigh => "very high",
        }
    }

    pub(super) fn suggests(self) -> GdprRisk {
        match self {
            Self::Low => GdprRisk::Unlikely,
            Self::Medium => GdprRisk::Risk,
            Self::High | Self::VeryHigh => GdprRisk::High,
        }
    }
}

pub(super) fn score(v: &View, m: &Methods) -> Score {
    let e = &m.enisa;
    Score {
        context: v.processing_context(m),
        identification: identification(v, m),
        confidentiality: confidentiality(v, m),
        integrity: loss(v.integrity(), &e.integrity),
        availability: loss(v.availability(m), &e.availability),
        malicious: if v.malice() { e.malicious } else { Quarters(0) },
    }
}

fn identification(v: &View, m: &Methods) -> Quarters {
    let table = &m.enisa.identifiability;
    if !v.readable() {
        return table.negligible;
    }
    match v.identifiability {
        Some(Identifiability::Negligible) => table.negligible,
        Some(Identifiability::Limited) => table.limited,
        Some(Identifiability::Significant) => table.significant,
        Some(Identifiability::Maximum) | None => table.maximum,
    }
}

fn confidentiality(v: &View, m: &Methods) -> Quarters {
    let table = &m.enisa.confidentiality;
    if v.evidence() <= Likelihood::Possible {
        return table.exposed;
    }
    match v.recipient() {
        DataRecipient::None => table.exposed,
        DataRecipient::Trusted | DataRecipient::Known | DataRecipient::ManyKnown => table.known,
        DataRecipient::Unknown | DataRecipient::Attacker => table.unknown,
    }
}

fn loss(loss: Loss, table: &LossTable) -> Quarters {
    match loss {
        Loss::Restored => table.restored,
        Loss::Recoverable => table.recoverable,
        Loss::Lost => table.lost,
    }
}

pub(super) fn band(total: Quarters, m: &Methods) -> Band {
    let bands = &m.enisa.bands;
    match total {
        t if t >= bands.very_high => Band::VeryHigh,
        t if t >= bands.high => Band::High,
        t if t >= bands.medium => Band::Medium,
        _ => Band::Low,
    }
}

/// The next band's edge, where the score is close below it.
fn near(total: Quarters, m: &Methods) -> Option<Quarters> {
    let bands = &m.enisa.bands;
    let edges = [bands.medium, bands.high, bands.very_high];
    edges
        .into_iter()
        .find(|edge| total < *edge && edge.0 - total.0 <= m.enisa.warn_within.0)
}

pub(super) fn result(v: &View, m: &Methods) -> MethodResult {
    let score = score(v, m);
    let total = score.total();
    let band = band(total, m);
    let missing = missing::of(v, Method::Enisa);
    MethodResult {
        name: "enisa",
        score: Some(total.value()),
        band: band.word().to_owned(),
        rank: band as u8,
        conclusion: conclusion(band).to_owned(),
        working: working(v, m, &score, &missing),
        missing: missing::owned(&missing),
        cite: m.enisa.cite.clone(),
    }
}

fn conclusion(band: Band) -> &'static str {
    match band {
        Band::Low => "minor inconvenience: suggests a record only",
        Band::Medium => "significant inconvenience, overcome with some difficulty: suggests telling the authority",
        Band::High => "serious consequences, hard to overcome: suggests telling the authority and the people",
        Band::VeryHigh => "grave or lasting consequences: suggests telling the authority and the people at once",
    }
}

fn working(v: &View, m: &Methods, s: &Score, missing: &[Asked]) -> Vec<String> {
    let total = s.total();
    let mut lines: Vec<String> = Kind::ALL
        .iter()
        .filter(|k| v.kind_mask(m) & kind_bit(**k) != 0)
        .map(|k| format!("{k} data in context: {}", v.kind_score(*k, m)))
        .collect();
    lines.push(format!("data processing context {} (the gravest kind)", s.context));
    lines.push(format!("ease of identification {}", s.identification.value()));
    lines.push(format!(
        "circumstances: confidentiality {}, integrity {}, availability {}, malicious intent {}",
        s.confidentiality.value(),
        s.integrity.value(),
        s.availability.value(),
        s.malicious.value()
    ));
    let rest = Quarters(total.0 - s.context.unsigned_abs() * s.identification.0).value();
    lines.push(format!(
        "{} x {} + {rest} = {}",
        s.context,
        s.identification.value(),
        total.value()
    ));
    if let Some(edge) = near(total, m) {
        lines.push(format!(
            "warning: within {} of the next band, which starts at {}",
            m.enisa.warn_within.value(),
            edge.value()
        ));
    }
    lines.extend(flags(v, m));
    if !missing.is_empty() {
        lines.push(format!(
            "unknown, scored strictly (context as usual, effect as none seen): {}",
            missing::owned(missing).join(", ")
        ));
    }
    lines
}

fn flags(v: &View, m: &Methods) -> Vec<String> {
    let mut lines = Vec::new();
    let above = m.enisa.people_flag_above;
    if v.people.is_some() && v.most_people() > above {
        lines.push(format!("flag: more than {above} people; the score does not change"));
    }
    if !v.readable() {
        lines.push("flag: data unintelligible, key safe".to_owned());
    }
    if v.kinds.is_some_and(|k| v.elements.is_some() && v.derived_kinds(m) > k) {
        lines.push(
            "note: the elements suggest a more serious kind than the kinds recorded; the recorded kinds were used"
                .to_owned(),
        );
    }
    if v.types == Some(type_bit(BreachType::Availability)) && v.evidence() > Likelihood::Excluded {
        lines.push("note: recorded as availability only, but a copy is not ruled out; treated as exposed".to_owned());
    }
    lines
}
