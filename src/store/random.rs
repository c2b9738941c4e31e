//! The system's random source; no key is ever made from anything else.

/// The system gives none.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct NoRandom(#[from] getrandom::Error);

/// Bytes that nobody can foretell.
pub(super) fn random<const N: usize>() -> Result<[u8; N], NoRandom> {
    let mut bytes = [0; N];
    random_into(&mut bytes)?;
    Ok(bytes)
}

/// The same where they are to stay.
pub(super) fn random_into(bytes: &mut [u8]) -> Result<(), NoRandom> {
    Ok(getrandom::fill(bytes)?)
}
