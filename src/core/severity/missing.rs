//! Which unknown facts a method would have needed.
//!
//! Must not know: scores, sentences. A fact counts as missing only where it could matter: a backup is not asked for
//! when availability and integrity are known to be whole.

use super::facts::{BreachType, Likelihood};
use super::view::{View, type_bit};
use crate::core::facts::table::{self, Asked, Method};

/// The unknown ones among the facts that a method asks for, in the order of the table of facts.
pub(super) fn of(v: &View, method: Method) -> Vec<Asked> {
    let asked = table::rows().filter_map(|fact| fact.asked);
    let asked = asked.filter(|(_, methods)| methods.contains(&method));
    asked.map(|(asked, _)| asked).filter(|asked| lacks(v, *asked)).collect()
}

pub(super) fn owned(missing: &[Asked]) -> Vec<String> {
    missing.iter().map(Asked::to_string).collect()
}

fn lacks(v: &View, fact: Asked) -> bool {
    let touched = |t| v.types.is_none_or(|types| types & type_bit(t) != 0);
    let in_doubt = v.evidence() > Likelihood::Excluded;
    match fact {
        Asked::Elements => v.elements.is_none() || v.unlisted_element,
        Asked::Kinds => v.data_unknown(),
        Asked::Context => v.context.is_none(),
        Asked::SpecialCategories => v.special.is_none() && v.data_unknown(),
        Asked::VulnerablePeople => v.vulnerable.is_none(),
        Asked::Encrypted => v.encrypted.is_none(),
        Asked::KeyTaken => v.encrypted == Some(true) && v.key_taken.is_none(),
        Asked::Acquired => v.acquired.is_none(),
        Asked::Accessed => v.accessed.is_none() && (v.acquired.is_none() || v.confidentiality()),
        Asked::Types => v.types.is_none(),
        Asked::Malicious => v.malicious.is_none() && v.cause.is_none(),
        Asked::Recipient => v.recipient.is_none() && in_doubt,
        Asked::Deletion => v.deletion.is_none() && in_doubt && !v.hostile(),
        Asked::Backup => {
            v.backup.is_none() && backup_matters(v, touched(BreachType::Integrity), touched(BreachType::Availability))
        }
        Asked::Effect => v.effect.is_none(),
        Asked::Identifiability => v.identifiability.is_none() && v.readable(),
        Asked::Affected => v.people.is_none_or(|(_, most)| most.is_none()),
        Asked::WithinOrganisation => v.within.is_none(),
        Asked::Remedied => v.remedied.is_none(),
        // No method asks for these by themselves: they stand in for others.
        Asked::Cause | Asked::RestoredAfterHours => false,
    }
}

fn backup_matters(v: &View, integrity: bool, availability: bool) -> bool {
    integrity || availability && v.hours.is_none()
}
