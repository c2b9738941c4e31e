//! What can be done about a refusal, with the field or key of the workbench that does it.

use super::form::{approval, fact, filing};
use crate::core::refusal::{Advised, Refusal, Remedy};

/// How many of the things that stand in the way are named.
const CAUSES: usize = 3;

/// A refusal in a line.
pub(super) fn words(refusal: &Refusal) -> String {
    let named = refusal.reasons().take(CAUSES).cloned().collect::<Vec<_>>().join("; ");
    let more = match refusal.reasons().count().saturating_sub(CAUSES) {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    let causes = match named.is_empty() {
        true => String::new(),
        false => format!(": {named}{more}"),
    };
    format!("{}{causes} · {}", refusal.message, advice(&refusal.remedy))
}

/// A sentence with what can be done about it.
pub(super) fn advised(said: &Advised) -> String {
    match &said.remedy {
        Some(remedy) => format!("{} ({})", said.words, advice(remedy)),
        None => said.words.clone(),
    }
}

/// The advice, with the key that follows it where it is a key.
pub(super) fn advice(remedy: &Remedy) -> String {
    let advice = remedy.advice();
    match remedy {
        Remedy::Reopen { .. } => format!("{advice} (C)"),
        Remedy::EditLetter { .. } => format!("{advice} (l, then e)"),
        Remedy::DraftLetter { .. } => format!("{advice} (l, then n)"),
        Remedy::FactHistory { .. } => format!("{advice} (5 shows the log)"),
        Remedy::Members => format!("{advice} (F3, then m)"),
        Remedy::TeamStatus => format!("{advice} (F3, then l)"),
        Remedy::OpenIncident => format!("{advice} (n on the board)"),
        Remedy::SetProfile { .. } => format!("{advice} (o on the board)"),
        Remedy::AddContract => format!("{advice} (N on the board)"),
        Remedy::Advice(_)
        | Remedy::ExplainStage
        | Remedy::ExplainDisposition
        | Remedy::ExplainClosing
        | Remedy::ExplainMoment
        | Remedy::ExplainAgain
        | Remedy::ExplainFiled
        | Remedy::ExplainDelay
        | Remedy::ExplainLater
        | Remedy::ExplainLate
        | Remedy::ExplainOrder
        | Remedy::ExplainNoLetter
        | Remedy::FiledEarlier
        | Remedy::FileInitial
        | Remedy::LearnedEarlier
        | Remedy::CalledEarlier
        | Remedy::Obligations
        | Remedy::AnotherPerson
        | Remedy::AnotherMember
        | Remedy::NameLetter
        | Remedy::NameRole
        | Remedy::ExplainFindings
        | Remedy::Exercises
        | Remedy::AskFor { .. }
        | Remedy::Borrow { .. }
        | Remedy::LetAnotherIn { .. }
        | Remedy::PlanMailing { .. }
        | Remedy::RecordMailed { .. }
        | Remedy::Contracts
        | Remedy::SayPeople
        | Remedy::ReplaceFile
        | Remedy::Steps { .. } => advice,
    }
}

/// The field of the form in which the remedy is typed.
pub(super) fn field(remedy: &Remedy) -> Option<&'static str> {
    match remedy {
        Remedy::ExplainStage | Remedy::ExplainDisposition | Remedy::ExplainClosing => Some("rationale"),
        Remedy::ExplainLate => Some(filing::keys::LATE),
        Remedy::ExplainOrder => Some(filing::keys::ORDER),
        Remedy::ExplainNoLetter => Some(filing::keys::LETTER),
        Remedy::FiledEarlier => Some(filing::keys::AT),
        Remedy::FileInitial => Some(filing::keys::FILING),
        Remedy::LearnedEarlier => Some(fact::LEARNED_KEY),
        Remedy::ExplainFindings => Some(approval::BECAUSE_KEY),
        Remedy::NameLetter => Some(filing::keys::SENT),
        Remedy::NameRole => Some(approval::ROLE_KEY),
        Remedy::Advice(_)
        | Remedy::ExplainMoment
        | Remedy::ExplainAgain
        | Remedy::ExplainFiled
        | Remedy::ExplainDelay
        | Remedy::ExplainLater
        | Remedy::CalledEarlier
        | Remedy::Obligations
        | Remedy::Reopen { .. }
        | Remedy::AnotherPerson
        | Remedy::AnotherMember
        | Remedy::EditLetter { .. }
        | Remedy::DraftLetter { .. }
        | Remedy::FactHistory { .. }
        | Remedy::Members
        | Remedy::TeamStatus
        | Remedy::Exercises
        | Remedy::AskFor { .. }
        | Remedy::Borrow { .. }
        | Remedy::LetAnotherIn { .. }
        | Remedy::PlanMailing { .. }
        | Remedy::RecordMailed { .. }
        | Remedy::Contracts
        | Remedy::SayPeople
        | Remedy::ReplaceFile
        | Remedy::OpenIncident
        | Remedy::SetProfile { .. }
        | Remedy::AddContract
        | Remedy::Steps { .. } => None,
    }
}
