//! The keyring of the operating system, where the binary was built with it.

#[cfg(feature = "keyring")]
pub(super) use built_in::{recall, remember};
#[cfg(not(feature = "keyring"))]
pub(super) use left_out::{recall, remember};

#[cfg(feature = "keyring")]
mod built_in {
    use std::path::Path;

    use secrecy::{ExposeSecret as _, SecretString};

    use crate::app::record::SlotKey;
    use crate::cli::failure::{Failure, Kind};
    use crate::cli::secret::Opener;

    fn entry(folder: &Path) -> Result<::keyring::Entry, ::keyring::Error> {
        ::keyring::Entry::new("firebell", &folder.display().to_string())
    }

    fn failed(error: &::keyring::Error) -> Failure {
        Failure::new(Kind::Locked, "the keyring did not answer").because(error)
    }

    /// What is stored for a record: the key of its slot, or from an earlier firebell the passphrase.
    pub(crate) fn recall(folder: &Path) -> Result<Opener, Failure> {
        let stored = entry(folder).and_then(|entry| entry.get_password());
        let stored = stored.map(SecretString::from).map_err(|error| {
            failed(&error).hint("store a key there first: firebell key remember, with --passphrase-file")
        })?;
        Ok(match SlotKey::read(&stored) {
            Some(key) => Opener::Kept(key),
            None => Opener::Passphrase(stored),
        })
    }

    /// Stores what opens a record.
    pub(crate) fn remember(folder: &Path, secret: &SecretString) -> Result<(), Failure> {
        let stored = entry(folder).and_then(|entry| entry.set_password(secret.expose_secret()));
        stored.map_err(|error| failed(&error))
    }
}

#[cfg(not(feature = "keyring"))]
mod left_out {
    use std::path::Path;

    use secrecy::SecretString;

    use crate::cli::failure::Failure;
    use crate::cli::secret::Opener;

    fn absent() -> Failure {
        Failure::input("this firebell was built without support for the operating system's keyring")
            .hint("build it with --features keyring, or use --key-command")
    }

    pub(crate) fn recall(_: &Path) -> Result<Opener, Failure> {
        Err(absent())
    }

    pub(crate) fn remember(_: &Path, _: &SecretString) -> Result<(), Failure> {
        Err(absent())
    }
}
