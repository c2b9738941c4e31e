//! What the tests share: the rule base, the facts reader, the shared folder where it is present; records, severity
//! facts and tables of expected law in files of their own.

pub(crate) mod law;
pub(crate) mod record;
pub(crate) mod severity;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use firebell::app::law::files;
use firebell::core::facts::{self, Facts};
use firebell::core::law::load::{Loaded, load};
use firebell::core::law::rulebook::Rulebook;
use firebell::core::time::{StoryTime, WallTime};

static LOADED: LazyLock<Loaded> = LazyLock::new(|| load(&files::built_in()));

/// The built-in rule base; it must be without findings.
pub(crate) fn rules() -> &'static Rulebook {
    assert_eq!(LOADED.problems, Vec::new(), "the built-in law has findings");
    &LOADED.rules
}

/// Facts from a text that must be right.
pub(crate) fn facts(text: &str) -> Facts {
    facts::read::file("facts.toml", text, rules()).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// A moment in RFC 3339.
pub(crate) fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text)
        .unwrap_or_else(|e| panic!("{text}: {e}"))
        .to_utc()
}

/// A moment of an incident's clock in RFC 3339.
pub(crate) fn story(text: &str) -> StoryTime {
    StoryTime::named(at(text))
}

/// A moment of the clock of the world in RFC 3339.
pub(crate) fn wall(text: &str) -> WallTime {
    WallTime::read(at(text))
}

pub(crate) fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A file of the shared folder beside the project, if that folder is there.
pub(crate) fn shared(path: &str) -> Option<String> {
    let path = project("../shared").join(path);
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        println!("skipped: {} is not there", path.display());
    }
    text
}
