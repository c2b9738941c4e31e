//! Exercises side by side.

use crate::cli::text::{Page, wrapped};
use crate::drill::scenario::OBJECTIVES;
use crate::drill::years::side_by_side::{Column, Comparison};

pub(crate) fn comparison(compared: &Comparison) -> Page {
    if compared.columns.is_empty() {
        return "No exercise has ended yet.\n".into();
    }
    let mut out = row("", compared.columns.iter().map(|column| column.code.clone()));
    if compared.columns.iter().any(|column| team(column).is_some()) {
        let teams = compared.columns.iter().map(team);
        out += row("team", teams.map(|name| name.unwrap_or("–").chars().take(13).collect()));
    }
    for (name, cell) in FIGURES {
        out += row(name, compared.columns.iter().map(cell));
    }
    for id in OBJECTIVES {
        out += row(id, compared.columns.iter().map(|column| objective(column, id)));
    }
    out.gap();
    for remark in &compared.remarks {
        out += wrapped("", remark);
    }
    out
}

type Cell = fn(&Column) -> String;

/// What is compared besides the objectives: a name, and what an exercise has there.
const FIGURES: [(&str, Cell); 12] = [
    ("kind", |c| c.kind.to_owned()),
    ("began", |c| c.began.date_naive().to_string()),
    ("scenario", scenario),
    ("difficulty", |c| known(c.difficulty, "")),
    ("to awareness", |c| known(c.measures.to_aware, " min")),
    ("to first call", |c| known(c.measures.to_first_call, " min")),
    ("to first decision", |c| known(c.measures.to_first_decision, " min")),
    ("to first filing", |c| known(c.measures.to_first_filing, " min")),
    ("deadlines met", |c| known(c.in_time, " %")),
    ("gaps over 30 min in the log", |c| c.measures.gaps.to_string()),
    ("expected actions done", |c| known(c.share, " %")),
    ("corrective actions open", |c| {
        format!("{} of {}", c.improvements.open, c.improvements.all)
    }),
];

/// The name of the team, which stands after the title of the scenario.
fn team(column: &Column) -> Option<&str> {
    column.scenario.as_ref()?;
    Some(column.title.rsplit_once(" · ")?.1)
}

fn row(name: &str, cells: impl Iterator<Item = String>) -> Page {
    let mut out = Page::new();
    write!(out, "{name:<30}");
    for cell in cells {
        write!(out, "{cell:>14}");
    }
    out.gap();
    out
}

fn known<T: std::fmt::Display>(figure: Option<T>, unit: &str) -> String {
    figure.map_or("–".to_owned(), |figure| format!("{figure}{unit}"))
}

/// A scenario's id, as far as it has room in a column.
fn scenario(column: &Column) -> String {
    let id = column
        .scenario
        .as_ref()
        .map(|scenario| scenario.id.chars().take(13).collect());
    id.unwrap_or_else(|| "–".to_owned())
}

fn objective(column: &Column, id: &str) -> String {
    let mine = column.objectives.iter().find(|objective| objective.id == id);
    let rating = mine.and_then(|objective| objective.rating);
    let rating = rating.map(|rating| format!(" {rating}")).unwrap_or_default();
    format!("{}{rating}", known(mine.and_then(|objective| objective.share), " %"))
}
