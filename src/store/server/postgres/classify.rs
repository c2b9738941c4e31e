//! What an error of the server means for what was asked of it.

use tokio_postgres::Error;

use crate::store::server::error::HomeError;

/// Why a query came to nothing.
#[derive(Debug)]
pub(super) enum Failed {
    /// There was no connection to ask on: nothing was sent.
    Home(HomeError),
    /// The connection ended, or the answer did not come in time: it may have been carried out.
    Ended(String),
    /// The server refused it: it was not carried out.
    Database { state: String, message: String },
}

/// An error and everything below it on one line.
pub(super) fn on_one_line(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text += &format!(": {cause}");
        next = cause.source();
    }
    text
}

/// Classes of states by which a server says that it goes away, is not there yet, or has no room: it may be there in a
/// moment. What was sent may have been carried out.
const GONE: &[&str] = &["57P", "08", "53"];

pub(super) fn database_error(error: Error) -> Failed {
    let Some(told) = error.as_db_error() else {
        return Failed::Ended(on_one_line(&error));
    };
    let state = told.code().code().to_owned();
    match GONE.iter().any(|class| state.starts_with(class)) {
        true => Failed::Ended(told.message().to_owned()),
        false => Failed::Database {
            state,
            message: told.message().to_owned(),
        },
    }
}

impl From<Failed> for HomeError {
    fn from(failed: Failed) -> HomeError {
        match failed {
            Failed::Home(error) => error,
            Failed::Ended(why) => HomeError::Away(why),
            Failed::Database { state, message } => match state.as_str() {
                // The number is taken; the row before is not there; the engine asks for another try.
                "23505" | "23503" | "40001" | "40P01" => HomeError::Late,
                // Whoever has put a row at the end and neither commits nor goes back.
                "55P03" => HomeError::Blocked,
                // A standby, or a primary that has become one.
                "25006" => HomeError::Away(message),
                _ => HomeError::Refused { state, message },
            },
        }
    }
}
