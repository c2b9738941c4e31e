//! The design, held by reading the sources: arrows between folders only point down, files form no circles, and outside
//! crates stay where they belong. Which arrows there are is read from ARCHITECTURE.md.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use firebell::core::facts::table;

use crate::common::project;

mod uses;

use uses::{Named, code, handed_on, module, paths};

/// Crates that only one file or folder may name.
const ONLY_IN: &[(&str, &str)] = &[
    ("chrono_tz", "core/time.rs"),
    ("jiff", "core/time.rs"),
    ("clap", "cli/"),
    ("serde_json", "cli/ app/ drill/import/ drill/evidence_pack/ store/"),
    ("rusqlite", "store/"),
    ("argon2", "store/keys/database_key.rs"),
    ("chacha20poly1305", "store/keys/cipher.rs"),
    ("chacha20", "store/keys/signing.rs"),
    ("ed25519_zebra", "store/keys/signing.rs"),
    ("region", "platform/locked_memory.rs"),
    ("hkdf", "store/keys/cipher.rs"),
    ("hmac", "store/keys/cipher.rs"),
    ("curve25519_dalek", "store/keys/identity.rs store/keys/signing.rs"),
    ("crate::store", "store/ app/record/"),
    ("directories", "app/config/mod.rs"),
    ("gethostname", "app/config/mod.rs"),
    ("keyring", "cli/session.rs cli/keyring.rs cli/record/"),
    (
        "zip",
        "app/law/pack/archive.rs app/law/pack/mod.rs drill/import/ drill/evidence_pack/ letter/",
    ),
    ("ed25519_dalek", "app/law/pack/note.rs store/keys/signing.rs"),
    (
        "base64ct",
        "app/law/pack/note.rs app/checkpoint/ core/facts/picture.rs drill/import/payload.rs",
    ),
    ("tera", "app/reports/notice.rs letter/"),
    ("ratatui", "tui/"),
    ("crossterm", "tui/"),
    ("nucleo_matcher", "tui/"),
    ("csv", "app/ drill/import/ roster/"),
    ("docx_rs", "letter/"),
    ("krilla", "letter/pdf/"),
    ("parley", "letter/pdf/"),
    ("similar", "letter/"),
    ("diffy", "letter/"),
    ("shell_words", "tui/editor.rs"),
    ("signal_hook", "platform/signals.rs"),
    ("ratatui_textarea", "tui/"),
    ("icalendar", "app/reports/calendar.rs"),
    ("rust_xlsxwriter", "app/dora/workbook.rs"),
    ("pulldown_cmark", "app/reports/markdown.rs letter/"),
    (
        "std::fs",
        "store/ platform/ app/files/overlay.rs app/reports/notice.rs app/files/bounded.rs app/config/mod.rs app/files/evidence_file.rs app/fonts.rs app/law/pack/shelf.rs app/letters/edit_room.rs app/letters/merge/ app/files/roster_file.rs app/files/out.rs app/files/own_file.rs app/files/input_file.rs app/files/invitation_files.rs roster/distinct.rs cli/secret.rs cli/failure/store.rs",
    ),
    ("std::env", "main.rs app/config/mod.rs"),
    (
        "std::process",
        "main.rs app/child.rs cli/console.rs tui/editor.rs platform/process.rs",
    ),
    ("nix", "platform/"),
    ("std::os", "platform/"),
    ("time::SystemTime", "app/clock.rs"),
    ("Utc::now", ""),
    ("Local::now", ""),
    ("std::net", ""),
    // The one server that a team has named is spoken to in one place.
    ("tokio", "store/server/postgres/"),
    ("tokio_postgres", "store/server/postgres/"),
    ("postgres_openssl", "store/server/postgres/"),
    ("openssl", "store/server/postgres/"),
    // What goes to a terminal is a page, in which acting characters are visible.
    (
        "io::stdout",
        "cli/console.rs cli/workbench.rs tui/mod.rs tui/terminal.rs",
    ),
    ("terminal_colorsaurus", "tui/terminal.rs"),
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
                walk(&path, files);
            } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("build.rs") {
                files.push(path);
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

/// The arrows of ARCHITECTURE.md: what each folder may use besides itself.
fn arrows() -> BTreeMap<String, BTreeSet<String>> {
    let text = std::fs::read_to_string(project("ARCHITECTURE.md")).unwrap();
    let block = text
        .split("```")
        .nth(1)
        .expect("the first block is the map of the folders");
    let mut arrows: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut folder = String::new();
    for line in block.lines() {
        if !line.starts_with(' ') {
            let name = line.strip_prefix("src/").and_then(|rest| rest.split_once('/'));
            folder = name.map(|(name, _)| name.to_owned()).unwrap_or_default();
            if !folder.is_empty() {
                arrows.entry(folder.clone()).or_default();
            }
        }
        if let (Some((_, below)), Some(list)) = (line.split_once('→'), arrows.get_mut(&folder)) {
            list.extend(below.split(',').map(|name| name.trim().to_owned()));
        }
    }
    arrows
}

#[test]
fn folders_use_only_what_stands_below_them() {
    let arrows = arrows();
    assert_eq!(arrows.len(), 10, "{arrows:?}");
    for (path, text) in sources() {
        let Some((folder, allowed)) = path
            .split_once('/')
            .and_then(|(folder, _)| Some((folder, arrows.get(folder)?)))
        else {
            continue;
        };
        for named in paths(&path, &text) {
            if let [root, name, ..] = named.as_slice()
                && root == "crate"
                && arrows.contains_key(name)
            {
                assert!(
                    name == folder || allowed.contains(name),
                    "{path} names {}",
                    named.join("::")
                );
            }
        }
    }
    // The arrows themselves only point down.
    for (folder, allowed) in &arrows {
        for below in allowed {
            assert!(!arrows[below].contains(folder), "{folder} and {below} use each other");
        }
    }
}

/// What the module files hand on under a name of their own (`pub use`), by file and name.
type HandedOn = BTreeMap<(String, String), Vec<String>>;

/// The file that a path of the crate leads to: the deepest module on its way, or the one from which that hands it on.
fn file_of(path: &[String], files: &BTreeSet<String>, handed_on: &HandedOn) -> Option<String> {
    let (file, length) = deepest(path, files)?;
    let next = path
        .get(length)
        .and_then(|name| handed_on.get(&(file.clone(), name.clone())));
    let further = next.filter(|target| deepest(target, files).is_some_and(|(found, _)| found != file));
    match further {
        Some(target) => file_of(target, files, handed_on),
        None => Some(file),
    }
}

/// The deepest module on the way of a path, and how many of its parts lead there.
fn deepest(path: &[String], files: &BTreeSet<String>) -> Option<(String, usize)> {
    (1..=path.len()).rev().find_map(|length| {
        let way = path[..length].join("/");
        let file = [format!("{way}.rs"), format!("{way}/mod.rs")];
        Some((file.into_iter().find(|file| files.contains(file))?, length))
    })
}

/// Whether a file is the module that another one lies in: a module and its leaves may know each other.
fn holds(outer: &str, inner: &str) -> bool {
    let folder = outer.strip_suffix("mod.rs").map(str::to_owned);
    let folder = folder.unwrap_or_else(|| format!("{}/", outer.trim_end_matches(".rs")));
    inner.starts_with(&folder)
}

/// The files that each file reaches in one step.
fn edges(sources: &[(String, String)]) -> BTreeMap<String, BTreeSet<String>> {
    let files: BTreeSet<String> = sources.iter().map(|(path, _)| path.clone()).collect();
    let mut named_on = HandedOn::new();
    for (path, text) in sources {
        for Named { path: target, called } in handed_on(path, text) {
            // Within a module file a path begins at the crate, or at a module below.
            let target = match target.split_first() {
                Some((root, rest)) if root == "crate" => rest.to_vec(),
                _ => [module(path), target].concat(),
            };
            named_on.insert((path.clone(), called), target);
        }
    }
    let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, text) in sources {
        let own = paths(path, text)
            .into_iter()
            .filter(|named| named.first().is_some_and(|root| root == "crate"));
        let reached = own.filter_map(|named| file_of(&named[1..], &files, &named_on));
        let reached = reached.filter(|file| file != path && !holds(file, path));
        edges.insert(path.clone(), reached.collect());
    }
    edges
}

/// Every file that can be reached from one.
fn reachable<'e>(edges: &'e BTreeMap<String, BTreeSet<String>>, from: &str) -> BTreeSet<&'e str> {
    let mut seen = BTreeSet::new();
    let mut left: Vec<&str> = edges[from].iter().map(String::as_str).collect();
    while let Some(at) = left.pop() {
        if seen.insert(at) {
            left.extend(edges[at].iter().map(String::as_str));
        }
    }
    seen
}

#[test]
fn files_form_no_circles() {
    let edges = edges(&sources());
    let mut circles: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for file in edges
        .keys()
        .filter(|file| reachable(&edges, file).contains(file.as_str()))
    {
        circles
            .entry(file.split('/').next().unwrap_or_default())
            .or_default()
            .push(file);
    }
    assert!(circles.is_empty(), "files in circles: {circles:#?}");
}

#[test]
fn a_name_that_a_module_hands_on_leads_to_its_own_file() {
    let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
    let edges = edges(&[
        file(
            "store/mod.rs",
            "mod error;\nmod line;\npub use error::{StoreError as Failure};\n",
        ),
        file("store/error.rs", "use super::line::Line;\n"),
        file("store/line.rs", "use super::Failure;\n"),
    ]);
    assert!(
        reachable(&edges, "store/line.rs").contains("store/line.rs"),
        "{edges:?}"
    );
}

#[test]
fn the_reader_of_use_trees_sees_what_the_compiler_sees() {
    let text = "pub(crate) use super::{a::{B, c::D as E}, f};\nuse std::fs;\nfn x() { crate::core::tri::Tri::No; }\n";
    let found: Vec<String> = paths("core/law/load.rs", text)
        .iter()
        .map(|path| path.join("::"))
        .collect();
    assert_eq!(
        found,
        [
            "crate::core::law::a::B",
            "crate::core::law::a::c::D",
            "crate::core::law::f",
            "std::fs",
            "crate::core::tri::Tri::No"
        ]
    );
}

#[test]
fn outside_crates_stay_where_they_belong() {
    for (path, text) in sources() {
        let named: Vec<String> = paths(&path, &text).iter().map(|path| path.join("::") + "::").collect();
        for (name, places) in ONLY_IN {
            let allowed = places
                .split(' ')
                .any(|place| !place.is_empty() && path.starts_with(place));
            let begins = format!("{name}::");
            let within = format!("::{begins}");
            // A module of ours may be called like a crate: only longer names are looked for further in.
            let inside = |path: &String| name.contains("::") && path.contains(&within);
            let uses = named.iter().any(|path| path.starts_with(&begins) || inside(path));
            let calls = name.ends_with('!') && code(&text).contains(&format!("{name}("));
            assert!(allowed || !(uses || calls), "{path} names {name}");
        }
    }
}

#[test]
fn only_the_platform_asks_which_system_it_is() {
    for (path, text) in sources() {
        let asks = [
            "cfg(unix",
            "cfg(not(unix",
            "cfg(windows",
            "target_os",
            "cfg!(windows",
            "cfg!(unix",
            "cfg_attr(unix",
        ];
        let code = code(&text);
        let asked = asks.iter().find(|words| code.contains(**words));
        assert!(
            asked.is_none() || path.starts_with("platform/"),
            "{path} asks with `{}`",
            asked.unwrap_or(&"")
        );
    }
}

/// Methods that only one file may call. What a command of an incident records is decided in `core/incident/decide`; what
/// an exercise records has doors of its own, and no `Command` goes through them.
const CALLED_ONLY_IN: &[(&str, &str)] = &[
    (".run_exercise(", "drill/driving/delivery.rs"),
    (".open_drill(", "drill/driving/driver.rs"),
    (".run_organisation(", "workspace/upkeep.rs"),
];

#[test]
fn events_of_an_exercise_and_of_the_organization_have_one_door_each() {
    let sources = sources();
    for (call, place) in CALLED_ONLY_IN {
        let callers = sources.iter().filter(|(_, text)| code(text).contains(call));
        let callers: Vec<&str> = callers.map(|(path, _)| path.as_str()).collect();
        assert_eq!(callers, [*place], "who calls {call}");
    }
}

/// A record that can be changed is in hands of the faces only until the workspace has it: while it is opened, where what
/// a run before left behind is taken in, and for keys, backups and exercises that are played in memory.
#[test]
fn no_face_changes_an_open_record_past_the_workspace() {
    let setting_up = [
        "cli/drill/scenarios.rs",
        "cli/unfinished_edits.rs",
        "cli/exercise_presence.rs",
        "cli/record/backup.rs",
        "cli/record/key.rs",
        "cli/session.rs",
    ];
    for (path, text) in sources() {
        let face = path.starts_with("cli/") || path.starts_with("tui/");
        let code = code(&text);
        let changes = ["&mut Record", "mut record"].iter().any(|word| code.contains(word));
        assert!(
            !(face && changes) || setting_up.contains(&path.as_str()),
            "{path} holds a record that it can change"
        );
    }
}

#[test]
fn every_file_opens_with_what_it_is() {
    for (path, text) in sources() {
        assert!(text.starts_with("//! "), "{path} has no module doc");
    }
}

#[test]
fn only_one_file_spells_the_mark_of_an_exercise() {
    let of_a_name = |c: char| c.is_alphanumeric() || c == '_';
    for (path, text) in sources() {
        let code = code(&text);
        let mut spelled = code.match_indices("EXERCISE").filter(|(at, word)| {
            let before = code[..*at].chars().next_back();
            let after = code[at + word.len()..].chars().next();
            !before.into_iter().chain(after).any(of_a_name)
        });
        let own = path == "core/exercise_mark.rs";
        assert_eq!(
            spelled.next().is_some(),
            own,
            "{path}: the mark comes from core/exercise_mark.rs alone"
        );
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

#[test]
fn keys_of_facts_are_named_by_constants() {
    let rows = table::rows().filter(|fact| !fact.is_open());
    let keys: Vec<String> = rows.map(|fact| format!("\"{}\"", fact.key)).collect();
    let mut spelled = Vec::new();
    for (file, text) in sources().iter().filter(|(file, _)| !file.starts_with("core/facts/")) {
        let code = code(text);
        let whole = keys.iter().filter(|key| code.contains(*key)).cloned();
        spelled.extend(whole.chain(pieces(&code)).map(|key| format!("{file}: {key}")));
    }
    assert_eq!(pieces("format!(\"affected.{place}\")"), ["\"affected.{place}\""]);
    assert!(spelled.is_empty(), "name them as core/facts/keys.rs does: {spelled:#?}");
}

/// Keys that code puts together by hand: what a table's keys begin with, alone, before something filled in, or before a name
/// that a row of the table leaves open.
fn pieces(code: &str) -> Vec<String> {
    let tables: BTreeSet<&str> = table::rows()
        .filter_map(|fact| Some(fact.key.split_once('.')?.0))
        .collect();
    let literals = code.split('"').skip(1).step_by(2);
    // The law's files are called as some of the tables are.
    let is_key =
        |text: &str| !text.ends_with(".toml") && text.chars().all(|c| c.is_alphanumeric() || "._:".contains(c));
    let by_hand = literals.filter(|text| {
        let rest = text.split_once('.').filter(|(table, _)| tables.contains(table));
        rest.is_some_and(|(_, rest)| {
            rest.is_empty() || rest.starts_with('{') || (is_key(text) && table::find(text).is_some())
        })
    });
    by_hand.map(|text| format!("\"{text}\"")).collect()
}
