//! Answers to a question that did not come: whoever expects one presses y as soon as a form is handed in, and where the form
//! closes without a question, the y would be a command of the screen below.

use chrono::TimeDelta;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::event::Event;
use super::model::Model;
use super::widget::overlay::Overlay;
use crate::core::time::WallTime;

/// How long after a form has closed, in milliseconds, an answer was meant for it.
const MEANT_FOR_IT: i64 = 300;

/// When a form closed because it was recorded.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct JustClosed {
    closed: Option<WallTime>,
}

impl JustClosed {
    /// The event as it is meant: an answer that comes right after a form has closed is none of the screen's commands. What
    /// is typed behind it is: somebody who types ahead goes on with the next entry.
    pub(super) fn judged(&mut self, event: Event, now: WallTime) -> Event {
        let key = match &event {
            Event::Key(key) | Event::Burst(key) | Event::BurstEnd(key) => *key,
            Event::TooSoon(_)
            | Event::Paste(_)
            | Event::Mouse(_)
            | Event::Resize(..)
            | Event::Tick(_)
            | Event::Terminate
            | Event::Suspend
            | Event::Answer(_) => return event,
        };
        match self.closed {
            Some(closed) if answers(key) && now.since(closed) < TimeDelta::milliseconds(MEANT_FOR_IT) => {
                self.closed = Some(now);
                Event::TooSoon(key)
            }
            Some(_) | None => {
                *self = JustClosed::default();
                event
            }
        }
    }

    /// Looks whether a form was on top before an answer and nothing is now.
    pub(super) fn saw(&mut self, form_before: bool, model: &Model, now: WallTime) {
        if form_before && model.overlays.is_empty() {
            self.closed = Some(now);
        }
    }
}

/// Whether a form is on top that waits for the record.
pub(super) fn waits(model: &Model) -> bool {
    matches!(model.overlays.last(), Some(Overlay::Form(form)) if form.sent)
}

fn answers(key: KeyEvent) -> bool {
    is_letter(key) && matches!(key.code, KeyCode::Char('y' | 'Y')) || key.code == KeyCode::Enter
}

fn is_letter(key: KeyEvent) -> bool {
    let plain = !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
    plain && matches!(key.code, KeyCode::Char(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: i64) -> WallTime {
        WallTime::read(chrono::DateTime::from_timestamp_millis(1_790_000_000_000 + milliseconds).unwrap())
    }

    fn key(letter: char) -> Event {
        Event::Key(KeyEvent::from(KeyCode::Char(letter)))
    }

    #[test]
    fn an_answer_right_after_a_form_closed_is_no_command() {
        let after = |form| JustClosed { closed: Some(form) };
        let mut closed = after(at(0));
        assert!(matches!(closed.judged(key('y'), at(250)), Event::TooSoon(_)));
        assert!(matches!(closed.judged(key('y'), at(400)), Event::TooSoon(_)));
        assert!(matches!(closed.judged(key('y'), at(900)), Event::Key(_)));
        // The next entry is typed right behind it.
        let mut closed = after(at(0));
        assert!(matches!(closed.judged(key('y'), at(50)), Event::TooSoon(_)));
        assert!(matches!(closed.judged(key('.'), at(60)), Event::Key(_)));
        assert!(matches!(after(at(0)).judged(key('n'), at(60)), Event::Key(_)));
        let mut closed = after(at(0));
        assert!(matches!(closed.judged(key('e'), at(10)), Event::Key(_)));
        assert!(matches!(closed.judged(key('y'), at(20)), Event::Key(_)));
        let mut closed = after(at(0));
        assert!(matches!(closed.judged(key('y'), at(900)), Event::Key(_)));
        assert!(matches!(closed.judged(key('y'), at(901)), Event::Key(_)));
        let mut closed = after(at(0));
        assert!(matches!(closed.judged(key('e'), at(10)), Event::Key(_)));
        assert!(matches!(JustClosed::default().judged(key('y'), at(0)), Event::Key(_)));
    }
}
