//! The law in force: the built-in files, the installed packs over them in their order, and a team's own folders last.

use std::path::{Path, PathBuf};

use crate::app::files::overlay::{self, Unreadable};
use crate::app::law::files;
use crate::core::law::load::{LawText, Loaded, load, load_prepared};
use crate::core::law::pack::LawPack;

/// Below the folder of the record: the folder of the law, in it the team's own law, and the folders that lay outside of the
/// record when a backup of it was taken.
const LAW: &str = "law";
const OWN: &str = "own";
pub const FOLDERS: &str = "folders";

/// The team's own law beside a record.
pub fn own_law(record: &Path) -> PathBuf {
    let folder = record.join(LAW).join(OWN);
    std::path::absolute(&folder).unwrap_or(folder)
}

/// The folders of law beside a record: the team's own, then those that came with a restored backup.
///
/// # Errors
/// What the disk says.
pub fn beside(record: &Path) -> Result<Vec<PathBuf>, Unreadable> {
    let own = own_law(record);
    let mut folders: Vec<PathBuf> = Some(own).filter(|folder| folder.is_dir()).into_iter().collect();
    folders.extend(overlay::inner_folders(&record.join(LAW).join(FOLDERS))?);
    Ok(folders)
}

/// What is laid over the built-in files.
#[derive(Debug, Clone, Default)]
pub struct Layers {
    pub packs: Vec<Layer>,
    pub folders: Vec<PathBuf>,
    /// Texts that are not written yet, each in place of the file at its path.
    pub unsaved: Vec<LawText<'static>>,
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
            folders: folders.to_vec(),
            ..Layers::default()
        }
    }

    /// The same layers with a text that is not written yet.
    #[must_use]
    pub fn with_unsaved(&self, text: LawText<'static>) -> Layers {
        let mut layers = self.clone();
        layers.unsaved.push(text);
        layers
    }

    pub fn is_empty(&self) -> bool {
        self.packs.is_empty() && self.folders.is_empty() && self.unsaved.is_empty()
    }

    /// All texts in the order in which they are laid over each other.
    ///
    /// # Errors
    /// The first folder or file that could not be read.
    pub fn texts(&self) -> Result<Vec<LawText<'static>>, Unreadable> {
        let mut files = files::built_in();
        files.extend(self.packs.iter().flat_map(|layer| layer.texts.iter().cloned()));
        for texts in without_repeats(&self.folders)? {
            files.extend(texts);
        }
        for text in &self.unsaved {
            files.retain(|file| file.path != text.path);
            files.push(text.clone());
        }
        Ok(files)
    }

    /// The rule base.
    ///
    /// # Errors
    /// As [`Layers::texts`].
    pub fn load(&self) -> Result<Loaded, Unreadable> {
        Ok(self.named(load_prepared(&self.texts()?, files::prepared())))
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
pub fn distinct(folders: &[PathBuf]) -> Vec<&PathBuf> {
    let again = |at: usize, folder: &PathBuf| folders[at + 1..].iter().any(|later| same_folder(later, folder));
    let folders = folders.iter().enumerate();
    folders
        .filter(|(at, folder)| !again(*at, folder))
        .map(|(_, folder)| folder)
        .collect()
}

/// Whether two paths lead to the same folder.
pub fn same_folder(one: &Path, other: &Path) -> bool {
    let real = |folder: &Path| folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    real(one) == real(other)
}

/// The texts of each folder, once: of a folder and its copy, such as the one that came with a backup and the one that the
/// config file names, the last decides.
fn without_repeats(folders: &[PathBuf]) -> Result<Vec<Vec<LawText<'static>>>, Unreadable> {
    let mut read: Vec<Vec<LawText<'static>>> = Vec::new();
    for folder in distinct(folders) {
        let texts = files::overlay(folder)?;
        read.retain(|other| !same(other, &texts));
        read.push(texts);
    }
    Ok(read)
}

fn same(one: &[LawText<'_>], other: &[LawText<'_>]) -> bool {
    let told = |text: &LawText<'_>| (text.name.clone(), text.text.clone().into_owned());
    one.len() == other.len() && one.iter().map(told).eq(other.iter().map(told))
}
