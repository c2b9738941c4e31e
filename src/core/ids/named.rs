//! Names that are one text: a regime, a letter of an incident, a step of a playbook.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;
use std::str::FromStr;
use std::sync::Arc;

use super::{NameError, is_part, shown};

/// A name that reads as text, is found in a map by text, and is of no other kind.
macro_rules! named {
    ($(#[$doc:meta])* $name:ident, $valid:expr, $error:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = NameError;

            fn from_str(text: &str) -> Result<$name, NameError> {
                match $valid(text) {
                    true => Ok($name(text.into())),
                    false => Err(NameError::$error(shown(text))),
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = NameError;

            fn try_from(text: String) -> Result<$name, NameError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.as_str().to_owned()
            }
        }

        impl Deref for $name {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                &*self.0 == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                &*self.0 == *other
            }
        }

        impl PartialEq<String> for $name {
            fn eq(&self, other: &String) -> bool {
                &*self.0 == other
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }
    };
}

/// A name that is taken from a stored event as it was written: an event is never changed, and a record taken in from
/// elsewhere may hold a name that firebell would not give. It stays readable, and names nothing but itself. Steps and
/// digests that are typed are parsed strictly; a letter may be called anything, and what it is called is looked up.
macro_rules! stored {
    ($name:ident) => {
        impl $name {
            /// The name as an event has it.
            pub fn stored(text: &str) -> $name {
                $name(text.into())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<$name, D::Error> {
                let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?;
                Ok($name::stored(&text))
            }
        }
    };
}
pub(super) use {named, stored};

named!(
    /// A regime of the law, such as `eu-gdpr` or `us-tx`.
    RegimeId,
    is_part,
    Regime
);

named!(
    /// A letter of an incident. It comes from the obligation or the template, so most incidents have a letter of the
    /// same name; only together with the incident it names one text.
    LetterId,
    is_part,
    Letter
);
stored!(LetterId);

named!(
    /// A mailing of an incident: `M1`.
    MailingId,
    is_mailing,
    Mailing
);
stored!(MailingId);

named!(
    /// A batch of a mailing: `M1-01`.
    BatchId,
    is_batch,
    Batch
);
stored!(BatchId);

named!(
    /// `PLAYBOOK/STEP`.
    TaskId,
    is_task,
    Task
);
stored!(TaskId);

fn is_mailing(text: &str) -> bool {
    text.strip_prefix('M').is_some_and(is_number)
}

fn is_batch(text: &str) -> bool {
    text.split_once('-')
        .is_some_and(|(mailing, number)| is_mailing(mailing) && is_number(number))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_task(text: &str) -> bool {
    text.split_once('/')
        .is_some_and(|(playbook, step)| is_part(playbook) && is_part(step))
}

impl RegimeId {
    /// Stands in a law file that was refused, where an id was that could not be read.
    pub(crate) fn unreadable() -> RegimeId {
        RegimeId("unreadable".into())
    }
}

impl MailingId {
    /// The mailing with a number, from 1.
    pub fn numbered(number: usize) -> MailingId {
        MailingId(format!("M{number}").into())
    }

    /// A piece as the list for the mail house and the files of returned mail name it.
    pub fn piece(&self, number: u32) -> String {
        format!("{self}-{number:06}")
    }

    /// The number of a piece of this mailing. Spreadsheets may have taken its zeros.
    pub fn piece_number(&self, text: &str) -> Option<u32> {
        let number = text.trim().strip_prefix(self.as_str())?.strip_prefix('-')?;
        is_number(number).then(|| number.parse().ok())?
    }

    /// A batch of it, from 1.
    pub fn batch(&self, number: usize) -> BatchId {
        BatchId(format!("{self}-{number:02}").into())
    }
}

impl LetterId {
    /// The name that a letter is given from what it is for and its language. Whatever could not stand in a name becomes
    /// a hyphen.
    pub fn given(from: &str, language: &str) -> LetterId {
        let plain = |c: char| match c {
            '-' | '.' => c,
            c if c.is_ascii_alphanumeric() => c.to_ascii_lowercase(),
            _ => '-',
        };
        LetterId(
            format!("{from}-{language}")
                .chars()
                .map(plain)
                .collect::<String>()
                .into(),
        )
    }

    /// What stands before the language in the name that [`LetterId::given`] makes.
    pub fn without_language(&self, language: &str) -> &str {
        let end = format!("-{}", language.to_ascii_lowercase());
        self.0.strip_suffix(end.as_str()).unwrap_or(&self.0)
    }
}

impl TaskId {
    /// A step of a playbook.
    ///
    /// # Errors
    /// [`NameError::Task`] where the two could not be told apart.
    pub fn new(playbook: &str, step: &str) -> Result<TaskId, NameError> {
        format!("{playbook}/{step}").parse()
    }

    /// The playbook's id.
    pub fn playbook(&self) -> &str {
        self.split_once('/').map_or(self, |(playbook, _)| playbook)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_part_have_no_separators() {
        for text in ["eu-gdpr", "us_tx", "a1"] {
            assert_eq!(text.parse::<RegimeId>().unwrap(), text);
        }
        for text in ["", "a/b", "a@b", "a b", "a\u{202e}b"] {
            assert!(text.parse::<RegimeId>().is_err(), "{text:?}");
            assert!(text.parse::<LetterId>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_letter_is_given_a_name_that_can_be_typed() {
        let id = LetterId::given("eu-gdpr/regulator@DE_by", "de");
        assert_eq!(id, "eu-gdpr-regulator-de-by-de");
        assert_eq!(
            LetterId::given("our letter/1", "en").as_str().parse(),
            Ok(LetterId::given("our-letter-1", "en"))
        );
    }

    #[test]
    fn a_stored_name_stays_readable_and_as_it_was() {
        let old = "\"my letter/1\"";
        let letter: LetterId = serde_json::from_str(old).unwrap();
        assert_eq!(serde_json::to_string(&letter).unwrap(), old);
        let task: TaskId = serde_json::from_str("\"first-look\"").unwrap();
        assert_eq!((task.as_str(), task.playbook()), ("first-look", "first-look"));
    }

    #[test]
    fn a_step_belongs_to_a_playbook() {
        let task = TaskId::new("detection", "first-look").unwrap();
        assert_eq!((task.as_str(), task.playbook()), ("detection/first-look", "detection"));
        for text in ["detection", "/x", "x/", "a/b/c"] {
            assert!(text.parse::<TaskId>().is_err(), "{text:?}");
        }
    }
}
