//! The rows of the server page by page, read ahead of whoever takes them in.

use std::sync::mpsc::{SyncSender, sync_channel};

use super::error::HomeError;
use super::one_caller::Way;
use super::row::{Head, LogName, Row};
use super::team_keys::TeamKeys;
use super::unsealed::{Unsealed, unsealed};
use crate::store::StoreError;

/// Rows that are asked for at first; in tests more than fill a page should be few.
pub(super) const USUAL: u32 = if cfg!(test) { 16 } else { 1000 };
/// The same while a record comes in that was moved: its rows are large.
pub(super) const OF_MOVED: u32 = 8;
/// The most that are asked for at a time.
const MOST: usize = 8000;
/// About as many bytes as a page should have.
const BYTES: usize = 12 * 1024 * 1024;
/// Pages that are read and wait to be taken in.
const AHEAD: usize = 2;

type Page = Result<Vec<Unsealed>, HomeError>;

/// What rows are read and opened with.
pub(super) struct Reading<'r> {
    pub(super) way: &'r Way,
    pub(super) log: &'r LogName,
    pub(super) keys: &'r TeamKeys,
}

/// How many rows make a page, by what those of the last one took.
fn fitting(page: &[Row]) -> u32 {
    let bytes: usize = page.iter().map(|row| row.sealed.len() + 200).sum();
    let each = (bytes / page.len().max(1)).max(1);
    u32::try_from((BYTES / each).clamp(OF_MOVED as usize, MOST)).unwrap_or(USUAL)
}

impl Reading<'_> {
    /// Hands out the first page and all that follow on it, until there are no more or one cannot be taken in. The next ones are
    /// read and opened meanwhile.
    pub(super) fn each(
        &self,
        first: Vec<Row>,
        mut take: impl FnMut(Vec<Unsealed>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let after = first.last().map(|row| (row.head(), fitting(&first)));
        std::thread::scope(|scope| {
            let (hand, pages) = sync_channel::<Page>(AHEAD);
            scope.spawn(move || self.read_ahead(after, &hand));
            take(unsealed(self.log, self.keys, first))?;
            for page in pages {
                take(page?)?;
            }
            Ok(())
        })
    }

    /// Reads on until nobody takes any more. What a server says of its rows is believed by nobody here.
    fn read_ahead(&self, after: Option<(Head, u32)>, hand: &SyncSender<Page>) {
        let Some((mut head, mut most)) = after else { return };
        loop {
            let page = self.way.lock().pull(head, most);
            let more = match &page {
                Ok(rows) => {
                    let whole = rows.len() == most as usize;
                    if let Some(last) = rows.last() {
                        (head, most) = (last.head(), fitting(rows));
                    }
                    whole
                }
                Err(_) => false,
            };
            let page = page.map(|rows| unsealed(self.log, self.keys, rows));
            if hand.send(page).is_err() || !more {
                return;
            }
        }
    }
}
