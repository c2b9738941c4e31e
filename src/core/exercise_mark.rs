//! The mark of an exercise: spelled in this one place, so that nothing an exercise makes can pass for real.

use super::facts::IncidentKind;

/// Where a mark is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkPlace {
    /// In front of a line: a row of a list, an entry of a calendar, a target in the audit log.
    Line,
    /// In front of the title of a document.
    Title,
    /// In front of the first line of a page about it.
    Headline,
    /// In front of the title of a box on a screen.
    BoxTitle,
    /// In front of a page that is read aloud.
    Spoken,
    /// By itself, or within a sentence.
    Word,
    /// In front of the name of a file.
    FileName,
    /// Above and below a text that has no pages.
    Document,
    /// On every page of a letter.
    EveryPage,
    /// On every page of a report about an exercise, which is written to be passed on.
    Report,
}

impl IncidentKind {
    /// The kind of an incident of which only this is stored.
    pub fn of_exercise(exercise: bool) -> IncidentKind {
        match exercise {
            true => IncidentKind::Exercise,
            false => IncidentKind::Real,
        }
    }

    /// The mark, with the sign that sets it off from what follows; empty for a real incident.
    pub const fn mark(self, place: MarkPlace) -> &'static str {
        match (self, place) {
            (IncidentKind::Real, _) => "",
            (IncidentKind::Exercise, MarkPlace::Line) => "EXERCISE ",
            (IncidentKind::Exercise, MarkPlace::Title) => "EXERCISE: ",
            (IncidentKind::Exercise, MarkPlace::Headline) => "EXERCISE  ",
            (IncidentKind::Exercise, MarkPlace::BoxTitle) => "EXERCISE · ",
            (IncidentKind::Exercise, MarkPlace::Spoken) => "EXERCISE. ",
            (IncidentKind::Exercise, MarkPlace::Word) => "EXERCISE",
            (IncidentKind::Exercise, MarkPlace::FileName) => "EXERCISE-",
            (IncidentKind::Exercise, MarkPlace::Document) => {
                "EXERCISE EXERCISE EXERCISE. Nothing in this document has happened."
            }
            (IncidentKind::Exercise, MarkPlace::EveryPage) => "EXERCISE – NOT A REAL INCIDENT – DO NOT SEND",
            (IncidentKind::Exercise, MarkPlace::Report) => "EXERCISE – NOT A REAL INCIDENT",
        }
    }
}
