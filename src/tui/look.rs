//! Whether a frame has to be drawn again.

use super::event::{Answer, Event};
use super::model::Model;
use super::screen::stack::Screen;

/// Whether an event changes what is on screen. Most seconds change nothing: times are told in minutes, and nobody has
/// recorded anything.
pub(super) enum Look {
    /// Whatever came, the screen is drawn again.
    Other,
    /// Nothing is new.
    Same,
    /// A second has passed, before which this was said at this minute.
    Second { minute: i64, said: String },
}

impl Look {
    pub(super) fn of(model: &Model, event: &Event) -> Look {
        match event {
            Event::Answer(Answer::Same) => Look::Same,
            Event::Tick(_) if !seconds_show(model) => Look::Second {
                minute: minute(model),
                said: model.words_said(),
            },
            Event::Tick(_)
            | Event::Answer(_)
            | Event::Key(_)
            | Event::Burst(_)
            | Event::BurstEnd(_)
            | Event::TooSoon(_)
            | Event::Paste(_)
            | Event::Mouse(_)
            | Event::Resize(..)
            | Event::Terminate
            | Event::Suspend => Look::Other,
        }
    }

    pub(super) fn is_other(&self, model: &Model) -> bool {
        match self {
            Look::Other => true,
            Look::Same => false,
            Look::Second { minute: before, said } => *before != minute(model) || *said != model.words_said(),
        }
    }
}

fn minute(model: &Model) -> i64 {
    model.now.at().timestamp().div_euclid(60)
}

/// Whether a clock with seconds, or one that runs faster than the wall's, is on screen.
fn seconds_show(model: &Model) -> bool {
    model.desk().is_some() || matches!(model.screens.top(), Some(Screen::Wall(_)))
}
