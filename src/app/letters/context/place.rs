//! Places, numbers and statutes as a letter writes them.

use super::Words;
use crate::core::facts::{Count, FactValue};
use crate::roster::place_names;

/// What a place is called: in the letter's language where the words know it, else in English, else by its code.
pub(super) fn place_name(words: &Words, code: &str) -> String {
    let own = words.places.get(code).map(String::as_str);
    own.or_else(|| place_names::english(code)).unwrap_or(code).to_owned()
}

/// What stands in the brackets at the end of a name, brackets of its own included: `Bavarian Office (private sector)
/// (Bayerisches Landesamt (BayLDA))` is `Bayerisches Landesamt (BayLDA)` at home.
pub(in crate::letters) fn local_name(name: &str) -> Option<&str> {
    let inner = name.strip_suffix(')')?;
    let mut open = 1_usize;
    for (at, sign) in inner.char_indices().rev() {
        match sign {
            ')' => open += 1,
            '(' => open -= 1,
            _ => {}
        }
        if open == 0 {
            return inner.get(at + 1..).filter(|_| inner[..at].ends_with(' '));
        }
    }
    None
}

/// A place in a table of countries: a part of a country with its country, unless the letter is written in that country.
pub(super) fn place_in_table(words: &Words, code: &str) -> String {
    let own = place_name(words, code);
    match code.split_once('-') {
        Some((country, _)) if !words.american() => format!("{own} ({})", place_name(words, country)),
        Some(_) | None => own,
    }
}

/// A number with the separators of the language: `104,800`. Four digits stay whole where the language groups only longer
/// numbers.
pub(super) fn grouped(words: &Words, number: u64) -> String {
    let digits = number.to_string();
    if digits.len() < words.grouped_from {
        return digits;
    }
    let first = digits.len() % 3;
    let (head, tail) = digits.split_at(first);
    let groups = tail
        .as_bytes()
        .chunks(3)
        .map(|group| String::from_utf8_lossy(group).into_owned());
    let all: Vec<String> = (!head.is_empty())
        .then(|| head.to_owned())
        .into_iter()
        .chain(groups)
        .collect();
    all.join(&words.thousands)
}

/// A number of people in the letter's language: `400 to 900`.
pub(super) fn range(words: &Words, value: &FactValue) -> String {
    value
        .count()
        .map_or_else(|| value.plain(), |count| of_count(words, count))
}

/// The same of a count.
pub(super) fn of_count(words: &Words, count: Count) -> String {
    let min = grouped(words, count.min);
    match count.max {
        Some(max) if max == count.min => min,
        Some(max) => words
            .range
            .replace("{min}", &min)
            .replace("{max}", &grouped(words, max)),
        None => words.or_more.replace("{min}", &min),
    }
}

/// What parts of a law are called in citations, in the singular.
const PARTS: [&str; 9] = ["§", "Art", "Art.", "Article", "ch.", "tit.", "R.S.", "s", "section"];

/// The statute as a lawyer cites it, from the law's own citation and the place in it: "Cal. Civ. Code § 1798.82" and
/// "§ 1798.82(f)" are "Cal. Civ. Code § 1798.82(f)". A place that names its law is whole by itself.
pub(super) fn statute(citation: &str, place: &str) -> String {
    let place = place.trim();
    let Some(part) = place.split_whitespace().next().map(singular) else {
        return citation.to_owned();
    };
    let mut at = 0;
    for word in citation.split_inclusive(' ') {
        if singular(word.trim()) == part && PARTS.contains(&part) {
            let law = citation.get(..at).unwrap_or_default();
            return format!("{law}{place}");
        }
        at += word.len();
    }
    match PARTS.contains(&part) {
        true => format!("{citation}, {place}"),
        false => place.to_owned(),
    }
}

fn singular(word: &str) -> &str {
    match word {
        "§§" => "§",
        "Arts" => "Art",
        "Arts." => "Art.",
        "Articles" => "Article",
        "ss" => "s",
        "sections" => "section",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::{grouped, local_name, statute};
    use crate::app::letters::context::words_in;

    #[test]
    fn an_authority_has_a_name_at_home() {
        let whole = "Bavarian Office (private sector) (Bayerisches Landesamt (BayLDA))";
        assert_eq!(local_name(whole), Some("Bayerisches Landesamt (BayLDA)"));
        assert_eq!(local_name("Garante (GPDP)"), Some("GPDP"));
        assert_eq!(local_name("Data Protection Commission"), None);
    }

    #[test]
    fn a_statute_is_cited_with_its_code() {
        let table = [
            (
                "Cal. Civ. Code § 1798.82",
                "§ 1798.82(f)",
                "Cal. Civ. Code § 1798.82(f)",
            ),
            ("Cal. Civ. Code § 1798.82", "", "Cal. Civ. Code § 1798.82"),
            (
                "Mass. Gen. Laws ch. 93H, §§ 1 to 6",
                "ch. 93H, § 3(b)",
                "Mass. Gen. Laws ch. 93H, § 3(b)",
            ),
            (
                "Okla. Stat. tit. 24, §§ 161 to 166",
                "tit. 24, § 163",
                "Okla. Stat. tit. 24, § 163",
            ),
            (
                "Del. Code Ann. tit. 6, §§ 12B-100 to 12B-104",
                "§ 12B-102(d)",
                "Del. Code Ann. tit. 6, § 12B-102(d)",
            ),
            (
                "Regulation (EU) 2016/679, Arts 4(12), 33, 34; recitals 85 to 88",
                "Art 33(1)",
                "Regulation (EU) 2016/679, Art 33(1)",
            ),
            (
                "Me. Rev. Stat. tit. 10, §§ 1346 to 1350-B",
                "10 M.R.S. § 1348(1)",
                "10 M.R.S. § 1348(1)",
            ),
            ("Health Code", "Art 7", "Health Code, Art 7"),
        ];
        for (citation, place, cited) in table {
            assert_eq!(statute(citation, place), cited);
        }
    }

    #[test]
    fn numbers_have_the_separators_of_their_language() {
        let written = |language: &str, number: u64| grouped(&words_in(language, None), number);
        assert_eq!(written("en", 104_800), "104,800");
        assert_eq!(written("en", 1_200_000), "1,200,000");
        assert_eq!(written("en", 999), "999");
        assert_eq!(written("de", 104_800), "104.800");
        assert_eq!(written("fr", 104_800), "104\u{202f}800");
    }
}
