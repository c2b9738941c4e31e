//! Values as Markdown that is read as the value and nothing else.

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
