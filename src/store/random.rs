//! The system's random source; no key is ever made from anything else.

use super::StoreError;

/// Bytes that nobody can foretell.
pub(super) fn random<const N: usize>() -> Result<[u8; N], StoreError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| StoreError::Kdf(Box::new(error)))?;
    Ok(bytes)
}
