//! Which of a form's own options the facts give. What they give without doubt is marked; nothing else is guessed, and a
//! code that no option takes is named.

use super::Field;
use crate::core::facts::FactValue;
use crate::core::facts::table;

/// What the facts say of the options of a field.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marked {
    /// The options that are given, in the form's order and words.
    pub chosen: Vec<String>,
    /// What was recorded and no option is certain to mean, in words.
    pub unplaced: Vec<String>,
}

/// Marks the options of a field by what was recorded under a fact.
pub fn marked(field: &Field, fact: &str, values: &[&FactValue]) -> Marked {
    if field.options.is_empty() {
        return Marked::default();
    }
    let codes: Vec<String> = values.iter().flat_map(|value| codes(value)).collect();
    let takes = |option: &String, code: &String| match field.gives.get(option) {
        Some(taken) => taken.contains(code),
        None => option.eq_ignore_ascii_case(code),
    };
    let given = |option: &&String| codes.iter().any(|code| takes(option, code));
    let chosen: Vec<String> = field.options.iter().filter(given).cloned().collect();
    let is_free = |code: &&String| field.options.iter().all(|option| !takes(option, code));
    // A text or a number is no code: it is shown whole, and a person chooses.
    let coded = values.iter().all(|value| value.codes().is_some());
    let unplaced = codes
        .iter()
        .filter(|code| coded && is_free(code))
        .map(|code| means(fact, code))
        .collect();
    Marked { chosen, unplaced }
}

/// The codes of a value; of any other value its word.
fn codes(value: &FactValue) -> Vec<String> {
    match value.codes() {
        Some(codes) => codes.to_vec(),
        None => vec![value.as_typed()],
    }
}

/// What a code means, where the table of facts has words for it.
fn means(fact: &str, code: &str) -> String {
    let meanings = table::find(fact).map(|fact| fact.kind.meanings()).unwrap_or_default();
    let found = meanings.into_iter().find(|(known, _)| *known == code);
    found.map_or_else(|| code.replace('_', " "), |(_, words)| words.to_owned())
}
