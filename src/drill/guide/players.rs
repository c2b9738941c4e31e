//! What players may have beforehand: the brief, a sheet for each role, the sign-in sheet.

use std::fmt::Write as _;

use super::Paper;
use crate::app::letters::escaped as e;
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::{IncidentKind, table};
use crate::drill::scenario::Scenario;

/// Lines of the sign-in sheet beyond the scenario's roles.
const SPARE_LINES: usize = 6;

/// What players may know beforehand.
pub fn brief(scenario: &Scenario) -> String {
    let mark = IncidentKind::Exercise.mark(MarkPlace::Title);
    let mut out = format!("# {mark}{}\n\n{}\n", scenario.title, scenario.purpose.trim());
    let _ = writeln!(
        out,
        "\n{} minutes and a hot wash. Organization: {}. At the table: {}.",
        scenario.minutes,
        scenario.organisation_words(),
        scenario.roles.join(", ")
    );
    needs(&mut out, scenario);
    out.push_str("\n## Objectives\n\n");
    for objective in &scenario.objectives {
        let _ = writeln!(
            out,
            "- **{}** ({}): {}",
            objective.title, objective.capability, objective.target
        );
    }
    out.push_str(
        "\n## Rules\n\n- Everything said and written here is an exercise and stays marked as one.\n\
         - There are no trick questions and no blame; say what you would do, and do it in firebell.\n\
         - Nobody outside is called, written to or paid.\n\
         - The facilitator's clock counts; the story may jump ahead.\n",
    );
    out
}

fn needs(out: &mut String, scenario: &Scenario) {
    if scenario.needs.is_empty() {
        return;
    }
    out.push_str("\nBring:\n\n");
    for need in &scenario.needs {
        let _ = writeln!(out, "- {need}");
    }
}

/// A sheet for each role at the table.
pub(super) fn roles(scenario: &Scenario) -> Vec<Paper> {
    let sheet = |role: &String| Paper {
        name: format!("3-role-{role}"),
        title: format!("Role: {role}"),
        text: role_sheet(scenario, role),
    };
    scenario.roles.iter().map(sheet).collect()
}

fn role_sheet(scenario: &Scenario, role: &str) -> String {
    let organisation = e(scenario.organisation_name());
    // A name such as “Foods, Inc.” brings its own full stop.
    let end = match (scenario.is_own(), organisation.ends_with('.')) {
        (false, _) => ", which is invented.",
        (true, false) => ".",
        (true, true) => "",
    };
    let mut out = format!("# Your role: {}\n\nYou work for {organisation}{end}\n", e(role));
    out.push_str("\n## What the organization is\n\n| | |\n|---|---|\n");
    for fact in &scenario.profile {
        let label = table::label(&fact.key);
        let _ = writeln!(out, "| {} | {} |", e(&label), e(&fact.value));
    }
    out.push_str("\n## Whom you can call\n\n| Who | Role | How |\n|---|---|---|\n");
    for contact in &scenario.contacts {
        let channels: Vec<String> = contact
            .channels
            .iter()
            .map(|c| format!("{}: {}", c.kind, c.address))
            .collect();
        let _ = writeln!(
            out,
            "| {} | {} | {} |",
            e(&contact.name),
            e(&contact.roles.join(", ")),
            e(&channels.join("; "))
        );
    }
    out.push_str("\nThese numbers and addresses belong to the exercise. Call nobody outside the room.\n");
    needs(&mut out, scenario);
    out.push_str("\n## Your notes\n\n| Time | What I learned, decided or asked for |\n|---|---|\n");
    for _ in 0..10 {
        out.push_str("| | |\n");
    }
    out
}

/// Who took part, with their signatures.
pub(super) fn sign_in(scenario: &Scenario) -> Paper {
    let mut text = format!(
        "# Sign-in sheet\n\n{} ({}, version {}).\n\nDate and place:\n\nFacilitator:\n\n\
         | Role | Name in capital letters | Function in the company | Signature and time |\n|---|---|---|---|\n",
        e(&scenario.title),
        e(&scenario.id),
        scenario.version
    );
    for role in &scenario.roles {
        let _ = writeln!(text, "| {} | | | |", e(role));
    }
    for _ in 0..SPARE_LINES {
        text.push_str("| | | | |\n");
    }
    Paper {
        name: "4-sign-in".to_owned(),
        title: "Sign-in sheet".to_owned(),
        text,
    }
}
