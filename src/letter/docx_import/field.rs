//! Fields: an instruction and the text that it last came to. A link may be one.

/// A field that has begun.
#[derive(Debug, Default)]
pub(super) struct Field {
    instruction: String,
    /// Whether the instruction is over and its result has begun.
    pub(super) shows: bool,
    /// Where its result begins among the runs of the paragraph.
    pub(super) from: Option<usize>,
}

impl Field {
    pub(super) fn add(&mut self, instruction: &str) {
        if !self.shows {
            self.instruction.push_str(instruction);
        }
    }

    pub(super) fn address(&self) -> Option<String> {
        link(&self.instruction)
    }
}

/// The address of a link: `HYPERLINK "https://…" \o "…"`. One that leads to a place in the document has none.
pub(super) fn link(instruction: &str) -> Option<String> {
    let rest = instruction.trim().strip_prefix("HYPERLINK")?.trim_start();
    let (address, _) = rest.strip_prefix('"')?.split_once('"')?;
    (!address.is_empty()).then(|| address.to_owned())
}
