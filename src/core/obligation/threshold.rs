//! Thresholds: the number of people from which an obligation applies.

use super::case::Case;
use super::fact_ref::{Below, Wanted};
use super::people::{elsewhere_fact, people};
use super::sentence::{Sentence, said};
use super::step::Step;
use super::within::within;
use crate::core::facts::Count;
use crate::core::facts::keys;
use crate::core::law::rulebook::{Op, Regime, Threshold, Where};
use crate::core::tri::Tri;

/// Compares a number of people with a threshold: a range that straddles it is unknown.
pub(super) fn threshold<'a>(
    case: &Case<'a>,
    regime: &'a Regime,
    wanted: &'a Threshold,
    cite: Option<&'a str>,
) -> Step<'a> {
    let Counted { count, fact, open } = counted(case, regime, wanted);
    let tri = match wanted.scope {
        Where::AnyOnePlace => any_one_place(case, regime, wanted),
        Where::Place | Where::Country | Where::All => compare(count, wanted),
    };
    let of = wanted.of.as_str();
    let measure = said!(wanted.op.words(), " ", wanted.count, " ", of);
    let text = match (tri, wanted.scope) {
        (Tri::Yes, Where::AnyOnePlace) => said!("one place alone has ", measure),
        (Tri::No, Where::AnyOnePlace) => said!("no place alone has ", measure),
        (Tri::Yes, scope) => said!(
            count,
            " affected",
            counted_in(regime, scope),
            ", and the law says ",
            measure
        ),
        (Tri::No, scope) => said!(
            count,
            " affected",
            counted_in(regime, scope),
            ", but the law says ",
            measure
        ),
        (Tri::Unknown, _) => said!("it is not known whether there are ", measure),
    };
    let step = Step::new(tri, text, cite).missing(fact);
    match elsewhere_fact(case).filter(|_| open) {
        Some(fact) => step.missing(fact),
        None => step,
    }
}

/// Where the people live that were counted, in words; a reader cannot check a number without it.
fn counted_in<'a>(regime: &'a Regime, scope: Where) -> Sentence<'a> {
    let state = regime.jurisdiction.contains('-');
    match scope {
        Where::Place => said!(" in ", regime.jurisdiction.as_str()),
        Where::Country => said!(" in ", country(regime)),
        // Only beside a state's residents is it a question who else counts.
        Where::All if state => " in all places together".into(),
        Where::All | Where::AnyOnePlace => "".into(),
    }
}

/// The country of a regime's place.
fn country(regime: &Regime) -> &str {
    let place = regime.jurisdiction.as_str();
    place.split('-').next().unwrap_or(place)
}

/// The people a threshold counts.
struct Counted<'a> {
    count: Count,
    /// The fact that gives their number.
    fact: Wanted<'a>,
    /// Whether unlisted places may add to them.
    open: bool,
}

fn counted<'a>(case: &Case<'a>, regime: &'a Regime, wanted: &Threshold) -> Counted<'a> {
    match wanted.scope {
        // A federal law counts everybody. No built-in one gets here: they say `all` or `any_one_place` themselves.
        Where::Place if regime.jurisdiction != "US" => {
            let place = &regime.jurisdiction;
            let residents = people(case, std::slice::from_ref(place));
            Counted {
                count: residents.count,
                fact: Wanted::below(Below::Affected, place),
                open: residents.open,
            }
        }
        Where::Country if regime.jurisdiction.contains('-') => {
            let country = country(regime);
            let inside = people(case, &[country.to_owned()]);
            Counted {
                count: inside.count,
                fact: keys::affected::TOTAL.into(),
                open: inside.open,
            }
        }
        Where::Place | Where::Country | Where::All | Where::AnyOnePlace => Counted {
            count: case.facts.affected.everybody().unwrap_or(Count::UNKNOWN),
            fact: keys::affected::TOTAL.into(),
            open: true,
        },
    }
}

fn compare(count: Count, wanted: &Threshold) -> Tri {
    let limit = wanted.count;
    let over = |bound: u64| match wanted.op {
        Op::Over => bound > limit,
        Op::AtLeast => bound >= limit,
        Op::Below => bound < limit,
    };
    let low = over(count.min);
    // A number that is open above reaches every limit and stays below none.
    let high = count.max.map_or(wanted.op != Op::Below, over);
    match (low, high) {
        (true, true) => Tri::Yes,
        (false, false) => Tri::No,
        _ => Tri::Unknown,
    }
}

fn any_one_place(case: &Case<'_>, regime: &Regime, wanted: &Threshold) -> Tri {
    let affected = &case.facts.affected;
    let inside = |code: &str| within(case.rules, code, &regime.jurisdiction);
    let parts = affected
        .places()
        .iter()
        .filter(|(code, _)| inside(code) && code.contains('-'));
    let listed = parts.map(|(_, count)| compare(*count, wanted)).max().unwrap_or(Tri::No);
    // A count for the whole country, or for all places that are not listed, says nothing sure about any one of them: it
    // may hide a place with enough people, so that the answer is open, and never proves one.
    let unlisted = affected.listed_at(&regime.jurisdiction).unwrap_or(affected.elsewhere());
    let hidden = match unlisted.max {
        Some(0) => Tri::No,
        max => compare(Count { min: 0, max }, wanted).min(Tri::Unknown),
    };
    listed.or(hidden)
}
