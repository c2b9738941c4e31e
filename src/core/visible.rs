//! Characters that act on a terminal or reorder text, made visible. What a record holds may come from anywhere: a mail
//! subject, an import, a file name.

use std::borrow::Cow;

/// Whether a character acts instead of being seen: control characters (C0 but newline and tab, DEL, C1), the signs
/// that turn the direction of text, and the two line separators of Unicode.
pub fn acts(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t')) || turns_text(c) || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Whether a character changes the direction in which the text after it is drawn.
pub fn turns_text(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character takes no room, so that two names which differ in it look alike. Joiners, which some scripts
/// need, are not among them.
pub fn unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

/// A text in which every acting character is shown by a sign of its own; newlines and tabs stay.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(acts) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    text.chars().for_each(|c| push(&mut out, c));
    Cow::Owned(out)
}

/// A text as one line: line breaks and tabs become visible as well.
pub fn one_line(text: &str) -> String {
    visible(text).replace('\n', "␊").replace('\t', "␉")
}

/// Appends one character, visibly.
pub fn push(out: &mut String, c: char) {
    match c {
        c if !acts(c) => out.push(c),
        '\u{7f}' => out.push('␡'),
        // U+2400 to U+241F are the pictures of U+0000 to U+001F.
        '\0'..='\u{1f}' => out.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or(char::REPLACEMENT_CHARACTER)),
        c => {
            let named = format!("⟦U+{:04X}⟧", u32::from(c));
            out.push_str(&named);
        }
    }
}

/// JSON as it was, with the acting characters that JSON leaves raw written as `\uXXXX`. They can only occur inside
/// strings, so the value stays the same.
pub fn escaped_json(json: &str) -> Cow<'_, str> {
    if !json.contains(acts) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if acts(c) {
            let escape = format!("\\u{:04x}", u32::from(c));
            out.push_str(&escape);
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_acting_character_gets_a_picture_and_nothing_else_changes() {
        let hostile = "a\u{1b}]52;c;aGk=\u{7}b\r\0\u{7f}\u{9b}31m\u{202e}x\u{2066}y\u{200f}\u{61c}\u{2028}";
        let shown = visible(hostile);
        assert_eq!(
            shown,
            "a␛]52;c;aGk=␇b␍␀␡⟦U+009B⟧31m⟦U+202E⟧x⟦U+2066⟧y⟦U+200F⟧⟦U+061C⟧⟦U+2028⟧"
        );
        assert!(!shown.contains(acts));
        let harmless = "Größe § 4, العربية, 日本\n\t🙂";
        assert_eq!(visible(harmless), harmless);
    }

    #[test]
    fn json_keeps_its_value() {
        let value = serde_json::json!({"a": "\u{9b}\u{7f}\u{202e}\u{2028}\u{1b}\n"});
        let text = serde_json::to_string_pretty(&value).unwrap();
        let escaped = escaped_json(&text);
        assert!(!escaped.contains(acts));
        assert_eq!(serde_json::from_str::<serde_json::Value>(&escaped).unwrap(), value);
    }
}
