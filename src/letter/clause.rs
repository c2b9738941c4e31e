//! Wording that counsel approved, to be put into letters as it is.

use chrono::NaiveDate;
use serde::Serialize;

use super::block::Block;
use super::check::{Finding, Weight};
use super::markdown::{parse, plain};
use super::redline::redline;
use crate::core::facts::story::Audience;
use crate::core::toml_text::front_matter;
use crate::core::toml_text::reader::{Problem, Reader, Table};
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Clause {
    pub id: String,
    /// What people call it.
    pub name: String,
    /// BCP 47.
    pub language: String,
    /// Whom letters with it are for; empty: for anyone.
    pub audiences: Vec<Audience>,
    pub approved_by: String,
    pub approved_on: NaiveDate,
    /// Its Markdown.
    pub text: String,
}

impl Clause {
    /// Reads a clause.
    ///
    /// # Errors
    /// Every problem of the front matter at once, each with its line.
    pub fn parse(file: &str, text: &str) -> Result<Clause, Vec<Problem>> {
        let split = front_matter::split(file, text, "a clause").map_err(|problem| vec![problem])?;
        let reader = Reader::new(file, &split.toml);
        let document = reader.parse();
        let root = Table::new(&reader, document.get_ref(), document.span());
        let approved_on = root.require("approved_on").and_then(|value| {
            let day = value.moment_text()?.parse().ok();
            if day.is_none() {
                value.wrong("this is not a date", Some("write it as 2026-11-28".to_owned()));
            }
            day
        });
        let audiences = root
            .get("audiences")
            .and_then(|value| value.items())
            .unwrap_or_default();
        let clause = Clause {
            id: root.need_text("id"),
            name: root.need_text("name"),
            language: root.need_text("language"),
            audiences: audiences
                .iter()
                .filter_map(crate::core::toml_text::reader::Value::coded)
                .collect(),
            approved_by: root.need_text("approved_by"),
            // A clause without a day has a problem and is not loaded.
            approved_on: approved_on.unwrap_or_default(),
            text: split.body.trim().to_owned(),
        };
        root.finish();
        let mut problems = reader.into_problems();
        if clause.text.is_empty() {
            problems.push(Problem {
                file: file.to_owned(),
                line: split.lines_above + 1,
                column: 1,
                message: "the clause has no text".to_owned(),
                hint: Some("write it below the front matter".to_owned()),
            });
        }
        match problems.is_empty() {
            true => Ok(clause),
            false => Err(problems),
        }
    }

    /// Whether it may stand in a letter of this language for this audience.
    pub fn fits(&self, language: &str, audience: Option<Audience>) -> bool {
        let reader = audience.is_none_or(|audience| self.audiences.is_empty() || self.audiences.contains(&audience));
        self.language == language && reader
    }
}

/// A text with a clause as a part of its own: below the heading or paragraph that has these words, or at the end.
/// `None`: no block has the words.
pub fn inserted(text: &str, clause: &Clause, after: Option<&str>) -> Option<String> {
    let mut blocks = parse(text);
    let at = match after {
        None => blocks.len(),
        Some(words) => blocks.iter().position(|block| read(block).contains(words))? + 1,
    };
    blocks.splice(at..at, parse(&clause.text));
    Some(super::markdown::write(&blocks))
}

/// What is read in a block.
fn read(block: &Block) -> String {
    match block {
        Block::Heading { text, .. } | Block::Paragraph(text) => plain(text),
        Block::List { items, .. } => lines(items.iter().flatten()),
        Block::Quote(inner) => lines(inner.iter()),
        Block::Table { head, rows } => {
            let cells: Vec<String> = head
                .iter()
                .chain(rows.iter().flatten())
                .map(|cell| plain(cell))
                .collect();
            cells.join("\n")
        }
        Block::Rule => String::new(),
    }
}

fn lines<'b>(blocks: impl Iterator<Item = &'b Block>) -> String {
    blocks.map(read).collect::<Vec<_>>().join("\n")
}

/// Whether a text has a clause word for word.
pub fn holds(text: &str, clause: &Clause) -> bool {
    let flat = |text: &str| {
        lines(parse(text).iter())
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    };
    flat(text).contains(&flat(&clause.text))
}

/// Warns of a clause that an earlier text of a letter had word for word and the current one has no longer, although it
/// still has most of its words. `texts`: oldest first, the current one last.
pub fn altered(clauses: &[Clause], language: &str, texts: &[&str]) -> Vec<Finding> {
    let Some((current, earlier)) = texts.split_last() else {
        return Vec::new();
    };
    let clauses = clauses.iter().filter(|clause| clause.language == language);
    let altered = clauses.filter(|clause| {
        !holds(current, clause) && earlier.iter().any(|text| holds(text, clause)) && remains(current, clause)
    });
    let finding = |clause: &Clause| Finding {
        rule: format!("clause-{}", clause.id),
        weight: Weight::Warns,
        demand: format!("“{}” stands as it was approved", clause.name),
        found: format!(
            "“{}” was inserted as {} approved it on {} and has been changed since; have the change approved, or insert it again",
            clause.name, clause.approved_by, clause.approved_on
        ),
        cite: format!("clause {}", clause.id),
    };
    altered.map(finding).collect()
}

/// Whether at least half of a clause's words are still there, in their order: then it was changed and not taken out.
fn remains(text: &str, clause: &Clause) -> bool {
    use super::redline::Change;
    let compared = redline(&clause.text, text);
    let words = compared.lines.iter().flat_map(|line| line.cells.iter().flatten());
    let (mut same, mut all) = (0, 0);
    for words in words {
        let count = words.text.split_whitespace().count();
        match words.change {
            Change::Same => (same, all) = (same + count, all + count),
            Change::Deleted => all += count,
            Change::Inserted => {}
        }
    }
    2 * same >= all
}
