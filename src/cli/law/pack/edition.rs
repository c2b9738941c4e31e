//! Two editions of the law beside each other: the one in force and the one that was asked for.

use serde::Serialize;

use crate::app::law_changes::{self, LawChange};
use crate::app::law_effect::{IncidentEffect, on_open_incidents};
use crate::app::law_layers::Layers;
use crate::app::law_pack::Pack;
use crate::app::law_pack::shelf::{Installed, Shelf, State};
use crate::app::record::Record;
use crate::cli::context::Context;
use crate::cli::failure::{Failure, record_failure, shelf_failure};
use crate::cli::invocation::Invocation;
use crate::cli::rule_base;
use crate::cli::session::Session;
use crate::core::law::check;
use crate::core::law::pack::{Edition, PackLabel};
use crate::core::law::rulebook::Rulebook;
use crate::core::reader::Problem;

/// A pack as people and programs see it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct PackView {
    #[serde(flatten)]
    pub label: PackLabel,
    pub sha256: String,
    pub signed_by: String,
}

impl PackView {
    pub(super) fn of(installed: &Installed) -> PackView {
        PackView {
            label: installed.label(),
            sha256: installed.sha256.to_string(),
            signed_by: installed.signed_by.clone(),
        }
    }
}

/// What the asked-for edition would change, or has changed.
#[derive(Debug, Serialize)]
pub(super) struct EditionView {
    /// The edition in force before.
    pub before: Edition,
    pub now: Edition,
    /// The packs of the asked-for edition.
    pub packs: Vec<PackView>,
    /// What whoever made the pack says has changed.
    pub changed: Vec<String>,
    pub law: Vec<LawChange>,
    /// The open incidents; absent where there is no record.
    pub incidents: Option<Vec<IncidentEffect>>,
    /// Whether it is in force now.
    pub in_force: bool,
}

/// An edition that was asked for, with what it takes to put it in force.
pub(super) struct Asked<'c> {
    pub next: State,
    pub rules: Rulebook,
    pub view: EditionView,
    /// The record, where there is one.
    pub context: Option<Context<'c>>,
}

/// Loads both editions and compares them.
pub(super) fn asked<'c>(
    call: &'c Invocation,
    session: Session,
    shelf: &Shelf,
    next: State,
    fresh: Option<&Pack>,
) -> Result<Asked<'c>, Failure> {
    let layers = |state: &State| {
        let packs = shelf.layers(state, fresh).map_err(|error| shelf_failure(&error))?;
        let folders = rule_base::folders(call)?;
        Ok::<_, Failure>(Layers { packs, folders })
    };
    let (old, new) = (layers(shelf.state())?, layers(&next)?);
    sound(&old, &new)?;
    let (before, now) = (rule_base::loaded(call, &old)?, rule_base::loaded(call, &new)?);
    let law = law_changes::between(
        law_changes::Edition {
            layers: &old,
            rules: &before,
        },
        law_changes::Edition {
            layers: &new,
            rules: &now,
        },
    );
    let context = match Record::look(&session.folder).map_err(record_failure)? {
        true => {
            let secret = session.secret_of_record(call)?;
            Some(Context::open_with(call, session, &secret)?)
        }
        false => None,
    };
    let incidents = context.as_ref().map(|context| effects(context, &now)).transpose()?;
    let view = EditionView {
        before: before.edition(),
        now: now.edition(),
        packs: next.packs().iter().map(PackView::of).collect(),
        changed: fresh.map(|pack| pack.manifest.changed.clone()).unwrap_or_default(),
        law,
        incidents,
        in_force: false,
    };
    Ok(Asked {
        next,
        rules: now,
        view,
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
                .hint("tell whoever made the pack; it may need a newer firebell or another pack"),
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
                .hint("the pack takes away a flag, question or code that these incidents use"),
        ),
    }
}
