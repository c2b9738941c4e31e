//! What may be done in an exercise, and what must be said when doing it.

use chrono::TimeDelta;

use crate::core::drill::clock::{ExerciseTime, SPEEDS};
use crate::core::drill::{CorrectiveAction, Drill, DrillEvent, Element, InjectState, Mark};
use crate::core::event::What;
use crate::core::incident::Incident;
use crate::core::refusal::Refusal;
use crate::core::time::WallTime;
use crate::core::toml_text::reader::suggestion;

/// How long an inject can be called back after it was delivered, by the wall clock.
pub const RECALL: TimeDelta = TimeDelta::minutes(1);

/// The longest jump of exercise time.
const LONGEST: TimeDelta = TimeDelta::days(2);

/// The event of the incident that an event of its exercise becomes at a moment.
///
/// # Errors
/// A [`Refusal`] that says what stands in the way.
pub fn recorded(incident: &Incident, event: DrillEvent, wall: WallTime) -> Result<What, Refusal> {
    let drill = incident.drill.as_ref();
    let elapsed = drill.map_or(ExerciseTime::START, |drill| drill.clock.now(wall));
    decide(incident, elapsed, &event)?;
    if let (Some(drill), DrillEvent::Recalled { inject }) = (drill, &event) {
        recalled(drill, inject, wall)?;
    }
    Ok(What::Drill(event))
}

/// Whether an event may be recorded.
///
/// # Errors
/// A [`Refusal`] that says what stands in the way.
pub fn decide(incident: &Incident, wall_elapsed: ExerciseTime, event: &DrillEvent) -> Result<(), Refusal> {
    let Some(drill) = &incident.drill else {
        return Err(Refusal::input(
            format!("{} is not an exercise with a scenario", incident.code),
            "start an exercise from a scenario first",
        ));
    };
    match event {
        DrillEvent::Started(_) => Err(Refusal::input("the exercise has already started", "start another one")),
        DrillEvent::ClockSet { elapsed, speed, .. } => {
            running(incident, drill)?;
            clock(wall_elapsed, *elapsed, *speed)
        }
        DrillEvent::Stood { elapsed } => {
            running(incident, drill)?;
            stood(incident, drill, *elapsed)
        }
        DrillEvent::Delivered { inject, .. } | DrillEvent::Skipped { inject, .. } => {
            running(incident, drill)?;
            once(drill, inject, true)
        }
        DrillEvent::Held { inject } => {
            running(incident, drill)?;
            once(drill, inject, false)
        }
        DrillEvent::Ended { .. } | DrillEvent::Recalled { .. } => running(incident, drill),
        DrillEvent::Marked { action, mark, .. } => marked(drill, action, *mark),
        DrillEvent::Improvement(action) => improvement(drill, action),
        DrillEvent::ImprovementClosed(closure) => closed(incident, drill, &closure.id),
        DrillEvent::Hinted { .. }
        | DrillEvent::Declined { .. }
        | DrillEvent::Observed(_)
        | DrillEvent::Rated { .. }
        | DrillEvent::Joined { .. }
        | DrillEvent::Answered { .. } => Ok(()),
    }
}

fn marked(drill: &Drill, action: &str, mark: Option<Mark>) -> Result<(), Refusal> {
    if mark.is_some() || drill.marks.contains_key(action) {
        return Ok(());
    }
    Err(Refusal::input(
        format!("{action} has no mark"),
        "there is nothing to withdraw",
    ))
}

fn closed(incident: &Incident, drill: &Drill, id: &str) -> Result<(), Refusal> {
    match drill.improvements.get(id) {
        Some(open) if open.closed.is_none() => Ok(()),
        Some(_) => Err(Refusal::input(
            format!("corrective action {id} is already closed"),
            "nothing was recorded",
        )),
        None => Err(Refusal::input(
            format!("{} has no corrective action {id}", incident.code),
            "list the corrective actions",
        )),
    }
}

fn running(incident: &Incident, drill: &Drill) -> Result<(), Refusal> {
    match drill.ended {
        None => Ok(()),
        Some(_) => Err(Refusal::new(
            format!("the exercise {} is over", incident.code),
            "you can still complete its findings and write its report",
        )),
    }
}

/// Time goes forward only.
fn clock(now: ExerciseTime, elapsed: ExerciseTime, speed: u32) -> Result<(), Refusal> {
    if !SPEEDS.contains(&speed) {
        return Err(Refusal::input(
            format!("a speed of {speed} is not possible"),
            format!("from {} to {} times real time", SPEEDS.start(), SPEEDS.end()),
        ));
    }
    if elapsed.since(now) > LONGEST {
        return Err(Refusal::input(
            "a jump of more than two days is not possible",
            "give an exercise minute within the next 2880",
        ));
    }
    if elapsed < now {
        return Err(Refusal::input(
            "the exercise clock cannot go back",
            "players cannot unsee what they have seen; undo the last entry, or start another exercise",
        ));
    }
    Ok(())
}

/// Time in which nobody drove the exercise does not count, but nothing that was recorded is undone by that.
fn stood(incident: &Incident, drill: &Drill, elapsed: ExerciseTime) -> Result<(), Refusal> {
    let last = drill.clock.elapsed(incident.last_wall);
    if !drill.clock.running() || elapsed < last {
        return Err(Refusal::new(
            "the exercise clock is running",
            "check the status of the exercise",
        ));
    }
    Ok(())
}

/// An inject goes out once, and what went out cannot be held or skipped any more.
fn once(drill: &Drill, inject: &str, held_may: bool) -> Result<(), Refusal> {
    let words = match drill.injects.get(inject) {
        None => return Ok(()),
        Some(InjectState::Held) if held_may => return Ok(()),
        Some(InjectState::Held) => "is already held",
        Some(InjectState::Delivered { .. }) => "was already delivered",
        Some(InjectState::Skipped { .. }) => "was already skipped",
    };
    Err(Refusal::new(
        format!("inject {inject} {words}"),
        "check the status of the exercise",
    ))
}

/// Within a minute few have read it; afterwards players cannot unsee it.
fn recalled(drill: &Drill, inject: &str, now: WallTime) -> Result<(), Refusal> {
    match drill.injects.get(inject) {
        Some(InjectState::Skipped { .. }) => Ok(()),
        Some(InjectState::Delivered { wall, .. }) if now.at() - wall.at() <= RECALL => Ok(()),
        Some(InjectState::Delivered { .. }) => Err(Refusal::new(
            format!("inject {inject} was delivered more than a minute ago"),
            "players cannot unsee it; tell the room what holds instead",
        )),
        Some(InjectState::Held) | None => Err(Refusal::new(
            format!("inject {inject} was not delivered"),
            "check the status of the exercise",
        )),
    }
}

fn improvement(drill: &Drill, action: &CorrectiveAction) -> Result<(), Refusal> {
    let id = &action.id;
    if drill.improvements.contains_key(id) {
        return Err(Refusal::new(
            format!("corrective action {id} already exists"),
            "choose another number",
        ));
    }
    if action.action.trim().is_empty() || action.owner.trim().is_empty() {
        return Err(Refusal::input(
            "a corrective action needs a description and an owner",
            "name a role as its owner",
        ));
    }
    match Element::from_code(&action.element) {
        Some(_) => Ok(()),
        None => Err(Refusal::input(
            format!("unknown part of an organization `{}`", action.element),
            suggestion(&action.element, &Element::CODES),
        )),
    }
}
