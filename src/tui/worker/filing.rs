//! Filings with the recipient's receipt: the file is hashed, logged as evidence once, and named by each filing.

use std::path::Path;

use super::{Worker, failed};
use crate::app::files::evidence_file;
use crate::core::event::{Disposition, Evidence, FiledPaper, ObligationUpdate};
use crate::core::incident::command::Command;
use crate::core::time::WallTime;
use crate::tui::event::Answer;
use crate::tui::ids::{IncidentRef, Subject};
use crate::workspace::{Request, WorkError};

impl Worker {
    /// Logs a file as evidence.
    pub(super) fn evidence(
        &mut self,
        code: &IncidentRef,
        path: &Path,
        (custodian, remark): (String, Option<String>),
        now: WallTime,
    ) -> Result<Answer, WorkError> {
        match evidence_file::logged(path, custodian, remark) {
            Ok(command) => self.run(code, command, now),
            Err(error) => Ok(failed(
                Subject::Incident(code.clone()),
                format!("The file cannot be read: {error}."),
            )),
        }
    }

    pub(super) fn filed(
        &mut self,
        code: &IncidentRef,
        updates: Vec<ObligationUpdate>,
        receipt: &str,
        now: WallTime,
    ) -> Result<Answer, WorkError> {
        let evidence = match evidence_file::hashed(Path::new(receipt)) {
            Ok(evidence) => evidence,
            Err(error) => {
                let words = format!("The receipt cannot be read: {error}. Nothing was recorded.");
                return Ok(failed(Subject::Incident(code.clone()), words));
            }
        };
        let names: Vec<&str> = updates.iter().map(|update| update.obligation.as_str()).collect();
        let mut commands = vec![Command::LogEvidence(Evidence {
            custodian: self.workspace.record().actor.name.clone(),
            remark: Some(format!("receipt for {}", names.join(", "))),
            ..evidence.clone()
        })];
        let filed = updates.into_iter().map(|update| with_receipt(update, evidence.clone()));
        commands.extend(filed.map(Command::Obligation));
        let request = Request::Incident {
            code: code.to_string(),
            commands,
        };
        let changed = self.workspace.run(request, now)?;
        Ok(self.done(code, changed, now))
    }
}

fn with_receipt(mut update: ObligationUpdate, evidence: Evidence) -> ObligationUpdate {
    if let Disposition::Filed(filing) = &mut update.disposition {
        filing.receipt = Some(FiledPaper {
            name: evidence.name,
            sha256: evidence.sha256,
        });
    }
    update
}
