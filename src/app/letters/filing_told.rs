//! What filing a notice lets a letter say.

use crate::core::law::terms::Recipient;

/// What a letter may say once a notice to a recipient was filed.
pub(super) fn told_by_filing(recipient: Recipient) -> Option<&'static str> {
    match recipient {
        Recipient::Regulator => Some("authority_told"),
        Recipient::LawEnforcement => Some("police_told"),
        Recipient::Individuals | Recipient::Customers => Some("people_told"),
        Recipient::ConsumerReportingAgencies
        | Recipient::Media
        | Recipient::DataOwner
        | Recipient::Market
        | Recipient::Legislature
        | Recipient::CardBrands
        | Recipient::Csirt
        | Recipient::Record
        | Recipient::OtherController
        | Recipient::ContractParty => None,
    }
}
