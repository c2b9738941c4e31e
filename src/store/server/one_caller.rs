//! The way to the server, which one thread goes at a time.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::calls::Home;

pub(super) struct Way(Mutex<Box<dyn Home>>);

impl Way {
    pub(super) fn new(home: Box<dyn Home>) -> Way {
        Way(Mutex::new(home))
    }

    /// Waits until nobody else asks anything of the server.
    pub(super) fn lock(&self) -> MutexGuard<'_, Box<dyn Home>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
