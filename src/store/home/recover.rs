//! A server that was restored from a backup gets back what it lost, row for row, from a machine that has it.

use super::super::{Store, StoreError};
use super::error::HomeError;
use super::kept;
use super::row::Head;

impl Store {
    /// Puts the rows that this machine has and the server has not at the end of the server's log, as they were.
    ///
    /// # Errors
    /// Where the server's log is not a beginning of this machine's, or the rows are not kept here any more.
    pub fn recover_home(&self) -> Result<u64, StoreError> {
        let shared = self.shared.as_ref().ok_or(HomeError::NotShared)?;
        let mut link = shared.link.borrow_mut();
        let here = kept::head(&self.connection)?;
        let there = link.head()?.unwrap_or(Head::NONE);
        let rows = kept::rows_from(&self.connection, there.n + 1)?;
        match rows.first() {
            None if there.n >= here.n => {
                drop(link);
                self.send_lines_again()?;
                return Ok(0);
            }
            Some(first) if first.n == there.n + 1 && first.prev == there.hash => {}
            Some(first) if first.n == there.n + 1 => return Err(HomeError::OtherHistory { n: there.n }.into()),
            Some(_) | None => {
                return Err(HomeError::Shorter {
                    server: there.n,
                    here: here.n,
                }
                .into());
            }
        }
        for row in &rows {
            link.append(row)?;
        }
        drop(link);
        self.go_on_alone(None);
        self.send_lines_again()?;
        Ok(u64::try_from(rows.len()).unwrap_or(u64::MAX))
    }
}
