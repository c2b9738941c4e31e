//! How much time is left until a moment: the one place that says it in words.

use chrono::{DateTime, TimeDelta, Utc};

use super::StoryTime;

/// The time from now to a moment; less than nothing once it has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeLeft(TimeDelta);

impl TimeLeft {
    /// Until a moment, as the incident's clock has it.
    pub fn until(at: DateTime<Utc>, now: StoryTime) -> TimeLeft {
        TimeLeft(at - now.at())
    }

    /// Whether the moment has passed.
    pub fn is_past(self) -> bool {
        self.0 < TimeDelta::zero()
    }

    /// In a sentence: `2 d 4 h left`, `OVERDUE by 3 h 20 min`.
    pub fn sentence(self) -> String {
        let minutes = self.0.num_minutes().abs();
        let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
        let span = match (days, hours) {
            (0, 0) => format!("{rest} min"),
            (0, _) => format!("{hours} h {rest} min"),
            (1..=6, _) => format!("{days} d {hours} h"),
            _ => format!("{days} d"),
        };
        match self.is_past() {
            true => format!("OVERDUE by {span}"),
            false => format!("{span} left"),
        }
    }

    /// In a narrow column, for an obligation that is due: `2 d 04 h`, `OVERDUE 3 h 20 min`. The last hour is told in
    /// seconds.
    pub fn binding(self) -> String {
        self.column("OVERDUE")
    }

    /// In a narrow column, for what is only possible and cannot be overdue: `2 d 04 h`, `past 3 h 20 min`.
    pub fn informative(self) -> String {
        self.column("past")
    }

    fn column(self, past: &str) -> String {
        match self.0.num_seconds() {
            _ if self.is_past() => format!("{past} {}", span(self.0)),
            seconds @ 0..3600 => format!("{} min {:02} s", seconds / 60, seconds % 60),
            _ => span(self.0),
        }
    }
}

/// How long a stretch is, whichever way it goes, in the two units that matter: `2 d 04 h`, `3 h 20 min`.
pub fn span(length: TimeDelta) -> String {
    let minutes = length.num_minutes().abs();
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    match (days, hours) {
        (0, 0) => format!("{rest} min"),
        (0, _) => format!("{hours} h {rest:02} min"),
        (1..=13, _) => format!("{days} d {hours:02} h"),
        _ => format!("{days} d"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(minutes: i64) -> TimeLeft {
        TimeLeft(TimeDelta::minutes(minutes))
    }

    #[test]
    fn the_same_time_is_told_alike_everywhere() {
        let told = |minutes| {
            (
                left(minutes).sentence(),
                left(minutes).binding(),
                left(minutes).informative(),
            )
        };
        let words = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
        assert_eq!(told(12), words("12 min left", "12 min 00 s", "12 min 00 s"));
        assert_eq!(told(200), words("3 h 20 min left", "3 h 20 min", "3 h 20 min"));
        assert_eq!(told(52 * 60), words("2 d 4 h left", "2 d 04 h", "2 d 04 h"));
        assert_eq!(told(20 * 1440), words("20 d left", "20 d", "20 d"));
        assert_eq!(
            told(-200),
            words("OVERDUE by 3 h 20 min", "OVERDUE 3 h 20 min", "past 3 h 20 min")
        );
    }

    #[test]
    fn the_last_second_is_still_in_time() {
        assert!(!TimeLeft(TimeDelta::zero()).is_past());
        assert!(TimeLeft(TimeDelta::milliseconds(-1)).is_past());
        assert_eq!(TimeLeft(TimeDelta::milliseconds(-1)).binding(), "OVERDUE 0 min");
    }
}
