//! What is known about a file of people before it is read: what separates its cells, where its columns are named.

/// What separates the cells of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delimiter(u8);

impl Delimiter {
    /// As the first line of the file names it.
    pub(super) fn of_byte(byte: u8) -> Delimiter {
        Delimiter(byte)
    }

    pub(super) fn byte(self) -> u8 {
        self.0
    }

    /// Those that are recognised without being named, the most common first.
    pub(super) const COMMON: [Delimiter; 4] = [Delimiter(b','), Delimiter(b';'), Delimiter(b'\t'), Delimiter(b'|')];
}

/// A delimiter that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the delimiter must be one ASCII character that is not a letter, a digit or a quote")]
pub struct NoDelimiter;

impl std::str::FromStr for Delimiter {
    type Err = NoDelimiter;

    fn from_str(text: &str) -> Result<Delimiter, NoDelimiter> {
        let byte = match text.as_bytes() {
            b"tab" | b"\\t" => b'\t',
            [byte] => *byte,
            _ => return Err(NoDelimiter),
        };
        let unfit = byte.is_ascii_alphanumeric() || !byte.is_ascii() || b"\"'\r\n\0".contains(&byte);
        if unfit { Err(NoDelimiter) } else { Ok(Delimiter(byte)) }
    }
}

/// Where the names of the columns are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Heading {
    /// In the first rows, where a row names known columns; otherwise the file has no header.
    #[default]
    Sought,
    /// As `Sought`, but if no row names known columns, the first row is the header.
    Required,
    /// Nowhere: the first row is a person.
    Absent,
}

/// What is known about a file before it is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layout {
    /// What separates cells; `None`: found in the first rows.
    pub delimiter: Option<Delimiter>,
    /// Where the names of columns are.
    pub heading: Heading,
    /// Names of columns that are asked for, which make a row a header too.
    pub named: Vec<String>,
}
