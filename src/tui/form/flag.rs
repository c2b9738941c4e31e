//! One question about the organization that binds a law for special sectors, answered on its own.

use super::{Answers, Form, Known, Outcome, Prompt, Purpose, Scope, Slot};
use crate::core::facts::FactValue;
use crate::core::facts::keys::organisation;
use crate::tui::effect::Effect;
use crate::tui::places;
use crate::tui::profile_value::{Given, ProfileValue};
use crate::tui::widget::pick::codes;

const ANSWER: Prompt<bool> = Prompt::choice("answer", "Answer", &[("yes", true), ("no", false)]);

/// The form for a flag, such as `hipaa_business_associate` or `health_custodian@CA-ON`.
pub(crate) fn form(known: &Known<'_>, flag: &str) -> Form {
    let key = format!("{}{flag}", organisation::OF_PROFILE);
    let question = known.opened.and_then(|opened| opened.questions.get(&key)).cloned();
    let title = question.map_or_else(|| known.fact(&key), |question| places::named_in(&question, &key));
    Form::new(Flag(flag.to_owned()), title, vec![ANSWER.field()])
        .note("It is recorded of the organization and holds for every incident. Esc leaves it open.")
}

/// What the profile says with an answer: flags that are certain, and flags that are open. Whatever is in neither is ruled
/// out, so that all others stay open where nothing was recorded before.
fn with_answer(known: &Known<'_>, flag: &str, applies: bool) -> Vec<ProfileValue> {
    let text = |key: &str| known.start.profile.get(key).map(FactValue::as_typed);
    let listed = |text: String| -> Vec<String> {
        let all = codes(&text).filter(|code| *code != "none");
        all.map(str::to_owned).collect()
    };
    let every_flag = || known.start.flags.iter().map(|flag| flag.id.clone()).collect();
    let certain = text(organisation::PROFILE).map(listed);
    let open = match (&certain, text(organisation::PROFILE_UNKNOWN)) {
        (_, Some(open)) => listed(open),
        (Some(_), None) => Vec::new(),
        (None, None) => every_flag(),
    };
    let mut certain = certain.unwrap_or_default();
    certain.retain(|own| own != flag);
    certain.extend(applies.then(|| flag.to_owned()));
    let name = flag.split('@').next().unwrap_or(flag);
    let open: Vec<String> = open.into_iter().filter(|own| own != name && own != flag).collect();
    let value = |key: &str, flags: &[String]| {
        let quoted: Vec<String> = flags.iter().map(|flag| format!("\"{flag}\"")).collect();
        ProfileValue {
            key: organisation::key(key),
            value: Some(Given::Literal(format!("[{}]", quoted.join(", ")))),
        }
    };
    vec![value("profile", &certain), value("profile_unknown", &open)]
}

#[derive(Debug)]
struct Flag(String);

impl Purpose for Flag {
    fn slot(&self) -> Slot {
        Slot::new("flag").of(self.0.as_str())
    }

    fn scope(&self) -> Scope {
        Scope::Record
    }

    fn changes_start(&self) -> bool {
        true
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let applies = answers.read(&ANSWER)?;
        let known = answers.known();
        if !known.start.may_change_organisation() {
            answers.refuse(&ANSWER, super::profile::NOT_YOURS);
            return None;
        }
        Some(Outcome::Effect(Effect::Profile(with_answer(&known, &self.0, applies))))
    }
}
