//! Templates of letters: Markdown with Tera, led by a front matter that says for whom and for which law it is.

use serde::Serialize;
use tera::{Context, Tera};

use super::markdown::without_needless_marks;
use super::sandbox::{LONGEST_RESULT, between_turns, forbidden, most_turns, with_turns};
use crate::core::coded::coded;
use crate::core::event::{LetterVariant, MailChannel};
use crate::core::facts::story::Audience;
use crate::core::ids::ObligationId;
use crate::core::letter_recipient::LetterRecipient;
use crate::core::toml_text::front_matter;
use crate::core::toml_text::reader::{Problem, Reader, Table};

coded! {
    /// What a template makes.
    pub enum DocumentKind: "kind of document" {
        /// Written to somebody.
        Letter = "letter",
        /// A working paper in the order of a form; it is never sent.
        Sheet = "sheet",
    }
}

/// What a template is made for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Template {
    /// Its id, such as `eu/art33-initial`.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Who is written to: a recipient code of the law files, or `insurer`, `board`, `staff`, `press`, `public`.
    pub recipient: LetterRecipient,
    /// Regimes it is for; a `*` at the end stands for anything. Empty: for none in particular.
    pub regimes: Vec<String>,
    /// Obligations it is for alone, where it is not for every obligation of its regimes; empty: it is only chosen by
    /// name.
    #[serde(rename = "duties")]
    pub obligations: Option<Vec<String>>,
    /// BCP 47.
    pub language: String,
    /// Whether the law lets information follow later.
    pub phased: bool,
    /// Content codes it covers.
    pub contents: Vec<String>,
    /// Whose text of the story it tells.
    pub audience: Audience,
    /// A letter, or a sheet from which somebody fills in a form.
    pub kind: DocumentKind,
    /// To whom a letter about a person is written.
    pub variant: LetterVariant,
    /// How it reaches people; `None`: by mail or e-mail alike.
    pub channel: Option<MailChannel>,
    /// What the drafter should know; it is shown beside the draft and never in it.
    pub notes: Vec<String>,
    /// The text behind the front matter.
    #[serde(skip)]
    pub text: String,
}

/// The notes of a template for a letter to people in some states, without the codes of states that a note may begin with:
/// `US-MA US-RI: …`.
pub fn notes_for(notes: &[String], concerns: impl Fn(&str) -> bool) -> Vec<String> {
    let is_state = |word: &str| word.strip_prefix("US-").is_some_and(|part| part.len() == 2);
    let meant = |note: &String| match note.split_once(": ") {
        Some((codes, rest)) if codes.split(' ').all(is_state) => {
            codes.split(' ').any(&concerns).then(|| rest.to_owned())
        }
        Some(_) | None => Some(note.clone()),
    };
    notes.iter().filter_map(meant).collect()
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// Every problem of the front matter at once, each with its line.
    pub fn parse(file: &str, text: &str) -> Result<Template, Vec<Problem>> {
        let split = front_matter::split(file, text, "a template").map_err(|problem| vec![problem])?;
        let reader = Reader::new(file, &split.toml);
        let document = reader.parse();
        let root = Table::new(&reader, document.get_ref(), document.span());
        let recipient = root
            .require("recipient")
            .and_then(|value| value.code("recipient", &LetterRecipient::codes(), LetterRecipient::from_code));
        // Without one there is a problem, and no template.
        let recipient = recipient.unwrap_or(LetterRecipient::PUBLIC);
        let template = Template {
            id: root.need_text("id"),
            name: root.need_text("name"),
            audience: root
                .get("audience")
                .and_then(|value| value.coded())
                .unwrap_or_else(|| recipient.usual_audience()),
            kind: root
                .get("kind")
                .and_then(|value| value.coded())
                .unwrap_or(DocumentKind::Letter),
            variant: root
                .get("variant")
                .and_then(|value| value.coded())
                .unwrap_or(LetterVariant::Adult),
            channel: root.get("channel").and_then(|value| value.coded()),
            notes: root.texts("notes"),
            recipient,
            regimes: root.texts("regimes"),
            obligations: root.get("duties").map(|value| value.texts()),
            language: root.need_text("language"),
            phased: root.flag("phased").unwrap_or(false),
            contents: root.texts("contents"),
            text: split.body.trim_start().to_owned(),
        };
        root.finish();
        let mut problems = reader.into_problems();
        problems.extend(forbidden(&split.body).into_iter().map(|found| Problem {
            file: file.to_owned(),
            line: split.lines_above + found.line,
            column: 1,
            message: found.what,
            hint: None,
        }));
        if problems.is_empty() {
            Ok(template)
        } else {
            Err(problems)
        }
    }

    /// Whether its letters carry the letterhead of the sender: forms to fill in, text messages and what is filed with a
    /// market do not.
    pub fn has_letterhead(&self) -> bool {
        self.kind == DocumentKind::Letter
            && self.channel != Some(MailChannel::Text)
            && self.audience != Audience::Market
    }

    /// Whether it is for a regime; how exactly, where it is. A name in full goes before a pattern of the same length.
    pub fn fits(&self, regime: &str) -> Option<usize> {
        let fit = |pattern: &String| match pattern.strip_suffix('*') {
            Some(start) => regime.starts_with(start).then_some(start.len()),
            None => (pattern == regime).then_some(pattern.len() + 1),
        };
        self.regimes.iter().filter_map(fit).max()
    }

    /// The letter's Markdown. Values in the context are escaped already, or gaps.
    ///
    /// # Errors
    /// Where the template does not render; the source names line and column.
    pub fn render(&self, context: &impl Serialize) -> Result<String, Box<tera::Error>> {
        let context = Context::from_serialize(context).map_err(Box::new)?;
        Ok(without_needless_marks(&tidied(&rendered(&self.text, &context)?)))
    }
}

/// A template's text with its values. Nothing in a value is markup here, so nothing is escaped.
///
/// # Errors
/// Where it says what a template may not, does not render, or makes more than [`LONGEST_RESULT`].
pub fn rendered(text: &str, context: &Context) -> Result<String, Box<tera::Error>> {
    let wrong = forbidden(text);
    if !wrong.is_empty() {
        let lines = wrong.iter().map(|found| format!("line {}: {}", found.line, found.what));
        let lines = lines.collect::<Vec<_>>().join("; ");
        return Err(Box::new(tera::Error::message(lines)));
    }
    let mut out = Short::of(text.len());
    let made = Tera::default().render_str_to(&with_turns(text), context, false, &mut out);
    if let Err(error) = made {
        // An error quotes the template, so that it is asked of the one that was written.
        let own = || Tera::default().render_str_to(text, context, false, &mut Short::of(text.len()));
        return Err(Box::new(if out.refused {
            error
        } else {
            own().err().unwrap_or(error)
        }));
    }
    String::from_utf8(out.made).map_err(|error| Box::new(tera::Error::message(error)))
}

/// Takes as much text as a letter may have, while the loops that make it go round no more often than they may.
struct Short {
    made: Vec<u8>,
    turns_left: usize,
    /// Whether it has refused to take any more.
    refused: bool,
}

impl Short {
    fn of(length: usize) -> Short {
        Short {
            made: Vec::new(),
            turns_left: most_turns(length),
            refused: false,
        }
    }

    fn refuse(&mut self, words: String) -> std::io::Error {
        self.refused = true;
        std::io::Error::new(std::io::ErrorKind::FileTooLarge, words)
    }
}

impl std::io::Write for Short {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let pieces = between_turns(bytes);
        match self.turns_left.checked_sub(pieces.len() - 1) {
            Some(left) => self.turns_left = left,
            None => return Err(self.refuse("the loops of the template go round too often".to_owned())),
        }
        for piece in pieces {
            self.made.extend_from_slice(piece);
        }
        if self.made.len() > LONGEST_RESULT {
            let words = format!("the template produces more than {} KiB of text", LONGEST_RESULT / 1024);
            return Err(self.refuse(words));
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The template that fits an obligation (`regime/obligation`) best: one that names the obligation, then the one for the
/// most exact regime, then the one in the language asked for; none in a language that is neither that nor English.
pub fn best<'t>(
    templates: &'t [Template],
    recipient: LetterRecipient,
    obligation: &ObligationId,
    language: &str,
) -> Option<&'t Template> {
    let (regime, obligation) = (obligation.regime(), obligation.rule());
    let suits = templates.iter().filter(|t| t.recipient == recipient);
    let scored = suits.filter_map(|t| {
        let exact = t.fits(regime)?;
        let named = match &t.obligations {
            None => false,
            Some(obligations) if obligations.iter().any(|known| known == obligation) => true,
            Some(_) => return None,
        };
        let spoken = match t.language.as_str() {
            own if own == language => 2,
            "en" => 1,
            _ => return None,
        };
        // A text for another regime in the right language is the wrong letter.
        Some(((named, exact, spoken), t))
    });
    scored.max_by_key(|(score, _)| *score).map(|(_, t)| t)
}

/// Conditions in a template leave empty lines behind; one between two paragraphs is enough.
fn tidied(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = 1;
    for line in text.lines().map(str::trim_end) {
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty <= 1 {
            out.push_str(line);
            out.push('\n');
        }
    }
    out.trim_end().to_owned() + "\n"
}
