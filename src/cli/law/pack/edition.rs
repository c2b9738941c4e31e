//! A set of packs that was asked for, beside the law in force.

use serde::Serialize;

use crate::app::law::layers::Layers;
use crate::app::law::pack::Pack;
use crate::app::law::pack::shelf::{Installed, Shelf, State};
use crate::cli::context::Context;
use crate::cli::failure::{Failure, shelf_failure};
use crate::cli::invocation::Invocation;
use crate::cli::law::comparison::{Compared, Comparison, compare};
use crate::cli::rule_base;
use crate::cli::session::Session;
use crate::core::law::pack::PackLabel;
use crate::core::law::rulebook::Rulebook;

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
    #[serde(flatten)]
    pub comparison: Comparison,
    /// The packs of the asked-for edition.
    pub packs: Vec<PackView>,
    /// What whoever made the pack says has changed.
    pub changed: Vec<String>,
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
    let folders = rule_base::folders(call)?;
    let layers = |state: &State| {
        let packs = shelf.layers(state, fresh).map_err(|error| shelf_failure(&error))?;
        Ok::<_, Failure>(Layers {
            packs,
            ..Layers::of_folders(&folders)
        })
    };
    let (old, new) = (layers(shelf.state())?, layers(&next)?);
    let Compared {
        comparison,
        rules,
        context,
    } = compare(call, session, &old, &new)?;
    let view = EditionView {
        comparison,
        packs: next.packs().iter().map(PackView::of).collect(),
        changed: fresh.map(|pack| pack.manifest.changed.clone()).unwrap_or_default(),
        in_force: false,
    };
    Ok(Asked {
        next,
        rules,
        view,
        context,
    })
}
