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
        inject.channel,
        inject.text.trim()
    );
    for attachment in &inject.attachments {
        text += &format!(
            "\n## {}\n\n{}\n",
            e(&attachment.name),
            line_by_line(attachment.text.trim())
        );
    }
    Paper {
        name: format!("card-{place}-{}", inject.id),
        title: inject.subject.clone(),
        text,
    }
}

/// A file is shown with its own lines: a mail's head in one line cannot be read.
fn line_by_line(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let broken = lines.iter().enumerate().map(|(at, line)| {
        let goes_on = !line.is_empty() && lines.get(at + 1).is_some_and(|next| is_prose(next));
        match goes_on && is_prose(line) {
            true => format!("{line}  "),
            false => (*line).to_owned(),
        }
    });
    broken.collect::<Vec<_>>().join("\n")
}

/// Whether a line is neither empty nor part of a list, a table or a heading, which have lines of their own.
fn is_prose(line: &str) -> bool {
    !line.is_empty() && !line.starts_with(['-', '*', '|', '#', '>', ' '])
}
