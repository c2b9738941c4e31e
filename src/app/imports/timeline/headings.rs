//! The headings that tools and people write, from a data file of facts.

use std::sync::LazyLock;

use serde::Deserialize;

use super::answers::DayOrder;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) enum Meaning {
    #[serde(rename = "moment")]
    Moment,
    #[serde(rename = "day")]
    Day,
    #[serde(rename = "time_of_day")]
    TimeOfDay,
    /// A local moment beside one in UTC.
    #[serde(rename = "local")]
    Local,
    #[serde(rename = "zone")]
    Zone,
    #[serde(rename = "what")]
    What,
    #[serde(rename = "who")]
    Who,
    #[serde(rename = "source")]
    Source,
    #[serde(rename = "evidence")]
    Evidence,
    #[serde(rename = "system")]
    System,
    #[serde(rename = "kind")]
    Kind,
    #[serde(rename = "sure")]
    Sure,
    #[serde(rename = "remark")]
    Remark,
    /// A running number or something calculated: never a moment, never a text.
    #[serde(rename = "computed")]
    Computed,
    #[serde(rename = "decision")]
    Decision,
    #[serde(rename = "sensitivity")]
    Sensitivity,
}

/// A layout of a tool, or of sheets that many people keep alike.
#[derive(Debug, Deserialize)]
pub(super) struct Layout {
    pub id: String,
    pub name: String,
    needs: Vec<String>,
    #[serde(default)]
    pub when: Vec<String>,
    #[serde(default)]
    pub what: Vec<String>,
    pub who: Option<String>,
    pub source: Option<String>,
    /// The zone of every moment that names none.
    pub zone: Option<String>,
    pub zone_column: Option<String>,
    pub order: Option<DayOrder>,
    /// A local moment that is checked against the one in UTC, and its offset.
    pub local: Option<String>,
    pub offset: Option<String>,
    /// Where cells belong that a tool did not quote.
    pub surplus: Option<String>,
    /// Events of machines, often millions of them: rows are chosen.
    #[serde(default)]
    pub machine: bool,
}

#[derive(Debug, Deserialize)]
struct Alias {
    means: Meaning,
    words: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Known {
    layout: Vec<Layout>,
    alias: Vec<Alias>,
}

#[expect(clippy::expect_used, reason = "the file is built in, and a test reads it")]
static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let text = include_str!("../../../../templates/imports/timeline-headings.toml");
    toml::from_str(text).expect("the built-in headings are valid")
});

/// A heading as it is compared: the words, and the remark in brackets behind them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Heading {
    full: String,
    pub words: String,
    pub remark: Option<String>,
}

impl Heading {
    pub(super) fn of(text: &str) -> Heading {
        let full = plain(text);
        let parted = full
            .strip_suffix(')')
            .and_then(|rest| rest.rsplit_once('('))
            .map(|(words, remark)| (words.trim().to_owned(), remark.trim().to_owned()));
        let (words, remark) = match parted {
            Some((words, remark)) if !words.is_empty() => (words, Some(remark)),
            Some(_) | None => (full.clone(), None),
        };
        Heading { full, words, remark }
    }

    /// Whether it is this heading of the data file.
    pub(super) fn is(&self, known: &str) -> bool {
        let known = plain(known);
        self.full == known || self.words == known
    }

    /// What the words mean, if they are known.
    pub(super) fn meaning(&self) -> Option<Meaning> {
        let alias = KNOWN
            .alias
            .iter()
            .find(|alias| alias.words.iter().any(|word| self.is(word)));
        alias.map(|alias| alias.means)
    }
}

/// Small letters, with runs of blanks and underscores as one blank.
fn plain(text: &str) -> String {
    let parted = text.trim_start_matches('\u{feff}').to_lowercase().replace('_', " ");
    parted.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How many cells of a row are words that headings have.
pub(super) fn known_words(cells: &[String]) -> usize {
    let headings: Vec<Heading> = cells.iter().map(|cell| Heading::of(cell)).collect();
    let known = headings.iter().filter(|heading| heading.meaning().is_some()).count();
    match layout(&headings) {
        Some(layout) => known.max(layout.needs.len()).max(2),
        None => known,
    }
}

/// The layout whose headings are all there; of several the one that names most.
pub(super) fn layout(head: &[Heading]) -> Option<&'static Layout> {
    let matching = KNOWN.layout.iter().filter(|layout| layout.fits(head));
    matching.max_by_key(|layout| layout.needs.len())
}

impl Layout {
    /// A tool writes its headings exactly; people add a remark in brackets.
    fn fits(&self, head: &[Heading]) -> bool {
        let of_people = self.id.starts_with("sheet-");
        let there = |needed: &String| {
            let exact = plain(needed);
            head.iter()
                .any(|heading| heading.full == exact || of_people && heading.is(needed))
        };
        !self.needs.is_empty() && self.needs.iter().all(there)
    }
}

/// The layout of an id.
pub(super) fn named(id: &str) -> Option<&'static Layout> {
    KNOWN.layout.iter().find(|layout| layout.id == id)
}
