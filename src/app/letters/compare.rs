//! Two letters, or two revisions of one, to be compared.

use super::export::{redline, redline_columns};
use super::{LetterError, find, revision};
use crate::core::ids::LetterId;
use crate::core::incident::Incident;
use crate::core::incident::letter::{Letter, Revision};

/// A text of a letter.
#[derive(Debug, Clone, Copy)]
pub struct Side<'i> {
    pub letter: &'i Letter,
    pub revision: &'i Revision,
    /// From 1.
    pub number: usize,
}

impl Side<'_> {
    /// What it is called: the letter, its revision, and whose that is.
    pub fn name(&self) -> String {
        format!(
            "{} revision {} by {}",
            self.letter.id, self.number, self.revision.author
        )
    }
}

/// Two texts for a screen: what they are, and what differs, beside each other where there are columns for it.
///
/// # Errors
/// As [`sides`].
pub fn beside(
    incident: &Incident,
    left: &str,
    right: &str,
    columns: Option<usize>,
) -> Result<(String, String), LetterError> {
    let sides = sides(incident, left, right)?;
    let names = sides.map(|side| side.name());
    let [older, newer] = sides.map(|side| side.revision.text.as_str());
    let text = match columns {
        None => redline(older, newer),
        Some(columns) => redline_columns((&names[0], &names[1]), [older, newer], columns),
    };
    Ok((names.join(" and "), text))
}

/// How a person names a text.
enum Named<'t> {
    Letter(&'t str, Option<usize>),
    /// A revision of the letter that the other side names.
    Revision(usize),
}

/// The two texts that somebody names: a letter id (`ca`), a letter and a revision (`ca@2`), or a revision alone (`2`),
/// which is one of the other side's letter, or of the only letter there is.
///
/// # Errors
/// An unknown letter or revision, or two revisions that do not say of which letter.
pub fn sides<'i>(incident: &'i Incident, left: &str, right: &str) -> Result<[Side<'i>; 2], LetterError> {
    let (left, right) = (named(incident, left), named(incident, right));
    let other = match (&left, &right) {
        (Named::Letter(letter, _), _) | (Named::Revision(_), Named::Letter(letter, _)) => {
            find(incident, &LetterId::stored(letter))?
        }
        (Named::Revision(_), Named::Revision(_)) => match incident.letters.len() {
            1 => incident.letters.values().next().ok_or(LetterError::WhichLetter)?,
            _several => return Err(LetterError::WhichLetter),
        },
    };
    Ok([side(incident, &left, other)?, side(incident, &right, other)?])
}

/// A letter may be called anything, also a number.
fn named<'t>(incident: &Incident, text: &'t str) -> Named<'t> {
    if incident.letters.contains_key(&LetterId::stored(text)) {
        return Named::Letter(text, None);
    }
    if let Ok(number) = text.parse() {
        return Named::Revision(number);
    }
    let numbered = text
        .rsplit_once('@')
        .and_then(|(letter, number)| Some((letter, number.parse().ok()?)));
    match numbered {
        Some((letter, number)) => Named::Letter(letter, Some(number)),
        None => Named::Letter(text, None),
    }
}

fn side<'i>(incident: &'i Incident, named: &Named<'_>, other: &'i Letter) -> Result<Side<'i>, LetterError> {
    let (letter, number) = match named {
        Named::Letter(letter, number) => (find(incident, &LetterId::stored(letter))?, *number),
        Named::Revision(number) => (other, Some(*number)),
    };
    let number = number.unwrap_or(letter.revisions.len());
    let revision = revision(letter, Some(number))?;
    Ok(Side {
        letter,
        revision,
        number,
    })
}
