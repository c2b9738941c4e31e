//! Inject cards: what the room is given, one to a document, without a word for the facilitator.

use super::Paper;
use crate::app::letters::escaped as e;
use crate::core::obligation::moment_words;
use crate::drill::scenario::{Inject, Scenario};

/// A card for each inject, in the order in which they come; contingencies, which have no minute, last.
pub(super) fn cards(scenario: &Scenario) -> Vec<Paper> {
    let mut injects: Vec<&Inject> = scenario.injects.iter().collect();
    injects.sort_by_key(|inject| (inject.at.is_none(), inject.at));
    injects.into_iter().map(|inject| card(scenario, inject)).collect()
}

fn card(scenario: &Scenario, inject: &Inject) -> Paper {
    let place = match inject.at {
        Some(at) => format!("{:03}", at.minute()),
        None => "when-needed".to_owned(),
    };
    let story = inject.story.map(|at| moment_words(&scenario.zone, at));
    let mut text = format!("# {}\n\n", e(&inject.subject));
    if let Some(story) = &story {
        text += &format!("{}\n\n", e(story));
    }
    text += &format!(
        "From: {}\n\nTo: {}\n\nBy: {}\n\n---\n\n{}\n",
        e(&inject.from),
        e(&inject.to),
        e(&inject.channel),
        inject.text.trim()
    );
    for attachment in &inject.attachments {
        text += &format!("\n## {}\n\n{}\n", e(&attachment.name), attachment.text.trim());
    }
    Paper {
        name: format!("card-{place}-{}", inject.id),
        title: inject.subject.clone(),
        text,
    }
}
