//! Notices for the people inside, from short templates: what is known and what is not, to read out or paste.

use std::path::Path;

use include_dir::{Dir, include_dir};
use serde::Serialize;
use tera::Context;

use crate::app::assessment::assessed::Assessed;
use crate::app::files::input_file::Limit;
use crate::app::files::overlay;
use crate::app::record::Loaded;
use crate::app::views::incident::calls;
use crate::core::event::Certainty;
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::table::{self, Group};
use crate::core::incident::decide::open_obligations;
use crate::core::obligation::moment_words;
use crate::core::time::StoryTime;
use crate::core::time::Zone;
use crate::core::toml_text::reader::suggestion;
use crate::core::verdict::Verdict;

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../templates/internal");

/// Why there is no notice.
#[derive(Debug, thiserror::Error)]
pub enum NoticeError {
    /// No template of that name.
    #[error("unknown notice `{name}`")]
    Unknown {
        /// As typed.
        name: String,
        /// The ones there are.
        hint: String,
    },
    /// A team's own template cannot be read.
    #[error("the template {name} cannot be read")]
    Read {
        name: String,
        #[source]
        source: std::io::Error,
    },
    /// It does not render; the source names the place.
    #[error("the template {name} could not be rendered")]
    Render {
        name: String,
        #[source]
        source: Box<tera::Error>,
    },
}

#[derive(Debug, Serialize)]
struct Known {
    words: &'static str,
    value: String,
    suspected: bool,
}

#[derive(Debug, Serialize)]
struct Words {
    code: String,
    title: String,
    as_of: String,
    stage: &'static str,
    risk: String,
    due: usize,
    possible: usize,
    first_deadline: Option<String>,
    #[serde(rename = "first_duty")]
    first_obligation: Option<String>,
    known: Vec<Known>,
    unknown: Vec<String>,
    not_reached: Vec<String>,
}

/// Facts that belong into an internal notice, with their words, in the order of the workbench's screens.
fn notice_facts() -> impl Iterator<Item = (&'static str, &'static str)> {
    let groups = [Group::Moments, Group::Happened, Group::Data, Group::People];
    let facts = groups.into_iter().flat_map(table::of_group);
    facts.filter_map(|fact| Some((fact.key, fact.notice?)))
}

/// The text of a template: a team's own folder first, then the built-in ones.
fn template(name: &str, own: Option<&Path>) -> Result<String, NoticeError> {
    let own = own
        .map(|folder| folder.join(format!("{name}.md")))
        .filter(|path| path.exists());
    if let Some(path) = own {
        let file = overlay::own_file(&path, Limit::Rules).map_err(|error| NoticeError::Read {
            name: error.path.display().to_string(),
            source: error.source,
        })?;
        return Ok(file.text.into_owned());
    }
    let built_in = BUILT_IN
        .get_file(format!("{name}.md"))
        .and_then(|file| file.contents_utf8());
    built_in.map(str::to_owned).ok_or_else(|| {
        let names: Vec<&str> = BUILT_IN
            .files()
            .filter_map(|f| f.path().file_stem()?.to_str())
            .collect();
        NoticeError::Unknown {
            name: name.to_owned(),
            hint: suggestion(name, &names),
        }
    })
}

/// Renders a notice.
///
/// # Errors
/// Where the template is unknown, or a team's own does not render.
pub fn render(
    name: &str,
    own: Option<&Path>,
    loaded: &Loaded,
    assessed: &Assessed,
    now: StoryTime,
) -> Result<String, NoticeError> {
    let text = template(name, own)?;
    let failed = |source| NoticeError::Render {
        name: name.to_owned(),
        source: Box::new(source),
    };
    let context = Context::from_serialize(&words(loaded, assessed, now)).map_err(failed)?;
    let rendered = crate::letter::template::rendered(&text, &context).map_err(|source| NoticeError::Render {
        name: name.to_owned(),
        source,
    })?;
    // The banner is not the template's to leave out.
    Ok(match loaded.incident.kind.mark(MarkPlace::Document) {
        "" => rendered,
        mark => format!("{mark}\n\n{rendered}"),
    })
}

fn words(loaded: &Loaded, assessed: &Assessed, now: StoryTime) -> Words {
    let incident = &loaded.incident;
    let zone = &loaded.incident.home_zone;
    let open = open_obligations(incident, &assessed.obligations);
    let dated = open
        .iter()
        .filter_map(|key| Some((assessed.obligations.get(key)?.strict?, key)));
    let first = dated.min();
    let risk = assessed.view.risk.as_ref().and_then(|risk| risk.suggested.clone());
    let silent = calls(loaded, now).into_iter().filter(|call| call.answered.is_none());
    Words {
        code: incident.code.to_string(),
        title: incident.title.clone(),
        as_of: moment_words(zone, now.at()),
        stage: incident.stage.title(),
        risk: risk.unwrap_or_else(|| "undecided".to_owned()),
        due: open.len(),
        possible: assessed
            .view
            .obligations
            .iter()
            .filter(|o| o.verdict == Verdict::Possible)
            .count(),
        first_deadline: first.map(|(at, _)| moment_words(zone, at)),
        first_obligation: first.map(|(_, key)| key.to_string()),
        known: known(loaded, zone),
        unknown: assessed
            .view
            .open_facts
            .iter()
            .take(4)
            .map(|fact| fact.question.clone())
            .collect(),
        not_reached: silent.map(|call| call.role).collect(),
    }
}

fn known(loaded: &Loaded, zone: &Zone) -> Vec<Known> {
    let current = notice_facts().filter_map(|(key, words)| {
        let entry = loaded.incident.current(key).into_iter().next_back()?;
        Some(Known {
            words,
            value: entry.value.as_ref()?.words(zone),
            suspected: entry.certainty == Certainty::Suspected,
        })
    });
    current.collect()
}
