//! The forms of authorities, field by field in their order: data of facts about forms, and how sure each fact is. What a
//! form asks is not what firebell says the law requires; a person compares the sheet with the live form.

pub mod options;
pub mod sheet;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::app::files::packed;
use crate::core::coded::coded;
use crate::core::facts::story::{Audience, Tongue};

coded! {
    /// What a field of a form rests on.
    pub enum Basis: "basis" {
        /// The authority's page or guide, the statute, or a public copy of the form.
        Seen = "seen" => "seen",
        /// Another authority's form that runs on the same software.
        Twin = "twin" => "another authority's form of the same software",
        /// A public map of the fields that somebody else made.
        Map = "map" => "a public field map",
        /// Nobody looked it up.
        Memory = "memory" => "memory",
    }
}

coded! {
    /// How sure the form as a whole is.
    pub enum Sureness: "confidence" {
        High = "high",
        Medium = "medium",
        Low = "low",
    }
}

coded! {
    /// Whether a field must be filled in.
    pub enum Need: "need" {
        Yes = "yes" => "required",
        /// Where the condition holds.
        If = "if" => "required if",
        No = "no" => "optional",
        /// Nobody saw whether it is.
        Unknown = "unknown" => "perhaps required",
    }
}

coded! {
    /// What a field takes.
    pub enum Entry: "kind of field" {
        Text = "text",
        LongText = "long text",
        Choice = "choice",
        Several = "multi" => "several choices",
        Check = "check" => "a box to check",
        Number = "int" => "a number",
        Day = "date",
        Days = "dates",
        Moment = "date-time" => "date and time",
        File = "file",
        Address = "address",
        Email = "email" => "e-mail address",
        Telephone = "phone" => "telephone number",
        Group = "group" => "several boxes",
    }
}

/// One field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    pub n: u32,
    pub section: String,
    pub label: String,
    pub kind: Entry,
    pub required: Need,
    /// When a conditional field is required.
    pub when: Option<String>,
    #[serde(default)]
    pub options: Vec<String>,
    /// The fact that answers it.
    pub fact: Option<String>,
    /// Which codes of the fact give an option. An option that is not named is given by the code of its own name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub gives: BTreeMap<String, Vec<String>>,
    pub basis: Basis,
    pub note: Option<String>,
}

/// One form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthorityForm {
    pub id: String,
    pub name: String,
    pub law: String,
    pub address: String,
    /// When somebody looked at what it rests on.
    pub seen_on: NaiveDate,
    pub confidence: Sureness,
    pub source: String,
    /// Whether an authority takes it; what is not official is for the inside alone.
    #[serde(default = "yes")]
    pub official: bool,
    /// Who reads its texts.
    #[serde(default = "authorities")]
    pub audience: Audience,
    /// What whoever fills it in must know first.
    #[serde(default)]
    pub warning: Option<String>,
    /// The regimes it is filed under.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regimes: Vec<String>,
    /// Who takes it, by the names that the law files have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recipients: Vec<String>,
    pub fields: Vec<Field>,
}

fn yes() -> bool {
    true
}

fn authorities() -> Audience {
    Audience::Authorities
}

#[expect(clippy::expect_used, reason = "the files are built in, and a test reads them")]
static FORMS: LazyLock<Vec<AuthorityForm>> = LazyLock::new(|| {
    let texts = packed::texts(include_bytes!(concat!(env!("OUT_DIR"), "/authority-forms.deflate")));
    let read = |text: &String| toml::from_str::<AuthorityForm>(text).expect("a built-in form is valid");
    let mut forms: Vec<AuthorityForm> = texts.values().map(read).collect();
    forms.sort_by(|one, other| one.id.cmp(&other.id));
    forms
});

/// Every form, by its id.
pub fn all() -> &'static [AuthorityForm] {
    &FORMS
}

/// The form of an id.
pub fn find(id: &str) -> Option<&'static AuthorityForm> {
    FORMS.iter().find(|form| form.id.eq_ignore_ascii_case(id))
}

/// The form that an obligation's recipient takes.
pub fn for_recipient(regime: &str, recipient: &str) -> Option<&'static AuthorityForm> {
    FORMS.iter().find(|form| form.takes(regime, recipient))
}

impl AuthorityForm {
    /// Whether it is what the recipient of an obligation under a regime takes. Authorities of the Union are named with
    /// their own name in brackets behind.
    pub fn takes(&self, regime: &str, recipient: &str) -> bool {
        let named = |name: &String| {
            let rest = recipient.strip_prefix(name.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(" ("))
        };
        self.regimes.iter().any(|own| own == regime) && self.recipients.iter().any(named)
    }

    /// What has to be known of it before anybody relies on it.
    pub fn cautions(&self) -> Vec<&'static str> {
        let unofficial = "NOT OFFICIAL: no authority takes this sheet; it orders what is known for the inside.";
        let memory = "CAUTION: most of this form was written down from memory and never compared with the live one.";
        let said = [(!self.official, unofficial), (self.mostly_memory(), memory)];
        said.into_iter()
            .filter(|(holds, _)| *holds)
            .map(|(_, words)| words)
            .collect()
    }

    /// What it rests on, in a line.
    pub fn rests_on_words(&self) -> String {
        let (source, fields) = (&self.source, self.rests_on());
        let (seen, confidence) = (self.seen_on, self.confidence);
        format!("{source}; {fields}; looked at on {seen}; confidence {confidence}.")
    }

    /// The language that its answers are written in.
    pub fn tongue(&self) -> Tongue {
        Tongue::of_authorities(self.id.split('-').next().unwrap_or_default())
    }

    /// How many of its fields rest on each basis, in words: `seen 11, memory 1`.
    pub fn rests_on(&self) -> String {
        let count = |basis: Basis| self.fields.iter().filter(|field| field.basis == basis).count();
        let parts = Basis::ALL.iter().filter(|basis| count(**basis) > 0);
        let parts: Vec<String> = parts
            .map(|basis| format!("{} {}", basis.code(), count(*basis)))
            .collect();
        parts.join(", ")
    }

    /// Whether most of it rests on memory.
    pub fn mostly_memory(&self) -> bool {
        let memory = self.fields.iter().filter(|field| field.basis == Basis::Memory).count();
        memory * 2 > self.fields.len()
    }
}

impl Field {
    /// Whether it is required, with its condition.
    pub fn need(&self) -> String {
        match (&self.when, self.required) {
            (Some(when), Need::If) => format!("required if {when}"),
            (_, need) => need.words().to_owned(),
        }
    }
}
