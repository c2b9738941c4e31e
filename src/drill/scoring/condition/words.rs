//! What a condition looks for, in words for the facilitator.

use super::{Condition, Filed, Known, Letter, Timing};
use crate::core::facts::table;
use crate::core::obligation::moment_words;
use crate::core::time::Zone;

impl Condition {
    /// When an inject comes that hangs on it. A branch is decided at its minute, not at the end.
    pub fn branch_words(&self, zone: &Zone) -> String {
        match self {
            Condition::Not(inner) => format!("unless {}", inner.words(zone)),
            Condition::Fact(_)
            | Condition::Decided { .. }
            | Condition::Filed(_)
            | Condition::NotRequired(_)
            | Condition::Letter(_)
            | Condition::Called { .. }
            | Condition::Evidence { .. }
            | Condition::Note(_)
            | Condition::Task(_)
            | Condition::Delay(_)
            | Condition::Entered(_)
            | Condition::Playbook(_)
            | Condition::Closed
            | Condition::Reopened
            | Condition::Action(_)
            | Condition::Any(_)
            | Condition::All(_) => format!("if {}", self.words(zone)),
        }
    }

    /// As a sentence would go on after "counts when".
    pub fn words(&self, zone: &Zone) -> String {
        let joined = |inner: &[Condition], with: &str| {
            let parts: Vec<String> = inner.iter().map(|condition| condition.words(zone)).collect();
            parts.join(with)
        };
        match self {
            Condition::Fact(known) => known.words(zone),
            Condition::Decided { key, value } => {
                let value = value.as_ref().map(|value| format!(" as `{value}`"));
                format!("`{key}` is decided{}", value.unwrap_or_default())
            }
            Condition::Filed(filed) => filed.words(),
            Condition::NotRequired(obligation) => format!("{obligation} is recorded as not required"),
            Condition::Letter(letter) => letter.words(),
            Condition::Called { role, answered, timing } => {
                let how = if *answered { "answered a call" } else { "was called" };
                format!("somebody of the role {role} {how}{}", timing.words())
            }
            Condition::Evidence { word, timing } => {
                format!("evidence is logged with “{word}” in its name{}", timing.words())
            }
            Condition::Note(words) => {
                let words: Vec<String> = words.iter().map(|word| format!("“{word}”")).collect();
                format!("a note written since the inject says {}", words.join(" or "))
            }
            Condition::Task(task) => format!("the step {task} is completed"),
            Condition::Delay(word) => format!("a law-enforcement delay by “{word}” is recorded"),
            Condition::Entered(stage) => format!("the stage {} is entered", stage.words()),
            Condition::Playbook(id) => format!("the playbook {id} is in use"),
            Condition::Closed => "the incident is closed".to_owned(),
            Condition::Reopened => "the incident is open again".to_owned(),
            Condition::Action(action) => format!("the expected action {action} was done"),
            Condition::Any(inner) => joined(inner, ", or "),
            Condition::All(inner) => joined(inner, ", and "),
            Condition::Not(inner) => format!("at the end it does not hold that {}", inner.words(zone)),
        }
    }
}

impl Timing {
    fn words(self) -> &'static str {
        match self {
            Timing::Early => "",
            Timing::Anew => " since the inject",
        }
    }
}

impl Known {
    fn words(&self, zone: &Zone) -> String {
        let mut words = format!("“{}” is recorded", table::label(&self.key));
        if let Some(value) = &self.value {
            words += &format!(" as {}", value.words(zone));
        }
        if let Some(near) = self.near {
            words += &format!(
                " within {} minutes of {}",
                near.tolerance,
                moment_words(zone, near.moment)
            );
        }
        if let Some(least) = self.least {
            words += &format!(" as {least} or more");
        }
        words
    }
}

impl Filed {
    fn words(&self) -> String {
        let kind = self.kind.map(|kind| format!(" ({})", kind.words()));
        let time = if self.in_time { ", in time by the facts" } else { "" };
        let order = if self.in_order {
            ", in the order the law asks for"
        } else {
            ""
        };
        format!("{} is filed{}{time}{order}", self.obligation, kind.unwrap_or_default())
    }
}

impl Letter {
    fn words(&self) -> String {
        let state = match (self.approved, self.clean) {
            (_, true) => "approved with a clean check",
            (true, false) => "approved",
            (false, false) => "drafted",
        };
        format!("a letter of {} is {state}", self.template)
    }
}
