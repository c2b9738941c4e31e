//! `firebell letter compare`: two letters or two revisions of one beside each other.

use std::path::PathBuf;

use serde_json::json;

use super::args::{CompareArgs, CompareFormat};
use crate::app::files::out::proposed;
use crate::app::letters::{self, Side};
use crate::cli::context::Context;
use crate::cli::failure::{Failure, letter_failure, record_failure};
use crate::cli::files;
use crate::cli::output::Output;
use crate::core::exercise_mark::MarkPlace;
use crate::core::ids::LetterId;

pub(super) fn run(context: &Context<'_>, args: &CompareArgs) -> Result<Output, Failure> {
    let loaded = context.record().load(&args.code).map_err(record_failure)?;
    let incident = &loaded.incident;
    let [a, b] = letters::sides(incident, &args.a, &args.b).map_err(|error| letter_failure(&error))?;
    for side in [&a, &b] {
        let told = context.record().tell_letter(incident, &side.letter.id);
        told.map_err(record_failure)?;
    }
    let (before, after) = (a.revision, b.revision);
    let page = || {
        letters::page(
            &letters::SignOffBook::of(context.record(), &loaded),
            incident,
            b.letter,
            &after.text,
        )
    };
    let (ending, bytes) = match args.format {
        CompareFormat::Text => {
            let redline = match args.side_by_side {
                None => letters::redline(&before.text, &after.text),
                Some(columns) => letters::redline_columns(
                    (&a.name(), &b.name()),
                    [&before.text, &after.text],
                    usize::from(columns),
                ),
            };
            let mark = match incident.kind.mark(MarkPlace::Document) {
                "" => String::new(),
                mark => format!("{mark}\n\n"),
            };
            let text = format!("{mark}--- {}\n+++ {}\n\n{redline}", a.name(), b.name());
            let Some(path) = &args.out else {
                return Ok(Output::text(named(&a, &b, &incident.code), text));
            };
            return written(context, args, path.clone(), text.as_bytes(), &b.letter.id);
        }
        CompareFormat::Html => ("html", letters::redline_html(&page(), &before.text, &after.text)),
        CompareFormat::Docx => ("docx", letters::redline_docx(&page(), before, after)),
    };
    let bytes = bytes.map_err(|error| letter_failure(&error))?;
    let name = format!("{}-{}-to-{}-{}", a.letter.id, a.number, b.letter.id, b.number);
    let path = args.out.clone().unwrap_or_else(|| proposed(incident, &name, ending));
    written(context, args, path, &bytes, &b.letter.id)
}

fn named(a: &Side<'_>, b: &Side<'_>, code: &str) -> serde_json::Value {
    let side =
        |side: &Side<'_>| json!({ "letter": side.letter.id, "revision": side.number, "sha256": side.revision.sha256 });
    json!({ "compare": [side(a), side(b)], "code": code })
}

fn written(
    context: &Context<'_>,
    args: &CompareArgs,
    path: PathBuf,
    bytes: &[u8],
    letter: &LetterId,
) -> Result<Output, Failure> {
    let prepared = files::prepare(&path, bytes, args.force)?;
    context.note("letter.export", &format!("{} {letter}", args.code))?;
    files::place(prepared)?;
    Ok(Output::written(&path))
}
