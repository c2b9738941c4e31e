//! A fact: recorded, or withdrawn.

use chrono::{DateTime, Utc};

use super::{Answers, Asked, Field, Form, Kind, Known, Opener, Optional, Outcome, Prompt, Purpose, Slot, Target};
use crate::app::files::input;
use crate::core::event::{Certainty, FactClaim, FactWithdrawal};
use crate::core::facts::FactValue;
use crate::core::facts::kind::Kind as FactKind;
use crate::core::facts::table::{self, label};
use crate::core::incident::command::{Command, FactBasis, FactCommand};

const KEY: Prompt<String> =
    Prompt::code("key", "Which fact?").help("such as data.elements, affected.US-TX or milestones.discovery");
const VALUE: Prompt<String> = Prompt::line("value", "Value");
const CERTAINTY: Prompt<Certainty> = Prompt::choice(
    "certainty",
    "How certain is this?",
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
const REASON: Prompt<String> = Prompt::line("reason", "Why was it wrong?").help("it becomes unknown again");

/// The answer to a yes-or-no question that nobody has yet. A value recorded before is withdrawn by it.
const NOT_KNOWN: &str = "not yet known";

/// The field in which an earlier moment is typed.
pub(crate) const LEARNED_KEY: &str = "learned";

/// Withdraws the fact selected.
pub(crate) const WITHDRAW: Opener = Opener::new("withdraw", |at| match at.target.as_ref().and_then(Target::fact) {
    Some(key) => Ok(withdraw(&at.known, key)),
    None => Err("Select a fact first."),
});

/// Opens the form of a fact of any key.
pub(crate) const ANY: Opener = Opener::new("fact", |_| Ok(any()));

/// A fact of any key.
pub(crate) fn any() -> Form {
    let value = VALUE.field().help("see docs/glossary.md");
    let mut fields = vec![KEY.offering(table::keys()), value];
    fields.extend(known_how());
    Form::new(RecordFact(None), "A fact", fields)
}

/// The fact of a key, filled from what is known of it.
pub(crate) fn of_key(known: &Known<'_>, key: &str) -> Form {
    let opened = known.opened;
    let known = opened.and_then(|o| o.facts.iter().rev().find(|fact| fact.key == key));
    let now = known.and_then(|fact| fact.value.as_ref()).map(FactValue::as_typed);
    let basis = FactBasis {
        key: key.to_owned(),
        entry: known.map(|fact| fact.seq),
    };
    let value = Field::new("value", "Value", kind_of(key)).help(table::help(key));
    let mut fields = vec![value.filled(&now.unwrap_or_default())];
    let [certainty, source, learned] = known_how();
    // What was said before of how it is known stands until somebody says otherwise.
    fields.push(match known {
        Some(fact) => certainty.filled(&fact.certainty.replace(' ', "_")),
        None => certainty,
    });
    fields.push(source.filled(known.and_then(|fact| fact.source.as_deref()).unwrap_or_default()));
    fields.push(learned);
    let question = opened.and_then(|o| o.questions.get(key)).cloned();
    let title = question.unwrap_or_else(|| label(key));
    Form::new(RecordFact(Some(key.to_owned())), title, fields)
        .note(format!("{key} · {}", table::help(key)))
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

fn choice(words: impl IntoIterator<Item = &'static str>) -> Kind {
    Kind::Choice(words.into_iter().map(str::to_owned).collect())
}

/// The field for a kind of fact.
fn kind_of(key: &str) -> Kind {
    let Some(fact) = table::find(key) else {
        return Kind::Line;
    };
    let codes = fact.offered();
    match fact.kind {
        FactKind::Moment => Kind::Moment,
        FactKind::Flag(_) => choice(["yes", "no", NOT_KNOWN]),
        FactKind::One(_) => choice(codes),
        // Each code, and the words for several of them.
        FactKind::OneOrMany(_) => choice(codes.chain(fact.words_for_several())),
        FactKind::Many(_) | FactKind::Words(..) => Kind::Codes(codes.map(str::to_owned).collect()),
        FactKind::Number(_)
        | FactKind::Text(_)
        | FactKind::Place(_)
        | FactKind::PlaceOrNone(_)
        | FactKind::Day
        | FactKind::Count
        | FactKind::Decision => Kind::Line,
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
        if answers.typed(&VALUE) == NOT_KNOWN {
            let why = answers.read(&SOURCE)?;
            let reason = why.unwrap_or_else(|| "it is not known yet".to_owned());
            let withdrawal = FactWithdrawal { key, reason };
            let command = Command::Fact(FactCommand::Withdraw(withdrawal));
            return Some(Outcome::Run(answers.based(command)));
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
