//! Which column is what: by the layout, by the words of the headings, or as a person says.

use super::answers::{Answers, ColumnUse, Confirm, DayOrder};
use super::headings::{self, Heading, Layout, Meaning};
use super::question::{Question, Topic};
use super::table::{Form, Table};
use super::written::{Cell, read};

/// Where everything is.
pub(super) struct Columns {
    pub layout: Option<&'static Layout>,
    pub head: Vec<Heading>,
    /// Cells that together are the moment.
    pub when: Vec<usize>,
    pub what: Vec<usize>,
    pub who: Option<usize>,
    pub source: Option<usize>,
    pub zone: Option<usize>,
    /// A zone in brackets behind the heading of the moment.
    pub zone_remark: Option<String>,
    pub order: Option<DayOrder>,
    /// A local moment to be checked, and its offset.
    pub local: Option<(usize, Option<usize>)>,
    /// What marks a row as privileged.
    pub privileged: Option<usize>,
    /// Everything else that says something, in the order of the file.
    pub rest: Vec<usize>,
}

/// Sorts the columns; what cannot be known is asked.
pub(super) fn of(table: &Table, answers: &Answers, questions: &mut Vec<Question>) -> Columns {
    let head: Vec<Heading> = table.head.iter().map(|cell| Heading::of(cell)).collect();
    let layout = headings::layout(&head).or_else(|| without_headings(table));
    let mut columns = match layout {
        Some(layout) if !layout.when.is_empty() => by_layout(layout, head),
        Some(_) | None => by_words(layout, head, table),
    };
    columns.as_answered(answers);
    if columns.when.is_empty() || columns.what.is_empty() {
        propose(table, answers, &mut columns, questions);
    }
    columns.note_remark();
    columns.sort_rest(table);
    columns
}

/// TLN has no headings: five cells between bars, the first a number of seconds.
fn without_headings(table: &Table) -> Option<&'static Layout> {
    let first = table.rows.first()?;
    let seconds = first
        .cells
        .first()
        .is_some_and(|cell| matches!(read(cell), Cell::Instant(_)));
    let is_tln = table.form == Form::Bar && table.head_line.is_none() && first.cells.len() == 5 && seconds;
    is_tln.then(|| headings::named("tln")).flatten()
}

fn by_layout(layout: &'static Layout, mut head: Vec<Heading>) -> Columns {
    if head.is_empty() {
        head = ["time", "source", "host", "user", "description"]
            .map(Heading::of)
            .to_vec();
    }
    let at = |name: &String| head.iter().position(|heading| heading.is(name));
    let one = |name: &Option<String>| name.as_ref().and_then(at);
    Columns {
        layout: Some(layout),
        when: layout.when.iter().filter_map(at).collect(),
        what: layout.what.iter().filter_map(at).collect(),
        who: one(&layout.who),
        source: one(&layout.source),
        zone: one(&layout.zone_column),
        zone_remark: None,
        order: layout.order,
        local: one(&layout.local).map(|local| (local, one(&layout.offset))),
        privileged: None,
        rest: Vec::new(),
        head,
    }
}

fn by_words(layout: Option<&'static Layout>, head: Vec<Heading>, table: &Table) -> Columns {
    let meanings: Vec<Option<Meaning>> = head.iter().map(Heading::meaning).collect();
    let all = |meaning: Meaning| -> Vec<usize> {
        let told = (0..).zip(&meanings).filter(|(_, told)| **told == Some(meaning));
        told.map(|(at, _)| at).collect()
    };
    let first = |meaning| all(meaning).first().copied();
    Columns {
        layout,
        when: when(
            first(Meaning::Moment),
            days(&all(Meaning::Day), table),
            first(Meaning::TimeOfDay),
        ),
        what: first(Meaning::What).into_iter().collect(),
        who: first(Meaning::Who),
        source: first(Meaning::Source),
        zone: first(Meaning::Zone),
        zone_remark: None,
        order: None,
        local: None,
        privileged: first(Meaning::Sensitivity),
        rest: Vec::new(),
        head,
    }
}

/// Some words mean a day in one language and something else in another: what the cells are decides.
fn days(candidates: &[usize], table: &Table) -> Option<usize> {
    let is_day = |at: &&usize| {
        let mut cells = table
            .rows
            .iter()
            .filter_map(|row| row.cells.get(**at))
            .filter(|cell| !cell.trim().is_empty());
        cells.any(|cell| {
            matches!(read(cell), Cell::Written(written) if written.date.is_some())
                || matches!(read(cell), Cell::DayNumber(..))
        })
    };
    candidates.iter().find(is_day).or(candidates.first()).copied()
}

fn when(moment: Option<usize>, day: Option<usize>, time: Option<usize>) -> Vec<usize> {
    match (moment, day, time) {
        (Some(moment), ..) => vec![moment],
        (None, day, time) => day.into_iter().chain(time).collect(),
    }
}

impl Columns {
    fn as_answered(&mut self, answers: &Answers) {
        for (used, named) in &answers.columns {
            let number = named
                .trim()
                .parse::<usize>()
                .ok()
                .and_then(|number| number.checked_sub(1));
            let at = self.head.iter().position(|heading| heading.is(named)).or(number);
            match (used, at) {
                (ColumnUse::When, at) => self.when = at.into_iter().collect(),
                (ColumnUse::What, at) => self.what = at.into_iter().collect(),
                (ColumnUse::Who, at) => self.who = at,
                (ColumnUse::Source, at) => self.source = at,
            }
        }
    }

    /// A zone in brackets behind the heading of the moment, or of a part of it.
    fn note_remark(&mut self) {
        let remarks = self.when.iter().filter_map(|at| self.head.get(*at)?.remark.clone());
        self.zone_remark = remarks.into_iter().next();
    }

    fn sort_rest(&mut self, table: &Table) {
        let width = table.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        let computed = |at: &usize| self.head.get(*at).and_then(Heading::meaning) == Some(Meaning::Computed);
        let used = |at: &usize| {
            self.when.contains(at)
                || self.what.contains(at)
                || [self.who, self.source, self.zone, self.privileged].contains(&Some(*at))
        };
        self.rest = (0..width).filter(|at| !used(at) && !computed(at)).collect();
    }

    /// The heading of a column as people see it.
    pub(super) fn name(&self, table: &Table, at: usize) -> String {
        let written = table
            .head
            .get(at)
            .map(|text| text.trim())
            .filter(|text| !text.is_empty());
        written.map_or_else(|| format!("column {}", at + 1), str::to_owned)
    }
}

/// A column in which every cell is a full moment, and the one with the longest texts, for a person to confirm.
fn propose(table: &Table, answers: &Answers, columns: &mut Columns, questions: &mut Vec<Question>) {
    let width = table.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let cells = |at: usize| table.rows.iter().filter_map(move |row| row.cells.get(at));
    let dated = |at: &usize| {
        let full = |cell: &String| match read(cell) {
            Cell::Instant(_) => true,
            Cell::Written(written) => written.date.is_some() && written.time.is_some(),
            Cell::Nothing | Cell::DayNumber(..) | Cell::Fault(_) => false,
        };
        cells(*at).count() > 0 && cells(*at).all(full)
    };
    if columns.when.is_empty() {
        columns.when = (0..width).find(dated).into_iter().collect();
    }
    if columns.what.is_empty() {
        let others = (0..width).filter(|at| !columns.when.contains(at));
        let longest = others.rev().max_by_key(|at| cells(*at).map(String::len).sum::<usize>());
        columns.what = longest.into_iter().collect();
    }
    let proposed = !columns.when.is_empty() && !columns.what.is_empty();
    if proposed && answers.confirms(Confirm::Columns) {
        return;
    }
    let named = |at: Option<&usize>| at.map_or("none was found".to_owned(), |at| columns.name(table, *at));
    let words = format!(
        "the headings do not say which column is the moment and which is what happened; moment: {}, what happened: {}?",
        named(columns.when.first()),
        named(columns.what.first())
    );
    questions.push(Question::of_file(Topic::Columns, words));
}
