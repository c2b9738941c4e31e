//! What people type, for every face of firebell.

pub use crate::core::facts::table::keys as fact_keys;
pub use crate::core::facts::typed::fact_key;
pub use crate::core::time::typed::{InputError, MOMENT_FORMS, moment};

use crate::core::facts::typed;
use crate::core::time::{StoryTime, Zone};

/// A typed value as the TOML literal the record keeps.
///
/// # Errors
/// As [`typed::fact_value`].
pub fn fact_value(key: &str, text: &str, zone: &Zone, now: StoryTime) -> Result<String, InputError> {
    typed::fact_value(key, text, zone, now).map(|value| value.literal().to_owned())
}
