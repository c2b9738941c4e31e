//! `firebell watch`: looks every half minute; each ring of a deadline is given once.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::args::WatchArgs;
use super::rows;
use crate::app::child::shell;
use crate::app::views::incident::DeadlineRowView;
use crate::app::views::moment::{in_utc, utc};
use crate::cli::console::Form;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::invocation::Invocation;
use crate::cli::output::{self, Output};
use crate::cli::session::list_time;
use crate::cli::text::{Page, line};
use crate::core::ids::ObligationId;
use crate::core::time::{StoryTime, TimeLeft, WallTime};
use crate::core::verdict::Verdict;

/// One ring of a deadline.
#[derive(Debug, Serialize)]
struct Ring {
    code: String,
    obligation: ObligationId,
    verdict: Verdict,
    #[serde(serialize_with = "in_utc")]
    strict: DateTime<Utc>,
    minutes_left: i64,
    /// Why the hook did not do its work.
    hook_failed: Option<String>,
    #[serde(skip)]
    left: String,
}

/// A ring is given once for its deadline and mark, and again when the deadline moves.
type Key = (String, ObligationId, DateTime<Utc>, i64);

/// Rings that are due, and those that were given.
struct Bell<'a> {
    call: &'a Invocation,
    /// Minutes before a deadline, the nearest first.
    marks: Vec<i64>,
    hook: Option<&'a str>,
    /// Whether obligations that are merely possible ring as well.
    possible: bool,
    rung: BTreeSet<Key>,
}

/// `firebell watch`
pub(crate) fn watch(call: &Invocation, args: WatchArgs) -> Result<Output, Failure> {
    if call.form() == Form::Programs && !args.once {
        return Err(
            Failure::input("--json prints one document, and watch does not end on its own")
                .hint("add --once, or give a command with --hook"),
        );
    }
    let mut context = Context::open(call)?;
    let mut marks = args.before;
    marks.sort_unstable();
    let mut bell = Bell {
        call,
        marks,
        hook: args.hook.as_deref(),
        possible: args.possible,
        rung: BTreeSet::new(),
    };
    loop {
        let rings = bell.ring(&mut context)?;
        if args.once {
            // People have heard them already.
            return Ok(Output::new(rings, |_| Page::new()));
        }
        call.say_warnings();
        std::thread::sleep(Duration::from_secs(30));
    }
}

impl Bell<'_> {
    /// Rings what is due now: first the bell, then the hook, so that one that fails or hangs does not silence it.
    fn ring(&mut self, context: &mut Context<'_>) -> Result<Vec<Ring>, Failure> {
        let mut rings = self.due(context)?;
        for ring in &mut rings {
            self.say(b"\x07")?;
            self.say(page(ring).as_str().as_bytes())?;
            ring.hook_failed = self.hook.and_then(|hook| self.run_hook(hook, ring));
            if let Some(why) = &ring.hook_failed {
                self.say(line(format_args!("{why}")).as_str().as_bytes())?;
            }
        }
        Ok(rings)
    }

    /// Prints for people at once; programs get the document at the end.
    fn say(&self, bytes: &[u8]) -> Result<(), Failure> {
        match self.call.form() {
            Form::People => output::print(&self.call.console, bytes),
            Form::Programs => Ok(()),
        }
    }

    fn due(&mut self, context: &mut Context<'_>) -> Result<Vec<Ring>, Failure> {
        let now = list_time(self.call)?;
        let mut rings = Vec::new();
        let rows = rows::rows(context.record(), false, None, now)?;
        for row in rows
            .into_iter()
            .filter(|row| self.possible || row.verdict == Verdict::Due)
        {
            let left = (row.strict - now.at()).num_minutes();
            // The nearest mark that has been passed; the wider ones are then passed as well.
            let Some(mark) = self.marks.iter().find(|mark| left <= **mark) else {
                continue;
            };
            let key = (row.code.clone(), row.obligation.clone(), row.strict, *mark);
            if self.rung.insert(key) {
                rings.push(ring(row, now));
            }
        }
        Ok(rings)
    }

    /// Runs the hook; why it did not do its work, if it did not.
    fn run_hook(&self, hook: &str, ring: &Ring) -> Option<String> {
        let mut command = shell(hook);
        command
            .env("FIREBELL_CODE", &ring.code)
            .env("FIREBELL_OBLIGATION", ring.obligation.as_str())
            .env("FIREBELL_DEADLINE", utc(ring.strict))
            .env("FIREBELL_LEFT", &ring.left);
        if self.call.form() == Form::Programs {
            // What a hook prints is no part of the document.
            command.stdout(self.call.console.beside_the_document());
        }
        match command.status() {
            Ok(status) if status.success() => None,
            Ok(status) => Some(format!("the hook failed ({status})")),
            Err(error) => Some(format!("the hook could not be run: {error}")),
        }
    }
}

fn ring(row: DeadlineRowView, now: WallTime) -> Ring {
    Ring {
        left: TimeLeft::until(row.strict, StoryTime::outside_incidents(now)).sentence(),
        minutes_left: (row.strict - now.at()).num_minutes(),
        code: row.code,
        obligation: row.obligation,
        verdict: row.verdict,
        strict: row.strict,
        hook_failed: None,
    }
}

fn page(ring: &Ring) -> Page {
    let possible = if ring.verdict == Verdict::Due {
        ""
    } else {
        " (possible)"
    };
    line(format_args!(
        "{} {}{possible}: {}",
        ring.code, ring.obligation, ring.left
    ))
}
