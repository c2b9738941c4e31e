//! Who was in a record when an erasure was signed, for a backup that was taken before: it knows neither who came nor whose roles
//! changed since, and a record that was restored from it goes on with other changes.
//!
//! The changes of the members up to the erasure come along, each with its signature, and are followed back from the last of
//! them. They begin with the founding that the backup has, and contain every change that the backup knows from before the
//! erasure.

use std::collections::BTreeMap;

use rusqlite::params;
use serde::{Deserialize, Serialize};

use crate::core::ids::Stream;
use crate::core::member::Members;
use crate::core::member::public_key::{MemberId, SignatureBytes};
use crate::store::events::{Digest, GENESIS, link};
use crate::store::keys::RecordTag;
use crate::store::sealing::restricted_events::OwnKeys;
use crate::store::signing::batch_check::Check;
use crate::store::signing::read_appends::Append;
use crate::store::signing::signed_log::{Appending, SignedAppend};
use crate::store::{Store, StoreError, sql};

/// What names such a change in a backup, before the digest of its last event.
const KEPT: &str = "members then ";

/// A signed append of the members' stream.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct MembersAppend {
    n: u64,
    first: u64,
    pub(super) at: i64,
    signer: MemberId,
    sig: SignatureBytes,
    /// The digest of the row of the log before it, and of the event before it.
    row_before: String,
    event_before: String,
    bodies: Vec<String>,
}

/// Changes of the members, by the digest of the last event of each.
pub(super) type Changes = BTreeMap<String, MembersAppend>;

pub(super) fn digest(text: &str) -> Digest {
    let mut bytes = [0; 32];
    // What is no digest comes to no signature.
    let _ = hex::decode_to_slice(text, &mut bytes);
    bytes
}

impl MembersAppend {
    /// Its events with their digests.
    fn events(&self) -> Vec<(Vec<u8>, Digest)> {
        let mut before = digest(&self.event_before);
        let linked = self.bodies.iter().map(|body| {
            before = link(&before, Stream::Members, body.as_bytes());
            (body.as_bytes().to_vec(), before)
        });
        linked.collect()
    }

    fn end(&self) -> Digest {
        self.events().last().map_or(GENESIS, |(_, digest)| *digest)
    }

    fn append(&self, record: &RecordTag) -> Append {
        let events = self.events();
        let appending = Appending {
            n: self.n,
            stream: Stream::Members.name().to_owned(),
            first: self.first,
            count: u64::try_from(events.len()).unwrap_or(u64::MAX),
            at: self.at,
            signer: self.signer,
        };
        let row = SignedAppend {
            hash: appending.hash(record, &digest(&self.row_before), &self.end()),
            appending,
            signature: self.sig,
        };
        Append { row, events }
    }
}

/// The changes that lead to one, the first of them first.
fn leading_to<'c>(changes: &'c Changes, last: &str) -> Vec<&'c MembersAppend> {
    let mut chain = Vec::new();
    let mut at = last;
    // Nothing leads to itself; as many steps as there are changes are enough all the same.
    while let Some(change) = changes.get(at).filter(|_| chain.len() < changes.len()) {
        chain.push(change);
        at = &change.event_before;
    }
    chain.reverse();
    chain
}

/// The members that changes come to, one after the other; `None` where one is not what was signed.
fn folded(chain: &[&MembersAppend], record: &RecordTag) -> Option<Members> {
    let mut check = Check::new(record.clone(), OwnKeys::default());
    let mut end = GENESIS;
    for change in chain {
        if digest(&change.event_before) != end {
            return None;
        }
        end = change.end();
        let append = change.append(record);
        let read = append.read(check.keys());
        check.take_placed(digest(&change.row_before), &read);
    }
    match check.settled() {
        None => Some(check.members),
        Some(_) => None,
    }
}

/// What a record knows of its members at other times.
pub(super) struct MembersThen {
    /// Its own changes, the first of them first.
    own: Vec<MembersAppend>,
    /// Those that came along with erasures.
    kept: Changes,
}

impl MembersThen {
    /// The members at an erasure that was signed at a moment. `last`: the digest of the last change before it, where it is
    /// known.
    pub(super) fn at(&self, last: Option<&str>, at: i64, record: &RecordTag) -> Option<Members> {
        let known: Vec<&MembersAppend> = self.own.iter().filter(|own| own.at <= at).collect();
        let Some(last) = last else {
            return folded(&known, record);
        };
        let mut all = self.kept.clone();
        all.extend(self.own.iter().map(|own| (hex::encode(own.end()), own.clone())));
        let chain = leading_to(&all, last);
        let has = |own: &&MembersAppend| chain.iter().any(|change| change.end() == own.end());
        match self.own.first().is_some_and(|founding| has(&founding)) && known.iter().all(has) {
            true => folded(&chain, record),
            false => None,
        }
    }
}

impl Store {
    /// The record's own changes of its members, and those that came along with erasures.
    pub(super) fn members_then(&self) -> Result<MembersThen, StoreError> {
        Ok(MembersThen {
            own: self.member_appends()?,
            kept: self.kept_changes()?,
        })
    }

    /// Every change of the members that erasures of this record rest on.
    pub(super) fn changes_of_members(&self) -> Result<Changes, StoreError> {
        let mut all = self.kept_changes()?;
        let own = self.member_appends()?;
        all.extend(own.into_iter().map(|own| (hex::encode(own.end()), own)));
        Ok(all)
    }

    /// The digest of the last change of the members before a row of the log.
    pub(super) fn last_change_before(&self, n: u64) -> Result<Option<String>, StoreError> {
        let own = self.member_appends()?;
        Ok(own.iter().rfind(|own| own.n < n).map(|own| hex::encode(own.end())))
    }

    fn member_appends(&self) -> Result<Vec<MembersAppend>, StoreError> {
        let events = self.events(Stream::Members)?;
        let placed = self.placed(Stream::Members)?;
        let appends = placed.into_iter().map(|placed| {
            let Appending {
                n,
                first,
                count,
                at,
                signer,
                ..
            } = placed.row.appending;
            let before = events.iter().rfind(|stored| stored.event.seq < first);
            let own = events
                .iter()
                .filter(|stored| (first..first.saturating_add(count)).contains(&stored.event.seq));
            MembersAppend {
                n,
                first,
                at,
                signer,
                sig: placed.row.signature,
                row_before: hex::encode(placed.before),
                event_before: hex::encode(before.map_or(GENESIS, |stored| stored.hash)),
                bodies: own
                    .map(|stored| String::from_utf8_lossy(&stored.body).into_owned())
                    .collect(),
            }
        });
        Ok(appends.collect())
    }

    fn kept_changes(&self) -> Result<Changes, StoreError> {
        let fail = || sql("read who was in the record");
        let mut statement = self
            .connection
            .prepare_cached("SELECT key, value FROM meta WHERE key GLOB ?1")
            .map_err(fail())?;
        let rows = statement
            .query_map([format!("{KEPT}*")], |row| Ok((row.get(0)?, row.get(1)?)))
            .map_err(fail())?;
        let texts: Vec<(String, String)> = rows.collect::<Result<_, _>>().map_err(fail())?;
        // What cannot be read leads to nothing.
        let read = texts.into_iter().filter_map(|(key, text)| {
            let change: MembersAppend = serde_json::from_str(&text).ok()?;
            Some((key.strip_prefix(KEPT)?.to_owned(), change))
        });
        Ok(read.collect())
    }

    /// Keeps changes of the members in a backup.
    pub(super) fn keep_changes(&self, changes: &Changes) -> Result<(), StoreError> {
        for (end, change) in changes {
            let text = serde_json::to_string(change).map_err(|source| StoreError::Unreadable {
                what: "who was in the record".to_owned(),
                source,
            })?;
            let put = "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2";
            self.connection
                .execute(put, params![format!("{KEPT}{end}"), text])
                .map_err(sql("keep who was in the record"))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::*;
    use crate::core::event::{ErasedEvents, ErasureRecorded, Event, Note, What};
    use crate::core::member::event::{Founding, Invitation, Joining, MemberEvent, RolesGiven};
    use crate::core::member::permissions_by_role::MemberRole;
    use crate::core::time::WallTime;
    use crate::store::erasing::events::Erasing;
    use crate::store::keys::join_message;
    use crate::store::transaction::Batch;
    use crate::store::{AUDIT, DATABASE, HEADER};

    const INCIDENT: &str = "5f0c1f7e-4f0b-4d54-9c3a-0a4f4be1d001";

    fn now() -> chrono::DateTime<chrono::Utc> {
        chrono::DateTime::from_timestamp(1_790_000_000, 0).unwrap()
    }

    fn made(folder: &std::path::Path) -> Store {
        Store::create(folder, &SecretString::from("x"), WallTime::read(now())).unwrap()
    }

    /// Records something at a moment, signed with the key of somebody else's record.
    fn signed(store: &Store, by: &Store, name: &str, (stream, minute): (Stream<'_>, i64), what: What) {
        let seq = store.events(stream).unwrap().len() as u64;
        let event = Event {
            seq: seq + 1,
            recorded_at: now() + chrono::TimeDelta::minutes(minute),
            wall_at: None,
            acted_at: None,
            actor: name.to_owned(),
            session: "s".to_owned(),
            what,
        };
        let batch = Batch {
            stream,
            expected: seq,
            events: &[event],
            ..Batch::default()
        };
        let signing = Some((store.signing().unwrap().0, by.signing().unwrap().1));
        store.write_signed(signing, |writing| writing.append(&batch)).unwrap();
    }

    fn changed(store: &Store, by: &Store, name: &str, minute: i64, change: MemberEvent) {
        signed(store, by, name, (Stream::Members, minute), What::Members(change));
    }

    fn invited(store: &Store, by: &Store, (other, name): (&Store, &str), minute: i64) {
        let half = other.public_half().unwrap();
        let invitation = Invitation {
            member: half.member,
            name: name.to_owned(),
            roles: vec![MemberRole::Owner],
            key: half.key,
            recipient: half.recipient,
            until: WallTime::read(now() + chrono::TimeDelta::days(7)),
        };
        changed(store, by, "dana", minute, MemberEvent::Invited(invitation));
    }

    fn joined(store: &Store, (other, name): (&Store, &str), minute: i64) {
        let half = other.public_half().unwrap();
        let record = store.signing().unwrap().0;
        let joining = Joining {
            member: half.member,
            key: half.key,
            recipient: half.recipient,
            proof: other
                .signing()
                .unwrap()
                .1
                .sign(&join_message(&record, half.member, &half.key, &half.key)),
        };
        changed(store, other, name, minute, MemberEvent::Joined(joining));
    }

    fn erasure(store: &Store, by: &Store, name: &str, (seq, minute): (u64, i64)) {
        let erasure = ErasureRecorded {
            reason: "over".to_owned(),
            of: vec![ErasedEvents {
                stream: INCIDENT.to_owned(),
                events: [seq].into_iter().collect(),
            }],
            earlier: false,
        };
        signed(
            store,
            by,
            name,
            (Stream::Organisation, minute),
            What::ErasureRecorded(erasure),
        );
    }

    /// Erases in a copy what the record signed, as it is done in backups, and says what is found there.
    fn unsigned(copy: &Store, record: &Store, seq: u64) -> Option<(String, u64)> {
        let erasing = Erasing {
            reason: "over".to_owned(),
            at: now(),
        };
        let chosen = |event: &Event| event.seq == seq;
        let erased = copy
            .erase_events_as_told(Stream::Incident(INCIDENT), &chosen, &erasing)
            .unwrap();
        assert_eq!(erased, 1);
        copy.keep_signed_erasures(&record.signed_erasures().unwrap()).unwrap();
        found(copy)
    }

    fn found(copy: &Store) -> Option<(String, u64)> {
        let erased = copy.erased_events().unwrap().into_iter();
        let erased = erased.map(|of| (of.stream, of.events)).collect();
        copy.check_erasures(&erased).unwrap().unsigned
    }

    /// A record of dana's, who asked lee in, with three notes, and a copy of it as a backup has it; and the records of two
    /// others, whose keys they sign with.
    fn copied() -> (tempfile::TempDir, [Store; 4]) {
        let home = tempfile::tempdir().unwrap();
        let folder = |name: &str| home.path().join(name);
        let (dana, lee, sam) = (made(&folder("dana")), made(&folder("lee")), made(&folder("sam")));
        let half = dana.public_half().unwrap();
        let before = dana
            .write(|writing| {
                let before = writing.events_before()?;
                Ok::<_, StoreError>(before)
            })
            .unwrap();
        let founding = Founding {
            member: half.member,
            name: "dana".to_owned(),
            roles: vec![MemberRole::Owner],
            key: half.key,
            recipient: half.recipient,
            before,
            erasures_recorded: true,
        };
        changed(&dana, &dana, "dana", 0, MemberEvent::Founded(founding));
        invited(&dana, &dana, (&lee, "lee"), 1);
        for text in ["one", "two", "three"] {
            let note = Note {
                text: text.to_owned(),
                privileged: false,
            };
            signed(
                &dana,
                &dana,
                "dana",
                (Stream::Incident(INCIDENT), 2),
                What::NoteAdded(note),
            );
        }
        drop(dana);
        std::fs::create_dir(folder("copy")).unwrap();
        for name in [DATABASE, HEADER, AUDIT] {
            std::fs::copy(folder("dana").join(name), folder("copy").join(name)).unwrap();
        }
        let open = |name: &str| Store::open(&folder(name), &SecretString::from("x")).unwrap();
        let (dana, copy) = (open("dana"), open("copy"));
        (home, [dana, lee, sam, copy])
    }

    #[test]
    fn an_erasure_of_somebody_who_came_after_the_backup_counts_in_it() {
        let (_home, [dana, lee, _, copy]) = copied();
        joined(&dana, (&lee, "lee"), 3);
        erasure(&dana, &lee, "lee", (2, 4));
        assert_eq!(unsigned(&copy, &dana, 2), None);
    }

    #[test]
    fn an_erasure_counts_although_whoever_signed_it_may_erase_no_more() {
        let (_home, [dana, _, sam, copy]) = copied();
        erasure(&dana, &dana, "dana", (3, 4));
        assert_eq!(unsigned(&copy, &dana, 3), None);
        // The copy goes on by itself, as a record that was restored does.
        invited(&copy, &dana, (&sam, "sam"), 10);
        joined(&copy, (&sam, "sam"), 11);
        let member = dana.public_half().unwrap().member;
        let roles = vec![MemberRole::Responder];
        changed(
            &copy,
            &sam,
            "sam",
            12,
            MemberEvent::RolesGiven(RolesGiven { member, roles }),
        );
        assert_eq!(found(&copy), None);
        // From then on dana's erasures count for nothing.
        erasure(&copy, &dana, "dana", (1, 13));
        assert_eq!(unsigned(&copy, &copy, 1), Some((INCIDENT.to_owned(), 1)));
    }

    #[test]
    fn an_erasure_that_somebody_signed_who_never_came_counts_for_nothing() {
        let (_home, [dana, lee, _, copy]) = copied();
        erasure(&dana, &lee, "lee", (2, 4));
        assert_eq!(unsigned(&copy, &dana, 2), Some((INCIDENT.to_owned(), 2)));
    }
}
