//! Two texts compared.

use super::*;

#[test]
fn a_comparison_names_each_word() {
    let cases = [
        ("one two three", "one four three", "one [-two-]{+four+} three\n"),
        ("same", "same", "same\n"),
        ("a\n\ngone for good", "a", "a\n\n[-gone for good-]\n"),
        ("a", "a\n\n## New part", "a\n\n## {+New part+}\n"),
        ("- a\n- b", "- a\n- x y\n- b", "- a\n\n- {+x y+}\n\n- b\n"),
        ("1. a b c\n2. d", "3. a b z\n4. d", "3. a b [-c-]{+z+}\n\n4. d\n"),
        (
            "the day was fine",
            "the **day** was fine",
            "the [-day-]{+**day**+} was fine\n",
        ),
        (
            "see [x](https://a.example)",
            "see [x](https://b.example)",
            "see x <https://[-a-]{+b+}.example>\n",
        ),
        (
            "on [[k|the day]] it was",
            "on 5 March it was",
            "on [-[missing: the day (k)]-]{+5 March+} it was\n",
        ),
        (
            "| a | b |\n|--|--|\n| 1 | two words |",
            "| a | b |\n|--|--|\n| 1 | two more |\n| 2 | z |",
            "| a | b |\n| 1 | two [-words-]{+more+} |\n| {+2+} | {+z+} |\n",
        ),
        ("> a\n\n___", "> a", "> a\n\n[-----]\n"),
        ("\\*a\\*", "\\*b\\* *c*", "*[-a-]{+b+}*{+ +}{+_c_+}\n"),
    ];
    for (older, newer, expected) in cases {
        assert_eq!(redline(older, newer).text(), expected, "{older:?} to {newer:?}");
    }
    assert!(redline(FULL, FULL).is_empty());
    assert!(redline("*a*  b", "_a_  b").is_empty());
    assert!(!redline("a", "").is_empty());
}

proptest::proptest! {
    /// Every word of both texts stands in the comparison, in order: without what was inserted it reads as the older
    /// text, without what was deleted as the newer.
    #[test]
    fn a_comparison_holds_both_texts(older in "([a-d ]{0,6}|[-#>|*\n]|\n\n){0,14}", newer in "([a-d ]{0,6}|[-#>|*\n]|\n\n){0,14}") {
        let side = |text: &str| read(&redline(text, text), Change::Same);
        let comparison = redline(&older, &newer);
        let (before, after) = (read(&comparison, Change::Inserted), read(&comparison, Change::Deleted));
        proptest::prop_assert_eq!(before, side(&older));
        proptest::prop_assert_eq!(after, side(&newer));
    }
}

/// What is read in a comparison, but the words of that change.
fn read(comparison: &firebell::letter::redline::Redline, without: Change) -> String {
    let words = comparison.lines.iter().flat_map(|line| line.cells.iter().flatten());
    words
        .filter(|words| words.change != without || without == Change::Same)
        .map(|words| words.text.as_str())
        .collect()
}
