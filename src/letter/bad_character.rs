//! Characters as messages name them.

use serde::{Serialize, Serializer};

use crate::core::visible::turns_text;

/// A character that cannot be used where it stands. It is named by its number and, where that can be seen, as itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sign(pub char);

impl Sign {
    /// Whether it changes the direction in which the text around it is read.
    pub fn turns_text(self) -> bool {
        turns_text(self.0)
    }

    fn invisible(self) -> bool {
        let marks = matches!(
            self.0,
            '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2064}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
        );
        marks || self.0.is_control() || self.turns_text()
    }
}

impl std::fmt::Display for Sign {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "U+{:04X}", u32::from(self.0))?;
        match self.invisible() {
            true => Ok(()),
            false => write!(f, " ({})", self.0),
        }
    }
}

impl Serialize for Sign {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
