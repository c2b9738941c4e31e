//! A comparison as tracked changes.

use docx_rs::{Delete, Insert, Paragraph, Run, TableCell, TableRow};

use super::body::{Body, Place, heading, placed, ruled, shaded, style};
use super::run::{Look, dress, text_run_in};
use crate::letter::redline::{Change, Kind, Line, Redline, Words};

/// Writes a comparison: each change carries the author and the time (RFC 3339).
pub(super) fn write(body: &mut Body, redline: &Redline, author: &str, at: &str) {
    let pen = Pen { author, at };
    let mut lists: Vec<usize> = Vec::new();
    let mut rest = redline.lines.as_slice();
    while let Some((first, after)) = rest.split_first() {
        if matches!(first.kind, Kind::Row { .. }) {
            let same = |line: &&Line| matches!(line.kind, Kind::Row { table, .. } if Some(table) == first.table());
            let rows = rest.iter().take_while(same).count().max(1);
            pen.table(body, &rest[..rows]);
            rest = &rest[rows..];
        } else {
            pen.line(body, first, &mut lists);
            rest = after;
        }
    }
}

struct Pen<'a> {
    author: &'a str,
    at: &'a str,
}

impl Pen<'_> {
    fn line(&self, body: &mut Body, line: &Line, lists: &mut Vec<usize>) {
        let place = Place {
            lists: line.lists,
            quotes: line.quotes,
            // `lists` has the list that is open at each depth: an item that begins one ends what was open there, any
            // other goes on with it, and both end what is deeper.
            number: line.item.map(|item| {
                lists.truncate(line.lists.saturating_sub(usize::from(item.first)));
                while lists.len() < line.lists.max(1) {
                    lists.push(body.begin_list(item.start));
                }
                lists[line.lists.max(1) - 1]
            }),
        };
        if line.lists == 0 {
            lists.clear();
        }
        if line.kind == Kind::Rule {
            return body.paragraph(self.changed(ruled(place), line.change));
        }
        let style = match line.kind {
            Kind::Heading(level) => heading(level),
            Kind::Paragraph | Kind::Row { .. } | Kind::Rule => style(place),
        };
        let words = line.cells.first().map(Vec::as_slice).unwrap_or_default();
        let paragraph = self.words(placed(Paragraph::new(), style, place), words);
        body.paragraph(self.changed(paragraph, line.change));
    }

    /// A paragraph that was deleted or inserted with its end.
    fn changed(&self, paragraph: Paragraph, change: Change) -> Paragraph {
        match change {
            Change::Same => paragraph,
            Change::Deleted => paragraph.delete(self.author, self.at),
            Change::Inserted => paragraph.insert(self.author, self.at),
        }
    }

    fn table(&self, body: &mut Body, rows: &[Line]) {
        let headed = rows.first().is_some_and(Line::is_head);
        let columns = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        let rows = rows.iter().map(|row| self.row(row, columns)).collect();
        body.rows(rows, columns, headed);
    }

    fn row(&self, line: &Line, columns: usize) -> TableRow {
        let cell = |at: usize| {
            let words = line.cells.get(at).map(Vec::as_slice).unwrap_or_default();
            let paragraph = self.words(Paragraph::new().style("TableText"), words);
            shaded(TableCell::new().add_paragraph(paragraph), line.is_head())
        };
        let row = TableRow::new((0..columns).map(cell).collect());
        match line.change {
            Change::Same => row,
            Change::Deleted => row.delete(Delete::new().author(self.author).date(self.at)),
            Change::Inserted => row.insert(Insert::new_with_empty().author(self.author).date(self.at)),
        }
    }

    fn words(&self, paragraph: Paragraph, words: &[Words]) -> Paragraph {
        words.iter().fold(paragraph, |paragraph, words| match words.change {
            Change::Same => paragraph.add_run(run(words)),
            Change::Inserted => paragraph.add_insert(Insert::new(run(words)).author(self.author).date(self.at)),
            Change::Deleted => {
                paragraph.add_delete(Delete::new().add_run(gone(words)).author(self.author).date(self.at))
            }
        })
    }
}

fn look(words: &Words) -> Look {
    Look {
        strong: words.strong,
        emphasis: words.emphasis,
        gap: words.gap,
    }
}

fn run(words: &Words) -> Run {
    text_run_in(&words.text, look(words))
}

fn gone(words: &Words) -> Run {
    let mut run = Run::new();
    for (number, line) in words.text.split('\n').enumerate() {
        if number > 0 {
            run = run.add_break(docx_rs::BreakType::TextWrapping);
        }
        run = run.add_delete_text(line);
    }
    dress(run, look(words))
}
