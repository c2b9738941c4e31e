//! `firebell retention`, `hold` and `person`.

pub(super) mod args;

use serde::Serialize;
use serde_json::json;

use self::args::{HoldCommand, PersonCommand, RetentionCommand};
use crate::app::checkpoint;
use crate::app::record::{HomeError, NewHold, Record, StoreError, Unlock};
use crate::app::retention::person::{self, Erased, Found, Unread};
use crate::app::retention::{self, Done, Fate, InBackups, Planned, privileged};
use crate::app::views::utc;
use crate::cli::context::Context;
use crate::cli::failure::{Failure, Kind, record_failure, store_failure};
use crate::cli::invocation::Invocation;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::text::{Page, count, counted, line, wrapped};
use crate::core::capital::capitalized;
use crate::core::legal_hold::LegalHold;
use crate::core::member::Permission;
use crate::core::time::WallTime;

/// `firebell retention`
pub(super) fn retention(call: &Invocation, command: &RetentionCommand) -> Result<Output, Failure> {
    let yes = match command {
        RetentionCommand::Plan => None,
        RetentionCommand::Run { yes } => Some(*yes),
        RetentionCommand::EraseNote {
            code,
            entry,
            because,
            yes,
        } => return erase_note(call, (code, *entry, because.trim()), *yes),
    };
    let session = Session::start(call)?;
    let schedule = retention::schedule(session.config.retention.as_deref())
        .map_err(|error| Failure::input("the retention schedule cannot be used").because(&error))?;
    let opener = session.secret_of_record(call)?;
    let now = call.later();
    let record = session.open_with(call, opener.unlock(), now)?;
    let plan = retention::plan(&record, &schedule, now).map_err(record_failure)?;
    match yes {
        None => Ok(Output::new(plan, |plan| planned(plan))),
        Some(yes) => run((&record, opener.unlock()), &plan, yes, now),
    }
}

fn run((record, unlock): (&Record, Unlock<'_>), plan: &[Planned], yes: bool, now: WallTime) -> Result<Output, Failure> {
    let erases = |row: &&Planned| row.fate == Fate::Due && row.of.is_erased();
    let due: Vec<Planned> = plan.iter().filter(erases).cloned().collect();
    let behind = retention::is_behind(record).map_err(record_failure)?;
    if due.is_empty() && !behind {
        return Ok(Output::new(Done::default(), |_| line(format_args!("Nothing is due."))));
    }
    // What was erased already is brought to backups that missed it, without being asked about again.
    if !yes && !due.is_empty() {
        let rows: Page = planned(&due);
        return Err(Failure::new(
            Kind::Refused,
            format!("{} would be erased for good", count(due.len(), "item")),
        )
        .hint("look at the list above, make a backup if in doubt, and add --yes")
        .after(rows));
    }
    let done = retention::run(record, unlock, &due, now).map_err(record_failure)?;
    if done.stays.is_empty() {
        return Ok(Output::new(done, erased));
    }
    let failure = store_failure(&StoreError::Home(HomeError::SharedWithoutKeys));
    Err(failure
        .causes([format!("not erased: {}", done.stays.join(", "))])
        .after(erased(&done)))
}

/// `firebell retention erase-note`
fn erase_note(call: &Invocation, (code, entry, because): (&str, u64, &str), yes: bool) -> Result<Output, Failure> {
    if because.is_empty() {
        return Err(Failure::input("erasing a privileged note needs a reason"));
    }
    let session = Session::start(call)?;
    let opener = session.secret_of_record(call)?;
    let now = call.later();
    let record = session.open_with(call, opener.unlock(), now)?;
    let of = privileged::may_erase(&record, code, entry, now).map_err(record_failure)?;
    if !yes {
        let message = format!(
            "the privileged note {entry} of {} would be erased for good",
            of.incident.code
        );
        return Err(
            Failure::new(Kind::Refused, message).hint("add --yes; backups that firebell knows of are written anew too")
        );
    }
    let done = privileged::erase(&record, opener.unlock(), (code, entry, because), now);
    Ok(Output::new(done.map_err(record_failure)?, erased))
}

fn planned(plan: &[Planned]) -> Page {
    let mut out = Page::new();
    for row in plan {
        let on = row.on.map(|on| format!(" {on}")).unwrap_or_default();
        let text = format!("{}: {}{on}. {}.", row.category, row.fate.words(), capitalized(&row.why));
        out += wrapped(&format!("{}  ", row.what), &text);
    }
    if plan.is_empty() {
        out += line(format_args!("The record has nothing that a period runs for."));
    }
    out
}

fn erased(done: &Done) -> Page {
    let mut out = match done.erased.is_empty() {
        true => line(format_args!("Nothing is due.")),
        false => Page::new(),
    };
    for (what, events) in &done.erased {
        out += line(format_args!("{what}: {} erased.", counted(*events, "event")));
    }
    out += in_backups(&done.backups);
    out
}

fn in_backups(done: &InBackups) -> Page {
    let mut out = Page::new();
    for folder in &done.rewritten {
        out += wrapped("", &format!("Backup written anew: {folder}"));
    }
    out += line(format_args!("Out of reach:"));
    for what in &done.beyond_reach {
        out += wrapped("  ", what);
    }
    out
}

#[derive(Serialize)]
struct HoldView {
    id: u64,
    of: String,
    matter: String,
    why: String,
    until: Option<String>,
    by: String,
    at: String,
    released: Option<String>,
}

/// `firebell hold`
pub(super) fn hold(call: &Invocation, command: &HoldCommand) -> Result<Output, Failure> {
    let context = Context::open(call)?;
    let record = context.record();
    match command {
        HoldCommand::Add {
            matter,
            incident,
            why,
            until,
        } => {
            if matter.trim().is_empty() || why.trim().is_empty() {
                return Err(Failure::input("a legal hold needs a matter and a reason"));
            }
            let loaded = incident.as_deref().map(|code| context.load(code)).transpose()?;
            let of = loaded
                .as_ref()
                .map_or("record", |subject| &subject.loaded.incident.code);
            let placed = NewHold {
                incident: loaded.as_ref().map(|subject| subject.loaded.incident.id.to_string()),
                matter: matter.clone(),
                why: why.clone(),
                until: *until,
            };
            let id = record.place_hold(&placed, of, context.now).map_err(record_failure)?;
            let words = line(format_args!(
                "Legal hold {id} on {of}. Nothing of it is erased until it is released."
            ));
            Ok(Output::new(json!({ "id": id, "of": of }), move |_| words))
        }
        HoldCommand::List => {
            let holds = record.holds().map_err(record_failure)?;
            let views: Vec<HoldView> = holds.into_iter().map(|hold| view(&context, hold)).collect();
            Ok(Output::new(views, |views| views.iter().map(held).collect()))
        }
        HoldCommand::Release { id, why } => {
            match record.release_hold(*id, why, context.now).map_err(record_failure)? {
                true => {
                    let words = line(format_args!("Legal hold {id} is released."));
                    Ok(Output::new(json!({ "released": id }), move |_| words))
                }
                false => Err(
                    Failure::new(Kind::Refused, format!("there is no legal hold {id} that is on"))
                        .hint("firebell hold list"),
                ),
            }
        }
    }
}

fn view(context: &Context<'_>, hold: LegalHold) -> HoldView {
    let code = hold.incident.as_ref().map(|stream| {
        let loaded = context.record().load(stream);
        loaded.map_or_else(|_| stream.clone(), |loaded| loaded.incident.code.to_string())
    });
    HoldView {
        id: hold.id,
        of: code.unwrap_or_else(|| "everything".to_owned()),
        matter: hold.matter,
        why: hold.why,
        until: hold.until.map(|day| day.to_string()),
        by: hold.placed_by,
        at: utc(hold.placed_at),
        released: hold
            .released
            .map(|end| format!("{} by {}: {}", utc(end.at), end.by, end.why)),
    }
}

fn held(hold: &HoldView) -> Page {
    let until = hold
        .until
        .as_ref()
        .map(|day| format!(", to be looked at on {day}"))
        .unwrap_or_default();
    let released = hold
        .released
        .as_ref()
        .map(|end| format!("; released {end}"))
        .unwrap_or_default();
    let HoldView {
        id,
        of,
        matter,
        why,
        by,
        at,
        ..
    } = hold;
    wrapped(
        &format!("{id}  "),
        &format!("{of}: {matter} ({why}), placed {at} by {by}{until}{released}"),
    )
}

/// `firebell person`
pub(super) fn person(call: &Invocation, command: &PersonCommand) -> Result<Output, Failure> {
    match command {
        PersonCommand::Find { name } => {
            let name = searched(name)?;
            let context = Context::open(call)?;
            context.note("person.find", "record")?;
            let found = person::find(context.record(), name, context.now).map_err(record_failure)?;
            Ok(Output::new(found, |found| mentions(found, false)))
        }
        PersonCommand::Export { name } => {
            let name = searched(name)?;
            let context = Context::open(call)?;
            let needed = context.record().need(Permission::Export, None, context.now);
            needed.map_err(record_failure)?;
            context.note("person.export", "record")?;
            let mut found = person::find(context.record(), name, context.now).map_err(record_failure)?;
            found.mentions.retain(|mention| mention.says.is_some());
            let state = checkpoint::foot_of_now(context.record(), context.now).map_err(record_failure)?;
            Ok(Output::new(HandedOver { found, state }, |handed| {
                let mut out = mentions(&handed.found, true);
                if let Some(state) = &handed.state {
                    out += line(format_args!("{state}"));
                }
                out
            }))
        }
        PersonCommand::Erase { name, because, yes } => erase_person(call, name.trim(), because, *yes),
    }
}

/// What a person is given, and the state of the record that it was taken from.
#[derive(Serialize)]
struct HandedOver {
    #[serde(flatten)]
    found: Found,
    state: Option<String>,
}

/// A name to look for: a shorter one is found in every entry.
fn searched(name: &str) -> Result<&str, Failure> {
    let name = name.trim();
    match name.chars().count() < 3 {
        true => Err(Failure::input("a name has three letters at least").hint("a shorter one is found in every entry")),
        false => Ok(name),
    }
}

/// Erases the one contact that is meant, and nobody whose name only begins alike.
fn erase_person(call: &Invocation, name: &str, because: &str, yes: bool) -> Result<Output, Failure> {
    let session = Session::start(call)?;
    let opener = session.secret_of_record(call)?;
    let now = call.later();
    let record = session.open_with(call, opener.unlock(), now)?;
    let meant = person::contacts_called(&record, name).map_err(record_failure)?;
    if meant.is_empty() {
        return Err(
            Failure::input(format!("no contact has the id or the whole name `{name}`"))
                .hint("firebell person find NAME lists who has it in the name, and where"),
        );
    }
    if !yes {
        let contacts = meant.join(", ");
        return Err(Failure::new(
            Kind::Refused,
            format!("the contact {contacts} would be erased for good"),
        )
        .hint("add --yes; backups that firebell knows of are written anew too"));
    }
    let erased = person::erase(&record, opener.unlock(), (name, because), now);
    Ok(Output::new(erased.map_err(record_failure)?, gone))
}

fn mentions(found: &Found, words: bool) -> Page {
    let mut out = Page::new();
    for mention in &found.mentions {
        let says = mention.says.as_deref().filter(|_| words).unwrap_or(mention.kind);
        out += wrapped(
            &format!("{} {}  ", mention.of, mention.entry),
            &format!("{}: {says}", mention.at),
        );
    }
    out += line(format_args!(
        "{}, {}, {}.",
        count(found.mentions.len(), "mention"),
        count(found.contacts.len(), "contact"),
        count(found.audit_lines, "audit line")
    ));
    out += not_looked_into(found.unread);
    out
}

/// What others alone can look into; empty where there is nothing of the kind.
fn not_looked_into(unread: Unread) -> Page {
    let mut sealed = Vec::new();
    if unread.incidents > 0 {
        sealed.push(count(unread.incidents, "incident"));
    }
    match unread.entries {
        0 => {}
        1 => sealed.push("1 sealed entry".to_owned()),
        entries => sealed.push(format!("{entries} sealed entries")),
    }
    match sealed.is_empty() {
        true => Page::new(),
        false => wrapped(
            "",
            &format!(
                "Not looked into, because only others may read it: {}. Ask them too.",
                sealed.join(" and ")
            ),
        ),
    }
}

fn gone(erased: &Erased) -> Page {
    let mut out = line(format_args!("Call tree: {} erased.", counted(erased.contacts, "event")));
    out += in_backups(&erased.backups);
    if !erased.stays.is_empty() {
        out += wrapped(
            "",
            "What stays until the period of its incident is over, because the law wants it documented or claims may rest on it \
             (GDPR Article 17(3)):",
        );
    }
    for what in &erased.stays {
        out += wrapped("  ", what);
    }
    out += not_looked_into(erased.unread);
    out
}
