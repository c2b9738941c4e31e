//! The names under which drafts of forms are kept. They are stored, so they never follow the names in the code.

/// The name of a form's draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    name: &'static str,
    about: Option<String>,
    /// The names that earlier versions gave it, so that what was typed before an update is still found. These spellings
    /// are history: they must not change with the code.
    former: Vec<Former>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Former {
    /// The first version's: the incident and how Rust printed the form's variant.
    Printed(String),
    /// A later one's that named the form otherwise.
    Renamed(&'static str),
}

impl Slot {
    /// A form of which an incident, or the record, has one.
    pub fn single(name: &'static str, printed: &str) -> Slot {
        Slot {
            name,
            about: None,
            former: vec![Former::Printed(printed.to_owned())],
        }
    }

    /// A form that is about something within its incident.
    pub fn about(name: &'static str, printed: &str, about: impl Into<String>) -> Slot {
        let about = about.into();
        Slot {
            name,
            former: vec![Former::Printed(format!("{printed}({about:?})"))],
            about: Some(about),
        }
    }

    /// A form that may be about something within its incident.
    pub fn perhaps_about(name: &'static str, printed: &str, about: Option<String>) -> Slot {
        Slot {
            name,
            former: vec![Former::Printed(format!("{printed}({about:?})"))],
            about,
        }
    }

    /// A form the first version did not have, or printed in a way of its own.
    pub fn printed(name: &'static str, about: Option<String>, printed: String) -> Slot {
        Slot {
            name,
            about,
            former: vec![Former::Printed(printed)],
        }
    }

    /// A form that has no earlier name.
    pub fn new(name: &'static str) -> Slot {
        Slot {
            name,
            about: None,
            former: Vec::new(),
        }
    }

    /// About something within its incident.
    #[must_use]
    pub fn of(mut self, about: impl Into<String>) -> Slot {
        self.about = Some(about.into());
        self
    }

    /// What was kept under another name is found as well.
    #[must_use]
    pub fn also_printed(mut self, printed: &str) -> Slot {
        self.former.push(Former::Printed(printed.to_owned()));
        self
    }

    /// What was kept under another name is found as well.
    #[must_use]
    pub fn renamed(mut self, former: &'static str) -> Slot {
        self.former.push(Former::Renamed(former));
        self
    }

    /// The name of the draft.
    pub fn name(&self, incident: &str) -> String {
        match &self.about {
            Some(about) => format!("form/{incident}/{}/{about}", self.name),
            None => format!("form/{incident}/{}", self.name),
        }
    }

    /// The names it had before.
    pub fn former(&self, incident: &str) -> Vec<String> {
        let name = |former: &Former| match former {
            Former::Printed(printed) => format!("{incident} {printed}"),
            Former::Renamed(name) => format!("form/{incident}/{name}"),
        };
        self.former.iter().map(name).collect()
    }
}
