//! One grammar of keys: a letter means one thing, on whatever screen it is pressed.

use std::collections::{BTreeMap, BTreeSet};

use super::*;

/// Letters and signs whose words differ from screen to screen: the words, and why they are one meaning.
const ONE_MEANING: &[(char, &[&str], &str)] = &[
    (
        'n',
        &["new", "note", "draft", "observe", "new inject"],
        "a new entry of what the screen lists",
    ),
    (
        'x',
        &["done", "filed", "approve"],
        "what is selected is done: a step, a filing, a text, an expected action",
    ),
    (
        'm',
        &["mark an obligation", "mark", "mark, hint, hold"],
        "a state for what is selected",
    ),
    (
        'r',
        &["draft its letter", "redraft"],
        "the letter is made from the facts",
    ),
    ('E', &["export", "save to its file"], "what is on screen goes to a file"),
    ('e', &["edit", "edit a scenario"], "what is written is changed"),
    ('.', &["log line", "comment"], "a line about what is on screen"),
    (
        'D',
        &["withdraw a fact", "withdraw approval"],
        "what was recorded is taken back",
    ),
    (
        'f',
        &["filter", "filter and group"],
        "less of the list, or other parts of it",
    ),
    ('u', &["undo", "undo the mark"], "the last own entry is taken back"),
    ('+', &["zoom in", "twice as fast", "add an expected action"], "more"),
    ('-', &["zoom out", "half as fast", "take out"], "less"),
    (']', &["forward in time", "next inject"], "forward in time"),
    (
        'X',
        &["start exercise", "end the exercise"],
        "an exercise begins, and ends",
    ),
    (
        'F',
        &["facilitator (exercise)", "facilitator", "room"],
        "to the facilitator's view, and back",
    ),
];

#[test]
fn a_letter_has_one_meaning_on_all_screens() {
    let mut meanings: BTreeMap<char, BTreeSet<&str>> = BTreeMap::new();
    for key in ScreenName::ALL.into_iter().flat_map(keys_of) {
        if let KeyCode::Char(letter) = key.code {
            meanings.entry(letter).or_default().insert(key.words);
        }
    }
    for (letter, words) in &meanings {
        let allowed = ONE_MEANING.iter().find(|(allowed, ..)| allowed == letter);
        let allowed: BTreeSet<&str> = allowed
            .map(|(_, words, _)| words.iter().copied().collect())
            .unwrap_or_default();
        assert!(
            words.len() == 1 || *words == allowed,
            "`{letter}` means {words:?}; what it may mean is {allowed:?}"
        );
    }
    // An exception that nothing needs any more would let a second meaning in.
    for (letter, words, _) in ONE_MEANING {
        let used = meanings.get(letter).cloned().unwrap_or_default();
        assert_eq!(used, words.iter().copied().collect(), "`{letter}`");
    }
}

/// What a small letter does is asked about or can be typed away; `n` and `N` beside it belong to the search.
#[test]
fn a_key_that_means_nothing_here_says_so() {
    for letter in ['&', 'o', 's', 'K'] {
        let mut model = at_incident();
        press(&mut model, KeyCode::Char(letter));
        let screen = shown(&model, 80, 24);
        assert!(screen.contains(&format!("`{letter}` does nothing here")), "{screen}");
    }
    let mut model = at_board();
    press(&mut model, KeyCode::Char('w'));
    assert!(shown(&model, 80, 24).contains("`w` does nothing here"));
}
