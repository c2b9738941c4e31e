//! Where letters stand by the sign-off matrix, as lists and screens show it.

use serde::Serialize;

use super::ByWhom;
use crate::app::record::{Loaded, Record};
use crate::core::ids::ObligationId;
use crate::core::ids::RoleId;
use crate::core::incident::approvals::{Needed, SignOff};
use crate::core::incident::letter::{Approval, Letter};
use crate::core::incident::{Incident, Organisation};
use crate::core::law::rulebook::Rulebook;
use crate::core::sign_off::{Matrix, UnknownRole};
use crate::core::time::Zone;

/// An approval that a letter needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ApprovalRow {
    /// In which role; `None`: in any, by somebody who did not write it.
    pub role: Option<RoleId>,
    /// The role as people read it.
    pub name: Option<String>,
    /// Who gave it, and when.
    pub approved: Option<ByWhom>,
}

/// What tells whose approval a letter needs.
#[derive(Debug, Clone, Copy)]
pub struct SignOffBook<'b> {
    pub matrix: &'b Matrix,
    pub rules: &'b Rulebook,
    pub organisation: &'b Organisation,
}

/// A letter by the matrix, for a list.
pub(super) struct Shown {
    pub(super) state: &'static str,
    pub(super) approved: Option<ByWhom>,
    pub(super) rows: Vec<ApprovalRow>,
}

impl<'b> SignOffBook<'b> {
    pub fn of(record: &'b Record, loaded: &'b Loaded) -> SignOffBook<'b> {
        SignOffBook {
            matrix: &record.sign_off,
            rules: &record.rules,
            organisation: &loaded.organisation,
        }
    }

    /// # Errors
    /// Where the profile names a role that the matrix does not have.
    pub fn sign_off<'i>(&'i self, incident: &'i Incident, letter: &'i Letter) -> Result<SignOff<'i>, UnknownRole> {
        let id = letter
            .obligation
            .as_deref()
            .and_then(|id| id.parse::<ObligationId>().ok());
        let obligation = id.and_then(|id| self.rules.obligation(&id));
        let recipient = obligation.map(|(_, obligation)| obligation.recipient.into());
        let recipient = recipient.or(letter.recipient);
        SignOff::of(incident, letter, self.matrix, self.organisation, recipient)
    }

    /// Whether a letter has every approval it needs.
    pub fn complete(&self, incident: &Incident, letter: &Letter) -> bool {
        self.sign_off(incident, letter)
            .is_ok_and(|sign_off| sign_off.complete())
    }

    pub(super) fn shown(&self, incident: &Incident, letter: &Letter) -> Shown {
        let Ok(sign_off) = self.sign_off(incident, letter) else {
            return Shown {
                state: "the profile names an unknown sign-off role",
                approved: None,
                rows: Vec::new(),
            };
        };
        let last = sign_off.given().max_by_key(|approval| approval.seq);
        Shown {
            state: sign_off.state(),
            approved: last.filter(|_| sign_off.complete()).map(by_whom),
            rows: sign_off.needed.iter().map(row).collect(),
        }
    }
}

fn by_whom(approval: &Approval) -> ByWhom {
    ByWhom::new(&approval.by, approval.at)
}

fn row(needed: &Needed<'_>) -> ApprovalRow {
    ApprovalRow {
        role: needed.role.map(|role| role.id.clone()),
        name: needed.role.map(|role| role.name.clone()),
        approved: needed.given.map(by_whom),
    }
}

/// The approvals a letter needs, in a sentence: `approved by counsel (carol) 26 Nov 14:02; general counsel still to
/// approve`. Nothing where one approval in no role is all it needs.
pub fn words(rows: &[ApprovalRow], zone: &Zone) -> Option<String> {
    let named = |row: &ApprovalRow| {
        let name = row.name.as_deref()?;
        Some(match &row.approved {
            Some(ByWhom { actor, at }) => {
                format!(
                    "approved by {name} ({actor}) {}",
                    zone.local(*at).format("%-d %b %H:%M")
                )
            }
            None => format!("{name} still to approve"),
        })
    };
    let words: Vec<String> = rows.iter().filter_map(named).collect();
    (!words.is_empty()).then(|| words.join("; "))
}
