//! Events read from their bytes. JSON with the parts of an event and of its kind side by side is read twice by serde, since it
//! has to gather what belongs to the kind first. Kinds that are most of a record are read straight, where they are laid out as
//! firebell writes them; whatever is laid out otherwise is left to serde, with the same result.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::as_written::AsWritten;
use crate::core::event::{Event, What};

/// What would belong to the event itself, or be another spelling of it, if it stood behind the kind.
static OF_THE_EVENT: LazyLock<[Finder<'static>; 8]> = LazyLock::new(|| {
    [
        "\"seq\"",
        "\"recorded_at\"",
        "\"wall_at\"",
        "\"acted_at\"",
        "\"actor\"",
        "\"session\"",
        "\"what\"",
        "\\u",
    ]
    .map(Finder::new)
});

/// Reads an event from its bytes.
///
/// # Errors
/// What is wrong with its JSON, or with what it tells.
pub(crate) fn read_event(body: &[u8]) -> Result<Event, serde_json::Error> {
    match as_written(body) {
        Some(event) => Ok(event),
        None => serde_json::from_slice(body),
    }
}

fn as_written(body: &[u8]) -> Option<Event> {
    let mut text = AsWritten::of(body);
    text.past(b"{\"seq\":")?;
    let seq = text.number()?;
    text.past(b",\"recorded_at\":\"")?;
    let recorded_at = text.moment()?;
    text.past(b",\"actor\":\"")?;
    let actor = text.text()?;
    text.past(b",\"session\":\"")?;
    let session = text.text()?;
    text.past(b",\"what\":\"")?;
    let what = text.text()?;
    text.past(b",")?;
    let rest = text.rest();
    if OF_THE_EVENT.iter().any(|name| name.find(rest).is_some()) {
        return None;
    }
    let mut kind = Vec::with_capacity(rest.len() + 1);
    kind.push(b'{');
    kind.extend_from_slice(rest);
    Some(Event {
        seq,
        recorded_at,
        wall_at: None,
        acted_at: None,
        actor: actor.to_owned(),
        session: session.to_owned(),
        what: usual(what, &kind)?,
    })
}

/// A kind that is most of a record; `None` where it is none of them, or not what it should be, which serde says then.
fn usual(what: &str, kind: &[u8]) -> Option<What> {
    fn read<'a, T: serde::Deserialize<'a>>(kind: &'a [u8], what: impl FnOnce(T) -> What) -> Option<What> {
        serde_json::from_slice(kind).ok().map(what)
    }
    match what {
        "fact_recorded" => read(kind, What::FactRecorded),
        "note_added" => read(kind, What::NoteAdded),
        "task_ticked" => read(kind, What::TaskTicked),
        "disposed" => read(kind, What::Disposed),
        "evidence_logged" => read(kind, What::EvidenceLogged),
        "contact_attempted" => read(kind, What::ContactAttempted),
        "decided" => read(kind, What::Decided),
        "letter_revised" => read(kind, What::LetterRevised),
        "sealed" => read(kind, What::Sealed),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::event_samples::samples;

    fn bodies() -> Vec<Vec<u8>> {
        let mut bodies = Vec::new();
        for what in samples() {
            let event = Event {
                seq: 12,
                recorded_at: "2026-03-05T14:00:00.250Z".parse().unwrap(),
                wall_at: None,
                acted_at: None,
                actor: "Zoë".to_owned(),
                session: "s".to_owned(),
                what,
            };
            bodies.push(serde_json::to_vec(&event).unwrap());
        }
        bodies
    }

    #[test]
    fn usual_events_are_read_straight() {
        for body in bodies() {
            assert_eq!(as_written(&body), serde_json::from_slice(&body).ok());
        }
    }

    /// Each byte is exchanged for others, taken out and doubled: what is read straight is what serde reads.
    #[test]
    fn no_change_of_an_event_is_read_otherwise_than_by_serde() {
        for body in bodies() {
            for at in 0..body.len() {
                let (before, after) = (&body[..at], &body[at + 1..]);
                let others: [&[u8]; 12] = [
                    b"",
                    b"\"",
                    b"\\",
                    b"0",
                    b"9",
                    b"-",
                    b",",
                    b"}",
                    b" ",
                    b"\n",
                    b"\xff",
                    &[body[at], body[at]],
                ];
                for other in others {
                    let changed = [before, other, after].concat();
                    let expected = serde_json::from_slice::<Event>(&changed).ok();
                    if let Some(read) = as_written(&changed) {
                        assert_eq!(Some(read), expected, "{}", String::from_utf8_lossy(&changed));
                    }
                }
            }
        }
    }

    /// A part of the event that stands behind the kind, once more or in another spelling, is left to serde.
    #[test]
    fn parts_of_the_event_behind_its_kind_are_left_to_serde() {
        let parts = [
            r#""seq":13"#,
            r#""wall_at":"2026-03-06T14:00:00Z""#,
            r#""acted_at":"2026-03-06T14:00:00Z""#,
            r#""actor":"kim""#,
            r#""what":"note_added""#,
            r#""\u0073eq":13"#,
        ];
        for body in bodies() {
            let text = String::from_utf8(body).unwrap();
            for part in parts {
                let with = format!("{},{part}}}", text.strip_suffix('}').unwrap());
                assert_eq!(as_written(with.as_bytes()), None, "{with}");
                assert_eq!(read_event(with.as_bytes()).ok(), serde_json::from_str(&with).ok());
            }
        }
    }
}
