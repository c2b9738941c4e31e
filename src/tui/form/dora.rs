//! The report on a major ICT-related incident under DORA: first which one and in which file, then field by field, with the
//! closed lists to choose from. What is written is what `firebell dora set` writes.

use std::path::PathBuf;

use super::{
    Answers, AtHand, Choice, Field, Form, Kind, Known, Manner, Opener, Optional, Outcome, Pick, Prompt, Purpose,
    Reads as _, Slot,
};
use crate::app::dora::Stage;
use crate::app::dora::questions::{Need, Offered, Question, Takes, questions};
use crate::app::files::typed_values;
use crate::core::facts::IncidentKind;
use crate::tui::effect::{DoraEffect, Effect};
use crate::workspace::{DoraReport, DoraWish};

const STAGE: Prompt<Stage> = Prompt::choice(
    "stage",
    "Which report?",
    &[
        ("initial notification", Stage::Initial),
        ("intermediate report", Stage::Intermediate),
        ("final report", Stage::Final),
        ("reclassification as not major", Stage::Reclassified),
    ],
);
const FILE: Prompt<String> = Prompt::line("file", "File").help(
    "ends in .json (the authorities' template 1.3) or .xlsx; one that exists is gone on with, and nothing is written yet",
);
const EARLIER: Optional<String> = Prompt::line("earlier", "The report before it, as a file")
    .help("its answers are taken over; empty for the first report")
    .optional();

/// Asks which report it is.
pub(crate) const OPEN: Opener = Opener::new("dora", |at: &AtHand<'_>| {
    let opened = at.known.opened.ok_or(super::NO_INCIDENT)?;
    let (kind, code) = (opened.whole.kind, &opened.whole.code);
    let form = Form::new(
        Begin {
            kind,
            code: code.clone(),
        },
        "DORA report: which one, and in which file?",
        vec![
            STAGE.field(),
            FILE.field().filled(&file_name(kind, code, Stage::Initial)),
            EARLIER.field(),
        ],
    );
    Ok(form.note("Reports on a major ICT-related incident under Art. 19 DORA. The next screen asks field by field."))
});

/// The name proposed: that of an exercise says so.
fn file_name(kind: IncidentKind, code: &str, stage: Stage) -> String {
    let stage = match stage {
        Stage::Initial => "initial",
        Stage::Intermediate => "intermediate",
        Stage::Final => "final",
        Stage::Reclassified => "reclassified",
    };
    match kind {
        IncidentKind::Exercise => format!("exercise-{code}-dora-{stage}.json"),
        IncidentKind::Real => format!("{code}-dora-{stage}.json"),
    }
}

#[derive(Debug)]
struct Begin {
    kind: IncidentKind,
    code: String,
}

impl Purpose for Begin {
    fn slot(&self) -> Slot {
        Slot::new("dora")
    }

    fn keeps_drafts(&self) -> bool {
        false
    }

    /// Nothing is recorded or written by it.
    fn enter_keeps(&self, field: &Field) -> bool {
        field.key == EARLIER.key()
    }

    /// The proposed name goes with the stage until somebody types another.
    fn follow(&self, fields: &mut [Field]) {
        let proposed = |stage: &Stage| file_name(self.kind, &self.code, *stage);
        let [stage, file, ..] = fields else { return };
        let typed = file.text();
        if let Some(named) = Stage::ALL.iter().find(|named| named.words() == stage.text())
            && Stage::ALL.iter().map(proposed).any(|name| name == typed)
            && proposed(named) != typed
        {
            file.set(&proposed(named));
        }
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let wish = DoraWish {
            stage: answers.read(&STAGE)?,
            path: PathBuf::from(answers.read(&FILE)?),
            earlier: answers.read(&EARLIER)?.map(PathBuf::from),
        };
        let code = answers.incident()?;
        let begin = DoraEffect::Begin { code, wish };
        Some(Outcome::Effect(Effect::Dora(begin)))
    }
}

/// The report field by field.
pub(crate) fn fields(begun: DoraReport) -> Form {
    let asked = questions(&begun.report, begun.stage);
    let fields = asked.iter().map(|question| field(&begun, question)).collect();
    let name = begun
        .path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let title = format!("DORA {} · {name}", begun.stage.words());
    let note = "Ctrl-S writes the file; what is empty is left out, and the next screen lists what is missing. Fields with a \
                condition stay empty where it does not hold.";
    let mut form = Form::new(Write { begun, asked }, title, fields).note(note);
    form.follow();
    form
}

fn field(begun: &DoraReport, question: &Question) -> Field {
    let kind = match &question.takes {
        Takes::Line => Kind::Line,
        Takes::Text => Kind::Text,
        Takes::Moment => Kind::Moment,
        Takes::One(codes) => Kind::Pick(Pick::new(Manner::One, offered(codes.iter()))),
        Takes::Several(codes) => Kind::Pick(Pick::new(Manner::Many, offered(codes.iter()))),
    };
    let mut field = Field::new(question.key, question.label.clone(), kind)
        .help(question.help.clone())
        .optional()
        .expected(question.need == Need::Asked);
    field.set(&question.spot.texts(&begun.report).join(", "));
    field
}

fn offered<'o>(codes: impl Iterator<Item = &'o Offered>) -> Vec<Choice> {
    codes.map(|offered| Choice::new(offered.code, offered.words)).collect()
}

#[derive(Debug)]
struct Write {
    begun: DoraReport,
    asked: Vec<Question>,
}

/// The field before this one, one of whose answers is above each code that this one takes.
const ABOVE: [(&str, &str); 2] = [("4.2", "4.1"), ("4.3", "4.2")];

impl Purpose for Write {
    fn slot(&self) -> Slot {
        Slot::new("dora-fields").of(self.begun.path.display().to_string())
    }

    /// Causes are offered below those that were chosen one level up; all of them where none was.
    fn follow(&self, fields: &mut [Field]) {
        for (below, above) in ABOVE {
            let chosen = fields.iter().find(|field| field.key == above).map(Field::text);
            let chosen = chosen.unwrap_or_default();
            let chosen: Vec<&str> = chosen
                .split(',')
                .map(str::trim)
                .filter(|code| !code.is_empty())
                .collect();
            let question = self.asked.iter().find(|question| question.key == below);
            let Some(Takes::Several(codes)) = question.map(|question| &question.takes) else {
                continue;
            };
            let fits =
                |code: &&Offered| chosen.is_empty() || code.parent.is_some_and(|parent| chosen.contains(&parent));
            let options = offered(codes.iter().filter(fits));
            if let Some(Kind::Pick(pick)) = fields.iter_mut().find(|f| f.key == below).map(|f| &mut f.kind) {
                pick.offer(options);
            }
        }
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let (mut report, mut whole) = (self.begun.report.clone(), true);
        for question in &self.asked {
            let prompt = Prompt::line(question.key, "");
            if !answers.changed(&prompt) {
                continue;
            }
            let typed = answers.typed(&prompt);
            let values = match question.takes {
                Takes::Moment => utc(answers.known(), &typed),
                Takes::Line | Takes::Text | Takes::One(_) | Takes::Several(_) => Ok(question.spot.typed(&typed)),
            };
            let put = values.and_then(|values| question.spot.put(&mut report, &values).map_err(|unfit| unfit.problem));
            if let Err(problem) = put {
                answers.refuse(&prompt, problem);
                whole = false;
            }
        }
        let code = answers.incident().filter(|_| whole)?;
        let begun = Box::new(self.begun.clone());
        let write = DoraEffect::Write { code, begun, report };
        Some(Outcome::Effect(Effect::Dora(write)))
    }
}

/// A moment in the form of the template.
fn utc(known: Known<'_>, typed: &str) -> Result<Vec<String>, String> {
    if typed.is_empty() {
        return Ok(Vec::new());
    }
    let at = typed_values::moment(typed, &known.zone(), known.here())
        .map_err(|error| format!("{error} · {}", error.hint))?;
    Ok(vec![at.format("%Y-%m-%dT%H:%M:%SZ").to_string()])
}
