//! What can be typed after `firebell profile`, `contacts` and `playbooks`.

use clap::Subcommand;

/// `firebell profile`
#[derive(Debug, Subcommand)]
pub enum ProfileCommand {
    /// What is known of the organisation.
    Show,
    /// Set a value: country US · eu_main_establishment none · profile sec_registrant · policy.default 10
    Set {
        /// name, country, eu_main_establishment, role, profile, profile_unknown, people_in_scope_worldwide, or
        /// policy.RECIPIENT (days) for duties whose law names no number.
        key: String,
        /// The value.
        value: String,
    },
    /// Take a value out: unknown again.
    Unset {
        /// The key.
        key: String,
    },
}

/// `firebell contacts`
#[derive(Debug, Subcommand)]
pub enum ContactsCommand {
    /// Everybody, by role and order.
    List,
    /// Add somebody, or change them.
    Set {
        /// Short and stable, such as gc.
        id: String,
        /// Name as it is read out.
        #[arg(long)]
        name: String,
        /// Roles: commander, security, legal, dpo, leadership, communications, insurer, law-enforcement, forensics.
        #[arg(long, required = true, value_delimiter = ',')]
        roles: Vec<String>,
        /// phone:+1…, email:…, chat:…; best first; `!` in front marks one the attacker may be reading.
        #[arg(long = "channel", required = true)]
        channels: Vec<String>,
        /// Place in the call order: 1 first, 2 the backup.
        #[arg(long, default_value_t = 1)]
        order: u32,
        /// Minutes without answer after which the next is called.
        #[arg(long, default_value_t = 15)]
        escalate_after: u32,
    },
    /// Take somebody out.
    Remove {
        /// The id.
        id: String,
    },
    /// The call tree on paper, for when the laptop is all that is left.
    Print,
}

/// `firebell playbooks`
#[derive(Debug, Subcommand)]
pub enum PlaybooksCommand {
    /// All playbooks.
    List,
    /// One whole.
    Show {
        /// Its id.
        id: String,
    },
}
