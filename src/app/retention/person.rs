//! What a record has of one person: found, handed out, and erased as far as nothing keeps it (GDPR Articles 15 and 17).

use std::collections::BTreeSet;

use serde::Serialize;

use super::{InBackups, in_backups};
use crate::app::record::{Erasing, Filter, Loaded, Record, RecordError, Stored, Unlock};
use crate::core::counted::counted;
use crate::core::event::{Event, What};
use crate::core::event_words::event_words;
use crate::core::member::Permission;
use crate::core::sign_off::same_person;
use crate::core::time::WallTime;

/// An entry that names a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mention {
    /// A code, or `organisation`.
    pub of: String,
    pub entry: u64,
    pub at: String,
    /// What kind of entry it is.
    pub kind: &'static str,
    /// What it says; absent where it is privileged.
    pub says: Option<String>,
}

/// Everything that names a person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Found {
    pub name: String,
    /// Ids of contacts that are theirs.
    pub contacts: Vec<String>,
    pub mentions: Vec<Mention>,
    /// Lines of the audit log that they acted in.
    pub audit_lines: usize,
    /// What could not be looked into.
    pub unread: Unread,
}

/// What is sealed for others: whether it names somebody, they can tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Unread {
    /// Incidents that only others may read.
    pub incidents: usize,
    /// Sealed entries of the incidents that were looked through.
    pub entries: usize,
}

impl Unread {
    /// What could not be looked into when one or the other name was looked for.
    fn or(self, other: Unread) -> Unread {
        Unread {
            incidents: self.incidents.max(other.incidents),
            entries: self.entries.max(other.entries),
        }
    }
}

/// Whether an event names somebody, whatever the capitals.
fn names(event: &Event, name: &str) -> bool {
    let text = serde_json::to_string(event).map(|text| text.to_lowercase());
    let quoted = serde_json::to_string(&name.to_lowercase());
    text.is_ok_and(|text| quoted.is_ok_and(|quoted| text.contains(quoted.trim_matches('"'))))
}

fn is_contact(event: &Event, name: &str) -> bool {
    matches!(&event.what, What::ContactSaved { contact } if contact.name.to_lowercase().contains(&name.to_lowercase()))
}

/// Whether an event tells who that contact is: the whole name, or the id. A part of a name may be somebody else's.
fn is_that_contact(event: &Event, name: &str) -> bool {
    matches!(&event.what, What::ContactSaved { contact } if contact.id == name || same_person(&contact.name, name))
}

fn mention(of: &str, event: &Event) -> Mention {
    Mention {
        of: of.to_owned(),
        entry: event.seq,
        at: crate::app::views::utc(event.wall().at()),
        kind: event.what.verb(),
        says: (!event.what.privileged()).then(|| event_words(&event.what)),
    }
}

fn is_sealed(event: &Event) -> bool {
    matches!(event.what, What::Sealed(_))
}

/// An incident with its privileged notes, where it has any and whoever asks may read them. The log is told first. Whoever may
/// not was refused nothing: what was not read is counted.
fn unsealed(record: &Record, loaded: Loaded, now: WallTime) -> Result<Loaded, RecordError> {
    let privileged = |stored: &Stored| is_sealed(&stored.event) && stored.event.what.privileged();
    if !loaded.events.iter().any(privileged) {
        return Ok(loaded);
    }
    match record
        .rights(Some(&loaded.incident.id), now)?
        .may(Permission::Privileged)
    {
        true => record.with_privileged(loaded, "person.read", now),
        false => Ok(loaded),
    }
}

/// Looks for a person in every event and in the audit log. What is sealed is looked into where whoever asks may read it, and
/// counted where not.
///
/// # Errors
/// What the record says.
pub fn find(record: &Record, name: &str, now: WallTime) -> Result<Found, RecordError> {
    let mut found = Found {
        name: name.to_owned(),
        ..Found::default()
    };
    for event in record.organisation_events()? {
        if let What::ContactSaved { contact } = &event.what
            && is_contact(&event, name)
            && !found.contacts.contains(&contact.id)
        {
            found.contacts.push(contact.id.clone());
        }
        if names(&event, name) {
            found.mentions.push(mention("organisation", &event));
        }
    }
    let everything = Filter {
        closed: true,
        ..Filter::default()
    };
    for summary in record.list(&everything)? {
        let loaded = unsealed(record, record.load(&summary.stream)?, now)?;
        let sealed = loaded.events.iter().filter(|stored| is_sealed(&stored.event));
        found.unread.entries += sealed.count();
        let naming = loaded.events.iter().filter(|stored| names(&stored.event, name));
        found
            .mentions
            .extend(naming.map(|stored| mention(summary.code.as_str(), &stored.event)));
    }
    found.unread.incidents = record.hidden_incidents()?.len();
    let lines = crate::app::record::log_lines(record.folder())?;
    let acted = lines
        .readable
        .iter()
        .filter(|line| same_person(&line.draft.actor, name));
    found.audit_lines = acted.count();
    Ok(found)
}

/// The ids of contacts with that id or whole name, removed ones as well.
///
/// # Errors
/// What the record says.
pub fn contacts_called(record: &Record, name: &str) -> Result<Vec<String>, RecordError> {
    let mut ids: Vec<String> = Vec::new();
    for event in record.organisation_events()? {
        if let What::ContactSaved { contact } = &event.what
            && is_that_contact(&event, name)
            && !ids.contains(&contact.id)
        {
            ids.push(contact.id.clone());
        }
    }
    Ok(ids)
}

/// What a contact is or was called.
fn names_of(record: &Record, name: &str) -> Result<BTreeSet<String>, RecordError> {
    let events = record.organisation_events()?;
    let mut names = BTreeSet::new();
    for event in events.iter().filter(|event| is_that_contact(event, name)) {
        if let What::ContactSaved { contact } = &event.what {
            names.insert(contact.name.clone());
        }
    }
    Ok(names)
}

/// What erasing a person came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Erased {
    /// Entries of the call tree that were erased.
    pub contacts: u64,
    #[serde(flatten)]
    pub backups: InBackups,
    /// What names them still, and why it stays.
    pub stays: Vec<String>,
    pub unread: Unread,
}

/// Erases who a contact is, by id or whole name, from the call tree. What incidents say stays until their own time: it is kept for legal claims and
/// because the law wants it documented (GDPR Article 17(3)(b) and (e)).
///
/// # Errors
/// What the record says.
pub fn erase(
    record: &Record,
    unlock: Unlock<'_>,
    (name, reason): (&str, &str),
    now: WallTime,
) -> Result<Erased, RecordError> {
    let erasing = Erasing {
        reason: reason.to_owned(),
        at: now.at(),
    };
    // What else names them goes by their name, which is gone afterwards.
    let names = names_of(record, name)?;
    let contacts = record.erase_contacts(&|event| is_that_contact(event, name), &erasing, now)?;
    record.compact()?;
    let backups = in_backups(record, unlock, &erasing)?;
    record.tell_erased(now)?;
    let mut entries: BTreeSet<(String, u64, &'static str)> = BTreeSet::new();
    let (mut unread, mut lines) = (Unread::default(), 0);
    for name in &names {
        let left = find(record, name, now)?;
        let mentions = left.mentions.into_iter();
        entries.extend(mentions.map(|mention| (mention.of, mention.entry, mention.kind)));
        lines += left.audit_lines;
        unread = unread.or(left.unread);
    }
    let words = |(of, entry, kind)| format!("entry {entry} of {of} ({kind})");
    let mut stays: Vec<String> = entries.into_iter().map(words).collect();
    if lines > 0 {
        stays.push(format!(
            "{} of the audit log, as whoever acted",
            counted(u64::try_from(lines).unwrap_or(u64::MAX), "line")
        ));
    }
    Ok(Erased {
        contacts,
        backups,
        stays,
        unread,
    })
}
