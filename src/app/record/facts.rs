//! The facts of a stored incident, as the law reads them.

use super::RecordError;
use crate::core::facts::write::Document;
use crate::core::facts::{self, Facts};
use crate::core::incident::document::{document, profile_document};
use crate::core::incident::{Incident, Organisation};
use crate::core::law::rulebook::Rulebook;
use crate::core::time::StoryTime;

/// The facts of an incident at a moment, by one edition of the law.
///
/// # Errors
/// [`RecordError::Value`] with everything that cannot be read.
pub(super) fn facts_by(
    rules: &Rulebook,
    incident: &Incident,
    organisation: &Organisation,
    now: StoryTime,
) -> Result<Facts, RecordError> {
    let invented = incident.drill.as_ref().map(|drill| &drill.organisation);
    let document = document(incident, invented.unwrap_or(organisation), now);
    read(&incident.code, &document, rules)
}

/// Looks whether an organization's profile reads.
///
/// # Errors
/// [`RecordError::Value`] with everything that cannot be read.
pub(super) fn profile_reads(rules: &Rulebook, organisation: &Organisation) -> Result<(), RecordError> {
    read("profile", &profile_document(organisation), rules).map(drop)
}

fn read(name: &str, document: &Document, rules: &Rulebook) -> Result<Facts, RecordError> {
    facts::read::stored(name, &document.text, rules).map_err(|problems| {
        let words = problems.iter().map(|problem| {
            let key = document.key_at(problem.line).filter(|key| !key.is_empty());
            let hint = problem.hint.as_deref().map(|h| format!(" ({h})")).unwrap_or_default();
            format!("{}: {}{hint}", key.unwrap_or("incident"), problem.message)
        });
        RecordError::Value {
            problems: words.collect(),
        }
    })
}
