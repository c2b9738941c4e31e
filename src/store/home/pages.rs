//! The rows of the server page by page, read ahead of whoever takes them in.

use std::sync::mpsc::{SyncSender, sync_channel};

use super::super::StoreError;
use super::error::HomeError;
use super::row::{Head, Row};
use super::way::Way;

/// Rows that are asked for at first.
pub(super) const USUAL: u32 = 1000;
/// The same while a record comes in that was moved: its rows are large.
pub(super) const OF_MOVED: u32 = 8;
/// The most that are asked for at a time.
const MOST: usize = 8000;
/// About as many bytes as a page should have.
const BYTES: usize = 8 * 1024 * 1024;
/// Pages that are read and wait to be taken in.
const AHEAD: usize = 2;

type Page = Result<Vec<Row>, HomeError>;

/// How many rows make a page, by what those of the last one took.
fn fitting(page: &[Row]) -> u32 {
    let bytes: usize = page.iter().map(|row| row.sealed.len() + 200).sum();
    let each = (bytes / page.len().max(1)).max(1);
    u32::try_from((BYTES / each).clamp(OF_MOVED as usize, MOST)).unwrap_or(USUAL)
}

/// Hands out the first page and all that follow on it, until there are no more or one cannot be taken in.
pub(super) fn each(
    way: &Way,
    first: Vec<Row>,
    mut take: impl FnMut(&[Row]) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let after = first.last().map(|row| (row.head(), fitting(&first)));
    std::thread::scope(|scope| {
        let (hand, pages) = sync_channel::<Page>(AHEAD);
        scope.spawn(move || read_ahead(way, after, &hand));
        take(&first)?;
        drop(first);
        for page in pages {
            take(&page?)?;
        }
        Ok(())
    })
}

/// Reads on until nobody takes any more. What a server says of its rows is believed by nobody here.
fn read_ahead(way: &Way, after: Option<(Head, u32)>, hand: &SyncSender<Page>) {
    let Some((mut head, mut most)) = after else { return };
    loop {
        let page = way.lock().pull(head, most);
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
        if hand.send(page).is_err() || !more {
            return;
        }
    }
}
