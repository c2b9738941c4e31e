//! `firebell member` and `firebell grant`: who is in the record, and what they may do.

use std::path::Path;

use chrono::TimeDelta;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::json;

use super::member_args::{GrantArgs, MemberCommand};
use super::member_list;
use crate::app::files::input_file::{self, Limit};
use crate::app::files::out::Existing;
use crate::app::record::{InvitationFile, KeyRefusal, Lending, Record, RecordError, StoreError};
use crate::app::views::utc;
use crate::cli::context::Context;
use crate::cli::failure::{Failure, record_failure};
use crate::cli::files;
use crate::cli::invocation::Invocation;
use crate::cli::output::Output;
use crate::cli::secret::{Fit, ask_for, chosen, fit_for_new, from_command, from_file};
use crate::cli::session::Session;
use crate::cli::text::{line, prose, wrapped};
use crate::core::member::{Member, MemberRole};

/// `firebell member`
pub(crate) fn member(call: &Invocation, command: MemberCommand) -> Result<Output, Failure> {
    if let MemberCommand::Join {
        invitation,
        code_file,
        new_passphrase_file,
        new_key_command,
    } = command
    {
        let session = Session::start(call)?;
        let limit = session.config.key_limit();
        let file = invitation_in(&invitation)?;
        let code = match code_file {
            Some(file) => from_file(&call.console, &file, limit)?,
            None => ask_for("the invitation is sealed", "Code of the invitation: ")?,
        };
        let new = match (new_passphrase_file, new_key_command) {
            (Some(file), _) => fit_for_new(from_file(&call.console, &file, limit)?)?,
            (None, Some(command)) => fit_for_new(from_command(&command, limit)?)?,
            (None, None) => chosen("", "nothing was changed; the invitation is still good")?,
        };
        return join(call, &session, &file, &code, &new);
    }
    let mut context = Context::open(call)?;
    match command {
        MemberCommand::List => member_list::output(&context),
        MemberCommand::Invite {
            name,
            roles,
            lasts,
            out,
            force,
        } => {
            let asked = Asked {
                name: &name,
                roles,
                lasts,
                out: &out,
                existing: force.into(),
            };
            invite(&mut context, asked)
        }
        MemberCommand::Revoke {
            name,
            reason,
            giving_up,
        } => revoke(&mut context, &name, (reason, &giving_up)),
        MemberCommand::Roles { name, roles } => {
            let now = context.now;
            let member = context.workspace.give_roles(&name, roles, now);
            let member = member.map_err(record_failure)?;
            Ok(told(
                &member,
                format!("{} is {} from now on.", member.name, words(&member.roles)),
            ))
        }
        // Needs no open record, and was dealt with above.
        MemberCommand::Join { .. } => Ok(Output::nothing()),
    }
}

/// `firebell grant`
pub(crate) fn grant(call: &Invocation, args: GrantArgs) -> Result<Output, Failure> {
    let mut context = Context::open(call)?;
    let now = context.now;
    if let Some(grant) = args.end {
        let ended = context.workspace.end_grant(grant, now);
        ended.map_err(record_failure)?;
        return Ok(Output::new(json!({ "ended": grant.to_string() }), move |_| {
            line(format_args!("Grant {grant} ended."))
        }));
    }
    let (Some(to), Some(permission), Some(incident), Some(lasts), Some(reason)) =
        (&args.name, args.permission, &args.incident, args.lasts, &args.reason)
    else {
        return Err(
            Failure::input("a grant names a member, a permission, an incident, a time and a reason")
                .hint("firebell grant NAME read 2026-004 --for 4h --reason \"…\""),
        );
    };
    let lending = Lending {
        to,
        permission,
        incident,
        lasts,
        reason,
    };
    let lent = context.workspace.lend(lending, now).map_err(record_failure)?;
    let until = utc(lent.until.at());
    let view = json!({
        "grant": lent.grant.to_string(), "member": lent.member.to_string(), "permission": permission.code(), "until": until
    });
    let said = format!("{to} may {} in {incident} until {until}.", permission.words());
    let id = lent.grant;
    Ok(Output::new(view, move |_| {
        let mut out = wrapped("", &said);
        out += line(format_args!("To end it before: firebell grant --end {id}"));
        out
    }))
}

pub(in crate::cli) fn words(roles: &[MemberRole]) -> String {
    let roles: Vec<&str> = roles.iter().map(|role| role.words()).collect();
    roles.join(", ")
}

fn told(member: &Member, said: String) -> Output {
    let roles: Vec<&str> = member.roles.iter().map(|role| role.code()).collect();
    let view = json!({ "member": member.id.to_string(), "name": member.name, "roles": roles });
    Output::new(view, move |_| wrapped("", &said))
}

/// Somebody who is asked in.
struct Asked<'a> {
    name: &'a str,
    roles: Vec<MemberRole>,
    /// For how long the invitation holds.
    lasts: TimeDelta,
    /// Where it is written.
    out: &'a Path,
    existing: Existing,
}

fn invite(context: &mut Context<'_>, asked: Asked<'_>) -> Result<Output, Failure> {
    let Asked {
        name,
        roles,
        lasts,
        out,
        existing,
    } = asked;
    if let Some(problem) = crate::app::event_text::name_problem("name", name) {
        return Err(Failure::input(problem).hint("a name is one short line"));
    }
    // Tried before the invitation is recorded: where the file cannot be written, nobody should be invited.
    drop(files::prepare(out, b"", existing)?);
    let now = context.now;
    let join = context.workspace.record().joins_elsewhere().map_err(record_failure)?;
    let invited = context.workspace.invite(name, roles, lasts, now);
    let invited = invited.map_err(record_failure)?;
    let text = serde_json::to_string_pretty(&invited.file)
        .map_err(|error| Failure::input("the invitation could not be written").because(&error))?;
    files::place(files::prepare(out, (text + "\n").as_bytes(), existing)?)?;
    let code = invited.code.expose_secret().to_owned();
    let (member, file) = (invited.member, out.display().to_string());
    let view = json!({ "member": member.id.to_string(), "name": member.name, "file": file, "code": code });
    Ok(Output::new(view, move |_| {
        let mut out = wrapped("", &format!("{} is invited as {}.", member.name, words(&member.roles)));
        out += wrapped("", &format!("Invitation: {file}"));
        out += line(format_args!("Code, shown this once:\n\n    {code}\n"));
        out += prose(
            "Send the file, and tell the code by another way: by telephone, or in person. Neither is of use without the other.",
        );
        out += wrapped("Accepted with: ", &join);
        out
    }))
}

pub(in crate::cli) fn invitation_in(path: &Path) -> Result<InvitationFile, Failure> {
    let text = input_file::text(path, Limit::Invitation)
        .map_err(|error| Failure::input(format!("the invitation {} cannot be read", path.display())).because(&error))?;
    serde_json::from_str(&text).map_err(|error| {
        Failure::input(format!("{} is not an invitation", path.display()))
            .because(&error)
            .hint("it is the file that firebell member invite wrote")
    })
}

/// Looks whether a code opens an invitation, so that nobody chooses a passphrase for one that does not.
#[cfg(feature = "workbench")]
pub(in crate::cli) fn opens(
    call: &Invocation,
    session: &Session,
    file: &InvitationFile,
    code: &SecretString,
) -> Result<(), Failure> {
    if file.opens_with(code) {
        return Ok(());
    }
    Record::note_refused_join(&session.folder, &session.actor, call.later()).map_err(record_failure)?;
    Err(record_failure(StoreError::Key(KeyRefusal::NoInvitation).into()))
}

pub(in crate::cli) fn join(
    call: &Invocation,
    session: &Session,
    file: &InvitationFile,
    code: &SecretString,
    new: &Fit,
) -> Result<Output, Failure> {
    let joined = Record::join(&session.folder, file, (code, &new.secret), call.later());
    if let Err(RecordError::Store(StoreError::Key(KeyRefusal::NoInvitation))) = &joined {
        Record::note_refused_join(&session.folder, &session.actor, call.now()).map_err(record_failure)?;
    }
    joined.map_err(record_failure)?;
    let record = session.open_as_whoever(call, (&new.secret).into(), call.now())?;
    let member = record.member().map_err(record_failure)?;
    let member = member.ok_or_else(|| Failure::input("the record has no members"))?;
    let judged = new.words();
    let roles = words(&member.roles);
    let fingerprint = member.key.fingerprint();
    let view = json!({ "member": member.id.to_string(), "name": member.name, "fingerprint": fingerprint });
    Ok(Output::new(view, move |_| {
        let mut out = wrapped("", &format!("You are in the record as {}: {roles}.", member.name));
        out += wrapped("", &judged);
        out += wrapped("", &format!("The fingerprint of your key: {fingerprint}"));
        out += prose("Compare it by voice with what an owner sees in firebell member list.");
        out
    }))
}

fn revoke(context: &mut Context<'_>, name: &str, why: (Option<String>, &[String])) -> Result<Output, Failure> {
    let call = context.call;
    let revoked = context.workspace.revoke(name, why, || call.later());
    let revoked = revoked.map_err(record_failure)?;
    let member = revoked.member;
    let rotated = revoked.rotated.is_ok();
    if let Err(error) = &revoked.rotated {
        call.console.warn(format_args!(
            "{} is out and no passphrase of theirs opens the record, but the record key could not be replaced ({error}): \
             whoever has an earlier header can still find it. Run: firebell key rotate",
            member.name
        ));
    }
    let view = json!({ "member": member.id.to_string(), "name": member.name, "rotated": rotated });
    Ok(Output::new(view, move |_| {
        let mut out = wrapped("", &format!("{} is no longer in the record.", member.name));
        if rotated {
            out += prose("The record has a new key. What they have seen, and backups they have, stay with them.");
        }
        out
    }))
}
