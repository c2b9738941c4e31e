//! What the server has and this machine could not keep.

use super::*;
#[cfg(test)]
use crate::store::server::kept_locally;

/// Adds a note on the machine whose database refuses to insert into a table, and says what became of it.
fn noted_while_refused(two: &mut Two, table: &str) -> Result<(), StoreError> {
    let trigger = format!(
        "CREATE TEMP TRIGGER full BEFORE INSERT ON main.{table} BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END;"
    );
    two.one.connection.execute_batch(&trigger).unwrap();
    let noted = [note(4, "the phone rings")];
    let actor = Actor {
        name: "dana".to_owned(),
        host: "h".to_owned(),
        session: "s".to_owned(),
    };
    let draft = Draft::new(&actor, WallTime::read(now()), "note.add", "2026-001", LineOutcome::Ok);
    let stream = Stream::Incident(INCIDENT);
    let audit: Vec<Draft> = noted.iter().map(|event| draft.for_event(event, stream)).collect();
    let batch = Batch {
        stream,
        expected: 3,
        events: &noted,
        audit: &audit,
        ..Batch::default()
    };
    let done = two.one.append(&batch).map(drop);
    two.one.connection.execute_batch("DROP TRIGGER temp.full").unwrap();
    done
}

fn notes(store: &Store) -> usize {
    store.events(Stream::Incident(INCIDENT)).unwrap().len()
}

#[test]
fn what_the_server_has_is_recorded_although_the_transaction_failed() {
    let mut two = two();
    noted_while_refused(&mut two, "team_sent").unwrap();
    assert_eq!(notes(&two.one), 4);
    assert_eq!(
        two.one.stale_streams().unwrap(),
        [INCIDENT],
        "the board is brought up to date"
    );
    let head = kept_locally::head(&two.one.connection).unwrap();
    assert_eq!(Some(head), two.server.clone().head().unwrap());
    assert_eq!(two.one.pull().unwrap().rows, 0);
    two.other.pull().unwrap();
    assert_eq!(notes(&two.other), 4);
}

#[test]
fn what_cannot_be_kept_at_all_is_told_as_recorded_and_comes_in_later() {
    let mut two = two();
    let told = noted_while_refused(&mut two, "team_row").unwrap_err();
    assert!(matches!(&told, StoreError::NotKeptHere(_)), "{told}");
    assert!(!told.is_late());
    assert_eq!(notes(&two.one), 3);
    assert_eq!(two.one.pull().unwrap().rows, 1);
    assert_eq!(notes(&two.one), 4);
}
