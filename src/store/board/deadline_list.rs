//! The dated obligations of all open incidents, soonest first.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use rusqlite::Error::{FromSqlConversionFailure, QueryReturnedNoRows};
use rusqlite::types::Type;
use rusqlite::{OptionalExtension as _, Row, named_params};

use super::deadline_rows::{DeadlineRow, unpack};
use super::rows::{COLUMNS, Summary, moment, read};
use crate::core::ids::Stream;
use crate::core::time::WallTime;
use crate::core::verdict::Verdict;
use crate::store::{Store, StoreError, sql};

/// Which obligations are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhichDeadlines {
    DueAndPossible,
    Due,
    /// The merely possible ones whose deadline is not before a moment.
    PossibleFrom(DateTime<Utc>),
}

impl WhichDeadlines {
    fn has(self, row: &DeadlineRow) -> bool {
        match self {
            WhichDeadlines::DueAndPossible => true,
            WhichDeadlines::Due => row.verdict == Verdict::Due,
            WhichDeadlines::PossibleFrom(from) => row.verdict == Verdict::Possible && row.strict >= from,
        }
    }

    /// The column that incidents are read in order of: a moment before which the incident has no listed deadline. For
    /// possible obligations it is the earliest deadline of any kind, which may be too early but is never too late.
    fn soonest(self) -> &'static str {
        match self {
            WhichDeadlines::DueAndPossible | WhichDeadlines::PossibleFrom(_) => "soonest_at",
            WhichDeadlines::Due => "next_at",
        }
    }

    fn from(self) -> Option<DateTime<Utc>> {
        match self {
            WhichDeadlines::DueAndPossible | WhichDeadlines::Due => None,
            WhichDeadlines::PossibleFrom(from) => Some(from),
        }
    }
}

/// Which deadlines of open incidents are asked for.
#[derive(Debug, Clone, Copy)]
pub struct DeadlineFilter {
    /// Those of exercises as well.
    pub exercises: bool,
    pub which: WhichDeadlines,
    /// Only those up to a moment.
    pub until: Option<DateTime<Utc>>,
    /// At most this many.
    pub limit: Option<u32>,
}

impl DeadlineFilter {
    /// Due and possible ones, however late.
    pub fn all(exercises: bool, limit: Option<u32>) -> DeadlineFilter {
        DeadlineFilter {
            exercises,
            which: WhichDeadlines::DueAndPossible,
            until: None,
            limit,
        }
    }
}

/// A deadline and its incident, which its other deadlines have as well.
pub type ListedDeadline = (Arc<Summary>, DeadlineRow);

/// The soonest deadlines that were found so far.
struct Soonest {
    rows: Vec<ListedDeadline>,
    limit: usize,
}

impl Soonest {
    /// Whether an incident none of whose deadlines is before a moment has any of the soonest.
    fn may_have(&self, moment: DateTime<Utc>) -> bool {
        let last = self.rows.last().map(|(_, row)| row.strict);
        self.rows.len() < self.limit || last.is_some_and(|last| moment <= last)
    }

    fn add(&mut self, incident: &Arc<Summary>, rows: impl Iterator<Item = DeadlineRow>) {
        self.rows.extend(rows.map(|row| (Arc::clone(incident), row)));
        if self.rows.len() >= self.limit {
            self.sort();
            self.rows.truncate(self.limit);
        }
    }

    fn sort(&mut self) {
        self.rows
            .sort_by(|(_, a), (_, b)| (a.strict, &a.stream, &a.obligation).cmp(&(b.strict, &b.stream, &b.obligation)));
    }
}

impl Store {
    /// Obligations with a deadline of open incidents, soonest first. `may_see` is asked for the stream of each incident: what is
    /// hidden takes nobody's place among the first.
    ///
    /// # Errors
    /// What the database says, or a row that cannot be read.
    pub fn deadlines(
        &self,
        filter: &DeadlineFilter,
        may_see: &dyn Fn(&str) -> bool,
    ) -> Result<Vec<ListedDeadline>, StoreError> {
        let fail = || sql("list deadlines");
        let soonest = filter.which.soonest();
        // The incidents with the soonest ones come first, so that the others need not be looked into.
        let select = format!(
            "SELECT {COLUMNS}, {soonest} FROM summary \
             WHERE closed = 0 AND exercise <= :exercises AND {soonest} IS NOT NULL \
             AND (:until IS NULL OR {soonest} <= :until) AND (:from IS NULL OR possible_until >= :from) \
             ORDER BY {soonest}, stream"
        );
        let limit = filter.limit.and_then(|limit| usize::try_from(limit).ok());
        let mut found = Soonest {
            rows: Vec::new(),
            limit: limit.unwrap_or(usize::MAX),
        };
        let mut statement = self.connection.prepare_cached(&select).map_err(fail())?;
        let millis = |moment: Option<DateTime<Utc>>| moment.map(|moment| moment.timestamp_millis());
        let values = named_params! {
            ":exercises": filter.exercises,
            ":until": millis(filter.until),
            ":from": millis(filter.which.from()),
        };
        let mut rows = statement.query(values).map_err(fail())?;
        while let Some(row) = rows.next().map_err(fail())? {
            if !found.may_have(moment(row, 15).map_err(fail())?) {
                break;
            }
            let incident = Arc::new(read(row).map_err(fail())?);
            if !may_see(&incident.stream) {
                continue;
            }
            // Its row says that it has some: that they are gone is never shown as none.
            let deadlines = self.kept_deadlines(Stream::named(&incident.stream))?;
            let deadlines = deadlines.ok_or_else(|| fail()(QueryReturnedNoRows))?;
            let wanted =
                |row: &DeadlineRow| filter.which.has(row) && filter.until.is_none_or(|until| row.strict <= until);
            found.add(&incident, deadlines.into_iter().filter(wanted));
        }
        found.sort();
        Ok(found.rows)
    }

    /// The next obligations with a deadline of all open real incidents: those that are due first, however many possible
    /// ones are sooner, then those to come that are only possible.
    ///
    /// # Errors
    /// As [`Store::deadlines`].
    pub fn coming(
        &self,
        now: WallTime,
        limit: u32,
        may_see: &dyn Fn(&str) -> bool,
    ) -> Result<Vec<ListedDeadline>, StoreError> {
        let listed = |which, limit| DeadlineFilter {
            exercises: false,
            which,
            until: None,
            limit: Some(limit),
        };
        let mut rows = self.deadlines(&listed(WhichDeadlines::Due, limit), may_see)?;
        let room = limit.saturating_sub(u32::try_from(rows.len()).unwrap_or(u32::MAX));
        if room > 0 {
            rows.extend(self.deadlines(&listed(WhichDeadlines::PossibleFrom(now.at()), room), may_see)?);
        }
        Ok(rows)
    }

    /// The obligations with a deadline of one incident, in the order of their ids.
    ///
    /// # Errors
    /// As [`Store::deadlines`].
    pub fn deadlines_of(&self, stream: Stream<'_>) -> Result<Vec<DeadlineRow>, StoreError> {
        Ok(self.kept_deadlines(stream)?.unwrap_or_default())
    }

    fn kept_deadlines(&self, stream: Stream<'_>) -> Result<Option<Vec<DeadlineRow>>, StoreError> {
        let select = "SELECT deadlines FROM standing WHERE stream = ?1";
        let mut statement = self.connection.prepare_cached(select).map_err(sql("list deadlines"))?;
        let unpacked = |row: &Row<'_>| {
            let packed = row.get_ref(0)?.as_blob()?;
            unpack(stream.name(), packed).map_err(|why| FromSqlConversionFailure(0, Type::Blob, why))
        };
        let found = statement.query_row([stream.name()], unpacked).optional();
        found.map_err(sql("list deadlines"))
    }
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::*;
    use crate::core::event::Stage;
    use crate::core::facts::IncidentKind;
    use crate::core::ids::StoredCode;
    use crate::core::law::terms::Recipient;
    use crate::core::time::Zone;
    use crate::store::board::rows::NextDeadline;

    fn moment(millis: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(millis).unwrap()
    }

    /// A row that the list is to have, as text: moment, incident and obligation.
    fn words(row: &DeadlineRow) -> String {
        format!("{} {} {}", row.strict.timestamp_millis(), row.stream, row.obligation)
    }

    fn incident(stream: &str, kind: IncidentKind, closed: bool, rows: &[DeadlineRow]) -> Summary {
        let due = rows.iter().filter(|row| row.verdict == Verdict::Due);
        let next = due.min_by_key(|row| row.strict);
        Summary {
            stream: stream.to_owned(),
            code: StoredCode::stored(stream),
            title: String::new(),
            kind,
            stage: Stage::ALL[0],
            closed,
            severity: None,
            opened_at: moment(0),
            updated_at: moment(0),
            next: next.map(|row| NextDeadline {
                strict: row.strict,
                obligation: row.obligation.clone(),
            }),
            due: 0,
            possible: 0,
            seq: 0,
            rules: String::new(),
            verdicts: String::new(),
        }
    }

    /// Incidents whose deadlines lie between one another, some closed, some exercises, one without any.
    fn record() -> (tempfile::TempDir, Store, Vec<(Summary, Vec<DeadlineRow>)>) {
        let home = tempfile::tempdir().unwrap();
        let at = WallTime::read(moment(1_790_000_000_000));
        let store = Store::create(&home.path().join("data"), &SecretString::from("x"), at).unwrap();
        let mut all = Vec::new();
        for n in 0..24_i64 {
            let stream = format!("incident-{n:02}");
            let row = |m: i64| DeadlineRow {
                stream: stream.clone(),
                obligation: format!("law/obligation-{m}").parse().unwrap(),
                strict: moment((n * 7 + m * 13) % 60),
                zone: Zone::named("UTC").unwrap(),
                verdict: if (n + m) % 3 == 0 {
                    Verdict::Due
                } else {
                    Verdict::Possible
                },
                provisional: false,
                recipient: Recipient::Regulator,
            };
            let rows: Vec<DeadlineRow> = (0..n % 6).map(row).collect();
            let summary = incident(&stream, IncidentKind::of_exercise(n % 5 == 0), n % 7 == 0, &rows);
            store.refresh(&summary, &rows).unwrap();
            all.push((summary, rows));
        }
        (home, store, all)
    }

    #[test]
    fn a_list_is_what_sorting_everything_would_give() {
        let (_home, store, all) = record();
        let which = [WhichDeadlines::DueAndPossible, WhichDeadlines::Due]
            .into_iter()
            .chain([0, 20, 59, 60].map(|from| WhichDeadlines::PossibleFrom(moment(from))));
        let mut listed = 0;
        for which in which {
            for (exercises, until) in [
                (true, None),
                (false, None),
                (true, Some(moment(30))),
                (false, Some(moment(0))),
            ] {
                let open = all.iter().filter(|(row, _)| !row.closed);
                let open = open.filter(|(row, _)| exercises || row.kind == IncidentKind::Real);
                let mut expected: Vec<&DeadlineRow> = open.flat_map(|(_, rows)| rows).collect();
                expected.retain(|row| which.has(row) && until.is_none_or(|until| row.strict <= until));
                expected.sort_by_key(|row| (row.strict, row.stream.clone(), row.obligation.clone()));
                let expected: Vec<String> = expected.into_iter().map(words).collect();
                for limit in [None, Some(0), Some(1), Some(5), Some(1000)] {
                    let found = store
                        .deadlines(
                            &DeadlineFilter {
                                exercises,
                                which,
                                until,
                                limit,
                            },
                            &|_| true,
                        )
                        .unwrap();
                    let found: Vec<String> = found.iter().map(|(_, row)| words(row)).collect();
                    let most = limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap());
                    assert_eq!(
                        found,
                        expected[..expected.len().min(most)],
                        "{which:?} {exercises} {until:?} {limit:?}"
                    );
                    listed += found.len();
                }
            }
        }
        assert!(listed > 300, "{listed}");
    }

    #[test]
    fn deadlines_that_are_gone_are_not_shown_as_none() {
        let (_home, store, _) = record();
        let gone = "DELETE FROM standing WHERE stream = 'incident-11'";
        assert_eq!(store.connection.execute(gone, []).unwrap(), 1);
        assert!(store.deadlines(&DeadlineFilter::all(true, None), &|_| true).is_err());
    }

    #[test]
    fn what_is_hidden_takes_nobodys_place_among_the_first() {
        let (_home, store, _) = record();
        let all = store.deadlines(&DeadlineFilter::all(true, None), &|_| true).unwrap();
        let first = all[0].0.stream.clone();
        let others: Vec<ListedDeadline> = all.into_iter().filter(|(row, _)| row.stream != first).collect();
        let seen = store.deadlines(&DeadlineFilter::all(true, Some(3)), &|stream| stream != first);
        assert_eq!(seen.unwrap(), others[..3]);
        let now = WallTime::read(moment(10));
        let coming = store.coming(now, 3, &|stream| stream != first).unwrap();
        assert!(coming.len() == 3 && coming.iter().all(|(row, _)| row.stream != first));
    }

    #[test]
    fn due_ones_come_before_possible_ones_that_are_sooner() {
        let (_home, store, _) = record();
        let now = WallTime::read(moment(10));
        let coming = store.coming(now, 1000, &|_| true).unwrap();
        let verdicts: Vec<Verdict> = coming.iter().map(|(_, row)| row.verdict).collect();
        let due = verdicts.iter().take_while(|verdict| **verdict == Verdict::Due).count();
        assert!(due > 0 && due < verdicts.len());
        assert!(verdicts[due..].iter().all(|verdict| *verdict == Verdict::Possible));
        assert!(coming[due..].iter().all(|(_, row)| row.strict >= now.at()));
        let few = store.coming(now, 3, &|_| true).unwrap();
        assert_eq!(few, coming[..3]);
    }
}
