//! The keys that vouch for the record: for each line of the audit log, for the end of the record, for checkpoints.
//!
//! The first ones followed from a key that lies in the database and stays. Since then each comes with a generation of the
//! record key, sealed under it: whoever has the key of the database alone makes no mark, and who was revoked none of a later
//! generation. What was marked before stays verifiable, since the earlier ones are kept. The header says how many there are,
//! so that they cannot be taken away to begin anew.

use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior, params};
use zeroize::Zeroizing;

use super::database_key::RawKey;
use super::{Holder, Source, derive, marked_for, random_key};
use crate::store::audit_log::event_names::Naming;
use crate::store::audit_log::line::Head;
use crate::store::header::Header;
use crate::store::verifying::proof::Broken;
use crate::store::{Store, StoreError, sql};

const END: &str = "end_mark";
/// No line was marked under it yet.
const NOT_YET: u64 = u64::MAX;

/// The key of one generation.
#[derive(Clone)]
pub(crate) struct ProofKey {
    generation: u32,
    key: RawKey,
    /// The first line of the audit log that is marked under it.
    pub(crate) since: u64,
    /// How many events the record had when it took the place of the one before, which signs for no more than these.
    pub(crate) events_before: u64,
}

impl ProofKey {
    fn fresh(connection: &Connection, generation: u32, since: u64) -> Result<ProofKey, StoreError> {
        Ok(ProofKey {
            generation,
            key: random_key()?,
            since,
            events_before: u64::try_from(leaves(connection)?).unwrap_or_default(),
        })
    }

    /// What lines are marked with.
    pub(crate) fn of_lines(&self) -> RawKey {
        derive(self.key.as_slice(), &[], "firebell 2 audit line")
    }

    /// What signs checkpoints.
    pub(crate) fn of_checkpoints(&self) -> RawKey {
        derive(self.key.as_slice(), &[], "firebell 2 record signs")
    }

    fn text(&self) -> Zeroizing<Vec<u8>> {
        let (since, before) = (self.since.to_be_bytes(), self.events_before.to_be_bytes());
        let parts = [self.key.as_slice(), &since, &before];
        Zeroizing::new(parts.concat())
    }

    fn read(generation: u32, text: &[u8]) -> Option<ProofKey> {
        let (key, rest) = text.split_first_chunk::<32>()?;
        let (since, rest) = rest.split_first_chunk::<8>()?;
        let before = <[u8; 8]>::try_from(rest).ok()?;
        Some(ProofKey {
            generation,
            key: key.into(),
            since: u64::from_be_bytes(*since),
            events_before: u64::from_be_bytes(before),
        })
    }
}

fn put(connection: &Connection, holder: &Holder, key: &ProofKey) -> Result<(), StoreError> {
    let sealed = holder.seal_proof_key(key.generation, &key.text())?;
    let put = connection.execute(
        "INSERT INTO proof_key (generation, record_key, sealed) VALUES (?1, ?2, ?3) \
         ON CONFLICT (generation, record_key) DO UPDATE SET sealed = ?3",
        params![key.generation, holder.record_key_id(), sealed],
    );
    put.map(drop).map_err(sql("keep a key that vouches for the record"))
}

/// The keys of every generation that the record key of today opens, in order.
fn kept(connection: &Connection, holder: &Holder) -> Result<Vec<ProofKey>, StoreError> {
    let fail = || sql("read the keys that vouch for the record");
    let mut statement = connection
        .prepare_cached("SELECT generation, sealed FROM proof_key WHERE record_key = ?1 ORDER BY generation")
        .map_err(fail())?;
    let rows = statement
        .query_map([holder.record_key_id()], |row| {
            Ok((row.get::<_, u32>(0)?, row.get::<_, Vec<u8>>(1)?))
        })
        .map_err(fail())?;
    let mut keys = Vec::new();
    for row in rows {
        let (generation, sealed) = row.map_err(fail())?;
        let text = holder.open_proof_key(generation, &sealed);
        keys.extend(text.and_then(|text| ProofKey::read(generation, &text)));
    }
    Ok(keys)
}

impl Store {
    /// The keys of every generation; none in the first format.
    pub(crate) fn proof_keys(&self) -> Result<Vec<ProofKey>, StoreError> {
        match self.in_force.source() {
            Source::Derived(_) => Ok(Vec::new()),
            Source::Enveloped(holder) => kept(&self.connection, holder),
        }
    }

    /// Makes the first generation of a record that has none, from the next line of its log on.
    ///
    /// The keys are stored in the database before the header counts them. A header that counts more keys than there are
    /// means that somebody deleted some (`end_flaw`). If the process is killed in between, the next opening finds the
    /// keys and counts them. A record that may still go back to the first format gets none, because that format has no
    /// such keys.
    pub(crate) fn begin_proof_keys(&mut self, header: &Header) -> Result<(), StoreError> {
        let (Header::Second(envelope), Source::Enveloped(holder)) = (header, self.in_force.source().clone()) else {
            return Ok(());
        };
        let keyed = matches!(Naming::of_record(&self.connection)?, Naming::Keyed(_));
        if envelope.proof_keys.is_some() || envelope.is_provisional() || !keyed {
            return Ok(());
        }
        if self.proof_keys()?.is_empty() {
            if !self.outbox()?.is_empty() {
                // What waits for a damaged log is written first.
                return Ok(());
            }
            // Whoever writes a line holds this lock, and asks for the keys under it.
            let Ok(mut file) = self.audit.lock() else { return Ok(()) };
            let noted = self.noted_head()?;
            let Ok(sound) = self.audit.examine(&mut file, noted.as_ref(), &self.marking()?) else {
                // A damaged log is told and repaired first.
                return Ok(());
            };
            let since = sound.head.lines + 1;
            self.note_head(&sound.head, None)?;
            let began = immediate(&self.connection)?;
            if kept(&began, &holder)?.is_empty() {
                let key = ProofKey::fresh(&began, 1, since)?;
                put(&began, &holder, &key)?;
                let (name, mark) = End::of(&began, &sound.head)?.marked(&key);
                let note = "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2";
                let noted = began.execute(note, [name, mark.as_str()]);
                noted.map_err(sql("note the end of the record"))?;
            }
            began.commit().map_err(sql("commit"))?;
        }
        let newest = self.proof_keys()?.last().map(|key| key.generation);
        self.change_header(|envelope, _| {
            envelope.proof_keys = newest;
            Ok(())
        })
    }

    /// Makes the next generation and seals all generations under the next record key as well. They also stay sealed
    /// under the present one until it is gone, since either of the two may open the record in the end. Returns how many
    /// generations there are; `None` where the record has none.
    pub(crate) fn hand_proof_keys_on(&self, next: &Holder) -> Result<Option<u32>, StoreError> {
        let Source::Enveloped(holder) = self.in_force.source() else {
            return Ok(None);
        };
        let transaction = immediate(&self.connection)?;
        let mut keys = kept(&transaction, holder)?;
        let Some(last) = keys.last() else { return Ok(None) };
        let newest = last.generation + 1;
        keys.push(ProofKey::fresh(&transaction, newest, NOT_YET)?);
        // Left over from an earlier change, for a record key that never came into use.
        forget_others(&transaction, holder)?;
        for key in &keys {
            put(&transaction, holder, key)?;
            put(&transaction, next, key)?;
        }
        transaction.commit().map_err(sql("commit"))?;
        Ok(Some(newest))
    }

    /// Gives a fresh copy of the record the same keys, valid from its next line on, and notes where it ends. The copy
    /// has the record's own header, which counts these keys already; without them it would look as if somebody had
    /// deleted them.
    pub(crate) fn hand_proof_keys_to(&self, copy: &Store) -> Result<(), StoreError> {
        let Source::Enveloped(holder) = self.in_force.source() else {
            return Ok(());
        };
        let in_use = || StoreError::InUse("write the audit log of the copy");
        let mut file = copy.audit.lock().map_err(|_| in_use())?;
        let noted = copy.noted_head()?;
        let sound = copy.audit.examine(&mut file, noted.as_ref(), &copy.marking()?);
        let sound = sound.map_err(|_| in_use())?;
        copy.note_head(&sound.head, None)?;
        let began = immediate(&copy.connection)?;
        let since = sound.head.lines + 1;
        let keys = self.proof_keys()?.into_iter().map(|key| ProofKey { since, ..key });
        let keys: Vec<ProofKey> = keys.collect();
        for key in &keys {
            put(&began, holder, key)?;
        }
        if let Some(newest) = keys.last() {
            let (name, mark) = End::of(&began, &sound.head)?.marked(newest);
            let note = "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2";
            let noted = began.execute(note, [name, mark.as_str()]);
            noted.map_err(sql("note the end of the record"))?;
        }
        began.commit().map_err(sql("commit"))
    }

    /// Lets go of what was sealed under a record key that is gone.
    pub(crate) fn forget_former_proof_keys(&self) -> Result<(), StoreError> {
        match self.in_force.source() {
            Source::Derived(_) => Ok(()),
            Source::Enveloped(holder) => forget_others(&self.connection, holder),
        }
    }

    /// Notes that a line is the first one under the newest generation.
    pub(crate) fn begin_marking(&self, line: u64) -> Result<(), StoreError> {
        let (Some(key), Source::Enveloped(holder)) = (self.proof_keys()?.pop(), self.in_force.source()) else {
            return crate::store::audit_log::line_mark::note_since(&self.connection, line);
        };
        let begun = ProofKey { since: line, ..key };
        put(&self.connection, holder, &begun)
    }

    /// The mark of where log, signatures and events end, for whoever notes the end. Where the record does not go on from the
    /// end that was noted before, that one stays, and the next check tells of it.
    pub(crate) fn end_mark(&self, head: &Head) -> Result<Option<(&'static str, String)>, StoreError> {
        let keys = self.proof_keys()?;
        let Some(key) = keys.iter().rev().find(|key| key.since <= head.lines + 1) else {
            return Ok(None);
        };
        let noted = self.noted_head()?.unwrap_or_else(Head::none);
        Ok(match self.ends_as_marked(&keys, &noted)? {
            true => Some(End::of(&self.connection, head)?.marked(key)),
            false => None,
        })
    }

    /// Why the record does not end where it was last noted to; `None` where it does, or goes on behind it.
    pub(crate) fn end_flaw(&self) -> Result<Option<Broken>, StoreError> {
        let keys = self.proof_keys()?;
        let header = match Header::read(&self.header_path(), crate::store::files::Links::Followed)? {
            Header::First(_) => None,
            Header::Second(envelope) => envelope.proof_keys,
        };
        let newest = keys.last().map_or(0, |key| key.generation);
        let gaps = keys.iter().zip(1..).any(|(key, expected)| key.generation != expected);
        if gaps || header.is_some_and(|known| known > newest) {
            let why = "the keys that vouch for it were taken away or exchanged";
            return Ok(Some(Broken::End(why.to_owned())));
        }
        if keys.is_empty() {
            return Ok(None);
        }
        let noted = self.noted_head()?.unwrap_or_else(Head::none);
        Ok(match self.ends_as_marked(&keys, &noted)? {
            true => None,
            false => Some(Broken::End(
                "events, signatures or lines were taken off by somebody who does not have the record key".to_owned(),
            )),
        })
    }

    /// Whether the end that is noted is marked, and the record has everything of then.
    fn ends_as_marked(&self, keys: &[ProofKey], noted: &Head) -> Result<bool, StoreError> {
        let found = self
            .connection
            .query_row("SELECT value FROM meta WHERE key = ?1", [END], |row| {
                row.get::<_, String>(0)
            })
            .optional()
            .map_err(sql("read the end of the record"))?;
        let Some((text, mark)) = found.as_deref().and_then(|found| found.rsplit_once(' ')) else {
            return Ok(false);
        };
        let Some(end) = End::read(text) else { return Ok(false) };
        // Between the first line of a generation and the note of it, the generation before still vouches.
        let vouches = |key: &&ProofKey| key.since <= noted.lines + 1;
        let last = keys.iter().rev().find(vouches);
        let before = last.filter(|last| last.since == noted.lines + 1);
        let before = before.and_then(|last| keys.iter().find(|key| key.generation + 1 == last.generation));
        let marked = last.into_iter().chain(before).any(|key| mark_of_end(key, text) == mark);
        let now = End::of(&self.connection, noted)?;
        Ok(marked && end.lines == now.lines && end.digest == now.digest && end.goes_on_to(&now, &self.connection)?)
    }
}

fn mark_of_end(key: &ProofKey, text: &str) -> String {
    hex::encode(marked_for(&key.key, "firebell 2 end of the record", text.as_bytes()))
}

fn immediate(connection: &Connection) -> Result<Transaction<'_>, StoreError> {
    Transaction::new_unchecked(connection, TransactionBehavior::Immediate).map_err(sql("begin"))
}

fn leaves(connection: &Connection) -> Result<i64, StoreError> {
    connection
        .query_row("SELECT coalesce(max(n), 0) FROM leaf", [], |row| row.get(0))
        .map_err(sql("read the end of the record"))
}

fn forget_others(connection: &Connection, holder: &Holder) -> Result<(), StoreError> {
    connection
        .execute("DELETE FROM proof_key WHERE record_key <> ?1", [holder.record_key_id()])
        .map(drop)
        .map_err(sql("forget former keys that vouched for the record"))
}

/// Where everything ends: lines of the log, signed appends, leaves.
struct End {
    lines: u64,
    digest: String,
    appends: i64,
    hash: String,
    leaves: i64,
}

impl End {
    fn of(connection: &Connection, head: &Head) -> Result<End, StoreError> {
        let fail = || sql("read the end of the record");
        let (appends, hash) = connection
            .query_row("SELECT n, hash FROM log ORDER BY n DESC LIMIT 1", [], |row| {
                Ok((row.get(0)?, hex::encode(row.get::<_, [u8; 32]>(1)?)))
            })
            .optional()
            .map_err(fail())?
            .unwrap_or_else(|| (0, "-".to_owned()));
        Ok(End {
            lines: head.lines,
            digest: head.digest.clone(),
            appends,
            hash,
            leaves: leaves(connection)?,
        })
    }

    fn text(&self) -> String {
        let End {
            lines,
            digest,
            appends,
            hash,
            leaves,
        } = self;
        format!("{lines} {digest} {appends} {hash} {leaves}")
    }

    /// What is noted of it.
    fn marked(&self, key: &ProofKey) -> (&'static str, String) {
        let text = self.text();
        let mark = mark_of_end(key, &text);
        (END, format!("{text} {mark}"))
    }

    fn read(text: &str) -> Option<End> {
        let mut parts = text.split(' ');
        let mut next = || parts.next();
        Some(End {
            lines: next()?.parse().ok()?,
            digest: next()?.to_owned(),
            appends: next()?.parse().ok()?,
            hash: next()?.to_owned(),
            leaves: next()?.parse().ok()?,
        })
    }

    /// Whether a later end is the same one, or has what this one had and more: what was recorded since is noted with the next
    /// line.
    fn goes_on_to(&self, now: &End, connection: &Connection) -> Result<bool, StoreError> {
        let there = match self.appends {
            0 => Some("-".to_owned()),
            n => connection
                .query_row("SELECT hash FROM log WHERE n = ?1", [n], |row| {
                    Ok(hex::encode(row.get::<_, [u8; 32]>(0)?))
                })
                .optional()
                .map_err(sql("read the end of the record"))?,
        };
        Ok(there.as_ref() == Some(&self.hash) && self.leaves <= now.leaves && self.appends <= now.appends)
    }
}
