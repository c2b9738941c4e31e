//! What things are called: incidents, regimes, obligations, letters, steps of a playbook, and texts by their digest.
//! A name is parsed where it enters; behind that it cannot be mistaken for another kind of name, nor taken apart by hand.
//! What an event holds was parsed when it was recorded; it is read as it is, so that no old record becomes unreadable.

mod digest;
mod incident;
mod named;
mod obligation;
mod obligation_name;
mod role;
mod stream;

pub use digest::{Sha256Digest, StoredDigest};
pub use incident::{IncidentCode, IncidentId, Recoding, Series, StoredCode};
pub use named::{BatchId, LetterId, MailingId, RegimeId, TaskId};
pub use obligation::ObligationId;
pub use obligation_name::ObligationName;
pub use role::{RoleError, RoleId};
pub use stream::Stream;

/// Why a text is not the name it was taken for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// An incident code of another form.
    #[error("`{0}` is not an incident code: expected YYYY-NNN, or X-YYYY-NNN for an exercise")]
    Form(String),
    /// The number is zero, too high, or written with too many zeros.
    #[error("`{0}` is not an incident code: its number must be between 001 and {max}", max = incident::HIGHEST)]
    Number(String),
    /// Not a UUID.
    #[error("`{0}` is not the id of an incident: expected a UUID in lower case")]
    Id(String),
    /// Not a regime.
    #[error("`{0}` is not the id of a regime: expected letters, digits, `-` and `_`")]
    Regime(String),
    /// Not an obligation.
    #[error("`{0}` is not an obligation: expected REGIME/OBLIGATION, with @PLACE where several authorities are told")]
    Obligation(String),
    /// Not a letter.
    #[error("`{0}` is not the id of a letter: expected letters, digits, `-` and `_`")]
    Letter(String),
    /// Not a mailing.
    #[error("`{0}` is not the id of a mailing: expected M and a number, such as M1")]
    Mailing(String),
    /// Not a batch.
    #[error("`{0}` is not the id of a batch: expected a mailing and a number, such as M1-01")]
    Batch(String),
    /// Not a step.
    #[error("`{0}` is not a step of a playbook: expected PLAYBOOK/STEP")]
    Task(String),
    /// Not a digest.
    #[error("`{0}` is not a SHA-256 digest: expected 64 hexadecimal digits in lower case")]
    Digest(String),
}

/// A text as an error may show it: escaped and short.
fn shown(text: &str) -> String {
    const MOST: usize = 60;
    let mut short: String = text.chars().take(MOST).flat_map(char::escape_debug).collect();
    if text.chars().nth(MOST).is_some() {
        short.push('…');
    }
    short
}

/// Whether a text can be one part of a name: not empty, and nothing in it that separates parts or hides.
fn is_part(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !text.is_empty() && text.chars().all(plain)
}
