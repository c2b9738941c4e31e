//! The lock of the workbench: it falls when nobody touched a key for a while, or by hand for somebody else to go on. What
//! was on the screen is gone with it, and so is the open record: it is opened anew by whoever goes on.

use std::time::Duration;

use super::event::{Answer, Event};
use crate::core::time::WallTime;

/// Why the lock fell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Locked {
    /// Nobody touched a key for so long.
    Idle(Duration),
    ByHand,
}

/// Watches for signs of a person.
#[derive(Debug, Clone, Copy)]
pub(super) struct IdleLock {
    /// How long nobody may touch a key; `None`: as long as they like.
    after: Option<Duration>,
    touched: WallTime,
}

impl IdleLock {
    pub(super) fn new(after: Option<Duration>, now: WallTime) -> IdleLock {
        IdleLock { after, touched: now }
    }

    /// Takes an event in. What a person does counts, and so does coming back from an editor, in which the keys are not
    /// seen here; the clock and the worker do not.
    pub(super) fn saw(&mut self, event: &Event, now: WallTime) {
        match event {
            Event::Key(_)
            | Event::Burst(_)
            | Event::BurstEnd(_)
            | Event::TooSoon(_)
            | Event::Paste(_)
            | Event::Mouse(_) => {
                self.touched = now;
            }
            Event::Answer(Answer::Edited { .. }) => self.touched = now,
            Event::Resize(..) | Event::Tick(_) | Event::Answer(..) | Event::Terminate | Event::Suspend => {}
        }
    }

    /// Whether the lock falls now.
    pub(super) fn falls(&self, now: WallTime) -> Option<Locked> {
        let after = self.after?;
        let idle = now.since(self.touched).to_std().unwrap_or_default();
        (idle >= after).then_some(Locked::Idle(after))
    }
}

#[cfg(test)]
mod tests {
    use crossterm::event::{KeyCode, KeyEvent};

    use super::*;

    fn at(seconds: i64) -> WallTime {
        WallTime::read(chrono::DateTime::from_timestamp(1_790_000_000 + seconds, 0).unwrap())
    }

    #[test]
    fn the_lock_falls_when_nobody_touches_a_key() {
        let mut lock = IdleLock::new(Some(Duration::from_secs(60)), at(0));
        assert_eq!(lock.falls(at(59)), None);
        lock.saw(&Event::Tick(at(59)), at(59));
        assert_eq!(lock.falls(at(60)), Some(Locked::Idle(Duration::from_secs(60))));
        lock.saw(&Event::Key(KeyEvent::from(KeyCode::Down)), at(59));
        assert_eq!(lock.falls(at(118)), None);
        assert!(lock.falls(at(119)).is_some());
        assert_eq!(IdleLock::new(None, at(0)).falls(at(1_000_000)), None);
    }
}
