//! A record set up, by `firebell init` or on the way to the first exercise or the workbench.

use secrecy::SecretString;
use serde_json::json;

use crate::app::event_text::name_problem;
use crate::app::record::Record;
use crate::cli::failure::{Failure, Kind, record_failure};
use crate::cli::invocation::Invocation;
use crate::cli::output::{self, Output};
use crate::cli::secret::{Fit, chosen, fit_for_new};
use crate::cli::session::Session;
use crate::cli::text::{Page, prose, wrapped};

/// A record that was just set up. Its passphrase is handed on, so that nobody is asked for it again at once.
pub(crate) struct SetUp {
    pub secret: SecretString,
    /// What people are told of it.
    pub words: Page,
}

/// `firebell init`
pub(crate) fn init(call: &Invocation) -> Result<Output, Failure> {
    let session = Session::start(call)?;
    let mut words = set_up(call, &session)?.words;
    words += prose("Next: firebell profile set country US, then firebell incident open \"what happened\".");
    let view = json!({ "folder": session.folder.display().to_string() });
    Ok(Output::new(view, move |_| words))
}

/// A passphrase for a new record, and the name of the person who sets it up, as they typed them.
type Asked = (Fit, Option<String>);

/// Sets a record up where there is none; what is not given is asked for line by line.
pub(crate) fn set_up(call: &Invocation, session: &Session) -> Result<SetUp, Failure> {
    set_up_asking(call, session, |login| {
        let intro = "There is no record yet. Choose a passphrase for it; without it, nobody can read the record.\n";
        let fit = chosen(intro, "nothing was set up; try again")?;
        let name = login.map(|login| asked_name(call, login)).transpose()?;
        Ok((fit, name))
    })
}

/// Sets a record up where there is none. Where no passphrase is given `ask` asks for one; it is told the name of the login
/// where nobody has said under which name they record.
pub(crate) fn set_up_asking(
    call: &Invocation,
    session: &Session,
    ask: impl FnOnce(Option<&str>) -> Result<Asked, Failure>,
) -> Result<SetUp, Failure> {
    if Record::look(&session.folder).map_err(record_failure)? {
        return Err(
            Failure::input(format!("a record already exists in {}", session.folder.display()))
                .hint("name another folder with --data-dir"),
        );
    }
    let mut actor = session.actor.clone();
    let fit = match session.passphrase_of_new(call)? {
        Some(secret) => fit_for_new(secret)?,
        None => {
            let is_named = call.options.actor.is_some() || session.config.actor.is_some();
            let (fit, name) = ask((!is_named).then_some(actor.name.as_str()))?;
            actor.name = name.unwrap_or(actor.name);
            fit
        }
    };
    let judged = fit.words();
    let secret = fit.secret;
    Record::create(&session.folder, &secret, &actor, call.later()).map_err(record_failure)?;
    let mut words = wrapped("", &format!("The record is set up in {}.", session.folder.display()));
    words += wrapped("", &judged);
    words += prose(
        "Keep the passphrase: without it, nobody can read the record, not even you. firebell key recovery prints a code for the safe that opens it as well.",
    );
    Ok(SetUp { secret, words })
}

/// Asks at the terminal who sets the record up: the name stands beside all that they record, and a login name says
/// little.
fn asked_name(call: &Invocation, login: &str) -> Result<String, Failure> {
    loop {
        let question = format!("Your name, as the record will show it [{login}]: ");
        output::print(&call.console, question.as_bytes())?;
        let mut line = String::new();
        let read = std::io::stdin().read_line(&mut line);
        read.map_err(|error| Failure::new(Kind::Io, "the name could not be read").because(&error))?;
        let name = match line.trim() {
            "" => login.to_owned(),
            typed => typed.to_owned(),
        };
        match name_problem("actor", &name) {
            None => return Ok(name),
            Some(problem) => call.console.warn(problem),
        }
    }
}
