//! Two editions of the law beside each other: the one in force and the one that would be.

use serde::Serialize;

use crate::app::law::changes::{self, Difference, LawChange};
use crate::app::law::effect::{IncidentEffect, Said, Turned, on_open_incidents};
use crate::app::law::layers::Layers;
use crate::app::record::Record;
use crate::cli::context::Context;
use crate::cli::failure::{Failure, record_failure};
use crate::cli::invocation::Invocation;
use crate::cli::rule_base;
use crate::cli::session::Session;
use crate::cli::text::{Page, count, prose, wrapped};
use crate::core::law::check;
use crate::core::law::pack::Edition;
use crate::core::law::rulebook::Rulebook;
use crate::core::toml_text::reader::Problem;
use crate::core::verdict::{Progress, Verdict};

/// What another edition would change, or has changed.
#[derive(Debug, Serialize)]
pub(in crate::cli) struct Comparison {
    /// The edition in force before.
    pub before: Edition,
    pub now: Edition,
    pub law: Vec<LawChange>,
    /// The open incidents; absent where there is no record.
    pub incidents: Option<Vec<IncidentEffect>>,
}

/// An edition that was compared with the one in force, with what it takes to go on by it.
pub(in crate::cli) struct Compared<'c> {
    pub comparison: Comparison,
    pub rules: Rulebook,
    /// The record, where there is one.
    pub context: Option<Context<'c>>,
}

/// Loads both editions and compares them. An edition with problems of its own, or one that open incidents could not be
/// read by, is refused.
pub(in crate::cli) fn compare<'c>(
    call: &'c Invocation,
    session: Session,
    old: &Layers,
    new: &Layers,
) -> Result<Compared<'c>, Failure> {
    sound(old, new)?;
    let (before, now) = (rule_base::loaded(call, old)?, rule_base::loaded(call, new)?);
    let edition = |layers, rules| changes::Edition { layers, rules };
    let law = changes::between(edition(old, &before), edition(new, &now))
        .map_err(|error| Failure::unreadable(&error, &error.source))?;
    let context = match Record::look(&session.folder).map_err(record_failure)? {
        true => {
            let secret = session.secret_of_record(call)?;
            Some(Context::open_with(call, session, secret.unlock())?)
        }
        false => None,
    };
    let incidents = context.as_ref().map(|context| effects(context, &now)).transpose()?;
    let comparison = Comparison {
        before: before.edition(),
        now: now.edition(),
        law,
        incidents,
    };
    Ok(Compared {
        comparison,
        rules: now,
        context,
    })
}

/// An edition with problems that the present one has not is refused, with all of them.
fn sound(old: &Layers, new: &Layers) -> Result<(), Failure> {
    let known = problems(old)?;
    let found: Vec<Problem> = problems(new)?
        .into_iter()
        .filter(|problem| !known.contains(problem))
        .collect();
    match found.is_empty() {
        true => Ok(()),
        false => Err(
            Failure::input("the law would have problems with this edition; nothing was changed")
                .causes(found.iter().map(ToString::to_string))
                .hint("tell whoever made it; it may need a newer firebell or other files"),
        ),
    }
}

fn problems(layers: &Layers) -> Result<Vec<Problem>, Failure> {
    let loaded = layers
        .load_in_full()
        .map_err(|error| Failure::unreadable(&error, &error.source))?;
    let mut problems = loaded.problems;
    problems.extend(check::confidence(&loaded.rules));
    Ok(problems)
}

/// The open incidents by both editions. One that the new edition could not read any more stops it.
fn effects(context: &Context<'_>, rules: &Rulebook) -> Result<Vec<IncidentEffect>, Failure> {
    let effects = on_open_incidents(context.record(), rules, context.now).map_err(record_failure)?;
    let unreadable = effects.iter().flat_map(|effect| {
        let lines = effect.unreadable.iter();
        lines.map(|problem| format!("{}: {problem}", effect.code))
    });
    let unreadable: Vec<String> = unreadable.collect();
    match unreadable.is_empty() {
        true => Ok(effects),
        false => Err(
            Failure::input("open incidents could no longer be read with this edition; nothing was changed")
                .causes(unreadable)
                .hint("it takes away a flag, question or code that these incidents use"),
        ),
    }
}

/// What changes in the law and in the open incidents.
pub(in crate::cli) fn changes(comparison: &Comparison) -> Page {
    let mut out = law(&comparison.law);
    out.gap();
    out += incidents(comparison.incidents.as_deref());
    out
}

fn law(changes: &[LawChange]) -> Page {
    let mut out = Page::new();
    for change in changes {
        let what = match (&change.obligation, &change.regime) {
            (Some(obligation), _) => format!("{obligation}: "),
            (None, Some(regime)) => format!("{regime}: "),
            (None, None) => String::new(),
        };
        out += wrapped(
            &format!("{:<8} ", word(change.difference)),
            &format!("{what}{}", change.words),
        );
    }
    let of = |difference| changes.iter().filter(|change| change.difference == difference).count();
    out += wrapped(
        "",
        &format!(
            "In the law: {} added, {} removed, {} moved, {} changed otherwise.",
            of(Difference::Added),
            of(Difference::Removed),
            of(Difference::Moved),
            of(Difference::Changed)
        ),
    );
    out
}

fn word(difference: Difference) -> &'static str {
    match difference {
        Difference::Added => "added",
        Difference::Removed => "removed",
        Difference::Moved => "moved",
        Difference::Changed => "changed",
    }
}

fn incidents(effects: Option<&[IncidentEffect]>) -> Page {
    let Some(effects) = effects else {
        return prose("There is no record here, so there are no incidents to compare.");
    };
    let mut out = Page::new();
    let turned = effects.iter().filter(|effect| !effect.changes.is_empty());
    for effect in turned.clone() {
        out += wrapped("", &format!("{} {}", effect.code, effect.title));
        for change in &effect.changes {
            out += wrapped("  ", &turned_words(change));
        }
    }
    let open = count(effects.len(), "open incident");
    out += wrapped(
        "",
        &format!("{open} compared; something changes in {}.", turned.count()),
    );
    out
}

fn turned_words(turned: &Turned) -> String {
    let done = match turned.status {
        Progress::Open => "",
        Progress::Filed => " (filed already)",
        Progress::OnHold => " (on hold)",
    };
    let (before, now) = (said(turned.before.as_ref()), said(turned.now.as_ref()));
    format!("{}{done}: {before} → {now}", turned.obligation)
}

fn said(said: Option<&Said>) -> String {
    let Some(said) = said else {
        return "not in this law".to_owned();
    };
    let mut words = said.verdict.words().to_owned();
    if said.verdict == Verdict::NotDue {
        return words;
    }
    if let Some(deadline) = said.deadline {
        words += &format!(" by {deadline}");
    }
    if let Some(milestone) = &said.milestone {
        words += &format!(" from {}", milestone.replace('_', " "));
    }
    words
}
