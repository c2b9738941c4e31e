//! Hooks called beside other work: the workbench must not wait for a command of the user.

use std::sync::mpsc::{Receiver, SyncSender, TrySendError, channel, sync_channel};
use std::thread::JoinHandle;

use super::{Hook, Message, call};

/// Messages that may wait. More are not kept: a hook that hangs must not fill the memory.
const WAITING: usize = 200;

/// A thread that calls hooks in the order in which something happened.
#[derive(Debug)]
pub struct HookQueue {
    /// `None` once it is being ended.
    wanted: Option<SyncSender<Message>>,
    troubles: Receiver<String>,
    thread: Option<JoinHandle<()>>,
    /// Messages that found no room.
    lost: usize,
}

impl HookQueue {
    /// `None` where there is no hook to call.
    pub fn start(hooks: Vec<Hook>) -> Option<HookQueue> {
        if hooks.is_empty() {
            return None;
        }
        let (wanted, messages) = sync_channel::<Message>(WAITING);
        let (tell, troubles) = channel();
        let thread = std::thread::spawn(move || {
            for message in messages {
                for trouble in call(&hooks, &message) {
                    // Whoever has left reads no troubles any more; the hooks are called all the same.
                    let _ = tell.send(trouble.to_string());
                }
            }
        });
        Some(HookQueue {
            wanted: Some(wanted),
            troubles,
            thread: Some(thread),
            lost: 0,
        })
    }

    pub fn tell(&mut self, message: Message) {
        let sent = self.wanted.as_ref().map(|wanted| wanted.try_send(message));
        match sent {
            Some(Err(TrySendError::Full(_) | TrySendError::Disconnected(_))) => self.lost += 1,
            Some(Ok(())) | None => {}
        }
    }

    /// What went wrong since somebody last asked, a line each.
    pub fn troubles(&mut self) -> Vec<String> {
        let mut all: Vec<String> = self.troubles.try_iter().collect();
        match std::mem::take(&mut self.lost) {
            0 => {}
            lost => all.push(format!(
                "the hooks are too slow: {lost} of what happened was not told to them"
            )),
        }
        all
    }
}

/// What was told is handed over before the program ends; each hook has its time limit.
impl Drop for HookQueue {
    fn drop(&mut self) {
        self.wanted = None;
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has nothing left to hand over.
            let _ = thread.join();
        }
    }
}
