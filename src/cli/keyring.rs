//! The keyring of the operating system, where the binary was built with it.

#[cfg(feature = "keyring")]
pub use built_in::{recall, remember};
#[cfg(not(feature = "keyring"))]
pub(super) use left_out::{recall, remember};

#[cfg(feature = "keyring")]
mod built_in {
    use std::path::Path;

    use secrecy::{ExposeSecret as _, SecretString};

    use crate::cli::failure::{Failure, Kind};

    fn entry(folder: &Path) -> Result<::keyring::Entry, ::keyring::Error> {
        ::keyring::Entry::new("firebell", &folder.display().to_string())
    }

    fn failed(error: &::keyring::Error) -> Failure {
        Failure::new(Kind::Locked, "the keyring did not answer").because(error)
    }

    /// The passphrase stored for a record.
    pub fn recall(folder: &Path) -> Result<SecretString, Failure> {
        let stored = entry(folder).and_then(|entry| entry.get_password());
        stored.map(SecretString::from).map_err(|error| {
            failed(&error).hint("store the passphrase there first: firebell key remember, with --passphrase-file")
        })
    }

    /// Stores the passphrase of a record.
    pub fn remember(folder: &Path, secret: &SecretString) -> Result<(), Failure> {
        let stored = entry(folder).and_then(|entry| entry.set_password(secret.expose_secret()));
        stored.map_err(|error| failed(&error))
    }
}

#[cfg(not(feature = "keyring"))]
mod left_out {
    use std::path::Path;

    use secrecy::SecretString;

    use crate::cli::failure::Failure;

    fn absent() -> Failure {
        Failure::input("this firebell was built without support for the operating system's keyring")
            .hint("build it with --features keyring, or use --key-command")
    }

    pub(crate) fn recall(_: &Path) -> Result<SecretString, Failure> {
        Err(absent())
    }

    pub(crate) fn remember(_: &Path, _: &SecretString) -> Result<(), Failure> {
        Err(absent())
    }
}
