//! What people type, for every face of firebell.

pub use crate::core::facts::table::keys as fact_keys;
pub use crate::core::time::typed::{InputError, MOMENT_FORMS, moment};

#[cfg(feature = "record")]
use crate::app::places;
#[cfg(feature = "record")]
use crate::core::affected::{ELSEWHERE, TOTAL};
#[cfg(feature = "record")]
use crate::core::facts::keys;
#[cfg(feature = "record")]
use crate::core::facts::kind::Kind;
#[cfg(feature = "record")]
use crate::core::facts::table::{self, Fact};
use crate::core::facts::typed;
use crate::core::time::{StoryTime, Zone};

/// Looks whether a key is one of a fact, and finds its row. People are counted in places that there are.
///
/// # Errors
/// As [`typed::fact_key`]; names the place that there is not, and the nearest.
#[cfg(feature = "record")]
pub fn fact_key(key: &str) -> Result<&'static Fact, InputError> {
    let fact = typed::fact_key(key)?;
    match keys::affected::below(key) {
        Some(place) if ![ELSEWHERE, TOTAL].contains(&place) => place_there_is(place).map(|()| fact),
        Some(_) | None => Ok(fact),
    }
}

#[cfg(feature = "record")]
fn place_there_is(place: &str) -> Result<(), InputError> {
    places::unknown(place).map_or(Ok(()), |(problem, hint)| Err(InputError::new(problem, hint)))
}

/// A typed value as the TOML literal the record keeps.
///
/// # Errors
/// As [`typed::fact_value`]; a place that is the value must be one that there is.
pub fn fact_value(key: &str, text: &str, zone: &Zone, now: StoryTime) -> Result<String, InputError> {
    let value = typed::fact_value(key, text, zone, now)?;
    #[cfg(feature = "record")]
    match table::find(key).map(|fact| fact.kind) {
        Some(Kind::Place(_)) => place_there_is(&value.plain())?,
        Some(Kind::PlaceOrNone(_)) if value.plain() != "none" => place_there_is(&value.plain())?,
        Some(_) | None => {}
    }
    Ok(value.literal().to_owned())
}
