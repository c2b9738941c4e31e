//! How an incident takes each of its events in.

use std::collections::{BTreeMap, BTreeSet};

use super::names::{FormerCode, Origin};
use super::{Assigned, Delay, DoneAgain, FactEntry, Incident, KeptReminder, Lifted, Recorded, letter, mailing};
use crate::core::drill::event::DrillEvent;
use crate::core::event::about::SEALED_NOTE;
use crate::core::event::{
    DelayLifted, Event, FactClaim, FactWithdrawal, LawEnforcementDelay, ObligationAssignment, ObligationUpdate,
    Reminder, ReminderEnd, SealedEvent, SealedNature, TaskAssignment, TaskTick, What,
};
use crate::core::ids::{IncidentCode, IncidentId, Recoding, StoredCode};
use crate::core::time::{UnknownZone, Zone};
use crate::core::vocabulary::{Certainty, Stage};

/// Why events tell no incident.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FoldError {
    /// The zone of its local times is in no database. In another zone its moments would be other moments.
    #[error(transparent)]
    Zone(#[from] UnknownZone),
    /// When it was opened, and what it is, is unknown, and nothing is guessed.
    #[error("the events do not begin with the opening of an incident")]
    Unopened,
}

impl Incident {
    /// The incident that a stream of events tells.
    ///
    /// # Errors
    /// As [`Incident::opened`] of the first of them.
    pub fn fold<'e>(events: impl IntoIterator<Item = &'e Event>) -> Result<Incident, FoldError> {
        let mut events = events.into_iter();
        let mut incident = Incident::opened(events.next().ok_or(FoldError::Unopened)?)?;
        for event in events {
            incident.apply(event);
        }
        Ok(incident)
    }

    /// The incident that an event opens.
    ///
    /// # Errors
    /// [`FoldError`] for an event that opens none, or opens one in a zone that is in no database.
    pub fn opened(event: &Event) -> Result<Incident, FoldError> {
        let What::Opened {
            id,
            code,
            title,
            kind,
            home_zone,
        } = &event.what
        else {
            return Err(FoldError::Unopened);
        };
        if event.seq != 1 {
            return Err(FoldError::Unopened);
        }
        Ok(Incident {
            id: IncidentId::stored(id),
            code: StoredCode::stored(code),
            title: title.clone(),
            kind: *kind,
            home_zone: Zone::named(home_zone)?,
            opened_at: event.recorded_at,
            stage: Stage::Detection,
            stages: vec![(Stage::Detection, event.recorded_at, None)],
            closed: None,
            closings: 0,
            facts: BTreeMap::new(),
            decisions: Vec::new(),
            dispositions: BTreeMap::new(),
            letters: BTreeMap::new(),
            sealed_letters: BTreeSet::new(),
            mailings: Vec::new(),
            delays: Vec::new(),
            playbooks: BTreeMap::new(),
            tasks: BTreeMap::new(),
            assigned: BTreeMap::new(),
            reminders: Vec::new(),
            attempts: Vec::new(),
            evidence: Vec::new(),
            notes: Vec::new(),
            imported_timelines: Vec::new(),
            taken_back: BTreeMap::new(),
            drill: None,
            origins: Vec::new(),
            former_codes: Vec::new(),
            restricted_to: None,
            seq: event.seq,
            last_at: event.recorded_at,
            last_wall: event.wall(),
        })
    }

    /// Takes one more event in.
    pub fn apply(&mut self, event: &Event) {
        self.seq = event.seq;
        self.last_at = event.recorded_at;
        self.last_wall = event.wall();
        match &event.what {
            // A second opening would turn a real incident into an exercise, or back: there is none.
            What::Opened { .. } => {}
            What::FactRecorded(claim) => self.fact_recorded(event, claim),
            What::FactWithdrawn(withdrawal) => self.fact_withdrawn(event, withdrawal),
            What::StageEntered { stage, rationale, .. } => self.stage_entered(event, *stage, rationale.as_ref()),
            What::Decided(decision) => self.decisions.push(Recorded::of(event, decision)),
            What::HoldPlaced(terms) => self.delay_placed(event, terms),
            What::HoldLifted(lifted) => self.delay_lifted(event, lifted),
            What::PlaybookAdded { playbook } => {
                self.playbooks.entry(playbook.clone()).or_insert(event.recorded_at);
            }
            What::PlaybookRemoved { playbook, .. } => {
                self.playbooks.remove(playbook);
            }
            What::TakenBack { entry, by } => self.taken_back(*entry, *by..event.seq),
            What::TaskTicked(tick) => self.task_ticked(event, tick),
            What::TaskAssigned(assignment) => self.task_assigned(assignment),
            What::ObligationAssigned(assignment) => self.obligation_assigned(assignment),
            What::ReminderSet(reminder) => self.reminder_set(event, reminder),
            What::ReminderEnded(end) => self.reminder_ended(*end),
            What::ContactAttempted(attempt) => self.attempts.push(attempt.clone()),
            What::Disposed(update) => self.disposed(event, update),
            What::EvidenceLogged(evidence) => self.evidence.push(Recorded::of(event, evidence)),
            What::NoteAdded(note) => self.notes.push(Recorded::of(event, note)),
            What::TimelineImported(import) => self.imported_timelines.push(Recorded::of(event, import)),
            What::Sealed(sealed) => self.sealed(event, sealed),
            What::LetterDrafted(draft) => letter::drafted(&mut self.letters, event, draft),
            What::LetterRevised(revision) => letter::revised(&mut self.letters, event, revision),
            What::LetterCommented(comment) => letter::commented(&mut self.letters, event, comment),
            What::LetterApproved(approval) => letter::approved(&mut self.letters, event, approval),
            What::LetterApprovalWithdrawn(withdrawal) => letter::withdrawn(&mut self.letters, event, withdrawal),
            What::MailingPrinted(print) => mailing::printed(&mut self.mailings, event, print),
            What::MailingSent(sent) => mailing::sent(&mut self.mailings, event, sent),
            What::MailReturned(returned) => mailing::returned(&mut self.mailings, event, returned),
            What::Drill(drill) => self.rehearsed(event, drill),
            What::Closed { rationale, .. } => {
                self.closed = Some((event.recorded_at, rationale.clone()));
                self.closings += 1;
            }
            What::Reopened { .. } => self.closed = None,
            What::Imported { was, code } => self.imported(event, was, *code),
            What::Recoded { was, code, because } => self.recoded(event, was, *code, *because),
            What::AccessRestricted { to, .. } => self.restricted_to = Some(to.clone()),
            What::AccessOpened { .. } => self.restricted_to = None,
            // These belong to streams of their own.
            What::ProfileSet { .. }
            | What::ProfileUnset { .. }
            | What::ContactSaved { .. }
            | What::ContactRemoved { .. }
            | What::LegalHoldPlaced(_)
            | What::LegalHoldReleased(_)
            | What::ErasureRecorded(_)
            // What was erased tells nothing any more.
            | What::Erased(_)
            | What::Members(_) => {}
        }
    }

    fn sealed(&mut self, event: &Event, sealed: &SealedEvent) {
        match sealed.nature {
            SealedNature::PrivilegedNote => self.notes.push(Recorded::of(event, SEALED_NOTE)),
            // Whoever lacks one text of a letter has no part of it: a later one would pass for the present one.
            SealedNature::LetterText => {
                let Some(letter) = &sealed.letter else { return };
                self.letters.remove(letter);
                self.sealed_letters.insert(letter.clone());
            }
            // It tells nothing until it is opened.
            SealedNature::LetterRemark | SealedNature::Restricted => {}
        }
    }

    fn fact_recorded(&mut self, event: &Event, claim: &FactClaim) {
        let said = claim.said(Some(&self.home_zone));
        self.facts.entry(claim.key.clone()).or_default().push(FactEntry {
            seq: event.seq,
            recorded_at: event.recorded_at,
            actor: event.actor.clone(),
            value: Some(said),
            certainty: claim.certainty,
            learned_at: claim.learned_at,
            source: claim.source.clone(),
            also: claim.also,
        });
    }

    fn fact_withdrawn(&mut self, event: &Event, withdrawal: &FactWithdrawal) {
        self.facts.entry(withdrawal.key.clone()).or_default().push(FactEntry {
            seq: event.seq,
            recorded_at: event.recorded_at,
            actor: event.actor.clone(),
            value: None,
            certainty: Certainty::Confirmed,
            learned_at: event.recorded_at,
            source: Some(withdrawal.reason.clone()),
            also: false,
        });
    }

    fn stage_entered(&mut self, event: &Event, stage: Stage, rationale: Option<&String>) {
        self.stage = stage;
        self.stages.push((stage, event.recorded_at, rationale.cloned()));
    }

    fn delay_placed(&mut self, event: &Event, terms: &LawEnforcementDelay) {
        self.delays.push(Delay {
            seq: event.seq,
            terms: terms.clone(),
            placed_at: event.recorded_at,
            lifted: None,
        });
    }

    fn delay_lifted(&mut self, event: &Event, lifted: &DelayLifted) {
        let open = self.delays.iter_mut().filter(|delay| delay.lifted.is_none());
        for delay in open.filter(|delay| delay.terms.authority == lifted.authority) {
            delay.lifted = Some(Lifted {
                seq: event.seq,
                at: event.recorded_at,
                reason: lifted.reason.clone(),
            });
        }
    }

    /// An entry that lifts names an authority alone, so that it lifts all that this one asked for. Where it only took one
    /// of them back, the others go on.
    fn taken_back(&mut self, entry: u64, by: std::ops::Range<u64>) {
        for delay in self.delays.iter_mut().filter(|delay| delay.seq != entry) {
            delay.lifted.take_if(|lifted| by.contains(&lifted.seq));
        }
        self.taken_back.insert(entry, by);
    }

    fn task_ticked(&mut self, event: &Event, tick: &TaskTick) {
        let task = self.tasks.entry(tick.task.clone()).or_default();
        task.owner = tick.owner.clone().or_else(|| task.owner.take());
        let done_by_another = task.done_by.as_ref().is_some_and(|by| *by != event.actor);
        if tick.done && done_by_another {
            task.done_again.push(DoneAgain {
                by: event.actor.clone(),
                at: event.recorded_at,
                remark: tick.remark.clone(),
            });
            return;
        }
        // Who ticked it off as the second takes that back alone, and not what the first did.
        if !tick.done && task.done_again.iter().any(|again| again.by == event.actor) {
            task.done_again.retain(|again| again.by != event.actor);
            return;
        }
        // So does the first: the step is done by the next one then.
        let own = task.done_by.as_ref() == Some(&event.actor);
        if !tick.done && own && !task.done_again.is_empty() {
            let next = task.done_again.remove(0);
            task.done_at = Some(next.at);
            task.done_by = Some(next.by);
            task.remark = next.remark;
            return;
        }
        task.done_at = tick.done.then_some(event.recorded_at);
        task.done_by = tick.done.then(|| event.actor.clone());
        task.remark.clone_from(&tick.remark);
        if !tick.done {
            task.done_again.clear();
            task.opened_again = Some(event.seq);
        }
    }

    fn task_assigned(&mut self, assignment: &TaskAssignment) {
        let task = self.tasks.entry(assignment.task.clone()).or_default();
        task.owner = Some(assignment.owner.clone());
        task.due = assignment.due;
    }

    fn obligation_assigned(&mut self, assignment: &ObligationAssignment) {
        let assigned = Assigned {
            owner: assignment.owner.clone(),
            due: assignment.due,
        };
        self.assigned.insert(assignment.obligation.clone(), assigned);
    }

    fn disposed(&mut self, event: &Event, update: &ObligationUpdate) {
        let history = self.dispositions.entry(update.obligation.clone()).or_default();
        history.push(Recorded::of(event, update));
    }

    fn reminder_set(&mut self, event: &Event, reminder: &Reminder) {
        self.reminders.push(KeptReminder {
            set: Recorded::of(event, reminder),
            ended: false,
        });
    }

    fn reminder_ended(&mut self, end: ReminderEnd) {
        let own = self.reminders.iter_mut().filter(|kept| kept.set.seq == end.reminder);
        own.for_each(|kept| kept.ended = true);
    }

    fn rehearsed(&mut self, event: &Event, drill: &DrillEvent) {
        let (at, wall) = (event.recorded_at, event.wall());
        self.drill.get_or_insert_default().apply(drill, &event.actor, at, wall);
    }

    fn imported(&mut self, event: &Event, was: &str, code: IncidentCode) {
        self.origins.push(Origin {
            was: was.to_owned(),
            through: event.seq.saturating_sub(1),
            at: event.wall(),
            by: event.actor.clone(),
        });
        self.code = code.into();
    }

    fn recoded(&mut self, event: &Event, was: &str, code: IncidentCode, because: Recoding) {
        self.former_codes.push(FormerCode {
            code: was.to_owned(),
            until: event.wall(),
            because,
        });
        self.code = code.into();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::incident::undo;
    use crate::core::time::StoryTime;
    use chrono::DateTime;

    fn opening(seq: u64, home_zone: &str) -> Event {
        Event {
            seq,
            recorded_at: DateTime::UNIX_EPOCH,
            wall_at: None,
            acted_at: None,
            actor: "dana".to_owned(),
            session: "s".to_owned(),
            what: What::Opened {
                id: "an id".to_owned(),
                code: "a code".to_owned(),
                title: "Payroll".to_owned(),
                kind: crate::core::facts::IncidentKind::Real,
                home_zone: home_zone.to_owned(),
            },
        }
    }

    fn at(seq: u64, what: What) -> Event {
        let event = opening(seq, "UTC");
        Event { what, ..event }
    }

    fn asked(seq: u64, regime: &str) -> Event {
        let terms = LawEnforcementDelay {
            authority: "FBI".to_owned(),
            regimes: vec![regime.to_owned()],
            until: None,
            reason: "an arrest is planned".to_owned(),
        };
        at(seq, What::HoldPlaced(terms))
    }

    fn lifted(seq: u64) -> Event {
        let lifted = DelayLifted {
            authority: "FBI".to_owned(),
            reason: "by telephone".to_owned(),
        };
        at(seq, What::HoldLifted(lifted))
    }

    #[test]
    fn a_delay_that_is_taken_back_leaves_the_others_of_its_authority() {
        let running = |events: &[Event]| {
            let incident = Incident::fold(events).unwrap();
            let delays = incident.delays_at(StoryTime::named(DateTime::UNIX_EPOCH));
            delays.flat_map(|terms| terms.regimes.clone()).collect::<Vec<_>>()
        };
        let mut events = vec![opening(1, "UTC"), asked(2, "us-ca"), asked(3, "us-tx")];
        let incident = Incident::fold(&events).unwrap();
        let all: Vec<&Event> = events.iter().collect();
        let undo = undo::newest(&incident, &all, "dana").undo.unwrap();
        assert_eq!(undo.entry, 3);
        assert_eq!(undo.words, "the law-enforcement delay of FBI for us-tx is lifted");
        events.extend([lifted(4), at(5, What::TakenBack { entry: 3, by: 4 })]);
        assert_eq!(running(&events), ["us-ca"]);
        // Taken back in its turn, and lifted as a whole.
        let again = [lifted(6), at(7, What::TakenBack { entry: 2, by: 6 })];
        assert_eq!(running(&[&events[..], &again].concat()), [""; 0]);
        assert_eq!(running(&[&events[..], &[lifted(6)]].concat()), [""; 0]);
        // What was lifted before stays lifted.
        let earlier = [
            opening(1, "UTC"),
            asked(2, "us-ca"),
            lifted(3),
            asked(4, "us-tx"),
            lifted(5),
        ];
        let taken = at(6, What::TakenBack { entry: 4, by: 5 });
        assert_eq!(running(&[&earlier[..], &[taken]].concat()), [""; 0]);
    }

    #[test]
    fn an_unreadable_zone_is_an_error_and_no_other_zone() {
        let zone = FoldError::Zone(UnknownZone("Mars/Phobos".to_owned()));
        assert_eq!(Incident::fold([&opening(1, "Mars/Phobos")]), Err(zone));
        let incident = Incident::fold([&opening(1, "Europe/Dublin")]).unwrap();
        assert_eq!(incident.home_zone.name(), "Europe/Dublin");
    }

    #[test]
    fn there_is_no_incident_before_its_opening() {
        assert_eq!(Incident::fold([]), Err(FoldError::Unopened));
        assert_eq!(Incident::fold([&opening(2, "UTC")]), Err(FoldError::Unopened));
    }

    #[test]
    fn an_old_record_keeps_names_that_would_not_be_given() {
        let incident = Incident::opened(&opening(1, "UTC")).unwrap();
        assert_eq!((incident.id.as_str(), incident.code.as_str()), ("an id", "a code"));
        assert!(incident.code.parse::<IncidentCode>().is_err() && incident.id.parse::<IncidentId>().is_err());
    }
}
