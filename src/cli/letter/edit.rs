//! `firebell letter edit` and `unfinished`: a text from the person's own editor or from a file, and edits that were
//! interrupted.

use std::path::Path;

use serde_json::{json, to_string_pretty};

use super::args::EditArgs;
use super::{text, word};
use crate::app::files::input_file::{self, Limit};
use crate::app::letters;
use crate::app::letters::edit::{
    self as letter_edit, Edit, EditSlot, Kept, KeptEdit, ResumableEdit, Saved, Unfinished,
};
use crate::app::letters::edit_room::{Belongs, LetterText, RoomLabel};
use crate::app::views::incident as incident_views;
use crate::cli::context::Context;
use crate::cli::failure::{Failure, Kind, desk_failure, letter_failure, record_failure};
use crate::cli::output::Output;
use crate::cli::text::{Page, line};
use crate::core::ids::{LetterId, StoredDigest};
use crate::letter::docx_import::is_word;
use crate::tui::{EditError, Edited};
use crate::workspace::{Also, Changed, LetterRequest, Request};

/// A text to begin with, and the slot of the interrupted edit it comes from.
struct Begun {
    edit: Edit,
    slot: Option<EditSlot>,
}

/// `firebell letter edit`
pub(super) fn edit(context: &mut Context<'_>, args: &EditArgs) -> Result<Output, Failure> {
    context.drive(&args.code)?;
    let loaded = context
        .record()
        .load_letter(&args.code, &args.letter)
        .map_err(record_failure)?;
    let letter = letters::find(&loaded.incident, &args.letter).map_err(|error| letter_failure(&error))?;
    let current = letters::revision(letter, None).map_err(|error| letter_failure(&error))?;
    let code = loaded.incident.code.as_str();
    let stored = letter_edit::own_unfinished(context.record(), code, &args.letter).map_err(desk_failure)?;
    let edit = Edit {
        incident: code.to_owned(),
        letter: args.letter.clone(),
        based_on: current.sha256.clone(),
        text: current.text.clone(),
    };
    if let Some(path) = &args.from {
        let bytes = bytes_of(path, Limit::Word)?;
        if is_word(&bytes) {
            return word::take_back(context, args, bytes);
        }
        if args.based_on.is_none() && current.author != context.record().actor.name {
            context.call.console.warn(format_args!(
                "this file replaces the text by {}; use --based-on SHA256 to merge the two instead",
                current.author
            ));
        }
        let edit = Edit {
            based_on: args.based_on.clone().unwrap_or(edit.based_on),
            text: text_within(path, bytes)?,
            ..edit
        };
        return save(context, &edit);
    }
    match (args.discard, args.resume, stored) {
        (true, _, Some(ResumableEdit { slot, .. })) => {
            context.workspace.forget_edit(&slot).map_err(desk_failure)?;
            Ok(discarded(format!(
                "The interrupted edit of {} is discarded.",
                args.letter
            )))
        }
        (false, true, Some(ResumableEdit { slot, edit, .. })) => in_editor(context, Begun { edit, slot: Some(slot) }),
        (true, _, None) | (false, true, None) => Err(none_stored(&args.letter)),
        (false, false, Some(stored)) => Err(offered(&edit, &stored.kept_at)),
        (false, false, None) => in_editor(context, Begun { edit, slot: None }),
    }
}

/// The text of a file, or of standard input for `-`.
pub(super) fn text_of(path: &Path) -> Result<String, Failure> {
    text_within(path, bytes_of(path, Limit::Letter)?)
}

fn bytes_of(path: &Path, limit: Limit) -> Result<Vec<u8>, Failure> {
    let read = match path == Path::new("-") {
        true => input_file::within(std::io::stdin(), limit),
        false => input_file::bytes(path, limit),
    };
    read.map_err(|error| unreadable(path, &error))
}

fn text_within(path: &Path, bytes: Vec<u8>) -> Result<String, Failure> {
    let read = input_file::within(bytes.as_slice(), Limit::Letter).and_then(input_file::utf8);
    read.map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::unreadable(format!("could not read {}", path.display()), error)
}

/// Opens the editor, and saves what comes back. A text that cannot be saved is stored in the record, unless it is as it
/// was and there is nothing to lose. A person may take hours: the clock is read anew after it.
fn in_editor(context: &mut Context<'_>, begun: Begun) -> Result<Output, Failure> {
    let label = label(context, &begun.edit);
    let idle = context.session.config.idle();
    let left = crate::tui::edit(&label, &begun.edit.text, idle).map_err(|error| no_editor(&error))?;
    context.now = context.call.later();
    match left {
        Edited::Done(text) => {
            let edit = Edit { text, ..begun.edit };
            let unchanged = StoredDigest::of(&edit.text) == edit.based_on;
            let saved = match save(context, &edit) {
                Err(failure) if unchanged => return Err(failure),
                Err(failure) => {
                    let hint = stored_hint(&edit);
                    store(context, &label, edit.text)?;
                    Err(failure.hint(hint))
                }
                saved => saved,
            };
            forget(context, begun.slot.as_ref())?;
            saved
        }
        Edited::Cut { why, text, .. } => {
            let failure = Failure::new(Kind::Refused, format!("{why}; the letter is unchanged"));
            let Some(text) = text else { return Err(failure) };
            store(context, &label, text)?;
            forget(context, begun.slot.as_ref())?;
            Err(failure.hint(stored_hint(&begun.edit)))
        }
    }
}

fn label(context: &Context<'_>, edit: &Edit) -> RoomLabel {
    let folder = &context.session.folder;
    RoomLabel {
        record: std::path::absolute(folder).unwrap_or_else(|_| folder.clone()),
        belongs: Belongs::Letter(LetterText {
            incident: edit.incident.clone(),
            letter: edit.letter.clone(),
            based_on: edit.based_on.clone(),
        }),
        actor: context.record().actor.name.clone(),
    }
}

fn store(context: &mut Context<'_>, label: &RoomLabel, text: String) -> Result<(), Failure> {
    let now = context.now;
    context.workspace.keep_edit(label, text, now).map_err(desk_failure)
}

fn forget(context: &mut Context<'_>, slot: Option<&EditSlot>) -> Result<(), Failure> {
    slot.map_or(Ok(()), |slot| context.workspace.forget_edit(slot).map_err(desk_failure))
}

pub(super) fn save(context: &mut Context<'_>, edit: &Edit) -> Result<Output, Failure> {
    let Changed { done, also, .. } = context.run(Request::Letter(LetterRequest::Revise(edit.clone())))?;
    let Also::Saved(kept) = also else {
        return Err(Failure::new(
            Kind::Internal,
            "the text was not saved as one of a letter",
        ));
    };
    let saved = Saved { done, kept };
    let answer_is_no = match saved.kept {
        Kept::Conflicts { .. } => true,
        Kept::AsWritten | Kept::Merged { .. } | Kept::There { .. } => false,
    };
    let (letter, same) = (edit.letter.clone(), edit.letter.clone());
    let output = Output::of(
        saved,
        move |saved| to_string_pretty(&SavedView::of(saved, saved.kept.words(&letter))),
        move |saved| text::saved(saved, &same),
    );
    Ok(output.no_if(answer_is_no))
}

/// A saved text for programs.
#[derive(serde::Serialize)]
struct SavedView<'s> {
    /// as_written, merged, conflicts or there
    saved: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(flatten)]
    done: Option<incident_views::DoneView<'s>>,
}

impl SavedView<'_> {
    fn of(saved: &Saved, note: Option<String>) -> SavedView<'_> {
        SavedView {
            saved: saved.kept.code(),
            note,
            done: saved.done.as_ref().map(incident_views::done),
        }
    }
}

/// `firebell letter unfinished`
pub(super) fn unfinished(
    context: &mut Context<'_>,
    show: Option<usize>,
    discard: Option<usize>,
) -> Result<Output, Failure> {
    let mut all = letter_edit::unfinished(context.record()).map_err(desk_failure)?;
    let Some(number) = show.or(discard) else {
        let all: Vec<Unfinished> = all.into_iter().map(|kept| kept.edit).collect();
        return Ok(Output::new(all, |all| text::unfinished(all)));
    };
    let Some(at) = number.checked_sub(1).filter(|at| *at < all.len()) else {
        return Err(Failure::input(format!("no interrupted edit has the number {number}"))
            .hint("firebell letter unfinished lists them"));
    };
    let KeptEdit { slot, edit: stored } = all.swap_remove(at);
    if discard.is_some() {
        context.workspace.forget_edit(&slot).map_err(desk_failure)?;
        return Ok(discarded(format!("The interrupted edit {number} is discarded.")));
    }
    Ok(Output::new(stored, |stored| {
        Page::document(&format!("{}\n", stored.text.trim_end()))
    }))
}

fn discarded(words: String) -> Output {
    Output::new(json!({ "done": words }), move |_| line(format_args!("{words}")))
}

fn none_stored(letter: &LetterId) -> Failure {
    Failure::input(format!("you have no interrupted edit of {letter}"))
        .hint("firebell letter unfinished lists all of them")
}

fn offered(edit: &Edit, kept_at: &str) -> Failure {
    let words = format!(
        "your edit of {} was interrupted {kept_at}; its text is stored",
        edit.letter
    );
    Failure::new(Kind::Refused, words).hint(stored_hint(edit))
}

fn stored_hint(edit: &Edit) -> String {
    format!(
        "your text is stored in the record: firebell letter edit {} {} --resume, or --discard to drop it",
        edit.incident, edit.letter
    )
}

fn no_editor(error: &EditError) -> Failure {
    match error {
        EditError::Quotes { .. } | EditError::None => {
            Failure::new(Kind::Refused, error).hint("set EDITOR, or pass the text with --from FILE")
        }
        EditError::Start { source, .. } => Failure::new(Kind::Refused, error)
            .because(source)
            .hint("set EDITOR, or pass the text with --from FILE"),
        EditError::Room(room) => Failure::new(Kind::Io, room).hint(
            "unencrypted text is stored only in a private folder: set XDG_RUNTIME_DIR or TMPDIR to one of your own",
        ),
    }
}
