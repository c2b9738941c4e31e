//! What can be typed after `firebell letter mailing`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::super::format::FormatArg;
use crate::cli::files::ForceArg;
use crate::core::event::MailChannel;
use crate::core::ids::{BatchId, LetterId, MailingId};
use crate::roster::Delimiter;

#[derive(Debug, Subcommand)]
pub(crate) enum MailingCommand {
    /// Show who on an affected-persons list would get which letter, and who gets none and why; nothing is written
    Plan(PlanArgs),
    /// Write the letters of a mailing, batch by batch, with a list for the mail house, and record it
    Print(PrintArgs),
    /// List the mailings of an incident, each with its next step
    List {
        /// Incident code, such as 2026-001
        code: String,
    },
    /// Record that batches of a mailing were mailed
    Sent(SentArgs),
    /// Record returned mail from a file of pieces
    Returned(ReturnedArgs),
    /// Write proof of mailing: counts, digests and dates, and nobody's name
    Proof(ProofArgs),
}

#[derive(Debug, Args)]
pub(crate) struct PlanArgs {
    /// Incident code, such as 2026-001
    pub code: String,
    /// Affected-persons list: a CSV file with a header
    #[arg(value_name = "FILE")]
    pub roster: PathBuf,
    /// How the letters reach people
    #[arg(long, value_parser = channel, default_value = "post")]
    pub channel: MailChannel,
    /// Use only this letter; may be given several times [default: every approved letter to individuals]
    #[arg(long, value_name = "LETTER", value_parser = known_letter)]
    pub letter: Vec<LetterId>,
    /// Language of rows that name none, such as en [default: the only one there is a letter in]
    #[arg(long, value_name = "LANGUAGE")]
    pub language: Option<String>,
    /// Language of rows that name one in which there is no letter [default: these rows get no letter]
    #[arg(long, value_name = "LANGUAGE")]
    pub fallback: Option<String>,
    /// Where letters of several laws fit, use the one for the narrowest place, such as a state's before the country's
    #[arg(long)]
    pub narrowest: bool,
    /// Send the returned pieces of this mailing again; the list names them in a column `piece`
    #[arg(long, value_name = "MAILING")]
    pub second_of: Option<MailingId>,
    /// File format [default: pdf for mail, txt for e-mail and text messages]
    #[arg(long, value_enum)]
    pub format: Option<FormatArg>,
    /// Character between cells [default: detected from the first rows]
    #[arg(long, value_name = "CHARACTER")]
    pub delimiter: Option<Delimiter>,
}

#[derive(Debug, Args)]
pub(crate) struct PrintArgs {
    #[command(flatten)]
    pub plan: PlanArgs,
    /// Folder for the batches
    #[arg(long = "output", alias = "out", value_name = "FOLDER")]
    pub out: PathBuf,
    /// Put this many letters into each PDF file [default: one]
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    pub bundle: Option<u32>,
    /// Columns to add to the lists for the mail house, separated by commas
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    pub list_columns: Vec<String>,
    /// Remove letters that the folders have from another plan, and create these instead
    #[arg(long)]
    pub replace: bool,
}

#[derive(Debug, Args)]
pub(crate) struct SentArgs {
    /// Incident code, such as 2026-001
    pub code: String,
    /// Mailing, such as M1
    pub mailing: MailingId,
    /// Batch, such as M1-01; may be given several times [default: every batch not mailed yet]
    #[arg(long, value_name = "BATCH")]
    pub batch: Vec<BatchId>,
    /// When it was mailed [default: now]
    #[arg(long, value_name = "MOMENT", allow_hyphen_values = true)]
    pub at: Option<String>,
    /// Post, mail house or mail service
    #[arg(long, value_name = "NAME")]
    pub carrier: String,
    /// Class of mail, such as "first class"
    #[arg(long)]
    pub class: String,
    /// Who handed it over [default: who records it]
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// The carrier's proof of mailing; only its digest is recorded
    #[arg(long, value_name = "FILE")]
    pub receipt: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ReturnedArgs {
    /// Incident code, such as 2026-001
    pub code: String,
    /// Mailing, such as M1
    pub mailing: MailingId,
    /// CSV file with a column `piece`, or one piece a line, such as M1-000012
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Remark
    #[arg(long)]
    pub remark: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ProofArgs {
    /// Incident code, such as 2026-001
    pub code: String,
    /// Mailing, such as M1
    pub mailing: MailingId,
    /// File format
    #[arg(long, value_enum, default_value = "md")]
    pub format: ProofFormat,
    /// File to write [default: standard output for md, else a name made from code and mailing]
    #[arg(long = "output", alias = "out", value_name = "FILE")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub force: ForceArg,
}

/// What a proof of mailing is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProofFormat {
    /// Markdown
    Md,
    /// PDF/UA and PDF/A
    Pdf,
}

fn channel(code: &str) -> Result<MailChannel, crate::core::coded::UnknownCode> {
    code.parse()
}

/// A person may call a letter anything, and it is asked for as it is called.
fn known_letter(name: &str) -> Result<LetterId, std::convert::Infallible> {
    Ok(LetterId::stored(name))
}
