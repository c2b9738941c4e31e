//! `firebell letter edit --from FILE.docx`: a Word file taken back.

use serde::Serialize;
use serde_json::to_string_pretty;

use super::args::EditArgs;
use super::text;
use crate::app::letters::edit::Kept;
use crate::app::letters::word_in::{TakenBack, WordReturn};
use crate::app::record::Done;
use crate::app::views::incident as incident_views;
use crate::cli::context::Context;
use crate::cli::failure::{Failure, Kind};
use crate::cli::output::Output;
use crate::core::ids::LetterId;
use crate::letter::docx_import::Lost;
use crate::workspace::{Also, Changed, LetterRequest, Request};

pub(super) fn take_back(context: &mut Context<'_>, args: &EditArgs, bytes: Vec<u8>) -> Result<Output, Failure> {
    let asked = WordReturn {
        incident: args.code.clone(),
        letter: args.letter.clone(),
        bytes,
        based_on: args.based_on.clone(),
    };
    let Changed { done, also, .. } = context.run(Request::Letter(LetterRequest::TakeBack(asked)))?;
    let (Some(done), Also::TakenBack(taken)) = (done, also) else {
        return Err(Failure::new(
            Kind::Internal,
            "the file was not taken back as one of a letter",
        ));
    };
    let answer_is_no = matches!(taken.kept, Some(Kept::Conflicts { .. }));
    let (letter, same) = (args.letter.clone(), args.letter.clone());
    let output = Output::of(
        (done, taken),
        move |(done, taken)| to_string_pretty(&TakenBackView::of(done, taken, &letter)),
        move |(done, taken)| text::taken_back(&done.events, taken, &same),
    );
    Ok(output.no_if(answer_is_no))
}

/// A Word file that was taken back, for programs.
#[derive(Serialize)]
struct TakenBackView<'t> {
    /// as_written, merged or conflicts; unchanged where only remarks were new
    saved: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    authors: &'t [String],
    remarks: usize,
    not_kept: &'t [Lost],
    warnings: Vec<&'static str>,
    #[serde(flatten)]
    done: incident_views::DoneView<'t>,
}

impl<'t> TakenBackView<'t> {
    fn of(done: &'t Done, taken: &'t TakenBack, letter: &LetterId) -> TakenBackView<'t> {
        TakenBackView {
            saved: taken.kept.as_ref().map_or("unchanged", Kept::code),
            note: taken.kept.as_ref().and_then(|kept| kept.words(letter)),
            authors: &taken.authors,
            remarks: taken.remarks,
            not_kept: &taken.lost,
            warnings: taken.doubts.iter().map(|doubt| doubt.words()).collect(),
            done: incident_views::done(done),
        }
    }
}
