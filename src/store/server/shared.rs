//! An open record that is shared: its log on the server, and the way there.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::address::{AskPassword, HomeAddress};
use super::calls::{Home, Met};
use super::capture;
use super::erased::{ErasedRow, NotErased};
use super::error::HomeError;
use super::kept_locally;
use super::kept_locally::{Kept, Stage};
use super::log_part;
use super::machine_clock::ClockThen;
use super::one_caller::Way;
use super::parcel::InTheirPlace;
use super::presence::Presence;
use super::row::{Head, LogName, RowId};
use super::sent::{self, Asked};
use super::stopwatch;
use super::waiting;
use crate::core::time::WallTime;
use crate::store::keys::Source;
use crate::store::{Store, StoreError};

/// How long is listened for news.
const A_LOOK: Duration = Duration::from_millis(8);
/// A server that is away is looked for this seldom: the look may take a moment.
const BETWEEN_LOOKS: Duration = Duration::from_secs(8);

/// The way to the server.
pub(crate) struct Shared {
    pub(super) log: LogName,
    pub(super) link: Way,
    /// Why the server is not asked for the time being.
    pub(super) away: RefCell<Option<HomeError>>,
    /// When it was last looked whether the server is back.
    looked: Cell<Option<Instant>>,
    /// The name of the row that is sent next, where it has one already.
    pub(super) named: Cell<Option<RowId>>,
    /// The row that was tried last.
    pub(super) tried: Cell<Option<RowId>>,
    /// What the row that is sent next was asked for as.
    pub(super) asked: RefCell<Option<Asked>>,
    pub(super) presence: Presence,
    /// Whether the server keeps no lines of audit logs.
    pub(super) without_lines: Cell<bool>,
    /// The host of the address that worked last, as it is noted.
    works_at: RefCell<Option<String>>,
    /// What later rows of the log put in the place of events whose keys went with them.
    pub(super) ahead: RefCell<BTreeMap<u64, InTheirPlace>>,
}

/// How it stands between this machine and the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HomeStatus {
    pub address: HomeAddress,
    /// Entries that this machine has.
    pub here: u64,
    /// Entries that carry nothing.
    pub void: u64,
    /// The newest key of the team.
    pub epoch: u32,
    /// What was erased or sealed while the record was shared.
    pub erased: Vec<ErasedRow>,
    pub server: Result<ServerStatus, HomeError>,
}

/// What the server says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerStatus {
    pub host: String,
    pub version: String,
    pub encrypted: bool,
    pub notifies: bool,
    /// Standby servers that each commit waits for; empty where it waits for none.
    pub waits_for: String,
    /// Entries that it has.
    pub entries: u64,
    /// It went on without entries that this machine has, after this one.
    pub forked: Option<u64>,
    pub clock: Option<WallTime>,
    /// Whether it has a place for the keys of incidents.
    pub keeps_keys: bool,
    /// The clocks of those who recorded something lately.
    pub clocks: Vec<ClockThen>,
    /// Machines that have not erased everything yet, as far as they told.
    pub not_erased: Vec<NotErased>,
}

/// Since when the server has which keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HomeKeys {
    /// Those of the team, by their number.
    pub team: Vec<(u32, WallTime)>,
    /// How many incidents, and entries of the organization, have one of their own there.
    pub incidents: u64,
    /// Since when the oldest of those is there.
    pub oldest: Option<WallTime>,
    /// How many were taken away by erasures.
    pub gone: u64,
}

#[cfg(feature = "team")]
pub(super) fn link(address: &HomeAddress, ask: AskPassword) -> Result<Box<dyn Home>, HomeError> {
    Ok(Box::new(super::postgres::Link::new(address.clone(), ask)))
}

#[cfg(not(feature = "team"))]
pub(super) fn link(_: &HomeAddress, _: AskPassword) -> Result<Box<dyn Home>, HomeError> {
    Err(HomeError::WithoutTeam)
}

impl Store {
    /// Whether the record is shared.
    ///
    /// # Errors
    /// What the database says.
    pub fn is_shared(&self) -> Result<bool, StoreError> {
        Ok(Kept::read(&self.connection)?.is_some())
    }

    /// Where the record is shared.
    ///
    /// # Errors
    /// What the database says.
    pub fn home_address(&self) -> Result<Option<HomeAddress>, StoreError> {
        Ok(Kept::read(&self.connection)?.map(|kept| kept.address))
    }

    /// Begins to share what is recorded, where the record is shared: from then on nothing is recorded that the server does
    /// not have. Nothing is asked of the server yet.
    ///
    /// # Errors
    /// Where this firebell cannot share records; nothing can be recorded then.
    pub fn begin_sharing(&mut self, ask: AskPassword) -> Result<(), StoreError> {
        self.began_sharing = true;
        let Some(kept) = Kept::read(&self.connection)?.filter(|_| self.can_write()) else {
            return Ok(());
        };
        let Source::Enveloped(holder) = self.in_force.source() else {
            return Err(HomeError::NotWhileShared("its format is the first").into());
        };
        let log = LogName {
            home: kept.home(),
            record: holder.record.clone(),
        };
        self.share_by(log, link(&kept.address, ask)?)
    }

    /// Whether another process moved the record to a server, or away from one, since this one began to share it or not.
    ///
    /// # Errors
    /// What the database says.
    pub fn sharing_changed(&self) -> Result<bool, StoreError> {
        if !(self.began_sharing && self.can_write()) {
            return Ok(false);
        }
        let kept = Kept::read(&self.connection)?.map(|kept| kept.home());
        Ok(kept != self.shared.as_ref().map(|shared| shared.log.home))
    }

    /// Shares the record from now on as it is shared by now, or no more.
    ///
    /// # Errors
    /// As [`Store::begin_sharing`].
    pub fn share_as_it_is(&mut self, ask: AskPassword) -> Result<(), StoreError> {
        self.shared = None;
        capture::end(&self.connection)?;
        self.begin_sharing(ask)
    }

    pub(super) fn share_by(&mut self, log: LogName, mut link: Box<dyn Home>) -> Result<(), StoreError> {
        link.enter(log.home);
        let works_at = kept_locally::host(&self.connection)?;
        if let Some(host) = &works_at {
            link.begin_with(host);
        }
        capture::begin(&self.connection)?;
        self.shared = Some(Shared {
            log,
            link: Way::new(link),
            away: RefCell::new(None),
            looked: Cell::default(),
            named: Cell::default(),
            tried: Cell::default(),
            asked: RefCell::default(),
            presence: Presence::begin()?,
            without_lines: Cell::default(),
            works_at: RefCell::new(works_at),
            ahead: RefCell::default(),
        });
        Ok(())
    }

    /// Finds the same log at another address from now on, or under another login.
    ///
    /// # Errors
    /// Where the server there does not have it; everything stays as it is then.
    pub fn set_home_address(&mut self, address: &HomeAddress, ask: AskPassword) -> Result<(), StoreError> {
        let mut kept = Kept::read(&self.connection)?.ok_or(HomeError::NotShared)?;
        let mut link = link(address, ask)?;
        link.enter(kept.home());
        link.head()?.ok_or(HomeError::NoRecord)?;
        kept.address = address.clone();
        kept.write(&self.connection)?;
        log_part::begin_anew(&self.connection)?;
        self.begin_sharing(ask)
    }

    /// Ends it, and forgets the server. The record stays as it is, on this machine alone.
    ///
    /// # Errors
    /// What the database says.
    pub fn stop_sharing(&mut self) -> Result<(), StoreError> {
        if Kept::read(&self.connection)?.is_none() {
            return Err(HomeError::NotShared.into());
        }
        self.shared = None;
        capture::end(&self.connection)?;
        waiting::forget(&self.connection)?;
        sent::forget(&self.connection)?;
        log_part::forget(&self.connection)?;
        kept_locally::forget(&self.connection)
    }

    /// Notes which host works, so that the next command begins with it.
    pub(super) fn note_host(&self, shared: &Shared) -> Result<(), StoreError> {
        let found = shared.link.lock().works_at();
        if found.is_none() || found == *shared.works_at.borrow() {
            return Ok(());
        }
        kept_locally::note_host(&self.connection, found.as_deref())?;
        shared.works_at.replace(found);
        Ok(())
    }

    /// Stops asking the server, for this reason: whatever needs it is refused at once. `None`: asks it again.
    pub fn go_on_alone(&self, because: Option<HomeError>) {
        if let Some(shared) = &self.shared {
            shared.looked.set(because.as_ref().map(|_| stopwatch::now()));
            shared.away.replace(because);
        }
    }

    /// Whether the record has come in completely, where it is shared.
    ///
    /// # Errors
    /// What the database says.
    pub fn is_complete(&self) -> Result<bool, StoreError> {
        Ok(Kept::read(&self.connection)?.is_none_or(|kept| kept.stage == Stage::Shared))
    }

    /// Whether something that is recorded now can reach the others.
    pub fn can_share(&self) -> bool {
        self.shared.as_ref().is_none_or(|shared| shared.away.borrow().is_none())
    }

    /// Why the server is not asked for the time being.
    pub fn home_away(&self) -> Option<HomeError> {
        self.shared.as_ref()?.away.borrow().clone()
    }

    /// What the server's clock says now.
    pub fn home_clock(&self) -> Option<chrono::DateTime<chrono::Utc>> {
        let millis = self.shared.as_ref()?.link.lock().clock()?;
        chrono::DateTime::from_timestamp_millis(millis)
    }

    /// Whether what is recorded now is on the team's server.
    pub fn is_on_server(&self) -> bool {
        self.shared.is_some()
    }

    /// Keeps others from recording until this machine has, or lets go.
    ///
    /// # Errors
    /// Where the server cannot be reached.
    pub fn hold_home(&self) -> Result<(), StoreError> {
        match &self.shared {
            Some(shared) => Ok(shared.reached()?.link.lock().hold()?),
            None => Ok(()),
        }
    }

    pub fn let_go_of_home(&self) {
        if let Some(shared) = &self.shared {
            shared.link.lock().let_go();
        }
    }

    /// Whether others may have recorded something since this was asked. Nobody waits for it.
    ///
    /// # Errors
    /// Where the server cannot be reached.
    pub fn home_news(&self) -> Result<bool, StoreError> {
        match &self.shared {
            Some(shared) => Ok(shared.reached()?.link.lock().watch(A_LOOK)?),
            None => Ok(false),
        }
    }

    /// Looks whether a server that was away is back, every few seconds; says whether it is.
    pub fn is_home_back(&self) -> bool {
        let Some(shared) = &self.shared else { return false };
        let lately = shared.looked.get().is_some_and(|at| at.elapsed() < BETWEEN_LOOKS);
        if lately {
            return false;
        }
        let found = shared.link.lock().try_again();
        shared.looked.set(Some(stopwatch::now()));
        if found.is_err() {
            return false;
        }
        self.go_on_alone(None);
        true
    }

    /// Since when the server has the keys of the team and of incidents; `None` where the record is not shared.
    pub fn home_keys(&self) -> Option<Result<HomeKeys, HomeError>> {
        let shared = self.shared.as_ref()?;
        let asked = shared.reached().and_then(|shared| shared.link.lock().key_ages());
        // Somebody with a login can have put others there.
        let kept = Kept::read(&self.connection).ok().flatten();
        let counts = |epoch| kept.as_ref().is_some_and(|kept| kept.key(epoch).is_some());
        let moment = |millis| chrono::DateTime::from_timestamp_millis(millis).map(WallTime::read);
        Some(asked.map(|ages| {
            HomeKeys {
                team: ages
                    .team
                    .into_iter()
                    .filter(|(epoch, _)| counts(*epoch))
                    .filter_map(|(epoch, at)| Some((epoch, moment(at)?)))
                    .collect(),
                incidents: ages.incidents,
                oldest: ages.oldest.and_then(moment),
                gone: ages.gone,
            }
        }))
    }

    /// How it stands with the server; `None` where the record is not shared.
    ///
    /// # Errors
    /// What the database says.
    pub fn home_status(&self) -> Result<Option<HomeStatus>, StoreError> {
        let Some(kept) = Kept::read(&self.connection)? else {
            return Ok(None);
        };
        let epoch = kept.newest_epoch();
        Ok(Some(HomeStatus {
            here: kept_locally::head(&self.connection)?.n,
            void: kept_locally::void_rows(&self.connection)?,
            epoch,
            erased: self.erased_rows()?,
            server: match &self.shared {
                Some(shared) => match shared.server() {
                    Ok((server, end)) => {
                        let forked = self.is_forked(shared, end)?;
                        let clocks = self.clocks_of_machines(shared)?;
                        self.with_reports(
                            shared,
                            ServerStatus {
                                forked,
                                clocks,
                                ..server
                            },
                        )?
                    }
                    Err(why) => Err(why),
                },
                None => Err(HomeError::WithoutTeam),
            },
            address: kept.address,
        }))
    }
}

impl Shared {
    pub(super) fn reached(&self) -> Result<&Shared, HomeError> {
        match &*self.away.borrow() {
            None => Ok(self),
            Some(why) => Err(why.clone()),
        }
    }

    fn server(&self) -> Result<(ServerStatus, Head), HomeError> {
        let mut link = self.link.lock();
        let Met {
            host,
            version,
            encrypted,
            notifies,
            waits_for,
            clock,
        } = link.meet()?;
        let end = link.head()?.ok_or(HomeError::NoRecord)?;
        let keeps_keys = link.keeps_keys()?;
        let status = ServerStatus {
            keeps_keys,
            not_erased: Vec::new(),
            clocks: Vec::new(),
            host,
            version,
            encrypted,
            notifies,
            waits_for,
            entries: end.n,
            forked: None,
            clock: chrono::DateTime::from_timestamp_millis(clock).map(WallTime::read),
        };
        Ok((status, end))
    }
}
