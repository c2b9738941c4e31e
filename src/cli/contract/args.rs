//! What can be typed after `firebell contract`.

use clap::{Args, Subcommand};

use crate::core::contract::ContractDraft;

#[derive(Debug, Subcommand)]
pub(crate) enum ContractCommand {
    /// Add a contract with a customer: by when the customer must be told of a breach, and how
    Add(ChangeArgs),
    /// List the contracts
    List,
    /// Show a contract
    Show {
        /// Id of the customer
        customer: String,
    },
    /// Change a contract; what is not given stays. With --since, incidents before that day keep the terms so far
    Edit(ChangeArgs),
    /// Remove a contract
    Remove {
        /// Id of the customer
        customer: String,
    },
}

/// A contract as it would be, and whether it is only looked at.
#[derive(Debug, Args)]
pub(crate) struct ChangeArgs {
    #[command(flatten)]
    pub terms: TermsArgs,
    /// Show what would change in the law and in the open incidents, and save nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// The terms of a contract. Each is checked with all the others, so that everything wrong is named at once.
#[derive(Debug, Args)]
pub(crate) struct TermsArgs {
    /// Id of the customer, short and stable, such as acme; incidents name the customer by it
    pub customer: String,
    /// The customer's full legal name
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Time limit: hours, days or business days, such as 24h, 3d or 2bd
    #[arg(long, value_name = "PERIOD")]
    pub within: Option<String>,
    /// Holiday calendar for business days, such as US or DE-BE
    #[arg(long, value_name = "ID")]
    pub calendar: Option<String>,
    /// What starts the clock: awareness, discovery, confirmation or another milestone
    #[arg(long, value_name = "MILESTONE")]
    pub from: Option<String>,
    /// Who is told at the customer, such as "security desk"
    #[arg(long, value_name = "WHO")]
    pub contact: Option<String>,
    /// Where: an e-mail address, a telephone number, a web page or a postal address
    #[arg(long = "contact-at", value_name = "ADDRESS", allow_hyphen_values = true)]
    pub at: Option<String>,
    /// The clause that asks for it, such as "clause 7.2"
    #[arg(long, value_name = "TEXT")]
    pub clause: Option<String>,
    /// The agreement, such as "data processing agreement of 2025-03-01"
    #[arg(long, value_name = "TEXT")]
    pub agreement: Option<String>,
    /// What counts as a breach: personal-data (lost, changed, unavailable or exposed), access (to personal data) or
    /// incident (any security incident)
    #[arg(long, value_name = "KIND")]
    pub breach: Option<String>,
    /// The customer's place: an ISO code such as DE or US-TX
    #[arg(long, value_name = "PLACE")]
    pub place: Option<String>,
    /// Time zone in which a limit in days ends, such as Europe/Berlin
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<String>,
    /// First day of these terms
    #[arg(long, value_name = "DAY")]
    pub since: Option<String>,
    /// What the notice may say at most, such as "no personal data, no names of other customers"
    #[arg(long, value_name = "TEXT")]
    pub detail: Option<String>,
}

impl From<TermsArgs> for ContractDraft {
    fn from(args: TermsArgs) -> ContractDraft {
        ContractDraft {
            customer: Some(args.customer),
            name: args.name,
            within: args.within,
            calendar: args.calendar,
            from: args.from,
            contact: args.contact,
            at: args.at,
            clause: args.clause,
            agreement: args.agreement,
            breach: args.breach,
            place: args.place,
            zone: args.zone,
            since: args.since,
            detail: args.detail,
        }
    }
}
