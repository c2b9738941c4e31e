//! A contract with a customer. What is typed is judged as a whole, against the law it is added to.

use super::{Answers, Choice, Form, Opener, Optional, Outcome, Prompt, Purpose, Scope, Slot};
use crate::core::contract::{ContractBreach, ContractDraft};
use crate::tui::effect::Effect;
use crate::tui::places;

const CUSTOMER: Prompt<String> =
    Prompt::line("customer", "Short id of the customer").help("small letters, digits and hyphens, such as acme");
const NAME: Prompt<String> = Prompt::line("name", "Full legal name");
const WITHIN: Prompt<String> =
    Prompt::line("within", "Time limit").help("hours, days or business days: 24h, 3d or 2bd");
const CALENDAR: Optional<String> = Prompt::line("calendar", "Holidays of")
    .help("for business days only: a calendar such as US or DE-BE")
    .optional();
const FROM: Prompt<String> = Prompt::code("from", "From which moment").help("what starts the deadline");
const BREACH: Prompt<String> = Prompt::among("breach", "What counts as a breach");
const CONTACT: Prompt<String> = Prompt::line("contact", "Who is told").help("such as: security desk");
const AT: Prompt<String> =
    Prompt::line("at", "Where").help("e-mail address, telephone number with +, web page, or postal address");
const CLAUSE: Prompt<String> = Prompt::line("clause", "Clause").help("such as: clause 7.2");
const AGREEMENT: Optional<String> = Prompt::line("agreement", "Agreement")
    .help("such as: data processing agreement of 2025-03-01")
    .optional();
const PLACE: Prompt<String> = Prompt::one_of("place", "Place of the customer");
const ZONE: Prompt<String> = Prompt::one_of("zone", "Time zone").help("a limit in days ends there; type a city");
const DETAIL: Optional<String> = Prompt::line("detail", "What the notice may say at most")
    .help("such as: no personal data")
    .optional();

/// Opens the form.
pub(crate) const OPEN: Opener = Opener::new("contract", |_| {
    let fields = vec![
        CUSTOMER.field(),
        NAME.field(),
        WITHIN.field(),
        CALENDAR.field(),
        FROM.offering(["awareness", "discovery", "confirmation"])
            .filled("awareness"),
        BREACH
            .offering(ContractBreach::ALL.map(|breach| Choice::new(breach.code().replace('_', "-"), breach.words())))
            .filled("personal-data"),
        CONTACT.field(),
        AT.field(),
        CLAUSE.field(),
        AGREEMENT.field(),
        PLACE.picking(places::everywhere()),
        ZONE.picking(places::zones(&[])),
        DETAIL.field(),
    ];
    Ok(Form::new(AddContract, "A contract with a customer", fields))
});

#[derive(Debug)]
struct AddContract;

impl Purpose for AddContract {
    fn slot(&self) -> Slot {
        Slot::single("contract", "Contract")
    }

    fn scope(&self) -> Scope {
        Scope::Record
    }

    fn changes_start(&self) -> bool {
        true
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let (calendar, agreement) = (answers.read(&CALENDAR), answers.read(&AGREEMENT));
        let draft = ContractDraft {
            customer: answers.read(&CUSTOMER),
            name: answers.read(&NAME),
            within: answers.read(&WITHIN),
            calendar: calendar?,
            from: answers.read(&FROM),
            contact: answers.read(&CONTACT),
            at: answers.read(&AT),
            clause: answers.read(&CLAUSE),
            agreement: agreement?,
            breach: answers.read(&BREACH),
            place: answers.read(&PLACE),
            zone: answers.read(&ZONE),
            since: None,
            detail: answers.read(&DETAIL)?,
        };
        Some(Outcome::Effect(Effect::Contract(Box::new(draft))))
    }
}
