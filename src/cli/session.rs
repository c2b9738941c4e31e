//! Where the record is, who acts, what opens it, and the law it is read by.

use std::cell::Cell;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use secrecy::SecretString;

use super::exercise_presence;
use super::failure::{Failure, Kind, desk_failure, record_failure, store_failure};
use super::invocation::Invocation;
use super::rule_base;
use super::secret::Opener;
use super::{keyring, secret, unfinished_edits};
use crate::app::config::{Config, ConfigError, KeyService};
use crate::app::files::playbook_files;
use crate::app::letters;
use crate::app::record::{Actor, Basis, LineOutcome, Opening, Record, ServiceKeyName, StoreError, Unlock};
use crate::core::playbook::Playbook;
use crate::core::time::{StoryTime, WallTime, Zone};
use crate::drill::scenario_files::sources::OwnScenarios;
use crate::workspace::OwnFolders;

/// Where things are and who acts, before anything is opened.
#[derive(Debug)]
pub(super) struct Session {
    pub folder: PathBuf,
    pub actor: Actor,
    pub config: Config,
    /// The passphrase came from the environment, and the audit log could not be told yet.
    untold: Cell<bool>,
}

impl Session {
    /// Reads options and config.
    pub(super) fn start(call: &Invocation) -> Result<Session, Failure> {
        crate::platform::process::keep_memory_private();
        let options = &call.options;
        let config = config(call)?;
        if let Some(fonts) = &config.fonts {
            crate::app::fonts::use_folder(fonts);
        }
        let folder = record_folder(call, &config).ok_or_else(|| {
            Failure::input("no folder for the record is known")
                .hint("name one: --data-dir DIR or FIREBELL_DATA_DIR; or set HOME to an absolute path")
        })?;
        let named = options.actor.clone().or_else(|| config.actor.clone());
        let (session, host) = (crate::app::config::fresh_id(), crate::app::config::host());
        let name = named.or_else(crate::app::config::user_name);
        let name = name.unwrap_or_else(|| Actor::UNNAMED.to_owned());
        if let Some(problem) = crate::app::event_text::name_problem("actor", &name) {
            return Err(Failure::input(problem).hint("--actor NAME is one short line"));
        }
        Ok(Session {
            folder,
            actor: Actor { name, host, session },
            config,
            untold: Cell::default(),
        })
    }

    /// What opens the record; where there is no record, nothing is asked.
    pub(super) fn secret_of_record(&self, call: &Invocation) -> Result<Opener, Failure> {
        if !Record::look(&self.folder).map_err(record_failure)? {
            return Err(store_failure(&StoreError::Missing(self.folder.clone())));
        }
        self.opener(call, &self.folder, "Passphrase: ")
    }

    /// Opens the record with a secret that is known already, and holds the name that was typed against it.
    pub(super) fn open_with(&self, call: &Invocation, secret: Unlock<'_>, now: WallTime) -> Result<Record, Failure> {
        let mut record = self.open_as_whoever(call, secret, now)?;
        match (&call.options.actor, &self.config.actor) {
            (Some(named), _) => record.goes_by(named, now).map_err(record_failure)?,
            (None, Some(_)) => {}
            (None, None) => record.goes_by_lone_member().map_err(record_failure)?,
        }
        Ok(record)
    }

    /// Opens the record for the member whose secret it is, whatever name was given.
    pub(super) fn open_as_whoever(
        &self,
        call: &Invocation,
        secret: Unlock<'_>,
        now: WallTime,
    ) -> Result<Record, Failure> {
        self.warn_if_open(call);
        let (folder, actor) = (&self.folder, self.actor.clone());
        // Deriving the key takes about as long as loading the law.
        let (unlocked, basis) = std::thread::scope(|scope| {
            let unlocked = scope.spawn(|| Record::unlock(folder, secret, actor, now));
            let basis = self.basis(call);
            (unlocked.join(), basis)
        });
        let basis = basis?;
        let unlocked = unlocked.map_err(|_| Failure::new(Kind::Internal, "the record could not be opened"))?;
        let opened = unlocked.and_then(|unlocked| unlocked.read_by(basis));
        let mut record = opened.map_err(record_failure)?;
        call.warned_by(record.warnings());
        // A record that can only be read keeps no line of its readings, however its passphrase came.
        if self.untold.take() && record.can_write() {
            record
                .note(now, "record.unlock", "record", LineOutcome::ByEnvironment)
                .map_err(record_failure)?;
        }
        unfinished_edits::take_in(call, &mut record, now)?;
        record.refresh_outdated(now).map_err(record_failure)?;
        exercise_presence::hold_silent(call, &mut record, exercise_presence::hand(&self.config, now));
        Ok(record)
    }

    /// What the record is read by.
    fn basis(&self, call: &Invocation) -> Result<Basis, Failure> {
        Ok(Basis {
            rules: rule_base::load(call)?,
            playbooks: self.playbooks(call)?,
            sign_off: letters::sign_off(self.config.letters.as_deref()).map_err(desk_failure)?,
        })
    }

    /// Opens the record for reading alone.
    pub(super) fn open_to_read(&self, call: &Invocation, secret: Unlock<'_>, now: WallTime) -> Result<Record, Failure> {
        let opened = Record::open_to_read(Opening {
            folder: &self.folder,
            secret,
            rules: rule_base::load(call)?,
            playbooks: self.playbooks(call)?,
            sign_off: letters::sign_off(self.config.letters.as_deref()).map_err(desk_failure)?,
            actor: self.actor.clone(),
            at: now,
        });
        let record = opened.map_err(record_failure)?;
        call.warned_by(record.warnings());
        Ok(record)
    }

    /// The playbooks with the team's own over them.
    pub(super) fn playbooks(&self, call: &Invocation) -> Result<Vec<Playbook>, Failure> {
        let loaded = playbook_files::load(self.config.playbooks.as_deref())
            .map_err(|error| Failure::new(Kind::Io, "the playbook folder could not be read").because(&error))?;
        for problem in &loaded.problems {
            call.console.warn(problem);
        }
        Ok(loaded.all)
    }

    /// What opens the record in a folder, or a backup. Asked in this order: a passphrase from a file or a key command,
    /// a key service, the keyring, the environment (noted in the audit log), and the prompt.
    pub(super) fn opener(&self, call: &Invocation, folder: &Path, prompt: &str) -> Result<Opener, Failure> {
        if let Some(secret) = self.handed(call)? {
            return Ok(Opener::Passphrase(secret));
        }
        if let Some(service) = &self.config.key_service
            && let Some(opener) = self.ask_service(service, folder)?
        {
            return Ok(opener);
        }
        if self.config.keyring {
            return keyring::recall(&self.folder);
        }
        if let Some(secret) = secret::from_environment() {
            self.note_environment(call);
            return secret.map(Opener::Passphrase);
        }
        secret::ask(prompt).map(Opener::Passphrase)
    }

    /// Whether somebody is asked for the passphrase at the terminal.
    pub(super) fn asks(&self, call: &Invocation) -> bool {
        let named = call.options.passphrase_file.is_some() || call.options.key_command.is_some();
        let configured = self.config.key_command.is_some() || self.config.key_service.is_some() || self.config.keyring;
        !named && !configured && secret::from_environment().is_none()
    }

    /// A passphrase from the file or the key command that was named.
    fn handed(&self, call: &Invocation) -> Result<Option<SecretString>, Failure> {
        let limit = self.config.key_limit();
        if let Some(file) = &call.options.passphrase_file {
            return secret::from_file(&call.console, file, limit).map(Some);
        }
        let command = call.options.key_command.as_ref().or(self.config.key_command.as_ref());
        command.map(|command| secret::from_command(command, limit)).transpose()
    }

    /// The passphrase of a record that is about to be set up, where one was named.
    pub(super) fn passphrase_of_new(&self, call: &Invocation) -> Result<Option<SecretString>, Failure> {
        if let Some(secret) = self.handed(call)? {
            return Ok(Some(secret));
        }
        let secret = secret::from_environment();
        if secret.is_some() {
            self.note_environment(call);
        }
        secret.transpose()
    }

    /// Asks the key service; nothing is asked where it keeps no key of this record.
    fn ask_service(&self, service: &KeyService, folder: &Path) -> Result<Option<Opener>, Failure> {
        let name = ServiceKeyName::try_from(service.key_id.clone()).map_err(Failure::input)?;
        let Some(wrapped) = Record::kept_by_service(folder, &name).map_err(record_failure)? else {
            return Ok(None);
        };
        let limit = self.config.key_limit();
        let bytes = secret::from_service(&service.unwrap, &service.key_id, wrapped.bytes(), limit)?;
        secret::slot_key(&bytes).map(|key| Some(Opener::Kept(key)))
    }

    /// Warns of a record that others can reach, and goes on: their access may be meant.
    fn warn_if_open(&self, call: &Invocation) {
        let open = Record::open_to_others(&self.folder);
        if open.is_empty() {
            return;
        }
        let list = open
            .iter()
            .map(|(path, mode)| format!("{} (mode {mode:o})", path.display()));
        let list = list.collect::<Vec<_>>().join(", ");
        call.console.warn(format_args!(
            "other users can reach the record: {list}; close it with: chmod -R go= {}",
            self.folder.display()
        ));
    }

    /// Scripts and tests may hand the passphrase over in the environment; the log says so.
    fn note_environment(&self, call: &Invocation) {
        self.untold
            .set(Record::note_environment(&self.folder, &self.actor, call.now()));
    }

    /// The team's own folders.
    pub(super) fn own_folders(&self) -> OwnFolders {
        OwnFolders {
            notices: self.config.notices.clone(),
            letters: self.config.letters.clone(),
            scenarios: self.scenarios(),
        }
    }

    /// The team's own scenarios: where the config file says, else beside it.
    pub(super) fn scenarios(&self) -> Option<OwnScenarios> {
        let named = self.config.scenarios.clone().map(OwnScenarios::Named);
        let beside = || self.config.folder.as_ref().map(|folder| folder.join("scenarios"));
        named.or_else(|| beside().map(OwnScenarios::Usual))
    }

    /// The home zone of new incidents.
    pub(super) fn home_zone(&self, asked: Option<&str>) -> Result<Zone, Failure> {
        let name = asked.or(self.config.home_zone.as_deref()).unwrap_or("UTC");
        Zone::named(name).map_err(|error| Failure::input(error).hint("an IANA name such as America/Chicago"))
    }
}

/// What the config file says.
pub(super) fn config(call: &Invocation) -> Result<Config, Failure> {
    Config::load(call.options.config.as_deref()).map_err(|error| config_failure(&error))
}

/// A config file that cannot be used: everything that is wrong in it, with its place.
fn config_failure(error: &ConfigError) -> Failure {
    let failure = Failure::input("the config file cannot be used");
    match error {
        ConfigError::Form { problems, .. } => failure.causes(problems.iter().map(ToString::to_string)),
        ConfigError::Read { .. } | ConfigError::Text(_) => failure.because(error),
    }
}

/// The folder of the record: as typed, as the config says, or the usual one.
pub(super) fn record_folder(call: &Invocation, config: &Config) -> Option<PathBuf> {
    let typed = call.options.data_dir.clone();
    typed
        .or_else(|| config.data_dir.clone())
        .or_else(crate::app::config::default_data_dir)
}

/// The moment a list of several incidents is for: `--at`, or now, by wall-clock time.
pub(super) fn list_time(call: &Invocation) -> Result<WallTime, Failure> {
    let now = call.now();
    match &call.options.at {
        None => Ok(now),
        Some(text) => moment(text, &Zone::utc(), StoryTime::outside_incidents(now)).map(WallTime::read),
    }
}

/// A moment as typed; `now` is the incident's, which in an exercise is the story's.
pub(super) fn moment(text: &str, zone: &Zone, now: StoryTime) -> Result<DateTime<Utc>, Failure> {
    crate::app::files::typed_values::moment(text, zone, now).map_err(|error| Failure::input(&error).hint(&error.hint))
}
