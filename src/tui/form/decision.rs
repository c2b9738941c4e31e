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
    let keys = keys.into_iter().map(|key| {
        let words = question(known, &key);
        Choice::new(key, words)
    });
    let risk = opened.and_then(|o| o.whole.assessment.risk.as_ref());
    let proposed = match risk.and_then(|r| r.suggested.as_deref()) {
        Some(proposed) => format!("The risk methods propose: {proposed}."),
        None => "The risk methods propose nothing yet.".to_owned(),
    };
    let fields = vec![
        KEY.offering(keys).filled(key.unwrap_or("gdpr_risk")),
        VALUE.field(),
        RATIONALE.field(),
        BY.field().filled(&known.start.actor),
    ];
    let note = format!("{proposed} Their calculation is stored with the decision.");
    let scales = known.start.decisions.iter();
    let scales = scales.map(|decision| (decision.key.clone(), decision.values.clone()));
    let decide = Decide {
        scales: scales.collect(),
    };
    let mut form = Form::new(decide, "A decision that the law leaves to a person", fields).note(note);
    form.follow();
    form
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

impl Purpose for Decide {
    fn slot(&self) -> Slot {
        Slot::single("decision", "Decision")
    }

    fn follow(&self, fields: &mut [Field]) {
        let key = fields.iter().find(|field| field.key == KEY.key()).map(Field::text);
        let values = self.values(key.unwrap_or_default().trim());
        if let Some(field) = fields.iter_mut().find(|field| field.key == VALUE.key())
            && let Kind::Pick(pick) = &mut field.kind
            && pick.offer(values)
            && !field.text().is_empty()
        {
            field.set("");
        }
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let key = answers.read(&KEY)?;
        let key = key.strip_prefix(keys::decisions::BELOW).unwrap_or(&key).to_owned();
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
