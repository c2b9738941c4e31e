//! The check of a letter against what its statute demands and forbids.
//!
//! The rules are data (`templates/rules/`), each with its cite. A rule that rests on a weak source warns; the others
//! fail. What only a person can judge is said as a reminder. Pure.

pub mod compare;
mod denied_twice;
mod field;
mod forbidden;
mod measure;
mod passage;
mod predicate;
mod rule;
mod sayings;
mod speech;

use serde::Serialize;

pub use field::{Form, Label, Row};
pub use measure::reading_ease;
pub use predicate::Test;
pub use rule::{Rule, load};
pub use sayings::{Concept, Sayings};

use super::block::{Block, Inline};
use crate::core::event::LetterVariant;
use crate::core::law::terms::Recipient;
use crate::core::letter_recipient::LetterRecipient;

/// How weighty a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// The letter may not go out like this.
    Fails,
    /// Probably wrong; the source is weak, or it is a matter of style.
    Warns,
    /// Only a person can see to it.
    Reminds,
}

/// Something the check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule's id.
    pub rule: String,
    /// How weighty it is.
    pub weight: Weight,
    /// What is demanded or forbidden.
    pub demand: String,
    /// What is amiss.
    pub found: String,
    /// Where the rule stands.
    pub cite: String,
}

impl Finding {
    /// Whether the letter may not go out like this.
    pub fn fails(&self) -> bool {
        self.weight == Weight::Fails
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {} [{}]", self.rule, self.found, self.cite)
    }
}

/// What is known of the letter beside its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subject {
    /// Id of the template it came from.
    pub template: String,
    /// Whom it goes to, where that is known.
    pub recipient: Option<LetterRecipient>,
    /// Regimes the letter is for.
    pub regimes: Vec<String>,
    /// What the obligations of these regimes ask a letter to hold.
    pub asked: Vec<Asked>,
    /// BCP 47.
    pub language: String,
    /// Codes of the data elements hit; `None`: unknown.
    pub elements: Option<Vec<String>>,
    /// Words for each of them that a letter may use.
    pub element_words: Vec<String>,
    /// At least how many people are recorded, by place.
    pub people: std::collections::BTreeMap<String, u64>,
    /// What is recorded and the letter is compared with; `None`: nothing is compared.
    pub known: Option<compare::Known>,
    /// Whether it goes out after its deadline.
    pub late: bool,
    pub authority: Option<String>,
    /// The words that say that information will follow.
    pub follows: String,
    /// Whether it only announces a letter, as a text message does: what a letter must hold, it need not.
    pub announces: bool,
    /// To whom a letter about a person is written; `None`: to themselves.
    pub variant: Option<LetterVariant>,
}

impl Subject {
    /// The reader's variant; a letter that names none is written to the person it is about.
    pub(crate) fn own_variant(&self) -> LetterVariant {
        self.variant.unwrap_or(LetterVariant::Adult)
    }

    /// Whether it goes to a recipient that laws name.
    pub fn is_to(&self, recipient: Recipient) -> bool {
        self.recipient == Some(recipient.into())
    }

    /// Whether it goes to people, each of whom must be able to ask.
    pub(crate) fn is_to_people(&self) -> bool {
        self.is_to(Recipient::Individuals) || self.is_to(Recipient::Customers)
    }

    /// Whether people read it: those it goes to, or everybody.
    pub(crate) fn is_for_people(&self) -> bool {
        self.is_to_people() || self.is_to(Recipient::Media) || self.recipient == Some(LetterRecipient::PUBLIC)
    }

    /// Whether its recipient is one of a list.
    pub(crate) fn is_to_one_of(&self, recipients: &[LetterRecipient]) -> bool {
        self.recipient.is_some_and(|to| recipients.contains(&to))
    }
}

/// What an obligation asks its letter to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub regime: String,
    pub cite: String,
    /// Codes of `jurisdictions/content.toml`, and plain words that no rule looks for.
    pub content: Vec<String>,
}

/// A letter's text as the tests read it.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Everything, headings included, a block a line.
    pub text: String,
    /// The same in lower case.
    pub lower: String,
    /// The title: the first heading.
    pub title: Option<String>,
    /// Headings in order, each with whether there is text below it.
    pub headings: Vec<(String, bool)>,
    /// Keys of the gaps.
    pub gaps: Vec<String>,
    /// Its paragraphs, items and rows.
    passages: Vec<passage::Passage>,
}

impl Reading {
    /// Reads the blocks of a letter.
    pub fn of(blocks: &[Block]) -> Reading {
        let lines: Vec<String> = blocks.iter().map(words).collect();
        let text = lines.join("\n");
        let mut headings: Vec<(String, bool)> = Vec::new();
        for block in blocks {
            match (block, headings.last_mut()) {
                (Block::Heading { text, .. }, _) => headings.push((super::markdown::plain(text), false)),
                (Block::Rule, _) => {}
                (_, Some(last)) => last.1 = true,
                _ => {}
            }
        }
        let mut keys = Vec::new();
        for block in blocks {
            gaps(block, &mut keys);
        }
        Reading {
            lower: text.to_lowercase(),
            text,
            title: headings.first().map(|(title, _)| title.clone()),
            headings,
            gaps: keys,
            passages: passage::passages(blocks),
        }
    }
}

fn words(block: &Block) -> String {
    let inline = |text: &[Inline]| super::markdown::plain(text);
    match block {
        Block::Heading { text, .. } | Block::Paragraph(text) => inline(text),
        Block::List { items, .. } => {
            let items = items
                .iter()
                .map(|item| item.iter().map(words).collect::<Vec<_>>().join(" "));
            items.collect::<Vec<_>>().join("\n")
        }
        Block::Table { head, rows } => {
            let row = |cells: &Vec<Vec<Inline>>| cells.iter().map(|c| inline(c)).collect::<Vec<_>>().join(" | ");
            std::iter::once(head)
                .chain(rows)
                .map(row)
                .collect::<Vec<_>>()
                .join("\n")
        }
        Block::Quote(blocks) => blocks.iter().map(words).collect::<Vec<_>>().join("\n"),
        Block::Rule => String::new(),
    }
}

fn gaps(block: &Block, keys: &mut Vec<String>) {
    fn of(inlines: &[Inline], keys: &mut Vec<String>) {
        for inline in inlines {
            match inline {
                Inline::Gap { key, .. } => keys.push(key.clone()),
                Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { text: inner, .. } => of(inner, keys),
                Inline::Text(_) | Inline::Break => {}
            }
        }
    }
    match block {
        Block::Heading { text, .. } | Block::Paragraph(text) => of(text, keys),
        Block::List { items, .. } => items.iter().flatten().for_each(|block| gaps(block, keys)),
        Block::Table { head, rows } => {
            let cells = head.iter().chain(rows.iter().flatten());
            cells.for_each(|cell| of(cell, keys));
        }
        Block::Quote(blocks) => blocks.iter().for_each(|block| gaps(block, keys)),
        Block::Rule => {}
    }
}

/// Checks a letter: every rule that applies, then what holds for every letter.
pub fn check(rules: &[Rule], subject: &Subject, blocks: &[Block]) -> Vec<Finding> {
    let reading = Reading::of(blocks);
    let asked = left_to_content(rules, subject);
    let mut findings = Vec::new();
    for rule in rules.iter().filter(|rule| rule.applies(subject)) {
        let Some(cite) = cite(rule, &asked) else { continue };
        let only_asks = rule.only_asks(subject);
        let mut lacking: Vec<String> = Vec::new();
        for test in &rule.tests {
            let Some(found) = test.fails(&reading, subject) else {
                continue;
            };
            // Rows that only practice asks for are one matter, however many are missing.
            if (rule.weak || only_asks) && matches!(test, Test::Field(_)) {
                lacking.push(found);
                continue;
            }
            let weight = match (test.reminds(subject) || only_asks, rule.weak) {
                (true, _) => Weight::Reminds,
                (_, true) => Weight::Warns,
                (_, false) => Weight::Fails,
            };
            findings.push(Finding {
                rule: rule.id.clone(),
                weight,
                demand: rule.demand.clone(),
                found,
                cite: cite.clone(),
            });
        }
        findings.extend((!lacking.is_empty()).then(|| Finding {
            rule: rule.id.clone(),
            weight: if only_asks { Weight::Reminds } else { Weight::Warns },
            demand: rule.demand.clone(),
            found: lacking.join("; "),
            cite: cite.clone(),
        }));
    }
    findings.extend(measure::general(&reading, subject));
    let passages = &reading.passages;
    findings.extend(forbidden::findings(blocks, passages, subject));
    if let Some(known) = &subject.known {
        findings.extend(compare::findings(&compare::compare(known, passages, subject)));
    }
    findings.sort_by_key(|finding| finding.weight);
    findings
}

/// What is asked by laws that have no rules of their own: those say the same and more exactly.
fn left_to_content<'s>(rules: &[Rule], subject: &'s Subject) -> Vec<&'s Asked> {
    let own = |asked: &&Asked| rules.iter().any(|rule| rule.is_own_of(&asked.regime, subject));
    subject.asked.iter().filter(|asked| !own(asked)).collect()
}

/// Where a rule is found: its own cite, or those of the obligations that ask for its content; `None` where none does.
fn cite(rule: &Rule, asked: &[&Asked]) -> Option<String> {
    if rule.content.is_empty() {
        return Some(rule.cite.clone());
    }
    let asks = |asked: &&&Asked| rule.content.iter().any(|code| asked.content.contains(code));
    let mut cites = asked.iter().filter(asks).map(|asked| asked.cite.as_str());
    let first = cites.next()?;
    Some(match cites.count() {
        0 => first.to_owned(),
        more => format!("{first} and {more} more"),
    })
}

/// Beginnings of the words that any letter in a language may have: those of texts, and those that every text has.
pub fn ordinary<'t>(texts: impl Iterator<Item = &'t str>, language: &str) -> std::collections::BTreeSet<String> {
    let words = texts.flat_map(speech::words_of).map(|word| word.text);
    let common = forbidden::common_words(language).map(str::to_owned);
    words.chain(common).map(|word| compare::stem(&word)).collect()
}

/// Every value of a letter that was compared with the record.
pub fn compared(subject: &Subject, blocks: &[Block]) -> Vec<compare::Compared> {
    let known = subject.known.as_ref();
    known.map_or_else(Vec::new, |known| {
        compare::compare(known, &passage::passages(blocks), subject)
    })
}

/// Whether a letter says that law enforcement asked for a delay of it, or that nobody did.
pub fn tells_of_delay(blocks: &[Block]) -> bool {
    passage::passages(blocks).iter().any(compare::tells_of_delay)
}

/// With fewer words a text is told only where it stands alone: a letter may say "none" of many things.
const SENTENCE: usize = 4;

/// Whether a letter tells a text word for word, whatever stands around it and however it is set.
pub fn story_told(text: &str, blocks: &[Block]) -> bool {
    let own = speech::words_of(text);
    if own.len() < SENTENCE {
        let same = |part: &str| {
            speech::words_of(part)
                .iter()
                .map(|word| &word.text)
                .eq(own.iter().map(|word| &word.text))
        };
        let told = |passage: &passage::Passage| passage.text.split(" | ").any(same);
        return !own.is_empty() && passage::passages(blocks).iter().any(told);
    }
    let joined = |words: &[speech::Word]| words.iter().map(|word| format!(" {}", word.text)).collect::<String>() + " ";
    let passages = passage::passages(blocks);
    let letter: Vec<speech::Word> = passages.into_iter().flat_map(|passage| passage.words).collect();
    let told = joined(&speech::words_of(text));
    !told.trim().is_empty() && joined(&letter).contains(&told)
}
