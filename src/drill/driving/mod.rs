//! Driving an exercise: its clock, what is delivered, who is at it, and what goes on behind the lock.

pub mod behind_lock;
pub(super) mod delivery;
pub mod driver;
pub mod presence;
