//! What makes a person one, and keys that may stand for several people.

use unicode_normalization::UnicodeNormalization as _;

use super::encoding::text;

/// Why a key cannot tell people apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doubt {
    /// There is none.
    Empty,
    /// It says that there is none: `N/A`, `unknown`, `none@…`.
    Placeholder,
    /// A spreadsheet has rounded it: `1.23E+15`, or digits that end in zeros where a spreadsheet keeps fifteen.
    Rounded,
}

/// Texts that stand where a key is missing, and as the local part of an e-mail address.
const NOTHING: [&[u8]; 27] = [
    b"n/a",
    b"na",
    b"n.a.",
    b"n.a",
    b"none",
    b"null",
    b"nil",
    b"nan",
    b"unknown",
    b"unbekannt",
    b"inconnu",
    b"keine",
    b"x",
    b"xx",
    b"xxx",
    b"tbd",
    b"test",
    b"noemail",
    b"no-email",
    b"no.email",
    b"no_email",
    b"no email",
    b"noreply",
    b"no-reply",
    b"donotreply",
    b"not available",
    b"notprovided",
];
/// A spreadsheet keeps this many digits of a number.
const KEPT: usize = 15;

/// Folds a key into `out`, so that two spellings of one address are one key.
///
/// # Errors
/// Why the key cannot tell people apart.
pub(super) fn fold(cell: &[u8], out: &mut Vec<u8>) -> Result<(), Doubt> {
    plain(cell, out);
    match doubt(out) {
        Some(doubt) => Err(doubt),
        None => Ok(()),
    }
}

/// A cell as it is compared. Letter case counts except in e-mail addresses: some customer numbers differ by case alone.
fn plain(cell: &[u8], out: &mut Vec<u8>) {
    out.clear();
    if cell.is_ascii() && !cell.contains(&0) && !cell.starts_with(b"=") {
        out.extend_from_slice(cell.trim_ascii());
        if memchr::memchr(b'@', out).is_some() {
            out.make_ascii_lowercase();
        }
        return;
    }
    let text = text(cell);
    let folded: String = text.nfc().collect();
    let folded = if folded.contains('@') {
        folded.to_lowercase()
    } else {
        folded
    };
    out.extend_from_slice(folded.as_bytes());
}

fn doubt(key: &[u8]) -> Option<Doubt> {
    let local = memchr::memchr(b'@', key).map_or(key, |at| &key[..at]);
    let nothing = |text: &&[u8]| text.eq_ignore_ascii_case(local);
    if key.is_empty() {
        return Some(Doubt::Empty);
    }
    // The longest of the texts has thirteen letters.
    let short = local.len() <= 13;
    let signs = !key.iter().any(|byte| byte.is_ascii_alphanumeric() && *byte != b'0') && key.is_ascii();
    if short && (NOTHING.iter().any(nothing) || signs) {
        return Some(Doubt::Placeholder);
    }
    (key[0].is_ascii_digit() && rounded(key)).then_some(Doubt::Rounded)
}

fn rounded(key: &[u8]) -> bool {
    let digits = |text: &[u8]| !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    if digits(key) {
        return key.len() > KEPT && key[KEPT..].iter().all(|digit| *digit == b'0');
    }
    let Some(at) = key.iter().position(|byte| matches!(byte, b'E' | b'e')) else {
        return false;
    };
    let (number, power) = (&key[..at], &key[at + 1..]);
    let power = power.strip_prefix(b"+").unwrap_or(power);
    let point = |byte: &u8| matches!(byte, b'.' | b',');
    let whole = number.split(point).all(digits) && number.split(point).count() <= 2;
    // `12E5` may be a customer number as it is; a spreadsheet writes a sign or a decimal point.
    whole && digits(power) && (key[at + 1..].starts_with(b"+") || number.iter().any(point))
}

/// What else tells people apart, as a number: 0 where the row says nothing more. Blanks and letter case are left out,
/// so that two spellings of one name are one.
pub(super) fn identity<'c>(
    cells: impl Iterator<Item = &'c [u8]>,
    out: &mut Vec<u8>,
    hash: impl FnOnce(&[u8]) -> u32,
) -> u32 {
    out.clear();
    let mut said = false;
    for cell in cells {
        match cell.is_ascii() {
            true => out.extend(
                cell.iter()
                    .filter(|byte| !byte.is_ascii_whitespace())
                    .map(u8::to_ascii_lowercase),
            ),
            false => {
                let letters = text(cell).nfc().filter(|c| !c.is_whitespace()).collect::<String>();
                out.extend_from_slice(letters.to_lowercase().as_bytes());
            }
        }
        said |= !cell.is_empty();
        out.push(0x1f);
    }
    // 0 means that nothing is said.
    if said { hash(out).max(1) } else { 0 }
}

/// Whether a row sums up those above it: its first cell says so.
pub(super) fn is_total(first: &[u8]) -> bool {
    const WORDS: [&[u8]; 10] = [
        b"total",
        b"totals",
        b"total:",
        b"grand total",
        b"subtotal",
        b"sum",
        b"summe",
        b"gesamt",
        b"insgesamt",
        b"totale",
    ];
    first.len() <= 13 && WORDS.iter().any(|word| word.eq_ignore_ascii_case(first))
}
