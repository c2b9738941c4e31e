//! Corrective actions: drafted from what an exercise showed, and followed until they are closed.

pub mod drafts;
pub mod list;
