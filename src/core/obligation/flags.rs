//! Flags of the organisation's profile: which are held, and which follow from others.

use super::people::within;
use crate::core::facts::Facts;
use crate::core::law::rulebook::Rulebook;
use crate::core::tri::Tri;

/// Whether the organisation carries any of the flags. `flag@EU` is met by `flag@DE`.
pub(super) fn any_flag(facts: &Facts, rules: &Rulebook, wanted: &[String]) -> Tri {
    let known = wanted.iter().map(|flag| has_flag(facts, rules, flag));
    known.max().unwrap_or(Tri::No)
}

fn has_flag(facts: &Facts, rules: &Rulebook, wanted: &str) -> Tri {
    let organisation = &facts.organisation;
    let Some(profile) = &organisation.profile else {
        return Tri::Unknown;
    };
    if profile
        .iter()
        .any(|flag| flag_matches(rules, flag, wanted) || implies(rules, flag, wanted))
    {
        return Tri::Yes;
    }
    let reopened = organisation
        .profile_unknown
        .iter()
        .any(|flag| flag_matches(rules, flag, wanted));
    if reopened { Tri::Unknown } else { Tri::No }
}

/// Whether holding `flag` answers for `wanted`: the same flag, at the same place or at a member of its region.
fn flag_matches(rules: &Rulebook, flag: &str, wanted: &str) -> bool {
    if flag == wanted {
        return true;
    }
    let (name, place) = wanted.split_once('@').unwrap_or((wanted, ""));
    let (held, at) = flag.split_once('@').unwrap_or((flag, ""));
    name == held && (at.is_empty() || place.is_empty() || within(rules, at, place))
}

/// Flags that follow from others are derived, not asked: the law data says which. A flag that is held in one place
/// is followed in that place, and what follows may be followed in its turn (a state's bank is a GLBA institution).
fn implies(rules: &Rulebook, held: &str, wanted: &str) -> bool {
    let (name, place) = held.split_once('@').unwrap_or((held, ""));
    let Some(flag) = rules.flags.get(name) else {
        return false;
    };
    flag.implies.iter().any(|implied| {
        let placed = rules.flags.get(implied).is_some_and(|flag| flag.placed) && !place.is_empty();
        let follows = if placed {
            format!("{implied}@{place}")
        } else {
            implied.clone()
        };
        flag_matches(rules, &follows, wanted) || implies(rules, &follows, wanted)
    })
}
