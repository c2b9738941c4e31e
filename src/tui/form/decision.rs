//! A decision that the law leaves to a person.

use super::{Answers, Asked, Form, Known, Opener, Outcome, Prompt, Purpose, Slot};
use crate::app::views::incident::DecisionRow;
use crate::core::event::DecisionMade;
use crate::core::incident::command::Command;

const KEY: Prompt<String> = Prompt::code("key", "Which decision?");
const VALUE: Prompt<String> = Prompt::line("value", "What was decided?")
    .help("gdpr_risk: unlikely, risk or high; risk-of-harm analyses: likely or unlikely; otherwise yes or no");
const RATIONALE: Prompt<String> =
    Prompt::text("rationale", "Reasons").help("Tab: next field · Ctrl-E: open your editor");
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

/// Opens the form of any decision.
pub(crate) const OPEN: Opener = Opener::new("decision", |at| Ok(form(&at.known, None)));

/// The form of a decision.
pub(crate) fn form(known: &Known<'_>, key: Option<&str>) -> Form {
    let opened = known.opened;
    let open = opened.into_iter().flat_map(|o| &o.whole.assessment.open_facts);
    let open = open.filter_map(|fact| fact.fact.strip_prefix("decisions.").map(str::to_owned));
    let mut keys: Vec<String> = open.chain(OFFERED.map(str::to_owned)).collect();
    keys.dedup();
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
    Form::new(Decide, "A decision that the law leaves to a person", fields).note(note)
}

#[derive(Debug)]
struct Decide;

impl Purpose for Decide {
    fn slot(&self) -> Slot {
        Slot::single("decision", "Decision")
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let key = answers.read(&KEY)?;
        let key = key.strip_prefix("decisions.").unwrap_or(&key).to_owned();
        let value = answers.read_fact(&VALUE, &format!("decisions.{key}"))?;
        let (rationale, decided_by) = (answers.read(&RATIONALE)?, answers.read(&BY)?);
        let words = format!(
            "Record that {decided_by} decided {key} = {}, because: {rationale}?{} It may change which obligations are due.",
            answers.typed(&VALUE),
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
