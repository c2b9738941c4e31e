//! The law that a command is answered by: built-in files, installed packs, folders of the team's own. Every command that
//! answers by the law asks here, so that no two of them answer by different editions.

#[cfg(feature = "record")]
use std::path::Path;
use std::path::PathBuf;

use super::failure::Failure;
use super::invocation::Invocation;
use crate::app::law;
use crate::app::law::layers::Layers;
use crate::core::law::load::{Holidays, Loaded};
use crate::core::law::rulebook::Rulebook;

/// What is laid over the built-in law: the packs of the record, then the folders of law.
pub(super) fn layers(call: &Invocation) -> Result<Layers, Failure> {
    Ok(Layers {
        packs: packs::in_force(call)?,
        folders: folders(call)?,
        ..Layers::default()
    })
}

/// The folders of law in their order: the team's own law beside the record, the folders of a restored backup, `law_dirs` of
/// the config file, `--law-dir`.
pub(super) fn folders(call: &Invocation) -> Result<Vec<PathBuf>, Failure> {
    let beside = packs::folder(call)?
        .map(|record| law::layers::beside(&record))
        .transpose();
    let beside = beside.map_err(|error| Failure::unreadable(&error, &error.source))?;
    let mut folders = beside.unwrap_or_else(Vec::new);
    folders.extend(packs::configured(call)?);
    folders.extend(call.options.law_dir.iter().cloned());
    Ok(folders)
}

/// Where new contracts are written: the first folder of `--law-dir`, else of the config file, else beside the record.
#[cfg(feature = "record")]
pub(super) fn contract_folder(call: &Invocation, record: &Path) -> Result<PathBuf, Failure> {
    let configured = packs::configured(call)?;
    let named = call.options.law_dir.iter().chain(&configured).next();
    Ok(named.cloned().unwrap_or_else(|| law::layers::own_law(record)))
}

/// The rule base with everything that is laid over it. A broken overlay file is named and left out; the rest works.
pub(super) fn load(call: &Invocation) -> Result<Rulebook, Failure> {
    loaded(call, &layers(call)?)
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
pub(super) fn for_counting(call: &Invocation, holidays: Holidays<'_>) -> Result<Rulebook, Failure> {
    let layers = layers(call)?;
    match layers.is_empty() {
        true => Ok(law::files::built_in_for_counting(holidays)),
        false => loaded(call, &layers),
    }
}

#[cfg(feature = "record")]
mod packs {
    use super::super::failure::shelf_failure;
    use super::super::session;
    use super::{Failure, Invocation, PathBuf};
    use crate::app::law::layers::Layer;
    use crate::app::law::pack::shelf::Shelf;

    /// The folder of the record.
    pub(super) fn folder(call: &Invocation) -> Result<Option<PathBuf>, Failure> {
        Ok(session::record_folder(call, &session::config(call)?))
    }

    /// The folders of law that the config file names.
    pub(super) fn configured(call: &Invocation) -> Result<Vec<PathBuf>, Failure> {
        Ok(session::config(call)?.law_dirs)
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
    use crate::app::law::layers::Layer;

    /// The folder of the record, where one is named.
    #[expect(
        clippy::unnecessary_wraps,
        reason = "the build with the record reads a config file for it"
    )]
    pub(super) fn folder(call: &Invocation) -> Result<Option<PathBuf>, Failure> {
        Ok(call.options.data_dir.clone())
    }

    /// This build reads no config file. Where one is named, its folders of law could decide.
    pub(super) fn configured(call: &Invocation) -> Result<Vec<PathBuf>, Failure> {
        match &call.options.config {
            None => Ok(Vec::new()),
            Some(_) => Err(Failure::input(
                "this build of firebell reads no config file, and its law_dirs would be left out",
            )
            .hint("name the folders with --law-dir, and leave out --config")),
        }
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
