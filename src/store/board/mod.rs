//! What lists and the board read instead of the events: a row for each incident, deadlines, the search.

pub mod deadline_list;
pub(super) mod deadline_rows;
pub(super) mod migrate_packed_rows;
pub mod rows;
