//! `firebell mcp`: read-only answers for an assistant, by the Model Context Protocol over standard input and output.
//!
//! The record is opened for reading alone and nothing is written, no privileged note is read, and the member sees what
//! their roles let them see. There is no network: the assistant starts the program and talks to it by pipes.

mod answer;
mod protocol;

use std::io::{BufRead, Read as _};

use super::console::{Console, Reader};
use super::failure::{Failure, Kind};
use super::invocation::Invocation;
use super::output::{self, Output};
use super::session::Session;
use answer::Answers;
use protocol::{Incoming, invalid};

/// The longest request, in bytes.
const LONGEST: u64 = 1 << 20;

/// `firebell mcp`
pub(crate) fn run(call: &Invocation) -> Result<Output, Failure> {
    if let Console::Kept(_) = call.console {
        return Err(Failure::input(
            "mcp answers over standard input and output, which this run does not have",
        ));
    }
    let session = Session::start(call)?;
    let secret = session.secret_of_record(call)?;
    let record = session.open_to_read(call, secret.unlock(), call.later())?;
    drop(secret);
    let answers = Answers { call, record: &record };
    let mut input = std::io::stdin().lock();
    let mut line = Vec::new();
    loop {
        let reply = match next(&mut input, &mut line)? {
            Asked::End => return Ok(Output::nothing()),
            Asked::TooLong => Some(invalid("a request has at most 1 MiB")),
            Asked::Line => replied(&line, &answers),
        };
        let Some(reply) = reply else { continue };
        let mut bytes = serde_json::to_vec(&reply).map_err(|error| Failure::new(Kind::Internal, error))?;
        bytes.push(b'\n');
        if output::stream(&call.console, &bytes)? == Reader::Gone {
            return Ok(Output::nothing());
        }
    }
}

enum Asked {
    End,
    Line,
    TooLong,
}

/// Reads a line, of which no more is kept than a request may have.
fn next(input: &mut impl BufRead, line: &mut Vec<u8>) -> Result<Asked, Failure> {
    let failed = |error: std::io::Error| Failure::new(Kind::Io, "could not read standard input").because(&error);
    line.clear();
    if input.by_ref().take(LONGEST).read_until(b'\n', line).map_err(failed)? == 0 {
        return Ok(Asked::End);
    }
    if line.ends_with(b"\n") || (line.len() as u64) < LONGEST {
        return Ok(Asked::Line);
    }
    input.skip_until(b'\n').map_err(failed)?;
    Ok(Asked::TooLong)
}

fn replied(line: &[u8], answers: &Answers<'_>) -> Option<protocol::Reply> {
    if line.trim_ascii().is_empty() {
        return None;
    }
    match serde_json::from_slice::<Incoming>(line) {
        Ok(incoming) => protocol::reply(incoming, answers),
        Err(_) => Some(invalid("the line is not a JSON-RPC request")),
    }
}
