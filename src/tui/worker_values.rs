//! What the worker reads for the screens: plain values, as they were at one moment.

use std::collections::{BTreeMap, BTreeSet};

use super::ids::RevisionRef;
use super::places;
use super::search::{PART, parts};
use super::widget::pick::Choice;
use crate::app::called;
use crate::app::letters::{PREVIEW, Remark};
use crate::app::views::incident::DeadlineRowView;
use crate::app::views::law::RegimeRow;
use crate::core::contact::Contact;
use crate::core::facts::FactValue;
use crate::core::ids::ObligationId;
use crate::core::member::{MemberRole, Permission};
use crate::letter::block::Letter;
use crate::letter::check::Finding;
use crate::letter::gaps::Gap;
use crate::letter::plain::plain;
use crate::letter::template::Template;

/// What is there when the workbench opens.
#[derive(Debug, Clone, Default)]
pub struct Start {
    /// The organization's profile.
    pub profile: BTreeMap<String, FactValue>,
    /// The people to call.
    pub contacts: BTreeMap<String, Contact>,
    /// What was typed and not recorded, by form.
    pub drafts: BTreeMap<String, String>,
    /// Every regime of the rule base.
    pub law: Vec<RegimeRow>,
    /// Scenarios of exercises.
    pub scenarios: Vec<ScenarioOffer>,
    /// Templates of letters, by their names.
    pub templates: Vec<Choice>,
    /// The templates that tell what changed since a notice.
    pub supplements: Vec<Supplement>,
    /// Clauses that counsel approved, by their names.
    pub clauses: Vec<Offer>,
    /// Playbooks of causes.
    pub causes: Vec<Cause>,
    /// Profile flags, by what they mean.
    pub flags: Vec<Offer>,
    /// Customers with a contract, by their names.
    pub customers: Vec<Offer>,
    /// Decisions that the law leaves to people.
    pub decisions: Vec<DecisionOffer>,
    pub actor: String,
    /// The members of the record, with those who are invited and those who have left.
    pub member_rows: Vec<MemberRow>,
    /// The names of the places that the law calls by one name, such as the European Economic Area, by its code.
    pub regions: BTreeMap<String, String>,
    /// The countries that share a law of their union.
    pub union: BTreeSet<String>,
    /// Who is told under each obligation of the law, by its id.
    pub obligation_names: BTreeMap<String, String>,
    /// The roles of the member whose secret opened the record.
    pub roles: Vec<MemberRole>,
    /// The names of the members who command.
    pub commanders: Vec<String>,
    /// The names of those who are members of the record now.
    pub members: Vec<String>,
    /// The name of the record's folder.
    pub record: String,
}

impl Start {
    /// Who is told under an obligation, where no assessment is at hand; its id where the law has no such obligation now.
    pub fn named(&self, id: &ObligationId) -> String {
        let whole = id.as_str();
        let plain = whole.split('@').next().unwrap_or(whole);
        self.obligation_names
            .get(plain)
            .cloned()
            .unwrap_or_else(|| whole.to_owned())
    }

    /// The template that tells what changed since a notice under a regime.
    pub(super) fn supplement_of(&self, regime: &str) -> Option<&str> {
        let own = self
            .supplements
            .iter()
            .find(|own| own.regimes.iter().any(|known| known == regime));
        own.map(|own| own.template.as_str())
    }

    /// Whether whoever opened the record may change the organization's profile; where there are no members, anybody may.
    pub fn may_change_organisation(&self) -> bool {
        let may = |role: &MemberRole| role.may(Permission::Organisation);
        self.roles.is_empty() || self.roles.iter().any(may)
    }

    /// Who is told by an obligation of the board, which knows no authority by its name.
    pub fn told_by(&self, row: &DeadlineRowView) -> String {
        let regime = row.obligation.regime();
        match self.law.iter().find(|law| law.id.as_str() == regime) {
            Some(law) => format!("{}, {}", row.recipient.words(), called::place(&law.jurisdiction)),
            None => row.obligation.to_string(),
        }
    }

    /// What a law is the law of, in plain names: a place, or each place of a region.
    pub fn places_of<'s>(&'s self, jurisdiction: &'s str) -> &'s str {
        match self.regions.get(jurisdiction) {
            Some(names) => names,
            None => places::english(jurisdiction),
        }
    }

    /// The names of regions, by their codes.
    pub(crate) fn named_regions(regions: &BTreeMap<String, Vec<String>>) -> BTreeMap<String, String> {
        // A law of all members is one of each of their parts too: Bavaria has the law of the Union.
        let names = |members: &[String]| parts(members.iter().flat_map(|place| places::named_within(place)));
        let mut named: BTreeMap<String, String> = regions
            .iter()
            .map(|(code, members)| (code.clone(), names(members)))
            .collect();
        for member in regions.values().flatten() {
            named
                .entry(member.clone())
                .or_insert_with(|| names(std::slice::from_ref(member)));
        }
        named
    }
}

/// A member of the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberRow {
    pub name: String,
    /// What they may do, and whether they have joined.
    pub words: String,
}

/// Something that can be chosen by its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    pub id: String,
    /// What people read.
    pub words: String,
}

/// A template that tells what changed since a notice, and the regimes it is made for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supplement {
    pub template: String,
    pub regimes: Vec<String>,
}

/// The templates of letters, each once with all its names: the English one is shown.
pub(super) fn template_choices(templates: &[Template]) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for template in templates {
        let Some(known) = choices.iter_mut().find(|choice| choice.code == template.id) else {
            choices.push(Choice::new(template.id.clone(), template.name.clone()));
            continue;
        };
        let hidden = match template.language == "en" {
            true => std::mem::replace(&mut known.words, template.name.clone()),
            false => template.name.clone(),
        };
        known.found_by = format!("{}{PART}{hidden}", known.found_by);
    }
    choices
}

/// The templates whose names say that they supplement.
pub(super) fn supplements(templates: &[Template]) -> Vec<Supplement> {
    let named = templates.iter().filter(|template| template.id.ends_with("-supplement"));
    let supplement = |template: &Template| Supplement {
        template: template.id.clone(),
        regimes: template.regimes.clone(),
    };
    named.map(supplement).collect()
}

impl From<&Offer> for Choice {
    fn from(offer: &Offer) -> Choice {
        Choice::new(offer.id.clone(), offer.words.clone())
    }
}

/// A scenario that can be played.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioOffer {
    pub id: String,
    pub title: String,
    pub minutes: u64,
    /// 1 to 5.
    pub difficulty: u64,
    pub audience: Vec<String>,
    pub purpose: String,
}

impl From<&ScenarioOffer> for Choice {
    fn from(offer: &ScenarioOffer) -> Choice {
        let audience = offer.audience.join(", ");
        let (minutes, difficulty) = (offer.minutes, offer.difficulty);
        Choice {
            about: format!(
                "{minutes} min, difficulty {difficulty} of 5, for {audience}. {}",
                offer.purpose
            ),
            ..Choice::new(offer.id.clone(), offer.title.clone()).found_by(audience)
        }
    }
}

/// A decision that the law leaves to people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionOffer {
    pub key: String,
    pub question: String,
    /// From mild to grave.
    pub values: Vec<String>,
}

/// A playbook of a cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    pub id: String,
    pub title: String,
    /// How many steps it has.
    pub steps: usize,
}

/// A letter as the desk shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenLetter {
    /// Which text of which letter.
    pub id: RevisionRef,
    /// The Markdown, for the editor.
    pub text: String,
    /// The text as it is read.
    pub preview: String,
    /// The letter itself, to be laid out for another width; `None`: there is only its preview.
    pub page: Option<Letter>,
    /// What the check found, the weightiest first.
    pub findings: Vec<Finding>,
    pub comments: Vec<Remark>,
    /// What it lacks, each once.
    pub gaps: Vec<Gap>,
    /// What it says will follow.
    pub to_follow: Vec<Gap>,
    /// What the drafter should know of its template.
    pub notes: Vec<String>,
}

impl OpenLetter {
    /// The text for a place of so many columns: in the lines of a preview, or in longer ones where there is much room.
    pub fn laid_out(&self, columns: usize) -> String {
        let columns = match columns {
            few if few < PREVIEW => few,
            some if some < WIDE => return self.preview.clone(),
            many => many.min(LONGEST),
        };
        match &self.page {
            Some(page) => plain(page, columns),
            None => self.preview.clone(),
        }
    }
}

/// Columns from which a letter is laid out in longer lines than a preview has.
const WIDE: usize = 90;
/// Longer lines are hard to read.
const LONGEST: usize = 110;

/// The state of the audit chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditView {
    /// Whole or broken, in a sentence.
    pub state: String,
    pub whole: bool,
    /// The last lines, newest first.
    pub lines: Vec<String>,
}
