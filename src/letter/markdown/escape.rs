//! Values as Markdown that is read as the value and nothing else.

use super::mask::gap;
use crate::letter::person::PREFIX;

/// A value as Markdown: put into a template, it comes out as typed in every format, whether it stands in a paragraph,
/// at its start, in a heading, a list, a table cell or between the angle brackets of an address. It makes no gap. Line
/// feeds become breaks of the line.
///
/// Two places cannot be helped, and a template keeps values out of them: code (between backticks), where Markdown
/// knows no escapes, and a number just before a full stop at the start of a line, which begins a list.
pub fn escape(value: &str) -> String {
    let text = value.replace("\r\n", "\n").replace('\r', "\n");
    let mut escaped = String::with_capacity(text.len() + 8);
    for (at, sign) in text.char_indices() {
        let rest = &text[at + sign.len_utf8()..];
        let edge = at == 0 || rest.is_empty();
        if sign == '\n' || (edge && sign.is_whitespace()) {
            escaped.push_str(&entity(sign));
            continue;
        }
        if matches!(sign, '|' | '>') || guarded(sign, rest) || (at == 0 && opens(sign)) || number_mark(&text, at) {
            escaped.push('\\');
        }
        escaped.push(sign);
    }
    escaped
}

/// A text made of values that were each escaped by themselves, without the marks that only the beginning of a line needs: a
/// number with a full stop or a bracket begins a list there and nowhere else.
pub fn without_needless_marks(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(without_needless_marks_in).collect();
    lines.join("\n")
}

fn without_needless_marks_in(line: &str) -> String {
    let mut kept = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find('\\') {
        kept.push_str(&rest[..at]);
        let (mark, after) = (&rest[at..=at], &rest[at + 1..]);
        let number = kept.len() - kept.chars().rev().take_while(char::is_ascii_digit).count();
        let ends = after
            .get(1..)
            .is_some_and(|next| next.is_empty() || next.starts_with(char::is_whitespace));
        let marks = after.starts_with(['.', ')']) && number < kept.len() && ends;
        if !marks || begins_block(&kept[..number]) {
            kept.push_str(mark);
        }
        // What an escape protects is no escape itself.
        let protected = after.chars().next().map_or(0, char::len_utf8);
        kept.push_str(&after[..protected]);
        rest = &after[protected..];
    }
    kept.push_str(rest);
    kept
}

/// Whether a list could begin behind these signs of a line: blanks, and the marks of quotes and lists.
fn begins_block(before: &str) -> bool {
    let number = |word: &str| {
        word.strip_suffix(['.', ')'])
            .is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()))
    };
    before
        .split_whitespace()
        .all(|word| matches!(word, ">" | "-" | "+" | "*") || number(word))
        && (before.is_empty() || before.ends_with(char::is_whitespace) || before.ends_with('>'))
}

/// Stand for a person field while the text around it is escaped; no keyboard and no font has them.
const FIELD: (char, char) = ('\u{F0000}', '\u{F0001}');

/// A value in which person fields such as `[[person.code|your code]]` stay what they are, and nothing else does.
/// `field` writes each from its key and its words.
pub fn escape_around_fields(value: &str, field: &dyn Fn(&str, &str) -> String) -> String {
    let (mut masked, mut fields) = (String::with_capacity(value.len()), Vec::new());
    let mut rest = value.replace([FIELD.0, FIELD.1], "\u{FFFD}");
    while let Some(at) = rest.find("[[") {
        masked.push_str(&rest[..at]);
        let Some((key, words, after)) = gap(&rest[at..]).filter(|(key, ..)| key.starts_with(PREFIX)) else {
            masked.push_str("[[");
            rest = rest[at + 2..].to_owned();
            continue;
        };
        masked.push_str(&format!("{}{}{}", FIELD.0, fields.len(), FIELD.1));
        fields.push(field(key, words));
        rest = after.to_owned();
    }
    masked.push_str(&rest);
    let mut text = escape(&masked);
    for (number, written) in fields.iter().enumerate() {
        text = text.replace(&format!("{}{number}{}", FIELD.0, FIELD.1), written);
    }
    text
}

/// The character as a numeric reference, which Markdown reads as the character and takes for punctuation at its edges.
pub(super) fn entity(sign: char) -> String {
    format!("&#{};", u32::from(sign))
}

/// Signs that have a meaning anywhere in a line, given what follows them.
pub(super) fn guarded(sign: char, rest: &str) -> bool {
    match sign {
        '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '~' => true,
        '&' => rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '#'),
        '!' | '#' => rest.is_empty(),
        _ => false,
    }
}

/// Signs that have a meaning at the start of a line.
pub(super) fn opens(sign: char) -> bool {
    matches!(sign, '-' | '+' | '=' | '#' | '>' | ':')
}

/// Whether the sign at this place is the full stop or bracket after a number that begins the text: `1. x`, `1) x`.
pub(super) fn number_mark(text: &str, at: usize) -> bool {
    let digits = &text[..at];
    let rest = &text[at..];
    let after = rest.get(1..).unwrap_or_default();
    matches!(at, 1..=9)
        && digits.bytes().all(|b| b.is_ascii_digit())
        && rest.starts_with(['.', ')'])
        && (after.is_empty() || after.starts_with(char::is_whitespace))
}

#[cfg(test)]
mod tests {
    use super::{escape, without_needless_marks};

    #[test]
    fn a_number_with_a_stop_is_marked_at_the_beginning_of_a_line_alone() {
        let day = escape("30. November 2026");
        assert_eq!(day, "30\\. November 2026");
        for (text, kept) in [
            (format!("am {day} um 9 Uhr"), "am 30. November 2026 um 9 Uhr"),
            (format!("| Tag | {day} |"), "| Tag | 30. November 2026 |"),
            (format!("({day})"), "(30. November 2026)"),
            (day.clone(), day.as_str()),
            (format!("> {day}"), "> 30\\. November 2026"),
            (format!("- {day}"), "- 30\\. November 2026"),
            (format!("a\n{day}"), "a\n30\\. November 2026"),
            (escape("a 5\\. b"), "a 5\\\\. b"),
            (escape("*5. b"), "\\*5. b"),
        ] {
            assert_eq!(without_needless_marks(&text), kept, "{text}");
        }
    }
}
