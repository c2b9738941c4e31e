//! What a home of shared records does: five calls, and the handing out of the team's keys.

use std::time::Duration;

use super::error::HomeError;
use super::log_part::SignedPart;
use super::row::{Head, HomeId, Row, RowId};
use crate::core::member::public_key::MemberId;
use crate::store::keys::IncidentKeyId;

/// What became of a row that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    not(any(feature = "team", test)),
    expect(dead_code, reason = "only the way to a server needs it")
)]
pub(super) enum Sent {
    /// It is where it survives the loss of one server, as far as this server is set up to promise that.
    Committed,
    /// The server stored it and could not confirm that its standby has it.
    Unconfirmed,
}

/// A key of a team, wrapped for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WrappedKey {
    pub(super) home: HomeId,
    pub(super) epoch: u32,
    pub(super) holder: MemberId,
    pub(super) wrapped: Vec<u8>,
}

/// A key of an incident as the server has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct KeptKey {
    pub(super) id: IncidentKeyId,
    /// The key of the team that it is wrapped under.
    pub(super) epoch: u32,
    pub(super) state: KeyState,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum KeyState {
    Wrapped(Vec<u8>),
    /// It went with this row of the log.
    Gone(u64),
}

/// What happens to keys of incidents in the moment in which a row is put at the end: both, or neither.
#[derive(Debug, Default)]
pub(super) struct KeyChanges {
    pub(super) new: Vec<KeptKey>,
    pub(super) gone: Vec<IncidentKeyId>,
    /// A key of the team that the row announces, for each member.
    #[cfg_attr(
        not(any(feature = "team", test)),
        expect(dead_code, reason = "nothing is handed out where there is no server")
    )]
    pub(super) handed: Vec<WrappedKey>,
}

#[cfg(feature = "team")]
impl KeyChanges {
    pub(super) fn is_empty(&self) -> bool {
        self.new.is_empty() && self.gone.is_empty() && self.handed.is_empty()
    }
}

/// What a machine says of what it has erased, sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SealedReport {
    pub(super) id: [u8; 16],
    pub(super) machine: uuid::Uuid,
    pub(super) epoch: u32,
    pub(super) sealed: Vec<u8>,
}

/// A part of a machine's audit log with its lines, which not every login may read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SealedPart {
    pub(super) machine: uuid::Uuid,
    pub(super) n: u64,
    pub(super) epoch: u32,
    pub(super) sealed: Vec<u8>,
    pub(super) login: String,
}

/// Since when the server has which keys, in milliseconds since 1970.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct KeyAges {
    pub(super) team: Vec<(u32, i64)>,
    /// How many incidents and entries of the organization have one.
    pub(super) incidents: u64,
    pub(super) oldest: Option<i64>,
    /// How many went.
    pub(super) gone: u64,
}

/// What is told of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Met {
    /// The host that answered.
    pub(super) host: String,
    pub(super) version: String,
    pub(super) encrypted: bool,
    /// Whether it tells of news by itself.
    pub(super) notifies: bool,
    /// Standby servers that a commit waits for, as the server has it; empty where it waits for none.
    pub(super) waits_for: String,
    /// Milliseconds since 1970 by the server's clock.
    pub(super) clock: i64,
}

pub(super) trait Home: Send {
    /// Which log is meant from now on.
    fn enter(&mut self, home: HomeId);

    /// The host that is tried first, where there are several.
    fn begin_with(&mut self, host: &str);

    /// The host that the connection is to; `None` where there is none.
    fn works_at(&self) -> Option<String>;

    /// Where the log ends; `None` where the server has none of that name.
    fn head(&mut self) -> Result<Option<Head>, HomeError>;

    /// Puts a row at the end, and changes keys with it. A broken connection is asked about before anything is tried again.
    fn append(&mut self, row: &Row, keys: &KeyChanges) -> Result<Sent, HomeError>;

    /// One row.
    fn row(&mut self, n: u64) -> Result<Option<Row>, HomeError>;

    /// Whether the server has a place for the keys of incidents.
    fn keeps_keys(&mut self) -> Result<bool, HomeError>;

    /// Those of these keys that it has.
    fn incident_keys(&mut self, ids: &[IncidentKeyId]) -> Result<Vec<KeptKey>, HomeError>;

    fn all_incident_keys(&mut self) -> Result<Vec<KeptKey>, HomeError>;

    /// Puts keys there that it does not have.
    fn put_incident_keys(&mut self, keys: &[KeptKey]) -> Result<(), HomeError>;

    /// Puts a key in the place of one that somebody took away.
    fn restore_incident_key(&mut self, key: &KeptKey) -> Result<(), HomeError>;

    /// Takes keys away that went with a row.
    fn take_keys(&mut self, ids: &[IncidentKeyId], n: u64) -> Result<(), HomeError>;

    fn report(&mut self, report: &SealedReport) -> Result<(), HomeError>;

    fn reports(&mut self) -> Result<Vec<SealedReport>, HomeError>;

    /// The machines whose audit logs it has.
    fn machines(&mut self) -> Result<Vec<uuid::Uuid>, HomeError>;

    /// The rows that follow on an end, in order. That the server still has that end is looked at each time.
    fn pull(&mut self, after: Head, most: u32) -> Result<Vec<Row>, HomeError>;

    /// When the server got the rows after one, in milliseconds since 1970 by its clock.
    fn stored_after(&mut self, n: u64) -> Result<Vec<(u64, i64)>, HomeError>;

    /// Where the row of that name is.
    #[cfg_attr(
        not(feature = "team"),
        expect(dead_code, reason = "only the way to a server needs it")
    )]
    fn has(&mut self, id: RowId) -> Result<Option<Head>, HomeError>;

    /// Waits until there may be something new, or the time is over. What it says is a hint.
    fn watch(&mut self, limit: Duration) -> Result<bool, HomeError>;

    /// Keeps others from appending until the next append, or until it is let go. A server that has no such lock keeps nobody.
    fn hold(&mut self) -> Result<(), HomeError>;

    fn let_go(&mut self);

    /// Looks for the server once, for a moment: whoever asks has somebody waiting.
    fn try_again(&mut self) -> Result<(), HomeError>;

    /// The keys that were wrapped for a member, in any log of this server.
    fn keys_of(&mut self, holder: MemberId) -> Result<Vec<WrappedKey>, HomeError>;

    /// Every wrapped key of this log.
    fn all_keys(&mut self) -> Result<Vec<WrappedKey>, HomeError>;

    fn hand_out(&mut self, keys: &[WrappedKey]) -> Result<(), HomeError>;

    fn meet(&mut self) -> Result<Met, HomeError>;

    /// Whether messages that are kept nowhere can be passed on.
    fn passes_on(&mut self) -> bool;

    /// Passes a message on to whoever is connected.
    fn pass_on(&mut self, message: &str) -> Result<(), HomeError>;

    /// The messages that were passed on since this was asked.
    fn heard(&mut self) -> Vec<String>;

    /// Puts a part of a machine's audit log at its end. Nobody waits for a connection on its account, nor long for an answer.
    fn add_part(&mut self, machine: uuid::Uuid, part: &SignedPart, sealed: &[u8]) -> Result<(), HomeError>;

    /// The parts of a machine's audit log that follow on one, without their lines.
    fn parts(&mut self, machine: uuid::Uuid, after: u64) -> Result<Vec<SignedPart>, HomeError>;

    /// The audit logs of all machines, with their lines.
    fn sealed_parts(&mut self) -> Result<Vec<SealedPart>, HomeError>;

    fn key_ages(&mut self) -> Result<KeyAges, HomeError>;

    /// What the server's clock says now, in milliseconds since 1970, as it was read when the connection was made.
    fn clock(&self) -> Option<i64>;
}
