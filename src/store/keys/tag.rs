//! Names of keys, slots and members: random, and without a meaning to whoever reads the header.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::core::member::public_key::MemberId;
use crate::store::random::{NoRandom, random};

macro_rules! tags {
    ($($(#[$doc:meta])* $name:ident),*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name([u8; 8]);

        impl $name {
            pub(crate) fn fresh() -> Result<$name, NoRandom> {
                random().map($name)
            }

            pub(crate) fn bytes(&self) -> &[u8] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex::encode(self.0))
            }
        }

        impl FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<$name, String> {
                let mut bytes = [0; 8];
                let read = hex::decode_to_slice(text, &mut bytes);
                read.map_err(|_| format!("`{text}` is not 16 hexadecimal digits"))?;
                Ok($name(bytes))
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(text: String) -> Result<$name, String> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(tag: $name) -> String {
                tag.to_string()
            }
        }
    )*};
}

tags!(
    /// One of the keys that the record has or had.
    KeyId,
    /// Something that opens a member's identity.
    SlotId
);

/// A new name of a member.
pub(crate) fn fresh_member() -> Result<MemberId, NoRandom> {
    random().map(MemberId::of)
}
