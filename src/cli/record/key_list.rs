//! `firebell key list`: what opens the record, and since when.

use serde::Serialize;

use crate::app::record::{KeyList, ListedSlot};
use crate::app::views::utc;
use crate::cli::output::Output;
use crate::cli::text::{Page, count, line, prose, wrapped};
use crate::core::time::WallTime;

#[derive(Serialize)]
struct KeysView {
    format: u32,
    record_key: Option<RecordKeyView>,
    slots: Vec<SlotView>,
    upgraded_at: Option<String>,
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

pub(super) fn output(keys: KeyList, now: WallTime) -> Output {
    let days = |at: WallTime| now.since(at).num_days();
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
        upgraded_at: keys.upgraded_at.map(|at| utc(at.at())),
    };
    Output::new(view, page)
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
    if let Some(at) = &view.upgraded_at {
        out += wrapped(
            "",
            &format!(
                "Brought to the second format {at}. firebell key upgrade --confirm keeps it; --undo takes it back."
            ),
        );
    }
    out
}
