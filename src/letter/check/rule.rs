//! Rules of letters, read from their files with every problem at once.

use super::Subject;
use super::predicate::Test;
use super::sayings::Concepts;
use crate::core::coded::Coded;
use crate::core::event::LetterVariant;
use crate::core::law::codes::ELEMENTS;
use crate::core::letter_recipient::LetterRecipient;
use crate::core::toml_text::reader::{Problem, Reader, Table, suggestion};

#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    pub id: String,
    /// Where it stands.
    pub cite: String,
    /// What it demands or forbids, in our own words.
    pub demand: String,
    /// Whether it rests on a weak source: then it only warns.
    pub weak: bool,
    /// Whether no law asks for it, only forms and habit: then a person is asked.
    pub practice: bool,
    /// Recipients whose letters it is about.
    pub recipients: Vec<LetterRecipient>,
    /// Regimes, where a `*` at the end stands for anything.
    pub regimes: Vec<String>,
    /// Contents that a law asks for and that it looks for, as codes of `jurisdictions/content.toml`. It is for the laws
    /// that have no rules of their own.
    pub content: Vec<String>,
    /// Ids of templates whose letters it is about; empty: all.
    pub templates: Vec<String>,
    /// Rows of the researched facts that it stands for, such as `1/breach_nature`.
    pub rows: Vec<String>,
    /// Languages; empty: all.
    pub languages: Vec<String>,
    /// It applies only where one of these elements was hit.
    pub elements: Vec<String>,
    /// Variants of letters where it is open whether the law asks for this: there a person is asked.
    pub unsettled_in: Vec<LetterVariant>,
    /// It applies only to late letters.
    pub late: bool,
    /// What is looked at.
    pub tests: Vec<Test>,
}

impl Rule {
    /// Whether it is about a letter. What is not known of the letter never takes it out of a rule.
    pub fn applies(&self, subject: &Subject) -> bool {
        let of_its_law = || {
            let law = self.is_about_all() || subject.regimes.iter().any(|regime| self.is_about(regime));
            law && subject.is_to_one_of(&self.recipients)
        };
        let hit = |hit: &Vec<String>| self.elements.iter().any(|element| hit.contains(element));
        (!self.content.is_empty() || of_its_law())
            && (self.templates.is_empty() || self.templates.contains(&subject.template))
            && (self.languages.is_empty() || self.languages.contains(&subject.language))
            && (self.elements.is_empty() || subject.elements.as_ref().is_none_or(hit))
            && (!self.late || subject.late)
            && (!subject.announces || self.templates.contains(&subject.template))
    }
}

impl Rule {
    /// Whether it is about every letter to its recipients, those under no law included.
    fn is_about_all(&self) -> bool {
        self.regimes.iter().any(|pattern| pattern == EVERY)
    }

    /// Whether a regime is one of those it is about.
    fn is_about(&self, regime: &str) -> bool {
        self.regimes.iter().any(|pattern| match pattern.strip_suffix('*') {
            Some(start) => regime.starts_with(start),
            None => regime == pattern,
        })
    }

    /// Whether its author, or the law itself, leaves to a person whether a letter has to have this.
    pub(super) fn only_asks(&self, subject: &Subject) -> bool {
        self.practice || self.unsettled_in.contains(&subject.own_variant())
    }

    /// Whether it is a rule of one law for letters to the recipient of a letter.
    pub(super) fn is_own_of(&self, regime: &str, subject: &Subject) -> bool {
        !self.is_about_all() && subject.is_to_one_of(&self.recipients) && self.is_about(regime)
    }
}

/// Reads rule files: their names and texts. A rule of a later file takes the place of one with the same id.
///
/// # Errors
/// Every problem of every file.
pub fn load<'t>(files: impl IntoIterator<Item = (&'t str, &'t str)>) -> Result<Vec<Rule>, Vec<Problem>> {
    let mut rules: Vec<Rule> = Vec::new();
    let readers: Vec<Reader> = files.into_iter().map(|(file, text)| Reader::new(file, text)).collect();
    let documents: Vec<_> = readers.iter().map(Reader::parse).collect();
    let parsed = readers.iter().zip(&documents);
    let roots: Vec<Table> = parsed
        .map(|(reader, document)| Table::new(reader, document.get_ref(), document.span()))
        .collect();
    let mut concepts = Concepts::default();
    roots.iter().for_each(|root| concepts.read(root));
    for root in roots {
        for table in root.tables("rule") {
            let rule = rule(table, &concepts);
            rules.retain(|known| known.id != rule.id);
            rules.push(rule);
        }
        root.finish();
    }
    drop(documents);
    let problems: Vec<Problem> = readers.into_iter().flat_map(Reader::into_problems).collect();
    if problems.is_empty() { Ok(rules) } else { Err(problems) }
}

fn rule(table: Table<'_, '_>, concepts: &Concepts) -> Rule {
    let confidence = table.need_text("confidence");
    if !["high", "medium", "low", "practice"].contains(&confidence.as_str()) {
        table.wrong(
            format!("unknown confidence `{confidence}`"),
            Some("high, medium, low or practice".to_owned()),
        );
    }
    let rule = Rule {
        id: table.need_text("id"),
        cite: table.need_text("cite"),
        demand: table.need_text("demand"),
        weak: confidence == "low",
        practice: confidence == "practice",
        recipients: recipients(&table),
        regimes: table.texts("regimes"),
        content: table.texts("content"),
        templates: table.texts("templates"),
        rows: table.texts("rows"),
        languages: table.texts("languages"),
        elements: table.texts("elements"),
        unsettled_in: variants(&table),
        late: table.flag("late").unwrap_or(false),
        tests: tests(&table, concepts),
    };
    for (key, empty) in [
        ("recipients", rule.recipients.is_empty()),
        ("regimes", rule.regimes.is_empty()),
    ] {
        let id = &rule.id;
        match (empty, rule.content.is_empty()) {
            (true, true) => {
                let hint = format!("add {key} = [\"…\"], or content = [\"…\"] for every law that asks for it");
                table.wrong(format!("the rule {id} has no {key} and would never apply"), Some(hint));
            }
            (false, false) => {
                let hint = format!("leave out {key}, or content");
                table.wrong(format!("the rule {id} names a content and {key}"), Some(hint));
            }
            (true, false) | (false, true) => {}
        }
    }
    known(&table, "data element", &rule.elements, ELEMENTS.codes);
    if rule.tests.is_empty() {
        let hint = "add [[rule.test]] with what is looked at, or human = \"…\"";
        table.wrong(format!("the rule {} tests nothing", rule.id), Some(hint.to_owned()));
    }
    table.finish();
    rule
}

fn tests(table: &Table<'_, '_>, concepts: &Concepts) -> Vec<Test> {
    let read = |table| Test::read(table, concepts);
    table.tables("test").into_iter().filter_map(read).collect()
}

/// The pattern of a rule that is about letters under whatever law, or none.
const EVERY: &str = "*";

/// An unknown one is a problem: a rule with it would quietly never apply.
fn recipients(table: &Table<'_, '_>) -> Vec<LetterRecipient> {
    let typed = table.texts("recipients");
    known(table, "recipient", &typed, &LetterRecipient::codes());
    typed
        .iter()
        .filter_map(|code| LetterRecipient::from_code(code))
        .collect()
}

fn variants(table: &Table<'_, '_>) -> Vec<LetterVariant> {
    let typed = table.texts("unsettled_in");
    known(table, LetterVariant::WHAT, &typed, &LetterVariant::CODES);
    typed.iter().filter_map(|code| LetterVariant::from_code(code)).collect()
}

/// Reports words that are no code: a rule with one would quietly never apply.
fn known(table: &Table<'_, '_>, what: &str, words: &[String], codes: &[&str]) {
    for word in words.iter().filter(|word| !codes.contains(&word.as_str())) {
        table.wrong(format!("unknown {what} `{word}`"), Some(suggestion(word, codes)));
    }
}
