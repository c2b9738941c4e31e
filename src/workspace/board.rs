//! The board: every incident, and the next deadlines of the real ones.

use super::{WorkError, Workspace};
use crate::app::record::Filter;
use crate::app::views::incident::{DeadlineRowView, RowView, deadline, row};
use crate::core::facts::IncidentKind;
use crate::core::time::{StoryTime, WallTime};

/// The board as it is at a moment.
#[derive(Debug, Clone)]
pub struct Board {
    pub rows: Vec<RowView>,
    /// The next deadlines, soonest first.
    pub coming: Vec<DeadlineRowView>,
}

impl Workspace {
    /// The board, with at most this many deadlines beside it.
    ///
    /// # Errors
    /// What the record says.
    pub fn board(&self, most: u32, now: WallTime) -> Result<Board, WorkError> {
        let everything = Filter {
            closed: true,
            ..Filter::default()
        };
        let mut rows = Vec::new();
        let waits = self.record.waits_by_stream()?;
        for summary in &self.record.list(&everything)? {
            let mut view = row(summary);
            view.not_yet_shared = waits.get(&summary.stream).copied().unwrap_or(0);
            if summary.kind == IncidentKind::Exercise {
                // One exercise that cannot be read takes its own countdown away, and not everybody's board.
                match self.record.course(summary, now) {
                    Ok(course) => {
                        view.story = Some(course.now);
                        view.ended = course.ended;
                    }
                    Err(_) => view.next = None,
                }
            }
            rows.push(view);
        }
        // Exercises run by clocks of their own and are never counted with what is real.
        let coming = self.record.coming(now, most)?;
        let coming = coming
            .iter()
            .map(|(summary, row)| deadline(summary, row, StoryTime::outside_incidents(now)));
        Ok(Board {
            rows,
            coming: coming.collect(),
        })
    }
}
