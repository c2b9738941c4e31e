//! The names under which drafts of forms are kept. They are stored, so they never follow the names in the code.

use super::form::Purpose;

impl Purpose {
    /// The name of a draft of this form.
    pub fn slot(&self, incident: &str) -> String {
        let (name, about) = self.name();
        match about {
            Some(about) => format!("form/{incident}/{name}/{about}"),
            None => format!("form/{incident}/{name}"),
        }
    }

    /// A stable name for the form, and what it is about within its incident.
    fn name(&self) -> (&'static str, Option<String>) {
        match self {
            Purpose::Incident => ("incident", None),
            Purpose::Search => ("search", None),
            Purpose::Fact(key) => ("fact", key.clone()),
            Purpose::Withdraw(key) => ("withdraw", Some(key.clone())),
            Purpose::Filing(duty) => ("filing", Some(duty.clone())),
            Purpose::Disposition(duty) => ("disposition", Some(duty.clone())),
            Purpose::Decision => ("decision", None),
            Purpose::Note => ("note", None),
            Purpose::Evidence => ("evidence", None),
            Purpose::Hold => ("hold", None),
            Purpose::Lift(authority) => ("lift", Some(authority.clone())),
            Purpose::Stage(stage) => ("stage", Some(stage.code().to_owned())),
            Purpose::Task(task) => ("task", Some(task.clone())),
            Purpose::Playbook => ("playbook", None),
            Purpose::Close => ("close", None),
            Purpose::Reopen => ("reopen", None),
            Purpose::Profile { first: true } => ("profile", Some("first".to_owned())),
            Purpose::Profile { first: false } => ("profile", None),
            Purpose::Contact => ("contact", None),
            Purpose::Letter(duty) => ("letter", duty.clone()),
            Purpose::Approval { letter, sha256 } => ("approval", Some(format!("{letter}/{sha256}"))),
            Purpose::Remark(letter) => ("remark", Some(letter.clone())),
            Purpose::Roster => ("roster", None),
            Purpose::StartDrill => ("start-exercise", None),
            Purpose::JumpTo => ("jump", None),
            Purpose::Observation => ("observation", None),
            Purpose::Rating => ("rating", None),
            Purpose::Improvement => ("improvement", None),
            Purpose::Skip(inject) => ("skip", Some(inject.clone())),
            Purpose::HotWash(question) => ("hot-wash", Some(question.clone())),
            Purpose::Participant => ("participant", None),
        }
    }

    /// The name the first version gave it, so that what was typed before an update is still found. These spellings are
    /// history: they must not change with the code.
    pub fn former_slot(&self, incident: &str) -> String {
        let one = |name: &str, about: &str| format!("{incident} {name}({about:?})");
        let optional = |name: &str, about: &Option<String>| format!("{incident} {name}({about:?})");
        match self {
            Purpose::Incident => format!("{incident} Incident"),
            Purpose::Search => format!("{incident} Search"),
            Purpose::Fact(key) => optional("Fact", key),
            Purpose::Withdraw(key) => one("Withdraw", key),
            Purpose::Filing(duty) => one("Filing", duty),
            Purpose::Disposition(duty) => one("Disposition", duty),
            Purpose::Decision => format!("{incident} Decision"),
            Purpose::Note => format!("{incident} Note"),
            Purpose::Evidence => format!("{incident} Evidence"),
            Purpose::Hold => format!("{incident} Hold"),
            Purpose::Lift(authority) => one("Lift", authority),
            Purpose::Stage(stage) => {
                let mut code = stage.code().to_owned();
                code[..1].make_ascii_uppercase();
                format!("{incident} Stage({code})")
            }
            Purpose::Task(task) => one("Task", task),
            Purpose::Playbook => format!("{incident} Playbook"),
            Purpose::Close => format!("{incident} Close"),
            Purpose::Reopen => format!("{incident} Reopen"),
            Purpose::Profile { first } => format!("{incident} Profile {{ first: {first} }}"),
            Purpose::Contact => format!("{incident} Contact"),
            Purpose::Letter(duty) => optional("Letter", duty),
            Purpose::Approval { letter, sha256 } => {
                format!("{incident} Approval {{ letter: {letter:?}, sha256: {sha256:?} }}")
            }
            Purpose::Remark(letter) => one("Remark", letter),
            Purpose::Roster => format!("{incident} Roster"),
            Purpose::StartDrill => format!("{incident} StartDrill"),
            Purpose::JumpTo => format!("{incident} JumpTo"),
            Purpose::Observation => format!("{incident} Observation"),
            Purpose::Rating => format!("{incident} Rating"),
            Purpose::Improvement => format!("{incident} Improvement"),
            Purpose::Skip(inject) => one("Skip", inject),
            Purpose::HotWash(question) => one("HotWash", question),
            Purpose::Participant => format!("{incident} Participant"),
        }
    }
}
