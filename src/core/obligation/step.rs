//! What one step of an evaluation answers, and the conjunction of steps.

use std::rc::Rc;

use super::fact_ref::Wanted;
use super::sentence::Sentence;
use crate::core::tri::Tri;

/// One reason, with its cite where it has one.
#[derive(Debug, Clone)]
pub struct Cause<'a> {
    pub text: Sentence<'a>,
    /// Where it stands.
    pub cite: Option<&'a str>,
    /// Whether it only says what holds until somebody decides.
    pub presumed: bool,
}

/// What one step answered.
#[derive(Debug, Clone)]
pub(super) struct Step<'a> {
    pub tri: Tri,
    pub cause: Option<Cause<'a>>,
    pub missing: Vec<Wanted<'a>>,
}

impl<'a> Step<'a> {
    pub(super) fn new(tri: Tri, text: impl Into<Sentence<'a>>, cite: Option<&'a str>) -> Self {
        let text = text.into();
        let presumed = false;
        let cause = Some(Cause { text, cite, presumed });
        let missing = Vec::new();
        Step { tri, cause, missing }
    }

    /// A step that holds only as long as nobody has decided.
    pub(super) fn presumed(mut self) -> Self {
        if let Some(cause) = &mut self.cause {
            cause.presumed = true;
        }
        self
    }

    /// A step that holds and is not worth a word.
    pub(super) fn silent() -> Self {
        Step {
            tri: Tri::Yes,
            cause: None,
            missing: Vec::new(),
        }
    }

    /// Names a fact that would settle the step; only an unknown step keeps it.
    pub(super) fn missing(mut self, fact: impl Into<Wanted<'a>>) -> Self {
        if self.tri == Tri::Unknown {
            self.missing.push(fact.into());
        }
        self
    }
}

/// Reasons, and the facts that would settle what they leave open.
#[derive(Debug, Clone, Default)]
struct Reasons<'a> {
    causes: Vec<Cause<'a>>,
    missing: Vec<Wanted<'a>>,
}

/// Why a verdict is what it is.
///
/// Every obligation begins with the steps of its regime, and two in three end there. What a regime came to is therefore
/// shared by its obligations; copying it for each of a thousand took a fifth of an assessment.
#[derive(Debug, Clone, Default)]
pub(super) struct Grounds<'a> {
    regime: Option<Rc<Reasons<'a>>>,
    own: Reasons<'a>,
}

impl<'a> Grounds<'a> {
    /// The facts that the steps of the regime left open.
    pub(super) fn missing_of_regime(&self) -> &[Wanted<'a>] {
        self.regime.as_ref().map_or(&[], |regime| &regime.missing)
    }

    /// The facts that the obligation's own steps left open.
    pub(super) fn own_missing(&self) -> &[Wanted<'a>] {
        &self.own.missing
    }

    fn parts(&self) -> impl Iterator<Item = &Reasons<'a>> {
        self.regime.as_deref().into_iter().chain([&self.own])
    }

    /// The reasons, in the order of the steps.
    pub(super) fn causes(&self) -> impl Iterator<Item = &Cause<'a>> {
        self.parts().flat_map(|part| &part.causes)
    }

    /// The facts that would settle it, each named once.
    pub(super) fn missing(&self) -> impl Iterator<Item = &Wanted<'a>> {
        self.parts().flat_map(|part| &part.missing)
    }

    /// Adds a reason that is read before those of the obligation's own steps.
    pub(super) fn add_first(&mut self, cause: Cause<'a>) {
        self.own.causes.insert(0, cause);
    }

    pub(super) fn add_cause(&mut self, cause: Cause<'a>) {
        self.own.causes.push(cause);
    }

    /// Names facts, those that are named already left out.
    pub(super) fn add_missing(&mut self, mut facts: Vec<Wanted<'a>>) {
        facts.retain(|fact| !self.parts().any(|part| part.missing.contains(fact)));
        match self.own.missing.is_empty() {
            true => self.own.missing = facts,
            false => self.own.missing.append(&mut facts),
        }
    }
}

/// The verdict of one obligation and why it is so.
#[derive(Debug, Clone)]
pub(super) struct Answer<'a> {
    pub tri: Tri,
    pub grounds: Grounds<'a>,
}

impl<'a> Answer<'a> {
    pub(super) fn start() -> Self {
        Answer {
            tri: Tri::Yes,
            grounds: Grounds::default(),
        }
    }

    /// What a regime came to, ready for its obligations to begin with.
    pub(super) fn shared(self) -> Self {
        let grounds = Grounds {
            regime: Some(Rc::new(self.grounds.own)),
            own: Reasons::default(),
        };
        Answer { grounds, ..self }
    }

    /// The same, for one of the obligations of the regime.
    pub(super) fn begun(&self) -> Self {
        let grounds = Grounds {
            regime: self.grounds.regime.clone(),
            own: Reasons::default(),
        };
        Answer { tri: self.tri, grounds }
    }

    /// Adds a step. A no silences what was unknown before: the reason for the no is all that matters.
    pub(super) fn add(&mut self, step: Step<'a>) {
        if step.tri == Tri::No {
            self.grounds = Grounds::default();
        }
        self.tri = self.tri.and(step.tri);
        self.grounds.own.causes.extend(step.cause);
        if !step.missing.is_empty() {
            self.grounds.add_missing(step.missing);
        }
    }

    pub(super) fn decided(&self) -> bool {
        self.tri == Tri::No
    }
}
