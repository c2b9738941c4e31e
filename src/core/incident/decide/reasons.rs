//! Reasons that the record asks for must say something: a blank one, or a dash, would pass for an explanation years
//! later.

use crate::core::event::{Disposition, LetterComment};
use crate::core::incident::command::{
    Command, DelayCommand, FactCommand, LetterCommand, MailingCommand, PlaybookCommand, ReminderCommand,
};
use crate::core::refusal::Refusal;

/// What people type in order to get on, in lower case.
const PUT_OFF: [&str; 25] = [
    "na",
    "none",
    "nil",
    "tbd",
    "tba",
    "todo",
    "xx",
    "xxx",
    "asdf",
    "ok",
    "okay",
    "yes",
    "no",
    "fine",
    "done",
    "because",
    "reason",
    "seeabove",
    "ja",
    "nein",
    "passt",
    "sieheoben",
    "oui",
    "sí",
    "si",
];

/// What a free text is called, and what is asked of it.
#[derive(Clone, Copy)]
enum Asked {
    /// It explains something, so that a placeholder is none.
    Reason(&'static str),
    /// It says something, whatever it is.
    Words(&'static str),
}

use Asked::{Reason, Words};

/// Refuses a command with a reason, a remark or a note that was given and says nothing.
pub(super) fn said(command: &Command) -> Result<(), Refusal> {
    let empty = |text: &str| !text.chars().any(char::is_alphanumeric);
    for (asked, text) in given(command) {
        let (what, says) = match asked {
            Words(what) => (what, !empty(text)),
            Reason(what) => (what, is_reason(text)),
        };
        if !says {
            let wrong = if empty(text) { "is empty" } else { "says nothing" };
            return Err(Refusal::input(
                format!("{what} {wrong}"),
                "write something that someone else can follow later",
            ));
        }
    }
    Ok(())
}

/// Whether a text can be a reason: a word at least, in whatever script, that is no placeholder and not one word over and over.
fn is_reason(text: &str) -> bool {
    let lower = text.to_lowercase();
    let mut words = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let first = words.next();
    let (mut more, mut others) = (0, 0);
    for word in words {
        more += 1;
        others += usize::from(Some(word) != first);
    }
    if more > 0 && others == 0 {
        return false;
    }
    let letters: String = text
        .chars()
        .filter(|c| c.is_alphabetic())
        .flat_map(char::to_lowercase)
        .collect();
    let words = letters.chars().count() > 1 || !letters.is_ascii();
    words && !letters.is_empty() && !PUT_OFF.contains(&letters.as_str())
}

fn optional(asked: Asked, text: &Option<String>) -> Vec<(Asked, &str)> {
    text.as_deref().map(|text| (asked, text)).into_iter().collect()
}

/// Every free text of a command that was given, with what it is.
fn given(command: &Command) -> Vec<(Asked, &str)> {
    match command {
        Command::Fact(FactCommand::Withdraw(withdrawal)) => vec![(Reason("the reason"), &withdrawal.reason)],
        Command::Delay(DelayCommand::Place(delay)) => vec![(Reason("the reason"), &delay.reason)],
        Command::Delay(DelayCommand::Lift(lifted)) => vec![(Reason("the reason"), &lifted.reason)],
        Command::Reopen { reason } => vec![(Reason("the reason"), reason)],
        Command::Decide(decision) => vec![(Reason("the rationale"), &decision.rationale)],
        Command::IfUnchanged { command, .. } => given(command),
        Command::Confirmed { command, reason } => {
            let mut texts = given(command);
            texts.push((Reason("the reason"), reason));
            texts
        }
        Command::Playbook(command) => playbook(command),
        Command::EnterStage { rationale, .. } | Command::Close { rationale } => {
            optional(Reason("the rationale"), rationale)
        }
        Command::Call(call) => optional(Words("the remark"), &call.remark),
        Command::LogEvidence(evidence) => optional(Words("the remark"), &evidence.remark),
        Command::AddNote(note) => vec![(Words("the note"), &note.text)],
        Command::Assign(assignment) => vec![(Words("the name of who sees to it"), &assignment.owner)],
        Command::Remind(ReminderCommand::Set(reminder)) => vec![(Words("the reminder"), &reminder.about)],
        Command::Remind(ReminderCommand::End(_)) => Vec::new(),
        Command::Obligation(update) => {
            let mut texts = optional(Reason("the rationale"), &update.rationale);
            texts.extend(disposition(&update.disposition));
            texts
        }
        Command::Letter(command) => letter(command),
        Command::Mailing(command) => mailing(command),
        // What restores an earlier state was said before.
        Command::TakeBack { .. } => Vec::new(),
        // What somebody wrote down elsewhere is taken in as it is.
        Command::Fact(FactCommand::Set(_)) | Command::ImportTimeline(_) => Vec::new(),
    }
}

fn playbook(command: &PlaybookCommand) -> Vec<(Asked, &str)> {
    match command {
        PlaybookCommand::Remove { reason, .. } => optional(Reason("the reason"), reason),
        PlaybookCommand::Tick(tick) => optional(Words("the remark"), &tick.remark),
        PlaybookCommand::Add { .. } | PlaybookCommand::Assign(_) => Vec::new(),
    }
}

fn disposition(disposition: &Disposition) -> Vec<(Asked, &str)> {
    match disposition {
        Disposition::Filed(filing) => [
            optional(Reason("the reason for being late"), &filing.late_because),
            optional(Reason("the reason for the order"), &filing.out_of_order_because),
            optional(
                Reason("the reason for filing without an approved letter"),
                &filing.without_letter_because,
            ),
        ]
        .concat(),
        Disposition::NotRequired { decided_by } => vec![(Words("the name of who decided"), decided_by)],
        Disposition::Drafting | Disposition::Approved | Disposition::Withdrawn | Disposition::OnHold => Vec::new(),
    }
}

fn mailing(command: &MailingCommand) -> Vec<(Asked, &str)> {
    match command {
        MailingCommand::Print(_) => Vec::new(),
        MailingCommand::Send(sent) => vec![
            (Words("the carrier"), &sent.carrier),
            (Words("the class of mail"), &sent.class),
        ],
        MailingCommand::Return(returned) => optional(Words("the remark"), &returned.remark),
    }
}

fn letter(command: &LetterCommand) -> Vec<(Asked, &str)> {
    match command {
        LetterCommand::Draft(draft) => vec![(Words("the letter"), &draft.text)],
        LetterCommand::Revise(revision) => vec![(Words("the letter"), &revision.text)],
        LetterCommand::Comment { text, .. } | LetterCommand::TakeRemark(LetterComment { text, .. }) => {
            vec![(Words("the remark"), text)]
        }
        LetterCommand::Approve(approval) => optional(Reason("the reason for approving it anyway"), &approval.because),
        LetterCommand::WithdrawApproval(withdrawal) => vec![(Reason("the reason"), &withdrawal.reason)],
    }
}

#[cfg(test)]
mod tests {
    use super::is_reason;

    #[test]
    fn a_dash_a_letter_and_a_placeholder_are_no_reasons() {
        for text in [
            "",
            " ",
            "-",
            "…",
            "x",
            "n/a",
            "N.A.",
            "TBD",
            "?!",
            "1",
            "ok",
            "Yes.",
            "see above",
        ] {
            assert!(!is_reason(text), "{text}");
        }
        for text in ["log", "the portal was down", "遅延", "遅", "it is urgent"] {
            assert!(is_reason(text), "{text}");
        }
    }
}
