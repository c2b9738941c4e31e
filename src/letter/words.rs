//! The few words the formats themselves put into a letter, so that all of them use the same.

/// What a gap is read as: `[missing: words (key)]`, with no words `[missing: key]`.
pub(super) fn gap(key: &str, words: &str) -> String {
    if words.trim().is_empty() {
        format!("[missing: {key}]")
    } else {
        format!("[missing: {words} ({key})]")
    }
}

/// Whether a link may be followed: only to the web, a mailbox or a telephone.
pub(super) fn may_follow(address: &str) -> bool {
    let start = address.split(':').next().unwrap_or_default().to_ascii_lowercase();
    matches!(start.as_str(), "https" | "http" | "mailto" | "tel") && address.contains(':')
}
