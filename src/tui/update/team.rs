//! The menu of the team: who is where, what waits for the server, and what its author can do about what does not fit.

use crate::app::record::{Choice, Decision, WaitingEntry, WaitingState};
use crate::core::event_words::event_words;
use crate::tui::action::Action;
use crate::tui::effect::{Effect, Question, TeamEffect, Yes};
use crate::tui::form::member;
use crate::tui::widget::menu::{Menu, MenuItem};
use crate::tui::worker_values::MemberRow;
use crate::workspace::TeamView;

/// Keys of the choices, in order.
const KEYS: &str = "1234567890abcdefghjknopqrstuvwxyz";
/// The reason that is recorded where none is asked for.
const CONFIRMED: &str = "confirmed in the workbench when it was asked";

pub(super) fn menu(team: &TeamView, members: &[MemberRow]) -> Menu {
    let own = [
        MenuItem::act('i', "invite a member", Action::Form(member::OPEN)),
        MenuItem::read('m', "members of the record", listed(members)),
        MenuItem::act('@', "lock, and let somebody else go on", Action::Lock),
    ];
    if !team.shared {
        return Menu::new("Team", own.into());
    }
    let open = [WaitingState::Undecided, WaitingState::Waits];
    let entries = open
        .iter()
        .flat_map(|state| team.waiting.iter().filter(move |entry| entry.state == *state));
    let choices = entries.flat_map(choices).zip(KEYS.chars());
    let items = choices.map(|((words, question), key)| MenuItem::question(key, words, question));
    let list = MenuItem::read('l', "who is where, and the entries that waited", list(team));
    Menu::new("Team", own.into_iter().chain([list]).chain(items).collect())
}

/// Who is in the record, a line each.
fn listed(members: &[MemberRow]) -> String {
    let lines: Vec<String> = members
        .iter()
        .map(|member| format!("{}: {}", member.name, member.words))
        .collect();
    match lines.is_empty() {
        true => "The record has no members yet: whoever has its passphrase opens it.".to_owned(),
        false => lines.join("\n"),
    }
}

fn title(entry: &WaitingEntry) -> String {
    let words: Vec<String> = entry.events.iter().map(|event| event_words(&event.what)).collect();
    format!("{}: {}", entry.code.as_deref().unwrap_or("profile"), words.join("; "))
}

/// What can be done about one entry, each with the question that comes before it.
fn choices(entry: &WaitingEntry) -> Vec<(String, Question)> {
    let title = title(entry);
    let choice = |what: &str, verb: &'static str, decision: Decision| {
        let why = entry
            .obstacle
            .as_ref()
            .map(|obstacle| format!(" {}.", obstacle.message));
        let words = format!("{title}.{} {what}?", why.unwrap_or_default());
        let effect = Effect::Team(TeamEffect::Settle {
            number: entry.n,
            decision,
        });
        let question = Question::new("What waited for the server", words, verb, Yes::Effect(Box::new(effect)));
        // What differs comes first: a narrow screen shows no more.
        (format!("{what}: {title}"), question)
    };
    let drop = choice("Discard it, a mistake", "Discard", Decision::Drop);
    let undecided = entry
        .obstacle
        .as_ref()
        .filter(|_| entry.state == WaitingState::Undecided);
    let mut all = match undecided.map(|obstacle| obstacle.choice) {
        None | Some(Choice::ByHand) => Vec::new(),
        Some(Choice::Again) => vec![choice("Try to record it again", "Try again", Decision::Again)],
        Some(Choice::Mine) => vec![choice("Record yours, it is right", "Record it", Decision::Again)],
        Some(Choice::Reason(_)) => {
            let decision = Decision::Confirmed(CONFIRMED.to_owned());
            vec![choice("Record it, it is right", "Record it", decision)]
        }
        Some(Choice::FiledAgain) => vec![
            choice("Record it as a supplement", "Record it", Decision::Supplement),
            choice(
                "Record it, it was sent twice",
                "Record it",
                Decision::Confirmed("sent twice".to_owned()),
            ),
        ],
    };
    all.push(drop);
    all
}

fn list(team: &TeamView) -> String {
    let mut lines = Vec::new();
    match &team.away {
        Some(why) => lines.push(format!("Away: {why}.")),
        None => lines.push("The server can be reached.".to_owned()),
    }
    if let Some(seconds) = team.clock_apart {
        let which = if seconds > 0 { "behind" } else { "ahead of" };
        lines.push(format!(
            "This machine's clock is {} seconds {which} the server's.",
            seconds.abs()
        ));
    }
    lines.push(String::new());
    match (team.people.is_empty(), team.away.is_some()) {
        (true, true) => lines.push("Who else works on the record cannot be told meanwhile.".to_owned()),
        (true, false) => lines.push("Nobody else has the record open now.".to_owned()),
        (false, _) => lines.extend(
            team.people
                .iter()
                .map(|person| format!("{} {}.", person.name, person.words())),
        ),
    }
    if !team.waiting.is_empty() {
        lines.push(String::new());
        lines.push("Recorded by you while the server could not be reached:".to_owned());
    }
    for entry in &team.waiting {
        let state = match entry.became {
            Some(seq) if entry.state == WaitingState::Recorded => format!("recorded as #{seq}"),
            Some(_) | None => entry.state.words().to_owned(),
        };
        lines.push(format!("{} {} – {state}", entry.n, title(entry)));
        let why = entry
            .obstacle
            .as_ref()
            .filter(|_| entry.state == WaitingState::Undecided);
        lines.extend(why.map(|why| format!("   {}. {}.", why.message, why.advice)));
    }
    lines.join("\n")
}
