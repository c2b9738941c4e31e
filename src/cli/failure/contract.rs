//! Contracts that were not saved, as people see it.

use super::{Failure, Kind, remedy};
use crate::app::customers::contracts::ContractError;

/// An error of a contract with its kind, causes and hint.
pub(crate) fn contract_failure(error: &ContractError) -> Failure {
    match error {
        ContractError::Problems(problems) => {
            let words = problems
                .iter()
                .map(|p| format!("{}: {} ({})", option(p.part), p.problem, p.hint));
            Failure::input(error)
                .causes(words)
                .hint("nothing was saved; fix these and try again")
        }
        ContractError::Exists(_) => Failure::input(error).hint("change it with: firebell contract edit"),
        ContractError::Unknown { remedy, .. } => Failure::input(error).hint(remedy::hint(remedy)),
        ContractError::Elsewhere { .. } => {
            Failure::input(error).hint("change that file, or name its folder with --law-dir")
        }
        ContractError::Law(problems) => Failure::input(error)
            .causes(problems.iter().cloned())
            .hint("nothing was saved"),
        ContractError::Folder(error) => Failure::unreadable(error, &error.source),
        ContractError::Io { source, .. } => Failure::new(Kind::Io, error)
            .because(source)
            .hint("nothing was saved; check the folder and the free space"),
    }
}

/// A part as it is typed on the command line.
fn option(part: &str) -> String {
    match part {
        "customer" => "CUSTOMER".to_owned(),
        "at" => "--contact-at".to_owned(),
        part => format!("--{part}"),
    }
}
