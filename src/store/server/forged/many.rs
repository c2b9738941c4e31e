//! More rows than fill a page: the next ones are read and opened while those before are written.

use super::*;
#[cfg(test)]
use crate::store::server::error::HomeError;
use crate::store::server::kept_locally;
use crate::store::{Depth, Outlines};

const EVENTS: u64 = 40;

fn many() -> Two {
    let mut two = two();
    for seq in 4..4 + EVENTS {
        append(
            &mut two.one,
            Stream::Incident(INCIDENT),
            seq - 1,
            &[note(seq, "one of many")],
        );
    }
    two
}

fn rows(two: &Two) -> u64 {
    kept_locally::head(&two.other.connection).unwrap().n
}

fn is_the_same(two: &Two) {
    let state = |store: &Store| (store.tree_head(None).unwrap(), store.members().unwrap());
    assert_eq!(state(&two.one), state(&two.other));
    for store in [&two.one, &two.other] {
        // The same with outlines of all events, of those of one stream, and of none.
        for most in [usize::MAX, 3, 0] {
            let outlines = Outlines::at_most(most);
            store.verify_beside(Depth::Usual, Some(&outlines), || ()).unwrap();
            let signed = |outlines| {
                let proof = store.verify_signatures(std::collections::BTreeSet::new(), outlines);
                proof.unwrap().unwrap()
            };
            let proof = signed(Some(&outlines));
            assert_eq!(proof, signed(None));
            assert_eq!((proof.findings, proof.appends), (Vec::new(), EVENTS + 2));
        }
        let told = store.audit().lines().unwrap().readable;
        assert_eq!(
            told.iter().filter(|line| line.draft.event.is_some()).count() as u64,
            EVENTS + 4
        );
    }
    // Nothing puts incidents on the board here; everything before that fits.
    let broken = two
        .other
        .verify(Depth::Usual)
        .unwrap()
        .broken
        .map(|broken| broken.to_string());
    assert!(
        broken.as_ref().is_none_or(|why| why.contains("row on the board")),
        "{broken:?}"
    );
}

#[test]
fn they_come_in_as_one_by_one() {
    let two = many();
    let pulled = two.other.pull().unwrap();
    assert_eq!((pulled.rows, pulled.void.len()), (EVENTS, 0));
    is_the_same(&two);
}

#[test]
fn a_copy_that_is_broken_off_goes_on_where_it_was() {
    let two = many();
    let before = rows(&two);
    two.server.answer(Some(1));
    let cut = two.other.pull().unwrap_err();
    assert!(matches!(cut, StoreError::Home(HomeError::Away(_))), "{cut}");
    assert_eq!(rows(&two), before + 16, "the page that came stays");
    two.server.answer(None);
    assert_eq!(two.other.pull().unwrap().rows, EVENTS - 16);
    is_the_same(&two);
}

/// In each page something else than what was signed, and the true row afterwards.
#[test]
fn a_lie_is_found_out_in_whichever_page_it_is_and_what_was_before_it_stays() {
    let two = many();
    let first = rows(&two);
    for at in [5, 12, 16, 17, 30, EVENTS] {
        let n = first + at;
        let lies: [fn(&mut crate::store::server::row::Row); 3] =
            [|row| row.sealed[40] ^= 1, |row| row.prev[0] ^= 1, |row| row.id[0] ^= 1];
        for lie in lies {
            let was = two.server.change(n, lie);
            let found = two.other.pull().unwrap_err();
            assert!(
                matches!(found, StoreError::Home(HomeError::OtherHistory { n: of }) if of == n),
                "{n}: {found}"
            );
            assert_eq!(rows(&two), n - 1);
            two.server.change(n, |row| *row = was);
        }
    }
    assert_eq!(two.other.pull().unwrap().rows, 1);
    is_the_same(&two);
}

#[test]
fn a_row_that_nobody_signed_is_left_out_and_those_after_it_are_not() {
    let mut two = many();
    two.put(vec![Change::Line("{}".to_owned())]);
    let last = rows(&two) + EVENTS + 1;
    two.server.change(last, |row| {
        row.signature = crate::core::member::public_key::SignatureBytes::of([7; 64]);
    });
    let pulled = two.other.pull().unwrap();
    assert_eq!(pulled.rows, EVENTS + 1);
    assert!(
        pulled.void[0].why.contains("not that of its signer"),
        "{}",
        pulled.void[0].why
    );
    is_the_same(&two);
}
