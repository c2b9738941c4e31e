//! The law files: where they come from, which are in force, how two editions differ, what is to be reviewed.

#[cfg(feature = "record")]
pub mod backup;
#[cfg(feature = "record")]
pub mod changes;
pub mod coverage;
#[cfg(feature = "record")]
pub mod effect;
pub mod files;
pub mod layers;
#[cfg(feature = "record")]
pub mod pack;
pub mod review;
