//! What recording something does to the deadlines, in a sentence.

use std::collections::BTreeMap;

use crate::core::ids::ObligationId;
use crate::core::incident::decide::AssessedObligation;
use crate::core::tri::Tri;

/// How many deadlines would move, and which way. `None`: none would.
pub fn effect(
    before: &BTreeMap<ObligationId, AssessedObligation>,
    after: &BTreeMap<ObligationId, AssessedObligation>,
) -> Option<String> {
    let running = |obligation: &&AssessedObligation| obligation.verdict != Tri::No;
    let moved: Vec<_> = before
        .iter()
        .filter_map(|(key, old)| {
            let new = after.get(key).filter(running)?;
            Some((Some(old).filter(running)?.strict?, new.strict?))
        })
        .collect();
    let later = moved.iter().filter(|(old, new)| new > old).count();
    let earlier = moved.iter().filter(|(old, new)| new < old).count();
    let counted = |number: usize, way: &str| match number {
        0 => None,
        1 => Some(format!("1 deadline {way}")),
        _ => Some(format!("{number} deadlines {way}")),
    };
    let ways = [counted(later, "later"), counted(earlier, "earlier")];
    let words: Vec<String> = ways.into_iter().flatten().collect();
    (!words.is_empty()).then(|| format!("This moves {}", words.join(" and ")))
}
