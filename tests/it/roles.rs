//! The table of roles: what docs/roles.md says is what the program does.

use firebell::core::member::permissions_by_role;
use firebell::core::member::permissions_by_role::{MemberRole, Permission};

use crate::common::project;

#[test]
fn the_manual_has_the_table_of_the_program_row_by_row() {
    let manual = std::fs::read_to_string(project("docs/roles.md")).unwrap();
    let found: Vec<&str> = manual.lines().filter(|line| line.starts_with('|')).collect();
    let expected = permissions_by_role::markdown();
    let expected: Vec<&str> = expected.lines().collect();
    assert_eq!(found.len(), Permission::ALL.len() + 2);
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found, expected);
    }
}

#[test]
fn every_permission_belongs_to_a_role_and_every_role_has_one() {
    for permission in Permission::ALL {
        assert!(!permission.roles().is_empty(), "{permission}");
        let by_role: Vec<MemberRole> = MemberRole::ALL
            .into_iter()
            .filter(|role| role.may(permission))
            .collect();
        assert_eq!(
            by_role.len(),
            permission.roles().len(),
            "{permission} names a role twice"
        );
    }
    for role in MemberRole::ALL {
        assert!(role.may(Permission::Read), "{role}");
    }
}
