//! The parameters of the methods, as read from `jurisdictions/methods.toml`: tables, bands, thresholds, sources.
//!
//! Must not know: facts, results, where the text came from.

use super::facts::Identifiability;
use serde::Deserialize;
use serde::de::Error as _;

/// Every method's parameters; the only place numbers of law and guidance enter this module.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Methods {
    /// When a person last compared this file with its sources.
    pub reviewed_on: String,
    pub(super) elements: Elements,
    pub(super) enisa: Enisa,
    pub(super) gdpr: Gdpr,
    pub(super) hipaa: Hipaa,
    pub(super) canada: Canada,
    pub(super) australia: Australia,
    pub(super) singapore: Singapore,
}

impl Methods {
    /// Read the parameter file; the error carries the place in the text.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        let mut methods: Self = toml::from_str(text)?;
        methods.index().map_err(toml::de::Error::custom)?;
        Ok(methods)
    }

    fn index(&mut self) -> Result<(), String> {
        let codes = &self.elements.all;
        for list in [
            &mut self.hipaa.raising,
            &mut self.singapore.prescribed,
            &mut self.singapore.account_access,
        ] {
            list.index(codes)?;
        }
        Ok(())
    }

    /// Name, source and confidence of each method, for lists and lint.
    pub fn sources(&self) -> [(&'static str, &str, &str); 6] {
        [
            ("enisa", &self.enisa.source, &self.enisa.confidence),
            ("gdpr", &self.gdpr.source, &self.gdpr.confidence),
            ("hipaa", &self.hipaa.source, &self.hipaa.confidence),
            ("canada-rrosh", &self.canada.source, &self.canada.confidence),
            ("australia-ndb", &self.australia.source, &self.australia.confidence),
            ("singapore-pdpa", &self.singapore.source, &self.singapore.confidence),
        ]
    }
}

/// A number in ENISA's steps of a quarter, kept whole so that edges are exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "f64")]
pub(super) struct Quarters(pub u32);

impl TryFrom<f64> for Quarters {
    type Error = String;
    fn try_from(value: f64) -> Result<Self, String> {
        let scaled = value * 4.0;
        if scaled.fract() != 0.0 || !(0.0..=1000.0).contains(&scaled) {
            return Err(format!("{value} is not a non-negative multiple of 0.25"));
        }
        Ok(Self(scaled as u32))
    }
}

impl Quarters {
    pub(super) fn value(self) -> f64 {
        f64::from(self.0) / 4.0
    }
}

/// A list of element codes, and the same as a bit set over `elements.all` once indexed.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "Vec<String>")]
pub(super) struct CodeList {
    pub codes: Vec<String>,
    pub mask: u64,
}

impl From<Vec<String>> for CodeList {
    fn from(codes: Vec<String>) -> Self {
        Self { codes, mask: 0 }
    }
}

impl CodeList {
    fn index(&mut self, all: &[String]) -> Result<(), String> {
        for code in &self.codes {
            let place = all.iter().position(|c| c == code);
            self.mask |= 1 << place.ok_or_else(|| format!("`{code}` is not in elements.all"))?;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawElements {
    all: Vec<String>,
    unchangeable: CodeList,
    identity: CodeList,
    behavioural: CodeList,
    financial: CodeList,
    sensitive: CodeList,
}

/// The element codes and what the methods make of them.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "RawElements")]
pub(super) struct Elements {
    pub all: Vec<String>,
    pub unchangeable: u64,
    pub identity: u64,
    pub behavioural: u64,
    pub financial: u64,
    pub sensitive: u64,
}

impl TryFrom<RawElements> for Elements {
    type Error = String;
    fn try_from(raw: RawElements) -> Result<Self, String> {
        if raw.all.is_empty() || raw.all.len() > 64 {
            return Err("elements.all needs 1 to 64 codes".to_owned());
        }
        let mask = |mut list: CodeList| list.index(&raw.all).map(|()| list.mask);
        Ok(Self {
            unchangeable: mask(raw.unchangeable)?,
            identity: mask(raw.identity)?,
            behavioural: mask(raw.behavioural)?,
            financial: mask(raw.financial)?,
            sensitive: mask(raw.sensitive)?,
            all: raw.all,
        })
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Enisa {
    pub cite: String,
    pub source: String,
    pub confidence: String,
    #[expect(dead_code, reason = "tells whoever reads the file which numbers are no authority's")]
    pub own: Vec<String>,
    pub people_flag_above: u64,
    pub effortless_hours: u32,
    pub warn_within: Quarters,
    pub bands: Bands,
    pub processing_context: Limits,
    pub identifiability: IdentifiabilityTable,
    pub confidentiality: ConfidentialityTable,
    pub integrity: LossTable,
    pub availability: LossTable,
    pub malicious: Quarters,
    pub context: ContextTable,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Bands {
    pub medium: Quarters,
    pub high: Quarters,
    pub very_high: Quarters,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Limits {
    pub min: i32,
    pub max: i32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IdentifiabilityTable {
    pub negligible: Quarters,
    pub limited: Quarters,
    pub significant: Quarters,
    pub maximum: Quarters,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConfidentialityTable {
    pub exposed: Quarters,
    pub known: Quarters,
    pub unknown: Quarters,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LossTable {
    pub restored: Quarters,
    pub recoverable: Quarters,
    pub lost: Quarters,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ContextTable {
    pub simple: Steps,
    pub behavioural: Steps,
    pub financial: Steps,
    pub sensitive: Steps,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Steps {
    pub base: i32,
    pub lower: i32,
    pub higher: i32,
    pub grave: i32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Gdpr {
    pub cite: String,
    pub source: String,
    pub confidence: String,
    #[expect(dead_code, reason = "tells whoever reads the file which numbers are no authority's")]
    pub own: Vec<String>,
    pub large_people: u64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Hipaa {
    pub cite: String,
    pub source: String,
    pub confidence: String,
    #[expect(dead_code, reason = "tells whoever reads the file which numbers are no authority's")]
    pub own: Vec<String>,
    pub raising: CodeList,
    #[serde(deserialize_with = "identifiability")]
    pub low_identifiability: Identifiability,
}

fn identifiability<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Identifiability, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
}

/// An answer in a sensitivity × probability table, in rising order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Answer {
    No,
    Undecided,
    Yes,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Canada {
    pub cite: String,
    pub source: String,
    pub confidence: String,
    #[expect(dead_code, reason = "tells whoever reads the file which numbers are no authority's")]
    pub own: Vec<String>,
    pub matrix: [[Answer; 3]; 3],
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Australia {
    pub cite: String,
    pub source: String,
    pub confidence: String,
    #[expect(dead_code, reason = "tells whoever reads the file which numbers are no authority's")]
    pub own: Vec<String>,
    pub assessment_days: u32,
    pub matrix: [[Answer; 3]; 3],
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Singapore {
    pub cite: String,
    pub source: String,
    pub confidence: String,
    #[expect(dead_code, reason = "tells whoever reads the file which numbers are no authority's")]
    pub own: Vec<String>,
    pub scale_people: u64,
    pub prescribed: CodeList,
    pub account_access: CodeList,
}
