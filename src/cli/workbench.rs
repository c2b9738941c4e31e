//! `firebell` without a command: the workbench, which takes the terminal over, or its plain walk line by line.

use std::io::IsTerminal as _;

use secrecy::{ExposeSecret as _, SecretString};

use super::console::Form;
use super::failure::{Failure, Kind};
use super::invitation_file;
use super::invocation::Invocation;
use super::output::{self, Output};
use super::record;
use super::rule_base;
use super::secret::{self, Opener};
use super::session::Session;
use super::text::{prose, wrapped};
use crate::app::record::{Actor, Heartbeats, Record};
use crate::core::counted::counted;
use crate::core::time::Zone;
use crate::drill::driving::behind_lock::BehindLock;
use crate::drill::driving::presence::Silence;
use crate::platform::terminal::{Unechoed, drop_typed};
use crate::tui::{AlertWay, Keymap, Left, Locked, Place, Settings, Theme, keys_from};
use crate::workspace::LawHome;

/// Opens it. The first time it sets the record up.
pub(super) fn open(call: &Invocation) -> Result<Output, Failure> {
    let plain = call.options.plain || crate::app::config::dumb_terminal();
    if !std::io::stdout().is_terminal() && !plain {
        return Err(Failure::input("the workbench needs a terminal")
            .hint("see firebell --help for the commands, or use the workbench line by line with firebell --plain"));
    }
    if call.options.json {
        return Err(Failure::input("the workbench has no JSON output").hint("see firebell --help for the commands"));
    }
    let session = Session::start(call)?;
    let there = Record::exists(&session.folder);
    let set_up = match there {
        true => None,
        false => {
            let set_up = match plain || !std::io::stdin().is_terminal() {
                true => record::set_up(call, &session)?,
                false => record::set_up_asking(call, &session, |login| welcomed(&session, login))?,
            };
            output::print(&call.console, set_up.words.as_str().as_bytes())?;
            Some(Opener::Passphrase(set_up.secret))
        }
    };
    let settings = Settings {
        theme: theme(&session)?,
        quiet: quiet(&session)?,
        keys: keys(&session)?,
        no_mouse: session.config.no_mouse,
        wall: call.options.wall,
        // The wall clock shows nothing that a passer-by may not see, and no key leads from it to anything else.
        idle: session.config.idle().filter(|_| !call.options.wall),
    };
    let record = match set_up {
        Some(secret) => session.open_with(call, secret.unlock(), call.later())?,
        None => opened(call, &session)?,
    };
    let mut open = Some((record, None));
    while let Some((record, resume)) = open.take() {
        let place = place(call, &session)?;
        let left = match plain {
            true => {
                let both = (&mut std::io::stdin().lock(), &mut std::io::stdout().lock());
                crate::tui::walk(record, place, settings.idle, (both.0, both.1))
            }
            false => crate::tui::run(record, place, settings.clone(), resume),
        };
        match left.map_err(|error| Failure::new(Kind::Io, "the terminal failed").because(&error))? {
            Left::Quit(left_behind) => left_behind.iter().for_each(|words| call.console.warn(words)),
            Left::Locked(locked, resume) => open = Some((unlocked(call, &session, locked)?, Some(resume))),
        }
    }
    Ok(Output::nothing())
}

/// The first screen: a passphrase for the new record, and the name of the person who sets it up.
fn welcomed(session: &Session, login: Option<&str>) -> Result<(secret::Fit, Option<String>), Failure> {
    let folder = session.folder.display().to_string();
    // The stand-in for a missing name is nothing to begin with.
    let name = login.unwrap_or(&session.actor.name);
    let name = if name == Actor::UNNAMED { "" } else { name };
    let left =
        || Failure::new(Kind::Locked, "no passphrase was chosen").hint("nothing was set up; firebell asks again");
    let welcomed = crate::tui::welcome(&folder, name, theme(session)?)
        .map_err(|error| Failure::new(Kind::Io, "the terminal failed").because(&error))?
        .ok_or_else(left)?;
    Ok((secret::fit_for_new(welcomed.secret)?, Some(welcomed.name)))
}

/// How often a passphrase is asked for before the program ends.
const TRIES: u32 = 5;

/// Opens the record that is there. Who mistypes a passphrase is asked again: the next line must not go to the shell.
fn opened(call: &Invocation, session: &Session) -> Result<Record, Failure> {
    if !(session.asks(call) && std::io::stdin().is_terminal()) {
        let secret = session.secret_of_record(call)?;
        return session.open_with(call, secret.unlock(), call.later());
    }
    // Deriving the key takes a moment, in which nothing that is typed is shown.
    let _unechoed = Unechoed::begin();
    let mut tries = 1;
    loop {
        let secret = session.secret_of_record(call)?;
        output::print(&call.console, "Opening the record …\n".as_bytes())?;
        match session.open_with(call, secret.unlock(), call.later()) {
            Err(failure) if failure.is_locked() && tries < TRIES => {
                // Before it is asked for again: what is typed from then on counts.
                drop_typed();
                call.console
                    .warn("the passphrase does not open this record; Ctrl-C ends firebell");
                tries += 1;
            }
            opened => return opened,
        }
    }
}

/// Opens the record again for the person who goes on, with their own secret. Until then nothing of it is open.
fn unlocked(call: &Invocation, session: &Session, locked: Locked) -> Result<Record, Failure> {
    let silence = Silence::from(session.config.exercise_silence.unwrap_or_default());
    // Exercises go on meanwhile: a locked screen is no crash.
    let _plays_on = BehindLock::keep(Heartbeats::of(&session.folder), silence.workbench);
    let why = match locked {
        Locked::Idle(after) => format!(
            "Locked: nobody touched a key for {}.",
            counted(after.as_secs() / 60, "minute")
        ),
        Locked::ByHand => "Locked.".to_owned(),
    };
    let words = wrapped(
        "",
        &format!(
            "{why} To continue, enter your own passphrase. Invited, and not yet a member: press Enter alone. Ctrl-C ends firebell."
        ),
    );
    output::print(&call.console, words.as_str().as_bytes())?;
    let mut tries = 1;
    loop {
        let quiet = Unechoed::begin();
        let Some(secret) = secret::ask_unless_empty("Passphrase: ")? else {
            drop(quiet);
            match joined(call, session) {
                Ok(record) => return Ok(record),
                Err(failure) => {
                    failure.report(&call.console, Form::People);
                    continue;
                }
            }
        };
        says_works(call)?;
        match session.open_as_whoever(call, (&secret).into(), call.later()) {
            Err(failure) if failure.is_locked() && tries < TRIES => {
                drop(quiet);
                call.console.warn("the passphrase does not open this record");
                tries += 1;
            }
            opened => return opened,
        }
    }
}

/// Deriving a key takes seconds, in which nothing else tells that something goes on.
fn says_works(call: &Invocation) -> Result<(), Failure> {
    output::print(&call.console, "Working …\n".as_bytes())
}

/// Takes the invitation of somebody who sits down at the locked workbench, and opens the record for them.
fn joined(call: &Invocation, session: &Session) -> Result<Record, Failure> {
    let file = record::invitation_in(&invitation_file::asked(call)?)?;
    let code = secret::ask_for("the invitation is sealed", "Code of the invitation: ")?;
    record::opens(call, session, &file, &code)?;
    let new = secret::chosen(
        "From now on you open the record with a passphrase of your own.\n",
        "nothing was changed; the invitation is still good",
    )?;
    {
        let _unechoed = Unechoed::begin();
        says_works(call)?;
        record::join(call, session, &file, &code, &new)?.print(&call.console, Form::People)?;
    }
    keys_handed_on(call, session, &new.secret)?;
    // The workbench is about to take the screen. Whatever else is typed here, a passphrase among it, is not shown.
    let _unechoed = Unechoed::begin();
    invitation_file::typed(call, "Enter opens the workbench. ")?;
    says_works(call)?;
    session.open_as_whoever(call, (&new.secret).into(), call.later())
}

/// A member hands on the keys they have whenever they open the record. The one who invited the new member may do that
/// here and now, so that the new one stays at the keyboard and finds the letters open.
fn keys_handed_on(call: &Invocation, session: &Session, own: &SecretString) -> Result<(), Failure> {
    let words = prose(
        "Letters that were written before open for you once whoever invited you has opened the record. They can do it now, \
         with their own passphrase, and you stay at the keyboard; or later, with @.",
    );
    output::print(&call.console, words.as_str().as_bytes())?;
    let Some(secret) = secret::ask_unless_empty("Passphrase of whoever invited you (Enter: later): ")? else {
        return Ok(());
    };
    if secret.expose_secret() == own.expose_secret() {
        call.console
            .warn("that is your own passphrase, which opens nothing for you yet; whoever invited you can still do it later, with @");
        return Ok(());
    }
    let _unechoed = Unechoed::begin();
    says_works(call)?;
    match session.open_as_whoever(call, (&secret).into(), call.later()) {
        // Opening it has handed on every key that this member has.
        Ok(record) => {
            let who = &record.actor.name;
            let words = format!("{who} has opened the record: the letters that they have the keys of open for you.");
            let words = wrapped("", &words);
            output::print(&call.console, words.as_str().as_bytes())?;
        }
        Err(failure) => {
            failure.report(&call.console, Form::People);
        }
    }
    Ok(())
}

fn place(call: &Invocation, session: &Session) -> Result<Place, Failure> {
    Ok(Place {
        home: home(session)?,
        notices: session.config.notices.clone(),
        letters: session.config.letters.clone(),
        scenarios: session.scenarios(),
        law: law_home(call, session)?,
        silence: session.config.exercise_silence.unwrap_or_default().into(),
        hooks: session.config.hooks.clone(),
    })
}

/// The zone of the config file, else the machine's: a person at a screen expects the time of the wall beside it. A machine
/// that keeps UTC says nothing about where its people are: then UTC stands in, and a new incident is offered another one.
fn home(session: &Session) -> Result<Zone, Failure> {
    match (&session.config.home_zone, crate::app::config::machine_zone()) {
        (None, Some(zone)) if !zone.is_utc() => Ok(zone),
        (None, Some(_) | None) => Ok(Zone::utc()),
        (Some(_), _) => session.home_zone(None),
    }
}

/// The law that contracts are added to, and where they are written.
fn law_home(call: &Invocation, session: &Session) -> Result<LawHome, Failure> {
    Ok(LawHome {
        layers: rule_base::layers(call)?,
        contracts: Some(rule_base::contract_folder(call, &session.folder)?),
    })
}

/// A person's own keys, where the config file names a file of them.
fn keys(session: &Session) -> Result<Keymap, Failure> {
    let Some(path) = &session.config.keys else {
        return Ok(Keymap::default());
    };
    let text = crate::app::config::keys_file(path)
        .map_err(|error| Failure::input(format!("could not read the keys in {}", path.display())).because(&error))?;
    keys_from(&text).map_err(|problems| {
        Failure::input(format!(
            "the keys in {} are not valid: {}",
            path.display(),
            problems.join("; ")
        ))
        .hint("docs/keys-file.md describes the file")
    })
}

/// Ways of alerting that the config file turns off.
fn quiet(session: &Session) -> Result<Vec<AlertWay>, Failure> {
    let way = |name: &String| {
        AlertWay::from_code(name).ok_or_else(|| {
            Failure::input(format!("unknown way of alerting `{name}`"))
                .hint("quiet in the config file lists bell, title or desktop")
        })
    };
    session.config.quiet.iter().map(way).collect()
}

/// `NO_COLOR` before the config file, which says dark, light, contrast or plain; `None`: the terminal is asked.
fn theme(session: &Session) -> Result<Option<Theme>, Failure> {
    if crate::app::config::no_color() {
        return Ok(Some(Theme::Plain));
    }
    let Some(name) = &session.config.theme else {
        return Ok(None);
    };
    Theme::parse(name).map(Some).ok_or_else(|| {
        Failure::input(format!("unknown theme `{name}`"))
            .hint("theme in the config file is dark, light, contrast or plain")
    })
}
