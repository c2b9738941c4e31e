//! People, sums of money and other customers that a letter tells of and neither its draft nor the record does.

use std::collections::BTreeSet;

use super::number::numbers;
use super::phrases::all;
use super::recorded::Known;
use super::unit::stem;
use super::{Compared, Outcome, What};
use crate::letter::check::Subject;
use crate::letter::check::passage::{Passage, Place};
use crate::letter::check::speech::{Word, words_of};

pub(super) fn compare(
    known: &Known,
    passages: &[Passage],
    drafted: &[Passage],
    subject: &Subject,
    found: &mut Vec<Compared>,
) {
    if drafted.is_empty() {
        return;
    }
    let told = Told::of(known, drafted);
    let of_one = subject.is_to_one_of(&all().others.to);
    for passage in passages.iter().filter(|passage| passage.place != Place::Heading) {
        persons(&told, passage, &subject.language, found);
        sums(&told, passage, found);
        if of_one {
            other_customers(passage, found);
        }
    }
}

/// The money that a sum is told in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Currency {
    Dollars,
    Euros,
    Pounds,
    Other,
}

/// A sum of money, and its number in digits.
type Sum = (Currency, String);

impl Currency {
    fn signed(sign: char) -> Option<Currency> {
        match sign {
            '$' => Some(Currency::Dollars),
            '€' => Some(Currency::Euros),
            '£' => Some(Currency::Pounds),
            _ => None,
        }
    }

    fn named(word: &str) -> Option<Currency> {
        let own = match word {
            "dollar" | "dollars" | "usd" | "cents" => Currency::Dollars,
            "euro" | "euros" | "eur" => Currency::Euros,
            "pounds" | "gbp" => Currency::Pounds,
            _ => Currency::Other,
        };
        all().marks.money.iter().any(|known| known == word).then_some(own)
    }
}

/// What the draft and the record tell.
struct Told<'k> {
    /// Beginnings of words.
    words: BTreeSet<String>,
    ordinary: &'k BTreeSet<String>,
    /// Sums of money.
    sums: BTreeSet<Sum>,
}

impl<'k> Told<'k> {
    fn of(known: &'k Known, drafted: &[Passage]) -> Told<'k> {
        let texts: Vec<String> = drafted
            .iter()
            .map(|passage| passage.text.clone())
            .chain(known.texts())
            .collect();
        let words = texts.iter().flat_map(|text| words_of(text));
        Told {
            words: words.map(|word| stem(&word.text)).collect(),
            ordinary: &known.ordinary,
            sums: texts.iter().flat_map(|text| money(text)).map(|(sum, _)| sum).collect(),
        }
    }

    fn knows(&self, word: &Word) -> bool {
        let stem = stem(&word.text);
        self.words.contains(&stem) || self.ordinary.contains(&stem)
    }
}

/// Two words in a row with capitals that neither the draft nor the record has. Where all nouns have capitals, a title must
/// stand before them.
fn persons(told: &Told<'_>, passage: &Passage, language: &str, found: &mut Vec<Compared>) {
    let raw = |word: &Word| &passage.text[word.at.clone()];
    let capital = |word: &Word| {
        let mut signs = raw(word).chars();
        signs.next().is_some_and(char::is_uppercase) && signs.clone().count() > 1 && signs.all(char::is_lowercase)
    };
    let calendar = |word: &Word| all().months.contains_key(&word.text) || all().weekdays.contains_key(&word.text);
    let strange = |word: &Word| capital(word) && !told.knows(word) && !calendar(word);
    let places = all().places.hits(&passage.words);
    for (at, pair) in passage.words.windows(2).enumerate() {
        let [first, last] = pair else { continue };
        let joined = passage.text.get(first.at.end..last.at.start) == Some(" ");
        let titled = at
            .checked_sub(1)
            .is_some_and(|before| all().academic.contains(&passage.words[before].text));
        let place = places
            .iter()
            .any(|hit| hit.words.contains(&at) || hit.words.contains(&(at + 1)));
        if joined && strange(first) && strange(last) && !place && (titled || !language.starts_with("de")) {
            found.push(Compared {
                what: What::Name,
                written: passage.text[first.at.start..last.at.end].to_owned(),
                outcome: Outcome::unknown("no such name is recorded"),
            });
        }
    }
}

fn sums(told: &Told<'_>, passage: &Passage, found: &mut Vec<Compared>) {
    for (sum, written) in money(&passage.text) {
        if !told.sums.contains(&sum) {
            found.push(Compared {
                what: What::Number,
                written,
                outcome: Outcome::unknown("no such sum of money is recorded"),
            });
        }
    }
}

/// Sums of money in a text: currency and digits of each, and how it is written. A currency that is not named is any.
fn money(text: &str) -> Vec<(Sum, String)> {
    let words = words_of(text);
    let numbers = numbers(&words);
    let digit = |word: &Word| word.text.starts_with(|c: char| c.is_ascii_digit());
    let signed = |part: Option<&str>| part.and_then(|part| part.chars().find_map(Currency::signed));
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate().filter(|(_, word)| digit(word)) {
        let before = at.checked_sub(1).map_or(0, |before| words[before].at.end);
        let next = words.get(at + 1);
        let behind = next.map_or(text.len(), |next| next.at.start);
        // `6 million euros` is named behind what it counts in.
        let named = [next, words.get(at + 2)].into_iter().flatten();
        let named = named
            .take_while(|next| !next.sentence)
            .find_map(|next| Some((Currency::named(&next.text)?, next)));
        let sign = signed(text.get(before..word.at.start)).or_else(|| signed(text.get(word.at.end..behind)));
        if let Some(currency) = sign.or(named.map(|(currency, _)| currency)) {
            let end = named
                .filter(|_| sign.is_none())
                .map_or(word.at.end, |(_, next)| next.at.end);
            // `6 million` and `6,000,000` are one sum, and `6 thousand` is another.
            let value = numbers.iter().find(|number| number.words.contains(&at));
            let digits = || word.text.chars().filter(char::is_ascii_digit).collect();
            let digits = value.map_or_else(digits, |number| number.value.to_string());
            found.push(((currency, digits), text[word.at.start..end].to_owned()));
        }
    }
    found
}

/// A letter to one customer tells nothing of others.
fn other_customers(passage: &Passage, found: &mut Vec<Compared>) {
    if let Some(hit) = all().others.words.hits(&passage.words).first() {
        found.push(Compared {
            what: What::People,
            written: passage.as_it_stands(&hit.words),
            outcome: Outcome::unknown("the letter is for one customer, and other customers are none of its business"),
        });
    }
}
