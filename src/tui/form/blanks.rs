//! What a letter lacks, in one form: each value is recorded where it belongs, and the letter is drafted anew with it.

use std::collections::BTreeSet;

use super::fact::{kind_of, plain_help};
use super::{Answers, Field, Form, Kind, Known, Opener, Outcome, Prompt, Purpose, Slot};
use crate::app::files::typed_values;
use crate::core::capital::capitalized;
use crate::core::counted::counted;
use crate::core::event::{Certainty, FactClaim};
use crate::core::facts::FactValue;
use crate::core::facts::keys;
use crate::core::facts::kind::Kind as FactKind;
use crate::core::facts::story::Told;
use crate::core::facts::table::{self, Fact, Group};
use crate::core::ids::LetterId;
use crate::core::incident::command::{Command, FactBasis, FactCommand};
use crate::core::sign_off::same_person;
use crate::letter::gaps::Gap;
use crate::letter::person;
use crate::tui::effect::{Effect, Filled, LetterEffect};
use crate::tui::ids::LetterRef;
use crate::tui::profile_value::{Given, ProfileValue};

/// Opens the form for the letter selected.
pub(crate) const OPEN: Opener = Opener::new("blanks", |at| match (&at.letter, at.open_letter) {
    (None, _) => Err(at.no_letter()),
    (Some(_), None) => Err("The letter is still being read; press the key again."),
    (Some(letter), Some(open)) => form(&at.known, &letter.letter, (&open.gaps, &open.to_follow)),
});

/// A gap that a fact fills.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Blank {
    /// The key of the field: that of the fact's row in the table.
    field: &'static str,
    key: String,
    /// The number of the entry that has it already, where one has.
    entry: Option<u64>,
}

impl Blank {
    /// Whether it is the same in every incident.
    fn of_organisation(&self) -> bool {
        of_organisation(&self.key)
    }
}

fn of_organisation(key: &str) -> bool {
    [keys::identity::BELOW, keys::organisation::BELOW]
        .iter()
        .any(|table| key.starts_with(table))
}

/// How many of the gaps the form asks for, whoever opens it.
pub(crate) fn asked(gaps: &[Gap]) -> usize {
    let facts = gaps.iter().filter_map(|gap| typed_values::fact_key(&gap.key).ok());
    facts.map(|fact| fact.key).collect::<BTreeSet<_>>().len()
}

/// What the letter lacks, then what it says will follow: known by now, perhaps.
fn form(known: &Known<'_>, letter: &LetterId, (gaps, follow): (&[Gap], &[Gap])) -> Result<Form, &'static str> {
    let (mut blanks, mut fields): (Vec<Blank>, Vec<Field>) = Default::default();
    let (mut others, mut later): (Vec<&Gap>, usize) = Default::default();
    for gap in gaps.iter().chain(follow) {
        let fact = typed_values::fact_key(&gap.key).ok();
        // Two texts about the same for two readers would have one field: the second is asked for the next time.
        if fact.is_some_and(|fact| blanks.iter().any(|blank| blank.field == fact.key)) {
            later += usize::from(blanks.iter().all(|blank| blank.key != gap.key));
            continue;
        }
        let forbidden = of_organisation(&gap.key) && !known.start.may_change_organisation();
        let Some(fact) = fact.filter(|_| !forbidden) else {
            others.push(gap);
            continue;
        };
        let recorded = known.opened.into_iter().flat_map(|opened| &opened.facts);
        let recorded = recorded.filter(|row| row.key == gap.key).max_by_key(|row| row.seq);
        let field = field(known, gap, fact, recorded.and_then(|row| row.value.as_ref()));
        fields.push(match follow.contains(gap) {
            true => said_to_follow(field),
            false => field,
        });
        blanks.push(Blank {
            field: fact.key,
            key: gap.key.clone(),
            entry: recorded.map(|row| row.seq),
        });
    }
    if gaps.is_empty() && follow.is_empty() {
        return Err("The letter lacks nothing.");
    }
    if blanks.is_empty() && others.iter().any(|gap| of_organisation(&gap.key)) {
        return Err(
            "What it lacks is in the organization's profile, which owners and commanders change: ask one of them.",
        );
    }
    if blanks.is_empty() {
        return Err("No fact fills what the letter lacks: write it into the text (e).");
    }
    let note = format!(
        "What the letter lacks. What you know is recorded and the letter drafted anew; what stays empty stays open.{}{}",
        not_asked(&others, later),
        becomes_writer(known, letter)
    );
    let purpose = FillBlanks {
        letter: letter.clone(),
        blanks,
    };
    let mut form = Form::new(purpose, format!("Fill in the blanks of {letter}"), fields).note(note);
    if let Some(reference) = reference_of_filing(known, letter)
        && let Some(field) = form
            .fields
            .iter_mut()
            .find(|field| field.key == keys::letter::REFERENCE)
        && field.text().trim().is_empty()
    {
        field.set(&reference);
        field.help = "as it was filed; saving records it".to_owned();
    }
    Ok(form)
}

/// The number that was recorded when the obligation of a letter was filed.
fn reference_of_filing(known: &Known<'_>, letter: &LetterId) -> Option<String> {
    let opened = known.opened?;
    let row = opened.letters.iter().find(|row| row.letter == *letter)?;
    let done = opened.whole.dispositions.get(row.obligation.as_deref()?)?;
    done.disposition.filing()?.reference.clone()
}

/// Whoever drafts it anew cannot approve it: where two people share the work, that may be everybody.
fn becomes_writer(known: &Known<'_>, letter: &LetterId) -> &'static str {
    let letters = known.opened.map(|opened| opened.letters.as_slice()).unwrap_or_default();
    let row = letters.iter().find(|row| row.letter == *letter);
    let writes = |hand: &String| same_person(hand, &known.start.actor);
    match row.is_none_or(|row| row.hands.iter().any(writes)) {
        true => "",
        false => " You become one of its writers: somebody else approves it then.",
    }
}

fn said_to_follow(field: Field) -> Field {
    let label = format!("{} (to follow)", field.label);
    field.labelled(label)
}

/// Texts of the story may be long; names, days and titles are a line.
fn field(known: &Known<'_>, gap: &Gap, fact: &'static Fact, recorded: Option<&FactValue>) -> Field {
    let kind = match kind_of(known, &gap.key) {
        Kind::Line if fact.group == Group::Letter && fact.told == Told::ByReader => Kind::Text,
        kind @ (Kind::Line | Kind::Text | Kind::Moment | Kind::Pick(_)) => kind,
    };
    let help = match &kind {
        Kind::Pick(_) => String::new(),
        Kind::Line if matches!(fact.kind, FactKind::Day) => "today, 29 Nov or 2026-11-29".to_owned(),
        // The label asks for it in the same words.
        Kind::Line | Kind::Text | Kind::Moment if fact.gap == Some(fact.help) => String::new(),
        Kind::Line | Kind::Text | Kind::Moment => plain_help(fact),
    };
    let recorded = recorded.map(FactValue::as_typed).unwrap_or_default();
    // The letter may ask in its own language.
    let reader = table::story(&gap.key).map(|(_, story)| story.words());
    let asks = fact.gap.map_or_else(|| gap.asks.clone(), str::to_owned);
    let label = capitalized(&format!("{asks}{}", reader.unwrap_or_default()));
    Field::new(fact.key, label, kind)
        .help(help)
        .takes_a_day(keys::day_is_enough(&gap.key))
        .optional()
        .filled(&recorded)
}

/// What is filled elsewhere, and where, and how many are asked for the next time.
fn not_asked(others: &[&Gap], later: usize) -> String {
    let of_people = others
        .iter()
        .filter(|gap| person::Field::of(&gap.key).is_some())
        .count();
    let decided = others.iter().filter(|gap| gap.key.starts_with(keys::decisions::BELOW));
    let decided: Vec<&str> = decided.map(|gap| gap.asks.as_str()).collect();
    let mut words = String::new();
    if of_people > 0 {
        let places = counted(u64::try_from(of_people).unwrap_or(u64::MAX), "blank");
        words += &format!(" {places} more: filled for each person from the affected-persons list.");
    }
    if !decided.is_empty() {
        words += &format!(" To be decided in the incident (d): {}.", decided.join("; "));
    }
    let profile = others.iter().filter(|gap| of_organisation(&gap.key));
    let profile: Vec<&str> = profile.map(|gap| gap.asks.as_str()).collect();
    if !profile.is_empty() {
        words += &format!(
            " In the organization's profile, which owners and commanders change: {}.",
            profile.join("; ")
        );
    }
    let rest = others.iter().filter(|gap| is_written(gap));
    let rest: Vec<&str> = rest.map(|gap| gap.asks.as_str()).collect();
    if !rest.is_empty() {
        words += &format!(" Written into the text of the letter (e): {}.", rest.join("; "));
    }
    if later > 0 {
        let places = counted(u64::try_from(later).unwrap_or(u64::MAX), "blank");
        words += &format!(" {places} more: asked for after these (_ once more).");
    }
    words
}

/// Whether a blank is one that no form fills.
fn is_written(gap: &Gap) -> bool {
    let decided = gap.key.starts_with(keys::decisions::BELOW);
    person::Field::of(&gap.key).is_none() && !decided && !of_organisation(&gap.key)
}

#[derive(Debug)]
struct FillBlanks {
    letter: LetterId,
    blanks: Vec<Blank>,
}

impl FillBlanks {
    /// The command that records one value, unless somebody else has recorded another meanwhile.
    fn record(blank: &Blank, value: String) -> Command {
        let claim = FactClaim {
            key: blank.key.clone(),
            value,
            certainty: Certainty::Confirmed,
            learned_at: None,
            source: None,
            also: false,
        };
        Command::IfUnchanged {
            basis: FactBasis {
                key: blank.key.clone(),
                entry: blank.entry,
            },
            command: Box::new(Command::Fact(FactCommand::Set(claim))),
        }
    }
}

impl Purpose for FillBlanks {
    fn slot(&self) -> Slot {
        Slot::new("blanks").of(self.letter.as_str())
    }

    /// Values of the organization are part of what the workbench starts with.
    fn changes_start(&self) -> bool {
        self.blanks.iter().any(Blank::of_organisation)
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let (mut filled, mut whole) = (Filled::default(), true);
        for blank in &self.blanks {
            let prompt = Prompt::line(blank.field, "");
            if answers.typed(&prompt).is_empty() || !answers.changed(&prompt) {
                continue;
            }
            match answers.read_fact(&prompt, &blank.key) {
                None => whole = false,
                Some(value) if blank.of_organisation() => filled.profile.push(ProfileValue {
                    key: blank.key.clone(),
                    value: Some(Given::Literal(value)),
                }),
                Some(value) => filled.facts.push(FillBlanks::record(blank, value)),
            }
        }
        if !whole {
            return None;
        }
        let recorded = self.blanks.iter().any(|blank| blank.entry.is_some());
        if filled == Filled::default() && !recorded {
            answers.refuse(
                &Prompt::line(self.blanks.first()?.field, ""),
                "fill in one of the blanks",
            );
            return None;
        }
        let letter = LetterRef {
            incident: answers.incident()?,
            letter: self.letter.clone(),
        };
        Some(Outcome::Effect(Effect::Letter(LetterEffect::Fill { letter, filled })))
    }
}
