//! The Markdown that reports are written in: values escaped for it, and what it becomes.

use pulldown_cmark::{Event as Md, Options, Parser, Tag, TagEnd};

/// What may stand in Markdown without becoming markup.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '&' | '~'
        ) {
            out.push('\\');
        }
        out.push(if c == '\n' { ' ' } else { c });
    }
    out
}

/// Markdown as a page of its own; raw HTML in it is shown as text.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the parser may tell of more than a report has"
)]
pub fn html(title: &str, markdown: &str) -> String {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let parser = Parser::new_ext(markdown, Options::ENABLE_TABLES).map(|event| match event {
        Md::Html(text) | Md::InlineHtml(text) => Md::Text(text),
        other => other,
    });
    let mut body = String::new();
    pulldown_cmark::html::push_html(&mut body, parser);
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; style-src 'unsafe-inline'\"><title>{}</title>\n<style>body{{font:16px/1.5 \
         sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem}}table{{border-collapse:collapse}}td,th{{border:1px \
         solid #999;padding:.2rem .6rem;text-align:left}}</style></head><body>\n{body}</body></html>\n",
        escape(title)
    )
}

/// Markdown as plain text.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the parser may tell of more than a report has"
)]
pub fn plain(markdown: &str) -> String {
    let mut out = String::new();
    let mut cell = false;
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Md::Text(text) | Md::Code(text) | Md::Html(text) | Md::InlineHtml(text) => out.push_str(&text),
            Md::SoftBreak | Md::HardBreak => out.push('\n'),
            Md::Start(Tag::Item) => out.push_str("- "),
            Md::Start(Tag::TableCell) if cell => out.push_str(" · "),
            Md::Start(Tag::TableRow | Tag::TableHead) => cell = false,
            Md::End(TagEnd::TableCell) => cell = true,
            Md::End(TagEnd::Heading(_) | TagEnd::Paragraph | TagEnd::List(_) | TagEnd::Table) => out.push_str("\n\n"),
            Md::End(TagEnd::Item | TagEnd::TableRow | TagEnd::TableHead) => out.push('\n'),
            Md::Rule => out.push_str("----\n\n"),
            _ => {}
        }
    }
    out.trim_end().to_owned() + "\n"
}
