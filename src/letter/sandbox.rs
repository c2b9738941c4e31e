//! What a template may say. Tera has no limit of time or memory, so a template is held to a part of the language in
//! which neither can grow beyond its own length and the facts: conditions, short loops over facts, and values.

/// Tags a template may use.
const TAGS: [&str; 7] = ["if", "elif", "else", "endif", "for", "endfor", "set"];
/// Filters a template may use; none makes a value much longer than what goes in.
const FILTERS: [&str; 12] = [
    "capitalize",
    "default",
    "first",
    "join",
    "last",
    "length",
    "lower",
    "safe",
    "sort",
    "title",
    "trim",
    "upper",
];
/// Loops within loops.
const DEEPEST: usize = 2;
/// The longest template, in bytes.
const LONGEST: usize = 256 * 1024;
/// The longest text a template may make, in bytes.
pub const LONGEST_RESULT: usize = 1024 * 1024;

/// Something that a template may not say, with its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forbidden {
    /// Counted from 1.
    pub line: usize,
    /// What it is, in a sentence.
    pub what: String,
}

/// Everything in a template that it may not say.
pub fn forbidden(text: &str) -> Vec<Forbidden> {
    if text.len() > LONGEST {
        let what = format!("a template may have at most {} KiB", LONGEST / 1024);
        return vec![Forbidden { line: 1, what }];
    }
    let mut found = Vec::new();
    let mut depth = 0;
    for Tag { line, kind, inside, .. } in tags(text) {
        let mut wrong = |what: String| found.push(Forbidden { line, what });
        let bare = without_texts(inside);
        let words = bare.trim_matches(['-', ' ', '\n', '\t']);
        let (name, expression) = match kind {
            Kind::Value => ("", words),
            Kind::Tag => words.split_once([' ', '\n', '\t', '(']).unwrap_or((words, "")),
        };
        if kind == Kind::Tag && !TAGS.contains(&name) {
            wrong(format!(
                "`{name}` is not available in templates; available: {}",
                TAGS.join(", ")
            ));
        }
        match name {
            "for" => {
                depth += 1;
                if depth > DEEPEST {
                    wrong(format!("loops may be nested at most {DEEPEST} deep"));
                }
                if expression.contains(['[', '(']) {
                    wrong("a loop may go over facts only".to_owned());
                }
            }
            "endfor" => depth = depth.saturating_sub(1),
            "set" if expression.contains(['~', '+', '*', '[']) || expression.contains("join") => {
                wrong("`set` takes one value as it is, never a combination of values".to_owned());
            }
            _ => {}
        }
        for filter in filters(&bare) {
            if !FILTERS.contains(&filter.as_str()) {
                wrong(format!(
                    "`{filter}` is not available in templates; available: {}",
                    FILTERS.join(", ")
                ));
            }
        }
        if calls(&bare, "range") {
            wrong("`range` is not available in templates".to_owned());
        }
    }
    found
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Tag,
    Value,
}

/// What stands between two marks of Tera.
struct Tag<'t> {
    /// Counted from 1.
    line: usize,
    kind: Kind,
    inside: &'t str,
    /// The byte behind the closing mark.
    end: usize,
}

fn tags(text: &str) -> Vec<Tag<'_>> {
    let mut all = Vec::new();
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find('{')) {
        let open = at + found;
        let (kind, close) = match text.get(open..open + 2) {
            Some("{%") => (Some(Kind::Tag), "%}"),
            Some("{{") => (Some(Kind::Value), "}}"),
            Some("{#") => (None, "#}"),
            _ => {
                at = open + 1;
                continue;
            }
        };
        let end = ending(text, open + 2, close, kind.is_some());
        if let (Some(kind), Some(inside)) = (kind, text.get(open + 2..end)) {
            let line = text.get(..open).map_or(1, |before| before.matches('\n').count() + 1);
            all.push(Tag {
                line,
                kind,
                inside,
                end: end + 2,
            });
        }
        at = end + 2;
    }
    all
}

/// Stands in what a template makes where a loop went round once more. No text has it: it is no character.
const TURN: char = '\u{FDD0}';
/// How much of a template its loops may read, in bytes: rounds times the length of the whole template. A list of six
/// thousand places fits into any of the built-in ones.
const LONGEST_READING: usize = 512 << 20;

/// How often the loops of a template may go round, all of them together.
pub(super) fn most_turns(length: usize) -> usize {
    LONGEST_READING / length.max(1024)
}

/// The template with a sign at the beginning of each round of its loops. Tera itself never stops: it is stopped by what it
/// writes.
pub(super) fn with_turns(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut from = 0;
    for tag in tags(text) {
        let words = tag.inside.trim_start_matches(['-', ' ', '\n', '\t']);
        if tag.kind == Kind::Tag && words.starts_with("for") {
            let trimmed = if tag.inside.ends_with('-') { "-" } else { "" };
            out += text.get(from..tag.end).unwrap_or_default();
            out += &format!("{{{{ \"{TURN}\" {trimmed}}}}}");
            from = tag.end;
        }
    }
    out + text.get(from..).unwrap_or_default()
}

/// What was made, divided at the signs: one piece more than there are rounds.
pub(super) fn between_turns(made: &[u8]) -> Vec<&[u8]> {
    let mut bytes = [0; 4];
    let sign = TURN.encode_utf8(&mut bytes).as_bytes();
    let mut pieces = Vec::with_capacity(1);
    let mut from = 0;
    for at in memchr::memmem::find_iter(made, sign) {
        pieces.extend(made.get(from..at));
        from = at + sign.len();
    }
    pieces.extend(made.get(from..));
    pieces
}

/// Where a mark ends; an end within a text in quotes does not count.
fn ending(text: &str, from: usize, close: &str, quotes: bool) -> usize {
    let mut quote = None;
    for (at, sign) in text.get(from..).unwrap_or_default().char_indices() {
        match (quote, sign) {
            (Some(open), sign) if sign == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') if quotes => quote = Some(sign),
            (None, _) if text.get(from + at..).is_some_and(|rest| rest.starts_with(close)) => return from + at,
            (None, _) => {}
        }
    }
    text.len()
}

/// An expression with its texts in quotes left out.
fn without_texts(inside: &str) -> String {
    let mut quote = None;
    let mut out = String::with_capacity(inside.len());
    for sign in inside.chars() {
        match (quote, sign) {
            (Some(open), sign) if sign == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') => quote = Some(sign),
            (None, sign) => out.push(sign),
        }
    }
    out
}

/// Names that stand after a `|`.
fn filters(expression: &str) -> Vec<String> {
    let name = |rest: &str| {
        let word = |c: &char| c.is_alphanumeric() || *c == '_';
        rest.trim_start().chars().take_while(word).collect::<String>()
    };
    expression.split('|').skip(1).map(name).collect()
}

fn calls(expression: &str, function: &str) -> bool {
    let parts = expression.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '('));
    parts
        .into_iter()
        .any(|part| part.strip_prefix(function).is_some_and(|rest| rest.starts_with('(')))
}

#[cfg(test)]
mod test {
    use super::forbidden;

    #[test]
    fn what_grows_or_never_ends_is_forbidden() {
        for bad in [
            "{% for a in x %}{% for b in x %}{% for c in x %}{% endfor %}{% endfor %}{% endfor %}",
            "{% for a in range(end=9999999999) %}{% endfor %}",
            "{% for a in [1, 2] %}{% endfor %}",
            "{% set x = x ~ x %}",
            "{% set_global x = 1 %}",
            "{{ x | replace(from='a', to='aa') }}",
            "{% include 'x' %}",
            "{{- \"}}\" ~ x | repeat(n=9) -}}",
            "{% macro m() %}{% endmacro m %}",
        ] {
            assert!(!forbidden(bad).is_empty(), "{bad}");
        }
    }

    #[test]
    fn what_letters_need_is_allowed() {
        let good = "{# {% set_global #}{% set a = b.c | default(value=\"{% x | y ~\") %}{% for f in a %}{{ f.w | upper }}\
                    {% if f %} a | b {% elif g %}{% else %}{% endif %}{% endfor %}{{ a ~ b | join(sep=\", \") }}";
        assert_eq!(forbidden(good), Vec::new());
    }

    #[test]
    fn a_place_is_named_by_its_line() {
        assert_eq!(forbidden("a\nb\n{% raw %}")[0].line, 3);
    }
}
