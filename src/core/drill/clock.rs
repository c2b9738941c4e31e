//! The stepped clock: wall time drives exercise time, exercise time and the injects drive the story's time.
//!
//! Exercise time stands while the clock is paused and runs at 1× to 240× of the wall's otherwise; it only ever goes
//! forward. The story's time goes on with exercise time from the last inject that named a moment, and steps to the
//! next one when that is handed out. All three are pure functions of what was recorded and of the wall's moment.

use std::fmt;

use chrono::TimeDelta;

use crate::core::time::{StoryTime, WallTime};

/// The slowest and the fastest a clock runs, times real time.
pub const SPEEDS: std::ops::RangeInclusive<u32> = 1..=240;

/// Exercise time: for how long the exercise has been played. It is stored in milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct ExerciseTime(i64);

impl ExerciseTime {
    /// The beginning.
    pub const START: ExerciseTime = ExerciseTime(0);

    pub fn millis(millis: i64) -> ExerciseTime {
        ExerciseTime(millis)
    }

    pub fn at_minute(minute: u64) -> ExerciseTime {
        ExerciseTime::START.after_minutes(minute)
    }

    /// The time this many minutes later.
    #[must_use]
    pub fn after_minutes(self, minutes: u64) -> ExerciseTime {
        self.later(i64::try_from(minutes).unwrap_or(i64::MAX).saturating_mul(60_000))
    }

    fn later(self, millis: i64) -> ExerciseTime {
        ExerciseTime(self.0.saturating_add(millis))
    }

    /// How much later than another exercise time; below zero where it is earlier.
    pub fn since(self, earlier: ExerciseTime) -> TimeDelta {
        let millis = self.0.saturating_sub(earlier.0);
        TimeDelta::try_milliseconds(millis).unwrap_or(if millis < 0 { TimeDelta::MIN } else { TimeDelta::MAX })
    }

    /// The full minutes of it.
    pub fn minute(self) -> i64 {
        self.0 / 60_000
    }
}

/// As the clock shows it: `25`, or `25:30`.
impl fmt::Display for ExerciseTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&minutes(self.since(ExerciseTime::START)))
    }
}

/// A moment of the story at an exercise time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchor {
    /// Exercise time.
    pub elapsed: ExerciseTime,
    /// The story's moment.
    pub story: StoryTime,
}

/// A stretch of wall time in which the clock keeps its pace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Where it begins on the wall.
    pub wall: WallTime,
    /// The exercise time there.
    pub elapsed: ExerciseTime,
    /// Times real time.
    pub speed: u32,
    /// Whether it runs.
    pub running: bool,
}

impl Stretch {
    fn elapsed(&self, wall: WallTime) -> ExerciseTime {
        // A wall clock that was put back must not take the exercise back.
        let gone = wall.since(self.wall).num_milliseconds();
        match self.running {
            true => self.elapsed.later(gone.saturating_mul(i64::from(self.speed))),
            false => self.elapsed,
        }
    }

    /// The wall time until its end in which the clock stood. One that was held afterwards, because nobody had driven it, goes on
    /// from an earlier exercise time than the wall would give.
    fn stood(&self, end: WallTime, next: Option<ExerciseTime>) -> TimeDelta {
        if !self.running {
            return end.since(self.wall);
        }
        let over = next.map_or(TimeDelta::zero(), |next| self.elapsed(end).since(next));
        TimeDelta::milliseconds(over.num_milliseconds().max(0) / i64::from(self.speed.max(1)))
    }
}

/// The clock of an exercise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clock {
    stretches: Vec<Stretch>,
    anchors: Vec<Anchor>,
}

impl Clock {
    /// A clock that stands at zero.
    pub fn new(story: StoryTime, wall: WallTime) -> Clock {
        Clock {
            stretches: vec![Stretch {
                wall,
                elapsed: ExerciseTime::START,
                speed: 1,
                running: false,
            }],
            anchors: vec![Anchor {
                elapsed: ExerciseTime::START,
                story,
            }],
        }
    }

    /// From here on another pace, or another exercise time.
    pub(super) fn set(&mut self, elapsed: ExerciseTime, speed: u32, running: bool, wall: WallTime) {
        self.stretches.push(Stretch {
            wall,
            elapsed,
            speed,
            running,
        });
    }

    pub(super) fn anchor(&mut self, anchor: Anchor) {
        self.anchors.push(anchor);
    }

    /// The stretch that holds now.
    pub fn current(&self) -> Option<&Stretch> {
        self.stretches.last()
    }

    /// Whether it runs.
    pub fn running(&self) -> bool {
        self.current().is_some_and(|s| s.running)
    }

    /// Times real time, when it runs.
    pub fn speed(&self) -> u32 {
        self.current().map_or(1, |s| s.speed)
    }

    /// Exercise time now. A wall clock that was put back does not take it back.
    pub fn now(&self, wall: WallTime) -> ExerciseTime {
        self.current().map_or(ExerciseTime::START, |s| s.elapsed(wall))
    }

    /// Exercise time at a moment of the wall that has passed.
    pub fn elapsed(&self, wall: WallTime) -> ExerciseTime {
        let holding = self.stretches.iter().rev().find(|s| s.wall <= wall);
        let stretch = holding.or(self.stretches.first());
        stretch.map_or(ExerciseTime::START, |s| s.elapsed(wall))
    }

    /// The story's moment at an exercise time. It never goes back, even where an inject came late.
    pub fn story_at(&self, elapsed: ExerciseTime) -> Option<StoryTime> {
        let reached = self.anchors.iter().filter(|a| a.elapsed <= elapsed);
        let moments = reached.filter_map(|a| a.story.after(elapsed.since(a.elapsed)));
        moments.max().or_else(|| self.anchors.first().map(|a| a.story))
    }

    /// The story's moment at a moment of the wall.
    pub fn story(&self, wall: WallTime) -> Option<StoryTime> {
        self.story_at(self.now(wall))
    }

    /// When, on the wall, an exercise time will be reached; `None` while it stands.
    pub fn reaches(&self, elapsed: ExerciseTime) -> Option<WallTime> {
        let now = self.current().filter(|s| s.running)?;
        let left = elapsed.since(now.elapsed).num_milliseconds().max(0);
        let speed = i64::from(now.speed.max(1));
        // Rounded up: whoever wakes then must find that the time has come.
        let wall = TimeDelta::milliseconds((left + speed - 1) / speed);
        now.wall.at().checked_add_signed(wall).map(WallTime::read)
    }

    /// The wall time in which it stood, from the first start to a moment.
    pub fn paused(&self, until: WallTime) -> TimeDelta {
        // The clock stands at zero until the facilitator starts it, which is no pause.
        let next = self.stretches.iter().skip(1).map(|s| (s.wall, Some(s.elapsed)));
        let begun = self
            .stretches
            .iter()
            .zip(next.chain([(until, None)]))
            .skip_while(|(s, _)| !s.running);
        begun.fold(TimeDelta::zero(), |sum, (s, (end, next))| sum + s.stood(end, next))
    }
}

/// Minutes of exercise time: `25`, or `25:30`; none where it is over.
pub fn minutes(span: TimeDelta) -> String {
    let seconds = span.num_seconds().max(0);
    match seconds % 60 {
        0 => format!("{}", seconds / 60),
        rest => format!("{}:{rest:02}", seconds / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{TimeZone as _, Utc};

    #[test]
    fn a_clock_that_was_held_afterwards_stood_for_as_long() {
        let at = |minute: i64| WallTime::read(Utc.timestamp_opt(minute * 60, 0).unwrap());
        let mut clock = Clock::new(StoryTime::named(at(0).at()), at(0));
        clock.set(ExerciseTime::START, 2, true, at(5));
        // Nobody drove it from minute 8 on; that is seen in minute 20, and it goes on in minute 21.
        clock.set(ExerciseTime::at_minute(6), 2, false, at(20));
        clock.set(ExerciseTime::at_minute(6), 2, true, at(21));
        assert_eq!(clock.paused(at(31)), TimeDelta::minutes(13));
        assert_eq!(clock.now(at(31)), ExerciseTime::at_minute(26));
        // A jump is no pause.
        clock.set(ExerciseTime::at_minute(60), 2, true, at(31));
        assert_eq!(clock.paused(at(40)), TimeDelta::minutes(13));
    }
}
