//! What was typed and not yet recorded: kept in the database, so that a crash loses nothing of it, and sealed under a key of
//! whoever typed it. It may be privileged or of a restricted incident, and is nobody else's before it is recorded.

use std::collections::BTreeMap;

use rusqlite::{Transaction, params};

use super::keys::{Holder, Source};
use super::{Store, StoreError, sql};

/// What a text that is sealed begins with; those that an earlier firebell kept, and those of the first format, are plain.
const SEALED: &str = "sealed:";

/// The name of a form, within which each member has a draft of their own.
fn place(holder: &Holder, slot: &str) -> String {
    format!("{} {slot}", holder.member)
}

fn opened(holder: &Holder, place: &str, text: &str) -> Option<(String, String)> {
    let slot = place.strip_prefix(&format!("{} ", holder.member))?;
    let sealed = hex::decode(text.strip_prefix(SEALED)?).ok()?;
    let text = holder.open_own(slot, &sealed)?;
    Some((slot.to_owned(), String::from_utf8_lossy(&text).into_owned()))
}

impl Store {
    /// Keeps what is typed in a form, or forgets it with `None`.
    ///
    /// # Errors
    /// What the database says.
    pub fn keep_draft(&mut self, slot: &str, text: Option<&str>) -> Result<(), StoreError> {
        let (place, text) = match (self.in_force.source(), text) {
            (Source::Derived(_), text) => (slot.to_owned(), text.map(str::to_owned)),
            (Source::Enveloped(holder), None) => (place(holder, slot), None),
            (Source::Enveloped(holder), Some(text)) => {
                let sealed = hex::encode(holder.seal_own(slot, text.as_bytes())?);
                (place(holder, slot), Some(format!("{SEALED}{sealed}")))
            }
        };
        let done = match text {
            Some(text) => self.connection.execute(
                "INSERT INTO draft (slot, text) VALUES (?1, ?2) ON CONFLICT (slot) DO UPDATE SET text = ?2",
                [place, text],
            ),
            None => self
                .connection
                .execute("DELETE FROM draft WHERE slot IN (?1, ?2)", [place.as_str(), slot]),
        };
        done.map(drop).map_err(sql("store a draft"))
    }

    /// The drafts of whoever opened the record, by the slot of their form, and those from before drafts were sealed.
    ///
    /// # Errors
    /// What the database says.
    pub fn drafts(&self) -> Result<BTreeMap<String, String>, StoreError> {
        let fail = || sql("read the drafts");
        let mut all = self
            .connection
            .prepare_cached("SELECT slot, text FROM draft ORDER BY slot")
            .map_err(fail())?;
        let rows = all.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)));
        let mut drafts = BTreeMap::new();
        for row in rows.map_err(fail())? {
            let (place, text) = row.map_err(fail())?;
            match (self.in_force.source(), text.starts_with(SEALED)) {
                (Source::Enveloped(holder), true) => drafts.extend(opened(holder, &place, &text)),
                (Source::Derived(_), true) => {}
                // One's own is newer than one from before they were sealed.
                (Source::Enveloped(_) | Source::Derived(_), false) => {
                    drafts.entry(place).or_insert(text);
                }
            }
        }
        Ok(drafts)
    }

    /// A number that changes when another process has written.
    ///
    /// # Errors
    /// What the database says.
    pub fn version(&self) -> Result<i64, StoreError> {
        self.connection
            .prepare_cached("PRAGMA data_version")
            .and_then(|mut asked| asked.query_row([], |row| row.get(0)))
            .map_err(sql("look for changes by others"))
    }
}

/// Forgets what was typed about an incident that is erased: by its form, or by what it says. What somebody else typed cannot
/// be looked into, and goes.
pub(super) fn forget(
    transaction: &Transaction<'_>,
    source: &Source,
    (stream, code): (&str, &str),
) -> Result<(), StoreError> {
    let fail = || sql("forget the drafts of an incident");
    let mut all = transaction.prepare("SELECT slot, text FROM draft").map_err(fail())?;
    let rows = all.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)));
    let rows: Vec<(String, String)> = rows.and_then(Iterator::collect).map_err(fail())?;
    for (place, text) in rows {
        let read = match (source, text.starts_with(SEALED)) {
            (Source::Enveloped(holder), true) => opened(holder, &place, &text).map(|(_, text)| text),
            (Source::Derived(_), true) => None,
            (Source::Enveloped(_) | Source::Derived(_), false) => Some(text),
        };
        let about = |text: &str| text.contains(stream) || text.contains(code);
        if read.is_none_or(|read| about(&place) || about(&read)) {
            transaction
                .execute("DELETE FROM draft WHERE slot = ?1", params![place])
                .map_err(fail())?;
        }
    }
    Ok(())
}
