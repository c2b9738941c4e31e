//! What can be typed after `firebell due`.

use std::path::PathBuf;

use clap::Args;

/// `firebell due`
#[derive(Debug, Args)]
pub struct DueArgs {
    /// 72h, 30d, 4bd, 1mo.
    #[arg(required_unless_present = "batch")]
    pub period: Option<String>,
    /// The start: RFC 3339, or local time in --zone.
    #[arg(long, required_unless_present = "batch")]
    pub from: Option<String>,
    /// IANA zone of the authority; without it the offset of --from is kept.
    #[arg(long)]
    pub zone: Option<String>,
    /// elapsed, eu-1182, eu-two-working-days, calendar, business, month or month-1182; without it the plain one of the unit.
    #[arg(long)]
    pub counting: Option<String>,
    /// Holiday calendar, such as US, US-VT, DE-BY or NL.
    #[arg(long)]
    pub calendar: Option<String>,
    /// Count from the end of the calendar year of the start.
    #[arg(long)]
    pub after_year_end: bool,
    /// Read one JSON request a line and print one answer a line.
    #[arg(long, value_name = "FILE.jsonl", conflicts_with_all = ["period", "from"])]
    pub batch: Option<PathBuf>,
}
