//! The system's random source; no key is ever made from anything else.

/// The system gives none.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct NoRandom(#[from] getrandom::Error);

/// Bytes that nobody can foretell.
pub(super) fn random<const N: usize>() -> Result<[u8; N], NoRandom> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}
