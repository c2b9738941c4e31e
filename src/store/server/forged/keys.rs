//! Keys of the team that somebody made who may not, or who made two at once.

use super::*;
use crate::core::member::Members;
use crate::core::member::event::{Invitation, Joining, Revocation};
use crate::core::member::public_key::{MemberId, SignatureBytes};
#[cfg(test)]
use crate::store::keys::CircleKey;
use crate::store::server::calls::WrappedKey;
use crate::store::server::kept_locally;
use crate::store::server::pull_result::Pulled;
use crate::store::server::team_keys_in_force::may_announce;

/// A key of somebody's own, wrapped for dana as firebell wraps one.
fn planted(two: &Two, epoch: u32) -> CircleKey {
    let key = CircleKey::fresh(epoch).unwrap();
    let (half, record) = (two.one.public_half().unwrap(), two.one.signing().unwrap().0);
    let wrapped = key.wrap(&record, &half.member, &half.recipient).unwrap();
    let home = Kept::read(&two.one.connection).unwrap().unwrap().home();
    let (holder, mut server) = (half.member, two.server.clone());
    server
        .hand_out(&[WrappedKey {
            home,
            epoch,
            holder,
            wrapped,
        }])
        .unwrap();
    key
}

/// A row of dana's under a key, whatever her own machine would do.
fn put_under(two: &mut Two, key: &CircleKey, changes: Vec<Change>) {
    let kept = Kept::read(&two.one.connection).unwrap().unwrap();
    let kept = Kept::new(kept.home(), kept.address, kept.stage, std::slice::from_ref(key));
    let (record, signer) = two.one.signing().unwrap();
    let log = LogName {
        home: kept.home(),
        record,
    };
    let place = Place {
        log: &log,
        head: two.server.head().unwrap().unwrap(),
        id: random().unwrap(),
    };
    let row = sealed(&kept, place, &signer, &Parcel::Recorded { changes }).unwrap();
    assert_eq!(row.epoch, key.epoch);
    two.server.append(&row, &KeyChanges::default()).unwrap();
}

fn sealed_under(two: &Two) -> u32 {
    two.server.last().epoch
}

fn epochs(store: &Store) -> Vec<u32> {
    let kept = Kept::read(&store.connection).unwrap().unwrap();
    kept.keys().map(|key| key.epoch).collect()
}

/// Takes in what is new. Nothing puts incidents on the board here, so that is left out.
fn hears(store: &Store) -> Pulled {
    let pulled = store.pull().unwrap();
    store.connection.execute("DELETE FROM team_stale", []).unwrap();
    pulled
}

/// Somebody who was asked in and taken out again.
fn somebody_goes(store: &mut Store) {
    let seq = store.members().unwrap().seq;
    let half = store.public_half().unwrap();
    let member = MemberId::of([7; 8]);
    let invitation = Invitation {
        member,
        name: "lee".to_owned(),
        roles: vec![MemberRole::Responder],
        key: half.key,
        recipient: half.recipient,
        until: WallTime::read(now()),
    };
    let revocation = Revocation { member, reason: None };
    let events = [MemberEvent::Invited(invitation), MemberEvent::Revoked(revocation)];
    for (at, change) in events.into_iter().enumerate() {
        let at = seq + at as u64;
        append(store, Stream::Members, at, &[event(at + 1, What::Members(change))]);
    }
}

#[test]
fn a_key_that_nobody_announced_is_used_for_nothing() {
    let mut two = two();
    let key = planted(&two, 9);
    let same = planted(&two, 1);
    for store in [&two.one, &two.other] {
        hears(store);
        store.settle_team_keys().unwrap();
        assert_eq!(epochs(store), [1]);
    }
    append(
        &mut two.one,
        Stream::Incident(INCIDENT),
        3,
        &[note(4, "what only we read")],
    );
    assert_eq!(sealed_under(&two), 1);
    let row = two.server.last();
    let record = two.one.signing().unwrap().0;
    for key in [&key, &same] {
        assert!(key.open(&record, &row.id, &row.sealed).is_none());
    }
    assert_eq!(hears(&two.other).void.len(), 0);
    // A row under it carries nothing, and stops nobody.
    for key in [key, same] {
        put_under(&mut two, &key, vec![Change::Line("{}".to_owned())]);
        let pulled = hears(&two.other);
        assert_eq!(pulled.void.len(), 1, "{}", key.epoch);
        hears(&two.one);
        assert_eq!(epochs(&two.other), [1]);
    }
    append(&mut two.one, Stream::Incident(INCIDENT), 4, &[note(5, "goes on")]);
    assert_eq!(hears(&two.other).void.len(), 0);
}

#[test]
fn whoever_goes_has_no_key_of_what_follows_and_another_one_is_made_once() {
    let mut two = two();
    let planted = planted(&two, 2);
    somebody_goes(&mut two.one);
    hears(&two.other);
    two.one.settle_team_keys().unwrap();
    // The other machine is late, and finds that it is done.
    let late = two.other.settle_team_keys().unwrap_err();
    assert!(late.is_late(), "{late}");
    hears(&two.other);
    let before = two.server.last().n;
    for store in [&two.other, &two.one] {
        store.settle_team_keys().unwrap();
    }
    assert_eq!(two.server.last().n, before, "one key is enough");
    append(&mut two.one, Stream::Incident(INCIDENT), 3, &[note(4, "from one")]);
    assert_eq!(sealed_under(&two), 2);
    let (row, record) = (two.server.last(), two.one.signing().unwrap().0);
    assert!(planted.open(&record, &row.id, &row.sealed).is_none());
    let pulled = hears(&two.other);
    assert_eq!((pulled.rows, pulled.void.len()), (1, 0));
    append(
        &mut two.other,
        Stream::Incident(INCIDENT),
        4,
        &[note(5, "from the other")],
    );
    let pulled = hears(&two.one);
    assert_eq!((pulled.rows, pulled.void.len()), (1, 0));
    for store in [&two.one, &two.other] {
        assert_eq!(epochs(store), [1, 2]);
    }
}

#[test]
fn a_key_is_announced_by_whoever_may_in_its_turn_and_alone() {
    let mut two = two();
    let other = two.one.signing().unwrap().0;
    let key = |epoch| Change::TeamKey {
        epoch,
        commitment: CircleKey::fresh(epoch).unwrap().commitment(&other),
    };
    for (changes, words) in [
        (vec![key(1)], "not the next one"),
        (vec![key(3)], "not the next one"),
        (vec![key(u32::MAX)], "not the next one"),
        (vec![key(2), key(3)], "two keys"),
    ] {
        let why = two.why_void(changes).unwrap_or_default();
        assert!(why.contains(words), "{why}");
    }
    assert_eq!(two.why_void(vec![key(2)]), None);
    // Without a role that may change who is in the record.
    let half = two.one.public_half().unwrap();
    let mut events = two.other.events(Stream::Members).unwrap();
    let mut members = Members::fold(events.drain(..).map(|stored| stored.event).collect::<Vec<_>>().iter());
    for role in [MemberRole::Commander, MemberRole::Counsel, MemberRole::Owner] {
        let member = MemberId::of([role as u8 + 1; 8]);
        let invitation = Invitation {
            member,
            name: format!("{role:?}"),
            roles: vec![role],
            key: half.key,
            recipient: half.recipient,
            until: WallTime::read(now()),
        };
        let joining = Joining {
            member,
            key: half.key,
            recipient: half.recipient,
            proof: SignatureBytes::of([0; SignatureBytes::LENGTH]),
        };
        for change in [MemberEvent::Invited(invitation), MemberEvent::Joined(joining)] {
            members.take(&event(members.seq + 1, What::Members(change)));
        }
        let kept = Kept::read(&two.other.connection).unwrap().unwrap();
        let may = may_announce((&kept.announced, 0), (&members, member), 3);
        assert_eq!(may.is_ok(), role == MemberRole::Owner, "{role:?}");
    }
    let stranger = MemberId::of([0xee; 8]);
    let kept = Kept::read(&two.other.connection).unwrap().unwrap();
    assert!(may_announce((&kept.announced, 0), (&members, stranger), 3).is_err());
}

#[test]
fn a_record_that_an_earlier_firebell_shared_goes_on_until_a_key_is_announced() {
    let mut two = two();
    for store in [&two.one, &two.other] {
        let mut kept = Kept::read(&store.connection).unwrap().unwrap();
        kept.announced = Default::default();
        kept.write(&store.connection).unwrap();
    }
    // What it sealed under a key that it only handed out is read.
    let earlier = planted(&two, 2);
    put_under(&mut two, &earlier, Vec::new());
    for store in [&two.one, &two.other] {
        assert_eq!(hears(store).void.len(), 0);
        assert_eq!(epochs(store), [1, 2]);
    }
    append(&mut two.one, Stream::Incident(INCIDENT), 3, &[note(4, "as before")]);
    assert_eq!(sealed_under(&two), 2);
    // Whoever goes ends that time.
    somebody_goes(&mut two.one);
    let kept = Kept::read(&two.one.connection).unwrap().unwrap();
    let record = two.one.signing().unwrap().0;
    let half = two.one.public_half().unwrap();
    let for_lee = kept.newest().unwrap();
    two.server
        .hand_out(&[WrappedKey {
            home: kept.home(),
            epoch: 2,
            holder: MemberId::of([7; 8]),
            wrapped: for_lee.wrap(&record, &MemberId::of([7; 8]), &half.recipient).unwrap(),
        }])
        .unwrap();
    two.one.settle_team_keys().unwrap();
    hears(&two.other);
    for (store, seq) in [(&mut two.one, 4), (&mut two.other, 5)] {
        hears(store);
        append(
            store,
            Stream::Incident(INCIDENT),
            seq,
            &[note(seq + 1, "under the announced one")],
        );
    }
    assert_eq!(sealed_under(&two), 3);
    let late = planted(&two, 2);
    put_under(&mut two, &late, Vec::new());
    put_under(&mut two, &earlier, Vec::new());
    let pulled = hears(&two.one);
    // What is sealed under the keys of that time is read as before, and under whichever of them it was.
    assert_eq!((pulled.rows, pulled.void.len()), (3, 1));
    assert_eq!(two.one.events(Stream::Incident(INCIDENT)).unwrap().len(), 6);
    assert_eq!(kept_locally::newest_epoch(&two.one.connection).unwrap(), 3);
}
