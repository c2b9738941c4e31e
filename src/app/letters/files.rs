//! Templates, contacts and rules of letters: the built-in ones with a team's own over them.

use std::path::Path;
use std::sync::LazyLock;

use super::LettersError;
use crate::app::files::input_file::Limit;
use crate::app::files::overlay::{self, TextFile, Wanted};
use crate::app::files::packed;
use crate::core::sign_off::{self, Matrix};
use crate::letter::check::{Rule, load};
use crate::letter::clause::Clause;
use crate::letter::contact::{self, Contact};
use crate::letter::template::Template;

/// Not rules but the words the measures look for, and the phrases by which letters are read.
const MEASURES: [&str; 9] = [
    "words.toml",
    "compare.toml",
    "spans.toml",
    "stands.toml",
    "leans.toml",
    "numbers.toml",
    "spelling.toml",
    "languages.toml",
    "denied-twice.toml",
];
/// How the names of files begin that say which demands are no rule, and why.
const LEFT: &str = "left-to-a-person";

const LETTERS: Wanted = Wanted {
    ending: "md",
    inner_folders: true,
    limit: Limit::Rules,
};

const RULE_FILES: Wanted = Wanted {
    ending: "toml",
    inner_folders: false,
    limit: Limit::Rules,
};

/// A template in a list.
pub type TemplateRow = Template;

/// Every template: the built-in ones, and a team's own, which take the place of those with the same id and language.
///
/// # Errors
/// Every problem of every template.
pub fn templates(own: Option<&Path>) -> Result<Vec<Template>, LettersError> {
    match own {
        Some(own) => read_templates(Some(own)),
        None => built_in(&BUILT_IN_TEMPLATES),
    }
}

static BUILT_IN_TEMPLATES: LazyLock<Result<Vec<Template>, Vec<String>>> = LazyLock::new(|| kept(read_templates(None)));
static BUILT_IN_RULES: LazyLock<Result<Vec<Rule>, Vec<String>>> = LazyLock::new(|| kept(read_rules(None)));

/// Whether letters from a template carry the letterhead of the sender. Forms to fill in, text messages and what is filed
/// with a market carry none; nor does what the built-in template of that id says so of.
pub(super) fn has_letterhead(template: &str) -> bool {
    let built_in = BUILT_IN_TEMPLATES.as_ref();
    let known = built_in
        .ok()
        .and_then(|all| all.iter().find(|known| known.id == template));
    known.is_none_or(Template::has_letterhead)
}

/// What the program carries is read once: a workbench checks letters all day.
fn built_in<T: Clone>(read: &Result<Vec<T>, Vec<String>>) -> Result<Vec<T>, LettersError> {
    read.clone().map_err(LettersError::Files)
}

fn kept<T>(read: Result<Vec<T>, LettersError>) -> Result<Vec<T>, Vec<String>> {
    read.map_err(|error| match error {
        LettersError::Files(problems) => problems,
        LettersError::Record(_) | LettersError::Letter(_) => vec![error.to_string()],
    })
}

fn read_templates(own: Option<&Path>) -> Result<Vec<Template>, LettersError> {
    let packed = packed::texts(include_bytes!(concat!(env!("OUT_DIR"), "/letters.deflate")));
    let mut files = overlay::packed(packed);
    let in_folder = Wanted {
        inner_folders: false,
        ..LETTERS
    };
    let found = own.map(|folder| overlay::own(folder, in_folder)).unwrap_or_default();
    let mut problems = found.problems();
    files.extend(found.files);
    let mut all: Vec<Template> = Vec::new();
    for file in &files {
        match Template::parse(&file.name, &file.text) {
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
        Err(LettersError::Files(problems))
    }
}

/// Bureaus and authorities that letters name; a team's own file may bring newer addresses.
const CONTACTS: BuiltIn = BuiltIn {
    name: "us-contacts.toml",
    text: include_str!("../../../templates/letters/us-contacts.toml"),
};

/// The contacts of letters: the built-in ones, and those of a team's own folder in their place.
///
/// # Errors
/// Every problem of every file.
pub fn contacts(own: Option<&Path>) -> Result<Vec<Contact>, LettersError> {
    contact::load(texts(&built_in_and_own(&CONTACTS, own)?)).map_err(listed)
}

/// Who must approve which letters; a team's own file adds roles and rules.
const SIGN_OFF: BuiltIn = BuiltIn {
    name: "sign-off.toml",
    text: include_str!("../../../templates/letters/sign-off.toml"),
};

/// The sign-off matrix: the built-in one, and that of a team's own folder over it.
///
/// # Errors
/// Every problem of every file.
pub fn sign_off(own: Option<&Path>) -> Result<Matrix, LettersError> {
    sign_off::load(texts(&built_in_and_own(&SIGN_OFF, own)?)).map_err(listed)
}

/// A file that most commands on letters read.
struct BuiltIn {
    name: &'static str,
    text: &'static str,
}

/// A built-in file, and the file of its name in a team's own folder.
fn built_in_and_own(built_in: &BuiltIn, own: Option<&Path>) -> Result<Vec<TextFile>, LettersError> {
    let mut files = vec![TextFile {
        name: built_in.name.to_owned(),
        text: built_in.text.into(),
    }];
    if let Some(path) = own
        .map(|folder| folder.join(built_in.name))
        .filter(|path| path.exists())
    {
        let file = overlay::own_file(&path, Limit::Rules);
        files.push(file.map_err(|error| LettersError::Files(vec![error.line()]))?);
    }
    Ok(files)
}

/// Names and texts, as the readers of letters take them.
fn texts(files: &[TextFile]) -> impl Iterator<Item = (&str, &str)> {
    files.iter().map(|file| (file.name.as_str(), &*file.text))
}

/// Problems of files as they are shown.
fn listed(problems: Vec<crate::core::toml_text::reader::Problem>) -> LettersError {
    LettersError::Files(problems.iter().map(ToString::to_string).collect())
}

/// The folder of a team's clauses, in its folder of letters.
const CLAUSES: &str = "clauses";

/// The clauses that a team's counsel approved, by id and language.
///
/// # Errors
/// Every problem of every clause, and ids that two clauses of one language share.
pub fn clauses(own: Option<&Path>) -> Result<Vec<Clause>, LettersError> {
    let folder = own.map(|folder| folder.join(CLAUSES)).filter(|folder| folder.is_dir());
    let wanted = Wanted {
        inner_folders: false,
        ..LETTERS
    };
    let found = folder.map(|folder| overlay::own(&folder, wanted)).unwrap_or_default();
    let mut problems = found.problems();
    let mut all: Vec<Clause> = Vec::new();
    for file in &found.files {
        match Clause::parse(&file.name, &file.text) {
            Ok(clause)
                if all
                    .iter()
                    .any(|known| (&known.id, &known.language) == (&clause.id, &clause.language)) =>
            {
                problems.push(format!(
                    "{}: another clause has the id `{}` in this language",
                    file.name, clause.id
                ));
            }
            Ok(clause) => all.push(clause),
            Err(found) => problems.extend(found.iter().map(ToString::to_string)),
        }
    }
    all.sort_by(|a, b| (&a.id, &a.language).cmp(&(&b.id, &b.language)));
    match problems.is_empty() {
        true => Ok(all),
        false => Err(LettersError::Files(problems)),
    }
}

/// The folder of a team's own rules, in its folder of letters.
const OWN_RULES: &str = "rules";

/// Every rule of the check: the built-in ones, and a team's own, which take the place of those with the same id.
///
/// # Errors
/// Every problem of every rule file.
pub fn rules(own: Option<&Path>) -> Result<Vec<Rule>, LettersError> {
    match own {
        Some(own) => read_rules(Some(own)),
        None => built_in(&BUILT_IN_RULES),
    }
}

fn read_rules(own: Option<&Path>) -> Result<Vec<Rule>, LettersError> {
    let packed = packed::texts(include_bytes!(concat!(env!("OUT_DIR"), "/letter-rules.deflate")));
    let mut files = overlay::packed(packed);
    files.retain(|file| !MEASURES.contains(&file.name.as_str()) && !file.name.starts_with(LEFT));
    let folder = own
        .map(|folder| folder.join(OWN_RULES))
        .filter(|folder| folder.is_dir());
    let found = folder
        .map(|folder| overlay::own(&folder, RULE_FILES))
        .unwrap_or_default();
    let mut problems = found.problems();
    files.extend(found.files);
    match load(texts(&files)) {
        Ok(rules) if problems.is_empty() => Ok(rules),
        found => {
            problems.extend(found.err().iter().flatten().map(ToString::to_string));
            Err(LettersError::Files(problems))
        }
    }
}
