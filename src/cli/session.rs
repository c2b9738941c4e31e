//! One run of the program: where the record is, who acts, what opens it.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use secrecy::SecretString;

use super::args::Global;
use super::errors::{Failure, Kind};
use super::secret;
use super::store_errors::store_failure;
use super::text::{line, tell};
use crate::app::config::Config;
use crate::app::record::{Record, RecordError};
use crate::app::{clock, law_files, playbook_files};
use crate::core::law::rulebook::Rulebook;
use crate::core::time::{StoryTime, WallTime, Zone};
use crate::drill::driver::DrillError;
use crate::drill::presence::{self, Face, Hand};
use crate::store::{Actor, Store, StoreError};

/// The rule base with overlays. A broken overlay file is named and left out; the rest works.
pub fn rules(global: &Global) -> Result<Rulebook, Failure> {
    let loaded = law_files::load_all(&global.law_dir).map_err(|error| Failure::unreadable(&error, &error.source))?;
    if !loaded.problems.is_empty() {
        warn(&loaded.problems);
    }
    Ok(loaded.rules)
}

fn warn(problems: &[crate::core::reader::Problem]) {
    for problem in problems {
        warn_one(&problem.to_string());
    }
    warn_one("the files named were left out whole; the rest of the law is used. See `firebell law lint`.");
}

/// A warning, where nothing failed.
pub fn warn_one(text: &str) {
    tell(line(format_args!("warning: {text}")));
}

/// Where things are and who acts, before anything is opened.
#[derive(Debug)]
pub struct Session {
    /// The folder of the record.
    pub folder: PathBuf,
    /// Who acts.
    pub actor: Actor,
    /// What the config file says.
    pub config: Config,
    /// The passphrase came from the environment, and the audit log could not be told yet.
    untold: std::cell::Cell<bool>,
}

impl Session {
    /// Reads options and config.
    pub fn start(global: &Global) -> Result<Session, Failure> {
        let config = Config::load(global.config.as_deref())
            .map_err(|error| Failure::input("the config file cannot be used").because(&error))?;
        let folder = global
            .data_dir
            .clone()
            .or_else(|| config.data_dir.clone())
            .or_else(crate::app::config::default_data_dir);
        let folder = folder.ok_or_else(|| {
            Failure::input("there is no folder for the record").hint("name one: --data-dir DIR or FIREBELL_DATA_DIR")
        })?;
        let named = global.actor.clone().or_else(|| config.actor.clone());
        let (session, host) = crate::app::config::run_and_host();
        let name = named.unwrap_or_else(crate::app::config::user_name);
        if let Some(problem) = crate::app::event_text::name_problem("actor", &name) {
            return Err(Failure::input(problem).hint("--actor NAME is one short line"));
        }
        Ok(Session {
            folder,
            actor: Actor { name, host, session },
            config,
            untold: std::cell::Cell::default(),
        })
    }

    /// Opens the record.
    pub fn open(&self, global: &Global) -> Result<Record, Failure> {
        let secret = self.secret_of_record(global)?;
        self.open_with(global, &secret)
    }

    /// What opens the record that is there; nobody is asked for the passphrase of none.
    pub fn secret_of_record(&self, global: &Global) -> Result<SecretString, Failure> {
        if !Store::look(&self.folder).map_err(|error| store_failure(&error))? {
            return Err(store_failure(&StoreError::Missing(self.folder.clone())));
        }
        self.secret(global, "Passphrase: ")
    }

    /// Opens the record with a secret that is known already.
    pub fn open_with(&self, global: &Global, secret: &SecretString) -> Result<Record, Failure> {
        let rules = self.rules(global)?;
        let playbooks = playbook_files::load(self.config.playbooks.as_deref())
            .map_err(|error| Failure::new(Kind::Io, "the playbook folder could not be read").because(&error))?;
        for problem in &playbooks.problems {
            warn_one(&problem.to_string());
        }
        self.warn_if_open();
        let now = clock::now();
        let record = Record::open(&self.folder, secret, rules, playbooks.all, self.actor.clone(), now);
        let mut record = record.map_err(failure)?;
        // Only the first record of a run is the user's own; its warnings are said when everything else is.
        let _ = global.warnings.set(record.warnings().clone());
        // A record that can only be read keeps no line of its readings, however its passphrase came.
        if self.untold.take() && record.can_write() {
            record
                .note(now, "record.unlock", "record", "by environment")
                .map_err(failure)?;
        }
        super::letter::edit::take_in(&mut record)?;
        self.hold_silent(&mut record, now);
        Ok(record)
    }

    /// Holds the clocks of exercises that nobody drives any more. A record that cannot be written is read all the same.
    fn hold_silent(&self, record: &mut Record, now: WallTime) {
        match presence::hold_silent(record, hand(&self.config, now)) {
            Ok(held) => {
                for (code, followed) in held {
                    warn_one(&super::drill::held(&code, &followed));
                }
            }
            Err(error) => warn_one(&format!("the clock of an exercise could not be held: {error}")),
        }
    }

    /// The law with the overlays of options and config.
    pub fn rules(&self, global: &Global) -> Result<Rulebook, Failure> {
        let mut global_law = global.clone();
        global_law.law_dir.extend(self.config.law_dirs.iter().cloned());
        rules(&global_law)
    }

    /// The passphrase: a file, a key command, the environment (said in the audit log), or the prompt.
    pub fn secret(&self, global: &Global, prompt: &str) -> Result<SecretString, Failure> {
        let limit = self.config.key_limit();
        if let Some(file) = &global.passphrase_file {
            return secret::from_file(file, limit);
        }
        if let Some(command) = global.key_command.as_ref().or(self.config.key_command.as_ref()) {
            return secret::from_command(command, limit);
        }
        if self.config.keyring {
            return keyring::recall(&self.folder);
        }
        if let Some(secret) = secret::from_environment() {
            self.note_environment();
            return secret;
        }
        secret::ask(prompt)
    }

    /// A record that others can reach is said so, and opened all the same: their access may be meant.
    fn warn_if_open(&self) {
        let open = Store::open_to_others(&self.folder);
        if open.is_empty() {
            return;
        }
        let list = open
            .iter()
            .map(|(path, mode)| format!("{} (mode {mode:o})", path.display()));
        let list = list.collect::<Vec<_>>().join(", ");
        warn_one(&format!(
            "other users can reach the record: {list}; close it with: chmod -R go= {}",
            self.folder.display()
        ));
    }

    /// Scripts and tests may hand the passphrase over in the environment; the log says so.
    fn note_environment(&self) {
        if Store::exists(&self.folder) {
            let log = crate::store::AuditLog::at(self.folder.join(crate::store::AUDIT));
            let draft =
                crate::store::Draft::new(&self.actor, clock::now(), "record.unlock", "record", "by environment");
            // A log that cannot be told now is told once the record is open: the line then waits in the database.
            self.untold.set(log.record(&draft).is_err());
        }
    }

    /// The home zone of new incidents.
    pub fn home_zone(&self, asked: Option<&str>) -> Result<Zone, Failure> {
        let name = asked.or(self.config.home_zone.as_deref()).unwrap_or("UTC");
        Zone::named(name).map_err(|error| Failure::input(error).hint("an IANA name such as America/Chicago"))
    }
}

/// The moment a view is for: `--at`, or now, which in an exercise is the story's. What is recorded is always recorded now.
pub fn view_time(global: &Global, zone: &Zone, now: StoryTime) -> Result<StoryTime, Failure> {
    match &global.at {
        None => Ok(now),
        Some(text) => moment(text, zone, now).map(StoryTime::named),
    }
}

/// The moment a list of several incidents is for: `--at`, or now, by the clock of the world.
pub fn list_time(global: &Global) -> Result<WallTime, Failure> {
    let now = clock::now();
    match &global.at {
        None => Ok(now),
        Some(text) => moment(text, &Zone::utc(), StoryTime::outside_incidents(now)).map(WallTime::read),
    }
}

/// The command line's hand on the clock of an exercise.
pub fn hand(config: &Config, now: WallTime) -> Hand {
    Hand {
        face: Face::CommandLine,
        wall: now,
        silence: config.exercise_silence.unwrap_or_default().into(),
    }
}

/// Delivers what is due in an exercise before anything is recorded in it, as if its clock had been watched.
pub fn catch_up(session: &Session, record: &mut Record, code: &str, now: WallTime) -> Result<(), Failure> {
    match presence::follow(record, code, hand(&session.config, now)) {
        Ok(_) | Err(DrillError::NoDrill(_)) => Ok(()),
        Err(DrillError::Record(error)) => Err(failure(error)),
        Err(other) => Err(Failure::input(other)),
    }
}

/// A moment as typed; `now` is the incident's, which in an exercise is the story's.
pub fn moment(text: &str, zone: &Zone, now: StoryTime) -> Result<DateTime<Utc>, Failure> {
    crate::app::input::moment(text, zone, now).map_err(|error| Failure::input(&error).hint(&error.hint))
}

/// The keyring of the operating system, where the binary was built with it.
#[cfg(feature = "keyring")]
pub mod keyring {
    use std::path::Path;

    use secrecy::{ExposeSecret as _, SecretString};

    use crate::cli::errors::{Failure, Kind};

    fn entry(folder: &Path) -> Result<::keyring::Entry, ::keyring::Error> {
        ::keyring::Entry::new("firebell", &folder.display().to_string())
    }

    fn failed(error: &::keyring::Error) -> Failure {
        Failure::new(Kind::Locked, "the keyring did not answer").because(error)
    }

    /// The passphrase kept for a record.
    pub fn recall(folder: &Path) -> Result<SecretString, Failure> {
        let kept = entry(folder).and_then(|entry| entry.get_password());
        kept.map(SecretString::from).map_err(|error| {
            failed(&error).hint("keep the passphrase there first: firebell key remember, with --passphrase-file")
        })
    }

    /// Keeps the passphrase of a record.
    pub fn remember(folder: &Path, secret: &SecretString) -> Result<(), Failure> {
        let kept = entry(folder).and_then(|entry| entry.set_password(secret.expose_secret()));
        kept.map_err(|error| failed(&error))
    }
}

/// The keyring of the operating system, which this binary was built without.
#[cfg(not(feature = "keyring"))]
pub mod keyring {
    use std::path::Path;

    use secrecy::SecretString;

    use crate::cli::errors::Failure;

    fn absent() -> Failure {
        Failure::input("this firebell was built without the keyring of the operating system")
            .hint("build it with --features keyring, or use --key-command")
    }

    /// Says that there is none.
    pub fn recall(_: &Path) -> Result<SecretString, Failure> {
        Err(absent())
    }

    /// Says that there is none.
    pub fn remember(_: &Path, _: &SecretString) -> Result<(), Failure> {
        Err(absent())
    }
}

/// A record's error as people see it.
pub fn failure(error: RecordError) -> Failure {
    match &error {
        RecordError::Refused(refusal) => {
            let kind = if refusal.input { Kind::Input } else { Kind::Refused };
            Failure::new(kind, &refusal.message)
                .causes(refusal.reasons().cloned())
                .hint(super::remedy::hint(&refusal.remedy))
        }
        RecordError::NoIncident { hint, .. } => Failure::input(&error).hint(hint),
        RecordError::Value { problems } => {
            let (first, rest) = problems
                .split_first()
                .map_or(("the value does not read", [].as_slice()), |(f, r)| (f.as_str(), r));
            Failure::input(first)
                .causes(rest.iter().cloned())
                .hint("nothing was recorded; see `firebell incident fact set --help`")
        }
        RecordError::Unnoted(why) => Failure::new(Kind::Locked, &error)
            .causes([format!("and the audit log could not be told of the attempt: {why}")]),
        RecordError::Here { code } => Failure::new(Kind::Refused, &error).hint(format!(
            "nothing was imported; look at it with: firebell incident show {code}"
        )),
        RecordError::Store(store) => store_failure(store),
    }
}
