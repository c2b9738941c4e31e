//! Which letter went out with a filing: exactly one text is recorded for each, and nobody guesses which.

use super::{World, letter};
use crate::core::event::{Filing, SentLetter};
use crate::core::incident::Incident;
use crate::core::incident::letter::Letter;
use crate::core::refusal::{Refusal, Remedy};

/// The letters of a filing: those that were named, or the one that is ready and was not filed yet. Who says why there is no
/// letter, and names none, has sent none.
pub(super) fn letters(
    incident: &Incident,
    world: &World<'_>,
    obligation: &str,
    filing: &Filing,
) -> Result<Vec<SentLetter>, Refusal> {
    if !filing.letters.is_empty() {
        named(incident, world, obligation, filing)?;
        return Ok(filing.letters.clone());
    }
    if filing.without_letter_because.is_some() {
        return Ok(Vec::new());
    }
    let ready = letter::ready(incident, world, obligation)?;
    let ready: Vec<SentLetter> = ready.into_iter().filter_map(text_of).collect();
    let new: Vec<SentLetter> = ready
        .iter()
        .filter(|sent| !was_sent(incident, obligation, sent))
        .cloned()
        .collect();
    let choice = if new.is_empty() { ready } else { new };
    match choice.as_slice() {
        // An obligation that asks for no letter.
        [] => Ok(Vec::new()),
        [one] => Ok(vec![one.clone()]),
        several => {
            let message = format!("{} letters for {obligation} are approved", several.len());
            let mut refusal = Refusal::new(message, Remedy::NameLetter);
            refusal.causes = several.iter().map(|sent| sent.letter.to_string()).collect();
            Err(refusal)
        }
    }
}

/// Letters that were named are letters of the obligation, with every approval unless a reason was given.
fn named(incident: &Incident, world: &World<'_>, obligation: &str, filing: &Filing) -> Result<(), Refusal> {
    current(incident, &filing.letters)?;
    let ready = letter::ready(incident, world, obligation)?;
    for sent in &filing.letters {
        let known = incident.letters.get(sent.letter.as_str());
        if known.is_none_or(|known| known.obligation.as_deref() != Some(obligation)) {
            return Err(Refusal::input(
                format!("{} is not a letter for {obligation}", sent.letter),
                "name the letter that went out",
            ));
        }
        if filing.without_letter_because.is_none() && !ready.iter().any(|letter| letter.id == sent.letter) {
            return Err(Refusal::new(
                format!("{} is not approved in its current text", sent.letter),
                Remedy::ExplainNoLetter,
            ));
        }
    }
    Ok(())
}

/// Whether texts are those that their letters have now: another one may have been saved since somebody looked.
pub(super) fn current(incident: &Incident, sent: &[SentLetter]) -> Result<(), Refusal> {
    let changed = |sent: &&SentLetter| {
        let known = incident.letters.get(sent.letter.as_str());
        known.and_then(text_of).as_ref() != Some(*sent)
    };
    match sent.iter().find(changed) {
        Some(sent) => Err(Refusal::new(
            format!("{} has changed since that text was read", sent.letter),
            "file the current text",
        )),
        None => Ok(()),
    }
}

/// A letter's text as it stands, as a filing records it.
pub fn text_of(letter: &Letter) -> Option<SentLetter> {
    Some(SentLetter {
        letter: letter.id.clone(),
        revision: letter.revisions.len(),
        sha256: letter.current()?.sha256.clone(),
    })
}

fn was_sent(incident: &Incident, obligation: &str, sent: &SentLetter) -> bool {
    let done = incident.dispositions.get(obligation).into_iter().flatten();
    let filings = done.filter_map(|disposed| disposed.disposition.filing());
    filings.into_iter().any(|filing| filing.letters.contains(sent))
}
