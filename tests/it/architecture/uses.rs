//! Reads the `use` trees of a source file, and the paths that its code names.

/// A path of a `use` tree, and what it is called from there on.
pub(super) struct Named {
    pub(super) path: Vec<String>,
    pub(super) called: String,
}

struct Tree {
    text: String,
    /// Whether it hands on what it names.
    public: bool,
}

/// The code without its tests and comments.
pub(super) fn code(text: &str) -> String {
    let body = text.split("#[cfg(test)]").next().unwrap_or_default();
    body.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Every path that a file names: in `use` trees, and in the code itself. `crate::`, `self::` and `super::` are resolved.
pub(super) fn paths(file: &str, text: &str) -> Vec<Vec<String>> {
    let (trees, rest) = trees(&code(text));
    let mut named = Vec::new();
    for tree in &trees {
        branches(&tree.text, &mut named);
    }
    let mut found: Vec<Vec<String>> = named.into_iter().map(|named| named.path).collect();
    inline(&rest, &mut found);
    found.into_iter().filter_map(|path| resolved(file, path)).collect()
}

/// What a file hands on to whoever may see it: `pub use`, in whatever reach.
pub(super) fn handed_on(file: &str, text: &str) -> Vec<Named> {
    let (trees, _) = trees(&code(text));
    let mut named = Vec::new();
    for tree in trees.iter().filter(|tree| tree.public) {
        branches(&tree.text, &mut named);
    }
    let resolve = |Named { path, called }| {
        Some(Named {
            path: resolved(file, path)?,
            called,
        })
    };
    named.into_iter().filter_map(resolve).collect()
}

/// The `use` trees of some code, and the rest of it.
fn trees(code: &str) -> (Vec<Tree>, String) {
    let (mut trees, mut rest) = (Vec::new(), String::new());
    let mut lines = code.lines();
    while let Some(line) = lines.next() {
        let start = line.trim_start();
        let after = start.strip_prefix("pub").map(|after| {
            let reach = after.strip_prefix('(').and_then(|a| a.split_once(')'));
            reach.map_or(after, |(_, a)| a).trim_start()
        });
        let Some(tree) = after.unwrap_or(start).strip_prefix("use ") else {
            rest.push_str(line);
            rest.push('\n');
            continue;
        };
        let mut text = tree.to_owned();
        while !text.contains(';') {
            let Some(next) = lines.next() else { break };
            text.push_str(next.trim());
        }
        text.truncate(text.find(';').unwrap_or(text.len()));
        let public = after.is_some();
        trees.push(Tree { text, public });
    }
    (trees, rest)
}

/// The paths of a `use` tree, with nested braces.
fn branches(tree: &str, found: &mut Vec<Named>) {
    let Some((stem, inner)) = tree.split_once('{') else {
        let (path, called) = tree
            .split_once(" as ")
            .map_or((tree, None), |(path, called)| (path, Some(called)));
        let path: Vec<String> = path.split("::").map(|part| part.trim().to_owned()).collect();
        let called = called.map(|called| called.trim().to_owned());
        let called = called.or(path.last().cloned()).unwrap_or_default();
        found.push(Named { path, called });
        return;
    };
    let inner = inner.trim_end().strip_suffix('}').unwrap_or(inner);
    let (mut depth, mut from) = (0, 0);
    for (at, c) in inner.char_indices().chain([(inner.len(), ',')]) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                let part = inner[from..at].trim();
                if !part.is_empty() {
                    branches(&format!("{}{part}", stem.trim()), found);
                }
                from = at + 1;
            }
            _ => {}
        }
    }
}

/// The paths that are named in expressions and types.
fn inline(code: &str, found: &mut Vec<Vec<String>>) {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    for token in code.split(|c: char| !word(c) && c != ':') {
        let path: Vec<String> = token.split("::").map(str::to_owned).collect();
        if path.len() > 1 && !path[0].is_empty() {
            found.push(path);
        }
    }
}

/// The module of a file, as a path below `src`.
pub(super) fn module(file: &str) -> Vec<String> {
    let mut parts: Vec<String> = file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if ["mod", "lib", "main"].contains(&parts.last().map(String::as_str).unwrap_or_default()) {
        parts.pop();
    }
    parts
}

/// A path from the crate's root where it is one of the crate's own (with `crate` in front), else as it is.
fn resolved(file: &str, path: Vec<String>) -> Option<Vec<String>> {
    let own = module(file);
    let ups = path.iter().take_while(|part| *part == "super").count();
    let (base, rest) = match path.first()?.as_str() {
        "self" => (&own[..], &path[1..]),
        "super" => (&own[..own.len().checked_sub(ups)?], &path[ups..]),
        _ => return Some(path),
    };
    let parts = base.iter().chain(rest).cloned();
    Some(std::iter::once("crate".to_owned()).chain(parts).collect())
}
