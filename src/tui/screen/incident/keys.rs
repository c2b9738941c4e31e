//! What keys do in an incident: moving between its parts, its entries and its past, and what is recorded.

use chrono::{DateTime, Utc};

use super::detail::{detail, entry_title};
use super::listing::Listing;
use super::news;
use super::rows::internal::TO_CALL;
use super::rows::{found_first, outline, selected};
use super::state::{Tab, View};
use super::undoing::undo;
use crate::core::event::{Certainty, FactClaim, Stage};
use crate::core::facts::keys;
use crate::core::incident::command::{Command, FactBasis, FactCommand};
use crate::tui::action::{IncidentAction, Move};
use crate::tui::effect::{Effect, Question, Yes};
use crate::tui::form::{contact, correction, decision, delay, fact, filing, filing_many, flag, stage, task};
use crate::tui::known::{NO_INCIDENT, NO_OBLIGATION};
use crate::tui::model::Model;
use crate::tui::screen::layout::moved;
use crate::tui::screen::letters::keys as letters;
use crate::tui::screen::timeline;
use crate::tui::screen::timeline::state::Timeline;
use crate::tui::screen::why::state::Why;
use crate::tui::screen::{at_hand, opening};
use crate::tui::widget::form::Form;
use crate::tui::widget::opener::Target;
use crate::tui::widget::overlay::Overlay;
use crate::tui::widget::row::{nearest_stop, stops};
use crate::tui::words;

/// Carries an action in the incident out.
pub(crate) fn act(model: &mut Model, action: IncidentAction) -> Vec<Effect> {
    if model.opened().is_none() {
        model.message = NO_INCIDENT.to_owned();
        return Vec::new();
    }
    match action {
        IncidentAction::NextTab => turn(model, 1),
        IncidentAction::PreviousTab => turn(model, Tab::ALL.len() - 1),
        IncidentAction::Tab(tab) => show_tab(model, tab),
        IncidentAction::Why => why(model),
        IncidentAction::Timeline => {
            if let Some(incident) = model.screens.raise_incident() {
                incident.show(View::Timeline(Timeline::default()));
            }
        }
        IncidentAction::Zoom(zoom) => timeline::keys::zoomed(model, zoom),
        IncidentAction::Pick => {
            super::picking::pick(model);
            step(model, Move::Down, 1);
        }
        IncidentAction::NotDue => {
            model.message = match turn_not_due(model) {
                true => "Obligations that are not due are listed as well (2).",
                false => "Obligations that are not due are hidden.",
            }
            .to_owned();
        }
        IncidentAction::Show(which) => list(model, |listing| listing.which = which),
        IncidentAction::Group(by) => list(model, |listing| listing.by = by),
        IncidentAction::Letters => return letters::open(model),
        IncidentAction::Handover => return model.at_hand().map(Effect::Handover).into_iter().collect(),
        IncidentAction::Changed => {
            news::turn(model);
            // The first row may be a head, which cannot be selected; searching for nothing goes to the nearest row that
            // can.
            search(model, String::new());
        }
        IncidentAction::Earlier => return step_in_time(model, false),
        IncidentAction::Later => return step_in_time(model, true),
        IncidentAction::AwareNow => {
            let question = aware(model);
            model.overlays.extend(question);
        }
        IncidentAction::Edit => edit(model),
        IncidentAction::Done => done(model),
        IncidentAction::Advance => advance(model),
        IncidentAction::Undo => undo(model),
    }
    Vec::new()
}

fn turn(model: &mut Model, by: usize) {
    let shown = model.incident().map(|incident| incident.tab);
    let at = Tab::ALL.iter().position(|tab| Some(*tab) == shown).unwrap_or(0);
    show_tab(model, Tab::ALL[(at + by) % Tab::ALL.len()]);
}

/// Lists obligations another way, on the part that lists them.
fn list(model: &mut Model, change: impl FnOnce(&mut Listing)) {
    let Some(incident) = model.screens.incident_mut() else {
        return;
    };
    change(&mut incident.listing);
    let words = format!(
        "Showing {}, grouped by {} (f changes it).",
        incident.listing.which.words(),
        incident.listing.by.words()
    );
    show_tab(model, Tab::Regulatory);
    model.message = words;
}

fn show_tab(model: &mut Model, tab: Tab) {
    if let Some(incident) = model.screens.incident_mut() {
        (incident.tab, incident.at) = (tab, 0);
        incident.search.clear();
        incident.news_only = false;
    }
    // The call tree is opened to call somebody: the cursor stands on the person who is next.
    if tab == Tab::Internal {
        let next = outline(model).iter().position(|row| row.mark == TO_CALL);
        if let (Some(incident), Some(at)) = (model.screens.incident_mut(), next) {
            incident.at = at;
        }
    }
    keep_selection(model);
}

/// Shows the rows that fit, and selects the one that fits best; without words all of them, the one selected kept.
pub(crate) fn search(model: &mut Model, words: String) {
    let wanted = match words.is_empty() {
        true => selected(model).map(|row| row.target),
        false => None,
    };
    let Some(incident) = model.screens.incident_mut() else {
        return;
    };
    incident.search = words;
    let wanted = match incident.search.is_empty() {
        true => wanted,
        false => best_row(model),
    };
    let rows = outline(model);
    let at = wanted.and_then(|target| rows.iter().position(|row| row.target == target));
    if let Some(incident) = model.screens.incident_mut() {
        incident.at = nearest_stop(&rows, at.unwrap_or(0));
    }
}

/// What the row stands for that fits best, among all rows of the part; what fits is kept.
fn best_row(model: &mut Model) -> Option<Target> {
    let words = model.incident()?.search.clone();
    let (best, found) = found_first(model, &words);
    model.screens.incident_mut()?.found = found;
    best
}

/// The next or the previous row, round and round.
pub(crate) fn turn_match(model: &mut Model, forward: bool) {
    let stops = stops(&outline(model));
    if let (Some(incident), false) = (model.screens.incident_mut(), stops.is_empty()) {
        let at = stops.iter().position(|stop| *stop >= incident.at).unwrap_or(0);
        let next = match forward {
            true => (at + 1) % stops.len(),
            false => (at + stops.len() - 1) % stops.len(),
        };
        incident.at = stops[next];
    }
}

fn turn_not_due(model: &mut Model) -> bool {
    let Some(incident) = model.screens.incident_mut() else {
        return false;
    };
    incident.not_due = !incident.not_due;
    incident.not_due
}

/// Shows the page of the obligation at hand.
pub(crate) fn why(model: &mut Model) {
    match at_hand::obligation(model).map(|obligation| obligation.id.to_string()) {
        Some(id) => show_why(model, id),
        None => model.message = NO_OBLIGATION.to_owned(),
    }
}

/// Shows the page of an obligation.
pub(crate) fn show_why(model: &mut Model, obligation: String) {
    if let Some(incident) = model.screens.raise_incident() {
        incident.show(View::Why(Why { obligation, scroll: 0 }));
    }
}

/// A selection never points past the end of its list, nor at a head; the page of an obligation that is gone is closed.
pub(crate) fn keep_selection(model: &mut Model) {
    let rows = outline(model);
    let clocks = model.clocks().len();
    let lost = match model.incident().and_then(|incident| incident.views.last()) {
        Some(View::Why(why)) => model.find_obligation(&why.obligation).is_none(),
        Some(View::Timeline(_) | View::Letters(_) | View::Sheet(_) | View::Exercise(_)) | None => false,
    };
    let Some(incident) = model.screens.incident_mut() else {
        return;
    };
    incident.at = nearest_stop(&rows, incident.at);
    if lost {
        incident.views.pop();
    }
    if let Some(View::Timeline(timeline)) = incident.views.last_mut() {
        timeline.at = timeline.at.min(clocks.saturating_sub(1));
    }
}

/// Moves among the rows that can be selected: heads are stepped over.
pub(crate) fn step(model: &mut Model, to: Move, page: usize) {
    let stops = stops(&outline(model));
    let Some(incident) = model.screens.incident_mut() else {
        return;
    };
    let at = stops.iter().position(|stop| *stop >= incident.at).unwrap_or(0);
    let next = moved(at, stops.len(), to, page);
    incident.at = stops.get(next).copied().unwrap_or(0);
}

/// The incident at hand as it was at a moment, or as it is now.
pub(crate) fn as_of(model: &mut Model, until: Option<DateTime<Utc>>) -> Vec<Effect> {
    let Some(incident) = model.screens.incident_mut() else {
        return Vec::new();
    };
    incident.until = until;
    let code = incident.code.clone();
    vec![Effect::Incident { code, until }]
}

/// The entry whose text is read, by its title: the selection stays on its row as long as the text lies over it.
fn entry_read(model: &Model, title: &str) -> Option<u64> {
    let target = selected(model)?.target;
    target.event().filter(|seq| entry_title(*seq) == title)
}

/// A key in the text of an entry: the incident as it was then, or a correction. `None`: none of these.
pub(crate) fn in_entry(model: &mut Model, title: &str, letter: char) -> Option<Vec<Effect>> {
    let seq = entry_read(model, title)?;
    match letter {
        't' => {
            let until = model.incident()?.moments.get(&seq).copied();
            Some(as_of(model, until))
        }
        'e' if model.looks_back() => {
            model.message = opening::PAST.to_owned();
            Some(Vec::new())
        }
        'e' => {
            opening::open(model, correction::form(seq));
            Some(Vec::new())
        }
        _ => None,
    }
}

/// One entry back or forward in time.
fn step_in_time(model: &mut Model, later: bool) -> Vec<Effect> {
    let Some(opened) = model.opened() else {
        return Vec::new();
    };
    let at = opened.whole.seq;
    if later && opened.as_of.is_none() {
        model.message = "This is now.".to_owned();
        return Vec::new();
    }
    let Some(moments) = model.incident().map(|incident| &incident.moments) else {
        return Vec::new();
    };
    // Entries of one command were recorded at one moment and are shown together: the step goes past all of them. The log of
    // a past view ends where the view does, so the step forward is asked for by the moment after it.
    let here = moments.get(&at).copied();
    let other = |moment: &DateTime<Utc>| Some(*moment) != here;
    let until = match later {
        true => moments.range(at + 1..).map(|(_, moment)| *moment).find(other),
        false => moments.range(..at).rev().map(|(_, moment)| *moment).find(other),
    };
    if until.is_none() && !later {
        model.message = "This is the first entry.".to_owned();
        return Vec::new();
    }
    as_of(model, until)
}

/// What the row selected stands for: the input of a fact, the reasons of an obligation, a form, a text.
pub(crate) fn open(model: &mut Model) -> Vec<Effect> {
    let Some(row) = selected(model) else { return Vec::new() };
    match row.target {
        Target::Obligation(id) => show_why(model, id),
        Target::NotDue => {
            turn_not_due(model);
        }
        Target::Notice(name) => {
            let name = name.to_owned();
            let notice = |code| Effect::Notice { code, name };
            return model.at_hand().map(notice).into_iter().collect();
        }
        Target::Fact(_) | Target::Form(_) | Target::Nobody(_) if !model.looks_back() => edit(model),
        target @ (Target::Head
        | Target::Words
        | Target::Fact(_)
        | Target::Task(_)
        | Target::Call(_)
        | Target::Nobody(_)
        | Target::Evidence(_)
        | Target::Method(_)
        | Target::Decision(_)
        | Target::Event(_)
        | Target::Reminder(_)
        | Target::Delay(_)
        | Target::Inject(_)
        | Target::Expected(_)
        | Target::Objective(_)
        | Target::HotWash(_)
        | Target::Form(_)) => {
            let found = model.opened().and_then(|opened| detail(model, opened, &target));
            if let Some((title, lines)) = found {
                let lines = lines.into_iter().map(|line| format!("{:<9} {}", line.word, line.text));
                let mut text = lines.collect::<Vec<_>>().join("\n");
                if target.event().is_some() {
                    text += "\n\nt: the incident as of this moment · e: correct this entry";
                }
                model.overlays.push(Overlay::Text { title, text, scroll: 0 });
            }
        }
    }
    Vec::new()
}

/// Opens the form of the row selected; where it has none, the form of any fact.
fn edit(model: &mut Model) {
    let form = match selected(model).map(|row| row.target) {
        Some(Target::Fact(key)) => of_fact(model, &key),
        Some(Target::Decision(key)) => decision::form(&model.known(), Some(&key)),
        Some(Target::Nobody(_)) => return opening::open_with(model, contact::NEW),
        Some(Target::Call(_)) => return opening::open_with(model, contact::OPEN),
        Some(Target::Form(opener)) => return opening::open_with(model, opener),
        Some(Target::Event(seq)) => correction::form(seq),
        Some(
            Target::Head
            | Target::Words
            | Target::Task(_)
            | Target::Obligation(_)
            | Target::Evidence(_)
            | Target::Method(_)
            | Target::Reminder(_)
            | Target::Notice(_)
            | Target::Delay(_)
            | Target::Inject(_)
            | Target::Expected(_)
            | Target::Objective(_)
            | Target::HotWash(_)
            | Target::NotDue,
        )
        | None => fact::any(),
    };
    opening::open(model, form);
}

/// Opens what is missing first of the obligation whose page is at hand.
pub(crate) fn open_missing(model: &mut Model) {
    let missing = at_hand::obligation(model).map(|obligation| obligation.missing.first().cloned());
    match missing {
        Some(Some(key)) => {
            let form = of_fact(model, &key);
            opening::open(model, form);
        }
        Some(None) => model.message = "Nothing is missing: what is known settles it. r drafts its letter.".to_owned(),
        None => {}
    }
}

/// The form of a fact; a decision has one of its own.
pub(crate) fn of_fact(model: &Model, key: &str) -> Form {
    let below = |table| key.strip_prefix(table);
    match (below(keys::decisions::BELOW), below(keys::organisation::OF_PROFILE)) {
        (Some(decided), _) => decision::form(&model.known(), Some(decided)),
        (None, Some(flag)) => flag::form(&model.known(), flag),
        (None, None) => fact::of_key(&model.known(), key),
    }
}

/// Ticks off, records a filing, an answer or the end of a delay: whatever is done with the row selected.
fn done(model: &mut Model) {
    let Some(opened) = model.opened() else { return };
    if super::picking::several(model) {
        opening::open_with(model, filing_many::OPEN);
        return;
    }
    let form = match selected(model).map(|row| row.target) {
        Some(Target::Obligation(id)) => filing::form(opened, &id),
        Some(Target::Task(id)) => match opened.tasks.iter().find(|step| step.task == id) {
            Some(step) if step.done_at.is_none() => task::form(&id, &step.title),
            Some(_) | None => {
                model.message = "That step is already done; u undoes the last entry.".to_owned();
                return;
            }
        },
        Some(Target::Call(id)) => {
            let mut people = opened.calls.iter().flat_map(|call| &call.people);
            let name = people.find(|person| person.id == id).map(|person| person.name.clone());
            let name = name.unwrap_or_else(|| id.clone());
            model.overlays.push(Overlay::Reached { contact: id, name });
            return;
        }
        Some(Target::Reminder(entry)) => {
            let question = super::work::reminder_done(model, entry);
            model.overlays.extend(question);
            return;
        }
        Some(Target::Delay(at)) if opened.holds.get(at).is_some_and(|delay| delay.runs) => {
            delay::lift(&opened.holds[at].authority)
        }
        Some(
            Target::Head
            | Target::Words
            | Target::Fact(_)
            | Target::Nobody(_)
            | Target::Evidence(_)
            | Target::Method(_)
            | Target::Decision(_)
            | Target::Event(_)
            | Target::Notice(_)
            | Target::Delay(_)
            | Target::Inject(_)
            | Target::Expected(_)
            | Target::Objective(_)
            | Target::HotWash(_)
            | Target::Form(_)
            | Target::NotDue,
        )
        | None => {
            model.message =
                "There is nothing to tick off here: select a step, an obligation, a person, a reminder or a delay."
                    .to_owned();
            return;
        }
    };
    opening::open(model, form);
}

fn aware(model: &Model) -> Option<Overlay> {
    let at = model.here().at();
    let zone = model.zone();
    let when = words::moment(&zone, at);
    let known = model.opened().into_iter().flat_map(|opened| &opened.facts);
    let known: Vec<_> = known.filter(|fact| fact.key == keys::milestones::AWARENESS).collect();
    // The yes is bound to the moments that the question names: another one recorded meanwhile would change its meaning.
    let basis = FactBasis {
        key: keys::milestones::AWARENESS.to_owned(),
        entry: known.iter().map(|fact| fact.seq).max(),
    };
    let known = known
        .iter()
        .filter_map(|fact| Some(words::value(fact.value.as_ref()?, &zone)));
    let words = match known.collect::<Vec<_>>().as_slice() {
        [] => format!(
            "Record that the organization became aware on {when}? Deadlines that run from awareness start there. To record \
             an earlier time, press n, then 1, and edit `awareness`."
        ),
        known => format!(
            "Awareness is already recorded: {}. Record {when} as a further moment? The earliest one still counts, and no \
             deadline moves later.",
            known.join(", ")
        ),
    };
    let claim = FactClaim {
        key: keys::milestones::AWARENESS.to_owned(),
        value: format!("\"{}\"", crate::app::views::utc(at)),
        certainty: Certainty::Confirmed,
        learned_at: None,
        source: None,
        also: true,
    };
    let command = Box::new(Command::Fact(FactCommand::Set(claim)));
    let command = Command::IfUnchanged { basis, command };
    let yes = Yes::Run(model.at_hand()?, Box::new(command));
    let question = Question::new("Record awareness", words, "Record it", yes);
    Some(Overlay::Ask(Box::new(question)))
}

fn advance(model: &mut Model) {
    let Some(opened) = model.opened() else { return };
    let Some(stage) = Stage::ALL.into_iter().find(|stage| *stage > opened.whole.stage) else {
        model.message = "This is the last stage.".to_owned();
        return;
    };
    if !opened.whole.open_criteria.is_empty() {
        let form = stage::form(opened, stage);
        opening::open(model, form);
        return;
    }
    let words = format!(
        "Record that {} moves on to the stage {}?",
        opened.whole.code,
        stage.title()
    );
    let command = Command::EnterStage { stage, rationale: None };
    let Some(code) = model.at_hand() else { return };
    let title = format!("Go to {}", stage.title());
    let question = Question::new(title, words, "Go there", Yes::Run(code, Box::new(command)));
    model.overlays.push(Overlay::Ask(Box::new(question)));
}
