//! From a filled-in form to what it asks for, or to problems beside its fields. Pure.

use chrono::{DateTime, Utc};

use super::action::Effect;
use super::form::{Asked, Form, Outcome, Purpose};
use super::ids::IncidentRef;
use super::model::Model;
use super::submit_asked::{approval, based, plain};
use super::words::{moment, parsed};
use crate::app::incident_views::DecisionRow;
use crate::app::input;
use crate::app::letters::Draft;
use crate::core::contact::{ChannelError, Contact, ROLES};
use crate::core::drill::{DrillEvent, Finding, Rating};
use crate::core::event::{Certainty, Disposition, FilingKind};
use crate::core::facts::IncidentKind;
use crate::core::incident::command::{Command, LetterCommand};
use crate::core::reader::suggestion;
use crate::core::time::{StoryTime, Zone};
use crate::drill::driver::Turn;

/// Reads a form. `None`: problems stand beside the fields.
pub(super) fn submit(model: &Model, form: &mut Form) -> Option<Outcome> {
    if !form.complete() {
        return None;
    }
    match form.incident.clone() {
        Some(code) => inside(model, form, code),
        None if form.purpose.of_an_incident() => {
            form.problem = Some("open an incident first".to_owned());
            None
        }
        None => wide(form),
    }
}

/// Forms about the record as a whole.
fn wide(form: &mut Form) -> Option<Outcome> {
    match form.purpose.clone() {
        Purpose::Incident => create(form),
        Purpose::Profile { .. } => profile(form),
        Purpose::Contact => contact(form),
        Purpose::StartDrill => start_drill(form),
        _ => None,
    }
}

/// Forms about the incident that was on screen when they were opened.
fn inside(model: &Model, form: &mut Form, code: IncidentRef) -> Option<Outcome> {
    match form.purpose.clone() {
        Purpose::Fact(key) => fact(model, form, key),
        Purpose::Filing(duty) => filing(model, form, duty),
        Purpose::Disposition(duty) => disposition(form, duty),
        Purpose::Decision => decision(model, form),
        Purpose::Hold => hold(model, form),
        Purpose::Letter(duty) => Some(Outcome::Effect(Effect::DraftLetter {
            code,
            draft: Draft {
                template: form.given("template"),
                duty,
                language: form.value("language"),
                id: None,
                text: None,
            },
        })),
        Purpose::Approval { letter, sha256 } => Some(approval(form, code, letter, sha256)),
        Purpose::Remark(letter) => Some(Outcome::Run(Command::Letter(LetterCommand::Comment {
            letter,
            text: form.value("text"),
        }))),
        Purpose::Roster => Some(Outcome::Effect(Effect::Roster {
            code,
            path: form.value("path"),
        })),
        Purpose::Evidence => Some(Outcome::Effect(Effect::Evidence {
            code,
            path: form.value("path"),
            custodian: form.value("custodian"),
            remark: form.given("remark"),
        })),
        Purpose::JumpTo => {
            let minute = number(form, "minute")?;
            let jump = Effect::Turn {
                code,
                turn: Turn::Jump(i64::from(minute) * 60_000),
            };
            Some(match super::drill::far_jump(model, minute) {
                Some(words) => Outcome::Confirm(Asked::new("Jump ahead", words, "Jump"), jump),
                None => Outcome::Effect(jump),
            })
        }
        Purpose::Observation
        | Purpose::Rating
        | Purpose::Improvement
        | Purpose::Skip(_)
        | Purpose::HotWash(_)
        | Purpose::Participant => drill(form, code),
        other => plain(model, form, other),
    }
}

fn start_drill(form: &mut Form) -> Option<Outcome> {
    let seed = match form.given("seed") {
        Some(_) => Some(u64::from(number(form, "seed")?)),
        None => None,
    };
    let scenario = form.value("scenario");
    Some(Outcome::Effect(Effect::StartDrill { scenario, seed }))
}

/// Forms of an exercise.
fn drill(form: &mut Form, code: IncidentRef) -> Option<Outcome> {
    let objective = form.given("objective").filter(|objective| objective != "none");
    let event = match form.purpose.clone() {
        Purpose::Observation => DrillEvent::Observed {
            finding: Finding::ALL
                .iter()
                .find(|(word, _)| *word == form.value("finding"))
                .map_or(Finding::Remark, |(_, finding)| *finding),
            objective,
            observation: form.value("observation"),
            analysis: form.given("analysis"),
            recommendation: form.given("recommendation"),
        },
        Purpose::Rating => DrillEvent::Rated {
            objective: objective?,
            rating: Rating::ALL
                .iter()
                .find(|(letter, _, _)| *letter == form.value("rating"))?
                .1,
            reason: form.value("reason"),
        },
        Purpose::Improvement => {
            let due = form.value("due").parse();
            let Ok(due) = due else {
                form.refuse("due", "a day, such as 2027-06-30");
                return None;
            };
            return Some(Outcome::Effect(Effect::Improve {
                code,
                action: form.value("action"),
                owner: form.value("owner"),
                due,
                element: form.value("element"),
                proof: form.given("proof"),
                objective,
            }));
        }
        Purpose::Skip(inject) => DrillEvent::Skipped {
            inject,
            reason: form.value("reason"),
        },
        Purpose::HotWash(question) => DrillEvent::Answered {
            question,
            answer: form.value("answer"),
        },
        Purpose::Participant => DrillEvent::Joined {
            role: form.value("role"),
            deputy: form.value("deputy") == "yes",
        },
        _ => return None,
    };
    Some(Outcome::Run(Command::Drill(event)))
}

fn create(form: &mut Form) -> Option<Outcome> {
    let zone = form.value("zone");
    if let Err(error) = Zone::named(&zone) {
        form.refuse("zone", format!("{error}; an IANA name such as America/Chicago"));
        return None;
    }
    let kind = match form.value("kind").as_str() {
        "exercise" => IncidentKind::Exercise,
        _ => IncidentKind::Real,
    };
    Some(Outcome::Effect(Effect::Create {
        title: form.value("title"),
        kind,
        zone: Some(zone),
    }))
}

/// A moment of a form: `None` where it is empty; a problem stands beside it where it does not read.
fn time(form: &mut Form, key: &str, zone: &Zone, now: StoryTime) -> Option<Option<DateTime<Utc>>> {
    let Some(text) = form.given(key) else { return Some(None) };
    match input::moment(&text, zone, now) {
        Ok(at) => Some(Some(at)),
        Err(error) => {
            form.refuse(key, format!("{error} · {}", error.hint));
            None
        }
    }
}

fn fact(model: &Model, form: &mut Form, key: Option<String>) -> Option<Outcome> {
    let asked = key.is_none();
    let key = key.unwrap_or_else(|| form.value("key"));
    if let Err(error) = input::fact_key(&key) {
        form.refuse(if asked { "key" } else { "value" }, format!("{error} · {}", error.hint));
        return None;
    }
    let zone = model.zone();
    let value = match input::fact_value(&key, &form.value("value"), &zone, model.here()) {
        Ok(value) => value,
        Err(error) => {
            form.refuse("value", format!("{error} · {}", error.hint));
            return None;
        }
    };
    let learned_at = time(form, "learned", &zone, model.here())?;
    let certainty = match form.value("certainty").as_str() {
        "suspected" => Certainty::Suspected,
        "ruled_out" => Certainty::RuledOut,
        _ => Certainty::Confirmed,
    };
    let command = Command::SetFact {
        key,
        value,
        certainty,
        learned_at,
        source: form.given("source"),
        also: false,
    };
    Some(Outcome::Run(based(form, command)))
}

fn filing(model: &Model, form: &mut Form, obligation: String) -> Option<Outcome> {
    let zone = model.zone();
    let at = time(form, "at", &zone, model.here())?.unwrap_or(model.here().at());
    let filing = match form.value("filing").as_str() {
        "supplement" => FilingKind::Supplement,
        "final" => FilingKind::Final,
        _ => FilingKind::Initial,
    };
    let reference = form.given("reference");
    let numbered = reference
        .as_deref()
        .map(|r| format!(", reference {r}"))
        .unwrap_or_default();
    let words = format!(
        "Record that {obligation} was filed ({}) on {}{numbered}{}? It stays in the record; taking it back is a further \
         entry.",
        form.value("filing"),
        moment(zone.name(), at),
        reasons(form),
    );
    Some(Outcome::Ask(
        Asked::new("Record a filing", words, "Record it"),
        Command::Dispose {
            obligation,
            disposition: Disposition::Filed {
                filing,
                at,
                reference,
                channel: form.given("channel"),
                late_because: form.given("late"),
                out_of_order_because: form.given("order"),
                without_letter_because: form.given("letter"),
            },
            rationale: None,
        },
    ))
}

/// The reasons given with a filing, as its question repeats them.
fn reasons(form: &Form) -> String {
    let given = [
        ("late", "late, because"),
        ("order", "out of the law's order, because"),
        ("letter", "without an approved letter, because"),
    ];
    let reasons = given
        .into_iter()
        .filter_map(|(key, words)| Some(format!(", {words}: {}", form.given(key)?)));
    reasons.collect()
}

fn disposition(form: &mut Form, obligation: String) -> Option<Outcome> {
    let decided_by = form.value("by");
    let rationale = form.given("rationale");
    let state = form.value("state");
    let disposition = match state.as_str() {
        "approved" => Disposition::Approved,
        "not required" => Disposition::NotRequired { decided_by },
        "on hold" => Disposition::OnHold,
        "withdrawn" => Disposition::Withdrawn,
        _ => Disposition::Drafting,
    };
    if rationale.is_none() && matches!(disposition, Disposition::NotRequired { .. } | Disposition::OnHold) {
        form.refuse("rationale", format!("say why it is {state}"));
        return None;
    }
    let because = rationale
        .as_deref()
        .map(|r| format!(", because: {r}"))
        .unwrap_or_default();
    let words = format!("Record that {obligation} is {state}{because}? It stays in the record.");
    let command = Command::Dispose {
        obligation,
        disposition,
        rationale,
    };
    Some(Outcome::Ask(
        Asked::new("Mark an obligation", words, "Record it"),
        command,
    ))
}

/// The decision that a new one takes the place of, in words.
fn replaced(model: &Model, key: &str) -> String {
    let mut decisions = model.incident.opened.iter().flat_map(|opened| &opened.whole.decisions);
    let before = decisions.rfind(|decision| decision.key == key);
    let words = |decision: &DecisionRow| {
        let at = moment(model.zone().name(), parsed(&decision.at));
        format!(
            " It takes the place of what {} decided on {at}: {}.",
            decision.decided_by, decision.value
        )
    };
    before.map(words).unwrap_or_default()
}

fn decision(model: &Model, form: &mut Form) -> Option<Outcome> {
    let key = form.value("key");
    let key = key.strip_prefix("decisions.").unwrap_or(&key).to_owned();
    let value = match input::fact_value(
        &format!("decisions.{key}"),
        &form.value("value"),
        &model.zone(),
        model.here(),
    ) {
        Ok(value) => value,
        Err(error) => {
            form.refuse("value", format!("{error} · {}", error.hint));
            return None;
        }
    };
    let (rationale, decided_by) = (form.value("rationale"), form.value("by"));
    let words = format!(
        "Record that {decided_by} decided {key} = {}, because: {rationale}?{} It may change which obligations are due.",
        form.value("value"),
        replaced(model, &key)
    );
    // The methods' working and the day until which the paper is kept are added where the law is at hand.
    let command = Command::Decide {
        key,
        value,
        rationale,
        decided_by,
        working: Vec::new(),
        keep_until: None,
    };
    Some(Outcome::Ask(
        Asked::new("Record a decision", words, "Record it"),
        command,
    ))
}

fn hold(model: &Model, form: &mut Form) -> Option<Outcome> {
    let until = time(form, "until", &model.zone(), model.here())?;
    let (authority, regimes) = (form.value("authority"), listed(&form.value("regimes")));
    let end = until.map_or("with no end named".to_owned(), |at| {
        format!("until {}", moment(model.zone().name(), at))
    });
    let words = format!(
        "Record that {authority} asked to delay notices under {} {end}? Their clocks are paused where the law allows it.",
        regimes.join(", ")
    );
    let command = Command::PlaceHold {
        authority,
        regimes,
        until,
        reason: form.value("reason"),
    };
    let asked = Asked::new("Record a law-enforcement delay", words, "Record it");
    Some(Outcome::Ask(asked, command))
}

fn listed(text: &str) -> Vec<String> {
    let words = text.split([',', ' ']).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

fn profile(form: &mut Form) -> Option<Outcome> {
    let mut values = Vec::new();
    let keys = ["name", "country", "eu_main_establishment", "role", "profile"];
    for key in keys.into_iter().filter(|key| form.changed(key)).collect::<Vec<_>>() {
        let full = format!("organisation.{key}");
        let typed = form.given(key).filter(|text| !(key == "role" && text == "unknown"));
        let literal = match typed {
            None => None,
            Some(text) => {
                match input::fact_value(&full, &text, &Zone::utc(), StoryTime::named(DateTime::<Utc>::default())) {
                    Ok(literal) => Some(literal),
                    Err(error) => {
                        form.refuse(key, format!("{error} · {}", error.hint));
                        return None;
                    }
                }
            }
        };
        values.push((full, literal));
    }
    Some(Outcome::Effect(Effect::Profile(values)))
}

fn contact(form: &mut Form) -> Option<Outcome> {
    let roles = listed(&form.value("roles"));
    if let Some(role) = roles.iter().find(|role| !ROLES.contains(&role.as_str())) {
        form.refuse("roles", format!("`{role}` is no role · {}", suggestion(role, &ROLES)));
        return None;
    }
    let mut channels = Vec::new();
    for text in form
        .value("channels")
        .split(',')
        .map(str::trim)
        .filter(|t| !t.is_empty())
    {
        match text.parse() {
            Ok(channel) => channels.push(channel),
            Err(error) => {
                let error: ChannelError = error;
                form.refuse("channels", format!("{error}; {}", ChannelError::HINT));
                return None;
            }
        }
    }
    let order = number(form, "order")?;
    let escalate_after = number(form, "escalate")?;
    Some(Outcome::Effect(Effect::Contact(Contact {
        id: form.value("id"),
        name: form.value("name"),
        roles,
        channels,
        order,
        escalate_after,
    })))
}

fn number(form: &mut Form, key: &str) -> Option<u32> {
    let number = form.value(key).parse().ok();
    if number.is_none() {
        form.refuse(key, "a whole number, such as 15");
    }
    number
}
