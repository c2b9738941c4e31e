//! The two clocks of firebell. In an exercise they are years apart, so that each has a type of its own: only an
//! incident turns one into the other ([`Incident::now`](crate::core::incident::Incident::now)), and only once.

use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// A moment by the clock of the world: when something was recorded, noted in the audit log or exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WallTime(DateTime<Utc>);

impl WallTime {
    /// What the clock of the world says.
    pub fn read(at: DateTime<Utc>) -> WallTime {
        WallTime(at)
    }

    /// The moment, for words and for arithmetic.
    pub fn at(self) -> DateTime<Utc> {
        self.0
    }

    /// The moment without fractions of a second, as files keep it.
    #[must_use]
    pub fn to_the_second(self) -> WallTime {
        WallTime(self.0.trunc_subsecs(0))
    }

    /// How much time of the world has passed since another moment; never less than nothing.
    pub fn since(self, earlier: WallTime) -> TimeDelta {
        (self.0 - earlier.0).max(TimeDelta::zero())
    }
}

/// A moment as an incident's clock has it: the clock of the world for a real incident, the story's in an exercise.
/// Verdicts, countdowns, retention dates and everything that is recorded about an incident go by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StoryTime(DateTime<Utc>);

impl StoryTime {
    /// The story's moment that an incident's clock came to.
    pub(crate) fn told(at: DateTime<Utc>) -> StoryTime {
        StoryTime(at)
    }

    /// The moment a span later, where the calendar reaches that far.
    pub(crate) fn after(self, span: TimeDelta) -> Option<StoryTime> {
        self.0.checked_add_signed(span).map(StoryTime)
    }

    /// A moment that a person named for a view (`--at`, `--as-of`, an entry of the log), or a scenario for its story.
    pub fn named(at: DateTime<Utc>) -> StoryTime {
        StoryTime(at)
    }

    /// The moment where there is no incident, so that no story can be told: a facts file, the organization's profile.
    pub fn outside_incidents(wall: WallTime) -> StoryTime {
        StoryTime(wall.0)
    }

    /// The moment, for words and for arithmetic.
    pub fn at(self) -> DateTime<Utc> {
        self.0
    }
}
