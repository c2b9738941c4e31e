//! The header of a sheet: which of the first rows it is, and what is above it.

use super::column_names::{bare, is_known};
use super::encoding::text;
use super::first_bytes::Top;
use super::layout::{Delimiter, Heading, Layout};

/// Rows in which a header is looked for.
const DEPTH: usize = 20;

/// The header, or that there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Headline {
    /// Names of columns, in a record below others that hold a title.
    Found { names: Vec<String>, titles: usize },
    /// The first row is a person; only how many cells it has is kept.
    Absent { width: usize },
}

impl Headline {
    pub(super) fn names(&self) -> &[String] {
        match self {
            Headline::Found { names, .. } => names,
            Headline::Absent { .. } => &[],
        }
    }

    /// Cells of a regular row.
    pub(super) fn width(&self) -> usize {
        match self {
            Headline::Found { names, .. } => names.len(),
            Headline::Absent { width } => *width,
        }
    }

    /// How many lines are above the header, where there are any.
    pub(super) fn titles(&self) -> Option<usize> {
        match self {
            Headline::Found { titles, .. } => (*titles > 0).then_some(*titles),
            Headline::Absent { .. } => None,
        }
    }

    /// Records that hold no people: the header and those above it.
    pub(super) fn records(&self) -> usize {
        match self {
            Headline::Found { titles, .. } => titles + 1,
            Headline::Absent { .. } => 0,
        }
    }
}

/// Finds the delimiter, where it is not told, and the header.
pub(super) fn headline(top: &mut Top, told: Option<Delimiter>, layout: &Layout) -> Headline {
    let named: Vec<String> = layout.named.iter().map(|name| bare(name)).collect();
    let candidates = match &told {
        Some(delimiter) => std::slice::from_ref(delimiter),
        None => &Delimiter::COMMON[..],
    };
    let mut best: Option<((bool, usize), Delimiter, Headline)> = None;
    for delimiter in candidates {
        let rows = cells(top, *delimiter);
        let headline = found(&rows, &named, layout.heading);
        // A delimiter under which a header is found; of several the one that makes the most columns, and of equal ones
        // the more common, which comes first.
        let rank = (matches!(headline, Headline::Found { .. }), headline.width());
        if best.as_ref().is_none_or(|(other, ..)| rank > *other) {
            best = Some((rank, *delimiter, headline));
        }
    }
    match best {
        Some((_, delimiter, headline)) => {
            top.delimiter = delimiter;
            headline
        }
        None => Headline::Absent { width: 0 },
    }
}

fn cells(top: &Top, delimiter: Delimiter) -> Vec<Vec<String>> {
    let rows = top.rows(delimiter, DEPTH);
    rows.iter()
        .map(|row| row.iter().map(|cell| text(cell).into_owned()).collect())
        .collect()
}

fn found(rows: &[Vec<String>], named: &[String], heading: Heading) -> Headline {
    let absent = Headline::Absent {
        width: rows.iter().find(|row| filled(row) > 0).map_or(0, Vec::len),
    };
    let at = match heading {
        Heading::Absent => return absent,
        Heading::Sought => sought(rows, named),
        Heading::Required => sought(rows, named).or_else(|| rows.iter().position(|row| filled(row) > 0)),
    };
    match at.and_then(|at| Some((at, rows.get(at)?))) {
        Some((titles, names)) => Headline::Found {
            names: names.clone(),
            titles,
        },
        None => absent,
    }
}

fn filled(row: &[String]) -> usize {
    row.iter().filter(|cell| !cell.is_empty()).count()
}

/// The first row that names columns, if the rows above it are titles: they have fewer cells that hold something.
fn sought(rows: &[Vec<String>], named: &[String]) -> Option<usize> {
    let at = rows.iter().position(|row| is_header(row, named))?;
    let titles = rows[..at].iter().all(|row| filled(row) < filled(&rows[at]));
    titles.then_some(at)
}

/// Whether a row names columns: it holds a name that is known or asked for, and nothing that only a person's row holds.
fn is_header(row: &[String], named: &[String]) -> bool {
    let names = row.iter().any(|cell| {
        let bare = bare(cell);
        is_known(&bare) || named.contains(&bare)
    });
    let data = row.iter().any(|cell| cell.contains('@') || cell.parse::<f64>().is_ok());
    names && !data
}
