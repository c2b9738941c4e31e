//! The step from rows of deadlines and verdicts to one packed row for each incident.

use rusqlite::{Connection, OptionalExtension as _, Transaction, params};
use rusqlite_migration::{HookError, HookResult};

use super::deadline_rows::{Kept, pack_kept, pack_text};
use crate::store::StoreError;
use crate::store::verifying::derived_tables;
use crate::store::verifying::row_marks::{Marked, MarkedTable, marked_table, sum_of};

/// The tables that were marked before.
const EARLIER: [MarkedTable; 4] = [
    marked_table("summary"),
    marked_table("verdict"),
    MarkedTable {
        name: "deadline",
        order: " ORDER BY stream, duty",
    },
    marked_table("access"),
];
/// The sums that were kept of them, the latest first.
const SUMS: [(&str, Marked); 2] = [("derived_sum_3", Marked::Incident), ("derived_sum_2", Marked::Row)];

/// What an earlier firebell noted of its rows.
enum Earlier {
    /// Nothing: it kept no sum.
    NoSum,
    Fits,
    DoesNotFit,
}

/// Packs the rows of every incident, and keeps a sum of them where one was kept before.
pub(crate) fn pack_rows(transaction: &Transaction<'_>) -> HookResult {
    // Before the tables change: the sum is over all their columns.
    let earlier = earlier(transaction).map_err(|error| HookError::Hook(error.to_string()))?;
    transaction.execute_batch(
        "CREATE TABLE standing (stream TEXT PRIMARY KEY NOT NULL, verdicts BLOB NOT NULL, deadlines BLOB NOT NULL) STRICT;
         ALTER TABLE summary ADD COLUMN soonest_at INTEGER;
         ALTER TABLE summary ADD COLUMN possible_until INTEGER;",
    )?;
    let streams: Vec<String> = transaction
        .prepare("SELECT stream FROM summary")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for stream in streams {
        pack_incident(transaction, &stream)?;
    }
    transaction.execute_batch(
        "UPDATE summary SET
            soonest_at = (SELECT min(strict) FROM deadline WHERE stream = summary.stream),
            possible_until =
                (SELECT max(strict) FROM deadline WHERE stream = summary.stream AND deadline.verdict = 'possible');
         DROP TABLE deadline;
         DROP TABLE verdict;
         DELETE FROM meta WHERE key IN ('derived_sum_2', 'derived_sum_3');",
    )?;
    let noted = match earlier {
        Earlier::NoSum => Ok(()),
        Earlier::Fits => derived_tables::begin(transaction),
        Earlier::DoesNotFit => derived_tables::note_that_none_fits(transaction),
    };
    noted.map_err(|error| HookError::Hook(error.to_string()))
}

fn pack_incident(transaction: &Transaction<'_>, stream: &str) -> rusqlite::Result<()> {
    let mut select = transaction
        .prepare_cached("SELECT duty, strict, zone, verdict, provisional, recipient FROM deadline WHERE stream = ?1")?;
    type Read = (String, i64, String, String, bool, String);
    let read = |row: &rusqlite::Row<'_>| -> rusqlite::Result<Read> {
        Ok((
            row.get(0)?,
            row.get(1)?,
            row.get(2)?,
            row.get(3)?,
            row.get(4)?,
            row.get(5)?,
        ))
    };
    let rows: Vec<Read> = select.query_map([stream], read)?.collect::<Result<_, _>>()?;
    let kept = rows
        .iter()
        .map(|(obligation, strict, zone, verdict, provisional, recipient)| Kept {
            obligation,
            strict: *strict,
            zone,
            verdict,
            provisional: *provisional,
            recipient,
        });
    let verdicts: Option<String> = transaction
        .prepare_cached("SELECT verdicts FROM verdict WHERE stream = ?1")?
        .query_row([stream], |row| row.get(0))
        .optional()?;
    transaction
        .prepare_cached("INSERT INTO standing (stream, verdicts, deadlines) VALUES (?1, ?2, ?3)")?
        .execute(params![
            stream,
            pack_text(&verdicts.unwrap_or_default()),
            pack_kept(kept.collect())?
        ])
        .map(drop)
}

fn earlier(connection: &Connection) -> Result<Earlier, StoreError> {
    let Some(key) = derived_tables::key(connection)? else {
        return Ok(Earlier::NoSum);
    };
    for (name, marked) in SUMS {
        if let Some(noted) = derived_tables::noted(connection, name)? {
            return Ok(match noted == sum_of(connection, (&key, marked), &EARLIER, None)? {
                true => Earlier::Fits,
                false => Earlier::DoesNotFit,
            });
        }
    }
    Ok(Earlier::NoSum)
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::*;
    use crate::core::time::WallTime;
    use crate::store::board::deadline_list::DeadlineFilter;
    use crate::store::{DeadlineRow, Depth, Store};

    /// A record with two incidents as an earlier firebell left it, with that sum of its rows.
    fn earlier((name, marked): (&str, Marked)) -> (tempfile::TempDir, Store) {
        let home = tempfile::tempdir().unwrap();
        let at = WallTime::read(chrono::DateTime::from_timestamp(1_790_000_000, 0).unwrap());
        let store = Store::create(&home.path().join("data"), &SecretString::from("x"), at).unwrap();
        let connection = &store.connection;
        let tables = "
            DROP TABLE standing;
            ALTER TABLE summary DROP COLUMN soonest_at;
            ALTER TABLE summary DROP COLUMN possible_until;
            CREATE TABLE verdict (stream TEXT PRIMARY KEY NOT NULL, verdicts TEXT NOT NULL) STRICT;
            CREATE TABLE deadline (stream TEXT NOT NULL, duty TEXT NOT NULL, strict INTEGER NOT NULL,
                zone TEXT NOT NULL, verdict TEXT NOT NULL, provisional INTEGER NOT NULL, recipient TEXT NOT NULL,
                PRIMARY KEY (stream, duty)) STRICT, WITHOUT ROWID;
            CREATE INDEX deadline_strict ON deadline (strict);
            DELETE FROM meta WHERE key LIKE 'derived_sum%';";
        let rows = "
            INSERT INTO number VALUES (1, 'one'), (2, 'two');
            INSERT INTO summary VALUES
                ('one', 'one', 'title', 0, 'detection', 0, NULL, 1, 1, 5, 'a/b', 1, 1, 0, ''),
                ('two', 'two', 'title', 0, 'detection', 0, NULL, 1, 1, NULL, NULL, 0, 1, 0, '');
            INSERT INTO verdict VALUES ('one', '{\"of\":1}'), ('two', '{\"of\":2}');
            INSERT INTO deadline VALUES
                ('one', 'a/b', 5, 'UTC', 'due', 0, 'regulator'),
                ('one', 'a/c', 9, 'UTC', 'possible', 1, 'individuals'),
                ('two', 'a/b', 3, 'Europe/Dublin', 'possible', 0, 'regulator');";
        connection.execute_batch(tables).unwrap();
        connection.execute_batch(rows).unwrap();
        let key = derived_tables::key(connection).unwrap().unwrap();
        let sum = hex::encode(sum_of(connection, (&key, marked), &EARLIER, None).unwrap());
        let note = "INSERT INTO meta (key, value) VALUES (?1, ?2)";
        assert_eq!(connection.execute(note, [name, sum.as_str()]).unwrap(), 1);
        (home, store)
    }

    fn change(store: &Store, sql: &str) {
        store.connection.execute_batch(sql).unwrap();
    }

    fn packed(store: &Store) {
        let transaction = store.connection.unchecked_transaction().unwrap();
        pack_rows(&transaction).unwrap();
        transaction.commit().unwrap();
    }

    fn flaw(store: &Store) -> Option<String> {
        store.derived_flaw().unwrap().map(|broken| broken.to_string())
    }

    #[test]
    fn every_row_of_an_earlier_firebell_is_there_packed() {
        for sum in SUMS {
            let (_home, store) = earlier(sum);
            packed(&store);
            assert_eq!(flaw(&store), None);
            let listed = store.deadlines(&DeadlineFilter::all(false, None), &|_| true).unwrap();
            let told = listed.iter().map(|(row, deadline)| {
                let DeadlineRow {
                    stream,
                    obligation,
                    strict,
                    zone,
                    verdict,
                    provisional,
                    recipient,
                } = deadline;
                assert_eq!(&row.stream, stream);
                let at = (strict.timestamp_millis(), zone.name());
                (
                    stream.as_str(),
                    obligation.as_str(),
                    at,
                    verdict.code(),
                    *provisional,
                    recipient.code(),
                )
            });
            let expected = [
                ("two", "a/b", (3, "Europe/Dublin"), "possible", false, "regulator"),
                ("one", "a/b", (5, "UTC"), "due", false, "regulator"),
                ("one", "a/c", (9, "UTC"), "possible", true, "individuals"),
            ];
            assert_eq!(told.collect::<Vec<_>>(), expected);
            assert_eq!(store.summary("two").unwrap().unwrap().verdicts, "{\"of\":2}");
            assert!(store.schema_flaw().unwrap().is_none());
            assert!(store.structure_flaw(Depth::Full).unwrap().is_none());
        }
    }

    #[test]
    fn rows_that_did_not_add_up_stay_found_until_they_are_written_anew() {
        for sum in SUMS {
            let (_home, store) = earlier(sum);
            change(&store, "UPDATE deadline SET strict = strict + 1 WHERE stream = 'two'");
            packed(&store);
            assert!(flaw(&store).is_some());
            // A change of other rows does not hide it.
            derived_tables::kept(&store.connection, Some("one"), || {
                change(&store, "UPDATE summary SET due = 0 WHERE stream = 'one'");
                Ok(())
            })
            .unwrap();
            assert!(flaw(&store).is_some());
            // As `db rebuild` does.
            derived_tables::begin(&store.connection).unwrap();
            assert_eq!(flaw(&store), None);
        }
    }

    #[test]
    fn the_sum_is_the_same_however_its_rows_came() {
        let (_home, store) = earlier(SUMS[0]);
        packed(&store);
        let kept = |stream: Option<&str>, sql: &str| {
            derived_tables::kept(&store.connection, stream, || {
                change(&store, sql);
                Ok(())
            })
            .unwrap();
        };
        kept(
            Some("two"),
            "UPDATE standing SET deadlines = x'00' WHERE stream = 'two'",
        );
        kept(Some("three"), "SELECT 1");
        assert_eq!(flaw(&store), None);
        kept(None, "DELETE FROM standing; DELETE FROM summary");
        assert_eq!(flaw(&store), None);
        assert!(store.verify(Depth::Usual).unwrap().broken.is_none());
        // What nobody noted is found.
        change(&store, "INSERT INTO standing VALUES ('one', x'00', x'00')");
        assert!(flaw(&store).is_some());
    }
}
