//! What opens the record: alike from every source, within bounds, and handed to nobody.

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::common::record::{Desk, Ran, SECRET};

/// The binary on a record, with nothing that opens it yet.
fn locked(desk: &Desk, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_firebell"));
    command
        .env_clear()
        .env("HOME", desk.beside(""))
        .env("PATH", "/usr/bin:/bin");
    command.stdin(std::process::Stdio::null());
    command.arg("--data-dir").arg(desk.data()).args(args);
    command
}

fn by_command(desk: &Desk, line: &str) -> Ran {
    let ran = locked(desk, &["--key-command", line, "incident", "list"]).output();
    ran.unwrap().into()
}

#[test]
fn one_passphrase_from_every_kind_of_file() {
    let desk = Desk::new();
    let mark = "\u{feff}";
    for same in [
        SECRET.to_owned(),
        format!("{SECRET}\n"),
        format!("{SECRET}\r\n"),
        format!("{mark}{SECRET}\r\n"),
        format!("{SECRET}\n\n"),
    ] {
        desk.write_secret("pass", same.as_bytes());
        let _ = desk.run(&["incident", "list"]).ok();
    }
    let wide: Vec<u8> = SECRET.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let refused: [(Vec<u8>, &str); 6] = [
        ([&[0xff, 0xfe], wide.as_slice()].concat(), "UTF-16"),
        (wide, "NUL"),
        (format!("{SECRET}\rx\n").into_bytes(), "carriage return"),
        (format!("{SECRET}\nuser: dana\n").into_bytes(), "more than one line"),
        (b"\xa7\n".to_vec(), "not UTF-8"),
        (vec![b'x'; 70_000], "larger than 64 KB"),
    ];
    for (bytes, why) in refused {
        desk.write_secret("pass", &bytes);
        let said = desk.run(&["incident", "list"]).fails(2);
        assert!(said.contains(why), "{why}: {said}");
    }
}

#[test]
fn blanks_count_everywhere_and_new_passphrases_have_none_at_their_ends() {
    let desk = Desk::new();
    let blank = format!("{SECRET} ");
    desk.write_secret("pass", format!("{blank}\n").as_bytes());
    let _ = desk.run(&["incident", "list"]).fails(3);
    assert_eq!(by_command(&desk, &format!("printf '%s\\n' '{blank}'")).code, 3);
    for (secret, code) in [
        (blank.as_str(), 3),
        (SECRET, 0),
        (&format!("{SECRET}\n"), 0),
        (&format!("{SECRET}\r"), 0),
    ] {
        let ran = locked(&desk, &["incident", "list"])
            .env("FIREBELL_PASSPHRASE", secret)
            .output();
        assert_eq!(Ran::from(ran.unwrap()).code, code, "{secret:?}");
    }
    let fresh = Desk::empty();
    fresh.write_secret("pass", format!("{blank}\n").as_bytes());
    let said = fresh.run(&["init"]).fails(2);
    assert!(said.contains("space") && !fresh.data().exists(), "{said}");
}

#[test]
fn a_passphrase_opens_in_every_spelling_of_its_letters() {
    let (composed, decomposed) = ("K\u{e4}se-Bl\u{fc}te-47", "Ka\u{308}se-Blu\u{308}te-47");
    for (set_up, typed) in [(composed, decomposed), (decomposed, composed)] {
        let desk = Desk::empty();
        desk.write_secret("pass", set_up.as_bytes());
        let _ = desk.run(&["init"]).ok();
        let _ = desk.run(&["incident", "list"]).ok();
        desk.write_secret("pass", typed.as_bytes());
        let _ = desk.run(&["incident", "list"]).ok();
    }
}

#[test]
fn a_key_command_has_an_end_and_is_handed_no_secret() {
    let desk = Desk::new();
    let pass = desk.beside("pass").display().to_string();
    let config = desk.beside("config.toml");
    fs::write(&config, "key_seconds = 1\n").unwrap();
    let id = desk.beside("id");
    let begun = Instant::now();
    for line in [
        format!("sleep 600 & echo $! > '{}'; wait", id.display()),
        "yes".to_owned(),
    ] {
        let mut command = locked(&desk, &["--key-command", &line, "incident", "list"]);
        let said: Ran = command.arg("--config").arg(&config).output().unwrap().into();
        let said = said.fails(3);
        assert!(said.contains("was stopped"), "{said}");
    }
    assert!(begun.elapsed() < Duration::from_secs(300));
    let child = fs::read_to_string(&id).unwrap();
    let state = fs::read_to_string(format!("/proc/{}/stat", child.trim()));
    assert!(
        state.is_err() || state.unwrap().contains(") Z "),
        "what it started runs on"
    );
    let line = format!("test -z \"$(env | grep ^FIREBELL_)\" && cat '{pass}'");
    let mut command = locked(&desk, &["--key-command", &line, "incident", "list"]);
    command
        .env("FIREBELL_PASSPHRASE", "another")
        .env("FIREBELL_CONFIG", "/dev/null");
    let ran: Ran = command.env("FIREBELL_DATA_DIR", "/nowhere").output().unwrap().into();
    let _ = ran.ok();
    // A password manager prints more about an entry below its password.
    let ran = by_command(&desk, &format!("cat '{pass}'; echo 'user: dana'"));
    let _ = ran.ok();
}

#[test]
fn endless_files_are_refused_and_not_read() {
    let desk = Desk::new();
    let endless = ["--passphrase-file", "/dev/zero", "incident", "list"];
    let said: Ran = locked(&desk, &endless).output().unwrap().into();
    assert!(said.fails(2).contains("larger than 64 KB"));
    let said = desk.run(&["--config", "/dev/zero", "incident", "list"]).fails(2);
    assert!(said.contains("larger than 1024 KB"), "{said}");
    // A pipe that nobody ends.
    let config = desk.beside("config.toml");
    fs::write(&config, "key_seconds = 1\n").unwrap();
    let pipe = desk.beside("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut command = locked(
        &desk,
        &["--passphrase-file", pipe.to_str().unwrap(), "incident", "list"],
    );
    let said: Ran = command.arg("--config").arg(&config).output().unwrap().into();
    assert!(said.fails(2).contains("within 1 seconds"));
    // The header is a small file, which the check of the record needs as well.
    let header = desk.data().join("header.json");
    let own = fs::read_to_string(&header).unwrap();
    fs::write(&header, own + &" ".repeat(300_000)).unwrap();
    let said = desk.run(&["audit", "verify"]).fails(1);
    assert!(
        said.contains("header.json is larger than 256 KB") && said.contains("the file of a backup"),
        "{said}"
    );
    fs::remove_file(&header).unwrap();
    std::os::unix::fs::symlink("/dev/zero", &header).unwrap();
    let said = desk.run(&["incident", "list"]);
    assert_eq!(said.code, 1, "{}", said.err);
    assert!(said.err.contains("header.json is not a regular file"), "{}", said.err);
}

#[test]
fn a_header_from_elsewhere_is_held_to_its_bounds() {
    let desk = Desk::new();
    let path = desk.data().join("header.json");
    let text = fs::read_to_string(&path).unwrap();
    for (from, to, exit, why) in [
        (
            "\"memory_kib\": 65536",
            "\"memory_kib\": 16777216",
            1,
            "memory_kib is 16777216",
        ),
        ("\"memory_kib\": 65536", "\"memory_kib\": 1", 1, "memory_kib is 1;"),
        ("\"passes\": 3", "\"passes\": 4000000000", 1, "passes is 4000000000"),
        ("\"passes\": 3", "\"passes\": 0", 1, "passes is 0"),
        ("\"lanes\": 4", "\"lanes\": 100000", 1, "lanes is 100000"),
        ("argon2id", "md5", 1, "unknown variant `md5`"),
        (
            "\"format\": 2",
            "\"format\": 99",
            2,
            "has format 99; this firebell knows 2",
        ),
        ("\"salt\": \"", "\"salt\": \"zz", 1, "not hexadecimal"),
    ] {
        assert!(text.contains(from), "{from} not in {text}");
        fs::write(&path, text.replace(from, to)).unwrap();
        let said = desk.run(&["incident", "list"]).fails(exit);
        assert!(said.contains(why), "{why}: {said}");
    }
    fs::write(&path, text).unwrap();
    let _ = desk.run(&["incident", "list"]).ok();
}

#[test]
fn what_others_can_reach_is_said_once() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::new();
    assert_eq!(desk.run(&["incident", "list"]).err, "");
    let open = |path: std::path::PathBuf, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    open(desk.data(), 0o777);
    open(desk.data().join("firebell.db"), 0o666);
    open(desk.beside("pass"), 0o644);
    let said = desk.run(&["incident", "list"]).err;
    assert_eq!(said.matches("warning: ").count(), 2, "{said}");
    for words in ["data (mode 777)", "firebell.db (mode 666)", "pass (mode 644)"] {
        assert!(said.contains(words), "{said}");
    }
}

/// Where a program may lock 64 KiB, the key of the database is in memory that is never swapped out.
#[cfg(target_os = "linux")]
#[test]
fn the_key_of_the_database_is_in_locked_memory() {
    let asked = Command::new("sh").args(["-c", "ulimit -l"]).output().unwrap();
    let limit = String::from_utf8(asked.stdout).unwrap();
    if limit.trim().parse::<u64>().is_ok_and(|kib| kib < 64) {
        println!("skipped: no more than {} KiB may be locked here", limit.trim());
        return;
    }
    let desk = Desk::new();
    // The lines of a program that follows what is recorded stay open: its state is read from outside.
    let mut command = desk.command(&["events", "--follow"]);
    let mut following = command.stdout(std::process::Stdio::piped()).spawn().unwrap();
    let status = format!("/proc/{}/status", following.id());
    let locked = || {
        let status = fs::read_to_string(&status).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmLck:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap()
    };
    let began = Instant::now();
    while locked() == 0 && began.elapsed() < Duration::from_secs(15) {
        std::thread::sleep(Duration::from_millis(50));
    }
    let found = locked();
    following.kill().unwrap();
    let _ = following.wait();
    assert!(found >= 4, "{found} kB");
}

/// Where nothing may be locked, keys lie in memory like any other, and everything works.
#[cfg(target_os = "linux")]
#[test]
fn a_record_opens_where_no_memory_may_be_locked() {
    let desk = Desk::new();
    let command = desk.command(&["incident", "open", "t", "--zone", "UTC"]);
    let words: Vec<_> = [command.get_program()].into_iter().chain(command.get_args()).collect();
    let mut limited = Command::new("sh");
    limited.args(["-c", "ulimit -l 0 && exec \"$@\"", "sh"]).args(words);
    let ran = limited
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", desk.beside("home"))
        .output()
        .unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

#[cfg(target_os = "linux")]
#[test]
fn a_crash_leaves_no_core_dump() {
    let desk = Desk::new();
    let (pass, limit) = (desk.beside("pass"), desk.beside("limit"));
    // What it starts is held to the same.
    let line = format!("ulimit -c > '{}'; cat '{}'", limit.display(), pass.display());
    let _ = by_command(
        &desk,
        &format!("ulimit -Hc >> '{}'; {line}", desk.beside("hard").display()),
    )
    .ok();
    assert_eq!(fs::read_to_string(&limit).unwrap().trim(), "0");
    assert_eq!(fs::read_to_string(desk.beside("hard")).unwrap().trim(), "0");
}
