//! A new incident.

use super::{Answers, Form, Here, Known, Opener, Outcome, Prompt, Purpose, Scope, Slot};
use crate::core::facts::keys;
use crate::core::facts::{FactValue, IncidentKind};
use crate::core::time::Zone;
use crate::roster::country_zones;
use crate::tui::effect::Effect;
use crate::tui::places;

const TITLE: Prompt<String> =
    Prompt::line("title", "Name of the incident").help("for example: Support mailbox read by a stranger");
const KIND: Prompt<IncidentKind> = Prompt::choice(
    "kind",
    "Real, or an exercise?",
    &[("real", IncidentKind::Real), ("exercise", IncidentKind::Exercise)],
);
const ZONE: Prompt<Zone> = Prompt::one_of_as("zone", "Time zone of your local times", zone).help("type a city");
pub(crate) const OPEN: Opener = Opener::new("incident", |at| Ok(form(&at.known)));

fn form(known: &Known<'_>) -> Form {
    let zone = match proposed(known) {
        Proposed::Zone(name) => ZONE.picking(places::zones(&[])).filled(&name),
        Proposed::Among(zones, country) => {
            let help = format!("choose yours; first come those of {country}; or type a city");
            ZONE.picking(places::zones(zones)).help(help)
        }
    };
    let fields = vec![TITLE.field(), KIND.field(), zone];
    Form::new(NewIncident, "A new incident", fields)
        .note("Whether it is real or an exercise cannot be changed later. Opening it starts no deadline; recording a milestone does.")
}

/// What stands in the field of the zone when the form opens.
enum Proposed {
    Zone(String),
    /// One of these, of a country that has several.
    Among(&'static [String], String),
}

/// The home zone. Where neither the config file nor the machine names one, that of the organization's country.
fn proposed(known: &Known<'_>) -> Proposed {
    let country = known
        .start
        .profile
        .get(keys::organisation::COUNTRY)
        .map(FactValue::as_typed);
    let country = country.filter(|_| known.home.stands_in()).unwrap_or_default();
    match country_zones::of_country(&country) {
        [] => Proposed::Zone(known.home.name().to_owned()),
        [only] => Proposed::Zone(only.clone()),
        several => Proposed::Among(several, places::name(&country)),
    }
}

fn zone(text: &str, _: &Here) -> Result<Zone, String> {
    Zone::named(text).map_err(|error| format!("{error}; use an IANA name such as America/Chicago"))
}

#[derive(Debug)]
struct NewIncident;

impl Purpose for NewIncident {
    fn slot(&self) -> Slot {
        Slot::single("incident", "Incident")
    }

    fn scope(&self) -> Scope {
        Scope::Record
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        Some(Outcome::Effect(Effect::Create {
            title: answers.read(&TITLE)?,
            kind: answers.read(&KIND)?,
            zone: answers.read(&ZONE)?,
        }))
    }
}
