//! The evidence of an exercise for auditors, made and checked.

use std::path::Path;

use serde_json::json;

use super::Table;
use crate::app::files::input_file::{self, Limit};
use crate::app::files::out::name_part;
use crate::app::law::pack::note::VerifierKey;
use crate::app::letters::Format;
use crate::cli::drill::args::EvidenceArgs;
use crate::cli::drill::text::MARK;
use crate::cli::failure::{Failure, Kind, drill_failure};
use crate::cli::files;
use crate::cli::output::Output;
use crate::cli::text::{Page, count, line, wrapped};
use crate::drill::after_action::{self, Sources};
use crate::drill::evidence_pack::{self, Checked, PackFile, Request};

/// `firebell drill evidence`
pub(super) fn evidence(table: &mut Table<'_>, args: EvidenceArgs) -> Result<Output, Failure> {
    let (code, exercise, found) = table.evaluated(args.exercise.asked())?;
    if !found.ended {
        let hint = format!("end it: firebell drill end {code}");
        return Err(Failure::new(
            Kind::Refused,
            format!("{code} has not ended; there is nothing to prove yet"),
        )
        .hint(hint));
    }
    table.context.may_export(&exercise.loaded.incident.id)?;
    let attached = args
        .attach
        .iter()
        .map(|path| attached(path))
        .collect::<Result<Vec<_>, _>>()?;
    let (record, now) = (table.context.record(), table.context.now);
    let before = after_action::before(record, &exercise, now).map_err(drill_failure)?;
    let sponsor = after_action::sponsor(record).map_err(drill_failure)?;
    let request = Request {
        sources: Sources {
            exercise: &exercise,
            found: &found,
            before: &before,
            sponsor: sponsor.as_deref(),
            today: now.at().date_naive(),
        },
        format: Format::from(args.format),
        attached,
        now,
    };
    let pack = evidence_pack::pack(record, request)
        .map_err(|error| Failure::new(Kind::Internal, "the evidence could not be written").because(&error))?;
    let prepared = files::prepare(&args.output, &pack.bytes, args.force)?;
    table.context.note("drill.evidence", &format!("{MARK}{code}"))?;
    files::place(prepared)?;
    let path = args.output.display().to_string();
    let view = json!({ "written": path, "code": code, "files": pack.files, "signed": pack.signed });
    Ok(Output::new(view, move |_| {
        let mut out = line(format_args!("{path} written: {}.", count(pack.files.len(), "file")));
        out += match pack.signed {
            true => wrapped(
                "",
                "Signed by the record. Give its public key another way: firebell audit checkpoint shows it.",
            ),
            false => wrapped("", "It is not signed: a record of the first format has no key."),
        };
        out
    }))
}

fn attached(path: &Path) -> Result<PackFile, Failure> {
    let bytes = input_file::bytes(path, Limit::Word)
        .map_err(|error| Failure::unreadable(format!("could not read {}", path.display()), &error))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
    let name = match ending {
        "" => name_part(stem),
        ending => format!("{}.{}", name_part(stem), name_part(ending)),
    };
    Ok(PackFile { name, bytes })
}

/// `firebell verify` of an evidence pack; `None` where the file is no archive.
///
/// # Errors
/// What the disk says, or an archive that is no pack.
pub(crate) fn checked(path: &Path, key: Option<&VerifierKey>) -> Result<Option<Output>, Failure> {
    let bytes = input_file::bytes(path, Limit::Export)
        .map_err(|error| Failure::unreadable(format!("could not read {}", path.display()), &error))?;
    if !bytes.starts_with(b"PK") {
        return Ok(None);
    }
    let checked = evidence_pack::check(&bytes, key)
        .map_err(|error| Failure::input(format!("{} cannot be checked", path.display())).because(&error))?;
    let no = !checked.problems.is_empty();
    Ok(Some(Output::new(checked, page).no_if(no)))
}

fn page(checked: &Checked) -> Page {
    let code = checked.code.as_deref().unwrap_or("an exercise");
    let mut out = match checked.problems.is_empty() {
        true => line(format_args!(
            "Genuine: {} of the evidence of {code} are as they were signed.",
            count(checked.files, "file")
        )),
        false => line(format_args!("NOT PROVEN: evidence of {code}")),
    };
    for problem in &checked.problems {
        out += wrapped("  ", problem);
    }
    if let Some(key) = &checked.verifier {
        // In one line, as `--key` takes it.
        out += line(format_args!("Key: {key}"));
    }
    if checked.key_of_the_pack {
        out += wrapped(
            "",
            "The key came with the archive: compare it with one that came another way, or give that one with --key.",
        );
    }
    out
}
