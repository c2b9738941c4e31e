//! The server is back: what waited is decided anew, in order, on what others recorded meanwhile.

use super::super::occasion::Occasion;
use super::super::run::{Asked, NewIncident};
use super::super::{Acknowledged, Done, Record, RecordError};
use super::{Obstacle, Text, WaitingState, Wanted, again};
use crate::core::incident::command::Command;
use crate::core::time::{WallTime, Zone};
use crate::store::transaction::Writing;
use crate::store::{HomeError, Settled, StoreError, Stream, Waiting};

/// What came of the queue.
#[derive(Debug, Default)]
struct Sent {
    recorded: usize,
    undecided: usize,
    /// Incidents whose row of the board told of what waited.
    streams: Vec<String>,
}

/// How many of those that waited before are recorded. Another window may have queued more meanwhile.
fn came_in(before: &[Waiting], after: &[Waiting]) -> usize {
    let recorded = |n: i64| {
        let mut found = after.iter().filter(|waiting| waiting.n == n);
        found.any(|waiting| waiting.state == WaitingState::Recorded)
    };
    let waited = before.iter().filter(|waiting| waiting.state == WaitingState::Waits);
    waited.filter(|waiting| recorded(waiting.n)).count()
}

impl Record {
    /// Records what waited, where the server can be reached and something waits.
    ///
    /// # Errors
    /// What the disk says. A server that goes away again is none: the rest waits on.
    pub(in crate::record) fn send_waiting(&self, now: WallTime) -> Result<(), RecordError> {
        if !self.store.can_write() || !self.store.can_share() || !self.store.anything_waits()? {
            return Ok(());
        }
        self.sending.set(true);
        let mut sent = Sent::default();
        let done = self.send_each(&mut sent, now);
        self.sending.set(false);
        for stream in &sent.streams {
            self.put_right(Stream::named(stream), now)?;
        }
        self.store.warnings().sent(sent.recorded);
        self.store.warnings().undecided(sent.undecided);
        match done {
            Err(RecordError::Store(StoreError::Home(why))) if why.lets_wait() => {
                self.store.warnings().away(&why);
                self.store.go_on_alone(Some(why));
                Ok(())
            }
            // Others were quicker every time: it waits for the next occasion.
            Err(RecordError::Store(error)) if error.is_late() => Ok(()),
            done => done,
        }
    }

    fn send_each(&self, sent: &mut Sent, now: WallTime) -> Result<(), RecordError> {
        self.store.forget_settled(now)?;
        // What was sent and not answered for may be on the server: it comes in first, and is not sent again.
        let before = self.store.waiting()?;
        self.take_in(now)?;
        let here = |waiting: &Waiting| waiting.state == WaitingState::Waits;
        let after = self.store.waiting()?;
        sent.recorded += came_in(&before, &after);
        let waits: Vec<Waiting> = after.into_iter().filter(here).collect();
        for waiting in &waits {
            sent.streams.push(waiting.stream.clone());
            match self.send_one(waiting, now)? {
                None => sent.recorded += 1,
                Some(obstacle) => {
                    self.leave_undecided(waiting, obstacle)?;
                    sent.undecided += 1;
                }
            }
        }
        Ok(())
    }

    /// Sends one; what stands in the way is told, and is no error.
    fn send_one(&self, waiting: &Waiting, now: WallTime) -> Result<Option<Obstacle>, RecordError> {
        let occasion = Occasion {
            acted: waiting.at,
            now,
            waited: Some(waiting),
        };
        let text = Text::read(waiting)?;
        let wanted = match text.wanted {
            Wanted::Commands(commands) => match self.renumbered(waiting, commands)? {
                Some(commands) => Wanted::Commands(commands),
                None => {
                    return Ok(Some(Obstacle::because(
                        "it is about an entry that waited and was not recorded",
                        "decide about that entry first, then about this one",
                    )));
                }
            },
            wanted @ (Wanted::Open { .. } | Wanted::Organisation(_) | Wanted::ByHand) => wanted,
        };
        if let Some(obstacle) = self.overtaken(waiting, &wanted)? {
            return Ok(Some(obstacle));
        }
        match self.record_waited(&wanted, &text.code, occasion) {
            Ok(_) => Ok(None),
            Err(RecordError::Refused(refusal)) => Ok(Some(Obstacle::of(&refusal))),
            Err(error @ RecordError::NoIncident { .. }) => Ok(Some(Obstacle::because(
                error.to_string(),
                "its incident was not recorded; decide about that one first",
            ))),
            Err(RecordError::Value { problems }) => {
                let mut obstacle = Obstacle::because(
                    "its values do not fit what is recorded now",
                    "record them anew as they are, and drop this",
                );
                obstacle.causes = problems;
                Ok(Some(obstacle))
            }
            Err(RecordError::Store(StoreError::Home(why @ HomeError::TooLarge { .. }))) => Ok(Some(Obstacle::because(
                why.to_string(),
                "record it in smaller parts, and drop this",
            ))),
            Err(error) => Err(error),
        }
    }

    /// Records what was asked for, as it waited.
    pub(super) fn record_waited(
        &self,
        wanted: &Wanted,
        was: &str,
        occasion: Occasion<'_>,
    ) -> Result<Option<Done>, RecordError> {
        let id = occasion.waited.map(|waiting| waiting.id);
        let stream = occasion
            .waited
            .map(|waiting| waiting.stream.as_str())
            .unwrap_or_default();
        self.store.send_as(id);
        let recorded = match wanted {
            Wanted::Commands(commands) => self.recorded(stream, &Asked::Commands(commands.clone()), occasion),
            Wanted::Open { title, kind, zone } => match Zone::named(zone) {
                Ok(zone) => {
                    let new = NewIncident {
                        title,
                        kind: *kind,
                        zone: &zone,
                        id: stream.to_owned(),
                    };
                    self.begin_on(&new, (&[], Some(was)), occasion)
                }
                Err(source) => Err(RecordError::Zone {
                    code: was.to_owned(),
                    source,
                }),
            },
            Wanted::Organisation(commands) => self.organisation_on(commands, occasion).map(|_| None),
            Wanted::ByHand => Err(again::by_hand().into()),
        };
        self.store.send_as(None);
        recorded
    }

    /// Settles what waited, in the transaction that records it. Says whether it is still to be recorded: another run of
    /// firebell on this machine may have done it.
    pub(in crate::record) fn still_to_record(
        &self,
        writing: &Writing<'_>,
        occasion: Occasion<'_>,
        became: u64,
    ) -> Result<bool, StoreError> {
        let Some(waiting) = occasion.waited else {
            return Ok(true);
        };
        let settled = Settled {
            state: WaitingState::Recorded,
            became: Some(became),
            text: None,
        };
        self.store.settle_waiting(writing, waiting, settled)
    }

    pub(super) fn leave_undecided(&self, waiting: &Waiting, obstacle: Obstacle) -> Result<(), RecordError> {
        let mut text = Text::read(waiting)?;
        text.obstacle = Some(obstacle);
        let text = text.written()?;
        let settled = Settled {
            state: WaitingState::Undecided,
            became: None,
            text: Some(&text),
        };
        self.store.write::<_, RecordError>(|writing| {
            self.store.settle_waiting(writing, waiting, settled)?;
            Ok(())
        })
    }

    /// The row of the board as what is recorded gives it, with what waits still.
    pub(super) fn put_right(&self, stream: Stream<'_>, now: WallTime) -> Result<(), RecordError> {
        if stream == Stream::Organisation {
            return Ok(());
        }
        let waits = self.store.waits_on(stream)?;
        if self.store.events(stream)?.is_empty() && !waits {
            return self.store.write(|writing| Ok(writing.take_off_board(stream)?));
        }
        self.put_on_the_board(&[stream], now)
    }

    /// Commands with the numbers that the entries have by now which they name; `None` where one of them was not recorded.
    pub(super) fn renumbered(
        &self,
        waiting: &Waiting,
        commands: Vec<Command>,
    ) -> Result<Option<Vec<Command>>, RecordError> {
        let all = self.store.waiting()?;
        let of_stream: Vec<&Waiting> = all
            .iter()
            .rev()
            .filter(|other| other.stream == waiting.stream && other.n < waiting.n)
            .collect();
        let number = |entry: u64| {
            if entry <= waiting.base {
                return Some(entry);
            }
            let named = |other: &&&Waiting| (other.first..other.first + other.entries).contains(&entry);
            let other = of_stream.iter().find(named)?;
            Some(other.became? + (entry - other.first))
        };
        Ok(commands
            .into_iter()
            .map(|command| command.renumbered(&number))
            .collect())
    }

    /// What is said of something that was recorded.
    pub(in crate::record) fn acknowledged(&self) -> Acknowledged {
        match self.store.is_on_server() {
            true => Acknowledged::OnServer,
            false => Acknowledged::Here,
        }
    }
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;

    fn entry(n: i64, state: WaitingState) -> Waiting {
        Waiting {
            n,
            id: [0; 16],
            stream: Stream::Organisation.name().to_owned(),
            state,
            at: WallTime::read(chrono::DateTime::UNIX_EPOCH),
            base: 0,
            first: 1,
            entries: 1,
            became: None,
            text: Zeroizing::new(Vec::new()),
        }
    }

    #[test]
    fn what_another_window_queues_meanwhile_is_not_taken_for_recorded() {
        use WaitingState::{Recorded, Waits};
        let before = [entry(1, Recorded), entry(2, Waits)];
        let more = [entry(1, Recorded), entry(2, Waits), entry(3, Waits)];
        assert_eq!(came_in(&before, &more), 0);
        let one = [entry(1, Recorded), entry(2, Recorded), entry(3, Waits)];
        assert_eq!(came_in(&before, &one), 1);
    }
}
