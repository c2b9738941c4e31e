//! The clock of the machine, held against what the log says of earlier: one that went back, or leapt, is said and recorded.

use chrono::{DateTime, TimeDelta, Utc};

use crate::store::audit_log::line::{Draft, LineOutcome};

/// The action of the line that tells of it.
pub(crate) const ACTION: &str = "clock.turned";
/// Programs that run side by side read the clock before they write, so that their lines may be this far out of order.
/// Back-dating within it goes unnoticed (docs/threat-model.md).
pub(crate) const BESIDE: TimeDelta = TimeDelta::minutes(15);
/// A gap this long is more likely a wrong clock than a record that nobody opened.
const LEAP: TimeDelta = TimeDelta::days(365);

/// The line that says that the clock went back, or leapt forward, before these lines were written.
pub(crate) fn turned(before: Option<DateTime<Utc>>, lines: &[&Draft]) -> Option<Draft> {
    let before = before?;
    let first = lines.first()?;
    let now = first.moment()?;
    let words = if now + BESIDE < before {
        format!("the clock is {} behind the entry before", span(before - now))
    } else if before + LEAP < now {
        format!("the clock is {} ahead of the entry before", span(now - before))
    } else {
        return None;
    };
    Some(Draft {
        action: ACTION.to_owned(),
        target: words,
        outcome: LineOutcome::Noted.code().to_owned(),
        event: None,
        ..Draft::clone(first)
    })
}

/// A length of time in its two largest units.
pub(crate) fn span(length: TimeDelta) -> String {
    let (days, hours, minutes) = (length.num_days(), length.num_hours() % 24, length.num_minutes() % 60);
    match (days, hours) {
        (0, 0) => format!("{minutes} min"),
        (0, hours) => format!("{hours} h {minutes} min"),
        (days, hours) => format!("{days} d {hours} h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn told(before: &str, now: &str) -> Option<String> {
        let draft = Draft {
            at: now.to_owned(),
            actor: "dana".to_owned(),
            host: "h".to_owned(),
            session: "s".to_owned(),
            action: "note.add".to_owned(),
            target: "2026-001".to_owned(),
            outcome: LineOutcome::Ok.code().to_owned(),
            event: None,
        };
        turned(Some(at(before)), &[&draft]).map(|line| line.target)
    }

    #[test]
    fn a_clock_that_went_back_or_leapt_is_told_and_one_beside_it_is_not() {
        let before = "2026-11-28T10:00:00Z";
        assert_eq!(told(before, "2026-11-28T09:50:00Z"), None);
        assert_eq!(told(before, "2026-12-28T10:00:00Z"), None);
        let back = told(before, "2026-11-20T09:30:00Z");
        assert_eq!(back.as_deref(), Some("the clock is 8 d 0 h behind the entry before"));
        let leapt = told(before, "2036-11-28T10:00:00Z");
        assert_eq!(
            leapt.as_deref(),
            Some("the clock is 3653 d 0 h ahead of the entry before")
        );
    }
}
