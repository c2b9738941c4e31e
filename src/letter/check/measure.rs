//! What is measured in a text: dates, terms, telephone numbers, people counted, how hard it is to read.

use std::sync::LazyLock;

use super::compare::number;
use super::speech::words_of;
use super::{Finding, Reading, Subject, Weight};

/// Words of months and of people, and jargon with plainer words: data, not law.
const WORDS: &str = include_str!("../../../templates/rules/words.toml");

/// Words that the measures look for.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    /// Names of the months in every language of the templates.
    months: Vec<String>,
    /// Words between a number and its unit.
    in_full: Vec<String>,
    /// Words for a month as a term.
    month: Vec<String>,
    /// Words for a year as a term.
    year: Vec<String>,
    /// Articles and the number one, and words for a half.
    one: Vec<String>,
    article: Vec<String>,
    half: Vec<String>,
    /// Words for people.
    people: Vec<String>,
    /// Jargon and the plainer word, in English.
    plainer: Vec<(String, String)>,
    /// The Flesch reading ease below which a letter to people is hard to read.
    hardest: i64,
}

/// The words, parsed once. Without them the measures would find nothing and every letter would pass, so that a file
/// that cannot be read must end the program; a test parses it.
static MEASURED: LazyLock<Words> =
    LazyLock::new(|| toml::from_str(WORDS).expect("templates/rules/words.toml is a part of the program"));

/// Lower-case words of a text, numbers kept whole.
fn tokens(text: &str) -> Vec<String> {
    let split = text.split(|c: char| !(c.is_alphanumeric() || c == ',' || c == '.' || c == '-' || c == '\''));
    let bare = split.map(|word| word.trim_matches(['.', ',', '-', '\'']).to_lowercase());
    bare.filter(|word| !word.is_empty()).collect()
}

fn number(word: &str) -> Option<u64> {
    word.replace(['.', ',', '\''], "").parse().ok()
}

/// Dates of a text as they are written there: `24 November 2026`, `November 24, 2026`, `2026-11-24`.
pub(super) fn dates(text: &str) -> Vec<String> {
    let words = &*MEASURED;
    let tokens = tokens(text);
    let is_month = |word: &str| words.months.iter().any(|month| month == word);
    let year = |word: &str| number(word).is_some_and(|n| (1990..2100).contains(&n));
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let near = |offset: isize| at.checked_add_signed(offset).and_then(|at| tokens.get(at));
        if is_month(token) {
            // `24 November`, `24 de noviembre`.
            let before =
                near(-1).is_some_and(|t| number(t).is_some_and(|n| n <= 31)) || near(-1).is_some_and(|t| t == "de");
            let after = near(1).is_some_and(|t| number(t).is_some());
            if before || after {
                found.push(token.clone());
            }
        } else if token.len() == 10 && token.split('-').count() == 3 && token.get(..4).is_some_and(year) {
            found.push(token.clone());
        }
    }
    found
}

/// Terms of a text in months: `24 months`, `two-year`, `2 full years`.
pub(super) fn months(lower: &str) -> Vec<u64> {
    let measured = &*MEASURED;
    let words = words_of(lower);
    let terms = number::numbers(&words).into_iter().filter_map(|number| {
        let next = words.get(number.words.end)?;
        let unit = match measured.in_full.contains(&next.text) {
            true => &words.get(number.words.end + 1)?.text,
            false => &next.text,
        };
        match unit {
            unit if measured.month.contains(unit) => Some(number.value),
            unit if measured.year.contains(unit) => Some(number.value.saturating_mul(12)),
            _ => None,
        }
    });
    let halves = words.iter().enumerate().filter_map(|(at, word)| {
        let unit = measured.year.contains(&word.text);
        let back = |by: usize| at.checked_sub(by).map_or("", |at| words[at].text.as_str());
        let (one, half) = (&measured.one, &measured.half);
        let is = |list: &[String], word: &str| list.iter().any(|own| own == word);
        match () {
            () if !unit => None,
            // `half a year`, `a half year`
            () if (is(one, back(1)) && is(half, back(2))) || is(half, back(1)) => Some(6),
            // `a year and a half`
            () if is(one, back(1)) && words[at + 1..].iter().take(3).any(|next| is(half, &next.text)) => Some(18),
            () if is(&measured.article, back(1)) => Some(12),
            () => None,
        }
    });
    terms.chain(halves).collect()
}

/// Whether a telephone number begins with one of the prefixes, after the country's own 1.
pub(super) fn toll_free(text: &str, prefixes: &[String]) -> bool {
    numbers(text).iter().any(|digits| {
        let own = digits
            .strip_prefix('1')
            .filter(|rest| rest.len() == 10)
            .unwrap_or(digits);
        own.len() == 10 && prefixes.iter().any(|prefix| own.starts_with(prefix.as_str()))
    })
}

/// Runs of digits that people write with blanks, dots, brackets and hyphens between: telephone numbers and the like.
fn numbers(text: &str) -> Vec<String> {
    let split = text.split(|c: char| !(c.is_ascii_digit() || " -.()+/".contains(c)));
    let digits = split.map(|run| run.chars().filter(char::is_ascii_digit).collect::<String>());
    digits.filter(|run| run.len() >= 7).collect()
}

/// Whether a text gives a `telephone`, an `address`, a `website` or an `email`.
pub(super) fn given(text: &str, kind: &str) -> bool {
    let mut words = text.split_whitespace();
    match kind {
        "telephone" => !numbers(text).is_empty(),
        "address" => postal(text),
        "website" => words.any(|word| word.contains("https://") || word.contains("http://") || word.contains("www.")),
        "email" => words.any(|word| {
            word.split_once('@')
                .is_some_and(|(who, at)| !who.is_empty() && at.contains('.'))
        }),
        _ => false,
    }
}

/// Whether a text gives an American postal address: two capitals and a ZIP code, such as `DC 20580`.
fn postal(text: &str) -> bool {
    let words: Vec<&str> = text
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_ascii_alphanumeric()))
        .collect();
    let digits = |word: &str| word.chars().all(|c| c.is_ascii_digit());
    let zip = |word: &str| match word.split_once('-') {
        Some((zip, more)) => zip.len() == 5 && more.len() == 4 && digits(zip) && digits(more),
        None => word.len() == 5 && digits(word),
    };
    let state = |word: &str| word.len() == 2 && word.chars().all(|c| c.is_ascii_uppercase());
    words.windows(2).any(|pair| state(pair[0]) && zip(pair[1]))
}

/// How many kinds of contact a text gives: telephone, e-mail, website, American postal address.
pub(super) fn contacts(text: &str) -> usize {
    let kinds = ["telephone", "email", "website", "address"];
    kinds.into_iter().filter(|kind| given(text, kind)).count()
}

/// Whether a text counts people: a number before a word for people.
pub(super) fn people_counted(lower: &str) -> bool {
    let words = &*MEASURED;
    let tokens = tokens(lower);
    let counted = |at: usize| {
        let near = tokens.iter().skip(at + 1).take(3);
        number(&tokens[at]).is_some() && near.into_iter().any(|token| words.people.contains(token))
    };
    (0..tokens.len()).any(counted)
}

/// How easy an English text is to read: 206.835 − 1.015 · words per sentence − 84.6 · syllables per word (R. Flesch, "A
/// new readability yardstick", Journal of Applied Psychology 32, 1948). 60 and more is plain English. `None` for less
/// than thirty words.
pub fn reading_ease(text: &str) -> Option<i64> {
    let sentences = text
        .split(['.', '!', '?', '\n'])
        .filter(|s| s.split_whitespace().count() > 2)
        .count();
    let words: Vec<&str> = text
        .split_whitespace()
        .filter(|w| w.chars().any(char::is_alphabetic))
        .collect();
    if words.len() < 30 || sentences == 0 {
        return None;
    }
    let syllables: usize = words.iter().map(|word| syllables(word)).sum();
    let share = |a: usize, b: usize| a as f64 / b as f64;
    let ease = 206.835 - 1.015 * share(words.len(), sentences) - 84.6 * share(syllables, words.len());
    Some(ease.round() as i64)
}

/// Groups of vowels, a silent e at the end taken off.
fn syllables(word: &str) -> usize {
    let lower = word.to_lowercase();
    let letters: Vec<char> = lower.chars().filter(|c| c.is_alphabetic()).collect();
    let vowel = |c: &char| "aeiouyäöüéèêàâîïôû".contains(*c);
    let groups = letters
        .iter()
        .enumerate()
        .filter(|(at, c)| vowel(c) && (*at == 0 || !vowel(&letters[at - 1])));
    let silent = usize::from(letters.len() > 3 && letters.ends_with(&['e']));
    groups.count().saturating_sub(silent).max(1)
}

/// What holds for every letter: no gaps, no values of personal data, reasons where it is late, plain language.
pub(super) fn general(reading: &Reading, subject: &Subject) -> Vec<Finding> {
    let find = |rule: &str, weight, demand: &str, found: String| Finding {
        rule: rule.to_owned(),
        weight,
        demand: demand.to_owned(),
        found,
        cite: "good practice".to_owned(),
    };
    let mut findings = Vec::new();
    let mut gaps = reading.gaps.clone();
    gaps.dedup();
    // What is filled in for each person of a roster is no gap of the letter.
    gaps.retain(|gap| !gap.starts_with("person."));
    if !gaps.is_empty() {
        let demand = "what is unknown must be found out, or announced as to follow";
        findings.push(find(
            "gaps",
            Weight::Fails,
            demand,
            format!("open gaps: {}", gaps.join(", ")),
        ));
    }
    let follow = match subject.follows.as_str() {
        "" => 0,
        words => reading.lower.matches(&words.to_lowercase()).count(),
    };
    if follow > 0 {
        let demand = "what is announced as to follow must be sent without undue further delay";
        let found = format!("information is announced as to follow in {follow} places");
        findings.push(find("phases", Weight::Reminds, demand, found));
    }
    if values_of_people(&reading.text) {
        let demand = "a letter must name types of data, never their values";
        let found = "a number that looks like a social security or card number".to_owned();
        findings.push(find("values", Weight::Fails, demand, found));
    }
    let words = &*MEASURED;
    let people = subject.is_for_people();
    if people && subject.language == "en" {
        if let Some(ease) = reading_ease(&reading.text).filter(|ease| *ease < words.hardest) {
            let found = format!("reading ease is {ease}; {} or more is plain", words.hardest);
            findings.push(find("reading", Weight::Warns, "plain language", found));
        }
        let jargon = words
            .plainer
            .iter()
            .filter(|(hard, _)| reading.lower.contains(hard.as_str()));
        let hints: Vec<String> = jargon
            .map(|(hard, plain)| format!("“{hard}”: better “{plain}”"))
            .collect();
        if !hints.is_empty() {
            findings.push(find("plain-words", Weight::Warns, "plain language", hints.join(", ")));
        }
    }
    findings
}

/// Social security numbers as people write them, and card numbers that pass Luhn's test.
fn values_of_people(text: &str) -> bool {
    let written = text
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_ascii_digit()));
    let social = |word: &str| {
        let parts: Vec<&str> = word.split('-').collect();
        let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
        lengths == [3, 2, 4] && parts.iter().all(|part| part.chars().all(|c| c.is_ascii_digit()))
    };
    written.into_iter().any(social)
        || numbers(text)
            .iter()
            .any(|digits| (13..=19).contains(&digits.len()) && luhn(digits))
}

/// The check digit of ISO/IEC 7812-1, Annex B.
fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, byte)| {
            let digit = u32::from(byte - b'0') << (at % 2);
            if digit > 9 { digit - 9 } else { digit }
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::{MEASURED, months};

    #[test]
    fn terms_are_read_in_months_however_they_are_written() {
        for (text, expected) in [
            ("24 months of credit monitoring", 24),
            ("a two-year membership", 24),
            ("two full years of credit monitoring", 24),
            ("for 12 whole months", 12),
        ] {
            assert_eq!(months(text), [expected], "{text}");
        }
    }

    #[test]
    fn the_words_of_the_measures_are_there() {
        let words = &*MEASURED;
        for list in [&words.months, &words.in_full, &words.month, &words.year, &words.people] {
            assert!(
                !list.is_empty() && list.iter().all(|word| *word == word.to_lowercase()),
                "{list:?}"
            );
        }
        assert!(!words.plainer.is_empty() && (1..100).contains(&words.hardest));
    }
}
