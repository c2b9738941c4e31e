//! Issues of a tracker: one row holds several moments, each of which is an entry once a person says so.

use super::Entry;
use super::answers::{Answers, Confirm};
use super::columns::Columns;
use super::entries::of_row;
use super::question::{Question, Topic};
use super::raw_row::RawRow;
use super::table::Table;

/// An entry for each moment of each issue: created, each comment, resolved.
pub(super) fn entries(
    table: &Table,
    columns: &Columns,
    answers: &Answers,
    questions: &mut Vec<Question>,
) -> Vec<Entry> {
    if !answers.confirms(Confirm::IssueMoments) {
        let words = "each issue has several moments: is each of them an entry (created, each comment, resolved)?";
        questions.push(Question::of_file(Topic::IssueMoments, words));
    }
    let numbered = (1..).zip(&table.rows);
    numbered
        .flat_map(|(number, row)| of_issue(table, columns, number, row))
        .collect()
}

fn of_issue(table: &Table, columns: &Columns, number: u64, row: &RawRow) -> Vec<Entry> {
    let created = of_row(table, columns, number, row);
    let named = |name: &'static str| {
        let at =
            (0..columns.head.len()).filter(move |at| columns.head.get(*at).is_some_and(|heading| heading.is(name)));
        at.filter_map(|at| row.cells.get(at))
            .filter(|cell| !cell.trim().is_empty())
    };
    let title = created.text.clone();
    let later = |moment: &str, who: Option<&str>, text: String| Entry {
        moment_as_written: moment.to_owned(),
        who: who.map(str::to_owned),
        text,
        rest: None,
        ..created.clone()
    };
    let comments = named("comment").filter_map(|cell| {
        let mut parts = cell.splitn(3, ';');
        let (moment, who, said) = (parts.next()?, parts.next()?, parts.next()?);
        Some(later(moment, Some(who), format!("{title}: {said}")))
    });
    let resolved = named("resolved").map(|moment| later(moment, None, format!("{title}: resolved")));
    let after: Vec<Entry> = comments.chain(resolved).collect();
    let first = Entry {
        text: format!("{title}: created"),
        ..created
    };
    [first].into_iter().chain(after).collect()
}
