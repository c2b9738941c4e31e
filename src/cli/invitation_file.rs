//! Where the file of an invitation lies, asked at the terminal; files that are likely meant are named.

use std::path::PathBuf;

use super::failure::{Failure, Kind};
use super::invocation::Invocation;
use super::output;
use crate::app::files::invitation_files::at_hand;

/// How often an empty answer is asked about.
const TRIES: u32 = 3;

/// Asks for the file. Enter alone takes the first one that was found where somebody is or lives.
///
/// # Errors
/// Where the terminal cannot be read, or no file is named in three answers.
pub(super) fn asked(call: &Invocation) -> Result<PathBuf, Failure> {
    let found = at_hand();
    output::print(&call.console, named(&found).as_bytes())?;
    for _ in 0..TRIES {
        let prompt = match found.first() {
            Some(first) => format!("File of the invitation [{}]: ", first.display()),
            None => "File of the invitation: ".to_owned(),
        };
        match (typed(call, &prompt)?.as_str(), found.first()) {
            ("", Some(first)) => return Ok(first.clone()),
            ("", None) => output::print(&call.console, HINT.as_bytes())?,
            (path, _) => return Ok(PathBuf::from(path)),
        }
    }
    Err(Failure::input("no file of an invitation was named").hint("whoever invited you tells you where it lies"))
}

/// A line that is typed at the terminal and may be seen.
pub(super) fn typed(call: &Invocation, prompt: &str) -> Result<String, Failure> {
    output::print(&call.console, prompt.as_bytes())?;
    let mut line = String::new();
    let read = std::io::stdin().read_line(&mut line);
    read.map_err(|error| Failure::new(Kind::Io, "what was typed could not be read").because(&error))?;
    Ok(line.trim().to_owned())
}

const HINT: &str = "Type where the file lies, such as NAME.invite; whoever invited you gave it to you.\n";

/// The files that were found, where there are several to choose from.
fn named(found: &[PathBuf]) -> String {
    match found {
        [] | [_] => String::new(),
        several => {
            let lines = several.iter().map(|path| format!("  {}\n", path.display()));
            format!("Invitations that lie here:\n{}", lines.collect::<String>())
        }
    }
}
