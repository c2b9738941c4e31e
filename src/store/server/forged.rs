//! Rows that a member wrote with a program of their own: signed, sealed under the right keys, and not what firebell writes.

#[cfg(test)]
mod kept;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod many;
#[cfg(test)]
mod pretended;

use chrono::{DateTime, Utc};
use secrecy::SecretString;

use super::calls::{Home as _, KeyChanges};
use super::kept_locally::Kept;
use super::parcel::{Change, HoldRow, Parcel};
use super::row::LogName;
use super::send::{Place, sealed};
use crate::core::event::{Event, Note, SealedEarlier, SealedEvent, SealedNature, SealedText, What};
use crate::core::facts::IncidentKind;
use crate::core::ids::Stream;
use crate::core::member::event::{Founding, MemberEvent};
use crate::core::member::permissions_by_role::MemberRole;
use crate::core::time::WallTime;
use crate::store::erasing::events::{Erasing, leaf_of, tombstone};
use crate::store::events::{Stored, body};
use crate::store::keys::DataKey;
use crate::store::leaves::Commitments;
use crate::store::random::random;
use crate::store::transaction::Batch;
use crate::store::{AUDIT, Actor, DATABASE, Draft, HEADER, LineOutcome, Store, StoreError};
use pretended::Pretended;

const INCIDENT: &str = "5f0c1f7e-4f0b-4d54-9c3a-0a4f4be1d001";

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap()
}

fn event(seq: u64, what: What) -> Event {
    Event {
        seq,
        recorded_at: now(),
        wall_at: None,
        acted_at: None,
        actor: "dana".to_owned(),
        session: "s".to_owned(),
        what,
    }
}

fn note(seq: u64, text: &str) -> Event {
    let (text, privileged) = (text.to_owned(), false);
    event(seq, What::NoteAdded(Note { text, privileged }))
}

fn append(store: &mut Store, stream: Stream<'_>, expected: u64, events: &[Event]) {
    let actor = Actor {
        name: "dana".to_owned(),
        host: "h".to_owned(),
        session: "s".to_owned(),
    };
    let told = |event: &Event| {
        let at = WallTime::read(now());
        Draft::new(&actor, at, event.what.told_as(), "2026-001", LineOutcome::Ok).for_event(event, stream)
    };
    let audit: Vec<Draft> = events.iter().map(told).collect();
    let batch = Batch {
        stream,
        expected,
        events,
        audit: &audit,
        ..Batch::default()
    };
    store.append(&batch).unwrap();
}

/// Two machines of dana's with one record, which has an incident of three events, and the server between them.
struct Two {
    _home: tempfile::TempDir,
    server: Pretended,
    one: Store,
    other: Store,
}

fn opened(folder: &std::path::Path, server: &Pretended) -> Store {
    let mut store = Store::open(folder, &SecretString::from("x")).unwrap();
    let kept = Kept::read(&store.connection).unwrap().unwrap();
    let log = LogName {
        home: kept.home(),
        record: store.holder().unwrap().record.clone(),
    };
    store.share_by(log, Box::new(server.clone())).unwrap();
    store
}

fn two() -> Two {
    let home = tempfile::tempdir().unwrap();
    let folders = ["one", "other"].map(|name| home.path().join(name));
    let mut store = Store::create(&folders[0], &SecretString::from("x"), WallTime::read(now())).unwrap();
    let half = store.public_half().unwrap();
    let before = store.write(|writing| {
        let before = writing.events_before()?;
        Ok::<_, StoreError>(before)
    });
    let before = before.unwrap();
    let founded = MemberEvent::Founded(Founding {
        member: half.member,
        name: "dana".to_owned(),
        roles: MemberRole::FOUNDER.to_vec(),
        key: half.key,
        recipient: half.recipient,
        before,
        erasures_recorded: false,
    });
    append(&mut store, Stream::Members, 0, &[event(1, What::Members(founded))]);
    let first = What::Opened {
        id: INCIDENT.to_owned(),
        code: "2026-001".to_owned(),
        title: "a laptop is gone".to_owned(),
        kind: IncidentKind::Real,
        home_zone: "UTC".to_owned(),
    };
    let events = [event(1, first), note(2, "left in a taxi"), note(3, "the driver has it")];
    append(&mut store, Stream::Incident(INCIDENT), 0, &events);
    let server = Pretended::default();
    let address = "postgres://dana@127.0.0.1/firebell".parse().unwrap();
    store.move_by(&address, Box::new(server.clone())).unwrap();
    drop(store);
    std::fs::create_dir(&folders[1]).unwrap();
    for name in [DATABASE, HEADER, AUDIT] {
        std::fs::copy(folders[0].join(name), folders[1].join(name)).unwrap();
    }
    Two {
        one: opened(&folders[0], &server),
        other: opened(&folders[1], &server),
        _home: home,
        server,
    }
}

impl Two {
    /// Puts changes on the server as a row of dana's, and says why the other machine leaves it out.
    fn why_void(&mut self, changes: Vec<Change>) -> Option<String> {
        self.put(changes);
        let pulled = self.other.pull().unwrap();
        assert!(pulled.rows > 0);
        pulled.void.first().map(|void| void.why.clone())
    }

    fn put(&mut self, changes: Vec<Change>) {
        let kept = Kept::read(&self.one.connection).unwrap().unwrap();
        let (record, signer) = self.one.signing().unwrap();
        let log = LogName {
            home: kept.home(),
            record,
        };
        let place = Place {
            log: &log,
            head: self.server.head().unwrap().unwrap(),
            id: random().unwrap(),
        };
        let row = sealed(&kept, place, &signer, &Parcel::Recorded { changes }).unwrap();
        self.server.append(&row, &KeyChanges::default()).unwrap();
    }

    fn events(&self) -> Vec<Stored> {
        self.other.events(Stream::Incident(INCIDENT)).unwrap()
    }

    fn leaf(&self, stored: &Stored) -> Option<[u8; 32]> {
        let commitments = Commitments::of_record(&self.one.connection).unwrap();
        leaf_of(Stream::Incident(INCIDENT), stored, commitments.as_ref())
    }

    /// What firebell writes where the incident is erased.
    fn erasing(&self) -> Vec<Change> {
        let erasing = Erasing {
            reason: "over".to_owned(),
            at: now(),
        };
        let stays = |stored: &Stored| rewritten(&tombstone(stored, self.leaf(stored).as_ref(), &erasing));
        let mut changes: Vec<Change> = self.events().iter().map(stays).collect();
        changes.push(erased(now().timestamp_millis()));
        changes
    }
}

fn rewritten(event: &Event) -> Change {
    Change::Rewritten {
        stream: INCIDENT.to_owned(),
        seq: event.seq,
        body: body(event).unwrap(),
    }
}

fn erased(erased_at: i64) -> Change {
    Change::Erased {
        stream: INCIDENT.to_owned(),
        code: "2026-001".to_owned(),
        erased_at,
        events: 3,
        reason: "over".to_owned(),
    }
}

fn hold(placed_at: i64) -> Change {
    Change::Hold(HoldRow {
        id: 1,
        stream: Some(INCIDENT.to_owned()),
        matter: "a lawsuit".to_owned(),
        why: "asked".to_owned(),
        until: None,
        placed_by: "dana".to_owned(),
        placed_at,
        released_by: None,
        released_at: None,
        release_why: None,
    })
}

/// Changes what a tombstone says of its event.
fn with_tombstone(change: &Change, set: impl FnOnce(&mut Event)) -> Change {
    let Change::Rewritten { body, .. } = change else {
        panic!("it is no tombstone")
    };
    let mut event: Event = serde_json::from_slice(body).unwrap();
    set(&mut event);
    rewritten(&event)
}

fn digest_of(event: &mut Event) -> &mut crate::core::event::Erasure {
    let What::Erased(erased) = &mut event.what else {
        panic!("it is no tombstone")
    };
    erased
}

#[test]
fn an_erasing_row_that_is_not_what_stays_of_the_events_carries_nothing() {
    let mut two = two();
    let valid = two.erasing();
    let instead = |at: usize, change: Change| {
        let mut changes = valid.clone();
        changes[at] = change;
        changes
    };
    let other = "ab".repeat(32);
    for (changes, words) in [
        (instead(3, erased(i64::MAX)), "was erased is not a moment"),
        (
            instead(1, with_tombstone(&valid[1], |e| digest_of(e).digest.clone_from(&other))),
            "is not what stays of it",
        ),
        (
            instead(
                1,
                with_tombstone(&valid[1], |e| digest_of(e).leaf = Some(other.clone())),
            ),
            "is not what stays of it",
        ),
        (
            instead(
                1,
                with_tombstone(&valid[1], |e| e.recorded_at += chrono::TimeDelta::days(1)),
            ),
            "is not what stays of it",
        ),
        (
            instead(1, with_tombstone(&valid[1], |e| e.seq = 9)),
            "which is not there",
        ),
        (instead(1, rewritten(&note(2, "never said"))), "puts something else"),
        (vec![valid[0].clone(), valid[3].clone()], "not every event"),
        (vec![valid[3].clone()], "not every event"),
    ] {
        let why = two.why_void(changes).unwrap_or_default();
        assert!(why.contains(words), "{words}: {why}");
        let kept = two.events();
        assert!(matches!(&kept[1].event.what, What::NoteAdded(note) if note.text == "left in a taxi"));
    }
    // The members of the record stay whatever anybody writes.
    let members = two.other.events(Stream::Members).unwrap();
    let gone = tombstone(
        &members[0],
        None,
        &Erasing {
            reason: "over".to_owned(),
            at: now(),
        },
    );
    let change = Change::Rewritten {
        stream: Stream::Members.name().to_owned(),
        seq: 1,
        body: body(&gone).unwrap(),
    };
    assert!(two.why_void(vec![change]).unwrap().contains("is not what stays of it"));
    assert_eq!(two.why_void(valid), None, "the same as firebell writes it");
    assert!(
        two.events()
            .iter()
            .all(|stored| matches!(stored.event.what, What::Erased(_)))
    );
}

#[test]
fn a_legal_hold_whose_moment_is_none_carries_nothing() {
    let mut two = two();
    let why = two.why_void(vec![hold(i64::MAX)]).unwrap_or_default();
    assert!(why.contains("when a legal hold was placed is not a moment"), "{why}");
    assert!(two.other.holds().unwrap().is_empty());
    assert_eq!(two.why_void(vec![hold(now().timestamp_millis())]), None);
    assert_eq!(two.other.holds().unwrap().len(), 1);
    // It keeps what somebody else's program erases.
    let erasing = two.erasing();
    let why = two.why_void(erasing).unwrap_or_default();
    assert!(why.contains("a legal hold keeps what it erases"), "{why}");
    assert_eq!(two.events().len(), 3);
}

/// What seals the events of the incident where they stand, and the key that it is sealed under.
fn sealing(two: &Two, seal: &dyn Fn(&Stored) -> Vec<u8>) -> (Vec<Change>, Vec<SealedEvent>) {
    let (key, half) = (DataKey::fresh().unwrap(), two.one.public_half().unwrap());
    let record = two.one.signing().unwrap().0;
    let mut changes = vec![
        Change::DataKey {
            id: *key.id.bytes(),
            stream: INCIDENT.to_owned(),
            purpose: SealedNature::Restricted.code().to_owned(),
            made_at: 1,
        },
        Change::KeyShare {
            key: *key.id.bytes(),
            member: *half.member.bytes(),
            wrapped: key.wrap(&record, &half.member, &half.recipient).unwrap(),
        },
    ];
    let mut all = Vec::new();
    for stored in two.events() {
        let seq = stored.event.seq;
        let text = key.of_event(seq).seal(Stream::Incident(INCIDENT), seq, &seal(&stored));
        let sealed = SealedEvent {
            nature: SealedNature::Restricted,
            key: key.id,
            sealed: SealedText(hex::encode(text.unwrap())),
            was: Some(stored.event.what.verb().to_owned()),
            letter: None,
            earlier: Some(SealedEarlier {
                digest: hex::encode(stored.hash),
                leaf: two.leaf(&stored).map(hex::encode),
            }),
        };
        changes.push(rewritten(&Event {
            what: What::Sealed(sealed.clone()),
            ..stored.event
        }));
        all.push(sealed);
    }
    (changes, all)
}

#[test]
fn what_is_sealed_where_it_stands_is_that_event_and_comes_with_a_restriction() {
    let mut two = two();
    let (valid, all) = sealing(&two, &|stored| stored.body.clone());
    let forged = |set: &dyn Fn(&mut SealedEvent)| {
        let (mut changes, mut sealed) = (valid.clone(), all[1].clone());
        set(&mut sealed);
        changes[3] = rewritten(&Event {
            what: What::Sealed(sealed),
            ..note(2, "")
        });
        changes
    };
    let other = "ab".repeat(32);
    let earlier = |digest: &str| SealedEarlier {
        digest: digest.to_owned(),
        leaf: all[1].earlier.as_ref().unwrap().leaf.clone(),
    };
    for changes in [
        forged(&|sealed| sealed.earlier = Some(earlier(&other))),
        forged(&|sealed| sealed.earlier.as_mut().unwrap().leaf = Some(other.clone())),
        forged(&|sealed| sealed.was = Some("fact.set".to_owned())),
        forged(&|sealed| sealed.key = DataKey::fresh().unwrap().id),
    ] {
        let why = two.why_void(changes).unwrap_or_default();
        assert!(why.contains("is not that event"), "{why}");
    }
    let why = two
        .why_void(forged(&|sealed| sealed.earlier = None))
        .unwrap_or_default();
    assert!(why.contains("puts something else"), "{why}");
    let why = two.why_void(valid).unwrap_or_default();
    assert!(why.contains("does not say that it restricts it"), "{why}");
    assert!(matches!(two.events()[1].event.what, What::NoteAdded(_)));
    // Another text in the place of what was recorded: whoever has the key stops there, with what they have.
    let (changes, _) = sealing(&two, &|_| b"never said".to_vec());
    two.put(changes);
    let stopped = two.other.pull().unwrap_err().to_string();
    assert!(
        stopped.contains("seals something else than what was recorded"),
        "{stopped}"
    );
    assert!(matches!(two.events()[1].event.what, What::NoteAdded(_)));
}
