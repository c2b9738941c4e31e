//! `firebell key list`: what opens the record, and since when.

use serde::Serialize;

use crate::app::record::{HomeError, HomeKeys, KeyList, KeyOfIncident, ListedSlot};
use crate::app::views::utc;
use crate::cli::output::Output;
use crate::cli::text::{Page, count, line, prose, wrapped};
use crate::core::time::WallTime;

#[derive(Serialize)]
struct KeysView {
    format: u32,
    record_key: Option<RecordKeyView>,
    slots: Vec<SlotView>,
    incidents: Vec<IncidentKeyView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    team: Option<TeamKeysView>,
    upgraded_at: Option<String>,
}

#[derive(Serialize)]
struct IncidentKeyView {
    id: String,
    incident: String,
    of: &'static str,
    made_at: String,
    days: i64,
    members: Vec<String>,
    #[serde(skip)]
    words: &'static str,
}

#[derive(Serialize)]
struct TeamKeyView {
    number: u32,
    made_at: String,
    days: i64,
}

/// The keys that a team's server has.
#[derive(Serialize)]
struct TeamKeysView {
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<String>,
    keys: Vec<TeamKeyView>,
    incidents: u64,
    oldest_days: Option<i64>,
    gone: u64,
}

#[derive(Serialize)]
struct RecordKeyView {
    id: String,
    made_at: String,
    days: i64,
}

#[derive(Serialize)]
struct SlotView {
    id: String,
    member: String,
    kind: &'static str,
    key_id: Option<String>,
    made_at: String,
    days: i64,
    opened: bool,
    #[serde(skip)]
    words: &'static str,
}

pub(super) fn output(
    keys: KeyList,
    (incidents, home): (Vec<KeyOfIncident>, Option<Result<HomeKeys, HomeError>>),
    now: WallTime,
) -> Output {
    let days = |at: WallTime| days_since(at, now);
    let slot = |slot: ListedSlot| SlotView {
        id: slot.id.to_string(),
        member: slot.member.to_string(),
        kind: slot.kind.code(),
        key_id: slot.key_id,
        made_at: utc(slot.made_at.at()),
        days: days(slot.made_at),
        opened: slot.opened,
        words: slot.kind.words(),
    };
    let view = KeysView {
        format: keys.format,
        record_key: keys.record_key.map(|key| RecordKeyView {
            id: key.id.to_string(),
            made_at: utc(key.made_at.at()),
            days: days(key.made_at),
        }),
        slots: keys.slots.into_iter().map(slot).collect(),
        incidents: incidents.into_iter().map(|key| IncidentKeyView::of(key, now)).collect(),
        team: home.map(|home| match home {
            Ok(home) => TeamKeysView::of(home, now),
            Err(why) => TeamKeysView::not_asked(&why),
        }),
        upgraded_at: keys.upgraded_at.map(|at| utc(at.at())),
    };
    Output::new(view, page)
}

impl TeamKeysView {
    fn of(home: HomeKeys, now: WallTime) -> TeamKeysView {
        TeamKeysView {
            because: None,
            keys: home.team.into_iter().map(|key| TeamKeyView::of(key, now)).collect(),
            incidents: home.incidents,
            oldest_days: home.oldest.map(|at| days_since(at, now)),
            gone: home.gone,
        }
    }

    fn not_asked(why: &HomeError) -> TeamKeysView {
        TeamKeysView {
            because: Some(why.to_string()),
            keys: Vec::new(),
            incidents: 0,
            oldest_days: None,
            gone: 0,
        }
    }

    fn oldest(&self) -> String {
        let oldest = self.oldest_days.map(|days| format!(", the oldest {} old", age(days)));
        oldest.unwrap_or_default()
    }

    fn page(&self) -> Page {
        if let Some(why) = &self.because {
            return wrapped("", &format!("The keys of the team were not asked for: {why}."));
        }
        let mut out: Page = self.keys.iter().map(TeamKeyView::page).collect();
        let (incidents, oldest, gone) = (self.incidents, self.oldest(), self.gone);
        out += wrapped(
            "",
            &format!(
                "Keys of incidents and contacts on the team's server: {incidents}{oldest}. Taken away by erasures: {gone}."
            ),
        );
        out
    }
}

impl TeamKeyView {
    fn of((number, at): (u32, WallTime), now: WallTime) -> TeamKeyView {
        TeamKeyView {
            number,
            made_at: utc(at.at()),
            days: days_since(at, now),
        }
    }

    fn page(&self) -> Page {
        let (number, made_at) = (self.number, &self.made_at);
        line(format_args!(
            "Key {number} of the team, of {made_at}, {} old.",
            age(self.days)
        ))
    }
}

impl IncidentKeyView {
    fn of(key: KeyOfIncident, now: WallTime) -> IncidentKeyView {
        IncidentKeyView {
            id: key.id.to_string(),
            incident: key.code,
            of: key.nature.code(),
            made_at: utc(key.made_at.at()),
            days: days_since(key.made_at, now),
            members: key.members,
            words: key.nature.words(),
        }
    }

    fn holders(&self) -> String {
        match self.members.is_empty() {
            true => "nobody".to_owned(),
            false => self.members.join(", "),
        }
    }

    fn page(&self) -> Page {
        let (incident, words, made_at) = (&self.incident, self.words, &self.made_at);
        let text = format!(
            "{incident}, {words}, of {made_at}, {} old; has it: {}",
            age(self.days),
            self.holders()
        );
        wrapped(&format!("  {}  ", self.id), &text)
    }
}

fn days_since(at: WallTime, now: WallTime) -> i64 {
    now.since(at).num_days()
}

fn age(days: i64) -> String {
    count(usize::try_from(days).unwrap_or_default(), "day")
}

fn page(view: &KeysView) -> Page {
    let Some(key) = &view.record_key else {
        return prose(
            "The record has the first format: its key is made of the passphrase, and nothing else opens it. firebell key \
             upgrade brings it to the second, in which a recovery code or a key service can open it as well.",
        );
    };
    let mut out = line(format_args!(
        "Record key {}, of {}, {} old.",
        key.id,
        key.made_at,
        age(key.days)
    ));
    for slot in &view.slots {
        let opened = if slot.opened { "; opened the record now" } else { "" };
        let name = slot.key_id.as_ref().map(|name| format!(" {name}")).unwrap_or_default();
        let (words, id) = (slot.words, &slot.id);
        let text = format!("{words}{name}, of {}, {} old{opened}", slot.made_at, age(slot.days));
        out += wrapped(&format!("  {id}  "), &text);
    }
    if !view.incidents.is_empty() {
        out += line(format_args!("Keys of incidents:"));
    }
    for key in &view.incidents {
        out += key.page();
    }
    if let Some(team) = &view.team {
        out += team.page();
    }
    if let Some(at) = &view.upgraded_at {
        out += wrapped(
            "",
            &format!("Upgraded to the second format {at}. firebell key upgrade --confirm keeps it; --undo reverts it."),
        );
    }
    out
}
