//! The row of the board and the dated obligations of an incident, made from its assessment.

use super::RecordError;
use crate::app::assessed::{Assessed, verdicts};
use crate::core::ids::{ObligationId, StoredCode};
use crate::core::incident::Incident;
use crate::core::law::rulebook::Rulebook;
use crate::core::verdict::Verdict;
use crate::store::board_rows::NextDeadline;
use crate::store::{DeadlineRow, Summary};

/// What the board keeps instead of the title of an incident that only some may read.
pub(super) const RESTRICTED: &str = "restricted incident";

/// The row of the board and the dated obligations that are open.
///
/// # Errors
/// [`RecordError::Unopened`] where nothing says when the incident was opened.
pub(super) fn summary(
    incident: &Incident,
    assessed: &Assessed,
    rules: &Rulebook,
) -> Result<(Summary, Vec<DeadlineRow>), RecordError> {
    let (Some(opened_at), Some(updated_at)) = (incident.opened_at, incident.last_at) else {
        return Err(RecordError::Unopened {
            id: incident.id.clone(),
        });
    };

    let settled = |key: &ObligationId| {
        incident
            .disposition(key.as_str())
            .is_some_and(|d| d.disposition.settles())
    };
    let open = assessed
        .view
        .obligations
        .iter()
        .filter(|o| o.verdict != Verdict::NotDue && !settled(&o.id));
    let rows: Vec<DeadlineRow> = open
        .clone()
        .filter_map(|o| {
            let deadline = o.deadline.as_ref()?;
            Some(DeadlineRow {
                stream: incident.id.clone(),
                obligation: o.id.clone(),
                strict: deadline.strict,
                zone: deadline.zone.clone(),
                verdict: o.verdict,
                provisional: deadline.provisional,
                recipient: o.recipient.clone(),
            })
        })
        .collect();
    let next = rows
        .iter()
        .filter(|d| d.verdict == Verdict::Due)
        .min_by_key(|d| d.strict);
    let count =
        |verdict: Verdict| u32::try_from(open.clone().filter(|o| o.verdict == verdict).count()).unwrap_or(u32::MAX);
    let row = Summary {
        stream: incident.id.clone(),
        code: StoredCode::stored(&incident.code),
        title: match incident.restricted_to {
            // The board lies under the record key alone.
            Some(_) => RESTRICTED.to_owned(),
            None => incident.title.clone(),
        },
        kind: incident.kind,
        stage: incident.stage,
        closed: incident.closed.is_some(),
        severity: assessed.view.risk.as_ref().and_then(|r| r.suggested.clone()),
        opened_at,
        updated_at,
        next: next.map(|d| NextDeadline {
            strict: d.strict,
            obligation: d.obligation.clone(),
        }),
        due: count(Verdict::Due),
        possible: count(Verdict::Possible),
        seq: incident.seq,
        rules: rules.sha256.clone(),
        verdicts: serde_json::to_string(&verdicts(&assessed.view))
            .expect("the ids of obligations are text, so verdicts are always JSON"),
    };
    Ok((row, rows))
}
