//! `firebell law install`, `rollback` and `packs`: the law in force, changed and shown.

use std::io::{BufRead as _, IsTerminal as _};
use std::path::Path;

use serde_json::json;

use super::args::{AskArgs, InstallArgs};
use super::edition::{Asked, PackView, asked};
use super::{text, trust};
use crate::app::files::input_file::{self, Limit};
use crate::app::law::pack::Pack;
use crate::app::law::pack::shelf::{Downgrade, Shelf, ShelfError, Stamp, State};
use crate::app::record::Record;
use crate::cli::failure::{Failure, pack_failure, record_failure, shelf_failure};
use crate::cli::invocation::Invocation;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::text::{line, wrapped};

/// `firebell law install`
pub(super) fn install(call: &Invocation, args: &InstallArgs) -> Result<Output, Failure> {
    let session = Session::start(call)?;
    let shelf = trust::open(&session)?;
    let file = args.pack.display().to_string();
    let bytes = bytes_of(&args.pack)?;
    let pack = Pack::open(&bytes, shelf.trusted()).map_err(|error| pack_failure(&file, &error))?;
    if shelf
        .state()
        .packs()
        .iter()
        .any(|installed| installed.sha256 == pack.sha256)
    {
        // Its archive is written anew: this is also how a damaged one is repaired.
        shelf.keep(&pack, &bytes).map_err(|error| shelf_failure(&error))?;
        let words = format!("{} is in force already. Nothing was changed.", pack.label());
        return Ok(Output::new(json!({ "in_force": true }), move |_| {
            line(format_args!("{words}"))
        }));
    }
    let downgrade = match args.downgrade {
        true => Downgrade::Allowed,
        false => Downgrade::Refused,
    };
    let stamp = Stamp {
        at: call.now().at(),
        by: session.actor.name.clone(),
    };
    let next = shelf
        .with(&pack, downgrade, stamp)
        .map_err(|error| shelf_failure(&error))?;
    let asked = asked(call, session, &shelf, next, Some(&pack))?;
    let target = format!("{} {}", pack.label(), pack.sha256);
    let question = format!("Install {}, signed by {}?", pack.label(), pack.signed_by.id());
    if !agreed(call, args.ask, &asked, &question)? {
        return Ok(shown(asked, args.ask));
    }
    shelf.keep(&pack, &bytes).map_err(|error| shelf_failure(&error))?;
    put_in_force(&shelf, asked, "law.install", &target)
}

fn bytes_of(path: &Path) -> Result<Vec<u8>, Failure> {
    input_file::bytes(path, Limit::Pack)
        .map_err(|error| Failure::unreadable(format!("could not read the law pack {}", path.display()), &error))
}

/// `firebell law rollback`
pub(super) fn roll_back(call: &Invocation, ask: AskArgs) -> Result<Output, Failure> {
    let session = Session::start(call)?;
    let shelf = trust::open(&session)?;
    let next = shelf.rolled_back().map_err(|error| shelf_failure(&error))?;
    if let Err(damage @ (ShelfError::Pack { .. } | ShelfError::Archive { .. })) = shelf.layers(shelf.state(), None) {
        return blindly(
            call,
            &session,
            Damaged {
                shelf: &shelf,
                next,
                damage,
            },
            ask,
        );
    }
    let target = words_of(&next);
    let asked = asked(call, session, &shelf, next, None)?;
    let question = format!("Go back to {target}?");
    if !agreed(call, ask, &asked, &question)? {
        return Ok(shown(asked, ask));
    }
    put_in_force(&shelf, asked, "law.rollback", &target)
}

/// An edition that is damaged, and the state that is gone back to.
struct Damaged<'s> {
    shelf: &'s Shelf,
    next: State,
    damage: ShelfError,
}

/// Goes back from an edition that is damaged: there is nothing to compare with, and the record cannot be read by it.
fn blindly(call: &Invocation, session: &Session, damaged: Damaged<'_>, ask: AskArgs) -> Result<Output, Failure> {
    let Damaged { shelf, next, damage } = damaged;
    call.console
        .warn(format_args!("{damage}; what changes cannot be shown"));
    // The edition that is gone back to must be whole.
    shelf.layers(&next, None).map_err(|error| shelf_failure(&error))?;
    let target = words_of(&next);
    let agreed = match (ask.dry_run, ask.yes) {
        (true, _) => false,
        (false, true) => true,
        (false, false) => asked_at_terminal(call, &format!("Go back to {target}?"))?,
    };
    if agreed {
        let pending = shelf.prepare(next).map_err(|error| shelf_failure(&error))?;
        Record::note_law(&session.folder, &session.actor, call.later(), "law.rollback", &target)
            .map_err(record_failure)?;
        pending.settle().map_err(|error| shelf_failure(&error))?;
    }
    let words = match agreed {
        true => format!("In force now: {target}."),
        false => "Nothing was changed.".to_owned(),
    };
    let no = !agreed && !ask.dry_run;
    Ok(Output::new(json!({ "in_force": agreed }), move |_| wrapped("", &words)).no_if(no))
}

fn words_of(state: &State) -> String {
    let labels: Vec<String> = state.packs().iter().map(|pack| pack.label().to_string()).collect();
    match labels.is_empty() {
        true => "the built-in law without packs".to_owned(),
        false => labels.join(", "),
    }
}

/// Whether the edition is to be put in force. A person sees what changes before the question.
fn agreed(call: &Invocation, ask: AskArgs, asked: &Asked<'_>, question: &str) -> Result<bool, Failure> {
    if ask.dry_run || ask.yes {
        return Ok(ask.yes);
    }
    if std::io::stdin().is_terminal() {
        call.console.tell(text::edition(&asked.view));
    }
    asked_at_terminal(call, question)
}

fn asked_at_terminal(call: &Invocation, question: &str) -> Result<bool, Failure> {
    if !std::io::stdin().is_terminal() {
        return Err(
            Failure::input("this changes the law, and there is no terminal to ask at")
                .hint("look at what changes with --dry-run, then repeat with --yes"),
        );
    }
    call.console.tell(line(format_args!("{question} [y/N]")));
    let mut answer = String::new();
    let read = std::io::stdin().lock().read_line(&mut answer);
    read.map_err(|error| Failure::input("the answer could not be read").because(&error))?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// What would change; nothing was changed. With `--dry-run` that is all that was asked for; after a no at the question
/// the answer of the command is no as well.
fn shown(asked: Asked<'_>, ask: AskArgs) -> Output {
    Output::new(asked.view, |view| {
        let mut out = text::edition(view);
        out += line(format_args!("Nothing was changed."));
        out
    })
    .no_if(!ask.dry_run)
}

/// Puts an edition in force: the audit log is told before, and the deadlines of the open incidents are written anew after.
fn put_in_force(shelf: &Shelf, asked: Asked<'_>, action: &str, target: &str) -> Result<Output, Failure> {
    let Asked {
        next,
        rules,
        mut view,
        context,
    } = asked;
    let pending = shelf.prepare(next).map_err(|error| shelf_failure(&error))?;
    if let Some(context) = &context {
        context.note(action, target)?;
    }
    pending.settle().map_err(|error| shelf_failure(&error))?;
    if let Some(mut context) = context {
        let now = context.now;
        context.workspace.go_on_by(rules, now).map_err(record_failure)?;
    }
    view.in_force = true;
    Ok(Output::new(view, |view| {
        let mut out = text::edition(view);
        out += text::in_force(view);
        out
    }))
}

/// `firebell law packs`
pub(super) fn list(call: &Invocation) -> Result<Output, Failure> {
    let session = Session::start(call)?;
    let shelf = trust::open(&session)?;
    // What is listed as in force is whole.
    shelf
        .layers(shelf.state(), None)
        .map_err(|error| shelf_failure(&error))?;
    let state = shelf.state();
    let packs: Vec<PackView> = state.packs().iter().map(PackView::of).collect();
    let since = state.in_force().map(|edition| (edition.since, edition.by.clone()));
    let view = json!({
        "packs": packs,
        "since": since.as_ref().map(|(at, _)| *at),
        "by": since.as_ref().map(|(_, by)| by),
    });
    Ok(Output::new(view, move |_| text::packs(&packs, since.as_ref())))
}
