//! How the database's key is made from a passphrase, or from what a key command prints.

use std::sync::atomic::{AtomicBool, Ordering};

use argon2::{Algorithm as Argon2Kind, Argon2, Params, Version};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use crate::store::StoreError;
use crate::store::random::random;

/// A key of 32 bytes, for the cipher of the database or for anything else: in locked memory, wiped when dropped.
pub(crate) type RawKey = crate::platform::locked_memory::LockedKey;

/// The derivations there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Algorithm {
    #[serde(rename = "argon2id")]
    Argon2id,
}

/// Argon2id's parameters and salt. One that was read lies within the bounds below: a header from somewhere else must
/// not be able to take all memory, or to run for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written")]
pub(crate) struct Kdf {
    algorithm: Algorithm,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: Salt,
}

/// A set as the file has it, before its bounds are looked at.
#[derive(Deserialize)]
struct Written {
    algorithm: Algorithm,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: Salt,
}

/// Written as hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct Salt(Vec<u8>);

impl Salt {
    pub(crate) fn fresh() -> Result<Salt, StoreError> {
        Ok(Salt(random::<16>()?.to_vec()))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Memory, passes and lanes: the second recommended choice of RFC 9106.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 4;

/// Whether new sets are to cost as little as a header may ask for.
static CHEAP: AtomicBool = AtomicBool::new(false);

/// New sets cost as little as there is from now on. The kill tests open records many thousand times; a release has no such way.
#[cfg(debug_assertions)]
pub fn make_keys_cheap() {
    CHEAP.store(true, Ordering::Relaxed);
}

/// Memory and passes of a new set.
fn cost() -> (u32, u32) {
    match cfg!(debug_assertions) && CHEAP.load(Ordering::Relaxed) {
        true => (8 * LANES, 1),
        false => (MEMORY_KIB, PASSES),
    }
}

/// The most a header may ask for: 1 GiB, and passes over memory that together take seconds, not minutes.
const MOST_MEMORY_KIB: u32 = 1024 * 1024;
const MOST_PASSES: u32 = 64;
const MOST_LANES: u32 = 64;
pub(crate) const MOST_WORK_KIB: u64 = 8 * 1024 * 1024;

impl TryFrom<String> for Salt {
    type Error = String;

    fn try_from(text: String) -> Result<Salt, String> {
        let bytes = hex::decode(&text).map_err(|_| "the salt is not hexadecimal digits")?;
        match bytes.len() {
            16..=64 => Ok(Salt(bytes)),
            length => Err(format!("the salt has {length} bytes; 16 to 64 are accepted")),
        }
    }
}

impl From<Salt> for String {
    fn from(salt: Salt) -> String {
        hex::encode(salt.0)
    }
}

impl TryFrom<Written> for Kdf {
    type Error = String;

    fn try_from(written: Written) -> Result<Kdf, String> {
        let Written {
            algorithm,
            memory_kib,
            passes,
            lanes,
            salt,
        } = written;
        let bounded = |name: &str, found: u32, least: u32, most: u32| match found {
            found if (least..=most).contains(&found) => Ok(()),
            found => Err(format!("{name} is {found}; {least} to {most} is accepted")),
        };
        bounded("lanes", lanes, 1, MOST_LANES)?;
        bounded("memory_kib", memory_kib, 8 * lanes, MOST_MEMORY_KIB)?;
        bounded("passes", passes, 1, MOST_PASSES)?;
        if u64::from(memory_kib) * u64::from(passes) > MOST_WORK_KIB {
            return Err(format!(
                "memory_kib × passes is {memory_kib} × {passes}; at most {MOST_WORK_KIB} is accepted"
            ));
        }
        Ok(Kdf {
            algorithm,
            memory_kib,
            passes,
            lanes,
            salt,
        })
    }
}

impl Kdf {
    /// The current parameters with a fresh salt.
    pub(crate) fn fresh() -> Result<Kdf, StoreError> {
        let (memory_kib, passes) = cost();
        Ok(Kdf {
            algorithm: Algorithm::Argon2id,
            memory_kib,
            passes,
            lanes: LANES,
            salt: Salt::fresh()?,
        })
    }

    /// The key of exactly these characters.
    fn of_form(&self, form: &SecretString) -> Result<RawKey, StoreError> {
        let fail = |error: argon2::Error| StoreError::Kdf(Box::new(error));
        let kind = match self.algorithm {
            Algorithm::Argon2id => Argon2Kind::Argon2id,
        };
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(32)).map_err(fail)?;
        let derivation = Argon2::new(kind, Version::V0x13, params);
        let secret = form.expose_secret().as_bytes();
        RawKey::made(|key| derivation.hash_password_into(secret, &self.salt.0, key)).map_err(fail)
    }

    /// The key of a passphrase in its composed form, as every keyboard gives it back.
    pub(crate) fn of_composed(&self, secret: &SecretString) -> Result<RawKey, StoreError> {
        self.of_form(&composed(secret))
    }

    /// How much work the key is, in KiB of memory gone through.
    pub(crate) fn work(&self) -> u64 {
        u64::from(self.memory_kib) * u64::from(self.passes)
    }
}

/// Tries the key of each set until one opens.
///
/// A passphrase with letters such as "é" has several spellings: keyboards and systems differ. The composed one comes
/// first; records set up before it was chosen open with the characters as they were typed.
pub(crate) fn first_that_opens<'k, T>(
    sets: impl Iterator<Item = &'k Kdf>,
    secret: &SecretString,
    open: impl Fn(&Kdf, &RawKey) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let forms = spellings(secret);
    for kdf in sets {
        for form in &forms {
            match open(kdf, &kdf.of_form(form)?) {
                Err(StoreError::WrongKey) => {}
                result => return result,
            }
        }
    }
    Err(StoreError::WrongKey)
}

fn respelled(length: usize, letters: impl Iterator<Item = char>) -> SecretString {
    // Room for more than any composed or decomposed spelling needs: a string that has to grow leaves a copy in memory
    // that nobody wipes.
    let mut text = Zeroizing::new(String::with_capacity(length * 18));
    text.extend(letters);
    SecretString::from(text.as_str())
}

fn composed(secret: &SecretString) -> SecretString {
    let text = secret.expose_secret();
    respelled(text.len(), text.nfc())
}

/// The spellings a passphrase may have been given in, each once.
fn spellings(secret: &SecretString) -> Vec<SecretString> {
    let text = secret.expose_secret();
    let decomposed = respelled(text.len(), text.nfd());
    let mut spellings: Vec<SecretString> = Vec::with_capacity(3);
    for form in [composed(secret), secret.clone(), decomposed] {
        if spellings
            .iter()
            .all(|known| known.expose_secret() != form.expose_secret())
        {
            spellings.push(form);
        }
    }
    spellings
}
