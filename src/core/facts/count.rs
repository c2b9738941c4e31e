//! Numbers of people, which are seldom known exactly.

use crate::core::tri::Tri;

/// A number of people known exactly or within bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// At least this many.
    pub min: u64,
    /// At most this many; `None` where there is no upper bound.
    pub max: Option<u64>,
}

impl Count {
    /// Nobody.
    pub const ZERO: Count = Count::exactly(0);
    /// Nothing known at all.
    pub const UNKNOWN: Count = Count { min: 0, max: None };

    /// A number known exactly.
    pub const fn exactly(number: u64) -> Count {
        Count {
            min: number,
            max: Some(number),
        }
    }

    /// Sum of two counts, bound by bound.
    pub fn plus(self, other: Count) -> Count {
        let max = self.max.zip(other.max).map(|(a, b)| a.saturating_add(b));
        Count {
            min: self.min.saturating_add(other.min),
            max,
        }
    }

    /// The bounds that two statements about the same people leave. Where they contradict each other the larger holds.
    pub fn meet(self, other: Count) -> Count {
        let min = self.min.max(other.min);
        let max = match (self.max, other.max) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Count {
            min,
            max: max.map(|max| max.max(min)),
        }
    }

    /// Whether somebody is affected.
    pub fn anybody(self) -> Tri {
        match (self.min, self.max) {
            (1.., _) => Tri::Yes,
            (0, Some(0)) => Tri::No,
            _ => Tri::Unknown,
        }
    }
}

impl Default for Count {
    /// Absent is unknown, never nobody.
    fn default() -> Count {
        Count::UNKNOWN
    }
}

impl std::fmt::Display for Count {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.max {
            Some(max) if max == self.min => write!(f, "{max}"),
            Some(max) => write!(f, "{}–{max}", self.min),
            None if self.min == 0 => write!(f, "an unknown number of"),
            None => write!(f, "at least {}", self.min),
        }
    }
}
