//! Lists over all incidents, what calendar files had of them, and what was typed and not yet recorded.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::rows::RESTRICTED;
use super::{CalendarEntry, DeadlineFilter, Filter, ListedDeadline, Record, RecordError, Summary};
use crate::core::facts::IncidentKind;
use crate::core::ids::{StoredCode, Stream};
use crate::core::member::MemberId;
use crate::core::time::WallTime;
use crate::core::verdict::Verdict;

/// An incident that whoever opened the record may not read: that it is there, and who can open it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HiddenIncident {
    pub stream: String,
    pub code: StoredCode,
    pub kind: IncidentKind,
    /// How many entries it has.
    pub entries: u64,
    /// The names of those who may read it.
    pub open_to: Vec<String>,
}

impl Record {
    /// The incidents that [`Record::list`] leaves out.
    ///
    /// # Errors
    /// What the database says.
    pub fn hidden_incidents(&self) -> Result<Vec<HiddenIncident>, RecordError> {
        let hidden = self.hidden()?;
        if hidden.is_empty() {
            return Ok(Vec::new());
        }
        let members = self.members()?;
        let name = |id: &MemberId| members.by_id(*id).map(|member| member.name.clone());
        let restricted: BTreeMap<String, Vec<String>> = self
            .store
            .restricted()?
            .into_iter()
            .map(|to| (to.stream, to.members.iter().filter_map(name).collect()))
            .collect();
        let mut rows = self.store.summaries(&Filter {
            closed: true,
            ..Filter::default()
        })?;
        rows.retain(|row| hidden.contains(&row.stream));
        let hidden = rows.into_iter().map(|row| HiddenIncident {
            open_to: restricted.get(&row.stream).cloned().unwrap_or_default(),
            stream: row.stream,
            code: row.code,
            kind: row.kind,
            entries: row.seq,
        });
        Ok(hidden.collect())
    }

    /// The rows of the board.
    ///
    /// # Errors
    /// What the database says.
    pub fn list(&self, filter: &Filter) -> Result<Vec<Summary>, RecordError> {
        let mut rows = self.list_untitled(filter)?;
        self.title(rows.iter_mut());
        Ok(rows)
    }

    /// The same without the titles of restricted incidents, for which these would be opened.
    pub(super) fn list_untitled(&self, filter: &Filter) -> Result<Vec<Summary>, RecordError> {
        let hidden = self.hidden()?;
        let mut rows = self.store.summaries(filter)?;
        rows.retain(|row| !hidden.contains(&row.stream));
        Ok(rows)
    }

    /// The dated obligations that are open, soonest first.
    ///
    /// # Errors
    /// What the database says.
    pub fn deadlines(&self, filter: &DeadlineFilter) -> Result<Vec<ListedDeadline>, RecordError> {
        let hidden = self.hidden()?;
        let rows = self.store.deadlines(filter, &|stream| !hidden.contains(stream))?;
        Ok(self.titled(rows))
    }

    /// The next deadlines of real incidents, soonest first.
    ///
    /// # Errors
    /// What the database says.
    pub fn coming(&self, now: WallTime, limit: u32) -> Result<Vec<ListedDeadline>, RecordError> {
        self.now.set(now);
        let hidden = self.hidden()?;
        let rows = self.store.coming(now, limit, &|stream| !hidden.contains(stream))?;
        Ok(self.titled(rows))
    }

    /// How many incidents there are: open real ones, open exercises, closed ones. Those that are restricted to others are
    /// counted as well.
    ///
    /// # Errors
    /// What the database says.
    pub fn counts(&self) -> Result<(u32, u32, u32), RecordError> {
        Ok(self.store.counts()?)
    }

    /// How many of an incident's obligations that are due and open have a date.
    ///
    /// # Errors
    /// What the database says.
    pub fn dated_due(&self, row: &Summary) -> Result<u32, RecordError> {
        let dated = self.store.deadlines_of(Stream::named(&row.stream))?;
        let due = dated.iter().filter(|deadline| deadline.verdict == Verdict::Due).count();
        Ok(u32::try_from(due).unwrap_or(u32::MAX))
    }

    /// Gives the rows of restricted incidents their titles, for whoever may open them.
    fn title<'r>(&self, rows: impl Iterator<Item = &'r mut Summary>) {
        let mut titles: BTreeMap<String, Option<String>> = BTreeMap::new();
        for row in rows.filter(|row| row.title == RESTRICTED) {
            let read = || Some(self.load_for_upkeep(&row.stream, None).ok()?.incident.title);
            let title = titles.entry(row.stream.clone()).or_insert_with(read);
            if let Some(title) = title {
                row.title.clone_from(title);
            }
        }
    }

    /// The same for deadlines, whose incident is one for all of them.
    fn titled(&self, mut rows: Vec<ListedDeadline>) -> Vec<ListedDeadline> {
        let mut titled: BTreeMap<String, Arc<Summary>> = BTreeMap::new();
        for (row, _) in rows.iter_mut().filter(|(row, _)| row.title == RESTRICTED) {
            let own = titled.entry(row.stream.clone()).or_insert_with(|| {
                let mut own = Summary::clone(row);
                self.title(std::iter::once(&mut own));
                Arc::new(own)
            });
            *row = Arc::clone(own);
        }
        rows
    }

    /// A number that changes when another process has written.
    ///
    /// # Errors
    /// What the database says.
    pub fn version(&self) -> Result<i64, RecordError> {
        Ok(self.store.version()?)
    }

    /// Every entry that a calendar file ever had.
    ///
    /// # Errors
    /// What the database says.
    pub fn calendar(&self) -> Result<Vec<CalendarEntry>, RecordError> {
        Ok(self.store.calendar()?)
    }

    /// Remembers what a calendar file has.
    ///
    /// # Errors
    /// What the database says.
    pub fn keep_calendar(&mut self, entries: &[CalendarEntry]) -> Result<(), RecordError> {
        Ok(self.store.keep_calendar(entries)?)
    }

    /// What was typed and not yet recorded, by the slot of its form.
    ///
    /// # Errors
    /// What the database says.
    pub fn drafts(&self) -> Result<BTreeMap<String, String>, RecordError> {
        Ok(self.store.drafts()?)
    }

    /// Keeps what is typed in a form, or forgets it with `None`.
    ///
    /// # Errors
    /// What the database says.
    pub fn keep_draft(&mut self, slot: &str, text: Option<&str>) -> Result<(), RecordError> {
        Ok(self.store.keep_draft(slot, text)?)
    }
}
