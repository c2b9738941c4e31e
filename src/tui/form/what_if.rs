//! What if: the incident as if it were another moment, or as if facts were known. Nothing is recorded.

use chrono::{DateTime, Utc};

use super::{Answers, Choice, Form, NO_INCIDENT, Opener, Optional, Outcome, Prompt, Purpose, Slot};
use crate::app::assessment::what_if::AsIf;
use crate::core::event::{Certainty, FactClaim};
use crate::core::facts::keys;
use crate::core::facts::table::{self, label};
use crate::core::incident::command::Command;
use crate::core::time::StoryTime;
use crate::tui::effect::Effect;
use crate::tui::pasted_counts::{Counted, UNKNOWN, counted};
use crate::tui::places;

const AT: Prompt<DateTime<Utc>> =
    Prompt::moment("at", "As if it were").help("now, +6h, tomorrow 12:00, 2026-12-01 12:00");
const PEOPLE: Optional<String> = Prompt::line("people", "As if so many people lived there")
    .help("such as TX 600, CA 900")
    .optional();
const FACT: Optional<String> = Prompt::code("fact", "As if this were known").optional();
const VALUE: Optional<String> = Prompt::line("value", "Its value").optional();

/// Opens the form.
pub(crate) const OPEN: Opener = Opener::new("what if", |at| {
    let opened = at.known.opened.ok_or(NO_INCIDENT)?;
    if opened.as_of.is_some() {
        return Err("Esc returns to the present first.");
    }
    let fact = |key| Choice::new(key, table::question(key)).found_by(label(key));
    let fields = vec![
        AT.field().filled("now"),
        PEOPLE.field(),
        FACT.offering(table::keys().map(fact)),
        VALUE.field(),
    ];
    Ok(Form::new(WhatIf, "What if", fields).note("Only to look at: nothing of it is recorded, and Esc comes back."))
});

#[derive(Debug)]
struct WhatIf;

fn known(key: String, value: String) -> Command {
    Command::set_fact(FactClaim {
        key,
        value,
        certainty: Certainty::Confirmed,
        learned_at: None,
        source: None,
        also: false,
    })
}

impl WhatIf {
    /// The counts by place, each with its words.
    fn people(&self, answers: &mut Answers<'_>) -> Option<Vec<(Command, String)>> {
        let Some(typed) = answers.read(&PEOPLE)? else {
            return Some(Vec::new());
        };
        let found = match counted(&typed) {
            Ok(found) => found,
            Err(problems) => {
                answers.refuse(&PEOPLE, problems.join("; "));
                return None;
            }
        };
        let known_number = found.into_iter().filter(|one| one.people != UNKNOWN);
        let each = known_number.map(|Counted { place, people }| {
            let key = keys::affected::key(&place);
            let value = answers.fact_typed(&PEOPLE, &key, &people)?;
            Some((known(key, value), format!("{people} in {}", places::name(&place))))
        });
        each.collect()
    }

    fn fact(&self, answers: &mut Answers<'_>) -> Option<Option<(Command, String)>> {
        let Some(key) = answers.read(&FACT)? else {
            return Some(None);
        };
        let value = answers.read_fact(&VALUE, &key)?;
        let words = format!("{} = {}", label(&key), answers.typed(&VALUE));
        Some(Some((known(key, value), words)))
    }
}

impl Purpose for WhatIf {
    fn slot(&self) -> Slot {
        Slot::new("what-if")
    }

    fn keeps_drafts(&self) -> bool {
        false
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let (at, people, fact) = (answers.read(&AT), self.people(answers), self.fact(answers));
        let (at, code) = (at?, answers.incident()?);
        let so: Vec<(Command, String)> = people?.into_iter().chain(fact?).collect();
        let (commands, words): (Vec<Command>, Vec<String>) = so.into_iter().unzip();
        let moment = answers.moment(at);
        let words = std::iter::once(moment).chain(words).collect::<Vec<_>>().join(", ");
        let at = StoryTime::named(at);
        let what = Box::new(AsIf { at, commands, words });
        Some(Outcome::Look(Effect::AsIf { code, what }))
    }
}
