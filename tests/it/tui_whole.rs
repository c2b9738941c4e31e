//! What takes several answers of a real record: the blanks of a letter, an invitation, and obligations without a date.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use firebell::app::letters::Draft;
use firebell::app::record::Record;
use firebell::core::contact::Contact;
use firebell::core::event::{DecisionMade, Disposition, ObligationUpdate};
use firebell::core::facts::FactValue;
use firebell::core::ids::ObligationName;
use firebell::core::incident::command::Command;
use firebell::core::time::Zone;
use firebell::core::verdict::Verdict;
use firebell::tui::{Effect, Event, IncidentRef, LetterEffect, Model, Overlay, Place, Theme, Worker, update};

use crate::tui::shown;
use crate::tui_board::overdue;
use crate::tui_undo::Desk;

/// Somebody at the workbench on a real record.
pub(crate) struct Seat {
    pub home: tempfile::TempDir,
    pub worker: Worker,
    pub model: Model,
    pub incident: IncidentRef,
}

impl Seat {
    pub(crate) fn at(desk: Desk) -> Seat {
        let place = Place {
            law: firebell::workspace::LawHome::default(),
            silence: firebell::drill::driving::presence::Silence::default(),
            hooks: Vec::new(),
            home: Zone::utc(),
            notices: None,
            letters: None,
            scenarios: None,
        };
        let mut seat = Seat {
            home: desk.home,
            incident: IncidentRef::new(desk.code),
            worker: Worker::new(desk.record, place),
            model: Model::new(desk.now, Zone::utc(), Theme::Plain),
        };
        for effect in [Effect::Board, Effect::Start] {
            seat.asks(effect);
        }
        seat.model.overlays.clear();
        seat
    }

    /// Carries out what is asked for, until nothing is open.
    pub(crate) fn asks(&mut self, effect: Effect) {
        let answer = self.worker.answer(effect);
        self.happens(Event::Answer(answer));
    }

    fn happens(&mut self, event: Event) {
        for effect in update(&mut self.model, event) {
            self.asks(effect);
        }
    }

    pub(crate) fn key(&mut self, code: KeyCode) {
        self.happens(Event::Key(KeyEvent::from(code)));
    }

    pub(crate) fn letters(&mut self, text: &str) {
        for letter in text.chars() {
            self.key(KeyCode::Char(letter));
        }
    }

    pub(crate) fn control(&mut self, letter: char) {
        let key = KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL);
        self.happens(Event::Key(key));
    }

    pub(crate) fn screen(&self) -> String {
        shown(&self.model, 120, 40)
    }

    pub(crate) fn record(&self) -> &Record {
        self.worker.workspace().record()
    }

    /// The letter to the regulator, drafted and on screen.
    pub(crate) fn drafted(&mut self) {
        self.key(KeyCode::Enter);
        let draft = Draft {
            template: None,
            obligation: Some("eu-gdpr/regulator".into()),
            language: "de".to_owned(),
            id: None,
            text: None,
        };
        let code = self.incident.clone();
        self.asks(Effect::Letter(LetterEffect::Draft { code, draft }));
        self.key(KeyCode::Char('l'));
    }

    /// The letter's text as it is on screen.
    pub(crate) fn text(&self) -> String {
        self.model
            .open_letter()
            .map(|open| open.text.clone())
            .unwrap_or_default()
    }

    fn lacks(&self) -> Vec<String> {
        let open = self.model.open_letter().into_iter();
        open.flat_map(|open| open.gaps.iter().map(|gap| gap.key.clone()))
            .collect()
    }

    /// The field of the form at hand, by its key.
    pub(crate) fn goes_to(&mut self, key: &str) {
        let form = match self.model.overlays.last() {
            Some(Overlay::Form(form)) => form,
            other => panic!("{other:?}"),
        };
        let (from, to) = (form.at, form.fields.iter().position(|field| field.key == key).unwrap());
        for _ in from..to {
            self.key(KeyCode::Tab);
        }
    }
}

#[test]
fn the_blanks_of_a_letter_are_one_form_that_records_them_and_drafts_it_anew() {
    let mut seat = Seat::at(overdue());
    seat.drafted();
    let lacked = seat.lacks();
    assert!(lacked.contains(&"identity.address".to_owned()), "{lacked:?}");
    assert!(lacked.contains(&"letter.signer_title.de".to_owned()), "{lacked:?}");
    assert!(seat.screen().contains("blanks (_)"), "{}", seat.screen());
    seat.key(KeyCode::Char('_'));
    // Exactly what is missing is asked, and nothing else.
    let Some(Overlay::Form(form)) = seat.model.overlays.last() else {
        panic!("{}", seat.screen())
    };
    let (follow, blanks): (Vec<&str>, Vec<&str>) = form
        .fields
        .iter()
        .map(|field| field.label.as_str())
        .partition(|label| label.ends_with("(to follow)"));
    assert_eq!(blanks.len(), lacked.len(), "{lacked:?}");
    // What the letter says will follow is asked behind it.
    assert!(follow.len() > 5, "{follow:?}");
    assert!(
        form.fields
            .iter()
            .rev()
            .take(follow.len())
            .all(|field| follow.contains(&field.label.as_str()))
    );
    // Nothing filled in is nothing to record.
    seat.control('s');
    assert!(seat.screen().contains("fill in one of the blanks"), "{}", seat.screen());
    seat.goes_to("identity.address");
    seat.letters("Hafenstrasse 3, 80331 Muenchen");
    seat.goes_to("letter.signer_title");
    seat.letters("Leiter IT-Sicherheit");
    seat.control('s');
    assert!(seat.model.overlays.is_empty(), "{}", seat.screen());
    for words in ["Hafenstrasse 3, 80331 Muenchen", "Leiter IT"] {
        assert!(seat.text().contains(words), "{words}: {}", seat.text());
    }
    let left = seat.lacks();
    assert_eq!(left.len(), lacked.len() - 2, "{left:?}");
    // What is the same in every incident is kept with the organization, the rest with the incident.
    let profile = seat.record().organisation(None).unwrap().profile;
    let address = profile.get("identity.address").map(FactValue::plain);
    assert_eq!(address.as_deref(), Some("Hafenstrasse 3, 80331 Muenchen"));
    let loaded = seat.record().load(&seat.incident).unwrap();
    assert!(loaded.incident.current("identity.address").is_empty());
    assert_eq!(loaded.incident.current("letter.signer_title.de").len(), 1);
    assert!(
        seat.model.message.starts_with("2 values recorded"),
        "{}",
        seat.model.message
    );
}

#[test]
fn a_value_of_a_blank_that_does_not_read_records_nothing_and_says_where() {
    let mut seat = Seat::at(overdue());
    seat.drafted();
    let (text, before) = (seat.text(), seat.record().version().unwrap());
    seat.key(KeyCode::Char('_'));
    seat.goes_to("letter.sent_on");
    seat.letters("the day after never");
    seat.goes_to("identity.address");
    seat.letters("Hafenstrasse 3");
    seat.control('s');
    let Some(Overlay::Form(form)) = seat.model.overlays.last() else {
        panic!("{}", seat.screen())
    };
    let faulty: Vec<&str> = form
        .fields
        .iter()
        .filter(|field| field.problem.is_some())
        .map(|field| field.key)
        .collect();
    assert_eq!(faulty, ["letter.sent_on"]);
    assert_eq!((seat.text(), seat.record().version().unwrap() >= before), (text, true));
    let loaded = seat.record().load(&seat.incident).unwrap();
    assert!(!loaded.organisation.profile.contains_key("identity.address"));
}

#[test]
fn somebody_is_invited_from_the_screen_and_the_code_is_shown_once() {
    let mut seat = Seat::at(Desk::new("Mailbox read"));
    let file = seat.home.path().join("lea.invite");
    seat.key(KeyCode::F(3));
    seat.letters("i");
    seat.letters("Lea Sommer");
    seat.key(KeyCode::Tab);
    seat.letters("counsel");
    seat.key(KeyCode::Enter);
    seat.key(KeyCode::Tab);
    seat.letters(&file.display().to_string());
    seat.control('s');
    assert!(!file.exists(), "nobody is asked in before the question is answered");
    assert!(
        seat.screen().contains("Invite Lea Sommer as counsel?"),
        "{}",
        seat.screen()
    );
    seat.letters("y");
    let screen = seat.screen();
    let Some(Overlay::Text { text, .. }) = seat.model.overlays.last() else {
        panic!("{screen}")
    };
    assert!(text.contains(&file.display().to_string()), "{text}");
    let code = text.lines().skip_while(|line| !line.contains("shown this once")).nth(2);
    let code = code.unwrap().trim().to_owned();
    assert!(code.len() > 20, "{text}");
    let invitation = std::fs::read_to_string(&file).unwrap();
    assert!(!invitation.contains(&code) && !seat.model.message.contains(&code));
    seat.key(KeyCode::Esc);
    assert!(!seat.screen().contains(&code));
    // She is in the list of members from then on, and no second file takes the place of the first.
    seat.key(KeyCode::F(3));
    seat.letters("m");
    assert!(
        seat.screen().contains("Lea Sommer: counsel, invited until"),
        "{}",
        seat.screen()
    );
}

/// What is due and open and has no date, by its id.
fn undated(desk: &Desk) -> Vec<ObligationName> {
    let loaded = desk.record.load(&desk.code).unwrap();
    let at = loaded.incident.now(desk.now);
    let assessed = desk.record.assess(&loaded.incident, &loaded.organisation, at).unwrap();
    let all = assessed.view.obligations.into_iter();
    let due = all.filter(|o| o.verdict == Verdict::Due && o.deadline.is_none());
    let open = due.filter(|o| {
        let done = loaded.incident.disposition(o.id.as_str());
        done.is_none_or(|done| !done.disposition.settles())
    });
    open.map(|o| o.id.into()).collect()
}

#[test]
fn what_is_due_without_a_date_is_on_the_board_until_it_is_resolved() {
    let mut desk = overdue();
    desk.run(
        "dana",
        Command::Decide(DecisionMade {
            key: "gdpr_risk".to_owned(),
            value: "\"high\"".to_owned(),
            rationale: "credentials".to_owned(),
            decided_by: "dana".to_owned(),
            working: Vec::new(),
            keep_until: None,
            law: None,
        }),
    )
    .unwrap();
    let board = |desk: Desk| {
        let seat = Seat::at(desk);
        (seat.screen(), seat)
    };
    let open = undated(&desk);
    assert!(!open.is_empty(), "the example has an obligation without a date");
    let data = desk.home.path().join("data");
    let (screen, seat) = board(desk);
    let words = format!("{} due obligation", open.len());
    assert!(screen.contains("due, no date") && screen.contains(&words), "{screen}");
    // The head lines count it too, beside the dates that run.
    let words = format!("{} due without a date", open.len());
    let next = screen.lines().nth(1).unwrap();
    assert!(next.contains(&format!("; {words}")), "{screen}");
    let mut seat = seat;
    seat.key(KeyCode::Enter);
    assert!(seat.screen().contains(&words), "{}", seat.screen());
    let small = shown(&seat.model, 80, 24);
    assert!(small.contains(&format!("{} due, no date", open.len())), "{small}");
    let Seat {
        home,
        worker,
        incident,
        model,
    } = seat;
    let now = model.now;
    drop(worker);
    let mut desk = Desk {
        home,
        record: crate::tui_undo::reopened(&data),
        now,
        code: incident.to_string(),
    };
    for obligation in open {
        let update = ObligationUpdate {
            obligation,
            disposition: Disposition::NotRequired {
                decided_by: "dana".to_owned(),
            },
            rationale: Some("told by the processor".to_owned()),
            law: None,
        };
        desk.run("dana", Command::Obligation(update)).unwrap();
    }
    assert!(undated(&desk).is_empty());
    let (screen, _) = board(desk);
    assert!(!screen.contains("due, no date"), "{screen}");
    assert!(screen.contains("GDPR: competent or lead supervisory"), "{screen}");
}

/// Ids of the obligations in the rows at hand.
fn listed(seat: &Seat) -> Vec<String> {
    let rows = firebell::tui::rows(&seat.model).into_iter();
    rows.filter_map(|row| row.target.obligation().map(str::to_owned))
        .collect()
}

#[test]
fn a_country_of_a_region_finds_the_obligations_that_apply_there_and_no_others() {
    let mut seat = Seat::at(overdue());
    seat.key(KeyCode::Enter);
    seat.letters("4/spain");
    let found = listed(&seat);
    assert!(found.contains(&"eu-gdpr/regulator".to_owned()), "{found:?}");
    assert!(found.iter().all(|id| !id.starts_with("us-")), "{found:?}");
    seat.key(KeyCode::Esc);
    seat.key(KeyCode::Esc);
    // What is not due is counted where nothing else fits.
    seat.letters("4/zyx");
    assert!(!seat.screen().contains("more not due"), "{}", seat.screen());
    seat.key(KeyCode::Esc);
    for (typed, words) in [(":spain", "law eu-gdpr"), (":vermont", "law us-vt")] {
        seat.letters(typed);
        assert!(seat.screen().contains(words), "{typed}: {}", seat.screen());
        seat.key(KeyCode::Esc);
    }
    seat.key(KeyCode::Esc);
    seat.letters("L/spain");
    assert!(seat.screen().contains("eu-gdpr"), "{}", seat.screen());
    assert!(!seat.screen().contains("us-pa"), "{}", seat.screen());
}

#[test]
fn the_palette_finds_people_letters_and_facts_by_their_questions() {
    let mut seat = Seat::at(overdue());
    let person = Contact {
        id: "lea".to_owned(),
        name: "Lea Sommer".to_owned(),
        roles: vec!["legal".to_owned()],
        channels: vec!["phone:+49-89-1234567".parse().unwrap()],
        order: 1,
        escalate_after: 15,
    };
    seat.asks(Effect::Contact(person));
    seat.asks(Effect::Start);
    seat.drafted();
    seat.key(KeyCode::Esc);
    seat.letters(":sommer");
    seat.key(KeyCode::Enter);
    let Some(Overlay::Text { text, .. }) = seat.model.overlays.last() else {
        panic!("{}", seat.screen())
    };
    assert!(text.contains("phone: +49-89-1234567"), "{text}");
    seat.key(KeyCode::Esc);
    seat.letters(":letter eu-gdpr");
    seat.key(KeyCode::Enter);
    assert!(seat.model.open_letter().is_some(), "{}", seat.screen());
    seat.key(KeyCode::Esc);
    seat.letters(":head office");
    seat.key(KeyCode::Enter);
    assert!(seat.screen().contains("organisation.country"), "{}", seat.screen());
}
