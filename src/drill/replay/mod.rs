//! A real incident told again as an exercise: what became known becomes an inject, what the team did becomes what is
//! expected, and who they were is masked.
//!
//! What the team answered is not handed out: neither moments nor decisions nor deadlines. The story moves by whole weeks.
//!
//! Masking takes out the organization's name and addresses, every actor, contact, custodian and authority named in a
//! hold, e-mail addresses, telephone numbers, and the words the user names. Narrative facts (`letter.*`) and notes are
//! left out whole: no rule can be sure of free text, and the file is for reading before it is played.

mod mask;
mod told;

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest as _, Sha256};

use super::scenario::{InjectChannel, TypedValue};
use super::scenario_files::write::{Draft, ScenarioText, Sketch, written};
use crate::app::record::Loaded;
use crate::app::views::utc;
use crate::core::event::Event;
use crate::core::facts::keys;
use mask::Mask;

/// How an incident is told again.
#[derive(Debug, Clone, Copy)]
pub struct Telling<'t> {
    /// Length of the exercise.
    pub minutes: u64,
    /// Further words to mask.
    pub words: &'t [String],
    /// By how many weeks the story is moved; weekdays stay.
    pub weeks: i64,
}

/// An incident cannot be told again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code} has no events to replay")]
pub struct NothingToReplay {
    code: String,
}

/// The scenario that an incident makes.
///
/// # Errors
/// Where nothing happened in it: there is not a moment to begin with.
pub fn scenario(loaded: &Loaded, telling: &Telling<'_>) -> Result<ScenarioText, NothingToReplay> {
    let Telling { minutes, words, weeks } = *telling;
    let mask = Mask::of(loaded, words);
    let first = loaded.events.first().ok_or_else(|| NothingToReplay {
        code: loaded.incident.code.to_string(),
    })?;
    let start = first.event.recorded_at;
    let mut left =
        vec!["letters, notes, evidence and other free text were skipped, so that nobody is named".to_owned()];
    let mut injects = injects(loaded, &mask, start, telling);
    if injects.is_empty() {
        injects.push(nothing_to_replay());
        left.push("the incident has no facts to replay".to_owned());
    }
    left.push(format!("{} words were masked", mask.size()));
    left.push(
        "moments and decisions of the real team, and its deadlines, were left out: they are answers, and not always right ones; \
         write the right deadlines ([[clock]]) after a review"
            .to_owned(),
    );
    left.push(format!(
        "the story begins {weeks} weeks later than it happened; counts are exact, change those that tell too much"
    ));
    let text = written(&Sketch {
        id: id(loaded),
        title: "One of our incidents, replayed".to_owned(),
        origin: "Scenario from an incident of the record, with names masked.".to_owned(),
        minutes,
        zone: loaded.incident.home_zone.name().to_owned(),
        start: utc(start + TimeDelta::weeks(weeks)),
        profile: profile(loaded),
        injects,
        ..Sketch::default()
    });
    Ok(ScenarioText {
        text,
        left,
        read_as: Vec::new(),
    })
}

/// The same for each replay of an incident, and nothing that tells which it was.
fn id(loaded: &Loaded) -> String {
    let digest = hex::encode(Sha256::digest(loaded.incident.id.as_bytes()));
    format!("replay-{}", digest.get(..8).unwrap_or(&digest))
}

fn nothing_to_replay() -> Draft {
    Draft {
        channel: InjectChannel::Note,
        from: "facilitator".to_owned(),
        to: "everybody".to_owned(),
        at: Some(0),
        subject: "The incident".to_owned(),
        text: "Nothing was recorded that can be replayed.".to_owned(),
        ..Draft::default()
    }
}

/// What is told, in its order and at the exercise's pace; what falls into one minute is one inject.
fn injects(loaded: &Loaded, mask: &Mask, start: DateTime<Utc>, telling: &Telling<'_>) -> Vec<Draft> {
    let events = loaded.events.iter().map(|stored| &stored.event);
    let told: Vec<(&Event, Draft)> = events
        .filter_map(|event| Some((event, told::inject(event, mask)?)))
        .collect();
    let end = told.last().map_or(start, |(event, _)| event.recorded_at);
    // A short incident keeps its pace; a long one is squeezed, and only then does an inject carry its moment of the
    // story.
    let room = i64::try_from(telling.minutes.saturating_sub(10)).unwrap_or(80);
    let span = (end - start).num_minutes().max(1);
    let mut injects: Vec<Draft> = Vec::new();
    for (event, mut draft) in told {
        let gone = (event.recorded_at - start).num_minutes();
        draft.at = u64::try_from(if span > room { gone * room / span } else { gone })
            .ok()
            .or(Some(0));
        match injects.last_mut().filter(|last| last.at == draft.at) {
            Some(last) => last.joined_by(draft),
            None => {
                draft.story = (span >= room).then(|| utc(event.recorded_at + TimeDelta::weeks(telling.weeks)));
                injects.push(draft);
            }
        }
    }
    injects
}

/// Sector flags and seat, which the law needs; the name is invented.
fn profile(loaded: &Loaded) -> Vec<TypedValue> {
    let own = loaded.organisation.profile.iter();
    let kept = own.filter(|(key, _)| key.starts_with(keys::organisation::BELOW) && *key != keys::organisation::NAME);
    let kept = kept.map(|(key, value)| TypedValue::new(key, value.as_typed()));
    let name = TypedValue::new(keys::organisation::NAME, "Invented organization");
    std::iter::once(name).chain(kept).collect()
}
