//! A record that was filled to do harm.

use super::*;
use firebell::core::ids::Stream;

/// A whole record of such words, put in below the rules that would refuse them.
pub(super) fn hostile(desk: &Desk) {
    let letter = |text: &str| json!({"letter": "l1", "text": text, "sha256": "00"});
    let whats = [
        json!({"what": "opened", "id": STREAM, "code": CODE, "title": HOSTILE, "kind": "real", "home_zone": "UTC"}),
        json!({"what": "fact_recorded", "key": "milestones.discovery", "value": "\"2026-11-20T10:00:00Z\"",
               "certainty": "confirmed", "learned_at": "2026-11-20T10:00:00Z", "source": HOSTILE}),
        json!({"what": "fact_recorded", "key": "letter.what_happened", "value": "\"a\\u001b]0;x\\nFORGED\"",
               "certainty": "confirmed", "learned_at": "2026-11-20T10:00:00Z"}),
        json!({"what": "fact_recorded", "key": "data.elements", "value": "[\"ssn\"]", "certainty": "confirmed",
               "learned_at": "2026-11-20T10:00:00Z", "source": HOSTILE}),
        json!({"what": "fact_recorded", "key": "affected.US-CA", "value": "900", "certainty": "suspected",
               "learned_at": "2026-11-20T10:00:00Z"}),
        json!({"what": "stage_entered", "stage": "assessment", "open": [HOSTILE], "rationale": HOSTILE}),
        json!({"what": "decided", "key": "gdpr_risk", "value": "\"risk\"", "rationale": HOSTILE, "decided_by": HOSTILE}),
        json!({"what": "hold_placed", "authority": HOSTILE, "regimes": ["us-tx"], "reason": HOSTILE}),
        json!({"what": "playbook_added", "playbook": HOSTILE}),
        json!({"what": "task_ticked", "task": "detection/open-log", "done": true, "owner": HOSTILE, "remark": HOSTILE}),
        json!({"what": "task_assigned", "task": "detection/preserve-logs", "owner": HOSTILE}),
        json!({"what": "obligation_assigned", "obligation": "us-ca/individuals", "owner": HOSTILE}),
        json!({"what": "reminder_set", "at": "2026-11-20T12:00:00Z", "about": HOSTILE, "owner": HOSTILE}),
        json!({"what": "contact_attempted", "contact": HOSTILE, "channel": HOSTILE, "reached": "answered",
               "at": "2026-11-20T10:00:00Z", "remark": HOSTILE}),
        json!({"what": "disposed", "obligation": "us-ca/individuals", "state": "filed", "filing": "initial",
               "at": "2026-11-20T11:00:00Z", "reference": HOSTILE, "channel": HOSTILE, "late_because": HOSTILE,
               "rationale": HOSTILE}),
        json!({"what": "evidence_logged", "name": HOSTILE, "sha256": "00", "size": 1, "custodian": HOSTILE, "remark": HOSTILE}),
        json!({"what": "note_added", "text": HOSTILE, "privileged": false}),
        json!({"what": "timeline_imported", "file": HOSTILE, "sha256": "00", "entries": [{"row": 1, "at": "2026-03-05T14:00:00Z",
            "written": HOSTILE, "text": HOSTILE, "noted_by": HOSTILE, "known_from": HOSTILE, "rest": HOSTILE}]}),
        json!({"what": "letter_drafted", "letter": "l1", "template": HOSTILE, "language": "en", "text": HOSTILE, "sha256": "00"}),
        [letter(HOSTILE), json!({"what": "letter_revised"})]
            .into_iter()
            .fold(json!({}), merged),
        [letter(HOSTILE), json!({"what": "letter_commented"})]
            .into_iter()
            .fold(json!({}), merged),
    ];
    append(desk, STREAM, &whats);
    let channel = json!({"kind": HOSTILE, "address": HOSTILE, "compromised": false});
    let contact = json!({"id": HOSTILE, "name": HOSTILE, "roles": ["legal", "commander"], "channels": [channel],
                         "order": 1, "escalate_after": 15});
    append(
        desk,
        "organisation",
        &[
            json!({"what": "contact_saved", "contact": contact}),
            json!({"what": "profile_set", "key": "organisation.name", "value": "\"a\\u001b]0;x\\nFORGED\""}),
        ],
    );
}

fn merged(mut all: Value, more: Value) -> Value {
    if let (Some(all), Some(more)) = (all.as_object_mut(), more.as_object()) {
        all.extend(more.clone());
    }
    all
}

fn append(desk: &Desk, stream: &str, whats: &[Value]) {
    let mut store = Store::open(&desk.data(), &SecretString::from(SECRET)).unwrap();
    let event = |(at, what): (usize, &Value)| -> Event {
        let frame = json!({"seq": at + 1, "recorded_at": format!("2026-11-20T12:00:{at:02}Z"),
                           "actor": HOSTILE, "session": HOSTILE});
        serde_json::from_value(merged(frame, what.clone())).unwrap()
    };
    let events: Vec<Event> = whats.iter().enumerate().map(event).collect();
    let actor = Actor {
        name: HOSTILE.to_owned(),
        host: HOSTILE.to_owned(),
        session: HOSTILE.to_owned(),
    };
    let line = |event: &Event| {
        let line = Draft::new(&actor, event.wall(), event.what.verb(), HOSTILE, LineOutcome::Ok)
            .for_event(event, Stream::named(stream));
        Draft {
            outcome: HOSTILE.to_owned(),
            ..line
        }
    };
    let audit: Vec<Draft> = events.iter().map(line).collect();
    let batch = Batch {
        stream: Stream::Incident(stream),
        expected: 0,
        events: &events,
        audit: &audit,
        ..Batch::default()
    };
    let _ = store.append(&batch).unwrap();
}
