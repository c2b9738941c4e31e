//! Authorities that a letter names: those of its obligation and of the record, and no other country's or state's.

use crate::core::law::terms::Recipient;
use std::collections::BTreeSet;
use std::ops::Range;

use super::phrases::all;
use super::recorded::{Fact, Known};
use super::{Compared, Outcome, What};
use crate::letter::check::Subject;
use crate::letter::check::passage::Passage;
use crate::letter::check::speech::{Word, words_of};

pub(super) fn compare(
    known: &Known,
    passages: &[Passage],
    drafted: &[Passage],
    subject: &Subject,
    found: &mut Vec<Compared>,
) {
    let Some(own) = known
        .place
        .as_ref()
        .filter(|_| !known.drafted.is_empty() || subject.is_to(Recipient::Regulator))
    else {
        return;
    };
    let mut right: BTreeSet<String> = BTreeSet::from([own.clone()]);
    let places = |words: &[Word]| named(words).into_iter().map(|(place, _)| place);
    drafted.iter().for_each(|passage| right.extend(places(&passage.words)));
    for told in &known.facts {
        if let Fact::Authority(text) | Fact::Story(text) = &told.fact {
            right.extend(places(&words_of(text)));
        }
        if let Fact::Authority(name) = &told.fact {
            let words = words_of(name);
            let regions = all().counted_places.hits(&words);
            let regions = regions.iter().filter(|region| is_region(region.means));
            right.extend(regions.map(|region| region.means.clone()));
        }
    }
    // Where the record names no region's authority, any of them may be the right one.
    let regional = right.iter().any(|place| is_region(place));
    let letter_to_authority = subject.is_to(Recipient::Regulator);
    for passage in passages {
        for (place, at) in named(&passage.words)
            .into_iter()
            .filter(|(place, _)| !right.contains(place) && (regional || !is_region(place)))
        {
            let words = format!("no authority of {place} is recorded");
            found.push(Compared {
                what: What::Authority,
                written: passage.as_it_stands(&at),
                outcome: match letter_to_authority {
                    true => Outcome::contradicted(&words),
                    false => Outcome::unknown(&words),
                },
            });
        }
    }
}

/// Police and agencies for security that a letter names and neither its draft nor the record does.
pub(super) fn agencies(known: &Known, passages: &[Passage], drafted: &[Passage], found: &mut Vec<Compared>) {
    if drafted.is_empty() {
        return;
    }
    let hits = |words: &[Word]| {
        let hits = all().bodies.agencies.hits(words).into_iter();
        hits.map(|hit| (hit.means.clone(), hit.words)).collect::<Vec<_>>()
    };
    let mut right: BTreeSet<String> = BTreeSet::new();
    let drafted = drafted.iter().map(|passage| passage.words.clone());
    for words in drafted.chain(known.texts().map(|text| words_of(&text))) {
        right.extend(hits(&words).into_iter().map(|(agency, _)| agency));
    }
    for passage in passages {
        for (agency, at) in hits(&passage.words) {
            if right.contains(&agency) {
                continue;
            }
            found.push(Compared {
                what: What::Authority,
                written: passage.as_it_stands(&at),
                outcome: Outcome::unknown(&format!("nothing is recorded of {agency}")),
            });
        }
    }
}

/// Authorities in a text, each by the place whose it is: by its own name, or as the attorney general of a state.
fn named(words: &[Word]) -> Vec<(String, Range<usize>)> {
    let hits = all().bodies.authorities.hits(words);
    let mut found: Vec<_> = hits.iter().map(|hit| (hit.means.clone(), hit.words.clone())).collect();
    let offices = all().bodies.offices.hits(words);
    for place in all()
        .places
        .hits(words)
        .iter()
        .filter(|place| place.means.starts_with("US-"))
    {
        let behind = |office: &Range<usize>| {
            let gap = office.end..place.words.start;
            gap.len() == 1
                && words
                    .get(gap.start)
                    .is_some_and(|word| all().bodies.office_of.contains(&word.text))
        };
        let beside = offices.iter().map(|hit| hit.words.clone());
        for office in beside.filter(|office| office.start == place.words.end || behind(office)) {
            let range = office.start.min(place.words.start)..office.end.max(place.words.end);
            found.push((place.means.clone(), range));
        }
    }
    for officer in all().bodies.regional.hits(words) {
        let behind = officer.words.end..words.len().min(officer.words.end + REGION);
        let end = behind.clone().find(|at| words[*at].sentence).unwrap_or(behind.end);
        let near = all().counted_places.hits(&words[officer.words.end..end]);
        let region = near.iter().find(|region| is_region(region.means));
        found.extend(region.map(|region| {
            let range = officer.words.start..officer.words.end + region.words.end;
            (region.means.clone(), range)
        }));
    }
    found
}

/// How many words stand between an officer and their region, at most: `für den Datenschutz und die Informationsfreiheit`.
const REGION: usize = 10;

/// Whether a place is a region of a country that has an authority in each of them.
fn is_region(place: &str) -> bool {
    place.starts_with("DE-")
}

/// Whether a line has every word of an authority's name that tells it from others, in whatever order: the Texas Attorney
/// General is the Attorney General of Texas. Both are in lower case.
pub fn names_authority(line: &str, name: &str) -> bool {
    let words = |text: &str| {
        words_of(text)
            .into_iter()
            .map(|word| word.text)
            .collect::<Vec<String>>()
    };
    let (there, wanted) = (words(line), words(name));
    let mut telling = wanted
        .iter()
        .filter(|word| !all().bodies.office_words.contains(word))
        .peekable();
    telling.peek().is_some() && telling.all(|word| there.contains(word))
}
