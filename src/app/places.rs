//! Places as people type them: whether there is one of that name.

use crate::core::facts::read::is_place;
use crate::roster::place_names;

/// What is wrong with a place, with the code that was probably meant; `None` where there is such a place. The parts of a country
/// that has none in the list are taken by their form.
pub fn problem(code: &str) -> Option<String> {
    unknown(code).map(|(problem, hint)| format!("{problem} ({hint})"))
}

/// The same, with the hint apart.
pub fn unknown(code: &str) -> Option<(String, String)> {
    let country = code.split('-').next().unwrap_or_default();
    let parted =
        || place_names::all().any(|(known, _)| known.strip_prefix(country).is_some_and(|part| part.starts_with('-')));
    let known = place_names::english(code).is_some()
        || (is_place(code) && place_names::english(country).is_some() && !parted());
    if known {
        return None;
    }
    let hint = match meant(code) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "an ISO 3166 code in capitals, such as US-TX or FR".to_owned(),
    };
    Some((format!("`{code}` is not a place"), hint))
}

/// The code of a place that was typed in small letters or by its name.
fn meant(typed: &str) -> Option<&'static str> {
    let mut all = place_names::all();
    let same = |name: &str| name.to_lowercase() == typed.to_lowercase();
    let found = all.find(|(code, names)| same(code) || names.iter().any(|name| same(name)));
    found.map(|(code, _)| code)
}

#[cfg(test)]
mod tests {
    use super::problem;

    #[test]
    fn only_places_that_are_there_are_taken() {
        for place in [
            "DE", "DE-BY", "US-TX", "US-DC", "GB", "GB-SCT", "FR-75C", "CH-ZH", "CA-QC",
        ] {
            assert_eq!(problem(place), None);
        }
        let wrong = [
            ("XX", "such as US-TX"),
            ("US-ZZ", "such as US-TX"),
            ("de-by", "did you mean `DE-BY`?"),
            ("Texas", "did you mean `US-TX`?"),
            ("UK", "did you mean `GB`?"),
            ("Mars", "such as US-TX"),
            ("", "such as US-TX"),
        ];
        for (place, hint) in wrong {
            let said = problem(place).unwrap_or_default();
            assert!(
                said.contains(&format!("`{place}` is not a place")) && said.contains(hint),
                "{said}"
            );
        }
    }
}
