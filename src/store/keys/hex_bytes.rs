//! Byte arrays of a fixed length, stored as hexadecimal digits.

macro_rules! hex_bytes {
    ($(#[$doc:meta])* $name:ident, $length:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub(crate) struct $name(pub(super) [u8; $length]);

        impl $name {
            #[allow(dead_code, reason = "not every kind of bytes is looked at from outside")]
            pub(crate) fn bytes(&self) -> &[u8; $length] {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(text: String) -> Result<$name, String> {
                let mut bytes = [0; $length];
                let read = hex::decode_to_slice(&text, &mut bytes);
                read.map_err(|_| format!("{} hexadecimal digits are expected", 2 * $length))?;
                Ok($name(bytes))
            }
        }

        impl From<$name> for String {
            fn from(bytes: $name) -> String {
                hex::encode(bytes.0)
            }
        }
    };
}

pub(super) use hex_bytes;
