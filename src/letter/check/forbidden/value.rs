//! Numbers of people's accounts and documents in clear.

use super::phrases::all;
use super::{finding, identity};
use crate::core::letter_recipient::{LetterRecipient, OtherReader};
use crate::letter::check::passage::Passage;
use crate::letter::check::speech::Word;
use crate::letter::check::{Finding, Weight};

/// The insurer of the sender.
const INSURER: LetterRecipient = LetterRecipient::Other(OtherReader::Insurer);

pub(super) fn findings(passages: &[Passage], recipient: Option<LetterRecipient>) -> Vec<Finding> {
    let iban = passages.iter().any(|passage| has_iban(&passage.text));
    let of_a_state = || {
        let kind = passages.iter().find_map(identity::in_clear)?;
        Some(format!("identity number in clear: it looks like {kind}"))
    };
    let own = || {
        let found = passages.iter().find_map(|passage| identity_number(passage, recipient));
        found.map(str::to_owned)
    };
    let iban = iban.then(|| "a number that looks like an IBAN".to_owned());
    let Some(what) = iban.or_else(of_a_state).or_else(own) else {
        return Vec::new();
    };
    let demand = "a letter must name types of data, never their values";
    vec![finding("values", Weight::Fails, demand, what)]
}

/// Which identity number of a person is told in clear: nine digits in groups of three, two and four behind the name of
/// one, its last digits, or a number with digits behind the name of a card, a claim or a membership.
fn identity_number(passage: &Passage, recipient: Option<LetterRecipient>) -> Option<&'static str> {
    let words = &passage.words;
    let numeric = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let plain = |text: &str| text.replace(['.', ',', '\''], "");
    let social = |at: usize| {
        let near = &words[at.saturating_sub(9)..at];
        all().social.holds(near)
    };
    (0..words.len()).find_map(|at| {
        let groups: Vec<usize> = words[at..].iter().take(3).map(|word| word.text.len()).collect();
        let three = words[at..].iter().take(3).all(|word| numeric(&word.text));
        let parted = groups == [3, 2, 4] && three;
        let text = plain(&words[at].text);
        let whole = numeric(&text) && (9..=15).contains(&text.len());
        if (parted || whole) && social(at) || parted && is_social_security_number(passage, at) {
            return Some("identity number in clear");
        }
        let four = numeric(&text) && words[at].text.len() == 4;
        let ending = || {
            let before = &words[at.saturating_sub(4)..at];
            all()
                .ending
                .hits(before)
                .iter()
                .any(|hit| hit.words.end == before.len())
                && !words[at].sentence
        };
        if four && ending() && (social(at) || all().owned.holds(&words[at.saturating_sub(9)..at])) {
            return Some("the last digits of a person's number");
        }
        // The sender's own policy is no person's number.
        (recipient != Some(INSURER) && owned(passage, at)).then_some("a number that looks like a person's own")
    })
}

/// Whether three groups of digits can be a Social Security number, of whatever kind the marks between them are: the area is not
/// 000, 666 or from 900 on, and no other group is all zeros (20 CFR § 422.103, SSA POMS RM 10201.035).
fn is_social_security_number(passage: &Passage, at: usize) -> bool {
    let words = &passage.words[at..at + 3];
    let mark = |one: &Word, other: &Word| {
        let between = passage.text.get(one.at.end..other.at.start).unwrap_or_default().trim();
        ["-", "–", ".", "/", "·", "_"].contains(&between).then_some(between)
    };
    let same = mark(&words[0], &words[1]).is_some_and(|first| mark(&words[1], &words[2]) == Some(first));
    let area = words[0].text.as_str();
    let zeros = words.iter().any(|word| word.text.bytes().all(|digit| digit == b'0'));
    same && !zeros && area != "666" && !area.starts_with('9')
}

/// Whether a token with at least four digits stands right behind the name of a number that people have, such as `member
/// ID BBA-4471902`.
fn owned(passage: &Passage, at: usize) -> bool {
    let words = &passage.words;
    let before = &words[at.saturating_sub(5)..at];
    let named = all().owned.hits(before).iter().any(|hit| hit.words.end == before.len());
    let from = words[at].at.start;
    let token: String = passage.text[from..]
        .chars()
        .take_while(|c| c.is_alphanumeric() || ['-', '/', '.'].contains(c))
        .collect();
    let digits = token.chars().filter(char::is_ascii_digit).count();
    named && digits >= 4
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
        // The shortest IBAN (Norway's) has 15 signs, the standard allows 34; more digits may follow it without a mark
        // between.
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
