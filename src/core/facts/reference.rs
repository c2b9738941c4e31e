//! The table of facts in words: the manual's page of facts, and the keys that the help of the command line lists. Neither
//! is kept in a file, so that a new fact is a new row and nothing else.

use std::fmt::Write as _;

use super::kind::Kind;
use super::table::{self, Fact, Group, RecordedAs};
use crate::core::capital::capitalized;
use crate::core::law::codes;

/// The line of a page of the manual that stands for [`manual_section`].
pub const DIRECTIVE: &str = "{{#facts}}";

/// Every key by group, then the codes and what they mean, as Markdown.
pub fn manual_section() -> String {
    let mut out = String::from(
        "The keys of facts files and of `firebell incident fact set`. A key with `…` is completed by a place, an id or a name.\n",
    );
    for group in Group::ALL {
        let _ = writeln!(
            out,
            "\n### {}\n\n| key | asks | value | feeds |\n| --- | --- | --- | --- |",
            group.words()
        );
        for fact in table::of_group(group) {
            let _ = writeln!(out, "| {} |", row(fact).join(" | "));
        }
    }
    out.push_str("\n## Codes\n\nFacts files and law files share these words. `firebell law profiles` lists the sector flags with their questions.\n");
    for fact in table::rows() {
        let codes = fact.kind.meanings();
        list(&mut out, &capitalized(fact.label), &format!("`{}`", fact.key), codes);
    }
    list(
        &mut out,
        "Marks of the data",
        "`data.marks.…`",
        codes::MARKS.iter().collect(),
    );
    let other = codes::OTHER_LAWS.iter().collect();
    list(
        &mut out,
        "Laws that may stand in for another",
        "`decisions.relies_on.…`",
        other,
    );
    out
}

fn row(fact: &Fact) -> [String; 4] {
    let key = format!("`{}`", fact.key.replace('*', "…"));
    let value = match fact.kind {
        Kind::One(_) | Kind::Many(_) | Kind::OneOrMany(_) | Kind::Words(..) => fact.kind.words().to_owned(),
        Kind::Flag(_)
        | Kind::Number(_)
        | Kind::Text(_)
        | Kind::Picture
        | Kind::Place(_)
        | Kind::PlaceOrNone(_)
        | Kind::Moment
        | Kind::Day
        | Kind::Count
        | Kind::Decision => table::help_of(fact),
    };
    // What a text of the letters asks is what the gap says: it is not told twice.
    let value = if value == fact.question {
        fact.kind.words().to_owned()
    } else {
        value
    };
    let law = fact.feeds.iter().map(|feeds| feeds.words());
    let methods = fact
        .asked
        .iter()
        .flat_map(|(_, methods)| methods.iter())
        .map(|method| method.words());
    let feeds: Vec<&str> = law.chain(methods).collect();
    [key, fact.question.replace("{}", "…"), value, feeds.join(", ")]
}

fn list(out: &mut String, title: &str, key: &str, codes: Vec<(&str, &str)>) {
    if codes.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n### {title} ({key})\n\n| code | means |\n| --- | --- |");
    for (code, means) in codes {
        let _ = writeln!(out, "| `{code}` | {means} |");
    }
}

/// The keys that may be recorded as a fact of an incident, by group, each with what to give.
pub fn keys() -> String {
    let mut out = String::new();
    for group in Group::ALL {
        let own: Vec<&Fact> = table::of_group(group)
            .filter(|fact| fact.recorded == RecordedAs::Fact)
            .collect();
        if own.is_empty() {
            continue;
        }
        let _ = writeln!(out, "{}:", group.words());
        for fact in own {
            let _ = writeln!(out, "  {}  {}", fact.key.replace('*', "…"), table::help_of(fact));
        }
    }
    out
}
