//! Keys of facts on the command line: any key is taken, and completions offer those of the table of facts.

use std::ffi::OsStr;
use std::path::Path;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};

use super::failure::{Failure, picture_failure};
use crate::app::files::picture_file;
use crate::app::files::typed_values;
use crate::core::facts::kind::Kind;
use crate::core::facts::{reference, table};
use crate::core::time::{StoryTime, Zone};

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

/// What was typed for a fact, as it is recorded. A picture is typed as its file, which is read now and never again.
pub(super) fn recorded(key: &str, typed: &str, zone: &Zone, now: StoryTime) -> Result<String, Failure> {
    if table::find(key).is_some_and(|fact| matches!(fact.kind, Kind::Picture)) {
        return picture_file::literal(Path::new(typed)).map_err(|error| picture_failure(&error));
    }
    typed_values::fact_value(key, typed, zone, now).map_err(|error| Failure::input(&error).hint(&error.hint))
}

/// The keys and what to give for each, for the long help of `fact set`.
pub(super) fn keys() -> String {
    format!("Keys and their values:\n\n{}", reference::keys())
}
