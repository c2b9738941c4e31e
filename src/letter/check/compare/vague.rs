//! Numbers of people that are told without a number.

use super::count::written;
use super::counted_people::NEAR;
use super::number::numbers;
use super::phrases::all;
use super::recorded::{Fact, Known};
use super::{Compared, Outcome, What};
use crate::letter::check::passage::Passage;

/// Quantities without a number beside people: `hundreds of customers`, `a handful of residents`.
pub(super) fn compare(known: &Known, passage: &Passage, found: &mut Vec<Compared>) {
    let words = &passage.words;
    let people = all().people.hits(words);
    let numbers = numbers(words);
    for hit in all().vague.hits(words) {
        let (least, most) = *hit.means;
        let near = people.iter().any(|other| {
            let gap = hit.words.end..other.words.start;
            other.words.start >= hit.words.end
                && gap.len() <= NEAR
                && !words[gap].iter().any(|word| word.clause || word.sentence)
        });
        let counted = numbers
            .iter()
            .any(|number| number.words.end > hit.words.start && number.words.start < hit.words.end);
        if !near || counted {
            continue;
        }
        let all_of_them = || known.facts.iter().filter(|told| matches!(told.fact, Fact::People(..)));
        let fits = all_of_them()
            .any(|told| matches!(told.fact, Fact::People(_, min, max) if min <= most && max.unwrap_or(min) >= least));
        let Some(told) = all_of_them().next() else { continue };
        found.push(Compared {
            what: What::People,
            written: written(passage, &hit.words),
            outcome: match fits {
                true => Outcome::equal(told),
                false => Outcome::differs(told, format!("{} is recorded otherwise", told.origin())),
            },
        });
    }
}
