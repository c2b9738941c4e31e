//! Scenarios from elsewhere: event lists as CSV, and exercises in MISP's Common Exercise Format (CEXF, JSON). Neither
//! knows legal clocks or what a breach team is expected to do; what could not be carried over is named.

use serde_json::Value;

use super::scenario::TypedValue;
use super::write::{Asked, Draft, ScenarioText, Sketch, slug, written};

/// Why a file is no event list.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It is no CSV.
    #[error("the event list is invalid")]
    Csv(#[source] csv::Error),
    /// It is no JSON.
    #[error("the exercise is not valid JSON")]
    Json(#[source] serde_json::Error),
    /// Something that must be there is missing.
    #[error("{0}")]
    Form(String),
}

/// The story's first moment where the source has none.
const START: &str = "2026-03-02T09:00:00+00:00";

/// Column names an event list may use for each part of an inject.
const COLUMNS: [(&str, &[&str]); 7] = [
    (
        "at",
        &[
            "at",
            "time",
            "minute",
            "minutes",
            "offset",
            "t+",
            "exercise time",
            "inject time",
        ],
    ),
    (
        "channel",
        &["channel", "method", "means", "delivery method", "medium", "type"],
    ),
    ("from", &["from", "sender", "source"]),
    (
        "to",
        &["to", "receiver", "recipient", "recipient player", "target", "audience"],
    ),
    ("subject", &["subject", "title", "event", "name", "inject"]),
    (
        "text",
        &[
            "text",
            "description",
            "message",
            "content",
            "inject description",
            "event description",
        ],
    ),
    (
        "expect",
        &[
            "expected",
            "expected action",
            "expected actions",
            "expected outcome",
            "expected player action",
        ],
    ),
];

fn sketch(title: &str, origin: String) -> Sketch {
    Sketch {
        id: slug(title),
        title: title.to_owned(),
        origin,
        zone: "Europe/Dublin".to_owned(),
        start: START.to_owned(),
        profile: vec![TypedValue::new("organisation.name", "Invented organization")],
        ..Sketch::default()
    }
}

/// A scenario from a CSV event list; columns are found by their names.
///
/// # Errors
/// Where it is invalid, or has no column for the text or the time.
pub fn event_list(title: &str, bytes: &[u8]) -> Result<ScenarioText, ImportError> {
    let mut reader = ::csv::ReaderBuilder::new()
        .delimiter(delimiter(bytes))
        .flexible(true)
        .from_reader(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
    let columns = Columns::of(reader.headers().map_err(ImportError::Csv)?)?;
    let mut made = ScenarioText {
        left: columns.placeless(),
        ..ScenarioText::default()
    };
    let mut sketch = sketch(title, "ScenarioText from a CSV event list.".to_owned());
    for (number, record) in (2..).zip(reader.records()) {
        few(number - 1)?;
        let record = record.map_err(ImportError::Csv)?;
        let row = Row {
            columns: &columns,
            record: &record,
        };
        let lost = match row.inject() {
            Ok((draft, lost)) => {
                sketch.injects.push(draft);
                lost
            }
            Err(lost) => Some(lost),
        };
        made.left.extend(lost.map(|lost| format!("row {number}: {lost}")));
    }
    finish(sketch, made)
}

/// The injects of an exercise that are read: more than anybody could deliver.
const MOST: usize = 2_000;

fn few(injects: usize) -> Result<(), ImportError> {
    match injects > MOST {
        true => Err(ImportError::Form(format!("it has more than {MOST} events"))),
        false => Ok(()),
    }
}

/// What the first line has more of.
fn delimiter(bytes: &[u8]) -> u8 {
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |wanted: u8| first.iter().filter(|byte| **byte == wanted).count();
    if count(b';') > count(b',') { b';' } else { b',' }
}

/// The columns of an event list.
struct Columns {
    heads: Vec<String>,
    at: usize,
    text: usize,
}

impl Columns {
    fn of(heads: &::csv::StringRecord) -> Result<Columns, ImportError> {
        let heads: Vec<String> = heads.iter().map(|head| head.trim().to_lowercase()).collect();
        let at = place(&heads, "at");
        let text = place(&heads, "text").or_else(|| place(&heads, "subject"));
        match (at, text) {
            (Some(at), Some(text)) => Ok(Columns { heads, at, text }),
            (Some(_) | None, _) => Err(ImportError::Form(format!(
                "an event list needs a column for the time and one for the text; this one has {}",
                heads.join(", ")
            ))),
        }
    }

    /// The columns that have no place in a scenario.
    fn placeless(&self) -> Vec<String> {
        let known: Vec<usize> = COLUMNS
            .iter()
            .filter_map(|(part, _)| place(&self.heads, part))
            .collect();
        let others = self.heads.iter().enumerate().filter(|(at, _)| !known.contains(at));
        let left =
            others.map(|(at, head)| format!("the column `{head}` (number {}) cannot be part of a scenario", at + 1));
        left.collect()
    }
}

/// The column that plays a part in an inject.
fn place(heads: &[String], part: &str) -> Option<usize> {
    let (_, names) = COLUMNS.iter().find(|(known, _)| *known == part)?;
    names.iter().find_map(|name| heads.iter().position(|head| head == name))
}

/// A row of an event list.
struct Row<'r> {
    columns: &'r Columns,
    record: &'r ::csv::StringRecord,
}

impl Row<'_> {
    fn cell(&self, column: usize) -> &str {
        self.record.get(column).unwrap_or_default().trim()
    }

    fn part(&self, part: &str) -> &str {
        place(&self.columns.heads, part).map_or("", |column| self.cell(column))
    }

    /// Its inject and what was lost of it, or why it is none.
    fn inject(&self) -> Result<(Draft, Option<String>), String> {
        let time = self.cell(self.columns.at);
        let at = minute(time).ok_or_else(|| format!("`{time}` is not a time; the row was skipped"))?;
        let or = |text: &str, other: &str| if text.is_empty() { other } else { text }.to_owned();
        let text = self.cell(self.columns.text);
        let head: String = text.lines().next().unwrap_or_default().chars().take(60).collect();
        let NearestChannel { channel, lost } = self.channel();
        let draft = Draft {
            at,
            story: None,
            channel,
            from: or(self.part("from"), "facilitator"),
            to: or(self.part("to"), "everybody"),
            subject: or(self.part("subject"), &head),
            text: text.to_owned(),
            expect: asked(self.part("expect")),
        };
        Ok((draft, lost))
    }

    /// The nearest channel.
    fn channel(&self) -> NearestChannel {
        let named = self.part("channel");
        let channel = channel(named);
        let unknown = channel == "note" && !named.is_empty() && named.to_lowercase() != "note";
        let lost = unknown.then(|| format!("unknown channel `{named}`; it became a note"));
        NearestChannel { channel, lost }
    }
}

/// A channel of ours for one of another tool.
struct NearestChannel {
    channel: String,
    /// What is lost where none is near, in a sentence.
    lost: Option<String>,
}

/// Expected actions, one a line.
fn asked(text: &str) -> Vec<Asked> {
    let actions = text
        .split(['\n', '|'])
        .map(str::trim)
        .filter(|action| !action.is_empty());
    actions.map(evaluated).collect()
}

/// An action that an evaluator looks for.
fn evaluated(action: &str) -> Asked {
    Asked {
        action: action.to_owned(),
        objective: "log",
        done: None,
    }
}

/// The longest exercise, in minutes: two days.
const LONGEST: u64 = 2 * 24 * 60;

/// `25`, `T+25`, `00:25`, `0:25:00` as minutes; `None` also for what no exercise lasts.
fn minute(text: &str) -> Option<u64> {
    let text = text
        .trim()
        .trim_start_matches(['T', 't', '+', ' '])
        .trim_end_matches(" min");
    let parts: Vec<&str> = text.split(':').collect();
    let minutes = match parts.as_slice() {
        [minutes] => minutes.trim().parse().ok(),
        [hours, minutes] | [hours, minutes, _] => {
            let (hours, minutes) = (hours.parse::<u64>().ok()?, minutes.parse::<u64>().ok()?);
            hours.checked_mul(60)?.checked_add(minutes)
        }
        _ => None,
    };
    minutes.filter(|minutes| *minutes <= LONGEST)
}

/// The nearest channel to a word.
fn channel(word: &str) -> String {
    let word = word.to_lowercase();
    let known = [
        ("mail", "email"),
        ("phone", "phone"),
        ("call", "phone"),
        ("chat", "chat"),
        ("slack", "chat"),
        ("alert", "alert"),
        ("siem", "alert"),
        ("ticket", "ticket"),
        ("letter", "letter"),
        ("press", "press"),
        ("media", "media"),
        ("social", "media"),
        ("regulator", "regulator"),
        ("customer", "customer"),
        ("portal", "portal"),
        ("person", "person"),
        ("verbal", "person"),
    ];
    let found = known.iter().find(|(part, _)| word.contains(part));
    found.map_or("note", |(_, channel)| *channel).to_owned()
}

/// A scenario from an exercise in the Common Exercise Format.
///
/// # Errors
/// Where it is invalid, or has no injects.
pub fn cexf(bytes: &[u8]) -> Result<ScenarioText, ImportError> {
    let root: Value = serde_json::from_slice(bytes).map_err(ImportError::Json)?;
    let exercise = &root["exercise"];
    let injects = root["injects"].as_array().filter(|all| !all.is_empty());
    let injects = injects.ok_or_else(|| ImportError::Form("the exercise has no `injects`".to_owned()))?;
    few(injects.len())?;
    let mut sketch = sketch(
        exercise["name"].as_str().unwrap_or("Imported exercise"),
        origin(exercise),
    );
    let mut made = ScenarioText::default();
    leftovers(&root, exercise, &mut made);
    let flow = root["inject_flow"].as_array().map(Vec::as_slice).unwrap_or_default();
    few(flow.len())?;
    let mut last = 0;
    for uuid in order(flow, injects) {
        let named = |value: &&Value, key: &str| value[key].as_str() == Some(&uuid);
        let Some(inject) = injects.iter().find(|inject| named(inject, "uuid")) else {
            made.left.push(format!("the flow names an unknown inject {uuid}"));
            continue;
        };
        let step = flow
            .iter()
            .find(|step| named(step, "inject_uuid"))
            .unwrap_or(&Value::Null);
        let at = seconds(&step["timing"]["triggered_at"]).map_or(last, |seconds| (seconds / 60).max(last));
        last = at + 5;
        sketch.injects.push(from_cexf(inject, at));
        what_a_step_leaves(inject, step, &mut made);
    }
    finish(sketch, made)
}

fn origin(exercise: &Value) -> String {
    let made = "ScenarioText from an exercise in the Common Exercise Format.";
    match exercise["description"].as_str().filter(|text| !text.is_empty()) {
        Some(text) => format!("{made} {}", text.split_whitespace().collect::<Vec<_>>().join(" ")),
        None => made.to_owned(),
    }
}

fn leftovers(root: &Value, exercise: &Value, made: &mut ScenarioText) {
    let known = ["exercise", "injects", "inject_flow", "inject_payloads"];
    for (key, _) in root
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(key, _)| !known.contains(&key.as_str()))
    {
        made.left.push(format!("`{key}` cannot be part of a scenario"));
    }
    let payloads = root["inject_payloads"].as_array().map_or(0, Vec::len);
    if payloads > 0 {
        made.left
            .push(format!("payloads for other tools were skipped: {payloads}"));
    }
    for key in ["author", "meta", "expanded", "namespace", "version", "uuid"] {
        if !exercise[key].is_null() {
            made.left.push(format!("`exercise.{key}` was skipped"));
        }
    }
}

/// The flow's order: as it stands, which is how its triggers read; injects without a step come last.
fn order(flow: &[Value], injects: &[Value]) -> Vec<String> {
    let mut order: Vec<String> = flow
        .iter()
        .filter_map(|step| step["inject_uuid"].as_str().map(str::to_owned))
        .collect();
    let all = injects
        .iter()
        .filter_map(|inject| inject["uuid"].as_str().map(str::to_owned));
    for uuid in all {
        if !order.contains(&uuid) {
            order.push(uuid);
        }
    }
    order
}

/// A number of seconds, or `hh:mm:ss`.
fn seconds(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| {
        let text = value.as_str()?;
        match text.split(':').collect::<Vec<_>>().as_slice() {
            [hours, minutes, seconds] => {
                let (hours, minutes) = (hours.parse::<u64>().ok()?, minutes.parse::<u64>().ok()?);
                let whole = hours.checked_mul(3600)?.checked_add(minutes.checked_mul(60)?)?;
                whole.checked_add(seconds.parse().ok()?)
            }
            [seconds] => seconds.parse().ok(),
            _ => None,
        }
    })
}

fn from_cexf(inject: &Value, at: u64) -> Draft {
    let text = |key: &str| inject[key].as_str().unwrap_or_default().to_owned();
    let name = text("name");
    let told = text("description");
    Draft {
        at,
        channel: "note".to_owned(),
        from: "facilitator".to_owned(),
        to: "everybody".to_owned(),
        text: if told.is_empty() { name.clone() } else { told },
        expect: vec![evaluated(&format!("Answer to: {name}"))],
        subject: name,
        ..Draft::default()
    }
}

fn what_a_step_leaves(inject: &Value, step: &Value, made: &mut ScenarioText) {
    let name = inject["name"].as_str().unwrap_or("an inject");
    let checks = inject["inject_evaluation"].as_array().map_or(0, Vec::len);
    if checks > 0 {
        made.left.push(format!(
            "{name}: automatic checks of another tool ({checks}) were replaced by an evaluator's look"
        ));
    }
    for key in ["target_tool", "action"] {
        if let Some(value) = inject[key].as_str().filter(|value| !value.is_empty()) {
            made.left.push(format!("{name}: `{key}` = {value}"));
        }
    }
    let wanted = &step["requirements"];
    if wanted.as_object().is_some_and(|map| !map.is_empty()) {
        made.left.push(format!(
            "{name}: waits for another inject there; here it is delivered by the clock"
        ));
    }
    if !step["timing"]["periodic_run_every"].is_null() {
        made.left
            .push(format!("{name}: is repeated there; here it is delivered once"));
    }
}

fn finish(mut sketch: Sketch, mut made: ScenarioText) -> Result<ScenarioText, ImportError> {
    if sketch.injects.is_empty() {
        return Err(ImportError::Form("it has no events".to_owned()));
    }
    sketch.injects.sort_by_key(|inject| inject.at);
    let last = sketch.injects.last().map_or(0, |inject| inject.at);
    sketch.minutes = (last + 15).max(30);
    made.left
        .push("legal deadlines, the organization's law and automatic checks are not part of such a file".to_owned());
    made.text = written(&sketch);
    Ok(made)
}
