//! What can be done about a refusal, with the flag or command that does it.

#[cfg(feature = "record")]
use crate::core::refusal::Advised;
use crate::core::refusal::Remedy;

/// A sentence with its hint behind it.
#[cfg(feature = "record")]
pub(crate) fn advised(said: &Advised) -> String {
    match &said.remedy {
        Some(remedy) => format!("{} ({})", said.words, hint(remedy)),
        None => said.words.clone(),
    }
}

/// The hint on the command line.
pub(crate) fn hint(remedy: &Remedy) -> String {
    let advice = remedy.advice();
    let how = match remedy {
        Remedy::Advice(_) | Remedy::AnotherMember => return advice,
        Remedy::Reopen { code } => format!("firebell incident reopen {code} --reason …"),
        Remedy::ExplainStage | Remedy::ExplainDisposition | Remedy::ExplainClosing => "--rationale \"…\"".to_owned(),
        Remedy::ExplainMoment => "--confirm \"…\"".to_owned(),
        Remedy::ExplainAgain => "--kind supplement, or --confirm \"sent twice\" or whatever is the reason".to_owned(),
        Remedy::ExplainDelay => "delay lift, or --confirm \"…\"".to_owned(),
        Remedy::ExplainFiled => "withdrawn, or --confirm \"…\"".to_owned(),
        Remedy::ExplainLater => "--confirm \"…\", or --also to keep both".to_owned(),
        Remedy::ExplainLate => "--late-because \"…\"".to_owned(),
        Remedy::ExplainOrder => "--out-of-order-because \"…\"".to_owned(),
        Remedy::ExplainNoLetter => "--without-letter \"…\"".to_owned(),
        Remedy::FiledEarlier => "--at MOMENT, or leave it out for now".to_owned(),
        Remedy::FileInitial => "--kind initial".to_owned(),
        Remedy::LearnedEarlier => "--learned MOMENT".to_owned(),
        Remedy::CalledEarlier => "--at MOMENT".to_owned(),
        Remedy::Obligations => "firebell law list".to_owned(),
        Remedy::AnotherPerson => "--actor NAME".to_owned(),
        Remedy::NameLetter => "--letter ID".to_owned(),
        Remedy::NameRole => "--as ROLE".to_owned(),
        Remedy::ExplainFindings => "--because \"…\"".to_owned(),
        Remedy::EditLetter { code, letter } => {
            format!("firebell letter edit {code} {letter}; for a second letter of its own, name it with --id ID")
        }
        Remedy::DraftLetter { code } => format!("firebell letter draft {code} TEMPLATE"),
        Remedy::FactHistory { code } => format!("firebell incident fact history {code}"),
        Remedy::Members => "firebell member list; docs/roles.md has the table".to_owned(),
        Remedy::TeamStatus => "firebell team status".to_owned(),
        Remedy::OpenIncident => "firebell incident open \"title\"".to_owned(),
        Remedy::Exercises => "firebell incident list --exercises".to_owned(),
        Remedy::AskFor { permission } if !permission.lendable() => return advice,
        Remedy::AskFor { permission } => format!("firebell grant NAME {permission} INCIDENT"),
        Remedy::Borrow { permission, code } => format!("firebell grant NAME {permission} {code}"),
        Remedy::LetAnotherIn { member, codes } => format!(
            "firebell incident restrict, or firebell member revoke {member} --giving-up {}",
            codes.join(",")
        ),
        Remedy::PlanMailing { code } => format!("firebell letter mailing plan {code} FILE"),
        Remedy::RecordMailed { code, mailing } => format!("firebell letter mailing sent {code} {mailing}"),
        Remedy::SetProfile { key } => format!("firebell profile set {key} …"),
        Remedy::Contracts => "firebell contract list".to_owned(),
        Remedy::AddContract => "firebell contract add".to_owned(),
        Remedy::SayPeople => "--people DE=12000".to_owned(),
        Remedy::ReplaceFile => "--force".to_owned(),
        Remedy::Steps { code } => format!("firebell incident tasks {code}"),
    };
    format!("{advice}: {how}")
}
