//! The law that a letter rests on: one to the authority of Texas, or for people in Texas, rests on that of Texas.

use super::phrases::all;
use super::recorded::{Fact, Known};
use super::{Compared, Outcome, What};
use crate::letter::check::passage::{Passage, Place};
use crate::letter::check::speech::Word;

pub(super) fn compare(known: &Known, passages: &[Passage], found: &mut Vec<Compared>) {
    let Some(own) = &known.place else { return };
    for passage in passages {
        // A part for people elsewhere may name their law.
        let headed = all().places.hits(&passage.heading_words);
        if headed.iter().any(|hit| !same(hit.means, own)) {
            continue;
        }
        let readers = passage.place != Place::Heading && all().law.law_of_readers.holds(&passage.words);
        let named = all().places.hits(&passage.words);
        let law = |at: usize| {
            let rest = passage.words.get(at..).unwrap_or_default();
            all().law.law_words.hits(rest).iter().any(|hit| hit.words.start == 0)
        };
        let of_readers = |place: &String| readers && named.iter().any(|hit| hit.means == place && !law(hit.words.end));
        {
            // Citations are full of stops.
            let mut words = passage.words.clone();
            words.iter_mut().for_each(|word| word.sentence = false);
            let foreign = |(place, _): &(String, std::ops::Range<usize>)| !same(place, own) && !of_readers(place);
            if let Some((place, at)) = cited(&words).into_iter().find(foreign) {
                let (from, to) = (words[at.start].at.start, words[at.end - 1].at.end);
                found.push(Compared {
                    what: What::Law,
                    written: passage.text[from..to].to_owned(),
                    outcome: Outcome::contradicted(&format!("the letter is for {own}, and that is the law of {place}")),
                });
            }
        }
    }
}

/// Sections of the letter's own law: the one it is sent under, and those that the record or the template names.
pub(super) fn sections(known: &Known, passages: &[Passage], drafted: &[Passage], found: &mut Vec<Compared>) {
    let (Some(own), Some(statute)) = (&known.place, &known.statute) else {
        return;
    };
    subsections(statute, passages, drafted, known, found);
    let mut right: Vec<String> = numbered(&format!("§ {}", statute.split('§').next_back().unwrap_or_default()));
    right.extend(drafted.iter().flat_map(|passage| numbered(&passage.text)));
    right.extend(known.story_texts().flat_map(numbered));
    for passage in passages {
        // Citations are full of stops.
        let mut words = passage.words.clone();
        words.iter_mut().for_each(|word| word.sentence = false);
        let of_its_law = cited(&words).iter().any(|(place, _)| same(place, own));
        let others = numbered(&passage.text)
            .into_iter()
            .filter(|number| !right.contains(number));
        for number in others.filter(|_| of_its_law) {
            found.push(Compared {
                what: What::Law,
                written: format!("§ {number}"),
                outcome: Outcome::contradicted(&format!("the letter is sent under {statute}")),
            });
        }
    }
}

/// Sections of the code that the letter is sent under, where that is cited without a section mark: `RCW 42.56.590` in a letter
/// under RCW 19.255.010.
pub(super) fn of_its_code(known: &Known, passages: &[Passage], drafted: &[Passage], found: &mut Vec<Compared>) {
    let Some((statute, (code, number))) = known
        .statute
        .as_ref()
        .and_then(|own| Some((own, code_and_number(own)?)))
    else {
        return;
    };
    let mut right = vec![number.to_owned()];
    right.extend(drafted.iter().flat_map(|passage| under_code(&passage.text, code)));
    right.extend(known.story_texts().flat_map(|text| under_code(text, code)));
    let part = |one: &str, whole: &str| {
        whole
            .strip_prefix(one)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    for passage in passages {
        for own in under_code(&passage.text, code) {
            if !right.iter().any(|right| part(&own, right) || part(right, &own)) {
                found.push(Compared {
                    what: What::Law,
                    written: format!("{code} {own}"),
                    outcome: Outcome::contradicted(&format!("the letter is sent under {statute}")),
                });
            }
        }
    }
}

/// `RCW` and `19.255.010` of `RCW 19.255.010`; none of what has a section mark.
fn code_and_number(statute: &str) -> Option<(&str, &str)> {
    let (code, number) = statute.trim().rsplit_once(' ')?;
    let plain = code.chars().all(|c| c.is_ascii_uppercase());
    (plain && number.contains('.') && number.starts_with(|c: char| c.is_ascii_digit())).then_some((code, number))
}

/// The numbers that stand behind a code's name, without their subsections.
fn under_code(text: &str, code: &str) -> Vec<String> {
    let behind = text.match_indices(code).filter_map(|(at, found)| {
        let rest = text.get(at + found.len()..)?.strip_prefix([' ', '\u{a0}'])?;
        let number: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
        let number = number.trim_end_matches('.').to_owned();
        number.contains('.').then_some(number)
    });
    behind.collect()
}

/// The numbers of sections in a text without their subsections: `521.053` of `§ 521.053(i)`.
fn numbered(text: &str) -> Vec<String> {
    let marks = text.match_indices('§').map(|(at, mark)| at + mark.len());
    let found = marks.filter_map(|at| {
        let rest = text.get(at..)?.trim_start_matches(['§', ' ', '\u{a0}']);
        let part = |c: char| c.is_ascii_alphanumeric() || ['.', '-', ':'].contains(&c);
        let number: String = rest.chars().take_while(|c| part(*c)).collect();
        let number = number.trim_end_matches(['.', '-', ':']).to_lowercase();
        number.starts_with(|c: char| c.is_ascii_digit()).then_some(number)
    });
    found.collect()
}

/// Subsections of the section that the letter is sent under: `§ 521.053(b)` for `§ 521.053(i)`. A part of the right one, and
/// what the record or the template names as well, is right.
fn subsections(statute: &str, passages: &[Passage], drafted: &[Passage], known: &Known, found: &mut Vec<Compared>) {
    let mut right = parted(&format!("§ {}", statute.split('§').next_back().unwrap_or_default()));
    right.extend(drafted.iter().flat_map(|passage| parted(&passage.text)));
    right.extend(known.story_texts().flat_map(parted));
    for passage in passages {
        for (number, part) in parted(&passage.text) {
            let same = || right.iter().filter(|(own, _)| *own == number);
            let agrees = |own: &str| own.starts_with(&part) || part.starts_with(own);
            if same().next().is_some() && !same().any(|(_, own)| agrees(own)) {
                found.push(Compared {
                    what: What::Law,
                    written: format!("§ {number}{part}"),
                    outcome: Outcome::contradicted(&format!("the letter is sent under {statute}")),
                });
            }
        }
    }
}

/// The numbers of sections in a text with their subsections: `521.053` and `(i)` of `§ 521.053(i)`.
fn parted(text: &str) -> Vec<(String, String)> {
    let marks = text.match_indices('§').map(|(at, mark)| at + mark.len());
    let found = marks.filter_map(|at| {
        let rest = text.get(at..)?.trim_start_matches(['§', ' ', '\u{a0}']);
        let (number, behind) = rest.split_at(rest.find('(')?);
        let plain = number
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || ['.', '-', ':'].contains(&c));
        let inside = |c: char| c.is_ascii_alphanumeric() || ['(', ')'].contains(&c);
        let part: String = behind.chars().take_while(|c| inside(*c)).collect();
        let part = part.get(..=part.rfind(')')?)?.to_lowercase();
        plain.then(|| (number.to_lowercase(), part))
    });
    found.collect()
}

/// A state's authority is told of the residents of that state.
pub(super) fn residents_elsewhere(known: &Known, passages: &[Passage], found: &mut Vec<Compared>) {
    let Some(own) = known.place.as_ref().filter(|place| place.starts_with("US-")) else {
        return;
    };
    let recorded = |place: &str| {
        known
            .facts
            .iter()
            .any(|told| matches!(&told.fact, Fact::People(Some(own), ..) if own == place))
    };
    for passage in passages.iter().filter(|passage| passage.place != Place::Row) {
        let words = &passage.words;
        for hit in all()
            .places
            .hits(words)
            .iter()
            .filter(|hit| hit.means.starts_with("US-"))
        {
            let rest = words.get(hit.words.end..).unwrap_or_default();
            let residents = all()
                .counted
                .own_place
                .hits(rest)
                .iter()
                .any(|hit| hit.words.start == 0 && !rest[0].sentence);
            if residents && hit.means != own && !recorded(hit.means) {
                let (from, to) = (words[hit.words.start].at.start, words[hit.words.end].at.end);
                found.push(Compared {
                    what: What::People,
                    written: passage.text[from..to].to_owned(),
                    outcome: Outcome::contradicted(&format!("nobody is recorded in {}", hit.means)),
                });
            }
        }
    }
}

/// Whether two codes are one place or one lies in the other. The law of the Union holds in its countries.
fn same(one: &str, other: &str) -> bool {
    let within =
        |one: &str, other: &str| one == other || one.strip_prefix(other).is_some_and(|rest| rest.starts_with('-'));
    let union = |one: &str, other: &str| one == "EU" && !other.starts_with("US") && other.len() == 2;
    within(one, other) || within(other, one) || union(one, other) || union(other, one)
}

/// Places whose law is cited: by how it is cited, or as "California law".
fn cited(words: &[Word]) -> Vec<(String, std::ops::Range<usize>)> {
    let laws = all().law.laws.hits(words);
    let mut found: Vec<_> = laws.iter().map(|hit| (hit.means.clone(), hit.words.clone())).collect();
    for place in all()
        .places
        .hits(words)
        .iter()
        .filter(|place| place.means.starts_with("US-"))
    {
        let rest = words.get(place.words.end..).unwrap_or_default();
        let law = all().law.law_words.hits(rest);
        if law.iter().any(|hit| hit.words.start == 0 && !rest[0].sentence) {
            found.push((place.means.clone(), place.words.start..place.words.end + 1));
        }
    }
    found
}
