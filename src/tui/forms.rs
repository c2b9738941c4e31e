//! The forms there are: what each asks.

use super::form::{Field, Form, Kind, Purpose};
pub(super) use super::letter_forms::{approval, letter, remark};
use super::model::Model;
use super::words::label;
use crate::app::input;
use crate::app::workbench::{BASIC, Opened};
use crate::core::contact::ROLES;
use crate::core::event::{Certainty, Stage};
use crate::core::incident::command::FactBasis;
use crate::core::incident::decide::close::Unresolved;

fn words(list: &[&str]) -> Vec<String> {
    list.iter().map(|word| (*word).to_owned()).collect()
}

pub(super) fn choice(list: &[&str]) -> Kind {
    Kind::Choice(words(list))
}

/// A new incident.
pub(super) fn incident(model: &Model) -> Form {
    let zone = model.home.name().to_owned();
    Form::new(
        Purpose::Incident,
        "A new incident",
        vec![
            Field::new("title", "What will people call it?", Kind::Line)
                .help("such as: Support mailbox read by a stranger"),
            Field::new("kind", "Real, or an exercise?", choice(&["real", "exercise"])),
            Field::new("zone", "Zone of your local times", Kind::Line)
                .filled(&zone)
                .help("an IANA name such as Europe/Berlin"),
        ],
    )
    .note("Its kind can never be changed. Clocks start with what you record next, not with this.")
}

/// A search in the list at hand.
pub(super) fn search(text: &str) -> Form {
    Form::new(
        Purpose::Search,
        "Search",
        vec![
            Field::new("words", "Part of a code, name or stage", Kind::Line)
                .filled(text)
                .optional()
                .help("Enter keeps the search, Esc shows everything again"),
        ],
    )
}

/// A fact, of a given key or any.
pub(super) fn fact(model: &Model, key: Option<&str>) -> Form {
    let opened = model.incident.opened.as_ref();
    let known = opened.and_then(|o| o.facts.iter().rev().find(|f| Some(f.key.as_str()) == key));
    let mut fields = Vec::new();
    if key.is_none() {
        let keys = input::fact_keys().chain(BASIC.iter().copied()).map(str::to_owned);
        fields.push(
            Field::new("key", "Which fact?", Kind::Codes(keys.collect()))
                .help("such as data.elements, affected.US-TX or milestones.discovery"),
        );
    }
    let kind = key.map_or(Kind::Line, kind_of);
    let now = known.and_then(|f| f.value.as_deref()).map(as_typed);
    let basis = key.map(|key| FactBasis {
        key: key.to_owned(),
        entry: known.map(|fact| fact.seq),
    });
    fields.push(
        Field::new("value", "Value", kind)
            .help(key.map_or("see docs/glossary.md", help_of))
            .filled(&now.unwrap_or_default()),
    );
    fields.push(Field::new("certainty", "How sure?", choice(&Certainty::CODES)));
    fields.push(
        Field::new("source", "From what or whom?", Kind::Line)
            .optional()
            .help("such as: sign-in log of the mail provider"),
    );
    fields.push(
        Field::new("learned", "Learned when?", Kind::Moment)
            .optional()
            .help("empty: now; or 14:00, -2h, yesterday 18:00"),
    );
    let title = key.map_or("A fact".to_owned(), |key| {
        let question = opened.and_then(|o| o.questions.get(key));
        question.cloned().unwrap_or_else(|| label(key))
    });
    Form::new(Purpose::Fact(key.map(str::to_owned)), title, fields)
        .note(key.map(|key| format!("{key} · {}", help_of(key))).unwrap_or_default())
        .based_on(basis)
}

/// A literal as a person would type it, and as the options of a choice spell it.
fn as_typed(literal: &str) -> String {
    match literal {
        "true" => return "yes".to_owned(),
        "false" => return "no".to_owned(),
        "[]" => return "none".to_owned(),
        _ => {}
    }
    let range = literal
        .strip_prefix("{ min = ")
        .and_then(|rest| rest.strip_suffix(" }"));
    match range.map(|range| range.split_once(", max = ").unwrap_or((range, ""))) {
        Some((min, "")) => format!("{min}+"),
        Some((min, max)) => format!("{min}-{max}"),
        None => literal.replace(['[', ']', '"'], ""),
    }
}

fn kind_of(key: &str) -> Kind {
    if key.starts_with("milestones.") {
        return Kind::Moment;
    }
    let list = input::codes_of(key);
    if !list.is_empty() {
        return Kind::Codes(words(list));
    }
    match key {
        "data.encrypted" | "data.key_taken" | "breach.malicious" | "breach.within_organisation" => {
            choice(&["yes", "no"])
        }
        _ if key.starts_with("answers.") || key.starts_with("data.marks.") => choice(&["yes", "no"]),
        "breach.cause" => choice(&["attack", "theft", "insider", "slip", "failure"]),
        "breach.recipient" => choice(&["unknown", "attacker", "none", "trusted", "known", "many-known"]),
        "data.acquired" | "data.accessed" => choice(&["excluded", "possible", "likely", "confirmed"]),
        "data.medium" => choice(&["electronic", "paper", "both"]),
        "organisation.role" => choice(&["controller", "processor", "both"]),
        _ => Kind::Line,
    }
}

fn help_of(key: &str) -> &'static str {
    match key {
        _ if key.starts_with("milestones.") => "2026-03-05 14:00, 14:00, now, -2h, yesterday 18:00 or Tue 14:00",
        "affected.elsewhere" => "people in places not listed: 0 when nobody lives elsewhere; empty is unknown",
        _ if key.starts_with("affected.") => "600, 400-900 or 400+; 0 for none",
        _ if key.starts_with("answers.") || key.starts_with("data.marks.") => "yes or no",
        "data.elements" => "codes with commas; none where no personal data is concerned",
        "breach.types" => "confidentiality, integrity, availability",
        "data.encrypted" => "yes only where all of the data was encrypted",
        "organisation.profile" => "sector flags with commas; none where no sector rule applies",
        "organisation.eu_main_establishment" => "a country such as IE or DE-BY, or none",
        _ => "see docs/glossary.md for the codes",
    }
}

/// Take a fact back.
pub(super) fn withdraw(model: &Model, key: &str) -> Form {
    let facts = model.incident.opened.iter().flat_map(|opened| &opened.facts);
    let basis = FactBasis {
        key: key.to_owned(),
        entry: facts.filter(|fact| fact.key == key).map(|fact| fact.seq).max(),
    };
    let field = Field::new("reason", "Why was it wrong?", Kind::Line).help("it is unknown again from now on");
    Form::new(
        Purpose::Withdraw(key.to_owned()),
        format!("Withdraw {}", label(key)),
        vec![field],
    )
    .based_on(Some(basis))
}

/// A filing of a duty.
pub(super) fn filing(opened: &Opened, duty: &str) -> Form {
    let found = opened.whole.assessment.obligations.iter().find(|o| o.id == duty);
    let filed = found.is_some_and(|o| o.filed_at.is_some());
    let kinds: &[&str] = if filed {
        &["supplement", "final", "initial"]
    } else {
        &["initial", "supplement", "final"]
    };
    let channel = found.and_then(|o| o.authority.channel.clone()).unwrap_or_default();
    let mut fields = vec![
        Field::new("filing", "Which filing?", choice(kinds)),
        Field::new("at", "Sent when?", Kind::Moment).filled("now"),
        Field::new("reference", "Reference number of the recipient", Kind::Line).optional(),
        Field::new("channel", "How it went out", Kind::Line)
            .optional()
            .filled(&channel),
    ];
    let late = found.is_some_and(|o| o.overdue);
    let after = found.is_some_and(|o| !o.order.after.is_empty() || o.order.not_before.is_some());
    fields.push(
        Field::new("late", "If it is late: why?", Kind::Line)
            .optional()
            .help(if late {
                "IT IS LATE: the reasons are asked for"
            } else {
                "leave empty where it is in time"
            }),
    );
    fields.push(
        Field::new(
            "order",
            "If something else should have gone first: why not?",
            Kind::Line,
        )
        .optional()
        .help(if after {
            "the law asks for an order here: see why (w)"
        } else {
            "leave empty otherwise"
        }),
    );
    let letter = opened.letters.iter().find(|l| l.duty.as_deref() == Some(duty));
    let help = match letter.map(|l| l.approved.is_some()) {
        Some(true) => "its letter is approved: leave empty",
        Some(false) => "its letter is NOT approved as it stands",
        None => "it has NO letter here: say what went out",
    };
    let letter = Field::new("letter", "If no approved letter goes with it: why not?", Kind::Line);
    fields.push(letter.optional().help(help));
    Form::new(Purpose::Filing(duty.to_owned()), format!("Filed: {duty}"), fields)
        .note(found.and_then(|o| o.authority.name.clone()).unwrap_or_default())
}

/// What else was done about a duty.
pub(super) fn disposition(model: &Model, duty: &str) -> Form {
    let states = ["drafting", "approved", "not required", "on hold", "withdrawn"];
    Form::new(
        Purpose::Disposition(duty.to_owned()),
        format!("What is done about {duty}"),
        vec![
            Field::new("state", "State", choice(&states)),
            Field::new("rationale", "Why", Kind::Line)
                .optional()
                .help("asked for with `not required` and `on hold`"),
            Field::new("by", "Decided by", Kind::Line).filled(&model.start.actor),
        ],
    )
}

/// A decision.
pub(super) fn decision(model: &Model, key: Option<&str>) -> Form {
    let keys = [
        "gdpr_risk",
        "harm.misuse",
        "risk_removed",
        "direct_notice",
        "no_harm:us-fl",
        "harm_for.us-fl",
    ];
    let opened = model.incident.opened.as_ref();
    let open = opened.iter().flat_map(|o| &o.whole.assessment.open_facts);
    let open = open.filter_map(|f| f.fact.strip_prefix("decisions.").map(str::to_owned));
    let mut known: Vec<String> = open.collect();
    known.extend(words(&keys));
    known.dedup();
    let risk = opened.and_then(|o| o.whole.assessment.risk.as_ref());
    let proposed = risk.and_then(|r| r.suggested.as_deref());
    Form::new(
        Purpose::Decision,
        "A decision the law leaves to a person",
        vec![
            Field::new("key", "Which decision?", Kind::Codes(known)).filled(key.unwrap_or("gdpr_risk")),
            Field::new("value", "Decided how?", Kind::Line)
                .help("gdpr_risk: unlikely, risk or high; harm tests: likely or unlikely; else yes or no"),
            Field::new("rationale", "Why", Kind::Text).help("Tab goes on · Ctrl-E opens your editor"),
            Field::new("by", "Decided by", Kind::Line).filled(&model.start.actor),
        ],
    )
    .note(match proposed {
        Some(proposed) => format!("The risk methods propose: {proposed}. Their working is kept with the decision."),
        None => "The risk methods propose nothing yet. Their working is kept with the decision.".to_owned(),
    })
}

/// A note.
pub(super) fn note() -> Form {
    Form::new(
        Purpose::Note,
        "A note",
        vec![
            Field::new("text", "Text", Kind::Text).help("Tab goes on · Ctrl-E opens your editor"),
            Field::new("privileged", "Privileged (attorney–client)?", choice(&["no", "yes"])),
        ],
    )
    .note("A privileged note is left out of every export unless it is asked for by name.")
}

/// A piece of evidence.
pub(super) fn evidence(model: &Model) -> Form {
    Form::new(
        Purpose::Evidence,
        "Evidence",
        vec![
            Field::new("path", "File", Kind::Line).help("only its name, size and SHA-256 are kept"),
            Field::new("custodian", "Who holds it?", Kind::Line).filled(&model.start.actor),
            Field::new("remark", "Where it came from, how it was taken", Kind::Line).optional(),
        ],
    )
}

/// A law-enforcement hold.
pub(super) fn hold() -> Form {
    Form::new(
        Purpose::Hold,
        "An authority asks you to wait",
        vec![
            Field::new("authority", "Which authority?", Kind::Line),
            Field::new("regimes", "For which regimes?", Kind::Line).help("ids with commas, such as us-tx,us-ca"),
            Field::new("until", "Until when?", Kind::Moment)
                .optional()
                .help("empty: no end was named"),
            Field::new("reason", "What reason did they give?", Kind::Line),
        ],
    )
    .note("Only regimes whose law knows such a delay are paused; the others run on.")
}

/// The end of a hold.
pub(super) fn lift(authority: &str) -> Form {
    let field = Field::new("reason", "On whose word, and why?", Kind::Line);
    Form::new(
        Purpose::Lift(authority.to_owned()),
        format!("Lift the hold of {authority}"),
        vec![field],
    )
}

/// Why a stage may be left.
pub(super) fn stage(opened: &Opened, stage: Stage) -> Form {
    let field = Field::new("rationale", "Why may it be left all the same?", Kind::Line);
    let open = opened.whole.open_criteria.join("; ");
    Form::new(Purpose::Stage(stage), format!("Go to {}", stage.title()), vec![field])
        .note(format!("{} has open criteria: {open}", opened.whole.stage.title()))
}

/// A step is done.
pub(super) fn task(task: &str, title: &str) -> Form {
    let field = Field::new("remark", "What was found or done?", Kind::Line).optional();
    Form::new(Purpose::Task(task.to_owned()), format!("Done: {title}"), vec![field])
}

/// A playbook of a cause.
pub(super) fn playbook(model: &Model) -> Form {
    let causes: Vec<String> = model.start.causes.iter().map(|cause| cause.id.clone()).collect();
    let titles = model
        .start
        .causes
        .iter()
        .map(|cause| format!("{}: {}", cause.id, cause.title));
    let titles = titles.collect::<Vec<_>>().join(" · ");
    let used = model.incident.opened.iter().flat_map(|opened| &opened.playbooks);
    let used = used.cloned().collect::<Vec<_>>().join(", ");
    let fields = vec![
        Field::new("playbook", "Playbook", Kind::Choice(causes)),
        Field::new("wish", "Add it, or remove it?", choice(&["add", "remove"])),
        Field::new("reason", "If it is removed: why?", Kind::Line).optional(),
    ];
    let note = match used.is_empty() {
        true => titles,
        false => format!("In use: {used}. {titles}"),
    };
    Form::new(Purpose::Playbook, "What caused it?", fields).note(note)
}

/// Obligations that closing would leave open.
pub(super) fn left_open(opened: &Opened) -> Unresolved {
    Unresolved {
        due: opened.whole.open_duties.clone(),
        undecided: opened.whole.undecided.clone(),
    }
}

/// Why the incident may be closed.
pub(super) fn close(opened: &Opened) -> Form {
    let left = left_open(opened);
    let field = Field::new("rationale", "What came of it, and why may it be closed?", Kind::Line);
    let note = match left.is_empty() {
        true => "Every obligation that applies is resolved, and none is undecided.".to_owned(),
        false => {
            let named = left.due.iter().chain(&left.undecided).cloned().collect::<Vec<_>>();
            format!("{}; a rationale is needed: {}", left.words(), named.join(", "))
        }
    };
    Form::new(Purpose::Close, "Close the incident", vec![field]).note(note)
}

/// Why it is opened again.
pub(super) fn reopen() -> Form {
    let field = Field::new("reason", "Why?", Kind::Line);
    Form::new(Purpose::Reopen, "Open the incident again", vec![field])
}

/// The organisation's profile.
pub(super) fn profile(model: &Model, first: bool) -> Form {
    let known = |key: &str| {
        let value = model.start.profile.get(&format!("organisation.{key}"));
        value.map(|literal| as_typed(literal)).unwrap_or_default()
    };
    let flags: Vec<String> = model.start.flags.iter().map(|(id, _)| id.clone()).collect();
    let role = Field::new(
        "role",
        "Do you decide why data is processed?",
        choice(&["unknown", "controller", "processor", "both"]),
    );
    let role = match known("role").as_str() {
        "" => role,
        value => role.filled(value),
    };
    Form::new(
        Purpose::Profile { first },
        if first {
            "First: your organisation"
        } else {
            "The organisation"
        },
        vec![
            Field::new("name", "Name", Kind::Line).optional().filled(&known("name")),
            Field::new("country", "Country of the seat", Kind::Line)
                .optional()
                .filled(&known("country"))
                .help("ISO code such as US, IE or DE"),
            Field::new("eu_main_establishment", "Main establishment in the EU", Kind::Line)
                .optional()
                .filled(&known("eu_main_establishment"))
                .help("a country such as IE, DE-BY for Bavaria, or none; empty: unknown"),
            role.help("controller decides; processor works for customers"),
            Field::new("profile", "Sectors", Kind::Codes(flags))
                .optional()
                .filled(&known("profile"))
                .help("such as hipaa_covered_entity,sec_registrant; none where no sector law applies"),
        ],
    )
    .note("What is left empty is unknown, and no duty is hidden by it. All of it can be changed with `o`.")
}

/// Somebody to call.
pub(super) fn contact(person: Option<&crate::core::contact::Contact>) -> Form {
    let filled = |text: Option<String>| text.unwrap_or_default();
    let channels = person.map(|p| {
        let all = p.channels.iter().map(|c| {
            let mark = if c.compromised { "!" } else { "" };
            format!("{mark}{}:{}", c.kind, c.address)
        });
        all.collect::<Vec<_>>().join(", ")
    });
    Form::new(
        Purpose::Contact,
        "Somebody to call",
        vec![
            Field::new("id", "Short name", Kind::Line)
                .filled(&filled(person.map(|p| p.id.clone())))
                .help("without spaces, such as counsel-1"),
            Field::new("name", "Name", Kind::Line).filled(&filled(person.map(|p| p.name.clone()))),
            Field::new("roles", "Roles", Kind::Codes(words(&ROLES))).filled(&filled(person.map(|p| p.roles.join(",")))),
            Field::new("channels", "How to reach them", Kind::Line)
                .filled(&filled(channels))
                .help("phone:+1-202-555-0100, email:gc@example.com; put ! in front of one the attacker may be reading"),
            Field::new("order", "Called as number", Kind::Line)
                .filled(&filled(person.map(|p| p.order.to_string()).or(Some("1".to_owned())))),
            Field::new("escalate", "Minutes until the next is called", Kind::Line).filled(&filled(
                person.map(|p| p.escalate_after.to_string()).or(Some("15".to_owned())),
            )),
        ],
    )
}

/// A roster whose people are counted.
pub(super) fn roster() -> Form {
    let field = Field::new("path", "CSV file of affected people", Kind::Line);
    let help = "state, country, postal code and e-mail columns are found by their names";
    Form::new(Purpose::Roster, "Count people from a roster", vec![field.help(help)])
        .note("Only counts by place are kept, with the file's name and SHA-256; nothing of a row is.")
}
