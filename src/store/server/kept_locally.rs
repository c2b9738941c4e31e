//! What this machine keeps of a shared record besides its contents: the address, the keys of the team, and the rows of the
//! server's log as far as it has them.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize as _, Zeroizing};

use super::address::HomeAddress;
use super::incident_keys;
use super::row::{Head, HomeId, Row};
use super::team_keys_in_force::{Announcements, Standing};
use crate::core::ids::Stream;
use crate::core::member::Members;
use crate::core::member::public_key::{MemberId, SignatureBytes};
use crate::store::events::Digest;
use crate::store::keys::{CircleKey, RecordTag};
use crate::store::{Store, StoreError, sql};

const KEY: &str = "team";
/// How many of the last rows are kept whole, so that this machine can give a restored server back what it lost
/// (docs/team.md). Keeping all rows would store the record twice.
pub(super) const KEPT_WHOLE: u64 = 20_000;

/// How far the copy on this machine is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Stage {
    /// The record as it was before it was shared has not come in completely.
    Moving,
    Shared,
}

/// What is kept of the home.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Kept {
    home: uuid::Uuid,
    pub(super) address: HomeAddress,
    pub(super) stage: Stage,
    keys: BTreeMap<u32, KeyText>,
    /// Keys that were wrapped for an invitation, until the log has said which of them count: whoever joined opens nothing more
    /// with it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    invited_with: BTreeMap<u32, Vec<KeyText>>,
    /// What the log says of them; nothing in a record that an earlier firebell shared.
    #[serde(default, skip_serializing_if = "Announcements::is_empty")]
    pub(super) announced: Announcements,
}

/// Thirty-two bytes as hexadecimal digits, wiped when they are dropped.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
struct KeyText(String);

impl KeyText {
    fn key(&self, epoch: u32) -> Option<CircleKey> {
        let bytes = Zeroizing::new(hex::decode(self.0.as_bytes()).ok()?);
        CircleKey::read(epoch, &bytes)
    }
}

impl Drop for KeyText {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

// Without the secret.
impl std::fmt::Debug for KeyText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeyText")
    }
}

impl Store {
    /// Whether the record is shared, or is about to be.
    pub(crate) fn has_home(&self) -> Result<bool, StoreError> {
        Ok(Kept::read(&self.connection)?.is_some())
    }
}

impl Kept {
    pub(super) fn new(home: HomeId, address: HomeAddress, stage: Stage, keys: &[CircleKey]) -> Kept {
        let mut kept = Kept {
            home: uuid::Uuid::from_bytes(home),
            address,
            stage,
            keys: BTreeMap::new(),
            invited_with: BTreeMap::new(),
            announced: Announcements::default(),
        };
        keys.iter().for_each(|key| kept.add(key));
        kept
    }

    /// What somebody has who joins.
    pub(super) fn joining(home: HomeId, address: HomeAddress, handed: &[CircleKey]) -> Kept {
        let mut kept = Kept::new(home, address, Stage::Moving, &[]);
        for key in handed {
            let text = KeyText(hex::encode(key.bytes().as_slice()));
            kept.invited_with.entry(key.epoch).or_default().push(text);
        }
        kept
    }

    /// The keys that were wrapped for an invitation.
    pub(super) fn invited_with(&self) -> Vec<CircleKey> {
        let all = self.invited_with.iter();
        let all = all.flat_map(|(epoch, texts)| texts.iter().map(move |text| (*epoch, text)));
        all.filter_map(|(epoch, text)| text.key(epoch)).collect()
    }

    /// Whether there is something to fetch: a key that was announced, or the rest of what an invitation had.
    pub(super) fn lacks_keys(&self) -> bool {
        let joined = self.stage == Stage::Shared && !self.invited_with.is_empty();
        joined || self.newest().is_none()
    }

    /// Whoever has come in has the keys that count.
    pub(super) fn forget_invitation(&mut self) {
        if self.stage == Stage::Shared && self.newest().is_some() {
            self.invited_with.clear();
        }
    }

    pub(super) fn home(&self) -> HomeId {
        self.home.into_bytes()
    }

    pub(super) fn add(&mut self, key: &CircleKey) {
        let text = KeyText(hex::encode(key.bytes().as_slice()));
        self.keys.insert(key.epoch, text);
    }

    pub(super) fn key(&self, epoch: u32) -> Option<CircleKey> {
        self.keys.get(&epoch)?.key(epoch)
    }

    /// The key that is sealed under from now on; `None` where it was not handed to this machine.
    pub(super) fn newest(&self) -> Option<CircleKey> {
        self.key(self.newest_epoch())
    }

    /// The number of that key.
    pub(super) fn newest_epoch(&self) -> u32 {
        let had = self.keys.last_key_value().map(|(epoch, _)| *epoch);
        self.announced.newest().or(had).unwrap_or(0)
    }

    /// Takes note of a key that somebody who may has announced. A key that is here and another one than was announced goes.
    pub(super) fn announce(&mut self, told: (u32, Digest), members: &Members, record: &RecordTag) {
        self.announced.add(told, members);
        let counts = |key: &CircleKey| match self.announced.standing(key.epoch) {
            Standing::Earlier => true,
            Standing::Is(commitment) => key.commitment(record) == commitment,
            Standing::Unknown => false,
        };
        let stay: BTreeSet<u32> = self.keys().filter(counts).map(|key| key.epoch).collect();
        self.keys.retain(|epoch, _| stay.contains(epoch));
    }

    /// Takes a key in where it counts and there is none of its number.
    pub(super) fn add_if_it_counts(&mut self, key: &CircleKey, record: &RecordTag) {
        let counts = match self.announced.standing(key.epoch) {
            Standing::Earlier => true,
            Standing::Is(commitment) => key.commitment(record) == commitment,
            Standing::Unknown => false,
        };
        if counts && !self.keys.contains_key(&key.epoch) {
            self.add(key);
        }
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = CircleKey> {
        self.keys.keys().filter_map(|epoch| self.key(*epoch))
    }

    /// `None` where the record is not shared.
    pub(super) fn read(connection: &Connection) -> Result<Option<Kept>, StoreError> {
        let found: Option<Zeroizing<String>> = connection
            .prepare_cached("SELECT value FROM meta WHERE key = ?1")
            .and_then(|mut asked| asked.query_row([KEY], |row| row.get::<_, String>(0).map(Zeroizing::new)))
            .optional()
            .map_err(sql("read where the record is shared"))?;
        let unreadable = |source| StoreError::Unreadable {
            what: "where the record is shared".to_owned(),
            source,
        };
        found
            .map(|text| serde_json::from_str(&text).map_err(unreadable))
            .transpose()
    }

    pub(super) fn write(&self, connection: &Connection) -> Result<(), StoreError> {
        let text = serde_json::to_string(self).map(Zeroizing::new);
        let text = text.map_err(|source| StoreError::Unreadable {
            what: "where the record is shared".to_owned(),
            source,
        })?;
        connection
            .execute(
                "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2",
                params![KEY, *text],
            )
            .map(drop)
            .map_err(sql("keep where the record is shared"))
    }
}

const HOST: &str = "team_host";

/// The host of the address that worked last.
pub(super) fn host(connection: &Connection) -> Result<Option<String>, StoreError> {
    connection
        .query_row("SELECT value FROM meta WHERE key = ?1", [HOST], |row| row.get(0))
        .optional()
        .map_err(sql("read where the record is shared"))
}

pub(super) fn note_host(connection: &Connection, host: Option<&str>) -> Result<(), StoreError> {
    connection
        .execute(
            "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2",
            params![HOST, host],
        )
        .map(drop)
        .map_err(sql("keep where the record is shared"))
}

/// Forgets the home; what the record holds stays.
pub(super) fn forget(connection: &Connection) -> Result<(), StoreError> {
    connection
        .execute_batch(
            "DELETE FROM meta WHERE key IN ('team', 'team_reported', 'team_handed', 'team_host'); DELETE FROM team_row; DELETE FROM team_stale;",
        )
        .map_err(sql("forget where the record is shared"))?;
    incident_keys::forget(connection)
}

/// Where the server's log ended when this machine last heard of it.
pub(super) fn head(connection: &Connection) -> Result<Head, StoreError> {
    let found = connection
        .prepare_cached("SELECT n, hash FROM team_row ORDER BY n DESC LIMIT 1")
        .and_then(|mut statement| {
            let head = |row: &rusqlite::Row<'_>| {
                Ok(Head {
                    n: row.get::<_, i64>(0)?.unsigned_abs(),
                    hash: row.get(1)?,
                })
            };
            statement.query_row([], head).optional()
        });
    Ok(found
        .map_err(sql("read the end of the team's log"))?
        .unwrap_or(Head::NONE))
}

/// The digest of a row that is here.
pub(super) fn hash_of(connection: &Connection, n: u64) -> Result<Option<Digest>, StoreError> {
    connection
        .prepare_cached("SELECT hash FROM team_row WHERE n = ?1")
        .and_then(|mut statement| statement.query_row([number(n)], |row| row.get(0)).optional())
        .map_err(sql("read the team's log"))
}

fn number(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// What is kept of a row besides its digests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keeping {
    /// Its contents as well, until so many rows have followed on it.
    Whole,
    /// Nothing: what it holds is in the tables, and others have it whole.
    Digests,
}

impl Keeping {
    pub(super) fn of(whole: bool) -> Keeping {
        match whole {
            true => Keeping::Whole,
            false => Keeping::Digests,
        }
    }
}

/// The first row that is kept whole where the log ends at a number.
pub(super) fn whole_from(end: u64) -> u64 {
    end.saturating_sub(KEPT_WHOLE - 1)
}

/// Notes a row. `void` says why it carries nothing.
pub(super) fn put(
    connection: &Connection,
    row: &Row,
    (void, keeping): (Option<&str>, Keeping),
) -> Result<(), StoreError> {
    let sealed = match keeping {
        Keeping::Whole => Some(&row.sealed),
        Keeping::Digests => None,
    };
    connection
        .prepare_cached(
            "INSERT INTO team_row (n, id, signer, epoch, sealed, prev, hash, sig, void) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )
        .and_then(|mut statement| {
            statement.execute(params![
                number(row.n),
                row.id,
                row.signer.bytes(),
                row.epoch,
                sealed,
                row.prev,
                row.hash,
                row.signature.bytes(),
                void
            ])
        })
        .map_err(sql("keep a row of the team's log"))?;
    connection
        .prepare_cached("UPDATE team_row SET sealed = NULL WHERE n = ?1 AND sealed IS NOT NULL")
        .and_then(|mut statement| statement.execute([number(row.n.saturating_sub(KEPT_WHOLE))]))
        .map(drop)
        .map_err(sql("keep a row of the team's log"))
}

/// Who signed which row, of all that are here.
pub(super) fn signed_rows(connection: &Connection) -> Result<Vec<Row>, StoreError> {
    read_rows(
        connection,
        "SELECT n, id, signer, epoch, x'', prev, hash, sig FROM team_row WHERE n >= ?1 ORDER BY n",
        1,
    )
}

/// The rows from a number on, as long as they are kept whole.
pub(super) fn rows_from(connection: &Connection, n: u64) -> Result<Vec<Row>, StoreError> {
    read_rows(
        connection,
        "SELECT n, id, signer, epoch, sealed, prev, hash, sig FROM team_row WHERE n >= ?1 AND sealed IS NOT NULL ORDER BY n",
        n,
    )
}

fn read_rows(connection: &Connection, query: &str, n: u64) -> Result<Vec<Row>, StoreError> {
    let fail = || sql("read the team's log");
    let mut statement = connection.prepare_cached(query).map_err(fail())?;
    let rows = statement
        .query_map([number(n)], |row| {
            Ok(Row {
                n: row.get::<_, i64>(0)?.unsigned_abs(),
                id: row.get(1)?,
                signer: MemberId::of(row.get(2)?),
                epoch: row.get(3)?,
                sealed: row.get(4)?,
                prev: row.get(5)?,
                hash: row.get(6)?,
                signature: SignatureBytes::of(row.get(7)?),
            })
        })
        .map_err(fail())?;
    rows.collect::<Result<_, _>>().map_err(fail())
}

/// The highest number of a key that a row which carries something is sealed under.
pub(super) fn newest_epoch(connection: &Connection) -> Result<u32, StoreError> {
    let highest = "SELECT coalesce(max(epoch), 0) FROM team_row WHERE void IS NULL";
    connection
        .query_row(highest, [], |row| row.get(0))
        .map_err(sql("read the team's log"))
}

/// The rows that carry nothing.
pub(super) fn void_numbers(connection: &Connection) -> Result<BTreeSet<u64>, StoreError> {
    let fail = || sql("read which rows are void");
    let mut statement = connection
        .prepare_cached("SELECT n FROM team_row WHERE void IS NOT NULL")
        .map_err(fail())?;
    let rows = statement.query_map([], |row| row.get::<_, i64>(0).map(i64::unsigned_abs));
    rows.and_then(Iterator::collect).map_err(fail())
}

/// How many rows carry nothing.
pub(super) fn void_rows(connection: &Connection) -> Result<u64, StoreError> {
    connection
        .query_row("SELECT count(*) FROM team_row WHERE void IS NOT NULL", [], |row| {
            row.get::<_, i64>(0)
        })
        .map(i64::unsigned_abs)
        .map_err(sql("count void rows"))
}

/// Notes that the row of an incident on the board does not tell of its last events yet.
pub(super) fn mark_stale(connection: &Connection, stream: Stream<'_>) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT OR IGNORE INTO team_stale (stream) VALUES (?1)")
        .and_then(|mut statement| statement.execute([stream.name()]))
        .map(drop)
        .map_err(sql("note what is new"))
}

pub(super) fn stale(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let fail = || sql("read what is new");
    let mut statement = connection
        .prepare_cached("SELECT stream FROM team_stale ORDER BY stream")
        .map_err(fail())?;
    let rows = statement.query_map([], |row| row.get(0)).map_err(fail())?;
    rows.collect::<Result<_, _>>().map_err(fail())
}

pub(super) fn no_longer_stale(connection: &Connection, stream: Stream<'_>) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM team_stale WHERE stream = ?1")
        .and_then(|mut statement| statement.execute([stream.name()]))
        .map(drop)
        .map_err(sql("note what is on the board"))
}
