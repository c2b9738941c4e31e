//! Attacks on what people look at: board, deadlines, search, guards. With the key, and by pages of an earlier day without it.

use std::fs;
use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

use super::{found, intact};
use crate::common::record::{Desk, database};

fn record() -> (Desk, String) {
    let (desk, code) = Desk::with_incident("Mailbox read");
    for args in [
        &["profile", "set", "country", "US"][..],
        &["incident", "affected", &code, "US-TX", "5000"],
        &["incident", "note", &code, "tokens revoked"],
    ] {
        let _ = desk.run(args).ok();
    }
    let discovered = ["incident", "milestone", &code, "discovery", "2026-11-20 09:00"];
    let _ = desk.run(&discovered).ok();
    let _ = desk.run(&["incident", "show", &code]).ok();
    intact(&desk);
    (desk, code)
}

/// The same record in a folder of its own.
fn copied(desk: &Desk) -> Desk {
    let copy = Desk::empty();
    crate::record_formats::copy(&desk.data(), &copy.data());
    copy
}

/// The sum over the rows is brought in line as somebody could who has the key and reads this source.
fn with_the_key(desk: &Desk, change: &str) {
    let connection = database(desk);
    connection.execute_batch(change).unwrap();
}

#[test]
fn every_change_of_a_row_that_people_act_by_is_found() {
    let (desk, _) = record();
    for (change, words) in [
        ("UPDATE standing SET deadlines = x'030100'", "the board"),
        ("UPDATE summary SET title = 'Nothing happened'", "the board"),
        ("UPDATE summary SET closed = 1", "the board"),
        ("DELETE FROM standing", "the board"),
        ("UPDATE summary SET due = 99, possible = 0", "the board"),
        ("UPDATE standing SET verdicts = x'030000'", "the board"),
        ("UPDATE summary SET soonest_at = NULL", "the board"),
        ("UPDATE summary SET seq = seq - 1", "rests on"),
        ("DELETE FROM number", "the search does not know"),
        (
            "INSERT INTO search (search) VALUES ('delete-all')",
            "the search does not find",
        ),
        ("DROP INDEX summary_next", "summary_next"),
        ("CREATE VIEW extra AS SELECT 1", "the view extra is not firebell's"),
    ] {
        let copy = copied(&desk);
        with_the_key(&copy, change);
        found(&copy, words);
    }
}

/// A dated obligation as it is packed: its id, the moment, zone, verdict, whether it is provisional, and who is told.
type PackedDeadline = (String, i64, String, String, bool, String);

/// Changes the packed deadlines of the one incident.
fn change_deadlines(desk: &Desk, change: fn(&mut Vec<PackedDeadline>)) {
    let connection = database(desk);
    let packed: Vec<u8> = connection
        .query_row("SELECT deadlines FROM standing", [], |row| row.get(0))
        .unwrap();
    let mut bytes = Vec::new();
    let _ = DeflateDecoder::new(packed.as_slice()).read_to_end(&mut bytes).unwrap();
    let mut deadlines: Vec<PackedDeadline> = postcard::from_bytes(&bytes).unwrap();
    assert!(deadlines.len() > 1, "{deadlines:?}");
    change(&mut deadlines);
    let mut packing = DeflateEncoder::new(Vec::new(), Compression::fast());
    packing.write_all(&postcard::to_allocvec(&deadlines).unwrap()).unwrap();
    let update = "UPDATE standing SET deadlines = ?1";
    assert_eq!(connection.execute(update, [packing.finish().unwrap()]).unwrap(), 1);
}

fn a_year_later(deadlines: &mut Vec<PackedDeadline>) {
    for deadline in deadlines {
        deadline.1 += 31_536_000_000;
    }
}

fn one_is_missing(deadlines: &mut Vec<PackedDeadline>) {
    let _ = deadlines.remove(1);
}

fn told_to_others(deadlines: &mut Vec<PackedDeadline>) {
    for deadline in deadlines {
        deadline.5 = "media".to_owned();
    }
}

/// Even where the sum is forgotten, so that it begins anew with the forged rows, the incidents are assessed anew.
#[test]
fn forged_deadlines_are_found_by_assessing_anew() {
    let (kept, _) = record();
    let forget = "DELETE FROM meta WHERE key = 'derived_sum_4'";
    let in_sql = |desk: &Desk, change: &str| with_the_key(desk, change);
    let forgeries: [&dyn Fn(&Desk); 6] = [
        &|desk| change_deadlines(desk, a_year_later),
        &|desk| change_deadlines(desk, one_is_missing),
        &|desk| change_deadlines(desk, told_to_others),
        &|desk| in_sql(desk, "DELETE FROM standing"),
        &|desk| in_sql(desk, "UPDATE summary SET title = 'Nothing happened'"),
        &|desk| in_sql(desk, "UPDATE summary SET stage = 'internal'"),
    ];
    for forge in forgeries {
        let desk = copied(&kept);
        forge(&desk);
        found(&desk, "the board");
        with_the_key(&desk, forget);
        found(&desk, "the board");
        // Making it anew is the way out.
        let _ = desk.run(&["db", "rebuild"]).ok();
        intact(&desk);
    }
}

#[test]
fn hollow_and_foreign_triggers_are_set_up_anew_and_said() {
    let (kept, code) = record();
    for change in [
        "DROP TRIGGER event_is_final; CREATE TRIGGER event_is_final BEFORE UPDATE ON event BEGIN SELECT 1; END",
        "CREATE TRIGGER eats AFTER INSERT ON outbox BEGIN DELETE FROM outbox; END",
        "DROP TRIGGER event_stays",
    ] {
        let desk = copied(&kept);
        with_the_key(&desk, change);
        let ran = desk.run(&["incident", "note", &code, "x"]);
        assert!(
            ran.code == 0 && ran.err.contains("set up anew"),
            "{change}: {}",
            ran.err
        );
        intact(&desk);
        let connection = database(&desk);
        assert!(
            connection.execute_batch("UPDATE event SET body = x'00'").is_err(),
            "{change}"
        );
        assert!(connection.execute_batch("DELETE FROM event").is_err(), "{change}");
    }
}

/// The cipher binds a page to its number and not to its day. Each page of an earlier day is put back by itself, which takes
/// no key: either the check finds it, or everything that is shown is as it was.
#[test]
fn a_page_of_an_earlier_day_is_found_or_changes_nothing_that_is_shown() {
    const PAGE: usize = 4096;
    let (desk, code) = record();
    let path = desk.data().join("firebell.db");
    let earlier = fs::read(&path).unwrap();
    for n in 0..2 {
        let _ = desk.run(&["incident", "note", &code, &format!("later words {n}")]).ok();
        let _ = desk
            .run(&["incident", "affected", &code, "US-CA", &(1000 + n).to_string()])
            .ok();
    }
    let _ = desk.run(&["incident", "open", "Another", "--zone", "UTC"]).ok();
    let _ = desk.run(&["incident", "show", &code]).ok();
    intact(&desk);
    let kept = fs::read(&path).unwrap();
    let log = fs::read(desk.data().join("audit.jsonl")).unwrap();
    let shown = |desk: &Desk| -> Vec<String> {
        [
            &["incident", "list", "--all", "--json"][..],
            &["deadlines", "--json"],
            &["incident", "list", "--search", "later", "--json"],
            &["incident", "list", "--search", "revoked", "--json"],
        ]
        .iter()
        .map(|args| {
            let ran = desk.run(args);
            format!("{} {}", ran.code, without_moments(&ran.out))
        })
        .collect()
    };
    let expected = shown(&desk);
    let (mut caught, mut harmless) = (0, 0);
    for page in 0..earlier.len().min(kept.len()) / PAGE {
        let range = page * PAGE..(page + 1) * PAGE;
        if earlier[range.clone()] == kept[range.clone()] {
            continue;
        }
        let mut bytes = kept.clone();
        bytes[range.clone()].copy_from_slice(&earlier[range]);
        fs::write(&path, &bytes).unwrap();
        match passes(&desk) {
            true => {
                for (shown, expected) in shown(&desk).iter().zip(&expected) {
                    assert_eq!(shown, expected, "page {page} passes and something else is shown");
                }
                harmless += 1;
            }
            false => caught += 1,
        }
        // Nothing that a check left behind counts for the next page.
        for ending in ["firebell.db-wal", "firebell.db-shm"] {
            let _ = fs::remove_file(desk.data().join(ending));
        }
        fs::write(&path, &kept).unwrap();
        fs::write(desk.data().join("audit.jsonl"), &log).unwrap();
    }
    assert!(caught >= 5, "{caught} found, {harmless} harmless");
    intact(&desk);
}

/// What `audit verify` looks at in the database, without the law.
fn passes(desk: &Desk) -> bool {
    let secret = secrecy::SecretString::from(crate::common::record::SECRET);
    let Ok(store) = firebell::store::Store::open(&desk.data(), &secret) else {
        return false;
    };
    let proof = store.verify(firebell::store::Depth::Usual);
    let search = store.search_flaw();
    proof.is_ok_and(|proof| proof.broken.is_none()) && search.is_ok_and(|flaw| flaw.is_none())
}

/// Countdowns go on while the test runs.
fn without_moments(text: &str) -> String {
    text.lines()
        .filter(|line| !["left", "now", "as_of"].iter().any(|word| line.contains(word)))
        .collect()
}
