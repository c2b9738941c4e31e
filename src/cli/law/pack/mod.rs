//! Law packs: made, signed, trusted, installed, and gone back from.

pub(super) mod args;
mod edition;
mod install;
mod make;
mod text;
mod trust;

use args::PackCommand;

use crate::cli::failure::Failure;
use crate::cli::invocation::Invocation;
use crate::cli::output::Output;

/// The commands about law packs.
pub(super) fn run(call: &Invocation, command: PackCommand) -> Result<Output, Failure> {
    match command {
        PackCommand::Pack(args) => make::pack(call, args),
        PackCommand::Keygen { file, name } => make::keygen(call, &file, &name),
        PackCommand::Trust { key: None, .. } => trust::list(call),
        PackCommand::Trust {
            key: Some(key),
            remove: false,
        } => trust::add(call, &key),
        PackCommand::Trust {
            key: Some(key),
            remove: true,
        } => trust::remove(call, &key),
        PackCommand::Install(args) => install::install(call, &args),
        PackCommand::Rollback(args) => install::roll_back(call, args),
        PackCommand::Packs => install::list(call),
    }
}
