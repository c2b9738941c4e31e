//! The team's own law, changed while the record is open.

use std::path::PathBuf;

use super::{WorkError, Workspace};
use crate::app::contracts::{ContractError, Contracts};
use crate::app::law::layers::{Layers, own_law};
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
        self
    }

    /// Saves a contract, and goes on by the law with it.
    ///
    /// # Errors
    /// Everything that is wrong with it; what the disk or the record says.
    pub fn add_contract(&mut self, draft: &ContractDraft, now: WallTime) -> Result<Contract, WorkError> {
        let folder = self.law.contracts.clone();
        let folder = folder.unwrap_or_else(|| own_law(self.record.folder()));
        let contracts = Contracts {
            layers: &self.law.layers,
            rules: &self.record.rules,
            folder: folder.clone(),
        };
        let saved = contracts.add(draft, now.at().date_naive())?;
        if !self.law.layers.folders.contains(&folder) {
            self.law.layers.folders.insert(0, folder);
        }
        let loaded = self.law.layers.load().map_err(ContractError::Folder)?;
        self.record.note_done(now, "contract.add", &saved.customer, "ok");
        self.go_on_by(loaded.rules, now)?;
        Ok(saved)
    }
}
