//! What an exercise showed: conditions seen, figures, targets, and the score.

pub mod condition;
pub mod evaluation;
pub mod measure;
pub mod proposal;
pub mod scene;
pub mod score;
pub mod targets;
pub mod truth;
