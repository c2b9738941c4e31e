//! The exercise minute that the clock jumps to.

use crate::core::drill::clock::ExerciseTime;
use crate::drill::driving::driver;
use crate::drill::driving::driver::Turn;
use crate::tui::effect::{Effect, ExerciseEffect};
use crate::tui::form::{Answers, Asked, Form, Known, Opener, Outcome, Prompt, Purpose, Slot};

const MINUTE: Prompt<u32> = Prompt::number("minute", "To which exercise minute?")
    .help("injects due on the way are delivered first, in order; the clock never goes back");
pub(crate) const OPEN: Opener = Opener::new("jump", |_| Ok(Form::new(JumpTo, "Jump ahead", vec![MINUTE.field()])));

#[derive(Debug)]
struct JumpTo;

impl Purpose for JumpTo {
    fn slot(&self) -> Slot {
        Slot::single("jump", "JumpTo")
    }

    fn keeps_drafts(&self) -> bool {
        false
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let (code, minute) = (answers.incident()?, answers.read(&MINUTE)?);
        let turn = Turn::Jump(ExerciseTime::at_minute(minute.into()));
        let jump = Effect::Exercise(ExerciseEffect::Turn { code, turn });
        Some(match far_jump(&answers.known(), minute) {
            Some(words) => Outcome::Confirm(Asked::new("Jump ahead", words, "Jump"), jump),
            None => Outcome::Effect(jump),
        })
    }
}

/// Why a jump to this minute is to be confirmed first.
fn far_jump(known: &Known<'_>, minute: u32) -> Option<String> {
    let desk = known.desk?;
    let minute = u64::from(minute);
    let coming = desk
        .coming
        .iter()
        .filter(|inject| inject.at.is_some_and(|at| at <= ExerciseTime::at_minute(minute)));
    let passed: Vec<&str> = coming.map(|inject| inject.id.as_str()).collect();
    let words = driver::far_jump_words(&passed, minute, desk.room.clock.planned)?;
    Some(format!("{words} This cannot be undone. Jump?"))
}
