//! `firebell dora sheet` and `set`: a report field by field.

use std::path::Path;

use serde_json::{Value, json};

use super::report_file;
use super::text::page as findings_page;
use crate::app::dora::Stage;
use crate::app::dora::check::findings;
use crate::app::dora::file;
use crate::app::dora::fill::{Spot, Unfit};
use crate::app::dora::sheet::{Row, Sheet, sheet};
use crate::app::files::out::Existing;
use crate::cli::failure::Failure;
use crate::cli::files::{self, ForceArg};
use crate::cli::invocation::Invocation;
use crate::cli::output::Output;
use crate::cli::text::{Page, line, wrapped};
use crate::core::tlp::Tlp;

/// `firebell dora sheet`
pub(super) fn shown(file: &Path, tlp: Option<Tlp>) -> Result<Output, Failure> {
    let sheet = Sheet {
        tlp,
        ..sheet(&report_file::read(file)?)
    };
    Ok(Output::new(sheet, |sheet| {
        let stage = sheet.stage.map_or("kind of submission not known", Stage::words);
        let mut out = Page::new();
        if let Some(tlp) = sheet.tlp {
            out += line(format_args!("{}", tlp.words()));
        }
        out += line(format_args!("DORA: {stage}"));
        for row in &sheet.rows {
            out += row_page(row);
        }
        for words in &sheet.strange {
            out += wrapped("      ", words);
        }
        if let Some(tlp) = sheet.tlp {
            out += line(format_args!("{}", tlp.words()));
        }
        out
    }))
}

/// `firebell dora sheet --output`
pub(super) fn written(call: &Invocation, file: &Path, path: &Path, force: ForceArg) -> Result<Output, Failure> {
    let report = report_file::read(file)?;
    write(call, &report, path, force)?;
    let found = findings(&report);
    let path = path.display().to_string();
    Ok(Output::new(json!({ "written": path, "findings": found }), move |_| {
        let mut out = line(format_args!("{path} written."));
        out += findings_page(&found);
        out
    }))
}

fn row_page(row: &Row) -> Page {
    let value = match row.values.is_empty() {
        true => "-".to_owned(),
        false => row.values.join(", "),
    };
    let mut out = wrapped(&format!("{:>6} ", row.n), &format!("{}: {value}", row.label));
    for finding in &row.findings {
        out += wrapped("         ", &format!("{finding}. It takes: {}", row.form));
    }
    if let (false, Some(list)) = (row.findings.is_empty(), row.list) {
        out += wrapped("         ", &format!("Codes: firebell dora fields --list {list}"));
    }
    out
}

fn write(call: &Invocation, report: &Value, path: &Path, existing: impl Into<Existing>) -> Result<(), Failure> {
    let kind = file::kind(report);
    let bytes = report_file::bytes(path, report, (kind, None), call.now())?;
    files::place(files::prepare(path, &bytes, existing)?)
}

/// `firebell dora set`
pub(super) fn set(call: &Invocation, file: &Path, values: &[String]) -> Result<Output, Failure> {
    let mut report = report_file::read(file)?;
    let mut problems: Vec<String> = Vec::new();
    for typed in values {
        if let Err(problem) = one(&mut report, typed) {
            problems.push(problem);
        }
    }
    if !problems.is_empty() {
        return Err(Failure::input("the report was not changed").causes(problems));
    }
    write(call, &report, file, Existing::Replace)?;
    let found = findings(&report);
    let path = file.display().to_string();
    Ok(Output::new(json!({ "written": path, "findings": found }), move |_| {
        let mut out = line(format_args!("{path} written."));
        out += findings_page(&found);
        out
    }))
}

fn one(report: &mut Value, typed: &str) -> Result<(), String> {
    let Some((n, value)) = typed.split_once('=') else {
        return Err(format!(
            "`{typed}` has no value: write it as 2.7=staff, or 2.7= to take the field out"
        ));
    };
    let spot = Spot::named(n.trim())
        .ok_or_else(|| format!("`{n}` is not a field: firebell dora fields lists them, such as 2.7 or 1.5/2"))?;
    spot.put(report, &spot.typed(value)).map_err(|unfit| match unfit {
        Unfit {
            hint: Some(ref hint), ..
        } => format!("{unfit} ({hint})"),
        Unfit { hint: None, .. } => unfit.to_string(),
    })
}
