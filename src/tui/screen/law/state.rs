//! The state of the rule base's screens: the list, and one regime.

use crate::app::views::law::{RegimeRow, RegimeWhole};
use crate::tui::search::{PART, best};
use crate::tui::worker_values::Start;

/// The list of regimes.
#[derive(Debug, Default)]
pub struct LawList {
    /// Indices of the regimes that are shown.
    shown: Vec<usize>,
    search: String,
    /// The one selected.
    pub at: usize,
}

impl LawList {
    pub fn of(start: &Start) -> LawList {
        let mut list = LawList::default();
        list.arrange(start);
        list
    }

    /// How many are shown.
    pub fn len(&self) -> usize {
        self.shown.len()
    }

    /// Whether none is shown.
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    pub fn searched(&self) -> &str {
        &self.search
    }

    pub fn shown<'l>(&'l self, law: &'l [RegimeRow]) -> impl Iterator<Item = &'l RegimeRow> {
        self.shown.iter().filter_map(|at| law.get(*at))
    }

    pub fn selected<'l>(&self, law: &'l [RegimeRow]) -> Option<&'l RegimeRow> {
        law.get(*self.shown.get(self.at)?)
    }

    /// Searches from the first row on.
    pub fn search(&mut self, words: String, start: &Start) {
        self.search = words;
        self.at = 0;
        self.arrange(start);
    }

    /// Makes the list anew. A law is found by each place it is the law of.
    pub fn arrange(&mut self, start: &Start) {
        let law = &start.law;
        let text = |row: &RegimeRow| {
            let places = start.places_of(&row.jurisdiction);
            format!("{}{PART}{}{PART}{}{PART}{places}", row.id, row.name, row.jurisdiction)
        };
        self.shown = match self.search.trim() {
            "" => (0..law.len()).collect(),
            search => best(search, law.iter().map(text)),
        };
        self.at = self.at.min(self.shown.len().saturating_sub(1));
    }
}

#[derive(Debug)]
pub struct RegimeText {
    /// The one that is to be on screen.
    pub id: String,
    /// The regime, once it was read.
    read: Option<Box<RegimeWhole>>,
    /// How far it is scrolled.
    pub scroll: u16,
}

impl RegimeText {
    /// A regime before it was read.
    pub fn new(id: String) -> RegimeText {
        RegimeText {
            id,
            read: None,
            scroll: 0,
        }
    }

    /// The regime, once it was read.
    pub fn regime(&self) -> Option<&RegimeWhole> {
        self.read.as_deref()
    }

    /// A regime that was read is shown only if it is the one that is to be on screen.
    pub fn arrived(&mut self, regime: Box<RegimeWhole>) {
        if self.id == regime.row.id.as_str() {
            self.read = Some(regime);
        }
    }
}
