//! One cell of a CSV file, as every CSV that firebell writes holds it: no spreadsheet takes it for a formula.

use super::visible;

/// A text that is safe as a spreadsheet cell. Control characters and signs that turn text become visible. An
/// apostrophe goes before a cell that starts like a formula, also behind blanks, and before a formula sign behind a
/// semicolon, a tab or a line break within it: a spreadsheet that splits at other signs than the comma sees a cell
/// start there.
pub fn cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 1);
    if text.starts_with(['\t', '\r', '\n', '\0']) || starts_formula(text) {
        out.push('\'');
    }
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        // One line break, however it was written.
        if c == '\r' && rest.starts_with('\n') {
            continue;
        }
        visible::push(&mut out, c);
        if matches!(c, ';' | '\t' | '\n' | '\r') && starts_formula(rest) {
            out.push('\'');
        }
    }
    out
}

/// A name as a cell. Programs that analyse tables (pandas and what is built on it) read some words as "no value", in
/// quotes too; such a name gets the word for what it names before it, so that it stays a name.
pub fn name(what: &'static str, text: &str) -> String {
    match NO_VALUE.iter().any(|word| text.trim().eq_ignore_ascii_case(word)) {
        true => format!("{what} {text}"),
        false => text.to_owned(),
    }
}

/// What pandas reads as "no value" unless it is told otherwise, without regard to case.
const NO_VALUE: [&str; 14] = [
    "#n/a", "#n/a n/a", "#na", "-1.#ind", "-1.#qnan", "-nan", "1.#ind", "1.#qnan", "<na>", "n/a", "na", "nan", "none",
    "null",
];

/// Whether the first thing that is more than a blank is a sign that a spreadsheet calculates with.
fn starts_formula(text: &str) -> bool {
    let first = text.chars().find(|c| !is_blank(*c));
    matches!(
        first,
        Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '﹦' | '﹢' | '﹣' | '﹫' | '−')
    )
}

/// What a spreadsheet may strip before it looks: white space of every kind, control characters, signs without width.
fn is_blank(c: char) -> bool {
    let without_width = matches!(
        c,
        '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}'
    );
    c.is_whitespace() || c.is_control() || visible::turns_text(c) || without_width
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_starts_like_a_formula() {
        for sign in ["=", "+", "-", "@", "＝", "＋", "－", "＠"] {
            for lead in [
                "", "\t", "\r", "\n", "\r\n", "\0", " ", "  ", "\u{a0}", "\u{2003}", "\u{3000}", "\u{feff}",
                "\u{200b}", "\u{202e}",
            ] {
                let made = cell(&format!("{lead}{sign}1+1"));
                assert!(made.starts_with('\''), "{lead:?}{sign}: {made:?}");
                assert!(!made.contains(visible::acts), "{made:?}");
            }
            for inner in ["a;", "a; ", "a\t", "a\n", "a\r\n", "a;\u{a0}"] {
                let made = cell(&format!("{inner}{sign}1+1"));
                let at = made.find('\'').map(|at| &made[at + 1..]);
                assert!(at.is_some_and(|rest| rest.trim_start().starts_with(sign)), "{made:?}");
            }
        }
        assert_eq!(cell("\tcmd"), "'\tcmd");
    }

    #[test]
    fn harmless_text_stays_as_it_is() {
        for text in [
            "",
            "NA",
            "null",
            "a = b",
            "Ann-Marie",
            "two\nlines",
            "x, -5",
            "it's",
            "§ 4; Größe",
        ] {
            assert_eq!(cell(text), text);
        }
        assert_eq!(cell("a\0b"), "a␀b");
    }
}
