//! Identity numbers of people in clear: numbers that a state gives a person, by their shapes, their check digits and the
//! names that stand beside them.

mod arithmetic;
mod kinds;

use std::sync::LazyLock;

use crate::letter::check::passage::Passage;
use crate::letter::check::speech::{Lexicon, Word};
use kinds::{KINDS, Kind};

/// The longest of them, in letters and digits.
const LONGEST: usize = 18;
/// The shortest.
const SHORTEST: usize = 8;
/// The fewest digits among its signs.
const FEWEST: usize = 6;
/// So far before a number its name may stand, in words, where its check digits are right.
const BEFORE: usize = 9;
/// So far from a number its name stands that tells it whatever its digits are.
const NEXT: usize = 4;

/// The names of each kind, and of any.
struct Names {
    own: Vec<Lexicon<()>>,
    any: Lexicon<()>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let lexicon = |names: &[&str]| Lexicon::of(names.iter().map(|name| ((*name).to_owned(), ())));
    Names {
        own: KINDS.iter().map(|kind| lexicon(kind.names)).collect(),
        any: lexicon(kinds::ANY),
    }
});

/// Letters and digits that may be a number, without what parts them.
struct Candidate {
    signs: Vec<u8>,
    /// How many signs there are at the end of each group.
    ends: Vec<usize>,
    /// Where it begins in the text.
    at: usize,
    /// Whether more digits stand right before it.
    joined: bool,
    /// Whether it is a telephone number with a plus.
    called: bool,
}

/// The kind of identity number that a passage tells in clear.
pub(super) fn in_clear(passage: &Passage) -> Option<&'static str> {
    let digits = passage.text.bytes().filter(u8::is_ascii_digit).count();
    if digits < FEWEST {
        return None;
    }
    candidates(&passage.text)
        .iter()
        .find_map(|candidate| kind(passage, candidate))
}

fn kind(passage: &Passage, candidate: &Candidate) -> Option<&'static str> {
    let near = LazyLock::new(|| Near::of(&passage.words, candidate.at));
    KINDS.iter().enumerate().find_map(|(at, kind)| {
        let own = &NAMES.own[at];
        kind.lengths.iter().find_map(|length| {
            let signs = candidate.signs.get(..*length)?;
            let whole = candidate.ends.contains(length) && !candidate.called;
            let alone = candidate.ends.last() == Some(length) && !candidate.joined;
            (whole && (kind.shaped)(signs) && is_one(kind, signs, alone, (own, &*near))).then_some(kind.what)
        })
    })
}

/// Whether signs of a kind's shape are a number of it: its name stands right beside them; or their check digits are right,
/// and its name or that of any such number stands near, or chance can hardly have made them so.
fn is_one(kind: &Kind, signs: &[u8], alone: bool, (own, near): (&Lexicon<()>, &Near<'_>)) -> bool {
    let named = || own.holds(near.right_before) || own.holds(near.behind);
    let any = || {
        [near.before, near.behind]
            .iter()
            .any(|words| own.holds(words) || NAMES.any.holds(words))
    };
    named() || ((kind.checked)(signs) && ((alone && kind.telling) || any()))
}

/// The words beside a number.
struct Near<'w> {
    before: &'w [Word],
    right_before: &'w [Word],
    behind: &'w [Word],
}

impl<'w> Near<'w> {
    /// Of the number that begins at a place in the text. The name of another number before it is not its own.
    fn of(words: &'w [Word], at: usize) -> Near<'w> {
        let digits = |word: &&Word| word.text.bytes().any(|sign| sign.is_ascii_digit());
        let first = words.partition_point(|word| word.at.end <= at);
        let own = words[first..].iter().take_while(digits).count();
        let plain = words[..first].iter().rev().take_while(|word| !digits(word)).count();
        let behind = &words[(first + own).min(words.len())..];
        Near {
            before: &words[first - plain.min(BEFORE)..first],
            right_before: &words[first - plain.min(NEXT)..first],
            behind: &behind[..behind.len().min(NEXT)],
        }
    }
}

fn parts(sign: char) -> bool {
    [' ', '.', '-', '/', '‑', '–', '\u{a0}', '\u{202f}'].contains(&sign)
}

/// Every run of digits and capital letters that is long enough, from each of its groups on.
fn candidates(text: &str) -> Vec<Candidate> {
    let mut found = Vec::new();
    let mut before: Option<char> = None;
    for (at, sign) in text.char_indices() {
        let begins = sign.is_ascii_digit() || sign.is_ascii_uppercase();
        if begins && !before.is_some_and(char::is_alphanumeric) {
            let candidate = Candidate::at(text, at);
            let digits = candidate.signs.iter().filter(|sign| sign.is_ascii_digit()).count();
            found.extend((candidate.signs.len() >= SHORTEST && digits >= FEWEST).then_some(candidate));
        }
        before = Some(sign);
    }
    found
}

impl Candidate {
    fn at(text: &str, at: usize) -> Candidate {
        let (mut signs, mut ends) = (Vec::new(), Vec::new());
        let mut rest = text[at..].chars().peekable();
        while let Some(sign) = rest.next() {
            match sign {
                sign if sign.is_ascii_digit() || sign.is_ascii_uppercase() => signs.push(sign as u8),
                sign if parts(sign) => {}
                _ => break,
            }
            let next = rest.peek().copied();
            let goes_on = next.is_some_and(char::is_alphanumeric);
            if !parts(sign) && !goes_on {
                ends.push(signs.len());
            }
            // Two marks in a row end it, and so does a word; a longer run is no such number.
            let ended = parts(sign) && !next.is_some_and(|next| next.is_ascii_digit() || next.is_ascii_uppercase());
            if ended || signs.len() > LONGEST {
                break;
            }
        }
        let before = &text[..at];
        let plus = before
            .trim_end_matches(|sign: char| parts(sign) || sign.is_ascii_digit())
            .ends_with('+');
        let digit = before
            .trim_end_matches(parts)
            .ends_with(|sign: char| sign.is_ascii_digit());
        Candidate {
            signs,
            ends,
            at,
            joined: digit && before.ends_with(parts),
            called: plus,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::in_clear;
    use crate::letter::check::passage::Passage;

    fn told(text: &str) -> Option<&'static str> {
        in_clear(&Passage::of(text))
    }

    #[test]
    fn identity_numbers_are_known_by_check_digits_or_by_their_names() {
        for text in [
            "Dotyczy to numeru 44051401359.",
            "Pani numer PESEL: 44051401358.",
            "Uw BSN 111222333 stond erin.",
            "Votre numéro 2 55 08 14 168 025 38 figurait dans le fichier.",
            "Su DNI 12345678Z estaba en el archivo.",
            "NIE X1234567L",
            "Il codice RSSMRA85T10A562S era nel file.",
            "O seu NIF 123456789 estava no ficheiro.",
            "Ihre Steuer-ID 86 095 742 719 war betroffen.",
            "Versicherungsnummer 15 070649 C 103",
            "the number AB 12 34 56 C was in the file",
            "Your PPS number is 1234567FA.",
            "AHV-Nummer 756.9217.0769.85",
            "Your Social Insurance Number 046 454 286",
            "Tax File Number: 123 456 782",
            "NHS number 943 476 5919",
            "Aadhaar 2341 2341 2346",
            "CPF 529.982.247-25",
            "Numéro national 85.07.30-033.28",
            "Ditt personnummer 811218-9876",
            "Henkilötunnus 131052-308T",
        ] {
            assert!(told(text).is_some(), "{text}");
        }
    }

    #[test]
    fn other_numbers_are_none() {
        for text in [
            "Call 1-833-555-0100 or 18335550100.",
            "Telefon 0211 1234567 oder +49 30 13878123.",
            "Our reference 2026-4711-AB, case 123456782.",
            "registered under HRB 123456 B, VAT DE123456789",
            "NIF 501 964 843",
            "NIF 501 964 843, telefone 213 456 789",
            "Betroffen ist Ihre Steuer-ID. Rufen Sie an: +49 30 138 78123.",
            "P.O. Box 105788, Atlanta, GA 30348-5788",
            "On 25 November 2026 at 10:30 we wrote to 115,600 people.",
            "the card number 4111 1111 1111 1112",
            "Cal. Civ. Code § 1798.82(f), 45 CFR 164.404",
            "SHA-256 9F86D081884C7D659A2FEAA0C55AD015",
            "within 30 dni 12 grudnia 2026",
        ] {
            assert_eq!(told(text), None, "{text}");
        }
    }
}
