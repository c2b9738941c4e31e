//! What can be typed about law packs.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand};

use crate::cli::files::ForceArg;
use crate::cli::law::today::day;
use crate::core::law::pack::{PackName, PackVersion};

#[derive(Debug, Subcommand)]
pub(crate) enum PackCommand {
    /// Write a folder of law files into one signed archive, for others to install
    Pack(MakeArgs),
    /// Make a key that signs law packs, sealed under a passphrase, and print the verifier key that others trust
    Keygen {
        /// Where the private key is written; keep it where nobody else can read it
        file: PathBuf,
        /// Name of the key: who signs, as a web address without https, such as acme.example/law
        #[arg(long, value_name = "NAME")]
        name: String,
    },
    /// Trust a key whose packs may be installed, or list the trusted keys
    Trust {
        /// Verifier key as `law keygen` printed it [default: list the trusted keys]
        key: Option<String>,
        /// Trust this key no longer
        #[arg(long, requires = "key")]
        remove: bool,
    },
    /// Install a law pack: check who signed it, show what changes, and ask
    Install(InstallArgs),
    /// Go back to the law packs that were in force before the last one was installed
    Rollback(AskArgs),
    /// List the law packs in force
    Packs,
}

#[derive(Debug, Args)]
pub(crate) struct MakeArgs {
    /// Folder of law files, laid out as in the built-in law: calendars in `calendars`, authorities in `authorities`
    pub dir: PathBuf,
    /// Name of the pack, the same in all its versions, such as acme-law
    #[arg(long, value_name = "NAME")]
    pub name: PackName,
    /// Its version: numbers with dots between them, such as 3 or 2026.12.1
    #[arg(long, value_name = "VERSION")]
    pub pack_version: PackVersion,
    /// What changed, for whoever is asked to install it; may be given several times
    #[arg(long, value_name = "TEXT", required = true)]
    pub changed: Vec<String>,
    /// File of the private key that signs it; its passphrase is asked for, or read from --passphrase-file
    #[arg(long, value_name = "FILE")]
    pub key: PathBuf,
    /// Where the pack is written
    #[arg(long = "output", alias = "out", short, value_name = "FILE")]
    pub out: PathBuf,
    /// Date of the pack [default: today]
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub date: Option<NaiveDate>,
    #[command(flatten)]
    pub force: ForceArg,
}

#[derive(Debug, Args)]
pub(crate) struct InstallArgs {
    /// The pack
    pub pack: PathBuf,
    /// Install it although a newer version of the same pack is in force
    #[arg(long)]
    pub downgrade: bool,
    #[command(flatten)]
    pub ask: AskArgs,
}

/// Whether a person is asked before the law changes.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct AskArgs {
    /// Do not ask
    #[arg(long, short)]
    pub yes: bool,
    /// Show what would change, and change nothing
    #[arg(long, conflicts_with = "yes")]
    pub dry_run: bool,
}
