//! Signed notes (<https://c2sp.org/signed-note>): a text, and below it who signed it. Only Ed25519.
//!
//! A key has a name and an identifier of four bytes made from the name and the key. Keys are written as other programs
//! for signed notes write them, so that a vendor can sign with what they have.

use std::fmt;
use std::str::FromStr;

use base64ct::{Base64, Encoding as _};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

/// The kind of signature, which is a part of every key.
const ED25519: u8 = 0x01;
/// Nobody signs a pack so often.
const MOST_SIGNATURES: usize = 100;
const PRIVATE: &str = "PRIVATE+KEY+";
const DASH: &str = "\u{2014} ";
const LONGEST_NAME: usize = 200;

/// What tells keys apart: the name, and the first bytes of a digest of name and key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyId {
    name: String,
    hash: [u8; 4],
}

impl KeyId {
    fn of(name: &str, key: &VerifyingKey) -> KeyId {
        let mut digest = Sha256::new();
        digest.update(name.as_bytes());
        digest.update([b'\n', ED25519]);
        digest.update(key.as_bytes());
        let digest: [u8; 32] = digest.finalize().into();
        let [a, b, c, d, ..] = digest;
        KeyId {
            name: name.to_owned(),
            hash: [a, b, c, d],
        }
    }

    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}+{}", self.name, hex::encode(self.hash))
    }
}

/// Checks signatures. Public: `name+hash+key`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    id: KeyId,
    key: VerifyingKey,
}

/// Makes signatures. Wiped from memory when it is dropped, and it cannot be printed.
pub struct SignerKey {
    id: KeyId,
    key: SigningKey,
}

/// Why a text is no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("a key is NAME+HASH+KEY in one line")]
    Form,
    #[error("the name of a key has no spaces, no `+` and at most {LONGEST_NAME} characters")]
    Name,
    #[error("it is not an Ed25519 key")]
    Kind,
    #[error("its name, hash and key do not belong together: a part of it was changed or lost")]
    Torn,
    #[error("it is a private key, which belongs to whoever signs packs and to nobody else")]
    Private,
    #[error("it is a verifier key; signing takes the private key")]
    Public,
}

/// Whether a text may name a key.
fn named(name: &str) -> Result<&str, KeyError> {
    let acts = |c: char| c.is_whitespace() || c == '+' || crate::core::visible::acts(c);
    let fits = !name.is_empty() && name.chars().count() <= LONGEST_NAME && !name.chars().any(acts);
    fits.then_some(name).ok_or(KeyError::Name)
}

/// The name, the hash and the 32 bytes of a key's text.
fn parts(text: &str) -> Result<(&str, &str, Zeroizing<[u8; 32]>), KeyError> {
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(hash), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(KeyError::Form);
    };
    let bytes = Base64::decode_vec(key)
        .map(Zeroizing::new)
        .map_err(|_| KeyError::Kind)?;
    match bytes.as_slice() {
        [ED25519, rest @ ..] => {
            let key = <[u8; 32]>::try_from(rest).map_err(|_| KeyError::Kind)?;
            Ok((named(name)?, hash, Zeroizing::new(key)))
        }
        _ => Err(KeyError::Kind),
    }
}

fn belongs(id: KeyId, hash: &str) -> Result<KeyId, KeyError> {
    match hex::encode(id.hash) == hash {
        true => Ok(id),
        false => Err(KeyError::Torn),
    }
}

impl VerifierKey {
    /// A key by its name and its 32 bytes.
    ///
    /// # Errors
    /// [`KeyError::Name`], [`KeyError::Kind`].
    pub fn named(name: &str, key: &[u8; 32]) -> Result<VerifierKey, KeyError> {
        let key = VerifyingKey::from_bytes(key).map_err(|_| KeyError::Kind)?;
        let id = KeyId::of(named(name)?, &key);
        Ok(VerifierKey { id, key })
    }

    pub fn id(&self) -> &KeyId {
        &self.id
    }
}

impl FromStr for VerifierKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<VerifierKey, KeyError> {
        if text.starts_with(PRIVATE) {
            return Err(KeyError::Private);
        }
        let (name, hash, key) = parts(text)?;
        let key = VerifyingKey::from_bytes(&key).map_err(|_| KeyError::Kind)?;
        let id = belongs(KeyId::of(name, &key), hash)?;
        Ok(VerifierKey { id, key })
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [&[ED25519][..], self.key.as_bytes()].concat();
        write!(f, "{}+{}", self.id, Base64::encode_string(&bytes))
    }
}

impl SignerKey {
    /// A new key from 32 random bytes.
    ///
    /// # Errors
    /// [`KeyError::Name`].
    pub fn new(name: &str, seed: &[u8; 32]) -> Result<SignerKey, KeyError> {
        let key = SigningKey::from_bytes(seed);
        let id = KeyId::of(named(name)?, &key.verifying_key());
        Ok(SignerKey { id, key })
    }

    /// Reads a private key.
    ///
    /// # Errors
    /// [`KeyError`]; it never quotes the text.
    pub fn read(text: &str) -> Result<SignerKey, KeyError> {
        let text = text.trim_end_matches(['\n', '\r']);
        let Some(text) = text.strip_prefix(PRIVATE) else {
            return Err(match text.parse::<VerifierKey>() {
                Ok(_) => KeyError::Public,
                Err(_) => KeyError::Form,
            });
        };
        let (name, hash, seed) = parts(text)?;
        let key = SignerKey::new(name, &seed)?;
        belongs(key.id.clone(), hash)?;
        Ok(key)
    }

    /// The text of the private key, for its file.
    pub fn private_text(&self) -> Zeroizing<String> {
        let mut bytes = Zeroizing::new([ED25519; 33]);
        bytes[1..].copy_from_slice(Zeroizing::new(self.key.to_bytes()).as_slice());
        let key = Zeroizing::new(Base64::encode_string(bytes.as_slice()));
        Zeroizing::new(format!("{PRIVATE}{}+{}\n", self.id, key.as_str()))
    }

    pub fn verifier(&self) -> VerifierKey {
        VerifierKey {
            id: self.id.clone(),
            key: self.key.verifying_key(),
        }
    }
}

/// Why a note is not to be believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    #[error("the note is malformed: {0}")]
    Malformed(&'static str),
    #[error("no key that is trusted here has signed it; it was signed by {}", names(.0))]
    Unknown(Vec<KeyId>),
    #[error("the signature of {0} is false: the note was changed after it was signed, or never signed by that key")]
    False(KeyId),
}

fn names(keys: &[KeyId]) -> String {
    keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// A text with the trusted key that signed it.
#[derive(Debug)]
pub struct Signed<'t> {
    pub text: &'t str,
    pub by: VerifierKey,
}

/// The text with a signature below it.
pub fn sign(text: &str, key: &SignerKey) -> String {
    let signature = key.key.sign(text.as_bytes());
    let bytes = [&key.id.hash[..], &signature.to_bytes()].concat();
    format!("{text}\n{DASH}{} {}\n", key.id.name, Base64::encode_string(&bytes))
}

/// A note with one more signature, which was made elsewhere, below it.
pub fn with_signature(note: &str, by: &VerifierKey, signature: &[u8; 64]) -> String {
    let bytes = [&by.id.hash[..], signature].concat();
    format!("{note}{DASH}{} {}\n", by.id.name, Base64::encode_string(&bytes))
}

/// The text of a note that a trusted key has signed.
///
/// Signatures by unknown keys say nothing. One by a trusted key that is false makes the whole note false, whoever else
/// signed it.
///
/// # Errors
/// [`NoteError`]
pub fn verified<'t>(note: &'t [u8], trusted: &[VerifierKey]) -> Result<Signed<'t>, NoteError> {
    let note = std::str::from_utf8(note).map_err(|_| NoteError::Malformed("it is not UTF-8 text"))?;
    if note.chars().any(|c| c < ' ' && c != '\n') {
        return Err(NoteError::Malformed("it has a control character"));
    }
    let split = note.rfind("\n\n").ok_or(NoteError::Malformed("it has no signature"))?;
    let (text, below) = (&note[..=split], &note[split + 2..]);
    let (mut by, mut unknown) = (None, Vec::new());
    for (id, signature) in signatures(below)? {
        let Some(key) = trusted.iter().find(|key| key.id == id) else {
            unknown.push(id);
            continue;
        };
        let signature = Signature::from_slice(&signature).map_err(|_| NoteError::False(id.clone()))?;
        key.key
            .verify_strict(text.as_bytes(), &signature)
            .map_err(|_| NoteError::False(id))?;
        by.get_or_insert_with(|| key.clone());
    }
    match by {
        Some(by) => Ok(Signed { text, by }),
        None => Err(NoteError::Unknown(unknown)),
    }
}

/// The lines below a note's text: who signed, and the signature.
fn signatures(below: &str) -> Result<Vec<(KeyId, Vec<u8>)>, NoteError> {
    let wrong = || NoteError::Malformed("a signature line is unreadable");
    let lines = below
        .strip_suffix('\n')
        .ok_or(NoteError::Malformed("its last line does not end"))?;
    let mut found = Vec::new();
    for line in lines.split('\n') {
        let (name, signature) = line
            .strip_prefix(DASH)
            .and_then(|rest| rest.split_once(' '))
            .ok_or_else(wrong)?;
        let bytes = Base64::decode_vec(signature).map_err(|_| wrong())?;
        let (hash, signature) = bytes.split_first_chunk::<4>().ok_or_else(wrong)?;
        let name = named(name).map_err(|_| wrong())?.to_owned();
        found.push((KeyId { name, hash: *hash }, signature.to_vec()));
    }
    match found.len() {
        1..=MOST_SIGNATURES => Ok(found),
        _ => Err(NoteError::Malformed("it has too many signatures")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A key and a note of another program for signed notes.
    const KEY: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
    const NOTE: &str = "This is an example message.\n\n\u{2014} example.com/foo \
                        Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

    fn key(seed: u8, name: &str) -> SignerKey {
        SignerKey::new(name, &Zeroizing::new([seed; 32])).unwrap()
    }

    #[test]
    fn a_note_of_another_program_is_verified() {
        let trusted: VerifierKey = KEY.parse().unwrap();
        assert_eq!(trusted.to_string(), KEY);
        let signed = verified(NOTE.as_bytes(), std::slice::from_ref(&trusted)).unwrap();
        assert_eq!(signed.text, "This is an example message.\n");
        assert_eq!(signed.by, trusted);
    }

    #[test]
    fn a_key_survives_its_text_and_a_torn_one_does_not() {
        let signer = key(7, "acme.example/law");
        let text = signer.private_text();
        assert_eq!(SignerKey::read(&text).unwrap().verifier(), signer.verifier());
        let public = signer.verifier().to_string();
        assert_eq!(public.parse::<VerifierKey>().unwrap(), signer.verifier());
        assert_eq!(text.parse::<VerifierKey>(), Err(KeyError::Private));
        assert_eq!(SignerKey::read(&public).err(), Some(KeyError::Public));
        for at in 0..public.len() {
            let mut bytes = public.clone().into_bytes();
            bytes[at] ^= 1;
            let torn = String::from_utf8(bytes).unwrap();
            assert!(torn.parse::<VerifierKey>().is_err(), "{torn}");
        }
    }

    #[test]
    fn every_changed_byte_of_a_note_is_found() {
        let signer = key(7, "acme.example/law");
        let note = sign("one\n\ntwo\n", &signer);
        let trusted = [signer.verifier()];
        assert_eq!(verified(note.as_bytes(), &trusted).unwrap().text, "one\n\ntwo\n");
        for at in 0..note.len() {
            for bit in 0..8 {
                let mut bytes = note.clone().into_bytes();
                bytes[at] ^= 1 << bit;
                assert!(verified(&bytes, &trusted).is_err(), "byte {at} bit {bit}");
            }
        }
    }

    #[test]
    fn unknown_signers_say_nothing_and_a_false_signature_of_a_trusted_one_decides() {
        let (ours, theirs) = (key(7, "acme.example/law"), key(8, "other.example/law"));
        let line = |note: String| note.split_once("\n\n").unwrap().1.to_owned();
        let both = sign("text\n", &ours) + &line(sign("text\n", &theirs));
        assert_eq!(
            verified(both.as_bytes(), &[ours.verifier()]).unwrap().by,
            ours.verifier()
        );
        assert_eq!(
            verified(both.as_bytes(), &[theirs.verifier()]).unwrap().by,
            theirs.verifier()
        );
        // The same name with another key is another key.
        let namesake = key(9, "acme.example/law");
        let refused = verified(both.as_bytes(), &[namesake.verifier()]);
        assert!(matches!(refused, Err(NoteError::Unknown(keys)) if keys.len() == 2));
        let lie = sign("text\n", &ours) + &line(sign("other text\n", &theirs));
        let refused = verified(lie.as_bytes(), &[ours.verifier(), theirs.verifier()]);
        assert_eq!(refused.err(), Some(NoteError::False(theirs.verifier().id().clone())));
    }

    #[test]
    fn names_with_spaces_plus_or_nothing_are_refused() {
        for name in ["", "a b", "a+b", "a\u{a0}b", "a\nb", "a\u{202e}b"] {
            assert_eq!(
                SignerKey::new(name, &Zeroizing::new([1; 32])).err(),
                Some(KeyError::Name),
                "{name:?}"
            );
        }
    }
}
