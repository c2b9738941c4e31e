//! Whom a letter is written to: a recipient that laws name, or a reader that none does.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::coded::coded;
use super::facts::story::Audience;
use super::law::terms::Recipient;

coded! {
    /// Readers of letters whom no law names.
    pub enum OtherReader: "recipient" {
        Insurer = "insurer",
        Board = "board",
        Staff = "staff",
        Press = "press",
        /// Everybody, where those affected cannot be written to.
        Public = "public",
    }
}

/// A kind of recipient, as templates, rules for letters and the sign-off matrix name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LetterRecipient {
    OfLaw(Recipient),
    Other(OtherReader),
}

impl LetterRecipient {
    pub const PUBLIC: LetterRecipient = LetterRecipient::Other(OtherReader::Public);
    pub const REGULATOR: LetterRecipient = LetterRecipient::OfLaw(Recipient::Regulator);
    pub const INDIVIDUALS: LetterRecipient = LetterRecipient::OfLaw(Recipient::Individuals);

    /// Every code, those of the law first.
    pub fn codes() -> Vec<&'static str> {
        Recipient::CODES.into_iter().chain(OtherReader::CODES).collect()
    }

    pub fn from_code(code: &str) -> Option<LetterRecipient> {
        let other = || OtherReader::from_code(code).map(LetterRecipient::Other);
        Recipient::from_code(code).map(LetterRecipient::OfLaw).or_else(other)
    }

    pub fn code(self) -> &'static str {
        match self {
            LetterRecipient::OfLaw(recipient) => recipient.code(),
            LetterRecipient::Other(reader) => reader.code(),
        }
    }

    /// Who reads what goes to this recipient, where the template does not say.
    pub fn usual_audience(self) -> Audience {
        match self {
            LetterRecipient::OfLaw(recipient) => audience_of(recipient),
            LetterRecipient::Other(OtherReader::Press | OtherReader::Public) => Audience::Media,
            LetterRecipient::Other(OtherReader::Insurer | OtherReader::Board | OtherReader::Staff) => Audience::Inside,
        }
    }
}

impl From<Recipient> for LetterRecipient {
    fn from(recipient: Recipient) -> LetterRecipient {
        LetterRecipient::OfLaw(recipient)
    }
}

fn audience_of(recipient: Recipient) -> Audience {
    match recipient {
        Recipient::Individuals => Audience::People,
        Recipient::Customers | Recipient::DataOwner | Recipient::OtherController | Recipient::ContractParty => {
            Audience::Customers
        }
        Recipient::LawEnforcement => Audience::LawEnforcement,
        Recipient::Market => Audience::Market,
        Recipient::Media => Audience::Media,
        Recipient::Record => Audience::Inside,
        Recipient::Regulator
        | Recipient::ConsumerReportingAgencies
        | Recipient::Legislature
        | Recipient::CardBrands
        | Recipient::Csirt => Audience::Authorities,
    }
}

impl fmt::Display for LetterRecipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl Serialize for LetterRecipient {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for LetterRecipient {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<LetterRecipient, D::Error> {
        let code = <std::borrow::Cow<'de, str> as Deserialize>::deserialize(deserializer)?;
        LetterRecipient::from_code(&code).ok_or_else(|| D::Error::custom(format!("unknown recipient `{code}`")))
    }
}

#[cfg(test)]
mod tests {
    use super::LetterRecipient;

    #[test]
    fn every_code_is_one_recipient() {
        let codes = LetterRecipient::codes();
        for code in &codes {
            assert_eq!(LetterRecipient::from_code(code).map(LetterRecipient::code), Some(*code));
            assert_eq!(codes.iter().filter(|known| known == &code).count(), 1, "{code}");
        }
        assert_eq!(LetterRecipient::from_code("authority"), None);
    }
}
