//! The closed lists that events, contacts and playbooks share. They depend on nothing, so that nothing has to go
//! round in a circle to name them.

use super::coded::coded;

coded! {
    /// How sure a fact is.
    #[derive(Default)]
    pub enum Certainty: "certainty" {
        #[default]
        Confirmed = "confirmed",
        /// Taken as true until more is known.
        Suspected = "suspected",
        /// Established not to be so.
        RuledOut = "ruled_out" => "ruled out",
    }
}

coded! {
    /// The four stages. They may be entered in any order, since clocks do not wait. The code is also the id of the
    /// stage's playbook.
    #[derive(Default)]
    pub enum Stage: "stage" {
        /// What happened, and how is it known?
        #[default]
        Detection = "detection" => "Detection",
        /// What data, how many people, how bad?
        Assessment = "assessment" => "Assessment",
        /// Telling the people inside.
        Internal = "internal" => "Internal notification",
        /// Telling authorities, affected people and everyone else the law names.
        Regulatory = "regulatory" => "Regulatory notification",
    }
}

impl Stage {
    /// The name on a screen.
    pub fn title(self) -> &'static str {
        self.words()
    }

    /// Reads a code.
    pub fn parse(code: &str) -> Option<Stage> {
        Stage::from_code(code)
    }
}

coded! {
    /// Which of several filings for one obligation this is.
    pub enum FilingKind: "kind of filing" {
        /// The first notice.
        Initial = "initial" => "filed",
        /// More information on an earlier one.
        Supplement = "supplement" => "supplement filed",
        /// The last one.
        Final = "final" => "final filed",
    }
}

coded! {
    /// How an attempt to reach somebody turned out.
    pub enum Reached: "outcome of a call" {
        /// No answer yet.
        Attempted = "attempted",
        /// Got through, and they know.
        Answered = "answered",
        /// Could not be reached this way.
        Failed = "failed",
    }
}

impl Reached {
    /// What is told of a call afterwards: "answered by phone".
    pub fn told(self) -> &'static str {
        match self {
            Reached::Attempted => "tried",
            Reached::Answered => "answered",
            Reached::Failed => "not reached",
        }
    }
}
