//! The day a letter goes out, which each kind of reader may have its own of.

use chrono::{DateTime, Utc};

use crate::core::facts::keys;
use crate::core::facts::story::{Audience, StoryKey, Told, Tongue};
use crate::core::incident::{FactEntry, Incident};
use crate::core::letter_recipient::LetterRecipient;

/// What is recorded of it: for the reader, else for all.
pub(super) fn recorded(incident: &Incident, audience: Audience) -> Option<&FactEntry> {
    let name = keys::letter::SENT_ON.rsplit('.').next().unwrap_or_default();
    let keys = StoryKey::keys_of(name, Told::AlikeByReader, audience, Tongue::English);
    keys.iter().find_map(|key| incident.current(key).pop())
}
pub(super) fn moment(incident: &Incident, audience: Audience) -> Option<DateTime<Utc>> {
    recorded(incident, audience)?.value.as_ref()?.moment()
}

/// Who reads what goes to a recipient: without one, the people affected.
pub(super) fn reader(recipient: Option<LetterRecipient>) -> Audience {
    recipient.map_or(Audience::People, LetterRecipient::usual_audience)
}
