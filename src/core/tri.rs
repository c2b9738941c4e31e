//! Kleene's three-valued logic: yes, no, and not known yet.
//!
//! Ordered `No < Unknown < Yes`, so that a conjunction is the least and a disjunction the greatest of its parts.

/// An answer that may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tri {
    /// Known not to hold.
    No,
    /// Not known: never to be taken for a no.
    Unknown,
    /// Known to hold.
    Yes,
}

impl Tri {
    /// Both: the lesser of the two.
    pub fn and(self, other: Tri) -> Tri {
        self.min(other)
    }

    /// Either: the greater of the two.
    pub fn or(self, other: Tri) -> Tri {
        self.max(other)
    }
}

impl std::ops::Not for Tri {
    type Output = Tri;

    fn not(self) -> Tri {
        match self {
            Tri::No => Tri::Yes,
            Tri::Unknown => Tri::Unknown,
            Tri::Yes => Tri::No,
        }
    }
}

impl From<bool> for Tri {
    fn from(known: bool) -> Tri {
        if known { Tri::Yes } else { Tri::No }
    }
}

impl From<Option<bool>> for Tri {
    fn from(known: Option<bool>) -> Tri {
        known.map_or(Tri::Unknown, Tri::from)
    }
}
