//! Numbers of people's accounts and documents in clear.

use super::finding;
use crate::letter::check::passage::Passage;
use crate::letter::check::{Finding, Weight};

pub(super) fn findings(passages: &[Passage]) -> Vec<Finding> {
    let iban = passages.iter().any(|passage| has_iban(&passage.text));
    let social = passages.iter().any(has_identity_number);
    let what = match (iban, social) {
        (true, _) => "a number that looks like an IBAN",
        (false, true) => "a number that looks like an identity number",
        (false, false) => return Vec::new(),
    };
    let demand = "a letter must name types of data, never their values";
    vec![finding("values", Weight::Fails, demand, what.to_owned())]
}

/// Nine digits behind the name of an identity number.
fn has_identity_number(passage: &Passage) -> bool {
    let names = ["ssn", "number", "nummer", "numéro", "número", "nir"];
    let words = &passage.words;
    let digits = |text: &str| text.len() >= 9 && text.len() <= 15 && text.bytes().all(|byte| byte.is_ascii_digit());
    let social = |at: usize| {
        let before = &words[at.saturating_sub(5)..at];
        before.iter().any(|word| {
            word.text == "ssn"
                || word.text == "nir"
                || word.text.starts_with("sozialversicherung")
                || word.text == "social"
                || word.text == "seguridad"
                || word.text == "sociale"
                || word.text == "pesel"
                || word.text == "bsn"
        }) && before.iter().any(|word| {
            names.contains(&word.text.as_str())
                || word.text.starts_with("sozialversicherung")
                || word.text == "pesel"
                || word.text == "bsn"
        })
    };
    (0..words.len()).any(|at| {
        let parted = words.get(at..at + 3).is_some_and(|parts| {
            let lengths: Vec<usize> = parts.iter().map(|part| part.text.len()).collect();
            lengths == [3, 2, 4]
                && parts
                    .iter()
                    .all(|part| part.text.bytes().all(|byte| byte.is_ascii_digit()))
        });
        (digits(&words[at].text) || parted) && social(at)
    })
}

/// An IBAN whose check digits are right (ISO 13616: modulo 97).
fn has_iban(text: &str) -> bool {
    let capitals: Vec<(usize, char)> = text
        .char_indices()
        .filter(|(_, c)| !c.is_whitespace() || *c == '\n')
        .collect();
    (0..capitals.len()).any(|at| {
        let begins = capitals.get(at..at + 4).is_some_and(|four| {
            four[..2].iter().all(|(_, c)| c.is_ascii_uppercase()) && four[2..].iter().all(|(_, c)| c.is_ascii_digit())
        });
        let before = text[..capitals[at].0].chars().next_back();
        if !begins || before.is_some_and(char::is_alphanumeric) {
            return false;
        }
        let run: String = capitals[at..]
            .iter()
            .map(|(_, c)| *c)
            .take_while(|c| c.is_ascii_digit() || c.is_ascii_uppercase())
            .take(34)
            .collect();
        (15..=run.len()).any(|length| run.get(..length).is_some_and(is_iban))
    })
}

fn is_iban(text: &str) -> bool {
    let rest = text[4..].chars().chain(text[..4].chars());
    let value = |sum: u64, c: char| {
        let number = c.to_digit(36).map_or(0, u64::from);
        if number > 9 {
            (sum * 100 + number) % 97
        } else {
            (sum * 10 + number) % 97
        }
    };
    rest.fold(0, value) == 1
}

#[cfg(test)]
mod tests {
    use super::has_iban;

    #[test]
    fn an_iban_is_known_by_its_check_digits() {
        assert!(has_iban("paid to DE89 3704 0044 0532 0130 00 on Monday"));
        assert!(!has_iban("paid to DE88 3704 0044 0532 0130 00 on Monday"));
    }
}
