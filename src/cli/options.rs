//! The options of every command.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Clone, Args)]
pub(super) struct Options {
    /// Print one JSON document instead of text
    #[arg(long, global = true)]
    pub json: bool,
    /// Print plain lines without boxes or color, for screen readers and simple terminals
    #[arg(long, global = true)]
    pub plain: bool,
    /// Show only the deadlines that run out next, in big figures, for a screen on the wall
    #[arg(long)]
    pub wall: bool,
    /// Evaluate as of this moment, for what-if questions and exercises; never recorded as real time
    #[arg(long, global = true, value_name = "MOMENT")]
    pub at: Option<String>,
    /// Folder of law files on top of the built-in ones; may be given several times
    #[arg(long, global = true, value_name = "DIR")]
    pub law_dir: Vec<PathBuf>,
    /// Folder of the record: database, header and audit log
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "FIREBELL_DATA_DIR",
        hide_env_values = true
    )]
    pub data_dir: Option<PathBuf>,
    /// Config file
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "FIREBELL_CONFIG",
        hide_env_values = true
    )]
    pub config: Option<PathBuf>,
    /// Who is acting, for the record and the audit log [default: the login name]
    #[arg(long, global = true, value_name = "NAME")]
    pub actor: Option<String>,
    /// Read the passphrase from this file, which contains nothing else
    #[arg(long, global = true, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// Read the passphrase from the first line of this command's output
    #[arg(long, global = true, value_name = "COMMAND", conflicts_with = "passphrase_file")]
    pub key_command: Option<String>,
}
