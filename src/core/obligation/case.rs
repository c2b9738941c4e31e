//! One incident laid beside the rule base: which obligations there are to answer, and in which version.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use foldhash::fast::FixedState;

use super::flags::Profile;
use super::start::{self, Start, earliest};
use super::within::{UNION, around, within};
use crate::core::facts::Facts;
use crate::core::law::rulebook::{Obligation, Regime, Rulebook, Version};
use crate::core::time::StoryTime;

/// One obligation before its verdict: the version that counts has been chosen.
pub(super) struct Slot<'a> {
    pub regime: usize,
    pub version: &'a Version,
    pub obligation: &'a Obligation,
}

/// Shared view of facts and rules while one incident is assessed.
pub(super) struct Case<'a> {
    pub facts: &'a Facts,
    pub rules: &'a Rulebook,
    pub now: StoryTime,
    pub slots: Vec<Slot<'a>>,
    pub profile: Profile<'a>,
    /// What the organization's seat lies in; `None` where the seat is not known.
    pub seat: Option<Vec<&'a str>>,
    /// What its main establishment in the Union lies in; nothing where it has none.
    pub main_establishment: Option<Vec<&'a str>>,
    /// The place whose authority leads in the Union, if there is one.
    pub lead: Option<&'a str>,
    /// Other laws that the organization is known to be under.
    pub under: BTreeSet<&'a str>,
    milestones: BTreeMap<&'a str, Start<'a>>,
    /// Where the slots of each regime begin, and where the last one's end.
    starts: Vec<usize>,
    /// The day whose law counts, by regime.
    days: Vec<NaiveDate>,
}

impl<'a> Case<'a> {
    pub(super) fn new(facts: &'a Facts, rules: &'a Rulebook, now: StoryTime) -> Self {
        let organisation = &facts.organisation;
        let main = organisation.eu_main_establishment.as_ref();
        let around = |place: &'a String| around(rules, place);
        let profile = Profile::new(facts, rules);
        let mut case = Case {
            facts,
            rules,
            now,
            slots: Vec::with_capacity(1024),
            under: profile.under(),
            profile,
            lead: lead_place(facts, rules),
            seat: organisation.country.as_ref().map(around),
            main_establishment: main.map(|place| place.as_ref().map(around).unwrap_or_default()),
            milestones: start::all(facts, rules),
            starts: Vec::with_capacity(rules.regimes.len() + 1),
            days: Vec::with_capacity(rules.regimes.len()),
        };
        // A breach is judged by the law in force on the day it was discovered (docs/law-schema.md), or of the nearest
        // milestone known; with none known by today's.
        let counts = case.milestone("discovery").map_or(now.at(), |start| start.at);
        // Hundreds of regimes share a few dozen zones, and finding a local day is what costs.
        let mut days: HashMap<&str, NaiveDate, FixedState> = HashMap::default();
        for (at, regime) in rules.regimes.iter().enumerate() {
            let local = || regime.zone.local(counts).date_naive();
            case.days.push(*days.entry(regime.zone.name()).or_insert_with(local));
            case.starts.push(case.slots.len());
            case.add_regime(at, regime);
        }
        case.starts.push(case.slots.len());
        case
    }

    /// The obligations of the version in force on the day that counts; today's text, marked by the verdict as not
    /// modelled, where no version is known for that day.
    fn add_regime(&mut self, at: usize, regime: &'a Regime) {
        let day = self.days[at];
        let version = regime.on(day).unwrap_or(regime.current());
        let current = regime.current();
        self.slots.extend(version.obligations.iter().map(|obligation| Slot {
            regime: at,
            version,
            obligation,
        }));
        if std::ptr::eq(version, current) {
            return;
        }
        // Obligations that the version of that day does not have are answered all the same, as not due: whoever looks
        // for one by today's name gets the reason and no gap.
        let listed = |id: &str| version.obligations.iter().any(|o| o.id == id);
        let later = current.obligations.iter().filter(|o| !listed(&o.id));
        self.slots.extend(later.map(|obligation| Slot {
            regime: at,
            version,
            obligation,
        }));
    }

    /// The start that a milestone gives: its own moment, or that of the nearest one known.
    pub(super) fn milestone(&self, id: &'a str) -> Option<Start<'a>> {
        let known = self.milestones.get(id).copied();
        // A milestone that the rule base lacks has no neighbours, but may have a moment.
        known.or_else(|| earliest(self.facts, id, false))
    }

    /// The regime an obligation belongs to.
    pub(super) fn regime(&self, slot: &Slot<'a>) -> &'a Regime {
        &self.rules.regimes[slot.regime]
    }

    /// The day whose law counts for a regime.
    pub(super) fn day(&self, regime: usize) -> NaiveDate {
        self.days[regime]
    }

    /// The slot of an obligation, named in full or within its own regime.
    pub(super) fn find(&self, regime: &Regime, reference: &str) -> Option<usize> {
        let (owner, name) = reference.split_once('/').unwrap_or((regime.id.as_str(), reference));
        let at = *self.rules.index.get(owner)?;
        let slots = *self.starts.get(at)?..*self.starts.get(at + 1)?;
        let found = self
            .slots
            .get(slots.clone())?
            .iter()
            .position(|slot| slot.obligation.id == name)?;
        Some(slots.start + found)
    }
}

/// The place whose authority leads: that of the main establishment, where it lies in the Union.
fn lead_place<'a>(facts: &'a Facts, rules: &Rulebook) -> Option<&'a str> {
    let main = facts.organisation.eu_main_establishment.as_ref()?;
    main.as_deref().filter(|place| within(rules, place, UNION))
}
