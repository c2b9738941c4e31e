//! Keys of facts on the command line: any key is taken, and completions offer those of the table of facts.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};

use crate::core::facts::{glossary, table};

/// Takes any text; whether it is a key is judged where the nearest one can be named.
#[derive(Debug, Clone, Copy)]
pub(super) struct FactKey;

impl TypedValueParser for FactKey {
    type Value = String;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let keys = table::keys();
        Some(Box::new(
            keys.map(|key| PossibleValue::new(key).help(table::question(key))),
        ))
    }
}

/// The keys and what to give for each, for the long help of `fact set`.
pub(super) fn keys() -> String {
    format!("Keys and their values:\n\n{}", glossary::keys())
}
