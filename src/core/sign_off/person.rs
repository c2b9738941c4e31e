//! Whether two names that people gave themselves are one person's. Nobody proves a name; but a blank, a capital or a
//! letter of another alphabet that looks the same must not make a second person of one.

/// Letters of other alphabets that look like Latin ones.
const LOOK_ALIKES: [(char, char); 25] = [
    ('а', 'a'),
    ('в', 'b'),
    ('с', 'c'),
    ('ԁ', 'd'),
    ('е', 'e'),
    ('һ', 'h'),
    ('і', 'i'),
    ('ј', 'j'),
    ('к', 'k'),
    ('м', 'm'),
    ('о', 'o'),
    ('р', 'p'),
    ('ѕ', 's'),
    ('т', 't'),
    ('у', 'y'),
    ('х', 'x'),
    ('α', 'a'),
    ('ε', 'e'),
    ('ι', 'i'),
    ('κ', 'k'),
    ('ν', 'v'),
    ('ο', 'o'),
    ('ρ', 'p'),
    ('υ', 'u'),
    ('χ', 'x'),
];

/// What is left of a name when it is compared: letters and digits in lower case, whatever separates them.
fn compared(name: &str) -> String {
    let lower = name
        .chars()
        .flat_map(char::to_lowercase)
        .filter(|c| c.is_alphanumeric());
    let latin = lower.map(|c| {
        LOOK_ALIKES
            .iter()
            .find(|(alike, _)| *alike == c)
            .map_or(c, |(_, latin)| *latin)
    });
    latin.collect()
}

/// Whether two names are one person's: `Dana.Paralegal`, `dana paralegal ` and one with a Cyrillic `а`.
pub fn same_person(one: &str, other: &str) -> bool {
    one == other || (compared(one) == compared(other) && !compared(one).is_empty())
}

/// Whether a name names nobody.
pub fn unnamed(name: &str) -> bool {
    matches!(compared(name).as_str(), "" | "unknown" | "anonymous")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_written_otherwise_is_the_same_person() {
        for other in ["Dana.Paralegal", "dana.paralegal ", "dаna.paralegal", "dana paralegal"] {
            assert!(same_person("dana.paralegal", other), "{other}");
        }
        assert!(!same_person("dana.paralegal", "diana.paralegal"));
        assert!(!same_person("山田", "佐藤"));
    }

    #[test]
    fn a_name_that_names_nobody_is_known() {
        assert!(unnamed("") && unnamed(" - ") && unnamed("Unknown"));
        assert!(!unnamed("counsel"));
    }
}
