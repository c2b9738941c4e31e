//! Letters as Markdown: what is written reads back the same, and a value comes out as typed wherever it stands.

use firebell::letter::block::{Block, Inline};
use firebell::letter::markdown::{escape, parse, plain, tidy, write};
use proptest::prelude::*;

fn text(words: &str) -> Inline {
    Inline::Text(words.to_owned())
}

fn paragraph(words: &str) -> Block {
    Block::Paragraph(vec![text(words)])
}

/// Words made to be misread: markup signs, spaces at the edges, numbers that look like lists.
fn words() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        "Bc",
        "1",
        "12.",
        "3)",
        " ",
        "  ",
        "*",
        "**",
        "_",
        "`",
        "[",
        "]",
        "[[",
        "]]",
        "(",
        ")",
        "<",
        ">",
        "|",
        "#",
        "-",
        "---",
        "===",
        "+",
        "=",
        "~",
        "!",
        "&",
        "&amp;",
        "\\",
        "\"",
        ".",
        ",",
        ":",
        "é",
        "😀",
        "\u{a0}",
        "\u{2e22}",
        "\u{2e23}",
        "<b>",
        "x|y",
        "&#10;",
        "http://example.com",
        "$",
        "{{",
        "%}",
    ]);
    prop::collection::vec(piece, 1..6).prop_map(|pieces| pieces.concat())
}

fn inline() -> impl Strategy<Value = Inline> {
    let leaf = prop_oneof![
        5 => words().prop_map(Inline::Text),
        1 => Just(Inline::Break),
        1 => ("[a-z][a-z0-9._-]{0,6}", words()).prop_map(|(key, words)| Inline::Gap { key, words }),
    ];
    leaf.prop_recursive(3, 8, 3, |inner| {
        let list = prop::collection::vec(inner, 1..4);
        prop_oneof![
            list.clone().prop_map(Inline::Strong),
            list.clone().prop_map(Inline::Emphasis),
            (words(), list).prop_map(|(address, text)| Inline::Link { address, text }),
        ]
    })
}

fn line() -> impl Strategy<Value = Vec<Inline>> {
    prop::collection::vec(inline(), 0..5)
}

fn block() -> impl Strategy<Value = Block> {
    let table = (
        prop::collection::vec(line(), 1..4),
        prop::collection::vec(prop::collection::vec(line(), 0..4), 0..3),
    );
    let leaf = prop_oneof![
        (1..=4_u8, line()).prop_map(|(level, text)| Block::Heading { level, text }),
        line().prop_map(Block::Paragraph),
        table.prop_map(|(head, rows)| Block::Table { head, rows }),
        Just(Block::Rule),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let blocks = prop::collection::vec(inner, 0..3);
        let start = prop::option::of(0..2_000_000_000_u64);
        prop_oneof![
            (start, prop::collection::vec(blocks.clone(), 0..3))
                .prop_map(|(start, items)| Block::List { start, items }),
            blocks.prop_map(Block::Quote),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_reads_back_the_same(blocks in prop::collection::vec(block(), 0..4)) {
        let blocks = tidy(blocks);
        let written = write(&blocks);
        prop_assert_eq!(parse(&written), blocks, "{}", written);
    }

    #[test]
    fn any_text_is_a_letter_in_normal_form(text in "([ \t]{0,5}|[-*_>#`|<>\\[\\]()!&;:=~+0-9.a-zA-Z/\u{2e22}\u{2e23}\u{e9}\\\\]|\n){0,60}") {
        let blocks = parse(&text);
        prop_assert_eq!(&tidy(blocks.clone()), &blocks);
        let written = write(&blocks);
        prop_assert_eq!(parse(&written), blocks, "{}", written);
    }

    #[test]
    fn a_value_comes_out_as_typed(value in words()) {
        for (before, after) in [("", ""), ("Dear ", ","), ("- ", ""), ("## ", ""), ("**Name:** ", ""), ("> ", " ("), ("", " x")] {
            let blocks = parse(&format!("{before}{}{after}", escape(&value)));
            let shown = blocks.iter().map(read).collect::<String>();
            let lead = before.trim_start_matches(['-', '>', '#', ' ']).replace('*', "");
            // In front of a word, a value of spaces alone is the space between words.
            prop_assert_eq!(shown, format!("{lead}{value}{after}"), "{:?}", before);
            prop_assert!(!format!("{blocks:?}").contains("Gap"), "a gap was made");
        }
        let blocks = parse(&format!("| a | b |\n|---|---|\n| {} | c |", escape(&value)));
        let Some(Block::Table { rows, .. }) = blocks.first() else { panic!("{blocks:?}") };
        prop_assert_eq!(plain(&rows[0][0]), value);
        prop_assert_eq!(plain(&rows[0][1]), "c");
        prop_assert_eq!(blocks.len(), 1);
    }
}

fn read(block: &Block) -> String {
    match block {
        Block::Heading { text, .. } | Block::Paragraph(text) => plain(text),
        Block::List { items, .. } => items.iter().flatten().map(read).collect(),
        Block::Quote(inner) => inner.iter().map(read).collect(),
        Block::Table { .. } | Block::Rule => format!("{block:?}"),
    }
}

#[test]
fn html_and_code_are_text_as_typed() {
    let cases = [
        (
            "<div>\n<b>x</b> & <!-- note -->\n</div>",
            "<div> <b>x</b> & <!-- note --> </div>",
        ),
        ("a <script>alert(1)</script> b", "a <script>alert(1)</script> b"),
        ("see `<y>` there", "see <y> there"),
        ("```\none\ntwo <b>\n```", "one\ntwo <b>"),
        ("#panic(\"x\") $a$", "#panic(\"x\") $a$"),
        ("<https://example.com/a?b=1&c=2>", "https://example.com/a?b=1&c=2"),
    ];
    for (source, expected) in cases {
        assert_eq!(parse(source).iter().map(read).collect::<String>(), expected, "{source}");
    }
}

#[test]
fn gaps_are_read_everywhere_and_values_make_none() {
    let gap = |key: &str, words: &str| Inline::Gap {
        key: key.to_owned(),
        words: words.to_owned(),
    };
    let known = [
        (
            "On [[discovered|when it was found]].",
            vec![text("On "), gap("discovered", "when it was found"), text(".")],
        ),
        (
            "**[[a.b-c_1|\\*x\\* \\]\\] y]]**",
            vec![Inline::Strong(vec![gap("a.b-c_1", "*x* ]] y")])],
        ),
        ("`[[a|b]]`", vec![gap("a", "b")]),
        ("\\[[a|b]]", vec![text("[[a|b]]")]),
        ("[[a b|c]] [[a]] [[|c]]", vec![text("[[a b|c]] [[a]] [[|c]]")]),
        ("[[a|[[b|c]]", vec![text("[[a|"), gap("b", "c")]),
        ("[[a|b\nc]]", vec![text("[[a|b c]]")]),
    ];
    for (source, expected) in known {
        assert_eq!(parse(source), vec![Block::Paragraph(expected)], "{source}");
    }
    let cell = parse("| a | b |\n|---|---|\n| [[k|words | more]] | [[k\\|w]] |");
    let expected = vec![vec![vec![gap("k", "words | more")], vec![gap("k", "w")]]];
    assert!(
        matches!(&cell[..], [Block::Table { rows, .. }] if *rows == expected),
        "{cell:?}"
    );
    assert_eq!(parse(&escape("[[a|b]]")), vec![paragraph("[[a|b]]")]);
    assert_eq!(parse(&format!("[{}", escape("[a|b]]"))), vec![paragraph("[[a|b]]")]);
}

#[test]
fn lines_of_a_value_stay_lines() {
    let broken = vec![text("1. x"), Inline::Break, text("# y")];
    for value in ["1. x\n# y", "1. x\r\n# y", "1. x\r# y"] {
        assert_eq!(parse(&escape(value)), vec![Block::Paragraph(broken.clone())]);
    }
    let cell = parse(&format!("| a |\n|---|\n| {} |", escape("1. x\n# y")));
    assert!(
        matches!(&cell[..], [Block::Table { rows, .. }] if rows[0][0] == broken),
        "{cell:?}"
    );
}

#[test]
fn deep_nesting_does_not_exhaust_the_stack() {
    for source in [
        ">".repeat(50_000),
        "- ".repeat(50_000),
        "[[a|".repeat(50_000),
        "*a ".repeat(50_000),
    ] {
        let blocks = parse(&source);
        assert_eq!(parse(&write(&blocks)), blocks);
    }
}

#[test]
fn controls_no_format_can_carry_become_replacement_signs() {
    assert_eq!(parse("a\u{1b}[31mb\u{0}"), vec![paragraph("a\u{fffd}[31mb\u{fffd}")]);
    assert_eq!(parse("a\tb"), vec![paragraph("a b")]);
}

/// An empty item that ended a quotation within a list swallowed whatever followed the list.
#[test]
fn an_empty_item_at_the_end_of_a_list_says_nothing() {
    let heading = || Block::Heading {
        level: 1,
        text: vec![Inline::Text("a".to_owned())],
    };
    let list = |items| Block::List { start: None, items };
    let quoted = Block::Quote(vec![list(vec![vec![heading()], vec![]])]);
    let blocks = tidy(vec![list(vec![vec![quoted]]), heading()]);
    let kept = Block::Quote(vec![list(vec![vec![heading()]])]);
    assert_eq!(blocks, [list(vec![vec![kept]]), heading()]);
    assert_eq!(parse(&write(&blocks)), blocks);
}
