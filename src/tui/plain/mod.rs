//! The same flow line by line, for screen readers and dumb terminals: the same model, the same keys, no drawing.

mod pages;
mod told;

use std::io::{BufRead, Write};
use std::sync::Arc;
use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent};

use super::effect::{Effect, TerminalEffect};
use super::event::{Answer, Event};
use super::ids::LetterRef;
use super::lock::IdleLock;
use super::model::Model;
use super::resume::{Left, Resume};
use super::screen::incident::state::View;
use super::screen::stack::Screen;
use super::screen::{authority_form, exercise, incident, letters};
use super::theme::Theme;
use super::update::update;
use super::watch;
use super::widget::field::Kind;
use super::widget::form::Form;
use super::widget::menu::Menu;
use super::widget::overlay::Overlay;
use super::widget::palette;
use super::widget::pick::{Choice, Manner, Pick};
use super::widget::row::stops;
use super::worker::{Place, Worker};
use crate::app::clock;
use crate::app::record::Record;
use crate::core::page::{Page, line};
use told::Told;

/// Walks the workbench line by line until it is left, the lock falls or there is nothing more to read. `idle` is how long
/// nobody may answer; what is typed after that is not taken.
///
/// # Errors
/// What reading and writing says.
pub fn walk(
    record: Record,
    place: Place,
    idle: Option<Duration>,
    (input, output): (&mut dyn BufRead, &mut dyn Write),
) -> std::io::Result<Left> {
    let mut walk = Walk {
        idle,
        model: Model::new(clock::now(), place.home.clone(), Theme::Plain),
        worker: Worker::new(record, place),
        input,
        output,
        told: Told::default(),
        read_on: false,
    };
    walk.settle(vec![Effect::Board, Effect::Start]);
    while !walk.model.quit && walk.model.locked.is_none() {
        walk.show()?;
        let Some(line) = walk.line("> ".into())? else { break };
        walk.take(line.trim());
    }
    Ok(match walk.model.locked {
        Some(locked) => Left::Locked(locked, Resume::default()),
        None => Left::Quit(walk.model.team.left_behind()),
    })
}

struct Walk<'w> {
    idle: Option<Duration>,
    model: Model,
    worker: Worker,
    input: &'w mut dyn BufRead,
    output: &'w mut dyn Write,
    /// What was read out, so that a listener hears only what is new.
    told: Told,
    /// Whether more of the same screen is asked for.
    read_on: bool,
}

/// What is asked of the terminal, where there is no screen: no editor, and what is copied stands there already.
fn line_by_line(effect: TerminalEffect) -> Answer {
    match effect {
        TerminalEffect::Editor { target, .. } => Answer::Edited { target, text: None },
        TerminalEffect::Copy(_) => {
            Answer::Told("Nothing was copied: line by line the text is on the screen.".to_owned())
        }
        TerminalEffect::Alert(_) | TerminalEffect::Mouse(_) | TerminalEffect::Suspend => Answer::Same,
    }
}

impl Walk<'_> {
    /// Carries effects out until nothing is open.
    fn settle(&mut self, mut effects: Vec<Effect>) {
        while !effects.is_empty() {
            let mut next = Vec::new();
            for effect in effects {
                let event = if let Effect::Terminal(effect) = effect {
                    line_by_line(effect)
                } else {
                    self.worker.answer(effect)
                };
                next.extend(update(&mut self.model, event));
            }
            effects = next;
        }
    }

    fn happened(&mut self, event: Event) {
        let effects = update(&mut self.model, event);
        self.settle(effects);
    }

    fn press(&mut self, code: KeyCode) {
        self.happened(Event::Key(KeyEvent::from(code)));
    }

    fn say(&mut self, page: impl Into<Page>) -> std::io::Result<()> {
        self.output.write_all(page.into().as_str().as_bytes())?;
        self.output.flush()
    }

    fn say_line(&mut self, text: &str) -> std::io::Result<()> {
        self.say(line(format_args!("{text}")))
    }

    /// A line, after a prompt; `None` where there is nothing more to read.
    fn line(&mut self, prompt: Page) -> std::io::Result<Option<String>> {
        self.say(prompt)?;
        let mut line = String::new();
        let lock = IdleLock::new(self.idle, clock::now());
        if self.input.read_line(&mut line)? == 0 {
            self.model.quit = true;
            return Ok(None);
        }
        let now = clock::now();
        if let Some(locked) = lock.falls(now) {
            self.model.locked = Some(locked);
            return Ok(None);
        }
        self.model.now = now;
        if let Some(alert) = watch::due(&mut self.model) {
            self.model.alerts.standing = None;
            self.say_line(&format!("Alert: {}", alert.words))?;
        }
        Ok(Some(line.trim_end_matches(['\n', '\r']).to_owned()))
    }

    /// A number opens a row, a number and a key does the key there, a key alone does what it does in the workbench.
    fn take(&mut self, line: &str) {
        self.read_on = false;
        let digits = line.chars().take_while(char::is_ascii_digit).count();
        let (number, rest) = line.split_at(digits);
        if let Ok(number) = number.parse::<usize>() {
            self.select(number);
        }
        let mut letters = rest.trim().chars();
        match (letters.next(), letters.as_str()) {
            (None, _) if number.is_empty() => self.read_on = true,
            (None, _) => self.press(KeyCode::Enter),
            (Some('b'), "") | (Some('e'), "sc") => self.press(KeyCode::Esc),
            (Some(':' | '/'), words) => self.find(words.trim()),
            (Some('t'), "ab") => self.press(KeyCode::Tab),
            (Some(letter), "") => self.press(KeyCode::Char(letter)),
            (Some(_), _) => self.model.message = format!("`{line}` is neither a row nor a key; ? lists the keys."),
        }
    }

    fn select(&mut self, number: usize) {
        let at = number.saturating_sub(1);
        let rows = match self.model.screens.top() {
            Some(Screen::Incident(open)) => match open.views.last() {
                None => incident::rows::rows(&self.model),
                Some(View::Exercise(_)) => exercise::rows::rows(&self.model),
                Some(View::Sheet(view)) => authority_form::rows::rows(view),
                Some(View::Why(_) | View::Timeline(_) | View::Letters(_)) => Vec::new(),
            },
            Some(Screen::Scenario(editor)) => editor.rows(),
            Some(Screen::Law(_) | Screen::Regime(_) | Screen::Audit(_) | Screen::Wall(_)) | None => Vec::new(),
        };
        let row = stops(&rows).get(at).copied();
        let clocks = self.model.clocks().len();
        match self.model.screens.top_mut() {
            None => {
                let board = &mut self.model.screens.board;
                board.at = at.min(board.shown.len().saturating_sub(1));
            }
            Some(Screen::Law(law)) => law.at = at.min(law.len().saturating_sub(1)),
            Some(Screen::Scenario(editor)) => editor.at = at.min(editor.parts().len().saturating_sub(1)),
            Some(Screen::Regime(_) | Screen::Audit(_) | Screen::Wall(_)) => {}
            Some(Screen::Incident(open)) => match open.views.last_mut() {
                None => open.at = row.unwrap_or(open.at),
                Some(View::Exercise(view)) => view.at = row.unwrap_or(view.at),
                Some(View::Timeline(timeline)) => timeline.at = at.min(clocks.saturating_sub(1)),
                Some(View::Sheet(view)) => view.at = row.unwrap_or(view.at),
                Some(View::Letters(_)) => {
                    let effects = letters::keys::select(&mut self.model, at);
                    self.model.waiting += effects.len();
                    self.settle(effects);
                }
                Some(View::Why(_)) => {}
            },
        }
    }

    /// Does the entry of the palette that fits best.
    fn find(&mut self, words: &str) {
        let all = palette::everything(&self.model);
        let found = palette::found(&self.model, &all, words);
        if words.is_empty() || found.is_empty() {
            self.model.message = "Type : and a word, such as :timeline.".to_owned();
            return;
        }
        self.model.overlays.push(Overlay::Palette {
            text: words.to_owned(),
            at: 0,
            found,
            all: Arc::new(all),
        });
        self.press(KeyCode::Enter);
    }

    /// Reads out what lies on top; a form is asked field by field.
    fn show(&mut self) -> std::io::Result<()> {
        while let Some(top) = self.model.overlays.last().cloned() {
            match top {
                Overlay::Form(form) => self.fill(*form)?,
                Overlay::Ask(question) => {
                    let mut asked = line(format_args!("{}. {}", question.title, question.words));
                    writeln!(asked, "y {}, n no", question.verb);
                    self.answer(asked, &['y', 'n'])?;
                }
                Overlay::Reached { name, .. } => {
                    let words = line(format_args!(
                        "Calling {name}: y answered, n no answer yet, f could not be reached, b cancel"
                    ));
                    self.answer(words, &['y', 'n', 'f', 'b'])?;
                }
                Overlay::Text { title, text, .. } => {
                    let mut page = line(format_args!("{title}"));
                    page += Page::block(&text);
                    page += "End of text.\n";
                    self.say(page)?;
                    self.model.overlays.pop();
                }
                Overlay::Help { .. } => {
                    let keys = self.model.keys.of(self.model.screen()).iter();
                    let keys = keys.map(|k| line(format_args!("{}: {}", k.label, k.words)));
                    let keys: Page = keys.collect();
                    self.say(keys)?;
                    self.model.overlays.pop();
                }
                Overlay::Menu(menu) => self.choose(menu)?,
                Overlay::Editor(editor) => {
                    self.model.overlays.pop();
                    self.model.message = elsewhere(&editor.based_on.letter);
                }
                Overlay::Find { .. } | Overlay::FindIn { .. } | Overlay::Palette { .. } => {
                    self.model.overlays.pop();
                    self.model.message = "Type : and a word, such as :timeline.".to_owned();
                }
            }
            if self.model.quit {
                return Ok(());
            }
        }
        let news = match std::mem::take(&mut self.read_on) {
            true => self.told.on(),
            false => self.told.news(pages::place(&self.model), &pages::screen(&self.model)),
        };
        self.say(&news)?;
        if !self.model.message.is_empty() {
            let message = std::mem::take(&mut self.model.message);
            self.say_line(&message)?;
        }
        Ok(())
    }

    /// Asks for an item of a menu: a line answers with its letter.
    fn choose(&mut self, mut menu: Menu) -> std::io::Result<()> {
        menu.search = None;
        self.model.overlays.pop();
        self.model.overlays.push(Overlay::Menu(menu.clone()));
        let items = menu.items.iter();
        let items = items.map(|item| line(format_args!("{}: {}", item.key, item.words)));
        let head = line(format_args!("{}, b goes back", menu.title));
        let words: Page = [head].into_iter().chain(items).collect();
        let mut keys: Vec<char> = menu.items.iter().map(|item| item.key).collect();
        if !keys.contains(&'b') {
            keys.push('b');
        }
        self.answer(words, &keys)
    }

    fn answer(&mut self, words: Page, keys: &[char]) -> std::io::Result<()> {
        self.say(words)?;
        let Some(line) = self.line("> ".into())? else {
            return Ok(());
        };
        match line.trim().chars().next().filter(|key| keys.contains(key)) {
            Some('b') => self.press(KeyCode::Esc),
            Some(key) => self.press(KeyCode::Char(key)),
            None => {}
        }
        Ok(())
    }

    /// Asks every field of a form, then keeps it; `.` leaves it.
    fn fill(&mut self, mut form: Form) -> std::io::Result<()> {
        let problems: Vec<usize> = (0..form.fields.len())
            .filter(|at| form.fields[*at].problem.is_some())
            .collect();
        let again = form.problem.is_some() || !problems.is_empty();
        self.say(line(format_args!("{}. {}", form.title, form.note)))?;
        if let Some(problem) = &form.problem {
            self.say(line(format_args!("Not saved: {problem}")))?;
        }
        if !again {
            self.say("Press Enter to keep the value in brackets, or . to cancel.\n")?;
        }
        for at in 0..form.fields.len() {
            if !problems.is_empty() && !problems.contains(&at) {
                continue;
            }
            if !self.ask(&mut form, at)? {
                self.press(KeyCode::Esc);
                return Ok(());
            }
        }
        form.at = form.fields.len().saturating_sub(1);
        for field in &mut form.fields {
            field.problem = None;
        }
        form.problem = None;
        self.model.overlays.pop();
        self.model.overlays.push(Overlay::Form(Box::new(form)));
        let keep = KeyEvent::new(KeyCode::Char('s'), crossterm::event::KeyModifiers::CONTROL);
        self.happened(Event::Key(keep));
        Ok(())
    }

    /// Asks one field; a moment is read back in full. `false`: the form is left.
    fn ask(&mut self, form: &mut Form, at: usize) -> std::io::Result<bool> {
        let (zone, now) = (self.model.zone(), self.model.here());
        loop {
            let field = &form.fields[at];
            let help = match (&field.problem, &field.kind) {
                (Some(problem), _) => problem.clone(),
                (None, Kind::Pick(pick)) => offered(pick),
                (None, Kind::Line | Kind::Text | Kind::Moment) => field.help.clone(),
            };
            let mut prompt = Page::new();
            write!(prompt, "{}", field.label);
            if !help.is_empty() {
                write!(prompt, " ({help})");
            }
            if !field.text().is_empty() {
                write!(prompt, " [{}]", field.said());
            }
            write!(prompt, ": ");
            let Some(line) = self.line(prompt)? else {
                return Ok(false);
            };
            match line.trim() {
                "." => return Ok(false),
                "" => {}
                text => form.fields[at].answered(text),
            }
            form.follow();
            let field = &form.fields[at];
            let under = field.under(&zone, now);
            match &field.kind {
                Kind::Moment if !field.text().is_empty() => {
                    self.say_line(&under)?;
                    if under.starts_with('?') {
                        continue;
                    }
                }
                Kind::Pick(_) if field.problem.is_some() => continue,
                Kind::Moment | Kind::Pick(_) | Kind::Line | Kind::Text => {}
            }
            return Ok(true);
        }
    }
}

/// How a letter is edited instead.
fn elsewhere(letter: &LetterRef) -> String {
    format!(
        "Line by line no letter is edited. This does it: firebell letter edit {} {}",
        letter.incident, letter.letter
    )
}

/// Options that are read out; more are found by typing a part of a name.
const READ_OUT: usize = 12;

/// The options of a list, as they are read out.
fn offered(pick: &Pick) -> String {
    let several = match pick.manner() {
        Manner::Many => ", several separated by commas",
        Manner::One | Manner::OneOrOther => "",
    };
    let named = |choice: &Choice| match choice.words == choice.code.replace('_', " ") {
        true => choice.code.clone(),
        false => format!("{}: {}", choice.code, choice.words),
    };
    match pick.options().len() {
        0..=READ_OUT => {
            let all = pick.options().iter().map(named).collect::<Vec<_>>().join("; ");
            format!("{all}{several}")
        }
        many => format!("a name or a part of one, of {many} options{several}"),
    }
}
