//! What can be typed after `firebell profile`, `contacts` and `playbooks`.

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum ProfileCommand {
    /// Show what is known about the organization
    Show,
    /// Set a value, such as `country US`, `eu_main_establishment none` or `policy.default 10`
    Set {
        /// name, country, eu_main_establishment, role, profile, profile_unknown, people_in_scope_worldwide,
        /// policy.RECIPIENT (a deadline in days where the law sets no fixed deadline), or identity.KEY (the sender of letters)
        key: String,
        /// Value; of identity.logo a PNG or JPEG file, which is taken into the record
        value: String,
    },
    /// Clear a value, so that it is unknown again
    Unset {
        /// Key, as in `profile set`
        key: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum ContactsCommand {
    /// List all contacts by role and call order
    List,
    /// Add or change a contact
    Set(ContactArgs),
    /// Remove a contact
    Remove {
        /// Contact id
        id: String,
    },
    /// Print the call tree on paper, for when no computer can be trusted
    Print,
}

#[derive(Debug, Args)]
pub(crate) struct ContactArgs {
    /// Contact id, short and stable, such as gc
    pub id: String,
    /// Name to read out on a call
    #[arg(long)]
    pub name: String,
    /// Roles, separated by commas: commander, security, legal, dpo, leadership, communications, support,
    /// insurer, law-enforcement, forensics
    #[arg(long, value_name = "ROLE", required = true, value_delimiter = ',')]
    pub roles: Vec<String>,
    /// Channel such as phone:+1-202-555-0100, email:ADDRESS or chat:NAME; the best first, `!` in front if the attacker
    /// may be reading it; may be given several times
    #[arg(long = "channel", value_name = "KIND:ADDRESS", required = true)]
    pub channels: Vec<String>,
    /// Place in the call order: 1 is called first, 2 is the backup
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub order: u32,
    /// Minutes without an answer until the next contact is called
    #[arg(long, value_name = "MINUTES", default_value_t = 15)]
    pub escalate_after: u32,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PlaybooksCommand {
    /// List all playbooks
    List,
    /// Show one playbook
    Show {
        /// Playbook id, such as detection or ransomware
        id: String,
    },
}
