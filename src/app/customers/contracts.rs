//! The contracts with customers: a law file each, in the team's own folder of law, or beside the record.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::names;
use crate::app::files::overlay::Unreadable;
use crate::app::files::own_file;
use crate::app::law::layers::Layers;
use crate::core::contract::{self, Contract, ContractDraft, ContractProblem, regime_id};
use crate::core::law::load::{LawText, load};
use crate::core::law::rulebook::Rulebook;
use crate::core::refusal::Remedy;
use crate::core::toml_text::reader::suggestion;

/// Where contracts are written, and the law they are added to.
#[derive(Debug)]
pub struct Contracts<'l> {
    pub layers: &'l Layers,
    pub rules: &'l Rulebook,
    pub folder: PathBuf,
}

/// A contract that was checked with the law it joins, and its file, which is not written yet.
#[derive(Debug)]
pub struct Unsaved {
    pub contract: Contract,
    pub text: LawText<'static>,
}

/// Why a contract was not written. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ContractError {
    #[error("the contract cannot be saved")]
    Problems(Vec<ContractProblem>),
    #[error("there is a contract with `{0}` already")]
    Exists(String),
    #[error("there is no contract with `{customer}`")]
    Unknown { customer: String, remedy: Remedy },
    #[error("the contract with `{customer}` is in {file}, which was not written here")]
    Elsewhere { customer: String, file: String },
    #[error("the law would have problems with this contract")]
    Law(Vec<String>),
    #[error(transparent)]
    Folder(#[from] Unreadable),
    #[error("could not write {}", path.display())]
    Io {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
}

fn file_name(customer: &str) -> String {
    format!("{}.toml", regime_id(customer))
}

impl Contracts<'_> {
    /// Every contract, with its file.
    pub fn all(&self) -> Vec<(Contract, &str)> {
        contract::all(self.rules)
    }

    /// One contract.
    ///
    /// # Errors
    /// [`ContractError::Unknown`]
    pub fn find(&self, customer: &str) -> Result<Contract, ContractError> {
        let all = self.all();
        let ids: Vec<&str> = all.iter().map(|(known, _)| known.customer.as_str()).collect();
        let found = all.iter().find(|(known, _)| known.customer == customer);
        let found = found.map(|(known, _)| known.clone());
        found.ok_or_else(|| ContractError::Unknown {
            customer: customer.to_owned(),
            remedy: match ids.is_empty() {
                true => Remedy::AddContract,
                false => suggestion(customer, &ids).into(),
            },
        })
    }

    /// Saves a new contract.
    ///
    /// # Errors
    /// [`ContractError`]
    pub fn add(&self, draft: &ContractDraft, today: NaiveDate) -> Result<Contract, ContractError> {
        self.save(self.new_contract(draft, today)?)
    }

    /// A new contract, checked and not written yet.
    ///
    /// # Errors
    /// [`ContractError`]
    pub fn new_contract(&self, draft: &ContractDraft, today: NaiveDate) -> Result<Unsaved, ContractError> {
        let new = draft.read(self.rules).map_err(ContractError::Problems)?;
        let path = self.path(&new.customer);
        let taken = self.rules.regime(&regime_id(&new.customer)).is_some() || path.exists();
        if taken || self.rules.customers().any(|known| known == new.customer) {
            return Err(ContractError::Exists(new.customer));
        }
        self.unsaved(path, new, today)
    }

    /// A contract changed and not written yet: what the draft leaves out stays. With a later first day the terms so far stay
    /// in force for incidents before it.
    ///
    /// # Errors
    /// [`ContractError`]
    pub fn changed_contract(&self, draft: ContractDraft, today: NaiveDate) -> Result<Unsaved, ContractError> {
        let known = self.find(draft.customer.as_deref().unwrap_or_default())?;
        let path = self.own(&known)?;
        let new = draft.over(&known).read(self.rules).map_err(ContractError::Problems)?;
        let new = new.after(&known).map_err(ContractError::Problems)?;
        self.unsaved(path, new, today)
    }

    /// Takes a contract away.
    ///
    /// # Errors
    /// [`ContractError`]
    pub fn remove(&self, customer: &str) -> Result<Contract, ContractError> {
        let known = self.find(customer)?;
        let path = self.own(&known)?;
        self.keep_names(&known, &path)?;
        own_file::remove(&path).map_err(|source| ContractError::Io { path, source })?;
        Ok(known)
    }

    /// The file of a contract that was written here; any other file is left alone.
    fn own(&self, known: &Contract) -> Result<PathBuf, ContractError> {
        let all = self.all();
        let file = all.iter().find(|(other, _)| other.customer == known.customer);
        let file = Path::new(file.map(|(_, file)| *file).unwrap_or_default());
        let name = file_name(&known.customer);
        // In any folder of the team's own: a restored backup has contracts in the folders that came with it.
        let mut folders = self.layers.folders.iter().chain([&self.folder]);
        match folders.any(|folder| file == folder.join(&name)) {
            true => Ok(file.to_owned()),
            false => Err(ContractError::Elsewhere {
                customer: known.customer.clone(),
                file: file.display().to_string(),
            }),
        }
    }

    /// Keeps what a contract calls the customer before its file changes: a pack for another customer must not name them.
    fn keep_names(&self, known: &Contract, file: &Path) -> Result<(), ContractError> {
        let folder = file.parent().unwrap_or(&self.folder);
        names::keep(folder, known).map_err(|source| ContractError::Io {
            path: folder.join(names::FILE),
            source,
        })
    }

    fn path(&self, customer: &str) -> PathBuf {
        self.folder.join(file_name(customer))
    }

    /// Writes the law file of a contract.
    ///
    /// # Errors
    /// What the disk says.
    pub fn save(&self, unsaved: Unsaved) -> Result<Contract, ContractError> {
        let path = PathBuf::from(&unsaved.text.path);
        let io = |source| ContractError::Io {
            path: path.clone(),
            source,
        };
        let folder = path.parent().unwrap_or(&self.folder);
        own_file::make_folder(folder).map_err(io)?;
        let new = &unsaved.contract;
        let known = self.all().into_iter().find(|(known, _)| known.customer == new.customer);
        if let Some((known, _)) = known.filter(|(known, _)| (&known.name, &known.at) != (&new.name, &new.at)) {
            self.keep_names(&known, &path)?;
        }
        let file = own_file::beside(folder, unsaved.text.text.as_bytes()).map_err(io)?;
        own_file::place(file, &path).map_err(io)?;
        Ok(unsaved.contract)
    }

    /// The law file, once the whole law was read with it.
    fn unsaved(&self, path: PathBuf, contract: Contract, today: NaiveDate) -> Result<Unsaved, ContractError> {
        let text = LawText {
            path: path.display().to_string(),
            name: file_name(&contract.customer),
            text: contract.text(today).into(),
            overlay: true,
        };
        let problems = self.problems_with(&text, &contract)?;
        match problems.is_empty() {
            true => Ok(Unsaved { contract, text }),
            false => Err(ContractError::Law(problems)),
        }
    }

    fn problems_with(&self, text: &LawText<'static>, new: &Contract) -> Result<Vec<String>, ContractError> {
        let known = load(&self.layers.texts()?).problems;
        let loaded = load(&self.layers.with_unsaved(text.clone()).texts()?);
        let found = loaded.problems.iter().filter(|problem| !known.contains(problem));
        let mut problems: Vec<String> = found.map(ToString::to_string).collect();
        // What is written is what was meant.
        let read = loaded.rules.regime(&regime_id(&new.customer)).and_then(Contract::of);
        if problems.is_empty() && read.as_ref() != Some(new) {
            problems.push("the law file would not say what was typed".to_owned());
        }
        Ok(problems)
    }
}
