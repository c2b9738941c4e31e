//! Who sends an incident's letters: its own sender where one is recorded, as of a subsidiary, else the organization.

use super::Incident;
use crate::core::event::SenderHead;
use crate::core::facts::picture::Picture;
use crate::core::facts::{FactValue, keys};
use crate::core::ids::StoredDigest;
use crate::core::organisation::Organisation;

/// The lines below the name.
const LINES: [&str; 4] = [
    keys::identity::ADDRESS,
    keys::identity::TELEPHONE,
    keys::identity::EMAIL,
    keys::identity::WEBSITE,
];

/// What is recorded of the sender under a key of the profile.
pub fn of_sender<'k>(incident: &'k Incident, organisation: &'k Organisation, key: &str) -> Option<&'k FactValue> {
    let recorded = incident.current(key);
    let recorded = recorded.last().and_then(|entry| entry.value.as_ref());
    recorded.or_else(|| organisation.profile.get(key))
}

/// A logo that was recorded at any time, by its digest.
pub fn logo_by_digest<'k>(
    incident: &'k Incident,
    organisation: &'k Organisation,
    digest: &StoredDigest,
) -> Option<&'k Picture> {
    let of_incident = incident.facts.get(keys::identity::LOGO).into_iter().flatten();
    let of_incident = of_incident.filter_map(|entry| entry.value.as_ref()?.picture());
    let of_organisation = organisation
        .profile
        .get(keys::identity::LOGO)
        .and_then(FactValue::picture);
    of_incident
        .chain(of_organisation)
        .chain(&organisation.former_logos)
        .find(|picture| StoredDigest::from(picture.digest()) == *digest)
}

/// The head that a letter has now.
pub fn head(incident: &Incident, organisation: &Organisation) -> SenderHead {
    let value = |key: &str| of_sender(incident, organisation, key);
    let own = |key: &str| {
        let text = value(key)?.plain();
        (!text.is_empty()).then_some(text)
    };
    let logo = value(keys::identity::LOGO).and_then(FactValue::picture);
    SenderHead {
        name: own(keys::organisation::NAME).unwrap_or_default(),
        lines: LINES.iter().filter_map(|key| own(key)).collect(),
        logo: logo.map(|picture| StoredDigest::from(picture.digest())),
    }
}
