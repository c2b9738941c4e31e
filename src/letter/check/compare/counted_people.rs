//! Which numbers of a text count people.

use std::collections::BTreeSet;
use std::ops::Range;

use super::counted_places::{behind_a_place, label_of, lives_in, place_of_row};
use super::number::{Number, numbers};
use super::phrases::all;
use super::recorded::Label;
use super::written_days::dates;
use crate::letter::check::passage::{Passage, Place};
use crate::letter::check::speech::{Hit, Lexicon, Word, sentences};

/// How many words may stand between a number and its people.
pub(super) const NEAR: usize = 4;

/// Numbers of people in a passage: each with the sentence it stands in.
pub(in crate::check) fn people(passage: &Passage) -> Vec<(Number, Range<usize>)> {
    if tells_of_the_sender(passage) {
        return Vec::new();
    }
    let words = &passage.words;
    let mut hits = all().people.hits(words);
    let numbers = numbers(words);
    let lives = match !numbers.is_empty() && !all().counted_places.hits(words).is_empty() {
        true => all().counted.lives.hits(words),
        false => Vec::new(),
    };
    let live: Vec<Range<usize>> = lives.iter().map(|hit| hit.words.clone()).collect();
    hits.extend(lives);
    hits.sort_by_key(|hit| hit.words.start);
    let sheet = counted_row(passage);
    let sentences = sentences(words);
    let counted = numbers.iter().enumerate().filter(|(at, number)| {
        // `one person`, `two employees`: not how many were affected.
        if number.value < 4 && words[number.words.start].text.starts_with(char::is_alphabetic) {
            return false;
        }
        if cites_a_law(words, number) || numbers_a_section(passage, number) || is_of_nobody(passage, number, &sentences)
        {
            return false;
        }
        let next = numbers.get(at + 1).map_or(words.len(), |next| next.words.start);
        let after = hits.iter().any(|hit| {
            let gap = number.words.end..hit.words.start;
            hit.words.start >= number.words.end
                && hit.words.start < next
                && gap.len() <= NEAR
                && !words[gap.start..=hit.words.start]
                    .iter()
                    .any(|word| word.clause || word.sentence)
        });
        after
            || sheet
            || lives_in(words, number, !hits.is_empty())
            || behind_a_place(passage, number, !hits.is_empty())
            || told_before(
                words,
                &hits.iter().map(|hit| hit.words.clone()).collect::<Vec<_>>(),
                number,
            )
            || live
                .iter()
                .any(|hit| hit.end == number.words.start && !words[hit.end].clause)
            || ends_a_sentence_on_people(words, &hits, number)
            || label_of(&sentences, number).is_some_and(|label| {
                let within = |hit: &Range<usize>| label.start <= hit.start && hit.end <= label.end;
                hits.iter().any(|hit| within(&hit.words))
            })
    });
    counted
        .map(|(_, number)| {
            let sentence = sentences
                .iter()
                .find(|range| range.contains(&number.words.start))
                .cloned();
            let label = label_of(&sentences, number);
            let sentence = match (label, sentence) {
                (Some(label), Some(own)) => Some(label.start..own.end),
                (_, own) => own,
            };
            (number.clone(), sentence.unwrap_or(0..words.len()))
        })
        .collect()
}

/// A row that asks for the size of the organization, beside the number under which it pays its fee.
fn tells_of_the_sender(passage: &Passage) -> bool {
    let lead = &passage.lead_words;
    let labels = all().labels.hits(lead);
    passage.place == Place::Row && labels.iter().any(|hit| *hit.means == Label::FeeRegister)
}

/// `3. Residents of Texas`, `3.4 Number of clients`, `artigo 34.º`, which count nobody.
fn numbers_a_section(passage: &Passage, number: &Number) -> bool {
    let (start, end) = (
        passage.words[number.words.start].at.start,
        passage.words[number.words.end - 1].at.end,
    );
    let before = passage.text[..start].strip_suffix('.');
    let of_a_field = before.is_some_and(|text| text.ends_with(|c: char| c.is_ascii_digit()));
    of_a_field
        || passage.text[end..].starts_with(".º")
        || number.words.start == 0 && number.value < 100 && passage.text[end..].starts_with(['.', ')'])
}

/// `Art. 33 Abs. 4 DSGVO`, which counts nobody.
fn cites_a_law(words: &[Word], number: &Number) -> bool {
    let is = |at: Option<usize>, list: &BTreeSet<String>| {
        let word = at.and_then(|at| words.get(at));
        word.is_some_and(|word| list.contains(&word.text))
    };
    is(number.words.start.checked_sub(1), &all().cited.before) || is(Some(number.words.end), &all().cited.after)
}

/// A share, a time of day, or how many people an organization employs.
fn is_of_nobody(passage: &Passage, number: &Number, sentences: &[Range<usize>]) -> bool {
    let words = &passage.words;
    let end = number.words.end;
    let behind = &words[end..(end + NEAR).min(words.len())];
    let told = &all().counted.workforce;
    let first = |lexicon: &Lexicon<()>| lexicon.hits(behind).iter().any(|hit| hit.words.start == 0);
    let percent = passage.text[words[end - 1].at.end..].trim_start().starts_with('%');
    let clock = behind.first().is_some_and(|word| all().clock.contains(&word.text));
    if percent || clock || first(&told.share) {
        return true;
    }
    let Some(sentence) = sentences.iter().find(|range| range.contains(&number.words.start)) else {
        return false;
    };
    let before = &words[number.words.start.saturating_sub(3).max(sentence.start)..number.words.start];
    (told.employs.holds(before) || (told.has.holds(before) && told.has_of.holds(behind)))
        && !told.concerned.holds(&words[sentence.clone()])
}

/// `The number of residents affected is 1,100`.
fn told_before(words: &[Word], people: &[Range<usize>], number: &Number) -> bool {
    let near = number.words.start.saturating_sub(BEFORE);
    let begun = (near..number.words.start).rev().find(|at| words[*at].sentence);
    let from = begun.unwrap_or(near);
    let before = &words[from..number.words.start];
    let of = before.iter().any(|word| all().counted.totals.contains(&word.text));
    let within = |hit: &Range<usize>| hit.start >= from && hit.end <= number.words.start;
    let another = before
        .iter()
        .any(|word| word.text.starts_with(|c: char| c.is_ascii_digit()));
    of && !another && !words[number.words.start].sentence && people.iter().any(within)
}

/// So far before its number may stand whom it counts.
const BEFORE: usize = 12;

/// `Those affected are 7,320.`
fn ends_a_sentence_on_people(words: &[Word], people: &[Hit<'_, ()>], number: &Number) -> bool {
    let last = words
        .get(number.words.end)
        .is_none_or(|next| next.sentence || next.clause);
    last && people.iter().any(|hit| {
        let gap = words.get(hit.words.end..number.words.start).unwrap_or_default();
        let near = !gap.is_empty() && gap.len() <= NEAR + 1;
        let one_sentence = !words[number.words.start].sentence && !gap.iter().any(|word| word.sentence);
        near && one_sentence && all().counted.copulas.holds(gap)
    })
}

/// Whether a row of a sheet holds a number of people.
fn counted_row(passage: &Passage) -> bool {
    if passage.place != Place::Row || is_day(passage) {
        return false;
    }
    let label = &passage.lead_words;
    let people = all().people_labels.holds(label)
        && !all().no_people_labels.holds(label)
        && !all().counted.notified.holds(label);
    let place = place_of_row(passage).is_some();
    let value = passage.text.split(" | ").nth(1).unwrap_or_default();
    let begins = value
        .chars()
        .find(|c| !c.is_whitespace())
        .is_some_and(|c| c.is_ascii_digit());
    (people || place) && passage.text.matches(" | ").count() == 1 && (begins || people) && passage.words.len() <= 16
}

/// Whether a row of a sheet holds a day.
pub(super) fn is_day(passage: &Passage) -> bool {
    !dates(passage, true).is_empty() || !dates(passage, false).is_empty()
}
