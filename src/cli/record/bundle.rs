//! `firebell verify`: an export checked without the record, for whoever was handed one.

use std::path::Path;

use super::args::VerifyArgs;
use crate::app::checkpoint::bundle::{self, Report};
use crate::app::checkpoint::signers::{Signed, SignersReport};
use crate::app::customers::pack;
use crate::app::customers::pack::{Handed, PackFile};
use crate::app::files::input_file::{self, Limit};
use crate::app::law::pack::note::VerifierKey;
use crate::cli::customer;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::text::{Page, count, line, wrapped};

/// `firebell verify`
pub(crate) fn verify(args: &VerifyArgs) -> Result<Output, Failure> {
    // A key that a terminal or a letter broke into lines is the same key: no part of it has a space.
    let whole = |key: &str| key.split_whitespace().collect::<String>().parse::<VerifierKey>();
    let key = args.key.as_deref().map(whole).transpose();
    let key = key.map_err(|error| {
        Failure::input("--key is not a public key")
            .because(&error)
            .hint("firebell audit checkpoint shows it; it begins with firebell/")
    })?;
    if let Some(of_an_exercise) = crate::cli::drill::checked(&args.bundle, key.as_ref())? {
        return Ok(of_an_exercise);
    }
    let text = input_file::text(&args.bundle, Limit::Export)
        .map_err(|error| Failure::unreadable(format!("could not read {}", args.bundle.display()), &error))?;
    if pack::is_pack(&text) {
        return verify_pack(&args.bundle, &text, key.as_ref());
    }
    let report = bundle::check(&text, key.as_ref())
        .map_err(|error| Failure::input(format!("{} cannot be checked", args.bundle.display())).because(&error))?;
    let no = !report.problems.is_empty();
    Ok(Output::new(report, page).no_if(no))
}

/// Checks what `firebell customer pack` wrote, with the files beside it.
fn verify_pack(path: &Path, text: &str, key: Option<&VerifierKey>) -> Result<Output, Failure> {
    let beside = |name: &'static str| {
        let bytes = input_file::bytes(&path.with_file_name(name), Limit::Export).ok()?;
        Some(PackFile { name, bytes })
    };
    let files: Vec<PackFile> = [pack::HTML, pack::PDF].into_iter().filter_map(beside).collect();
    let signature = beside(pack::SIGNATURE).map(|file| file.bytes);
    let handed = Handed {
        text,
        beside: &files,
        signature: signature.as_deref(),
    };
    let report = pack::check(handed, key)
        .map_err(|error| Failure::input(format!("{} cannot be checked", path.display())).because(&error))?;
    let no = !report.problems.is_empty();
    Ok(Output::new(report, customer::verified).no_if(no))
}

fn page(report: &Report) -> Page {
    let mut out = match report.problems.first() {
        None => line(format_args!(
            "Genuine: {} of {} of {} are as they were recorded.",
            report.events - report.withheld,
            count(report.events, "event"),
            report.code
        )),
        Some(_) => line(format_args!("NOT PROVEN: {}, {}", report.code, report.title)),
    };
    for problem in &report.problems {
        out += wrapped("  ", problem);
    }
    if report.withheld > 0 {
        out += wrapped(
            "",
            &format!(
                "{} without words: privileged and left out.",
                count(report.withheld, "event")
            ),
        );
    }
    out += signers(report.signatures.as_ref());
    if let (Some(record), Some(events), Some(at)) = (&report.record, report.record_events, &report.exported_at) {
        out += wrapped(
            "",
            &format!("Record {record}, of {events} events when it was exported on {at}."),
        );
    }
    if let Some(key) = &report.verifier {
        // In one line, as `--key` takes it.
        out += line(format_args!("Key: {key}"));
    }
    if report.key_of_the_export {
        out += wrapped(
            "",
            "The key came with the export, so that this shows only that nothing was changed since. Compare it with the key that \
             a checkpoint, a time stamp or a letter of earlier names, and give it with --key.",
        );
    }
    out
}

/// Who signed what counts: approvals, filings and decisions one by one, the rest in a number.
fn signers(signatures: Option<&SignersReport>) -> Page {
    let Some(signed) = signatures else {
        return wrapped(
            "",
            "It does not tell who signed: it is of a record without members, or was written by an earlier firebell.",
        );
    };
    if let Some(why) = &signed.missing {
        return wrapped("", &format!("Who signed cannot be told: {why}."));
    }
    let mut out = Page::new();
    for person in &signed.people {
        let by = |event: &&Signed| event.member == person.member;
        let number = signed.events.iter().filter(by).count();
        out += line(format_args!("{} signed by {}:", count(number, "event"), person.name));
        // In one line, as it is read out and compared.
        out += line(format_args!("  key {}", person.fingerprint));
    }
    if !signed.people.is_empty() {
        out += wrapped(
            "",
            "Compare these keys with what the members themselves have (firebell member list).",
        );
    }
    for event in signed.events.iter().filter(|event| event.weighty) {
        let words = event.words.as_deref().unwrap_or_default();
        let name = event.in_the_name_of.as_ref();
        let name = name.map_or_else(String::new, |name| format!(", in the name of {name}"));
        let (by, roles) = (&event.by, event.roles.join(", "));
        let at = event.signed_at.as_deref().unwrap_or_default();
        let might = if event.might { "" } else { " WITHOUT THE RIGHT" };
        out += wrapped("  ", &format!("{}: {words}", event.seq));
        out += wrapped("     ", &format!("signed by {by} ({roles}){name}, {at}{might}"));
    }
    if signed.unsigned > 0 {
        let number = count(usize::try_from(signed.unsigned).unwrap_or(usize::MAX), "event");
        out += wrapped(
            "",
            &format!("{number} nobody signed: from before the record had members, or taken in from another record."),
        );
    }
    if let Some(from) = signed.not_from {
        out += wrapped(
            "",
            &format!(
                "From event {from} on it does not tell who signed: that would confirm a guess at what was left out."
            ),
        );
    }
    out
}
