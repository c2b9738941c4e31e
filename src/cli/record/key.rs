//! `firebell key`: the passphrase changed, or stored in the keyring.

use serde_json::json;

use super::args::KeyCommand;
use super::set_up::chosen;
use crate::cli::failure::{Failure, record_failure};
use crate::cli::invocation::Invocation;
use crate::cli::keyring;
use crate::cli::output::Output;
use crate::cli::secret::{fit_for_new, from_command, from_file};
use crate::cli::session::Session;

/// `firebell key`
pub(crate) fn key(call: &Invocation, command: &KeyCommand) -> Result<Output, Failure> {
    let session = Session::start(call)?;
    let old = session.secret_of_record(call)?;
    let mut record = session.open_with(call, &old, call.now())?;
    let limit = session.config.key_limit();
    let new = match command {
        KeyCommand::Remember => {
            keyring::remember(&session.folder, &old)?;
            record.note_done(call.now(), "key.remember", "record", "ok");
            let words = "The keyring stores the passphrase. Set keyring = true in the config file to use it.\n";
            return Ok(told("remembered", words));
        }
        KeyCommand::Change {
            new_passphrase_file: Some(file),
            new_key_command: _,
        } => from_file(&call.console, file, limit)?,
        KeyCommand::Change {
            new_passphrase_file: None,
            new_key_command: Some(command),
        } => from_command(command, limit)?,
        KeyCommand::Change {
            new_passphrase_file: None,
            new_key_command: None,
        } => chosen("New passphrase: ", "the old one is still valid")?,
    };
    let new = fit_for_new(new)?;
    record.change_key(&old, &new, || call.now()).map_err(record_failure)?;
    let words = "The passphrase is changed. Earlier backups still open with the old one.\n";
    Ok(told("changed", words))
}

fn told(outcome: &str, words: &'static str) -> Output {
    Output::new(json!({ "key": outcome }), move |_| words.into())
}
