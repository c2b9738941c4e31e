//! Drafting and checking the letters of an incident: templates, rules and facts brought together.

use std::collections::BTreeMap;
use std::path::Path;

use include_dir::{Dir, include_dir};
use serde::Serialize;

use super::input_file::{self, Limit};
use super::letter_context::{values, words};
use super::letters::{LetterError, digest, find, revision};
use super::record::{Record, RecordError};
use super::views::ObligationView;
use crate::core::incident::Incident;
use crate::core::incident::command::LetterCommand;
use crate::core::incident::letter::{Letter, Revision};
use crate::core::time::WallTime;
use crate::letter::block::Block;
use crate::letter::check::{Finding, Reading, Rule, Subject, check as checked, load};
use crate::letter::contact::{self, Contact};
use crate::letter::markdown;
use crate::letter::person::Field;
use crate::letter::template::{Template, best};

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates/letters");
static RULES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates/rules");
/// Not rules but the words the measures look for.
const MEASURES: &str = "words.toml";
/// How the names of files begin that say which demands are no rule, and why.
const LEFT: &str = "left-to-a-person";

/// Why something about letters did not work.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The record.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The letter or its template.
    #[error(transparent)]
    Letter(#[from] LetterError),
    /// Templates or rules with problems, one a line.
    #[error("the templates or rules have problems")]
    Files(Vec<String>),
}

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
    let all = std::fs::read_dir(folder).and_then(|entries| entries.collect::<Result<Vec<_>, _>>());
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

/// What a person asks to be drafted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// The template; `None`: the one that fits the duty.
    pub template: Option<String>,
    /// The duty.
    pub duty: Option<String>,
    /// The language.
    pub language: String,
    /// The id; `None`: made from template and language.
    pub id: Option<String>,
    /// A text that takes the template's place.
    pub text: Option<String>,
}

/// A draft ready to be recorded.
#[derive(Debug, Clone)]
pub struct Drafted {
    /// The command that records it.
    pub command: LetterCommand,
    /// How many gaps it has besides those that a roster fills.
    pub gaps: usize,
}

/// Drafts a letter from what is known now.
///
/// # Errors
/// An unknown incident, duty or template, or one that does not render.
pub fn draft(
    record: &Record,
    code: &str,
    draft: Draft,
    own: Option<&Path>,
    now: WallTime,
) -> Result<Drafted, DeskError> {
    let loaded = record.load(code)?;
    let now = loaded.incident.now(now);
    let assessed = record.assess(&loaded.incident, &loaded.organisation, now)?;
    let duty = draft
        .duty
        .as_deref()
        .map(|id| find_duty(&assessed.view.obligations, id))
        .transpose()?;
    let all = templates(own)?;
    let template = chosen(&all, &draft, duty)?;
    let text = match draft.text {
        Some(text) => text,
        None => {
            let words = words().map_err(|problem| DeskError::Files(vec![problem]))?;
            let words = words.get(&template.language).or(words.get("en"));
            let words = words.ok_or_else(|| DeskError::Files(vec!["no words for the letter's language".to_owned()]))?;
            let filled = values(&loaded, template, words, duty, now).with_contacts(&contacts(own)?);
            let filled = filled.with_sample(has_sample(&loaded.incident, &all));
            let rendered = template.render(&filled);
            rendered.map_err(|error| LetterError::Made(error))?
        }
    };
    let id = draft.id.unwrap_or_else(|| named(template, draft.duty.as_deref()));
    let keys = Reading::of(&markdown::parse(&text)).gaps;
    let gaps = keys.iter().filter(|key| Field::of(key).is_none()).count();
    Ok(Drafted {
        command: LetterCommand::Draft {
            letter: id,
            template: template.id.clone(),
            language: template.language.clone(),
            duty: draft.duty,
            sha256: digest(&text),
            text,
        },
        gaps,
    })
}

/// Whether a letter to individuals was drafted, of which authorities get a sample.
fn has_sample(incident: &Incident, all: &[Template]) -> bool {
    let told = |letter: &Letter| {
        let template = all.iter().find(|t| t.id == letter.template);
        template.is_some_and(|t| ["individuals", "customers"].contains(&t.recipient.as_str()))
    };
    incident.letters.values().any(told)
}

/// A letter's id: of its duty where it is for one, else of its template.
fn named(template: &Template, duty: Option<&str>) -> String {
    let from = duty.unwrap_or(&template.id);
    format!("{}-{}", from.replace(['/', '@', '_'], "-"), template.language).to_lowercase()
}

fn find_duty<'v>(all: &'v [ObligationView], id: &str) -> Result<&'v ObligationView, LetterError> {
    all.iter().find(|o| o.id == id).ok_or_else(|| {
        let regime = id.split('/').next().unwrap_or(id);
        let near: Vec<&str> = all
            .iter()
            .filter(|o| o.regime == regime)
            .map(|o| o.id.as_str())
            .collect();
        LetterError::Template(match near.is_empty() {
            true => format!("`{id}` is no duty; see firebell law list"),
            false => format!("`{id}` is no duty; there are {}", near.join(", ")),
        })
    })
}

fn chosen<'t>(all: &'t [Template], draft: &Draft, duty: Option<&ObligationView>) -> Result<&'t Template, LetterError> {
    if let Some(id) = &draft.template {
        let same: Vec<&Template> = all.iter().filter(|t| t.id == *id).collect();
        let spoken = same.iter().find(|t| t.language == draft.language).or(same.first());
        return spoken.copied().ok_or_else(|| {
            let ids: Vec<&str> = all.iter().map(|t| t.id.as_str()).collect();
            let near = crate::core::reader::suggestion(id, &ids);
            LetterError::Template(format!(
                "`{id}` is no template; {near} (firebell letter templates lists them)"
            ))
        });
    }
    let Some(duty) = duty else {
        return Err(LetterError::Template(
            "name a template, or a duty with --duty".to_owned(),
        ));
    };
    let found = best(all, &duty.recipient, &duty.id, &draft.language);
    found.ok_or_else(|| {
        let words = "name one that comes near, or hand your own text over with --from";
        LetterError::Template(format!("no template is made for {}: {words}", duty.id))
    })
}

/// Checks a letter as it stands.
///
/// # Errors
/// An unknown incident or letter, or rules that do not read.
pub fn check(
    record: &Record,
    code: &str,
    letter: &str,
    own: Option<&Path>,
    now: WallTime,
) -> Result<Vec<Finding>, DeskError> {
    let loaded = record.load(code)?;
    let now = loaded.incident.now(now);
    let found = find(&loaded.incident, letter)?;
    let text = &revision(found, None)?.text;
    let assessed = record.assess(&loaded.incident, &loaded.organisation, now)?;
    let all = templates(own)?;
    let template = all.iter().find(|t| t.id == found.template);
    let duty = found
        .duty
        .as_deref()
        .and_then(|id| assessed.view.obligations.iter().find(|o| o.id == id));
    let blocks = markdown::parse(text);
    let subject = subject(&loaded, found, template, duty, &assessed.view.obligations)?;
    let mut findings = checked(&rules(own)?, &subject, &blocks);
    findings.extend(wrong_authority(&subject, &blocks));
    findings.extend(contact::unconfirmed(&contacts(own)?, &Reading::of(&blocks)));
    Ok(findings)
}

fn subject(
    loaded: &super::record::Loaded,
    letter: &Letter,
    template: Option<&Template>,
    duty: Option<&ObligationView>,
    all: &[ObligationView],
) -> Result<Subject, DeskError> {
    let words = words().map_err(|problem| DeskError::Files(vec![problem]))?;
    let current = loaded.incident.current("data.elements");
    let literal = current.last().and_then(|entry| entry.value.clone());
    let elements: Option<Vec<String>> = literal.map(|text| {
        let codes = text.replace(['[', ']', '"'], "");
        codes
            .split(',')
            .map(|code| code.trim().to_owned())
            .filter(|code| !code.is_empty())
            .collect()
    });
    let named = words.get(&letter.language).map(|w| &w.elements);
    let hit = elements.iter().flatten();
    let element_words = hit.filter_map(|code| Some(named?.get(code)?.clone())).collect();
    let public = template.filter(|t| t.recipient == "public");
    let recipient = public
        .map(|t| t.recipient.clone())
        .or(duty.map(|o| o.recipient.clone()))
        .or(template.map(|t| t.recipient.clone()));
    // A letter for one duty answers to its regime; one for many to every regime of its template that is not ruled out.
    let regimes = match (duty, template) {
        (Some(duty), _) => vec![duty.regime.clone()],
        (None, Some(template)) => {
            // A notice to the public stands in for letters to individuals.
            let told = match template.recipient.as_str() {
                "public" => "individuals",
                other => other,
            };
            let due = all.iter().filter(|o| o.verdict != "not_due" && o.recipient == told);
            due.filter(|o| template.fits(&o.regime).is_some())
                .map(|o| o.regime.clone())
                .collect()
        }
        (None, None) => Vec::new(),
    };
    Ok(Subject {
        template: letter.template.clone(),
        recipient: recipient.unwrap_or_default(),
        regimes,
        language: letter.language.clone(),
        elements,
        element_words,
        people: people(&loaded.incident),
        known_days: Vec::new(),
        late: duty.is_some_and(|o| o.overdue),
        authority: duty.and_then(|o| o.authority.name.clone()),
        follows: words
            .get(&letter.language)
            .map(|w| w.follows.clone())
            .unwrap_or_default(),
    })
}

/// At least how many people are recorded, by place: of a range its lower end, of several counts the last.
fn people(incident: &Incident) -> BTreeMap<String, u64> {
    let places = incident.facts.keys().filter_map(|key| key.strip_prefix("affected."));
    let counted = places.filter_map(|place| {
        let current = incident.current(&format!("affected.{place}"));
        let literal = current.last()?.value.as_deref()?;
        let digits = literal
            .split(|c: char| !c.is_ascii_digit())
            .find(|run| !run.is_empty())?;
        Some((place.to_owned(), digits.parse().ok()?))
    });
    counted.collect()
}

/// A letter as the desk shows it.
#[derive(Debug, Clone)]
pub struct Open {
    /// SHA-256 of its text.
    pub sha256: String,
    /// The Markdown.
    pub text: String,
    /// The text as it is read.
    pub preview: String,
    /// What the check found.
    pub findings: Vec<Finding>,
    /// Remarks: who and what.
    pub comments: Vec<(String, String)>,
}

/// Columns of a preview.
const PREVIEW: usize = 72;

/// A letter with its preview and its check.
///
/// # Errors
/// As [`check`].
pub fn open(record: &Record, code: &str, letter: &str, own: Option<&Path>, now: WallTime) -> Result<Open, DeskError> {
    let findings = check(record, code, letter, own, now)?;
    let loaded = record.load(code)?;
    let found = find(&loaded.incident, letter)?;
    let current = revision(found, None)?;
    let page = super::letters::page(&loaded.incident, &loaded.organisation, found, &current.text);
    Ok(Open {
        sha256: current.sha256.clone(),
        text: current.text.clone(),
        preview: crate::letter::plain::plain(&page, PREVIEW),
        findings,
        comments: found
            .comments
            .iter()
            .map(|c| (c.author.clone(), c.text.clone()))
            .collect(),
    })
}

/// The command that approves the text that was read, with what the check finds in it now.
///
/// # Errors
/// As [`check`].
pub fn approval(
    record: &Record,
    code: &str,
    letter: String,
    sha256: Option<String>,
    because: Option<String>,
    own: Option<&Path>,
    now: WallTime,
) -> Result<LetterCommand, DeskError> {
    let findings = check(record, code, &letter, own, now)?;
    let loaded = record.load(code)?;
    let current = revision(find(&loaded.incident, &letter)?, None)?.sha256.clone();
    let failing = findings
        .iter()
        .filter(|finding| finding.fails())
        .map(ToString::to_string);
    Ok(LetterCommand::Approve {
        sha256: sha256.unwrap_or(current),
        findings: failing.collect(),
        because,
        letter,
    })
}

/// What changed in a letter since its first text.
///
/// # Errors
/// An unknown incident or letter.
pub fn redline(record: &Record, code: &str, letter: &str) -> Result<String, DeskError> {
    let loaded = record.load(code)?;
    let found = find(&loaded.incident, letter)?;
    let (first, last) = (revision(found, Some(1))?, revision(found, None)?);
    Ok(super::letters::redline(&first.text, &last.text))
}

/// A letter to an authority names it.
fn wrong_authority(subject: &Subject, blocks: &[Block]) -> Option<Finding> {
    let name = subject
        .authority
        .as_deref()
        .filter(|_| subject.recipient == "regulator")?;
    let reading = Reading::of(blocks);
    let short = name.split(" (").next().unwrap_or(name).to_lowercase();
    (!reading.lower.contains(&short)).then(|| Finding {
        rule: "authority".to_owned(),
        weight: crate::letter::check::Weight::Fails,
        demand: "the letter is addressed to the authority of its duty".to_owned(),
        found: format!("it does not name {name}"),
        cite: "the duty's own rule".to_owned(),
    })
}

/// Findings as people read them.
pub fn findings_text(findings: &[Finding]) -> String {
    let mut out = String::new();
    for finding in findings {
        let word = match finding.weight {
            crate::letter::check::Weight::Fails => "FAILS  ",
            crate::letter::check::Weight::Warns => "warns  ",
            crate::letter::check::Weight::Reminds => "see to ",
        };
        out += &format!(
            "{word} {}: {}\n         {} [{}]\n",
            finding.rule, finding.found, finding.demand, finding.cite
        );
    }
    let fails = findings.iter().filter(|f| f.fails()).count();
    out + &match fails {
        0 => "Nothing fails. The check knows the rules it was given; it is not legal advice.\n".to_owned(),
        n => format!("{n} findings fail.\n"),
    }
}

/// A letter whole, for programs.
#[derive(Debug, Clone, Serialize)]
pub struct WholeLetter<'l> {
    letter: &'l str,
    template: &'l str,
    language: &'l str,
    duty: Option<&'l str>,
    state: &'static str,
    sha256: &'l str,
    author: &'l str,
    text: &'l str,
    comments: Vec<(String, String)>,
}

/// A letter with one of its texts.
pub fn whole<'l>(letter: &'l Letter, revision: &'l Revision) -> WholeLetter<'l> {
    WholeLetter {
        letter: &letter.id,
        template: &letter.template,
        language: &letter.language,
        duty: letter.duty.as_deref(),
        state: letter.state(),
        sha256: &revision.sha256,
        author: &revision.author,
        text: &revision.text,
        comments: letter
            .comments
            .iter()
            .map(|c| (c.author.clone(), c.text.clone()))
            .collect(),
    }
}
