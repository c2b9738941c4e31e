//! Commands of the user that are called when something happens, the stream of events, and the answers for assistants.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::common::record::{Desk, SECRET};

/// A process that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A command on the desk that runs beside the test, and its lines.
fn beside(desk: &Desk, args: &[&str]) -> (Running, impl Iterator<Item = String> + use<>) {
    let mut command = desk.command(args);
    let child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut running = Running(child.spawn().unwrap());
    let out = running.0.stdout.take().unwrap();
    (running, BufReader::new(out).lines().map(Result::unwrap))
}

/// A config whose hook writes what it is given, its arguments and its environment into files.
fn with_hook(desk: &Desk, on: &str, more: &str) -> String {
    let told = desk.beside("told");
    std::fs::create_dir_all(&told).unwrap();
    let script = desk.beside("hook.sh");
    let text = format!(
        "env > '{0}/env'; echo \"$@\" > '{0}/args'; cat >> '{0}/in'\n",
        told.display()
    );
    std::fs::write(&script, text).unwrap();
    let config = desk.beside("hooks.toml");
    let run = format!("sh '{}'", script.display());
    std::fs::write(&config, format!("[[hook]]\non = {on}\nrun = {run:?}\n{more}")).unwrap();
    config.display().to_string()
}

fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    for _ in 0..600 {
        if let Some(found) = look() {
            return found;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("{what} did not come")
}

fn told(desk: &Desk) -> Vec<Value> {
    let text = std::fs::read_to_string(desk.beside("told/in")).unwrap_or_default();
    let whole = text.split_inclusive('\n').filter(|line| line.ends_with('\n'));
    whole.map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// An incident with people in Texas that is known about: the attorney general is due to be told.
fn due_in_texas(desk: &Desk, code: &str) {
    let _ = desk.run(&["profile", "set", "role", "controller"]).ok();
    for (key, value) in [
        ("milestones.discovery", "2026-03-05 14:00"),
        ("data.elements", "ssn"),
        ("data.encrypted", "no"),
        ("data.acquired", "confirmed"),
        ("data.medium", "electronic"),
        ("affected.US-TX", "600"),
    ] {
        let _ = desk.run(&["incident", "fact", "set", code, key, value]).ok();
    }
}

#[test]
#[cfg(unix)]
fn watch_hands_what_happens_to_a_hook_on_standard_input() {
    let (desk, _) = Desk::with_incident("Secret title of the mailbox");
    let config = with_hook(
        &desk,
        "[\"new-obligation\", \"filed\", \"approved\", \"deadline-near\"]",
        "",
    );
    let (_watch, _) = beside(&desk, &["--config", &config, "watch", "--every", "1", "--before", "60"]);
    // The watch takes what is there as seen once it has the record open; until then there is another incident.
    let new = wait_for("a new obligation", || {
        if told(&desk).is_empty() {
            let opened = desk.run(&["incident", "open", "Secret title of the mailbox", "--json"]);
            due_in_texas(&desk, opened.json()["code"].as_str().unwrap());
        }
        told(&desk)
            .into_iter()
            .find(|told| told["signal"] == "new-obligation" && told["obligation"] == "us-tx/regulator")
    });
    let code = new["code"].as_str().unwrap().to_owned();
    let note = ["incident", "note", &code, "a secret of the client", "--privileged"];
    let _ = desk.run(&note).ok();
    let reasons = ["--without-letter", "by telephone", "--late-because", "a slow desk"];
    let file = ["incident", "file", &code, "us-tx/regulator"];
    let _ = desk.run(&[&file[..], &reasons].concat()).ok();
    let filed = wait_for("the filing", || {
        told(&desk).into_iter().find(|told| told["signal"] == "filed")
    });
    assert_eq!(filed["code"], json!(code));
    assert_eq!(filed["obligation"], "us-tx/regulator");
    assert_eq!(filed["by"], "dana");
    assert_eq!(
        (&filed["firebell_hook"], &filed["exercise"]),
        (&json!(1), &json!(false))
    );
    let near = wait_for("a deadline", || {
        told(&desk).into_iter().find(|told| told["signal"] == "deadline-near")
    });
    assert!(near["minutes_left"].as_i64().unwrap() < 60, "{near}");
    // Nothing in arguments, nothing secret in the environment, no words of people in the messages.
    assert_eq!(std::fs::read_to_string(desk.beside("told/args")).unwrap().trim(), "");
    let env = std::fs::read_to_string(desk.beside("told/env")).unwrap();
    assert!(!env.contains("FIREBELL_") && !env.contains(SECRET), "{env}");
    let all = std::fs::read_to_string(desk.beside("told/in")).unwrap();
    for word in [
        "Secret title",
        "secret of the client",
        "by telephone",
        "a slow desk",
        SECRET,
    ] {
        assert!(!all.contains(word), "{word} in {all}");
    }
}

#[test]
#[cfg(unix)]
fn a_hook_that_hangs_or_fails_is_ended_and_told() {
    use firebell::app::watching::hooks::{Happened, Hook, Message, call};
    let hook = |run: &str| Hook {
        on: firebell::app::watching::hooks::Signal::ALL.to_vec(),
        run: run.to_owned(),
        seconds: Some(1),
        exercises: false,
    };
    let ring = firebell::app::watching::deadline_bell::Ring {
        code: "2026-001".to_owned(),
        obligation: "us-tx/regulator".parse().unwrap(),
        verdict: firebell::core::verdict::Verdict::Due,
        deadline: crate::common::at("2026-03-05T14:00:00Z"),
        minutes_left: 5,
    };
    let message = Message::of_ring(ring, crate::common::wall("2026-03-05T13:55:00Z"));
    assert!(matches!(message.happened, Happened::DeadlineNear { .. }));
    let troubles = call(
        &[
            hook("sleep 60; echo token-9"),
            hook("exit 3"),
            hook("cat > /dev/null"),
            hook("true"),
        ],
        &message,
    );
    let said: Vec<String> = troubles.iter().map(ToString::to_string).collect();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(
        said[0].contains("hook 1 ") && said[0].contains("within 1 seconds"),
        "{said:?}"
    );
    assert!(
        said[1].contains("hook 2 ") && said[1].contains("exit status: 3"),
        "{said:?}"
    );
    assert!(!said.concat().contains("token-9"), "{said:?}");
}

#[test]
fn hooks_of_the_config_file_are_checked() {
    let desk = Desk::new();
    for (text, words) in [
        (
            "[[hook]]\non = [\"filled\"]\nrun = \"true\"\n",
            "unknown signal `filled`",
        ),
        ("[[hook]]\nrun = \"true\"\n", "`on` is missing"),
        (
            "[[hook]]\non = [\"filed\"]\nrun = \"true\"\nargs = []\n",
            "unknown key `args`",
        ),
    ] {
        let config = desk.beside("bad.toml");
        std::fs::write(&config, text).unwrap();
        let said = desk.run(&["--config", config.to_str().unwrap(), "deadlines"]).fails(2);
        assert!(said.contains(words), "{said}");
    }
}

#[test]
#[cfg(unix)]
fn the_workbench_calls_hooks_for_what_it_records() {
    use firebell::drill::driving::presence::Face;
    use firebell::workspace::{OwnFolders, Request, Workspace};
    let (desk, code) = Desk::with_incident("Mailbox");
    let config = with_hook(&desk, "[\"new-obligation\", \"filed\"]", "");
    let config = firebell::app::config::Config::load(Some(Path::new(&config))).unwrap();
    let record = crate::common::record::record(&desk);
    let silence = firebell::drill::driving::presence::Silence::default();
    let mut workspace =
        Workspace::new(record, OwnFolders::default(), Face::Workbench, silence).with_hooks(config.hooks);
    let now = firebell::app::clock::now();
    for (key, value) in [
        ("milestones.discovery", "\"2026-03-05T14:00:00-06:00\""),
        ("data.elements", "[\"ssn\"]"),
        ("data.encrypted", "false"),
        ("data.acquired", "\"confirmed\""),
        ("data.medium", "\"electronic\""),
        ("organisation.role", "\"controller\""),
        ("affected.US-TX", "600"),
    ] {
        let claim = firebell::core::event::FactClaim {
            key: key.to_owned(),
            value: value.to_owned(),
            certainty: firebell::core::event::Certainty::Confirmed,
            learned_at: None,
            source: None,
            also: false,
        };
        let command = firebell::core::incident::command::Command::Fact(
            firebell::core::incident::command::FactCommand::Set(claim),
        );
        workspace.run(Request::on(&code, command), now).unwrap();
    }
    // Whoever leaves waits for the hooks.
    drop(workspace);
    let told = told(&desk);
    let due = told.iter().find(|told| told["obligation"] == "us-tx/regulator");
    assert_eq!(due.unwrap()["signal"], "new-obligation", "{told:?}");
    assert!(due.unwrap()["deadline"].is_string(), "{told:?}");
}

#[test]
fn events_are_followed_line_by_line_and_privileged_text_stays_out() {
    let (desk, code) = Desk::with_incident("Mailbox");
    let (mut running, mut lines) = beside(&desk, &["events", "--follow", "--json", "--every", "50", "--last", "1"]);
    let first: Value = serde_json::from_str(&lines.next().unwrap()).unwrap();
    assert_eq!(
        (&first["code"], &first["action"]),
        (&json!(code), &json!("incident.open"))
    );
    let note = ["incident", "note", &code, "a secret of the client", "--privileged"];
    let _ = desk.run(&note).ok();
    let note: Value = serde_json::from_str(&lines.next().unwrap()).unwrap();
    assert_eq!(note["words"], "Privileged note");
    assert!(note.get("event").is_none(), "{note}");
    let _ = desk
        .run(&["incident", "fact", "set", &code, "data.encrypted", "no"])
        .ok();
    let fact: Value = serde_json::from_str(&lines.next().unwrap()).unwrap();
    assert_eq!((&fact["action"], &fact["seq"]), (&json!("fact.set"), &json!(3)));
    assert_eq!(fact["event"]["key"], "data.encrypted");
    assert!(running.0.try_wait().unwrap().is_none(), "it goes on");
    // Without --follow it is one document.
    let all = desk.run(&["events", &code, "--json"]).json();
    assert_eq!(all.as_array().unwrap().len(), 3);
    assert!(!all.to_string().contains("secret of the client"));
    let said = desk.run(&["events", "2026-999"]).fails(2);
    assert!(said.contains("unknown incident"), "{said}");
}

/// Asks one question after another, and gives the answers.
fn asked(desk: &Desk, questions: &[Value]) -> Vec<Value> {
    let mut child = desk.command(&["mcp"]);
    let mut child = child
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    for question in questions {
        match question {
            Value::String(raw) => input.write_all(raw.as_bytes()).unwrap(),
            question => input.write_all(question.to_string().as_bytes()).unwrap(),
        }
        input.write_all(b"\n").unwrap();
    }
    drop(input);
    let out = child.wait_with_output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let lines = out.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    lines.map(|line| serde_json::from_slice(line).unwrap()).collect()
}

fn call(id: u32, tool: &str, arguments: &Value) -> Value {
    json!({ "jsonrpc": "2.0", "id": id, "method": "tools/call", "params": { "name": tool, "arguments": arguments } })
}

/// The view in an answer.
fn view(answer: &Value) -> Value {
    assert_eq!(answer["result"]["isError"], false, "{answer}");
    serde_json::from_str(answer["result"]["content"][0]["text"].as_str().unwrap()).unwrap()
}

/// Every file of the record as it is.
fn files(folder: &Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut all: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    all.sort();
    let files = all.into_iter().filter(|path| path.is_file());
    files.map(|path| (path.clone(), std::fs::read(path).unwrap())).collect()
}

#[test]
fn an_assistant_asks_and_nothing_is_written() {
    let (desk, code) = Desk::with_incident("Mailbox");
    due_in_texas(&desk, &code);
    let _ = desk
        .run(&["incident", "note", &code, "a secret of the client", "--privileged"])
        .ok();
    let before = files(&desk.data());
    let answers = asked(
        &desk,
        &[
            json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": { "protocolVersion": "2025-03-26" } }),
            json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }),
            json!({ "jsonrpc": "2.0", "id": 2, "method": "tools/list" }),
            call(3, "incidents", &json!({})),
            call(4, "deadlines", &json!({ "exercises": true })),
            call(5, "why", &json!({ "incident": code, "obligation": "us-tx/regulator" })),
            call(6, "law_list", &json!({ "search": "texas" })),
            call(7, "law_show", &json!({ "regime": "us-tx" })),
            call(8, "deadlines", &json!({ "limit": 1 })),
            call(9, "deadlines", &json!({ "limit": "one" })),
        ],
    );
    assert_eq!(answers.len(), 9);
    assert_eq!(answers[0]["result"]["protocolVersion"], "2025-03-26");
    let tools = answers[1]["result"]["tools"].as_array().unwrap();
    assert_eq!(tools.len(), 5);
    assert!(tools.iter().all(|tool| tool["annotations"]["readOnlyHint"] == true));
    assert_eq!(view(&answers[2])[0]["code"], json!(code));
    assert!(
        view(&answers[3])
            .as_array()
            .unwrap()
            .iter()
            .any(|row| row["code"] == json!(code))
    );
    let why = view(&answers[4]);
    assert_eq!(why["obligations"][0]["id"], "us-tx/regulator");
    assert_eq!(why["obligations"][0]["verdict"], "due");
    assert!(!view(&answers[5]).as_array().unwrap().is_empty());
    assert_eq!(view(&answers[6])["id"], "us-tx");
    assert_eq!(view(&answers[7]).as_array().unwrap().len(), 1);
    let refused = answers[8]["result"]["content"][0]["text"].as_str().unwrap();
    assert!(refused.contains("`limit` must be a whole number"), "{refused}");
    assert!(!json!(answers).to_string().contains("secret of the client"));
    assert_eq!(before, files(&desk.data()), "nothing is written");
}

#[test]
fn an_assistant_is_refused_in_words() {
    let (desk, code) = Desk::with_incident("Mailbox");
    let long = Value::String(format!("{{\"x\":\"{}\"}}", "x".repeat(1 << 20)));
    let deep = Value::String("[".repeat(10_000));
    let answers = asked(
        &desk,
        &[
            json!("nonsense"),
            long,
            deep,
            json!({ "jsonrpc": "2.0", "id": 1, "method": "resources/list" }),
            call(2, "record_fact", &json!({})),
            call(3, "why", &json!({ "incident": code })),
            call(
                4,
                "why",
                &json!({ "incident": "2026-999", "obligation": "us-tx/regulator" }),
            ),
            call(5, "deadlines", &json!({ "path": "/etc/passwd" })),
            call(6, "law_show", &json!({ "regime": "us-tz" })),
        ],
    );
    let codes: Vec<_> = answers.iter().map(|answer| answer["error"]["code"].as_i64()).collect();
    assert_eq!(
        codes[..5],
        [
            Some(-32_700),
            Some(-32_700),
            Some(-32_700),
            Some(-32_601),
            Some(-32_602)
        ]
    );
    let words = |at: usize| answers[at]["result"]["content"][0]["text"].as_str().unwrap();
    assert!(
        answers[5..].iter().all(|answer| answer["result"]["isError"] == true),
        "{answers:?}"
    );
    assert!(words(5).contains("`obligation` must be a string"));
    assert!(words(6).contains("unknown incident `2026-999`"));
    assert!(words(7).contains("unknown argument `path`"));
    assert!(
        words(8).contains("unknown regime `us-tz` (did you mean"),
        "{}",
        words(8)
    );
}

/// Also without a terminal nothing of the protocol is taken for a passphrase.
#[test]
fn the_passphrase_of_mcp_comes_from_elsewhere() {
    let desk = Desk::new();
    let mut command = Command::new(env!("CARGO_BIN_EXE_firebell"));
    command
        .env_clear()
        .env("HOME", desk.beside(""))
        .arg("--data-dir")
        .arg(desk.data())
        .arg("mcp");
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let _ = child.stdin.take().unwrap().write_all(format!("{SECRET}\n").as_bytes());
    let out = child.wait_with_output().unwrap();
    assert_eq!(out.status.code(), Some(3));
    assert!(
        String::from_utf8_lossy(&out.stderr).contains("no terminal to ask"),
        "{out:?}"
    );
}
