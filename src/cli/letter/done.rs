//! What a command recorded, for people and for programs.

use serde_json::to_string_pretty;

use super::text;
use crate::app::record::Done;
use crate::app::views::incident as incident_views;
use crate::cli::output::Output;
use crate::cli::text::Page;

/// Events, and what there is to say after them.
pub(super) fn shown(done: Done, more: Page) -> Output {
    Output::of(
        done,
        |done| to_string_pretty(&incident_views::done(done)),
        move |done| {
            let mut out = text::events(&done.events);
            out += more;
            out
        },
    )
}
