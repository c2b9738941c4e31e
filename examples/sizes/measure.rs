//! Measures the sources: functions and files by their lines, functions by their parameters. A counter of braces, which
//! needs nothing but the text, so that the test and the example run the same code.

use std::path::{Path, PathBuf};

/// Longest function, in lines from `fn` to its closing brace.
const LONGEST_FUNCTION: usize = 70;
/// Longest file, in lines, without its tests.
const LONGEST_FILE: usize = 500;
/// Most parameters of a function, without `self`.
const MOST_PARAMETERS: usize = 5;
/// The median and the ninetieth percentile of a part's functions may be this long.
const MEDIAN: usize = 10;
const NINETIETH: usize = 30;

/// A row of the table: the folder it counts, and whether its usual function has a limit as well.
struct Part {
    name: &'static str,
    folder: &'static str,
    usual: bool,
}

const fn part(name: &'static str, folder: &'static str, usual: bool) -> Part {
    Part { name, folder, usual }
}

/// Tests tell a story from its beginning to its end, which takes more lines than a function of the product.
const PARTS: [Part; 14] = [
    part("core", "src/core", true),
    part("store", "src/store", true),
    part("letter", "src/letter", true),
    part("platform", "src/platform", true),
    part("roster", "src/roster", true),
    part("app", "src/app", true),
    part("drill", "src/drill", true),
    part("workspace", "src/workspace", true),
    part("tui", "src/tui", true),
    part("cli", "src/cli", true),
    part("src", "src", true),
    part("tests", "tests", false),
    part("benches", "benches", false),
    part("examples", "examples", false),
];

/// What was measured of a project.
pub(crate) struct Sizes {
    /// As Markdown.
    pub(crate) table: String,
    /// A line for each place that is over a limit.
    pub(crate) over: Vec<String>,
}

/// Measures a project by its root.
pub(crate) fn sizes(root: &Path) -> Sizes {
    let mut table =
        "| part | files | lines: median / p90 / max | functions | lines: median / p90 / max | most parameters |\n\
         | --- | --- | --- | --- | --- | --- |\n"
            .to_owned();
    let mut over = Vec::new();
    for part in PARTS {
        let files = files_under(&root.join(part.folder));
        table.push_str(&row(part.name, &files));
        if part.usual {
            over.extend(over_usual(part.name, &files));
        }
        // The rows above it have named the files of `src` one by one.
        if part.name != "src" {
            over.extend(files.iter().flat_map(over_limits));
        }
    }
    Sizes { table, over }
}

struct Function {
    name: String,
    line: usize,
    lines: usize,
    parameters: usize,
}

struct File {
    path: PathBuf,
    lines: usize,
    functions: Vec<Function>,
}

fn row(name: &str, files: &[File]) -> String {
    let lengths = sorted(files.iter().map(|file| file.lines));
    let functions = sorted(files.iter().flat_map(|file| &file.functions).map(|f| f.lines));
    let parameters = files.iter().flat_map(|file| &file.functions).map(|f| f.parameters);
    let three = |sizes: &[usize]| format!("{} / {} / {}", share(sizes, 50), share(sizes, 90), share(sizes, 100));
    format!(
        "| {name} | {} | {} | {} | {} | {} |\n",
        files.len(),
        three(&lengths),
        functions.len(),
        three(&functions),
        parameters.max().unwrap_or_default()
    )
}

fn sorted(sizes: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut sizes: Vec<usize> = sizes.collect();
    sizes.sort_unstable();
    sizes
}

/// The smallest size that so many percent do not exceed (nearest rank).
fn share(sizes: &[usize], percent: usize) -> usize {
    let rank = (sizes.len() * percent).div_ceil(100);
    sizes.get(rank.saturating_sub(1)).copied().unwrap_or_default()
}

fn over_usual(part: &str, files: &[File]) -> Vec<String> {
    let functions = sorted(files.iter().flat_map(|file| &file.functions).map(|f| f.lines));
    let limits = [("median", 50, MEDIAN), ("ninetieth percentile", 90, NINETIETH)];
    let over = limits
        .iter()
        .filter(|(_, percent, most)| share(&functions, *percent) > *most);
    over.map(|(what, percent, most)| {
        let size = share(&functions, *percent);
        format!("{part}: the {what} of its functions is {size} lines; the limit is {most}")
    })
    .collect()
}

fn over_limits(file: &File) -> Vec<String> {
    let path = file.path.display();
    let mut over = Vec::new();
    if file.lines > LONGEST_FILE {
        over.push(format!("{path}: {} lines; the limit is {LONGEST_FILE}", file.lines));
    }
    for f in &file.functions {
        let place = format!("{path}:{}: {}", f.line, f.name);
        if f.lines > LONGEST_FUNCTION {
            over.push(format!("{place}: {} lines; the limit is {LONGEST_FUNCTION}", f.lines));
        }
        if f.parameters > MOST_PARAMETERS {
            over.push(format!(
                "{place}: {} parameters; the limit is {MOST_PARAMETERS}",
                f.parameters
            ));
        }
    }
    over
}

fn files_under(folder: &Path) -> Vec<File> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            files.extend(files_under(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs")
            && let Ok(text) = std::fs::read_to_string(&path)
        {
            files.push(measured(path, &text));
        }
    }
    files
}

fn measured(path: PathBuf, text: &str) -> File {
    // What follows `#[cfg(test)] mod` in a file of the product is its tests.
    let own = text.split("\n#[cfg(test)]\nmod ").next().unwrap_or(text);
    File {
        path,
        lines: own.lines().count(),
        functions: functions(&blanked(own)),
    }
}

/// The text with everything inside comments, strings and characters turned into blanks, so that braces count.
fn blanked(text: &str) -> Vec<char> {
    let mut code: Vec<char> = text.chars().collect();
    let mut at = 0;
    while at < code.len() {
        let end = match token_end(&code, at) {
            Some(end) => end.min(code.len()),
            None => {
                at += 1;
                continue;
            }
        };
        code[at..end].iter_mut().filter(|c| **c != '\n').for_each(|c| *c = ' ');
        at = end;
    }
    code
}

/// Where a comment, string or character that begins here ends; `None`: none begins here.
fn token_end(code: &[char], at: usize) -> Option<usize> {
    let next = |offset: usize| code.get(at + offset).copied();
    match (code[at], next(1)) {
        ('/', Some('/')) => Some(position(code, at, "\n").unwrap_or(code.len())),
        ('/', Some('*')) => Some(position(code, at, "*/").map_or(code.len(), |end| end + 2)),
        ('r', Some('"' | '#')) if !in_word(code, at) => raw_end(code, at),
        ('"', _) => Some(quoted_end(code, at, '"')),
        ('\'', Some('\\')) => Some(quoted_end(code, at, '\'')),
        ('\'', Some(_)) if next(2) == Some('\'') => Some(at + 3),
        _ => None,
    }
}

fn in_word(code: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| code.get(at));
    before.is_some_and(|c| c.is_alphanumeric() && *c != 'b' || *c == '_')
}

fn position(code: &[char], from: usize, what: &str) -> Option<usize> {
    let what: Vec<char> = what.chars().collect();
    (from..code.len()).find(|at| code[*at..].starts_with(&what))
}

fn raw_end(code: &[char], at: usize) -> Option<usize> {
    let hashes = code[at + 1..].iter().take_while(|c| **c == '#').count();
    if code.get(at + 1 + hashes) != Some(&'"') {
        return None;
    }
    let close: String = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
    let end = position(code, at + 2 + hashes, &close);
    Some(end.map_or(code.len(), |end| end + 1 + hashes))
}

fn quoted_end(code: &[char], at: usize, quote: char) -> usize {
    let mut end = at + 1;
    while end < code.len() && code[end] != quote {
        end += if code[end] == '\\' { 2 } else { 1 };
    }
    end + 1
}

fn functions(code: &[char]) -> Vec<Function> {
    let text: String = code.iter().collect();
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find("fn ").map(|at| from + at) {
        from = at + 3;
        let free = text[..at]
            .chars()
            .next_back()
            .is_none_or(|c| !(c.is_alphanumeric() || c == '_'));
        if free && let Some(function) = function(&text, at) {
            found.push(function);
        }
    }
    found
}

/// The function whose `fn` is here; `None` for a type or a declaration without a body.
fn function(text: &str, at: usize) -> Option<Function> {
    let rest = &text[at + 3..];
    let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    if name.is_empty() {
        return None;
    }
    let open = body_start(rest)?;
    let end = closing(rest, open)?;
    let line = text[..at].matches('\n').count() + 1;
    Some(Function {
        name,
        line,
        lines: rest[..end].matches('\n').count() + 1,
        parameters: parameters(&rest[..open]),
    })
}

/// Where the body begins; a semicolon outside brackets comes first where there is none.
fn body_start(rest: &str) -> Option<usize> {
    let mut depth = 0_i32;
    for (at, c) in rest.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            ';' if depth == 0 => return None,
            '{' if depth == 0 => return Some(at),
            _ => {}
        }
    }
    None
}

fn closing(rest: &str, open: usize) -> Option<usize> {
    let mut depth = 0_i32;
    for (at, c) in rest[open..].char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(open + at);
        }
    }
    None
}

/// How many parameters a signature has, without `self`.
fn parameters(signature: &str) -> usize {
    let signature = signature.replace("->", "  ");
    let (mut depth, mut list, mut inside) = (0_i32, String::new(), false);
    for c in signature.chars() {
        match c {
            // The first bracket outside of `<…>` opens the list of parameters.
            '(' if depth == 0 && !inside => inside = true,
            ')' if depth == 0 && inside => break,
            '(' | '[' | '<' | '{' => depth += 1,
            ')' | ']' | '>' | '}' => depth -= 1,
            ',' if depth == 0 && inside => list.push('\n'),
            c if inside => list.push(c),
            _ => {}
        }
    }
    let named = list.lines().map(str::trim).filter(|text| !text.is_empty());
    named
        .filter(|text| !text.ends_with("self") && !text.starts_with("self:"))
        .count()
}
