//! Who of the team is where.

use std::time::Duration;

use super::{Record, RecordError};
use crate::core::time::WallTime;
use crate::store::{Present, Whereabouts};

/// How long the others have to say where they are: a workbench looks every second.
const ANSWER: Duration = Duration::from_millis(1500);
/// From here on it is said that the clocks differ.
const SECONDS_APART: i64 = 30;

/// Where somebody is, as a person names it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlaceAtHand {
    /// The code of the incident; `None`: the board.
    pub code: Option<String>,
    pub letter: Option<String>,
    /// Whether the letter is being written.
    pub drafting: bool,
}

/// Somebody of the team who has the record open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonHere {
    pub name: String,
    pub place: PlaceAtHand,
}

impl PersonHere {
    /// What they do, in words that follow on their name.
    pub fn words(&self) -> String {
        match (&self.place.code, &self.place.letter, self.place.drafting) {
            (Some(code), Some(letter), true) => format!("is drafting {letter} of {code}"),
            (Some(code), Some(letter), false) => format!("looks at {letter} of {code}"),
            (Some(code), None, _) => format!("looks at {code}"),
            (None, _, _) => "looks at the board".to_owned(),
        }
    }
}

impl Record {
    /// Tells the others where whoever opened the record is; `None`: they have gone.
    ///
    /// # Errors
    /// What the database says.
    pub fn tell_place(&self, place: Option<&PlaceAtHand>, now: WallTime) -> Result<(), RecordError> {
        let Some(place) = place else {
            return Ok(self.store.tell_goodbye(now)?);
        };
        let row = match &place.code {
            Some(code) => self.store.summary(code)?,
            None => None,
        };
        let whereabouts = Whereabouts {
            incident: row.map(|row| row.stream),
            letter: place.letter.clone(),
            drafting: place.drafting,
        };
        Ok(self.store.tell_whereabouts(&whereabouts, now)?)
    }

    /// The others, as far as they told lately where they are.
    ///
    /// # Errors
    /// What the database says.
    pub fn people_here(&self, now: WallTime) -> Result<Vec<PersonHere>, RecordError> {
        let present = self.store.whereabouts(now)?;
        self.named(present)
    }

    /// Asks the others where they are, and waits a moment for their answers.
    ///
    /// # Errors
    /// What the database says.
    pub fn ask_people_here(&self, now: WallTime) -> Result<Vec<PersonHere>, RecordError> {
        let present = self.store.ask_whereabouts(ANSWER, now)?;
        self.named(present)
    }

    fn named(&self, present: Vec<Present>) -> Result<Vec<PersonHere>, RecordError> {
        if present.is_empty() {
            return Ok(Vec::new());
        }
        let (members, hidden) = (self.members()?, self.hidden()?);
        let mut people: Vec<PersonHere> = Vec::new();
        for Present { member, at } in present {
            let Some(member) = members.by_id(member) else { continue };
            // An incident that is not for whoever asks, or is not here yet, is not told of.
            let shown = at.incident.filter(|stream| !hidden.contains(stream));
            let code = shown.and_then(|stream| self.code_of(&stream));
            let letter = at.letter.filter(|_| code.is_some());
            people.push(PersonHere {
                name: member.name.clone(),
                place: PlaceAtHand {
                    drafting: at.drafting && letter.is_some(),
                    code,
                    letter,
                },
            });
        }
        people.sort_by(|a, b| (&a.name, &a.place.code).cmp(&(&b.name, &b.place.code)));
        people.dedup();
        Ok(people)
    }

    /// Why the server of a shared record cannot be asked for the time being.
    pub fn home_away(&self) -> Option<String> {
        Some(self.store.home_away()?.to_string())
    }

    /// # Errors
    /// What the database says.
    pub fn is_shared(&self) -> Result<bool, RecordError> {
        Ok(self.store.is_shared()?)
    }

    /// What whoever is invited runs on their own machine, with what they put in.
    ///
    /// # Errors
    /// What the database says.
    pub fn joins_elsewhere(&self) -> Result<String, RecordError> {
        Ok(match self.store.home_address()? {
            Some(address) => format!(
                "firebell team join '{}' FILE, where LOGIN is their own login of the server",
                address.for_somebody_else()
            ),
            None => "firebell member join FILE, beside a copy of the record".to_owned(),
        })
    }

    /// By how many seconds the server's clock is ahead of this machine's, where that is worth saying.
    pub fn clock_apart(&self, now: WallTime) -> Option<i64> {
        let apart = self.store.home_clock()? - now.at();
        let seconds = apart.num_seconds();
        (seconds.abs() > SECONDS_APART).then_some(seconds)
    }

    /// Says that the clocks are apart: the moments of entries and deadlines rest on this machine's.
    pub(super) fn remind_of_clock(&self, now: WallTime) {
        if let Some(seconds) = self.clock_apart(now) {
            self.store.warnings().clock_apart(seconds);
        }
    }
}
