//! What comes with injects, as files: a mail as a mail, a table as a table. They can be handed out and logged as evidence.

use crate::app::files::out::name_part;
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::IncidentKind;
use crate::core::obligation::moment_words;
use crate::drill::readable::readable;
use crate::drill::scenario::{Inject, InjectChannel, Scenario};

/// A file that is handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// The files of an inject: its attachments, itself where it came as a mail, and what was said on the telephone as a transcript.
pub fn attached(scenario: &Scenario, inject: &Inject) -> Vec<Attached> {
    let mut found = match inject.channel {
        InjectChannel::Email => vec![mail(inject)],
        InjectChannel::Phone => vec![transcript(scenario, inject)],
        InjectChannel::Alert
        | InjectChannel::Chat
        | InjectChannel::Ticket
        | InjectChannel::Letter
        | InjectChannel::Portal
        | InjectChannel::Media
        | InjectChannel::Person
        | InjectChannel::Note
        | InjectChannel::Press
        | InjectChannel::Regulator
        | InjectChannel::Customer => Vec::new(),
    };
    found.extend(inject.attachments.iter().map(|attachment| Attached {
        name: format!("handout-{}-{}", inject.id, name_part(&attachment.name)),
        bytes: match attachment.picture {
            Some(picture) => picture.bytes.to_vec(),
            None => attachment.text.clone().into_bytes(),
        },
    }));
    // A table or a log has no room for a mark; its name has.
    let mark = IncidentKind::Exercise.mark(MarkPlace::FileName);
    for file in &mut found {
        file.name.insert_str(0, mark);
    }
    found
}

/// A mail as a program for mail opens it (RFC 5322). It has no addresses, so that nobody can answer it.
fn mail(inject: &Inject) -> Attached {
    let mark = IncidentKind::Exercise.mark(MarkPlace::Title);
    let date = inject
        .story
        .map(|at| format!("Date: {}\r\n", at.to_rfc2822()))
        .unwrap_or_default();
    let header = |text: &str| encoded(&text.split_whitespace().collect::<Vec<_>>().join(" "));
    let body = readable(&inject.text).replace('\n', "\r\n");
    Attached {
        name: format!("handout-{}.eml", inject.id),
        bytes: format!(
            "From: {} <exercise@invalid>\r\nTo: {} <exercise@invalid>\r\n{date}Subject: {}\r\nMIME-Version: 1.0\r\n\
             Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{body}\r\n",
            header(&inject.from),
            header(&inject.to),
            header(&format!("{mark}{}", inject.subject)),
        )
        .into_bytes(),
    }
}

/// A call as somebody who took it down would have written it.
fn transcript(scenario: &Scenario, inject: &Inject) -> Attached {
    let mark = IncidentKind::Exercise.mark(MarkPlace::Line);
    let when = inject
        .story
        .map(|at| moment_words(&scenario.zone, at))
        .unwrap_or_default();
    Attached {
        name: format!("handout-{}-transcript.txt", inject.id),
        bytes: format!(
            "{mark}Transcript of a call, {when}\nCaller: {}\nTaken by: {}\nAbout: {}\n\n{}\n",
            inject.from,
            inject.to,
            inject.subject,
            readable(&inject.text)
        )
        .into_bytes(),
    }
}

/// A header's text: as it is where it is ASCII, otherwise as encoded words (RFC 2047), each of at most 75 characters.
fn encoded(text: &str) -> String {
    let safe = |c: char| c == ' ' || c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    if text.chars().all(safe) {
        return text.to_owned();
    }
    let mut words = vec![String::new()];
    for character in text.chars() {
        let bytes = character.to_string();
        let piece: String = match character {
            c if c.is_ascii_alphanumeric() => bytes,
            _ => bytes.bytes().map(|byte| format!("={byte:02X}")).collect(),
        };
        match words.last_mut() {
            Some(word) if word.len() + piece.len() <= 60 => word.push_str(&piece),
            Some(_) | None => words.push(piece),
        }
    }
    let words: Vec<String> = words.iter().map(|word| format!("=?utf-8?Q?{word}?=")).collect();
    words.join("\r\n ")
}
