//! What the law says about an obligation, and how far it has got: one word each, in the record, in JSON and on screens.

use super::coded::coded;
use super::tri::Tri;

coded! {
    /// Whether an obligation applies, from the mildest.
    pub enum Verdict: "verdict" {
        /// It does not apply.
        NotDue = "not_due" => "not due",
        /// Facts are missing that would settle it.
        Possible = "possible",
        /// It applies.
        Due = "due",
    }
}

impl From<Tri> for Verdict {
    fn from(tri: Tri) -> Verdict {
        match tri {
            Tri::No => Verdict::NotDue,
            Tri::Unknown => Verdict::Possible,
            Tri::Yes => Verdict::Due,
        }
    }
}

coded! {
    /// How far an obligation has got, whatever the verdict.
    pub enum Progress: "status" {
        /// Nothing was filed.
        Open = "open",
        Filed = "filed",
        /// A law-enforcement delay pauses it.
        OnHold = "on_hold" => "delayed",
    }
}
