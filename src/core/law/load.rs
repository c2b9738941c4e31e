//! From the texts of law files to a rule base, with every finding on the way.
//!
//! Files come in as text with a name; who read them from where is `app/law/files`'s business. A file with a finding
//! is left out whole, named, and the rest still works.

use std::collections::HashMap;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::check;
use super::rulebook::{Overlay, Question, Regime, Rulebook};
use super::schema::LawFile;
use super::{schema, shared_files};
use crate::core::public_holidays::{CalendarFile, Calendars};
use crate::core::severity::Methods;
use crate::core::toml_text::reader::{Problem, Reader};

/// One file of law.
#[derive(Debug, Clone)]
pub struct LawText<'a> {
    /// Path as it is shown.
    pub path: String,
    /// Path below the folder or pack it came from. What the file is, and which edition of the law this is, depend on it
    /// and on the text alone: the same folder spelled in another way is the same law.
    pub name: String,
    pub text: std::borrow::Cow<'a, str>,
    /// Whether it comes from an overlay, whose regimes replace built-in ones of the same id.
    pub overlay: bool,
}

/// A rule base and what was wrong on the way to it.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The rules that could be read.
    pub rules: Rulebook,
    /// All findings, in the order of the files.
    pub problems: Vec<Problem>,
}

/// What was found out about the built-in files when the program was built: never more than their texts say.
#[derive(Debug, Default)]
pub struct Prepared {
    /// What `digest` makes of them.
    pub sha256: String,
    /// Their documents as they were stored, by path. A file with a syntax error has none.
    pub documents: HashMap<&'static str, &'static [u8]>,
}

impl Prepared {
    /// The document of a built-in file.
    fn document(&self, file: &LawText<'_>) -> Option<&'static [u8]> {
        let stored = self.documents.get(file.path.as_str()).filter(|_| !file.overlay);
        stored.copied()
    }

    fn reader<'t>(&self, file: &'t LawText<'_>) -> Reader<'t> {
        Reader::stored(&file.path, &file.text, self.document(file))
    }

    /// Whether the files are the built-in ones and nothing else.
    fn covers(&self, files: &[LawText<'_>]) -> bool {
        let known = |file: &LawText<'_>| !file.overlay && self.documents.contains_key(file.path.as_str());
        files.len() == self.documents.len() && files.iter().all(known)
    }
}

/// What a path holds.
fn kind(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name {
        "profiles.toml" | "questions.toml" | "milestones.toml" | "decisions.toml" | "regions.toml" | "methods.toml"
        | "computations.toml" | "content.toml" | "paper.toml" => name,
        _ if path.contains("calendars/") => "calendar",
        _ if path.contains("authorities/") => "authority",
        _ => "law",
    }
}

/// Reads, checks and joins all files.
pub fn load(files: &[LawText<'_>]) -> Loaded {
    load_prepared(files, &Prepared::default())
}

/// The same with the built-in files parsed beforehand. Where nothing is laid over them, references between files are not
/// followed again: the tests and `law lint` have done it for exactly these files.
pub fn load_prepared(files: &[LawText<'_>], prepared: &Prepared) -> Loaded {
    let proven = prepared.covers(files);
    let (mut loaded, read) = rayon::join(
        || read_vocabulary(files, prepared),
        || {
            let files = law_files(files);
            files
                .par_iter()
                .map(|file| read_law(file, prepared))
                .collect::<Vec<_>>()
        },
    );
    let mut regimes = Vec::with_capacity(files.len());
    for (file, (found, problems)) in law_files(files).into_iter().zip(read) {
        // A broken file is refused whole: half a law would be worse than none.
        if problems.is_empty() {
            regimes.extend(found.regimes.into_iter().map(|regime| (file.overlay, regime)));
            add_questions(file, found.questions, &mut loaded);
        }
        loaded.problems.extend(problems);
    }
    loaded.rules.overlays = vocabulary_overlays(files);
    // Days that were added move dates as much as a calendar that was replaced.
    let Rulebook {
        overlays, calendars, ..
    } = &mut loaded.rules;
    for overlay in overlays {
        overlay.replaces |= calendars.are_extended_by(&overlay.file);
    }
    join(regimes, &mut loaded);
    match proven {
        true => loaded.rules.sha256.clone_from(&prepared.sha256),
        false => {
            let (problems, sha256) = rayon::join(|| check::rulebook(&loaded.rules), || digest(files));
            loaded.problems.extend(problems);
            loaded.rules.sha256 = sha256;
        }
    }
    let newest = loaded.rules.regimes.iter().map(|r| r.reviewed_on).max();
    loaded.rules.version = newest.map(|day| day.to_string()).unwrap_or_default();
    loaded
}

fn law_files<'f, 'a>(files: &'f [LawText<'a>]) -> Vec<&'f LawText<'a>> {
    files.iter().filter(|file| kind(&file.name) == "law").collect()
}

fn read_law(file: &LawText<'_>, prepared: &Prepared) -> (LawFile, Vec<Problem>) {
    let reader = prepared.reader(file);
    let found = schema::law_file(&reader, &file.path);
    (found, reader.into_problems())
}

/// A law file's own questions. One id never has two wordings, unless an overlay takes the place of the first.
fn add_questions(file: &LawText<'_>, questions: Vec<(String, Question)>, loaded: &mut Loaded) {
    for (id, question) in questions {
        if !file.overlay && loaded.rules.questions.contains_key(&id) {
            let message = format!("question `{id}` is already in another file");
            loaded.problems.push(check::whole_file(&file.path, message));
            continue;
        }
        loaded.rules.questions.insert(id, question);
    }
}

/// Later files win: an overlay's regime replaces the built-in one of the same id; two built-in ones are a finding.
fn join(regimes: Vec<(bool, Regime)>, loaded: &mut Loaded) {
    let mut index: HashMap<String, usize> = HashMap::with_capacity(regimes.len() * 2);
    for (overlay, regime) in regimes {
        match index.get(regime.id.as_str()) {
            Some(at) if overlay => {
                let at: usize = *at;
                loaded.rules.overlays.push(brought(&regime, true));
                loaded.rules.regimes[at] = regime;
            }
            Some(at) => {
                let other = &loaded.rules.regimes[*at].file;
                let message = format!("regime `{}` is already in {other}", regime.id);
                loaded.problems.push(check::whole_file(&regime.file, message));
            }
            None => {
                if overlay {
                    loaded.rules.overlays.push(brought(&regime, false));
                }
                index.insert(regime.id.to_string(), loaded.rules.regimes.len());
                loaded.rules.regimes.push(regime);
            }
        }
    }
    for (at, regime) in loaded.rules.regimes.iter().enumerate() {
        for alias in &regime.aliases {
            // An alias never hides a regime that has the name as its id.
            index.entry(alias.clone()).or_insert(at);
        }
    }
    loaded.rules.index = index;
}

fn brought(regime: &Regime, replaces: bool) -> Overlay {
    Overlay {
        id: regime.id.to_string(),
        file: regime.file.clone(),
        replaces,
    }
}

/// Overlay files without regimes: calendars, authorities and vocabulary change the answers of every regime that uses
/// them, so they are named like a regime.
fn vocabulary_overlays(files: &[LawText<'_>]) -> Vec<Overlay> {
    let name = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    let key = |file: &LawText<'_>| (kind(&file.name).to_owned(), name(&file.name));
    let built_in: Vec<_> = files.iter().filter(|file| !file.overlay).map(key).collect();
    let own = files.iter().filter(|file| file.overlay && kind(&file.name) != "law");
    own.map(|file| Overlay {
        id: name(&file.path),
        file: file.path.clone(),
        replaces: built_in.contains(&key(file)),
    })
    .collect()
}

fn read_vocabulary(files: &[LawText<'_>], prepared: &Prepared) -> Loaded {
    let mut loaded = Loaded::default();
    for file in files {
        let reader = prepared.reader(file);
        let rules = &mut loaded.rules;
        match kind(&file.name) {
            "profiles.toml" => {
                rules.flags.extend(shared_files::flags(&reader));
                let broken = shared_files::drop_broken_implications(&mut rules.flags);
                let broken = broken.into_iter().map(|finding| check::whole_file(&file.path, finding));
                loaded.problems.extend(broken);
            }
            "questions.toml" => rules.questions.extend(shared_files::questions(&reader)),
            "milestones.toml" => rules.milestones.extend(shared_files::milestones(&reader)),
            "decisions.toml" => rules.decisions.extend(shared_files::decisions(&reader)),
            "regions.toml" => rules.regions.extend(shared_files::regions(&reader)),
            "content.toml" => rules.content.extend(shared_files::content(&reader)),
            "computations.toml" => rules.computations.extend(shared_files::computations(&reader)),
            "paper.toml" => rules.letter_paper.extend(shared_files::letter_paper(&reader)),
            "authority" => rules.authorities.extend(shared_files::authorities(&reader)),
            "methods.toml" => read_methods(file, &mut loaded),
            _ => continue,
        }
        loaded.problems.extend(reader.into_problems());
    }
    read_calendars(files, prepared, &mut loaded);
    loaded
}

/// Whose holidays a count may ask for.
#[derive(Debug, Clone, Copy)]
pub enum Holidays<'c> {
    /// Whatever calendar somebody names later.
    OfAny,
    /// Those of one calendar.
    Of(&'c str),
    /// Nobody's: hours and plain days.
    None,
}

impl Holidays<'_> {
    /// Whether a calendar's file is asked for. A file is called like its calendar, which a test holds.
    fn are_in(self, path: &str) -> bool {
        let name = || path.rsplit('/').next().and_then(|name| name.strip_suffix(".toml"));
        match self {
            Holidays::OfAny => true,
            Holidays::Of(id) => name().is_some_and(|name| name.eq_ignore_ascii_case(id)),
            Holidays::None => false,
        }
    }
}

/// Only what counting periods asks for: the calendars and the alternative computations. Reading all calendars takes
/// longer than everything else that a single count does.
pub fn for_counting(files: &[LawText<'_>], prepared: &Prepared, holidays: Holidays<'_>) -> Rulebook {
    let asked = |file: &&LawText<'_>| match kind(&file.name) {
        "calendar" => holidays.are_in(&file.name),
        kind => kind == "computations.toml",
    };
    let files: Vec<LawText<'_>> = files.iter().filter(asked).cloned().collect();
    read_vocabulary(&files, prepared).rules
}

fn read_calendars(files: &[LawText<'_>], prepared: &Prepared, loaded: &mut Loaded) {
    let mut texts = Vec::new();
    for file in files.iter().filter(|file| kind(&file.name) == "calendar") {
        match prepared.document(file) {
            Some(document) => loaded.rules.calendars.add_stored(&file.path, document),
            None => texts.push(file),
        }
    }
    let read: Vec<_> = texts
        .par_iter()
        .map(|file| Calendars::read(prepared.reader(file)))
        .collect();
    let mut additions = Vec::new();
    for (file, (found, problems)) in texts.into_iter().zip(read) {
        match found {
            Some(CalendarFile::Whole(calendar)) => loaded.rules.calendars.add(calendar),
            Some(CalendarFile::Added(added)) => additions.push((file, added)),
            None => {}
        }
        loaded.problems.extend(problems);
    }
    // Only now, so that days can be added to a calendar of any file.
    for (file, added) in additions {
        let to = added.to.clone();
        if !loaded.rules.calendars.extend(added, &file.path) {
            let message = format!("there is no calendar `{to}` to add days to");
            loaded.problems.push(check::whole_file(&file.path, message));
        }
    }
}

fn read_methods(file: &LawText<'_>, loaded: &mut Loaded) {
    match Methods::parse(&file.text) {
        Ok(methods) => loaded.rules.methods = Some(methods),
        Err(error) => {
            let message = format!("the risk methods cannot be read: {error}");
            loaded.problems.push(check::whole_file(&file.path, message));
        }
    }
}

/// Which rule base gave an answer. `build.rs` makes the same of the built-in files.
fn digest(files: &[LawText<'_>]) -> String {
    let mut hash = Sha256::new();
    for file in files {
        hash.update(file.name.as_bytes());
        hash.update([0]);
        hash.update(file.text.as_bytes());
        hash.update([0]);
    }
    hex::encode(hash.finalize())
}
