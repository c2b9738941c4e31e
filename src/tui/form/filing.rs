//! A filing: an obligation was met, or more was sent on it.

use chrono::{DateTime, NaiveDate, Utc};

use super::{Answers, Asked, Form, NO_OBLIGATION, Opener, Optional, Outcome, Prompt, Purpose, Slot};
use crate::app::assessment::opened_incident::Opened;
use crate::app::called;
use crate::app::letters::LetterRow;
use crate::app::views::ObligationView;
use crate::core::event::{Disposition, Filing, FilingKind, ObligationUpdate, SentLetter};
use crate::core::ids::LetterId;
use crate::core::incident::command::Command;
use crate::core::verdict::Verdict;
use crate::tui::effect::Effect;

const FILING: Prompt<FilingKind> = Prompt::choice(
    "filing",
    "Which filing?",
    &[
        ("initial", FilingKind::Initial),
        ("supplement", FilingKind::Supplement),
        ("final", FilingKind::Final),
    ],
);
pub(super) const AT: Prompt<DateTime<Utc>> = Prompt::moment("at", "When was it sent?");
pub(super) const REFERENCE: Optional<String> =
    Prompt::line(keys::REFERENCE, "The recipient's reference number").optional();
pub(super) const CHANNEL: Optional<String> = Prompt::line("channel", "How was it sent?").optional();
pub(super) const LATE: Optional<String> = Prompt::line("late", "If it is late, why?").optional();
pub(super) const ORDER: Optional<String> = Prompt::line("order", "If this was filed out of order, why?").optional();
pub(super) const LETTER: Optional<String> =
    Prompt::line("letter", "If it was filed without an approved letter, why?").optional();

pub(super) const RECEIPT: Optional<String> = Prompt::line("receipt", "The receipt or confirmation, as a file")
    .help("its path; only its digest is recorded")
    .optional();

const SENT: Optional<String> = Prompt::among("sent", "Which letter was sent?").optional();

/// The fields in which the record asks for more.
pub(crate) mod keys {
    /// When it was sent.
    pub(crate) const AT: &str = "at";
    pub(crate) const FILING: &str = "filing";
    /// The recipient's number: all that has to be typed where everything is as it should be.
    pub(crate) const REFERENCE: &str = "reference";
    pub(crate) const LATE: &str = "late";
    /// Why it goes out of order.
    pub(crate) const ORDER: &str = "order";
    /// Which letter went out, where several are approved.
    pub(crate) const SENT: &str = "sent";
    /// Why it goes out without a letter.
    pub(crate) const LETTER: &str = "letter";
}

/// Opens the form for the obligation at hand.
pub(crate) const OPEN: Opener = Opener::new("filing", |at| {
    let (Some(opened), Some(obligation)) = (at.known.opened, at.obligation) else {
        return Err(NO_OBLIGATION);
    };
    Ok(form(opened, &obligation.id))
});

pub(crate) fn form(opened: &Opened, obligation: &str) -> Form {
    let found = opened.whole.assessment.obligations.iter().find(|o| o.id == obligation);
    let filed = found.is_some_and(|o| o.filed_at.is_some());
    let late = found.is_some_and(|o| o.overdue) && !filed;
    let ordered = found.is_some_and(|o| !o.order.after.is_empty() || o.order.not_before.is_some());
    let channel = found.and_then(|o| o.authority.channel.clone()).unwrap_or_default();
    let letter = opened
        .letters
        .iter()
        .find(|l| l.obligation.as_deref() == Some(obligation));
    let approved = letter.map(|letter| letter.approved.is_some());
    let filing = FILING.field().filled(if filed { "supplement" } else { "initial" });
    let sendable = sendable(opened, obligation);
    let mut fields = vec![
        filing,
        AT.field().filled("now"),
        REFERENCE.field(),
        CHANNEL.field().filled(&channel),
        LATE.field().expected(late).help(match late {
            true => "IT IS LATE: the law asks for the reasons",
            false => "leave empty if it is in time",
        }),
        ORDER.field().help(match ordered {
            true => "the law sets an order here: w shows it",
            false => "leave empty otherwise",
        }),
        LETTER.field().expected(approved != Some(true)).help(match approved {
            Some(true) => "its letter is approved: leave empty",
            Some(false) => "its letter is NOT approved as it is now",
            None => "it has NO letter here: say what was sent",
        }),
    ];
    if sendable.len() > 1 {
        let ids = sendable.iter().map(|sent| sent.letter.to_string());
        fields.push(SENT.offering(ids));
    }
    fields.push(RECEIPT.field());
    let dated = dated(opened, obligation);
    let note = note(opened, found, &dated);
    Form::new(
        RecordFiling {
            obligation: obligation.to_owned(),
            sendable,
            dated,
        },
        format!(
            "Filed: {}",
            called::obligation_of(&opened.whole.assessment.obligations, obligation)
        ),
        fields,
    )
    .note(note)
    .beginning_at(keys::REFERENCE)
}

/// What went out is one letter for each person, made from the approved text and their list.
const TO_BE_MERGED: &str = "Its letter has blanks for each person: merge it with their list first (firebell letter merge), and record what was sent";

/// To whom it goes, and what is better known before it is recorded.
fn note(opened: &Opened, found: Option<&ObligationView>, dated: &[(LetterId, NaiveDate)]) -> String {
    let recipient = found.and_then(|o| o.authority.name.clone()).unwrap_or_default();
    let mut sentences = vec![recipient];
    if found.is_some_and(|o| o.verdict == Verdict::NotDue) {
        sentences.push("It is not due as the facts stand: file it only if you choose to".to_owned());
    }
    let own = |l: &&LetterRow| found.is_some_and(|o| l.obligation.as_deref() == Some(o.id.as_str())) && !l.filed;
    if opened.letters.iter().filter(own).any(|letter| letter.for_each_person) {
        sentences.push(TO_BE_MERGED.to_owned());
    }
    let today = opened
        .whole
        .home_zone
        .local(opened.whole.assessment.as_of.at())
        .date_naive();
    if let Some((_, day)) = dated.iter().find(|(_, day)| *day > today) {
        sentences.push(format!(
            "Its letter is dated {}, and today is {}: draft it anew with the day it goes out on, or file it on that day",
            day_words(*day),
            day_words(today)
        ));
    }
    sentences.retain(|sentence| !sentence.is_empty());
    match sentences.len() {
        1 => sentences.concat(),
        _ => sentences
            .iter()
            .map(|sentence| format!("{}. ", sentence.trim_end_matches('.')))
            .collect::<String>()
            .trim()
            .to_owned(),
    }
}

#[derive(Debug)]
struct RecordFiling {
    obligation: String,
    /// Approved letters, as they are now; more than one: it is asked which was sent.
    sendable: Vec<SentLetter>,
    /// The days that they say they go out on.
    dated: Vec<(LetterId, NaiveDate)>,
}

/// The days that the approved letters of an obligation say they go out on.
fn dated(opened: &Opened, obligation: &str) -> Vec<(LetterId, NaiveDate)> {
    let own = opened
        .letters
        .iter()
        .filter(|l| l.obligation.as_deref() == Some(obligation) && l.approved.is_some() && !l.filed);
    own.filter_map(|letter| Some((letter.letter.clone(), letter.dated?)))
        .collect()
}

fn day_words(day: NaiveDate) -> String {
    day.format("%-d %b %Y").to_string()
}

/// The letters of an obligation that have every approval.
fn sendable(opened: &Opened, obligation: &str) -> Vec<SentLetter> {
    let own = opened
        .letters
        .iter()
        .filter(|l| l.obligation.as_deref() == Some(obligation));
    let approved = own.filter(|letter| letter.approved.is_some());
    let sent = approved.map(|letter| SentLetter {
        letter: letter.letter.clone(),
        revision: letter.revisions,
        sha256: letter.sha256.clone(),
    });
    sent.collect()
}

impl Purpose for RecordFiling {
    fn slot(&self) -> Slot {
        Slot::about("filing", "Filing", &self.obligation)
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let obligation = self.obligation.clone();
        let at = answers.read(&AT)?;
        let reference = answers.read(&REFERENCE)?;
        let numbered = reference.as_deref().map(|r| format!(", reference {r}"));
        let words = format!(
            "Record that the notice to {} {} ({}) on {}{numbered}{}? It stays in the record; correct it with a new \
             entry.{}",
            answers.known().cited(&obligation),
            answers.known().sent_word(&obligation),
            answers.typed(&FILING),
            answers.moment(at),
            reasons(answers),
            self.dated_later(answers, at),
            numbered = numbered.unwrap_or_default(),
        );
        let disposition = Disposition::Filed(Filing {
            reference,
            channel: answers.read(&CHANNEL)?,
            late_because: answers.read(&LATE)?,
            out_of_order_because: answers.read(&ORDER)?,
            without_letter_because: answers.read(&LETTER)?,
            letters: self.chosen(answers)?,
            ..Filing::at(answers.read(&FILING)?, at)
        });
        let update = ObligationUpdate {
            law: None,
            obligation: obligation.into(),
            disposition,
            rationale: None,
        };
        let asked = Asked::new("Record a filing", words, "Record it");
        Some(match answers.read(&RECEIPT)? {
            None => Outcome::Ask(asked, Command::Obligation(update)),
            Some(receipt) => {
                let code = answers.incident()?;
                let update = Box::new(update);
                Outcome::Confirm(asked, Effect::Filed { code, update, receipt })
            }
        })
    }
}

impl RecordFiling {
    /// What is said where a letter says that it goes out on a later day than it did: its check would find it too late.
    fn dated_later(&self, answers: &Answers<'_>, at: DateTime<Utc>) -> String {
        let chosen = answers.typed(&SENT);
        let sent = |letter: &LetterId| chosen.is_empty() || **letter == *chosen;
        let filed = answers.day(at);
        let later = self.dated.iter().find(|(letter, day)| sent(letter) && *day > filed);
        let words = |(letter, day): &(LetterId, NaiveDate)| {
            format!(
                "\nBUT the letter {letter} is dated {}, a later day than that.",
                day_words(*day)
            )
        };
        later.map(words).unwrap_or_default()
    }

    /// The letter that was chosen; none: the record takes the only one there is.
    fn chosen(&self, answers: &mut Answers<'_>) -> Option<Vec<SentLetter>> {
        if self.sendable.len() < 2 {
            return Some(Vec::new());
        }
        let id = answers.read(&SENT)?;
        let chosen = self.sendable.iter().filter(|sent| id.as_deref() == Some(&*sent.letter));
        Some(chosen.cloned().collect())
    }
}

/// The reasons given with a filing, as its question repeats them.
pub(super) fn reasons(answers: &Answers<'_>) -> String {
    let given = [
        (&LATE, "late, because"),
        (&ORDER, "out of the law's order, because"),
        (&LETTER, "without an approved letter, because"),
    ];
    let reasons = given.into_iter().filter_map(|(prompt, words)| {
        let why = answers.typed(prompt);
        (!why.is_empty()).then(|| format!(", {words}: {why}"))
    });
    reasons.collect()
}
