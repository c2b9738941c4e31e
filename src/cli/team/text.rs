//! How it stands with the server, for programs and for people.

use serde_json::{Value, json};

use crate::app::record::{
    Choice, ClockThen, ErasedRow, HomeAddress, HomeFile, HomeStatus, NotErased, Obstacle, PersonHere, ServerStatus,
    TakenAnew, WaitingEntry, WaitingState,
};
use crate::app::views::utc;
use crate::cli::output::Output;
use crate::cli::text::{Page, line, prose, wrapped};
use crate::core::event_words::event_words;
use crate::core::member::{Member, Members};
use crate::core::time::WallTime;

/// From here on it is said that the clocks differ.
const SECONDS_APART: i64 = 30;

/// What waits for the server, and who else is there.
pub(super) struct Queue {
    pub people: Vec<PersonHere>,
    pub own: Vec<WaitingEntry>,
    /// How much waits of other members on this machine.
    pub of_others: u64,
    /// Everybody who is or was in the record.
    pub members: Members,
}

pub(super) fn status(status: HomeStatus, queue: Queue, now: WallTime) -> Output {
    let apart = |server: &ServerStatus| server.clock.map(|clock| (clock.at() - now.at()).num_seconds());
    let mut view = match &status.server {
        Ok(server) => json!({
            "server": status.address.to_string(), "entries_here": status.here, "void": status.void, "team_key": status.epoch,
            "reached": true, "entries": server.entries, "host": server.host, "version": server.version,
            "encrypted": server.encrypted, "notifies": server.notifies, "waits_for": server.waits_for,
            "clock": server.clock.map(|clock| utc(clock.at())), "clock_ahead_seconds": apart(server),
            "clocks": server.clocks.iter().map(|clock| clock_view(clock, &queue)).collect::<Vec<_>>(),
            "erasable": server.keeps_keys, "forked_after": server.forked,
            "not_erased": server.not_erased.iter().map(|left| left_view(left, &queue)).collect::<Vec<_>>()
        }),
        Err(error) => json!({
            "server": status.address.to_string(), "entries_here": status.here, "void": status.void, "team_key": status.epoch,
            "reached": false, "because": error.to_string()
        }),
    };
    view["erased"] = status
        .erased
        .iter()
        .filter(|row| !row.sealed)
        .map(|row| json!({ "entry": row.n, "what": row.what }))
        .collect();
    let sealed = status.erased.iter().filter(|row| row.sealed);
    view["sealed"] = sealed.map(|row| json!({ "entry": row.n })).collect();
    view["waiting"] = queue.own.iter().map(waiting_view).collect();
    view["waiting_of_others"] = queue.of_others.into();
    view["people"] = queue.people.iter().map(person_view).collect();
    let apart = status.server.as_ref().ok().and_then(apart);
    Output::new(view, move |_| {
        let mut out = wrapped("", &format!("Server: {}", status.address));
        out += wrapped("", &format!("Entries on this machine: {}", status.here));
        match &status.server {
            Ok(server) => out += reached(server),
            Err(error) => out += wrapped("", &format!("Not reached: {error}.")),
        }
        if status.void > 0 {
            out += line(format_args!(
                "Entries that carry nothing and are left out: {}",
                status.void
            ));
        }
        if let Some(apart) = apart.filter(|apart| apart.abs() > SECONDS_APART) {
            let which = if apart > 0 { "behind" } else { "ahead of" };
            out += line(format_args!(
                "This machine's clock is {} seconds {which} the server's.",
                apart.abs()
            ));
        }
        if let Ok(server) = &status.server {
            server.clocks.iter().for_each(|clock| out += clock_page(clock, &queue));
        }
        out += erasures(&status, &queue);
        for person in &queue.people {
            out += wrapped("", &format!("{} {}.", person.name, person.words()));
        }
        out += waiting(&queue);
        out
    })
}

/// Whose clock it is, and by how many seconds it is ahead of the server's.
fn clock_of(clock: &ClockThen, queue: &Queue) -> (String, i64) {
    let member = queue.members.by_id(clock.member);
    let name = member.map_or_else(|| clock.member.to_string(), |member| member.name.clone());
    (name, clock.ahead / 1000)
}

fn clock_view(clock: &ClockThen, queue: &Queue) -> Value {
    let (name, seconds) = clock_of(clock, queue);
    json!({ "name": name, "ahead_seconds": seconds, "entry": clock.n })
}

/// A clock that is far from the server's: moments of entries rest on it.
fn clock_page(clock: &ClockThen, queue: &Queue) -> Page {
    let (name, seconds) = clock_of(clock, queue);
    if seconds.abs() <= SECONDS_APART {
        return Page::new();
    }
    let which = if seconds > 0 { "ahead of" } else { "behind" };
    wrapped(
        "",
        &format!(
            "The clock of {name}'s machine was {} seconds {which} the server's at entry {}.",
            seconds.abs(),
            clock.n
        ),
    )
}

fn reached(server: &ServerStatus) -> Page {
    let mut out = wrapped(
        "",
        &format!(
            "Entries on the server: {} ({}, {})",
            server.entries, server.host, server.version
        ),
    );
    if let Some(common) = server.forked {
        out += wrapped(
            "",
            &format!(
                "The server went on after entry {common} without entries that this machine has. Where it was restored from a \
                 backup, or a fail-over lost something: firebell team recover --anew"
            ),
        );
    }
    out += prose(match server.encrypted {
        true => "The connection is encrypted, and the server's certificate was verified.",
        false => "The connection is not encrypted: it does not leave this machine.",
    });
    out += prose(match server.notifies {
        true => "The server notifies firebell of changes.",
        false => "The server sends no notifications; firebell asks it every few seconds.",
    });
    out += match server.waits_for.as_str() {
        "" => prose("The server reports no synchronous standby."),
        names => wrapped("", &format!("A commit waits for these standbys: {names}")),
    };
    out
}

fn owner<'q>(left: &NotErased, queue: &'q Queue) -> Option<&'q Member> {
    queue.members.by_id(left.member?)
}

/// Whose machine it is.
fn machine(left: &NotErased, queue: &Queue) -> String {
    match (left.here, owner(left, queue)) {
        (true, _) => "this machine".to_owned(),
        (false, Some(member)) if member.is_active() => format!("a machine of {}", member.name),
        (false, Some(member)) => format!("a machine of {}, who is no longer a member", member.name),
        (false, None) => "a machine that has not reported yet".to_owned(),
    }
}

fn named(rows: &[ErasedRow], sealed: bool) -> Vec<&str> {
    let rows = rows.iter().filter(|row| row.sealed == sealed);
    rows.map(|row| row.what.as_str()).collect()
}

fn left_view(left: &NotErased, queue: &Queue) -> Value {
    let member = owner(left, queue).map(|member| &member.name);
    json!({ "member": member, "here": left.here, "what": named(&left.what, false),
            "not_sealed": named(&left.what, true), "backups": left.backups })
}

fn left_page(left: &NotErased, queue: &Queue) -> Page {
    let (machine, what, backups) = (machine(left, queue), named(&left.what, false).join(", "), left.backups);
    let mut out = Page::new();
    if !what.is_empty() {
        out += wrapped("", &format!("Not yet erased on {machine}: {what}."));
    }
    let open = named(&left.what, true).join(", ");
    if !open.is_empty() {
        out += wrapped("", &format!("Not yet sealed on {machine}: what {open} restricts."));
    }
    if backups > 0 {
        let text =
            format!("Backups of {machine} that still have something of it: {backups}. There: firebell retention run");
        out += wrapped("", &text);
    }
    out
}

fn erased_row(row: &ErasedRow) -> String {
    format!("{} (entry {})", row.what, row.n)
}

/// What was erased or sealed while the record was shared, and where it still is in the open.
fn erasures(status: &HomeStatus, queue: &Queue) -> Page {
    let mut out = Page::new();
    let Ok(server) = &status.server else { return out };
    if !server.keeps_keys {
        return prose(
            "The tables on the server are of an earlier firebell: what is recorded cannot be erased there. The owner of the \
             database runs what firebell team schema prints once more.",
        );
    }
    if status.erased.is_empty() {
        return out;
    }
    let erased: Vec<String> = status.erased.iter().filter(|row| !row.sealed).map(erased_row).collect();
    if !erased.is_empty() {
        out += wrapped("", &format!("Erased on the server: {}.", erased.join(", ")));
    }
    let sealed = named(&status.erased, true);
    if !sealed.is_empty() {
        let text = format!(
            "Sealed on the server for those who may read it, since: {}.",
            sealed.join(", ")
        );
        out += wrapped("", &text);
    }
    if server.not_erased.is_empty() {
        let words = match (erased.is_empty(), sealed.is_empty()) {
            (false, true) => "All machines have confirmed the erasure.",
            (true, false) => "All machines have confirmed that it is sealed there.",
            (false, false) | (true, true) => "All machines have confirmed it.",
        };
        out += prose(words);
    }
    server.not_erased.iter().for_each(|left| out += left_page(left, queue));
    out
}

fn person_view(person: &PersonHere) -> Value {
    let place = &person.place;
    json!({ "name": person.name, "code": place.code, "letter": place.letter, "drafting": place.drafting })
}

fn waiting_view(entry: &WaitingEntry) -> Value {
    let words: Vec<String> = entry.events.iter().map(|event| event_words(&event.what)).collect();
    let mut view = json!({
        "number": entry.n, "state": entry.state.code(), "code": entry.code, "done_at": utc(entry.at.at()), "words": words,
        "recorded_as": entry.became
    });
    if let (Some(obstacle), WaitingState::Undecided) = (&entry.obstacle, entry.state) {
        view["because"] = json!({ "message": obstacle.message, "causes": obstacle.causes, "advice": obstacle.advice });
    }
    view
}

fn waiting(queue: &Queue) -> Page {
    let mut out = Page::new();
    if !queue.own.is_empty() {
        out.gap();
        out += prose("Recorded by you while the server could not be reached:");
    }
    for entry in &queue.own {
        let code = entry.code.as_deref().unwrap_or("profile");
        let words: Vec<String> = entry.events.iter().map(|event| event_words(&event.what)).collect();
        let state = match (entry.state, entry.became) {
            (WaitingState::Recorded, Some(seq)) => format!("recorded as #{seq}"),
            (state @ WaitingState::Waits, _) => state.words().to_uppercase(),
            (state @ (WaitingState::Recorded | WaitingState::Undecided | WaitingState::Dropped), _) => {
                state.words().to_owned()
            }
        };
        out += wrapped(
            "  ",
            &format!(
                "{} · {} · {code}: {} · {state}",
                entry.n,
                utc(entry.at.at()),
                words.join("; ")
            ),
        );
        if let (Some(obstacle), WaitingState::Undecided) = (&entry.obstacle, entry.state) {
            out += undecided(entry.n, obstacle);
        }
    }
    if queue.of_others > 0 {
        out += wrapped(
            "",
            &format!(
                "Of other members {} on this machine; they are sent when those members open the record.",
                match queue.of_others {
                    1 => "1 more waits".to_owned(),
                    n => format!("{n} more wait"),
                }
            ),
        );
    }
    out
}

/// Why something does not fit any more, and what can be chosen.
fn undecided(n: i64, obstacle: &Obstacle) -> Page {
    let mut out = wrapped("      ", &format!("Why: {}.", obstacle.message));
    for cause in &obstacle.causes {
        out += wrapped("      ", &format!("{cause}."));
    }
    out += wrapped("      ", &format!("What can be done: {}.", obstacle.advice));
    let choices = match obstacle.choice {
        Choice::FiledAgain => vec![
            format!("a supplement: firebell team settle {n} --supplement"),
            format!("sent twice: firebell team settle {n} --confirm \"sent twice\""),
            format!("a mistake: firebell team drop {n}"),
        ],
        Choice::Mine => vec![
            format!("yours is right: firebell team settle {n}"),
            format!("theirs stands: firebell team drop {n}"),
        ],
        Choice::Reason(_) => vec![
            format!("it is right: firebell team settle {n} --confirm REASON"),
            format!("a mistake: firebell team drop {n}"),
        ],
        Choice::ByHand => vec![format!("done again, or not needed any more: firebell team drop {n}")],
        Choice::Again => vec![
            format!("try again: firebell team settle {n}"),
            format!("not needed any more: firebell team drop {n}"),
        ],
    };
    for choice in choices {
        out += wrapped("      - ", &choice);
    }
    out
}

fn file_view(file: &HomeFile) -> Value {
    json!({ "entries": file.rows, "keys": file.keys, "end": file.end, "here_too": file.here })
}

/// A file of the server's rows.
pub(super) fn file(file: &HomeFile, begins: &str) -> Output {
    let (view, begins, file) = (file_view(file), begins.to_owned(), file.clone());
    Output::new(view, move |_| {
        let mut out = wrapped(
            "",
            &format!("{begins}: {} entries and {} wrapped keys.", file.rows, file.keys),
        );
        out += wrapped(
            "",
            &format!(
                "{} of the entries are on this machine too, and are the same.",
                file.here
            ),
        );
        out += wrapped("", &format!("Digest of the last entry: {}", file.end));
        out
    })
}

/// Rows that were put on another server.
pub(super) fn put(file: &HomeFile, put: u64, address: &HomeAddress) -> Output {
    let mut view = file_view(file);
    view["put"] = put.into();
    let (rows, address) = (file.rows, address.to_string());
    Output::new(view, move |_| {
        let mut out = wrapped(
            "",
            &format!("{put} of {rows} entries were put on {address}; it had the others."),
        );
        out += wrapped("", "Everybody goes there with: firebell team address ADDRESS");
        out
    })
}

/// The history of a server that went on without entries of this machine was taken.
pub(super) fn taken_anew(taken: &TakenAnew, waiting: &[WaitingEntry]) -> Output {
    let undecided = waiting
        .iter()
        .filter(|entry| entry.state == WaitingState::Undecided)
        .count();
    let view = json!({
        "common": taken.common, "again": taken.again, "of_others": taken.of_others, "by_hand": taken.by_hand,
        "elsewhere": taken.elsewhere, "undecided": undecided, "before": taken.before.display().to_string()
    });
    let taken = taken.clone();
    Output::new(view, move |_| {
        let mut out = wrapped(
            "",
            &format!(
                "This machine has what the server has now. Both had the same up to entry {}.",
                taken.common
            ),
        );
        out += wrapped(
            "",
            &format!(
                "Of what you recorded here and the server lost, decided anew: {}.",
                taken.again
            ),
        );
        if taken.by_hand > 0 {
            out += wrapped(
                "",
                &format!(
                    "To be done again by hand, as firebell team status lists it: {}.",
                    taken.by_hand
                ),
            );
        }
        if taken.of_others > 0 {
            out += wrapped(
                "",
                &format!(
                    "Of other members on this machine: {}, sent when they open the record.",
                    taken.of_others
                ),
            );
        }
        if taken.elsewhere > 0 {
            out += wrapped(
                "",
                &format!(
                    "Recorded on other machines, which bring it back in the same way: {}.",
                    taken.elsewhere
                ),
            );
        }
        out += wrapped(
            "",
            &format!(
                "The copy as it was is in {}. Erasures do not reach it: delete it once nothing is missing.",
                taken.before.display()
            ),
        );
        out
    })
}
