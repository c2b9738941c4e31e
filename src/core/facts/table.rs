//! The table of facts: one row for each key.
//!
//! Whatever needs to know about a key asks here: the reader of the facts document, what people type, the forms and
//! screens of the workbench, the help, the glossary and the completions. A new fact is a new row.

mod breach;
mod data;
mod decisions;
mod letters;
mod moments;
mod organisation;
mod people;

use super::kind::Kind;
use super::story::{StoryKey, Told};
use crate::core::coded::coded;
use crate::core::toml_text::reader::suggestion;

coded! {
    /// Which facts belong together on a screen and in the glossary.
    pub enum Group: "group of facts" {
        /// What holds of the organization whatever the incident.
        Organisation = "organisation" => "The organization",
        /// When things happened.
        Moments = "moments" => "When",
        Happened = "happened" => "What happened",
        /// The data concerned.
        Data = "data" => "Data",
        /// The people concerned.
        People = "people" => "People",
        /// What the law leaves to judgement.
        Questions = "questions" => "Questions the law asks",
        /// What a person decided.
        Decisions = "decisions" => "Decisions",
        /// What letters tell.
        Letter = "letter" => "What letters say",
        /// Who the letters come from.
        Identity = "identity" => "Sender of the letters",
        /// The team's own deadlines.
        Policy = "policy" => "The team's own deadlines",
    }
}

coded! {
    /// What of an obligation a fact feeds.
    pub enum Feeds: "use of a fact" {
        /// Whether the law binds the organization and the people.
        Scope = "scope" => "scope of the law",
        /// Whether what happened is a breach in the law's sense.
        Trigger = "trigger" => "what counts as a breach",
        /// Whether encryption takes the obligation away.
        SafeHarbor = "safe_harbor" => "the encryption safe harbor",
        /// How many people it takes, and whose residents they are.
        Threshold = "threshold" => "head-count thresholds",
        /// From when the deadline runs.
        Clock = "clock" => "the start of deadlines",
        /// Exceptions and further conditions.
        Condition = "condition" => "exceptions and conditions",
        /// What the letter says.
        Content = "content" => "letters",
    }
}

coded! {
    /// The published methods that weigh the severity of a breach, by what they ask for.
    pub enum Method: "method" {
        /// ENISA's.
        Enisa = "enisa" => "ENISA",
        /// The GDPR's two thresholds.
        Gdpr = "gdpr" => "GDPR",
        /// HIPAA's four factors.
        Hipaa = "hipaa" => "HIPAA",
        /// The tests of harm of Canada and Australia.
        Harm = "harm" => "Canada and Australia",
        /// Singapore's.
        Singapore = "singapore" => "Singapore",
    }
}

coded! {
    /// A fact as the methods of severity name it in their answers.
    pub enum Asked: "fact of a method" {
        /// `data.elements`.
        Elements = "elements",
        /// `data.kinds`.
        Kinds = "kinds",
        /// `data.context`.
        Context = "context",
        /// `data.special_categories`.
        SpecialCategories = "special_categories",
        /// `data.vulnerable_people`.
        VulnerablePeople = "vulnerable_people",
        /// `data.encrypted`.
        Encrypted = "encrypted",
        /// `data.key_taken`.
        KeyTaken = "key_taken",
        /// `data.acquired`.
        Acquired = "acquired",
        /// `data.accessed`.
        Accessed = "accessed",
        /// `breach.types`.
        Types = "types",
        /// `breach.cause`.
        Cause = "cause",
        /// `breach.malicious`.
        Malicious = "malicious",
        /// `breach.recipient`.
        Recipient = "recipient",
        /// `breach.deletion`.
        Deletion = "deletion",
        /// `breach.backup`.
        Backup = "backup",
        /// `breach.restored_after_hours`.
        RestoredAfterHours = "restored_after_hours",
        /// `breach.effect`.
        Effect = "effect",
        /// `breach.identifiability`.
        Identifiability = "identifiability",
        /// `affected.total`.
        Affected = "affected",
        /// `breach.within_organisation`.
        WithinOrganisation = "within_organisation",
        /// `decisions.risk_removed`.
        Remedied = "remedied",
    }
}

/// How a key gets into the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordedAs {
    /// As a fact of an incident; those of the organization also in its profile.
    Fact,
    /// As a decision, with reasons.
    Decision,
    /// In the organization's profile alone.
    Profile,
    /// As a part of another fact, such as a flag of the profile.
    Inside,
}

/// One row: everything about one key, or about the keys below one (`affected.*`).
#[derive(Debug, Clone, Copy)]
pub struct Fact {
    /// The key of the facts file; one that ends in `*` stands for every key that begins like it.
    pub key: &'static str,
    /// What kind of value it has.
    pub kind: Kind,
    /// Which facts it belongs to.
    pub group: Group,
    /// What it is called; `{}` is the part of the key that the row leaves open.
    pub label: &'static str,
    /// The question that asks for it, for a tired person.
    pub question: &'static str,
    /// What to give, beside the field.
    pub help: &'static str,
    /// Whether it has a line on its screen even while it is unknown.
    pub listed: bool,
    /// What of obligations it feeds.
    pub feeds: &'static [Feeds],
    /// What the methods of severity call it, and which of them ask for it.
    pub asked: Option<(Asked, &'static [Method])>,
    /// What the gap of a letter asks for while it is not known.
    pub gap: Option<&'static str>,
    /// How far its text differs from letter to letter.
    pub told: Told,
    /// Its words in an internal notice, where it belongs into one.
    pub notice: Option<&'static str>,
    /// Further words for its codes: what is typed, and the code.
    pub synonyms: &'static [(&'static str, &'static str)],
    /// Words by which a code is found in a list and which, typed alone, are not taken for it: the code, and the words with
    /// commas between them.
    pub found_by: &'static [(&'static str, &'static str)],
    /// What is said of a code while it is at hand in a list.
    pub remarks: &'static [(&'static str, &'static str)],
    /// Codes that a choice offers before the others: the likely ones, and no mild one by mistake.
    pub first: &'static [&'static str],
    /// How it gets into the record.
    pub recorded: RecordedAs,
}

impl Fact {
    /// The table of the facts file that it belongs to.
    pub fn table(&self) -> &'static str {
        self.key.split_once('.').map_or(self.key, |(table, _)| table)
    }

    /// Its name below its table.
    pub fn name(&self) -> &'static str {
        self.key.split_once('.').map_or("", |(_, name)| name)
    }

    /// Whether it stands for every key that begins like it.
    pub fn is_open(&self) -> bool {
        self.key.ends_with('*')
    }

    /// What a key leaves open is told apart by: `US-TX` of `affected.US-TX`. Empty for a key with a row of its own.
    pub fn rest<'k>(&self, key: &'k str) -> &'k str {
        let start = self.key.strip_suffix('*');
        start.and_then(|start| key.strip_prefix(start)).unwrap_or_default()
    }

    /// The same in words. The id of an obligation stays as it is.
    fn rest_words(&self, key: &str) -> String {
        let rest = self.rest(key);
        match rest.contains('/') {
            true => rest.to_owned(),
            false => rest.replace(['_', '.'], " "),
        }
    }

    /// Its codes in the order in which a choice offers them.
    pub fn offered(&self) -> impl Iterator<Item = &'static str> {
        let codes = self.kind.meanings().into_iter().map(|(code, _)| code);
        let others = codes.filter(|code| !self.first.contains(code));
        self.first.iter().copied().chain(others)
    }

    /// The words that stand for several of its codes.
    pub fn words_for_several(&self) -> impl Iterator<Item = &'static str> {
        let several = self.synonyms.iter().filter(|(_, code)| code.contains(','));
        several.map(|(word, _)| *word)
    }

    /// The word that stands for several codes, which are separated by commas.
    pub fn word_for(&self, codes: &str) -> Option<&'static str> {
        let several = self.synonyms.iter().filter(|(_, code)| code.contains(','));
        let found = several.into_iter().find(|(_, code)| *code == codes);
        found.map(|(word, _)| *word)
    }

    /// Further words by which a code is found in a list.
    pub fn words_that_find(&self, code: &str) -> impl Iterator<Item = &'static str> {
        let synonyms = self.synonyms.iter().filter(move |(_, meant)| *meant == code);
        let further = self.found_by.iter().filter(move |(meant, _)| *meant == code);
        let further = further.flat_map(|(_, words)| words.split(", "));
        synonyms.map(|(word, _)| *word).chain(further)
    }

    /// What is said of a code while it is at hand; empty: nothing.
    pub fn remark_on(&self, code: &str) -> &'static str {
        let found = self.remarks.iter().find(|(own, _)| *own == code);
        found.map_or("", |(_, words)| words)
    }

    /// The code of a word, where a synonym was given.
    pub fn code_for<'w>(&self, word: &'w str) -> &'w str {
        let found = self.synonyms.iter().find(|(synonym, _)| *synonym == word);
        found.map_or(word, |(_, code)| code)
    }
}

const EVERY_METHOD: &[Method] = &Method::ALL;
const BUT_SINGAPORE: &[Method] = &[Method::Enisa, Method::Gdpr, Method::Hipaa, Method::Harm];

/// A row that says the least.
const fn fact(key: &'static str, kind: Kind, group: Group) -> Fact {
    Fact {
        key,
        kind,
        group,
        label: "",
        question: "",
        help: "",
        listed: false,
        feeds: &[],
        asked: None,
        gap: None,
        told: Told::Alike,
        notice: None,
        synonyms: &[],
        found_by: &[],
        remarks: &[],
        first: &[],
        recorded: RecordedAs::Fact,
    }
}

/// The rows, in the order in which forms offer them and the methods of severity name what they lack.
static TABLE: [&[Fact]; 10] = [
    organisation::ORGANISATION,
    moments::MOMENTS,
    data::DATA,
    breach::BREACH,
    people::PEOPLE,
    people::QUESTIONS,
    decisions::DECISIONS,
    letters::TOLD,
    organisation::IDENTITY,
    organisation::POLICY,
];

pub fn rows() -> impl Iterator<Item = &'static Fact> {
    TABLE.iter().copied().flatten()
}

/// Whether a key has a row of its own; asked while the program is compiled.
pub(super) const fn has_row(key: &str) -> bool {
    let mut group = 0;
    while group < TABLE.len() {
        let mut row = 0;
        while row < TABLE[group].len() {
            if same(TABLE[group][row].key.as_bytes(), key.as_bytes()) {
                return true;
            }
            row += 1;
        }
        group += 1;
    }
    false
}

const fn same(one: &[u8], other: &[u8]) -> bool {
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

/// The row of a key: its own, that of the story it tells, or the one that leaves the last part of the key open.
pub fn find(key: &str) -> Option<&'static Fact> {
    let own = rows().find(|fact| fact.key == key);
    let told = || story(key).map(|(fact, _)| fact);
    own.or_else(told).or_else(|| {
        let open = rows().filter(|fact| fact.is_open() && !fact.rest(key).is_empty());
        open.max_by_key(|fact| fact.key.len())
    })
}

/// The row of a text of the story, with its reader and language; `None` for any other key, and for one that spells out
/// `people` or `en`, so that each text has one key.
pub fn story(key: &str) -> Option<(&'static Fact, StoryKey<'_>)> {
    let apart = StoryKey::apart(key)?;
    let fact = of_group(Group::Letter).find(|fact| fact.name() == apart.name)?;
    let own = StoryKey::of(apart.name, fact.told, apart.audience, apart.tongue);
    (own == apart && own.key() == key).then_some((fact, own))
}

/// How a key that names a text of the story in more words than needed is written.
pub fn shorter(key: &str) -> Option<String> {
    let plain = key.replace(".people.", ".");
    let plain = plain.strip_suffix(".en").unwrap_or(&plain);
    (plain != key && story(plain).is_some()).then(|| plain.to_owned())
}

/// The rows of a group, in the order of the table.
pub fn of_group(group: Group) -> impl Iterator<Item = &'static Fact> {
    rows().filter(move |fact| fact.group == group)
}

/// The rows of a table of the facts file that have a key of their own.
pub fn of_table(table: &str) -> impl Iterator<Item = &'static Fact> {
    rows().filter(move |fact| fact.table() == table && !fact.is_open())
}

/// Every key of a fact that has a row of its own: what forms and completions offer.
pub fn keys() -> impl Iterator<Item = &'static str> {
    let facts = rows().filter(|fact| fact.recorded == RecordedAs::Fact && !fact.is_open());
    facts.map(|fact| fact.key)
}

/// The facts that have a line on their screen even while they are unknown, in the order of the table.
pub fn listed() -> impl Iterator<Item = &'static Fact> {
    rows().filter(|fact| fact.listed)
}

/// The row of a fact by the name that the methods of severity give it.
pub fn asked(asked: Asked) -> Option<&'static Fact> {
    rows().find(|fact| fact.asked.is_some_and(|(own, _)| own == asked))
}

/// What a key is called: `data.key_taken` is "key taken".
pub fn label(key: &str) -> String {
    match find(key) {
        Some(fact) => fact.label.replace("{}", &fact.rest_words(key)) + &reader(key),
        None => key
            .split_once('.')
            .map_or(key, |(_, rest)| rest)
            .replace(['_', '.'], " "),
    }
}

/// The question that asks for a key.
pub fn question(key: &str) -> String {
    match find(key) {
        Some(fact) => fact.question.replace("{}", &fact.rest_words(key)) + &reader(key),
        None => format!("What is known about {key}?"),
    }
}

/// For whom a text of the story is, where the key says it.
fn reader(key: &str) -> String {
    story(key).map(|(_, story)| story.words()).unwrap_or_default()
}

/// What to give for a key.
pub fn help(key: &str) -> String {
    find(key).map(help_of).unwrap_or_default()
}

/// What to give for a fact: its own help, or what its kind of value looks like.
pub fn help_of(fact: &Fact) -> String {
    let codes = fact.kind.closed().map(|list| list.codes().join(", "));
    match (fact.help, codes) {
        ("", Some(codes)) if fact.kind.is_list() => format!("{codes}; separated by commas, or none"),
        ("", Some(codes)) => codes,
        ("", None) => fact.kind.words().to_owned(),
        (help, _) => help.to_owned(),
    }
}

/// The nearest key, for a hint.
pub fn nearest(key: &str) -> String {
    suggestion(key, &keys().collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::{Group, of_group, shorter, story};
    use crate::core::facts::story::{Audience, StoryKey, Tongue};

    #[test]
    fn each_text_of_the_story_has_one_key() {
        for fact in of_group(Group::Letter) {
            for audience in Audience::ALL {
                for tongue in Tongue::ALL {
                    let key = StoryKey::of(fact.name(), fact.told, audience, tongue);
                    let text = key.key();
                    let (row, read) = story(&text).unwrap();
                    assert_eq!((row.key, read), (fact.key, key));
                }
            }
        }
    }

    #[test]
    fn a_key_that_says_more_than_needed_or_nothing_known_is_none() {
        for key in [
            "letter.people.what_happened",
            "letter.what_happened.en",
            "letter.what_happened.xx",
            "letter.nobody.what_happened",
            "letter.authorities.record_count",
            "letter.authorities",
            "letter.what_happened.de.at",
            "identity.name",
        ] {
            assert_eq!(story(key).map(|_| ()), None, "{key}");
        }
        assert_eq!(
            shorter("letter.people.what_happened").as_deref(),
            Some("letter.what_happened")
        );
        assert_eq!(
            shorter("letter.market.what_happened.en").as_deref(),
            Some("letter.market.what_happened")
        );
        assert_eq!(shorter("letter.what_happened"), None);
    }

    #[test]
    fn a_key_is_read_in_words() {
        let words = |key: &str| story(key).unwrap().1.words();
        assert_eq!(words("letter.what_happened"), "");
        assert_eq!(words("letter.what_happened.de"), " in German");
        assert_eq!(words("letter.market.what_happened"), " for the market");
        assert_eq!(
            words("letter.authorities.what_happened.fr"),
            " for authorities, in French"
        );
    }
}
