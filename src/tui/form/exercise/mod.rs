//! Forms of an exercise.

pub mod corrective_action;
pub mod hot_wash;
pub mod jump;
pub mod observation;
pub mod participant;
pub mod rating;
pub mod skip;
pub mod start;

use super::Here;
use crate::drill::scenario::OBJECTIVES;

/// "none" and the objectives, for a choice.
fn objectives() -> impl Iterator<Item = &'static str> {
    std::iter::once("none").chain(OBJECTIVES)
}

/// An objective of that choice.
fn objective(text: &str, _: &Here) -> Result<Option<String>, String> {
    Ok(Some(text.to_owned()).filter(|text| text != "none" && !text.is_empty()))
}
