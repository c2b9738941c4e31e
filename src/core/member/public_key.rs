//! What anybody may know of a member's keys: the key that signatures are verified with, the key that others seal to, and
//! the random names of members and grants. The secret halves never come here.

use serde::{Deserialize, Serialize};

macro_rules! public_bytes {
    ($($(#[$doc:meta])* $name:ident: $length:literal, $what:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name([u8; $length]);

        impl $name {
            pub const LENGTH: usize = $length;

            pub const fn of(bytes: [u8; $length]) -> $name {
                $name(bytes)
            }

            pub const fn bytes(&self) -> &[u8; $length] {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(&hex::encode(self.0))
            }
        }

        impl std::str::FromStr for $name {
            type Err = PublicKeyError;

            fn from_str(text: &str) -> Result<$name, PublicKeyError> {
                let mut bytes = [0; $length];
                let read = hex::decode_to_slice(text, &mut bytes);
                // Capitals would be a second spelling of the same bytes.
                match read.is_ok() && !text.bytes().any(|byte| byte.is_ascii_uppercase()) {
                    true => Ok($name(bytes)),
                    false => Err(PublicKeyError { what: $what, digits: 2 * $length }),
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = PublicKeyError;

            fn try_from(text: String) -> Result<$name, PublicKeyError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(bytes: $name) -> String {
                bytes.to_string()
            }
        }
    )*};
}

/// Not the hexadecimal digits that were expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{what} is {digits} hexadecimal digits in lower case")]
pub struct PublicKeyError {
    what: &'static str,
    digits: usize,
}

public_bytes! {
    /// Somebody who can open the record. Random: the header, which holds it too, tells nobody who it is.
    MemberId: 8, "the id of a member";
    /// Something that was lent to a member for a while.
    GrantId: 8, "the id of a grant";
    /// A key that text of one incident is sealed under.
    DataKeyId: 8, "the id of a key";
    /// Ed25519: what the signatures of a member are verified with.
    VerifyingKey: 32, "a verifying key";
    /// X25519: what others seal to.
    RecipientKey: 32, "a recipient key";
    /// An Ed25519 signature.
    SignatureBytes: 64, "a signature";
}

impl VerifyingKey {
    /// The key as people compare it by voice: eight groups of four digits of it.
    pub fn fingerprint(&self) -> String {
        let digits = hex::encode(&self.0[..16]);
        let groups: Vec<&str> = (0..digits.len()).step_by(4).map(|at| &digits[at..at + 4]).collect();
        groups.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_have_one_spelling() {
        let id = MemberId::of([0xab; 8]);
        assert_eq!(id.to_string(), "abababababababab");
        assert_eq!("abababababababab".parse(), Ok(id));
        assert!("ABABABABABABABAB".parse::<MemberId>().is_err());
        assert!("abab".parse::<MemberId>().is_err());
        let key = VerifyingKey::of([0x12; 32]);
        assert_eq!(key.fingerprint(), ["1212"; 8].join(" "));
    }
}
