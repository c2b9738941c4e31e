//! The matrix as TOML: `[[role]]` and `[[letters]]`.

use super::{By, Matrix, Role, Rule};
use crate::core::ids::{RoleError, RoleId};
use crate::core::letter_recipient::LetterRecipient;
use crate::core::toml_text::reader::{Problem, Reader, Table, suggestion};

/// Reads files: their names and texts. A role of a later file takes the place of the one with its id; rules of a later
/// file are looked at before those of the earlier ones.
///
/// # Errors
/// Every problem of every file.
pub fn load<'t>(files: impl IntoIterator<Item = (&'t str, &'t str)>) -> Result<Matrix, Vec<Problem>> {
    let mut matrix = Matrix::default();
    let mut problems = Vec::new();
    for (file, text) in files {
        let reader = Reader::new(file, text);
        let document = reader.parse();
        let root = Table::new(&reader, document.get_ref(), document.span());
        for table in root.tables("role") {
            let Some(role) = role(&table) else { continue };
            table.finish();
            match matrix.roles.iter_mut().find(|known| known.id == role.id) {
                Some(known) => *known = role,
                None => matrix.roles.push(role),
            }
        }
        let rules: Vec<Rule> = root
            .tables("letters")
            .into_iter()
            .map(|table| rule(&matrix, table))
            .collect();
        matrix.rules.splice(0..0, rules);
        root.finish();
        problems.extend(reader.into_problems());
    }
    match problems.is_empty() {
        true => Ok(matrix),
        false => Err(problems),
    }
}

fn role(table: &Table<'_, '_>) -> Option<Role> {
    let typed = table.need_text("id");
    let id = typed.parse::<RoleId>().map_err(|error: RoleError| {
        table.wrong(error.to_string(), None);
    });
    let role = Role {
        id: id.ok()?,
        name: table.need_text("name"),
        by: match table.flag("author") {
            Some(true) => By::Author,
            Some(false) | None => By::SomeoneElse,
        },
        people: table.texts("people"),
    };
    Some(role)
}

fn rule(matrix: &Matrix, table: Table<'_, '_>) -> Rule {
    let recipient = |typed: String| {
        let found = LetterRecipient::from_code(&typed);
        if found.is_none() {
            let hint = suggestion(&typed, &LetterRecipient::codes());
            table.wrong(format!("unknown recipient `{typed}`"), Some(hint));
        }
        found
    };
    let recipients = table.texts("recipients").into_iter().filter_map(recipient).collect();
    let roles = |key: &'static str| -> Vec<RoleId> {
        let role = |typed: String| match matrix.role(&typed) {
            Ok(role) => Some(role.id.clone()),
            Err(unknown) => {
                table.wrong(unknown.to_string(), Some(unknown.hint));
                None
            }
        };
        table.texts(key).into_iter().filter_map(role).collect()
    };
    let rule = Rule {
        recipients,
        roles: roles("roles"),
        if_named: roles("if_named"),
    };
    table.finish();
    rule
}
