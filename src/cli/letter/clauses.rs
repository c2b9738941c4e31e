//! `firebell letter clauses` and `insert-clause`: wording that counsel approved.

use super::edit::save;
use crate::app::letters;
use crate::cli::context::Context;
use crate::cli::failure::{Failure, desk_failure};
use crate::cli::invocation::Invocation;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::text::{Page, wrapped};
use crate::core::ids::LetterId;
use crate::letter::clause::Clause;

pub(super) fn list(call: &Invocation, search: Option<&str>) -> Result<Output, Failure> {
    let own = Session::start(call)?.config.letters.clone();
    let mut all = letters::clauses(own.as_deref()).map_err(desk_failure)?;
    let wanted = search.unwrap_or_default().to_lowercase();
    all.retain(|clause| {
        [&clause.id, &clause.name, &clause.text]
            .iter()
            .any(|text| text.to_lowercase().contains(&wanted))
    });
    Ok(Output::new(all, |all: &Vec<Clause>| shown(all)))
}

fn shown(all: &[Clause]) -> Page {
    let mut out = Page::new();
    for clause in all {
        writeln!(
            out,
            "{} [{}] {} · approved by {} on {}",
            clause.id, clause.language, clause.name, clause.approved_by, clause.approved_on
        );
        out += wrapped("    ", &clause.text);
    }
    match out.is_empty() {
        true => "There are no such clauses. docs/letters.md says how to add them.\n".into(),
        false => out,
    }
}

pub(super) fn insert(
    context: &mut Context<'_>,
    code: &str,
    letter: &LetterId,
    clause: &str,
    after: Option<&str>,
) -> Result<Output, Failure> {
    let own = context.session.config.letters.clone();
    let insertion = letters::Insertion {
        code,
        letter,
        clause,
        after,
    };
    let edit = letters::with_clause(context.record(), &insertion, own.as_deref());
    save(context, &edit.map_err(desk_failure)?)
}
