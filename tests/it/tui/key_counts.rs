//! How many keys the usual things take, from an open incident. What is typed as text is not counted.

use crossterm::event::KeyModifiers;
use firebell::core::event::Disposition;
use firebell::core::incident::command::Command;
use firebell::tui::{Resume, Yes};
use firebell::workspace::Exported;

use super::letters::{a_letter, an_open_letter};
use super::*;

/// A person at the keyboard.
struct Hands {
    model: Model,
    keys: usize,
    /// What was asked of the record last.
    asked: Vec<Effect>,
}

impl Hands {
    fn on(model: Model) -> Hands {
        Hands {
            model,
            keys: 0,
            asked: Vec::new(),
        }
    }

    fn event(&mut self, key: KeyEvent) {
        let effects = update(&mut self.model, Event::Key(key));
        for effect in effects.clone() {
            let _ = update(&mut self.model, answered(effect));
        }
        if !effects.is_empty() {
            self.asked = effects;
        }
    }

    fn key(&mut self, code: KeyCode) -> &mut Hands {
        self.keys += 1;
        self.event(KeyEvent::from(code));
        self
    }

    fn letter(&mut self, letter: char) -> &mut Hands {
        self.key(KeyCode::Char(letter))
    }

    fn save(&mut self) -> &mut Hands {
        self.keys += 1;
        self.event(KeyEvent::new(KeyCode::Char('s'), KeyModifiers::CONTROL));
        self
    }

    fn text(&mut self, text: &str) -> &mut Hands {
        for letter in text.chars() {
            self.event(KeyEvent::from(KeyCode::Char(letter)));
        }
        self
    }

    /// What was asked of the record last, without the form around it.
    fn last(&self) -> &Effect {
        match self.asked.as_slice() {
            [Effect::Submitted(_, effect), ..] => effect,
            [effect, ..] => effect,
            [] => panic!("nothing was asked for:\n{}", shown(&self.model, 120, 40)),
        }
    }

    fn command(&self) -> &Command {
        match self.last() {
            Effect::Run(_, command) => command,
            other => panic!("{other:?}"),
        }
    }
}

fn at_letters() -> Model {
    let mut model = at_incident();
    let opened = model.screens.incident_mut().unwrap().opened_mut().unwrap();
    opened.letters.push(a_letter());
    model
}

#[test]
fn the_count_for_a_state_is_at_most_six_and_the_number() {
    let mut hands = Hands::on(at_incident());
    hands
        .letter('#')
        .letter('n')
        .letter('y')
        .key(KeyCode::Enter)
        .text("3100")
        .key(KeyCode::Enter);
    let Command::IfUnchanged { basis, .. } = hands.command() else {
        panic!("{:?}", hands.asked)
    };
    assert_eq!(basis.key, "affected.US-NY");
    assert!(hands.keys <= 6, "{}", hands.keys);
}

#[test]
fn a_line_of_the_log_is_one_key_its_text_and_enter() {
    let mut hands = Hands::on(at_incident());
    hands.letter('.').text("called Okta").key(KeyCode::Enter);
    assert!(matches!(hands.command(), Command::AddNote(_)));
    assert_eq!(hands.keys, 2);
}

/// The cursor stands on whoever is to be called now.
#[test]
fn a_call_is_three_keys() {
    let mut hands = Hands::on(at_incident());
    hands.letter('3').letter('x').letter('y');
    let Command::Call(call) = hands.command() else {
        panic!("{:?}", hands.asked)
    };
    assert_eq!(call.contact, "legal-1");
    assert_eq!(hands.keys, 3);
}

#[test]
fn what_was_sent_is_filed_with_four_keys_and_its_reference() {
    let mut hands = Hands::on(at_incident());
    hands.letter('4').letter('x').text("BAY-1").save();
    // A word to the question is the fourth.
    hands.letter('y');
    let Command::Obligation(update) = hands.command() else {
        panic!("{:?}", hands.asked)
    };
    let Disposition::Filed(filing) = &update.disposition else {
        panic!("{update:?}")
    };
    assert_eq!(filing.reference.as_deref(), Some("BAY-1"));
    assert_eq!(hands.keys, 4);
}

/// `@`, the passphrase and Enter; then the letter is there again, and it is approved.
#[test]
fn another_person_approves_in_the_same_window_with_five_keys_and_their_secret() {
    let mut hands = Hands::on(at_letters());
    hands.letter('l');
    hands.keys = 0;
    hands.letter('@');
    assert!(hands.model.locked.is_some());
    let resume = Resume::of(&mut hands.model);
    // Enter behind the passphrase.
    let mut next = at_board();
    let go = resume.go(&mut next).unwrap();
    let _ = update(&mut next, answered(go));
    let opened = next.screens.incident_mut().unwrap().opened_mut().unwrap();
    opened.letters.push(a_letter());
    let _ = update(&mut next, Answer::Letter(Box::new(an_open_letter())));
    assert_eq!(next.screen(), ScreenName::Letters, "{}", shown(&next, 120, 40));
    let mut other = Hands::on(next);
    other.keys = hands.keys + 1;
    other.letter('x').save();
    let Some(Overlay::Ask(question)) = other.model.overlays.last() else {
        panic!("{}", shown(&other.model, 120, 40))
    };
    assert!(matches!(question.yes, Yes::Effect(_)));
    other.letter('y');
    assert!(matches!(other.last(), Effect::Letter(_)), "{:?}", other.asked);
    assert!(other.keys <= 6, "{}", other.keys);
}

#[test]
fn a_letter_is_a_pdf_with_three_keys() {
    let mut hands = Hands::on(at_letters());
    hands.letter('l');
    let _ = update(&mut hands.model, Answer::Letter(Box::new(an_open_letter())));
    hands.letter('E').letter('p');
    let Effect::Export { what, .. } = hands.last() else {
        panic!("{:?}", hands.asked)
    };
    assert!(matches!(what, Exported::Letter { .. }));
    assert_eq!(hands.keys, 3);
}

#[test]
fn one_obligation_among_hundreds_is_five_keys() {
    let mut hands = Hands::on(at_incident());
    hands.letter('4');
    hands.keys = 0;
    hands
        .letter('/')
        .letter('b')
        .letter('a')
        .letter('v')
        .key(KeyCode::Enter);
    let at = hands.model.incident().unwrap().at;
    assert_eq!(rows(&hands.model)[at].code, "eu-gdpr/regulator");
    assert_eq!(hands.keys, 5);
}

#[test]
fn a_shift_is_handed_over_with_one_key_and_a_reminder_is_three_and_its_words() {
    let mut hands = Hands::on(at_incident());
    hands.letter('H');
    assert!(matches!(hands.last(), Effect::Handover(code) if **code == *"2026-014"));
    assert_eq!(hands.keys, 1);
    let mut hands = Hands::on(at_incident());
    hands
        .letter('R')
        .text("call Okta back")
        .key(KeyCode::Enter)
        .key(KeyCode::Enter);
    assert!(matches!(hands.command(), Command::Remind(_)), "{:?}", hands.asked);
    assert_eq!(hands.keys, 3);
}
