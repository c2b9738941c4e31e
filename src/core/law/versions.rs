//! Former versions: a breach under the old rule is judged by the old rule.
//!
//! A law file writes a former version as what differed; this module makes whole versions of it, each with its
//! first and last day, newest first.

use std::sync::Arc;

use chrono::NaiveDate;

use super::rulebook::{DataTest, Obligation, Rule, Version};

/// A former version as written: what was other than in today's text, however many versions lie between. Each entry
/// reads on its own.
#[derive(Debug, Clone)]
pub(super) struct Former {
    /// Its first day, where it is known and no older version shows it.
    pub from: Option<NaiveDate>,
    /// Its last day.
    pub until: NaiveDate,
    /// What is known of it.
    pub rule: Rule,
    pub note: Option<String>,
    /// Obligations that did not exist yet.
    pub not_yet: Vec<String>,
    /// The test of the data, if other.
    pub data: Option<Arc<DataTest>>,
    /// Obligations as they stood, replacing those of the same id.
    pub obligations: Vec<Obligation>,
}

/// The current version followed by the former ones, newest first, each with its first and last day.
pub(super) fn expand(current: Version, formers: Vec<Former>) -> Vec<Version> {
    let mut versions = vec![current];
    for (at, former) in formers.iter().enumerate() {
        let older = formers.get(at + 1).map(|f| f.until);
        let from = former.from.or_else(|| older.and_then(|day| day.succ_opt()));
        versions.push(whole(&versions[0], former, from));
    }
    versions
}

/// A former version in full: today's text but for what its entry says.
fn whole(body: &Version, former: &Former, from: Option<NaiveDate>) -> Version {
    let kept = |o: &&Obligation| !former.not_yet.contains(&o.id) && !former.obligations.iter().any(|f| f.id == o.id);
    let mut obligations: Vec<Obligation> = match former.rule {
        Rule::None => Vec::new(),
        Rule::Listed | Rule::Unmodelled => body.obligations.iter().filter(kept).cloned().collect(),
    };
    obligations.extend(former.obligations.iter().cloned());
    Version {
        from,
        until: Some(former.until),
        rule: former.rule,
        note: former.note.clone(),
        data: former.data.clone().or_else(|| body.data.clone()),
        obligations,
    }
}
