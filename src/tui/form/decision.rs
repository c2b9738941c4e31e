//! A decision that the law leaves to a person.

use super::{Answers, Asked, Choice, Field, Form, Kind, Known, Opener, Outcome, Prompt, Purpose, Slot};
use std::collections::BTreeMap;

use super::Reads as _;
use crate::app::views::incident::DecisionRow;
use crate::core::event::DecisionMade;
use crate::core::facts::decision_key::DecisionKey;
use crate::core::facts::keys;
use crate::core::facts::table;
use crate::core::incident::command::Command;

const KEY: Prompt<String> = Prompt::code("key", "Which decision?");
const VALUE: Prompt<String> = Prompt::one_of("value", "What was decided?");
const RATIONALE: Prompt<String> =
    Prompt::text("rationale", "Reasons").help("Tab: next field · Ctrl-O: open your editor");
const BY: Prompt<String> = Prompt::line("by", "Decided by");

/// Decisions that are offered whether or not they are open.
const OFFERED: [&str; 6] = [
    "gdpr_risk",
    "harm.misuse",
    "risk_removed",
    "direct_notice",
    "no_harm:us-fl",
    "harm_for.us-fl",
];
pub(crate) const OPEN: Opener = Opener::new("decision", |at| Ok(form(&at.known, None)));

/// The form of a decision.
pub(crate) fn form(known: &Known<'_>, key: Option<&str>) -> Form {
    let opened = known.opened;
    let open = opened.into_iter().flat_map(|o| &o.whole.assessment.open_facts);
    let open = open.filter_map(|fact| fact.fact.strip_prefix(keys::decisions::BELOW).map(str::to_owned));
    let scales = known.start.decisions.iter().map(|decision| decision.key.clone());
    let all = key.map(str::to_owned).into_iter().chain(open);
    let all = all.chain(OFFERED.map(str::to_owned)).chain(scales);
    let mut keys: Vec<String> = Vec::new();
    for key in all {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let offered = keys.clone();
    let asked: Vec<String> = keys.iter().map(|key| question(known, key)).collect();
    let choices: Vec<Choice> = keys
        .into_iter()
        .zip(&asked)
        .map(|(key, words)| {
            let alike = asked.iter().filter(|own| *own == words).count() > 1;
            let law = alike.then(|| law_of(known, &key)).flatten();
            let words = law.map_or_else(|| words.clone(), |law| format!("{words} ({law})"));
            Choice::new(key, words)
        })
        .collect();
    let risk = opened.and_then(|o| o.whole.assessment.risk.as_ref());
    let proposed = match risk.and_then(|r| r.suggested.as_deref()) {
        Some(proposed) => format!("The risk methods propose: {proposed}."),
        None => "The risk methods propose nothing yet.".to_owned(),
    };
    let asks = key.is_none().then(|| KEY.offering(choices).filled("gdpr_risk"));
    let mut fields: Vec<Field> = asks.into_iter().collect();
    fields.extend([VALUE.field(), RATIONALE.field(), BY.field().filled(&known.start.actor)]);
    let note = format!("{proposed} Their calculation is stored with the decision.");
    let scales = known.start.decisions.iter();
    let scales = scales.map(|decision| (decision.key.clone(), decision.values.clone()));
    let decide = Decide {
        scales: scales.collect(),
        key: key.map(str::to_owned),
        offered,
    };
    let title = key.map_or_else(
        || "A decision that the law leaves to a person".to_owned(),
        |key| question(known, key),
    );
    let mut form = Form::new(decide, title, fields).note(note);
    form.follow();
    form
}

/// The law whose obligations wait for a decision, where several decisions are asked in the same words.
fn law_of(known: &Known<'_>, key: &str) -> Option<String> {
    let fact = keys::decisions::key(key);
    let all = known.opened.into_iter().flat_map(|o| &o.whole.assessment.obligations);
    let mut waiting = all.filter(|o| o.missing.contains(&fact)).map(|o| o.name.clone());
    let first = waiting.next()?;
    let others = waiting
        .filter(|name| *name != first)
        .collect::<std::collections::BTreeSet<_>>()
        .len();
    Some(match others {
        0 => first,
        1 => format!("{first} and another law"),
        more => format!("{first} and {more} other laws"),
    })
}

/// The question that a decision answers.
fn question(known: &Known<'_>, key: &str) -> String {
    let asked = known
        .opened
        .and_then(|opened| opened.questions.get(&keys::decisions::key(key)));
    let scale = DecisionKey::from(key).scale();
    let mut scales = known.start.decisions.iter();
    let scale = scales.find(|decision| scale == Some(decision.key.as_str()));
    let scale = scale.map(|decision| decision.question.clone());
    let table = || table::question(&keys::decisions::key(key));
    asked.cloned().or(scale).unwrap_or_else(table)
}

#[derive(Debug)]
struct Decide {
    /// The values of each scale, from mild to grave.
    scales: BTreeMap<String, Vec<String>>,
    /// The decision, where the form was opened from its row.
    key: Option<String>,
    /// Those that can be chosen.
    offered: Vec<String>,
}

impl Decide {
    /// The values of a decision; without a scale of its own it is a yes or a no.
    fn values(&self, key: &str) -> Vec<Choice> {
        let key = key.strip_prefix(keys::decisions::BELOW).unwrap_or(key);
        match DecisionKey::from(key).scale().and_then(|scale| self.scales.get(scale)) {
            Some(values) => values.iter().map(|value| Choice::from(value.as_str())).collect(),
            None => ["yes", "no"].map(Choice::from).to_vec(),
        }
    }
}

impl Decide {
    /// The decision that is chosen. A word that nobody asks is no decision: it would be recorded and answer nothing.
    fn chosen(&self, answers: &mut Answers<'_>) -> Option<String> {
        let typed = answers.read(&KEY)?;
        let key = typed.strip_prefix(keys::decisions::BELOW).unwrap_or(&typed).to_owned();
        let asked = DecisionKey::from(key.as_str());
        let scale = asked.scale().is_some_and(|scale| self.scales.contains_key(scale));
        let known = self.offered.contains(&key) || scale || asked.regime().is_some();
        if !known {
            answers.refuse(&KEY, "choose one of the list: no law asks for this decision");
            return None;
        }
        Some(key)
    }
}

impl Purpose for Decide {
    fn slot(&self) -> Slot {
        let slot = Slot::single("decision", "Decision");
        match &self.key {
            Some(key) => slot.of(key.as_str()),
            None => slot,
        }
    }

    fn follow(&self, fields: &mut [Field]) {
        let chosen = fields.iter().find(|field| field.key == KEY.key()).map(Field::text);
        let key = self.key.as_deref().or(chosen.as_deref()).unwrap_or_default();
        let values = self.values(key.trim());
        if let Some(field) = fields.iter_mut().find(|field| field.key == VALUE.key())
            && let Kind::Pick(pick) = &mut field.kind
            && pick.offer(values)
            && !field.text().is_empty()
        {
            field.set("");
        }
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let key = match &self.key {
            Some(key) => key.clone(),
            None => self.chosen(answers)?,
        };
        let value = answers.read_fact(&VALUE, &keys::decisions::key(&key))?;
        let (rationale, decided_by) = (answers.read(&RATIONALE)?, answers.read(&BY)?);
        let words = format!(
            "Record that {decided_by} decided {}: {}, because: {}?{} It may change which obligations are due.",
            answers.known().fact(&keys::decisions::key(&key)),
            answers.typed(&VALUE),
            rationale.trim_end_matches(['.', '!', '?']),
            replaced(&answers.known(), &key)
        );
        // The methods' working and the day until which the documentation is retained are added where the law is at hand.
        let command = Command::Decide(DecisionMade {
            law: None,
            key,
            value,
            rationale,
            decided_by,
            working: Vec::new(),
            keep_until: None,
        });
        Some(Outcome::Ask(
            Asked::new("Record a decision", words, "Record it"),
            command,
        ))
    }
}

/// The decision that a new one replaces, in words.
fn replaced(known: &Known<'_>, key: &str) -> String {
    let mut decisions = known.opened.into_iter().flat_map(|opened| &opened.whole.decisions);
    let before = decisions.rfind(|decision| decision.key == key);
    let words = |decision: &DecisionRow| {
        let at = known.in_full(decision.at);
        format!(
            " It replaces what {} decided on {at}: {}.",
            decision.decided_by,
            decision.value.as_typed()
        )
    };
    before.map(words).unwrap_or_default()
}
