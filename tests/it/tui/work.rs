//! Who does what: obligations and steps are given to people, reminders come, and what others did meanwhile is marked.

use chrono::TimeDelta;
use firebell::app::assessment::opened_incident::{Thing, Touched};
use firebell::app::views::incident::{AssignedView, ReminderView};
use firebell::core::incident::command::{Command, PlaybookCommand, ReminderCommand};
use firebell::tui::AlertWay;

use super::*;

fn run(effects: &[Effect]) -> &Command {
    let [Effect::Submitted(_, run)] = effects else {
        panic!("{effects:?}")
    };
    match &**run {
        Effect::Run(_, command) => command,
        other => panic!("{other:?}"),
    }
}

fn enter(model: &mut Model) -> Vec<Effect> {
    update(model, Event::Key(KeyEvent::from(KeyCode::Enter)))
}

fn heads(model: &Model) -> Vec<String> {
    let rows = rows(model).into_iter().filter(|row| !row.selectable());
    rows.map(|row| row.left).collect()
}

/// An obligation for Bo, one for whoever is at the keyboard, and a reminder.
fn shared_out(model: &mut Model) {
    let opened = model.screens.incident_mut().unwrap().opened_mut().unwrap();
    let given = |owner: &str, hours| AssignedView {
        owner: owner.to_owned(),
        due: Some(at(NOW) + TimeDelta::hours(hours)),
    };
    opened.whole.assigned.insert("eu-gdpr/regulator".into(), given("Bo", 3));
    opened
        .whole
        .assigned
        .insert("us-tx/individuals".into(), given("dana", 30));
    opened.whole.reminders.push(ReminderView {
        entry: 9,
        at: at(NOW) + TimeDelta::minutes(15),
        about: "call Okta back".to_owned(),
        owner: None,
        by: "dana".to_owned(),
    });
}

#[test]
fn an_obligation_and_a_step_are_given_to_somebody_with_a_time() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('4'));
    press(&mut model, KeyCode::Char('A'));
    looks("assignment", &mut model);
    type_in(&mut model, "Bo");
    press(&mut model, KeyCode::Enter);
    type_in(&mut model, "+2h");
    let effects = enter(&mut model);
    let Command::Assign(given) = run(&effects) else {
        panic!("{effects:?}")
    };
    assert_eq!((&*given.obligation, given.owner.as_str()), ("eu-gdpr/regulator", "Bo"));
    assert_eq!(given.due, Some(at(NOW) + TimeDelta::hours(2)));
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('1'));
    let step = rows(&model)
        .iter()
        .position(|row| row.mark == "◌" && row.right.contains("commander"));
    model.screens.incident_mut().unwrap().at = step.unwrap();
    press(&mut model, KeyCode::Char('A'));
    type_in(&mut model, "Kim");
    press(&mut model, KeyCode::Enter);
    let effects = enter(&mut model);
    assert!(
        matches!(run(&effects), Command::Playbook(PlaybookCommand::Assign(given)) if given.owner == "Kim"),
        "{effects:?}"
    );
}

#[test]
fn work_is_listed_by_person_with_what_is_mine_first() {
    let mut model = at_incident();
    shared_out(&mut model);
    press(&mut model, KeyCode::Char('6'));
    looks("work", &mut model);
    let heads = heads(&model);
    assert!(heads[1].starts_with("Yours (dana) · 1"), "{heads:?}");
    assert!(heads.iter().any(|head| head == "Bo · 1"), "{heads:?}");
    assert!(
        heads.last().unwrap().starts_with("Due and given to nobody"),
        "{heads:?}"
    );
    // What is mine alone is a filter of the obligations, too.
    press(&mut model, KeyCode::Char('f'));
    press(&mut model, KeyCode::Char('m'));
    let listed: Vec<String> = rows(&model)
        .into_iter()
        .map(|row| row.code)
        .filter(|code| !code.is_empty())
        .collect();
    assert_eq!(listed, ["us-tx/individuals"]);
}

#[test]
fn a_reminder_is_set_and_done_with() {
    let mut model = at_incident();
    shared_out(&mut model);
    press(&mut model, KeyCode::Char('6'));
    let reminder = rows(&model)
        .iter()
        .position(|row| row.left == "call Okta back")
        .unwrap();
    model.screens.incident_mut().unwrap().at = reminder;
    press(&mut model, KeyCode::Char('x'));
    assert!(shown(&model, 80, 24).contains("done with: call Okta back?"));
    let effects = update(&mut model, Event::Key(KeyEvent::from(KeyCode::Char('y'))));
    let [Effect::Run(_, command)] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    assert_eq!(**command, Command::Remind(ReminderCommand::End(9)));
}

fn alerted(effects: &[Effect]) -> Vec<String> {
    let alerts = effects.iter().filter_map(|effect| match effect {
        Effect::Terminal(TerminalEffect::Alert(alert)) => Some(alert.words.clone()),
        _ => None,
    });
    alerts.collect()
}

/// A reminder comes while somebody is in another part: it stands on the screen until a key is pressed, and each way to tell
/// it can be turned off.
#[test]
fn an_alert_stands_until_somebody_presses_a_key() {
    let mut model = at_incident();
    shared_out(&mut model);
    let tick = |minutes| Event::Tick(WallTime::read(at(NOW) + TimeDelta::minutes(minutes)));
    for minute in [1, 14] {
        let effects = update(&mut model, tick(minute));
        assert_eq!(alerted(&effects), [] as [&str; 0]);
    }
    let effects = update(&mut model, tick(15));
    assert_eq!(alerted(&effects), ["2026-014: call Okta back"]);
    let _ = update(&mut model, Event::Resize(80, 24));
    assert!(
        shown(&model, 80, 24).contains("! 2026-014: call Okta back"),
        "{}",
        shown(&model, 80, 24)
    );
    assert_eq!(alerted(&update(&mut model, tick(16))), [] as [&str; 0]);
    press(&mut model, KeyCode::Down);
    assert!(!shown(&model, 80, 24).contains("! 2026-014"));
    press(&mut model, KeyCode::Char('!'));
    looks("alerts", &mut model);
    press(&mut model, KeyCode::Char('b'));
    assert!(!model.alerts.is_on(AlertWay::Bell) && model.alerts.is_on(AlertWay::Desktop));
}

/// Rows that others have touched since one left are marked, and one's own are not.
#[test]
fn what_others_did_meanwhile_is_marked() {
    let mut model = at_board();
    model
        .start
        .drafts
        .insert("seen/dana/2026-014".to_owned(), "12".to_owned());
    press(&mut model, KeyCode::Down);
    press(&mut model, KeyCode::Enter);
    let touched = |seq, actor: &str, key: &str| Touched {
        seq,
        actor: actor.to_owned(),
        thing: Thing::Fact(key.to_owned()),
    };
    let opened = model.screens.incident_mut().unwrap().opened_mut().unwrap();
    opened.touched = vec![
        touched(3, "bo", "data.elements"),
        touched(13, "bo", "data.encrypted"),
        touched(14, "dana", "data.medium"),
    ];
    opened.whole.seq = 14;
    press(&mut model, KeyCode::Char('2'));
    let news: Vec<String> = rows(&model)
        .into_iter()
        .filter(|row| row.news)
        .map(|row| row.left)
        .collect();
    assert_eq!(news.len(), 1, "{news:?}");
    assert!(
        shown(&model, 120, 40).contains(&format!("●*{}", news[0])),
        "{}",
        shown(&model, 120, 40)
    );
    // One key lists it alone, of all parts; Esc shows everything again.
    press(&mut model, KeyCode::Char('*'));
    let changed: Vec<String> = rows(&model)
        .into_iter()
        .filter(firebell::tui::Row::selectable)
        .map(|row| row.left)
        .collect();
    assert_eq!(changed, news);
    assert!(
        shown(&model, 80, 24).contains("Changed since you left"),
        "{}",
        shown(&model, 80, 24)
    );
    press(&mut model, KeyCode::Esc);
    assert!(rows(&model).len() > 10);
    // Whoever leaves has seen it.
    let effects = update(&mut model, Event::Key(KeyEvent::from(KeyCode::Esc)));
    let kept = Effect::Draft {
        slot: "seen/dana/2026-014".to_owned(),
        text: Some("14".to_owned()),
    };
    assert_eq!(effects, [Effect::Board, kept]);
}

/// A terminal that promises ASCII gets nothing else, whatever is drawn.
#[test]
fn a_screen_in_ascii_has_nothing_else() {
    let mut model = at_incident();
    model.ascii = true;
    for key in ['1', '2', '3', '4', '5', '6', 't', '?'] {
        model.overlays.clear();
        let _ = update(&mut model, Event::Key(KeyEvent::from(KeyCode::Char(key))));
        let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
        terminal.draw(|frame| draw(&model, frame)).unwrap();
        let cells = terminal.backend().buffer().content();
        assert!(cells.iter().all(|cell| cell.symbol().is_ascii()), "{key}");
    }
}

/// What lies behind a box is dimmed: no bold head and no reversed row looks out from behind it.
#[test]
fn the_screen_behind_a_box_is_dim() {
    use ratatui::style::Modifier;
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('?'));
    let mut terminal = Terminal::new(TestBackend::new(120, 40)).unwrap();
    terminal.draw(|frame| draw(&model, frame)).unwrap();
    let corner = &terminal.backend().buffer()[(0, 0)];
    assert!(corner.modifier.contains(Modifier::DIM) && !corner.modifier.contains(Modifier::BOLD));
}
