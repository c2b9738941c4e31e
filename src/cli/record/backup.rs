//! `firebell backup`: copies of the record made, checked and restored.

use std::path::Path;

use super::args::BackupCommand;
use super::proof;
use crate::app::record::{self, Manifest, Record, Restored, Taken};
use crate::app::views::utc;
use crate::cli::failure::{Failure, Kind, record_failure};
use crate::cli::invocation::Invocation;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::text::{Page, line};

/// `firebell backup`
pub(crate) fn backups(call: &Invocation, command: &BackupCommand) -> Result<Output, Failure> {
    let session = Session::start(call)?;
    match command {
        BackupCommand::Create { into } => create(call, &session, into),
        BackupCommand::Verify { folder } => {
            let secret = session.secret(call, "Passphrase of the backup: ")?;
            let taken = record::check_backup(folder, &secret).map_err(record_failure)?;
            let words = line(format_args!("Taken {}.", utc(taken.manifest.taken_at)));
            Ok(output(words, taken))
        }
        BackupCommand::Restore { from } => restore(call, &session, from),
    }
}

fn create(call: &Invocation, session: &Session, into: &Path) -> Result<Output, Failure> {
    let secret = session.secret_of_record(call)?;
    let now = call.now();
    let mut record = session.open_with(call, &secret, now)?;
    let taken = record.back_up(&secret, into, now).map_err(record_failure)?;
    let words = line(format_args!("{} files in {}.", Manifest::FILES, into.display()));
    Ok(output(words, taken))
}

fn restore(call: &Invocation, session: &Session, from: &Path) -> Result<Output, Failure> {
    if Record::look(&session.folder).map_err(record_failure)? {
        let words = format!("a record already exists in {}", session.folder.display());
        return Err(Failure::new(Kind::Refused, words).hint("restore into an empty folder: --data-dir DIR"));
    }
    let secret = session.secret(call, "Passphrase of the backup: ")?;
    let restored = record::restore(from, &session.folder, &secret, &session.actor, call.now());
    let Restored { taken, unnoted } = restored.map_err(record_failure)?;
    if let Some(error) = unnoted {
        call.console.warn(format_args!(
            "restored, but the audit log could not be written: {error}"
        ));
    }
    let words = line(format_args!("Restored into {}.", session.folder.display()));
    Ok(output(words, taken))
}

/// What became of a backup, and what was found when its copy was read.
fn output(words: Page, taken: Taken) -> Output {
    let mut view = proof::view(&taken.proof);
    view["taken_at"] = utc(taken.manifest.taken_at).into();
    view["files"] = Manifest::FILES.into();
    let broken = taken.proof.broken.is_some();
    let page = move |_: &_| {
        let mut out = words;
        out += proof::page(&taken.proof);
        out
    };
    Output::new(view, page).no_if(broken)
}
