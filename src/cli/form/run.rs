//! What `firebell form` does, and how it reads.

use super::args::FormCommand;
use crate::app::authority_forms::sheet::{self, Answer, Row, Sheet};
use crate::app::authority_forms::{AuthorityForm, Basis, Field, all, find};
use crate::app::checkpoint;
use crate::cli::context::Context;
use crate::cli::failure::{Failure, record_failure};
use crate::cli::invocation::Invocation;
use crate::cli::output::Output;
use crate::cli::text::{Page, count, line, wrapped};
use crate::core::tlp::Tlp;
use crate::core::toml_text::reader::suggestion;

/// `firebell form`
pub(crate) fn run(call: &Invocation, command: FormCommand) -> Result<Output, Failure> {
    match command {
        FormCommand::List => Ok(Output::new(all(), |forms| list(forms))),
        FormCommand::Show {
            authority,
            incident,
            tlp,
        } => {
            let form = named(&authority)?;
            match incident {
                None if tlp.tlp.is_some() => {
                    Err(Failure::input("--tlp marks a sheet that is filled in")
                        .hint("name the incident: --incident CODE"))
                }
                None => Ok(Output::new(form, |form| blank(form))),
                Some(code) => filled(call, form, &code, tlp.tlp),
            }
        }
    }
}

fn named(id: &str) -> Result<&'static AuthorityForm, Failure> {
    find(id).ok_or_else(|| {
        let known: Vec<&str> = all().iter().map(|form| form.id.as_str()).collect();
        Failure::input(format!("unknown form `{id}`")).hint(suggestion(id, &known))
    })
}

fn filled(call: &Invocation, form: &'static AuthorityForm, code: &str, tlp: Option<Tlp>) -> Result<Output, Failure> {
    let context = Context::open(call)?;
    let loaded = context.load(code)?.loaded;
    context.note("form.show", &format!("{} {}", loaded.incident.code, form.id))?;
    let state = checkpoint::with_last_event(context.record(), &loaded).map_err(record_failure)?;
    let mut sheet = sheet::of(form, &loaded, state);
    sheet.tlp = tlp;
    Ok(Output::new(sheet, move |sheet| answers(form, sheet)))
}

fn list(forms: &[AuthorityForm]) -> Page {
    let mut out = Page::new();
    for form in forms {
        let fields = count(form.fields.len(), "field");
        let rests = form.rests_on();
        out += wrapped(&format!("{} ", form.id), &format!("{} · {fields} · {rests}", form.name));
    }
    out += wrapped(
        "",
        "Forms change without notice: compare a sheet with the live form before its first use.",
    );
    out
}

fn head(form: &AuthorityForm) -> Page {
    let mut out = wrapped("", &format!("{} ({})", form.name, form.law));
    out += wrapped("", &form.address);
    out += wrapped("Rests on: ", &form.rests_on_words());
    out += cautions(form);
    if let Some(warning) = &form.warning {
        out += wrapped("Before you begin: ", warning);
    }
    out
}

fn cautions(form: &AuthorityForm) -> Page {
    form.cautions().into_iter().map(|words| wrapped("", words)).collect()
}

fn blank(form: &AuthorityForm) -> Page {
    let mut out = head(form);
    let mut section = "";
    for field in &form.fields {
        out += section_of(field, &mut section);
        out += wrapped(&format!("{:>2} ", field.n), &described(field));
    }
    out
}

/// A field with what it takes, whether it is required, and what that rests on where nobody saw it.
fn described(field: &Field) -> String {
    let (label, kind, need) = (&field.label, field.kind.words(), field.need());
    let (options, note, basis) = (options(field), note(field), basis(field.basis));
    format!("{label} · {kind}, {need}{options}{note}{basis}")
}

fn options(field: &Field) -> String {
    match field.options.as_slice() {
        [] => String::new(),
        options => format!("; options: {}", options.join(" | ")),
    }
}

fn note(field: &Field) -> String {
    let note = field.note.as_deref().map(|note| format!(" ({note})"));
    note.unwrap_or_default()
}

fn basis(basis: Basis) -> String {
    match basis {
        Basis::Seen => String::new(),
        Basis::Twin | Basis::Map | Basis::Memory => format!(" [from {}]", basis.words()),
    }
}

fn answers(form: &AuthorityForm, sheet: &Sheet) -> Page {
    let mut out: Page = sheet
        .tlp
        .iter()
        .map(|tlp| line(format_args!("{}", tlp.words())))
        .collect();
    out += line(format_args!("{}", sheet.title));
    out += head(form);
    let mut section = "";
    for row in &sheet.rows {
        out += section_of(&row.field, &mut section);
        out += answered(row);
    }
    out += missing(sheet);
    let file = format!(
        "firebell incident file {} OBLIGATION --reference NUMBER --receipt FILE",
        sheet.code
    );
    out += wrapped("Once it is sent: ", &file);
    if let Some(state) = &sheet.record_state {
        out += line(format_args!("Record state: {state}"));
    }
    out
}

/// The heading of a section, where it is another than before.
fn section_of<'f>(field: &'f Field, section: &mut &'f str) -> Page {
    if field.section == *section {
        return Page::new();
    }
    *section = &field.section;
    line(format_args!("== {section} =="))
}

fn answered(row: &Row) -> Page {
    let field = &row.field;
    let mut out = wrapped(&format!("{:>2} ", field.n), &described(field));
    let key = row.key.as_deref().unwrap_or_default();
    out += match &row.answer {
        Answer::Known { value, certainty, .. } => wrapped("     = ", &sure(value, *certainty)),
        Answer::Open { question } => wrapped("     OPEN ", &format!("{question} [{key}]")),
        Answer::ByHand => wrapped("     ", "by hand"),
    };
    if !row.unplaced.is_empty() {
        let words = format!(
            "{}: no option of the form is certain to mean it",
            row.unplaced.join("; ")
        );
        out += wrapped("     CHOOSE ", &words);
    }
    out
}

fn sure(value: &str, certainty: Option<&str>) -> String {
    let certainty = certainty.map(|certainty| format!(" ({certainty})"));
    format!("{value}{}", certainty.unwrap_or_default())
}

fn missing(sheet: &Sheet) -> Page {
    let fields: Vec<String> = sheet.missing.iter().map(ToString::to_string).collect();
    match fields.is_empty() {
        true => Page::new(),
        false => wrapped("Required and open: ", &fields.join(", ")),
    }
}
