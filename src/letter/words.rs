//! The few words the formats themselves put into a letter, so that all of them use the same.

/// What a gap is read as: `[missing: words (key)]`, with no words `[missing: key]`.
pub(super) fn gap(key: &str, words: &str) -> String {
    if words.trim().is_empty() {
        format!("[missing: {key}]")
    } else {
        format!("[missing: {words} ({key})]")
    }
}

/// The key and words of the gap that a text begins with, as [`gap`] shows it, and what follows it.
pub(super) fn shown_gap(text: &str) -> Option<(&str, &str, &str)> {
    let inside = text.strip_prefix("[missing: ")?;
    let is_key = |key: &str| {
        let key = key.strip_suffix('?').unwrap_or(key);
        !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
    };
    let (line, _) = inside.split_once('\n').unwrap_or((inside, ""));
    for (end, _) in line.match_indices(']') {
        let (shown, after) = (&inside[..end], &inside[end + 1..]);
        let worded = shown.strip_suffix(')').and_then(|shown| shown.rsplit_once(" ("));
        match worded {
            Some((words, key)) if is_key(key) => return Some((key, words, after)),
            Some(_) => {}
            None if is_key(shown) => return Some((shown, "", after)),
            None => {}
        }
    }
    None
}

/// Whether a link may be followed: only to the web, a mailbox or a telephone.
pub(super) fn may_follow(address: &str) -> bool {
    let start = address.split(':').next().unwrap_or_default().to_ascii_lowercase();
    matches!(start.as_str(), "https" | "http" | "mailto" | "tel") && address.contains(':')
}
