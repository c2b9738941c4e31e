//! The block model of a letter: what every format is made from, so that all of them say the same.

use crate::core::event::PrintSize;
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::IncidentKind;
use crate::core::facts::picture::Picture;
use crate::core::tlp::Tlp;

/// A run of text inside a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Plain text, exactly as it is read.
    Text(String),
    Strong(Vec<Inline>),
    /// Emphasised text.
    Emphasis(Vec<Inline>),
    Link {
        /// Where it leads.
        address: String,
        /// What is read.
        text: Vec<Inline>,
    },
    /// A value nobody knows yet: shown as a gap in every format, never as nothing.
    Gap {
        /// The facts-file key that would fill it.
        key: String,
        /// What to find out, in words.
        words: String,
    },
    /// A line break inside a paragraph.
    Break,
}

/// A part of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading, level 1 to 4.
    Heading {
        /// 1 is the title.
        level: u8,
        text: Vec<Inline>,
    },
    Paragraph(Vec<Inline>),
    List {
        /// The first number of a numbered list; `None`: bullets.
        start: Option<u64>,
        items: Vec<Vec<Block>>,
    },
    Table {
        /// The heads of its columns.
        head: Vec<Vec<Inline>>,
        rows: Vec<Vec<Vec<Inline>>>,
    },
    /// A quotation.
    Quote(Vec<Block>),
    /// A line across the page.
    Rule,
}

/// The size of the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Paper {
    /// ISO A4.
    #[default]
    A4,
    /// US Letter.
    Letter,
}

/// Who writes, for the head and the foot of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Letterhead {
    /// The organization's name.
    pub name: String,
    /// Its address, telephone and so on, a line each.
    pub lines: Vec<String>,
    /// Its logo, which stands above its name.
    pub logo: Option<Picture>,
}

impl Letterhead {
    pub fn is_empty(&self) -> bool {
        self.name.is_empty() && self.lines.is_empty() && self.logo.is_none()
    }
}

/// The room for a logo, in points.
const LOGO: (f32, f32) = (156.0, 54.0);
/// A pixel is printed no larger than on a screen.
const PIXEL: f32 = 0.75;

/// Width and height of a logo on paper, in points: as large as its room and its pixels allow.
#[must_use]
pub fn logo_size(logo: &Picture) -> (f32, f32) {
    let (width, height) = logo.size();
    // Pictures have far fewer pixels than a float can count.
    let (width, height) = (width as f32, height as f32);
    let scale = (LOGO.0 / width).min(LOGO.1 / height).min(PIXEL);
    (width * scale, height * scale)
}

/// Whether a text may go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clearance {
    /// Somebody still has to approve it: every page says so.
    Draft,
    /// It has every approval it needs, and its blanks for each person are open: it is merged with their list first.
    Unmerged,
    /// It has every approval it needs, or is a document that nobody approves.
    Cleared,
    /// It tells of an exercise and is meant to be sent: leadership and auditors get it.
    Report,
}

/// A letter ready to be shown or printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The title of the document, for its metadata.
    pub title: String,
    /// BCP 47 language, such as `en` or `de`.
    pub language: String,
    /// The size of the paper.
    pub paper: Paper,
    pub print: PrintSize,
    /// Who writes.
    pub letterhead: Letterhead,
    /// Of a real incident or of an exercise: then every page says so.
    pub kind: IncidentKind,
    pub clearance: Clearance,
    /// The state of the record in which it was approved, in its short form: for the properties of the file, and nowhere on the
    /// page; empty: none.
    pub state: String,
    /// How far it may be passed on, where somebody asked to have that on it: at the head and the foot of every page.
    pub tlp: Option<Tlp>,
    /// Its text.
    pub blocks: Vec<Block>,
}

impl Letter {
    /// What every page says, in the letter's language; empty for an approved letter of a real incident. That it is an
    /// exercise stands in English as well: whoever finds the page must understand it.
    pub fn mark(&self) -> String {
        let own = self.clearance_mark();
        match (self.tlp, own.is_empty()) {
            (None, _) => own,
            (Some(tlp), true) => tlp.words().to_owned(),
            (Some(tlp), false) => format!("{} – {own}", tlp.words()),
        }
    }

    /// Whether it is an exercise or a draft.
    fn clearance_mark(&self) -> String {
        let words = page_marks(&self.language);
        let english = self.kind.mark(MarkPlace::EveryPage);
        let exercise = match (english, words) {
            ("", _) => String::new(),
            (english, None) => english.to_owned(),
            (_, Some(words)) => {
                let word = self.kind.mark(MarkPlace::Word);
                format!("{} – {} – {word}", words.exercise, words.do_not_send)
            }
        };
        let draft = || words.map_or(DRAFT, |words| words.draft);
        let unmerged = || words.map_or(UNMERGED, |words| words.unmerged);
        match (self.clearance, exercise.as_str()) {
            (Clearance::Cleared, _) => exercise,
            (Clearance::Unmerged, "") => unmerged().to_owned(),
            (Clearance::Unmerged, _) => format!("{} – {exercise}", unmerged()),
            (Clearance::Report, _) => self.kind.mark(MarkPlace::Report).to_owned(),
            (Clearance::Draft, "") => format!("{} – {}", draft(), words.map_or(DO_NOT_SEND, |words| words.do_not_send)),
            (Clearance::Draft, _) => format!("{} – {exercise}", draft_word(draft())),
        }
    }
}

/// What every page of a letter says that nobody may send yet.
const DRAFT: &str = "DRAFT – NOT APPROVED";
/// What every page of a letter to many people says before it is merged with their list.
const UNMERGED: &str = "NOT YET MERGED WITH THE LIST OF PEOPLE";
const DO_NOT_SEND: &str = "DO NOT SEND";

/// The first word of the mark of a draft: an exercise's own mark says the rest.
fn draft_word(mark: &str) -> &str {
    mark.split(" – ").next().unwrap_or(mark)
}

/// The marks of pages in a language.
struct PageMarks {
    draft: &'static str,
    do_not_send: &'static str,
    exercise: &'static str,
    unmerged: &'static str,
}

/// Of the languages that letters are written in beside English; of any other the marks are English.
fn page_marks(language: &str) -> Option<&'static PageMarks> {
    let own = language.split('-').next().unwrap_or(language);
    PAGE_MARKS.iter().find(|(code, _)| *code == own).map(|(_, marks)| marks)
}

const fn marks(
    draft: &'static str,
    do_not_send: &'static str,
    exercise: &'static str,
    unmerged: &'static str,
) -> PageMarks {
    PageMarks {
        draft,
        do_not_send,
        exercise,
        unmerged,
    }
}

const PAGE_MARKS: [(&str, PageMarks); 7] = [
    (
        "de",
        marks(
            "ENTWURF – NICHT FREIGEGEBEN",
            "NICHT VERSENDEN",
            "ÜBUNG – KEIN ECHTER VORFALL",
            "NOCH NICHT MIT DER PERSONENLISTE ZUSAMMENGEFÜHRT",
        ),
    ),
    (
        "fr",
        marks(
            "PROJET – NON APPROUVÉ",
            "NE PAS ENVOYER",
            "EXERCICE – INCIDENT FICTIF",
            "PAS ENCORE FUSIONNÉ AVEC LA LISTE DES PERSONNES",
        ),
    ),
    (
        "es",
        marks(
            "BORRADOR – NO APROBADO",
            "NO ENVIAR",
            "SIMULACRO – INCIDENTE FICTICIO",
            "AÚN SIN COMBINAR CON LA LISTA DE PERSONAS",
        ),
    ),
    (
        "it",
        marks(
            "BOZZA – NON APPROVATA",
            "NON INVIARE",
            "ESERCITAZIONE – INCIDENTE FITTIZIO",
            "NON ANCORA UNITO ALL’ELENCO DELLE PERSONE",
        ),
    ),
    (
        "nl",
        marks(
            "CONCEPT – NIET GOEDGEKEURD",
            "NIET VERZENDEN",
            "OEFENING – GEEN ECHT INCIDENT",
            "NOG NIET SAMENGEVOEGD MET DE PERSONENLIJST",
        ),
    ),
    (
        "pl",
        marks(
            "PROJEKT – NIEZATWIERDZONY",
            "NIE WYSYŁAĆ",
            "ĆWICZENIA – INCYDENT FIKCYJNY",
            "JESZCZE NIEPOŁĄCZONE Z LISTĄ OSÓB",
        ),
    ),
    (
        "pt",
        marks(
            "RASCUNHO – NÃO APROVADO",
            "NÃO ENVIAR",
            "EXERCÍCIO – INCIDENTE FICTÍCIO",
            "AINDA NÃO COMBINADO COM A LISTA DE PESSOAS",
        ),
    ),
];
