//! What was recorded is kept as it was asked for: should the server lose it and go on with another history, it waits again and
//! is decided anew like anything that waited.

use std::collections::BTreeSet;
use std::path::PathBuf;

use secrecy::SecretString;
use zeroize::Zeroizing;

use super::super::occasion::Occasion;
use super::super::run::NewIncident;
use super::super::{LineOutcome, PasswordSource, Record, RecordError};
use super::{Choice, Obstacle, Text, WaitingState, Wanted};
use crate::core::event::{Event, Note, What};
use crate::core::exercise_mark::MarkPlace;
use crate::core::ids::{IncidentCode, Stream};
use crate::core::incident::command::Command;
use crate::core::organisation::OrganisationCommand;
use crate::core::refusal::{Refusal, Remedy};
use crate::core::time::WallTime;
use crate::store::{ByHand, HomeError, NewWaiting, Settled, Store, StoreError, Waiting};

/// What came of taking the server's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenAnew {
    /// The last entry that both had.
    pub common: u64,
    /// Of what the server lost, what waited again and was recorded at once, or waits.
    pub again: u64,
    /// The same of other members on this machine.
    pub of_others: u64,
    /// What has to be done again by hand.
    pub by_hand: u64,
    /// What other machines have, and bring back.
    pub elsewhere: u64,
    /// The folder of the copy as it was.
    pub before: PathBuf,
}

pub(super) fn by_hand() -> Refusal {
    Refusal::new(
        "the server lost this, and it cannot be recorded again by itself",
        Remedy::from("do it again where it is still needed, and drop this"),
    )
}

/// Gives incidents that wait to be opened again a provisional code that no server assigns, because somebody else may
/// have their codes by now. The old code is kept beside it.
fn without_their_codes(store: &Store) -> Result<(), StoreError> {
    let waiting = store.waiting()?;
    let texts: Vec<(&Waiting, Text)> = waiting
        .iter()
        .map(|waiting| Ok((waiting, Text::read(waiting)?)))
        .collect::<Result<_, StoreError>>()?;
    let told = |text: &Text| match text.events.first().map(|event| &event.what) {
        Some(What::Opened { code, .. }) => Some(code.clone()),
        Some(_) | None => None,
    };
    let known: BTreeSet<String> = texts.iter().filter_map(|(_, text)| told(text)).collect();
    let mut free = (1..).map(|n| format!("NEW-{n}")).filter(|code| !known.contains(code));
    for (waiting, mut text) in texts {
        let lost = text.code.parse::<IncidentCode>().is_ok() && waiting.state == WaitingState::Waits;
        if !lost || !matches!(text.wanted, Wanted::Open { .. }) {
            continue;
        }
        let Some((
            Event {
                what: What::Opened { code, kind, .. },
                ..
            },
            provisional,
        )) = text.events.first_mut().zip(free.next())
        else {
            continue;
        };
        let mark = if kind.mark(MarkPlace::Line).is_empty() {
            ""
        } else {
            "X-"
        };
        *code = format!("{mark}{provisional}");
        let text = text.written()?;
        let settled = Settled {
            state: WaitingState::Waits,
            became: None,
            text: Some(&text),
        };
        store.write::<_, StoreError>(|writing| store.settle_waiting(writing, waiting, settled))?;
    }
    Ok(())
}

/// Such a note is not kept a second time under its author's key: once it is recorded, only those who may read
/// privileged notes can open it.
fn is_privileged(event: &Event) -> bool {
    matches!(event.what, What::NoteAdded(Note { privileged: true, .. }))
}

impl Record {
    /// Keeps commands of an incident with the row that they become, where the record is shared.
    pub(in crate::record) fn keep_asked_commands(
        &self,
        commands: &[Command],
        became: (&str, &[Event]),
        occasion: Occasion<'_>,
    ) -> Result<(), StoreError> {
        self.keep_asked(|| Wanted::Commands(commands.to_vec()), became, occasion)
    }

    /// The same of an incident that is opened.
    pub(in crate::record) fn keep_asked_opening(
        &self,
        new: &NewIncident<'_>,
        became: (&str, &[Event]),
        occasion: Occasion<'_>,
    ) -> Result<(), StoreError> {
        self.keep_asked(|| Wanted::opening(new), became, occasion)
    }

    /// The same of the organization's own record.
    pub(in crate::record) fn keep_asked_of_organisation(
        &self,
        commands: &[OrganisationCommand],
        events: &[Event],
        occasion: Occasion<'_>,
    ) -> Result<(), StoreError> {
        self.keep_asked(|| Wanted::Organisation(commands.to_vec()), ("", events), occasion)
    }

    fn keep_asked(
        &self,
        wanted: impl FnOnce() -> Wanted,
        (code, events): (&str, &[Event]),
        occasion: Occasion<'_>,
    ) -> Result<(), StoreError> {
        // What waited is in the queue as it was asked for.
        if !self.store.is_on_server() || occasion.waited.is_some() || events.iter().any(is_privileged) {
            return Ok(());
        }
        let text = Text {
            wanted: wanted(),
            code: code.to_owned(),
            events: events.to_vec(),
            obstacle: None,
        };
        self.store.asked_as(occasion.acted, Zeroizing::new(text.written()?));
        Ok(())
    }

    /// Takes the history of a server that went on without entries that this machine has. What was recorded here and is not in it
    /// waits again; the copy as it was stays beside.
    ///
    /// # Errors
    /// Where the server has no other history, or what it has does not verify; nothing is changed then.
    pub(in crate::record) fn take_server_anew(
        &mut self,
        password: fn(&PasswordSource) -> Result<Option<SecretString>, String>,
        now: WallTime,
    ) -> Result<TakenAnew, RecordError> {
        self.store.go_on_alone(None);
        let anew = self.store.begin_anew(password)?;
        let roles = self.authors_approve_as();
        let proof = anew.store().verify_signatures(roles, None)?;
        if let Some(finding) = proof.and_then(|proof| proof.findings.into_iter().next()) {
            return Err(StoreError::from(HomeError::Address(format!(
                "what came from the server does not verify: {finding}"
            )))
            .into());
        }
        let lost = self.store.carry_over(&anew)?;
        for by_hand in &lost.by_hand {
            let text = self.text_of(by_hand)?;
            let new = NewWaiting {
                id: Some(by_hand.id),
                stream: Stream::named(&by_hand.stream),
                at: by_hand.at,
                base: by_hand.base,
                first: by_hand.first,
                entries: by_hand.entries,
                text: &text.written()?,
                state: WaitingState::Undecided,
            };
            let kept = anew
                .store()
                .write::<_, StoreError>(|writing| anew.store().keep_waiting(writing, &new));
            kept?;
        }
        without_their_codes(anew.store())?;
        let common = anew.common();
        let before = self.store.replace_with(anew, password, now)?;
        self.note_done(now, "team.recover", "record", LineOutcome::Ok);
        self.take_in(now)?;
        self.send_waiting(now)?;
        self.remind_of_undecided()?;
        Ok(TakenAnew {
            common,
            again: lost.waits,
            of_others: lost.of_others,
            by_hand: u64::try_from(lost.by_hand.len()).unwrap_or(u64::MAX),
            elsewhere: lost.elsewhere,
            before,
        })
    }

    /// What was recorded, as its author is told of it.
    fn text_of(&self, lost: &ByHand) -> Result<Text, RecordError> {
        let stream = Stream::named(&lost.stream);
        let stored = self.store.events(stream)?;
        let of_it = |event: &Event| (lost.first..lost.first + lost.entries).contains(&event.seq);
        let events = stored.into_iter().map(|stored| stored.event).filter(of_it);
        let refusal = by_hand();
        Ok(Text {
            wanted: Wanted::ByHand,
            code: self.code_of(&lost.stream).unwrap_or_default(),
            events: events.collect(),
            obstacle: Some(Obstacle {
                choice: Choice::ByHand,
                ..Obstacle::of(&refusal)
            }),
        })
    }
}
