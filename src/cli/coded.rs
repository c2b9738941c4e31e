//! Closed lists of the core as values that can be typed. A code is typed with hyphens; as stored it is read too.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::core::coded::Coded;

/// Reads a value of the list, and names all of them in help and errors.
pub(super) fn coded<T: Coded + Send + Sync>() -> impl TypedValueParser<Value = T> {
    let values = T::ALL.iter().map(|value| {
        let (typed, stored) = (typed(*value), value.code());
        let listed = PossibleValue::new(typed.clone());
        if typed == stored { listed } else { listed.alias(stored) }
    });
    PossibleValuesParser::new(values).try_map(|text| {
        // clap has looked at the case already.
        let same = |word: &str| word.eq_ignore_ascii_case(&text);
        let found = T::ALL.iter().find(|value| same(value.code()) || same(&typed(**value)));
        found.copied().ok_or_else(|| format!("unknown {} `{text}`", T::WHAT))
    })
}

fn typed<T: Coded>(value: T) -> String {
    value.code().replace('_', "-")
}
