//! Letters that were written without regard to how the check finds things: what it finds of them is its rate.

use firebell::letter::check::Weight;
use serde::Deserialize;

use super::spoiled::{Good, findings_beside_the_draft};
use super::*;

const SECOND: &str = include_str!("../../data/letters/held-2.toml");
const THIRD: &str = include_str!("../../data/letters/held-3.toml");
const FOURTH: &str = include_str!("../../data/letters/held-4.toml");
const FIFTH: &str = include_str!("../../data/letters/held-5.toml");
const SIXTH: &str = include_str!("../../data/letters/held-6.toml");
const SEVENTH: &str = include_str!("../../data/letters/held-7.toml");
const EIGHTH: &str = include_str!("../../data/letters/held-8.toml");
const NINTH: &str = include_str!("../../data/letters/held-9.toml");
const TENTH: &str = include_str!("../../data/letters/held-10.toml");
const ELEVENTH: &str = include_str!("../../data/letters/held-11.toml");
const TWELFTH: &str = include_str!("../../data/letters/held-12.toml");
const THIRTEENTH: &str = include_str!("../../data/letters/held-13.toml");
const FOURTEENTH: &str = include_str!("../../data/letters/held-14.toml");
const FIFTEENTH: &str = include_str!("../../data/letters/held-15.toml");
const SIXTEENTH: &str = include_str!("../../data/letters/held-16.toml");
const SEVENTEENTH: &str = include_str!("../../data/letters/held-17.toml");
const EIGHTEENTH: &str = include_str!("../../data/letters/held-18.toml");
const NINETEENTH: &str = include_str!("../../data/letters/held-19.toml");
const TWENTIETH: &str = include_str!("../../data/letters/held-20.toml");
const TONGUES: &str = include_str!("../../data/letters/tongues.toml");
const FIRST: &str = include_str!("../../data/letters/held-1.toml");

#[derive(Deserialize)]
struct Held {
    letter: Vec<Good>,
    good: Vec<Edited>,
    spoiled: Vec<Edited>,
}

/// A letter after some edits.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edited {
    letter: String,
    edits: Vec<(String, String)>,
    /// Ids of findings of which one must come of the edits.
    #[serde(default)]
    finds: Vec<String>,
}

impl Held {
    fn read(text: &str) -> Held {
        toml::from_str(text).unwrap()
    }

    fn edited(&self, edited: &Edited) -> (&Good, String) {
        let letter = self.letter.iter().find(|letter| letter.id == edited.letter).unwrap();
        let mut text = letter.text.clone();
        for (from, to) in &edited.edits {
            assert!(text.contains(from), "{}: {from}", letter.id);
            text = text.replacen(from, to, 1);
        }
        (letter, text)
    }

    /// What fails in letters that are right.
    fn wrongly_failing(&self) -> Vec<String> {
        let plain = self.letter.iter().map(|letter| (letter, letter.text.clone()));
        let edited = self.good.iter().map(|good| self.edited(good));
        let mut wrong = Vec::new();
        for (letter, text) in plain.chain(edited) {
            let found = findings_beside_the_draft(letter, &text);
            let failing = found.iter().filter(|finding| finding.fails());
            wrong.extend(failing.map(|finding| format!("{}: {finding}", letter.id)));
        }
        wrong
    }

    /// The spoiled letters in which nothing of the right kind is found, each with what is.
    fn missed(&self) -> Vec<String> {
        let missed = self.spoiled.iter().filter_map(|spoiled| {
            let (letter, text) = self.edited(spoiled);
            let before = findings_beside_the_draft(letter, &letter.text);
            let new: Vec<Finding> = findings_beside_the_draft(letter, &text)
                .into_iter()
                .filter(|finding| finding.weight != Weight::Reminds && !before.contains(finding))
                .collect();
            let right = new.iter().any(|finding| spoiled.finds.contains(&finding.rule));
            let said: Vec<String> = new.iter().map(ToString::to_string).collect();
            let words = &spoiled.edits[0].1;
            (!right).then(|| format!("{}: {words:?} {:?}: {}", letter.id, spoiled.finds, said.join("; ")))
        });
        missed.collect()
    }
}

#[test]
fn of_letters_held_out_nothing_good_fails() {
    let held = Held::read(FIRST);
    assert!(held.letter.len() + held.good.len() >= 30);
    let wrong = held.wrongly_failing();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn of_the_second_batch_nothing_good_fails() {
    let wrong = Held::read(SECOND).wrongly_failing();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn of_the_second_batch_nearly_all_spoiled_ones_are_found() {
    let held = Held::read(SECOND);
    let missed = held.missed();
    let (all, found) = (held.spoiled.len(), held.spoiled.len() - missed.len());
    assert!(found * 100 >= all * 95, "{found} of {all}:\n{}", missed.join("\n"));
}

#[test]
fn of_letters_held_out_nearly_all_spoiled_ones_are_found() {
    let held = Held::read(FIRST);
    let missed = held.missed();
    let (all, found) = (held.spoiled.len(), held.spoiled.len() - missed.len());
    assert!(all >= 60, "{all}");
    assert!(found * 100 >= all * 95, "{found} of {all}:\n{}", missed.join("\n"));
}

#[test]
fn of_the_third_batch_nothing_good_fails_and_nearly_all_spoiled_ones_are_found() {
    let held = Held::read(THIRD);
    let wrong = held.wrongly_failing();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let missed = held.missed();
    let (all, found) = (held.spoiled.len(), held.spoiled.len() - missed.len());
    assert!(found * 100 >= all * 95, "{found} of {all}:\n{}", missed.join("\n"));
}

#[test]
fn a_letter_in_every_language_passes_and_what_spoils_it_is_found() {
    let held = Held::read(TONGUES);
    let wrong = held.wrongly_failing();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let missed = held.missed();
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

/// Measured before anything was mended for it: 53 of 60 with a right finding, two kinds of false alarms.
#[test]
fn of_the_fourth_batch_as_much_is_found_as_when_it_was_unseen() {
    let held = Held::read(FOURTH);
    let wrong = held.wrongly_failing();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let missed = held.missed();
    let (all, found) = (held.spoiled.len(), held.spoiled.len() - missed.len());
    assert!(found >= 53, "{found} of {all}:\n{}", missed.join("\n"));
}

/// Measured before anything was mended for it: 61 of 89 with a right finding. Its kinds are mostly those that the check was
/// known to miss; it has ids of findings that were not there then.
#[test]
fn of_the_fifth_batch_nothing_good_fails_and_nearly_all_spoiled_ones_are_found() {
    let held = Held::read(FIFTH);
    let wrong = held.wrongly_failing();
    let missed = held.missed();
    let (all, found) = (held.spoiled.len(), held.spoiled.len() - missed.len());
    assert!(found * 100 >= all * 95, "{found} of {all}:\n{}", missed.join("\n"));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Letters that the other batches have few of (papers for a board, amendments, processors, Polish and Italian ones), spoiled
/// in ways that they do not have.
#[test]
fn of_the_sixth_batch_nothing_good_fails_and_nearly_all_spoiled_ones_are_found() {
    let held = Held::read(SIXTH);
    assert!(held.letter.len() + held.good.len() >= 30 && held.spoiled.len() >= 70);
    let wrong = held.wrongly_failing();
    let missed = held.missed();
    let (all, found) = (held.spoiled.len(), held.spoiled.len() - missed.len());
    assert!(
        found * 100 >= all * 95,
        "{found} of {all}:\n{}\n{}",
        missed.join("\n"),
        wrong.join("\n")
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Measured before anything was mended for it: 43 of 63 by the finding named beforehand and seven more by another that names
/// the fault; those are named beside it now. Good letters of seven of its ten kinds failed.
#[test]
fn of_the_seventh_batch_nothing_good_fails_and_nearly_all_spoiled_ones_are_found() {
    let held = Held::read(SEVENTH);
    assert!(held.letter.len() + held.good.len() >= 20 && held.spoiled.len() >= 60);
    let wrong = held.wrongly_failing();
    let missed = held.missed();
    let (all, found) = (held.spoiled.len(), held.spoiled.len() - missed.len());
    assert!(
        found * 100 >= all * 95,
        "{found} of {all}:\n{}\n{}",
        missed.join("\n"),
        wrong.join("\n")
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Measured before anything was mended for it: 36 of 43 by the finding named beforehand; good letters of four of its six kinds
/// failed.
#[test]
fn of_the_eighth_batch_nothing_good_fails_and_most_spoiled_ones_are_found() {
    let held = Held::read(EIGHTH);
    assert!(held.letter.len() + held.good.len() >= 15 && held.spoiled.len() >= 40);
    let wrong = held.wrongly_failing();
    let missed = held.missed();
    let (all, found) = (held.spoiled.len(), held.spoiled.len() - missed.len());
    assert!(
        found >= 38,
        "{found} of {all}:\n{}\n{}",
        missed.join("\n"),
        wrong.join("\n")
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Measured before anything was mended for it: 44 of 67 by the finding named beforehand, and six more by another one that names
/// the fault; good letters of seven of its fourteen kinds failed.
#[test]
fn of_the_ninth_batch_most_spoiled_letters_are_found() {
    let held = Held::read(NINTH);
    assert!(held.letter.len() + held.good.len() >= 20 && held.spoiled.len() >= 60);
    let wrong = held.wrongly_failing();
    let missed = held.missed();
    let (all, found) = (held.spoiled.len(), held.spoiled.len() - missed.len());
    assert!(
        found >= 60,
        "{found} of {all}:\n{}\n{}",
        missed.join("\n"),
        wrong.join("\n")
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Measured before anything was mended for it: 68 of 100 by the finding named beforehand, and nine more by another one that
/// names the fault; good letters of six of its sixteen kinds failed.
#[test]
fn of_the_tenth_batch_most_spoiled_letters_are_found() {
    let held = Held::read(TENTH);
    assert!(held.letter.len() + held.good.len() >= 30 && held.spoiled.len() >= 100);
    let wrong = held.wrongly_failing();
    let missed = held.missed();
    let (all, found) = (held.spoiled.len(), held.spoiled.len() - missed.len());
    assert!(
        found >= 88,
        "{found} of {all}:\n{}\n{}",
        missed.join("\n"),
        wrong.join("\n")
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Eleven other kinds in six languages. At first sight 54 of 66 were found by a finding that names the fault, and seven of
/// its sixteen good letters failed.
#[test]
fn of_the_eleventh_batch_most_spoiled_letters_are_found() {
    let held = Held::read(ELEVENTH);
    assert!(held.letter.len() + held.good.len() >= 22 && held.spoiled.len() >= 66);
    let wrong = held.wrongly_failing();
    let missed = held.missed();
    let (all, found) = (held.spoiled.len(), held.spoiled.len() - missed.len());
    assert!(
        found >= 62,
        "{found} of {all}:\n{}\n{}",
        missed.join("\n"),
        wrong.join("\n")
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The kinds that most letters are of. At first sight 57 of 68 were found by the finding named and three more by another.
#[test]
fn of_the_twelfth_batch_most_spoiled_letters_are_found() {
    let held = Held::read(TWELFTH);
    assert!(held.letter.len() + held.good.len() >= 20 && held.spoiled.len() >= 68);
    let wrong = held.wrongly_failing();
    let missed = held.missed();
    let (all, found) = (held.spoiled.len(), held.spoiled.len() - missed.len());
    assert!(
        found >= 67,
        "{found} of {all}:\n{}\n{}",
        missed.join("\n"),
        wrong.join("\n")
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn found_of(held: &Held, at_least: usize) {
    let wrong = held.wrongly_failing();
    let missed = held.missed();
    let (all, found) = (held.spoiled.len(), held.spoiled.len() - missed.len());
    assert!(
        found >= at_least && wrong.is_empty(),
        "{found} of {all}:\n{}\n\n{}",
        missed.join("\n"),
        wrong.join("\n")
    );
}

#[test]
fn of_the_thirteenth_batch_nearly_all_spoiled_letters_are_found() {
    found_of(&Held::read(THIRTEENTH), 44);
}

#[test]
fn of_the_fourteenth_batch_nearly_all_spoiled_letters_are_found() {
    found_of(&Held::read(FOURTEENTH), 39);
}

#[test]
fn of_the_fifteenth_batch_nearly_all_spoiled_letters_are_found() {
    found_of(&Held::read(FIFTEENTH), 30);
}

#[test]
fn of_the_sixteenth_batch_nearly_all_spoiled_letters_are_found() {
    found_of(&Held::read(SIXTEENTH), 27);
}

#[test]
fn of_the_seventeenth_batch_nearly_all_spoiled_letters_are_found() {
    found_of(&Held::read(SEVENTEENTH), 16);
}

#[test]
fn of_the_eighteenth_batch_nearly_all_spoiled_letters_are_found() {
    found_of(&Held::read(EIGHTEENTH), 16);
}

#[test]
fn of_the_nineteenth_batch_nearly_all_spoiled_letters_are_found() {
    found_of(&Held::read(NINETEENTH), 15);
}

#[test]
fn of_the_twentieth_batch_nearly_all_spoiled_letters_are_found() {
    found_of(&Held::read(TWENTIETH), 12);
}

/// A reader who is warned of everything reads no warning.
#[test]
fn good_letters_draw_few_warnings() {
    let mut warned = Vec::new();
    let mut letters = 0;
    for batch in [FIRST, SECOND, THIRD, FOURTH, FIFTH, SIXTH, SEVENTH, TONGUES] {
        let held = Held::read(batch);
        let plain = held.letter.iter().map(|letter| (letter, letter.text.clone()));
        for (letter, text) in plain.chain(held.good.iter().map(|good| held.edited(good))) {
            letters += 1;
            let found = findings_beside_the_draft(letter, &text);
            let warns = found.iter().filter(|finding| finding.weight == Weight::Warns);
            warned.extend(warns.map(|finding| format!("{}: {finding}", letter.id)));
        }
    }
    assert!(
        warned.len() * 4 <= letters * 3,
        "{} in {letters}:\n{}",
        warned.len(),
        warned.join("\n")
    );
}
