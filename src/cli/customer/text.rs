//! What `firebell customer` and the check of a pack say.

use crate::app::customers::pack::{Pack, Report};
use crate::cli::text::{Page, count, line, wrapped};

pub(super) fn written(pack: &Pack, names: &[String], notes: &[String]) -> Page {
    let mut out = line(format_args!(
        "{}: {}, {}.",
        pack.name,
        count(pack.incidents.len(), "incident"),
        count(
            pack.incidents.iter().map(|incident| incident.extracts.len()).sum(),
            "extract"
        )
    ));
    for note in notes {
        out += wrapped("Note: ", note);
    }
    for name in names {
        out += line(format_args!("{name} written."));
    }
    out += wrapped(
        "",
        "Read it before it leaves: what the texts for customers say is your own words.",
    );
    out
}

/// What `firebell verify` says of a pack.
pub(crate) fn verified(report: &Report) -> Page {
    let mut out = match report.problems.first() {
        None => line(format_args!(
            "Genuine: {} for {}, and its files are as they were signed.",
            count(report.extracts, "extract"),
            report.name
        )),
        Some(_) => line(format_args!("NOT PROVEN: the pack for {}", report.name)),
    };
    for problem in &report.problems {
        out += wrapped("  ", problem);
    }
    if report.withheld > 0 {
        let words = format!(
            "{} without words: only their place in the record is shown.",
            count(report.withheld, "extract")
        );
        out += wrapped("", &words);
    }
    if let Some(key) = &report.verifier {
        // In one line, as `--key` takes it.
        out += line(format_args!("Key: {key}"));
    }
    if report.key_of_the_pack {
        out += wrapped(
            "",
            "The key came with the pack, so that this shows only that nothing was changed since. Compare it with a key that \
             came another way, and give it with --key.",
        );
    }
    out
}
