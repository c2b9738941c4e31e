//! The closed lists of codes that facts are recorded in. A value's words are its plain meaning, for the glossary, help
//! and forms; what is stored and typed is the code.

use crate::core::coded::coded;
use crate::core::tri::Tri;

coded! {
    /// The part an organization plays for the data: it decides about them (GDPR: controller; US: owner or licensee),
    /// or holds them for another (processor; vendor).
    pub enum Role: "role" {
        /// Controller, owner, licensee.
        Owner = "controller" => "decides why and how the data is processed; the owner or licensee in US law",
        /// Processor, vendor, service provider, third-party agent.
        Vendor = "processor" => "processes the data for others; the vendor or service provider in US law",
    }
}

coded! {
    /// What the data was held on.
    pub enum Medium: "medium" {
        /// In a computer system.
        Electronic = "electronic" => "in a computer system",
        Paper = "paper" => "on paper",
        Both = "both" => "in a computer system and on paper",
    }
}

coded! {
    /// How likely it is that the data was accessed or acquired. The order is that of the evidence.
    pub enum Likelihood: "likelihood" {
        /// Proven not to have happened.
        Excluded = "excluded" => "proven not to have happened",
        /// No sign of it, and no proof against it.
        Possible = "possible" => "cannot be ruled out",
        /// More probable than not.
        Likely = "likely" => "more likely than not",
        Confirmed = "confirmed" => "established",
    }
}

impl Likelihood {
    /// Whether the law may take it as having happened. `Possible` stays unknown: it neither creates nor ends an
    /// obligation.
    pub fn happened(known: Option<Likelihood>) -> Tri {
        match known {
            None | Some(Likelihood::Possible) => Tri::Unknown,
            Some(Likelihood::Excluded) => Tri::No,
            Some(Likelihood::Likely | Likelihood::Confirmed) => Tri::Yes,
        }
    }
}

coded! {
    /// ENISA's kinds of data.
    pub enum DataKind: "kind of data" {
        /// Identity, contact, education, family, working life.
        Simple = "simple" => "identity, contact details, family, education, work",
        /// Location, traffic, habits, preferences.
        Behavioural = "behavioural" => "location, traffic, habits, preferences",
        /// Income, transactions, cards.
        Financial = "financial" => "income, transactions, cards",
        /// Health, politics, religion, sexual life.
        Sensitive = "sensitive" => "health, politics, religion, sex life",
    }
}

coded! {
    /// Whether the data tells less or more than its kind suggests.
    pub enum Context: "context" {
        /// Less than the label says.
        Lower = "lower" => "the data is less revealing than usual for its kind",
        /// What the label says.
        Usual = "usual" => "the data is as revealing as usual for its kind",
        /// More than the label says.
        Higher = "higher" => "the data is more revealing than usual for its kind",
    }
}

coded! {
    /// Which property of the data was lost.
    pub enum BreachType: "type of breach" {
        /// Somebody could read it.
        Confidentiality = "confidentiality" => "someone unauthorized could read the data",
        /// It was changed.
        Integrity = "integrity" => "the data was changed",
        /// It was out of reach.
        Availability = "availability" => "the data was lost or unavailable",
    }
}

coded! {
    /// How it came about.
    pub enum Cause: "cause" {
        /// A mistake by hand.
        Slip = "slip" => "a mistake",
        /// A technical failure.
        Failure = "failure" => "a technical failure",
        /// Somebody from inside, on purpose.
        Insider = "insider" => "an insider, on purpose",
        /// A thing was stolen.
        Theft = "theft" => "devices or papers were stolen",
        /// Somebody broke in.
        Attack = "attack" => "an attack from outside",
    }
}

coded! {
    /// Who got the data, or could have; mildest first.
    pub enum DataRecipient: "recipient" {
        /// Nobody.
        None = "none" => "nobody",
        /// Somebody bound to secrecy or otherwise dependable.
        Trusted = "trusted" => "someone bound to secrecy or otherwise trustworthy",
        /// One known outsider, or a few.
        Known = "known" => "one known outsider, or a few",
        /// Many known outsiders.
        ManyKnown = "many-known" => "many known outsiders",
        /// It cannot be told who.
        Unknown = "unknown" => "unknown who",
        /// Somebody hostile.
        Attacker = "attacker" => "someone hostile",
    }
}

coded! {
    /// What is known about the copy at the recipient.
    pub enum Deletion: "answer about the copy" {
        /// Destroyed, and reliably confirmed.
        Confirmed = "confirmed" => "deleted, and reliably confirmed",
        /// Came back.
        Returned = "returned" => "returned",
        /// Asked for, no answer yet.
        Asked = "asked" => "requested, no answer yet",
        /// Nothing of the kind.
        No = "no" => "neither deleted nor returned",
    }
}

coded! {
    /// What the data can be rebuilt from.
    pub enum Backup: "backup" {
        /// Back in hours.
        Fast = "fast" => "restored within hours",
        /// Back in days.
        Slow = "slow" => "restored within days",
        /// Rebuilt from paper.
        PaperOnly = "paper-only" => "rebuilt from paper",
        /// There is none.
        None = "none" => "no backup",
        /// There was one, and it was hit as well.
        HitToo = "hit-too" => "the backup was affected as well",
    }
}

coded! {
    /// Effect on people seen so far.
    pub enum Effect: "effect" {
        /// None seen.
        None = "none" => "none seen so far",
        /// Annoyance, delay.
        Minor = "minor" => "annoyance or delay",
        /// Real harm.
        Serious = "serious" => "real harm",
    }
}

coded! {
    /// How easily the data leads to a person.
    pub enum Identifiability: "identifiability" {
        /// Hardly.
        Negligible = "negligible" => "hardly identifies a person",
        /// With luck.
        Limited = "limited" => "identifies a person only by chance",
        /// With some effort.
        Significant = "significant" => "identifies a person with some effort",
        /// At once.
        Maximum = "maximum" => "identifies a person at once",
    }
}

coded! {
    /// Whether the affected people can be notified individually.
    pub enum DirectNotice: "answer about direct notice" {
        /// They can.
        Possible = "possible" => "people can be notified individually",
        /// It would take too much.
        Disproportionate = "disproportionate" => "it would take disproportionate effort",
        /// There are no contact details.
        NoContact = "no_contact" => "there are no contact details",
        /// A notice would itself do harm.
        WouldHarm = "would_harm" => "a notice would do harm",
    }
}
