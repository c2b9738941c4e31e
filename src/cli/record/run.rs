//! `firebell init`, `audit`, `key`, `db`, `backup`: the record as a whole.

use std::path::Path;

use secrecy::{ExposeSecret as _, SecretString};

use crate::app::clock;
use crate::app::record::Record;
use crate::app::sheet::table;
use crate::app::views::utc;
use crate::cli::args::Global;
use crate::cli::errors::{Answer, Failure, Kind};
use crate::cli::record::args::{AuditCommand, BackupCommand, DbCommand, KeyCommand};
use crate::cli::secret::{ask, fit_for_new, from_command, from_file};
use crate::cli::session::{Session, failure};
use crate::cli::text::{Page, line, print, print_json, prose, wrapped};
use crate::core::cell::name;
use crate::store::backup::{self, Manifest, Taken};
use crate::store::verify::{Broken, Proof};
use crate::store::{AuditLog, Repair, Store};

/// `firebell init`
pub fn init(global: &Global) -> Result<Answer, Failure> {
    let session = Session::start(global)?;
    let _ = set_up(global, &session)?;
    if global.json {
        return print_json(&serde_json::json!({ "folder": session.folder.display().to_string() }));
    }
    let next = "Next: firebell profile set country US, then firebell incident open \"what happened\".";
    print(prose(next))
}

/// Sets a record up and hands its passphrase on, so that nobody is asked for it again at once. With `--json` the command
/// that needs the record prints the one document, and this prints nothing.
pub fn set_up(global: &Global, session: &Session) -> Result<SecretString, Failure> {
    if Store::look(&session.folder).map_err(|e| failure(e.into()))? {
        return Err(
            Failure::input(format!("a record stands in {} already", session.folder.display()))
                .hint("name another folder with --data-dir"),
        );
    }
    let handed = global.passphrase_file.is_some()
        || global.key_command.is_some()
        || session.config.key_command.is_some()
        || crate::app::config::passphrase_of_environment().is_some();
    let secret = match handed {
        true => session.secret(global, "")?,
        false => chosen("New passphrase: ", "nothing was set up; try again")?,
    };
    let secret = fit_for_new(secret)?;
    Record::create(&session.folder, &secret, &session.actor, clock::now()).map_err(failure)?;
    if global.json {
        return Ok(secret);
    }
    let mut out = wrapped("", &format!("The record is set up in {}.", session.folder.display()));
    out += prose("Keep the passphrase: without it nobody, you included, can read it.");
    print(out)?;
    Ok(secret)
}

/// `firebell audit`
pub fn audit(global: &Global, command: AuditCommand) -> Result<Answer, Failure> {
    let session = Session::start(global)?;
    match command {
        AuditCommand::Verify => {
            let mut record = session.open(global)?;
            let proof = record.store().verify().map_err(|e| failure(e.into()))?;
            return proved(global, &proof);
        }
        AuditCommand::Repair => {
            let mut record = session.open(global)?;
            let repaired = record.repair_audit(clock::now()).map_err(failure)?;
            return repaired_words(global, repaired.as_ref());
        }
        AuditCommand::Show { .. } | AuditCommand::Export => {}
    }
    if !Store::exists(&session.folder) {
        return Err(failure(
            crate::store::StoreError::Missing(session.folder.clone()).into(),
        ));
    }
    let log = AuditLog::at(session.folder.join(crate::store::AUDIT));
    let found = log.lines().map_err(|e| failure(e.into()))?;
    for line in &found.unreadable {
        crate::cli::session::warn_one(&format!("line {line} of the audit log cannot be read and is left out"));
    }
    let lines = found.readable;
    let AuditCommand::Show { last } = command else {
        if global.json {
            return print_json(&lines);
        }
        let heads = ["n", "at", "actor", "host", "session", "action", "target", "outcome"];
        let rows = lines.into_iter().map(|line| {
            let d = line.draft;
            vec![
                line.n.to_string(),
                d.at,
                name("actor", &d.actor),
                name("host", &d.host),
                d.session,
                d.action,
                d.target,
                d.outcome,
            ]
        });
        return print(Page::document(&table(&heads, rows)));
    };
    let from = lines.len().saturating_sub(last);
    if global.json {
        return print_json(&&lines[from..]);
    }
    let mut out = Page::new();
    for line in &lines[from..] {
        let d = &line.draft;
        writeln!(
            out,
            "{} {} {} {} {} {}",
            line.n, d.at, d.actor, d.action, d.target, d.outcome
        );
    }
    print(out)
}

fn repaired_words(global: &Global, repaired: Option<&Repair>) -> Result<Answer, Failure> {
    if global.json {
        let view = repaired.map(|repair| {
            let aside = repair.aside.as_ref().map(|path| path.display().to_string());
            serde_json::json!({ "why": repair.why, "aside": aside, "lines": repair.lines, "restored": repair.restored })
        });
        return print_json(&serde_json::json!({ "repaired": view }));
    }
    let Some(repair) = repaired else {
        return print("The audit log fits together. Nothing was changed.\n");
    };
    let mut words = line(format_args!("What did not fit: {}.", repair.why));
    if let Some(aside) = &repair.aside {
        writeln!(words, "{} lines were set aside in {}.", repair.lines, aside.display());
    }
    if repair.restored > 0 {
        writeln!(
            words,
            "{} events that had lost their line got a new one.",
            repair.restored
        );
    }
    words += "The log goes on, and its next line tells of this repair.\n";
    print(words)
}

fn proved(global: &Global, proof: &Proof) -> Result<Answer, Failure> {
    if global.json {
        print_json(&proof_view(proof))?;
    } else {
        let mut words = match &proof.broken {
            None => line(format_args!(
                "Whole: {} lines of the audit log and {} events fit together.",
                proof.lines, proof.events
            )),
            Some(broken) => {
                let mut words = line(format_args!("BROKEN. First thing that does not fit: {broken}"));
                words += way_out(broken);
                words
            }
        };
        if proof.repairs > 0 {
            writeln!(
                words,
                "The audit log was repaired; lines with audit.repair say when ({}).",
                proof.repairs
            );
        }
        if proof.waiting > 0 {
            writeln!(
                words,
                "Lines that wait in the database for the audit log: {}.",
                proof.waiting
            );
        }
        print(words)?;
    }
    Ok(verdict(proof))
}

/// What can be done about something that does not fit.
fn way_out(broken: &Broken) -> &'static str {
    match broken {
        Broken::Line { .. } | Broken::Log(_) => {
            "firebell audit repair sets the damaged part of the log aside and goes on; it never changes an event.\n"
        }
        Broken::Board(_) => "firebell db rebuild makes the board anew and gives each incident a code of its own.\n",
        Broken::Event { .. } | Broken::Database(_) => {
            "Keep all three files as they are, and compare them with a backup.\n"
        }
    }
}

/// `firebell key`
pub fn key(global: &Global, command: KeyCommand) -> Result<Answer, Failure> {
    let session = Session::start(global)?;
    let old = session.secret_of_record(global)?;
    let mut record = session.open_with(global, &old)?;
    let KeyCommand::Change {
        new_passphrase_file,
        new_key_command,
    } = command
    else {
        crate::cli::session::keyring::remember(&session.folder, &old)?;
        record.note_done(clock::now(), "key.remember", "record", "ok");
        let words = "The keyring holds the passphrase. Set keyring = true in the config file to use it.\n";
        return key_told(global, "remembered", words);
    };
    let limit = session.config.key_limit();
    let new = match (new_passphrase_file, new_key_command) {
        (Some(file), _) => from_file(&file, limit)?,
        (None, Some(command)) => from_command(&command, limit)?,
        (None, None) => chosen("New passphrase: ", "the old one still holds")?,
    };
    let new = fit_for_new(new)?;
    // The first line is written while nothing has changed yet, so that no key change is missing from the log.
    record
        .note(clock::now(), "key.change", "record", "begun")
        .map_err(failure)?;
    let changed = record.store().change_key(&old, &new);
    let outcome = if changed.is_ok() { "ok" } else { "failed" };
    record.note_done(clock::now(), "key.change", "record", outcome);
    changed.map_err(|e| failure(e.into()))?;
    let words = "The record has its new key. Backups taken before still open with the old one.\n";
    key_told(global, "changed", words)
}

/// What became of the key: a sentence, or one JSON document.
fn key_told(global: &Global, outcome: &str, words: &'static str) -> Result<Answer, Failure> {
    match global.json {
        true => print_json(&serde_json::json!({ "key": outcome })),
        false => print(words),
    }
}

/// A new passphrase, typed twice.
fn chosen(prompt: &str, otherwise: &str) -> Result<SecretString, Failure> {
    let secret = ask(prompt)?;
    if ask("The same again: ")?.expose_secret() != secret.expose_secret() {
        return Err(Failure::input("the two passphrases differ").hint(otherwise));
    }
    Ok(secret)
}

/// `firebell db`
pub fn db(global: &Global, command: DbCommand) -> Result<Answer, Failure> {
    let session = Session::start(global)?;
    let mut record = session.open(global)?;
    match command {
        DbCommand::Check => {
            let proof = record.store().verify().map_err(|e| failure(e.into()))?;
            proved(global, &proof)
        }
        DbCommand::Rebuild => {
            let now = clock::now();
            let rebuilt = record.rebuild(now).map_err(failure)?;
            record.note_done(now, "db.rebuild", "record", "ok");
            if global.json {
                return print_json(&rebuilt);
            }
            let mut words = line(format_args!("{} incidents assessed anew.", rebuilt.incidents));
            for recoded in &rebuilt.recoded {
                let (code, was, why) = (&recoded.code, &recoded.was, recoded.because.words());
                words += wrapped("", &format!("{code} was {was} ({why}): {}", recoded.title));
            }
            print(words)
        }
    }
}

/// `firebell backup`
pub fn backups(global: &Global, command: BackupCommand) -> Result<Answer, Failure> {
    let session = Session::start(global)?;
    let now = clock::now();
    match command {
        BackupCommand::Create { into } => {
            let secret = session.secret_of_record(global)?;
            let mut record = session.open_with(global, &secret)?;
            // The line is written first, so that the copy holds it as well.
            record.note(now, "backup.create", "record", "ok").map_err(failure)?;
            let taken = record.store().backup(&secret, &into, now.at());
            let taken = taken.map_err(|e| failure(e.into()))?;
            let words = line(format_args!("{} files in {}.", Manifest::FILES, into.display()));
            backed_up(global, words, &taken)
        }
        BackupCommand::Verify { folder } => {
            let secret = session.secret(global, "Passphrase of the backup: ")?;
            let taken = backup::verify(&folder, &secret).map_err(|e| failure(e.into()))?;
            let words = line(format_args!("Taken {}.", utc(taken.manifest.taken_at)));
            backed_up(global, words, &taken)
        }
        BackupCommand::Restore { from } => restore(global, &session, &from),
    }
}

fn restore(global: &Global, session: &Session, from: &Path) -> Result<Answer, Failure> {
    if Store::look(&session.folder).map_err(|e| failure(e.into()))? {
        return Err(Failure::new(
            Kind::Refused,
            format!("there is a record in {}", session.folder.display()),
        )
        .hint("restore into an empty folder: --data-dir DIR"));
    }
    let secret = session.secret(global, "Passphrase of the backup: ")?;
    let taken = backup::restore(from, &session.folder, &secret).map_err(|e| failure(e.into()))?;
    let log = AuditLog::at(session.folder.join(crate::store::AUDIT));
    let draft = crate::store::Draft::new(&session.actor, clock::now(), "backup.restore", "record", "ok");
    if let Err(error) = log.record(&draft) {
        crate::cli::session::warn_one(&format!("restored, but the audit log could not be told: {error}"));
    }
    let words = line(format_args!("Restored into {}.", session.folder.display()));
    backed_up(global, words, &taken)
}

/// What became of a backup, and what was found when its copy was read.
fn backed_up(global: &Global, words: Page, taken: &Taken) -> Result<Answer, Failure> {
    if !global.json {
        print(words)?;
        return proved(global, &taken.proof);
    }
    let mut view = proof_view(&taken.proof);
    view["taken_at"] = utc(taken.manifest.taken_at).into();
    view["files"] = Manifest::FILES.into();
    print_json(&view)?;
    Ok(verdict(&taken.proof))
}

fn proof_view(proof: &Proof) -> serde_json::Value {
    let broken = proof.broken.as_ref().map(ToString::to_string);
    serde_json::json!({
        "lines": proof.lines, "events": proof.events, "repairs": proof.repairs, "waiting": proof.waiting, "broken": broken
    })
}

fn verdict(proof: &Proof) -> Answer {
    match proof.broken {
        None => Answer::Done,
        Some(_) => Answer::No,
    }
}
