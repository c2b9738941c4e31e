//! From what happened to the next state, and to what the record is asked. Pure.

mod act;
mod ask;
mod burst;
mod find;
mod form;
mod go;
mod held;
mod letter_editor;
mod menu;
mod mouse;
mod overlay;
mod reading;
mod team;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::action::Action;
use super::effect::{Effect, TerminalEffect};
use super::event::{Answer, Event, Failure, FirstOfBoard};
use super::ids::{FormId, IncidentRef, Subject};
use super::keymap::key_name;
use super::model::Model;
use super::screen::incident::state::{Content, Freshness};
use super::screen::name::ScreenName;
use super::screen::{LEAST, at_hand, authority_form, board, exercise, incident, letters, opening, scenario, wall};
use super::typed_ahead::Input;
use super::widget::overlay::Overlay;
use super::worker_values::Start;
use crate::workspace::View as Shown;

/// Ticks after which an open incident is assessed anew, whether or not anybody wrote: clocks run out by themselves.
const REASSESS: u32 = 30;

/// Takes one event in.
pub fn update(model: &mut Model, event: impl Into<Event>) -> Vec<Effect> {
    let event = event.into();
    if matches!(event, Event::Answer(_)) {
        model.waiting = model.waiting.saturating_sub(1);
    }
    let mut effects = happened(model, event);
    effects.extend(held::settle(model, effects.len()));
    model.waiting += effects.len();
    effects
}

/// One call for each kind of event.
fn happened(model: &mut Model, event: Event) -> Vec<Effect> {
    match event {
        // Some terminals report that a key was let go: that is no second press.
        Event::Key(key) if key.kind == KeyEventKind::Release => {}
        Event::Key(key) => return held::typed(model, Input::Key(key)),
        Event::Burst(key) => return held::typed(model, Input::Burst(key)),
        Event::BurstEnd(key) => return held::typed(model, Input::BurstEnd(key)),
        Event::TooSoon(_) => model.message = too_soon(&model.message),
        Event::Mouse(mouse) => return mouse::moused(model, mouse),
        Event::Paste(text) => return held::typed(model, Input::Paste(text)),
        Event::Resize(columns, rows) => model.size = (columns, rows),
        Event::Tick(now) => return tick(model, now),
        Event::Terminate => model.quit = true,
        Event::Suspend => return vec![TerminalEffect::Suspend.into()],
        Event::Answer(answer) => return answered(model, answer),
    }
    Vec::new()
}

/// What was said of the form stays.
fn too_soon(said: &str) -> String {
    const IGNORED: &str = "Nothing was asked: the key did nothing.";
    match said.strip_suffix(IGNORED) {
        Some(_) => said.to_owned(),
        None => format!("{said} {IGNORED}").trim_start().to_owned(),
    }
}

/// One call for each kind of answer.
fn answered(model: &mut Model, answer: Answer) -> Vec<Effect> {
    match answer {
        Answer::Started(start) => return started(model, *start),
        Answer::Board(rows, coming) => {
            let board = &mut model.screens.board;
            board.coming = coming;
            board.arrived(rows, None, model.now);
            return wall::keys::follow(model);
        }
        Answer::FirstOfBoard(first) => return first_of_board(model, *first),
        Answer::Opened(opened) => return shown(model, Content::Incident(opened)),
        Answer::Exercise(opened, desk) => return exercise_shown(model, Content::Exercise(opened, desk)),
        Answer::Letter(open) => {
            let effects = letter_editor::stands(model, &open);
            letters::keys::arrived(model, open);
            return effects;
        }
        Answer::Checked { letter, findings } => letter_editor::checked(model, &letter, findings),
        Answer::Regime(regime) => {
            if let Some(text) = model.screens.regime_mut() {
                text.arrived(regime);
            }
        }
        Answer::Audit(view) => {
            model.message = view.state.clone();
            if let Some(audit) = model.screens.audit_mut() {
                audit.view = Some(view);
            }
        }
        Answer::Text { about, title, text } => text_arrived(model, &about, title, text),
        Answer::Edited { target, text } => return overlay::edited(model, target, text),
        Answer::Recorded {
            about,
            words,
            opened,
            view,
        } => {
            model.message = said(model, &about, &words);
            letter_editor::recorded(model, &about);
            return recorded(model, &about, &words, opened, view);
        }
        Answer::Failed(failure) => failed(model, failure),
        Answer::Submitted(form, answer) => return submitted(model, form, *answer),
        Answer::Warned(answer, warnings) => {
            let before = model.message.clone();
            let effects = answered(model, *answer);
            warned(model, &before, &warnings);
            return effects;
        }
        Answer::Team(answer, team) => {
            model.team = *team;
            return answered(model, *answer);
        }
        Answer::Told(words) => model.message = words,
        Answer::Scenario {
            checked,
            own_file,
            words,
        } => return scenario::keys::arrived(model, *checked, own_file, words),
        Answer::ScenarioSaved(words) => return scenario::keys::saved(model, words),
        Answer::Dora(begun) => opening::open(model, super::form::dora::fields(*begun)),
        Answer::Sheet(read) => authority_form::keys::arrived(model, read),
        // A question belongs to the form that was handed in: outside of one nobody asked.
        Answer::Confirm(_) | Answer::Same => {}
    }
    Vec::new()
}

/// The first rows of a long board are shown at once, and the rest is asked for.
fn first_of_board(model: &mut Model, first: FirstOfBoard) -> Vec<Effect> {
    let board = &mut model.screens.board;
    board.coming = first.coming;
    board.arrived(first.rows, Some(first.counts), model.now);
    let mut effects = wall::keys::follow(model);
    effects.push(Effect::Board);
    effects
}

/// A text nobody waits for any more would take the keys of whatever is on screen now.
fn text_arrived(model: &mut Model, about: &Subject, title: String, text: String) {
    let here = about.incident().is_none_or(|incident| model.is_open(incident));
    if here && model.overlays.is_empty() {
        model.overlays.push(Overlay::Text { title, text, scroll: 0 });
    }
}

/// An exercise as it is now: the selection stays on what it was on, and a new inject is announced.
fn exercise_shown(model: &mut Model, content: Content) -> Vec<Effect> {
    let selected = at_hand::target(model);
    let effects = shown(model, content);
    if let Some(target) = selected {
        exercise::keys::select(model, &target);
    }
    exercise::keys::announce(model);
    effects
}

/// What went wrong beside an answer, behind what the answer itself says.
fn warned(model: &mut Model, before: &str, warnings: &[String]) {
    let warnings = warnings.join(" · ");
    model.message = match model.message != before && !model.message.is_empty() {
        true => format!("{} · {warnings}", model.message),
        false => warnings,
    };
}

fn tick(model: &mut Model, now: crate::core::time::WallTime) -> Vec<Effect> {
    model.now = now;
    model.ticks += 1;
    let mut effects = held::tick(model);
    // An obligation that has become late moves in the list, and may no longer fit the search.
    incident::rows::search_again(model);
    // Another process may have written. Nothing is asked while an answer is still on its way.
    let waiting = model.waiting > 0;
    let alert = super::watch::due(model).map(|alert| TerminalEffect::Alert(alert).into());
    // The message line is the alert's now.
    if alert.is_some() {
        model.message.clear();
    }
    effects.extend(alert);
    if waiting {
        return effects;
    }
    let force = model.ticks.is_multiple_of(REASSESS);
    let code = model.incident().map(|incident| incident.code.clone());
    let code = code.filter(|_| !model.looks_back());
    let letter = model.letter_row().map(|row| row.letter.clone());
    effects.push(Effect::Look { code, letter, force });
    effects.extend(wall::keys::tick(model));
    effects.extend(letter_editor::tick(model));
    effects
}

/// The incident at hand as it was read just now. An answer to a question nobody asks any more is let go.
fn shown(model: &mut Model, content: Content) -> Vec<Effect> {
    let Some(open) = model.screens.incident_mut() else {
        return Vec::new();
    };
    if !content.opened().is_some_and(|opened| open.awaits(opened)) {
        return Vec::new();
    }
    let before = incident::rows::selected(model);
    let Some(open) = model.screens.incident_mut() else {
        return Vec::new();
    };
    let had = incident::news::arrived(open, content);
    let freshness = std::mem::take(&mut open.freshness);
    incident::rows::search_again(model);
    match before {
        Some(before) => incident::selection::select_again(model, &before),
        None => incident::selection::select_next(model),
    }
    keep_selections(model);
    overlay::compare(model);
    incident::news::tell(model, had);
    if freshness == Freshness::StaleThenUndo && model.overlays.is_empty() {
        model.message.clear();
        incident::undoing::undo(model);
    }
    // Somebody may have changed the letter that is read, or what a form takes.
    let mut effects: Vec<Effect> = authority_form::keys::read_again(model).into_iter().collect();
    if model.screen() == ScreenName::Letters {
        effects.extend(letters::keys::read(model));
    }
    effects
}

/// The answer to what a form asked for goes to that form, wherever it lies by now.
fn submitted(model: &mut Model, form: FormId, answer: Answer) -> Vec<Effect> {
    match answer {
        Answer::Confirm(question) => {
            overlay::confirm(model, form, question);
            Vec::new()
        }
        Answer::Failed(failure) => {
            overlay::refused(model, form, failure);
            Vec::new()
        }
        Answer::Recorded {
            about,
            words,
            opened,
            view,
        } => {
            let done = Written {
                about,
                words,
                opened,
                view,
            };
            form_recorded(model, form, done)
        }
        // What a form asked to read lies where the form was.
        Answer::Text { title, text, .. } => {
            let effects = overlay::done(model, form);
            model.message.clear();
            model.overlays.push(Overlay::Text { title, text, scroll: 0 });
            effects
        }
        // The report is filled in where it was asked for.
        Answer::Dora(begun) => {
            let effects = overlay::done(model, form);
            opening::open(model, super::form::dora::fields(*begun));
            effects
        }
        Answer::Warned(answer, warnings) => {
            let before = model.message.clone();
            let effects = submitted(model, form, *answer);
            warned(model, &before, &warnings);
            effects
        }
        Answer::Team(answer, team) => {
            model.team = *team;
            submitted(model, form, *answer)
        }
        other @ (Answer::Started(_)
        | Answer::Board(..)
        | Answer::FirstOfBoard(_)
        | Answer::Opened(_)
        | Answer::Exercise(..)
        | Answer::Letter(_)
        | Answer::Checked { .. }
        | Answer::Regime(_)
        | Answer::Audit(_)
        | Answer::Edited { .. }
        | Answer::Submitted(..)
        | Answer::Told(_)
        | Answer::Sheet(_)
        | Answer::Scenario { .. }
        | Answer::ScenarioSaved(_)
        | Answer::Same) => answered(model, other),
    }
}

/// What was recorded, as the answer tells it.
struct Written {
    about: Subject,
    words: String,
    opened: Option<IncidentRef>,
    view: Option<Shown>,
}

/// What a form asked for is recorded: the form is closed, and what follows it shown.
fn form_recorded(model: &mut Model, form: FormId, done: Written) -> Vec<Effect> {
    let Written {
        about,
        words,
        opened,
        view,
    } = done;
    let waited = overlay::is_open(model, form);
    let purpose = overlay::purpose(model, form);
    let mut effects = overlay::done(model, form);
    match opened {
        // The new incident is shown to whoever waited for it at its form.
        Some(code) if waited && model.overlays.is_empty() => {
            model.message = words;
            effects.extend(board::keys::incident(model, code));
        }
        opened => {
            model.message = said(model, &about, &words);
            effects.extend(recorded(model, &about, &words, opened, view));
        }
    }
    let again = purpose.filter(|_| waited && model.overlays.is_empty());
    if again.as_ref().is_some_and(|purpose| purpose.shows_letter()) {
        effects.extend(letters::keys::open_newest(model));
    }
    if let Some(mut form) = again.and_then(|purpose| purpose.again(model.known())) {
        form.follows_entry = true;
        opening::open(model, form);
    }
    effects
}

/// At the first start the organization is asked for; every later one leads to the board.
fn started(model: &mut Model, start: Start) -> Vec<Effect> {
    model.start = start;
    if let Some(law) = model.screens.law_mut() {
        law.arrange(&model.start);
    }
    let again = std::mem::replace(&mut model.started, true);
    if !again {
        incident::news::came_back(model);
    }
    let used = model.board().rows.as_ref().is_some_and(|rows| !rows.is_empty());
    if wall::keys::only(model) {
        return Vec::new();
    }
    let blank = !again && !used && model.start.profile.is_empty() && model.start.contacts.is_empty();
    if blank && model.start.may_change_organisation() {
        let form = super::form::profile::first(&model.known());
        opening::open(model, form);
    }
    if std::mem::take(&mut model.exercise_wanted) && model.overlays.is_empty() {
        let form = super::form::exercise::start::form(&model.known());
        opening::open(model, form);
    }
    Vec::new()
}

/// What was recorded is shown as it came back; what did not come back is read again.
fn recorded(
    model: &mut Model,
    about: &Subject,
    words: &str,
    opened: Option<IncidentRef>,
    view: Option<Shown>,
) -> Vec<Effect> {
    if about.incident().is_some_and(|incident| model.is_open(incident))
        && let Some(open) = model.screens.incident_mut()
    {
        match view {
            Some(view) if open.awaits(view.opened()) => return arrived(model, view),
            Some(_) | None => open.freshness = Freshness::Stale,
        }
    }
    if let Some(code) = opened {
        // Somebody who has gone on to something else meanwhile is not pulled away from it.
        if model.overlays.is_empty() && model.screen() == ScreenName::Board {
            return board::keys::incident(model, code);
        }
        model.message = format!("{words}: it is on the board");
    }
    vec![Effect::Look {
        code: model.incident().map(|incident| incident.code.clone()),
        letter: None,
        force: true,
    }]
}

/// An incident as it came back from the record.
fn arrived(model: &mut Model, view: Shown) -> Vec<Effect> {
    match view {
        Shown::Incident(opened) => shown(model, Content::Incident(opened)),
        Shown::Exercise(opened, desk) => exercise_shown(model, Content::Exercise(opened, desk)),
    }
}

/// Words about another incident than the one on screen name it.
fn said(model: &Model, about: &Subject, words: &str) -> String {
    match about.incident() {
        Some(incident) if !model.is_open(incident) && model.incident().is_some() => {
            format!("{incident}: {words}")
        }
        Some(_) | None => words.to_owned(),
    }
}

/// What could not be done stands in the message line.
fn failed(model: &mut Model, failure: Failure) {
    letter_editor::refused(model, &failure.about);
    model.message = said(model, &failure.about, &failure.words);
    // What was asked for did not come: what is on screen is what is waited for again.
    if let Some(open) = model.screens.incident_mut()
        && let Some(as_of) = open.opened().map(|opened| opened.as_of)
    {
        open.until = as_of;
    }
    // An incident that cannot be read has no screen of its own.
    let unread = model.opened().is_none() && failure.about.incident().is_some_and(|incident| model.is_open(incident));
    if unread {
        model.screens.clear();
    }
}

fn keep_selections(model: &mut Model) {
    incident::keys::keep_selection(model);
    exercise::keys::keep_selection(model);
    authority_form::keys::keep_selection(model);
}

fn pressed(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    // A key shows that somebody is there and has seen the alert.
    model.alerts.standing = None;
    if let Some(open) = model.screens.incident_mut()
        && open.freshness == Freshness::StaleThenUndo
    {
        open.freshness = Freshness::Stale;
    }
    // Ctrl-Z stops the program as in a shell, whatever lies on top.
    if key.code == KeyCode::Char('z') && key.modifiers.contains(KeyModifiers::CONTROL) {
        return vec![TerminalEffect::Suspend.into()];
    }
    // On a terminal too small to draw on nobody sees what a key would do.
    if model.size.0 < LEAST.0 || model.size.1 < LEAST.1 {
        let leaves = key.code == KeyCode::Char('q')
            || (key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL));
        return match leaves {
            true => act::act(model, Action::Quit),
            false => Vec::new(),
        };
    }
    if wall::keys::only(model) {
        wall::keys::pressed(model, key);
        return Vec::new();
    }
    if !model.overlays.is_empty() {
        return overlay::pressed(model, key);
    }
    // While a list is searched, n and N go through what was found.
    if let KeyCode::Char(way @ ('n' | 'N')) = key.code
        && find::searched(model).is_some_and(|words| !words.is_empty())
    {
        model.message.clear();
        find::turn(model, way == 'n');
        return Vec::new();
    }
    match model.keys.meaning(model.screen(), key) {
        Some(action) => act::act(model, action),
        None => {
            if let Some(name) = key_name(key) {
                model.message = format!("{name} does nothing here; ? lists the keys.");
            }
            Vec::new()
        }
    }
}
