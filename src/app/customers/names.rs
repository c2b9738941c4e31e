//! The names of customers whose contracts were changed or have ended: what was written for one customer must not name them
//! later either. They are kept beside the contracts, in a file that is no law.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::app::files::input_file::{self, Limit};
use crate::app::files::own_file;
use crate::core::contract::Contract;

/// The file, in the folder of the contracts.
pub const FILE: &str = "former-customers.json";

/// By the id of the customer: names and addresses that a contract no longer has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormerNames(pub BTreeMap<String, BTreeSet<String>>);

/// A file of former names that could not be read.
#[derive(Debug, thiserror::Error)]
#[error("could not read {}", path.display())]
pub struct UnreadNames {
    pub path: PathBuf,
    #[source]
    pub source: std::io::Error,
}

impl FormerNames {
    /// Those kept in several folders, together.
    ///
    /// # Errors
    /// A file that is there and does not read: without it a name would go out unseen.
    pub fn read<'f>(folders: impl IntoIterator<Item = &'f PathBuf>) -> Result<FormerNames, UnreadNames> {
        let mut all = FormerNames::default();
        for folder in folders {
            let path = folder.join(FILE);
            let found = of_file(&path).map_err(|source| UnreadNames { path, source })?;
            for (customer, names) in found {
                all.0.entry(customer).or_default().extend(names);
            }
        }
        Ok(all)
    }
}

fn of_file(path: &Path) -> std::io::Result<BTreeMap<String, BTreeSet<String>>> {
    if !path.exists() {
        return Ok(BTreeMap::new());
    }
    let bytes = input_file::bytes(path, Limit::Rules)?;
    serde_json::from_slice(&bytes).map_err(std::io::Error::other)
}

/// Keeps the name and the address of a contract that is about to change or to go.
pub(crate) fn keep(folder: &Path, contract: &Contract) -> std::io::Result<()> {
    let path = folder.join(FILE);
    let mut all = of_file(&path)?;
    let names = all.entry(contract.customer.clone()).or_default();
    names.extend([contract.name.clone(), contract.at.clone()]);
    let text = serde_json::to_vec_pretty(&all).map_err(std::io::Error::other)?;
    own_file::place(own_file::beside(folder, &text)?, &path)
}
