//! What a key service is asked with: the name its key has there, and what it made of a slot's key.

use serde::{Deserialize, Serialize};

/// The name of a key at a key service: an ARN, an alias, a recipient. It is public in the header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ServiceKeyName(String);

/// The longest name there is at any of them, and some room.
const LONGEST_NAME: usize = 512;

impl TryFrom<String> for ServiceKeyName {
    type Error = String;

    fn try_from(text: String) -> Result<ServiceKeyName, String> {
        let fits = (1..=LONGEST_NAME).contains(&text.len());
        match fits && text.chars().all(|letter| letter.is_ascii_graphic() || letter == ' ') {
            true => Ok(ServiceKeyName(text)),
            false => Err(format!("a key id is 1 to {LONGEST_NAME} printable ASCII characters")),
        }
    }
}

impl From<ServiceKeyName> for String {
    fn from(name: ServiceKeyName) -> String {
        name.0
    }
}

impl std::fmt::Display for ServiceKeyName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// What the service printed when it wrapped the key of a slot; written as hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ServiceWrapped(Vec<u8>);

impl ServiceWrapped {
    /// The most a service may answer.
    pub const MOST: usize = 16 * 1024;

    /// As it is handed to the service again.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl TryFrom<Vec<u8>> for ServiceWrapped {
    type Error = String;

    fn try_from(bytes: Vec<u8>) -> Result<ServiceWrapped, String> {
        match (1..=ServiceWrapped::MOST).contains(&bytes.len()) {
            true => Ok(ServiceWrapped(bytes)),
            false => Err(format!("a wrapped key has 1 to {} bytes", ServiceWrapped::MOST)),
        }
    }
}

impl TryFrom<String> for ServiceWrapped {
    type Error = String;

    fn try_from(text: String) -> Result<ServiceWrapped, String> {
        let bytes = hex::decode(&text).map_err(|_| "a wrapped key is not hexadecimal digits")?;
        ServiceWrapped::try_from(bytes)
    }
}

impl From<ServiceWrapped> for String {
    fn from(wrapped: ServiceWrapped) -> String {
        hex::encode(wrapped.0)
    }
}
