//! The board: every incident, and the next deadlines of the real ones.

use super::{WorkError, Workspace};
use crate::app::record::{Filter, Summary};
use crate::app::views::incident::{DeadlineRowView, RowView, deadline, row};
use crate::core::facts::IncidentKind;
use crate::core::incident::Incident;
use crate::core::time::{StoryTime, WallTime};

/// The board as it is at a moment.
#[derive(Debug, Clone)]
pub struct Board {
    pub rows: Vec<RowView>,
    /// The next deadlines, soonest first.
    pub coming: Vec<DeadlineRowView>,
}

/// The rows of a board that are shown before the others have been read.
#[derive(Debug, Clone)]
pub struct BoardBeginning {
    pub board: Board,
    /// Real incidents that are open.
    pub real: u32,
    /// Exercises that are open.
    pub exercises: u32,
}

/// A board with more rows is shown before all of them have been read.
const LONG: u32 = 300;
/// More than any screen has lines.
const BEGINNING: u32 = 120;
/// Incidents whose due obligations without a date are counted: each takes a question to the database, and only the
/// first ones are in sight.
const COUNTED: usize = 20;

impl Workspace {
    /// The board, with at most this many deadlines beside it.
    ///
    /// # Errors
    /// What the record says.
    pub fn board(&mut self, most: u32, now: WallTime) -> Result<Board, WorkError> {
        let everything = Filter {
            closed: true,
            ..Filter::default()
        };
        self.board_of(&everything, most, now)
    }

    /// The first open real incidents of a long board; `None` where it is read at once.
    ///
    /// # Errors
    /// What the record says.
    pub fn board_beginning(&mut self, most: u32, now: WallTime) -> Result<Option<BoardBeginning>, WorkError> {
        let (real, exercises, closed) = self.record.counts()?;
        if real < BEGINNING || real + exercises + closed <= LONG {
            return Ok(None);
        }
        let first = Filter {
            exercises: Some(false),
            limit: Some(BEGINNING),
            ..Filter::default()
        };
        Ok(Some(BoardBeginning {
            board: self.board_of(&first, most, now)?,
            real,
            exercises,
        }))
    }

    /// Whether an exercise on the board has a clock that runs: its time goes on though nothing is recorded.
    pub fn an_exercise_runs(&self) -> bool {
        let drills = self
            .exercises
            .values()
            .filter_map(|(_, incident)| incident.drill.as_ref());
        let mut open = drills.filter(|drill| drill.ended.is_none());
        open.any(|drill| drill.clock.running())
    }

    /// An exercise of the board, read again only where something was recorded in it since.
    fn exercise_at(&mut self, summary: &Summary) -> Option<&Incident> {
        let read = self.exercises.get(&summary.stream);
        if read.is_none_or(|(seq, _)| *seq != summary.seq) {
            let incident = self.record.exercise_of(summary).ok()?;
            self.exercises.insert(summary.stream.clone(), (summary.seq, incident));
        }
        self.exercises.get(&summary.stream).map(|(_, incident)| incident)
    }

    fn board_of(&mut self, filter: &Filter, most: u32, now: WallTime) -> Result<Board, WorkError> {
        let mut rows = Vec::new();
        let waits = self.record.waits_by_stream()?;
        let mut counted = 0;
        for summary in &self.record.list(filter)? {
            let mut view = row(summary);
            view.not_yet_shared = waits.get(&summary.stream).copied().unwrap_or(0);
            match summary.kind {
                IncidentKind::Exercise if summary.closed => view.story = Some(StoryTime::outside_incidents(now)),
                // An exercise that cannot be read costs its own countdown, not the whole board.
                IncidentKind::Exercise => match self.exercise_at(summary) {
                    Some(exercise) => {
                        view.story = Some(exercise.now(now));
                        view.ended = exercise.drill.as_ref().is_some_and(|drill| drill.ended.is_some());
                    }
                    None => view.next = None,
                },
                IncidentKind::Real if !summary.closed && summary.due > 0 && counted < COUNTED => {
                    counted += 1;
                    view.undated = self.undated(summary)?;
                }
                IncidentKind::Real => {}
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

    /// Obligations of an incident that are due and open and that no date reminds of.
    fn undated(&self, summary: &Summary) -> Result<u32, WorkError> {
        match summary.next {
            None => Ok(summary.due),
            Some(_) => Ok(summary.due.saturating_sub(self.record.dated_due(summary)?)),
        }
    }
}
