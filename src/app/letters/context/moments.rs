//! Days and hours of the incident as a letter writes them.

use std::collections::BTreeMap;

use super::{Filler, day, gap, named, readers, words};
use crate::core::facts::table::Group;
use crate::letter::markdown::escape;

impl Filler<'_> {
    /// Moments of sheets that want universal time without a mark of it; what is not known is a gap, for a form has no
    /// room for words there.
    pub(super) fn when_utc(&self) -> BTreeMap<String, String> {
        let text = |(id, asks): (&str, &str)| {
            let key = format!("milestones.{id}");
            let words = match self.earliest(&key) {
                Some(at) => escape(&(at.format("%Y-%m-%dT%H:%M:%S").to_string() + &self.unsure(&key))),
                None => gap(&key, asks),
            };
            (id.to_owned(), words)
        };
        named(Group::Moments).map(text).collect()
    }

    pub(super) fn when(&self) -> BTreeMap<String, String> {
        let text = |(id, asks): (&str, &str)| {
            let key = format!("milestones.{id}");
            let at = self.earliest(&key);
            let words = match at {
                Some(at) if readers::is_told_the_time(self.template.recipient) => {
                    escape(&(words::moment(self.words, &self.zone, at) + &self.unsure(&key)))
                }
                // Escaped, for `24. November` at the head of a line would be the item of a list.
                Some(at) => escape(&(day(self.words, &self.zone, at) + &self.unsure(&key))),
                None => self.unknown(&key, asks),
            };
            (id.to_owned(), words)
        };
        named(Group::Moments).map(text).collect()
    }

    pub(super) fn when_plain(&self) -> BTreeMap<String, String> {
        let text = |(id, asks): (&str, &str)| {
            let key = format!("milestones.{id}");
            let words = match self.earliest(&key) {
                Some(at) => escape(&day(self.words, &self.zone, at)),
                None => self.unknown(&key, asks),
            };
            (id.to_owned(), words)
        };
        named(Group::Moments).map(text).collect()
    }
}
