//! Numbers in a text, in digits and in words.

use std::ops::Range;

use super::number_words::{Named, Part, words as named};
use crate::letter::check::speech::Word;

/// A number in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::check) struct Number {
    pub words: Range<usize>,
    pub value: u64,
}

/// The numbers of a text, in digits and in words.
pub(in crate::check) fn numbers(words: &[Word]) -> Vec<Number> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match number(words, at) {
            Some(number) => {
                at = number.words.end;
                found.push(number);
            }
            None => at += 1,
        }
    }
    found
}

/// A number while its words are read.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    /// Thousands and more.
    total: u64,
    /// What is below a thousand so far, or stands before the next multiple.
    below: u64,
    /// The last multiple of a thousand: a smaller one may follow.
    last: Option<u64>,
    /// Whether it began with digits, to which nothing is added.
    digits: bool,
    /// Whether its last part is ten: French has no words for 17 to 19.
    ten: bool,
}

impl Sum {
    fn value(self) -> u64 {
        self.total.saturating_add(self.below)
    }

    /// The number with one more part; `None` where the part begins another number: `two three`.
    fn and(self, part: Part, word: &str) -> Option<Sum> {
        match part {
            Part::Adds(value) => self.plus(value, word),
            Part::Multiplies { by: 100, alone } => {
                let times = if self.below == 0 && alone { 1 } else { self.below };
                // `cent` is a hundred in French; behind digits it is money: `50 cents`.
                let cents = self.digits && word.starts_with("cent");
                let below = times.checked_mul(100).filter(|_| (1..100).contains(&times) && !cents)?;
                Some(Sum {
                    below,
                    ten: false,
                    ..self
                })
            }
            Part::Multiplies { by, alone } => {
                let times = if self.below == 0 && alone { 1 } else { self.below };
                let smaller = self.last.is_none_or(|last| by < last);
                (smaller && times > 0).then(|| Sum {
                    total: self.total.saturating_add(times.saturating_mul(by)),
                    below: 0,
                    last: Some(by),
                    digits: false,
                    ten: false,
                })
            }
        }
    }

    fn plus(self, value: u64, word: &str) -> Option<Sum> {
        let (ones, tens) = (self.below % 10, self.below % 100);
        // French counts on from sixty and from four times twenty.
        let fourscore = tens == 4 && word.starts_with("vingt");
        let free = match value {
            1..=9 => ones == 0 && (!self.ten || value >= 7),
            10..=19 => matches!(tens, 0 | 60 | 80),
            20..=99 => tens == 0,
            _ => self.below == 0 && value < 1000,
        };
        let more = match (self.digits, fourscore, free) {
            (true, ..) | (false, false, false) => return None,
            // The four that is there already becomes eighty.
            (false, true, _) => 76,
            (false, false, true) => value,
        };
        Some(Sum {
            below: self.below + more,
            ten: value == 10,
            ..self
        })
    }

    /// The number with all parts of a word.
    fn and_all(self, parts: &[Named], word: &str) -> Option<Sum> {
        parts.iter().try_fold(self, |sum, named| sum.and(named.part, word))
    }
}

/// The number that begins with a word.
fn number(words: &[Word], at: usize) -> Option<Number> {
    let (mut sum, mut end) = begins(words, at)?;
    while let Some((more, next)) = goes_on(sum, words, end) {
        (sum, end) = (more, next);
    }
    Some(Number {
        words: at..end,
        value: sum.value(),
    })
}

/// The number with the word behind it, or with the one behind a word that joins them.
fn goes_on(sum: Sum, words: &[Word], end: usize) -> Option<(Sum, usize)> {
    let part = |at: usize| {
        let word = words.get(at).filter(|word| !word.sentence && !word.clause)?;
        let parts = named().parts(&word.text)?;
        let more = sum.and_all(&parts, &word.text)?;
        // `twenty a`: an article that nothing follows counts only behind tens or hundreds.
        let article = parts.iter().any(|named| named.article) && sum.below < 20;
        (!article).then_some((more, at + 1))
    };
    let joined = words
        .get(end)
        .filter(|word| named().joins.contains(&word.text) && !word.clause && !word.sentence);
    part(end).or_else(|| joined.and_then(|_| part(end + 1)).filter(|_| !sum.digits))
}

/// How a number begins: `12,000`, `12 000`, `2.3 million`, `twelve`, `a hundred`.
fn begins(words: &[Word], at: usize) -> Option<(Sum, usize)> {
    let word = words.get(at)?;
    let Some(parts) = named().parts(&word.text) else {
        return in_digits(words, at);
    };
    let before = at
        .checked_sub(1)
        .map(|before| &words[before])
        .filter(|_| !word.sentence);
    let is = |list: &std::collections::BTreeSet<String>| before.is_some_and(|before| list.contains(&before.text));
    match parts.as_slice() {
        [Named { article: true, .. }] => {
            let times = words.get(at + 1).filter(|next| !next.sentence && !next.clause)?;
            let multiplied = named().parts(&times.text)?;
            let multiplies = matches!(
                multiplied.as_slice(),
                [Named {
                    part: Part::Multiplies { .. },
                    ..
                }]
            );
            multiplies.then_some((
                Sum {
                    below: 1,
                    ..Sum::default()
                },
                at + 1,
            ))
        }
        [
            Named {
                part: Part::Multiplies { by, .. },
                ..
            },
        ] if is(&named().before) => {
            let one = Sum {
                below: 1,
                ..Sum::default()
            };
            let part = Part::Multiplies { by: *by, alone: false };
            Some((one.and(part, &word.text)?, at + 1))
        }
        [
            Named {
                part: Part::Multiplies { .. } | Part::Adds(100),
                ..
            },
        ] if is(&named().some) => None,
        parts => Some((Sum::default().and_all(parts, &word.text)?, at + 1)),
    }
}

fn in_digits(words: &[Word], at: usize) -> Option<(Sum, usize)> {
    let word = words.get(at)?;
    let bare = word.text.replace([',', '.', '\'', '’', '\u{a0}', '\u{202f}'], "");
    let value: u64 = bare.parse().ok()?;
    let behind = words
        .get(at + 1)
        .filter(|next| !next.sentence && next.at.start == word.at.end + 1 && bare.len() <= 3);
    let digits = |word: &Word| word.text.bytes().all(|byte| byte.is_ascii_digit());
    // Thousands parted by blanks, as in French.
    let parted = (at + 1..words.len())
        .take(GROUPS)
        .take_while(|next| {
            let (last, next) = (&words[next - 1], &words[*next]);
            bare.len() <= 3 && is_group(next) && next.at.start == last.at.end + 1
        })
        .count();
    // `1 800 555 0142` is a telephone number.
    let goes_on = words.get(at + 1 + parted).is_some_and(|next| {
        let last = &words[at + parted];
        digits(next) && !next.sentence && next.at.start == last.at.end + 1
    });
    if parted > 0 && !goes_on {
        let groups = words[at + 1..=at + parted].iter();
        let value = groups.fold(value, |value, group| {
            value * 1000 + group.text.parse::<u64>().unwrap_or_default()
        });
        let sum = Sum {
            below: value,
            digits: true,
            ..Sum::default()
        };
        return Some((sum, at + 1 + parted));
    }
    // `2.3 million`.
    let decimals = behind.filter(|next| next.text.len() <= 2 && digits(next));
    let scaled = decimals.and_then(|next| Some((next, multiple(words.get(at + 2)?)?)));
    if let Some((next, by)) = scaled {
        let places = 10_u64.pow(u32::try_from(next.text.len()).ok()?);
        let parts = next.text.parse::<u64>().ok()?.saturating_mul(by / places);
        let total = value.saturating_mul(by).saturating_add(parts);
        return Some((
            Sum {
                total,
                digits: true,
                ..Sum::default()
            },
            at + 3,
        ));
    }
    Some((
        Sum {
            below: value,
            digits: true,
            ..Sum::default()
        },
        at + 1,
    ))
}

/// Billions are the most that a letter counts: further groups are those of a telephone or account number.
const GROUPS: usize = 3;

/// Three digits that go on with a number.
fn is_group(word: &Word) -> bool {
    word.text.len() == 3 && !word.sentence && !word.clause && word.text.bytes().all(|byte| byte.is_ascii_digit())
}

/// What a word multiplies by, where that is a thousand or more.
fn multiple(word: &Word) -> Option<u64> {
    let parts = named().parts(&word.text).filter(|_| !word.sentence && !word.clause)?;
    match parts.as_slice() {
        [
            Named {
                part: Part::Multiplies { by, .. },
                ..
            },
        ] if *by >= 1000 => Some(*by),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::numbers;
    use crate::letter::check::speech::words_of;

    fn values(text: &str) -> Vec<u64> {
        numbers(&words_of(text)).iter().map(|number| number.value).collect()
    }

    #[test]
    fn numbers_in_words_are_as_those_in_digits() {
        let told = [
            ("two thousand three hundred people", 2300),
            ("twenty-three hundred people", 2300),
            ("a hundred and twenty-one residents", 121),
            ("one million two hundred thousand and five people", 1_200_005),
            ("zweitausenddreihundert Personen", 2300),
            ("viertausendzweihundertsiebenundachtzig Personen", 4287),
            ("hundertfünf Kunden", 105),
            ("dreihundertundzwei Kunden", 302),
            ("eine Million Kunden", 1_000_000),
            ("deux mille trois cents personnes", 2300),
            ("quatre-vingt-dix-sept personnes", 97),
            ("mille neuf cent soixante et onze personnes", 1971),
            ("septante-deux personnes", 72),
            ("dix-sept personnes", 17),
            ("seventy-one people", 71),
            ("ninety-three people", 93),
            ("dos mil trescientas cuarenta y dos personas", 2342),
            ("mil veintitrés personas", 1023),
            ("duemilatrecento persone", 2300),
            ("millenovecentoventotto persone", 1928),
            ("tweeduizend driehonderd mensen", 2300),
            ("drieëntwintighonderd mensen", 2300),
            ("honderdvijf klanten", 105),
            ("dwa tysiące trzysta osób", 2300),
            ("dwóch tysięcy trzystu czterdziestu jeden osób", 2341),
            ("duas mil e trezentas pessoas", 2300),
            ("cento e vinte e três pessoas", 123),
            ("12,000 people", 12_000),
            ("12 000 personnes", 12_000),
            ("1 250 000 personnes", 1_250_000),
            ("2.3 million people", 2_300_000),
            ("1,25 Millionen Menschen", 1_250_000),
            ("4 tysiące osób", 4000),
            ("12 hundred people", 1200),
        ];
        for (text, value) in told {
            assert_eq!(values(text), [value], "{text}");
        }
    }

    #[test]
    fn what_is_no_number_or_several_is_told_apart() {
        for none in [
            "several hundred people",
            "einige tausend Personen",
            "quelques cent personnes",
            "a few thousand",
            "hundreds",
            "por ciento",
        ] {
            assert!(values(none).is_empty(), "{none}");
        }
        assert_eq!(values("two, three or four people"), [2, 3, 4]);
        assert_eq!(values("in 2024 and two hundred people"), [2024, 200]);
        assert_eq!(values("a fee of 50 cents"), [50]);
        assert_eq!(values("Call 1 800 555 0142"), [1, 800, 555, 142]);
        assert_eq!(values("section 3. Two hundred people"), [3, 200]);
    }
}
