//! The same flow line by line, for screen readers and dumb terminals: the same model, the same keys, no drawing.

use std::io::{BufRead, Write};

use crossterm::event::{KeyCode, KeyEvent};

use super::action::{Effect, Event};
use super::form::{Form, Kind};
use super::keymap::keys_of;
use super::model::{Model, Overlay, Screen};
use super::palette;
use super::screen::text_of;
use super::theme::Theme;
use super::update::update;
use super::words::{left, moment, parsed};
use super::worker::{Place, Worker};
use crate::app::clock;
use crate::app::record::Record;

/// Walks the workbench line by line until it is left or there is nothing more to read.
///
/// # Errors
/// What reading and writing says.
pub fn walk(record: Record, place: Place, input: &mut dyn BufRead, output: &mut dyn Write) -> std::io::Result<()> {
    let mut walk = Walk {
        model: Model::new(clock::now(), place.home.clone(), Theme::Plain),
        worker: Worker::new(record, place),
        input,
        output,
        shown: String::new(),
    };
    walk.settle(vec![Effect::Board, Effect::Start]);
    while !walk.model.quit {
        walk.show()?;
        let Some(line) = walk.line("> ")? else { break };
        walk.take(line.trim());
    }
    Ok(())
}

struct Walk<'w> {
    model: Model,
    worker: Worker,
    input: &'w mut dyn BufRead,
    output: &'w mut dyn Write,
    /// What was said last: nothing is read out twice.
    shown: String,
}

impl Walk<'_> {
    /// Carries effects out until nothing is open.
    fn settle(&mut self, mut effects: Vec<Effect>) {
        while !effects.is_empty() {
            let mut next = Vec::new();
            for effect in effects {
                let event = match effect {
                    Effect::Copy(_) => Event::Same,
                    Effect::Editor { target, .. } => Event::Edited { target, text: None },
                    effect => self.worker.answer(effect),
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

    fn say(&mut self, text: &str) -> std::io::Result<()> {
        writeln!(self.output, "{text}")?;
        self.output.flush()
    }

    /// A line, after a prompt; `None` where there is nothing more to read.
    fn line(&mut self, prompt: &str) -> std::io::Result<Option<String>> {
        write!(self.output, "{prompt}")?;
        self.output.flush()?;
        let mut line = String::new();
        if self.input.read_line(&mut line)? == 0 {
            self.model.quit = true;
            return Ok(None);
        }
        let now = clock::now();
        self.model.now = now;
        Ok(Some(line.trim_end_matches(['\n', '\r']).to_owned()))
    }

    /// A number opens a row, a number and a key does the key there, a key alone does what it does in the workbench.
    fn take(&mut self, line: &str) {
        self.shown.clear();
        let digits = line.chars().take_while(char::is_ascii_digit).count();
        let (number, rest) = line.split_at(digits);
        if let Ok(number) = number.parse::<usize>() {
            self.select(number);
        }
        let mut letters = rest.trim().chars();
        match (letters.next(), letters.as_str()) {
            (None, _) if number.is_empty() => {}
            (None, _) => self.press(KeyCode::Enter),
            (Some('b'), "") | (Some('e'), "sc") => self.press(KeyCode::Esc),
            (Some(':' | '/'), words) => self.find(words.trim()),
            (Some('t'), "ab") => self.press(KeyCode::Tab),
            (Some(letter), "") => self.press(KeyCode::Char(letter)),
            (Some(_), _) => self.model.message = format!("`{line}` is no number and no key; ? lists the keys"),
        }
    }

    fn select(&mut self, number: usize) {
        let at = number.saturating_sub(1);
        match self.model.screen() {
            Screen::Board => self.model.board.at = at.min(self.model.board.shown.len().saturating_sub(1)),
            Screen::Law => self.model.law.at = at.min(self.model.law.shown.len().saturating_sub(1)),
            Screen::Letters => self.model.incident.letters.at = at,
            Screen::Timeline => self.model.incident.clock = at.min(self.model.clocks().len().saturating_sub(1)),
            _ => {
                let rows = self.model.rows();
                let stops = (0..rows.len()).filter(|at| rows[*at].selectable());
                if let Some(row) = stops.into_iter().nth(at) {
                    self.model.incident.at = row;
                }
            }
        }
    }

    /// Does the entry of the palette that fits best.
    fn find(&mut self, words: &str) {
        self.model.overlays.push(Overlay::Palette {
            text: words.to_owned(),
            at: 0,
        });
        if words.is_empty() || palette::found(&self.model, words).is_empty() {
            self.model.overlays.pop();
            self.model.message = "type : and a word, such as :timeline".to_owned();
            return;
        }
        self.press(KeyCode::Enter);
    }

    /// Reads out what lies on top; a form is asked field by field.
    fn show(&mut self) -> std::io::Result<()> {
        while let Some(top) = self.model.overlays.last().cloned() {
            match top {
                Overlay::Form(form) => self.fill(*form)?,
                Overlay::Ask(question) => {
                    let words = format!("{}. {}\ny {}, n no", question.title, question.words, question.verb);
                    self.answer(&words, &['y', 'n'])?;
                }
                Overlay::Reached { name, .. } => {
                    let words =
                        format!("Calling {name}: y answered, n no answer yet, f could not be reached, b nothing");
                    self.answer(&words, &['y', 'n', 'f', 'b'])?;
                }
                Overlay::Text { title, text, .. } => {
                    self.say(&format!("{title}\n{text}\nEnd of text."))?;
                    self.model.overlays.pop();
                }
                Overlay::Help => {
                    let keys: Vec<String> = keys_of(self.model.screen())
                        .map(|k| format!("{}: {}", k.label, k.words))
                        .collect();
                    self.say(&keys.join("\n"))?;
                    self.model.overlays.pop();
                }
                Overlay::Palette { .. } => {
                    self.model.overlays.pop();
                    self.model.message = "type : and a word, such as :timeline".to_owned();
                }
            }
            if self.model.quit {
                return Ok(());
            }
        }
        let text = self.screen();
        if text != self.shown {
            self.say(&text)?;
            self.shown = text;
        }
        if !self.model.message.is_empty() {
            let message = std::mem::take(&mut self.model.message);
            self.say(&message)?;
        }
        Ok(())
    }

    fn answer(&mut self, words: &str, keys: &[char]) -> std::io::Result<()> {
        self.say(words)?;
        let Some(line) = self.line("> ")? else { return Ok(()) };
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
        self.say(&format!("{}. {}", form.title, form.note))?;
        if let Some(problem) = &form.problem {
            self.say(&format!("Not kept: {problem}"))?;
        }
        if !again {
            self.say("Enter keeps what stands in brackets, a dot leaves the form.")?;
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
            let help = match &field.kind {
                Kind::Choice(choices) => choices.join(", "),
                _ => field.problem.clone().unwrap_or_else(|| field.help.clone()),
            };
            let prompt = format!("{} ({help}) [{}]: ", field.label, field.text());
            let Some(line) = self.line(&prompt)? else {
                return Ok(false);
            };
            match line.trim() {
                "." => return Ok(false),
                "" => {}
                text => form.fields[at].set(text),
            }
            let field = &form.fields[at];
            let under = field.under(&zone, now);
            match &field.kind {
                Kind::Moment if !field.text().is_empty() => {
                    self.say(&under)?;
                    if under.starts_with('?') {
                        continue;
                    }
                }
                Kind::Choice(choices) if !choices.contains(&field.text()) => continue,
                _ => {}
            }
            return Ok(true);
        }
    }

    /// The screen at hand as lines; rows that can be chosen have numbers.
    fn screen(&self) -> String {
        let model = &self.model;
        let exercise = if model.exercise() { "EXERCISE. " } else { "" };
        match model.screen() {
            Screen::Board => board(model),
            Screen::Law => {
                let rows = model.regimes().enumerate();
                let rows = rows.map(|(at, r)| format!("{}. {} {}", at + 1, r.id, r.name));
                format!("Law. {}", rows.collect::<Vec<_>>().join("\n"))
            }
            Screen::Timeline => {
                let rows = model.clocks().into_iter().enumerate().filter_map(|(at, o)| {
                    let strict = parsed(&o.deadline.as_ref()?.strict);
                    Some(format!(
                        "{}. {}: {}, {}",
                        at + 1,
                        o.id,
                        left(model.moment(), strict),
                        moment(model.zone().name(), strict)
                    ))
                });
                format!("{exercise}Clocks.\n{}", rows.collect::<Vec<_>>().join("\n"))
            }
            Screen::Letters => letters(model),
            Screen::Room | Screen::Facilitator => drill(model),
            Screen::Why | Screen::Regime | Screen::Audit => format!("{exercise}{}\nb goes back.", text_of(model)),
            Screen::Incident => format!("{exercise}{}", incident(model)),
        }
    }
}

fn board(model: &Model) -> String {
    let mut text = format!("Board. {}\n", moment(model.home.name(), model.now));
    for (at, row) in model.shown().enumerate() {
        let exercise = if row.kind == "exercise" { "EXERCISE " } else { "" };
        let next = row.next.as_ref().map(|n| {
            let now = row.story.as_deref().map_or(model.now, parsed);
            format!(", {} {}", n.obligation, left(now, parsed(&n.strict)))
        });
        text += &format!(
            "{}. {exercise}{} {}, {}{}\n",
            at + 1,
            row.code,
            row.title,
            row.stage,
            next.unwrap_or_default()
        );
    }
    if model.board.shown.is_empty() {
        text += "No incident.\n";
    }
    text + "A number opens, n new, E example, l law, a audit, ? keys, q quits."
}

fn drill(model: &Model) -> String {
    let rows = super::drill::rows(model).into_iter().enumerate();
    let rows = rows.map(|(at, row)| format!("{}. {} {}\n", at + 1, row.left, row.right));
    let (title, text) = super::drill::behind(model);
    format!(
        "EXERCISE. {}.\n{}{title}\n{text}\nb goes back.",
        super::drill::clock_words(model),
        rows.collect::<String>()
    )
}

fn letters(model: &Model) -> String {
    let rows = model
        .incident
        .opened
        .iter()
        .flat_map(|opened| &opened.letters)
        .enumerate();
    let rows = rows.map(|(at, row)| format!("{}. {}, {}\n", at + 1, row.letter, row.state));
    let mut text = format!("Letters.\n{}", rows.collect::<String>());
    if let Some(open) = model.open_letter() {
        let findings = open.findings.iter().map(|f| format!("{:?} {f}\n", f.weight));
        text += &format!("{}\n{}", open.preview, findings.collect::<String>());
    }
    text + "n drafts, x approves, c remarks, r says what changed, b back."
}

fn incident(model: &Model) -> String {
    let Some(opened) = &model.incident.opened else {
        return "reading the incident".to_owned();
    };
    let whole = &opened.whole;
    let mut text = format!(
        "{} {}. Stage {}. Part {}.\nNext: {}\n",
        whole.code,
        whole.title,
        whole.stage.title(),
        model.incident.tab.title(),
        whole.next_step
    );
    if let Some(at) = opened.as_of {
        text += &format!("AS OF {}\n", moment(&whole.home_zone, at));
    }
    let mut number = 0;
    for row in model.rows() {
        if row.selectable() {
            number += 1;
            let right = if row.right.is_empty() {
                String::new()
            } else {
                format!(": {}", row.right)
            };
            text += &format!("{number}. {}{right}\n", row.left);
        } else {
            text += &format!("{}\n", row.left);
        }
    }
    text + "A number opens a row, a number with a key (3x) does the key there; tab next part, b back, ? keys."
}
