//! The organization as its own stream tells it: the profile that holds whatever the incident, and the people to call.

use crate::core::facts::keys;
use crate::core::ids::ObligationId;
use crate::core::law::terms::Recipient;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::contact::Contact;
use super::event::{About, Event, OfOrganisation, What};
use super::facts::FactValue;
use super::facts::picture::Picture;

/// What can be asked of the organization's own record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum OrganisationCommand {
    /// Sets a value of the profile.
    Set {
        /// Such as `organisation.country` or `policy.default_days`.
        key: String,
        /// A TOML literal.
        value: String,
    },
    /// Takes a value out of the profile: unknown again.
    Unset {
        key: String,
    },
    SaveContact(Contact),
    RemoveContact {
        /// The contact's id.
        contact: String,
    },
}

impl OrganisationCommand {
    /// The event it becomes.
    pub fn event(self) -> What {
        match self {
            OrganisationCommand::Set { key, value } => What::ProfileSet { key, value },
            OrganisationCommand::Unset { key } => What::ProfileUnset { key },
            OrganisationCommand::SaveContact(contact) => What::ContactSaved { contact },
            OrganisationCommand::RemoveContact { contact } => What::ContactRemoved { contact },
        }
    }
}

/// The organization as its own stream tells it: the profile and the people to call.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Organisation {
    /// What holds whatever the incident, by key.
    pub profile: BTreeMap<String, FactValue>,
    /// Logos that another one has replaced: letters that were approved with one come out with it.
    pub former_logos: Vec<Picture>,
    /// Contacts by id.
    pub contacts: BTreeMap<String, Contact>,
    /// Number of the last event.
    pub seq: u64,
}

impl Organisation {
    /// Folds the organization's stream.
    pub fn fold<'e>(events: impl IntoIterator<Item = &'e Event>) -> Organisation {
        let mut organisation = Organisation::default();
        for event in events {
            organisation.apply(event);
        }
        organisation
    }

    /// The same, with lines that reach nobody in the place of numbers and addresses: in an exercise no real person is rung
    /// up by mistake.
    #[must_use]
    pub fn with_masked_numbers(&self) -> Organisation {
        let mut masked = self.clone();
        let channels = masked.contacts.values_mut().flat_map(|contact| &mut contact.channels);
        for (channel, line) in channels.zip(1..) {
            channel.address = format!("exercise line {line}");
        }
        masked
    }

    pub fn apply(&mut self, event: &Event) {
        self.seq = event.seq;
        let change = match event.what.about() {
            About::Organisation(change) => change,
            // These belong to other streams.
            About::Incident(_) | About::Exercise(_) | About::Members(_) => return,
        };
        match change {
            OfOrganisation::Profile {
                key,
                value: Some(value),
            } => {
                let value = FactValue::recorded(key, value, None);
                let former = self.profile.insert(key.to_owned(), value);
                self.former_logos
                    .extend(former.as_ref().and_then(FactValue::picture).cloned());
            }
            OfOrganisation::Profile { key, value: None } => {
                let former = self.profile.remove(key);
                self.former_logos
                    .extend(former.as_ref().and_then(FactValue::picture).cloned());
            }
            OfOrganisation::Contact {
                contact: Some(contact), ..
            } => {
                self.contacts.insert(contact.id.clone(), contact.clone());
            }
            OfOrganisation::Contact { id, contact: None } => {
                self.contacts.remove(id);
            }
            // Whoever asks for them folds them (`legal_hold`).
            OfOrganisation::LegalHold { .. } | OfOrganisation::Erasure => {}
        }
    }

    /// Days the team's own policy allows for an obligation whose law names no number: for that obligation, for its
    /// recipient, or for all.
    pub fn policy_days(&self, obligation: &ObligationId, recipient: Recipient) -> Option<i64> {
        let keys = [
            keys::policy::key(obligation),
            keys::policy::key(recipient.code()),
            keys::policy::key("default"),
        ];
        keys.iter()
            .find_map(|key| i64::try_from(self.profile.get(key)?.number()?).ok())
    }
}
