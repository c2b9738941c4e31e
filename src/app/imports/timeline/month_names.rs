//! Months and weekdays as six languages write them: in full, and as their usual short forms.

use chrono::Weekday;

/// For each month, the beginnings that name it. A word names a month if it begins with one of them and has no more
/// letters than a month's name.
const MONTHS: [&[&str]; 12] = [
    &["jan", "gen", "ene"],
    &["feb", "fév", "fev"],
    &["mar", "mär", "maer", "mrz", "maa", "mrt"],
    &["apr", "avr", "abr"],
    &["may", "mai", "mag", "mei"],
    &["jun", "juin", "giu"],
    &["jul", "juil", "lug"],
    &["aug", "aoû", "aou", "ago"],
    &["sep", "set"],
    &["oct", "okt", "ott"],
    &["nov"],
    &["dec", "déc", "dez", "dic"],
];

const LONGEST_MONTH: usize = 10;

const DAYS: [(Weekday, &[&str]); 7] = [
    (Weekday::Mon, &["mon", "montag", "lun", "maandag"]),
    (
        Weekday::Tue,
        &["tue", "dienstag", "mardi", "martes", "martedì", "dinsdag"],
    ),
    (
        Weekday::Wed,
        &["wed", "mittwoch", "mercredi", "mié", "mercoledì", "woensdag"],
    ),
    (
        Weekday::Thu,
        &["thu", "donnerstag", "jeu", "jueves", "giovedì", "donderdag"],
    ),
    (Weekday::Fri, &["fri", "freitag", "ven", "viernes", "vrijdag"]),
    (
        Weekday::Sat,
        &["sat", "samstag", "sonnabend", "samedi", "sáb", "zaterdag"],
    ),
    (Weekday::Sun, &["sun", "sonntag", "dim", "dom", "zondag"]),
];

/// The month of a word in small letters, from 1.
pub(super) fn month(word: &str) -> Option<u32> {
    let word = word.trim_end_matches('.');
    if word.chars().count() < 3 || word.chars().count() > LONGEST_MONTH || !word.chars().all(char::is_alphabetic) {
        return None;
    }
    let at = MONTHS
        .iter()
        .position(|starts| starts.iter().any(|start| word.starts_with(start)))?;
    u32::try_from(at + 1).ok()
}

/// The weekday of a word in small letters.
pub(super) fn weekday(word: &str) -> Option<Weekday> {
    let word = word.trim_end_matches(['.', ',']);
    let named = |starts: &&[&str]| starts.iter().any(|start| word.starts_with(start));
    let letters = word.chars().count() >= 3 && word.chars().all(char::is_alphabetic);
    let found = DAYS.iter().find(|(_, starts)| named(starts));
    found.filter(|_| letters).map(|(day, _)| *day)
}
