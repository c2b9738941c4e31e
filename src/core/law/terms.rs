//! The closed lists of the law files as types: what the loader has checked, the engine never compares as text again.

use crate::core::coded::coded;

coded! {
    /// How far a text binds.
    pub enum Status: "status" {
        /// In force: makes obligations and deadlines.
        Law = "law",
        /// Enacted, in force from a later day.
        Future = "future",
        /// Found in guidance only: its number is for information, never a deadline.
        Guidance = "guidance",
        /// Nobody is bound.
        Voluntary = "voluntary",
        /// Not law.
        Proposed = "proposed",
        /// Adopted, but whether it binds could not be established.
        Unsettled = "unsettled",
        /// Waits for rules that fix the obligation.
        AwaitsRules = "awaits_rules" => "awaits rules",
        /// People look here for an obligation and there is none.
        NoDuty = "no_duty" => "no obligation",
    }
}

impl Status {
    /// Whether a number of this text may become a deadline.
    pub fn makes_deadlines(self) -> bool {
        matches!(self, Status::Law | Status::Future)
    }
}

coded! {
    /// What must have happened to the data.
    pub enum Trigger: "trigger" {
        /// Somebody reached them.
        Access = "access" => "access to the data",
        /// Somebody took them.
        Acquisition = "acquisition" => "acquisition of the data",
        /// One of the two is enough.
        AccessOrAcquisition = "access_or_acquisition" => "access to or acquisition of the data",
        /// Both are needed.
        AccessAndAcquisition = "access_and_acquisition" => "access to and acquisition of the data",
        /// Loss of confidentiality, integrity or availability.
        Cia = "cia" => "a loss of confidentiality, integrity or availability",
        /// The incident itself; no personal data are needed.
        Incident = "incident" => "an incident",
    }
}

coded! {
    /// When encryption takes the obligation away.
    pub enum Encryption: "encryption safe harbor" {
        /// Never.
        None = "none",
        /// Always.
        Yes = "yes",
        /// Unless the key went too.
        UnlessKeyTaken = "unless_key_taken" => "unless the key was taken",
        /// Not known: the strict side, never.
        Unknown = "unknown",
        /// For the notice to people only, and unless the key went too.
        IndividualsOnly = "individuals_only" => "for individuals only",
    }
}

coded! {
    /// On what the data must have been held.
    pub enum MediumCovered: "medium" {
        /// Computerised data.
        Electronic = "electronic",
        /// Any medium.
        Any = "any",
        /// Not known: the strict side, any.
        Unknown = "unknown",
        /// Paper only if made from computerised data.
        PaperFromComputer = "paper_from_computer" => "paper made from computerised data",
    }
}

coded! {
    /// What an undecided harm test means for the obligation.
    pub enum Polarity: "polarity" {
        /// Due unless harm was decided to be unlikely.
        Unless = "unless",
        /// Due only if harm was decided to be likely; undecided is possible.
        OnlyIf = "only_if" => "only if",
    }
}

coded! {
    /// How compliance with another law works.
    pub enum Effect: "effect" {
        /// Whoever is under the other law is outside this one.
        Exempt = "exempt",
        /// Whoever chooses to comply with the other law is taken to comply with this one.
        Deemed = "deemed",
        /// Only the notice to consumer reporting agencies falls away.
        CraOnly = "cra_only" => "consumer reporting agencies only",
        /// Only what the notice says may follow the other law.
        ContentOnly = "content_only" => "content only",
    }
}

coded! {
    /// Who is told.
    pub enum Recipient: "recipient" {
        /// Affected people.
        Individuals = "individuals",
        /// An authority that supervises.
        Regulator = "regulator",
        ConsumerReportingAgencies = "consumer_reporting_agencies" => "consumer reporting agencies",
        Media = "media",
        /// Whoever the data are held for.
        DataOwner = "data_owner" => "data owner",
        /// Police and prosecutors.
        LawEnforcement = "law_enforcement" => "law enforcement",
        /// Investors.
        Market = "market",
        Customers = "customers",
        Legislature = "legislature",
        /// Payment card brands.
        CardBrands = "card_brands" => "card brands",
        /// A computer security incident response team.
        Csirt = "csirt",
        /// The organization's own record.
        Record = "record",
        /// Another controller.
        OtherController = "other_controller" => "other controller",
        /// The other party of a contract.
        ContractParty = "contract_party" => "contract party",
    }
}

impl Recipient {
    /// The word of the law for it: the law of the Union calls whoever data are held for a controller.
    ///
    /// `jurisdiction` is the code of the place whose law it is.
    pub fn words_under(self, jurisdiction: &str) -> &'static str {
        match (self, jurisdiction) {
            (Recipient::DataOwner, "EU") => "controller",
            (other, _) => other.words(),
        }
    }

    /// Whether it is a public authority, of which some laws ask whether it must be told.
    pub fn is_authority(self) -> bool {
        match self {
            Recipient::Regulator | Recipient::LawEnforcement | Recipient::Csirt => true,
            Recipient::Individuals
            | Recipient::ConsumerReportingAgencies
            | Recipient::Media
            | Recipient::DataOwner
            | Recipient::Market
            | Recipient::Customers
            | Recipient::Legislature
            | Recipient::CardBrands
            | Recipient::Record
            | Recipient::OtherController
            | Recipient::ContractParty => false,
        }
    }
}

coded! {
    /// How sure the file's author is of what it says.
    pub enum Confidence: "confidence" {
        /// The text was read.
        High = "high",
        /// Read in part, or in a reliable digest.
        Medium = "medium",
        /// Not read; to be checked before it is relied on.
        Low = "low",
    }
}

coded! {
    /// How an authority is found where the law names none.
    pub enum AuthorityFrom: "way to find the authority" {
        /// By establishment and residents: the lead supervisory authority.
        Lead = "lead",
    }
}

coded! {
    /// What sort of rule a regime is.
    pub enum RegimeKind: "kind of regime" {
        /// For everybody.
        General = "general",
        /// For one industry.
        Sector = "sector",
        /// For issuers of securities.
        Securities = "securities",
        CriticalInfrastructure = "critical-infrastructure" => "critical infrastructure",
        /// For makers of products.
        Product = "product",
        /// By agreement.
        Contract = "contract",
    }
}

coded! {
    /// Comparison with a number of people.
    pub enum Op: "comparison" {
        /// More than.
        Over = ">" => "more than",
        AtLeast = ">=" => "at least",
        /// Fewer than.
        Below = "<" => "fewer than",
    }
}

coded! {
    /// Whose number counts.
    pub enum Where: "scope of the number" {
        /// Those in the regime's own place.
        Place = "place",
        /// Those in the country of the regime's place, the other states of a federal country among them.
        Country = "country",
        /// Everybody.
        All = "all",
        /// Any one state or country alone.
        AnyOnePlace = "any_one_place" => "any one place",
    }
}

coded! {
    /// What is known of a version of a regime.
    pub enum Rule: "state of a former version" {
        /// Written out.
        Listed = "listed",
        /// There was no obligation.
        None = "none",
        /// The text is not modelled.
        Unmodelled = "unmodelled",
    }
}

coded! {
    /// Which organizations an authority answers for.
    pub enum Sector: "sector" {
        /// Companies and other private bodies.
        Private = "private",
        /// Public bodies.
        Public = "public",
        /// Police and justice.
        Police = "police",
        /// Institutions of the Union.
        Institutions = "institutions",
    }
}

coded! {
    /// Filings from which a clock can run.
    pub enum FilingStart: "filing" {
        /// The notice to affected people.
        NoticeToIndividuals = "notice_to_individuals" => "notice to individuals",
        /// The report to the authority.
        ReportToRegulator = "report_to_regulator" => "report to regulator",
        EarlyReport = "early_report" => "early report",
    }
}

/// What starts a clock.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum StartsFrom {
    /// A milestone of milestones.toml.
    Milestone(String),
    /// A filing of the organization's own; the obligation names which.
    Filing(FilingStart),
    /// The end of the calendar year in which the discovery falls.
    YearEnd,
}

impl StartsFrom {
    const YEAR_END: &str = "calendar_year_end";

    /// From the code of the law files; whether a milestone exists is checked when all files are joined.
    pub fn read(code: &str) -> StartsFrom {
        match FilingStart::from_code(code) {
            Some(filing) => StartsFrom::Filing(filing),
            None if code == StartsFrom::YEAR_END => StartsFrom::YearEnd,
            None => StartsFrom::Milestone(code.to_owned()),
        }
    }

    /// The milestone, if it is one.
    pub fn milestone(&self) -> Option<&str> {
        match self {
            StartsFrom::Milestone(id) => Some(id),
            StartsFrom::Filing(_) | StartsFrom::YearEnd => None,
        }
    }

    /// The code of the law files.
    pub fn code(&self) -> &str {
        match self {
            StartsFrom::Milestone(id) => id,
            StartsFrom::Filing(filing) => filing.code(),
            StartsFrom::YearEnd => StartsFrom::YEAR_END,
        }
    }
}

/// What a regime's harm test asks.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum HarmQuestion {
    /// Nothing: there is no harm test.
    None,
    /// Each obligation has its own conditions.
    ByObligation,
    /// The decision of a family of decisions.toml.
    Family(String),
}

impl HarmQuestion {
    /// From the code of the law files.
    pub fn read(code: String) -> HarmQuestion {
        match code.as_str() {
            "none" => HarmQuestion::None,
            "by_obligation" => HarmQuestion::ByObligation,
            _ => HarmQuestion::Family(code),
        }
    }

    /// The code of the law files.
    pub fn code(&self) -> &str {
        match self {
            HarmQuestion::None => "none",
            HarmQuestion::ByObligation => "by_obligation",
            HarmQuestion::Family(family) => family,
        }
    }

    /// The family of decisions that answers it.
    pub fn family(&self) -> Option<&str> {
        match self {
            HarmQuestion::Family(family) => Some(family),
            HarmQuestion::None | HarmQuestion::ByObligation => None,
        }
    }
}
