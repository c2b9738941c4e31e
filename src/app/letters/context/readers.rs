//! Whose letters differ in what every one of their readers needs.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::core::letter_recipient::LetterRecipient;

const FILE: &str = include_str!("../../../../templates/letters/readers.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Readers {
    told_the_time: Vec<String>,
    merged: Vec<String>,
}

/// A part of the program: one that cannot be read ends it, and a test parses it.
static READERS: LazyLock<Readers> =
    LazyLock::new(|| toml::from_str(FILE).expect("templates/letters/readers.toml is a part of the program"));

/// Whether a recipient is told the time of day beside a day.
pub(super) fn is_told_the_time(recipient: LetterRecipient) -> bool {
    READERS.told_the_time.iter().any(|own| own == recipient.code())
}

/// Whether each of a kind of recipients gets a letter of their own, filled from a roster.
pub(super) fn get_one_each(recipient: LetterRecipient) -> bool {
    READERS.merged.iter().any(|own| own == recipient.code())
}

#[cfg(test)]
mod tests {
    use crate::core::law::terms::Recipient;
    use crate::core::letter_recipient::LetterRecipient;

    #[test]
    fn the_readers_are_there() {
        let people = LetterRecipient::OfLaw(Recipient::Individuals);
        let authority = LetterRecipient::OfLaw(Recipient::Regulator);
        assert!(super::is_told_the_time(authority) && !super::is_told_the_time(people));
        assert!(super::get_one_each(people) && !super::get_one_each(authority));
    }
}
