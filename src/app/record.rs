//! The one door to the record: opens it, loads incidents, runs commands, and says what they changed.

use std::path::Path;

use chrono::{DateTime, SubsecRound as _, Utc};
use secrecy::SecretString;

use super::assessed::{Assessed, Change, Verdicts, verdicts};
use super::effect::effect;
use super::event_text::readable;
use crate::core::drill::DrillEvent;
use crate::core::event::{
    DecisionMade, Event, FactClaim, FactWithdrawal, LetterApproval, LetterComment, LetterDraft, LetterRevision,
    ObligationUpdate, TaskAssignment, TaskTick, What,
};
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::{self, Facts, IncidentKind};
use crate::core::ids::{ObligationId, Series};
use crate::core::incident::command::Command;
use crate::core::incident::decide::{World, decide};
use crate::core::incident::document::document;
use crate::core::incident::{Incident, Organisation};
use crate::core::law::rulebook::Rulebook;
use crate::core::playbook::Playbook;
use crate::core::refusal::Refusal;
use crate::core::time::{StoryTime, UnknownZone, WallTime, Zone};
use crate::core::verdict::Verdict;
use crate::store::events::Batch;
use crate::store::summary::NextDeadline;
use crate::store::writing::Writing;
use crate::store::{Actor, DeadlineRow, Draft, Store, StoreError, Stored, Summary, Warnings};

/// How often a command is decided anew before it is decided while nobody else can write.
const TRIES: u32 = 3;

/// The stream of the organisation's own events: profile and contacts.
pub const ORGANISATION: &str = "organisation";

/// Why the record did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The rules of the record.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is no such incident.
    #[error("there is no incident `{code}`")]
    NoIncident {
        /// As typed.
        code: String,
        /// The nearest there is.
        hint: String,
    },
    /// The key is wrong, and the audit log could not be told.
    #[error("{}", StoreError::WrongKey)]
    Unnoted(#[source] StoreError),
    /// An import of what was imported or recorded here before.
    #[error("this incident is in the record already, as {code}")]
    Here {
        /// Its code here.
        code: String,
    },
    /// The zone of an incident's local times is in no database. A date in another zone would be a wrong date.
    #[error("the time zone of {code} is unreadable")]
    Zone {
        /// The incident.
        code: String,
        /// What its record says.
        #[source]
        source: UnknownZone,
    },
    /// What was typed does not read as a fact.
    #[error("{}", problems.first().map(String::as_str).unwrap_or("the value does not read"))]
    Value {
        /// Each problem.
        problems: Vec<String>,
    },
}

/// The open record.
#[derive(Debug)]
pub struct Record {
    pub(super) store: Store,
    /// The law.
    pub rules: Rulebook,
    /// The playbooks.
    pub playbooks: Vec<Playbook>,
    /// Who acts.
    pub actor: Actor,
}

/// An incident with its events.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The folded incident.
    pub incident: Incident,
    /// Its events as stored.
    pub events: Vec<Stored>,
    /// The organisation at the same moment.
    pub organisation: Organisation,
    /// The zone of its local times.
    pub zone: Zone,
}

/// What a command came to.
#[derive(Debug)]
pub struct Done {
    /// The incident after it.
    pub incident: Incident,
    /// The new events.
    pub events: Vec<Event>,
    /// What changed among the duties.
    pub changes: Vec<Change>,
    /// The assessment after it.
    pub assessed: Assessed,
    /// The zone of the incident's local times.
    pub zone: Zone,
}

/// Events that follow on an incident, with all that follows from them, ready to be written.
pub(super) struct Step {
    expected: u64,
    after: Incident,
    events: Vec<Event>,
    changes: Vec<Change>,
    assessed: Assessed,
    zone: Zone,
    summary: Summary,
    deadlines: Vec<DeadlineRow>,
    audit: Vec<Draft>,
}

impl Step {
    /// Writes it.
    pub(super) fn append(&self, writing: &Writing<'_>) -> Result<(), StoreError> {
        let appended = writing.append(&Batch {
            stream: &self.after.id,
            expected: self.expected,
            events: &self.events,
            summary: Some(&self.summary),
            deadlines: &self.deadlines,
            audit: &self.audit,
        });
        appended.map(|_| ())
    }

    /// What it came to.
    pub(super) fn done(self) -> Done {
        Done {
            incident: self.after,
            events: self.events,
            changes: self.changes,
            assessed: self.assessed,
            zone: self.zone,
        }
    }
}

impl Record {
    /// Sets up a new record.
    ///
    /// # Errors
    /// As [`Store::create`].
    pub fn create(folder: &Path, secret: &SecretString, actor: &Actor, now: WallTime) -> Result<(), RecordError> {
        let store = Store::create(folder, secret)?;
        Ok(store.note(&Draft::new(actor, now, "record.create", "record", "ok"))?)
    }

    /// Opens a record. A wrong key is noted in the audit log.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open(
        folder: &Path,
        secret: &SecretString,
        rules: Rulebook,
        playbooks: Vec<Playbook>,
        actor: Actor,
        now: WallTime,
    ) -> Result<Record, RecordError> {
        let opened = Store::open(folder, secret);
        if matches!(opened, Err(StoreError::WrongKey)) {
            let log = crate::store::AuditLog::at(folder.join(crate::store::AUDIT));
            if let Err(why) = log.record(&Draft::new(&actor, now, "record.unlock", "record", "failed")) {
                return Err(RecordError::Unnoted(why));
            }
        }
        Ok(Record {
            store: opened?,
            rules,
            playbooks,
            actor,
        })
    }

    /// Whether anything can be recorded; not where the folder is read-only.
    pub fn can_write(&self) -> bool {
        self.store.can_write()
    }

    /// The store below, for backups, proofs and lists.
    pub fn store(&mut self) -> &mut Store {
        &mut self.store
    }

    /// Notes an action that makes no event: a read of privileged notes, an export.
    ///
    /// # Errors
    /// What the disk says.
    pub fn note(&self, now: WallTime, action: &str, target: &str, outcome: &str) -> Result<(), RecordError> {
        Ok(self.store.note(&self.draft(now, action, target, outcome))?)
    }

    /// Notes what was done already. Where that cannot be written, the deed is still done: it is a warning.
    pub fn note_done(&self, now: WallTime, action: &str, target: &str, outcome: &str) {
        if let Err(error) = self.store.note(&self.draft(now, action, target, outcome)) {
            self.store.warnings().unwritten(action, &error);
        }
    }

    fn draft(&self, now: WallTime, action: &str, target: &str, outcome: &str) -> Draft {
        // The code of an exercise tells it apart; the line says so in words as well.
        let mark = IncidentKind::of_exercise(target.starts_with("X-")).mark(MarkPlace::Line);
        let target = format!("{mark}{target}");
        Draft::new(&self.actor, now, action, &target, outcome)
    }

    /// What went wrong without stopping what was asked.
    pub fn warnings(&self) -> &Warnings {
        self.store.warnings()
    }

    /// The organisation as it stands, or stood.
    ///
    /// # Errors
    /// What the store says.
    pub fn organisation(&self, until: Option<DateTime<Utc>>) -> Result<Organisation, RecordError> {
        let events = self.store.events(ORGANISATION)?;
        let known = events.iter().map(|s| &s.event);
        let known = known.filter(|e| until.is_none_or(|until| e.recorded_at <= until));
        Ok(Organisation::fold(known))
    }

    /// An incident by code or UUID, as it stands.
    ///
    /// # Errors
    /// [`RecordError::NoIncident`] with the nearest code.
    pub fn load(&self, code: &str) -> Result<Loaded, RecordError> {
        self.load_until(code, None)
    }

    /// An incident as it was known at a moment.
    ///
    /// # Errors
    /// [`RecordError::NoIncident`] where there is none, or was none yet.
    pub fn load_until(&self, code: &str, until: Option<DateTime<Utc>>) -> Result<Loaded, RecordError> {
        let Some(summary) = self.store.summary(code)? else {
            let filter = crate::store::summary::Filter {
                closed: true,
                limit: Some(500),
                ..Default::default()
            };
            let codes: Vec<String> = self.store.summaries(&filter)?.into_iter().map(|s| s.code).collect();
            let known: Vec<&str> = codes.iter().map(String::as_str).collect();
            let hint = match known.is_empty() {
                true => "open one: firebell incident open \"title\"".to_owned(),
                false => crate::core::reader::suggestion(code, &known),
            };
            return Err(RecordError::NoIncident {
                code: code.to_owned(),
                hint,
            });
        };
        let mut events = self.store.events(&summary.stream)?;
        events.retain(|s| until.is_none_or(|until| s.event.recorded_at <= until));
        if events.is_empty() {
            return Err(RecordError::NoIncident {
                code: code.to_owned(),
                hint: "it was not opened yet at that moment".to_owned(),
            });
        }
        let mut incident = Incident::fold(events.iter().map(|s| &s.event));
        // Also a look back shows the code of today: what it was before may be the code of another incident.
        incident.code = summary.code;
        incident.id = summary.stream;
        // An exercise is played by an invented organisation; the real one's profile and people stay out of it.
        let organisation = match &incident.drill {
            Some(drill) => drill.organisation.clone(),
            None => self.organisation(until)?,
        };
        Ok(Loaded {
            zone: home_zone(&incident)?,
            incident,
            organisation,
            events,
        })
    }

    /// The moment it is in an incident: in an exercise with a scenario that of its story.
    ///
    /// # Errors
    /// As [`Record::load`].
    pub fn story(&self, row: &Summary, wall: WallTime) -> Result<StoryTime, RecordError> {
        if row.kind == IncidentKind::Real || row.closed {
            return Ok(StoryTime::outside_incidents(wall));
        }
        Ok(self.load(&row.stream)?.incident.now(wall))
    }

    /// The facts of an incident, read by the same eyes as a facts file.
    ///
    /// # Errors
    /// [`RecordError::Value`] names each key that does not read.
    pub fn facts(
        &self,
        incident: &Incident,
        organisation: &Organisation,
        now: StoryTime,
    ) -> Result<Facts, RecordError> {
        let invented = incident.drill.as_ref().map(|drill| &drill.organisation);
        let document = document(incident, invented.unwrap_or(organisation), now);
        facts::read::stored(&incident.code, &document.text, &self.rules).map_err(|problems| {
            let words = problems.iter().map(|problem| {
                let key = document.key_at(problem.line).filter(|key| !key.is_empty());
                let hint = problem.hint.as_deref().map(|h| format!(" ({h})")).unwrap_or_default();
                format!("{}: {}{hint}", key.unwrap_or("incident"), problem.message)
            });
            RecordError::Value {
                problems: words.collect(),
            }
        })
    }

    /// The duties of an incident at a moment.
    ///
    /// # Errors
    /// As [`Record::facts`].
    pub fn assess(
        &self,
        incident: &Incident,
        organisation: &Organisation,
        now: StoryTime,
    ) -> Result<Assessed, RecordError> {
        let facts = self.facts(incident, organisation, now)?;
        Ok(Assessed::of(&facts, &self.rules, now))
    }

    /// Opens an incident and returns its code.
    ///
    /// # Errors
    /// What the store says.
    pub fn open_incident(
        &mut self,
        title: &str,
        kind: IncidentKind,
        zone: &Zone,
        now: WallTime,
        id: String,
    ) -> Result<Done, RecordError> {
        self.open_with(title, kind, zone, now, id, None)
    }

    /// Opens an exercise with a scenario; from then on it runs by the clock of its story.
    ///
    /// # Errors
    /// What the store says.
    pub fn open_drill(
        &mut self,
        title: &str,
        zone: &Zone,
        wall: WallTime,
        id: String,
        started: DrillEvent,
    ) -> Result<Done, RecordError> {
        self.open_with(title, IncidentKind::Exercise, zone, wall, id, Some(started))
    }

    fn open_with(
        &mut self,
        title: &str,
        kind: IncidentKind,
        zone: &Zone,
        now: WallTime,
        id: String,
        started: Option<DrillEvent>,
    ) -> Result<Done, RecordError> {
        use chrono::Datelike as _;
        let year = zone.local(now.at()).year();
        let series = Series::new(kind, year).ok_or(StoreError::NoCode(format!("{year}-")))?;
        let organisation = self.organisation(None)?;
        // The code is taken in the transaction that uses it: nobody else can take it in between.
        self.store.write(|writing| {
            let opened = What::Opened {
                id: id.clone(),
                code: writing.free_code(series)?.to_string(),
                title: title.to_owned(),
                kind,
                home_zone: zone.name().to_owned(),
            };
            let whats = [opened].into_iter().chain(started.map(What::Drill)).collect();
            let step = self.step(&Incident::default(), &organisation, whats, now)?;
            step.append(writing)?;
            Ok(step.done())
        })
    }

    /// Runs a command on an incident: all of it, or nothing.
    ///
    /// # Errors
    /// A refusal, a value that does not read, or what the store says. A refusal is noted in the audit log.
    pub fn run(&mut self, code: &str, command: Command, now: WallTime) -> Result<Done, RecordError> {
        self.run_all(code, vec![command], now)
    }

    /// Runs several commands, none of which depends on another, in one transaction: counts of people that only add up
    /// together, for example.
    ///
    /// # Errors
    /// As [`Record::run`].
    pub fn run_all(&mut self, code: &str, commands: Vec<Command>, now: WallTime) -> Result<Done, RecordError> {
        // Somebody else may append in between: what they wrote is looked at and the command decided anew, in the end
        // while nobody else can write.
        let mut tries = 0;
        let ran = loop {
            let step = self.decided(code, commands.clone(), now);
            let ran = step.and_then(|step| Ok(self.store.write(|writing| step.append(writing).map(|()| step))?));
            match ran {
                Err(RecordError::Store(StoreError::Conflict { .. })) if tries < TRIES => tries += 1,
                Err(RecordError::Store(StoreError::Conflict { .. })) => {
                    break self.store.write(|writing| {
                        let step = self.decided(code, commands, now)?;
                        step.append(writing)?;
                        Ok(step)
                    });
                }
                ran => break ran,
            }
        };
        if let Err(RecordError::Refused(_)) = &ran {
            let target = self
                .load(code)
                .map_or_else(|_| code.to_owned(), |loaded| loaded.incident.code);
            self.note_done(now, "incident.command", &target, "refused");
        }
        ran.map(Step::done)
    }

    /// What a command comes to, as the record is now.
    fn decided(&self, code: &str, commands: Vec<Command>, wall: WallTime) -> Result<Step, RecordError> {
        let loaded = self.load(code)?;
        let now = loaded.incident.now(wall);
        let before = self.assess(&loaded.incident, &loaded.organisation, now)?;
        let world = World {
            duties: &before.duties,
            playbooks: &self.playbooks,
            organisation: &loaded.organisation,
            actor: &self.actor.name,
            now,
            wall,
        };
        let mut whats = Vec::with_capacity(commands.len());
        for command in commands {
            match decide(&loaded.incident, &world, command.clone()) {
                Ok(decided) => whats.extend(decided),
                Err(mut refusal) => {
                    if let Some(cautioned) = &mut refusal.cautioned {
                        cautioned.effect = self.effect(&loaded, &world, command);
                    }
                    return Err(refusal.into());
                }
            }
        }
        let mut step = self.step(&loaded.incident, &loaded.organisation, whats, wall)?;
        step.changes = Change::between(&verdicts(&before.view), &verdicts(&step.assessed.view));
        Ok(step)
    }

    /// What a command that needs a reason would do to the deadlines if it got one.
    fn effect(&self, loaded: &Loaded, world: &World<'_>, command: Command) -> Option<String> {
        let command = command.confirmed(Some("asked".to_owned()));
        // What cannot be assessed is told when it is recorded.
        let whats = decide(&loaded.incident, world, command).ok()?;
        let (after, _) = self.stamped_on(&loaded.incident, whats, world.wall);
        let after = self.assess(&after, &loaded.organisation, world.now).ok()?;
        effect(world.duties, &after.duties)
    }

    /// Events that follow on an incident, with all that follows from them. Nothing is written.
    pub(super) fn step(
        &self,
        incident: &Incident,
        organisation: &Organisation,
        whats: Vec<What>,
        wall: WallTime,
    ) -> Result<Step, RecordError> {
        let (after, events) = self.stamped_on(incident, whats, wall);
        readable(&events)?;
        let now = after.now(wall);
        // A value that does not read is found here, before anything is written.
        let facts = self.facts(&after, organisation, now)?;
        self.adds_up(incident, organisation, now, &facts, &events)?;
        let assessed = Assessed::of(&facts, &self.rules, now);
        let zone = home_zone(&after)?;
        let (summary, deadlines) = summary(&after, &assessed, &self.rules);
        let audit = self.lines(&events, &after.id, &after.code, after.kind == IncidentKind::Exercise);
        Ok(Step {
            expected: incident.seq,
            after,
            events,
            changes: Vec::new(),
            zone,
            assessed,
            summary,
            deadlines,
            audit,
        })
    }

    /// Refuses counts of people that cannot add up, where they are recorded. A record from before this was checked
    /// may hold some already: it can still be written to, and corrected step by step.
    fn adds_up(
        &self,
        before: &Incident,
        organisation: &Organisation,
        now: StoryTime,
        after: &Facts,
        events: &[Event],
    ) -> Result<(), RecordError> {
        let counts = |event: &Event| match &event.what {
            What::FactRecorded(FactClaim { key, .. }) | What::FactWithdrawn(FactWithdrawal { key, .. }) => {
                key.starts_with("affected.") || key == "organisation.people_in_scope_worldwide"
            }
            _ => false,
        };
        let mismatches = after.affected.mismatches();
        if mismatches.is_empty() || !events.iter().any(counts) {
            return Ok(());
        }
        let known = self.facts(before, organisation, now)?;
        if !known.affected.mismatches().is_empty() {
            return Ok(());
        }
        let words = mismatches
            .iter()
            .map(|mismatch| format!("affected.{}: {mismatch} ({})", mismatch.key(), mismatch.hint()));
        Err(RecordError::Value {
            problems: words.collect(),
        })
    }

    /// Changes the organisation's own record.
    ///
    /// # Errors
    /// What the store says, or a profile that does not read.
    pub fn run_organisation(&mut self, whats: Vec<What>, now: WallTime) -> Result<Organisation, RecordError> {
        // What others recorded in between is built upon: the last entry of each value is the one that counts.
        self.store.write(|writing| {
            let known = self.store.events(ORGANISATION)?;
            let seq = known.last().map_or(0, |s| s.event.seq);
            let events = self.stamped(seq, whats, now);
            readable(&events)?;
            let after = Organisation::fold(known.iter().map(|s| &s.event).chain(&events));
            let blank = Incident {
                title: "profile".to_owned(),
                code: "profile".to_owned(),
                ..Incident::default()
            };
            self.facts(&blank, &after, StoryTime::outside_incidents(now))?;
            let audit = self.lines(&events, ORGANISATION, ORGANISATION, false);
            writing.append(&Batch {
                stream: ORGANISATION,
                expected: seq,
                events: &events,
                audit: &audit,
                ..Batch::default()
            })?;
            Ok(after)
        })
    }

    /// Events of an incident with their numbers and moments, and the incident after them. In an exercise the story's
    /// clock stamps them and the wall's is kept beside it.
    pub(super) fn stamped_on(&self, incident: &Incident, whats: Vec<What>, wall: WallTime) -> (Incident, Vec<Event>) {
        let mut after = incident.clone();
        let mut events = Vec::with_capacity(whats.len());
        let start = whats.iter().find_map(|what| match what {
            What::Drill(DrillEvent::Started(start)) => Some(start.story),
            _ => None,
        });
        for what in whats {
            let steps = match &what {
                What::Drill(DrillEvent::Delivered { story, .. }) => *story,
                // A clock that was held has not carried the story on in the meantime.
                What::Drill(DrillEvent::Stood { elapsed }) => {
                    let clock = after.drill.as_ref().map(|drill| &drill.clock);
                    clock.and_then(|clock| clock.story_at(*elapsed)).max(after.last_at)
                }
                _ => start,
            };
            let mut event = self.stamp(what, after.seq + 1, wall);
            if after.drill.is_some() || start.is_some() {
                let story = steps.filter(|steps| after.last_at.is_none_or(|last| *steps >= last));
                event.recorded_at = story.unwrap_or_else(|| after.now(wall).at()).trunc_subsecs(3);
                event.wall_at = Some(WallTime::read(wall.at().trunc_subsecs(3)));
            }
            after.apply(&event);
            events.push(event);
        }
        (after, events)
    }

    fn stamped(&self, seq: u64, whats: Vec<What>, now: WallTime) -> Vec<Event> {
        let numbered = whats.into_iter().zip(seq + 1..);
        numbered.map(|(what, seq)| self.stamp(what, seq, now)).collect()
    }

    fn stamp(&self, what: What, seq: u64, now: WallTime) -> Event {
        Event {
            seq,
            recorded_at: now.at().trunc_subsecs(3),
            wall_at: None,
            actor: self.actor.name.clone(),
            session: self.actor.session.clone(),
            what,
        }
    }

    /// The audit lines of events. They name the key of a fact and never its value.
    pub(super) fn lines(&self, events: &[Event], stream: &str, code: &str, exercise: bool) -> Vec<Draft> {
        let line = |event: &Event| {
            let target = target(event, code, exercise);
            Draft::new(&self.actor, event.wall(), event.what.verb(), &target, "ok").for_event(event, stream)
        };
        events.iter().map(line).collect()
    }

    /// Assesses one incident anew and says what the law or the passing of time has changed since it was last written.
    ///
    /// # Errors
    /// As [`Record::assess`].
    pub fn review(&mut self, loaded: &Loaded, now: StoryTime) -> Result<(Assessed, Vec<Change>), RecordError> {
        let assessed = self.assess(&loaded.incident, &loaded.organisation, now)?;
        let Some(kept) = self.store.summary(&loaded.incident.id)? else {
            return Ok((assessed, Vec::new()));
        };
        // A row that cannot be read says nothing about what has changed; it is written anew.
        let before: Option<Verdicts> = serde_json::from_str(&kept.verdicts).ok();
        let readable = before.is_some();
        let changes = before.map(|before| Change::between(&before, &verdicts(&assessed.view)));
        let changes = changes.unwrap_or_default();
        if self.store.can_write() && (!readable || kept.rules != self.rules.sha256 || !changes.is_empty()) {
            let (row, deadlines) = summary(&loaded.incident, &assessed, &self.rules);
            // Looking goes on where nothing can be written.
            if let Err(error) = self.store.refresh(&row, &deadlines) {
                self.store.warnings().board(&error);
            }
        }
        Ok((assessed, changes))
    }
}

/// The zone of an incident's local times.
///
/// # Errors
/// [`RecordError::Zone`] where no database has it.
pub fn home_zone(incident: &Incident) -> Result<Zone, RecordError> {
    Zone::named(&incident.home_zone).map_err(|source| RecordError::Zone {
        code: incident.code.clone(),
        source,
    })
}

/// What the audit line of an event is about.
pub(super) fn target(event: &Event, code: &str, exercise: bool) -> String {
    let target = match &event.what {
        What::FactRecorded(FactClaim { key, .. }) | What::FactWithdrawn(FactWithdrawal { key, .. }) => {
            format!("{code} {key}")
        }
        What::Decided(DecisionMade { key, .. }) => format!("{code} decisions.{key}"),
        What::Disposed(ObligationUpdate {
            obligation,
            disposition,
            ..
        }) => format!("{code} {obligation} {}", disposition.words()),
        What::LetterDrafted(LetterDraft { letter, .. })
        | What::LetterRevised(LetterRevision { letter, .. })
        | What::LetterCommented(LetterComment { letter, .. })
        | What::LetterApproved(LetterApproval { letter, .. }) => format!("{code} {letter}"),
        What::TaskTicked(TaskTick { task, .. }) | What::TaskAssigned(TaskAssignment { task, .. }) => {
            format!("{code} {task}")
        }
        What::ProfileSet { key, .. } | What::ProfileUnset { key } => format!("{code} {key}"),
        _ => code.to_owned(),
    };
    IncidentKind::of_exercise(exercise).mark(MarkPlace::Line).to_owned() + &target
}

/// The row of the board and the dated duties that are open.
pub(super) fn summary(incident: &Incident, assessed: &Assessed, rules: &Rulebook) -> (Summary, Vec<DeadlineRow>) {
    let settled = |key: &ObligationId| {
        incident
            .disposition(key.as_str())
            .is_some_and(|d| d.disposition.settles())
    };
    let open = assessed
        .view
        .obligations
        .iter()
        .filter(|o| o.verdict != Verdict::NotDue && !settled(&o.id));
    let rows: Vec<DeadlineRow> = open
        .clone()
        .filter_map(|o| {
            let deadline = o.deadline.as_ref()?;
            Some(DeadlineRow {
                stream: incident.id.clone(),
                duty: o.id.clone(),
                strict: deadline.strict,
                zone: deadline.zone.clone(),
                verdict: o.verdict,
                provisional: deadline.provisional,
                recipient: o.recipient.clone(),
            })
        })
        .collect();
    let next = rows
        .iter()
        .filter(|d| d.verdict == Verdict::Due)
        .min_by_key(|d| d.strict);
    let count =
        |verdict: Verdict| u32::try_from(open.clone().filter(|o| o.verdict == verdict).count()).unwrap_or(u32::MAX);
    // Every incident was opened; a stream without that event is listed as the oldest.
    let moment = |at: Option<DateTime<Utc>>| at.unwrap_or(DateTime::UNIX_EPOCH);
    let row = Summary {
        stream: incident.id.clone(),
        code: incident.code.clone(),
        title: incident.title.clone(),
        kind: incident.kind,
        stage: incident.stage,
        closed: incident.closed.is_some(),
        severity: assessed.view.risk.as_ref().and_then(|r| r.suggested.clone()),
        opened_at: moment(incident.opened_at),
        updated_at: moment(incident.last_at),
        next: next.map(|d| NextDeadline {
            strict: d.strict,
            obligation: d.duty.clone(),
        }),
        due: count(Verdict::Due),
        possible: count(Verdict::Possible),
        seq: incident.seq,
        rules: rules.sha256.clone(),
        verdicts: serde_json::to_string(&verdicts(&assessed.view)).unwrap_or_default(),
    };
    (row, rows)
}
