//! What can be typed after `firebell law`.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Subcommand;

#[cfg(feature = "record")]
use super::pack::args::PackCommand;
use super::today::day;
use crate::cli::coded::coded;
use crate::cli::files::ForceArg;
use crate::core::law::rulebook::Confidence;

#[derive(Debug, Subcommand)]
pub(crate) enum LawCommand {
    /// List all regimes
    List {
        /// Only regimes whose id, name or place contains this text
        search: Option<String>,
    },
    /// Show one regime: every version and obligation
    Show {
        /// Regime id, such as us-tx
        id: String,
    },
    /// Check law files and print every finding; exits with 1 if there are any
    Lint {
        /// Folder to check on top of the built-in files
        dir: Option<PathBuf>,
    },
    /// Show what a folder of law would change, in the law and in the open incidents; nothing is changed
    #[cfg(feature = "record")]
    Preview(PreviewArgs),
    /// Show what changed between two dates
    Diff {
        /// Earlier date
        #[arg(value_name = "FROM", value_parser = day)]
        from: NaiveDate,
        /// Later date
        #[arg(value_name = "TO", value_parser = day)]
        to: NaiveDate,
    },
    /// List regimes that have not been reviewed for a while
    Stale {
        /// Age in days, such as 180d
        #[arg(long, value_name = "DAYS", default_value = "180d", value_parser = days)]
        older_than: u32,
    },
    /// Show which places have which kinds of obligation, and how sure the files are of them
    Coverage {
        /// Only this place, such as US-TX or DE
        place: Option<String>,
    },
    #[cfg(feature = "record")]
    #[command(flatten)]
    Pack(PackCommand),
    /// List what to review first, or one regime's checklist; with --done, write the result down
    Review(ReviewArgs),
    /// List the flags of the organization profile with their questions
    Profiles,
    /// List supervisory authorities with time zone, form and address
    Authorities {
        /// Only those of this country or place
        place: Option<String>,
    },
    /// List holiday calendars, or the holidays of one
    Calendars {
        /// Calendar id, such as US or DE-BY
        id: Option<String>,
        /// Year [default: the current year]
        #[arg(long)]
        year: Option<i32>,
    },
}

/// The folder to look at, and which one it would replace.
#[cfg(feature = "record")]
#[derive(Debug, clap::Args)]
pub(crate) struct PreviewArgs {
    /// Folder of law files, laid over the law in force
    pub dir: PathBuf,
    /// Folder of the law in force that it would replace
    #[arg(long, value_name = "FOLDER")]
    pub instead_of: Option<PathBuf>,
}

/// What a review says, and where it goes.
#[derive(Debug, clap::Args)]
pub(crate) struct ReviewArgs {
    /// Regime id, such as us-tx [default: list every regime, the least sure first]
    pub id: Option<String>,
    /// You opened the sources and compared the figures: write the regime with the day and your name
    #[arg(long, requires_all = ["id", "by", "out"])]
    pub done: bool,
    /// Who reviewed it
    #[arg(long, value_name = "NAME", requires = "done")]
    pub by: Option<String>,
    /// The day of the review [default: today]
    #[arg(long, value_name = "DAY", value_parser = day, requires = "done")]
    pub on: Option<NaiveDate>,
    /// How sure the file may be now: high, medium or low [default: as before]
    #[arg(long, value_name = "CONFIDENCE", value_parser = coded::<Confidence>(), requires = "done")]
    pub confidence: Option<Confidence>,
    /// The overlay folder for the reviewed regime; use it with --law-dir or law_dirs in the config file
    #[arg(long = "output", alias = "out", value_name = "FOLDER", requires = "done")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub force: ForceArg,
}

/// A number of days, with or without its unit.
fn days(text: &str) -> Result<u32, String> {
    let number = text.strip_suffix('d').unwrap_or(text).parse();
    number.map_err(|_| "expected a number of days such as 180d".to_owned())
}
