//! What can be typed after `firebell due`.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct DueArgs {
    /// Period: 72h, 30d, 4bd or 1mo
    #[arg(required_unless_present = "batch")]
    pub period: Option<String>,
    /// Start of the period: RFC 3339, or local time in --zone
    #[arg(long, value_name = "MOMENT", required_unless_present = "batch")]
    pub from: Option<String>,
    /// IANA time zone of the authority [default: the offset of --from]
    #[arg(long)]
    pub zone: Option<String>,
    /// elapsed, eu-1182, eu-two-working-days, calendar, business, month or month-1182 [default: by the unit]
    #[arg(long, value_name = "RULE")]
    pub counting: Option<String>,
    /// Holiday calendar, such as US, US-VT, DE-BY or NL
    #[arg(long)]
    pub calendar: Option<String>,
    /// Count from the end of the calendar year in which the period starts
    #[arg(long)]
    pub after_year_end: bool,
    /// Read one JSON request per line and print one answer per line
    #[arg(long, value_name = "FILE.jsonl", conflicts_with_all = ["period", "from"])]
    pub batch: Option<PathBuf>,
}
