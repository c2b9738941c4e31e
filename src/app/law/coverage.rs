//! Which places have which kinds of obligation in the law files, and how sure the files are of them.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::core::coded::coded;
use crate::core::ids::{ObligationId, RegimeId};
use crate::core::law::rulebook::{Confidence, Obligation, Recipient, Regime, Rulebook, Status};

coded! {
    /// The columns of the table: recipients that a person looks for together.
    pub enum ObligationGroup: "kind of obligation" {
        /// Affected people.
        People = "people",
        /// Supervisors, CSIRTs, police, a legislature.
        Authority = "authority",
        /// Consumer reporting agencies.
        Agencies = "agencies",
        Media = "media",
        /// The owner of the data that a vendor holds, and other controllers.
        Owner = "owner",
        /// Investors.
        Market = "market",
        /// Customers, card brands and the other party of a contract.
        Contract = "contract",
        /// The organization's own record.
        Record = "record",
    }
}

impl From<Recipient> for ObligationGroup {
    fn from(recipient: Recipient) -> ObligationGroup {
        match recipient {
            Recipient::Individuals => ObligationGroup::People,
            Recipient::Regulator | Recipient::LawEnforcement | Recipient::Legislature | Recipient::Csirt => {
                ObligationGroup::Authority
            }
            Recipient::ConsumerReportingAgencies => ObligationGroup::Agencies,
            Recipient::Media => ObligationGroup::Media,
            Recipient::DataOwner | Recipient::OtherController => ObligationGroup::Owner,
            Recipient::Market => ObligationGroup::Market,
            Recipient::Customers | Recipient::CardBrands | Recipient::ContractParty => ObligationGroup::Contract,
            Recipient::Record => ObligationGroup::Record,
        }
    }
}

/// One obligation of a place.
#[derive(Debug, Clone, Serialize)]
pub struct Covered {
    /// Its id.
    pub obligation: ObligationId,
    /// How sure its file is.
    pub confidence: Confidence,
    /// How far it binds.
    pub status: Status,
}

/// What the law files hold for one place.
#[derive(Debug, Clone, Serialize)]
pub struct PlaceCoverage {
    /// ISO 3166 code, `EU`, or the name of a scheme for contracts.
    pub place: String,
    pub regimes: Vec<RegimeId>,
    /// Its obligations by kind; a kind without any is left out.
    pub obligations: BTreeMap<ObligationGroup, Vec<Covered>>,
}

impl PlaceCoverage {
    /// How many obligations of a kind there are, and the least sure of them.
    pub fn of(&self, group: ObligationGroup) -> Option<(usize, Confidence)> {
        let found = self.obligations.get(&group)?;
        let least = found.iter().map(|covered| covered.confidence).max()?;
        Some((found.len(), least))
    }
}

/// A row for each place, in the order of their codes; current versions only.
pub fn coverage(rules: &Rulebook) -> Vec<PlaceCoverage> {
    let mut places: BTreeMap<&str, PlaceCoverage> = BTreeMap::new();
    // A contract binds towards one customer, wherever that is.
    let of_places = |regime: &&Regime| regime.scope.customers.is_empty();
    for regime in rules.regimes.iter().filter(of_places) {
        let row = places.entry(&regime.jurisdiction).or_insert_with(|| PlaceCoverage {
            place: regime.jurisdiction.clone(),
            regimes: Vec::new(),
            obligations: BTreeMap::new(),
        });
        row.regimes.push(regime.id.clone());
        for obligation in &regime.current().obligations {
            let group = ObligationGroup::from(obligation.recipient);
            row.obligations
                .entry(group)
                .or_default()
                .push(covered(regime, obligation));
        }
    }
    places.into_values().collect()
}

fn covered(regime: &Regime, obligation: &Obligation) -> Covered {
    Covered {
        obligation: obligation.key.clone(),
        confidence: regime.confidence,
        status: obligation.status.unwrap_or(regime.status),
    }
}
