//! The papers of an exercise, for its own seed: what the facilitator reads, what is handed out, what is signed.

mod cards;
mod facilitator;
mod handout;
mod players;

use super::scenario::Scenario;
use crate::core::law::rulebook::Rulebook;

pub use facilitator::guide;
pub use handout::{Attached, attached};
pub use players::brief;

/// A document in Markdown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Its file's name, without an ending.
    pub name: String,
    pub title: String,
    pub text: String,
}

/// Everything that is printed or handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Papers {
    /// In the order in which they are needed.
    pub papers: Vec<Paper>,
    /// What comes with injects, as the files that people would get.
    pub attached: Vec<Attached>,
}

impl Papers {
    /// The papers of a scenario as it is drawn.
    pub fn of(scenario: &Scenario, seed: u64, rules: &Rulebook) -> Papers {
        let mut papers = vec![
            Paper {
                name: "1-facilitator-guide".to_owned(),
                title: format!("Facilitator's guide: {}", scenario.title),
                text: guide(scenario, seed, rules),
            },
            Paper {
                name: "2-players-brief".to_owned(),
                title: format!("Players' brief: {}", scenario.title),
                text: brief(scenario),
            },
        ];
        papers.extend(players::roles(scenario));
        papers.push(players::sign_in(scenario));
        papers.extend(cards::cards(scenario));
        Papers {
            papers,
            attached: scenario
                .injects
                .iter()
                .flat_map(|inject| attached(scenario, inject))
                .collect(),
        }
    }
}
