//! The names of the screens.

/// The name of a screen: its keys, its drawing and its help belong to the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ScreenName {
    /// All incidents.
    Board,
    Incident,
    /// One obligation of it.
    Why,
    /// Its deadlines on a time axis.
    Timeline,
    /// The rule base.
    Law,
    Regime,
    /// The audit chain.
    Audit,
    /// The letters of an incident.
    Letters,
    /// An authority's form beside an incident.
    Sheet,
    /// What an exercise delivered to the room.
    Room,
    /// What the facilitator of an exercise sees.
    Facilitator,
    /// What runs out next, for a screen on the wall.
    Wall,
    /// A scenario in the making.
    Scenario,
}

impl ScreenName {
    /// What it is called in a file of keys.
    pub fn code(self) -> &'static str {
        match self {
            ScreenName::Board => "board",
            ScreenName::Incident => "incident",
            ScreenName::Why => "why",
            ScreenName::Timeline => "timeline",
            ScreenName::Law => "law",
            ScreenName::Regime => "regime",
            ScreenName::Audit => "audit",
            ScreenName::Letters => "letters",
            ScreenName::Sheet => "sheet",
            ScreenName::Room => "room",
            ScreenName::Facilitator => "facilitator",
            ScreenName::Wall => "wall",
            ScreenName::Scenario => "scenario",
        }
    }

    /// All, for tests that walk them.
    pub const ALL: [ScreenName; 13] = [
        ScreenName::Board,
        ScreenName::Incident,
        ScreenName::Why,
        ScreenName::Timeline,
        ScreenName::Law,
        ScreenName::Regime,
        ScreenName::Audit,
        ScreenName::Letters,
        ScreenName::Sheet,
        ScreenName::Room,
        ScreenName::Facilitator,
        ScreenName::Wall,
        ScreenName::Scenario,
    ];
}
