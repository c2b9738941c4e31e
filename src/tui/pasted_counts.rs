//! Places with numbers of people, as they are typed in a line or copied from two columns of a spreadsheet.

use super::places::{self, Called};

/// A place and how many people live there, as they were typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Counted {
    /// Its code.
    pub place: String,
    pub people: String,
}

/// Reads every place with its number.
///
/// # Errors
/// Every entry that cannot be read, and every name that more than one place has.
pub(super) fn counted(text: &str) -> Result<Vec<Counted>, Vec<String>> {
    let split: Vec<Result<(String, String), String>> = entries(text).into_iter().map(apart).collect();
    let names = split.iter().flatten();
    let called: Vec<Called> = names.map(|(name, _)| places::called(name)).collect();
    // CA beside TX is California; alone it may as well be Canada.
    let among_states = called.iter().any(Called::is_one_state) && !called.iter().any(Called::is_one_abroad);
    let mut problems = Vec::new();
    let mut found = Vec::new();
    for entry in split {
        match entry.and_then(|(name, people)| Ok((one(&name, among_states)?, people))) {
            Ok((place, _)) if found.iter().any(|other: &Counted| other.place == place) => {
                problems.push(format!("{} has two numbers", places::name(&place)));
            }
            Ok((place, people)) => found.push(Counted { place, people }),
            Err(problem) => problems.push(problem),
        }
    }
    match problems.is_empty() {
        true => Ok(found),
        false => Err(problems),
    }
}

/// Whether a text is meant to be several places with numbers, readable or not: then its problems are of use.
pub(super) fn is_several(text: &str) -> bool {
    entries(text).len() > 1 && has_count(text)
}

/// Whether a text says how many: with digits, or as what is left of the total.
pub(super) fn has_count(text: &str) -> bool {
    let in_words = |entry: &str| of_rest(entry).is_some() || unknown(entry).is_some();
    text.contains(|sign: char| sign.is_ascii_digit()) || entries(text).into_iter().any(in_words)
}

/// The word for what is left of the total.
pub(super) const REST: &str = "rest";

/// The name in an entry that asks for what is left of the total: `Germany rest`, `rest Germany`, `others: the rest`.
fn of_rest(entry: &str) -> Option<&str> {
    let is_rest = |word: &str| word.eq_ignore_ascii_case(REST);
    let name = match entry.rsplit_once([' ', '\t', ':', '=']) {
        Some((name, last)) if is_rest(last) => name,
        Some(_) | None => entry.split_once([' ', '\t']).filter(|(first, _)| is_rest(first))?.1,
    };
    let name = name.trim().trim_end_matches([':', '=']).trim();
    let without = name
        .len()
        .checked_sub(" the".len())
        .filter(|at| name.is_char_boundary(*at));
    Some(match without.map(|at| name.split_at(at)) {
        Some((before, the)) if the.eq_ignore_ascii_case(" the") => before.trim_end_matches([':', '=']).trim(),
        Some(_) | None => name,
    })
}

/// What is written for people whose number nobody knows.
pub(super) const UNKNOWN: &str = "unknown";

/// The name in an entry that says that nobody knows how many: `elsewhere unknown`, `France: ?`.
fn unknown(entry: &str) -> Option<&str> {
    let (name, last) = entry.rsplit_once([' ', '\t', ':', '='])?;
    let is_unknown = last.eq_ignore_ascii_case(UNKNOWN) || last == "?";
    let name = name.trim().trim_end_matches([':', '=']).trim();
    (is_unknown && !name.is_empty()).then_some(name)
}

/// What is counted beside the places.
const BESIDE: [(&str, &[&str]); 2] = [
    ("total", &["total", "in total", "in all", "all"]),
    ("elsewhere", &["elsewhere", "others", "other places", "anywhere else"]),
];

fn one(name: &str, among_states: bool) -> Result<String, String> {
    let plain = name.to_lowercase();
    if let Some((key, _)) = BESIDE.iter().find(|(_, names)| names.contains(&plain.as_str())) {
        return Ok((*key).to_owned());
    }
    match places::called(name) {
        Called::Nothing => Err(format!("no place is called “{name}”")),
        Called::One(code) => Ok(code),
        Called::Several(codes) => {
            let state = codes.iter().find(|code| code.starts_with("US-"));
            match state.filter(|_| among_states) {
                Some(code) => Ok(code.clone()),
                None => {
                    let each = codes.iter().map(|code| format!("{} ({code})", places::name(code)));
                    Err(format!(
                        "“{name}” may be {}; write the code",
                        each.collect::<Vec<_>>().join(" or ")
                    ))
                }
            }
        }
    }
}

/// The entries of a text: its lines, and within a line what commas and semicolons separate. A comma within a number
/// separates thousands.
fn entries(text: &str) -> Vec<&str> {
    let lines = text.lines().flat_map(|line| match line.contains('\t') {
        true => vec![line],
        false => between_commas(line),
    });
    lines.map(str::trim).filter(|entry| !entry.is_empty()).collect()
}

fn between_commas(line: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut from = 0;
    for (at, sign) in line.char_indices() {
        if sign == ';' || (sign == ',' && !separates_thousands(&line[..at], &line[at + 1..])) {
            parts.push(&line[from..at]);
            from = at + 1;
        }
    }
    parts.push(&line[from..]);
    parts
}

fn separates_thousands(before: &str, after: &str) -> bool {
    let digits = after.chars().take_while(char::is_ascii_digit).count();
    before.ends_with(|sign: char| sign.is_ascii_digit()) && digits == 3
}

/// A name and a number, in either order.
fn apart(entry: &str) -> Result<(String, String), String> {
    if let Some(name) = of_rest(entry) {
        return match name.is_empty() {
            true => Err(format!("“{entry}” names no place")),
            false => Ok((name.to_owned(), REST.to_owned())),
        };
    }
    if let Some(name) = unknown(entry) {
        return Ok((name.to_owned(), UNKNOWN.to_owned()));
    }
    let of_number = |sign: char| sign.is_ascii_digit() || ",._'+-–\u{a0}".contains(sign);
    let name = entry.trim_end_matches(of_number);
    let (name, number) = match name.len() == entry.len() {
        true => {
            let name = entry.trim_start_matches(of_number);
            (name, &entry[..entry.len() - name.len()])
        }
        false => (name, &entry[name.len()..]),
    };
    let name = name.trim().trim_end_matches([':', '=']).trim();
    let number = without_thousands(number.trim());
    match (name.is_empty(), number.contains(|sign: char| sign.is_ascii_digit())) {
        (false, true) => Ok((name.to_owned(), number)),
        (true, _) => Err(format!("“{entry}” names no place")),
        (false, false) => Err(format!("“{entry}” has no number")),
    }
}

fn without_thousands(number: &str) -> String {
    let signs: Vec<char> = number.chars().collect();
    let thousands = |at: usize| {
        let after = signs[at + 1..].iter().take_while(|sign| sign.is_ascii_digit()).count();
        at > 0 && signs[at - 1].is_ascii_digit() && after == 3
    };
    let kept = signs.iter().enumerate().filter(|(at, sign)| {
        let separates = matches!(sign, ',' | '.' | '_' | '\'' | '\u{a0}');
        !(separates && thousands(*at))
    });
    kept.map(|(_, sign)| if *sign == '–' { '-' } else { *sign }).collect()
}

#[cfg(test)]
mod tests {
    use super::{Counted, counted};

    fn read(text: &str) -> Vec<(String, String)> {
        let found = counted(text).unwrap();
        found
            .into_iter()
            .map(|Counted { place, people }| (place, people))
            .collect()
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = |(place, people): &(&str, &str)| ((*place).to_owned(), (*people).to_owned());
        pairs.iter().map(owned).collect()
    }

    #[test]
    fn a_line_and_two_columns_read_alike() {
        let both = pairs(&[("US-TX", "3100"), ("US-CA", "2200")]);
        assert_eq!(read("TX 3100, CA 2200"), both);
        assert_eq!(read("Texas\t3,100\nCalifornia\t2,200\n"), both);
        assert_eq!(read("US-TX: 3.100; us-ca = 2'200"), both);
        assert_eq!(read("3100 texas\n2200 california"), both);
        let all = pairs(&[("US-TX", "3100"), ("elsewhere", "0"), ("total", "3100")]);
        assert_eq!(read("Texas 3,100, elsewhere 0, in total 3100"), all);
    }

    #[test]
    fn ranges_and_other_countries_are_read() {
        assert_eq!(
            read("Germany 400-900, Bavaria 12+, France 1,200,000"),
            pairs(&[("DE", "400-900"), ("DE-BY", "12+"), ("FR", "1200000")])
        );
    }

    #[test]
    fn a_name_of_two_places_is_asked_for() {
        let problems = counted("CA 2200").unwrap_err();
        assert!(
            problems[0].contains("California") && problems[0].contains("Canada"),
            "{problems:?}"
        );
        assert!(counted("CA 2200, France 3").is_err());
        assert_eq!(counted("Txas 5, CA").unwrap_err().len(), 2);
        assert_eq!(
            counted("TX 5, Texas 6").unwrap_err(),
            ["Texas, United States has two numbers"]
        );
    }
}
