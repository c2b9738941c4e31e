//! How moments are written in JSON: UTC to the second with `Z`, or with the offset of a zone. In a view they are
//! moments; they become text here and nowhere else.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::core::time::{StoryTime, WallTime, Zone};

/// UTC, to the second, with `Z`.
pub fn utc(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// What is a moment, may be one, or holds some.
pub trait Moments {
    /// The same with text in the place of each moment.
    type Text: Serialize;

    /// Writes each moment in UTC, to the second.
    fn text(&self) -> Self::Text;
}

impl Moments for DateTime<Utc> {
    type Text = String;

    fn text(&self) -> String {
        utc(*self)
    }
}

impl Moments for StoryTime {
    type Text = String;

    fn text(&self) -> String {
        utc(self.at())
    }
}

impl Moments for WallTime {
    type Text = String;

    fn text(&self) -> String {
        utc(self.at())
    }
}

impl<T: Moments> Moments for Option<T> {
    type Text = Option<T::Text>;

    fn text(&self) -> Self::Text {
        self.as_ref().map(T::text)
    }
}

impl<K: Ord + Clone + Serialize, T: Moments> Moments for BTreeMap<K, T> {
    type Text = BTreeMap<K, T::Text>;

    fn text(&self) -> Self::Text {
        self.iter()
            .map(|(key, moments)| (key.clone(), moments.text()))
            .collect()
    }
}

/// For `serialize_with`: moments in UTC, to the second.
///
/// # Errors
/// What the serializer says.
pub fn in_utc<T: Moments, S: Serializer>(moments: &T, serializer: S) -> Result<S::Ok, S::Error> {
    moments.text().serialize(serializer)
}

/// For `serialize_with`: a zone by its name.
///
/// # Errors
/// What the serializer says.
pub fn zone_name<S: Serializer>(zone: &Zone, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(zone.name())
}

/// A moment with the offset of a zone. Two are equal where they read alike: the same instant told elsewhere is another.
#[derive(Debug, Clone, Copy)]
pub struct Zoned(pub DateTime<FixedOffset>);

impl Zoned {
    /// A moment on the clocks of a zone.
    pub fn new(zone: &Zone, at: DateTime<Utc>) -> Zoned {
        Zoned(zone.local(at))
    }

    /// The instant.
    pub fn at(self) -> DateTime<Utc> {
        self.0.to_utc()
    }

    fn reading(self) -> (DateTime<Utc>, i32) {
        (self.at(), self.0.offset().local_minus_utc())
    }
}

impl PartialEq for Zoned {
    fn eq(&self, other: &Zoned) -> bool {
        self.reading() == other.reading()
    }
}

impl Eq for Zoned {}

impl PartialOrd for Zoned {
    fn partial_cmp(&self, other: &Zoned) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Zoned {
    fn cmp(&self, other: &Zoned) -> Ordering {
        self.reading().cmp(&other.reading())
    }
}

impl fmt::Display for Zoned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::Secs, false))
    }
}

impl Serialize for Zoned {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Zoned {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Zoned, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        DateTime::parse_from_rfc3339(&text)
            .map(Zoned)
            .map_err(serde::de::Error::custom)
    }
}
