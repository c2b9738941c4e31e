//! What people call what has an id: obligations, steps, contacts, places. The one place for it, so that screens, questions
//! and papers use the same names.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::app::assessment::assessed::Assessed;
use crate::app::record::{Loaded, Record};
use crate::app::views::ObligationView;
use crate::app::views::incident::NextStep;
use crate::core::contact::Contact;
use crate::core::event_words::Named;
use crate::core::facts::decision_key::DecisionKey;
use crate::core::facts::{keys, table};
use crate::core::ids::{ObligationId, ObligationName, TaskId};
use crate::core::incident::KeptReminder;
use crate::core::law::rulebook::Rulebook;
use crate::core::playbook::Playbook;
use crate::roster::place_names;

/// A place without the country it is part of; its code where it has no name here.
pub fn place(code: &str) -> &str {
    place_names::english(code).unwrap_or(code)
}

/// Who is told, with the place where it is not an authority with a name of its own.
pub fn obligation(o: &ObligationView) -> String {
    match &o.authority.name {
        // What stands in brackets is its name in another language, or for whom it is; the page has it whole.
        Some(name) => name.split(" (").next().unwrap_or(name).to_owned(),
        None => format!(
            "{}, {}",
            o.recipient.words_under(&o.jurisdiction),
            place(&o.jurisdiction)
        ),
    }
}

/// The same with the provision, where several obligations may be owed to one recipient.
pub fn cited(o: &ObligationView) -> String {
    format!("{} ({})", obligation(o), o.cite)
}

/// The same of an obligation that is given by its id; the id where none has it.
pub fn obligation_of(all: &[ObligationView], id: &str) -> String {
    let found = all.iter().find(|o| o.id == id);
    found.map_or_else(|| id.to_owned(), obligation)
}

/// Who is told under an obligation, by the law alone: without the facts that decide between authorities.
pub fn by_law(rules: &Rulebook, id: &ObligationId) -> String {
    rules.obligation(id).map_or_else(
        || id.to_string(),
        |(regime, rule)| match &rule.authority {
            // Of several laws of a union many name no authority but the competent one.
            Some(name) => match regime.name.split_once(": ") {
                Some((_, law)) => format!("{law}: {name}"),
                None => name.clone(),
            },
            None => format!(
                "{}, {}",
                rule.recipient.words_under(&regime.jurisdiction),
                place(&regime.jurisdiction)
            ),
        },
    )
}

/// Obligations with their provisions, one below the other, for a question.
pub fn lines(all: &[ObligationView], ids: &[ObligationId]) -> String {
    let named = ids.iter().map(|id| {
        let found = all.iter().find(|o| o.id == *id);
        found.map_or_else(|| id.to_string(), cited)
    });
    named.collect::<Vec<_>>().join("\n")
}

/// A fact's label with the names of the place, the law or the obligation that its key has as a code.
pub fn label(all: &[ObligationView], key: &str) -> String {
    let words = table::label(key);
    match key.strip_prefix(keys::affected::BELOW) {
        Some(code) => words.replace(code, place(code)),
        None => with_names(all, key, words),
    }
}

/// A question about a law or an obligation with its name instead of its id.
pub fn question(all: &[ObligationView], key: &str, asked: String) -> String {
    with_names(all, key, asked)
}

fn with_names(all: &[ObligationView], key: &str, words: String) -> String {
    if let Some(id) = key.strip_prefix(keys::answers::ORDERED) {
        let name = obligation_of(all, id);
        let asked = words.replace(&format!("under {id}"), &format!("to {name}"));
        return asked.replace(id, &name);
    }
    let decision = keys::decisions::below(key).map(DecisionKey::from);
    match decision.and_then(DecisionKey::regime) {
        Some(regime) => match all.iter().find(|o| o.regime.as_str() == regime) {
            Some(o) => words.replace(regime, &o.name),
            None => words,
        },
        None => words,
    }
}

/// A text of the law's working with the names of the places that it has as codes, such as `US-TX`.
pub fn with_places(text: &str) -> Cow<'_, str> {
    let is_code = |word: &str| {
        let mut parts = word.split('-');
        let country = parts
            .next()
            .is_some_and(|c| c.len() == 2 && c.chars().all(|c| c.is_ascii_uppercase()));
        let part = parts
            .next()
            .is_some_and(|p| !p.is_empty() && p.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()));
        country && part && parts.next().is_none()
    };
    let ends = |c: char| !(c.is_ascii_alphanumeric() || c == '-');
    let mut out = String::new();
    for piece in text.split_inclusive(ends) {
        let word = piece.trim_end_matches(ends);
        let name = is_code(word).then(|| place_names::english(word)).flatten();
        match name {
            Some(name) => {
                out += name;
                out += &piece[word.len()..];
            }
            None => out += piece,
        }
    }
    match out == text {
        true => Cow::Borrowed(text),
        false => Cow::Owned(out),
    }
}

/// The one thing to do next, for a paper: without ids and commands.
pub fn next_step(all: &[ObligationView], step: &NextStep) -> String {
    match step {
        NextStep::FileLate(id) | NextStep::FileSoon(id, _) => {
            step.to_string().replacen(id.as_str(), &obligation_of(all, id), 1)
        }
        NextStep::Take { title, owner, .. } => format!("{title} ({})", owner.replace('_', " ")),
        NextStep::FindOut { question: asked, fact } => {
            format!("find out: {}", question(all, fact, with_places(asked).into_owned()))
        }
        NextStep::RecordDiscovery { .. } => "record when it was discovered".to_owned(),
        NextStep::Closed | NextStep::Close | NextStep::Settle(_) | NextStep::File { .. } => step.to_string(),
    }
}

/// The names in one incident.
#[derive(Debug, Clone, Copy)]
pub struct Names<'n> {
    pub obligations: &'n [ObligationView],
    /// For an obligation that the assessment does not have any more.
    pub rules: &'n Rulebook,
    pub playbooks: &'n [Playbook],
    pub contacts: &'n BTreeMap<String, Contact>,
    pub reminders: &'n [KeptReminder],
}

impl<'n> Names<'n> {
    pub fn of(record: &'n Record, loaded: &'n Loaded, assessed: &'n Assessed) -> Names<'n> {
        Names {
            obligations: &assessed.view.obligations,
            rules: &record.rules,
            playbooks: &record.playbooks,
            contacts: &loaded.organisation.contacts,
            reminders: &loaded.incident.reminders,
        }
    }

    /// The same without an assessment, for an incident of which nothing names an obligation or a law.
    pub fn without_obligations(record: &'n Record, loaded: &'n Loaded) -> Names<'n> {
        Names {
            obligations: &[],
            rules: &record.rules,
            playbooks: &record.playbooks,
            contacts: &loaded.organisation.contacts,
            reminders: &loaded.incident.reminders,
        }
    }
}

impl Named for Names<'_> {
    fn obligation(&self, id: &ObligationName) -> String {
        if let Some(found) = self.obligations.iter().find(|o| o.id == id.as_str()) {
            return obligation(found);
        }
        id.parse::<ObligationId>()
            .map_or_else(|_| id.to_string(), |id| by_law(self.rules, &id))
    }

    fn step(&self, id: &TaskId) -> String {
        let steps = self
            .playbooks
            .iter()
            .flat_map(|p| p.steps.iter().map(move |step| (p, step)));
        let mut own = steps.filter(|(playbook, step)| playbook.task(step) == *id);
        own.next()
            .map_or_else(|| id.to_string(), |(_, step)| format!("“{}”", step.title))
    }

    fn contact(&self, id: &str) -> String {
        self.contacts
            .get(id)
            .map_or_else(|| id.to_owned(), |contact| contact.name.clone())
    }

    fn reminder(&self, entry: u64) -> String {
        let kept = self.reminders.iter().find(|kept| kept.set.seq == entry);
        kept.map_or_else(
            || format!("of entry {entry}"),
            |kept| format!("“{}”", kept.set.what.about),
        )
    }

    fn fact(&self, key: &str) -> String {
        label(self.obligations, key)
    }
}

#[cfg(test)]
mod tests {
    use super::with_places;

    #[test]
    fn codes_of_places_become_names_and_other_words_stay() {
        assert_eq!(
            with_places("residents of US-TX affected: 600"),
            "residents of Texas affected: 600"
        );
        assert_eq!(
            with_places("residents of US-TX, US-CA"),
            "residents of Texas, California"
        );
        for text in ["ISO-27001", "an all-EU rule", "CA-NOT/A", "SHA-256", ""] {
            assert_eq!(with_places(text), text);
        }
    }
}
