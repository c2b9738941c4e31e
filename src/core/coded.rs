//! Closed lists: one macro gives an enum its stored code, the words people read, its order, serde and parsing.
//!
//! `core` knows no command line: whoever offers a list there reads [`Coded::CODES`] and [`Coded::from_code`].

/// An enum whose values are stored and typed as codes.
pub trait Coded: Copy + Eq + Sized + 'static {
    /// What one value of the list is called in a message, such as "stage".
    const WHAT: &'static str;
    /// Every value, in the order of the list.
    const ALL: &'static [Self];
    /// Every code, in the same order.
    const CODES: &'static [&'static str];

    /// What is stored, and what people type.
    fn code(self) -> &'static str;

    /// What people read.
    fn words(self) -> &'static str;

    /// The value of a code.
    fn from_code(code: &str) -> Option<Self> {
        Self::CODES
            .iter()
            .position(|known| *known == code)
            .map(|at| Self::ALL[at])
    }
}

/// A word that is not a code of its list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown {what} `{given}`; expected one of {expected}")]
pub struct UnknownCode {
    /// What was being read.
    pub what: &'static str,
    /// The word found.
    pub given: String,
    /// The words that would have done, comma-separated.
    pub expected: String,
}

/// Declares a closed list. A value whose words differ from its code gives them after `=>`.
///
/// ```ignore
/// coded! {
///     /// How sure a fact is.
///     pub enum Certainty: "certainty" {
///         /// Established.
///         Confirmed = "confirmed",
///         /// Established not to be so.
///         RuledOut = "ruled_out" => "ruled out",
///     }
/// }
/// ```
#[macro_export]
macro_rules! coded {
    ($(#[$doc:meta])* $vis:vis enum $name:ident: $what:literal {
        $($(#[$value_doc:meta])* $value:ident = $code:literal $(=> $words:literal)?),+ $(,)?
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $name { $($(#[$value_doc])* $value),+ }

        impl $name {
            /// Every value, in the order of the list.
            $vis const ALL: [$name; [$($code),+].len()] = [$($name::$value),+];
            /// Every code, in the same order.
            $vis const CODES: [&'static str; [$($code),+].len()] = [$($code),+];
            /// Every code with its value, for a field that offers them.
            $vis const PAIRS: [(&'static str, $name); [$($code),+].len()] = [$(($code, $name::$value)),+];

            /// What is stored, and what people type.
            $vis const fn code(self) -> &'static str {
                match self { $($name::$value => $code),+ }
            }

            /// What people read.
            $vis const fn words(self) -> &'static str {
                match self { $($name::$value => $crate::core::coded::coded!(@words $code $($words)?)),+ }
            }

            /// The value of a code.
            $vis fn from_code(code: &str) -> Option<$name> {
                <$name as $crate::core::coded::Coded>::from_code(code)
            }
        }

        impl $crate::core::coded::Coded for $name {
            const WHAT: &'static str = $what;
            const ALL: &'static [$name] = &$name::ALL;
            const CODES: &'static [&'static str] = &$name::CODES;

            fn code(self) -> &'static str {
                $name::code(self)
            }

            fn words(self) -> &'static str {
                $name::words(self)
            }
        }

        /// The code: a list is shown to people by its `words`.
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::core::coded::UnknownCode;

            fn from_str(text: &str) -> Result<$name, Self::Err> {
                $name::from_code(text).ok_or_else(|| $crate::core::coded::UnknownCode {
                    what: $what,
                    given: text.to_owned(),
                    expected: $name::CODES.join(", "),
                })
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.code())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<$name, D::Error> {
                let code = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?;
                code.parse().map_err(serde::de::Error::custom)
            }
        }
    };
    (@words $code:literal) => { $code };
    (@words $code:literal $words:literal) => { $words };
}
pub use coded;

/// A list in a document for people, such as a customer's: there a value stands in its words and not as its code.
pub mod by_words {
    use std::borrow::Cow;

    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use super::Coded;

    /// # Errors
    /// Only the serializer's own.
    pub fn serialize<T: Coded, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(value.words())
    }

    /// # Errors
    /// Where the words are those of no value of the list.
    pub fn deserialize<'de, T: Coded, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        let words = Cow::<'de, str>::deserialize(deserializer)?;
        let found = T::ALL.iter().find(|value| value.words() == words);
        found.copied().ok_or_else(|| {
            let expected: Vec<&str> = T::ALL.iter().map(|value| value.words()).collect();
            D::Error::custom(format!(
                "unknown {} `{words}`; expected one of {}",
                T::WHAT,
                expected.join(", ")
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Coded;

    coded! {
        /// A list for the test.
        enum Answer: "answer" {
            /// A plain value.
            Sure = "sure",
            /// A value whose words differ from its code.
            NotAtAll = "not_at_all" => "not at all",
        }
    }

    #[test]
    fn a_value_keeps_its_code_on_every_way() {
        for answer in <Answer as Coded>::ALL {
            assert_eq!(Answer::from_code(answer.code()), Some(*answer));
            let json = serde_json::to_string(answer).unwrap();
            assert_eq!(json, format!("\"{answer}\""));
            assert_eq!(serde_json::from_str::<Answer>(&json).unwrap(), *answer);
        }
        assert!(
            Answer::Sure < Answer::NotAtAll,
            "the order of the list is the order of the values"
        );
        assert_eq!(Answer::PAIRS[1], ("not_at_all", Answer::NotAtAll));
        assert_eq!(Answer::NotAtAll.words(), "not at all");
        assert_eq!(Answer::Sure.words(), "sure");
    }

    #[derive(Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
    struct Document {
        #[serde(with = "super::by_words")]
        answer: Answer,
    }

    #[test]
    fn a_document_for_people_has_the_words_and_takes_nothing_else() {
        let document = Document {
            answer: Answer::NotAtAll,
        };
        let json = serde_json::to_string(&document).unwrap();
        assert_eq!(json, r#"{"answer":"not at all"}"#);
        assert_eq!(serde_json::from_str::<Document>(&json).unwrap(), document);
        let error = serde_json::from_str::<Document>(r#"{"answer":"not_at_all"}"#).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("unknown answer `not_at_all`; expected one of sure, not at all")
        );
    }

    #[test]
    fn an_unknown_code_names_the_known_ones() {
        let error = "perhaps".parse::<Answer>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "unknown answer `perhaps`; expected one of sure, not_at_all"
        );
        assert!(serde_json::from_str::<Answer>("\"perhaps\"").is_err());
    }
}
