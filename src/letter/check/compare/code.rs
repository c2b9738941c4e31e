//! References, policy and case numbers: one that is nearly a recorded one was copied wrongly.

use std::collections::BTreeSet;

use super::recorded::Known;
use super::{Compared, Outcome, What};
use crate::letter::check::passage::Passage;

/// The shortest code, and how many of its characters are digits at least.
const SHORTEST: usize = 6;
const DIGITS: usize = 3;
/// In so many places two codes of one length may differ, for one to be the other written wrongly.
const SLIPS: usize = 2;

pub(super) fn compare(known: &Known, passages: &[Passage], drafted: &[Passage], found: &mut Vec<Compared>) {
    let texts = known.texts().chain(drafted.iter().map(|passage| passage.text.clone()));
    let recorded: BTreeSet<String> = texts.flat_map(|text| codes(&text)).collect();
    for passage in passages {
        for code in codes(&passage.text).difference(&recorded) {
            if let Some(meant) = recorded.iter().find(|meant| is_slip_of(code, meant)) {
                found.push(Compared {
                    what: What::Field,
                    written: code.clone(),
                    outcome: Outcome::contradicted(&format!("{meant} is recorded")),
                });
            }
        }
    }
}

fn is_slip_of(code: &str, meant: &str) -> bool {
    let apart = || code.chars().zip(meant.chars()).filter(|(own, other)| own != other);
    code.chars().count() == meant.chars().count() && apart().count() <= SLIPS
}

/// Words with letters and digits, as references have them: `CYB-2210-4471`, no address, telephone number or section.
fn codes(text: &str) -> BTreeSet<String> {
    let trimmed = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let code = |word: &String| {
        let digits = word.chars().filter(char::is_ascii_digit).count();
        let plain = word
            .chars()
            .all(|c| c.is_alphanumeric() || ['-', '/', '.', '_'].contains(&c));
        let capital = word.chars().any(char::is_uppercase);
        plain && capital && digits >= DIGITS && word.chars().count() >= SHORTEST
    };
    text.split_whitespace().map(trimmed).filter(code).collect()
}

#[cfg(test)]
mod tests {
    use super::{codes, is_slip_of};

    #[test]
    fn a_code_is_told_from_other_words_with_digits() {
        for (text, found) in [
            ("Reference: CYB-2210-4471.", Some("CYB-2210-4471")),
            ("DKN-5131-884-2026", Some("DKN-5131-884-2026")),
            ("call 1-806-555-0131", None),
            ("§ 521.053(i)", None),
            ("incident@tern4711.example", None),
            ("on November 17, 2026", None),
            ("TX 79412", None),
        ] {
            assert_eq!(codes(text).into_iter().next().as_deref(), found, "{text}");
        }
        assert!(is_slip_of("CYB-2201-4471", "CYB-2210-4471"));
        assert!(!is_slip_of("CYB-3399-4471", "CYB-2210-4471"));
        assert!(!is_slip_of("CYB-2210-44711", "CYB-2210-4471"));
    }
}
