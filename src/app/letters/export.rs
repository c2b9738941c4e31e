//! A letter as a page, and that as the bytes of a file in each format.

use chrono::{DateTime, Utc};

use super::context::{Words, locale, words_in};
use super::files::has_letterhead;
use super::{LetterError, SignOffBook, is_for_each_person};
use crate::app::checkpoint;
use crate::app::fonts;
use crate::app::record::{Loaded, Record, RecordError};
use crate::core::event::{PrintSize, SenderHead};
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::keys;
use crate::core::facts::{FactValue, IncidentKind};
use crate::core::ids::{LetterId, ObligationId};
use crate::core::incident::letter::{LONGEST, Letter, Revision};
use crate::core::incident::sender::{head, logo_by_digest};
use crate::core::incident::{Incident, Organisation};
use crate::core::law::rulebook::Rulebook;
use crate::core::letter_recipient::LetterRecipient;
use crate::core::tlp::Tlp;
use crate::letter::block::{Block, Clearance, Letter as Page, Letterhead, Paper};
use crate::letter::docx::ChangedBy;
use crate::letter::markdown;

/// A form a letter can be exported in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Markdown, as it is edited.
    Md,
    /// One HTML file.
    Html,
    /// Word.
    Docx,
    /// PDF/UA and PDF/A.
    Pdf,
    /// Plain text.
    Txt,
}

impl Format {
    /// The ending of a file's name.
    pub fn ending(self) -> &'static str {
        match self {
            Format::Md => "md",
            Format::Html => "html",
            Format::Docx => "docx",
            Format::Pdf => "pdf",
            Format::Txt => "txt",
        }
    }

    /// The form a file's ending asks for.
    pub fn of(path: &std::path::Path) -> Option<Format> {
        let ending = path.extension()?.to_str()?.to_lowercase();
        let all = [Format::Md, Format::Html, Format::Docx, Format::Pdf, Format::Txt];
        all.into_iter().find(|format| format.ending() == ending)
    }
}

/// Width of plain text letters, in columns.
const WIDTH: usize = 76;

/// A text as a letter ready to be shown: with letterhead, paper and, for an exercise or a draft, its mark on every page.
pub fn page(book: &SignOffBook<'_>, incident: &Incident, letter: &Letter, text: &str) -> Page {
    let SignOffBook {
        rules, organisation, ..
    } = *book;
    let blocks = markdown::parse(text);
    let heading = blocks.iter().find_map(|block| {
        let Block::Heading { text, .. } = block else {
            return None;
        };
        Some(markdown::plain(text))
    });
    let country = country(rules, organisation, letter.obligation.as_deref(), &letter.template);
    Page {
        title: heading.unwrap_or_else(|| letter.id.to_string()),
        language: locale(&letter.language, country.as_deref()),
        paper: paper(rules, country.as_deref()),
        print: PrintSize::Standard,
        letterhead: match has_letterhead(&letter.template) {
            true => letterhead(incident, organisation, approved_head(letter, text)),
            false => Letterhead::default(),
        },
        kind: incident.kind,
        clearance: clearance(book, incident, letter, text),
        state: String::new(),
        tlp: None,
        blocks,
    }
}

/// The head that was above a text when it was last approved: what was approved comes out as it was approved.
fn approved_head<'l>(letter: &'l Letter, text: &str) -> Option<&'l SenderHead> {
    let current = letter.current().is_some_and(|current| current.text == text);
    let last = letter.approvals_of_current().filter(|_| current).last();
    last.and_then(|approval| approval.head.as_ref())
}

fn letterhead(incident: &Incident, organisation: &Organisation, approved: Option<&SenderHead>) -> Letterhead {
    let now = head(incident, organisation);
    let shown = approved.unwrap_or(&now);
    let logo = shown
        .logo
        .as_ref()
        .and_then(|digest| logo_by_digest(incident, organisation, digest));
    Letterhead {
        name: shown.name.clone(),
        lines: shown.lines.clone(),
        logo: logo.cloned(),
    }
}

/// Approved letters to individuals in a language, whatever the country.
pub fn approved_in(record: &Record, loaded: &Loaded, language: &str) -> Vec<LetterId> {
    let book = SignOffBook::of(record, loaded);
    let primary = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_lowercase();
    let letters = loaded.incident.letters.values();
    letters
        .filter(|letter| primary(&letter.language) == primary(language) && book.complete(&loaded.incident, letter))
        .filter(|letter| letter.recipient == Some(LetterRecipient::INDIVIDUALS))
        .map(|letter| letter.id.clone())
        .collect()
}

/// Whether the logo that a letter was approved with is no longer in the record, so that its pages have none.
pub fn lacks_its_logo(loaded: &Loaded, letter: &Letter, text: &str) -> bool {
    let head = approved_head(letter, text).filter(|_| has_letterhead(&letter.template));
    let digest = head.and_then(|head| head.logo.as_ref());
    digest.is_some_and(|digest| logo_by_digest(&loaded.incident, &loaded.organisation, digest).is_none())
}

/// A text as it goes out: once it is approved, its file says in its properties which state of the record it was approved in. The
/// page itself does not change by it, and nor does its text, which the approvals are of.
///
/// # Errors
/// What the database says.
pub fn outgoing(record: &Record, loaded: &Loaded, letter: &Letter, revision: &Revision) -> Result<Page, RecordError> {
    let page = page(
        &SignOffBook::of(record, loaded),
        &loaded.incident,
        letter,
        &revision.text,
    );
    with_state(record, loaded, letter, page, revision)
}

/// A single letter as it is exported: one with blanks for each person says that it is still to be merged with their list.
#[must_use]
pub fn single(page: Page, text: &str) -> Page {
    let unmerged = page.clearance == Clearance::Cleared && is_for_each_person(text);
    let clearance = if unmerged { Clearance::Unmerged } else { page.clearance };
    Page { clearance, ..page }
}

/// The page of a text with the state of the record in which it got its last approval.
pub(super) fn with_state(
    record: &Record,
    loaded: &Loaded,
    letter: &Letter,
    page: Page,
    revision: &Revision,
) -> Result<Page, RecordError> {
    if page.clearance != Clearance::Cleared {
        return Ok(page);
    }
    let approvals = letter.approvals.iter();
    let last = approvals
        .filter(|given| given.sha256 == revision.sha256)
        .map(|given| given.seq)
        .max();
    let state = last
        .map(|seq| checkpoint::with_event(record, loaded, seq))
        .transpose()?
        .flatten();
    Ok(Page {
        state: state.map(|state| state.to_string()).unwrap_or_default(),
        ..page
    })
}

/// An earlier text is a draft, whatever was approved later.
fn clearance(book: &SignOffBook<'_>, incident: &Incident, letter: &Letter, text: &str) -> Clearance {
    let current = letter.current().is_some_and(|current| current.text == text);
    match current && book.complete(incident, letter) {
        true => Clearance::Cleared,
        false => Clearance::Draft,
    }
}

/// The country a letter is for: that of the law that asks for it; without one, the one its template is for, then the
/// organization's own.
pub(super) fn country(
    rules: &Rulebook,
    organisation: &Organisation,
    obligation: Option<&str>,
    template: &str,
) -> Option<String> {
    let obligation = obligation.and_then(|id| id.parse::<ObligationId>().ok());
    let regime = obligation.and_then(|id| rules.regime(id.regime()));
    let folder = template.split_once('/').map(|(folder, _)| folder.to_uppercase());
    let place = match regime {
        Some(regime) => Some(regime.jurisdiction.clone()),
        None => folder
            .filter(|place| rules.regimes.iter().any(|regime| regime.jurisdiction == *place))
            .or_else(|| {
                organisation
                    .profile
                    .get(keys::organisation::COUNTRY)
                    .map(FactValue::plain)
            }),
    };
    Some(place?.split('-').next()?.to_owned())
}

/// The words of a letter's language, as the country writes them that it is for.
pub(super) fn words_for(rules: &Rulebook, loaded: &Loaded, letter: &Letter) -> Words {
    let obligation = letter.obligation.as_deref();
    let place = country(rules, &loaded.organisation, obligation, &letter.template);
    words_in(&letter.language, place.as_deref())
}

fn paper(rules: &Rulebook, country: Option<&str>) -> Paper {
    match country.is_some_and(|country| rules.letter_paper.contains(country)) {
        true => Paper::Letter,
        false => Paper::A4,
    }
}

/// A document that is no letter, such as a report, ready to be shown.
pub fn document(title: &str, organisation: &str, kind: IncidentKind, text: &str) -> Page {
    Page {
        title: title.to_owned(),
        language: "en".to_owned(),
        paper: Paper::A4,
        print: PrintSize::Standard,
        letterhead: Letterhead {
            name: organisation.to_owned(),
            ..Letterhead::default()
        },
        kind,
        clearance: Clearance::Cleared,
        state: String::new(),
        tlp: None,
        blocks: markdown::parse(text),
    }
}

/// A document about an exercise that is meant to be sent, in every format.
pub fn report(title: &str, organisation: &str, kind: IncidentKind, text: &str) -> Page {
    Page {
        clearance: Clearance::Report,
        ..document(title, organisation, kind, text)
    }
}

/// A value as the Markdown of documents takes it, whatever characters it holds.
pub fn escaped(value: &str) -> String {
    markdown::escape(value)
}

/// Columns of the widest table that is made into a file: as many as Word takes.
pub(super) const WIDEST: usize = 63;

/// Refuses what would take hours or gigabytes to lay out.
///
/// # Errors
/// [`LetterError::Wide`].
pub(super) fn printable(page: &Page) -> Result<(), LetterError> {
    fn widest(block: &Block) -> usize {
        match block {
            Block::Table { head, rows } => rows.iter().map(Vec::len).max().unwrap_or_default().max(head.len()),
            Block::List { items, .. } => items.iter().flatten().map(widest).max().unwrap_or_default(),
            Block::Quote(blocks) => blocks.iter().map(widest).max().unwrap_or_default(),
            Block::Heading { .. } | Block::Paragraph(_) | Block::Rule => 0,
        }
    }
    match page.blocks.iter().map(widest).max() {
        Some(columns) if columns > WIDEST => Err(LetterError::Wide(columns)),
        Some(_) | None => Ok(()),
    }
}

/// A letter as the bytes of a file; `created` is the moment its text was written, so that the same text gives the
/// same bytes.
///
/// # Errors
/// [`LetterError::Made`] where it cannot be printed.
pub fn export(page: &Page, text: &str, format: Format, created: DateTime<Utc>) -> Result<Vec<u8>, LetterError> {
    printable(page)?;
    let bytes = match format {
        Format::Md => match markdown_mark(page).as_str() {
            "" => text.as_bytes().to_vec(),
            mark => format!("**{mark}**\n\n{text}\n\n**{mark}**\n").into_bytes(),
        },
        Format::Html => crate::letter::html::html(page).into_bytes(),
        Format::Txt => crate::letter::plain::plain(page, WIDTH).into_bytes(),
        Format::Pdf => {
            let printed = fonts::printer().print(page, created);
            printed.map_err(|error| LetterError::Made(Box::new(error)))?
        }
        Format::Docx => {
            let made = crate::letter::docx::docx(page, created);
            made.map_err(|error| LetterError::Made(Box::new(error)))?
        }
    };
    Ok(bytes)
}

/// What stands above and below a text without pages.
fn markdown_mark(page: &Page) -> String {
    let own = page.kind.mark(place_in_markdown(page.clearance));
    let all = page
        .tlp
        .map(Tlp::words)
        .into_iter()
        .chain([own])
        .filter(|mark| !mark.is_empty());
    all.collect::<Vec<_>>().join(" – ")
}

/// Which mark a text without pages carries.
fn place_in_markdown(clearance: Clearance) -> MarkPlace {
    match clearance {
        Clearance::Draft | Clearance::Unmerged | Clearance::Cleared => MarkPlace::Document,
        Clearance::Report => MarkPlace::Report,
    }
}

/// What changed between two texts, for a terminal.
pub fn redline(before: &str, after: &str) -> String {
    if before.len().max(after.len()) > LONGEST {
        return "the text is too long to compare\n".to_owned();
    }
    let redline = crate::letter::redline::redline(before, after);
    match redline.is_empty() {
        true => "nothing changed\n".to_owned(),
        false => redline.text(),
    }
}

/// What changed between two texts, beside each other in so many columns.
pub fn redline_columns(names: (&str, &str), [before, after]: [&str; 2], columns: usize) -> String {
    if before.len().max(after.len()) > LONGEST {
        return "the text is too long to compare\n".to_owned();
    }
    let redline = crate::letter::redline::redline(before, after);
    match redline.is_empty() {
        true => "nothing changed\n".to_owned(),
        false => redline.columns(names, columns),
    }
}

/// What changed between two texts, as one HTML file.
///
/// # Errors
/// [`LetterError::TooLong`], [`LetterError::Wide`].
pub fn redline_html(page: &Page, before: &str, after: &str) -> Result<Vec<u8>, LetterError> {
    if before.len().max(after.len()) > LONGEST {
        return Err(LetterError::TooLong);
    }
    printable(page)?;
    let redline = crate::letter::redline::redline(before, after);
    Ok(crate::letter::html::redline_html(&redline, page).into_bytes())
}

/// What changed between two texts, as Word insertions and deletions by whoever wrote the later one.
///
/// # Errors
/// [`LetterError::Made`] where it cannot be written.
pub fn redline_docx(page: &Page, before: &Revision, after: &Revision) -> Result<Vec<u8>, LetterError> {
    if before.text.len().max(after.text.len()) > LONGEST {
        return Err(LetterError::TooLong);
    }
    printable(page)?;
    let redline = crate::letter::redline::redline(&before.text, &after.text);
    let by = ChangedBy {
        author: after.author.clone(),
        at: after.at,
    };
    crate::letter::docx::redline_docx(&redline, page, &by).map_err(|error| LetterError::Made(Box::new(error)))
}
