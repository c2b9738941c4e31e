//! The two views of an exercise as rows, and what stands behind each. Drawing, mouse, keys and the plain walk share
//! them.

use chrono::TimeDelta;

use crate::core::drill::clock::{ExerciseTime, minutes};
use crate::core::incident::decide::exercise::RECALL;
use crate::drill::exercise_views::{Branch, Coming, Expected, Facilitator, Handed, HotWashQuestion, Room};
use crate::drill::readable::readable;
use crate::drill::scoring::score::Outcome;

use super::state::Side;
use crate::tui::model::Model;
use crate::tui::theme::Tone;
use crate::tui::widget::opener::Target;
use crate::tui::widget::row::Row;
use crate::tui::words::short;

/// Injects to come that are listed.
const NEXT: usize = 3;

/// Exercise time now.
pub(crate) fn elapsed(model: &Model) -> ExerciseTime {
    let clock = model.opened().and_then(|opened| opened.story.as_ref());
    clock.map_or(ExerciseTime::START, |story| story.clock.now(model.now))
}

/// The clock in a few words: `T+28:10 of 120 · runs 1×`.
pub(crate) fn clock_words(model: &Model) -> String {
    let Some(desk) = model.desk() else {
        return String::new();
    };
    let clock = &desk.room.clock;
    let state = match (clock.ended, clock.running) {
        (true, _) => "ended".to_owned(),
        (false, true) => format!("running {}×", clock.speed),
        (false, false) => "PAUSED".to_owned(),
    };
    let left = ExerciseTime::at_minute(clock.planned).since(elapsed(model));
    // In time for the hot wash.
    let last = match clock.ended {
        false if left < TimeDelta::zero() => " · OVER TIME, end it for the hot wash".to_owned(),
        false if left <= TimeDelta::minutes(10) => format!(" · hot wash in {}", minutes(left)),
        false | true => String::new(),
    };
    format!("T+{} of {} · {state}{last}", elapsed(model), clock.planned)
}

/// The row of the same thing after the lists have changed, so that the selection stays on what it was on.
pub(crate) fn row_of(model: &Model, target: &Target) -> Option<usize> {
    rows(model).iter().position(|row| row.target == *target)
}

/// Whose view is open.
fn side(model: &Model) -> Option<Side> {
    Some(model.incident()?.exercise()?.side)
}

/// The rows of the view that is open.
pub(crate) fn rows(model: &Model) -> Vec<Row> {
    match (model.desk(), side(model)) {
        (Some(desk), Some(Side::Facilitator)) => facilitator(model, desk),
        (Some(desk), Some(Side::Room)) => room(model, desk),
        (_, None) | (None, _) => Vec::new(),
    }
}

fn room(model: &Model, desk: &Facilitator) -> Vec<Row> {
    if desk.room.injects.is_empty() {
        return vec![Row::words("Nothing has happened yet.")];
    }
    let zone = model.zone();
    let row = |inject: &Handed| {
        let right = format!("T+{} · {}", inject.elapsed, short(&zone, inject.story));
        let left = format!("{}: {}", inject.channel, inject.subject);
        Row::new("●", left, right, Tone::Plain, Target::Inject(inject.id.clone()))
    };
    desk.room.injects.iter().map(row).collect()
}

fn facilitator(model: &Model, desk: &Facilitator) -> Vec<Row> {
    let now = elapsed(model);
    let mut rows = asked(desk);
    rows.extend(just_delivered(model, desk));
    rows.push(Row::head("Next"));
    if desk.coming.is_empty() {
        rows.push(Row::words("No inject is left; X ends the exercise."));
    }
    rows.extend(desk.coming.iter().take(NEXT).map(|inject| coming(inject, now)));
    if !desk.out_of_turn.is_empty() {
        rows.push(Row::head("Ready to deliver (Enter delivers)"));
        rows.extend(desk.out_of_turn.iter().map(|inject| coming(inject, now)));
    }
    rows.push(Row::words("What to discuss now, and what really happened"));
    rows.push(Row::head("Expected (x done; m: late, wrong, missed, hint)"));
    if desk.actions.is_empty() {
        rows.push(Row::words("Nothing yet."));
    }
    rows.extend(desk.actions.iter().map(|expected| action(expected, now)));
    rows.push(Row::head("Objectives (Y rates)"));
    for objective in &desk.objectives {
        let share = objective.share.map_or("–".to_owned(), |share| format!("{share} %"));
        let right = format!("{share} · {}", objective.rating.unwrap_or("not rated"));
        let left = format!("{}: {}", objective.id, objective.title);
        rows.push(Row::new(
            "○",
            left,
            right,
            Tone::Plain,
            Target::Objective(objective.id.clone()),
        ));
    }
    rows.push(Row::head("Hot wash (Enter answers)"));
    for HotWashQuestion { question, answer } in &desk.hot_wash {
        let (mark, right) = match answer {
            Some(_) => ("●", "answered"),
            None => ("◌", ""),
        };
        rows.push(Row::new(
            mark,
            question.clone(),
            right,
            Tone::Plain,
            Target::HotWash(question.clone()),
        ));
    }
    rows
}

/// What only the facilitator can say; nothing where nothing is asked.
fn asked(desk: &Facilitator) -> Vec<Row> {
    let asked = desk.proposals.iter().map(|proposal| {
        let left = format!("{} “{}”", proposal.question, proposal.sentence);
        let right = format!("T+{}", proposal.minute);
        Row::new("?", left, right, Tone::Plain, Target::Expected(proposal.action.clone()))
    });
    let head = (!desk.proposals.is_empty()).then(|| Row::head("To be answered (x yes, 0 no)"));
    head.into_iter().chain(asked).collect()
}

/// What can still be called back.
fn just_delivered(model: &Model, desk: &Facilitator) -> Vec<Row> {
    let left = |inject: &Handed| RECALL - (model.now.at() - inject.delivered_at);
    let recent = desk
        .room
        .injects
        .iter()
        .filter(|inject| left(inject) > TimeDelta::zero());
    let recent = recent.map(|inject| {
        let words = format!("{} {}: {}", inject.id, inject.channel, inject.subject);
        let right = format!("{} left", minutes(left(inject)));
        Row::new("●", words, right, Tone::Plain, Target::Inject(inject.id.clone()))
    });
    let rows: Vec<Row> = recent.collect();
    let head = (!rows.is_empty()).then(|| Row::head("Just delivered (m, then o calls it back)"));
    head.into_iter().chain(rows).collect()
}

fn coming(inject: &Coming, now: ExerciseTime) -> Row {
    let kind = if inject.kind == "main" {
        String::new()
    } else {
        format!(" [{}]", inject.kind)
    };
    let left = format!("{} {}: {}{kind}", inject.id, inject.channel, inject.subject);
    let branch = match inject.branch.as_ref().map(|branch| branch.will) {
        Some(true) => " · branch: will be delivered",
        Some(false) => " · branch: will be skipped",
        None => "",
    };
    let right = match (inject.at, inject.held) {
        (_, true) => "held".to_owned(),
        (Some(at), _) => {
            let left = at.since(now);
            format!("T+{at}, in {}{branch}", minutes(left))
        }
        (None, _) => String::new(),
    };
    Row::new("◌", left, right, Tone::Plain, Target::Inject(inject.id.clone()))
}

/// The mark and tone of an outcome; words say the same.
fn looks(outcome: Outcome) -> (&'static str, Tone) {
    match outcome {
        Outcome::Done => ("✓", Tone::Done),
        Outcome::Late | Outcome::Hinted => ("~", Tone::Due),
        Outcome::Wrong | Outcome::Missed => ("✗", Tone::Overdue),
        Outcome::Open => ("◌", Tone::Due),
        Outcome::NotEvaluated | Outcome::NotDelivered => ("?", Tone::Open),
    }
}

fn action(expected: &Expected, read_at: ExerciseTime) -> Row {
    let action = &expected.action;
    let (mark, tone) = looks(action.outcome);
    let window = action
        .delivered
        .zip(action.within.and_then(|within| i64::try_from(within).ok()));
    let right = match (action.outcome, window) {
        (Outcome::Open, Some((delivered, within))) => {
            match ExerciseTime::millis((delivered + within) * 60_000).since(read_at) {
                left if left >= TimeDelta::zero() => format!("{} left", minutes(left)),
                _ => "window over".to_owned(),
            }
        }
        (outcome, _) => {
            let at = action.done.map(|done| format!(" T+{done}")).unwrap_or_default();
            let hint = if action.hint_given && outcome == Outcome::Open {
                ", hint given"
            } else {
                ""
            };
            format!("{}{at}{hint}", outcome.words())
        }
    };
    Row::new(
        mark,
        action.action.clone(),
        right,
        tone,
        Target::Expected(action.id.clone()),
    )
}

pub(crate) fn selected(model: &Model) -> Option<Row> {
    rows(model).into_iter().nth(model.incident()?.exercise()?.at)
}

/// A text with its title.
#[derive(Default)]
pub(crate) struct Titled {
    pub title: String,
    pub text: String,
}

impl Titled {
    fn new(title: impl Into<String>, text: impl Into<String>) -> Titled {
        Titled {
            title: title.into(),
            text: text.into(),
        }
    }
}

/// The title and the text that belong to the selected row. What the room's screen shows is made from the room's view
/// alone, which holds neither the truth nor what is to come.
pub(crate) fn behind(model: &Model) -> Titled {
    let target = selected(model).map(|row| row.target);
    let Titled { title, text } = match (model.desk(), side(model)) {
        (Some(desk), Some(Side::Facilitator)) => for_facilitator(desk, target),
        (Some(desk), Some(Side::Room)) => for_room(&desk.room, target),
        (_, None) | (None, _) => Titled::default(),
    };
    Titled::new(title, readable(&text))
}

fn for_room(room: &Room, target: Option<Target>) -> Titled {
    match target.as_ref().and_then(Target::inject) {
        Some(id) => delivered_text(room, id).unwrap_or_default(),
        None => Titled::new(&room.title, "What happens is shown here."),
    }
}

fn for_facilitator(desk: &Facilitator, target: Option<Target>) -> Titled {
    let Some(target) = target else { return around(desk) };
    if let Some(id) = target.inject() {
        return inject_text(desk, id);
    }
    if let Some(id) = target.objective() {
        return objective_text(desk, id.to_owned());
    }
    let Some(id) = target.expected() else {
        return around(desk);
    };
    match desk.actions.iter().find(|expected| expected.action.id == id) {
        Some(expected) => Titled::new(format!("{id} ({})", expected.action.objective), expected_text(expected)),
        None => Titled::new(id, ""),
    }
}

fn objective_text(desk: &Facilitator, id: String) -> Titled {
    let Some(objective) = desk.objectives.iter().find(|objective| objective.id == id) else {
        return Titled::new(id, "");
    };
    let rated = objective.rating_reason.as_deref().unwrap_or("not yet rated");
    let text = format!(
        "{}\n\n{} of {} actions evaluated.\nRated: {} {rated}",
        objective.target,
        objective.evaluated,
        objective.actions,
        objective.rating.unwrap_or_default()
    );
    Titled::new(&objective.capability, text)
}

/// An inject that the room has.
fn delivered_text(room: &Room, id: &str) -> Option<Titled> {
    let inject = room.injects.iter().find(|inject| inject.id == id)?;
    let papers = inject
        .attachments
        .iter()
        .map(|paper| format!("\n\n[{}]\n{}", paper.name, paper.text.trim()));
    let text = format!("{}{}", inject.text, papers.collect::<String>());
    let title = format!("{} · {} to {}", inject.channel, inject.from, inject.to);
    Some(Titled { title, text })
}

fn inject_text(desk: &Facilitator, id: &str) -> Titled {
    if let Some(told) = delivered_text(&desk.room, id) {
        return told;
    }
    let all = desk.coming.iter().chain(&desk.out_of_turn);
    let Some(inject) = all.into_iter().find(|inject| inject.id == id) else {
        return Titled::new(id, "");
    };
    let branch = inject.branch.as_ref().map_or(String::new(), branch_text);
    let cue = inject
        .cue
        .as_ref()
        .map_or(String::new(), |cue| format!("For you alone: {cue}\n\n"));
    let clocks: String = inject
        .clocks
        .iter()
        .map(|clock| format!("\nDeadline: {clock}"))
        .collect();
    Titled::new(
        format!("{} from {}", inject.channel, inject.from),
        format!("{branch}{cue}{}\n{clocks}", inject.text),
    )
}

/// How a branch stands, and what turns it.
fn branch_text(branch: &Branch) -> String {
    let state = match branch.will {
        true => "As things are, this branch will be taken: the inject will be delivered.",
        false => "As things are, this branch will not be taken: the inject will be skipped.",
    };
    match branch.marks.as_slice() {
        [] => format!("{state}\n\n"),
        marks => format!("{state} Marking {} as done or missed decides it.\n\n", marks.join(", ")),
    }
}

fn expected_text(expected: &Expected) -> String {
    let mut text = expected.action.action.clone();
    if let Some(evidence) = &expected.evidence {
        text += &format!("\n\nCounts as done: {evidence}");
    }
    if let Some(hint) = &expected.hint {
        text += &format!("\n\nHint: {hint}");
    }
    if let Some(remark) = &expected.action.remark {
        text += &format!("\n\nComment: {remark}");
    }
    text
}

/// What the facilitator needs when no row asks for more: what to talk about, and what really happened.
fn around(desk: &Facilitator) -> Titled {
    let module = desk.module.as_ref();
    let questions = module.into_iter().flat_map(|module| &module.questions);
    let questions: String = questions.map(|question| format!("- {question}\n")).collect();
    Titled::new(
        module.map(|module| module.title.clone()).unwrap_or_default(),
        format!("To discuss:\n{questions}\nWhat really happened:\n{}", desk.truth.trim()),
    )
}
