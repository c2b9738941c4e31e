//! `firebell key`: the passphrase changed, or stored in the keyring.

use serde_json::json;

use super::args::KeyCommand;
use super::set_up::chosen;
use crate::cli::failure::{Failure, record_failure, store_failure};
use crate::cli::invocation::Invocation;
use crate::cli::keyring;
use crate::cli::output::Output;
use crate::cli::secret::{fit_for_new, from_command, from_file};
use crate::cli::session::Session;

/// `firebell key`
pub fn key(call: &Invocation, command: &KeyCommand) -> Result<Output, Failure> {
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
    // The first line is written while nothing has changed yet, so that no key change is missing from the log. The clock is
    // read anew around it: a passphrase may have been asked for, and rewriting the database takes its time.
    record
        .note(call.now(), "key.change", "record", "begun")
        .map_err(record_failure)?;
    let changed = record.store().change_key(&old, &new);
    let outcome = if changed.is_ok() { "ok" } else { "failed" };
    record.note_done(call.now(), "key.change", "record", outcome);
    changed.map_err(|error| store_failure(&error))?;
    let words = "The passphrase is changed. Earlier backups still open with the old one.\n";
    Ok(told("changed", words))
}

fn told(outcome: &str, words: &'static str) -> Output {
    Output::new(json!({ "key": outcome }), move |_| words.into())
}
