//! Commands that the person names: key commands and hooks. None of them is handed what opens the record.

use std::io::Read as _;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use wait_timeout::ChildExt as _;
use zeroize::Zeroizing;

use super::config;
use crate::platform::process;

/// Why there is no answer from a command.
#[derive(Debug, thiserror::Error)]
pub enum ChildError {
    /// It could not be started, or its output could not be read.
    #[error("it could not be run")]
    Run(#[source] std::io::Error),
    #[error("it failed ({0})")]
    Failed(ExitStatus),
    /// It took too long.
    #[error("it did not finish within {0} seconds and was stopped")]
    TooSlow(u64),
    /// It printed too much.
    #[error("it printed more than {} KB and was stopped", .0 / 1024)]
    TooMuch(u64),
}

/// Takes the variables that open the record out of a command's environment.
pub fn without_secrets(command: &mut Command) -> &mut Command {
    for name in config::not_for_children() {
        command.env_remove(name);
    }
    command
}

/// A line as the shell of the system reads it.
pub fn shell(line: &str) -> Command {
    let mut command = process::shell(line);
    without_secrets(&mut command);
    command
}

/// Hands a text to a program of the system and waits until it has taken it.
///
/// # Errors
/// [`ChildError`], also where it does not take it in time: it is ended then.
pub fn hand_text(program: &str, arguments: &[&str], text: &str, limit: Duration) -> Result<(), ChildError> {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut child = without_secrets(&mut command).spawn().map_err(ChildError::Run)?;
    hand_over(&mut child, Some(text.as_bytes()));
    match child.wait_timeout(limit).map_err(ChildError::Run)? {
        Some(status) if status.success() => Ok(()),
        Some(status) => Err(ChildError::Failed(status)),
        None => {
            let _ = child.kill();
            let _ = child.wait();
            Err(ChildError::TooSlow(limit.as_secs()))
        }
    }
}

/// Starts a program of the system whose answer nobody waits for; says whether it started.
pub fn started(program: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    match without_secrets(&mut command).spawn() {
        Ok(mut running) => {
            std::thread::spawn(move || running.wait());
            true
        }
        Err(_) => false,
    }
}

/// What a command is asked with.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Its line, as the shell of the system reads it.
    pub line: &'a str,
    /// What it reads; `None` where it reads what this program would.
    pub input: Option<&'a [u8]>,
    /// Whether it may ask a person at the terminal.
    pub asks: bool,
    /// Variables it is told something in.
    pub variables: &'a [(&'a str, &'a str)],
}

/// What a command prints, within bounds of time and size.
///
/// A command that may ask at the terminal stays in this program's process group: from a group of its own it could not
/// read from the terminal. Any other command gets its own group, so that whatever it started ends with it.
///
/// # Errors
/// [`ChildError`]; the command does not run on then.
pub fn output(asked: Asked<'_>, limit: Duration, most: u64) -> Result<Zeroizing<Vec<u8>>, ChildError> {
    let mut command = shell(asked.line);
    // What gives a secret does not need to know where the record is.
    for name in config::WHERE_THINGS_ARE {
        command.env_remove(name);
    }
    command
        .stdin(if asked.input.is_some() {
            Stdio::piped()
        } else {
            Stdio::inherit()
        })
        .envs(asked.variables.iter().copied())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit());
    if !asked.asks {
        process::own_group(&mut command);
    }
    let mut child = command.spawn().map_err(ChildError::Run)?;
    hand_over(&mut child, asked.input);
    let answer = listen(&mut child, limit, most);
    if answer.is_err() {
        end(&mut child, asked.asks);
    }
    answer
}

/// Gives a command its input and waits for its end. What it prints goes nowhere: the terminal may be the workbench's.
///
/// # Errors
/// [`ChildError`]; the command and whatever it started do not run on then.
pub fn give(line: &str, input: &[u8], limit: Duration) -> Result<(), ChildError> {
    let mut command = shell(line);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    process::own_group(&mut command);
    let mut child = command.spawn().map_err(ChildError::Run)?;
    hand_over(&mut child, Some(input));
    ended(child, limit)
}

/// Runs a command to its end, with nothing to read.
///
/// # Errors
/// [`ChildError`], also where it does not end in time: it and whatever it started do not run on then.
pub fn run(command: &mut Command, limit: Duration) -> Result<(), ChildError> {
    process::own_group(command.stdin(Stdio::null()));
    let child = command.spawn().map_err(ChildError::Run)?;
    ended(child, limit)
}

/// Waits for the end of a command in a group of its own; one that does not end in time is ended with all it started.
fn ended(mut child: Child, limit: Duration) -> Result<(), ChildError> {
    let ended = match child.wait_timeout(limit).map_err(ChildError::Run) {
        Ok(None) => Err(ChildError::TooSlow(limit.as_secs())),
        Ok(Some(status)) if status.success() => Ok(()),
        Ok(Some(status)) => Err(ChildError::Failed(status)),
        Err(error) => Err(error),
    };
    if ended.is_err() {
        end(&mut child, false);
    }
    ended
}

/// Gives a command its input. One that does not read it to the end is judged by its answer.
fn hand_over(child: &mut Child, input: Option<&[u8]>) {
    use std::io::Write as _;
    let (Some(mut pipe), Some(input)) = (child.stdin.take(), input) else {
        return;
    };
    let input = Zeroizing::new(input.to_vec());
    std::thread::spawn(move || pipe.write_all(&input));
}

fn listen(child: &mut Child, limit: Duration, most: u64) -> Result<Zeroizing<Vec<u8>>, ChildError> {
    let slow = || ChildError::TooSlow(limit.as_secs());
    let (send, receive) = channel();
    if let Some(out) = child.stdout.take() {
        std::thread::spawn(move || {
            // Room for all of it, so that no half-grown copy stays behind in memory.
            let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(most + 1).unwrap_or(0)));
            let read = out.take(most + 1).read_to_end(&mut bytes).map(|_| bytes);
            // The receiver is gone when the time was up.
            let _ = send.send(read);
        });
    }
    let bytes = match receive.recv_timeout(limit) {
        Ok(read) => read.map_err(ChildError::Run)?,
        Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return Err(slow()),
    };
    if u64::try_from(bytes.len()).map_or(true, |length| length > most) {
        return Err(ChildError::TooMuch(most));
    }
    match child.wait_timeout(limit).map_err(ChildError::Run)? {
        None => Err(slow()),
        Some(status) if status.success() => Ok(bytes),
        Some(status) => Err(ChildError::Failed(status)),
    }
}

/// Ends a command, and in a group of its own all it started. One that has ended already is no error.
fn end(child: &mut Child, asks: bool) {
    if !asks {
        process::end_group(child);
    }
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{ChildError, run, shell};

    #[test]
    #[cfg(unix)]
    fn a_command_that_hangs_is_ended_and_others_are_judged_by_how_they_end() {
        let hung = run(&mut shell("sleep 300"), Duration::from_millis(50));
        assert!(matches!(hung, Err(ChildError::TooSlow(_))), "{hung:?}");
        let patience = Duration::from_secs(60);
        assert!(run(&mut shell("exit 0"), patience).is_ok());
        assert!(matches!(
            run(&mut shell("exit 3"), patience),
            Err(ChildError::Failed(_))
        ));
    }
}
