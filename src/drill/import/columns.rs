//! Which column of an event list plays which part: by the names that such lists use in four languages, or as a person says.

use super::times::TimesAre;
use crate::core::coded::coded;

coded! {
    /// What a column is for.
    pub enum Part: "part of an inject" {
        At = "at",
        /// The day of the exercise.
        Day = "day",
        /// How long the inject lasts, in minutes; the next one follows it.
        Lasts = "lasts",
        Channel = "channel",
        From = "from",
        To = "to",
        Subject = "subject",
        Text = "text",
        Expect = "expect",
        /// The name of a file that is handed out.
        Attachment = "attachment",
    }
}

/// A column that a person has named: `text=Einlage`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedColumn {
    pub part: Part,
    pub name: String,
}

impl std::str::FromStr for NamedColumn {
    type Err = String;

    fn from_str(text: &str) -> Result<NamedColumn, String> {
        let (part, name) = text.split_once('=').ok_or("PART=COLUMN, such as text=Description")?;
        let part =
            Part::from_code(part.trim()).ok_or_else(|| format!("the part is one of {}", Part::CODES.join(", ")))?;
        let name = name.trim().to_owned();
        Ok(NamedColumn { part, name })
    }
}

impl Part {
    /// Names of columns for it, the clearest first.
    fn names(self) -> &'static [&'static str] {
        match self {
            Part::At => AT,
            Part::Day => DAY,
            Part::Lasts => LASTS,
            Part::Channel => CHANNEL,
            Part::From => FROM,
            Part::To => TO,
            Part::Text => TEXT,
            Part::Subject => SUBJECT,
            Part::Expect => EXPECT,
            Part::Attachment => ATTACHMENT,
        }
    }
}

// Names that lists use, the clearest first.
const AT: &[&str] = &[
    "t+",
    "offset",
    "elapsed",
    "elapsed time",
    "minute",
    "minutes",
    "minuten",
    "exercise minute",
    "exercise time",
    "at",
    "inject time",
    "event time",
    "scenario time",
    "time",
    "time (local)",
    "local time",
    "time of day",
    "zeit",
    "zeitpunkt",
    "übungszeit",
    "uhrzeit",
    "heure",
    "temps",
    "hora",
];
const DAY: &[&str] = &["day", "exercise day", "tag", "jour", "día"];
const LASTS: &[&str] = &[
    "maximum (minutes)",
    "duration",
    "duration (minutes)",
    "dauer",
    "dauer (minuten)",
    "durée",
    "duración",
];
const CHANNEL: &[&str] = &[
    "channel",
    "method",
    "means",
    "delivery",
    "delivery method",
    "medium",
    "kanal",
    "weg",
    "canal",
    "type",
];
const FROM: &[&str] = &[
    "from",
    "sender",
    "source",
    "von",
    "absender",
    "de",
    "expéditeur",
    "remitente",
];
const TO: &[&str] = &[
    "to",
    "receiver",
    "recipient",
    "recipient(s)",
    "recipients",
    "recipient player",
    "recipient player(s)",
    "target",
    "audience",
    "player",
    "players",
    "an",
    "empfänger",
    "à",
    "destinataire",
    "para",
    "destinatario",
];
const TEXT: &[&str] = &[
    "text",
    "description",
    "message",
    "content",
    "synopsis",
    "inject description",
    "event description",
    "einlage",
    "inhalt",
    "beschreibung",
    "contenu",
    "contenido",
    "inject",
];
const SUBJECT: &[&str] = &[
    "subject", "title", "event", "name", "inject", "betreff", "titel", "objet", "asunto",
];
const EXPECT: &[&str] = &[
    "expected",
    "expected action",
    "expected actions",
    "expected outcome",
    "expected player action",
    "expected response",
    "expected outcome of player action",
    "erwartete reaktion",
    "erwartete maßnahme",
    "réaction attendue",
    "reacción esperada",
];
const ATTACHMENT: &[&str] = &[
    "attachment",
    "attachments",
    "anlage",
    "anhang",
    "pièce jointe",
    "adjunto",
];

/// Columns that are for the facilitator: they are named and kept away from the players.
const FACILITATOR: [&str; 14] = [
    "responsible controller",
    "controller",
    "facilitator notes",
    "evaluator comments",
    "learning points",
    "objective",
    "core capability",
    "notes",
    "evaluator notes",
    "bewertung",
    "bemerkung",
    "bemerkungen",
    "notizen",
    "remarques",
];

/// Numbers of rows, which a scenario gives itself.
const NUMBERS: [&str; 13] = [
    "#",
    "no",
    "no.",
    "nr",
    "nr.",
    "lfd. nr.",
    "lfd. nr",
    "serial",
    "msel #",
    "event #",
    "event no.",
    "inject #",
    "id",
];

/// A name as it is compared.
fn plain(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    words.join(" ").to_lowercase().trim_end_matches(':').to_owned()
}

/// The columns of a list.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    /// Their names as the file has them.
    heads: Vec<String>,
    parts: Vec<(Part, usize)>,
}

/// A list that has no column for something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unfit {
    /// A person named a column that is not there.
    NoColumn(String),
    NoText,
}

impl Columns {
    pub(super) fn of(heads: &[String], named: &[NamedColumn]) -> Result<Columns, Unfit> {
        let known: Vec<String> = heads.iter().map(|head| plain(head)).collect();
        let mut parts: Vec<(Part, usize)> = Vec::new();
        for NamedColumn { part, name } in named {
            let at = known.iter().position(|head| *head == plain(name));
            parts.push((*part, at.ok_or_else(|| Unfit::NoColumn(name.clone()))?));
        }
        for part in Part::ALL {
            let taken = |at: usize| parts.iter().any(|(_, column)| *column == at);
            let mut places = part
                .names()
                .iter()
                .filter_map(|name| known.iter().position(|head| head == name));
            if !parts.iter().any(|(known, _)| *known == part)
                && let Some(at) = places.find(|at| !taken(*at))
            {
                parts.push((part, at));
            }
        }
        let columns = Columns {
            heads: heads.to_vec(),
            parts,
        };
        match columns.text() {
            Some(_) => Ok(columns),
            None => Err(Unfit::NoText),
        }
    }

    pub(super) fn at(&self, part: Part) -> Option<usize> {
        self.parts.iter().find(|(known, _)| *known == part).map(|(_, at)| *at)
    }

    /// The column of what is told: the text, or where there is none the subject.
    pub(super) fn text(&self) -> Option<usize> {
        self.at(Part::Text).or_else(|| self.at(Part::Subject))
    }

    /// What the name of the column of times says of them.
    pub(super) fn times(&self) -> Option<TimesAre> {
        let head = plain(self.heads.get(self.at(Part::At)?)?);
        match head.as_str() {
            "t+" | "offset" | "elapsed" | "elapsed time" | "minute" | "minutes" | "minuten" | "exercise minute" => {
                Some(TimesAre::Elapsed)
            }
            "time (local)" | "local time" | "time of day" | "uhrzeit" | "heure" | "hora" => Some(TimesAre::OfDay),
            _other => None,
        }
    }

    /// The columns that have no place in a scenario, in sentences.
    pub(super) fn placeless(&self) -> Vec<String> {
        let others = self.heads.iter().enumerate();
        let others =
            others.filter(|(at, head)| !head.trim().is_empty() && !self.parts.iter().any(|(_, known)| known == at));
        let left = others.filter_map(|(at, head)| {
            let name = plain(head);
            let number = at + 1;
            match () {
                () if NUMBERS.contains(&name.as_str()) => None,
                () if FACILITATOR.contains(&name.as_str()) => Some(format!(
                    "the column `{name}` (number {number}) is for the facilitator and cannot be part of a scenario"
                )),
                () => Some(format!(
                    "the column `{name}` (number {number}) cannot be part of a scenario"
                )),
            }
        });
        left.collect()
    }
}
