//! What an auditor reads first: what is in the pack and which requirement it shows, and the agenda.

use std::fmt::Write as _;

use crate::app::letters::{Format, escaped as e};
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::IncidentKind;
use crate::drill::after_action::{Sources, played_on};
use crate::drill::scenario::Scenario;

/// Where the words of a requirement come from.
#[derive(Clone, Copy)]
enum Words {
    /// Public law, put into our own words after reading it.
    Ours(&'static str),
    /// A standard that is sold: no more than the title of the control.
    Title(&'static str),
    /// Criteria under copyright that have no title: what they are about.
    About(&'static str),
}

impl Words {
    fn text(self) -> String {
        match self {
            Words::Ours(words) => words.to_owned(),
            Words::Title(title) => format!("“{title}” (title only)"),
            Words::About(subject) => format!("about {subject} (subject only)"),
        }
    }
}

/// What each requirement asks for, and where the pack shows it. 45 CFR and Regulation (EU) 2022/2554 were read for it.
const REQUIREMENTS: [(&str, Words, &str); 14] = [
    (
        "SOC 2 CC7.4",
        Words::About("carrying out the incident response program"),
        "report: objectives and timeline; actions.csv; injects.csv",
    ),
    (
        "SOC 2 CC7.5",
        Words::About("recovery from incidents"),
        "report: improvement plan; corrective-actions.csv",
    ),
    (
        "ISO/IEC 27001:2022 A.5.24",
        Words::Title("Information security incident management planning and preparation"),
        "agenda; participants.csv",
    ),
    (
        "ISO/IEC 27001:2022 A.5.25",
        Words::Title("Assessment and decision on information security events"),
        "deadlines.csv; log.csv (decisions with their reasons)",
    ),
    (
        "ISO/IEC 27001:2022 A.5.26",
        Words::Title("Response to information security incidents"),
        "actions.csv; log.csv",
    ),
    (
        "ISO/IEC 27001:2022 A.5.27",
        Words::Title("Learning from information security incidents"),
        "report: areas for improvement; corrective-actions.csv",
    ),
    (
        "DORA Art. 24(1)",
        Words::Ours(
            "a testing program, kept and reviewed, that shows how prepared one is for incidents and where one is weak",
        ),
        "agenda; scenario.toml; evaluation.json; report",
    ),
    (
        "DORA Art. 24(3)",
        Words::Ours("tests are chosen by risk"),
        "agenda: purpose and scope (that the scenario fits your risks is for you to add)",
    ),
    (
        "DORA Art. 24(5)",
        Words::Ours("issues that tests reveal are ranked, classified and remedied, and it is checked that they are"),
        "corrective-actions.csv",
    ),
    (
        "DORA Art. 25(1)",
        Words::Ours("scenario-based tests, as one of a dozen kinds of tests"),
        "scenario.toml; injects.csv; report",
    ),
    (
        "HIPAA 45 CFR 164.308(a)(6)(i)",
        Words::Ours("policies and procedures for security incidents"),
        "agenda; report",
    ),
    (
        "HIPAA 45 CFR 164.308(a)(6)(ii)",
        Words::Ours(
            "recognize and respond to incidents, limit known harm as far as practicable, document incidents and outcomes",
        ),
        "actions.csv; log.csv; report",
    ),
    (
        "HIPAA 45 CFR 164.308(a)(8)",
        Words::Ours(
            "evaluate periodically, by technical and other means, whether policies and procedures meet the rule",
        ),
        "evaluation.json; report: trend",
    ),
    (
        "HIPAA 45 CFR 164.316(b)(2)(i)",
        Words::Ours("documentation is kept for six years"),
        "the archive as a whole",
    ),
];

pub(super) fn contents(sources: &Sources<'_>, format: Format) -> String {
    let ending = format.ending();
    let mark = IncidentKind::Exercise.mark(MarkPlace::Spoken);
    let sponsor = sources.sponsor.unwrap_or("not named in the profile");
    let code = &sources.found.code;
    let mut out = format!(
        "# Evidence of exercise {code}\n\n{mark}What the story tells has not happened; that the exercise was held is \
         what this archive shows.\n\nOrganization: {sponsor}. Scenario: {} (version {}, seed {}).\n\n\
         | File | What it is |\n|---|---|\n\
         | agenda.{ending} | purpose, scope, objectives, roles, course |\n\
         | participants.csv | roles that took part, each with the moment it was recorded |\n\
         | injects.csv | every inject with its planned and its real time, and what became of it |\n\
         | actions.csv | every expected action with its outcome, and who says so |\n\
         | deadlines.csv | every deadline by the facts and by the team's own start |\n\
         | corrective-actions.csv | the improvement plan with its state, and drafts that nobody has adopted |\n\
         | log.csv | every entry of the record about the exercise |\n\
         | report.{ending} | the after-action report |\n\
         | evaluation.json | the same figures for programs |\n\
         | scenario.toml | the scenario as it was played |\n\
         | attached/ | what people added, such as the signed sign-in sheet |\n\
         | record-state.signed | the state of the record when the archive was made |\n\
         | SHA256SUMS, SHA256SUMS.signed, record-key.txt | digests, the record's signature over them, and its public key |\n",
        sources.found.scenario, sources.found.version, sources.found.seed
    );
    out.push_str(
        "\n## What it supports\n\n| Requirement | What it asks for, in short | Where it is shown |\n|---|---|---|\n",
    );
    for (requirement, asks, place) in REQUIREMENTS {
        let _ = writeln!(out, "| {requirement} | {} | {place} |", asks.text());
    }
    out.push_str(
        "\nWhere it says title or subject only, the text is its publisher's and not repeated here. Whether a requirement is \
         met is for the auditor to say. An exercise shows that a procedure was practiced, not that it was followed in an \
         incident, and it tests people, not systems.\n\n## How to check it\n\n`sha256sum -c SHA256SUMS` checks the files, `firebell verify \
         ARCHIVE --key KEY` the signature as well. Take the key from the organization another way, not from \
         the archive.\n",
    );
    out
}

pub(super) fn agenda(sources: &Sources<'_>) -> String {
    let scenario = &sources.exercise.scenario;
    let day = played_on(sources.exercise).map_or("–".to_owned(), |day| day.format("%-d %B %Y").to_string());
    let sponsor = sources.sponsor.map_or("not named in the profile".to_owned(), e);
    let purpose: Vec<&str> = scenario.purpose.split_whitespace().collect();
    let mut out = format!(
        "# Agenda of exercise {}\n\n| | |\n|---|---|\n| Sponsor | {sponsor} |\n| Held on | {day} |\n| Scenario | {} |\n\
         | Planned length | {} minutes and a hot wash |\n| Type | discussion-based exercise (tabletop) with a stepped clock |\n\
         | Scope | detection, assessment, internal and regulatory notification |\n| Roles | {} |\n\n## Purpose\n\n{}\n\n",
        e(&sources.found.code),
        e(&scenario.title),
        scenario.minutes,
        e(&scenario.roles.join(", ")),
        e(&purpose.join(" "))
    );
    out.push_str("## Objectives\n\n| Objective | Capability | Target |\n|---|---|---|\n");
    for objective in &scenario.objectives {
        let (title, capability, target) = (e(&objective.title), e(&objective.capability), e(&objective.target));
        let _ = writeln!(out, "| {title} | {capability} | {target} |");
    }
    course(&mut out, scenario);
    out
}

fn course(out: &mut String, scenario: &Scenario) {
    out.push_str("\n## Course\n\n| From minute | Module |\n|---|---|\n");
    for module in &scenario.modules {
        let _ = writeln!(out, "| {} | {} |", module.from, e(&module.title));
    }
    let _ = writeln!(out, "| {} | Hot wash and feedback |", scenario.minutes);
}
