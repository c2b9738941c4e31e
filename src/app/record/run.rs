//! Commands run on the record: all of a command, or nothing.

use chrono::Datelike as _;

use super::facts::profile_reads;
use super::occasion::Occasion;
use super::prepare::{Before, Prepared};
use super::{Done, LineOutcome, Loaded, Record, RecordError};
use crate::app::assessment::assessed::Assessed;
use crate::app::assessment::deadline_effect::effect;
use crate::app::assessment::decision_record::Papers;
use crate::app::event_text::readable;
use crate::core::drill::{DrillEvent, Start};
use crate::core::event::{Event, What};
use crate::core::facts::IncidentKind;
use crate::core::ids::{Recoding, Series};
use crate::core::incident::Organisation;
use crate::core::incident::command::Command;
use crate::core::incident::decide::{World, decide, exercise, may_record};
use crate::core::organisation::OrganisationCommand;
use crate::core::time::{WallTime, Zone};
use crate::store::transaction::Writing;
use crate::store::{Batch, HomeError, StoreError, Stream};

/// How often a command is decided anew before it is decided while nobody else can write.
const TRIES: u32 = 3;

/// What is asked of an incident.
pub(super) enum Asked {
    /// None of them depends on another.
    Commands(Vec<Command>),
    Exercise(DrillEvent),
    /// Who may read it.
    Access(Box<What>),
}

/// An incident that is about to be opened.
#[derive(Debug, Clone)]
pub struct NewIncident<'a> {
    pub title: &'a str,
    pub kind: IncidentKind,
    /// The zone of its local times.
    pub zone: &'a Zone,
    /// UUID.
    pub id: String,
}

impl Record {
    /// Opens an incident.
    ///
    /// # Errors
    /// What the store says.
    pub fn open_incident(&mut self, new: NewIncident<'_>, now: WallTime) -> Result<Done, RecordError> {
        self.begin(new, Vec::new(), now)
    }

    /// Opens an exercise with a scenario; from then on it runs by the clock of its story.
    ///
    /// # Errors
    /// What the store says.
    pub fn open_drill(&mut self, new: NewIncident<'_>, start: Start, now: WallTime) -> Result<Done, RecordError> {
        self.begin(new, vec![What::Drill(DrillEvent::Started(Box::new(start)))], now)
    }

    /// Opens an incident, and records with it what must never be without.
    pub(super) fn begin(&mut self, new: NewIncident<'_>, with: Vec<What>, now: WallTime) -> Result<Done, RecordError> {
        self.send_waiting(now)?;
        if with.is_empty() && !self.store.can_share() {
            return self.keep_opening(&new, (None, now));
        }
        let begun = self.begin_on(&new, (&with, None), Occasion::now(now));
        match begun {
            Err(error) if with.is_empty() => {
                let tried = self.lets_wait(error)?;
                self.keep_opening(&new, (tried, now))
            }
            Ok(Some(done)) => Ok(done),
            Ok(None) => Err(StoreError::Home(HomeError::Late).into()),
            Err(error) => Err(error),
        }
    }

    /// The same on an occasion. `was`: the code that it had while it waited. `None` where it is recorded already.
    pub(super) fn begin_on(
        &self,
        new: &NewIncident<'_>,
        (with, was): (&[What], Option<&str>),
        occasion: Occasion<'_>,
    ) -> Result<Option<Done>, RecordError> {
        let NewIncident { title, kind, zone, id } = new;
        let year = zone.local(occasion.acted.at()).year();
        let series = Series::new(*kind, year).ok_or(StoreError::NoCode(format!("{year}-")))?;
        // The code is taken in the transaction that uses it: nobody else can take it in between.
        self.write(occasion.now, |writing| {
            if !self.still_to_record(writing, occasion, 1)? {
                return Ok(None);
            }
            let organisation = self.organisation(None)?;
            let code = writing.free_code(series)?;
            let opened = What::Opened {
                id: id.clone(),
                code: code.to_string(),
                title: (*title).to_owned(),
                kind: *kind,
                home_zone: zone.name().to_owned(),
            };
            let recoded = was.filter(|was| *was != code.to_string()).map(|was| What::Recoded {
                was: was.to_owned(),
                code,
                because: Recoding::OpenedAway,
            });
            let whats = [opened].into_iter().chain(recoded).chain(with.iter().cloned());
            let nothing = Before {
                incident: None,
                events: Vec::new(),
                waiting: Vec::new(),
                organisation,
            };
            let step = self.prepare(nothing, whats.collect(), occasion.now)?.on(occasion);
            let done = step.written(writing, self.acknowledged())?;
            if with.is_empty() {
                self.keep_asked_opening(new, (&done.loaded.incident.code, &done.events), occasion)?;
            }
            Ok(Some(done))
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
        self.run_asked(code, &Asked::Commands(commands), now)
    }

    /// Records an event of an exercise. Whether the scenario has what it names is known in `drill`: `drill/driving/delivery` is
    /// the only caller, which `tests/it/architecture.rs` holds.
    ///
    /// # Errors
    /// As [`Record::run`].
    pub fn run_exercise(&mut self, code: &str, event: DrillEvent, now: WallTime) -> Result<Done, RecordError> {
        self.run_asked(code, &Asked::Exercise(event), now)
    }

    pub(super) fn run_asked(&mut self, code: &str, asked: &Asked, now: WallTime) -> Result<Done, RecordError> {
        self.send_waiting(now)?;
        let ran = match (asked, self.store.can_share()) {
            (Asked::Commands(commands), false) => self.keep_commands(code, commands, (None, now)),
            (Asked::Exercise(_) | Asked::Access(_), false) | (_, true) => self.run_with_server(code, asked, now),
        };
        if let Ok(done) = &ran {
            self.note_lent(done, now)?;
        }
        if let Err(RecordError::Refused(_)) = &ran {
            let target = self
                .load(code)
                .map_or_else(|_| code.to_owned(), |loaded| loaded.incident.code.to_string());
            self.note_done(now, "incident.command", &target, LineOutcome::Refused);
        }
        ran
    }

    /// Records it now; where the server goes away in between, commands wait.
    fn run_with_server(&self, code: &str, asked: &Asked, now: WallTime) -> Result<Done, RecordError> {
        let recorded = self.recorded(code, asked, Occasion::now(now));
        match (asked, recorded) {
            (Asked::Commands(commands), Err(error)) => {
                let tried = self.lets_wait(error)?;
                self.keep_commands(code, commands, (tried, now))
            }
            (_, Ok(Some(done))) => Ok(done),
            (_, Ok(None)) => Err(StoreError::Home(HomeError::Late).into()),
            (_, Err(error)) => Err(error),
        }
    }

    /// Whether what could not be recorded waits, and the row that the server may have of it: where the server went away, and
    /// where others on a shared record were quicker every time.
    fn lets_wait(&self, error: RecordError) -> Result<Option<[u8; 16]>, RecordError> {
        if let RecordError::Store(StoreError::Home(why)) = &error
            && why.lets_wait()
        {
            return Ok(self.go_away(why.clone()));
        }
        if let RecordError::Store(late) = &error
            && late.is_late()
            && self.store.is_on_server()
        {
            return Ok(None);
        }
        Err(error)
    }

    /// Goes on without the server. The row that it may have is named, so that it cannot get in twice.
    pub(super) fn go_away(&self, why: HomeError) -> Option<[u8; 16]> {
        let tried = matches!(why, HomeError::Unanswered)
            .then(|| self.store.tried())
            .flatten();
        self.store.warnings().away(&why);
        self.store.go_on_alone(Some(why));
        tried
    }

    /// Records what is asked; `None` where it waited and is recorded already.
    pub(super) fn recorded(
        &self,
        code: &str,
        asked: &Asked,
        occasion: Occasion<'_>,
    ) -> Result<Option<Done>, RecordError> {
        // Somebody else may append in between: what they wrote is looked at and the command decided anew, in the end
        // while nobody else can write on this machine, nor on another one where the server has locks.
        let (mut tries, mut base) = (0, None);
        let ran = loop {
            let step = self.decided_since(base, (code, asked), occasion);
            base = base.or(step.as_ref().ok().map(|step| step.first().saturating_sub(1)));
            let ran = step.and_then(|step| self.store.write(|writing| self.written(step, asked, writing, occasion)));
            match ran {
                Err(RecordError::Store(error)) if error.is_late() && tries < TRIES => {
                    tries += 1;
                    if let Err(error) = self.look_again(tries, occasion.now) {
                        break Err(error);
                    }
                }
                Err(RecordError::Store(error)) if error.is_late() => {
                    break self.write(occasion.now, |writing| {
                        let step = self.decided_since(base, (code, asked), occasion)?;
                        self.written(step, asked, writing, occasion)
                    });
                }
                ran => break ran,
            }
        };
        self.store.let_go_of_home();
        ran
    }

    /// What is asked, decided again where somebody else was quicker. `base`: the last entry that was there when it was decided
    /// first. What somebody else said about the same since is shown before anything takes its place.
    fn decided_since(
        &self,
        base: Option<u64>,
        (code, asked): (&str, &Asked),
        occasion: Occasion<'_>,
    ) -> Result<Prepared, RecordError> {
        let step = self.decided(code, asked, occasion)?;
        if let (Some(base), Asked::Commands(commands)) = (base, asked)
            && let Some(refusal) = self.overtaken_meanwhile((Stream::Incident(step.incident()), base), commands)?
        {
            return Err(refusal.into());
        }
        Ok(step)
    }

    /// Writes a step. Where it restricts the incident, what was recorded in the open is sealed in the same go.
    fn written(
        &self,
        step: Prepared,
        asked: &Asked,
        writing: &Writing<'_>,
        occasion: Occasion<'_>,
    ) -> Result<Option<Done>, RecordError> {
        if !self.still_to_record(writing, occasion, step.first())? {
            return Ok(None);
        }
        let done = step.written(writing, self.acknowledged())?;
        let incident = &done.loaded.incident;
        match asked {
            Asked::Commands(commands) => {
                self.keep_asked_commands(commands, (&incident.code, &done.events), occasion)?;
            }
            Asked::Exercise(_) => {}
            Asked::Access(_) => {
                if let Some(entitled) = self.let_in_to(incident, true, occasion.now)? {
                    self.store
                        .seal_earlier(writing, Stream::Incident(&incident.id), (&entitled, occasion.now))?;
                }
            }
        }
        Ok(Some(done))
    }

    /// What is asked comes to, as the record is now. What waited is decided as of the moment at which it was done.
    fn decided(&self, code: &str, asked: &Asked, occasion: Occasion<'_>) -> Result<Prepared, RecordError> {
        let loaded = self.load(code)?;
        let wall = occasion.acted;
        let now = loaded.incident.now(wall);
        let before = self.assess(&loaded.incident, &loaded.organisation, now)?;
        let whats = match asked {
            Asked::Commands(commands) => self.commanded(&loaded, &before, commands, wall)?,
            Asked::Access(what) => vec![What::clone(what)],
            Asked::Exercise(event) => vec![exercise::recorded(&loaded.incident, event.clone(), wall)?],
        };
        let step = self.prepare(loaded.into(), whats, occasion.now)?;
        Ok(step.since(&before).on(occasion))
    }

    /// The events that commands of an incident come to.
    pub(super) fn commanded(
        &self,
        loaded: &Loaded,
        before: &Assessed,
        commands: &[Command],
        wall: WallTime,
    ) -> Result<Vec<What>, RecordError> {
        let now = loaded.incident.now(wall);
        let rights = self.rights(Some(&loaded.incident.id), wall)?;
        let world = World {
            rights: &rights,
            obligations: &before.obligations,
            playbooks: &self.playbooks,
            organisation: &loaded.organisation,
            sign_off: &self.sign_off,
            actor: &self.actor.name,
            now,
            wall,
        };
        let papers = Papers {
            loaded,
            view: &before.view,
            rules: &self.rules,
            now,
        };
        let mut whats = Vec::with_capacity(commands.len());
        for command in commands {
            let command = papers.added_to(command.clone());
            match decide(&loaded.incident, &world, command.clone()) {
                Ok(decided) => whats.extend(decided),
                Err(mut refusal) => {
                    if let Some(cautioned) = &mut refusal.cautioned {
                        cautioned.effect = self.effect(loaded, &world, command);
                    }
                    return Err(refusal.into());
                }
            }
        }
        Ok(whats)
    }

    /// What a command that needs a reason would do to the deadlines if it got one.
    fn effect(&self, loaded: &Loaded, world: &World<'_>, command: Command) -> Option<String> {
        let command = command.confirmed(Some("asked".to_owned()));
        // What cannot be assessed is told when it is recorded.
        let whats = decide(&loaded.incident, world, command).ok()?;
        let (after, _) = self.stamped_on(Some(&loaded.incident), whats, world.wall).ok()?;
        let after = self.assess(&after, &loaded.organisation, world.now).ok()?;
        effect(world.obligations, &after.obligations)
    }

    /// Changes the organization's own record.
    ///
    /// # Errors
    /// What the store says, or a profile that does not read.
    pub fn run_organisation(
        &mut self,
        commands: Vec<OrganisationCommand>,
        now: WallTime,
    ) -> Result<Organisation, RecordError> {
        self.send_waiting(now)?;
        if !self.store.can_share() {
            return self.keep_organisation(&commands, (None, now));
        }
        match self.organisation_on(&commands, Occasion::now(now)) {
            Err(error) => {
                let tried = self.lets_wait(error)?;
                self.keep_organisation(&commands, (tried, now))
            }
            changed => changed,
        }
    }

    /// Whether changes of the organization's own record would be taken. Nothing is recorded.
    ///
    /// # Errors
    /// As [`Record::run_organisation`].
    pub fn check_organisation(&self, commands: &[OrganisationCommand], now: WallTime) -> Result<(), RecordError> {
        let whats = commands.iter().cloned().map(OrganisationCommand::event).collect();
        let known = self.organisation(None)?;
        self.changed_organisation(&known, whats, now).map(drop)
    }

    pub(super) fn organisation_on(
        &self,
        commands: &[OrganisationCommand],
        occasion: Occasion<'_>,
    ) -> Result<Organisation, RecordError> {
        let whats: Vec<What> = commands.iter().cloned().map(OrganisationCommand::event).collect();
        // What others recorded in between is built upon: the last entry of each value is the one that counts.
        self.write(occasion.now, |writing| {
            let stream = Stream::Organisation;
            let known = self.organisation(None)?;
            if !self.still_to_record(writing, occasion, known.seq + 1)? {
                return Ok(known);
            }
            let (after, mut events) = self.changed_organisation(&known, whats.clone(), occasion.now)?;
            events.iter_mut().for_each(|event| event.acted_at = occasion.acted_at());
            let audit = self.lines(&events, stream, stream.name(), false);
            writing.append(&Batch {
                stream,
                expected: known.seq,
                events: &events,
                audit: &audit,
                ..Batch::default()
            })?;
            self.keep_asked_of_organisation(commands, &events, occasion)?;
            Ok(after)
        })
    }

    /// The organization after changes, and the events that they are.
    pub(super) fn changed_organisation(
        &self,
        before: &Organisation,
        whats: Vec<What>,
        now: WallTime,
    ) -> Result<(Organisation, Vec<Event>), RecordError> {
        may_record(&self.rights(None, now)?, &whats)?;
        let events = self.stamped(before.seq, whats, now);
        readable(&events)?;
        let mut after = before.clone();
        events.iter().for_each(|event| after.apply(event));
        profile_reads(&self.rules, &after)?;
        Ok((after, events))
    }
}
