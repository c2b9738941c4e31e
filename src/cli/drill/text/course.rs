//! An exercise begun and ended: what to do next.

use super::MARK;
use crate::cli::failure::remedy;
use crate::cli::text::{Page, line, wrapped};
use crate::core::refusal::Advised;
use crate::drill::corrective_actions::drafts::DraftAction;
use crate::drill::corrective_actions::list::Item;
use crate::drill::driving::driver::Exercise;
use crate::drill::exercise_views::HotWashQuestion;

/// An exercise that was just set up, or one for each team.
pub(crate) fn started(exercises: &[Exercise], open: &[Item], notes: &[Advised]) -> Page {
    let mut out = Page::new();
    for Exercise { loaded, .. } in exercises {
        let (code, title) = (&loaded.incident.code, &loaded.incident.title);
        out += line(format_args!("{MARK}{code} is set up: {title}"));
    }
    if !open.is_empty() {
        out += "\nCorrective actions still open from earlier exercises:\n";
        out += corrective_actions(open);
    }
    out.gap();
    let Some(first) = exercises.first() else {
        return out;
    };
    let code = &first.loaded.incident.code;
    out += before(first, notes);
    out += "\n\
         Room          firebell            opens the workbench; f lists the exercises on its board\n\
         Facilitator   firebell            in a second terminal: open the exercise and press F,\n";
    writeln!(out, "              or: firebell drill status {code} --facilitator");
    let together = if exercises.len() > 1 { " --together" } else { "" };
    writeln!(
        out,
        "Begin         firebell drill go {code}{together}    (in the workbench: P)"
    );
    writeln!(
        out,
        "Next inject   firebell drill jump {code}{together}  (in the workbench: ])"
    );
    writeln!(
        out,
        "End           firebell drill end {code}{together}, then firebell drill report {code} -o report.pdf"
    );
    out
}

/// What can be read before the clock starts.
fn before(exercise: &Exercise, notes: &[Advised]) -> Page {
    let mut out = Page::new();
    if notes.is_empty() {
        let id = &exercise.scenario.id;
        writeln!(
            out,
            "The clock has not started. Players may read beforehand: firebell drill brief {id}"
        );
        return out;
    }
    out += "Played with your own organization. For you, not for the room:\n";
    for note in notes {
        out += wrapped("  - ", &remedy::advised(note));
    }
    let code = &exercise.loaded.incident.code;
    writeln!(
        out,
        "The clock has not started. The papers: firebell drill guide --code {code} -o FOLDER"
    );
    out
}

pub(crate) fn hot_wash(code: &str, questions: &[HotWashQuestion]) -> Page {
    let mut out = line(format_args!("{MARK}{code}: hot wash"));
    for (number, HotWashQuestion { question, answer }) in questions.iter().enumerate() {
        out += wrapped(&format!("{}. ", number + 1), question);
        if let Some(answer) = answer {
            out += wrapped("   → ", answer);
        }
    }
    out += "\nAnswer with: firebell drill hot-wash NUMBER \"…\"\n";
    out
}

pub(crate) fn ended(exercise: &Exercise) -> Page {
    let code = &exercise.loaded.incident.code;
    let mut out = line(format_args!("{MARK}{code} has ended."));
    out += "\nBefore the room empties:\n";
    for question in &exercise.scenario.hot_wash {
        out += wrapped("  - ", question);
    }
    out += "\nAnswers        firebell drill hot-wash 1 \"…\"\n\
         Ratings        firebell drill rate aware S --reason \"…\"\n\
         Corrective     firebell drill corrective-actions add \"…\" --owner ROLE --due DATE\n\
         Report         firebell drill report -o report.pdf\n";
    out
}

/// Corrective actions, a line or two each.
pub(crate) fn corrective_actions(items: &[Item]) -> Page {
    if items.is_empty() {
        return "No corrective action is open.\n".into();
    }
    let mut out = Page::new();
    for item in items {
        let lead = format!("{:<16} {:<8} {}  ", item.id, item.state, item.due);
        out += wrapped(&lead, &format!("{} ({})", item.action, item.owner));
        if let Some(closed) = &item.closed {
            out += wrapped("                 ", &format!("closed {}: {}", closed.on, closed.proof));
        }
    }
    out
}

/// Drafts of corrective actions, for somebody to adopt.
pub(crate) fn drafts(code: &str, drafts: &[DraftAction]) -> Page {
    if drafts.is_empty() {
        return line(format_args!(
            "{MARK}{code}: nothing was missed or done wrongly that is not in the plan."
        ));
    }
    let mut out = line(format_args!(
        "{MARK}{code}: drafts from what was missed or done wrongly"
    ));
    for draft in drafts {
        let lead = format!("{:<24} ", draft.from);
        out += wrapped(&lead, &format!("{} ({}, by {})", draft.action, draft.owner, draft.due));
    }
    writeln!(
        out,
        "\nAdopt with: firebell drill corrective-actions drafts {code} --adopt FROM, or --adopt-all"
    );
    out
}
