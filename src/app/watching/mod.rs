//! What is told while nobody types: new events, deadlines that ring, the commands that a user has called.

pub mod deadline_bell;
pub mod hooks;
pub mod new_events;
