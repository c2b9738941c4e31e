//! Numbers of people in a text against the record.

use std::ops::Range;

use super::counted_people::{is_day, people};
use super::counted_places::{one_of_several, places};
use super::number::{Number, numbers};
use super::phrases::all;
use super::recorded::{Fact, Known, Told};
use super::{Compared, Outcome, What};
use crate::letter::check::passage::{Passage, Place};
use crate::letter::check::speech::{Word, sentences};

/// Every number of people in a passage compared with the record.
pub(super) fn compare(known: &Known, passage: &Passage, story: &[(u64, &Told)], found: &mut Vec<Compared>) {
    let counted = people(passage);
    for (number, sentence) in &counted {
        let after = numbers(&passage.words)
            .into_iter()
            .find(|next| next.words.start >= number.words.end);
        let next = after.map_or(passage.words.len(), |next| next.words.start);
        let places = places(passage, number, sentence, next);
        let written = written(passage, &number.words);
        let of_all = is_of_all(&passage.words, number)
            || says_of_all(&passage.words, number)
            || is_led_as_total(&passage.words, number);
        let each = one_of_several(passage, number);
        if let Some(outcome) = elsewhere(known, passage, number) {
            found.push(Compared {
                what: What::People,
                written,
                outcome,
            });
            continue;
        }
        let meant = Meant {
            own: own_place_only(known, passage, &about(passage, number, sentence, next)) && !of_all,
            all: says_of_all(&passage.words, number) || is_led_as_total(&passage.words, number),
            places: match (of_all, each) {
                (true, _) => Vec::new(),
                (false, true) if places.len() > 1 => vec![places.concat()],
                (false, _) => places,
            },
        };
        let outcome = judge(known, number.value, &meant, how(passage, number), story);
        found.push(Compared {
            what: What::People,
            written,
            outcome,
        });
    }
    nobody_abroad(known, passage, found);
    only_reader(known, passage, found);
    already_told(known, passage, found);
}

/// The words of a sentence that may be about one of its numbers: none behind the next one, and those before it only where no
/// other number is nearer to them.
fn about(passage: &Passage, number: &Number, sentence: &Range<usize>, next: usize) -> Range<usize> {
    let before = numbers(&passage.words)
        .into_iter()
        .filter(|other| other.words.end <= number.words.start && other.words.start >= sentence.start)
        .map(|other| other.words.end)
        .max();
    before.unwrap_or(sentence.start)..sentence.end.min(next.max(number.words.end))
}

/// `9,865 people in all`.
fn says_of_all(words: &[Word], number: &Number) -> bool {
    let behind = &words[number.words.end..(number.words.end + 5).min(words.len())];
    let own = behind
        .iter()
        .position(|word| word.sentence || word.text.starts_with(|c: char| c.is_ascii_digit()));
    let own = &behind[..own.unwrap_or(behind.len())];
    all().counted.all_told.hits(own).iter().any(|hit| hit.words.start <= 2)
}

/// `in total 18,640; in Maine 312`.
fn is_led_as_total(words: &[Word], number: &Number) -> bool {
    let from = number.words.start.saturating_sub(4);
    let before = &words[from..number.words.start];
    let hits = all().counted.all_told.hits(before);
    hits.iter().any(|hit| {
        let gap = &before[hit.words.end..];
        // `14,780 in total; 8,130 of them` calls its first number the total.
        let led = &before[hit.words.start.saturating_sub(2)..hit.words.start];
        let joined = !before[hit.words.start].clause;
        let of_another = joined
            && led
                .iter()
                .any(|word| word.text.starts_with(|c: char| c.is_ascii_digit()));
        !of_another
            && gap.len() <= 1
            && !words[from + hit.words.end..=number.words.start]
                .iter()
                .any(|word| word.sentence)
    })
}

/// `280 residents of two other states`: those of every other place together, or of every other place of the same country.
fn elsewhere(known: &Known, passage: &Passage, number: &Number) -> Option<Outcome> {
    let words = &passage.words;
    let behind = &words[number.words.end..(number.words.end + ELSEWHERE).min(words.len())];
    let own = behind.iter().position(|word| word.sentence).unwrap_or(behind.len());
    let home = known.place.as_ref().filter(|_| all().abroad.holds(&behind[..own]))?;
    let country = home.split('-').next().unwrap_or(home);
    let others: Vec<(&String, u64, Option<u64>, &Told)> = known
        .facts
        .iter()
        .filter_map(|told| {
            if let Fact::People(Some(place), min, max) = &told.fact {
                Some((place, *min, *max, told)).filter(|_| !home.starts_with(place.as_str()))
            } else {
                None
            }
        })
        .collect();
    let sum = |others: &[&(&String, u64, Option<u64>, &Told)]| {
        let min = others.iter().map(|other| other.1).sum();
        let max = others.iter().map(|other| other.2.unwrap_or(other.1)).sum();
        fits(number.value, min, Some(max), how(passage, number))
    };
    let all: Vec<_> = others.iter().collect();
    let same: Vec<_> = all
        .iter()
        .copied()
        .filter(|other| other.0.starts_with(country))
        .collect();
    let first = all.first()?;
    Some(match sum(&all) || sum(&same) {
        true => Outcome::equal(first.3),
        false => Outcome::differs(first.3, "those of other places come to another number".to_owned()),
    })
}

/// So many words behind a number may say that its people live elsewhere.
const ELSEWHERE: usize = 6;

/// The second number of `4,310 of the 23,460 people`.
fn is_of_all(words: &[Word], number: &Number) -> bool {
    let before = &words[number.words.start.saturating_sub(4)..number.words.start];
    let of = before.iter().rposition(|word| all().of_all.contains(&word.text));
    let first = |at: usize| {
        before[..at]
            .iter()
            .any(|word| word.text.starts_with(|c: char| c.is_ascii_digit()))
    };
    // A bracket or a comma may stand before the word itself: `4,310 (of 23,460 people)`.
    let own_clause = words[number.words.start].clause;
    of.is_some_and(|at| {
        first(at) && !own_clause && !before[at].sentence && !before[at + 1..].iter().any(|w| w.sentence || w.clause)
    })
}

/// Whom a number counts.
struct Meant {
    /// Codes of the places that are named: of each name, every place that it may be of.
    places: Vec<Vec<String>>,
    /// Whether only the people of the letter's own place can be meant.
    own: bool,
    /// Whether everybody is meant, wherever they live.
    all: bool,
}

/// Whether a number without a place counts the people of the letter's own place: a field of a state's sheet, or a sentence
/// about its residents, that does not say it is of everybody.
fn own_place_only(known: &Known, passage: &Passage, sentence: &Range<usize>) -> bool {
    let state = known.place.as_ref().is_some_and(|place| place.starts_with("US-"));
    let lead = &passage.lead_words;
    let words = &passage.words[sentence.clone()];
    let (own, everybody) = match passage.place {
        Place::Row => (all().counted.own_place.holds(lead), all().counted.all_told.holds(lead)),
        Place::Heading | Place::Paragraph | Place::Item => (
            all().counted.own_place.holds(words),
            all().counted.all_told.holds(words),
        ),
    };
    state && own && !everybody
}

/// That nobody else is affected, where more than one is recorded.
fn only_reader(known: &Known, passage: &Passage, found: &mut Vec<Compared>) {
    if passage.place == Place::Heading {
        return;
    }
    let several = known
        .facts
        .iter()
        .find(|told| matches!(told.fact, Fact::People(_, min, _) if min > 1));
    for sentence in sentences(&passage.words) {
        let words = &passage.words[sentence];
        if let (Some(told), Some(hit)) = (several, all().counted.only_one.hits(words).first()) {
            found.push(Compared {
                what: What::People,
                written: written(
                    passage,
                    &(words_at(passage, &words[hit.words.start])..words_at(passage, &words[hit.words.end - 1]) + 1),
                ),
                outcome: Outcome::differs(told, format!("{} are recorded", told.origin())),
            });
        }
    }
}

fn words_at(passage: &Passage, word: &Word) -> usize {
    passage
        .words
        .iter()
        .position(|own| own.at == word.at)
        .unwrap_or_default()
}

/// A number of people who were told already, where no letter to people is recorded as sent.
fn already_told(known: &Known, passage: &Passage, found: &mut Vec<Compared>) {
    let lead = &passage.lead_words;
    if passage.place != Place::Row || !all().counted.notified.holds(lead) || is_day(passage) {
        return;
    }
    let value = passage.text.split_once(" | ").map_or("", |(_, value)| value);
    let first = numbers(&crate::letter::check::speech::words_of(value))
        .into_iter()
        .next();
    let sent = known
        .facts
        .iter()
        .any(|told| matches!(&told.fact, Fact::Answer(key, _) if key == "people_told"));
    if first.is_some_and(|number| number.value > 0) && !sent {
        found.push(Compared {
            what: What::People,
            written: passage.text.clone(),
            outcome: Outcome::contradicted("no letter to people is recorded as sent"),
        });
    }
}

pub(super) fn written(passage: &Passage, words: &Range<usize>) -> String {
    let end = (words.end + 2).min(passage.words.len());
    passage.as_it_stands(&(words.start..end))
}

/// How exactly a number is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    Exactly,
    About,
    AtLeast,
}

fn how(passage: &Passage, number: &Number) -> How {
    let from = number.words.start.saturating_sub(3);
    let before = &passage.words[from..number.words.start];
    match (all().more.holds(before), all().about.holds(before)) {
        (true, _) => How::AtLeast,
        (false, true) => How::About,
        (false, false) => How::Exactly,
    }
}

pub(super) fn fits(value: u64, min: u64, max: Option<u64>, how: How) -> bool {
    let max = max.unwrap_or(min);
    match how {
        // Of a range either end may be told, and nothing between them as if it were known.
        How::Exactly => value == min || value == max,
        // `More than 1,000` is true of 1,500, and not of 900.
        How::AtLeast => value <= max,
        How::About => value >= min.saturating_sub(min / 20) && value <= max.saturating_add(max / 20),
    }
}

/// A number of people that is recorded: its place, at least, at most, and where.
type Counted<'k> = (Option<&'k String>, u64, Option<u64>, &'k Told);

/// The people of several places together.
///
/// # Errors
/// The place of which none are recorded.
fn sum<'k>(groups: &[Vec<String>], counts: &[Counted<'k>]) -> Result<(u64, Option<u64>, &'k Told), String> {
    let (mut min, mut max, mut first) = (0_u64, Some(0_u64), None);
    for group in groups {
        let own = counts
            .iter()
            .find(|(place, ..)| place.is_some_and(|place| group.contains(place)));
        let (_, least, most, told) = own.ok_or_else(|| group.first().cloned().unwrap_or_default())?;
        min = min.saturating_add(*least);
        max = max.map(|max| max.saturating_add(most.unwrap_or(*least)));
        first = first.or(Some(*told));
    }
    first.map(|told| (min, max, told)).ok_or_else(String::new)
}

fn judge(known: &Known, value: u64, people: &Meant, how: How, story: &[(u64, &Told)]) -> Outcome {
    let counts: Vec<Counted<'_>> = known
        .facts
        .iter()
        .filter_map(|told| {
            if let Fact::People(place, min, max) = &told.fact {
                Some((place.as_ref(), *min, *max, told))
            } else {
                None
            }
        })
        .collect();
    let has_own = counts
        .iter()
        .any(|(place, ..)| place.is_some() && *place == known.place.as_ref());
    let told_in_story = || story.iter().find(|(own, _)| *own == value).map(|(_, told)| *told);
    if people.places.len() > 1 {
        let sum = sum(&people.places, &counts);
        return match (sum, told_in_story()) {
            (Ok((min, max, told)), _) if fits(value, min, max, how) => Outcome::equal(told),
            (_, Some(told)) => Outcome::equal(told),
            (Ok((min, _, told)), None) => {
                let places: Vec<&str> = people
                    .places
                    .iter()
                    .filter_map(|group| group.first().map(String::as_str))
                    .collect();
                Outcome::differs(
                    told,
                    format!("people in {} are recorded as {min}", places.join(" and ")),
                )
            }
            (Err(place), None) => Outcome::unknown(&format!("no people are recorded in {place}")),
        };
    }
    let named = people.places.first();
    // Of a place, that place's number; without one, the number in all or that of the letter's own place.
    let meant: Vec<_> = counts
        .iter()
        .filter(|(place, ..)| match (named, place) {
            (Some(named), Some(place)) => named.contains(place),
            (Some(_), None) => false,
            (None, None) => !people.own || !has_own,
            // Where a single place is recorded, its people are all there are.
            (None, Some(place)) => (known.place.as_ref() == Some(place) && !people.all) || counts.len() == 1,
        })
        .collect();
    if let Some((.., told)) = meant.iter().find(|(_, min, max, _)| fits(value, *min, *max, how)) {
        return Outcome::equal(told);
    }
    if let Some(told) = told_in_story() {
        return Outcome::equal(told);
    }
    match (meant.first(), named.and_then(|named| named.first())) {
        (Some((_, min, _, told)), _) => Outcome::differs(told, format!("{} are recorded as {min}", told.origin())),
        (None, Some(place)) if !counts.is_empty() => Outcome::unknown(&format!("no people are recorded in {place}")),
        (None, _) => Outcome::unknown("no such number is recorded"),
    }
}

/// A sheet that says that nobody lives elsewhere, where people of several countries are recorded.
fn nobody_abroad(known: &Known, passage: &Passage, found: &mut Vec<Compared>) {
    let label = &passage.lead_words;
    if passage.place != Place::Row || !all().abroad.holds(label) {
        return;
    }
    let value = passage
        .text
        .split_once(" | ")
        .map(|(_, value)| value)
        .unwrap_or_default();
    let words = crate::letter::check::speech::words_of(value);
    let country = |place: &String| place.split('-').next().unwrap_or_default().to_owned();
    let mut countries: Vec<(String, &Told)> = Vec::new();
    for told in &known.facts {
        if let Fact::People(Some(place), ..) = &told.fact
            && !countries.iter().any(|(known, _)| *known == country(place))
        {
            countries.push((country(place), told));
        }
    }
    let starts = all().nobody.hits(&words).iter().any(|hit| hit.words.start == 0);
    if let (true, [_, (_, told), ..]) = (starts, &countries[..]) {
        let outcome = Outcome::differs(told, format!("{} are recorded", told.origin()));
        found.push(Compared {
            what: What::People,
            written: passage.text.clone(),
            outcome,
        });
    }
}
