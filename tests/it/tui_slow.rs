//! A slow worker: its answers come late and in any order, while keys are pressed. Whatever is recorded names the
//! incident and the letter whose content was on screen when it was asked for.

use std::sync::OnceLock;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use firebell::app::assessment::opened_incident::Opened;
use firebell::app::letters::{ByWhom, LetterRow};
use firebell::app::views;
use firebell::core::event::LetterRevision;
use firebell::core::facts::IncidentKind;
use firebell::core::ids::StoredDigest;
use firebell::core::incident::command::{Command, LetterCommand};
use firebell::tui::{
    Answer, EditTarget, Effect, Event, IncidentRef, LetterEffect, LetterRef, Model, OpenLetter, Overlay, Redrafting,
    RevisionRef, ScreenName, Subject, TerminalEffect, update,
};
use proptest::prelude::*;

use crate::common::at;
use crate::common::rules;
use crate::tui::{NOW, at_board, incident, row, shown};

const ALPHA: &str = "2026-071";
const BRAVO: &str = "2026-072";
const LETTERS: [&str; 2] = ["eu-gdpr-regulator-en", "us-tx-regulator-en"];

/// The text of a letter says whose it is.
fn text(letter: &LetterRef) -> String {
    format!("TEXT OF {} {}", letter.incident, letter.letter)
}

fn opened(code: &str) -> Box<Opened> {
    static BASE: OnceLock<Opened> = OnceLock::new();
    let base = BASE.get_or_init(|| match incident(IncidentKind::Real) {
        Answer::Opened(opened) => *opened,
        other => panic!("{other:?}"),
    });
    let mut opened = base.clone();
    opened.whole.code = code.to_owned();
    opened.whole.title = format!("Incident {code}");
    opened.letters = LETTERS.map(|letter| letter_row(code, letter)).to_vec();
    Box::new(opened)
}

fn letter_row(code: &str, letter: &str) -> LetterRow {
    let named = LetterRef {
        incident: IncidentRef::new(code),
        letter: letter.parse().unwrap(),
    };
    LetterRow {
        letter: letter.parse().unwrap(),
        template: "eu/art33-initial".to_owned(),
        language: "en".to_owned(),
        obligation: None,
        state: "draft",
        revisions: 1,
        sha256: StoredDigest::of(text(&named)),
        written: ByWhom {
            actor: "someone".to_owned(),
            at: at(NOW),
        },
        hands: vec!["someone".to_owned()],
        approved: None,
        sign_off: Vec::new(),
        comments: 0,
        stale: Vec::new(),
        dated: None,
        for_each_person: false,
        filed: false,
    }
}

fn board() -> Answer {
    let rows = [71, 72].map(|n| row(n, &format!("Incident 2026-0{n}"), IncidentKind::Real, None));
    Answer::Board(rows.to_vec(), Vec::new())
}

/// What the worker answers.
fn answer(effect: Effect) -> Answer {
    let recorded = |about: Subject| Answer::Recorded {
        about,
        words: "recorded".to_owned(),
        opened: None,
        view: None,
    };
    let about = effect.subject();
    match effect {
        Effect::Submitted(form, effect) => Answer::Submitted(form, Box::new(answer(*effect))),
        Effect::Incident { code, until } => {
            let mut opened = opened(&code);
            opened.as_of = until;
            Answer::Opened(opened)
        }
        Effect::Look { code: Some(code), .. } => Answer::Opened(opened(&code)),
        Effect::Look { code: None, .. } | Effect::Board => board(),
        Effect::Letter(LetterEffect::Read(letter)) => {
            let text = text(&letter);
            let id = RevisionRef {
                letter,
                sha256: StoredDigest::of(&text),
            };
            Answer::Letter(Box::new(OpenLetter {
                id,
                preview: text.clone(),
                page: None,
                text,
                findings: Vec::new(),
                comments: Vec::new(),
                gaps: Vec::new(),
                to_follow: Vec::new(),
                notes: Vec::new(),
            }))
        }
        Effect::Check { question, .. } => Answer::Confirm(question),
        Effect::Notice { .. } | Effect::Letter(LetterEffect::Redline(_)) => Answer::Text {
            title: format!("of {}", about.incident().unwrap()),
            text: "a text".to_owned(),
            about,
        },
        Effect::Regime(id) => Answer::Regime(Box::new(views::law::whole(rules(), rules().regime(&id).unwrap()))),
        Effect::Terminal(TerminalEffect::Editor { target, text }) => Answer::Edited {
            target,
            text: Some(format!("{text}, edited")),
        },
        Effect::Create { .. } => Answer::Recorded {
            about: Subject::Incident(IncidentRef::new(BRAVO)),
            words: "open".to_owned(),
            opened: Some(IncidentRef::new(BRAVO)),
            view: None,
        },
        Effect::Run(..)
        | Effect::Letter(
            LetterEffect::Approve { .. }
            | LetterEffect::Draft { .. }
            | LetterEffect::Redraft {
                what: Redrafting::Save, ..
            }
            | LetterEffect::InsertClause { .. },
        )
        | Effect::Filed { .. }
        | Effect::Evidence { .. } => recorded(about),
        _ => Answer::Same,
    }
}

/// Whether an effect leads to an entry in the record of an incident.
fn records(effect: &Effect) -> bool {
    match effect {
        Effect::Submitted(_, effect) => records(effect),
        Effect::Run(..)
        | Effect::Check { .. }
        | Effect::Letter(
            LetterEffect::Approve { .. }
            | LetterEffect::Draft { .. }
            | LetterEffect::Redraft { .. }
            | LetterEffect::InsertClause { .. },
        )
        | Effect::Filed { .. }
        | Effect::Evidence { .. }
        | Effect::Roster { .. } => true,
        _ => false,
    }
}

/// A key and the answers under way.
struct Slow {
    model: Model,
    /// Effects that the worker has not answered.
    under_way: Vec<Effect>,
    /// Things recorded so far.
    recorded: usize,
}

impl Slow {
    fn new() -> Slow {
        let mut model = at_board();
        let _ = update(&mut model, board());
        let _ = update(&mut model, Event::Resize(120, 40));
        Slow {
            model,
            under_way: Vec::new(),
            recorded: 0,
        }
    }

    fn press(&mut self, key: KeyEvent) -> Result<(), TestCaseError> {
        let before = shown(&self.model, 120, 40);
        let effects = update(&mut self.model, Event::Key(key));
        for effect in &effects {
            self.asked_where_it_was_seen(effect, &before)?;
        }
        if let Some(Overlay::Form(form)) = self.model.overlays.last()
            && let Some((_, about)) = form.slot().split_once("/approval/")
        {
            let (letter, sha256) = about.rsplit_once('/').unwrap();
            let named = LetterRef {
                incident: form.incident.clone().unwrap(),
                letter: letter.parse().unwrap(),
            };
            prop_assert_eq!(StoredDigest::of(text(&named)), sha256);
        }
        self.under_way.extend(effects);
        Ok(())
    }

    fn asked_where_it_was_seen(&mut self, effect: &Effect, before: &str) -> Result<(), TestCaseError> {
        if let Effect::Terminal(TerminalEffect::Editor {
            target: EditTarget::Letter(revision),
            text: given,
        }) = effect
        {
            prop_assert_eq!(given, &text(&revision.letter));
            prop_assert!(before.contains(given.as_str()), "{given} was not on screen:\n{before}");
        }
        let Some(code) = effect.incident().filter(|_| records(effect)) else {
            return Ok(());
        };
        self.recorded += 1;
        let other = if *code == *ALPHA { BRAVO } else { ALPHA };
        prop_assert!(before.contains(&*code), "{code} was not on screen:\n{before}");
        prop_assert!(!before.contains(other), "{other} was on screen as well:\n{before}");
        Ok(())
    }

    /// The worker answers one of the effects under way.
    fn deliver(&mut self, at: usize) -> Result<(), TestCaseError> {
        if self.under_way.is_empty() {
            return Ok(());
        }
        let event = answer(self.under_way.remove(at % self.under_way.len()));
        let came = match &event {
            Answer::Edited {
                target: EditTarget::Letter(revision),
                text,
            } => Some((revision.letter.clone(), text.clone().unwrap())),
            _ => None,
        };
        let ahead = self.model.typed_ahead();
        let effects = update(&mut self.model, event);
        for effect in &effects {
            // Keys that waited for the answer record what is on screen with it.
            if ahead > self.model.typed_ahead() && came.is_none() {
                let screen = shown(&self.model, 80, 24);
                self.asked_where_it_was_seen(effect, &screen)?;
                continue;
            }
            let (true, Effect::Run(code, command)) = (records(effect), effect) else {
                prop_assert!(!records(effect), "an answer alone records nothing: {effect:?}");
                continue;
            };
            // The one thing recorded without a further key: a text that comes back from the editor.
            let (letter, text) = came.clone().expect("an answer alone records nothing");
            let Command::Letter(LetterCommand::Revise(LetterRevision {
                letter: id,
                text: kept,
                sha256,
                ..
            })) = &**command
            else {
                panic!("{command:?}")
            };
            prop_assert_eq!((code, id, kept), (&letter.incident, &letter.letter, &text));
            prop_assert_eq!(sha256, &StoredDigest::of(&text));
        }
        self.under_way.extend(effects);
        Ok(())
    }
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Key(KeyCode),
    Control(char),
    Deliver(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let often = prop::sample::select(vec![
        'l', 'e', 'x', 'y', 'n', 'j', 'k', 'a', 'u', 's', 'm', 'c', 'r', '4', ':',
    ]);
    prop_oneof![
        6 => often.prop_map(|c| Step::Key(KeyCode::Char(c))),
        3 => Just(Step::Key(KeyCode::Enter)),
        3 => Just(Step::Key(KeyCode::Esc)),
        2 => prop::sample::select(vec![KeyCode::Up, KeyCode::Down, KeyCode::Left, KeyCode::Tab]).prop_map(Step::Key),
        1 => proptest::char::range(' ', '~').prop_map(|c| Step::Key(KeyCode::Char(c))),
        2 => prop::sample::select(vec!['s', 'q', 'e']).prop_map(Step::Control),
        6 => (0usize..8).prop_map(Step::Deliver),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_recorded_names_what_was_on_screen(steps in prop::collection::vec(step(), 20..90)) {
        let mut slow = Slow::new();
        for step in steps {
            match step {
                Step::Key(code) => slow.press(KeyEvent::from(code))?,
                Step::Control(c) => slow.press(KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL))?,
                Step::Deliver(at) => slow.deliver(at)?,
            }
        }
    }
}

fn keys(slow: &mut Slow, text: &str) {
    for c in text.chars() {
        let code = match c {
            '\r' => KeyCode::Enter,
            '\u{1b}' => KeyCode::Esc,
            c => KeyCode::Char(c),
        };
        slow.press(KeyEvent::from(code)).unwrap();
    }
}

/// Until the worker has nothing left to answer.
fn settle(slow: &mut Slow) {
    while !slow.under_way.is_empty() {
        slow.deliver(0).unwrap();
    }
}

/// The fault that was found: open A's letters, go back, open B, and press `l` and `e` ahead of the worker.
#[test]
fn a_letter_that_was_not_read_yet_is_not_edited_in_place_of_another() {
    let mut slow = Slow::new();
    keys(&mut slow, "\r");
    settle(&mut slow);
    keys(&mut slow, "l");
    settle(&mut slow);
    assert!(shown(&slow.model, 120, 40).contains("TEXT OF 2026-071 eu-gdpr-regulator-en"));
    keys(&mut slow, "\u{1b}\u{1b}j\r");
    // The incident arrives, its letter does not.
    let incident = |effect: &Effect| matches!(effect, Effect::Incident { .. });
    let asked = slow.under_way.iter().position(incident).unwrap();
    slow.deliver(asked).unwrap();
    assert_eq!(slow.model.at_hand(), Some(IncidentRef::new(BRAVO)));
    keys(&mut slow, "le");
    let edits = |slow: &Slow| match slow.model.overlays.last() {
        Some(Overlay::Editor(editor)) => Some(editor.based_on.letter.clone()),
        _ => None,
    };
    assert_eq!(edits(&slow), None);
    assert!(shown(&slow.model, 120, 40).contains("still being read"));
    settle(&mut slow);
    assert!(shown(&slow.model, 120, 40).contains("TEXT OF 2026-072 eu-gdpr-regulator-en"));
    // The key has waited for this letter.
    assert_eq!(edits(&slow).unwrap().incident, IncidentRef::new(BRAVO));
}

/// The editor is left after the person has gone on to another incident: the text goes where it came from.
#[test]
fn the_text_of_an_editor_goes_to_the_letter_it_was_opened_for() {
    let mut slow = Slow::new();
    keys(&mut slow, "\r");
    settle(&mut slow);
    keys(&mut slow, "l");
    settle(&mut slow);
    keys(&mut slow, "e");
    slow.press(KeyEvent::new(KeyCode::Char('o'), KeyModifiers::CONTROL))
        .unwrap();
    let edit = slow.under_way.pop().unwrap();
    keys(&mut slow, "\u{1b}\u{1b}\u{1b}j\r");
    settle(&mut slow);
    keys(&mut slow, "l");
    settle(&mut slow);
    assert_eq!(slow.model.screen(), ScreenName::Letters);
    assert_eq!(slow.model.at_hand(), Some(IncidentRef::new(BRAVO)));
    slow.under_way.push(edit);
    slow.deliver(0).unwrap();
    let run = slow.under_way.iter().find(|effect| matches!(effect, Effect::Run(..)));
    assert_eq!(run.and_then(Effect::incident), Some(IncidentRef::new(ALPHA)));
}

/// A text that was asked for and not waited for would take the keys of what is on screen now.
#[test]
fn a_text_that_comes_late_does_not_lie_over_another_incident() {
    let mut slow = Slow::new();
    keys(&mut slow, "\r");
    settle(&mut slow);
    keys(&mut slow, "l=");
    let late = slow.under_way.pop().unwrap();
    assert!(matches!(late, Effect::Letter(LetterEffect::Redline(_))));
    settle(&mut slow);
    keys(&mut slow, "\u{1b}\u{1b}j\r");
    settle(&mut slow);
    slow.under_way.push(late);
    settle(&mut slow);
    assert!(slow.model.overlays.is_empty());
}

/// Two texts stand beside each other where there is room for both.
#[test]
fn a_wide_terminal_has_both_texts_beside_each_other() {
    for (wide, beside) in [(119, None), (120, Some(110)), (200, Some(190))] {
        let mut slow = Slow::new();
        let _ = update(&mut slow.model, Event::Resize(wide, 40));
        keys(&mut slow, "\r");
        settle(&mut slow);
        keys(&mut slow, "l=");
        let asked = slow.under_way.pop().unwrap();
        let Effect::Letter(LetterEffect::Redline(redlined)) = &asked else {
            panic!("{asked:?}");
        };
        assert_eq!(redlined.columns, beside);
    }
}

/// A form that was handed in takes no further keys, so that its answer can only be its own.
#[test]
fn the_answer_to_a_form_goes_to_that_form() {
    let mut slow = Slow::new();
    keys(&mut slow, "\r");
    settle(&mut slow);
    keys(&mut slow, "nwritten");
    settle(&mut slow);
    slow.press(KeyEvent::new(KeyCode::Char('s'), KeyModifiers::CONTROL))
        .unwrap();
    keys(&mut slow, "\u{1b}");
    assert!(matches!(slow.model.overlays.last(), Some(Overlay::Form(form)) if form.value("text") == "written"));
    settle(&mut slow);
    assert!(slow.model.overlays.is_empty());
    assert_eq!(slow.model.screen(), ScreenName::Incident);
    assert_eq!(slow.recorded, 1);
}
