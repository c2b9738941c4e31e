//! One value of the organization's profile that a form or a letter asks for, such as its postal address.

use super::{Answers, Field, Form, Kind, Known, Outcome, Prompt, Purpose, Scope, Slot};
use crate::core::capital::capitalized;
use crate::core::facts::FactValue;
use crate::core::facts::table;
use crate::tui::effect::Effect;
use crate::tui::profile_value::{Given, ProfileValue};

const VALUE: Prompt<String> = Prompt::line("value", "Value");

/// The form of a key, for those who may change the profile.
pub(crate) fn form(known: &Known<'_>, key: &str) -> Result<Form, &'static str> {
    if !known.start.may_change_organisation() {
        return Err("Owners and commanders change the organization's profile; ask one of them.");
    }
    let before = known
        .start
        .profile
        .get(key)
        .map(FactValue::as_typed)
        .unwrap_or_default();
    let value = Field::new("value", capitalized(&table::label(key)), Kind::Line).help(table::help(key));
    let form = Form::new(
        OfOrganisation(key.to_owned()),
        "The organization",
        vec![value.filled(&before)],
    );
    Ok(form.note("It is in the organization's profile, and the same in every incident."))
}

#[derive(Debug)]
struct OfOrganisation(String);

impl Purpose for OfOrganisation {
    fn slot(&self) -> Slot {
        Slot::new("of-organisation").of(self.0.as_str())
    }

    fn scope(&self) -> Scope {
        Scope::Record
    }

    fn changes_start(&self) -> bool {
        true
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let value = answers.read_fact(&VALUE, &self.0)?;
        Some(Outcome::Effect(Effect::Profile(vec![ProfileValue {
            key: self.0.clone(),
            value: Some(Given::Literal(value)),
        }])))
    }
}
