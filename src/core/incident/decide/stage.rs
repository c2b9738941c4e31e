//! Going from stage to stage.

use std::collections::BTreeMap;

use super::close::Unresolved;
use super::{AssessedObligation, World};
use crate::core::event::What;
use crate::core::ids::ObligationId;
use crate::core::incident::exits::open_exits;
use crate::core::incident::{Incident, answered_roles};
use crate::core::organisation::Organisation;
use crate::core::playbook::Playbook;
use crate::core::refusal::{Refusal, Remedy};
use crate::core::vocabulary::Stage;

pub(super) fn enter(
    incident: &Incident,
    world: &World<'_>,
    stage: Stage,
    rationale: Option<String>,
) -> Result<What, Refusal> {
    if stage == incident.stage {
        return Err(Refusal::input(
            format!("{} is already in {}", incident.code, stage.title()),
            "name another stage: detection, assessment, internal or regulatory",
        ));
    }
    let open = open_criteria(incident, world.organisation, world.playbooks, world.obligations);
    // Going back is no leaving: only a stage that comes later asks for the criteria of the one it follows.
    if stage > incident.stage && !open.is_empty() && rationale.is_none() {
        let mut refusal = Refusal::new(
            format!("{} still has open criteria", incident.stage.title()),
            Remedy::ExplainStage,
        );
        refusal.causes = open;
        return Err(refusal);
    }
    let open = if stage > incident.stage { open } else { Vec::new() };
    Ok(What::StageEntered { stage, open, rationale })
}

/// Exit criteria of the current stage that are not met, in words.
pub fn open_criteria(
    incident: &Incident,
    organisation: &Organisation,
    playbooks: &[Playbook],
    obligations: &BTreeMap<ObligationId, AssessedObligation>,
) -> Vec<String> {
    let answered = answered_roles(incident, organisation);
    let waiting = !open_obligations(incident, obligations).is_empty();
    let own = playbooks.iter().find(|p| p.id == incident.stage.code());
    own.map(|playbook| open_exits(playbook, incident, organisation, &answered, waiting))
        .unwrap_or_default()
        .into_iter()
        .map(|exit| exit.text.clone())
        .collect()
}

/// Due obligations about which nothing was done yet.
pub fn open_obligations(
    incident: &Incident,
    obligations: &BTreeMap<ObligationId, AssessedObligation>,
) -> Vec<ObligationId> {
    Unresolved::of(incident, obligations).due
}
