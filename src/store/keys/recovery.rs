//! A code to print and lock away: 160 random bits and a checksum of 20, in nine groups of four letters and digits.
//!
//! The alphabet is Crockford's: without I, L, O and U, read in either case, an O for a zero and an I or L for a one.

use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::cipher::derive;
use super::database_key::RawKey;
use crate::store::StoreError;
use crate::store::random::random;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const BYTES: usize = 20;
const LETTERS: usize = 36;
const GROUP: usize = 4;

/// A recovery code, which opens the record like a passphrase.
pub struct RecoveryCode(Zeroizing<[u8; BYTES]>);

/// The bytes, and behind them the checksum in whole letters.
fn values(bytes: &[u8; BYTES]) -> Zeroizing<Vec<u8>> {
    let check = Sha256::digest([b"firebell recovery code".as_slice(), bytes].concat());
    let mut values = Zeroizing::new(Vec::with_capacity(LETTERS));
    let (mut bits, mut held) = (0u32, 0u32);
    for byte in bytes.iter().chain(check.iter()) {
        bits = (bits << 8 | u32::from(*byte)) & 0xffff;
        held += 8;
        while held >= 5 && values.len() < LETTERS {
            held -= 5;
            // Five bits are a byte.
            values.push(u8::try_from(bits >> held & 31).unwrap_or_default());
        }
    }
    values
}

fn value_of(letter: char) -> Option<u8> {
    let letter = match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        letter => letter,
    };
    let at = ALPHABET.iter().position(|known| char::from(*known) == letter)?;
    u8::try_from(at).ok()
}

impl RecoveryCode {
    /// A new one.
    ///
    /// # Errors
    /// Where the system gives no random bytes.
    pub fn fresh() -> Result<RecoveryCode, StoreError> {
        Ok(RecoveryCode(Zeroizing::new(random()?)))
    }

    /// Reads what somebody typed; `None` where it is no code, or one with a mistake in it.
    pub(super) fn read(text: &SecretString) -> Option<RecoveryCode> {
        let letters = text
            .expose_secret()
            .chars()
            .filter(|letter| !letter.is_whitespace() && *letter != '-');
        let typed: Option<Vec<u8>> = letters.map(value_of).take(LETTERS + 1).collect();
        let typed = Zeroizing::new(typed?);
        let mut bytes = Zeroizing::new([0; BYTES]);
        let (mut bits, mut held) = (0u32, 0u32);
        let mut into = bytes.iter_mut();
        for value in typed.iter() {
            bits = (bits << 5 | u32::from(*value)) & 0xffff;
            held += 5;
            if held >= 8 {
                held -= 8;
                let Some(byte) = into.next() else { break };
                *byte = u8::try_from(bits >> held & 255).unwrap_or_default();
            }
        }
        (*values(&bytes) == *typed).then_some(RecoveryCode(bytes))
    }

    /// As it is printed.
    pub fn text(&self) -> SecretString {
        let values = values(&self.0);
        let mut text = Zeroizing::new(String::with_capacity(LETTERS + LETTERS / GROUP));
        for (at, value) in values.iter().enumerate() {
            if at > 0 && at % GROUP == 0 {
                text.push('-');
            }
            text.extend(ALPHABET.get(usize::from(*value)).map(|letter| char::from(*letter)));
        }
        SecretString::from(text.as_str())
    }

    /// The key it is to a slot. Nobody guesses 160 bits, so making it takes no time.
    pub(super) fn key(&self, salt: &[u8]) -> RawKey {
        self.key_for(salt, "firebell 2 recovery")
    }

    /// The key it is to something else.
    pub(super) fn key_for(&self, salt: &[u8], purpose: &str) -> RawKey {
        derive(self.0.as_slice(), salt, purpose)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_it_is_copied_by_hand() {
        let code = RecoveryCode::fresh().unwrap();
        let text = code.text().expose_secret().to_owned();
        assert_eq!((text.len(), text.matches('-').count()), (44, 8), "{text}");
        let read = |text: &str| RecoveryCode::read(&SecretString::from(text)).map(|code| *code.0);
        assert_eq!(read(&text), Some(*code.0));
        let copied = text
            .replace('-', " ")
            .replace('0', "o")
            .replace('1', "l")
            .to_lowercase();
        assert_eq!(read(&copied), Some(*code.0), "{copied}");
        assert_eq!(read(&text[..43]), None);
        assert_eq!(read(&format!("{text}0")), None);
        assert_eq!(read("Ocelot-violet-94-staple"), None);
        assert_eq!(read(""), None);
    }

    #[test]
    fn a_letter_that_is_wrong_is_noticed() {
        let code = RecoveryCode(Zeroizing::new([7; BYTES]));
        let text = code.text().expose_secret().to_owned();
        for (at, was) in text.char_indices().filter(|(_, letter)| *letter != '-') {
            let other = if was == 'Z' { "Y" } else { "Z" };
            let mut wrong = text.clone();
            wrong.replace_range(at..=at, other);
            assert!(
                RecoveryCode::read(&SecretString::from(wrong.as_str())).is_none(),
                "{wrong}"
            );
        }
    }
}
