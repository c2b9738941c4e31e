//! The record's errors as people see them.

use super::{Failure, Kind, remedy, store_failure};
use crate::app::record::RecordError;
use crate::core::refusal::Refusal;

/// An error of the record with its kind, causes and hint.
pub(crate) fn record_failure(error: RecordError) -> Failure {
    match &error {
        RecordError::Refused(refusal) => refused(refusal),
        RecordError::NoIncident { remedy, .. } => Failure::input(&error).hint(remedy::hint(remedy)),
        RecordError::Value { problems } => {
            let (first, rest) = problems
                .split_first()
                .map_or(("the value is invalid", [].as_slice()), |(f, r)| (f.as_str(), r));
            Failure::input(first)
                .causes(rest.iter().cloned())
                .hint("nothing was recorded; see `firebell incident fact set --help`")
        }
        RecordError::Unnoted(why) => Failure::new(Kind::Locked, &error)
            .causes([format!("and the attempt could not be written to the audit log: {why}")]),
        RecordError::Here { code } => Failure::new(Kind::Refused, &error).hint(format!(
            "nothing was imported; look at it with: firebell incident show {code}"
        )),
        RecordError::Zone { source, .. } => Failure::new(Kind::Refused, &error).because(source),
        RecordError::Unopened { .. } => Failure::new(Kind::Internal, &error),
        RecordError::Store(store) => store_failure(store),
    }
}

fn refused(refusal: &Refusal) -> Failure {
    let kind = if refusal.input { Kind::Input } else { Kind::Refused };
    Failure::new(kind, &refusal.message)
        .causes(refusal.reasons().cloned())
        .hint(remedy::hint(&refusal.remedy))
}
