//! Numbers that are written in words and again in digits: `two thousand two hundred fifty (2,250)`.

use super::number::numbers;
use super::{Compared, Outcome, What};
use crate::letter::check::passage::Passage;

pub(super) fn compare(passage: &Passage, found: &mut Vec<Compared>) {
    let numbers = numbers(&passage.words);
    for pair in numbers.windows(2) {
        let [spelled, digits] = pair else { continue };
        let (last, first) = (
            &passage.words[spelled.words.end - 1],
            &passage.words[digits.words.start],
        );
        let in_words = passage.words[spelled.words.start].text.starts_with(char::is_alphabetic);
        let in_digits = first.text.starts_with(|c: char| c.is_ascii_digit());
        let in_brackets = passage.text[last.at.end..first.at.start].trim() == "(";
        if in_words && in_digits && in_brackets && spelled.value != digits.value {
            found.push(Compared {
                what: What::Number,
                written: passage.as_it_stands(&(spelled.words.start..digits.words.end)),
                outcome: Outcome::contradicted(&format!("in words it is {}", spelled.value)),
            });
        }
    }
}
