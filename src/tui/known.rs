//! What is known of the record while a form is read or a screen is drawn: no state of the screens, no selection.

use chrono::{DateTime, Utc};

use super::words;
use super::worker_values::Start;
use crate::app::assessment::opened_incident::Opened;
use crate::app::called;
use crate::app::views::ObligationView;
use crate::core::ids::ObligationId;
use crate::core::time::{StoryTime, WallTime, Zone};
use crate::drill::exercise_views::Facilitator;

/// What is said where an incident is needed.
pub(super) const NO_INCIDENT: &str = "Open an incident first.";
/// What is said where an obligation is needed.
pub(super) const NO_OBLIGATION: &str = "Select an obligation first (2 and 4 list them).";

/// Where somebody has joined since the letters were written: keys are handed on by whoever has them.
const SEALED: &str = "The letters are sealed for you so far: whoever invited you opens the record once more (@), then \
                      you open it again.";

/// What is said where a letter is needed and none is at hand.
pub(super) fn no_letter(opened: Option<&Opened>) -> &'static str {
    match opened.map_or(0, |opened| opened.sealed_letters) {
        0 => "Draft a letter first (n).",
        _ => SEALED,
    }
}

#[derive(Debug, Clone, Copy)]
pub struct Known<'m> {
    /// What was there at the start, kept up to date.
    pub start: &'m Start,
    /// The incident at hand.
    pub opened: Option<&'m Opened>,
    /// The exercise on it.
    pub desk: Option<&'m Facilitator>,
    /// The zone of new incidents and of the board.
    pub home: &'m Zone,
    /// Now, as the last tick said.
    pub now: WallTime,
}

impl Known<'_> {
    fn obligations(&self) -> &[ObligationView] {
        self.opened.map_or(&[], |opened| &opened.whole.assessment.obligations)
    }

    /// Who is told by an obligation.
    pub fn obligation(&self, id: &str) -> String {
        called::obligation_of(self.obligations(), id)
    }

    /// The same with the provision, for a question about what is recorded.
    pub fn cited(&self, id: &str) -> String {
        let found = self.obligations().iter().find(|o| o.id == id);
        found.map_or_else(|| id.to_owned(), called::cited)
    }

    /// Obligations below each other, for a question.
    pub fn lines(&self, ids: &[ObligationId]) -> String {
        called::lines(self.obligations(), ids)
    }

    /// What a fact or a decision is called.
    pub fn fact(&self, key: &str) -> String {
        called::label(self.obligations(), key)
    }

    /// Authorities get filings; people get letters.
    pub fn sent_word(&self, id: &str) -> &'static str {
        let found = self.obligations().iter().find(|o| o.id == id);
        match found.is_none_or(|o| o.recipient.is_authority()) {
            true => "was filed",
            false => "was sent",
        }
    }

    /// Whether a name, or a role, stands for whoever is at the keyboard.
    pub fn is_mine(&self, owner: &str) -> bool {
        let me = &self.start.actor;
        let own = |role: &String| role == owner || role.replace('_', " ") == owner;
        let people = self.start.contacts.values();
        let mut mine = people.filter(|person| person.name.eq_ignore_ascii_case(me));
        !me.is_empty() && (owner.eq_ignore_ascii_case(me) || mine.any(|person| person.roles.iter().any(own)))
    }

    /// The zone of local times: the incident's, else the home zone.
    pub fn zone(&self) -> Zone {
        match self.opened {
            Some(opened) => opened.whole.home_zone.clone(),
            None => self.home.clone(),
        }
    }

    /// Now, as the incident at hand has it: in an exercise the story's time.
    pub fn here(&self) -> StoryTime {
        match self.opened.and_then(|opened| opened.story.as_ref()) {
            Some(story) => story.now(self.now),
            None => StoryTime::outside_incidents(self.now),
        }
    }

    /// The moment the screen shows: now, or the moment in the past that is looked at.
    pub fn moment(&self) -> StoryTime {
        match self.opened.and_then(|opened| opened.as_of) {
            Some(past) => StoryTime::named(past),
            None => self.here(),
        }
    }

    /// A moment in the zone of the incident, in full.
    pub fn in_full(&self, at: DateTime<Utc>) -> String {
        words::moment(&self.zone(), at)
    }
}
