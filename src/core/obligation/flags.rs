//! Flags of the organization's profile: which are held, and which follow from others.

use std::collections::BTreeSet;

use super::within::within;
use crate::core::facts::Facts;
use crate::core::law::rulebook::Rulebook;
use crate::core::tri::Tri;

/// What an organization is, as far as its profile tells.
pub(super) struct Profile<'a> {
    facts: &'a Facts,
    rules: &'a Rulebook,
    /// The flags that are held, with all that follow from them; `None` while no profile is known.
    held: Option<Vec<String>>,
}

impl<'a> Profile<'a> {
    pub(super) fn new(facts: &'a Facts, rules: &'a Rulebook) -> Profile<'a> {
        let profile = facts.organisation.profile.as_ref();
        let held = profile.map(|flags| with_implied(rules, flags.iter().cloned().collect()));
        Profile { facts, rules, held }
    }

    /// Whether the organization carries any of the flags. `flag@EU` is met by `flag@DE`.
    pub(super) fn any(&self, wanted: &[String]) -> Tri {
        let known = wanted.iter().map(|flag| self.has(flag));
        known.max().unwrap_or(Tri::No)
    }

    /// The other laws that the organization is known to be under, by a flag that says so.
    pub(super) fn under(&self) -> BTreeSet<&'a str> {
        let flags = self.rules.flags.values();
        let held = flags.filter(|flag| flag.other_law.is_some() && self.has(&flag.id) == Tri::Yes);
        held.filter_map(|flag| flag.other_law.as_deref()).collect()
    }

    /// Whether the organization carries a flag.
    pub(super) fn has(&self, wanted: &str) -> Tri {
        let Some(held) = &self.held else {
            return Tri::Unknown;
        };
        if held.iter().any(|flag| flag_matches(self.rules, flag, wanted)) {
            return Tri::Yes;
        }
        let mut unknown = self.facts.organisation.profile_unknown.iter();
        match unknown.any(|flag| flag_matches(self.rules, flag, wanted)) {
            true => Tri::Unknown,
            false => Tri::No,
        }
    }
}

/// Flags that follow from others are derived, not asked: the law data says which. A flag that is held in one place is
/// followed in that place, and what follows may be followed in its turn (a state's bank is a GLBA institution).
fn with_implied(rules: &Rulebook, mut held: Vec<String>) -> Vec<String> {
    let mut next = 0;
    while let Some(flag) = held.get(next) {
        let new: Vec<String> = implied(rules, flag).filter(|flag| !held.contains(flag)).collect();
        held.extend(new);
        next += 1;
    }
    held
}

/// What follows from a flag at once.
fn implied<'r>(rules: &'r Rulebook, held: &'r str) -> impl Iterator<Item = String> {
    let (name, place) = held.split_once('@').unwrap_or((held, ""));
    let implies = rules.flags.get(name).into_iter().flat_map(|flag| &flag.implies);
    implies.map(move |implied| {
        let placed = rules.flags.get(implied).is_some_and(|flag| flag.placed) && !place.is_empty();
        match placed {
            true => format!("{implied}@{place}"),
            false => implied.clone(),
        }
    })
}

/// Whether holding `flag` answers for `wanted`: the same flag, at the same place or at a member of its region.
fn flag_matches(rules: &Rulebook, flag: &str, wanted: &str) -> bool {
    let (name, place) = wanted.split_once('@').unwrap_or((wanted, ""));
    let (held, at) = flag.split_once('@').unwrap_or((flag, ""));
    name == held && (at.is_empty() || place.is_empty() || within(rules, at, place))
}
