//! The home on a PostgreSQL server: the only network code there is. It speaks to the one server that the team has named,
//! and every wait has an end.

mod append;
mod careful;
mod classify;
mod connect;
mod incident_keys;
mod parts;
mod standby;
mod statements;
mod team_keys;

use std::time::Duration;

use secrecy::SecretString;
use tokio::runtime::Runtime;
use tokio::time::Instant;
use tokio_postgres::Row as Found;
use tokio_postgres::types::{ToSql, Type};

use super::address::{AskPassword, HomeAddress, HostName};
use super::calls::{Home, KeptKey, KeyAges, KeyChanges, Met, SealedPart, SealedReport, Sent, WrappedKey};
use super::error::HomeError;
use super::log_part::SignedPart;
use super::row::{Head, HomeId, Row, RowId};
use crate::core::member::public_key::{MemberId, SignatureBytes};
use crate::store::keys::IncidentKeyId;
use classify::{Failed, database_error};
use connect::{Live, Patience, connected};

/// How long an answer may take. A stopped server is noticed by nothing else (its machine still answers).
const PATIENCE: Duration = Duration::from_secs(5);
/// The same for a page of rows.
const PATIENCE_OF_PAGE: Duration = Duration::from_secs(60);
/// How long a server that was there before is looked for again: a fail-over takes one to three seconds.
const FAIL_OVER: Duration = Duration::from_secs(12);
const BETWEEN_TRIES: Duration = Duration::from_millis(150);
/// The same for what nobody waits for.
const A_MOMENT: Duration = Duration::from_millis(1500);
/// A notification only sets a flag; this is how often the flag is checked.
const WATCHING: Duration = Duration::from_millis(20);

/// A connection that ended while a row went in with its keys.
const CUT_OFF: &str = "the connection ended within a transaction";

type Parameter<'p> = (&'p (dyn ToSql + Sync), Type);

/// The transaction that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Nothing,
    /// It keeps others from appending. Should it end with its connection, whoever is late decides again.
    Hold,
    /// A row goes in with its keys: what is left of it must not be done on another connection.
    Append,
}

/// The way to the server; it is gone when it is needed.
pub(super) struct Link {
    address: HomeAddress,
    ask: AskPassword,
    home: HomeId,
    /// Which of the hosts worked last.
    host: usize,
    live: Option<Live>,
    /// Whether there was a connection in this run.
    was_live: bool,
    open: Open,
    /// Asked for once.
    password: Option<SecretString>,
}

impl Link {
    pub(super) fn new(address: HomeAddress, ask: AskPassword) -> Link {
        Link {
            address,
            ask,
            home: HomeId::default(),
            host: 0,
            live: None,
            was_live: false,
            open: Open::Nothing,
            password: None,
        }
    }

    fn connect(&mut self, patience: Patience) -> Result<(), HomeError> {
        if self.password.is_none() {
            self.password = (self.ask)(&self.address.password).map_err(HomeError::Address)?;
        }
        let (live, host) = connected(&self.address, self.password.as_ref(), (self.host, patience))?;
        (self.live, self.host, self.open) = (Some(live), host, Open::Nothing);
        self.was_live = true;
        Ok(())
    }

    fn is_connected(&self) -> bool {
        self.live.as_ref().is_some_and(|live| !live.is_closed())
    }

    /// The connection; made where there is none, and looked for a while where there was one.
    fn live(&mut self) -> Result<&Live, HomeError> {
        if !self.is_connected() {
            (self.live, self.open) = (None, Open::Nothing);
            let until = Instant::now() + if self.was_live { FAIL_OVER } else { Duration::ZERO };
            loop {
                match self.connect(Patience::Usual) {
                    Err(error) if error.is_away() && Instant::now() < until => std::thread::sleep(BETWEEN_TRIES),
                    made => break made?,
                }
            }
        }
        self.live
            .as_ref()
            .ok_or_else(|| HomeError::Away("no connection".to_owned()))
    }

    /// The connection for a statement. While a row goes in with its keys, none is made in the place of one that ended: the
    /// server has undone what was done on that one.
    fn in_use(&mut self) -> Result<&Live, Failed> {
        if self.open == Open::Append && !self.is_connected() {
            (self.live, self.open) = (None, Open::Nothing);
            return Err(Failed::Ended(CUT_OFF.to_owned()));
        }
        self.live().map_err(Failed::Home)
    }

    /// Runs a query. A connection that does not answer in time is given up, never asked to cancel: a commit that waits for
    /// its standby would come back as done.
    fn query(&mut self, text: &str, parameters: &[Parameter<'_>], limit: Duration) -> Result<Vec<Found>, Failed> {
        let live = self.in_use()?;
        let answer = live.run(limit, live.client.query_typed(text, parameters));
        if let Err(Failed::Ended(_)) = &answer {
            self.live = None;
        }
        answer
    }

    fn batch(&mut self, text: &str) -> Result<(), Failed> {
        let live = self.in_use()?;
        let answer = live.run(PATIENCE, live.client.batch_execute(text));
        if let Err(Failed::Ended(_)) = &answer {
            self.live = None;
        }
        answer
    }
}

impl Home for Link {
    fn enter(&mut self, home: HomeId) {
        self.home = home;
    }

    fn begin_with(&mut self, host: &str) {
        let known = self.address.hosts.iter().position(|known| known.name() == host);
        self.host = known.unwrap_or(self.host);
    }

    fn works_at(&self) -> Option<String> {
        self.live.as_ref()?;
        self.address.hosts.get(self.host).map(HostName::name)
    }

    fn head(&mut self) -> Result<Option<Head>, HomeError> {
        let record = uuid::Uuid::from_bytes(self.home);
        let found = self.query(statements::HEAD, &[(&record, Type::UUID)], PATIENCE)?;
        found.first().map(|row| head_of(row, 0)).transpose()
    }

    /// `Unanswered` means that the row may be stored: the caller keeps its name and asks again with it. So any other
    /// error must mean that nothing was stored.
    fn append(&mut self, row: &Row, keys: &KeyChanges) -> Result<Sent, HomeError> {
        let mut failed = match self.try_append(row, keys) {
            Ok(sent) => return Ok(sent),
            // Never sent: there was no connection, or the login may not.
            Err(Failed::Home(error)) => {
                self.let_go();
                return Err(error);
            }
            Err(failed) => failed,
        };
        self.let_go();
        // The answer is missing: whether the row is in is asked before it is tried again, and it cannot get in twice.
        for _ in 0..2 {
            let Failed::Ended(_) = failed else { break };
            match self.has(row.id) {
                Ok(Some(found)) if found == row.head() => return Ok(self.found_again()),
                Ok(Some(_)) => return Err(HomeError::OtherHistory { n: row.n }),
                Ok(None) => {}
                Err(_) => return Err(HomeError::Unanswered),
            }
            failed = match self.try_append(row, keys) {
                Ok(sent) => return Ok(sent),
                Err(Failed::Home(error @ HomeError::MayNotErase)) => {
                    self.let_go();
                    return Err(error);
                }
                Err(Failed::Home(_)) => return Err(HomeError::Unanswered),
                Err(failed) => failed,
            };
            self.let_go();
        }
        let error = HomeError::from(failed);
        if error == HomeError::Blocked {
            return Err(error);
        }
        if error == HomeError::Late {
            // A row of that name is in already: an earlier try got through after all.
            return match self.has(row.id) {
                Ok(Some(found)) if found == row.head() => Ok(self.found_again()),
                Ok(_) => Err(HomeError::Late),
                Err(_) => Err(HomeError::Unanswered),
            };
        }
        Err(if error.is_away() { HomeError::Unanswered } else { error })
    }

    fn row(&mut self, n: u64) -> Result<Option<Row>, HomeError> {
        let (record, n) = (uuid::Uuid::from_bytes(self.home), i64::try_from(n).unwrap_or(i64::MAX));
        let parameters: [Parameter<'_>; 2] = [(&record, Type::UUID), (&n, Type::INT8)];
        let found = self.query(statements::ROW, &parameters, PATIENCE_OF_PAGE)?;
        found.first().map(row_of).transpose()
    }

    fn stored_after(&mut self, n: u64) -> Result<Vec<(u64, i64)>, HomeError> {
        let (record, n) = (uuid::Uuid::from_bytes(self.home), i64::try_from(n).unwrap_or(i64::MAX));
        let parameters: [Parameter<'_>; 2] = [(&record, Type::UUID), (&n, Type::INT8)];
        let found = self.query(statements::STORED_AFTER, &parameters, PATIENCE)?;
        let read = |row: &Found| Ok((cell::<i64>(row, 0)?.unsigned_abs(), cell::<i64>(row, 1)?));
        found.iter().map(read).collect()
    }

    fn keeps_keys(&mut self) -> Result<bool, HomeError> {
        self.has_place_for_keys()
    }

    fn incident_keys(&mut self, ids: &[IncidentKeyId]) -> Result<Vec<KeptKey>, HomeError> {
        self.read_keys(Some(ids))
    }

    fn all_incident_keys(&mut self) -> Result<Vec<KeptKey>, HomeError> {
        self.read_keys(None)
    }

    fn put_incident_keys(&mut self, keys: &[KeptKey]) -> Result<(), HomeError> {
        Ok(self.try_put_keys(keys)?)
    }

    fn restore_incident_key(&mut self, key: &KeptKey) -> Result<(), HomeError> {
        self.put_back(key)
    }

    fn take_keys(&mut self, ids: &[IncidentKeyId], n: u64) -> Result<(), HomeError> {
        Ok(self.try_take_keys(ids, n)?)
    }

    fn report(&mut self, report: &SealedReport) -> Result<(), HomeError> {
        self.put_report(report)
    }

    fn reports(&mut self) -> Result<Vec<SealedReport>, HomeError> {
        self.read_reports()
    }

    fn machines(&mut self) -> Result<Vec<uuid::Uuid>, HomeError> {
        self.read_machines()
    }

    fn pull(&mut self, after: Head, most: u32) -> Result<Vec<Row>, HomeError> {
        let record = uuid::Uuid::from_bytes(self.home);
        let from = i64::try_from(after.n).unwrap_or(i64::MAX);
        // The row that is here already comes along, without its contents.
        let most = i64::from(most) + i64::from(after.n > 0);
        let parameters: [Parameter<'_>; 3] = [(&record, Type::UUID), (&from, Type::INT8), (&most, Type::INT8)];
        let found = self.query(statements::PULL, &parameters, PATIENCE_OF_PAGE)?;
        let mut rows = found.iter().map(row_of).collect::<Result<Vec<Row>, _>>()?;
        if after.n == 0 {
            return match rows.is_empty() && self.head()?.is_none() {
                true => Err(HomeError::NoRecord),
                false => Ok(rows),
            };
        }
        match rows.first() {
            Some(first) if first.head() == after => {
                rows.remove(0);
                Ok(rows)
            }
            Some(first) if first.n == after.n => Err(HomeError::OtherHistory { n: after.n }),
            Some(_) | None => match self.head()? {
                Some(head) if head.n < after.n => Err(HomeError::Shorter {
                    server: head.n,
                    here: after.n,
                }),
                Some(_) => Err(HomeError::OtherHistory { n: after.n }),
                None => Err(HomeError::NoRecord),
            },
        }
    }

    fn has(&mut self, id: RowId) -> Result<Option<Head>, HomeError> {
        let (record, id) = (uuid::Uuid::from_bytes(self.home), uuid::Uuid::from_bytes(id));
        let parameters: [Parameter<'_>; 2] = [(&record, Type::UUID), (&id, Type::UUID)];
        let found = self.query(statements::HAS, &parameters, PATIENCE)?;
        found.first().map(|row| head_of(row, 0)).transpose()
    }

    fn watch(&mut self, limit: Duration) -> Result<bool, HomeError> {
        let live = self.live()?;
        let waiting = async {
            let waited = tokio::time::timeout(limit, async {
                while !live.notes.has_news() && !live.client.is_closed() {
                    tokio::time::sleep(WATCHING.min(limit / 4)).await;
                }
            });
            waited.await.is_ok()
        };
        // Without notifications there may always be something new.
        Ok(live.runtime.block_on(waiting) || !live.notifies)
    }

    fn hold(&mut self) -> Result<(), HomeError> {
        self.let_go();
        let key = i64::from_be_bytes(self.home.first_chunk().copied().unwrap_or_default());
        match self.batch(&statements::hold(key)) {
            Ok(()) => {
                self.open = Open::Hold;
                Ok(())
            }
            Err(Failed::Database { .. }) => {
                // An engine without such locks, or somebody who holds it too long: whoever is late decides again.
                let _ = self.batch("ROLLBACK");
                Ok(())
            }
            Err(failed) => Err(failed.into()),
        }
    }

    fn let_go(&mut self) {
        // A connection that has ended took its transaction along.
        if std::mem::replace(&mut self.open, Open::Nothing) != Open::Nothing && self.is_connected() {
            let _ = self.batch("ROLLBACK");
        }
    }

    fn try_again(&mut self) -> Result<(), HomeError> {
        match self.is_connected() {
            true => Ok(()),
            false => self.connect(Patience::AMoment),
        }
    }

    fn keys_of(&mut self, holder: MemberId) -> Result<Vec<WrappedKey>, HomeError> {
        self.read_keys_of(holder)
    }

    fn all_keys(&mut self) -> Result<Vec<WrappedKey>, HomeError> {
        self.read_all_keys()
    }

    fn hand_out(&mut self, keys: &[WrappedKey]) -> Result<(), HomeError> {
        // What is handed out stays, whatever becomes of a transaction that keeps others waiting.
        self.let_go();
        Ok(self.try_hand_out(keys)?)
    }

    fn meet(&mut self) -> Result<Met, HomeError> {
        let encrypted = self.address.is_encrypted();
        let found = self.query(statements::MEET, &[], PATIENCE)?;
        let row = found
            .first()
            .ok_or_else(|| HomeError::Away("it told nothing".to_owned()))?;
        let (version, clock) = (cell(row, 0)?, cell(row, 1)?);
        let standbys = self.query(statements::WAITS_FOR, &[], PATIENCE);
        let waits_for = match standbys.as_ref().map(|found| found.first()) {
            Ok(Some(row)) => cell(row, 0)?,
            // Not every engine knows the word; then it waits for nobody that it could tell.
            Ok(None) | Err(_) => String::new(),
        };
        let live = self.live()?;
        Ok(Met {
            host: live.host.clone(),
            version,
            encrypted,
            notifies: live.notifies,
            waits_for,
            clock,
        })
    }

    fn passes_on(&mut self) -> bool {
        self.live.as_ref().is_some_and(|live| live.notifies)
    }

    fn pass_on(&mut self, message: &str) -> Result<(), HomeError> {
        // Nobody waits for a connection on its account.
        let works = self
            .live
            .as_ref()
            .is_some_and(|live| live.notifies && !live.is_closed());
        if works && self.open == Open::Nothing {
            self.query(statements::PASS_ON, &[(&message, Type::TEXT)], PATIENCE)?;
        }
        Ok(())
    }

    fn heard(&mut self) -> Vec<String> {
        self.live.as_ref().map(|live| live.notes.heard()).unwrap_or_default()
    }

    fn add_part(&mut self, machine: uuid::Uuid, part: &SignedPart, sealed: &[u8]) -> Result<(), HomeError> {
        self.put_part(machine, part, sealed)
    }

    fn parts(&mut self, machine: uuid::Uuid, after: u64) -> Result<Vec<SignedPart>, HomeError> {
        self.read_parts(machine, after)
    }

    fn sealed_parts(&mut self) -> Result<Vec<SealedPart>, HomeError> {
        self.read_sealed_parts()
    }

    fn key_ages(&mut self) -> Result<KeyAges, HomeError> {
        self.read_key_ages()
    }

    fn clock(&self) -> Option<i64> {
        let (millis, at) = self.live.as_ref()?.clock?;
        Some(millis.saturating_add(i64::try_from(at.elapsed().as_millis()).unwrap_or(i64::MAX)))
    }
}

/// A cell of an answer; a server may answer anything.
fn cell<'r, T: tokio_postgres::types::FromSql<'r>>(row: &'r Found, at: usize) -> Result<T, HomeError> {
    row.try_get(at).map_err(|error| HomeError::from(database_error(error)))
}

fn bytes<const N: usize>(row: &Found, at: usize) -> Result<[u8; N], HomeError> {
    let found: &[u8] = cell(row, at)?;
    found
        .try_into()
        .map_err(|_| HomeError::Away("it answered with something else than was asked".to_owned()))
}

fn head_of(row: &Found, at: usize) -> Result<Head, HomeError> {
    Ok(Head {
        n: cell::<i64>(row, at)?.unsigned_abs(),
        hash: bytes(row, at + 1)?,
    })
}

fn row_of(row: &Found) -> Result<Row, HomeError> {
    Ok(Row {
        n: cell::<i64>(row, 0)?.unsigned_abs(),
        id: cell::<uuid::Uuid>(row, 1)?.into_bytes(),
        signer: MemberId::of(bytes(row, 2)?),
        epoch: u32::try_from(cell::<i32>(row, 3)?).unwrap_or(0),
        sealed: cell(row, 4)?,
        prev: match cell::<Option<&[u8]>>(row, 5)? {
            None => [0; 32],
            Some(_) => bytes(row, 5)?,
        },
        hash: bytes(row, 6)?,
        signature: SignatureBytes::of(bytes(row, 7)?),
    })
}

/// What runs a connection within a time.
impl Live {
    fn run<T>(
        &self,
        limit: Duration,
        query: impl Future<Output = Result<T, tokio_postgres::Error>>,
    ) -> Result<T, Failed> {
        run(&self.runtime, limit, query)
    }

    fn is_closed(&self) -> bool {
        self.client.is_closed()
    }
}

fn run<T>(
    runtime: &Runtime,
    limit: Duration,
    query: impl Future<Output = Result<T, tokio_postgres::Error>>,
) -> Result<T, Failed> {
    match runtime.block_on(async { tokio::time::timeout(limit, query).await }) {
        Ok(answer) => answer.map_err(database_error),
        Err(_) => Err(Failed::Ended(format!("no answer within {} seconds", limit.as_secs()))),
    }
}

#[cfg(test)]
mod cut_off;
