//! The board: a row for each incident, and the dated obligations of all of them.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Serialize, Serializer};

use super::OverlayView;
use super::moment::{in_utc, zone_name};
use crate::app::record::{DeadlineRow, Summary};
use crate::core::event::Stage;
use crate::core::facts::IncidentKind;
use crate::core::ids::ObligationId;
use crate::core::law::terms::Recipient;
use crate::core::time::{StoryTime, Zone};
use crate::core::verdict::Verdict;

/// A row of the board.
#[derive(Debug, Clone, Serialize)]
pub struct RowView {
    /// `YYYY-NNN`.
    pub code: String,
    /// UUID.
    pub id: String,
    pub title: String,
    /// Real or exercise.
    pub kind: IncidentKind,
    /// Its stage, or closed.
    pub stage: RowStage,
    /// Whether it is closed.
    pub closed: bool,
    /// Proposed severity.
    pub severity: Option<String>,
    /// Next strict deadline.
    pub next: Option<NextView>,
    /// Due obligations that are open.
    pub due: u32,
    /// Possible obligations.
    pub possible: u32,
    /// Due obligations that are open and have no date, where the board counts them.
    #[serde(skip)]
    pub undated: u32,
    #[serde(serialize_with = "in_utc")]
    pub opened_at: DateTime<Utc>,
    /// In an exercise with a scenario, the story's moment now.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "in_utc")]
    pub story: Option<StoryTime>,
    /// It is an exercise that has ended: nothing of it is open any more, though nobody has closed it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub ended: bool,
    /// How many entries wait for the team's server.
    #[serde(skip_serializing_if = "is_zero")]
    pub not_yet_shared: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
pub(super) fn is_zero(count: &usize) -> bool {
    *count == 0
}

impl RowView {
    /// Whether there is nothing left to do on it.
    pub fn is_over(&self) -> bool {
        self.closed || self.ended
    }
}

/// A next deadline.
#[derive(Debug, Clone, Serialize)]
pub struct NextView {
    #[serde(serialize_with = "in_utc")]
    pub strict: DateTime<Utc>,
    pub obligation: ObligationId,
}

/// The stage of an open incident, or that it is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowStage {
    /// Open, in a stage.
    In(Stage),
    Closed,
}

impl fmt::Display for RowStage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            RowStage::In(stage) => stage.code(),
            RowStage::Closed => "closed",
        })
    }
}

impl Serialize for RowStage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

pub fn row(summary: &Summary) -> RowView {
    RowView {
        code: summary.code.to_string(),
        id: summary.stream.clone(),
        title: summary.title.clone(),
        kind: summary.kind,
        stage: match summary.closed {
            true => RowStage::Closed,
            false => RowStage::In(summary.stage),
        },
        closed: summary.closed,
        severity: summary.severity.clone(),
        next: summary.next.as_ref().map(|next| NextView {
            strict: next.strict,
            obligation: next.obligation.clone(),
        }),
        due: summary.due,
        possible: summary.possible,
        undated: 0,
        opened_at: summary.opened_at,
        story: None,
        ended: false,
        not_yet_shared: 0,
    }
}

/// A dated obligation of any incident.
#[derive(Debug, Clone, Serialize)]
pub struct DeadlineRowView {
    /// The incident.
    pub code: String,
    pub title: String,
    /// Real or exercise.
    pub kind: IncidentKind,
    pub obligation: ObligationId,
    /// Due or possible.
    pub verdict: Verdict,
    pub recipient: Recipient,
    /// The last second that is still in time.
    #[serde(serialize_with = "in_utc")]
    pub strict: DateTime<Utc>,
    /// The authority's zone.
    #[serde(serialize_with = "zone_name")]
    pub zone: Zone,
    /// Counted from a stand-in.
    pub provisional: bool,
    /// Due and past.
    pub overdue: bool,
    /// The moment it is looked at: now, or in an exercise with a scenario the story's.
    #[serde(serialize_with = "in_utc")]
    pub as_of: StoryTime,
    /// The file of the team's own that took the place of the built-in regime.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overlay: Option<OverlayView>,
}

/// A dated obligation as a row.
pub fn deadline(summary: &Summary, row: &DeadlineRow, now: StoryTime) -> DeadlineRowView {
    DeadlineRowView {
        code: summary.code.to_string(),
        title: summary.title.clone(),
        kind: summary.kind,
        obligation: row.obligation.clone(),
        verdict: row.verdict,
        recipient: row.recipient,
        strict: row.strict,
        zone: row.zone.clone(),
        provisional: row.provisional,
        overdue: row.verdict == Verdict::Due && row.strict < now.at(),
        as_of: now,
        overlay: None,
    }
}
