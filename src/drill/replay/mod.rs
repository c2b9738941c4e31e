//! A real incident told again as an exercise: what became known becomes an inject, what the team did becomes what is
//! expected, and who they were is masked.
//!
//! Masking takes out the organization's name and addresses, every actor, contact, custodian and authority named in a
//! hold, e-mail addresses, telephone numbers, and the words the user names. Narrative facts (`letter.*`) and notes are
//! left out whole: no rule can be sure of free text, and the file is for reading before it is played.

mod mask;
mod told;

use chrono::{DateTime, Utc};

use super::scenario::TypedValue;
use super::write::{Draft, RightAnswer, ScenarioText, Sketch, slug, written};
use crate::app::assessed::Assessed;
use crate::app::record::Loaded;
use crate::app::views::utc;
use crate::core::event::Event;
use crate::core::tri::Tri;
use mask::Mask;

/// An incident cannot be told again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code} has no events to replay")]
pub struct NothingToReplay {
    code: String,
}

/// The scenario that an incident makes.
///
/// # Errors
/// Where nothing happened in it: there is no moment to begin with.
pub fn scenario(
    loaded: &Loaded,
    assessed: &Assessed,
    minutes: u64,
    words: &[String],
) -> Result<ScenarioText, NothingToReplay> {
    let mask = Mask::of(loaded, words);
    let first = loaded.events.first().ok_or_else(|| NothingToReplay {
        code: loaded.incident.code.clone(),
    })?;
    let start = first.event.recorded_at;
    let mut left =
        vec!["letters, notes, evidence and other free text were skipped, so that nobody is named".to_owned()];
    let mut injects = injects(loaded, &mask, start, minutes);
    if injects.is_empty() {
        injects.push(nothing_to_replay());
        left.push("the incident has no facts to replay".to_owned());
    }
    left.push(format!("{} words were masked", mask.size()));
    let text = written(&Sketch {
        id: slug(&format!("replay-{}", loaded.incident.code)),
        title: "One of our incidents, replayed".to_owned(),
        origin: "Scenario from an incident of the record, with names masked.".to_owned(),
        minutes,
        zone: loaded.incident.home_zone.clone(),
        start: utc(start),
        profile: profile(loaded),
        injects,
        truth: None,
        clocks: clocks(assessed),
    });
    Ok(ScenarioText {
        text,
        left,
        read_as: Vec::new(),
    })
}

fn nothing_to_replay() -> Draft {
    Draft {
        channel: "note".to_owned(),
        from: "facilitator".to_owned(),
        to: "everybody".to_owned(),
        at: Some(0),
        subject: "The incident".to_owned(),
        text: "Nothing was recorded that can be replayed.".to_owned(),
        ..Draft::default()
    }
}

/// What is told, in its order and at the exercise's pace; what falls into one minute is one inject.
fn injects(loaded: &Loaded, mask: &Mask, start: DateTime<Utc>, minutes: u64) -> Vec<Draft> {
    let events = loaded.events.iter().map(|stored| &stored.event);
    let told: Vec<(&Event, Draft)> = events
        .filter_map(|event| Some((event, told::inject(event, mask)?)))
        .collect();
    let end = told.last().map_or(start, |(event, _)| event.recorded_at);
    let room = i64::try_from(minutes.saturating_sub(10)).unwrap_or(80);
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
                draft.story = (span >= room).then(|| utc(event.recorded_at));
                injects.push(draft);
            }
        }
    }
    injects
}

/// Sector flags and seat, which the law needs; the name is invented.
fn profile(loaded: &Loaded) -> Vec<TypedValue> {
    let own = loaded.organisation.profile.iter();
    let kept = own.filter(|(key, _)| key.starts_with("organisation.") && *key != "organisation.name");
    let kept = kept.map(|(key, value)| TypedValue::new(key, value.as_typed()));
    let name = TypedValue::new("organisation.name", "Invented organization");
    std::iter::once(name).chain(kept).collect()
}

/// The obligations with a deadline as they came out in the end.
fn clocks(assessed: &Assessed) -> Vec<RightAnswer> {
    let due = assessed
        .obligations
        .iter()
        .filter(|(_, obligation)| obligation.verdict == Tri::Yes);
    let answers = due.filter_map(|(key, obligation)| {
        Some(RightAnswer {
            obligation: key.to_string(),
            due: Some(utc(obligation.strict?)),
            why: "as it turned out".to_owned(),
        })
    });
    answers.collect()
}
