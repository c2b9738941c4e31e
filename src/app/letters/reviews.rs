//! Texts of the story that a letter tells and that are to be reviewed, because another reader's or language's was changed.

use crate::core::facts::story::{StoryKey, Tongue};
use crate::core::facts::table::story;
use crate::core::incident::Incident;
use crate::core::incident::letter::Letter;
use crate::core::incident::siblings::to_review;
use crate::letter::check::{Finding, Weight};
use crate::letter::template::Template;

/// A warning for each text of the letter's reader and language that is to be reviewed.
pub(super) fn open(incident: &Incident, letter: &Letter, template: Option<&Template>) -> Vec<Finding> {
    let (Some(template), Some(tongue)) = (template, Tongue::of(&letter.language)) else {
        return Vec::new();
    };
    let mine = |key: &str| {
        story(key).is_some_and(|(fact, own)| {
            let keys = StoryKey::keys_of(own.name, fact.told, template.audience, tongue);
            let told = keys.iter().find(|key| !incident.current(key).is_empty());
            told.is_some_and(|told| told == key)
        })
    };
    let open = to_review(incident).into_iter().filter(|(key, _)| mine(key));
    open.map(|(key, changed)| Finding {
        rule: "review".to_owned(),
        weight: Weight::Warns,
        demand: "the texts for all readers and languages tell the same".to_owned(),
        found: format!(
            "{key} is to be reviewed: {changed} was changed after it; record it again, the same words confirm it"
        ),
        cite: "the record".to_owned(),
    })
    .collect()
}
