//! The handover from one shift to the next: what whoever comes must know, and what has happened since the shift before.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{DateTime, TimeDelta, Utc};

use super::markdown::escaped;
use crate::app::assessment::assessed::{Assessed, Change, Standing, Verdicts, verdicts};
use crate::app::called::{self, Names};
use crate::app::letters::Owed;
use crate::app::record::Loaded;
use crate::app::views::incident::{CallRow, TaskRow, calls, next_step, tasks};
use crate::app::views::{NOTICE, ObligationView};
use crate::core::counted::counted;
use crate::core::event::{About, Event, LetterStep, Note, OfIncident, What};
use crate::core::event_words::event_told;
use crate::core::exercise_mark::MarkPlace;
use crate::core::incident::decide::open_obligations;
use crate::core::law::rulebook::Rulebook;
use crate::core::obligation::moment_words;
use crate::core::playbook::Playbook;
use crate::core::time::{StoryTime, TimeLeft, WallTime};
use crate::core::verdict::Verdict;

/// How far back a handover looks where nobody has marked one.
const USUAL: TimeDelta = TimeDelta::hours(12);
/// Deadlines that are told.
const DEADLINES: usize = 3;
/// Lines of a list before the rest is only counted.
const LISTED: usize = 60;
/// Lines of the log in one list.
const LATEST: usize = 25;

/// When the shift that is handed over began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shift<'l> {
    pub since: DateTime<Utc>,
    /// The one that somebody ended in the log: whoever comes reads what was done in it.
    pub ended: Option<EndedShift<'l>>,
}

/// A shift whose end is a line of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndedShift<'l> {
    pub since: DateTime<Utc>,
    pub until: DateTime<Utc>,
    /// Who ended it, and the line.
    pub by: &'l str,
    pub word: &'l str,
}

impl Shift<'_> {
    /// Since the last line of the log with `#handover`, else the last twelve hours.
    pub fn of(loaded: &Loaded, now: StoryTime) -> Shift<'_> {
        let incident = &loaded.incident;
        let mut ends = incident
            .notes
            .iter()
            .rev()
            .filter(|note| !note.privileged && note.ends_a_shift());
        let Some(last) = ends.next() else {
            return Shift {
                since: (now.at() - USUAL).max(incident.opened_at),
                ended: None,
            };
        };
        let before = ends.next().map_or(last.at - USUAL, |end| end.at);
        Shift {
            since: last.at,
            ended: Some(EndedShift {
                since: before.max(incident.opened_at),
                until: last.at,
                by: &last.actor,
                word: &last.text,
            }),
        }
    }
}

/// What a handover is made from.
#[derive(Debug, Clone, Copy)]
pub struct Handover<'h> {
    pub loaded: &'h Loaded,
    pub assessed: &'h Assessed,
    /// The obligations as they were when the shift began.
    pub before: &'h Verdicts,
    pub playbooks: &'h [Playbook],
    pub rules: &'h Rulebook,
    /// What each notice that was filed still owes its recipient, by obligation.
    pub owed: &'h BTreeMap<String, Owed>,
    pub shift: Shift<'h>,
    pub now: StoryTime,
}

impl Handover<'_> {
    /// The handover in Markdown: on one page what is open, then what was done.
    pub fn text(&self) -> String {
        let incident = &self.loaded.incident;
        let mark = incident.kind.mark(MarkPlace::Title);
        let title = format!("# {mark}Handover {} {}\n", incident.code, escaped(&incident.title));
        let banner = match incident.kind.mark(MarkPlace::Document) {
            "" => String::new(),
            mark => format!("**{mark}**\n"),
        };
        let parts = [
            title,
            banner,
            self.where_it_stands(),
            self.word(),
            section(
                "Next deadlines",
                self.deadlines(),
                "No obligation that is due has a date.",
            ),
            section("Waiting for an answer", self.waiting(), "No reply is outstanding."),
            section("Open", self.open(), "Nothing is open."),
            section(
                "Decisions in this shift",
                self.happened(self.this_shift(), is_decision),
                "None.",
            ),
            section(
                "Done in this shift",
                {
                    let sent = self.happened(self.this_shift(), is_sent);
                    let rest = self.happened(self.this_shift(), |event| is_done(event) && !is_sent(event));
                    sent.into_iter().chain(newest(rest)).collect()
                },
                "Nothing was recorded.",
            ),
            section("What changed", self.changed(), "Neither facts nor obligations."),
            self.shift_before(),
            format!("---\n\n{NOTICE}\n"),
        ];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join("\n")
    }

    fn names(&self) -> Names<'_> {
        Names {
            obligations: &self.assessed.view.obligations,
            rules: self.rules,
            playbooks: self.playbooks,
            contacts: &self.loaded.organisation.contacts,
            reminders: &self.loaded.incident.reminders,
        }
    }

    fn moment(&self, at: DateTime<Utc>) -> String {
        moment_words(&self.loaded.incident.home_zone, at)
    }

    fn where_it_stands(&self) -> String {
        let mut out = String::new();
        let since = match self.shift.ended {
            Some(_) => "the last line of the log with #handover",
            None => "no line of the log with #handover is earlier",
        };
        let possible = self.assessed.view.obligations.iter();
        let possible = possible.filter(|o| o.verdict == Verdict::Possible).count();
        let step = next_step(self.loaded, self.assessed, self.playbooks, self.now);
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "As of {}, {}.\n",
            self.moment(self.now.at()),
            self.loaded.incident.home_zone.name()
        );
        let _ = writeln!(out, "- Since {} ({since})", self.moment(self.shift.since));
        let _ = writeln!(out, "- Stage: {}", self.loaded.incident.stage.title());
        let _ = writeln!(
            out,
            "- Next: {}",
            escaped(&called::next_step(&self.assessed.view.obligations, &step))
        );
        let _ = writeln!(
            out,
            "- Obligations: {} due and open, {possible} possible",
            self.due().count()
        );
        out
    }

    /// What is due and open, the soonest first; what has no date last.
    fn due(&self) -> impl Iterator<Item = &ObligationView> {
        let open = open_obligations(&self.loaded.incident, &self.assessed.obligations);
        let mut due: Vec<&ObligationView> = self
            .assessed
            .view
            .obligations
            .iter()
            .filter(|o| open.contains(&o.id))
            .collect();
        due.sort_by_key(|o| o.deadline.as_ref().map_or(DateTime::<Utc>::MAX_UTC, |d| d.strict));
        due.into_iter()
    }

    fn deadlines(&self) -> Vec<String> {
        let dated = self.due().filter_map(|o| Some((o, o.deadline.as_ref()?)));
        let line = |(o, deadline): (&ObligationView, &crate::app::views::DeadlineView)| {
            let left = TimeLeft::until(deadline.strict, self.now).sentence();
            let when = moment_words(&deadline.zone, deadline.strict);
            format!("{when} ({left}): {}{}", called::cited(o), self.owner(o))
        };
        dated.take(DEADLINES).map(line).collect()
    }

    /// Who sees to an obligation, and until when.
    fn owner(&self, o: &ObligationView) -> String {
        match self.loaded.incident.assigned.get(o.id.as_str()) {
            None => ", given to nobody".to_owned(),
            Some(assigned) => {
                let due = assigned.due.map(|due| format!(" by {}", self.moment(due)));
                format!(", {}{}", assigned.owner, due.unwrap_or_default())
            }
        }
    }

    /// Calls without an answer, and reminders.
    fn waiting(&self) -> Vec<String> {
        let call = |row: CallRow| {
            let next = row.next.filter(|_| row.answered.is_none())?;
            let escalates = row
                .escalates_at
                .map(|at| format!(", then the next person at {}", self.moment(at)));
            Some(format!(
                "{}: {next}{}",
                row.role.replace('_', " "),
                escalates.unwrap_or_default()
            ))
        };
        let calls = calls(self.loaded, self.now).into_iter().filter_map(call);
        let reminders = crate::app::views::incident::reminders(&self.loaded.incident);
        let reminders = reminders.into_iter().map(|reminder| {
            let whom = reminder.owner.map(|who| format!(" for {who}"));
            format!(
                "reminder{} at {}: {}",
                whom.unwrap_or_default(),
                self.moment(reminder.at),
                reminder.about
            )
        });
        calls.chain(reminders).collect()
    }

    /// What is due, then the steps of the stage.
    fn open(&self) -> Vec<String> {
        let due = self.due().map(|o| format!("{}{}", called::cited(o), self.owner(o)));
        let step = |row: TaskRow| {
            let due = row.due.map(|due| format!(" by {}", self.moment(due)));
            format!("{}: {}{}", row.title, row.owner, due.unwrap_or_default())
        };
        let steps = tasks(self.loaded, self.playbooks, false).into_iter().map(step);
        due.chain(self.supplements()).chain(steps).collect()
    }

    /// Notices that were filed and said, or left open, what is still owed.
    fn supplements(&self) -> impl Iterator<Item = String> {
        let all = self.assessed.view.obligations.iter();
        all.filter_map(|o| {
            let owed = self.owed.get(o.id.as_str())?;
            let what = match owed {
                Owed::Values(count) => counted(u64::try_from(*count).unwrap_or(u64::MAX), "value"),
                Owed::Announced => "what is still to follow".to_owned(),
                Owed::Changed => "what has changed since".to_owned(),
            };
            Some(format!("{}: supplement with {what}{}", called::cited(o), self.owner(o)))
        })
    }

    /// What whoever ended the shift before wrote for the next one.
    fn word(&self) -> String {
        let Some(ended) = self.shift.ended else {
            return String::new();
        };
        let words: Vec<&str> = ended
            .word
            .split_whitespace()
            .filter(|word| !word.eq_ignore_ascii_case(Note::HANDOVER))
            .collect();
        let line = format!("{}, {}: {}", self.moment(ended.until), ended.by, words.join(" "));
        section("From the shift before", vec![line], "")
    }

    /// Decisions and work of the shift that was ended last.
    fn shift_before(&self) -> String {
        let Some(ended) = self.shift.ended else {
            return String::new();
        };
        let span = (ended.since, ended.until);
        let decided = self.happened(span, is_decision);
        let sent = self.happened(span, is_sent);
        let rest = |event: &Event| !is_decision(event) && !is_sent(event) && (is_done(event) || is_fact(event));
        let done = self.happened(span, rest);
        let title = format!(
            "In the shift before, {} to {}",
            self.moment(ended.since),
            self.moment(ended.until)
        );
        section(
            &title,
            decided.into_iter().chain(sent).chain(newest(done)).collect(),
            "Nothing was recorded.",
        )
    }

    fn this_shift(&self) -> (DateTime<Utc>, DateTime<Utc>) {
        (self.shift.since, DateTime::<Utc>::MAX_UTC)
    }

    /// What was recorded between two moments, of a kind.
    fn happened(&self, (after, until): (DateTime<Utc>, DateTime<Utc>), of_kind: fn(&Event) -> bool) -> Vec<String> {
        let events = self.loaded.told();
        let own = events.filter(|event| event.recorded_at > after && event.recorded_at < until && of_kind(event));
        own.map(|event| {
            let when = self.moment(event.acted_at.map_or(event.recorded_at, WallTime::at));
            let away = event.acted_at.map_or("", |_| " (away from the server)");
            format!(
                "{when}{away}, {}: {}",
                event.actor,
                event_told(&event.what, &self.names())
            )
        })
        .collect()
    }

    /// Facts that were recorded, then obligations that came to something else.
    fn changed(&self) -> Vec<String> {
        let mut lines = self.happened(self.this_shift(), is_fact);
        let changes = Change::between(self.before, &verdicts(&self.assessed.view));
        lines.extend(changes.iter().map(|change| {
            let before = change.before.map_or_else(|| Verdict::NotDue.words().to_owned(), told);
            let now = change.now.map_or_else(|| Verdict::NotDue.words().to_owned(), told);
            let named = called::obligation_of(&self.assessed.view.obligations, &change.obligation);
            format!("{named}: {before}, now {now}")
        }));
        lines
    }
}

/// The newest lines of the log: what came last is what whoever takes over does not know yet.
fn newest(mut lines: Vec<String>) -> Vec<String> {
    let earlier = lines.len().saturating_sub(LATEST);
    if earlier > 0 {
        lines.drain(..earlier);
        lines.push(format!("{earlier} earlier in the log"));
    }
    lines
}

/// A section with its lines, or with the word that there are none. What is left out is counted.
fn section(title: &str, lines: Vec<String>, none: &str) -> String {
    let mut out = format!("## {title}\n\n");
    let more = lines.len().saturating_sub(LISTED);
    if lines.is_empty() {
        out += &format!("{none}\n");
    }
    for line in lines.iter().take(LISTED) {
        out += &format!("- {}\n", escaped(line));
    }
    if more > 0 {
        out += &format!("- and {more} more\n");
    }
    out
}

fn told(standing: Standing) -> String {
    let strict = standing.strict.map(|strict| format!(" by {strict}"));
    format!("{}{}", standing.verdict.words(), strict.unwrap_or_default())
}

fn is_decision(event: &Event) -> bool {
    // A line of the log that somebody marked as one is a note.
    if let What::NoteAdded(note) = &event.what {
        return note.is_decision();
    }
    matches!(
        event.what.about(),
        About::Incident(OfIncident::Decision(_) | OfIncident::Stage | OfIncident::Course(_))
    )
}

/// What went out, and what was approved: told before everything else that was done.
fn is_sent(event: &Event) -> bool {
    let about = event.what.about();
    let filed =
        matches!(&about, About::Incident(OfIncident::Obligation(update)) if update.disposition.filing().is_some());
    filed
        || matches!(
            about,
            About::Incident(OfIncident::Letter(_, LetterStep::Approval) | OfIncident::Mailing(..))
        )
}

fn is_fact(event: &Event) -> bool {
    matches!(event.what.about(), About::Incident(OfIncident::Fact { .. }))
}

/// Whatever else was recorded; of the exercise itself nothing.
fn is_done(event: &Event) -> bool {
    !is_decision(event) && !is_fact(event) && matches!(event.what.about(), About::Incident(_))
}
