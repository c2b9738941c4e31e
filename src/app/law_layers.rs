//! The law in force: the built-in files, the installed packs over them in their order, and a team's own folders last.

use std::path::PathBuf;

use super::law_files;
use super::overlay::Unreadable;
use crate::core::law::load::{LawText, Loaded, load, load_prepared};
use crate::core::law::pack::LawPack;

/// The team's own law beside the record, below the folder of the record.
pub const OWN_LAW: &str = "law/own";

/// What is laid over the built-in files.
#[derive(Debug, Clone, Default)]
pub struct Layers {
    pub packs: Vec<Layer>,
    pub folders: Vec<PathBuf>,
}

/// The files of a pack.
#[derive(Debug, Clone)]
pub struct Layer {
    pub pack: LawPack,
    pub texts: Vec<LawText<'static>>,
}

impl Layers {
    /// A team's own folders and no pack.
    pub fn of_folders(folders: &[PathBuf]) -> Layers {
        Layers {
            packs: Vec::new(),
            folders: folders.to_vec(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.packs.is_empty() && self.folders.is_empty()
    }

    /// All texts in the order in which they are laid over each other.
    ///
    /// # Errors
    /// The first folder or file that could not be read.
    pub fn texts(&self) -> Result<Vec<LawText<'static>>, Unreadable> {
        let mut files = law_files::built_in();
        files.extend(self.packs.iter().flat_map(|layer| layer.texts.iter().cloned()));
        for folder in distinct(&self.folders) {
            files.extend(law_files::overlay(folder)?);
        }
        Ok(files)
    }

    /// The rule base.
    ///
    /// # Errors
    /// As [`Layers::texts`].
    pub fn load(&self) -> Result<Loaded, Unreadable> {
        Ok(self.named(load_prepared(&self.texts()?, law_files::prepared())))
    }

    /// The rule base from the texts alone and with every check, as `law lint` wants it.
    ///
    /// # Errors
    /// As [`Layers::texts`].
    pub fn load_in_full(&self) -> Result<Loaded, Unreadable> {
        Ok(self.named(load(&self.texts()?)))
    }

    fn named(&self, mut loaded: Loaded) -> Loaded {
        loaded.rules.packs = self.packs.iter().map(|layer| layer.pack.clone()).collect();
        loaded
    }
}

/// Each folder once, in the place where it was named last: there it decides, and laid twice it would be another edition of
/// the same law.
fn distinct(folders: &[PathBuf]) -> Vec<&PathBuf> {
    let real = |folder: &PathBuf| folder.canonicalize().unwrap_or_else(|_| folder.clone());
    let again = |at: usize, folder: &PathBuf| folders[at + 1..].iter().any(|later| real(later) == real(folder));
    let folders = folders.iter().enumerate();
    folders
        .filter(|(at, folder)| !again(*at, folder))
        .map(|(_, folder)| folder)
        .collect()
}
