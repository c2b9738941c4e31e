//! What one step of an evaluation answers, and the conjunction of steps.

use super::sentence::Sentence;
use super::wanted::Wanted;
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

/// The verdict of one obligation with its reasons and missing facts.
#[derive(Debug, Clone)]
pub(super) struct Answer<'a> {
    pub tri: Tri,
    pub causes: Vec<Cause<'a>>,
    pub missing: Vec<Wanted<'a>>,
}

impl<'a> Answer<'a> {
    pub(super) fn start() -> Self {
        Answer {
            tri: Tri::Yes,
            causes: Vec::new(),
            missing: Vec::new(),
        }
    }

    /// The same, to be gone on with: every obligation begins with the answer of its regime and adds a few steps, so the
    /// lists get room for them at once.
    pub(super) fn continued(&self) -> Self {
        fn with_room<T: Clone>(list: &[T]) -> Vec<T> {
            let mut copy = Vec::with_capacity(list.len() + 4);
            copy.extend_from_slice(list);
            copy
        }
        Answer {
            tri: self.tri,
            causes: with_room(&self.causes),
            missing: match self.missing.is_empty() {
                true => Vec::new(),
                false => with_room(&self.missing),
            },
        }
    }

    /// Adds a step. A no silences what was unknown before: the reason for the no is all that matters.
    pub(super) fn add(&mut self, step: Step<'a>) {
        if step.tri == Tri::No {
            self.causes.clear();
            self.missing.clear();
        }
        self.tri = self.tri.and(step.tri);
        self.causes.extend(step.cause);
        for fact in step.missing {
            if !self.missing.contains(&fact) {
                self.missing.push(fact);
            }
        }
    }

    pub(super) fn decided(&self) -> bool {
        self.tri == Tri::No
    }
}
