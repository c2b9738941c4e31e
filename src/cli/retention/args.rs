//! What can be typed after `firebell retention`, `hold` and `person`.

use chrono::NaiveDate;
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum RetentionCommand {
    /// Show what is erased when, and why
    Plan,
    /// Erase a privileged note before its incident goes, here and in the backups that are known
    EraseNote {
        /// Code of the incident
        code: String,
        /// Number of the entry
        entry: u64,
        /// Why it is erased
        #[arg(long, value_name = "REASON")]
        because: String,
        /// Erase for good, without being asked
        #[arg(long)]
        yes: bool,
    },
    /// Erase what is due: incidents, contacts, what was made of them, and both in the backups that are known
    Run {
        /// Erase without asking
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum HoldCommand {
    /// Keep an incident, or everything, from being erased because of a case or an inquiry
    Add {
        /// Matter, such as "Smith v. Acme"
        matter: String,
        /// Incident that is kept [default: everything]
        #[arg(long, value_name = "CODE")]
        incident: Option<String>,
        /// Why it is kept
        #[arg(long, value_name = "REASON")]
        why: String,
        /// Day on which to look at it again; it goes on until it is released
        #[arg(long, value_name = "DAY")]
        until: Option<NaiveDate>,
    },
    /// List the legal holds
    List,
    /// End a legal hold
    Release {
        /// Its number
        id: u64,
        /// Why it ends
        #[arg(long, value_name = "REASON")]
        why: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum PersonCommand {
    /// List every entry that names a person
    Find {
        /// Name, as it may be written in the record
        name: String,
    },
    /// Print them for the person, without what is privileged (GDPR Article 15)
    Export {
        /// Name, as it may be written in the record
        name: String,
    },
    /// Erase who a contact is, and say what stays and why (GDPR Article 17)
    Erase {
        /// Whole name or id of the contact
        name: String,
        /// Why they are erased, such as the request and its day
        #[arg(long, value_name = "REASON")]
        because: String,
        /// Erase for good, without being asked
        #[arg(long)]
        yes: bool,
    },
}
