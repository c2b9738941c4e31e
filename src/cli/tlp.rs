//! The marking of what leaves, typed the same way everywhere.

use clap::Args;

use super::coded::coded;
use crate::core::tlp::Tlp;

/// How far what leaves may be passed on, where somebody says so.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct TlpArg {
    #[arg(long, value_name = "MARKING", value_parser = coded::<Tlp>(), help = "TLP 2.0 marking to put on it: how far it may be passed on")]
    pub tlp: Option<Tlp>,
}
