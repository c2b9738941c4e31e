//! Postal addresses that are nobody's who is recorded, in whatever country's form: a street with a number, or a box, and a
//! postal code with its town.

use std::collections::BTreeSet;
use std::ops::Range;

use super::phrases::all;
use super::postal::tokens;
use super::recorded::{Fact, Known, Owner, Told, Way};
use super::{Compared, Outcome, What};
use crate::letter::check::passage::{Passage, Place};
use crate::letter::check::speech::{Word, words_of};

/// So far before a postal code its street may stand, in words.
const STREET: usize = 14;
/// So far from a street its number may stand.
const NUMBER: usize = 4;
/// So far before an address the words may stand that say whose it is.
const WHOSE: usize = 16;
/// The share of an address's words that one recorded text has, for it to be recorded.
const RECORDED: f64 = 0.8;
/// The share from which on it is a slip of another one, which is told as such.
const SLIP: f64 = 0.6;

pub(super) fn compare(known: &Known, passages: &[Passage], drafted: &[Passage], found: &mut Vec<Compared>) {
    let title = passages.iter().position(|passage| passage.place == Place::Heading);
    let own = own(known);
    for (at, passage) in passages.iter().enumerate() {
        for address in addresses(passage) {
            let words = before(passage, &address);
            let sender = own
                .names
                .iter()
                .any(|name| follows(words, name) || begins(passage, name));
            // Whom the letter is addressed to stands above its title.
            let addressee = title.is_some_and(|title| at < title) && !sender;
            if addressee || is_told(known, drafted, &address.text, found) {
                continue;
            }
            let ours = sender || all().postal.ours.holds(words);
            if !ours && all().postal.of_others.holds(&passage.words[..address.words.end]) {
                continue;
            }
            found.push(Compared {
                what: What::Address,
                written: address.text,
                outcome: match (ours, own.address) {
                    (true, Some((right, told))) => Outcome::differs(
                        told,
                        format!("it is given as the sender’s; {} is recorded as {right}", told.words),
                    ),
                    (true, None) => Outcome::unknown("no address of the sender is recorded"),
                    (false, _) => Outcome::unknown("no such address is recorded"),
                },
            });
        }
    }
}

/// What is recorded of the sender.
struct Own<'k> {
    names: Vec<Vec<String>>,
    address: Option<(&'k str, &'k Told)>,
}

fn own(known: &Known) -> Own<'_> {
    let mut own = Own {
        names: Vec::new(),
        address: None,
    };
    for told in &known.facts {
        if let Fact::Name(Owner::Own, name) = &told.fact {
            own.names
                .push(words_of(name).into_iter().map(|word| word.text).collect());
        }
        if let Fact::Reach(Owner::Own, Way::Address, address) = &told.fact {
            own.address = own.address.or(Some((address, told)));
        }
    }
    own
}

/// The words before an address that may say whose it is.
fn before<'p>(passage: &'p Passage, address: &Address) -> &'p [Word] {
    &passage.words[address.words.start.saturating_sub(WHOSE)..address.words.start]
}

/// Whether words end with a name, with a department or a floor behind it at most.
fn follows(words: &[Word], name: &[String]) -> bool {
    let near = &words[words.len().saturating_sub(name.len() + NUMBER)..];
    !name.is_empty()
        && near
            .windows(name.len())
            .any(|own| own.iter().map(|word| &word.text).eq(name))
}

/// Whether a passage is a block of lines that begins with a name.
fn begins(passage: &Passage, name: &[String]) -> bool {
    let first = passage.words.iter().take(name.len()).map(|word| &word.text);
    !name.is_empty() && passage.text.contains('\n') && first.eq(name)
}

/// Whether a recorded text or the draft has an address, or it is a slip of one that has been told already.
fn is_told(known: &Known, drafted: &[Passage], address: &str, found: &[Compared]) -> bool {
    let own: BTreeSet<String> = tokens(address).into_iter().collect();
    let share = |text: &str| {
        let there: BTreeSet<String> = tokens(text).into_iter().collect();
        own.intersection(&there).count() as f64 / own.len().max(1) as f64
    };
    let numbered = |text: &str| {
        let there = tokens(text);
        own.iter()
            .filter(|word| word.starts_with(|sign: char| sign.is_ascii_digit()))
            .all(|word| there.contains(word))
    };
    let recorded = |text: &str| share(text) >= RECORDED && numbered(text);
    let told = found
        .iter()
        .any(|one| one.what == What::Address && share(&one.written) >= SLIP);
    told || known.texts().any(|text| recorded(&text)) || drafted.iter().any(|passage| recorded(&passage.text))
}

/// An address as a passage gives it.
struct Address {
    words: Range<usize>,
    text: String,
}

fn addresses(passage: &Passage) -> Vec<Address> {
    let words = &passage.words;
    let mut found: Vec<Address> = Vec::new();
    let mut from = 0;
    for at in 0..words.len() {
        if at < from || !words[at].text.bytes().any(|sign| sign.is_ascii_digit()) {
            continue;
        }
        let Some(code) = postal_code(passage, at) else { continue };
        let Some(start) = street(words, from.max(at.saturating_sub(STREET))..at) else {
            continue;
        };
        // The town follows a code in most countries.
        let town = words
            .get(code.end)
            .filter(|word| is_name(passage, word) && !word.clause && !word.sentence);
        let end = code.end + usize::from(town.is_some());
        let range = start..end;
        found.push(Address {
            text: passage
                .as_it_stands(&range)
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" "),
            words: range,
        });
        from = end;
    }
    found
}

/// The first word of a street with its number, or of a box, among words.
fn street(words: &[Word], among: Range<usize>) -> Option<usize> {
    let postal = &all().postal;
    let numeric = |at: usize| {
        let text = words[at].text.as_str();
        text.len() <= 6 && text.starts_with(|sign: char| sign.is_ascii_digit())
    };
    let boxed = postal.boxes.hits(&words[among.clone()]);
    if let Some(hit) = boxed.iter().find(|hit| {
        let next = among.start + hit.words.end;
        among.contains(&next) && numeric(next)
    }) {
        return Some(among.start + hit.words.start);
    }
    let named = among.clone().filter(|at| {
        let text = &words[*at].text;
        let ending = postal
            .endings
            .iter()
            .any(|ending| text.len() > ending.len() + 2 && text.ends_with(ending.as_str()));
        postal.streets.contains(text) || ending
    });
    named
        .filter_map(|at| {
            let near = at.saturating_sub(NUMBER).max(among.start)..(at + NUMBER + 1).min(among.end);
            let number = near.filter(|own| numeric(*own)).min_by_key(|own| own.abs_diff(at))?;
            Some(number.min(at))
        })
        .min()
}

/// A postal code that begins with a word, beside the name of a town.
fn postal_code(passage: &Passage, at: usize) -> Option<Range<usize>> {
    let words = &passage.words;
    let shape = |at: usize| {
        words
            .get(at)
            .map(|word| shape(&passage.text[word.at.clone()]))
            .unwrap_or_default()
    };
    let between = |at: usize| {
        let (one, other) = (words.get(at), words.get(at + 1));
        let gap = one
            .zip(other)
            .and_then(|(one, other)| passage.text.get(one.at.end..other.at.start));
        gap.unwrap_or_default()
    };
    let (first, second, gap) = (shape(at), shape(at + 1), between(at));
    let year = words[at]
        .text
        .parse::<u32>()
        .is_ok_and(|value| (1990..2100).contains(&value));
    // Poland and Portugal, ZIP+4, the Netherlands; Britain, Canada; Ireland; Sweden, Czechia and Greece; then the codes
    // of one word, of which a year of four digits is none.
    let length = match (first.as_str(), second.as_str(), gap) {
        ("99" | "9999", "999", "-") | ("99999", "9999", "-") | ("9999", "AA", " ") => 2,
        ("A9" | "A99" | "AA9" | "AA99" | "A9A" | "AA9A", "9AA", " ") | ("A9A", "9A9", " ") => 2,
        ("A99" | "A9A", other, " ") if other.len() == 4 && other.starts_with('A') => 2,
        ("999", "99", " " | "\u{a0}") => 2,
        ("99999", ..) => 1,
        ("9999", ..) if !year => 1,
        _ => return None,
    };
    let end = at + length;
    let behind = words
        .get(end)
        .is_some_and(|word| is_name(passage, word) && !word.clause);
    let town = |at: Option<usize>| at.is_some_and(|at| is_name(passage, &words[at]));
    // `Dublin 7, D07 A4X2`: a district of two digits may stand between.
    let district = at
        .checked_sub(1)
        .is_some_and(|at| words[at].text.len() <= 2 && words[at].text.bytes().all(|sign| sign.is_ascii_digit()));
    let before = town(at.checked_sub(1)) || (district && town(at.checked_sub(2)));
    // Four digits alone are many things; behind a town they are no code.
    let town = behind || (before && first != "9999");
    let joined = passage.text[..words[at].at.start].ends_with(['-', '/', '.', '+', '§']);
    (town && !joined).then_some(at..end)
}

fn is_name(passage: &Passage, word: &Word) -> bool {
    passage.text[word.at.clone()].starts_with(char::is_uppercase)
}

/// Digits as `9`, capital letters as `A`, others as `a`.
fn shape(text: &str) -> String {
    text.chars()
        .map(|sign| match sign {
            sign if sign.is_ascii_digit() => '9',
            sign if sign.is_uppercase() => 'A',
            sign if sign.is_alphabetic() => 'a',
            sign => sign,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::addresses;
    use crate::letter::check::passage::Passage;

    fn given(text: &str) -> Vec<String> {
        addresses(&Passage::of(text))
            .into_iter()
            .map(|address| address.text)
            .collect()
    }

    #[test]
    fn addresses_are_found_in_the_form_of_each_country() {
        for (text, address) in [
            (
                "Write to us at 410 Harbor Lane, Suite 5, Austin, TX 78701.",
                "410 Harbor Lane, Suite 5, Austin, TX 78701",
            ),
            (
                "by mail to P.O. Box 1234, Dayton, OH 45402-0123",
                "P.O. Box 1234, Dayton, OH 45402-0123",
            ),
            (
                "Unser Büro: Hafenstraße 12, 20457 Hamburg, ist offen.",
                "Hafenstraße 12, 20457 Hamburg",
            ),
            ("Bahnhofstrasse 7\n8001 Zürich", "Bahnhofstrasse 7 8001 Zürich"),
            ("12 rue de la Paix, 75002 Paris", "12 rue de la Paix, 75002 Paris"),
            ("Calle de Alcalá 45, 28014 Madrid", "Calle de Alcalá 45, 28014 Madrid"),
            ("Via Roma 10, 20121 Milano", "Via Roma 10, 20121 Milano"),
            (
                "Keizersgracht 123, 1015 CJ Amsterdam",
                "Keizersgracht 123, 1015 CJ Amsterdam",
            ),
            ("ul. Prosta 51, 00-838 Warszawa", "ul. Prosta 51, 00-838 Warszawa"),
            ("Rua Augusta 24, 1100-053 Lisboa", "Rua Augusta 24, 1100-053 Lisboa"),
            ("14 Mill Road, Cambridge CB1 2AD", "14 Mill Road, Cambridge CB1 2AD"),
            ("3 Ormond Quay, Dublin 7, D07 A4X2", "3 Ormond Quay, Dublin 7, D07 A4X2"),
            ("99 King Street, Toronto M5V 2T6", "99 King Street, Toronto M5V 2T6"),
        ] {
            let found = given(text);
            assert!(found.len() == 1 && address.ends_with(&found[0]), "{text}: {found:?}");
        }
        for none in [
            "On 25 November 2026 we wrote to 12,500 people.",
            "Cal. Civ. Code § 1798.82(f); 45 CFR 164.404",
            "Between 2 November 2026 and 9 December 2026 Northwind paid 15000 Euro.",
            "the third way is to call 1-833-555-0100 from Monday",
        ] {
            assert!(given(none).is_empty(), "{none}: {:?}", given(none));
        }
    }
}
