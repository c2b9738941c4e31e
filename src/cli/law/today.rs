//! The day that the answers about the law count from.

use chrono::NaiveDate;

use crate::cli::failure::Failure;
use crate::cli::invocation::Invocation;

/// The day that ages and reviews count from: `--at`, or today.
pub(super) fn today(call: &Invocation) -> Result<NaiveDate, Failure> {
    match &call.options.at {
        Some(text) => day(text.get(..10).unwrap_or(text)).map_err(|error| Failure::input(format!("--at: {error}"))),
        None => Ok(call.now().at().date_naive()),
    }
}

/// A date as typed.
pub(crate) fn day(text: &str) -> Result<NaiveDate, String> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| "expected a date such as 2026-01-31".to_owned())
}
