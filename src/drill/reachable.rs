//! Finds mail addresses, web addresses and telephone numbers in a text that somebody might answer.

/// Endings that nobody can register (RFC 2606, RFC 6761), and domains that are set aside.
const RESERVED: [&str; 7] = [
    ".example",
    ".invalid",
    ".test",
    ".localhost",
    "example.com",
    "example.org",
    "example.net",
];

/// Beginnings of numbers that the authorities of their countries keep free for film and fiction, digits alone.
const FICTIONAL: [&str; 12] = [
    "442079460",
    "447700900",
    "441134960",
    "441144960",
    "441164960",
    "443069990",
    "493023125",
    "494066969",
    "492214710",
    "498999998",
    "331990000",
    "61491570",
];

/// What somebody might answer, in the order of the text.
pub fn reachable(text: &str) -> Vec<String> {
    let words = text.split(|c: char| c.is_whitespace() || "\"'<>()[]{},;|`*".contains(c));
    let mut found: Vec<String> = words
        .filter(|word| real_mail(word) || real_site(word))
        .map(str::to_owned)
        .collect();
    found.extend(numbers(text));
    found
}

fn reserved(domain: &str) -> bool {
    let domain = domain.trim_end_matches(['.', ':', '!', '?', '/']).to_lowercase();
    let whole = format!(".{domain}");
    RESERVED.iter().any(|ending| match ending.strip_prefix('.') {
        Some(_) => whole.ends_with(ending),
        None => whole.ends_with(&format!(".{ending}")),
    })
}

fn real_mail(word: &str) -> bool {
    let Some((local, domain)) = word.rsplit_once('@') else {
        return false;
    };
    let domain = domain.trim_end_matches(['.', ':', '!', '?', '/']);
    let named = domain.contains('.') && domain.chars().all(|c| c.is_alphanumeric() || "-.".contains(c));
    !local.is_empty() && named && !reserved(domain)
}

fn real_site(word: &str) -> bool {
    let rest = word.strip_prefix("https://").or_else(|| word.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', ':', '?', '#']).next());
    host.is_some_and(|host| host.contains('.') && !reserved(host))
}

/// International numbers of at least eight digits that are not set aside.
fn numbers(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices('+') {
        let rest = &text[at + 1..];
        let end = rest
            .find(|c: char| !c.is_ascii_digit() && !" -()./".contains(c))
            .unwrap_or(rest.len());
        let digits: String = rest[..end].chars().filter(char::is_ascii_digit).collect();
        let before = text[..at].chars().next_back();
        // `T+90`, `2026-03-06T18:45:00+00:00` and sums are no numbers.
        let begins = before.is_none_or(|c| c.is_whitespace() || "\"'(:`*".contains(c))
            && rest.starts_with(|c: char| c.is_ascii_digit());
        if begins && (8..=15).contains(&digits.len()) && !fictional(&digits) {
            found.push(format!(
                "+{}",
                rest[..end].trim_end_matches(|c: char| !c.is_ascii_digit())
            ));
        }
    }
    found
}

fn fictional(digits: &str) -> bool {
    // North America keeps 555-0100 to 555-0199 free; six zeros in a row are nobody's.
    let american = digits
        .strip_prefix('1')
        .is_some_and(|rest| rest.len() == 10 && rest[3..].starts_with("55501"));
    american || digits.contains("000000") || FICTIONAL.iter().any(|start| digits.starts_with(start))
}
