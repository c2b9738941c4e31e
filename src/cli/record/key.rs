//! `firebell key`: what opens the record listed, changed, added and removed.

use secrecy::{ExposeSecret as _, SecretString};
use serde_json::json;

use super::args::KeyCommand;
use super::key_list;
use crate::app::checkpoint;
use crate::app::record::{
    KeyRefusal, LineOutcome, NewSlot, Record, RecoveryCode, ServiceKeyName, ServiceWrapped, SlotId, SlotKey, StoreError,
};
use crate::cli::failure::{Failure, record_failure, store_failure};
use crate::cli::invocation::Invocation;
use crate::cli::keyring;
use crate::cli::output::Output;
use crate::cli::secret::{Fit, Opener, chosen, fit_for_new, from_command, from_file, from_service, slot_key};
use crate::cli::session::Session;
use crate::cli::text::{Page, line, prose, wrapped};
use crate::core::time::WallTime;

/// An open record, what opened it, and where things are.
struct Open<'i> {
    call: &'i Invocation,
    session: Session,
    opener: Opener,
    record: Record,
}

/// `firebell key`
pub(crate) fn key(call: &Invocation, command: &KeyCommand) -> Result<Output, Failure> {
    let session = Session::start(call)?;
    let opener = session.secret_of_record(call)?;
    let record = session.open_with(call, opener.unlock(), call.later())?;
    let mut open = Open {
        call,
        session,
        opener,
        record,
    };
    match command {
        KeyCommand::List => {
            let incidents = open.record.keys_of_incidents().map_err(record_failure)?;
            let keys = open.record.keys().map_err(record_failure)?;
            Ok(key_list::output(
                keys,
                (incidents, open.record.home_keys()),
                open.clock()(),
            ))
        }
        KeyCommand::Change {
            new_passphrase_file,
            new_key_command,
        } => {
            let limit = open.session.config.key_limit();
            let new = match (new_passphrase_file, new_key_command) {
                (Some(file), _) => fit_for_new(from_file(&call.console, file, limit)?)?,
                (None, Some(command)) => fit_for_new(from_command(command, limit)?)?,
                (None, None) => chosen("", "the old one is still valid")?,
            };
            open.change(&new)
        }
        KeyCommand::Rotate => open.rotate(),
        KeyCommand::Recovery => open.recovery(),
        KeyCommand::Service => open.service(),
        KeyCommand::Remember => open.remember(),
        KeyCommand::Remove { slot } => open.remove(slot),
        KeyCommand::Upgrade { undo: true, .. } => open.undo_upgrade(),
        KeyCommand::Upgrade { confirm: true, .. } => open.confirm_upgrade(),
        KeyCommand::Upgrade { .. } => open.upgrade(),
    }
}

impl<'i> Open<'i> {
    /// The clock, to be read around each step: deriving a key or writing the database anew takes its time.
    fn clock(&self) -> impl Fn() -> WallTime + use<'i> {
        let call = self.call;
        move || call.later()
    }

    fn change(&mut self, new: &Fit) -> Result<Output, Failure> {
        let clock = self.clock();
        let changed = self.record.change_key(self.opener.unlock(), &new.secret, clock);
        changed.map_err(record_failure)?;
        let mut words = prose("The passphrase is changed.");
        words += wrapped("", &new.words());
        words += prose(
            "Backups that were made before still open with the old one, and whoever has one of them and the old passphrase \
             can open this record too. If somebody else may know it: firebell key rotate.",
        );
        Ok(told("changed", words))
    }

    fn rotate(&mut self) -> Result<Output, Failure> {
        let clock = self.clock();
        self.record.rotate_key(clock).map_err(record_failure)?;
        let mut words = prose(
            "The record has a new key, under the same passphrases and codes as before. Backups that were made before still \
             open with what opened the record then; nothing that opens them opens this record by itself.",
        );
        if let Some(verifier) = checkpoint::verifiers(&self.record).map_err(record_failure)?.pop() {
            words += prose("It signs with another key from now on:");
            words += line(format_args!("{}", verifier.key));
            words +=
                prose("Checkpoints and exports of before are checked with the one they name. Pass the new one on.");
        }
        Ok(told("rotated", words))
    }

    fn recovery(&mut self) -> Result<Output, Failure> {
        let code = RecoveryCode::fresh().map_err(|error| store_failure(&error))?;
        let clock = self.clock();
        let slot = self.record.set_slot("recovery", &NewSlot::Recovery(&code), clock);
        let slot = slot.map_err(record_failure)?;
        let code = code.text();
        let mut words = prose("Recovery code, shown this once:");
        words += line(format_args!("\n    {}\n", code.expose_secret()));
        words += prose(
            "Print it, and lock it away where the passphrase is not. It opens the record wherever the passphrase is asked \
             for. An earlier code no longer does.",
        );
        let view = json!({ "key": "recovery", "slot": slot.to_string(), "code": code.expose_secret() });
        Ok(Output::new(view, move |_| words))
    }

    fn service(&mut self) -> Result<Output, Failure> {
        let Some(service) = self.session.config.key_service.clone() else {
            return Err(Failure::input("the config file names no key service")
                .hint("add [key_service] with key_id, wrap and unwrap; docs/keys.md has recipes"));
        };
        let wrap = service.wrap.ok_or_else(|| {
            Failure::input("the key service of the config file has no command that wraps").hint("add wrap = \"…\"")
        })?;
        let key_id = ServiceKeyName::try_from(service.key_id.clone()).map_err(Failure::input)?;
        let key = SlotKey::fresh().map_err(|error| store_failure(&error))?;
        let (text, limit) = (key.text(), self.session.config.key_limit());
        let wrapped = from_service(&wrap, &service.key_id, text.expose_secret().as_bytes(), limit)?;
        // Nothing is stored that the service does not give back.
        let back = slot_key(&from_service(&service.unwrap, &service.key_id, &wrapped, limit)?)?;
        if back.text().expose_secret() != text.expose_secret() {
            return Err(Failure::input("the key service did not give back what it was handed")
                .hint("wrap reads a text from standard input; unwrap must print the same text again"));
        }
        let wrapped = ServiceWrapped::try_from(wrapped.to_vec()).map_err(Failure::input)?;
        let new = NewSlot::Service {
            key_id,
            wrapped,
            key: &key,
        };
        self.add("service", &new, "The key service opens the record from now on.")
    }

    /// Lets the keyring open the record. One of the first format has no slots for keys, so that the keyring keeps the
    /// passphrase itself.
    fn remember(&mut self) -> Result<Output, Failure> {
        let first = self.record.keys().map_err(record_failure)?.record_key.is_none();
        let words = "The keyring opens the record. Set keyring = true in the config file to use it.";
        if first {
            keyring::remember(&self.session.folder, self.opener.passphrase()?)?;
            self.record
                .note_done(self.call.now(), "key.remember", "record", LineOutcome::Ok);
            return Ok(told("remembered", prose(words)));
        }
        let key = SlotKey::fresh().map_err(|error| store_failure(&error))?;
        // What the keyring has is of no use once the record has another key for it, and the new one before.
        let before = keyring::recall(&self.session.folder);
        keyring::remember(&self.session.folder, &key.text())?;
        let added = self.add("remembered", &NewSlot::Keyring(&key), words);
        if added.is_err() {
            match before {
                Ok(Opener::Passphrase(secret)) => keyring::remember(&self.session.folder, &secret)?,
                Ok(Opener::Kept(key)) => keyring::remember(&self.session.folder, &key.text())?,
                // It had nothing of this record; what it has now opens nothing.
                Err(_) => {}
            }
        }
        added
    }

    fn add(&mut self, outcome: &str, new: &NewSlot<'_>, words: &'static str) -> Result<Output, Failure> {
        let clock = self.clock();
        let slot = self.record.set_slot(outcome, new, clock).map_err(record_failure)?;
        let view = json!({ "key": outcome, "slot": slot.to_string() });
        Ok(Output::new(view, move |_| prose(words)))
    }

    fn remove(&mut self, slot: &str) -> Result<Output, Failure> {
        let slot: SlotId = slot
            .parse()
            .map_err(|problem: String| Failure::input(problem).hint("firebell key list shows the ids"))?;
        let clock = self.clock();
        self.record.remove_slot(slot, clock).map_err(record_failure)?;
        let words = "It no longer opens the record. Who has it and an earlier backup can still find the key: firebell key rotate \
                     makes that useless.";
        Ok(told("removed", prose(words)))
    }

    fn upgrade(&mut self) -> Result<Output, Failure> {
        let (clock, secret) = (self.clock(), self.opener.passphrase());
        let secret: &SecretString = match secret {
            Ok(secret) => secret,
            Err(_) => return Err(store_failure(&StoreError::Key(KeyRefusal::SecondFormat))),
        };
        self.record.upgrade(secret, clock).map_err(record_failure)?;
        let mut words = prose("The record has the second format, and opens with the same passphrase.");
        words += prose(
            "firebell key upgrade --undo takes it back, for an earlier firebell. When all is well: firebell key upgrade --confirm.",
        );
        Ok(told("upgraded", words))
    }

    fn undo_upgrade(&mut self) -> Result<Output, Failure> {
        let (clock, secret) = (self.clock(), self.opener.passphrase()?);
        self.record.undo_upgrade(secret, clock).map_err(record_failure)?;
        Ok(told(
            "undone",
            prose("The record has the first format again, with all that was recorded since."),
        ))
    }

    fn confirm_upgrade(&mut self) -> Result<Output, Failure> {
        let clock = self.clock();
        self.record.confirm_upgrade(clock).map_err(record_failure)?;
        Ok(told("confirmed", prose("The record keeps the second format.")))
    }
}

fn told(outcome: &str, words: Page) -> Output {
    Output::new(json!({ "key": outcome }), move |_| words)
}
