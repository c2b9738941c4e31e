//! Exercises of several years side by side, in words and as a picture.

pub mod chart;
pub mod side_by_side;
