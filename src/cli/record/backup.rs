//! `firebell backup`: copies of the record made, checked and restored.

use std::path::Path;

use serde_json::json;

use super::args::BackupCommand;
use super::proof;
use crate::app::law::backup::{self, BackupLaw, LawBackupError};
use crate::app::record::{self, Record, Restored, Taken};
use crate::app::views::utc;
use crate::cli::failure::{Failure, Kind, record_failure, shelf_failure};
use crate::cli::invocation::Invocation;
use crate::cli::output::Output;
use crate::cli::rule_base;
use crate::cli::session::Session;
use crate::cli::text::{Page, count, line, prose, wrapped};

/// `firebell backup`
pub(crate) fn backups(call: &Invocation, command: &BackupCommand) -> Result<Output, Failure> {
    let session = Session::start(call)?;
    match command {
        BackupCommand::Create { into } => create(call, &session, into),
        BackupCommand::Verify { folder } => {
            let secret = session.opener(call, folder, "Passphrase of the backup: ")?;
            let taken = record::check_backup(folder, secret.unlock()).map_err(record_failure)?;
            let words = line(format_args!("Taken {}.", utc(taken.manifest.taken_at)));
            Ok(output(words, taken))
        }
        BackupCommand::Restore { from } => restore(call, &session, from),
    }
}

fn create(call: &Invocation, session: &Session, into: &Path) -> Result<Output, Failure> {
    let secret = session.secret_of_record(call)?;
    let now = call.later();
    let mut record = session.open_with(call, secret.unlock(), now)?;
    let folders = rule_base::folders(call)?;
    let law = backup::files(&session.folder, &folders).map_err(|error| law_failure(&error))?;
    let taken = record
        .back_up(secret.unlock(), into, law, now)
        .map_err(record_failure)?;
    let words = line(format_args!("{} files in {}.", taken.manifest.count(), into.display()));
    Ok(output(words, taken))
}

fn restore(call: &Invocation, session: &Session, from: &Path) -> Result<Output, Failure> {
    if Record::look(&session.folder).map_err(record_failure)? {
        let words = format!("a record already exists in {}", session.folder.display());
        return Err(Failure::new(Kind::Refused, words).hint("restore into an empty folder: --data-dir DIR"));
    }
    let secret = session.opener(call, from, "Passphrase of the backup: ")?;
    let restored = record::restore(from, &session.folder, secret.unlock(), &session.actor, call.later());
    let Restored { taken, unnoted } = restored.map_err(record_failure)?;
    if let Some(error) = unnoted {
        call.console.warn(format_args!(
            "restored, but the audit log could not be written: {error}"
        ));
    }
    let mut words = line(format_args!("Restored into {}.", session.folder.display()));
    if !backup::described(&taken.law).folders.is_empty() {
        words +=
            prose("Law folders that this machine names in law_dirs or with --law-dir are laid over the restored ones.");
    }
    Ok(output(words, taken))
}

fn law_failure(error: &LawBackupError) -> Failure {
    match error {
        LawBackupError::Packs(error) => shelf_failure(error),
        LawBackupError::Folder(error) => Failure::unreadable(error, &error.source),
    }
}

/// The law of a backup: what a restored record answers by beside the built-in law.
fn law_page(law: &BackupLaw) -> Page {
    if *law == BackupLaw::default() {
        return line(format_args!("Law: the built-in law alone."));
    }
    let mut out = Page::new();
    let mut named = |what: &str, names: &[String]| {
        if !names.is_empty() {
            out += wrapped(&format!("{what}: "), &names.join(", "));
        }
    };
    named("Law packs", &law.packs);
    named("Trusted keys", &law.trusted);
    named("Contracts", &law.contracts);
    if law.own_files > 0 {
        out += wrapped("", &format!("Own law: {}.", count(law.own_files, "file")));
    }
    for folder in &law.folders {
        let files = count(folder.files, "file");
        let below = &folder.restored_as;
        out += wrapped(
            "",
            &format!("Law folder: {files}, restored as {below} below the folder of the record."),
        );
    }
    out
}

/// What became of a backup, and what was found when its copy was read.
fn output(words: Page, taken: Taken) -> Output {
    let mut view = proof::view(&taken.proof);
    view["taken_at"] = utc(taken.manifest.taken_at).into();
    view["files"] = taken.manifest.count().into();
    let law = backup::described(&taken.law);
    view["law"] = json!(law);
    let broken = taken.proof.broken.is_some();
    let page = move |_: &_| {
        let mut out = words;
        out += law_page(&law);
        out += proof::page(&taken.proof);
        out
    };
    Output::new(view, page).no_if(broken)
}
