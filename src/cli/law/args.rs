//! What can be typed after `firebell law`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// `firebell law`
#[derive(Debug, Args)]
pub struct LawArgs {
    /// Which view.
    #[command(subcommand)]
    pub command: LawCommand,
}

/// The views of the law.
#[derive(Debug, Subcommand)]
pub enum LawCommand {
    /// All regimes, a line each.
    List {
        /// Only those whose id, name or place contains this.
        search: Option<String>,
    },
    /// One regime whole: every version and obligation.
    Show {
        /// Its id, such as us-tx.
        id: String,
    },
    /// Check law files and print every finding; exit 1 if there is any.
    Lint {
        /// A folder to check over the built-in files; without it, the built-in files.
        dir: Option<PathBuf>,
    },
    /// What changed between two days.
    Diff {
        /// The earlier day.
        from: String,
        /// The later day.
        to: String,
    },
    /// Regimes nobody has reviewed for a while.
    Stale {
        /// Days, such as 180d.
        #[arg(long, default_value = "180d")]
        older_than: String,
    },
    /// The flags of the organisation profile, with their questions.
    Profiles,
    /// Supervisory authorities with zone, form and address.
    Authorities {
        /// Only those of this country or place.
        place: Option<String>,
    },
    /// Holiday calendars, or the holidays of one.
    Calendars {
        /// The calendar.
        id: Option<String>,
        /// Which year.
        #[arg(long)]
        year: Option<i32>,
    },
}
