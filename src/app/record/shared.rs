//! A record that several machines share: what others recorded is taken in and put on the board, and whoever is late decides
//! again. Everything above the record is as on one machine.

use std::path::Path;
use std::time::Duration;

use secrecy::SecretString;
use zeroize::Zeroizing;

use super::waiting::TakenAnew;
use super::{HomeAddress, HomeError, HomeFile, HomeStatus, LineOutcome, Moved, PasswordSource, Record, RecordError};
use crate::app::child::{self, Asked};
use crate::app::config;
use crate::app::files::bounded;
use crate::core::member::Permission;
use crate::core::time::WallTime;
use crate::store::transaction::Writing;
use crate::store::{InvitationFile, NewFiles, Newcomer, Pulled, Store, StoreError, Stream, is_home_file, own_alone};

/// How often something is decided anew.
const TRIES: u32 = 6;
/// How long a command that prints the password may take.
const PASSWORD_PATIENCE: Duration = Duration::from_secs(30);
const MOST_PASSWORD: u64 = 4096;
/// As much as a file of a server's rows may hold.
const MOST_ROWS: u64 = 4 * 1024 * 1024 * 1024;
const ROWS_PATIENCE: Duration = Duration::from_secs(600);

impl Record {
    /// Writes something that is decided in the transaction itself. Where somebody else on another machine was quicker, what
    /// they recorded is taken in and it is decided again.
    pub(super) fn write<T>(
        &self,
        now: WallTime,
        work: impl Fn(&Writing<'_>) -> Result<T, RecordError>,
    ) -> Result<T, RecordError> {
        let mut tries = 0;
        let written = loop {
            match self.store.write(&work) {
                Err(RecordError::Store(error)) if error.is_late() && tries < TRIES => {
                    tries += 1;
                    if let Err(error) = self.look_again(tries, now) {
                        break Err(error);
                    }
                }
                written => break written,
            }
        };
        self.store.let_go_of_home();
        written
    }

    /// Takes in what others recorded before something is decided again. From the second time on nobody gets in between.
    pub(super) fn look_again(&self, tries: u32, now: WallTime) -> Result<(), RecordError> {
        if tries > 1 {
            self.store.hold_home()?;
        }
        self.take_in(now)?;
        // Another window on this machine may have gone on without the server meanwhile.
        match self.sending.get() {
            true => Ok(()),
            false => self.send_waiting(now),
        }
    }

    /// Takes in what others recorded, and puts it on the board. Nothing where the record is not shared.
    ///
    /// # Errors
    /// Where the server cannot be reached, or tells another history than before.
    pub fn take_in(&self, now: WallTime) -> Result<Pulled, RecordError> {
        let pulled = self.store.pull()?;
        self.store.warnings().void_rows(&pulled.void);
        let stale = self.store.stale_streams()?;
        let streams: Vec<Stream<'_>> = stale.iter().map(|stream| Stream::named(stream)).collect();
        self.put_on_the_board(&streams, now)?;
        self.follow_erasures(&pulled.erased, now)?;
        Ok(pulled)
    }

    /// Takes in what others recorded, where the server tells of news or `anyway`. Says whether anything came in. A server
    /// that is away is said once and looked for now and then.
    ///
    /// # Errors
    /// What the database says.
    pub fn follow(&self, anyway: bool, now: WallTime) -> Result<bool, RecordError> {
        let was_away = !self.store.can_share();
        if was_away && !self.store.is_home_back() {
            return Ok(false);
        }
        let followed = self.store.home_news().map_err(RecordError::from);
        // A server that is back tells of no news by itself, and what waits is sent at once.
        let followed = followed.and_then(|news| match news || anyway || was_away {
            true => {
                let waits = self.store.anything_waits()?;
                self.send_waiting(now)?;
                Ok(self.take_in(now)?.rows > 0 || waits)
            }
            false => Ok(false),
        });
        match followed {
            Err(RecordError::Store(StoreError::Home(why))) => {
                self.store.warnings().away(&why);
                self.store.go_on_alone(Some(why));
                Ok(false)
            }
            followed => followed,
        }
    }

    /// Meets the server of a shared record when it is opened. A copy that is complete is read without it.
    pub(super) fn meet(&mut self, now: WallTime) -> Result<(), RecordError> {
        self.store.begin_sharing(password)?;
        match self.take_in(now) {
            Err(RecordError::Store(StoreError::Home(why))) if self.store.is_complete()? => {
                self.store.warnings().away(&why);
                self.store.go_on_alone(Some(why));
                Ok(())
            }
            met => met.map(drop),
        }
    }

    /// Meets the server where another process moved the record there while this one had it open, and leaves it where the
    /// record left. Says whether it did either.
    ///
    /// # Errors
    /// As when a shared record is opened.
    pub fn follow_sharing(&mut self, now: WallTime) -> Result<bool, RecordError> {
        if !self.store.sharing_changed()? {
            return Ok(false);
        }
        self.store.share_as_it_is(password)?;
        if self.store.is_shared()? {
            self.meet(now)?;
        }
        Ok(true)
    }

    /// Hands the keys of the team to whoever lacks them, where whoever opened the record may ask people in.
    pub(super) fn settle_team_keys(&self, now: WallTime) -> Result<(), RecordError> {
        if !self.rights(None, now)?.may(Permission::Members) {
            return Ok(());
        }
        let mut tries = 0;
        let settled = loop {
            match self.store.settle_team_keys() {
                Err(error) if error.is_late() && tries < TRIES => {
                    tries += 1;
                    if let Err(error) = self.look_again(tries, now) {
                        break Err(error);
                    }
                }
                settled => break settled.map_err(RecordError::from),
            }
        };
        self.store.let_go_of_home();
        settled
    }

    /// Moves the record to a server and shares it from then on.
    ///
    /// # Errors
    /// A refusal by the table of roles; where the record does not verify; what the server says.
    pub fn share(&mut self, address: &HomeAddress, now: WallTime) -> Result<Moved, RecordError> {
        self.need(Permission::Keys, None, now)?;
        let moved = self.store.move_to_home(address, password);
        self.note_done(now, "team.create", "record", LineOutcome::of(&moved));
        Ok(moved?)
    }

    /// Finds the server at another address from now on, or under another login.
    ///
    /// # Errors
    /// Where the server there does not have the record.
    pub fn set_home_address(&mut self, address: &HomeAddress, now: WallTime) -> Result<(), RecordError> {
        self.store.set_home_address(address, password)?;
        self.note_done(now, "team.address", "record", LineOutcome::Ok);
        self.send_waiting(now)
    }

    /// Makes the copy on this machine a record of its own. The server and the others go on without it.
    ///
    /// # Errors
    /// What the database says.
    pub fn stop_sharing(&mut self, now: WallTime) -> Result<(), RecordError> {
        self.need(Permission::Export, None, now)?;
        self.store.stop_sharing()?;
        self.note_done(now, "team.leave", "record", LineOutcome::Ok);
        // What waited for the server waits for nobody now.
        self.send_waiting(now)
    }

    /// Gives a server that was restored from a backup what it lost.
    ///
    /// # Errors
    /// Where its log is not a beginning of this machine's.
    pub fn recover_home(&self, now: WallTime) -> Result<u64, RecordError> {
        let given = self.store.recover_home();
        self.note_done(now, "team.recover", "record", LineOutcome::of(&given));
        let given = given?;
        self.send_waiting(now)?;
        Ok(given)
    }

    /// Takes the history of a server that went on without entries that this machine has, in the place of this machine's.
    ///
    /// # Errors
    /// Where the server has no other history, or what it has does not verify; nothing is changed then.
    pub fn take_anew(&mut self, now: WallTime) -> Result<TakenAnew, RecordError> {
        self.take_server_anew(password, now)
    }

    /// Everything that the server has, in one file.
    ///
    /// # Errors
    /// A refusal by the table of roles; where the server has another history than this machine.
    pub fn export_home(&self, now: WallTime) -> Result<(HomeFile, Vec<u8>), RecordError> {
        self.need(Permission::Export, None, now)?;
        self.note(now, "team.export", "record", LineOutcome::Ok)?;
        self.take_in(now)?;
        Ok(self.store.export_home()?)
    }

    /// Holds such a file against what this machine has.
    ///
    /// # Errors
    /// Where it was cut off or changed, or is of another record.
    pub fn check_home_file(&self, path: &Path) -> Result<HomeFile, RecordError> {
        Ok(self.store.check_home_file(&home_file(path)?)?)
    }

    /// Puts the rows of such a file on another server. Says how many it had not.
    ///
    /// # Errors
    /// As [`Record::check_home_file`], or what the server says.
    pub fn import_home(
        &self,
        path: &Path,
        address: &HomeAddress,
        now: WallTime,
    ) -> Result<(HomeFile, u64), RecordError> {
        self.need(Permission::Keys, None, now)?;
        let put = self.store.import_home(&home_file(path)?, (address, password));
        self.note_done(now, "team.import", "record", LineOutcome::of(&put));
        Ok(put?)
    }

    /// How it stands with the server; `None` where the record is not shared.
    ///
    /// # Errors
    /// What the database says.
    pub fn home_status(&self) -> Result<Option<HomeStatus>, RecordError> {
        Ok(self.store.home_status()?)
    }

    /// Sets up this machine's copy of a shared record. It comes in when it is opened; where that fails, it is taken away again
    /// with what this gives.
    ///
    /// # Errors
    /// Where the invitation opens nothing on the server.
    pub fn join_shared(
        folder: &Path,
        invitation: &InvitationFile,
        (code, passphrase): (&SecretString, &SecretString),
        address: &HomeAddress,
        now: WallTime,
    ) -> Result<FreshCopy, RecordError> {
        let newcomer = Newcomer {
            invitation,
            code,
            passphrase,
        };
        Ok(FreshCopy(Store::join_home(
            folder,
            &newcomer,
            (address, password),
            now,
        )?))
    }
}

/// This machine's copy of a shared record, set up a moment ago.
#[derive(Debug)]
pub struct FreshCopy(NewFiles);

impl FreshCopy {
    /// Takes it away again, unless whoever it is for may have joined: their key is nowhere else. Says whether it did.
    pub fn take_away(&self, folder: &Path, passphrase: &SecretString) -> bool {
        let away = !Store::may_have_joined(folder, passphrase);
        if away {
            self.0.take_away();
        }
        away
    }
}

/// A file of a server's rows.
fn home_file(path: &Path) -> Result<Zeroizing<Vec<u8>>, StoreError> {
    bounded::read_kind(path, (MOST_ROWS, ROWS_PATIENCE), is_home_file)
        .map_err(|error| HomeError::File(format!("{} cannot be read: {error}", path.display())).into())
}

/// The password of the server.
fn password(source: &PasswordSource) -> Result<Option<SecretString>, String> {
    let bytes = match source {
        PasswordSource::Environment => return Ok(config::team_password()),
        PasswordSource::File(path) => {
            own_alone(path)?;
            bounded::read(path, MOST_PASSWORD, PASSWORD_PATIENCE)
                .map_err(|error| format!("the password file {} cannot be read: {error}", path.display()))?
        }
        PasswordSource::Command(line) => {
            let asked = Asked {
                line,
                input: None,
                asks: true,
                variables: &[],
            };
            child::output(asked, PASSWORD_PATIENCE, MOST_PASSWORD)
                .map_err(|error| format!("the command that gives the password: {error}"))?
        }
    };
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let text = std::str::from_utf8(line).map_err(|_| "the password of the server is not text".to_owned())?;
    Ok(Some(SecretString::from(text)))
}
