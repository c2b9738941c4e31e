//! A report under DORA that is filled in on screen: begun from what the record knows or from its file, and written there.

use std::path::PathBuf;

use super::{WorkError, Workspace};
use crate::app::checkpoint;
use crate::app::dora::check::{Finding, findings};
use crate::app::dora::draft;
use crate::app::dora::file::{self, ReportFileError};
use crate::app::dora::{Report, Stage};
use crate::app::files::out::{self, Existing};
use crate::app::record::LineOutcome;
use crate::core::member::Permission;
use crate::core::time::WallTime;

/// A report, and the file it is in or comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct DoraReport {
    pub path: PathBuf,
    pub stage: Stage,
    pub report: Report,
    /// Whether the file is there already, with this report in it.
    pub is_on_disk: bool,
}

/// What is asked for: a stage, a file, and the report before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoraWish {
    pub stage: Stage,
    pub path: PathBuf,
    pub earlier: Option<PathBuf>,
}

impl Workspace {
    /// The report that is asked for: as its file has it, or as far as the record knows it. Nothing is written.
    ///
    /// # Errors
    /// What the record says, and what is wrong with a file.
    pub fn dora_report(&self, code: &str, wish: &DoraWish, now: WallTime) -> Result<DoraReport, WorkError> {
        let DoraWish { stage, path, earlier } = wish;
        let loaded = self.record.load(code)?;
        self.record.need(Permission::Export, Some(&loaded.incident.id), now)?;
        let begun = |report, is_on_disk| DoraReport {
            path: path.clone(),
            stage: *stage,
            report,
            is_on_disk,
        };
        if path.exists() {
            if earlier.is_some() {
                return Err(ReportFileError::GoesOn(path.clone()).into());
            }
            let report = file::read(path)?;
            if file::stage(&report) != Some(*stage) {
                let (path, stage) = (path.clone(), *stage);
                return Err(ReportFileError::OtherStage { path, stage }.into());
            }
            return Ok(begun(report, true));
        }
        let report = match earlier {
            Some(earlier) => draft::continued(&loaded, *stage, file::read(earlier)?),
            None => draft::report(&loaded, *stage),
        };
        // The name is looked at before anybody fills in the rest.
        file::bytes(path, &report, (loaded.incident.kind, None), now)?;
        Ok(begun(report, false))
    }

    /// Writes a report with other answers than it was begun with, and says what it lacks.
    ///
    /// # Errors
    /// Where the file is not as it was read, or cannot be written.
    pub fn write_dora_report(
        &self,
        code: &str,
        begun: &DoraReport,
        report: &Report,
        now: WallTime,
    ) -> Result<Vec<Finding>, WorkError> {
        let loaded = self.record.load(code)?;
        self.record.need(Permission::Export, Some(&loaded.incident.id), now)?;
        let path = &begun.path;
        if begun.is_on_disk && file::read(path)? != begun.report {
            return Err(ReportFileError::Changed(path.clone()).into());
        }
        let state = checkpoint::with_last_event(&self.record, &loaded)?;
        let bytes = file::bytes(path, report, (loaded.incident.kind, state.as_deref()), now)?;
        let existing = Existing::forced(begun.is_on_disk);
        let prepared = out::prepare(path, &bytes, existing)?;
        self.record.note(now, "dora.draft", code, LineOutcome::Ok)?;
        prepared.place()?;
        Ok(findings(report))
    }
}
