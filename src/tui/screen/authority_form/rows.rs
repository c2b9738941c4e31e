//! A form's fields as rows, and what stands behind the one selected.

use super::state::SheetView;
use crate::app::authority_forms::sheet::{Answer, Row as FieldRow, Sheet};
use crate::app::authority_forms::{AuthorityForm, Basis, Need};
use crate::core::facts::keys;
use crate::core::facts::table;
use crate::tui::screen::text::{Lines, line};
use crate::tui::theme::Tone;
use crate::tui::widget::opener::Target;
use crate::tui::widget::row::Row;

/// What is said of the last row.
const FILE_IT: &str = "Sent? File it, with the number and the receipt";

/// What a row of the sheet is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Place<'s> {
    /// The head of a section of the form.
    Section(&'s str),
    Field(&'s FieldRow),
    /// What is done once it was sent.
    FileIt,
}

/// The rows in the form's order.
pub(crate) fn places(view: &SheetView) -> Vec<Place<'_>> {
    let Some(sheet) = view.sheet() else {
        return Vec::new();
    };
    let mut places = Vec::new();
    let mut section = "";
    for row in &sheet.rows {
        if row.field.section != section {
            section = &row.field.section;
            places.push(Place::Section(section));
        }
        places.push(Place::Field(row));
    }
    places.push(Place::FileIt);
    places
}

/// The row selected.
pub(crate) fn selected(view: &SheetView) -> Option<Place<'_>> {
    places(view).get(view.at).copied()
}

/// The rows in words.
pub(crate) fn rows(view: &SheetView) -> Vec<Row> {
    let places = places(view).into_iter();
    places
        .map(|place| match place {
            Place::Section(words) => Row::head(words),
            Place::Field(row) => field(view, row),
            Place::FileIt => Row::new("+", FILE_IT, "", Tone::Head, Target::Words),
        })
        .collect()
}

fn field(view: &SheetView, row: &FieldRow) -> Row {
    let (mark, right, tone) = match &row.answer {
        Answer::Known { value, .. } if row.unplaced.is_empty() => ("●", value.clone(), Tone::Plain),
        Answer::Known { value, .. } => ("◐", value.clone(), Tone::Due),
        Answer::Open { .. } if row.is_missing() => ("◌", "open, required".to_owned(), Tone::Due),
        Answer::Open { .. } => ("◌", "open".to_owned(), Tone::Open),
        Answer::ByHand => ("○", "by hand".to_owned(), Tone::Quiet),
    };
    let left = format!("{:>2} {}", row.field.n, row.field.label);
    let right: Vec<&str> = right.split_whitespace().collect();
    let mut shown = Row::new(mark, left, right.join(" "), tone, Target::Words);
    shown.picked = view.copied.contains(&row.field.n);
    shown
}

/// How far one is, and what is done next.
pub(crate) fn next(view: &SheetView) -> String {
    let Some(sheet) = view.sheet() else {
        return "reading …".to_owned();
    };
    let missing = missing(sheet);
    match selected(view) {
        Some(Place::FileIt) if view.obligation.is_some() => format!("Next: send it, then file it (Enter){missing}"),
        Some(Place::FileIt) => format!("Next: send it, then write a log line (.){missing}"),
        Some(Place::Field(row)) => match &row.answer {
            Answer::Known { .. } => format!(
                "Next: copy field {0} (y), or copy it and go on (;){missing}",
                row.field.n
            ),
            Answer::Open { .. } => format!("Next: answer field {} (Enter), or go on (;){missing}", row.field.n),
            Answer::ByHand => format!("Next: fill in field {} by hand, and go on (;){missing}", row.field.n),
        },
        Some(Place::Section(_)) | None => missing,
    }
}

fn missing(sheet: &Sheet) -> String {
    match sheet.missing.len() {
        0 => String::new(),
        1 => " · 1 required field is open".to_owned(),
        many => format!(" · {many} required fields are open"),
    }
}

/// What stands behind the row selected, and behind the form as a whole.
pub(crate) fn behind(view: &SheetView) -> (String, Lines) {
    match selected(view) {
        Some(Place::Field(row)) => {
            let mut lines = of_field(row);
            lines.extend(of_form(view.form));
            (format!("{} {}", row.field.n, row.field.label), lines)
        }
        Some(Place::FileIt) => {
            let words = match &view.obligation {
                Some(obligation) => format!("Enter records the filing of {obligation}, with its number and receipt."),
                None => "No obligation of this incident goes to this authority. A log line (.) says that it was sent."
                    .to_owned(),
            };
            let mut lines = vec![line("Then", words)];
            lines.extend(of_form(view.form));
            ("Once it is sent".to_owned(), lines)
        }
        Some(Place::Section(_)) | None => (view.form.name.clone(), of_form(view.form)),
    }
}

fn of_field(row: &FieldRow) -> Lines {
    let field = &row.field;
    let mut lines = vec![match &row.answer {
        Answer::Known { value, .. } => line("Answer", value.clone()),
        Answer::Open { question } => line("Open", format!("{question} Enter answers it.")),
        Answer::ByHand => line("By hand", "no fact of the record answers it"),
    }];
    lines.push(line("Takes", format!("{}, {}", field.kind.words(), field.need())));
    if !field.options.is_empty() {
        let option = |option: &String| match row.chosen.contains(option) {
            true => format!("[x] {option}"),
            false => format!("[ ] {option}"),
        };
        let options: Vec<String> = field.options.iter().map(option).collect();
        lines.push(line("Options", options.join("  ")));
    }
    if !row.unplaced.is_empty() {
        let words = format!("{}: no option is certain to mean it", row.unplaced.join("; "));
        lines.push(line("Choose", words));
    }
    lines.extend(rests_on(row).map(|words| line("Rests on", words)));
    lines.extend(field.note.iter().map(|note| line("Note", note.clone())));
    if field.required == Need::Unknown {
        lines.push(line("", "Nobody saw whether the form requires it."));
    }
    match field.basis {
        Basis::Seen => {}
        Basis::Twin | Basis::Map | Basis::Memory => {
            lines.push(line("Field", format!("known from {}", field.basis.words())));
        }
    }
    lines
}

/// Where the answer comes from: a fact with how sure it is and from what, a decision, the profile, a text.
fn rests_on(row: &FieldRow) -> Option<String> {
    let key = row.key.as_deref()?;
    let fact = key.split_once(':').map_or(key, |(fact, _)| fact);
    if fact.starts_with(keys::decisions::BELOW) {
        return Some(format!("the decision {}", table::label(fact)));
    }
    let of_organisation = [keys::organisation::BELOW, keys::identity::BELOW];
    let (certainty, source) = match &row.answer {
        Answer::Known { certainty, source, .. } => (*certainty, source.as_deref()),
        Answer::Open { .. } | Answer::ByHand => (None, None),
    };
    let kind = match certainty {
        None if of_organisation.iter().any(|table| fact.starts_with(table)) => "the organization's profile",
        None | Some(_) if fact.starts_with(keys::letter::BELOW) => "a text of the incident",
        None | Some(_) => "a fact",
    };
    let certainty = certainty.map(|certainty| format!(", {certainty}")).unwrap_or_default();
    let source = source.map(|source| format!(", from {source}")).unwrap_or_default();
    Some(format!("{kind} ({key}){certainty}{source}"))
}

fn of_form(form: &AuthorityForm) -> Lines {
    let mut lines: Lines = form.cautions().into_iter().map(|words| line("", words)).collect();
    lines.extend(form.warning.iter().map(|warning| line("Before", warning.clone())));
    lines.push(line("Form", form.rests_on_words()));
    lines.push(line("At", form.address.clone()));
    lines
}
