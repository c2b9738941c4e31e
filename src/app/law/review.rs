//! The work of reviewing a regime: what to open, what to compare, what was unsure; and the regime with the day and the
//! reviewer of the last look, as a file for an overlay folder.

use std::cmp::Reverse;
use std::fmt::Write as _;
use std::ops::Range;

use chrono::NaiveDate;
use serde::Serialize;

use crate::app::files::overlay::Unreadable;
use crate::app::law::layers::Layers;
use crate::core::ids::{ObligationId, RegimeId};
use crate::core::law::check;
use crate::core::law::load::{LawText, load};
use crate::core::law::rulebook::{Confidence, Obligation, Regime, Rulebook};

/// A regime in the order in which reviews are worth most.
#[derive(Debug, Clone, Serialize)]
pub struct ReviewRow {
    /// The regime.
    pub id: RegimeId,
    /// How sure its file is.
    pub confidence: Confidence,
    /// The day of the last look.
    pub reviewed_on: NaiveDate,
    /// How many points the file itself names as unsure.
    pub open_points: usize,
}

/// One figure to compare with its text.
#[derive(Debug, Clone, Serialize)]
pub struct Comparison {
    pub obligation: ObligationId,
    /// What the file says: limit, start, counting, threshold.
    pub says: String,
    /// Where the text is.
    pub cite: String,
}

/// A regime's checklist.
#[derive(Debug, Clone, Serialize)]
pub struct Checklist {
    /// The regime.
    pub id: RegimeId,
    /// What people call it.
    pub name: String,
    /// Where the law is.
    pub citation: String,
    /// How sure its file is.
    pub confidence: Confidence,
    /// The day of the last look.
    pub reviewed_on: NaiveDate,
    /// Who looked, where the file says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewed_by: Option<String>,
    pub open: Vec<String>,
    pub compare: Vec<Comparison>,
    /// What the file names as unsure or left out.
    pub unsure: Vec<String>,
}

/// Every regime, the least sure and longest unseen first.
pub fn queue(rules: &Rulebook) -> Vec<ReviewRow> {
    let mut rows: Vec<ReviewRow> = rules.regimes.iter().map(row).collect();
    rows.sort_by_key(|row| (Reverse(row.confidence), row.reviewed_on, Reverse(row.open_points)));
    rows
}

fn row(regime: &Regime) -> ReviewRow {
    ReviewRow {
        id: regime.id.clone(),
        confidence: regime.confidence,
        reviewed_on: regime.reviewed_on,
        open_points: unsure(regime).len(),
    }
}

/// The checklist of one regime.
pub fn checklist(regime: &Regime) -> Checklist {
    Checklist {
        id: regime.id.clone(),
        name: regime.name.clone(),
        citation: regime.citation.clone(),
        confidence: regime.confidence,
        reviewed_on: regime.reviewed_on,
        reviewed_by: regime.reviewed_by.clone(),
        open: regime.sources.clone(),
        compare: regime.current().obligations.iter().map(comparison).collect(),
        unsure: unsure(regime),
    }
}

fn unsure(regime: &Regime) -> Vec<String> {
    let obligations = &regime.current().obligations;
    let checks = obligations
        .iter()
        .flat_map(|o| o.check.iter().map(move |words| format!("{}: {words}", o.id)));
    let left_out = regime.not_modelled.iter().map(|words| format!("not modelled: {words}"));
    checks.chain(left_out).collect()
}

fn comparison(o: &Obligation) -> Comparison {
    let mut says = match &o.limit {
        Some(limit) => {
            format!("{}, counted {}", limit.period.words(), limit.counting)
        }
        None => "no number".to_owned(),
    };
    if let Some(from) = &o.from {
        let _ = write!(says, ", from {}", from.code().replace('_', " "));
    }
    if let Some(threshold) = &o.threshold {
        let _ = write!(
            says,
            "; {} {} {} ({})",
            threshold.op.words(),
            threshold.count,
            threshold.of,
            threshold.scope.words()
        );
    }
    if !o.when.is_empty() {
        let conditions = match o.when.len() {
            1 => "1 condition".to_owned(),
            n => format!("{n} conditions"),
        };
        let _ = write!(says, "; {conditions} (see `law show`)");
    }
    Comparison {
        obligation: o.key.clone(),
        says,
        cite: o.cite.clone(),
    }
}

/// What a reviewer found.
#[derive(Debug, Clone)]
pub struct Review {
    /// Who looked.
    pub by: String,
    /// When.
    pub on: NaiveDate,
    /// How sure the file may be now; `None` leaves it.
    pub confidence: Option<Confidence>,
}

/// Why a review cannot be written down.
#[derive(Debug, thiserror::Error)]
pub enum ReviewError {
    /// The folder of an overlay could not be read.
    #[error(transparent)]
    Folder(#[from] Unreadable),
    /// The text of the regime was not found where the loader says it is.
    #[error("the text of `{0}` was not found in its file")]
    NoText(RegimeId),
    /// The text with the review in it would not load.
    #[error("`{id}` would not load with the review in it: {problem}")]
    WouldNotLoad {
        /// The regime.
        id: RegimeId,
        /// The first problem.
        problem: String,
    },
}

/// The regime's own text with the review in it, ready for an overlay folder.
///
/// # Errors
/// [`ReviewError`]; the text is loaded again in full before it is given out.
pub fn reviewed(regime: &Regime, layers: &Layers, review: &Review) -> Result<String, ReviewError> {
    let mut files = layers.texts()?;
    let no_text = || ReviewError::NoText(regime.id.clone());
    let file = files
        .iter()
        .rfind(|file| file.path == regime.file)
        .ok_or_else(no_text)?;
    let lines: Vec<&str> = file.text.lines().collect();
    let block = block(&lines, regime.place.0).ok_or_else(no_text)?;
    let text = with_review(&lines[block], review);
    let path = format!("review/{}.toml", regime.id);
    files.push(LawText {
        path: path.clone(),
        name: path.clone(),
        text: text.clone().into(),
        overlay: true,
    });
    let mut loaded = load(&files);
    let own = check::confidence(&loaded.rules)
        .into_iter()
        .filter(|problem| problem.file == path);
    loaded.problems.extend(own);
    let found = loaded
        .rules
        .regime(&regime.id)
        .filter(|found| found.reviewed_by.as_deref() == Some(review.by.as_str()));
    let kept = |confidence| confidence == review.confidence.unwrap_or(regime.confidence);
    match (loaded.problems.first(), found) {
        (None, Some(found)) if found.reviewed_on == review.on && kept(found.confidence) => Ok(text),
        (problem, _) => Err(ReviewError::WouldNotLoad {
            id: regime.id.clone(),
            problem: problem.map_or_else(|| "the review was not found in it".to_owned(), ToString::to_string),
        }),
    }
}

/// The lines of one regime, from its heading to the next one's.
fn block(lines: &[&str], first: usize) -> Option<Range<usize>> {
    let start = first
        .checked_sub(1)
        .filter(|at| lines.get(*at).is_some_and(|line| line.trim() == "[[regime]]"))?;
    let ends = |line: &&str| matches!(line.trim(), "[[regime]]" | "[[proposal]]" | "[[question]]");
    let length = lines[start + 1..]
        .iter()
        .position(ends)
        .unwrap_or(lines.len() - start - 1);
    Some(start..start + 1 + length)
}

fn with_review(lines: &[&str], review: &Review) -> String {
    let key = |line: &str| line.split_once('=').map(|(key, _)| key.trim().to_owned());
    let mut text = String::new();
    let mut head = true;
    for (at, line) in lines.iter().enumerate() {
        // Keys of the regime itself end where its first table begins.
        head &= at == 0 || !line.trim_start().starts_with('[');
        let named = key(line).filter(|_| head);
        match (named.as_deref(), review.confidence) {
            (Some("reviewed_by"), _) => continue,
            (Some("reviewed_on"), _) => {
                let _ = writeln!(text, "reviewed_on = \"{}\"", review.on);
                let _ = writeln!(text, "reviewed_by = {}", toml::Value::String(review.by.clone()));
            }
            (Some("confidence"), Some(confidence)) => {
                let _ = writeln!(text, "confidence = \"{}\"", confidence.code());
            }
            (_, _) => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    text
}
