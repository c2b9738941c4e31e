//! Sentences that deny a denial. Whether `we cannot rule out that no data was copied` claims that data was copied, no phrase
//! tells: a person must.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::Deserialize;

use super::speech::{Lexicon, Word};

const FILE: &str = include_str!("../../../templates/rules/denied-twice.toml");

/// What a person is told of such a sentence.
pub(super) const ASKED: &str = "the sentence denies twice: a person must say what it claims";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    denials: BTreeSet<String>,
    frames: Vec<String>,
    plain: Vec<String>,
    parts: BTreeSet<String>,
}

struct Denials {
    denials: BTreeSet<String>,
    frames: Lexicon<()>,
    plain: Vec<String>,
    parts: BTreeSet<String>,
}

/// Without them two denials would be read as one, so that a file that cannot be read must end the program; a test parses it.
static DENIALS: LazyLock<Denials> =
    LazyLock::new(|| read().expect("templates/rules/denied-twice.toml is a part of the program"));

fn read() -> Result<Denials, toml::de::Error> {
    let file: File = toml::from_str(FILE)?;
    Ok(Denials {
        denials: file.denials,
        frames: Lexicon::of(file.frames.into_iter().map(|frame| (frame, ()))),
        plain: file.plain,
        parts: file.parts,
    })
}

fn denies(word: &Word) -> bool {
    DENIALS.denials.contains(&word.text)
}

/// Whether a sentence says that something is not so, and that something is itself a denial.
pub(super) fn outright(sentence: &[Word]) -> bool {
    let hits = DENIALS.frames.hits(sentence);
    hits.iter().any(|hit| sentence[hit.words.end..].iter().any(denies))
}

/// As [`outright`], or with two denials in one clause, in a language where these are not one: whatever claim the sentence
/// makes, the second may take back.
pub(super) fn perhaps(sentence: &[Word], language: &str) -> bool {
    let own = language.split('-').next().unwrap_or(language);
    outright(sentence) || (DENIALS.plain.iter().any(|plain| plain == own) && in_one_clause(sentence))
}

fn in_one_clause(sentence: &[Word]) -> bool {
    let mut denied = false;
    for word in sentence {
        if word.clause || DENIALS.parts.contains(&word.text) {
            denied = false;
        }
        if denies(word) {
            if denied {
                return true;
            }
            denied = true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{outright, perhaps};
    use crate::letter::check::speech::words_of;

    #[test]
    fn two_denials_are_told_from_one() {
        for text in [
            "It is not true that no data was misused.",
            "We cannot rule out that nothing was copied.",
            "Es trifft nicht zu, dass keine Daten missbraucht wurden.",
            "Wir können nicht ausschließen, dass nichts kopiert wurde.",
            "Il n’est pas exact que vos données n’ont pas été copiées.",
            "No es cierto que no se copiaran datos.",
            "Non è vero che nessun dato è stato copiato.",
            "Het is niet waar dat er geen gegevens zijn gekopieerd.",
            "Nie jest prawdą, że nie skopiowano danych.",
            "Não é verdade que nenhum dado foi copiado.",
        ] {
            assert!(outright(&words_of(text)), "{text}");
        }
        assert!(perhaps(&words_of("No file was not copied."), "en-US"));
        for (text, language) in [
            ("We cannot rule out that data was copied.", "en"),
            ("No data was misused.", "en"),
            ("We have not found any sign of misuse, and no files were lost.", "en"),
            ("Es ist nicht auszuschließen, dass Daten kopiert wurden.", "de"),
            ("No se ha copiado ningún dato.", "es"),
            ("Nie skopiowano żadnych danych.", "pl"),
        ] {
            assert!(!perhaps(&words_of(text), language), "{text}");
        }
    }
}
