//! Several notices that went out together, with one reference and one receipt: twenty states by one portal.

use super::filing::{AT, CHANNEL, LATE, LETTER, ORDER, RECEIPT, REFERENCE, keys, reasons};
use super::{Answers, Asked, Form, NO_OBLIGATION, Opener, Outcome, Purpose, Slot};
use crate::app::called;
use crate::core::event::{Disposition, Filing, FilingKind, ObligationUpdate};
use crate::core::ids::ObligationId;
use crate::core::incident::command::Command;
use crate::tui::effect::Effect;

/// Opens the form for all obligations that were selected.
pub(crate) const OPEN: Opener = Opener::new("filing of several", |at| {
    if at.picked.is_empty() {
        return Err(NO_OBLIGATION);
    }
    let late = at.picked.iter().any(|o| o.overdue && o.filed_at.is_none());
    let ids: Vec<ObligationId> = at.picked.iter().map(|o| o.id.clone()).collect();
    let fields = vec![
        AT.field().filled("now"),
        REFERENCE.field(),
        CHANNEL.field(),
        LATE.field().expected(late).help(match late {
            true => "one of them IS LATE: the law asks for the reasons",
            false => "leave empty if they are in time",
        }),
        ORDER.field().help("leave empty otherwise"),
        LETTER.field().help("for those that have no approved letter"),
        RECEIPT.field(),
    ];
    let title = format!("Filed: {} obligations", ids.len());
    let note = at
        .picked
        .iter()
        .map(|o| called::obligation(o))
        .collect::<Vec<_>>()
        .join("; ");
    let form = Form::new(FileSeveral(ids), title, fields).note(note);
    Ok(form.beginning_at(keys::REFERENCE))
});

#[derive(Debug)]
struct FileSeveral(Vec<ObligationId>);

impl Purpose for FileSeveral {
    fn slot(&self) -> Slot {
        Slot::new("filing-of-several")
    }

    fn of_many(&self) -> bool {
        true
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let (at, code) = (answers.read(&AT)?, answers.incident()?);
        let filing = Filing {
            reference: answers.read(&REFERENCE)?,
            channel: answers.read(&CHANNEL)?,
            late_because: answers.read(&LATE)?,
            out_of_order_because: answers.read(&ORDER)?,
            without_letter_because: answers.read(&LETTER)?,
            ..Filing::at(FilingKind::Initial, at)
        };
        let updates: Vec<ObligationUpdate> = self
            .0
            .iter()
            .map(|id| ObligationUpdate {
                law: None,
                obligation: id.as_str().into(),
                disposition: Disposition::Filed(filing.clone()),
                rationale: None,
            })
            .collect();
        let words = format!(
            "Record that these {} were filed on {}{}? All of them are recorded, or none.\n{}",
            updates.len(),
            answers.moment(at),
            reasons(answers),
            answers.known().lines(&self.0)
        );
        let asked = Asked::new("Record filings", words, "Record them");
        let effect = match answers.read(&RECEIPT)? {
            Some(receipt) => Effect::FiledAll { code, updates, receipt },
            None => Effect::RunAll(code, updates.into_iter().map(Command::Obligation).collect()),
        };
        Some(Outcome::Confirm(asked, effect))
    }
}
