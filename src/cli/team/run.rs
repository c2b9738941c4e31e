//! `firebell team`, carried out.

use std::path::Path;

use secrecy::SecretString;
use serde_json::json;

use super::args::TeamCommand;
use super::text::{self, Queue};
use crate::app::record::{Decision, Depth, HomeAddress, HomeError, Record, SCHEMA, StoreError};
use crate::cli::context::Context;
use crate::cli::failure::{Failure, Kind, record_failure, store_failure};
use crate::cli::files::{self, ForceArg};
use crate::cli::invocation::Invocation;
use crate::cli::output::Output;
use crate::cli::record::{invitation_in, role_words};
use crate::cli::secret::{Fit, ask_for, chosen, fit_for_new, from_command, from_file};
use crate::cli::session::Session;
use crate::cli::text::{line, prose, wrapped};
use crate::core::counted::counted;

pub(crate) fn run(call: &Invocation, command: TeamCommand) -> Result<Output, Failure> {
    match command {
        TeamCommand::Schema => Ok(Output::script("schema", SCHEMA.as_bytes().to_vec())),
        TeamCommand::Create { address } => {
            let address = named(&address)?;
            create(&mut Context::open(call)?, &address)
        }
        TeamCommand::Join {
            address,
            invitation,
            code_file,
            new_passphrase_file,
            new_key_command,
        } => {
            let address = named(&address)?;
            let session = Session::start(call)?;
            let limit = session.config.key_limit();
            let code = match code_file {
                Some(file) => from_file(&call.console, &file, limit)?,
                None => ask_for("the invitation is sealed", "Code of the invitation: ")?,
            };
            let new = match (new_passphrase_file, new_key_command) {
                (Some(file), _) => fit_for_new(from_file(&call.console, &file, limit)?)?,
                (None, Some(command)) => fit_for_new(from_command(&command, limit)?)?,
                (None, None) => chosen("", "nothing was changed; the invitation is still good")?,
            };
            let joining = Joining {
                address: &address,
                invitation: &invitation,
                code: &code,
                new: &new,
            };
            join(call, &session, &joining)
        }
        TeamCommand::Status => status(&Context::open(call)?),
        TeamCommand::Settle {
            number,
            supplement,
            confirm,
        } => {
            let decision = match (supplement, confirm) {
                (true, _) => Decision::Supplement,
                (false, Some(reason)) => Decision::Confirmed(reason),
                (false, None) => Decision::Again,
            };
            settle(&mut Context::open(call)?, number, &decision)
        }
        TeamCommand::Drop { number } => settle(&mut Context::open(call)?, number, &Decision::Drop),
        TeamCommand::Address { address } => {
            let address = named(&address)?;
            set_address(&mut Context::open(call)?, &address)
        }
        TeamCommand::Export { out, force } => export(&Context::open(call)?, &out, force),
        TeamCommand::Check { file } => {
            let context = Context::open(call)?;
            let checked = context.record().check_home_file(&file).map_err(record_failure)?;
            Ok(text::file(&checked, "The file fits"))
        }
        TeamCommand::Import { file, address } => {
            let address = named(&address)?;
            let context = Context::open(call)?;
            let put = context.record().import_home(&file, &address, context.now);
            let (file, put) = put.map_err(record_failure)?;
            Ok(text::put(&file, put, &address))
        }
        TeamCommand::Leave { yes } => leave(&mut Context::open(call)?, yes),
        TeamCommand::Recover { anew: false } => recover(&Context::open(call)?),
        TeamCommand::Recover { anew: true } => take_anew(&mut Context::open(call)?),
    }
}

/// An address as typed. What is wrong with it is told without it: it may hold a password.
fn named(text: &str) -> Result<HomeAddress, Failure> {
    text.parse().map_err(|error| store_failure(&StoreError::Home(error)))
}

fn create(context: &mut Context<'_>, address: &HomeAddress) -> Result<Output, Failure> {
    let now = context.now;
    // What is moved is believed by everybody who joins.
    let found = context.record().verify_with_signatures(Depth::Usual, now);
    let (checked, found) = found.map_err(record_failure)?;
    let finding = found.and_then(|proof| proof.findings.into_iter().next());
    if let Some(finding) = checked.proof.broken.map(|broken| broken.to_string()).or(finding) {
        return Err(Failure::input(format!("the record does not verify: {finding}"))
            .hint("firebell audit verify --signatures shows everything; nothing was moved"));
    }
    let moved = context.workspace.share(address, now).map_err(record_failure)?;
    let view = json!({
        "server": address.to_string(), "events": moved.events, "streams": moved.streams, "entries": moved.entries
    });
    let address = address.to_string();
    Ok(Output::new(view, move |_| {
        let mut out = wrapped(
            "",
            &format!("The record is shared at {address}: {}.", counted(moved.events, "event")),
        );
        out += prose(
            "To ask somebody in: firebell member invite NAME --role ROLE --output FILE. They join with: firebell team join ADDRESS \
             FILE, under a login of their own.",
        );
        out
    }))
}

/// The record of a team that somebody joins, and by what.
struct Joining<'j> {
    address: &'j HomeAddress,
    /// The file.
    invitation: &'j Path,
    code: &'j SecretString,
    /// What opens the record for them from now on.
    new: &'j Fit,
}

fn join(call: &Invocation, session: &Session, joining: &Joining<'_>) -> Result<Output, Failure> {
    let Joining {
        address,
        invitation,
        code,
        new,
    } = *joining;
    let file = invitation_in(invitation)?;
    let now = call.later();
    let secrets = (code, &new.secret);
    let copy = Record::join_shared(&session.folder, &file, secrets, address, now).map_err(record_failure)?;
    let opened = session
        .open_as_whoever(call, (&new.secret).into(), now)
        .and_then(has_joined);
    let record = match opened {
        Ok(record) => record,
        Err(failure) if copy.take_away(&session.folder, &new.secret) => {
            return Err(failure.causes(["nothing was set up, and the invitation is still good".to_owned()]));
        }
        Err(failure) => {
            let stays = "the server may know that you joined: the copy stays, and the next command goes on with it";
            return Err(failure.causes([stays.to_owned()]));
        }
    };
    let missing = || Failure::input("the record has no members");
    let member = record.member().map_err(record_failure)?.ok_or_else(missing)?;
    let members = record.members().map_err(record_failure)?;
    let founder = members.all().first().ok_or_else(missing)?;
    let (judged, roles, own) = (new.words(), role_words(&member.roles), member.key.fingerprint());
    let (first, theirs) = (founder.name.clone(), founder.key.fingerprint());
    let view = json!({
        "member": member.id.to_string(), "name": member.name, "fingerprint": own, "founder": first,
        "founder_fingerprint": theirs
    });
    Ok(Output::new(view, move |_| {
        let mut out = wrapped("", &format!("You are in the record as {}: {roles}.", member.name));
        out += wrapped("", &judged);
        out += wrapped("", &format!("The fingerprint of your key: {own}"));
        out += wrapped(
            "",
            &format!("The fingerprint of {first}, who set the record up: {theirs}"),
        );
        out += prose("Compare both by voice with what an owner sees in firebell member list.");
        out
    }))
}

/// The record, where whoever opened it has joined. Where the server went away or what it has cannot be taken in, a record that has
/// come in opens all the same, and the join is not told of yet.
fn has_joined(record: Record) -> Result<Record, Failure> {
    let member = record.member().map_err(record_failure)?;
    match (member.is_some_and(|member| member.is_active()), record.home_away()) {
        (true, _) => Ok(record),
        (false, Some(why)) => Err(Failure::new(Kind::Io, format!("you have not joined: {why}"))),
        (false, None) => Err(store_failure(&StoreError::Home(HomeError::NotInvited))),
    }
}

fn status(context: &Context<'_>) -> Result<Output, Failure> {
    let status = context.record().home_status().map_err(record_failure)?;
    let status = status.ok_or_else(|| store_failure(&StoreError::Home(HomeError::NotShared)))?;
    let waiting = Queue {
        people: context.record().ask_people_here(context.now).map_err(record_failure)?,
        own: context.record().waiting().map_err(record_failure)?,
        of_others: context.record().waiting_of_others().map_err(record_failure)?,
        members: context.record().members().map_err(record_failure)?,
    };
    Ok(text::status(status, waiting, context.now))
}

fn settle(context: &mut Context<'_>, number: i64, decision: &Decision) -> Result<Output, Failure> {
    let now = context.now;
    context
        .workspace
        .settle(number, decision, now)
        .map_err(record_failure)?;
    let dropped = *decision == Decision::Drop;
    let state = if dropped { "dropped" } else { "recorded" };
    Ok(Output::new(json!({ "number": number, "state": state }), move |_| {
        line(format_args!("Number {number} is {state}."))
    }))
}

fn set_address(context: &mut Context<'_>, address: &HomeAddress) -> Result<Output, Failure> {
    let moved = context.workspace.set_home_address(address, context.now);
    moved.map_err(record_failure)?;
    let address = address.to_string();
    Ok(Output::new(json!({ "server": address }), move |_| {
        wrapped("", &format!("The record is found at {address} from now on."))
    }))
}

fn export(context: &Context<'_>, path: &Path, force: ForceArg) -> Result<Output, Failure> {
    let (file, bytes) = context.record().export_home(context.now).map_err(record_failure)?;
    files::place(files::prepare(path, &bytes, force)?)?;
    Ok(text::file(&file, &format!("Written to {}", path.display())))
}

fn leave(context: &mut Context<'_>, yes: bool) -> Result<Output, Failure> {
    if !yes {
        return Err(Failure::input(
            "after leaving, this copy no longer gets what others record, nor they what is recorded here",
        )
        .hint("to leave: firebell team leave --yes"));
    }
    let now = context.now;
    context.workspace.stop_sharing(now).map_err(record_failure)?;
    Ok(Output::new(json!({ "left": true }), |_| {
        prose("The copy on this machine is a record of its own now. The server and the others go on without it.")
    }))
}

fn recover(context: &Context<'_>) -> Result<Output, Failure> {
    let given = context.record().recover_home(context.now).map_err(record_failure)?;
    Ok(Output::new(json!({ "entries": given }), move |_| {
        wrapped("", &format!("Entries given back to the server: {given}."))
    }))
}

fn take_anew(context: &mut Context<'_>) -> Result<Output, Failure> {
    let now = context.now;
    let taken = context.workspace.take_anew(now).map_err(record_failure)?;
    let undecided = context.record().waiting().map_err(record_failure)?;
    Ok(text::taken_anew(&taken, &undecided))
}
