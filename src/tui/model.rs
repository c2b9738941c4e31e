//! What the workbench knows: the least that drawing needs, and nothing that can contradict itself.

use chrono::{DateTime, Utc};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher};

use crate::app::incident_views::{DeadlineRowView, RowView, TaskRow, Whole};
use crate::app::timeline::Row;
use crate::app::views::ObligationView;
use crate::core::incident::command::Command;

/// Where the reader is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// All incidents.
    Board,
    /// One incident.
    Incident,
    /// One duty of it.
    Why,
}

/// The part of an incident that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// Duties by deadline.
    Duties,
    /// What to find out.
    Facts,
    /// Steps.
    Tasks,
    /// Events.
    Log,
}

impl Tab {
    /// All, in their order.
    pub const ALL: [Tab; 4] = [Tab::Duties, Tab::Facts, Tab::Tasks, Tab::Log];

    /// Its name.
    pub fn title(self) -> &'static str {
        match self {
            Tab::Duties => "Duties",
            Tab::Facts => "Find out",
            Tab::Tasks => "Steps",
            Tab::Log => "Log",
        }
    }
}

/// What a line of text is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    /// The title of a new incident.
    Title,
    /// Words to search the board for.
    Search,
    /// `key value` of a fact.
    Fact,
    /// The value of a named fact.
    Value(String),
    /// The reference of a filing.
    Reference(String),
    /// Why a stage may be left.
    Rationale,
}

/// Something over the screen.
#[derive(Debug, Clone, PartialEq)]
pub enum Overlay {
    /// The keys.
    Help,
    /// A line to type.
    Line {
        /// What for.
        purpose: Purpose,
        /// As typed so far.
        text: String,
    },
    /// A question that is answered with y or n, in words that say what will be recorded.
    Ask {
        /// The words.
        words: String,
        /// What a yes runs.
        command: Box<Command>,
    },
}

/// An open incident.
#[derive(Debug)]
pub struct Opened {
    /// The incident with its duties.
    pub whole: Whole,
    /// Its steps.
    pub tasks: Vec<TaskRow>,
    /// Its events.
    pub log: Vec<Row>,
}

/// Everything.
#[derive(Debug)]
pub struct Model {
    /// Now, as the last tick said.
    pub now: DateTime<Utc>,
    /// Where the reader is.
    pub screen: Screen,
    /// What lies over it.
    pub overlay: Option<Overlay>,
    /// Rows of the board; `None` until they have been read.
    pub rows: Option<Vec<RowView>>,
    /// The next deadlines of all incidents.
    pub coming: Vec<DeadlineRowView>,
    /// What the board is searched for.
    pub search: String,
    /// The row selected on the board.
    pub on_board: usize,
    /// The incident that is open.
    pub opened: Option<Opened>,
    /// The part of it that is shown.
    pub tab: Tab,
    /// The row selected in it.
    pub on_tab: usize,
    /// How far the reasons of a duty are scrolled.
    pub scroll: u16,
    /// The last thing said to the reader.
    pub message: String,
    /// Whether to leave.
    pub quit: bool,
}

impl Model {
    /// Before anything has been read.
    pub fn new(now: DateTime<Utc>) -> Model {
        Model {
            now,
            screen: Screen::Board,
            overlay: None,
            rows: None,
            coming: Vec::new(),
            search: String::new(),
            on_board: 0,
            opened: None,
            tab: Tab::Duties,
            on_tab: 0,
            scroll: 0,
            message: String::new(),
            quit: false,
        }
    }

    /// The rows that match what is searched for, best first; all in their order without a search.
    pub fn shown(&self) -> Vec<&RowView> {
        let rows = self.rows.iter().flatten();
        if self.search.trim().is_empty() {
            return rows.collect();
        }
        let mut matcher = Matcher::new(Config::DEFAULT);
        let pattern = Pattern::parse(&self.search, CaseMatching::Ignore, Normalization::Smart);
        let mut scored: Vec<(u32, &RowView)> = rows
            .filter_map(|row| {
                let text = format!("{} {} {}", row.code, row.title, row.stage);
                let mut buffer = Vec::new();
                let score = pattern.score(nucleo_matcher::Utf32Str::new(&text, &mut buffer), &mut matcher)?;
                Some((score, row))
            })
            .collect();
        scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        scored.into_iter().map(|(_, row)| row).collect()
    }

    /// The duties shown: due, then possible.
    pub fn duties(&self) -> Vec<&ObligationView> {
        let all = self
            .opened
            .iter()
            .flat_map(|opened| &opened.whole.assessment.obligations);
        all.filter(|o| o.verdict != "not_due").collect()
    }

    /// The duty selected.
    pub fn duty(&self) -> Option<&ObligationView> {
        (self.tab == Tab::Duties)
            .then(|| self.duties().get(self.on_tab).copied())
            .flatten()
    }

    /// How many rows the part at hand has.
    pub fn tab_rows(&self) -> usize {
        let Some(opened) = &self.opened else { return 0 };
        match self.tab {
            Tab::Duties => self.duties().len(),
            Tab::Facts => opened.whole.assessment.open_facts.len(),
            Tab::Tasks => opened.tasks.len(),
            Tab::Log => opened.log.len(),
        }
    }
}
