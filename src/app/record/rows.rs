//! The row of the board and the dated obligations of an incident, made from its assessment.

use chrono::{DateTime, Utc};
use rayon::prelude::*;

use super::RecordError;
use super::facts::facts_by;
use crate::app::assessment::assessed::{Assessed, Standing, Verdicts};
use crate::app::views::Zoned;
use crate::core::ids::ObligationId;
use crate::core::incident::{Incident, Organisation};
use crate::core::law::rulebook::Rulebook;
use crate::core::law::terms::Recipient;
use crate::core::obligation::{self, Outcome};
use crate::core::severity::RiskFacts;
use crate::core::time::{StoryTime, WallTime, Zone};
use crate::core::verdict::Verdict;
use crate::store::board::rows::NextDeadline;
use crate::store::{DeadlineRow, Summary};

/// What the board keeps instead of the title of an incident that only some may read.
pub(super) const RESTRICTED: &str = "restricted incident";

/// Incidents that are read, assessed and written at a time where all of them are.
pub(super) const AT_A_TIME: usize = 256;

/// A row, and the dated obligations that are open.
pub(super) type Rows = (Summary, Vec<DeadlineRow>);

/// What the board needs of an obligation that is due or possible.
struct Listed<'a> {
    id: &'a ObligationId,
    verdict: Verdict,
    deadline: Option<ListedDeadline<'a>>,
    recipient: Recipient,
}

struct ListedDeadline<'a> {
    strict: DateTime<Utc>,
    zone: &'a Zone,
    provisional: bool,
}

impl<'a> Listed<'a> {
    fn of(outcome: &'a Outcome<'a>) -> Listed<'a> {
        Listed {
            id: &outcome.key,
            verdict: outcome.verdict.into(),
            deadline: outcome.deadline.as_deref().map(|deadline| ListedDeadline {
                strict: deadline.strict,
                zone: deadline.zone,
                provisional: deadline.provisional,
            }),
            recipient: outcome.obligation.recipient,
        }
    }

    fn standing(&self) -> (ObligationId, Standing) {
        let strict = self.deadline.as_ref().map(|d| Zoned::new(d.zone, d.strict));
        let verdict = self.verdict;
        (self.id.clone(), Standing { verdict, strict })
    }
}

/// The rows of an incident at a moment, from its facts. The board needs a tenth of what an assessment for people says, and
/// nothing of its words.
///
/// # Errors
/// As [`super::Record::facts`].
pub(super) fn assessed_rows(
    rules: &Rulebook,
    incident: &Incident,
    organisation: &Organisation,
    now: StoryTime,
) -> Result<Rows, RecordError> {
    let facts = facts_by(rules, incident, organisation, now)?;
    let outcomes = obligation::outcomes(&facts, rules, now);
    let proposal = rules.methods.as_ref().map(|m| m.assess(&RiskFacts::from(&facts)));
    let severity = proposal.and_then(|proposal| proposal.suggested).map(|s| s.to_string());
    let listed = outcomes.iter().map(Listed::of);
    Ok(rows(incident, listed, severity, rules))
}

/// The same of many incidents at the moment that the clock shows, on every core at once.
pub(super) fn rows_of_all(
    rules: &Rulebook,
    organisation: &Organisation,
    incidents: &[Incident],
    now: WallTime,
) -> Vec<Result<Rows, RecordError>> {
    let rows = |incident: &Incident| assessed_rows(rules, incident, organisation, incident.now(now));
    incidents.par_iter().map(rows).collect()
}

/// The rows of an incident that was assessed.
pub(super) fn summary(incident: &Incident, assessed: &Assessed, rules: &Rulebook) -> Rows {
    let listed = assessed.view.obligations.iter().map(|o| Listed {
        id: &o.id,
        verdict: o.verdict,
        deadline: o.deadline.as_ref().map(|deadline| ListedDeadline {
            strict: deadline.strict,
            zone: &deadline.zone,
            provisional: deadline.provisional,
        }),
        recipient: o.recipient,
    });
    let severity = assessed.view.risk.as_ref().and_then(|r| r.suggested.clone());
    rows(incident, listed, severity, rules)
}

fn rows<'a>(
    incident: &Incident,
    obligations: impl Iterator<Item = Listed<'a>>,
    severity: Option<String>,
    rules: &Rulebook,
) -> Rows {
    let standing: Vec<Listed<'_>> = obligations.filter(|o| o.verdict != Verdict::NotDue).collect();
    let settled = |key: &ObligationId| {
        incident
            .disposition(key.as_str())
            .is_some_and(|d| d.disposition.settles())
    };
    let open: Vec<&Listed<'_>> = standing.iter().filter(|o| !settled(o.id)).collect();
    let mut deadlines: Vec<DeadlineRow> = open
        .iter()
        .filter_map(|o| {
            let deadline = o.deadline.as_ref()?;
            Some(DeadlineRow {
                stream: incident.id.to_string(),
                obligation: o.id.clone(),
                strict: deadline.strict,
                zone: deadline.zone.clone(),
                verdict: o.verdict,
                provisional: deadline.provisional,
                recipient: o.recipient,
            })
        })
        .collect();
    deadlines.sort_by(|a, b| (a.strict, &a.obligation).cmp(&(b.strict, &b.obligation)));
    let next = deadlines.iter().find(|d| d.verdict == Verdict::Due);
    let count =
        |verdict: Verdict| u32::try_from(open.iter().filter(|o| o.verdict == verdict).count()).unwrap_or(u32::MAX);
    let verdicts: Verdicts = standing.iter().map(Listed::standing).collect();
    let row = Summary {
        stream: incident.id.to_string(),
        code: incident.code.clone(),
        title: match incident.restricted_to {
            // The board lies under the record key alone.
            Some(_) => RESTRICTED.to_owned(),
            None => incident.title.clone(),
        },
        kind: incident.kind,
        stage: incident.stage,
        closed: incident.closed.is_some(),
        severity,
        opened_at: incident.opened_at,
        updated_at: incident.last_at,
        next: next.map(|d| NextDeadline {
            strict: d.strict,
            obligation: d.obligation.clone(),
        }),
        due: count(Verdict::Due),
        possible: count(Verdict::Possible),
        seq: incident.seq,
        rules: rules.sha256.clone(),
        verdicts: serde_json::to_string(&verdicts)
            .expect("the ids of obligations are text, so verdicts are always JSON"),
    };
    (row, deadlines)
}
