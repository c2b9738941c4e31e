//! The import table of the design, held by reading the sources: an arrow only ever points down.

use std::path::{Path, PathBuf};

use crate::common::project;

/// Folder, and the crate folders it may name.
const MAY_USE: &[(&str, &[&str])] = &[
    ("core", &["core"]),
    ("letter", &["letter", "core"]),
    ("roster", &["roster", "core"]),
    ("store", &["store", "core"]),
    ("app", &["app", "letter", "roster", "store", "core"]),
    ("drill", &["drill", "app", "store", "core"]),
    ("tui", &["tui", "app", "drill", "letter", "roster", "store", "core"]),
    (
        "cli",
        &["cli", "tui", "drill", "app", "letter", "roster", "store", "core"],
    ),
];

/// Crates that only one file or folder may name.
const ONLY_IN: &[(&str, &str)] = &[
    ("chrono_tz", "core/time.rs"),
    ("jiff", "core/time.rs"),
    ("clap", "cli/"),
    ("serde_json", "cli/ app/ drill/import.rs store/"),
    ("rusqlite", "store/"),
    ("argon2", "store/key.rs"),
    ("directories", "app/config.rs"),
    ("gethostname", "app/config.rs"),
    ("keyring", "cli/session.rs cli/keyring.rs cli/record/"),
    ("tera", "app/reports/notice.rs letter/"),
    ("ratatui", "tui/"),
    ("crossterm", "tui/"),
    ("nucleo_matcher", "tui/"),
    ("csv", "app/ drill/import.rs roster/"),
    ("docx_rs", "letter/"),
    ("typst", "letter/"),
    ("typst_pdf", "letter/"),
    ("similar", "letter/"),
    ("diffy", "letter/"),
    ("shell_words", "tui/editor.rs"),
    ("signal_hook", "tui/"),
    ("ratatui_textarea", "tui/"),
    ("icalendar", "app/reports/calendar.rs"),
    ("pulldown_cmark", "app/reports/markdown.rs letter/"),
    (
        "std::fs",
        "store/ app/law_files.rs app/playbook_files.rs app/reports/notice.rs app/bounded.rs app/config.rs app/evidence_file.rs app/letters/files.rs app/letters/edit_room.rs app/letters/merge/ app/roster_file.rs app/out.rs app/input_file.rs drill/files.rs roster/distinct.rs cli/secret.rs cli/failure/store.rs",
    ),
    ("std::env", "main.rs app/config.rs"),
    ("std::process", "main.rs app/child.rs cli/console.rs tui/editor.rs"),
    ("nix::sys", "app/child.rs store/files.rs"),
    ("SystemTime", "app/clock.rs"),
    ("Utc::now", ""),
    ("Local::now", ""),
    ("std::net", ""),
    // What goes to a terminal is a page, in which acting characters are visible.
    ("io::stdout", "cli/console.rs cli/workbench.rs tui/mod.rs"),
    ("io::stderr", "cli/console.rs"),
    ("print!", ""),
    ("println!", ""),
    ("eprint!", ""),
    ("eprintln!", ""),
    ("dbg!", ""),
];

fn sources() -> Vec<(String, String)> {
    fn walk(dir: &Path, files: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, files)
            } else {
                files.push(path)
            }
        }
    }
    let mut files = Vec::new();
    let root = project("src");
    walk(&root, &mut files);
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap();
        (path.strip_prefix(&root).unwrap().to_string_lossy().into_owned(), text)
    };
    files.into_iter().map(read).collect()
}

/// The code without its tests and comments.
fn code(text: &str) -> String {
    let body = text.split("#[cfg(test)]").next().unwrap_or_default();
    body.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn folders_use_only_what_stands_below_them() {
    for (path, text) in sources() {
        let Some((_, allowed)) = MAY_USE
            .iter()
            .find(|(folder, _)| path.starts_with(&format!("{folder}/")))
        else {
            continue;
        };
        for part in code(&text).split("crate::").skip(1) {
            let name: String = part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            assert!(allowed.contains(&name.as_str()), "{path} names crate::{name}");
        }
    }
}

#[test]
fn outside_crates_stay_where_they_belong() {
    for (path, text) in sources() {
        for (name, places) in ONLY_IN {
            let allowed = places
                .split(' ')
                .any(|place| !place.is_empty() && path.starts_with(place));
            let named = code(&text).contains(&format!("{name}::")) || code(&text).contains(&format!("{name}("));
            assert!(allowed || !named, "{path} names {name}");
        }
    }
}

#[test]
fn every_file_opens_with_what_it_is() {
    for (path, text) in sources() {
        assert!(text.starts_with("//! "), "{path} has no module doc");
    }
}

#[test]
fn nothing_unwraps_outside_tests() {
    for (path, text) in sources() {
        assert!(!code(&text).contains(".unwrap()"), "{path} unwraps");
    }
}

#[test]
fn no_test_file_is_forgotten() {
    fn walk(folder: &Path, root: &Path) {
        let named = std::fs::read_to_string(root).unwrap();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let parent = path.with_extension("rs");
            if path.is_dir() && parent.exists() {
                walk(&path, &parent);
            } else if path.is_dir() && path.join("mod.rs").exists() {
                walk(&path, &path.join("mod.rs"));
            }
            let module = path.file_stem().unwrap().to_str().unwrap();
            assert!(
                path.extension().is_none_or(|ending| ending != "rs")
                    || path == root
                    || named.contains(&format!("mod {module};")),
                "{} is not named in {}",
                path.display(),
                root.display()
            );
        }
    }
    walk(&project("tests/it"), &project("tests/it/main.rs"));
}
