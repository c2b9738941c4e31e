//! Roles, and what each may do: one table, which the rules of the record, the views, the exports and the check of the
//! record share. docs/roles.md is this table for people, and a test holds them equal.

use crate::core::coded::coded;

coded! {
    /// The part a member has in a record. Somebody may have several.
    pub enum MemberRole: "role" {
        /// Answers for the record: members, keys, retention.
        Owner = "owner",
        /// Leads the response.
        Commander = "commander",
        /// Advises, under privilege.
        Counsel = "counsel",
        /// Works on incidents.
        Responder = "responder",
        /// Looks on.
        Observer = "observer",
        /// Runs exercises.
        Facilitator = "facilitator",
        /// Watches exercises and rates them.
        Evaluator = "evaluator",
    }
}

coded! {
    /// Something that may be done.
    pub enum Permission: "permission" {
        Read = "read" => "read incidents that are not restricted",
        Open = "open" => "open incidents and take them in from other records",
        Record = "record" => "record facts, notes, evidence, calls and steps",
        Decide = "decide" => "record decisions and law-enforcement delays",
        Resolve = "resolve" => "resolve obligations and send mailings",
        Close = "close" => "close incidents and open them again",
        Draft = "draft" => "draft, change and comment on letters",
        Approve = "approve" => "approve letters and withdraw approvals",
        Privileged = "privileged" => "read and write privileged text",
        Restrict = "restrict" => "restrict an incident to some members, or end that",
        Export = "export" => "export incidents, letters, reports, timelines, calendars and registers",
        Exercise = "exercise" => "run exercises",
        Evaluate = "evaluate" => "observe and rate exercises",
        Organisation = "organisation" => "change the profile, the contacts and the contracts",
        Members = "members" => "invite and revoke members, and give roles",
        Grant = "grant" => "lend a permission for a while",
        Keys = "keys" => "replace the record key and change the format",
        LegalHold = "legal_hold" => "place and lift legal holds",
        Erase = "erase" => "erase what is no longer to be kept",
    }
}

impl Permission {
    /// The roles that have it.
    pub const fn roles(self) -> &'static [MemberRole] {
        use MemberRole::{Commander, Counsel, Evaluator, Facilitator, Owner, Responder};
        match self {
            Permission::Read => &MemberRole::ALL,
            Permission::Open => &[Owner, Commander, Counsel, Responder],
            Permission::Record | Permission::Draft => &[Commander, Counsel, Responder],
            Permission::Decide | Permission::Resolve | Permission::Close | Permission::Approve => &[Commander, Counsel],
            Permission::Privileged => &[Counsel],
            Permission::Restrict | Permission::Export | Permission::Grant => &[Owner, Commander, Counsel],
            Permission::Exercise => &[Commander, Facilitator],
            Permission::Evaluate => &[Facilitator, Evaluator],
            Permission::Organisation => &[Owner, Commander],
            Permission::LegalHold => &[Owner, Counsel],
            Permission::Members | Permission::Keys | Permission::Erase => &[Owner],
        }
    }

    /// Whether it can be lent for one incident. What concerns the record as a whole goes with a role.
    pub const fn lendable(self) -> bool {
        match self {
            Permission::Read
            | Permission::Record
            | Permission::Decide
            | Permission::Resolve
            | Permission::Close
            | Permission::Draft
            | Permission::Approve
            | Permission::Privileged
            | Permission::Export
            | Permission::Exercise
            | Permission::Evaluate => true,
            Permission::Open
            | Permission::Restrict
            | Permission::Organisation
            | Permission::Members
            | Permission::Grant
            | Permission::Keys
            | Permission::LegalHold
            | Permission::Erase => false,
        }
    }
}

impl MemberRole {
    /// Whether it has a permission.
    pub fn may(self, permission: Permission) -> bool {
        permission.roles().contains(&self)
    }

    /// What whoever sets a record up is at first, so that one person alone can name others for each part.
    pub const FOUNDER: [MemberRole; 3] = [MemberRole::Owner, MemberRole::Commander, MemberRole::Counsel];
}

/// The table as docs/roles.md has it.
pub fn markdown() -> String {
    use std::fmt::Write as _;
    let mut out = String::from("| may | code |");
    for role in MemberRole::ALL {
        // Writing to a String cannot fail.
        let _ = write!(out, " {} |", role.words());
    }
    out.push_str("\n| --- | --- |");
    out.push_str(&" :-: |".repeat(MemberRole::ALL.len()));
    out.push('\n');
    for permission in Permission::ALL {
        let lent = if permission.lendable() { "" } else { " \\*" };
        let _ = write!(out, "| {}{lent} | `{permission}` |", permission.words());
        for role in MemberRole::ALL {
            let _ = write!(out, " {} |", if role.may(permission) { "yes" } else { "" });
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_founds_a_record_may_do_everything_in_it_but_rate_exercises() {
        let lacks: Vec<Permission> = Permission::ALL
            .into_iter()
            .filter(|permission| !MemberRole::FOUNDER.iter().any(|role| role.may(*permission)))
            .collect();
        assert_eq!(lacks, [Permission::Evaluate]);
    }

    #[test]
    fn nobody_who_looks_on_records_anything_of_an_incident() {
        for role in [MemberRole::Observer, MemberRole::Evaluator, MemberRole::Facilitator] {
            for permission in [
                Permission::Record,
                Permission::Decide,
                Permission::Resolve,
                Permission::Approve,
                Permission::Privileged,
                Permission::Export,
            ] {
                assert!(!role.may(permission), "{role} {permission}");
            }
        }
    }
}
