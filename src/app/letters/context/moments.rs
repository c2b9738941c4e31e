//! Days and hours of the incident as a letter writes them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{Filler, day, gap, named, readers, words};
use crate::core::facts::keys;
use crate::core::facts::table::Group;
use crate::letter::markdown::escape;

impl Filler<'_> {
    /// Moments of sheets that want universal time without a mark of it; what is not known is a gap, for a form has no
    /// room for words there.
    pub(super) fn when_utc(&self) -> BTreeMap<String, String> {
        self.moments(gap, |key, at| {
            at.format("%Y-%m-%dT%H:%M:%S").to_string() + &self.unsure(key)
        })
    }

    /// Moments as the reader is told them: some the time as well, most the day.
    pub(super) fn when(&self) -> BTreeMap<String, String> {
        let timed = readers::is_told_the_time(self.template.recipient);
        let follows = |key: &str, asks: &str| self.unknown(key, asks);
        self.moments(follows, |key, at| {
            let told = match timed && !self.is_day_alone(key, at) {
                true => words::moment(self.words, &self.zone, at),
                false => day(self.words, &self.zone, at),
            };
            told + &self.unsure(key)
        })
    }

    /// Whether the day of a moment is all that is told of it: at the beginning of the day nobody may have known the hour.
    fn is_day_alone(&self, key: &str, at: DateTime<Utc>) -> bool {
        keys::day_is_enough(key) && self.zone.start_of_day(self.zone.local(at).date_naive()) == at
    }

    /// The days alone, for sentences that say themselves what is only suspected.
    pub(super) fn when_plain(&self) -> BTreeMap<String, String> {
        let follows = |key: &str, asks: &str| self.unknown(key, asks);
        self.moments(follows, |_, at| day(self.words, &self.zone, at))
    }

    /// Every moment by its id, as a letter writes it. Escaped, for `24. November` at the head of a line would be the item of a
    /// list.
    fn moments(
        &self,
        unknown: impl Fn(&str, &str) -> String,
        told: impl Fn(&str, DateTime<Utc>) -> String,
    ) -> BTreeMap<String, String> {
        let text = |(id, asks): (&str, &str)| {
            let key = keys::milestones::key(id);
            let words = match self.earliest(&key) {
                Some(at) => escape(&told(&key, at)),
                None => unknown(&key, asks),
            };
            (id.to_owned(), words)
        };
        named(Group::Moments).map(text).collect()
    }
}
