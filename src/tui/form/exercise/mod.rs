//! Forms of an exercise.

pub(crate) mod corrective_action;
pub(crate) mod hot_wash;
pub(crate) mod jump;
pub(crate) mod observation;
pub(crate) mod participant;
pub(crate) mod rating;
pub(crate) mod skip;
pub(crate) mod start;

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
