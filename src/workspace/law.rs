//! The team's own law, changed while the record is open: here, or by somebody else.

use std::path::PathBuf;

use super::{WorkError, Workspace};
use crate::app::customers::contracts::{ContractError, Contracts};
use crate::app::files::overlay::{FolderLook, look};
use crate::app::law::layers::{Layers, own_law};
use crate::app::record::LineOutcome;
use crate::core::contract::{Contract, ContractDraft};
use crate::core::time::WallTime;

/// What is laid over the built-in law, and where contracts are written.
#[derive(Debug, Clone, Default)]
pub struct LawHome {
    pub layers: Layers,
    /// `None`: beside the record.
    pub contracts: Option<PathBuf>,
}

impl Workspace {
    /// The same workspace with this law.
    #[must_use]
    pub fn with_law(mut self, law: LawHome) -> Workspace {
        self.law = law;
        self.law_seen = self.law_looks();
        self
    }

    /// Where contracts are written.
    fn contract_folder(&self) -> PathBuf {
        let folder = self.law.contracts.clone();
        folder.unwrap_or_else(|| own_law(self.record.folder()))
    }

    /// How the folders of law look from outside, the one for contracts among them.
    fn law_looks(&self) -> Vec<FolderLook> {
        let contracts = self.contract_folder();
        let folders = self.law.layers.folders.iter().chain([&contracts]);
        folders.map(|folder| look(folder)).collect()
    }

    /// Saves a contract, and goes on by the law with it.
    ///
    /// # Errors
    /// Everything that is wrong with it; what the disk or the record says.
    pub fn add_contract(&mut self, draft: &ContractDraft, now: WallTime) -> Result<Contract, WorkError> {
        let contracts = Contracts {
            layers: &self.law.layers,
            rules: &self.record.rules,
            folder: self.contract_folder(),
        };
        let saved = contracts.add(draft, now.at().date_naive())?;
        self.record
            .note_done(now, "contract.add", &saved.customer, LineOutcome::Ok);
        self.read_law_again(now)?;
        Ok(saved)
    }

    /// Reads the law again where somebody else has changed a file of it, such as a contract; says whether there was
    /// one. Where a file cannot be read the law stays as it was, and the error comes once and not at every look.
    ///
    /// # Errors
    /// What the disk or the record says.
    pub fn follow_law(&mut self, now: WallTime) -> Result<bool, WorkError> {
        if self.law_looks() == self.law_seen {
            return Ok(false);
        }
        self.read_law_again(now)?;
        Ok(true)
    }

    fn read_law_again(&mut self, now: WallTime) -> Result<(), WorkError> {
        let folder = self.contract_folder();
        if folder.is_dir() && !self.law.layers.folders.contains(&folder) {
            // In front, where it will be at the next start: the folder beside the record lies below those of the config
            // file and the command line.
            self.law.layers.folders.insert(0, folder);
        }
        // Before reading, so that a file that cannot be read is not read again until somebody changes it.
        self.law_seen = self.law_looks();
        let loaded = self.law.layers.load().map_err(ContractError::Folder)?;
        self.law_problems = loaded.problems.iter().map(ToString::to_string).collect();
        Ok(self.go_on_by(loaded.rules, now)?)
    }

    /// Whether a file of law was faulty when they were last read again, and nobody was told.
    pub fn has_law_problems(&self) -> bool {
        !self.law_problems.is_empty()
    }

    /// What was wrong with files of law when they were last read again, once: each of them is left out as a whole.
    pub fn law_problems(&mut self) -> Vec<String> {
        std::mem::take(&mut self.law_problems)
    }
}
