//! Whose events they are.

use std::fmt;

/// A stream of the record. Each is a chain of its own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stream<'a> {
    /// The organization's own: its profile and its contacts.
    #[default]
    Organisation,
    /// The record's own: its members.
    Members,
    /// An incident's, by its UUID.
    Incident(&'a str),
}

const ORGANISATION: &str = "organisation";
const MEMBERS: &str = "members";

impl<'a> Stream<'a> {
    /// What it is stored under.
    pub fn name(self) -> &'a str {
        match self {
            Stream::Organisation => ORGANISATION,
            Stream::Members => MEMBERS,
            Stream::Incident(id) => id,
        }
    }

    /// The stream that is stored under a name.
    pub fn named(name: &'a str) -> Stream<'a> {
        match name {
            ORGANISATION => Stream::Organisation,
            MEMBERS => Stream::Members,
            id => Stream::Incident(id),
        }
    }

    /// Whether it is an incident's.
    pub fn is_incident(self) -> bool {
        match self {
            Stream::Organisation | Stream::Members => false,
            Stream::Incident(_) => true,
        }
    }
}

impl fmt::Display for Stream<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
