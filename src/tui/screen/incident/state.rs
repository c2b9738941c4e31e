//! What is known and shown of one incident. Another incident gets another state as a whole, so nothing of one incident
//! can be left over under the name of another.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::app::assessment::opened_incident::Opened;
use crate::core::time::Zone;
use crate::drill::exercise_views::Facilitator;
use crate::tui::ids::IncidentRef;
use crate::tui::screen::authority_form::state::SheetView;
use crate::tui::screen::exercise::state::{ExerciseView, Side};
use crate::tui::screen::incident::listing::Listing;
use crate::tui::screen::letters::state::LettersState;
use crate::tui::screen::name::ScreenName;
use crate::tui::screen::timeline::state::Timeline;
use crate::tui::screen::why::state::Why;

/// The part of an incident that is shown: the four stages, and the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tab {
    /// What happened, and how is it known?
    #[default]
    Detection,
    /// What data, how many people, what applies?
    Assessment,
    /// Who is told inside, and who has answered?
    Internal,
    /// Who is told outside, by when?
    Regulatory,
    /// What was recorded?
    Log,
    /// Who does what, and what waits for whom?
    Work,
}

impl Tab {
    /// All, in their order.
    pub const ALL: [Tab; 6] = [
        Tab::Detection,
        Tab::Assessment,
        Tab::Internal,
        Tab::Regulatory,
        Tab::Log,
        Tab::Work,
    ];

    /// Its name.
    pub fn title(self) -> &'static str {
        match self {
            Tab::Detection => "Detection",
            Tab::Assessment => "Assessment",
            Tab::Internal => "Internal",
            Tab::Regulatory => "Regulatory",
            Tab::Log => "Log",
            Tab::Work => "Work",
        }
    }
}

/// Whether an incident is as it was read, or something was recorded since.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Freshness {
    /// As it was read.
    #[default]
    Fresh,
    /// Something was recorded; it is being read again.
    Stale,
    /// The same, and undo is asked for as soon as the last entry is known, unless another key is pressed first.
    StaleThenUndo,
}

/// What has been read of an incident.
#[derive(Debug, Default)]
pub enum Content {
    /// It is being read.
    #[default]
    Reading,
    Incident(Box<Opened>),
    /// An exercise with a scenario: the incident, and what its two views show.
    Exercise(Box<Opened>, Box<Facilitator>),
}

impl Content {
    /// The incident, once it was read.
    pub fn opened(&self) -> Option<&Opened> {
        match self {
            Content::Reading => None,
            Content::Incident(opened) | Content::Exercise(opened, _) => Some(opened),
        }
    }
}

/// A view over the parts of an incident.
#[derive(Debug)]
pub enum View {
    /// How an obligation came to its date.
    Why(Why),
    /// The deadlines on a time axis.
    Timeline(Timeline),
    Letters(LettersState),
    /// An authority's form.
    Sheet(SheetView),
    /// An exercise: the room's view or the facilitator's, never both, so that going back never shows what the room must
    /// not see.
    Exercise(ExerciseView),
}

impl View {
    fn name(&self) -> ScreenName {
        match self {
            View::Why(_) => ScreenName::Why,
            View::Timeline(_) => ScreenName::Timeline,
            View::Letters(_) => ScreenName::Letters,
            View::Sheet(_) => ScreenName::Sheet,
            View::Exercise(view) => match view.side {
                Side::Room => ScreenName::Room,
                Side::Facilitator => ScreenName::Facilitator,
            },
        }
    }
}

#[derive(Debug)]
pub struct IncidentScreen {
    /// The incident that is to be on screen.
    pub code: IncidentRef,
    /// The moment in the past that was asked for; `None`: as it is now.
    pub until: Option<DateTime<Utc>>,
    content: Content,
    /// The incident's own zone, while times are shown in UTC.
    own_zone: Option<Zone>,
    /// Whether something was recorded since it was read.
    pub freshness: Freshness,
    /// The last entry that this member saw before they came here.
    pub seen_before: Option<u64>,
    /// When each entry of it was recorded, by its number.
    pub moments: BTreeMap<u64, DateTime<Utc>>,
    /// The part that is shown.
    pub tab: Tab,
    /// The row selected in it.
    pub at: usize,
    /// What is searched for in the rows of the part; empty: nothing.
    pub search: String,
    pub(crate) found: Option<Found>,
    /// Obligations that were selected, to do one thing to all of them.
    pub picked: BTreeSet<String>,
    /// Which obligations are listed, and how.
    pub listing: Listing,
    /// Whether only what others changed since is listed, of all parts.
    pub news_only: bool,
    /// Whether obligations that are not due are listed.
    pub not_due: bool,
    /// Views over its parts, the one at hand last.
    pub views: Vec<View>,
    /// The newest inject that was announced; `None` before the exercise was on screen.
    pub announced: Option<Option<String>>,
}

/// What a search found among the rows of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    words: String,
    tab: Tab,
    listing: Listing,
    /// How many rows were searched.
    of: usize,
    /// The places of those that fit.
    pub rows: BTreeSet<usize>,
}

impl Found {
    /// What was found among so many rows by the words that are searched for.
    pub(crate) fn of(incident: &IncidentScreen, of: usize, rows: Vec<usize>) -> Found {
        Found {
            words: incident.search.clone(),
            tab: incident.tab,
            listing: incident.listing,
            of,
            rows: rows.into_iter().collect(),
        }
    }

    /// Whether it is about these rows and these words.
    pub(crate) fn fits(&self, incident: &IncidentScreen, of: usize) -> bool {
        self.of == of && self.tab == incident.tab && self.listing == incident.listing && self.words == incident.search
    }
}

impl IncidentScreen {
    /// An incident before it was read.
    pub fn new(code: IncidentRef) -> IncidentScreen {
        IncidentScreen {
            code,
            until: None,
            content: Content::Reading,
            own_zone: None,
            freshness: Freshness::Fresh,
            seen_before: None,
            moments: BTreeMap::new(),
            tab: Tab::default(),
            at: 0,
            search: String::new(),
            found: None,
            picked: BTreeSet::new(),
            listing: Listing::default(),
            news_only: false,
            not_due: false,
            views: Vec::new(),
            announced: None,
        }
    }

    /// The name of the view at hand.
    pub fn name(&self) -> ScreenName {
        self.views.last().map_or(ScreenName::Incident, View::name)
    }

    /// The incident, once it was read.
    pub fn opened(&self) -> Option<&Opened> {
        self.content.opened()
    }

    /// The incident, once it was read, to change it.
    pub fn opened_mut(&mut self) -> Option<&mut Opened> {
        match &mut self.content {
            Content::Reading => None,
            Content::Incident(opened) | Content::Exercise(opened, _) => Some(opened),
        }
    }

    /// The exercise on it, where there is one.
    pub fn desk(&self) -> Option<&Facilitator> {
        match &self.content {
            Content::Reading | Content::Incident(_) => None,
            Content::Exercise(_, desk) => Some(desk),
        }
    }

    /// Whether what was read is what is to be on screen, as of the moment that was asked for.
    pub fn awaits(&self, opened: &Opened) -> bool {
        *self.code == *opened.whole.code && self.until == opened.as_of
    }

    /// Shows times in UTC, or in the incident's own zone again.
    pub fn turn_zone(&mut self) {
        let own = self.own_zone.take();
        let Some(opened) = self.opened_mut() else { return };
        match own {
            Some(own) => opened.whole.home_zone = own,
            None => {
                let own = std::mem::replace(&mut opened.whole.home_zone, Zone::utc());
                self.own_zone = Some(own);
            }
        }
    }

    /// The incident as it was read just now.
    pub fn arrived(&mut self, content: Content) {
        self.content = content;
        if self.own_zone.take().is_some() {
            self.turn_zone();
        }
        if let Content::Incident(opened) | Content::Exercise(opened, _) = &self.content {
            let entries = opened.log.iter().map(|row| (row.seq, row.datetime));
            self.moments.extend(entries);
        }
        if self.desk().is_none() {
            self.views.retain(|view| !matches!(view, View::Exercise(_)));
        }
    }

    /// Shows a view over the one at hand, instead of any other of its kind.
    pub fn show(&mut self, view: View) {
        let same = |shown: &View| std::mem::discriminant(shown) == std::mem::discriminant(&view);
        self.views.retain(|shown| !same(shown));
        self.views.push(view);
    }

    /// The letter desk, where it is open.
    pub fn letters(&self) -> Option<&LettersState> {
        self.views.iter().find_map(|view| match view {
            View::Letters(desk) => Some(desk),
            View::Why(_) | View::Timeline(_) | View::Sheet(_) | View::Exercise(_) => None,
        })
    }

    /// The letter desk, where it is open, to change it.
    pub fn letters_mut(&mut self) -> Option<&mut LettersState> {
        self.views.iter_mut().find_map(|view| match view {
            View::Letters(desk) => Some(desk),
            View::Why(_) | View::Timeline(_) | View::Sheet(_) | View::Exercise(_) => None,
        })
    }

    /// The form at hand, where one is open.
    pub fn sheet(&self) -> Option<&SheetView> {
        self.views.iter().find_map(|view| match view {
            View::Sheet(view) => Some(view),
            View::Why(_) | View::Timeline(_) | View::Letters(_) | View::Exercise(_) => None,
        })
    }

    /// The form at hand, to change it.
    pub fn sheet_mut(&mut self) -> Option<&mut SheetView> {
        self.views.iter_mut().find_map(|view| match view {
            View::Sheet(view) => Some(view),
            View::Why(_) | View::Timeline(_) | View::Letters(_) | View::Exercise(_) => None,
        })
    }

    /// The view of the exercise, where one is open.
    pub fn exercise(&self) -> Option<&ExerciseView> {
        self.views.iter().find_map(|view| match view {
            View::Exercise(view) => Some(view),
            View::Why(_) | View::Timeline(_) | View::Letters(_) | View::Sheet(_) => None,
        })
    }

    /// The view of the exercise, where one is open, to change it.
    pub fn exercise_mut(&mut self) -> Option<&mut ExerciseView> {
        self.views.iter_mut().find_map(|view| match view {
            View::Exercise(view) => Some(view),
            View::Why(_) | View::Timeline(_) | View::Letters(_) | View::Sheet(_) => None,
        })
    }
}
