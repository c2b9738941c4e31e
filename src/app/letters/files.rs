//! Templates, contacts and rules of letters: the built-in ones with a team's own over them.

use std::path::Path;

use include_dir::{Dir, include_dir};

use super::DeskError;
use crate::app::input_file::{self, Limit};
use crate::letter::check::{Rule, load};
use crate::letter::contact::{self, Contact};
use crate::letter::template::Template;

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates/letters");
static RULES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates/rules");
/// Not rules but the words the measures look for.
const MEASURES: &str = "words.toml";
/// How the names of files begin that say which demands are no rule, and why.
const LEFT: &str = "left-to-a-person";

/// A template in a list.
pub type TemplateRow = Template;

/// Every template: the built-in ones, and a team's own, which take the place of those with the same id and language.
///
/// # Errors
/// Every problem of every template.
pub fn templates(own: Option<&Path>) -> Result<Vec<Template>, DeskError> {
    let mut files: Vec<(String, String)> = Vec::new();
    collect(&TEMPLATES, &mut files);
    let (more, mut problems) = own.map(|folder| own_files(folder, "md")).unwrap_or_default();
    files.extend(more);
    let mut all: Vec<Template> = Vec::new();
    for (name, text) in &files {
        match Template::parse(name, text) {
            Ok(template) => {
                all.retain(|known| (&known.id, &known.language) != (&template.id, &template.language));
                all.push(template);
            }
            Err(found) => problems.extend(found.iter().map(ToString::to_string)),
        }
    }
    all.sort_by(|a, b| (&a.id, &a.language).cmp(&(&b.id, &b.language)));
    if problems.is_empty() {
        Ok(all)
    } else {
        Err(DeskError::Files(problems))
    }
}

fn collect(dir: &'static Dir<'_>, files: &mut Vec<(String, String)>) {
    let markdown = dir
        .files()
        .filter(|file| file.path().extension().is_some_and(|end| end == "md"));
    for file in markdown {
        if let Some(text) = file.contents_utf8() {
            files.push((file.path().display().to_string(), text.to_owned()));
        }
    }
    dir.dirs().for_each(|inner| collect(inner, files));
}

/// Names and texts of files, and what is wrong with those that cannot be read.
type Gathered = (Vec<(String, String)>, Vec<String>);

/// The files of a team's own folder whose names end like this, in order.
#[expect(
    clippy::disallowed_methods,
    reason = "a team's own templates and rules are read from where it says"
)]
fn own_files(folder: &Path, end: &str) -> Gathered {
    let fail = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    let all = std::fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let all = match all {
        Ok(all) => all,
        Err(error) => return (Vec::new(), vec![fail(folder, error)]),
    };
    let (mut files, mut problems) = (Vec::new(), Vec::new());
    let paths = all.into_iter().map(|entry| entry.path());
    for path in paths.filter(|path| path.extension().is_some_and(|own| own == end)) {
        match input_file::text(&path, Limit::Rules) {
            Ok(text) => files.push((path.display().to_string(), text)),
            Err(error) => problems.push(fail(&path, error)),
        }
    }
    files.sort();
    problems.sort();
    (files, problems)
}

/// Bureaus and authorities that letters name; a team's own file may bring newer addresses.
const CONTACTS: &str = "us-contacts.toml";

/// The contacts of letters: the built-in ones, and those of a team's own folder in their place.
///
/// # Errors
/// Every problem of every file.
pub fn contacts(own: Option<&Path>) -> Result<Vec<Contact>, DeskError> {
    let built = TEMPLATES.get_file(CONTACTS).and_then(|file| file.contents_utf8());
    let mut files: Vec<(String, String)> = vec![(CONTACTS.to_owned(), built.unwrap_or_default().to_owned())];
    if let Some(path) = own.map(|folder| folder.join(CONTACTS)).filter(|path| path.exists()) {
        let text = input_file::text(&path, Limit::Rules)
            .map_err(|error| DeskError::Files(vec![format!("{}: {error}", path.display())]))?;
        files.push((path.display().to_string(), text));
    }
    contact::load(files.iter().map(|(name, text)| (name.as_str(), text.as_str()))).map_err(listed)
}

/// Problems of files as they are shown.
fn listed(problems: Vec<crate::core::reader::Problem>) -> DeskError {
    DeskError::Files(problems.iter().map(ToString::to_string).collect())
}

/// The folder of a team's own rules, in its folder of letters.
const OWN_RULES: &str = "rules";

/// Every rule of the check: the built-in ones, and a team's own, which take the place of those with the same id.
///
/// # Errors
/// Every problem of every rule file.
pub fn rules(own: Option<&Path>) -> Result<Vec<Rule>, DeskError> {
    let named = |file: &&include_dir::File<'_>| {
        let name = file.path().display().to_string();
        name != MEASURES && !name.starts_with(LEFT)
    };
    let built = RULES.files().filter(named);
    let mut files: Vec<(String, String)> = built
        .filter_map(|file| Some((file.path().display().to_string(), file.contents_utf8()?.to_owned())))
        .collect();
    let folder = own
        .map(|folder| folder.join(OWN_RULES))
        .filter(|folder| folder.is_dir());
    let (more, mut problems) = folder.map(|folder| own_files(&folder, "toml")).unwrap_or_default();
    files.extend(more);
    match load(files.iter().map(|(name, text)| (name.as_str(), text.as_str()))) {
        Ok(rules) if problems.is_empty() => Ok(rules),
        found => {
            problems.extend(found.err().iter().flatten().map(ToString::to_string));
            Err(DeskError::Files(problems))
        }
    }
}
