//! What the palette searches and finds.

use crate::app::authority_forms::AuthorityForm;
use crate::tui::action::Action;
use crate::tui::ids::IncidentRef;

/// What an entry does.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Goal {
    /// What a key of the screen would do.
    Action(Action),
    /// Opens an incident.
    Incident(IncidentRef),
    /// Opens a regime.
    Regime(String),
    /// Shows why an obligation is due.
    Obligation(String),
    /// Opens the form of a fact.
    Fact(String),
    /// Lays an authority's form beside the incident.
    Form(&'static AuthorityForm),
    /// Shows a letter, by its place among those of the incident.
    Letter(usize),
    /// Shows where the manual tells of a setting, by its key in the config file.
    Setting(&'static str),
    /// Shows how somebody is reached, by their id.
    Person(String),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// What it says.
    pub words: String,
    /// The key that does the same, if there is one.
    pub key: &'static str,
    /// What it does.
    pub(crate) goal: Goal,
}

/// Everything there is on the screen at hand but the incidents, with what a search looks at in each. It is put together
/// when the palette opens, and not again with every letter.
#[derive(Debug)]
pub struct Everything {
    pub(crate) entries: Vec<Entry>,
    pub(crate) texts: Vec<String>,
    /// How many of the entries are commands.
    pub(crate) commands: usize,
}
