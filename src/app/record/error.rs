//! Why the record did not do what was asked.

use crate::core::refusal::{Refusal, Remedy};
use crate::core::time::UnknownZone;
use crate::store::StoreError;

/// Why the record did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The rules of the record.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is no such incident.
    #[error("unknown incident `{code}`")]
    NoIncident {
        /// As typed.
        code: String,
        /// The nearest there is, or how to open one.
        remedy: Remedy,
    },
    /// The key is wrong, and the audit log could not be told.
    #[error("{}", StoreError::WrongKey)]
    Unnoted(#[source] StoreError),
    /// An import of what was imported or recorded here before.
    #[error("this incident is in the record already, as {code}")]
    Here {
        /// Its code here.
        code: String,
    },
    /// The zone of an incident's local times is in no database. A date in another zone would be a wrong date.
    #[error("the time zone of {code} is unreadable")]
    Zone {
        /// The incident.
        code: String,
        /// What its record says.
        #[source]
        source: UnknownZone,
    },
    /// A stream that does not begin with the opening of its incident: when it was opened is unknown, and nothing is
    /// guessed.
    #[error("the events of {id} do not begin with the opening of an incident")]
    Unopened {
        /// The stream.
        id: String,
    },
    /// What was typed does not read as a fact.
    #[error("{}", problems.first().map(String::as_str).unwrap_or("the value is not valid"))]
    Value { problems: Vec<String> },
}
