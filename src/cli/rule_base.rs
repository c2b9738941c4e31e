//! The law that a command is answered by: built-in files, installed packs, folders of the team's own.

use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::invocation::Invocation;
use crate::app::law_files;
use crate::app::law_layers::{Layers, OWN_LAW};
use crate::core::law::load::{Holidays, Loaded};
use crate::core::law::rulebook::Rulebook;

/// What is laid over the built-in law: the packs of the record, the team's own law beside it, and these folders.
pub(super) fn layers(call: &Invocation, folders: &[PathBuf]) -> Result<Layers, Failure> {
    let own = packs::folder(call)?.map(|record| own_law(&record));
    let own = own.filter(|folder| folder.is_dir());
    Ok(Layers {
        packs: packs::in_force(call)?,
        folders: own.into_iter().chain(folders.iter().cloned()).collect(),
    })
}

/// The team's own law beside a record. The same however the folder was spelled, for its files have a part in which
/// edition of the law this is.
pub(super) fn own_law(record: &Path) -> PathBuf {
    let folder = record.join(OWN_LAW);
    std::path::absolute(&folder).unwrap_or(folder)
}

/// The rule base with everything that is laid over it. A broken overlay file is named and left out; the rest works.
pub(super) fn load(call: &Invocation, folders: &[PathBuf]) -> Result<Rulebook, Failure> {
    loaded(call, &layers(call, folders)?)
}

/// The rule base of these layers, as [`load`] gives it.
pub(super) fn loaded(call: &Invocation, layers: &Layers) -> Result<Rulebook, Failure> {
    let Loaded { rules, problems } = layers
        .load()
        .map_err(|error| Failure::unreadable(&error, &error.source))?;
    for problem in &problems {
        call.console.warn(problem);
    }
    if !problems.is_empty() {
        call.console.warn(
            "the files named above were ignored as a whole; the rest of the law is used; see `firebell law lint`",
        );
    }
    Ok(rules)
}

/// As much of the same rule base as counting periods asks for. Where nothing may change it, regimes are not read.
pub(super) fn for_counting(
    call: &Invocation,
    folders: &[PathBuf],
    holidays: Holidays<'_>,
) -> Result<Rulebook, Failure> {
    let layers = layers(call, folders)?;
    match layers.is_empty() {
        true => Ok(law_files::built_in_for_counting(holidays)),
        false => loaded(call, &layers),
    }
}

#[cfg(feature = "record")]
mod packs {
    use super::super::failure::shelf_failure;
    use super::super::session;
    use super::{Failure, Invocation, PathBuf};
    use crate::app::law_layers::Layer;
    use crate::app::law_pack::shelf::Shelf;

    /// The folder of the record.
    pub(super) fn folder(call: &Invocation) -> Result<Option<PathBuf>, Failure> {
        Ok(session::record_folder(call, &session::config(call)?))
    }

    /// The packs of the record that the command would work on; none where there is no folder for one.
    pub(super) fn in_force(call: &Invocation) -> Result<Vec<Layer>, Failure> {
        let Some(folder) = folder(call)? else {
            return Ok(Vec::new());
        };
        let shelf = Shelf::open(&folder).map_err(|error| shelf_failure(&error))?;
        shelf.layers(shelf.state(), None).map_err(|error| shelf_failure(&error))
    }
}

#[cfg(not(feature = "record"))]
mod packs {
    use super::{Failure, Invocation, PathBuf};
    use crate::app::law_layers::Layer;

    /// The folder of the record, where one is named.
    #[expect(
        clippy::unnecessary_wraps,
        reason = "the build with the record reads a config file for it"
    )]
    pub(super) fn folder(call: &Invocation) -> Result<Option<PathBuf>, Failure> {
        Ok(call.options.data_dir.clone())
    }

    /// This build reads no packs. Where some are in force, its answers would be by another law without anybody knowing.
    pub(super) fn in_force(call: &Invocation) -> Result<Vec<Layer>, Failure> {
        let folder = call.options.data_dir.as_ref();
        match folder.is_some_and(|folder| folder.join("law/packs.json").exists()) {
            true => Err(
                Failure::input("law packs are installed, and this build of firebell cannot read them")
                    .hint("use a build with the record, or leave out --data-dir for the built-in law"),
            ),
            false => Ok(Vec::new()),
        }
    }
}
