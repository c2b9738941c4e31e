//! A real incident told again as an exercise: what became known becomes an inject, what the team did becomes what is
//! expected, and who they were is masked.
//!
//! Masking takes out the organisation's name and addresses, every actor, contact, custodian and authority named in a
//! hold, e-mail addresses, telephone numbers, and the words the user names. Narrative facts (`letter.*`) and notes are
//! left out whole: no rule can be sure of free text, and the file is for reading before it is played.

use chrono::DateTime;

use super::write::{Draft, Made, Sketch, slug, written};
use crate::app::assessed::Assessed;
use crate::app::record::Loaded;
use crate::app::views::utc;
use crate::core::event::{DecisionMade, Event, FactClaim, ObligationUpdate, What};
use crate::core::facts::FactValue;
use crate::core::ids::ObligationId;
use crate::core::tri::Tri;

pub fn scenario(loaded: &Loaded, assessed: &Assessed, minutes: u64, words: &[String]) -> Made {
    let mask = Mask::of(loaded, words);
    let incident = &loaded.incident;
    let start = loaded
        .events
        .first()
        .map_or(DateTime::UNIX_EPOCH, |stored| stored.event.recorded_at);
    let mut left =
        vec!["letters, notes, evidence and other free text were skipped, so that nobody is named".to_owned()];
    let told: Vec<(&Event, Draft)> = loaded
        .events
        .iter()
        .filter_map(|stored| Some((&stored.event, inject(&stored.event, &mask)?)))
        .collect();
    let end = told.last().map_or(start, |(event, _)| event.recorded_at);
    let room = i64::try_from(minutes.saturating_sub(10)).unwrap_or(80);
    let span = (end - start).num_minutes().max(1);
    let mut injects: Vec<Draft> = Vec::new();
    for (event, mut draft) in told {
        // The order stays, the pace is the exercise's.
        let gone = (event.recorded_at - start).num_minutes();
        draft.at = u64::try_from(if span > room { gone * room / span } else { gone }).unwrap_or_default();
        let same = injects.last_mut().filter(|last| last.at == draft.at);
        match same {
            Some(last) => {
                last.text = format!("{}\n\n{}", last.text, draft.text);
                last.expect.extend(draft.expect);
            }
            None => {
                draft.story = (span >= room).then(|| utc(event.recorded_at));
                injects.push(draft);
            }
        }
    }
    if injects.is_empty() {
        injects.push(Draft {
            channel: "note".to_owned(),
            from: "facilitator".to_owned(),
            to: "everybody".to_owned(),
            subject: "The incident".to_owned(),
            text: "Nothing was recorded that can be replayed.".to_owned(),
            ..Draft::default()
        });
        left.push("the incident has no facts to replay".to_owned());
    }
    let sketch = Sketch {
        id: slug(&format!("replay-{}", incident.code)),
        title: "One of our incidents, replayed".to_owned(),
        origin: "Made from an incident of the record, with names masked.".to_owned(),
        minutes,
        zone: incident.home_zone.clone(),
        start: utc(start),
        profile: profile(loaded),
        injects,
        clocks: clocks(assessed),
    };
    left.push(format!("{} words were masked", mask.words.len()));
    Made {
        text: written(&sketch),
        left,
    }
}

/// Sector flags and seat, which the law needs; the name is invented.
fn profile(loaded: &Loaded) -> Vec<(String, String)> {
    let own = &loaded.organisation.profile;
    let kept = own
        .iter()
        .filter(|(key, _)| key.starts_with("organisation.") && *key != "organisation.name");
    let kept = kept.map(|(key, value)| (key.clone(), value.as_typed()));
    [("organisation.name".to_owned(), "Invented organization".to_owned())]
        .into_iter()
        .chain(kept)
        .collect()
}

/// The obligations with a deadline as they came out in the end.
fn clocks(assessed: &Assessed) -> Vec<(String, Option<String>, String)> {
    let due = assessed.duties.iter().filter(|(_, duty)| duty.verdict == Tri::Yes);
    due.filter_map(|(key, duty)| Some((key.to_string(), Some(utc(duty.strict?)), "as it turned out".to_owned())))
        .collect()
}

/// What an inject says, and the action it asks for: what, its objective, and what the engine sees.
struct Told {
    subject: String,
    text: String,
    expect: (String, &'static str, Option<String>),
}

fn inject(event: &Event, mask: &Mask) -> Option<Draft> {
    let told = told(&event.what)?;
    Some(Draft {
        channel: "note".to_owned(),
        from: "response team".to_owned(),
        to: "everybody".to_owned(),
        subject: mask.hide(&told.subject),
        text: mask.hide(&told.text),
        expect: vec![told.expect],
        ..Draft::default()
    })
}

fn literal(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn told_fact(claim: &FactClaim) -> Option<Told> {
    let FactClaim {
        key, value, certainty, ..
    } = claim;
    let free = ["letter.", "identity."].iter().any(|table| key.starts_with(table));
    if free || key == "organisation.name" {
        return None;
    }
    let objective = match key.starts_with("milestones.") {
        true => "aware",
        false => "clocks",
    };
    let done = format!("{{ fact = {} }}", literal(key));
    Some(Told {
        subject: format!("{key} becomes known"),
        text: format!(
            "New information: `{key}` is {} ({}).",
            FactValue::recorded(key, value, None).as_typed(),
            certainty.words()
        ),
        expect: (format!("Record {key}"), objective, Some(done)),
    })
}

fn told_filing(obligation: &str) -> Told {
    let id = obligation.parse::<ObligationId>();
    let duty = id.as_ref().map_or(obligation, ObligationId::rule);
    let done = format!("{{ filed = {}, in_time = true }}", literal(duty));
    Told {
        subject: "A notice is asked for".to_owned(),
        text: format!("Someone asks for the status of {duty}."),
        expect: (format!("File {duty} on time"), "letters", Some(done)),
    }
}

fn told(what: &What) -> Option<Told> {
    match what {
        What::FactRecorded(claim) => told_fact(claim),
        What::Decided(DecisionMade { key, .. }) => Some(Told {
            subject: "A decision is due".to_owned(),
            text: format!("Someone asks for a decision: {key}."),
            expect: (
                format!("Decide {key}, with a rationale"),
                "decide",
                Some(format!("{{ decided = {} }}", literal(key))),
            ),
        }),
        What::Disposed(ObligationUpdate {
            obligation,
            disposition: crate::core::event::Disposition::Filed(_),
            ..
        }) => Some(told_filing(obligation.as_ref())),
        What::ContactAttempted(_) => Some(Told {
            subject: "Someone must be called".to_owned(),
            text: "Someone in the call tree must be reached.".to_owned(),
            expect: ("Reach the person through the call tree".to_owned(), "log", None),
        }),
        What::Opened { .. }
        | What::FactWithdrawn { .. }
        | What::StageEntered { .. }
        | What::HoldPlaced { .. }
        | What::HoldLifted { .. }
        | What::PlaybookAdded { .. }
        | What::PlaybookRemoved { .. }
        | What::TakenBack { .. }
        | What::TaskTicked { .. }
        | What::TaskAssigned { .. }
        | What::Disposed { .. }
        | What::EvidenceLogged { .. }
        | What::NoteAdded { .. }
        | What::LetterDrafted { .. }
        | What::LetterRevised { .. }
        | What::LetterCommented { .. }
        | What::LetterApproved { .. }
        | What::Drill(_)
        | What::Closed { .. }
        | What::Reopened { .. }
        | What::Imported { .. }
        | What::Recoded { .. }
        | What::ProfileSet { .. }
        | What::ProfileUnset { .. }
        | What::ContactSaved { .. }
        | What::ContactRemoved { .. } => None,
    }
}

/// Words that must not be read again.
#[derive(Debug, Clone)]
struct Mask {
    words: Vec<String>,
}

impl Mask {
    fn of(loaded: &Loaded, words: &[String]) -> Mask {
        let actors = loaded.events.iter().map(|stored| stored.event.actor.clone());
        let contacts = loaded.organisation.contacts.values();
        let contacts = contacts.flat_map(|c| {
            [c.id.clone(), c.name.clone()]
                .into_iter()
                .chain(c.channels.iter().map(|ch| ch.address.clone()))
        });
        let own = loaded.organisation.profile.iter();
        let own = own.filter(|(key, _)| key.starts_with("identity.") || *key == "organisation.name");
        let own = own.map(|(_, value)| value.plain());
        let custodians = loaded.incident.evidence.iter().map(|e| e.custodian.clone());
        let holds = loaded.incident.delays.iter().map(|delay| delay.terms.authority.clone());
        let owners = loaded.incident.tasks.values().filter_map(|task| task.owner.clone());
        let title = std::iter::once(loaded.incident.title.clone());
        let all = actors
            .chain(contacts)
            .chain(own)
            .chain(custodians)
            .chain(holds)
            .chain(owners)
            .chain(title);
        let mut all: Vec<String> = all
            .chain(words.iter().cloned())
            .map(|word| word.trim().to_owned())
            .collect();
        all.retain(|word| word.chars().count() > 2);
        all.sort_by_key(|word| (std::cmp::Reverse(word.chars().count()), word.clone()));
        all.dedup();
        Mask { words: all }
    }

    fn hide(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for word in &self.words {
            text = replaced(&text, word);
        }
        let words = text.split_inclusive(char::is_whitespace).map(|word| {
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '+');
            let digits = bare.chars().filter(char::is_ascii_digit).count();
            let number = digits >= 7 && bare.chars().all(|c| c.is_ascii_digit() || "+-()./".contains(c));
            if word.contains('@') || number {
                word.replace(bare, "(masked)")
            } else {
                word.to_owned()
            }
        });
        words.collect()
    }
}

/// Replaces a word whatever its case.
fn replaced(text: &str, word: &str) -> String {
    let (lower, wanted) = (text.to_lowercase(), word.to_lowercase());
    // Letters that change their length with their case would shift the places: then the exact word is enough.
    if lower.len() != text.len() || wanted.len() != word.len() {
        return text.replace(word, "(masked)");
    }
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (at, found) in lower.match_indices(&wanted) {
        out.push_str(&text[from..at]);
        out.push_str("(masked)");
        from = at + found.len();
    }
    out.push_str(&text[from..]);
    out
}
