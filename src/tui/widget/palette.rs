//! The palette: everything that can be done or gone to, to search in.

use std::collections::BTreeSet;

use crate::app::authority_forms;
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::table;
use crate::core::verdict::Verdict;
use crate::tui::action::{Action, Move, RecordAction};
use crate::tui::form::{dora, incident, member, profile};
use crate::tui::ids::IncidentRef;
use crate::tui::model::Model;
use crate::tui::places;
use crate::tui::screen::incident::rows::told;
use crate::tui::screen::name::ScreenName;
use crate::tui::search::{PART, best_of_two, plain_text};
use crate::tui::widget::found::{Entry, Everything, Goal};

/// Entries that are shown at most.
pub(crate) const SHOWN: usize = 14;

/// An entry with further words by which it is found.
struct Candidate {
    entry: Entry,
    found_by: String,
}

fn candidate(words: impl Into<String>, goal: Goal) -> Candidate {
    Candidate {
        entry: Entry {
            words: words.into(),
            key: "",
            goal,
        },
        found_by: String::new(),
    }
}

impl Candidate {
    fn key(mut self, key: &'static str) -> Candidate {
        self.entry.key = key;
        self
    }

    fn found_by(mut self, words: impl Into<String>) -> Candidate {
        self.found_by = words.into();
        self
    }

    fn searched(&self) -> String {
        plain_text(&format!("{}{PART}{}", self.entry.words, self.found_by))
    }
}

/// Commands of the screen at hand, and those of the board, which are of use everywhere.
fn commands(model: &Model) -> Vec<Candidate> {
    let screen = model.screen();
    let own = model
        .keys
        .of(screen)
        .iter()
        .filter(|key| !matches!(key.action, Action::Palette | Action::Move(Move::Up | Move::Down)));
    let mut all: Vec<Candidate> = own
        .map(|key| candidate(key.words, Goal::Action(key.action)).key(key.label))
        .collect();
    let everywhere = [
        ("law", Action::Record(RecordAction::Law)),
        ("audit", Action::Record(RecordAction::Audit)),
        ("new incident", Action::Form(incident::OPEN)),
        ("organization profile", Action::Form(profile::OPEN)),
    ];
    let everywhere = everywhere.into_iter().filter(|_| screen != ScreenName::Board);
    all.extend(everywhere.map(|(words, action)| candidate(words, Goal::Action(action))));
    // The key of the board says no more than what it is called.
    for of_profile in all.iter_mut().filter(|candidate| is_profile(&candidate.entry.goal)) {
        of_profile.found_by = PROFILE_WORDS.to_owned();
    }
    let invite = candidate("invite a member", Goal::Action(Action::Form(member::OPEN)));
    all.push(invite.found_by("team colleague add user join"));
    if model.at_hand().is_some() {
        let dora = candidate("DORA report, field by field", Goal::Action(Action::Form(dora::OPEN)));
        all.push(
            dora.key("E d")
                .found_by("initial notification intermediate final bank ICT incident form"),
        );
    }
    all
}

/// What the config file sets, which the manual tells of.
fn settings() -> impl Iterator<Item = Candidate> {
    SETTINGS.iter().map(|(key, words, found_by)| {
        let words = format!("setting {words} ({key} in the config file)");
        candidate(words, Goal::Setting(key)).found_by(*found_by)
    })
}

/// The key of a setting, what it sets, and the words by which it is found.
const SETTINGS: [(&str, &str, &str); 5] = [
    (
        "idle_minutes",
        "lock after minutes without a key",
        "idle timeout auto lock passphrase again",
    ),
    (
        "quiet",
        "alerts that stay silent",
        "bell notification desktop mute sound",
    ),
    ("theme", "colors", "theme dark light contrast plain colours"),
    (
        "no_mouse",
        "the mouse is left to the terminal",
        "mouse click select copy",
    ),
    ("keys", "keys of your own", "keymap shortcuts bindings keyboard"),
];

/// By which words the form of the organization is found.
const PROFILE_WORDS: &str = "company organisation postal address telephone phone e-mail email website contact data \
                             protection officer dpo sender letterhead logo sector country";

fn is_profile(goal: &Goal) -> bool {
    matches!(goal, Goal::Action(Action::Form(opener)) if *opener == profile::OPEN)
}

/// What there is in the incident at hand: its obligations, facts and letters.
fn of_incident(model: &Model) -> Vec<Candidate> {
    let Some(opened) = model.opened() else {
        return Vec::new();
    };
    let obligations = opened.whole.assessment.obligations.iter();
    let obligations = obligations.filter(|o| o.verdict != Verdict::NotDue).map(|o| {
        let goal = Goal::Obligation(o.id.to_string());
        candidate(format!("why {} · {}", told(o), o.cite), goal).found_by(format!(
            "{}{PART}{}{PART}{}",
            o.id,
            o.name,
            model.start.places_of(&o.jurisdiction)
        ))
    });
    let mut all: Vec<Candidate> = obligations.collect();
    let asked = opened.whole.assessment.open_facts.iter();
    let asked = asked.map(|fact| {
        let question = opened.questions.get(&fact.fact).unwrap_or(&fact.question);
        (fact.fact.as_str(), places::named_in(question, &fact.fact))
    });
    let question = |key: &str| {
        let own = opened.questions.get(key);
        places::named_in(&own.map_or_else(|| table::question(key), Clone::clone), key)
    };
    // Counts of places have no list of keys; those that are recorded are found by theirs.
    let recorded = opened.facts.iter().map(|fact| fact.key.as_str());
    let recorded = recorded.map(|key| (key, question(key)));
    let others = table::keys().map(|key| (key, question(key)));
    let mut listed = BTreeSet::new();
    let facts = asked.chain(recorded).chain(others);
    let facts = facts.filter(|(key, _)| listed.insert(*key));
    all.extend(facts.map(|(key, question)| {
        let goal = Goal::Fact(key.to_owned());
        candidate(format!("fact {question}"), goal).found_by(format!("{key}{PART}{}", table::label(key)))
    }));
    all.extend(opened.letters.iter().enumerate().map(|(at, row)| {
        let words = format!("letter {}, {}", row.letter, row.state);
        candidate(words, Goal::Letter(at)).found_by(row.template.clone())
    }));
    all
}

/// The forms of authorities, in an incident.
fn forms(model: &Model) -> impl Iterator<Item = Candidate> {
    let forms = authority_forms::all().iter().filter(|_| model.at_hand().is_some());
    forms.map(|form| {
        let words = format!("form {}", form.name);
        let found_by = format!("{}{PART}{}{PART}{}", form.id, form.recipients.join(", "), form.law);
        candidate(words, Goal::Form(form)).found_by(found_by)
    })
}

/// The people to call.
fn people(model: &Model) -> impl Iterator<Item = Candidate> {
    model.start.contacts.iter().map(|(id, contact)| {
        let words = format!(
            "person {}: {}",
            contact.name,
            contact.roles.join(", ").replace('_', " ")
        );
        candidate(words, Goal::Person(id.clone())).found_by(id.clone())
    })
}

/// The law, and which places it is the law of.
fn law(model: &Model) -> impl Iterator<Item = Candidate> {
    model.start.law.iter().map(|regime| {
        let words = format!("law {} {}", regime.id, regime.name);
        candidate(words, Goal::Regime(regime.id.to_string())).found_by(model.start.places_of(&regime.jurisdiction))
    })
}

/// An incident of the board, open or closed.
fn incident_entry(model: &Model, at: usize) -> Option<Entry> {
    let row = model.board().rows.as_ref()?.get(at)?;
    let exercise = row.kind.mark(MarkPlace::Line);
    let closed = if row.closed { " (closed)" } else { "" };
    let words = format!("incident {} {exercise}{}{closed}", row.code, row.title);
    Some(candidate(words, Goal::Incident(IncidentRef::new(row.code.clone()))).entry)
}

/// Everything there is on the screen at hand.
pub(crate) fn everything(model: &Model) -> Everything {
    let mut all = commands(model);
    let commands = all.len();
    all.extend(of_incident(model));
    all.extend(forms(model));
    all.extend(people(model));
    all.extend(settings());
    all.extend(law(model));
    let texts = all.iter().map(Candidate::searched).collect();
    Everything {
        entries: all.into_iter().map(|candidate| candidate.entry).collect(),
        texts,
        commands,
    }
}

/// The entries that fit what is typed, best first. Of the incidents, which may be thousands, only the texts that the board
/// keeps are looked at.
pub(crate) fn found(model: &Model, all: &Everything, text: &str) -> Vec<Entry> {
    let typed = plain_text(text.trim());
    if typed.is_empty() {
        return all.entries.iter().take(all.commands.min(SHOWN)).cloned().collect();
    }
    // "incident" in front of other words means all of them.
    let of_incidents = typed.strip_prefix("incident").map_or(typed.as_str(), str::trim_start);
    let entry = |at: usize| match all.entries.get(at) {
        Some(own) => Some(own.clone()),
        None => incident_entry(model, at - all.entries.len()),
    };
    let board = model.board().texts();
    let found = best_of_two((&typed, &all.texts), (of_incidents, board)).into_iter();
    found.filter_map(entry).take(SHOWN).collect()
}
