//! The walk: one step for every command that can be typed.

use super::*;

/// Every command with arguments that make it do its work, in an order in which each finds what it needs.
pub(crate) fn steps(desk: &Desk, code: &str, drill: &str) -> Vec<Step> {
    let path = |name: &str| desk.beside(name).display().to_string();
    let facts = project("examples/payroll-export.toml").display().to_string();
    std::fs::write(desk.beside("list.csv"), "state,name\nTX,\"Bell, Ann\"\nTX,=1+1\n").unwrap();
    let people = "name,street,city,state\n\"Bell, Ann\",1 Main St,Austin,TX\n=1+1,2 Main St,Austin,TX\n";
    std::fs::write(desk.beside("people.csv"), people).unwrap();
    std::fs::write(desk.beside("returned.csv"), "piece\nM1-000001\n").unwrap();
    std::fs::write(
        desk.beside("edited.md"),
        "# Notice\n\nA stranger read a mailbox in May.\n",
    )
    .unwrap();
    std::fs::write(desk.beside("letter.md"), "# Notice\n\nA stranger read a mailbox.\n").unwrap();
    std::fs::write(
        desk.beside("events.csv"),
        "time,text\n0:00,The desk calls\n0:20,Again\n",
    )
    .unwrap();
    std::fs::write(
        desk.beside("night.csv"),
        format!("time (UTC),who,what,notes\n2026-03-14 21:05,\"{HOSTILE}\",\"{HOSTILE}\",\"{HOSTILE}\"\n"),
    )
    .unwrap();
    let case =
        serde_json::json!({"schema_name": HOSTILE, "incident_id": HOSTILE, "attribute": {"integrity": {}}, HOSTILE: 1});
    std::fs::write(desk.beside("case.json"), case.to_string()).unwrap();
    std::fs::create_dir_all(desk.beside("own/clauses")).unwrap();
    let clause = "+++\nid = \"freeze\"\nname = \"Freeze\"\nlanguage = \"en\"\napproved_by = \"Ann\"\napproved_on = 2026-11-20\n+++\nIt is free.\n";
    std::fs::write(desk.beside("own/clauses/freeze.md"), clause).unwrap();
    std::fs::write(desk.beside("own.toml"), format!("letters = {:?}\n", path("own"))).unwrap();
    std::fs::write(desk.beside("new"), "Another-passphrase-94\n").unwrap();
    let own = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(desk.beside("new"), own).unwrap();
    crate::record_formats::copy(&project("tests/data/record-format-1"), &desk.beside("first"));
    let service = "[key_service]\nkey_id = \"alias/walk\"\nwrap = \"cat\"\nunwrap = \"cat\"\n";
    std::fs::write(desk.beside("service.toml"), service).unwrap();
    let signer = signer();
    std::fs::write(desk.beside("signer.key"), signer.private_text().as_bytes()).unwrap();
    std::fs::create_dir_all(desk.beside("pack-law")).unwrap();
    let contract = std::fs::read_to_string(project("docs/examples-overlay/customer-contract.toml")).unwrap();
    std::fs::write(desk.beside("pack-law/contract.toml"), contract).unwrap();
    let mut all = away(&facts, &path);
    all.extend(packs(&signer.verifier().to_string(), &path));
    all.extend(contracts());
    all.extend(record(code, &path));
    all.extend(letters(code, &path));
    all.extend(exercise(drill, code, &path));
    all.extend(exchange(code, &path));
    all.extend(whole(code, &path));
    all
}

/// The key that signs the pack of the walk.
fn signer() -> firebell::app::law::pack::note::SignerKey {
    firebell::app::law::pack::note::SignerKey::new("acme.example/law", &zeroize::Zeroizing::new([7; 32])).unwrap()
}

fn packs(key: &str, path: &dyn Fn(&str) -> String) -> Vec<Step> {
    let (made, pack, signer) = (path("made.key"), path("acme.pack"), path("signer.key"));
    let law = path("pack-law");
    let named = ["--name", "acme-law", "--pack-version", "1", "--date", "2026-11-28"];
    let signed = ["--changed", "The contract with Acme", "--key", &signer, "-o", &pack];
    vec![
        step("law keygen", &[&made, "--name", "acme.example/law"]),
        step("law pack", &[&[law.as_str()][..], &named, &signed].concat()),
        step("law trust", &[key]),
        step("law install", &[&pack, "--yes"]),
        step("law packs", &[]),
        step("law preview", &[&law]),
        step("law rollback", &["--yes"]),
    ]
}

fn away(facts: &str, path: &dyn Fn(&str) -> String) -> Vec<Step> {
    vec![
        step("assess", &[facts]),
        step("why", &[facts, "us-vt/regulator"]),
        step("due", &["72h", "--from", "2026-06-12T16:30+02:00"]),
        step("law list", &["vermont"]),
        step("law show", &["us-vt"]),
        step("law lint", &[]),
        step("law diff", &["2026-01-01", "2026-06-01"]),
        step("law stale", &[]),
        step("law coverage", &["US-TX"]),
        step("law review", &["us-tx"]),
        step("law profiles", &[]),
        step("law authorities", &["DE"]),
        step("law calendars", &[]),
        step("completions", &["bash"]),
        step("help", &["dates"]),
        step("man", &[]),
        step("playbooks list", &[]),
        step("playbooks show", &["detection"]),
        step("roster count", &[&path("list.csv")]),
        step("letter templates", &["art33"]),
        step("drill list", &[]),
        step("drill brief", &["open-bucket", "--facilitator"]),
        step("drill guide", &["open-bucket", "-o", &path("papers"), "--format", "md"]),
        step("drill lint", &[]),
        step(
            "drill run",
            &["open-bucket", "--script", "well", "--report", &path("run.md")],
        ),
        step("drill import", &[&path("events.csv"), "-o", &path("made.toml")]),
        step("drill compose", &["--seed", "7", "-o", &path("composed.toml")]),
    ]
}

fn contracts() -> Vec<Step> {
    vec![
        step(
            "contract add",
            &[
                "acme",
                "--name",
                "Acme GmbH",
                "--within",
                "24h",
                "--from",
                "awareness",
                "--contact",
                "Security desk",
                "--contact-at",
                "security@acme.example",
                "--clause",
                "clause 7.2",
                "--breach",
                "personal-data",
                "--place",
                "DE",
                "--zone",
                "Europe/Berlin",
            ],
        ),
        step("contract list", &[]),
        step("contract edit", &["acme", "--within", "2d", "--dry-run"]),
        step("contract edit", &["acme", "--within", "3d"]),
        step("contract show", &["acme"]),
        step("contract remove", &["acme"]),
    ]
}

fn record(code: &str, path: &dyn Fn(&str) -> String) -> Vec<Step> {
    vec![
        step("profile set", &["country", "US"]),
        step("profile show", &[]),
        step("profile unset", &["role"]),
        step(
            "contacts set",
            &[
                "gc",
                "--name",
                "Counsel",
                "--roles",
                "legal",
                "--channel",
                "phone:+1-202-555-0100",
            ],
        ),
        step("contacts list", &[]),
        step("contacts print", &[]),
        step("incident open", &["Another"]),
        step("incident milestone", &[code, "discovery", "-3h"]),
        step("incident fact set", &[code, "data.elements", "ssn"]),
        step("incident fact set", &[code, "data.acquired", "confirmed"]),
        step("incident fact withdraw", &[code, "data.acquired", "--reason", "not so"]),
        step("incident fact history", &[code]),
        step("incident affected", &[code, "US-TX", "600"]),
        step("incident note", &[code, "A note"]),
        step("incident notes", &[code]),
        step("incident privilege-log", &[code]),
        step(
            "incident decide",
            &[code, "gdpr_risk", "risk", "--rationale", "as found"],
        ),
        step(
            "incident delay place",
            &[code, "--authority", "FBI", "--regimes", "us-tx", "--reason", "asked"],
        ),
        step("incident delay lift", &[code, "--authority", "FBI", "--reason", "over"]),
        step("incident stage", &[code, "assessment", "--rationale", "begun"]),
        step("incident playbook", &[code, "ransomware"]),
        step("incident tasks", &[code]),
        step("incident task", &[code, "detection/open-log"]),
        step("incident call", &[code, "gc", "answered"]),
        step("incident calls", &[code]),
        step("incident evidence", &[code, &path("list.csv"), "--custodian", "dana"]),
        step(
            "incident resolve",
            &[code, "us-tx/regulator", "on-hold", "--rationale", "asked to wait"],
        ),
        step(
            "incident file",
            &[code, "us-tx/individuals", "--without-letter", "typed into the portal"],
        ),
        step("incident list", &[]),
        step("incident show", &[code, "--all"]),
        step("incident as-of", &[code, "now"]),
        step("incident why", &[code, "us-tx/regulator"]),
        step("incident history", &[code]),
        step("incident notice", &[code]),
        step("incident report", &[code]),
        step("incident timeline", &[code]),
        step("deadlines", &[]),
        step("deadlines", &["--ics", &path("d.ics")]),
        step("watch", &["--once", "--before", "9999999", "--possible"]),
        step("events", &["--last", "5"]),
        step("mcp", &[]),
        step("customer pack", &["acme", "--output", &path("pack-dir")]),
        step("register", &[]),
    ]
}

fn letters(code: &str, path: &dyn Fn(&str) -> String) -> Vec<Step> {
    vec![
        step(
            "letter draft",
            &[
                code,
                "--duty",
                "us-tx/individuals",
                "--id",
                "told",
                "--from",
                &path("letter.md"),
            ],
        ),
        step("letter list", &[code]),
        step("letter show", &[code, "told"]),
        step("letter edit", &[code, "told", "--from", &path("edited.md")]),
        step("letter clauses", &["--config", &path("own.toml")]),
        step(
            "letter insert-clause",
            &[code, "told", "freeze", "--config", &path("own.toml")],
        ),
        step("letter unfinished", &[]),
        step("letter comment", &[code, "told", "Shorter"]),
        step("letter check", &[code, "told"]),
        step("letter check", &[code, "told", "--compared"]),
        step("letter redraft", &[code, "told", "--dry-run"]),
        step("letter redline", &[code, "told"]),
        step("letter compare", &[code, "1", "told"]),
        step(
            "letter approve",
            &[code, "told", "--because", "a test", "--actor", "counsel"],
        ),
        step(
            "letter export",
            &[code, "told", "--format", "md", "--out", &path("told.md")],
        ),
        step(
            "letter merge",
            &[
                code,
                "told",
                &path("list.csv"),
                "--out",
                &path("out"),
                "--format",
                "txt",
            ],
        ),
        step("letter mailing plan", &[code, &path("people.csv")]),
        step(
            "letter mailing print",
            &[code, &path("people.csv"), "--out", &path("mailing"), "--format", "txt"],
        ),
        step(
            "letter mailing sent",
            &[code, "M1", "--carrier", "USPS", "--class", "first class"],
        ),
        step("letter mailing returned", &[code, "M1", &path("returned.csv")]),
        step("letter mailing list", &[code]),
        step("letter mailing proof", &[code, "M1"]),
        step("letter packet", &[code, "us-tx/individuals", &path("packet")]),
        step("letter withdraw-approval", &[code, "told", "--reason", "a test of it"]),
    ]
}

fn exercise(drill: &str, code: &str, path: &dyn Fn(&str) -> String) -> Vec<Step> {
    vec![
        step("drill start", &["open-bucket"]),
        step("drill status", &["--facilitator"]),
        step("drill go", &[]),
        step("drill jump", &["--to", "1"]),
        step("drill inject", &["b02", "--hold"]),
        step("drill mark", &["b01.discovered", "done"]),
        step("drill hint", &["b01.thanks"]),
        step("drill proposals", &[]),
        step("drill observe", &["They wrote it down"]),
        step("drill join", &["legal"]),
        step("drill pause", &[]),
        step("drill rate", &["aware", "S", "--reason", "seen"]),
        step("drill end", &[]),
        step("drill hot-wash", &["1", "It went well"]),
        step("drill score", &[]),
        step("drill report", &[]),
        step("drill evidence", &["-o", &path("evidence.zip"), "--format", "md"]),
        step("drill observer-sheet", &["-o", &path("sheet.toml")]),
        step("drill corrective-actions drafts", &[]),
        step(
            "drill corrective-actions add",
            &["Write it down", "--owner", "legal", "--due", "2027-01-31"],
        ),
        step("drill corrective-actions", &[]),
        step(
            "drill corrective-actions close",
            &[&format!("{drill}/1"), "--proof", "the plan"],
        ),
        step("drill compare", &[]),
        step("drill replay", &[code, "-o", &path("replay.toml"), "--nothing-more"]),
    ]
}

/// Forms of authorities, thresholds, and what goes to and comes from other tools.
fn exchange(code: &str, path: &dyn Fn(&str) -> String) -> Vec<Step> {
    vec![
        step("incident timeline", &[code, "--format", "jsonl"]),
        step("incident timeline", &[code, "--format", "plain"]),
        step("incident timeline", &[code, "--format", "iris"]),
        step("form list", &[]),
        step("form show", &["us-tx-ag", "--incident", code]),
        step("form show", &["nl-ap"]),
        step(
            "significance",
            &["nis2", "--entity", "cloud_provider", "--answer", "users_hit=5"],
        ),
        step(
            "significance",
            &[
                "dora",
                "--incident",
                code,
                "--decide",
                "no",
                "--rationale",
                "one state only",
            ],
        ),
        step(
            "dora draft",
            &[code, "--stage", "initial", "--output", &path("initial.json")],
        ),
        step("dora check", &[&path("initial.json")]),
        step("dora set", &[&path("initial.json"), "2.7=staff", "1.15=EUR"]),
        step("dora sheet", &[&path("initial.json")]),
        step(
            "dora sheet",
            &[&path("initial.json"), "--output", &path("initial.xlsx")],
        ),
        step("dora fields", &[]),
        step("dora fields", &["--list", "technique"]),
        step("import timeline", &[&path("night.csv"), "--incident", code]),
        step("import timeline", &[&path("night.csv"), "--incident", code, "--record"]),
        step("import case", &[&path("case.json"), "--incident", code]),
        step(
            "import case",
            &[&path("case.json"), "--incident", code, "--take", "breach.types"],
        ),
        step(
            "export veris",
            &[code, "--tlp", "amber", "--output", &path("veris.json")],
        ),
        step(
            "export misp",
            &[code, "--tlp", "amber-strict", "--output", &path("misp.json")],
        ),
        step("export stix", &[code, "--tlp", "red", "--output", &path("stix.json")]),
        step("export playbook", &["ransomware", "--output", &path("ransomware.json")]),
        step(
            "import playbook",
            &[&path("ransomware.json"), "--output", &path("ransomware.md")],
        ),
        step("import undo", &[code]),
    ]
}

fn whole(code: &str, path: &dyn Fn(&str) -> String) -> Vec<Step> {
    let fresh = path("fresh");
    vec![
        step("init", &["--data-dir", &fresh]),
        step("incident close", &[code, "--rationale", "over"]),
        step("incident reopen", &[code, "--reason", "more came up"]),
        step("incident export", &[code, "--output", &path("out.json")]),
        step("incident import", &[&path("out.json"), "--data-dir", &fresh]),
        step("contacts remove", &["gc"]),
        step("audit show", &["--last", "500"]),
        step("audit export", &[]),
        step("audit verify", &[]),
        step("audit repair", &[]),
        step("audit checkpoint", &["--out", &path("checkpoint")]),
        step(
            "audit timestamp request",
            &[&path("checkpoint"), "--out", &path("one.tsq")],
        ),
        step(
            "audit timestamp accept",
            &[
                &path("one.tsq"),
                "--request",
                &path("one.tsq"),
                "--checkpoint",
                &path("checkpoint"),
            ],
        ),
        step("verify", &[&path("out.json")]),
        step("hold add", &["A matter", "--incident", code, "--why", "counsel asked"]),
        step("hold list", &[]),
        step("hold release", &["1", "--why", "over"]),
        step("person find", &["dana"]),
        step("person export", &["dana"]),
        step("person erase", &["gc", "--because", "asked", "--yes"]),
        step("retention plan", &[]),
        step("retention erase-note", &[code, "1", "--because", "a claim was settled"]),
        step("retention run", &["--yes"]),
        step("db check", &[]),
        step("db rebuild", &[]),
        step("backup create", &[&path("copy")]),
        step("backup verify", &[&path("copy")]),
        step("backup restore", &[&path("copy"), "--data-dir", &path("again")]),
        step("incident restrict", &[code, "--to", "dana", "--reason", "a suspect"]),
        step("member list", &[]),
        step(
            "member invite",
            &["lee", "--role", "observer", "--out", &path("lee.invitation")],
        ),
        step("member roles", &["lee", "--role", "responder"]),
        step(
            "grant",
            &["lee", "read", code, "--for", "4h", "--reason", "the night shift"],
        ),
        step("member revoke", &["lee", "--reason", "she left"]),
        step("member join", &[&path("new"), "--code-file", &path("new")]),
    ]
    .into_iter()
    .chain(team(path))
    .chain(keys(path))
    .collect()
}

fn team(path: &dyn Fn(&str) -> String) -> Vec<Step> {
    vec![
        step("team schema", &[]),
        step("team create", &["postgres://dana@127.0.0.1:1/firebell"]),
        step(
            "team join",
            &[
                "postgres://lee@127.0.0.1:1/firebell",
                &path("new"),
                "--code-file",
                &path("new"),
            ],
        ),
        step("team status", &[]),
        step("team settle", &["1"]),
        step("team drop", &["1"]),
        step("team export", &["--out", &path("rows")]),
        step("team check", &[&path("rows")]),
        step("team import", &[&path("rows"), "postgres://dana@127.0.0.1:1/firebell"]),
        step("team address", &["postgres://dana@127.0.0.1:1/firebell"]),
        step("team recover", &[]),
        step("team leave", &["--yes"]),
    ]
}

fn keys(path: &dyn Fn(&str) -> String) -> Vec<Step> {
    vec![
        step("key list", &[]),
        step("key recovery", &[]),
        step("key service", &["--config", &path("service.toml")]),
        step("key remember", &[]),
        step("key remove", &["0123456789abcdef"]),
        step("key upgrade", &["--data-dir", &path("first")]),
        step("key rotate", &[]),
        step("key change", &["--new-passphrase-file", &path("new")]),
    ]
}
