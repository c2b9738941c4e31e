//! Why something that came in was not written.

use rusqlite::ErrorCode;

use crate::store::StoreError;

/// Why a parcel was not written.
#[derive(Debug)]
pub(super) enum Trouble {
    /// It is not what firebell writes: its row carries nothing.
    Void(String),
    /// It could not be written here.
    Store(StoreError),
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Trouble {
        // What the guards of the tables refuse is the fault of the parcel.
        if let StoreError::Sql { source, .. } = &error
            && source.sqlite_error_code() == Some(ErrorCode::ConstraintViolation)
        {
            return Trouble::Void(source.to_string());
        }
        Trouble::Store(error)
    }
}

pub(super) fn void<T>(why: impl Into<String>) -> Result<T, Trouble> {
    Err(Trouble::Void(why.into()))
}
