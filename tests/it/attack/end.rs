//! The end of the record, by somebody who has the key of its database and no secret that opens it: the last entries are taken
//! off wherever they are, and everything that can be computed with that key is computed anew.

use super::{found, intact, log_of, write_log};
use crate::common::record::{Desk, database};

/// Takes the last event off: its row, its signature, its leaf, its words in the search, its line, and what notes the end.
fn cut(desk: &Desk, words: &str) {
    let connection = database(desk);
    let gone = format!(
        "DROP TRIGGER event_stays; DROP TRIGGER log_stays; DROP TRIGGER leaf_stays; \
         INSERT INTO search (search, rowid, text) SELECT 'delete', number.n << 24 | log.first, '{words}' \
           FROM log JOIN number USING (stream) WHERE log.n = (SELECT max(n) FROM log); \
         DELETE FROM event WHERE (stream, seq) = (SELECT stream, first FROM log ORDER BY n DESC LIMIT 1); \
         DELETE FROM log WHERE n = (SELECT max(n) FROM log); \
         DELETE FROM leaf WHERE n = (SELECT max(n) FROM leaf); \
         UPDATE summary SET seq = seq - 1, updated_at = (SELECT max(recorded_at) FROM event WHERE stream = summary.stream); \
         DELETE FROM meta WHERE key LIKE 'derived_sum%';"
    );
    connection.execute_batch(&gone).unwrap();
    drop(connection);
    let mut lines = log_of(desk);
    assert!(lines.pop().unwrap().contains("note.add"));
    write_log(desk, &lines);
    super::log::note_end(desk, &lines);
}

#[test]
fn an_entry_cut_off_wherever_it_is_is_found_and_stays_found() {
    let (desk, code) = Desk::with_incident("t");
    let _ = desk.run(&["incident", "note", &code, "what stays"]).ok();
    let _ = desk.run(&["incident", "note", &code, "what must go"]).ok();
    intact(&desk);
    cut(&desk, "what must go");
    found(&desk, "taken off by somebody who does not have the record key");
    // An honest entry of anybody does not cover it up.
    let _ = desk.run(&["incident", "note", &code, "later"]).ok();
    found(&desk, "taken off by somebody");
}

#[test]
fn the_keys_that_vouch_for_the_record_cannot_be_taken_away() {
    let (desk, code) = Desk::with_incident("t");
    let _ = desk.run(&["incident", "note", &code, "what must go"]).ok();
    cut(&desk, "what must go");
    let connection = database(&desk);
    let began = "DELETE FROM proof_key; DELETE FROM meta WHERE key = 'end_mark'";
    connection.execute_batch(began).unwrap();
    drop(connection);
    // Without them its lines are those of nobody; and were they marked anew, the header knows that there were keys.
    assert_eq!(super::verify(&desk).code, 1);
    std::fs::remove_file(desk.data().join("audit.jsonl")).unwrap();
    let connection = database(&desk);
    let nothing = "DELETE FROM meta WHERE key LIKE 'audit_%' AND key <> 'audit_key'; DELETE FROM outbox";
    connection.execute_batch(nothing).unwrap();
    drop(connection);
    assert_eq!(super::verify(&desk).code, 1);
}

/// A record that had a key taken over from before there were generations begins one, and what was marked before still fits.
#[test]
fn each_rotation_begins_a_generation_and_what_was_marked_before_fits() {
    let (desk, code) = Desk::with_incident("t");
    let keys = || {
        let connection = database(&desk);
        let count = connection.query_row("SELECT count(*), max(generation) FROM proof_key", [], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
        });
        count.unwrap()
    };
    assert_eq!(keys(), (1, 1));
    let verifier = || desk.run(&["audit", "checkpoint", "--json"]).json()["verifier"].to_string();
    let first = verifier();
    for generation in 2..=3 {
        let said = desk.run(&["key", "rotate"]).ok();
        assert!(said.contains("signs with another key"), "{said}");
        assert_eq!(
            keys(),
            (generation, generation),
            "those of the former record key are gone"
        );
        let _ = desk.run(&["incident", "note", &code, "after"]).ok();
        intact(&desk);
    }
    assert_ne!(verifier(), first);
}
