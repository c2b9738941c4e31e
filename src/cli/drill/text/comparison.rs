//! Exercises side by side.

use crate::cli::text::{Page, wrapped};
use crate::drill::compare::{Column, Comparison};

pub fn comparison(compared: &Comparison) -> Page {
    if compared.columns.is_empty() {
        return "No exercise has ended yet.\n".into();
    }
    let mut out = Page::new();
    write!(out, "{:<30}", "");
    for column in &compared.columns {
        write!(out, "{:>14}", column.code);
    }
    out.gap();
    let minutes = |value: Option<i64>| value.map_or("–".to_owned(), |value| format!("{value} min"));
    let percent = |value: Option<u64>| value.map_or("–".to_owned(), |value| format!("{value} %"));
    type Cell<'c> = (&'c str, Box<dyn Fn(&Column) -> String + 'c>);
    let mut rows: Vec<Cell<'_>> = vec![
        ("kind", Box::new(|c| c.kind.to_owned())),
        ("began", Box::new(|c| c.began.get(..10).unwrap_or_default().to_owned())),
        (
            "scenario",
            Box::new(|c| {
                c.scenario
                    .as_ref()
                    .map_or("–".to_owned(), |(id, _)| id.chars().take(13).collect())
            }),
        ),
        (
            "difficulty",
            Box::new(|c| c.difficulty.map_or("–".to_owned(), |d| d.to_string())),
        ),
        ("to awareness", Box::new(move |c| minutes(c.measures.to_aware))),
        ("to first call", Box::new(move |c| minutes(c.measures.to_first_call))),
        (
            "to first decision",
            Box::new(move |c| minutes(c.measures.to_first_decision)),
        ),
        (
            "to first filing",
            Box::new(move |c| minutes(c.measures.to_first_filing)),
        ),
        (
            "dated obligations in time",
            Box::new(|c| c.in_time.map_or("–".to_owned(), |share| format!("{share} %"))),
        ),
        ("gaps over 30 min in the log", Box::new(|c| c.measures.gaps.to_string())),
        ("expected actions done", Box::new(move |c| percent(c.share))),
        (
            "corrective actions open",
            Box::new(|c| format!("{} of {}", c.improvements.0, c.improvements.1)),
        ),
    ];
    for id in crate::drill::scenario::OBJECTIVES {
        let cell = move |c: &Column| {
            let mine = c.objectives.iter().find(|o| o.id == id);
            let rating = mine
                .and_then(|o| o.rating)
                .map_or(String::new(), |rating| format!(" {rating}"));
            format!("{}{rating}", percent(mine.and_then(|o| o.share)))
        };
        rows.push((id, Box::new(cell)));
    }
    for (name, cell) in &rows {
        write!(out, "{name:<30}");
        for column in &compared.columns {
            write!(out, "{:>14}", cell(column));
        }
        out.gap();
    }
    out.gap();
    for remark in &compared.remarks {
        out += wrapped("", remark);
    }
    out
}
