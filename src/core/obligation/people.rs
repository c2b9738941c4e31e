//! How many people of a place, or of several, are affected.

use super::case::Case;
use super::fact_ref::{Below, Wanted};
use crate::core::affected::ELSEWHERE;
use crate::core::facts::Count;
use crate::core::tri::Tri;

/// The people of some places.
#[derive(Debug, Clone, Copy)]
pub(super) struct People {
    /// How many.
    pub count: Count,
    /// Whether places that nobody listed may add to them.
    pub open: bool,
}

impl People {
    /// Whether somebody there is affected.
    pub(super) fn anybody(self) -> Tri {
        self.count.anybody()
    }
}

/// The key of the fact that settles every unlisted place. It is worth asking only once some people were counted.
pub(super) fn elsewhere_fact(case: &Case<'_>) -> Option<Wanted<'static>> {
    let affected = &case.facts.affected;
    let asked = affected.known() && affected.elsewhere() != Count::ZERO;
    asked.then(|| Wanted::below(Below::Affected, ELSEWHERE))
}

/// How many people live in any of these places; a region stands for its members. Unlisted places share one bound,
/// which is what lives outside the listed places.
pub(super) fn people(case: &Case<'_>, places: &[String]) -> People {
    let mut found = People {
        count: Count::ZERO,
        open: false,
    };
    for place in places {
        add(case, place, &mut found);
    }
    let elsewhere = case.facts.affected.elsewhere();
    found.open &= elsewhere != Count::ZERO;
    if found.open {
        let max = elsewhere.max;
        found.count = found.count.plus(Count { min: 0, max });
    }
    found
}

fn add(case: &Case<'_>, place: &str, found: &mut People) {
    if let Some(members) = case.rules.regions.get(place) {
        for member in members {
            add(case, member, found);
        }
        return;
    }
    let affected = &case.facts.affected;
    let listed = affected.listed_at(place).or_else(|| affected.rest_of_country(place));
    let count = listed.unwrap_or_else(|| {
        // Listed parts do not rule out the other parts of the same country.
        found.open = true;
        affected.parts_of(place).unwrap_or(Count::ZERO)
    });
    found.count = found.count.plus(count);
}
