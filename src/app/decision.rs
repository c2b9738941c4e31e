//! Decisions that a person makes: what is kept with them, so that they can be followed years later.

use chrono::{Months, NaiveDate};

use super::record::Loaded;
use super::views::incident::{working, years_to_keep};
use super::views::{AssessmentView, replaced_words};
use crate::core::event::{DecisionMade, ObligationUpdate};
use crate::core::incident::command::Command;
use crate::core::law::rulebook::Rulebook;
use crate::core::time::StoryTime;

/// What a decision is documented with: the incident and its assessment at the moment of the decision.
#[derive(Debug, Clone, Copy)]
pub struct Papers<'a> {
    pub loaded: &'a Loaded,
    pub view: &'a AssessmentView,
    pub rules: &'a Rulebook,
    pub now: StoryTime,
}

impl Papers<'_> {
    /// Adds to a decision the working of the risk methods at that moment, and the day until which its documentation is
    /// retained: the day it names, else the longest that a regime whose test it answers asks for; and to what is done
    /// about an obligation, as to a decision, the edition of the law. Other commands pass unchanged.
    pub fn added_to(self, command: Command) -> Command {
        match command {
            Command::Decide(decision) => Command::Decide(self.documented(decision)),
            Command::Obligation(update) => Command::Obligation(ObligationUpdate {
                law: Some(self.rules.edition()),
                ..update
            }),
            Command::IfUnchanged { basis, command } => Command::IfUnchanged {
                basis,
                command: Box::new(self.added_to(*command)),
            },
            Command::Confirmed { command, reason } => Command::Confirmed {
                command: Box::new(self.added_to(*command)),
                reason,
            },
            // What is taken back was documented when it was decided.
            command @ (Command::TakeBack { .. }
            | Command::Fact(_)
            | Command::Delay(_)
            | Command::EnterStage { .. }
            | Command::Playbook(_)
            | Command::Call(_)
            | Command::LogEvidence(_)
            | Command::AddNote(_)
            | Command::Close { .. }
            | Command::Reopen { .. }
            | Command::Letter(_)) => command,
        }
    }

    fn documented(self, decision: DecisionMade) -> DecisionMade {
        let years = || years_to_keep(self.rules, &decision.key);
        let keep_until = decision.keep_until;
        DecisionMade {
            law: Some(self.rules.edition()),
            keep_until: keep_until.or_else(|| retained_until(self.loaded, self.now, years()?)),
            working: working(self.view)
                .into_iter()
                .chain(replaced_words(&self.view.rule_base.overlays))
                .collect(),
            ..decision
        }
    }
}

/// The day on which documentation has been retained for this many years, by the calendar of the incident.
pub fn retained_until(loaded: &Loaded, now: StoryTime, years: u32) -> Option<NaiveDate> {
    let today = loaded.zone.local(now.at()).date_naive();
    today.checked_add_months(Months::new(years.saturating_mul(12)))
}
