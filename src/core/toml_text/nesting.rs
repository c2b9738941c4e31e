//! How deep a TOML text is nested, told from its tokens before anything is built of it.
//!
//! The parser allows eighty brackets with eighty dotted keys in each. The tree of that would exhaust the stack of whoever
//! walks it, and of whoever drops it.

use std::ops::Range;

use toml_parser::Source;
use toml_parser::lexer::TokenKind;

/// Deeper than any file: the deepest of the built-in law has eight levels.
pub(crate) const DEEPEST: usize = 64;

/// The place at which a text is first nested deeper than [`DEEPEST`].
pub(crate) fn too_deep(text: &str) -> Option<Range<usize>> {
    // What each open bracket adds: itself, and the dots of the key before it.
    let mut open: Vec<usize> = Vec::new();
    let (mut depth, mut dots) = (0, 0);
    for token in Source::new(text).lex() {
        match token.kind() {
            TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => {
                depth += dots + 1;
                open.push(std::mem::take(&mut dots) + 1);
            }
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => {
                depth -= open.pop().unwrap_or(0);
                dots = 0;
            }
            TokenKind::Dot => dots += 1,
            // No key goes on behind one of these.
            TokenKind::Comma | TokenKind::Newline => dots = 0,
            TokenKind::Equals
            | TokenKind::Whitespace
            | TokenKind::Comment
            | TokenKind::LiteralString
            | TokenKind::BasicString
            | TokenKind::MlLiteralString
            | TokenKind::MlBasicString
            | TokenKind::Atom
            | TokenKind::Eof => {}
        }
        if depth + dots > DEEPEST {
            let span = token.span();
            return Some(span.start()..span.end());
        }
    }
    None
}

#[cfg(test)]
mod test {
    use super::{DEEPEST, too_deep};

    #[test]
    fn brackets_and_dots_count_together() {
        let dotted = |dots: usize| format!("a{} = 1\n", ".a".repeat(dots));
        assert_eq!(too_deep(&dotted(DEEPEST)), None);
        assert!(too_deep(&dotted(DEEPEST + 1)).is_some());
        let inline = |levels: usize| format!("x = {}1{}\n", "{ a.a = ".repeat(levels), "}".repeat(levels));
        assert_eq!(too_deep(&inline(DEEPEST / 2 - 1)), None);
        assert!(too_deep(&inline(DEEPEST / 2 + 1)).is_some());
    }

    #[test]
    fn what_is_long_but_flat_is_not_deep() {
        let flat = "[a.b]\nx = [1.5, 2.5, \"[[[[....\"]\ny = { z = 1.5 } # [[[[\n".repeat(500);
        assert_eq!(too_deep(&flat), None);
        assert_eq!(too_deep("]]]]}}}}"), None);
    }
}
