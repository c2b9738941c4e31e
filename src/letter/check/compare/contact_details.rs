//! Telephone numbers, e-mail addresses, websites and postal addresses: whose they are, and whether they are theirs.

use std::ops::Range;

use super::phrases::all;
use super::recorded::{Fact, Known, Owner, Told, Way};
use super::{Compared, Outcome, What};
use crate::letter::check::passage::{Passage, Place};

/// A way to reach somebody as a text gives it.
struct Given {
    way: Way,
    at: Range<usize>,
    text: String,
}

pub(super) fn compare(
    known: &Known,
    addresses: &super::postal::Recorded<'_>,
    passage: &Passage,
    found: &mut Vec<Compared>,
) {
    for given in telephones(&passage.text).chain(marks(&passage.text)) {
        let outcome = judge(known, passage, &given);
        found.push(Compared {
            what: what(given.way),
            written: given.text,
            outcome,
        });
    }
    super::postal::compare(addresses, passage, found);
}

fn what(way: Way) -> What {
    match way {
        Way::Telephone => What::Telephone,
        Way::Email => What::Email,
        Way::Website => What::Website,
        Way::Address => What::Address,
    }
}

/// Runs of digits and separators that can be a telephone number.
fn telephones(text: &str) -> impl Iterator<Item = Given> {
    let part = |c: char| c.is_ascii_digit() || " \u{a0}\u{202f}()+-./‑".contains(c);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(from) = text[at..]
        .find(|c: char| c.is_ascii_digit() || c == '+' || c == '(')
        .map(|offset| at + offset)
    {
        let to = text[from..]
            .find(|c| !part(c))
            .map_or(text.len(), |offset| from + offset);
        let run = text[from..to].trim_end_matches(|c: char| !c.is_ascii_digit());
        let joined = text[..from].ends_with(|c: char| c.is_alphanumeric() || c == '@' || c == '§' || c == '-');
        // `42.56.590(7` is the beginning of a subsection.
        let open = run.rfind('(').is_some_and(|at| !run[at..].contains(')'));
        if !joined && !open && is_telephone(run) {
            found.push(Given {
                way: Way::Telephone,
                at: from..from + run.len(),
                text: run.to_owned(),
            });
        }
        at = to.max(from + 1);
        while !text.is_char_boundary(at) {
            at += 1;
        }
    }
    found.extend(vanity(text));
    found.into_iter()
}

/// So many letters make a word: `57-12C-10` is a section of a statute.
const WORD: usize = 3;

/// Numbers with words in them, as on a telephone's keys: `1-800-FLOWERS`, `(833) 555-HELP`.
fn vanity(text: &str) -> Vec<Given> {
    let mut found = Vec::new();
    let mut at = 0;
    for word in text.split(|c: char| c.is_whitespace() || ",;|".contains(c)) {
        let from = at + text[at..].find(word).unwrap_or_default();
        at = from + word.len();
        let bare = word.trim_matches(|c: char| !c.is_ascii_alphanumeric() && c != '(' && c != '+');
        // `(833) 555-HELP` has a blank inside.
        let before = text[..from]
            .trim_end()
            .rsplit(char::is_whitespace)
            .next()
            .unwrap_or_default();
        let area = before.starts_with('(') && before.ends_with(')') && digits(before).len() == 3;
        let keyed = on_keys(bare);
        let parts = bare.split(['-', '.']).filter(|part| !part.is_empty());
        let spelled = parts
            .clone()
            .any(|part| part.bytes().filter(u8::is_ascii_uppercase).count() >= WORD);
        let shaped = parts.clone().count() >= 2
            && (area || bare.starts_with(|c: char| c.is_ascii_digit() || c == '(' || c == '+'))
            && bare
                .chars()
                .all(|c| c.is_ascii_digit() || c.is_ascii_uppercase() || "()+-.".contains(c));
        let length = keyed.len() + if area { 3 } else { 0 };
        if spelled && shaped && (7..=13).contains(&length) {
            let text = if area {
                format!("{before} {bare}")
            } else {
                bare.to_owned()
            };
            found.push(Given {
                way: Way::Telephone,
                at: from..at,
                text,
            });
        }
    }
    found
}

/// Letters as the digits of a telephone's keys (ITU-T E.161).
fn on_keys(text: &str) -> String {
    let key = |c: char| match c.to_ascii_lowercase() {
        'a'..='c' => '2',
        'd'..='f' => '3',
        'g'..='i' => '4',
        'j'..='l' => '5',
        'm'..='o' => '6',
        'p'..='s' => '7',
        't'..='v' => '8',
        'w'..='z' => '9',
        other => other,
    };
    text.chars().filter(char::is_ascii_alphanumeric).map(key).collect()
}

fn is_telephone(run: &str) -> bool {
    let digits = digits(run).len();
    let groups: Vec<usize> = run
        .split(|c: char| !c.is_ascii_digit())
        .filter(|group| !group.is_empty())
        .map(str::len)
        .collect();
    let date = groups.len() >= 3
        && ((groups[0] == 4 && groups[1] <= 2 && groups[2] <= 2)
            || (groups[0] <= 2 && groups[1] <= 2 && groups[2] == 4))
        && digits <= 14
        && !run.starts_with('+');
    let zip = groups == [5, 4];
    let social = groups == [3, 2, 4];
    let thousands = groups.len() > 1
        && groups[0] <= 3
        && groups[1..].iter().all(|group| *group == 3)
        && !run.contains(['-', '(', '+', ' ']);
    let separated = groups.len() > 1 || run.starts_with('+') || (run.starts_with(['0', '1']) && digits >= 10);
    (8..=15).contains(&digits) && separated && !date && !zip && !social && !thousands
}

/// The digits of a number, words on keys among them.
fn digits(text: &str) -> String {
    on_keys(text).chars().filter(char::is_ascii_digit).collect()
}

/// Whether two numbers are one, whatever stands for the country: the shorter one is the end of the longer. A zero that is
/// dialed within the country alone stands in brackets.
fn same_number(one: &str, other: &str) -> bool {
    let bare = |text: &str| digits(&text.replace("(0)", "")).trim_start_matches('0').to_owned();
    let (one, other) = (bare(one), bare(other));
    one.len().min(other.len()) >= SHORTEST && (one.ends_with(&other) || other.ends_with(&one))
}

/// So many digits a number has at least without what stands for the country.
const SHORTEST: usize = 7;

/// E-mail addresses and websites.
fn marks(text: &str) -> impl Iterator<Item = Given> {
    let mut found = Vec::new();
    let mut at = 0;
    for word in text.split(|c: char| c.is_whitespace() || "()<>[]|,;“”\"«»".contains(c)) {
        let from = at + text[at..].find(word).unwrap_or_default();
        at = from + word.len();
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let way = match () {
            () if bare.contains('@') => Way::Email,
            () if is_site(bare) => Way::Website,
            () => continue,
        };
        found.push(Given {
            way,
            at: from..at,
            text: bare.to_owned(),
        });
    }
    found.into_iter()
}

fn is_site(word: &str) -> bool {
    let host = host(word);
    let parts: Vec<&str> = host.split('.').collect();
    let ends = parts
        .last()
        .is_some_and(|last| all().senders.host_endings.iter().any(|ending| ending == last));
    let whole = parts.len() >= 2
        && parts
            .iter()
            .all(|part| part.len() >= 2 && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'));
    let marked = word.contains("://") || word.to_lowercase().starts_with("www.");
    whole && (marked || ends) && parts.iter().any(|part| part.chars().any(char::is_alphabetic))
}

/// The host of a website, without `www`.
fn host(text: &str) -> String {
    let lower = text.trim().to_lowercase();
    let rest = lower.split_once("://").map_or(lower.as_str(), |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    host.strip_prefix("www.")
        .unwrap_or(host)
        .trim_end_matches('.')
        .to_owned()
}

/// The last two names of a host or of what stands behind the `@`.
fn domain(text: &str) -> String {
    let host = host(text.rsplit('@').next().unwrap_or_default());
    let names: Vec<&str> = host.rsplit('.').take(2).collect();
    names.join(".")
}

fn same(way: Way, one: &str, other: &str) -> bool {
    match way {
        Way::Telephone => same_number(one, other),
        Way::Email => one.trim().eq_ignore_ascii_case(other.trim()),
        Way::Website => {
            let (one, other) = (host(one), host(other));
            one == other || one.ends_with(&format!(".{other}"))
        }
        Way::Address => false,
    }
}

/// Whether two are so alike that one must be a slip of the other.
fn close(way: Way, one: &str, other: &str) -> bool {
    let (one, other) = match way {
        Way::Telephone => (digits(one), digits(other)),
        Way::Email => (one.to_lowercase(), other.to_lowercase()),
        Way::Website => (host(one), host(other)),
        Way::Address => return false,
    };
    one.len() > 7 && one.len().abs_diff(other.len()) <= 2 && strsim::damerau_levenshtein(&one, &other) <= 2
}

/// Whether a text of the story gives it.
fn in_story(way: Way, value: &str, text: &str) -> bool {
    match way {
        Way::Telephone => telephones(text).any(|own| same_number(value, &own.text)),
        Way::Email | Way::Website => marks(text).any(|own| same(way, value, &own.text)),
        Way::Address => false,
    }
}

fn reached(known: &Known, way: Way) -> impl Iterator<Item = (&Owner, &str, &Told)> {
    known.facts.iter().filter_map(move |told| {
        let Fact::Reach(owner, own, text) = &told.fact else {
            return None;
        };
        (*own == way).then_some((owner, text.as_str(), told))
    })
}

/// Whose a value must be after the words before it.
fn owner(known: &Known, passage: &Passage, at: usize) -> Option<Owner> {
    let before = &passage.text[..at];
    let named = known.facts.iter().filter_map(|told| {
        if let Fact::Reach(owner @ Owner::Other(name), ..) = &told.fact {
            Some((before.rfind(name.as_str())?, owner.clone()))
        } else {
            None
        }
    });
    let other = named.max_by_key(|(at, _)| *at);
    let own = all().own.hits(&passage.words);
    let own = own
        .iter()
        .map(|hit| passage.words[hit.words.start].at.start)
        .filter(|start| *start < at && !before[*start..].contains(". "))
        .max();
    match (other, own) {
        (Some((other_at, owner)), Some(own_at)) => Some(if own_at > other_at { Owner::Own } else { owner }),
        (Some((_, owner)), None) => Some(owner),
        (None, Some(_)) => Some(Owner::Own),
        (None, None) => None,
    }
}

/// So many words may stand between a number and whom or what it reaches: `call N or visit the website`.
const BESIDE: usize = 4;

/// What is wrong with a number beside a person or a website that a text of the story gives with another number.
fn of_another(known: &Known, passage: &Passage, given: &Given) -> Option<Outcome> {
    let near = |at: &Range<usize>| {
        let between = given.at.end.min(at.end)..given.at.start.max(at.start);
        let words = passage.words.iter().filter(|word| between.contains(&word.at.start));
        // A word of the name or of the address itself is no word between.
        let inside = |word: &&crate::letter::check::speech::Word| {
            !(at.contains(&word.at.start) || given.at.contains(&word.at.start))
        };
        let between: Vec<_> = words.filter(inside).collect();
        between.len() <= BESIDE && !between.iter().any(|word| word.sentence)
    };
    // The organization's own number may stand beside any of its addresses.
    let general =
        reached(known, Way::Telephone).any(|(owner, text, _)| *owner == Owner::Own && same_number(&given.text, text));
    let own_address = |mark: &Given| {
        let ways = [Way::Email, Way::Website]
            .into_iter()
            .flat_map(|way| reached(known, way));
        let mut own = ways.filter(|(owner, ..)| **owner == Owner::Own);
        own.any(|(_, text, _)| domain(text) == domain(&mark.text))
    };
    known.story().find_map(|(text, told)| {
        let numbers: Vec<Given> = telephones(text).collect();
        let own = |number: &str| numbers.iter().any(|right| same_number(number, &right.text));
        let right = numbers.first()?;
        let elsewhere = telephones(&passage.text).any(|other| own(&other.text));
        if own(&given.text) || elsewhere {
            return None;
        }
        let person = person(text).filter(|name| {
            let at = passage.text.find(name);
            at.is_some_and(|at| near(&(at..at + name.len())))
        });
        let site = marks(text).filter(|mark| !(general && own_address(mark))).find(|mark| {
            marks(&passage.text).any(|written| {
                mark.way == written.way && same(mark.way, &written.text, &mark.text) && near(&written.at)
            })
        });
        let whose = person.map(str::to_owned).or(site.map(|mark| mark.text))?;
        Some(Outcome::differs(
            told,
            format!("the number recorded with {whose} is {}", right.text),
        ))
    })
}

/// The person whom a contact names first: `Dana Whitcomb, General Counsel, 1-541-…`.
fn person(text: &str) -> Option<&str> {
    let (name, _) = text.split_once(',')?;
    let words: Vec<&str> = name.split_whitespace().collect();
    // `Privacy Office` is nobody.
    let of_a_name =
        |word: &&str| word.starts_with(char::is_uppercase) && !all().no_names.contains(&word.to_lowercase());
    let capital = words.iter().all(of_a_name);
    ((2..=4).contains(&words.len()) && capital && !name.contains(|c: char| c.is_ascii_digit())).then_some(name.trim())
}

fn judge(known: &Known, passage: &Passage, given: &Given) -> Outcome {
    let way = given.way;
    if let (Way::Telephone, Some(wrong)) = (way, of_another(known, passage, given)) {
        return wrong;
    }
    let equal: Vec<_> = reached(known, way)
        .filter(|(_, text, _)| same(way, &given.text, text))
        .collect();
    let owner = owner(known, passage, given.at.start);
    let row = passage.place != Place::Paragraph;
    let theirs = |told: &Owner| owner.as_ref().is_none_or(|owner| owner == told);
    if let Some((.., told)) = equal.iter().find(|(told, ..)| theirs(told)) {
        return Outcome::equal(told);
    }
    let stories = || known.story().find(|(text, _)| in_story(way, &given.text, text));
    let recorded = owner
        .as_ref()
        .and_then(|owner| reached(known, way).find(|(told, ..)| *told == owner));
    match (equal.first(), recorded) {
        (Some((.., told)), Some((_, right, _))) if row => {
            Outcome::differs(told, format!("it is that of {}; recorded is {right}", told.words))
        }
        (Some((.., told)), _) => Outcome::equal(told),
        (None, recorded) => {
            if let Some((_, told)) = stories() {
                return Outcome::equal(told);
            }
            let slip = reached(known, way).find(|(_, text, _)| close(way, &given.text, text));
            let told_site = |host: &str| {
                all().hosts.iter().any(|own| host == own)
                    || all()
                        .public_endings
                        .iter()
                        .any(|ending| host.ends_with(ending.as_str()))
            };
            match (slip, recorded) {
                (Some((_, right, told)), _) => Outcome::differs(told, format!("{} is recorded as {right}", told.words)),
                (None, _) if way == Way::Website && told_site(&host(&given.text)) => {
                    Outcome::equal_to("a public body's website")
                }
                // A provider's pages may be named with the sender's own.
                (None, Some((_, right, told))) if way != Way::Website || own_site(passage, given.at.start) => {
                    Outcome::differs(told, format!("{} is recorded as {right}", told.words))
                }
                (None, _) => Outcome::unknown("it is not recorded"),
            }
        }
    }
}

/// Whether the words right before a website say that it is the sender's own.
fn own_site(passage: &Passage, at: usize) -> bool {
    let before: Vec<_> = passage.words.iter().filter(|word| word.at.end <= at).cloned().collect();
    let near = &before[before.len().saturating_sub(5)..];
    all().senders.own_site.holds(near)
}

/// A letter gives a way to reach its sender: one that is recorded. Authorities are given more than a postal address.
/// `None`: it does, or none is recorded.
pub(super) fn none_of_the_sender(known: &Known, passages: &[Passage], by_post: bool) -> Option<Compared> {
    let own: Vec<(Way, &str)> = [Way::Telephone, Way::Email, Way::Address]
        .into_iter()
        .filter(|way| by_post || *way != Way::Address)
        .flat_map(|way| {
            reached(known, way)
                .filter(|(owner, ..)| **owner == Owner::Own)
                .map(move |(_, text, _)| (way, text))
        })
        .collect();
    let contact = known
        .story()
        .filter(|(_, told)| told.words.contains("contact") || told.words.contains("person"));
    let contacts: Vec<&str> = contact.map(|(text, _)| text).collect();
    if own.is_empty() {
        return None;
    }
    let ours = |given: &Given| {
        own.iter()
            .any(|(way, text)| *way == given.way && same(*way, &given.text, text))
            || contacts
                .iter()
                .any(|text| given.way != Way::Website && in_story(given.way, &given.text, text))
    };
    let address = |passage: &Passage| {
        own.iter()
            .any(|(way, text)| *way == Way::Address && passage.text.contains(text))
    };
    let given = passages.iter().any(|passage| {
        address(passage)
            || telephones(&passage.text)
                .chain(marks(&passage.text))
                .any(|given| ours(&given))
    });
    (!given).then(|| Compared {
        what: What::Telephone,
        written: own.first().map(|(_, text)| (*text).to_owned()).unwrap_or_default(),
        outcome: Outcome::contradicted(
            "the letter gives no recorded telephone number, e-mail or postal address of its sender",
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::same_number;

    #[test]
    fn numbers_are_one_where_only_what_stands_for_the_country_differs() {
        for (one, other, same) in [
            ("1-833-555-0142", "(833) 555-0142", true),
            ("1-833-555-0142", "1-933-555-0142", false),
            ("+49 221 555 0114", "0221 555 0114", true),
            ("+49 221 555 0114", "+49 (0)221 555 0114", true),
            ("+49 221 555 0114", "+49 231 555 0114", false),
            ("555-0142", "1-833-555-0142", true),
            ("0142", "1-833-555-0142", false),
        ] {
            assert_eq!(same_number(one, other), same, "{one} / {other}");
        }
    }
}
