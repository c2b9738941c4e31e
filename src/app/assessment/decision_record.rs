//! Decisions that a person makes: what is kept with them, so that they can be followed years later.

use chrono::{Months, NaiveDate};

use crate::app::record::Loaded;
use crate::app::views::incident::{working, years_to_keep};
use crate::app::views::{AssessmentView, replaced_words};
use crate::core::event::{DecisionMade, ObligationUpdate};
use crate::core::incident::command::{Command, CommandKind};
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
        command.with_core(&|core| match core.kind() {
            CommandKind::Decision(decision) => Command::Decide(self.documented(decision.clone())),
            CommandKind::Obligation(update) => Command::Obligation(ObligationUpdate {
                law: Some(self.rules.edition()),
                ..update.clone()
            }),
            // What is taken back was documented when it was decided.
            CommandKind::TakeBack
            | CommandKind::Claim(_)
            | CommandKind::Note
            | CommandKind::Reopening
            | CommandKind::Work
            | CommandKind::Conditional
            | CommandKind::Confirmed => core,
        })
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
    let today = loaded.incident.home_zone.local(now.at()).date_naive();
    today.checked_add_months(Months::new(years.saturating_mul(12)))
}
