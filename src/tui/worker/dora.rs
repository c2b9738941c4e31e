//! The worker's part in a report under DORA: it is read and written by the workspace, and what it lacks is listed.

use super::Worker;
use crate::app::dora::check::Finding;
use crate::core::counted::counted;
use crate::core::time::WallTime;
use crate::tui::effect::DoraEffect;
use crate::tui::event::Answer;
use crate::tui::ids::Subject;
use crate::workspace::WorkError;

impl Worker {
    pub(super) fn dora(&self, effect: DoraEffect, now: WallTime) -> Result<Answer, WorkError> {
        match effect {
            DoraEffect::Begin { code, wish } => {
                let begun = self.workspace.dora_report(&code, &wish, now)?;
                Ok(Answer::Dora(Box::new(begun)))
            }
            DoraEffect::Write { code, begun, report } => {
                let found = self.workspace.write_dora_report(&code, &begun, &report, now)?;
                let path = std::path::absolute(&begun.path).unwrap_or(begun.path);
                Ok(Answer::Text {
                    about: Subject::Incident(code),
                    title: format!("DORA {}", begun.stage.words()),
                    text: format!("Written to {}.\n\n{}", path.display(), lacking(&found)),
                })
            }
        }
    }
}

/// What a report lacks, a line each.
fn lacking(found: &[Finding]) -> String {
    if found.is_empty() {
        return "Nothing is missing that the Regulation asks of this stage and the report itself decides.".to_owned();
    }
    let count = counted(u64::try_from(found.len()).unwrap_or(u64::MAX), "field");
    let mut text = format!("{count} still missing or wrong; open the report again (E d) to go on:\n");
    for finding in found {
        let (n, label) = (finding.field.unwrap_or("-"), finding.label.unwrap_or("template"));
        text += &format!("{n:>5} {label}: {}\n", finding.words);
    }
    text
}
