//! Which permission an event needs: the one place that sorts events by it, for whoever decides and for whoever checks.

use super::event::MemberEvent;
use super::permissions_by_role::Permission;
use crate::core::drill::event::DrillEvent;
use crate::core::event::{About, Course, LetterStep, OfIncident, OfOrganisation, What};

/// The permission that whoever records an event must have; `None`: any member may, or the event proves itself.
pub fn needed(what: &What) -> Option<Permission> {
    match what.about() {
        About::Incident(about) => Some(of_incident(what, &about)),
        About::Exercise(event) => of_exercise(event),
        About::Organisation(OfOrganisation::Profile { .. } | OfOrganisation::Contact { .. }) => {
            Some(Permission::Organisation)
        }
        About::Organisation(OfOrganisation::LegalHold { .. }) => Some(Permission::LegalHold),
        About::Organisation(OfOrganisation::Erasure) => Some(Permission::Erase),
        About::Members(event) => of_members(event),
    }
}

fn of_incident(what: &What, about: &OfIncident<'_>) -> Permission {
    match about {
        OfIncident::Identity => Permission::Open,
        OfIncident::Course(Course::Closed | Course::Reopened) => Permission::Close,
        OfIncident::Note(_) if what.privileged() => Permission::Privileged,
        OfIncident::Access => Permission::Restrict,
        OfIncident::Stage
        | OfIncident::Fact { .. }
        | OfIncident::Playbook { .. }
        | OfIncident::Step(_)
        | OfIncident::Assignment(_)
        | OfIncident::Assigned(_)
        | OfIncident::Reminder(_)
        | OfIncident::Call(_)
        | OfIncident::Evidence(_)
        | OfIncident::Note(_)
        | OfIncident::Timeline(_)
        | OfIncident::Correction => Permission::Record,
        OfIncident::Decision(_) | OfIncident::Delay { .. } => Permission::Decide,
        OfIncident::Obligation(_) | OfIncident::Mailing(..) => Permission::Resolve,
        OfIncident::Letter(_, LetterStep::Text | LetterStep::Comment) => Permission::Draft,
        OfIncident::Letter(_, LetterStep::Approval | LetterStep::Withdrawal) => Permission::Approve,
    }
}

fn of_exercise(event: &DrillEvent) -> Option<Permission> {
    match event {
        // What the clock brings is recorded by whoever looks next, and whoever takes part says so.
        DrillEvent::Stood { .. }
        | DrillEvent::Delivered { .. }
        | DrillEvent::Joined { .. }
        | DrillEvent::Answered { .. } => None,
        DrillEvent::Started(_)
        | DrillEvent::ClockSet { .. }
        | DrillEvent::Skipped { .. }
        | DrillEvent::Held { .. }
        | DrillEvent::Recalled { .. }
        | DrillEvent::Hinted { .. }
        | DrillEvent::Ended { .. } => Some(Permission::Exercise),
        DrillEvent::Marked { .. }
        | DrillEvent::Declined { .. }
        | DrillEvent::Observed(_)
        | DrillEvent::Rated { .. }
        | DrillEvent::Improvement(_)
        | DrillEvent::ImprovementClosed(_) => Some(Permission::Evaluate),
    }
}

fn of_members(event: &MemberEvent) -> Option<Permission> {
    match event {
        // The first member, and whoever holds the key of an invitation, prove themselves by it; a grant whose time is
        // over is ended by whoever looks next, which is checked where grants are.
        MemberEvent::Founded(_) | MemberEvent::Joined(_) | MemberEvent::GrantEnded { .. } => None,
        MemberEvent::Invited(_) | MemberEvent::RolesGiven(_) | MemberEvent::Revoked(_) => Some(Permission::Members),
        MemberEvent::GrantGiven(_) => Some(Permission::Grant),
    }
}
