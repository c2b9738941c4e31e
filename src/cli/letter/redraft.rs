//! `firebell letter redraft`: a letter drafted anew, with what its drafters changed kept.

use serde::Serialize;
use serde_json::{json, to_string_pretty};

use super::text;
use crate::app::letters::{self, Redraft};
use crate::app::views::incident as incident_views;
use crate::cli::context::Context;
use crate::cli::failure::{Failure, desk_failure};
use crate::cli::output::Output;
use crate::cli::text::{Page, count, line, wrapped};
use crate::core::ids::LetterId;
use crate::core::incident::letter::CONFLICT;
use crate::workspace::{Changed, LetterRequest, Request};

/// A redraft for programs.
#[derive(Serialize)]
struct RedraftView<'r> {
    letter: &'r LetterId,
    /// Whether it was saved; `false` for a dry run.
    saved: bool,
    conflicts: usize,
    redline: &'r str,
    #[serde(flatten)]
    done: Option<incident_views::DoneView<'r>>,
}

/// `firebell letter redraft`
pub(super) fn redraft(
    context: &mut Context<'_>,
    code: &str,
    letter: &LetterId,
    dry_run: bool,
) -> Result<Output, Failure> {
    let own = context.session.config.letters.clone();
    let found = letters::redraft(context.record(), code, letter, own.as_deref(), context.now).map_err(desk_failure)?;
    let Some(redraft) = found else {
        let words = format!("{letter} is up to date: the facts as recorded now change nothing in it.");
        return Ok(Output::new(json!({ "letter": letter, "saved": false }), move |_| {
            line(format_args!("{words}"))
        }));
    };
    let changed = match dry_run {
        true => None,
        false => Some(context.run(Request::Letter(LetterRequest::Revise(redraft.edit.clone())))?),
    };
    let conflicts = redraft.conflicts > 0;
    let output = Output::of(
        (redraft, changed),
        |(redraft, changed)| to_string_pretty(&view(redraft, changed.as_ref())),
        |(redraft, changed)| page(redraft, changed.as_ref()),
    );
    Ok(output.no_if(conflicts))
}

fn view<'r>(redraft: &'r Redraft, changed: Option<&'r Changed>) -> RedraftView<'r> {
    let done = changed.and_then(|changed| changed.done.as_ref());
    RedraftView {
        letter: &redraft.edit.letter,
        saved: done.is_some(),
        conflicts: redraft.conflicts,
        redline: &redraft.redline,
        done: done.map(incident_views::done),
    }
}

fn page(redraft: &Redraft, changed: Option<&Changed>) -> Page {
    let mut out = Page::document(&redraft.redline);
    if redraft.conflicts > 0 {
        let places = count(redraft.conflicts, "place");
        let words = format!(
            "The letter was edited where the facts changed, in {places}: both texts stand there, marked {CONFLICT}. Edit \
             it and keep one of each; until then it cannot be approved."
        );
        out += wrapped("", &words);
    }
    match changed.and_then(|changed| changed.done.as_ref()) {
        Some(done) => out += text::events(&done.events),
        None => out += line(format_args!("Nothing was saved.")),
    }
    out
}
