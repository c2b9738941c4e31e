//! The errors of law packs as people see them.

use super::store_failure;
use super::{Failure, Kind};
use crate::app::law::pack::key_file::KeyFileError;
use crate::app::law::pack::note::{KeyError, NoteError};
use crate::app::law::pack::shelf::ShelfError;
use crate::app::law::pack::{MakeError, PackError};

/// A pack that was offered and is none that may be installed.
pub(crate) fn pack_failure(file: &str, error: &PackError) -> Failure {
    let failure = |kind| {
        Failure::new(kind, format!("{file} was not installed"))
            .causes([error.to_string()])
            .causes(error.problems().iter().cloned())
    };
    match error {
        PackError::Note(NoteError::Unknown(_)) => failure(Kind::Refused).hint(
            "ask whoever made the pack for the verifier key, over a channel that you trust; then: firebell law trust KEY",
        ),
        PackError::Damaged(_) | PackError::Files(_) | PackError::Note(NoteError::Malformed(_) | NoteError::False(_)) => {
            failure(Kind::Input).hint("get the pack again from whoever made it; nothing of it was used")
        }
    }
}

/// Files that cannot become a pack.
pub(crate) fn make_failure(error: &MakeError) -> Failure {
    match error {
        MakeError::Problems(problems) => Failure::input(error).causes(problems.iter().cloned()),
        MakeError::Zip(source) => Failure::new(Kind::Internal, error).because(source),
    }
}

/// A text that is no key. The text itself is never quoted: it may be a private key.
pub(crate) fn key_failure(what: &str, error: &KeyError) -> Failure {
    let failure = Failure::input(format!("{what} cannot be used")).because(error);
    match error {
        KeyError::Public => failure.hint("name the file that `firebell law keygen` wrote"),
        KeyError::Form | KeyError::Name | KeyError::Kind | KeyError::Torn | KeyError::Private => {
            failure.hint("`firebell law keygen` makes a key and prints its verifier key")
        }
    }
}

/// A key's file that cannot be used.
pub(crate) fn key_file_failure(what: &str, error: &KeyFileError) -> Failure {
    let words = format!("{what} cannot be used");
    match error {
        KeyFileError::Key(error) => key_failure(what, error),
        KeyFileError::Form(_) | KeyFileError::Format(_) => Failure::input(words)
            .because(error)
            .hint("`firebell law keygen` makes a key; a newer firebell may have written this one"),
        KeyFileError::Locked => Failure::new(Kind::Locked, words)
            .because(error)
            .hint("--passphrase-file FILE, or type the passphrase of the key, which is not that of the record"),
        KeyFileError::Store(error) => store_failure(error),
    }
}

/// Packs that cannot be used or changed.
pub(crate) fn shelf_failure(error: &ShelfError) -> Failure {
    let way_back = "firebell law rollback goes back to the edition before it; law install PACK installs it again";
    match error {
        ShelfError::Io { source, .. } => Failure::new(Kind::Io, error)
            .because(source)
            .hint("check the folder `law` below the folder of the record"),
        ShelfError::List { source, .. } => Failure::new(Kind::Io, error)
            .because(source)
            .hint("restore it from a copy, or move it away and install the packs again"),
        ShelfError::Format { .. } => Failure::input(error).hint("use a newer firebell"),
        ShelfError::Key { source, .. } => Failure::new(Kind::Io, error).because(source),
        ShelfError::Pack { source, .. } => Failure::new(Kind::Io, error)
            .because(source)
            .causes(source.problems().iter().cloned())
            .hint(way_back),
        ShelfError::Archive { source, .. } => Failure::new(Kind::Io, error).because(source).hint(way_back),
        ShelfError::InUse | ShelfError::Changed => {
            Failure::new(Kind::Refused, error).hint("nothing was changed; look at the packs and try again")
        }
        ShelfError::Older { .. } => Failure::new(Kind::Refused, error)
            .hint("--downgrade installs the older one; firebell law rollback goes back to what was in force before"),
        ShelfError::SameVersion(_) => {
            Failure::new(Kind::Refused, error).hint("whoever changes a pack gives it another version")
        }
        ShelfError::Nothing => Failure::input(error).hint("there is nothing to go back to"),
        ShelfError::UnknownKey(_) => Failure::input(error).hint("firebell law trust lists the trusted keys"),
        ShelfError::KeyInUse { .. } => {
            Failure::new(Kind::Refused, error).hint("go back to an edition without it first: firebell law rollback")
        }
    }
}
