//! A Word file taken back from outside counsel: tracked changes become a revision, comments become remarks.

use super::edit::Kept;
use super::word_out::one_line;
use super::{LetterError, LettersError, find, revision};
use crate::app::record::{Done, Record};
use crate::core::event::{LetterComment, LetterRevision, RemarkWritten, WordFile};
use crate::core::ids::{LetterId, StoredDigest};
use crate::core::incident::command::{Command, LetterCommand};
use crate::core::incident::letter::{LONGEST, Letter, Revision};
use crate::core::time::WallTime;
use crate::letter::docx_import::{self, Lost, Returned, WordRemark};
use crate::letter::markdown::{parse, write};
use crate::letter::redline::redline;
use crate::letter::three_way_merge::{Merge, merge};

/// A Word file that somebody takes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordReturn {
    /// The incident's code.
    pub incident: String,
    /// The letter's id.
    pub letter: LetterId,
    pub bytes: Vec<u8>,
    /// SHA-256 of the text it was made of; `None`: what the file says, or else the current text.
    pub based_on: Option<StoredDigest>,
}

/// What a file came to.
#[derive(Debug)]
pub struct TakenBack {
    /// How its text was kept; `None`: it is the text that was there, and only remarks were new.
    pub kept: Option<Kept>,
    /// Who made the tracked changes, as the file says.
    pub authors: Vec<String>,
    /// How many remarks were new.
    pub remarks: usize,
    pub lost: Vec<Lost>,
    pub doubts: Vec<Doubt>,
}

/// What the person should look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// The file does not say which text it was made of: it replaces the current one.
    UnknownBase,
    /// With every tracked change rejected the file is not the text it was made of.
    UntrackedChanges,
}

impl Doubt {
    pub fn words(self) -> &'static str {
        match self {
            Doubt::UnknownBase => {
                "The file does not say which revision it was made from, so its text replaces the current one. Compare \
                 the two: firebell letter redline."
            }
            Doubt::UntrackedChanges => {
                "Besides the tracked changes the file has changes that were not tracked. Compare the texts: firebell \
                 letter redline."
            }
        }
    }
}

/// Takes a file back: its text as a further revision, its new comments as remarks, in one transaction. Where somebody
/// saved the letter meanwhile, both changes are joined.
///
/// # Errors
/// A file that is not safe to read, is no letter or is another letter; one that brings nothing new; what the record
/// says. Nothing was recorded then.
pub fn take_back(record: &mut Record, asked: &WordReturn, now: WallTime) -> Result<(Done, TakenBack), LettersError> {
    let returned = docx_import::read(&asked.bytes).map_err(LetterError::Word)?;
    if returned.accepted.len().max(returned.rejected.len()) > LONGEST {
        return Err(LetterError::TooLong.into());
    }
    let loaded = record.load(&asked.incident)?;
    let letter = find(&loaded.incident, &asked.letter)?;
    let current = revision(letter, None)?;
    let base = base(letter, asked, &returned)?;
    let text = joined(&returned, base.unwrap_or(current), current);
    let file = WordFile {
        sha256: StoredDigest::of(&asked.bytes),
        authors: returned.authors.clone(),
    };
    let revised = text.as_ref().map(|(text, _)| LetterRevision {
        letter: letter.id.clone(),
        text: text.clone(),
        sha256: StoredDigest::of(text),
        based_on: Some(current.sha256.clone()),
        word: Some(file),
    });
    let on = revised.as_ref().map_or(&current.sha256, |revised| &revised.sha256);
    let remarks: Vec<LetterComment> = new_remarks(letter, &returned.remarks)
        .map(|remark| as_event(letter, remark, on))
        .collect();
    let number = remarks.len();
    let commands = revised.into_iter().map(LetterCommand::Revise);
    let commands = commands.chain(remarks.into_iter().map(LetterCommand::TakeRemark));
    let commands: Vec<Command> = commands.map(Command::Letter).collect();
    if commands.is_empty() {
        return Err(LetterError::NothingNew.into());
    }
    let doubts = doubts(base, &returned);
    let done = record.run_all(&asked.incident, commands, now)?;
    let taken = TakenBack {
        kept: text.map(|(_, kept)| kept),
        authors: returned.authors,
        remarks: number,
        lost: returned.lost,
        doubts,
    };
    Ok((done, taken))
}

/// The text that a file was made of, where it or the person says; a file of another letter is refused.
fn base<'l>(letter: &'l Letter, asked: &WordReturn, returned: &Returned) -> Result<Option<&'l Revision>, LetterError> {
    let said = asked.based_on.as_deref().or(returned.exported_from.as_deref());
    let Some(said) = said else { return Ok(None) };
    let known = letter
        .revisions
        .iter()
        .rev()
        .find(|known| known.sha256.as_str() == said);
    known
        .map(Some)
        .ok_or_else(|| LetterError::OtherText(letter.id.to_string()))
}

/// The new text and how it came about; `None`: it reads as the current one does.
fn joined(returned: &Returned, base: &Revision, current: &Revision) -> Option<(String, Kept)> {
    let mine = &returned.accepted;
    if base.sha256 == current.sha256 {
        let same = redline(&current.text, mine).is_empty();
        return (!same).then(|| (mine.clone(), Kept::AsWritten));
    }
    // The file is compared by what it reads, not by how the Markdown of the texts is written.
    let normal = |text: &str| write(&parse(text));
    let (by, theirs) = (current.author.clone(), normal(&current.text));
    let me = match returned.authors.is_empty() {
        true => "the Word file".to_owned(),
        false => returned.authors.join(", "),
    };
    let (text, kept) = match merge(&normal(&base.text), mine, &theirs, &me, &by) {
        Merge::Clean(text) => (text, Kept::Merged { by }),
        Merge::Conflicts { text, places } => (text, Kept::Conflicts { by, places }),
    };
    (text != theirs).then_some((text, kept))
}

/// The remarks of a file that the letter does not have: those that left with it come back.
fn new_remarks<'r>(letter: &Letter, remarks: &'r [WordRemark]) -> impl Iterator<Item = &'r WordRemark> {
    let same = |text: &str| one_line(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let known: Vec<(String, String)> = letter
        .comments
        .iter()
        .map(|known| (known.author.clone(), same(&known.text)))
        .collect();
    remarks.iter().filter(move |remark| {
        !known
            .iter()
            .any(|(author, text)| *author == remark.author && *text == same(&remark.text))
    })
}

fn as_event(letter: &Letter, remark: &WordRemark, on: &StoredDigest) -> LetterComment {
    LetterComment {
        letter: letter.id.clone(),
        text: remark.text.clone(),
        sha256: on.clone(),
        passage: remark.passage.as_deref().map(seen).filter(|words| !words.is_empty()),
        written: Some(RemarkWritten {
            author: remark.author.clone(),
            at: remark.at,
        }),
    }
}

/// Words without characters that act on a terminal or are not seen.
fn seen(words: &str) -> String {
    use crate::core::visible::{acts, unseen};
    one_line(words).chars().filter(|c| !acts(*c) && !unseen(*c)).collect()
}

fn doubts(base: Option<&Revision>, returned: &Returned) -> Vec<Doubt> {
    match base {
        None => vec![Doubt::UnknownBase],
        Some(base) if !returned.authors.is_empty() && !redline(&base.text, &returned.rejected).is_empty() => {
            vec![Doubt::UntrackedChanges]
        }
        Some(_) => Vec::new(),
    }
}
