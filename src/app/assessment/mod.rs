//! An incident beside the law, for people: obligations, what is shown of it, what if, what a decision records.

pub mod assessed;
pub mod deadline_effect;
pub mod decision_record;
pub mod opened_incident;
pub mod what_if;
