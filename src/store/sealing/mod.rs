//! Text that only some members may read: keys of incidents, restricted incidents, work on letters.

pub(super) mod incident_keys;
pub(super) mod letter_work;
pub(super) mod restricted_events;
pub(super) mod restricted_incidents;
