//! What a report lacks, as people read it.

use crate::app::dora::check::Finding;
use crate::cli::text::{Page, count, line, wrapped};

pub(super) fn page(found: &[Finding]) -> Page {
    let mut out = Page::new();
    for finding in found {
        let (n, label) = (finding.field.unwrap_or("-"), finding.label.unwrap_or("template"));
        out += wrapped(&format!("{n:>5} "), &format!("{label}: {}", finding.words));
    }
    out += match found.len() {
        0 => line(format_args!(
            "Nothing is missing that the Regulation asks of this stage and the report itself decides."
        )),
        number => line(format_args!("{}.", count(number, "finding"))),
    };
    out
}
