//! A fact: recorded, or withdrawn.

use chrono::{DateTime, Utc};

use super::{
    Answers, Asked, Choice, Field, Form, Kind, Known, Manner, Opener, Optional, Outcome, Pick, Prompt, Purpose, Slot,
    Target,
};
use crate::app::files::typed_values;
use crate::core::event::{Certainty, FactClaim, FactWithdrawal};
use crate::core::facts::FactValue;
use crate::core::facts::keys;
use crate::core::facts::kind::{Kind as FactKind, Vocabulary};
use crate::core::facts::table::{self, Fact, label};
use crate::core::incident::command::{Command, FactBasis, FactCommand};
use crate::tui::places;
use crate::tui::search::parts;

const KEY: Prompt<String> = Prompt::code("key", "Which fact?");
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

/// The field of the certainty.
const CERTAINTY_KEY: &str = "certainty";

/// The field in which an earlier moment is typed.
pub(crate) const LEARNED_KEY: &str = "learned";

/// Withdraws the fact selected.
pub(crate) const WITHDRAW: Opener = Opener::new("withdraw", |at| match at.target.as_ref().and_then(Target::fact) {
    Some(key) => Ok(withdraw(&at.known, key)),
    None => Err("Select a fact first."),
});

/// Which fact is meant; its own form follows.
pub(crate) fn any() -> Form {
    let choice = |key| Choice::new(key, table::question(key)).found_by(label(key));
    Form::new(
        WhichFact,
        "Record a fact",
        vec![KEY.offering(table::keys().map(choice))],
    )
}

/// The fact of a key, filled from what is known of it.
pub(crate) fn of_key(known: &Known<'_>, key: &str) -> Form {
    let opened = known.opened;
    let label = known.fact(key);
    let kind = kind_of(known, key);
    let known = opened.and_then(|o| o.facts.iter().rev().find(|fact| fact.key == key));
    let now = known.and_then(|fact| fact.value.as_ref()).map(FactValue::as_typed);
    let basis = FactBasis {
        key: key.to_owned(),
        entry: known.map(|fact| fact.seq),
    };
    let help = match &kind {
        Kind::Pick(_) => String::new(),
        Kind::Line | Kind::Text | Kind::Moment => table::help(key),
    };
    let note = match how_answered(&kind, key) {
        words if words.is_empty() => key.to_owned(),
        words => format!("{key} · {words}"),
    };
    let value = Field::new("value", "Value", kind)
        .help(help)
        .takes_a_day(keys::day_is_enough(key));
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
    let title = question.map_or(label, |question| places::named_in(&question, key));
    Form::new(RecordFact(key.to_owned()), title, fields)
        .note(note)
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
    Form::new(purpose, format!("Withdraw {}", known.fact(key)), vec![REASON.field()]).based_on(Some(basis))
}

/// What to give, in a line over the form.
fn how_answered(kind: &Kind, key: &str) -> String {
    match kind {
        Kind::Pick(pick) if pick.manner() == Manner::Many => {
            "check all that apply; “none of these” if it is known that none does".to_owned()
        }
        Kind::Pick(_) => table::find(key).map_or("", |fact| fact.help).to_owned(),
        Kind::Line | Kind::Text | Kind::Moment => table::help(key),
    }
}

fn one(options: impl IntoIterator<Item = Choice>) -> Kind {
    Kind::Pick(Pick::new(Manner::One, options.into_iter().collect::<Vec<_>>()))
}

/// "None of these" and the options.
fn many(options: impl IntoIterator<Item = Choice>) -> Kind {
    let none = Choice::new("none", "none of these");
    let options = std::iter::once(none).chain(options);
    Kind::Pick(Pick::new(Manner::Many, options.collect::<Vec<_>>()))
}

/// The codes of a fact with their meanings, the likely ones first.
fn choices(fact: &'static Fact) -> impl Iterator<Item = Choice> {
    let meanings = fact.kind.meanings();
    fact.offered().map(move |code| {
        let found = meanings.iter().find(|(own, _)| *own == code);
        let words = found.map_or(code, |(_, words)| *words);
        let choice = Choice::new(code, words).found_by(parts(fact.words_that_find(code)));
        choice.about(fact.remark_on(code))
    })
}

/// What to give for a fact that is typed.
pub(super) fn plain_help(fact: &Fact) -> String {
    table::help_of(fact)
}

/// The field for a kind of fact.
pub(super) fn kind_of(known: &Known<'_>, key: &str) -> Kind {
    let Some(fact) = table::find(key) else {
        return Kind::Line;
    };
    match fact.kind {
        FactKind::Moment => Kind::Moment,
        // Without a value there is nothing that would become unknown again: Esc leaves the question open.
        FactKind::Flag(_) => {
            let recorded = known
                .opened
                .is_some_and(|opened| opened.facts.iter().any(|fact| fact.key == key));
            let answers = ["yes", "no"].into_iter().chain(recorded.then_some(NOT_KNOWN));
            one(answers.map(Choice::from))
        }
        FactKind::One(_) => one(choices(fact)),
        // Each code, and the words for several of them.
        FactKind::OneOrMany(_) => one(choices(fact).chain(fact.words_for_several().map(Choice::from))),
        FactKind::Words(Vocabulary::Flags, _) => many(known.start.flags.iter().map(Choice::from)),
        FactKind::Words(Vocabulary::Customers, _) => many(known.start.customers.iter().map(Choice::from)),
        FactKind::Many(_) | FactKind::Words(Vocabulary::Elements | Vocabulary::Sets | Vocabulary::IncidentKinds, _) => {
            many(choices(fact))
        }
        FactKind::Place(_) => Kind::Pick(Pick::new(Manner::One, places::everywhere())),
        FactKind::PlaceOrNone(_) => Kind::Pick(Pick::new(Manner::One, places::within_or_none(&known.start.union))),
        FactKind::Number(_)
        | FactKind::Text(_)
        | FactKind::Picture
        | FactKind::Day
        | FactKind::Count
        | FactKind::Decision => Kind::Line,
    }
}

/// Asks which fact is meant.
#[derive(Debug)]
struct WhichFact;

impl Purpose for WhichFact {
    fn slot(&self) -> Slot {
        Slot::new("which-fact")
    }

    fn keeps_drafts(&self) -> bool {
        false
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let key = answers.read(&KEY)?;
        match typed_values::fact_key(&key) {
            Ok(_) => Some(Outcome::OpenFact(key)),
            Err(error) => {
                answers.refuse(&KEY, format!("{error} · {}", error.hint));
                None
            }
        }
    }
}

#[derive(Debug)]
struct RecordFact(String);

impl Purpose for RecordFact {
    fn slot(&self) -> Slot {
        Slot::printed("fact", Some(self.0.clone()), format!("Fact(Some({:?}))", self.0))
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let key = self.0.clone();
        if let Err(error) = typed_values::fact_key(&key) {
            answers.refuse(&VALUE, format!("{error} · {}", error.hint));
            return None;
        }
        if answers.typed(&VALUE) == NOT_KNOWN {
            let why = answers.read(&SOURCE)?;
            let reason = why.unwrap_or_else(|| "it is not known yet".to_owned());
            let withdrawal = FactWithdrawal { key, reason };
            let command = Command::Fact(FactCommand::Withdraw(withdrawal));
            return Some(Outcome::Run(answers.based(command)));
        }
        let none = answers.typed(&VALUE) == "none" && matches!(table::find(&key), Some(fact) if several(fact));
        let words = format!(
            "{}\nRecord that it is none of these? Obligations that ask for one of them are ruled out by it.",
            table::question(&key)
        );
        if matches!(table::find(&key).map(|fact| fact.kind), Some(FactKind::Moment))
            && !keys::day_is_enough(&key)
            && answers.hour_is_missing(&VALUE, CERTAINTY_KEY)
        {
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
        let command = answers.based(command);
        Some(match none {
            true => Outcome::Ask(Asked::new("None of these", words, "Record it"), command),
            false => Outcome::Run(command),
        })
    }
}

/// Whether several of its codes may hold, so that none of them rules out what each of them would bring.
fn several(fact: &Fact) -> bool {
    matches!(
        fact.kind,
        FactKind::Many(_) | FactKind::Words(Vocabulary::Elements | Vocabulary::Sets | Vocabulary::IncidentKinds, _)
    )
}

#[derive(Debug)]
struct WithdrawFact(String);

impl Purpose for WithdrawFact {
    fn slot(&self) -> Slot {
        Slot::about("withdraw", "Withdraw", &self.0)
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let (key, reason) = (self.0.clone(), answers.read(&REASON)?);
        let words = format!(
            "{}\nRecord that it is unknown again? Reason: {reason}",
            answers.known().fact(&key)
        );
        let command = answers.based(Command::Fact(FactCommand::Withdraw(FactWithdrawal { key, reason })));
        Some(Outcome::Ask(
            Asked::new("Withdraw a fact", words, "Withdraw it"),
            command,
        ))
    }
}
