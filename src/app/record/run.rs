//! Commands run on the record: all of a command, or nothing.

use chrono::Datelike as _;

use super::prepare::{Before, Prepared};
use super::{Done, Loaded, Record, RecordError};
use crate::app::assessed::Assessed;
use crate::app::deadline_effect::effect;
use crate::app::decision::Papers;
use crate::app::event_text::readable;
use crate::core::drill::{DrillEvent, Start};
use crate::core::event::What;
use crate::core::facts::IncidentKind;
use crate::core::ids::Series;
use crate::core::incident::command::Command;
use crate::core::incident::decide::{World, decide, exercise, may_record};
use crate::core::incident::{Incident, Organisation};
use crate::core::organisation::OrganisationCommand;
use crate::core::time::{StoryTime, WallTime, Zone};
use crate::store::transaction::Writing;
use crate::store::{Batch, StoreError, Stream};

/// How often a command is decided anew before it is decided while nobody else can write.
const TRIES: u32 = 3;

/// What is asked of an incident.
pub(super) enum Asked {
    /// None of them depends on another.
    Commands(Vec<Command>),
    /// An event of its exercise.
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
        let NewIncident { title, kind, zone, id } = new;
        let year = zone.local(now.at()).year();
        let series = Series::new(kind, year).ok_or(StoreError::NoCode(format!("{year}-")))?;
        // The code is taken in the transaction that uses it: nobody else can take it in between.
        self.write(now, |writing| {
            let organisation = self.organisation(None)?;
            let opened = What::Opened {
                id: id.clone(),
                code: writing.free_code(series)?.to_string(),
                title: title.to_owned(),
                kind,
                home_zone: zone.name().to_owned(),
            };
            let whats = [opened].into_iter().chain(with.clone()).collect();
            let nothing = Before {
                incident: Incident::default(),
                events: Vec::new(),
                organisation,
            };
            Ok(self.prepare(nothing, whats, now)?.written(writing)?)
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

    /// Records an event of an exercise. Whether the scenario has what it names is known in `drill`: `drill/delivery` is
    /// the only caller, which `tests/it/architecture.rs` holds.
    ///
    /// # Errors
    /// As [`Record::run`].
    pub fn run_exercise(&mut self, code: &str, event: DrillEvent, now: WallTime) -> Result<Done, RecordError> {
        self.run_asked(code, &Asked::Exercise(event), now)
    }

    pub(super) fn run_asked(&mut self, code: &str, asked: &Asked, now: WallTime) -> Result<Done, RecordError> {
        // Somebody else may append in between: what they wrote is looked at and the command decided anew, in the end
        // while nobody else can write on this machine, nor on another one where the server has locks.
        let mut tries = 0;
        let ran = loop {
            let step = self.decided(code, asked, now);
            let ran = step.and_then(|step| self.store.write(|writing| self.written(step, asked, writing, now)));
            match ran {
                Err(RecordError::Store(error)) if error.is_late() && tries < TRIES => {
                    tries += 1;
                    if let Err(error) = self.look_again(tries, now) {
                        break Err(error);
                    }
                }
                Err(RecordError::Store(error)) if error.is_late() => {
                    break self.write(now, |writing| {
                        self.written(self.decided(code, asked, now)?, asked, writing, now)
                    });
                }
                ran => break ran,
            }
        };
        self.store.let_go_of_home();
        if let Ok(done) = &ran {
            self.note_lent(done, now)?;
        }
        if let Err(RecordError::Refused(_)) = &ran {
            let target = self
                .load(code)
                .map_or_else(|_| code.to_owned(), |loaded| loaded.incident.code);
            self.note_done(now, "incident.command", &target, "refused");
        }
        ran
    }

    /// Writes a step. Where it restricts the incident, what was recorded in the open is sealed in the same go.
    fn written(
        &self,
        step: Prepared,
        asked: &Asked,
        writing: &Writing<'_>,
        now: WallTime,
    ) -> Result<Done, RecordError> {
        let done = step.written(writing)?;
        let incident = &done.loaded.incident;
        match asked {
            Asked::Commands(_) | Asked::Exercise(_) => {}
            Asked::Access(_) => {
                if let Some(entitled) = self.let_in_to(incident, now)? {
                    self.store.seal_earlier(writing, &incident.id, (&entitled, now))?;
                }
            }
        }
        Ok(done)
    }

    /// What is asked comes to, as the record is now.
    fn decided(&self, code: &str, asked: &Asked, wall: WallTime) -> Result<Prepared, RecordError> {
        let loaded = self.load(code)?;
        let now = loaded.incident.now(wall);
        let before = self.assess(&loaded.incident, &loaded.organisation, now)?;
        let whats = match asked {
            Asked::Commands(commands) => self.commanded(&loaded, &before, commands, wall)?,
            Asked::Access(what) => vec![What::clone(what)],
            Asked::Exercise(event) => vec![exercise::recorded(&loaded.incident, event.clone(), wall)?],
        };
        Ok(self.prepare(loaded.into(), whats, wall)?.since(&before))
    }

    /// The events that commands of an incident come to.
    fn commanded(
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
        let (after, _) = self.stamped_on(&loaded.incident, whats, world.wall);
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
        let whats: Vec<What> = commands.into_iter().map(OrganisationCommand::event).collect();
        // What others recorded in between is built upon: the last entry of each value is the one that counts.
        self.write(now, |writing| {
            let stream = Stream::Organisation;
            let known = self.store.events(stream.name())?;
            let seq = known.last().map_or(0, |s| s.event.seq);
            may_record(&self.rights(None, now)?, &whats)?;
            let events = self.stamped(seq, whats.clone(), now);
            readable(&events)?;
            let after = Organisation::fold(known.iter().map(|s| &s.event).chain(&events));
            let blank = Incident {
                title: "profile".to_owned(),
                code: "profile".to_owned(),
                ..Incident::default()
            };
            self.facts(&blank, &after, StoryTime::outside_incidents(now))?;
            let audit = self.lines(&events, stream.name(), stream.name(), false);
            writing.append(&Batch {
                stream,
                expected: seq,
                events: &events,
                audit: &audit,
                ..Batch::default()
            })?;
            Ok(after)
        })
    }
}
