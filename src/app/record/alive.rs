//! Signs of life of running exercises, which are kept beside the record and are no part of it.

use super::{Record, RecordError, Signs};
use crate::core::ids::Stream;

impl Record {
    /// The streams of exercises of which signs are kept: those that have not ended.
    pub fn exercises_alive(&self) -> Vec<String> {
        self.store.exercises_alive()
    }

    /// The last signs of life of an exercise; none where they are missing or unreadable.
    pub fn signs(&self, stream: Stream<'_>) -> Signs {
        self.store.signs(stream)
    }

    /// Keeps the signs of life of an exercise, or forgets them when it is over.
    ///
    /// # Errors
    /// What the disk says.
    pub fn keep_signs(&self, stream: Stream<'_>, signs: Option<&Signs>) -> Result<(), RecordError> {
        Ok(self.store.keep_signs(stream, signs)?)
    }
}
