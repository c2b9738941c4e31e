//! Where the people live whom a number counts.

use std::ops::Range;

use super::number::{Number, numbers};
use super::phrases::all;
use crate::letter::check::passage::{Passage, Place};
use crate::letter::check::speech::{Hit, Word};

/// `52,000 in Germany`, in a passage about people.
pub(super) fn lives_in(words: &[Word], number: &Number, people: bool) -> bool {
    let rest = words.get(number.words.end + 1..).unwrap_or_default();
    let leads = words
        .get(number.words.end)
        .is_some_and(|word| all().counted.inside_place.contains(&word.text));
    let place = || {
        all()
            .counted_places
            .hits(&rest[..rest.len().min(3)])
            .iter()
            .any(|hit| hit.words.start == 0)
    };
    let year = (1990..2100).contains(&number.value);
    people && leads && !year && place()
}

/// `Germany (96), Ireland (38)`, `in Austria 410`, in a passage about people.
pub(super) fn behind_a_place(passage: &Passage, number: &Number, people: bool) -> bool {
    let words = &passage.words;
    let before = number.words.start.checked_sub(1).and_then(|at| words.get(at));
    let between = before.and_then(|before| passage.text.get(before.at.end..words[number.words.start].at.start));
    let bracket = between.is_some_and(|between| between.trim() == "(" || between.trim().is_empty());
    let year = (1990..2100).contains(&number.value);
    let place = || {
        let hits = all().counted_places.hits(words);
        hits.iter().any(|hit| hit.words.end == number.words.start)
    };
    people && bracket && !year && place()
}

/// The place that a row of a table is about.
pub(super) fn place_of_row(passage: &Passage) -> Option<Vec<String>> {
    let cell = passage.text.split(" | ").next()?.split(" (").next()?.trim();
    let code = cell.len() == 2 || (cell.len() == 5 && cell.get(2..3) == Some("-"));
    if code && cell.chars().all(|c| c.is_ascii_uppercase() || c == '-') {
        return Some(vec![cell.to_owned()]);
    }
    let words = crate::letter::check::speech::words_of(cell);
    let hits = all().counted_places.hits(&words);
    let whole: Vec<String> = hits
        .iter()
        .filter(|hit| hit.words == (0..words.len()))
        .map(|hit| hit.means.clone())
        .collect();
    (!whole.is_empty()).then_some(whole)
}

/// The places that a number of people may be of: named behind it, else the first before it, with those that are told together
/// with them. A group has every place that may be meant by one name.
pub(super) fn places(passage: &Passage, number: &Number, sentence: &Range<usize>, next: usize) -> Vec<Vec<String>> {
    let beside = lives_in(&passage.words, number, true);
    let named = places_before(passage, number);
    if passage.place == Place::Row && !beside {
        return place_of_row(passage).map_or(named, |place| vec![place]);
    }
    if !named.is_empty() && !beside {
        return named;
    }
    let hits = longest(all().counted_places.hits(&passage.words));
    let inside = |range: &Range<usize>| sentence.contains(&range.start);
    let after = hits
        .iter()
        .filter(|hit| {
            // `in Austria 410` behind it counts the next number's people.
            let of_the_next = hit.words.end == next && next < sentence.end && !passage.words[next].clause;
            inside(&hit.words)
                && hit.words.start >= number.words.end
                && hit.words.start < next
                && hit.words.start - number.words.end <= 7
                && !of_the_next
        })
        .min_by_key(|hit| hit.words.start);
    let before = hits
        .iter()
        .filter(|hit| {
            inside(&hit.words) && hit.words.end <= number.words.start && number.words.start - hit.words.end <= 3
        })
        .max_by_key(|hit| hit.words.start);
    let own = after.or(before);
    own.map_or_else(Vec::new, |hit| {
        all().counted_places.together(&hits, &passage.words, &hit.words)
    })
}

/// The hits that are within no longer one: `Rhode Island` is no Iceland, whose German name it has.
fn longest(hits: Vec<Hit<'_, String>>) -> Vec<Hit<'_, String>> {
    let ranges: Vec<Range<usize>> = hits.iter().map(|hit| hit.words.clone()).collect();
    let within =
        |hit: &Range<usize>, other: &Range<usize>| other.start <= hit.start && hit.end <= other.end && other != hit;
    hits.into_iter()
        .filter(|hit| !ranges.iter().any(|other| within(&hit.words, other)))
        .collect()
}

/// The places whose name stands right before a number: `Germany 23,100, Austria 4,250`.
fn places_before(passage: &Passage, number: &Number) -> Vec<Vec<String>> {
    let first = &passage.words[number.words.start];
    let hits = longest(all().counted_places.hits(&passage.words));
    // `Ireland, 26,800; Poland, 1,500`
    let starts: Vec<usize> = numbers(&passage.words).iter().map(|own| own.words.start).collect();
    let listed = hits.iter().filter(|hit| starts.contains(&hit.words.end)).count() > 1;
    let parted: &[char] = if listed { &['|'] } else { &[',', '|'] };
    let beside = hits.iter().filter(|hit| {
        let joined = &passage.text
            [passage.words[hit.words.end - 1].at.end..first.at.start.max(passage.words[hit.words.end - 1].at.end)];
        hit.words.end == number.words.start && !first.sentence && !joined.contains(parted)
    });
    let longest = beside.max_by_key(|hit| hit.words.len());
    longest.map_or_else(Vec::new, |hit| {
        all().counted_places.together(&hits, &passage.words, &hit.words)
    })
}

/// Whether other numbers stand right beside one, so that each of several places has its own: `1,200 and 800 people in New York
/// and New Jersey`.
pub(super) fn one_of_several(passage: &Passage, number: &Number) -> bool {
    let near = |other: &Number| {
        let behind = other.words.start.checked_sub(number.words.end);
        let before = number.words.start.checked_sub(other.words.end);
        behind.or(before).is_some_and(|gap| (1..=2).contains(&gap))
    };
    numbers(&passage.words).iter().any(near)
}

/// As many words as a label has, at most.
const LABEL: usize = 8;

/// The short sentence before a number that is a sentence of its own: `Texas residents affected. 3,245.`
pub(super) fn label_of(sentences: &[Range<usize>], number: &Number) -> Option<Range<usize>> {
    let own = sentences.iter().position(|range| *range == number.words)?;
    let label = sentences.get(own.checked_sub(1)?)?;
    (label.len() <= LABEL).then(|| label.clone())
}
