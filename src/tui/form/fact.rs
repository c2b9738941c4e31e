//! A fact: recorded, or withdrawn.

use chrono::{DateTime, Utc};

use super::{Answers, Asked, Field, Form, Kind, Known, Opener, Optional, Outcome, Prompt, Purpose, Slot, Target};
use crate::app::input;
use crate::app::workbench::BASIC;
use crate::core::event::{Certainty, FactClaim, FactWithdrawal};
use crate::core::incident::command::{Command, FactBasis, FactCommand};
use crate::tui::words::label;

const KEY: Prompt<String> =
    Prompt::code("key", "Which fact?").help("such as data.elements, affected.US-TX or milestones.discovery");
const VALUE: Prompt<String> = Prompt::line("value", "Value");
const CERTAINTY: Prompt<Certainty> = Prompt::choice(
    "certainty",
    "How certain is it?",
    &[
        ("confirmed", Certainty::Confirmed),
        ("suspected", Certainty::Suspected),
        ("ruled_out", Certainty::RuledOut),
    ],
);
const SOURCE: Optional<String> = Prompt::line("source", "Source")
    .help("for example: sign-in log of the mail provider")
    .optional();
const LEARNED: Optional<DateTime<Utc>> = Prompt::moment("learned", "When did you learn it?")
    .help("empty: now; or 14:00, -2h, yesterday 18:00")
    .optional();
const REASON: Prompt<String> = Prompt::line("reason", "Why was it wrong?").help("from now on it is unknown again");

/// The field in which an earlier moment is typed.
pub const LEARNED_KEY: &str = "learned";

/// Withdraws the fact selected.
pub const WITHDRAW: Opener = Opener::new("withdraw", |at| match at.target.as_ref().and_then(Target::fact) {
    Some(key) => Ok(withdraw(&at.known, key)),
    None => Err("Select a fact first."),
});

/// Opens the form of a fact of any key.
pub const ANY: Opener = Opener::new("fact", |_| Ok(any()));

/// A fact of any key.
pub fn any() -> Form {
    let keys = input::fact_keys().chain(BASIC.iter().copied());
    let value = VALUE.field().help("see docs/glossary.md");
    let mut fields = vec![KEY.offering(keys), value];
    fields.extend(known_how());
    Form::new(RecordFact(None), "A fact", fields)
}

/// The fact of a key, filled from what is known of it.
pub fn of_key(known: &Known<'_>, key: &str) -> Form {
    let opened = known.opened;
    let known = opened.and_then(|o| o.facts.iter().rev().find(|fact| fact.key == key));
    let now = known.and_then(|fact| fact.value.as_deref()).map(as_typed);
    let basis = FactBasis {
        key: key.to_owned(),
        entry: known.map(|fact| fact.seq),
    };
    let value = Field::new("value", "Value", kind_of(key)).help(help_of(key));
    let mut fields = vec![value.filled(&now.unwrap_or_default())];
    fields.extend(known_how());
    let question = opened.and_then(|o| o.questions.get(key)).cloned();
    let title = question.unwrap_or_else(|| label(key));
    Form::new(RecordFact(Some(key.to_owned())), title, fields)
        .note(format!("{key} · {}", help_of(key)))
        .based_on(Some(basis))
}

fn known_how() -> [Field; 3] {
    [CERTAINTY.field(), SOURCE.field(), LEARNED.field()]
}

fn withdraw(known: &Known<'_>, key: &str) -> Form {
    let facts = known.opened.into_iter().flat_map(|opened| &opened.facts);
    let basis = FactBasis {
        key: key.to_owned(),
        entry: facts.filter(|fact| fact.key == key).map(|fact| fact.seq).max(),
    };
    let purpose = WithdrawFact(key.to_owned());
    Form::new(purpose, format!("Withdraw {}", label(key)), vec![REASON.field()]).based_on(Some(basis))
}

/// A literal as a person would type it, and as the options of a choice spell it.
pub fn as_typed(literal: &str) -> String {
    match literal {
        "true" => return "yes".to_owned(),
        "false" => return "no".to_owned(),
        "[]" => return "none".to_owned(),
        _ => {}
    }
    let range = literal
        .strip_prefix("{ min = ")
        .and_then(|rest| rest.strip_suffix(" }"));
    match range.map(|range| range.split_once(", max = ").unwrap_or((range, ""))) {
        Some((min, "")) => format!("{min}+"),
        Some((min, max)) => format!("{min}-{max}"),
        None => literal.replace(['[', ']', '"'], ""),
    }
}

fn choice(words: &[&str]) -> Kind {
    Kind::Choice(words.iter().map(|word| (*word).to_owned()).collect())
}

fn kind_of(key: &str) -> Kind {
    if key.starts_with("milestones.") {
        return Kind::Moment;
    }
    let list = input::codes_of(key);
    if !list.is_empty() {
        return Kind::Codes(list.iter().map(|code| (*code).to_owned()).collect());
    }
    match key {
        "data.encrypted" | "data.key_taken" | "breach.malicious" | "breach.within_organisation" => {
            choice(&["yes", "no"])
        }
        _ if key.starts_with("answers.") || key.starts_with("data.marks.") => choice(&["yes", "no"]),
        "breach.cause" => choice(&["attack", "theft", "insider", "slip", "failure"]),
        "breach.recipient" => choice(&["unknown", "attacker", "none", "trusted", "known", "many-known"]),
        "data.acquired" | "data.accessed" => choice(&["excluded", "possible", "likely", "confirmed"]),
        "data.medium" => choice(&["electronic", "paper", "both"]),
        "organisation.role" => choice(&["controller", "processor", "both"]),
        _ => Kind::Line,
    }
}

fn help_of(key: &str) -> &'static str {
    match key {
        _ if key.starts_with("milestones.") => "2026-03-05 14:00, 14:00, now, -2h, yesterday 18:00 or Tue 14:00",
        "affected.elsewhere" => "people in places not listed: 0 if nobody lives elsewhere; empty means unknown",
        _ if key.starts_with("affected.") => "600, 400-900 or 400+; 0 for none",
        _ if key.starts_with("answers.") || key.starts_with("data.marks.") => "yes or no",
        "data.elements" => "codes separated by commas; none if no personal data is involved",
        "breach.types" => "confidentiality, integrity, availability",
        "data.encrypted" => "yes only if all of the data was encrypted",
        "organisation.profile" => "sector flags separated by commas; none if no sector law applies",
        "organisation.eu_main_establishment" => "a country such as IE or DE-BY, or none",
        _ => "see docs/glossary.md for the codes",
    }
}

/// A fact; the key is asked for where it is not given.
#[derive(Debug)]
struct RecordFact(Option<String>);

impl Purpose for RecordFact {
    fn slot(&self) -> Slot {
        Slot::perhaps_about("fact", "Fact", self.0.clone())
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let key = match &self.0 {
            Some(key) => key.clone(),
            None => answers.read(&KEY)?,
        };
        if let Err(error) = input::fact_key(&key) {
            let problem = format!("{error} · {}", error.hint);
            match self.0 {
                Some(_) => answers.refuse(&VALUE, problem),
                None => answers.refuse(&KEY, problem),
            }
            return None;
        }
        let value = answers.read_fact(&VALUE, &key);
        let learned_at = answers.read(&LEARNED);
        let command = Command::Fact(FactCommand::Set(FactClaim {
            key,
            value: value?,
            certainty: answers.read(&CERTAINTY)?,
            learned_at: learned_at?,
            source: answers.read(&SOURCE)?,
            also: false,
        }));
        Some(Outcome::Run(answers.based(command)))
    }
}

#[derive(Debug)]
struct WithdrawFact(String);

impl Purpose for WithdrawFact {
    fn slot(&self) -> Slot {
        Slot::about("withdraw", "Withdraw", &self.0)
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let (key, reason) = (self.0.clone(), answers.read(&REASON)?);
        let words = format!("Record that {key} is unknown again? Reason: {reason}");
        let command = answers.based(Command::Fact(FactCommand::Withdraw(FactWithdrawal { key, reason })));
        Some(Outcome::Ask(
            Asked::new("Withdraw a fact", words, "Withdraw it"),
            command,
        ))
    }
}
