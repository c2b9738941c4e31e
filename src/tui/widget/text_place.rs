//! Where words stand in a Markdown text: for the search, and for what the check names.

/// A stretch of a text: lines and letters from zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TextPlace {
    pub(super) from: (usize, usize),
    /// Behind its last letter.
    pub(super) to: (usize, usize),
}

/// A letter of the text as people read it, with where it stands.
struct Read {
    letter: char,
    at: (usize, usize),
}

/// The letters of a text without the marks of Markdown, in lower case; every stretch of space is one space, and so is the
/// end of a line.
fn read(lines: &[String]) -> Vec<Read> {
    let mut all: Vec<Read> = Vec::new();
    for (row, line) in lines.iter().enumerate() {
        for (column, letter) in line.chars().chain(['\n']).enumerate() {
            let space = letter.is_whitespace();
            if matches!(letter, '*' | '_' | '\\' | '`') || (space && all.last().is_some_and(|last| last.letter == ' '))
            {
                continue;
            }
            let letter = if space { ' ' } else { lower(letter) };
            all.push(Read {
                letter,
                at: (row, column),
            });
        }
    }
    all
}

fn lower(letter: char) -> char {
    letter.to_lowercase().next().unwrap_or(letter)
}

/// Every place where words stand, whatever their case and the marks around them. Reading the words adds a space for the
/// end of their line, which is not searched for.
pub(super) fn all(lines: &[String], words: &str) -> Vec<TextPlace> {
    let words = [words.trim().to_owned()];
    let sought: Vec<char> = read(&words).iter().map(|read| read.letter).collect();
    let sought = match sought.split_last() {
        Some((' ', sought)) if !sought.is_empty() => sought,
        Some(_) | None => return Vec::new(),
    };
    let text = read(lines);
    let windows = text.windows(sought.len());
    windows
        .filter(|window| window.iter().map(|read| read.letter).eq(sought.iter().copied()))
        .filter_map(|window| {
            let (first, last) = (window.first()?, window.last()?);
            Some(TextPlace {
                from: first.at,
                to: (last.at.0, last.at.1 + 1),
            })
        })
        .collect()
}

/// The places that a finding is about, in the order of the text: the gaps it names, else the quoted words.
pub(super) fn of_finding(lines: &[String], found: &str) -> Vec<TextPlace> {
    let gaps = gaps(lines, found);
    if !gaps.is_empty() {
        return gaps;
    }
    let mut places: Vec<TextPlace> = quoted(found).flat_map(|words| all(lines, words)).collect();
    places.sort_by_key(|place| place.from);
    places.dedup();
    places
}

/// The gaps, `[[key|words]]`, whose keys are words of the finding.
fn gaps(lines: &[String], found: &str) -> Vec<TextPlace> {
    let named = |key: &str| found.split([' ', ',']).any(|word| word == key);
    let all = lines.iter().enumerate().flat_map(|(row, line)| {
        line.match_indices("[[").filter_map(move |(from, _)| {
            let inside = &line[from + 2..];
            let inside = &inside[..inside.find("]]")?];
            let key = inside.split('|').next()?;
            let column = line[..from].chars().count();
            let place = TextPlace {
                from: (row, column),
                to: (row, column + inside.chars().count() + 4),
            };
            Some((key, place))
        })
    });
    all.filter(|(key, _)| named(key)).map(|(_, place)| place).collect()
}

fn quoted(found: &str) -> impl Iterator<Item = &str> {
    let parts = found.split('“').skip(1);
    parts.filter_map(|part| part.split('”').next())
}

#[cfg(test)]
mod tests {
    use super::{TextPlace, all, of_finding};

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    fn place(row: usize, from: usize, to: usize) -> TextPlace {
        TextPlace {
            from: (row, from),
            to: (row, to),
        }
    }

    #[test]
    fn words_are_found_through_marks_case_and_line_ends() {
        let text = lines("# Report\n\nThe **number of\npeople** is 12, the Number Of people");
        assert_eq!(all(&text, "report"), [place(0, 2, 8)]);
        let found = all(&text, "number of  people");
        assert_eq!(
            found,
            [
                TextPlace {
                    from: (2, 6),
                    to: (3, 6)
                },
                place(3, 20, 36)
            ]
        );
        assert_eq!(all(&text, "  "), []);
        assert_eq!(all(&text, "people affected"), []);
    }

    #[test]
    fn a_finding_leads_to_its_gap_or_to_the_words_it_quotes() {
        let text =
            lines("# Report\nMeasures: [[measures.planned|to follow]]\nWe utilize a key. Größe [[dpo.name|name]]");
        assert_eq!(of_finding(&text, "open gaps: dpo.name, other"), [place(2, 24, 41)]);
        assert_eq!(
            of_finding(&text, "open gaps: dpo.name, measures.planned"),
            [place(1, 10, 40), place(2, 24, 41)]
        );
        assert_eq!(of_finding(&text, "“utilize”: better “use”"), [place(2, 3, 10)]);
        assert_eq!(of_finding(&text, "the field “Address” is missing"), []);
        assert_eq!(of_finding(&text, "reading ease is 31; 50 or more is plain"), []);
    }
}
