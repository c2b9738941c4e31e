//! Commands of the user that are called when something happens: `watch` and the workbench hand each of them one JSON
//! document on standard input (docs/book/src/hooks.md).
//!
//! A message names codes, obligations, dates and letters. Titles, facts, notes and whatever is privileged are not in it.

mod message;
mod queue;
pub mod setting;

use crate::app::child;
use crate::app::child::ChildError;

pub use message::{Happened, Message};
pub use queue::HookQueue;
pub use setting::{Hook, Signal};

/// Why a hook did not do its work. Its command line may hold a secret, and is told by its number.
#[derive(Debug, thiserror::Error)]
#[error("hook {number} of the config file, called for {}, did not do its work: {source}", signal.words())]
pub struct HookTrouble {
    /// Counted from 1, in the order of the config file.
    pub number: usize,
    pub signal: Signal,
    #[source]
    pub source: ChildError,
}

/// Calls every hook that wants a message, one after another, and says which did not do their work.
pub fn call(hooks: &[Hook], message: &Message) -> Vec<HookTrouble> {
    let wants = |hook: &Hook| hook.on.contains(&message.happened.signal()) && (hook.exercises || !message.exercise);
    let wanted = (1..).zip(hooks).filter(|(_, hook)| wants(hook));
    let called = wanted.map(|(number, hook)| {
        let given = child::give(&hook.run, &message.document(), hook.limit());
        given.map_err(|source| HookTrouble {
            number,
            signal: message.happened.signal(),
            source,
        })
    });
    called.filter_map(Result::err).collect()
}
