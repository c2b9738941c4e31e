//! Letters drafted, approved and revised.

use super::{Also, LetterRequest, WorkError, Workspace};
use crate::app::letters;
use crate::app::letters::{edit, word_in};
use crate::app::record::Done;
use crate::core::incident::command::Command;
use crate::core::time::WallTime;

impl Workspace {
    pub(super) fn letter(&mut self, request: LetterRequest, now: WallTime) -> Result<(Option<Done>, Also), WorkError> {
        let own = self.own.letters.as_deref();
        match request {
            LetterRequest::Draft { code, draft } => {
                let drafted = letters::draft(&self.record, &code, draft, own, now)?;
                let done = self.record.run(&code, Command::Letter(drafted.command), now)?;
                Ok((Some(done), Also::Drafted { gaps: drafted.gaps }))
            }
            LetterRequest::Approve(approval) => {
                let code = approval.incident.clone();
                let command = letters::approval(&self.record, approval, own, now)?;
                let done = self.record.run(&code, Command::Letter(command), now)?;
                Ok((Some(done), Also::Nothing))
            }
            LetterRequest::TakeBack(asked) => {
                let (done, taken) = word_in::take_back(&mut self.record, &asked, now)?;
                Ok((Some(done), Also::TakenBack(taken)))
            }
            LetterRequest::Revise(asked) => {
                let edit::Saved { done, kept } = edit::save(&mut self.record, &asked, now)?;
                Ok((done, Also::Saved(kept)))
            }
        }
    }
}
