//! The state of the board: its rows, and which of them are shown.

use crate::app::views::incident::{DeadlineRowView, RowView};
use crate::core::facts::IncidentKind;
use crate::core::time::WallTime;
use crate::core::time::{StoryTime, TimeLeft};
use crate::tui::search::{best_of_plain, plain_text};

/// Which incidents the board shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shown {
    /// Every open one: real ones first, exercises apart.
    #[default]
    Open,
    /// Real ones.
    Real,
    /// Those past a deadline.
    Overdue,
    /// Exercises that are open.
    Exercises,
    /// Closed ones, and exercises that have ended.
    Closed,
    /// All there are.
    All,
}

impl Shown {
    pub fn words(self) -> &'static str {
        match self {
            Shown::Open => "open",
            Shown::Real => "real and open",
            Shown::Overdue => "overdue",
            Shown::Exercises => "exercises",
            Shown::Closed => "closed or ended",
            Shown::All => "open and closed",
        }
    }

    #[must_use]
    pub fn next(self) -> Shown {
        match self {
            Shown::Open => Shown::Real,
            Shown::Real => Shown::Overdue,
            Shown::Overdue => Shown::Exercises,
            Shown::Exercises => Shown::Closed,
            Shown::Closed => Shown::All,
            Shown::All => Shown::Open,
        }
    }
}

/// In which order the incidents are listed. Exercises and what is over come last in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sorted {
    /// By what runs out first.
    #[default]
    Urgent,
    Newest,
    Title,
}

impl Sorted {
    pub(crate) fn words(self) -> &'static str {
        match self {
            Sorted::Urgent => "what runs out first",
            Sorted::Newest => "newest first",
            Sorted::Title => "title",
        }
    }

    #[must_use]
    pub(crate) fn next(self) -> Sorted {
        match self {
            Sorted::Urgent => Sorted::Newest,
            Sorted::Newest => Sorted::Title,
            Sorted::Title => Sorted::Urgent,
        }
    }

    /// Puts rows that come with the most urgent first into this order.
    fn sort(self, rows: &[RowView], traits: &[Traits], shown: &mut [usize]) {
        let last = |at: usize| (traits[at].is_over, traits[at].is_exercise);
        match self {
            Sorted::Urgent => shown.sort_by_key(|at| (last(*at), traits[*at].rank)),
            Sorted::Newest => shown.sort_by_key(|at| (last(*at), std::cmp::Reverse(rows[*at].opened_at))),
            Sorted::Title => shown.sort_by_cached_key(|at| (last(*at), rows[*at].title.to_lowercase())),
        }
    }
}

/// How many incidents there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Real ones that are open.
    pub real: u32,
    /// Exercises that are open.
    pub exercises: u32,
}

/// What is asked of every row with each key, side by side: the rows of thousands of incidents lie far apart.
#[derive(Debug, Clone, Copy)]
struct Traits {
    is_over: bool,
    is_exercise: bool,
    rank: u8,
}

impl Traits {
    fn of(row: &RowView) -> Traits {
        Traits {
            is_over: row.is_over(),
            is_exercise: row.kind == IncidentKind::Exercise,
            rank: rank(row),
        }
    }
}

#[derive(Debug, Default)]
pub struct Board {
    /// Rows; `None` until they have been read.
    pub rows: Option<Vec<RowView>>,
    /// What a search looks at in each row, without case and accents.
    texts: Vec<String>,
    traits: Vec<Traits>,
    /// How many there are, while only the first of them have been read.
    pub whole: Option<Counts>,
    /// Indices of the rows that are shown, in their order.
    pub shown: Vec<usize>,
    /// How many of those are exercises.
    exercises: usize,
    /// The next deadlines of all incidents.
    pub coming: Vec<DeadlineRowView>,
    pub search: String,
    pub filter: Shown,
    pub sorted: Sorted,
    /// The row selected.
    pub at: usize,
}

impl Board {
    /// Rows that were read just now; with `whole` they are the first of so many.
    pub fn arrived(&mut self, rows: Vec<RowView>, whole: Option<Counts>, now: WallTime) {
        let text = |row: &RowView| plain_text(&format!("{} {} {}", row.code, row.title, row.stage));
        self.texts = rows.iter().map(text).collect();
        self.traits = rows.iter().map(Traits::of).collect();
        self.rows = Some(rows);
        self.whole = whole;
        self.arrange(now);
    }

    /// What a search looks at in each row.
    pub(crate) fn texts(&self) -> &[String] {
        &self.texts
    }
    pub fn shown(&self) -> impl Iterator<Item = &RowView> {
        let rows = self.rows.as_deref().unwrap_or_default();
        self.shown.iter().filter_map(|at| rows.get(*at))
    }

    /// Real incidents and exercises among the rows that are shown.
    pub(crate) fn counted(&self) -> (usize, usize) {
        (self.shown.len() - self.exercises, self.exercises)
    }
    pub fn selected(&self) -> Option<&RowView> {
        let at = self.shown.get(self.at)?;
        self.rows.as_ref()?.get(*at)
    }

    /// Searches from the first row on.
    pub fn search(&mut self, words: String, now: WallTime) {
        self.search = words;
        self.arrange(now);
        self.at = 0;
    }

    /// Makes the list anew, with the row selected kept where it is still there.
    pub fn arrange(&mut self, now: WallTime) {
        let kept = self.selected().map(|row| row.code.clone());
        let rows = self.rows.as_deref().unwrap_or_default();
        let searched = !self.search.trim().is_empty();
        let mut shown: Vec<usize> = match self.search.trim() {
            "" => (0..rows.len()).collect(),
            search => best_of_plain(search, &self.texts),
        };
        shown.retain(|at| match self.filter {
            // A search looks for a certain incident, which may be closed.
            Shown::Open => !self.traits[*at].is_over || searched,
            Shown::Real => !self.traits[*at].is_exercise && !self.traits[*at].is_over,
            Shown::Exercises => self.traits[*at].is_exercise && !self.traits[*at].is_over,
            Shown::Closed => self.traits[*at].is_over,
            Shown::All => true,
            Shown::Overdue => !self.traits[*at].is_over && overdue(&rows[*at], now),
        });
        if !searched {
            self.sorted.sort(rows, &self.traits, &mut shown);
        }
        self.exercises = shown.iter().filter(|at| self.traits[**at].is_exercise).count();
        self.shown = shown;
        let again = kept.and_then(|code| self.shown().position(|row| row.code == code));
        let last = self.shown.len().saturating_sub(1);
        self.at = again.unwrap_or(self.at).min(last);
    }
}

/// What has a date comes first, then what is due without one, then what is only possible.
fn rank(row: &RowView) -> u8 {
    match (&row.next, row.due) {
        (Some(_), _) => 0,
        (None, 1..) => 1,
        (None, 0) => 2,
    }
}

/// Whether the next deadline of an incident has passed, by the clock of its story where it has one.
pub(crate) fn overdue(row: &RowView, now: WallTime) -> bool {
    let now = row.story.unwrap_or_else(|| StoryTime::outside_incidents(now));
    row.next
        .as_ref()
        .is_some_and(|next| TimeLeft::until(next.strict, now).is_past())
}
