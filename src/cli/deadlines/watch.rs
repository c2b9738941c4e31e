//! `firebell watch`: looks every half minute; each ring of a deadline is given once, and hooks of the config file are called
//! for whatever was recorded since.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::args::WatchArgs;
use crate::app::called;
use crate::app::child::{self, ChildError, shell};
use crate::app::views::moment::{in_utc, utc};
use crate::app::watching::deadline_bell;
use crate::app::watching::deadline_bell::{Bell, Rings};
use crate::app::watching::hooks;
use crate::app::watching::hooks::{Hook, Message};
use crate::app::watching::new_events::{Follower, Wanted};
use crate::cli::console::Form;
use crate::cli::context::Context;
use crate::cli::failure::{Failure, record_failure};
use crate::cli::invocation::Invocation;
use crate::cli::output::{self, Output};
use crate::cli::session::list_time;
use crate::cli::text::{Page, line};
use crate::core::ids::ObligationId;
use crate::core::time::{StoryTime, TimeLeft, WallTime};
use crate::core::verdict::Verdict;

/// How long a hook may take: the next ring waits for it.
const HOOK_PATIENCE: Duration = Duration::from_secs(60);

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
    /// Who is told.
    #[serde(skip)]
    name: String,
}

/// Rings that are due, those that were given, and who is called for them and for what is recorded.
struct Watch<'a> {
    call: &'a Invocation,
    bell: Bell,
    /// The command that was named for rings alone.
    hook: Option<&'a str>,
    /// Those of the config file.
    hooks: Vec<Hook>,
    /// `None` where no hook asks for what is recorded.
    follower: Option<Follower>,
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
    let hooks = context.session.config.hooks.clone();
    let follower = match hooks.is_empty() || args.once {
        true => None,
        false => {
            Some(Follower::from_now(context.record(), Wanted::EventsAndChanges, context.now).map_err(record_failure)?)
        }
    };
    let rings = if args.possible {
        Rings::DueAndPossible
    } else {
        Rings::Due
    };
    let mut watch = Watch {
        call,
        bell: Bell::new(args.before, rings),
        hook: args.hook.as_deref(),
        hooks,
        follower,
    };
    loop {
        let rings = watch.ring(&mut context)?;
        if args.once {
            // People have heard them already.
            return Ok(Output::new(rings, |_| Page::new()));
        }
        watch.tell_news(&context)?;
        call.say_warnings();
        std::thread::sleep(Duration::from_secs(args.every.max(1)));
        call.later();
    }
}

impl Watch<'_> {
    /// Rings what is due now. Each ring is heard before its hooks run, so that one that fails does not silence it.
    fn ring(&mut self, context: &mut Context<'_>) -> Result<Vec<Ring>, Failure> {
        let now = list_time(self.call)?;
        let due = self.bell.due(context.record(), now).map_err(record_failure)?;
        let mut rings = Vec::new();
        for told in due {
            let name = called::by_law(&context.record().rules, &told.obligation);
            let mut ring = ring(&told, name, now);
            self.say(b"\x07")?;
            self.say(page(&ring).as_str().as_bytes())?;
            ring.hook_failed = self.hook.and_then(|hook| self.run_hook(hook, &ring));
            if let Some(why) = &ring.hook_failed {
                self.say(line(format_args!("{why}")).as_str().as_bytes())?;
            }
            self.call_hooks(&Message::of_ring(told, now));
            rings.push(ring);
        }
        Ok(rings)
    }

    /// Calls the hooks of the config file for what was recorded since the last look.
    fn tell_news(&mut self, context: &Context<'_>) -> Result<(), Failure> {
        let Some(follower) = &mut self.follower else {
            return Ok(());
        };
        let now = self.call.now();
        for news in follower.look(context.record(), now).map_err(record_failure)? {
            for message in Message::of_news(&news, now) {
                self.call_hooks(&message);
            }
        }
        Ok(())
    }

    fn call_hooks(&self, message: &Message) {
        for trouble in hooks::call(&self.hooks, message) {
            self.call.console.warn(trouble);
        }
    }

    /// Prints for people at once; programs get the document at the end.
    fn say(&self, bytes: &[u8]) -> Result<(), Failure> {
        match self.call.form() {
            Form::People => output::print(&self.call.console, bytes),
            Form::Programs => Ok(()),
        }
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
        match child::run(&mut command, HOOK_PATIENCE) {
            Ok(()) => None,
            Err(ChildError::Failed(status)) => Some(format!("the hook failed ({status})")),
            Err(error @ (ChildError::TooSlow(_) | ChildError::TooMuch(_))) => Some(format!("the hook: {error}")),
            Err(ChildError::Run(error)) => Some(format!("the hook could not be run: {error}")),
        }
    }
}

fn ring(told: &deadline_bell::Ring, name: String, now: WallTime) -> Ring {
    Ring {
        name,
        left: TimeLeft::until(told.deadline, StoryTime::outside_incidents(now)).sentence(),
        minutes_left: told.minutes_left,
        code: told.code.clone(),
        obligation: told.obligation.clone(),
        verdict: told.verdict,
        strict: told.deadline,
        hook_failed: None,
    }
}

fn page(ring: &Ring) -> Page {
    let possible = if ring.verdict == Verdict::Due {
        ""
    } else {
        " (possible)"
    };
    let (code, name, obligation, left) = (&ring.code, &ring.name, &ring.obligation, &ring.left);
    line(format_args!("{code} {name} ({obligation}){possible}: {left}"))
}
