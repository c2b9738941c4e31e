//! What an event of the incident becomes in the exercise: an inject, and the action it asks for.

use super::mask::Mask;
use crate::core::event::{About, DecisionMade, Disposition, Event, FactClaim, ObligationUpdate, OfIncident, What};
use crate::core::facts::keys;
use crate::core::facts::{FactValue, table};
use crate::core::ids::ObligationId;
use crate::drill::scenario::InjectChannel;
use crate::drill::scenario_files::write::{Asked, Draft};

/// What an inject says, and the action it asks for.
struct Told {
    subject: String,
    text: String,
    expect: Asked,
}

pub(super) fn inject(event: &Event, mask: &Mask) -> Option<Draft> {
    let told = told(&event.what)?;
    Some(Draft {
        channel: InjectChannel::Note,
        from: "response team".to_owned(),
        to: "everybody".to_owned(),
        subject: mask.hide(&told.subject),
        text: mask.hide(&told.text),
        expect: vec![told.expect],
        ..Draft::default()
    })
}

fn told(what: &What) -> Option<Told> {
    use OfIncident as I;
    let about = match what.about() {
        About::Incident(about) => about,
        About::Exercise(_) | About::Organisation(_) | About::Members(_) => return None,
    };
    match about {
        I::Fact { claim: Some(claim), .. } => fact(claim),
        I::Decision(made) => Some(decision(made)),
        I::Obligation(update) => filing(update),
        I::Call(_) => Some(call()),
        I::Fact { claim: None, .. }
        | I::Identity
        | I::Access
        | I::Course(_)
        | I::Stage
        | I::Delay { .. }
        | I::Playbook { .. }
        | I::Step(_)
        | I::Assignment(_)
        | I::Assigned(_)
        | I::Reminder(_)
        | I::Evidence(_)
        | I::Note(_)
        | I::Timeline(_)
        | I::Letter(..)
        | I::Mailing(..)
        | I::Correction => None,
    }
}

fn literal(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn fact(claim: &FactClaim) -> Option<Told> {
    let key = &claim.key;
    let free = [keys::letter::BELOW, keys::identity::BELOW]
        .iter()
        .any(|table| key.starts_with(table));
    if free || key == keys::organisation::NAME {
        return None;
    }
    let label = table::label(key);
    // When something began or became known is for the room to settle.
    let settled_by_the_room = key.starts_with(keys::milestones::BELOW);
    let value = FactValue::recorded(key, &claim.value, None).as_typed();
    let (objective, subject, text) = match settled_by_the_room {
        true => (
            "aware",
            "Something has come to light".to_owned(),
            "What do you know by now, since when, and from whom? Settle what follows from it, and record it."
                .to_owned(),
        ),
        false => (
            "clocks",
            format!("News about: {label}"),
            format!("The team reports on {label}: {value}."),
        ),
    };
    Some(Told {
        subject,
        text,
        expect: Asked {
            action: format!("Record {key}"),
            objective,
            done: Some(format!("{{ fact = {} }}", literal(key))),
        },
    })
}

fn decision(DecisionMade { key, .. }: &DecisionMade) -> Told {
    Told {
        subject: "A decision is due".to_owned(),
        text: format!(
            "Leadership asks what you have decided about {}, and why.",
            table::label(&keys::decisions::key(key))
        ),
        expect: Asked {
            action: format!("Decide {key}, with a rationale"),
            objective: "decide",
            done: Some(format!("{{ decided = {} }}", literal(key))),
        },
    }
}

fn filing(update: &ObligationUpdate) -> Option<Told> {
    let Disposition::Filed(_) = update.disposition else {
        return None;
    };
    let obligation: &str = update.obligation.as_ref();
    let id = obligation.parse::<ObligationId>();
    let rule = id.as_ref().map_or(obligation, ObligationId::rule);
    Some(Told {
        subject: "A notice is asked for".to_owned(),
        text: format!("Someone asks for the status of {rule}."),
        expect: Asked {
            action: format!("File {rule} on time"),
            objective: "letters",
            done: Some(format!("{{ filed = {}, in_time = true }}", literal(rule))),
        },
    })
}

fn call() -> Told {
    Told {
        subject: "Someone must be called".to_owned(),
        text: "Someone in the call tree must be reached.".to_owned(),
        expect: Asked {
            action: "Reach the person through the call tree".to_owned(),
            objective: "log",
            done: None,
        },
    }
}
