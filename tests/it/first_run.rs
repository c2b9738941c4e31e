//! The first run on machines that are set up oddly: no home, a home that is no folder, locales and terminals of no kind.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

const PASS: &str = "Ocelot-violet-94-staple\n";

/// A new user: an empty folder, and a file with the passphrase.
fn user() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let pass = home.path().join("pass");
    std::fs::write(&pass, PASS).unwrap();
    std::fs::set_permissions(&pass, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    home
}

fn firebell(user: &TempDir, variables: &[(&str, &OsStr)], args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_firebell"));
    command
        .env_clear()
        .current_dir(user.path())
        .args(["--passphrase-file", "pass"])
        .args(args);
    for (name, value) in variables {
        command.env(name, value);
    }
    let out = command.stdin(std::process::Stdio::null()).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (out.status.code().unwrap(), text(&out.stdout), text(&out.stderr))
}

/// Sets a record up and opens an incident in it; gives what the list says.
fn works(user: &TempDir, variables: &[(&str, &OsStr)], more: &[&str]) -> String {
    for args in [
        &["init"][..],
        &["incident", "open", "Mailbox \u{fc}", "--zone", "Europe/Dublin"],
        &["incident", "list"],
    ] {
        let (code, out, err) = firebell(user, variables, &[more, args].concat());
        assert_eq!(code, 0, "{variables:?} {args:?}: {err}");
        if args == ["incident", "list"] {
            return out;
        }
    }
    unreachable!("the list comes last")
}

#[test]
fn a_record_is_made_whatever_the_environment_says() {
    let usual = user();
    let home = usual.path().join("home");
    let said = works(&usual, &[("HOME", home.as_os_str())], &[]);
    let odd: [&[(&str, &str)]; 6] = [
        &[("LANG", "xx_YY.nonsense"), ("LC_ALL", "zz"), ("LANGUAGE", "::")],
        &[("LC_ALL", "C"), ("TERM", "dumb"), ("COLUMNS", "1"), ("LINES", "0")],
        &[
            ("TERM", ""),
            ("COLUMNS", "-7"),
            ("NO_COLOR", "1"),
            ("CLICOLOR_FORCE", "1"),
        ],
        &[
            ("TZ", "Not/AZone"),
            ("TMPDIR", "/nonexistent"),
            ("XDG_RUNTIME_DIR", "/nonexistent"),
        ],
        &[("XDG_DATA_HOME", "relative"), ("XDG_CONFIG_HOME", "also/relative")],
        &[
            ("USER", ""),
            ("LOGNAME", "\u{1b}]0;x\u{7}"),
            ("EDITOR", "no such editor"),
            ("PATH", ""),
        ],
    ];
    for variables in odd {
        let user = user();
        let home = user.path().join("home");
        let mut all: Vec<(&str, &OsStr)> = variables
            .iter()
            .map(|(name, value)| (*name, OsStr::new(*value)))
            .collect();
        all.push(("HOME", home.as_os_str()));
        // A name of the login that no screen could show is refused; then one is given.
        let more: &[&str] = if variables[0].0 == "USER" {
            &["--actor", "dana"]
        } else {
            &[]
        };
        assert_eq!(works(&user, &all, more), said, "{variables:?}");
        assert!(home.join(".local/share/firebell/firebell.db").exists(), "{variables:?}");
    }
}

#[test]
fn a_home_need_not_be_text() {
    let user = user();
    let home = user.path().join(OsStr::from_bytes(b"h\xff\x1b[31m"));
    let _ = works(&user, &[("HOME", home.as_os_str())], &[]);
    let (_, out, _) = firebell(&user, &[("HOME", home.as_os_str())], &["db", "check"]);
    assert!(!out.contains('\u{1b}'), "{out}");
}

/// A relative home would be another folder, and another record, wherever firebell is started.
#[test]
fn a_home_that_is_no_whole_path_holds_no_record() {
    let user = user();
    let home = [("HOME", OsStr::new("rel"))];
    let (code, _, err) = firebell(&user, &home, &["init"]);
    assert_eq!(code, 2, "{err}");
    assert!(
        err.contains("no folder for the record is known") && err.contains("HOME"),
        "{err}"
    );
    assert!(!user.path().join("rel").exists());
    let _ = works(&user, &home, &["--data-dir", "named"]);
    assert!(!user.path().join("rel").exists());
}

#[test]
fn a_folder_for_the_record_needs_no_home() {
    let user = user();
    let _ = works(
        &user,
        &[("HOME", OsStr::new("/nonexistent/home"))],
        &["--data-dir", "a/deep/folder"],
    );
    assert!(user.path().join("a/deep/folder/firebell.db").exists());
}

#[test]
fn a_place_that_cannot_hold_a_record_is_named() {
    let user = user();
    std::fs::write(user.path().join("file"), "").unwrap();
    std::os::unix::fs::symlink(user.path().join("loop"), user.path().join("loop")).unwrap();
    for place in ["file", "loop"] {
        let home = user.path().join(place);
        for variable in ["HOME", "XDG_DATA_HOME"] {
            let own = user.path().join("home");
            let variables = [("HOME", own.as_os_str()), (variable, home.as_os_str())];
            let (code, _, err) = firebell(&user, &variables, &["init"]);
            assert_eq!(code, 4, "{place} {variable}: {err}");
            assert!(err.contains(home.to_str().unwrap()), "{place} {variable}: {err}");
        }
    }
}

#[test]
fn help_reads_alike_everywhere_and_needs_nothing() {
    let user = user();
    let (_, plain, _) = firebell(&user, &[], &["help", "dates"]);
    assert!(plain.contains("How dates are computed"), "{plain}");
    for variables in [[("TERM", "dumb")], [("LC_ALL", "tr_TR.UTF-8")], [("COLUMNS", "0")]] {
        let variables = variables.map(|(name, value)| (name, OsStr::new(value)));
        assert_eq!(firebell(&user, &variables, &["help", "dates"]).1, plain);
    }
    let (code, _, err) = firebell(&user, &[], &["help", "datse"]);
    assert!(code == 2 && err.contains("did you mean `dates`"), "{err}");
    let (_, command, _) = firebell(&user, &[], &["help", "incident", "open"]);
    assert!(command.contains("Usage: firebell incident open"), "{command}");
    assert!(Path::new(env!("CARGO_BIN_EXE_firebell")).exists());
}

#[test]
fn every_shell_has_its_completions_and_every_command_its_page() {
    let user = user();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish", "nushell"] {
        let (code, out, err) = firebell(&user, &[], &["completions", shell]);
        assert!(
            code == 0 && out.contains("incident") && out.contains("checkpoint"),
            "{shell}: {err}"
        );
    }
    std::fs::create_dir(user.path().join("man")).unwrap();
    let (code, _, err) = firebell(&user, &[], &["man", "--all", "man"]);
    assert_eq!(code, 0, "{err}");
    let pages = std::fs::read_dir(user.path().join("man")).unwrap().count();
    assert!(pages > 100, "{pages} pages");
    let page = std::fs::read_to_string(user.path().join("man/firebell-incident-open.1")).unwrap();
    assert!(page.contains(".TH firebell-incident-open 1"), "{page}");
}
