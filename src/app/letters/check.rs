//! Checking a letter as it is stored against the rules of its obligation.

use std::collections::BTreeMap;
use std::path::Path;

use super::context::{KnownAt, Words, cited, local_name};
use super::draft::Shelf;
use super::export::words_for;
use super::files::{contacts, rules, templates};
use super::ordinary::ordinary_words;
use super::people_by_place::counted_places;
use super::recorded::{Around, known};
use super::stale::{Stale, stale};
use super::{LettersError, SignOffBook, clauses, customers, filed, find, reviews, revision, sent_on, to_follow};
use crate::app::assessment::assessed::Assessed;
use crate::app::record::{Loaded, Record};
use crate::app::views::ObligationView;
use crate::core::counted::counted;
use crate::core::event::MailChannel;
use crate::core::facts::FactValue;
use crate::core::facts::keys;
use crate::core::ids::LetterId;
use crate::core::incident::Incident;
use crate::core::incident::letter::Letter;
use crate::core::law::rulebook::Rulebook;
use crate::core::law::terms::Recipient;
use crate::core::letter_recipient::LetterRecipient;
use crate::core::time::{StoryTime, WallTime};
use crate::core::verdict::Verdict;
use crate::core::visible::one_line;
use crate::letter::block::Block;
use crate::letter::check::compare::{Compared, Outcome, names_authority};
use crate::letter::check::{Asked, Finding, Reading, Subject, Weight, check as checked, compared as every_value};
use crate::letter::contact::{self, Contact};
use crate::letter::gaps::Gap;
use crate::letter::markdown;
use crate::letter::template::Template;

/// Checks a letter as it stands.
///
/// # Errors
/// An unknown incident or letter, or rules that are invalid.
pub fn check(
    record: &Record,
    code: &str,
    letter: &LetterId,
    own: Option<&Path>,
    now: WallTime,
) -> Result<Vec<Finding>, LettersError> {
    Ok(found(record, code, letter, own, now)?.0)
}

/// What the check finds in a letter as it stands, and what the letter says will follow.
///
/// # Errors
/// As [`check`].
pub(super) fn found(
    record: &Record,
    code: &str,
    letter: &LetterId,
    own: Option<&Path>,
    now: WallTime,
) -> Result<(Vec<Finding>, Vec<Gap>), LettersError> {
    let desk = Lots::of(record, code, letter, own, now)?;
    let text = &revision(find(&desk.loaded.incident, letter)?, None)?.text;
    let findings = desk.findings(letter, text, own)?;
    Ok((findings, desk.to_follow(find(&desk.loaded.incident, letter)?, text)))
}

/// The text of a letter as somebody is writing it.
pub struct Unsaved<'u> {
    pub letter: &'u LetterId,
    pub text: &'u str,
}

/// Checks a letter as if a text had been saved. Whether a clause was altered, and what its facts have become since, is
/// looked at in the text that was saved.
///
/// # Errors
/// As [`check`].
pub fn check_unsaved(
    record: &Record,
    code: &str,
    unsaved: &Unsaved<'_>,
    own: Option<&Path>,
    now: WallTime,
) -> Result<Vec<Finding>, LettersError> {
    let desk = Lots::of(record, code, unsaved.letter, own, now)?;
    desk.findings(unsaved.letter, unsaved.text, own)
}

/// Every value of a letter that was compared with the record, in the order of its text.
///
/// # Errors
/// As [`check`].
pub fn compared(
    record: &Record,
    code: &str,
    letter: &LetterId,
    own: Option<&Path>,
    now: WallTime,
) -> Result<Vec<Compared>, LettersError> {
    let desk = Lots::of(record, code, letter, own, now)?;
    Ok(every_value(&desk.subject(letter)?, &desk.blocks(letter)?))
}

/// An incident with what its letters are checked against.
struct Lots<'r> {
    record: &'r Record,
    now: StoryTime,
    rules: &'r Rulebook,
    loaded: Loaded,
    assessed: Assessed,
    templates: Vec<Template>,
    contacts: Vec<Contact>,
}

impl<'r> Lots<'r> {
    fn of(
        record: &'r Record,
        code: &str,
        letter: &LetterId,
        own: Option<&Path>,
        now: WallTime,
    ) -> Result<Lots<'r>, LettersError> {
        // What it finds quotes the letter.
        let loaded = record.load_letter(code, letter)?;
        let now = loaded.incident.now(now);
        Ok(Lots {
            record,
            now,
            rules: &record.rules,
            assessed: record.assess(&loaded.incident, &loaded.organisation, now)?,
            loaded,
            templates: templates(own)?,
            contacts: contacts(own)?,
        })
    }

    /// What is found in a text of a letter.
    fn findings(&self, letter: &LetterId, text: &str, own: Option<&Path>) -> Result<Vec<Finding>, LettersError> {
        let blocks = &markdown::parse(text);
        let subject = self.subject(letter)?;
        let mut findings = checked(&rules(own)?, &subject, blocks);
        findings.extend(wrong_authority(&subject, blocks));
        let reading = Reading::of(blocks);
        let found = find(&self.loaded.incident, letter)?;
        let template = self.templates.iter().find(|t| t.id == found.template);
        let obligation = self.obligation(found);
        findings.extend(customers::misdirected(self.rules, obligation, &reading.lower));
        let words = words_for(self.rules, &self.loaded, found);
        let follow = self.to_follow(found, text);
        findings.extend(to_follow::tells_nothing(&self.loaded, text, &follow, &words));
        findings.extend(reviews::open(&self.loaded.incident, found, template));
        findings.extend(contact::unconfirmed(
            &self.contacts,
            &reading,
            self.loaded.incident.home_zone.local(self.now.at()).date_naive(),
        ));
        findings.extend(clauses::altered(own, found)?);
        findings.extend(sent_late(&self.loaded, obligation));
        findings.extend(filed::before_its_date(&self.loaded, letter));
        let stale = stale(self.rules, &self.loaded, &self.assessed.view.obligations, letter);
        findings.splice(0..0, stale.iter().map(Stale::finding));
        Ok(findings)
    }

    /// The obligation that a letter is for.
    fn obligation(&self, letter: &Letter) -> Option<&ObligationView> {
        let id = letter.obligation.as_deref()?;
        self.assessed.view.obligations.iter().find(|o| o.id == id)
    }

    fn blocks(&self, letter: &LetterId) -> Result<Vec<Block>, LettersError> {
        let found = find(&self.loaded.incident, letter)?;
        Ok(markdown::parse(&revision(found, None)?.text))
    }

    /// What a text of a letter says will follow: what would be gaps in it, if its template let nothing follow.
    fn to_follow(&self, letter: &Letter, text: &str) -> Vec<Gap> {
        let mut all = self.templates.iter();
        let template = all.find(|t| t.id == letter.template && t.language == letter.language && t.phased);
        let words = words_for(self.rules, &self.loaded, letter);
        let (Some(template), 1..) = (template, to_follow::said(text, &words)) else {
            return Vec::new();
        };
        let at_once = Template {
            phased: false,
            ..template.clone()
        };
        let drafted = self.rendered(&at_once, self.obligation(letter));
        drafted.map_or_else(Vec::new, |drafted| to_follow::between(&drafted, text))
    }

    /// What a letter's template makes of what is known now; nothing where it is gone or does not render.
    fn drafted(&self, template: Option<&Template>, obligation: Option<&ObligationView>) -> Vec<Block> {
        let made = template.and_then(|template| self.rendered(template, obligation));
        made.map_or_else(Vec::new, |text| markdown::parse(&text))
    }

    fn rendered(&self, template: &Template, obligation: Option<&ObligationView>) -> Option<String> {
        let shelf = Shelf {
            book: &SignOffBook::of(self.record, &self.loaded),
            templates: &self.templates,
            contacts: &self.contacts,
        };
        let known = KnownAt {
            loaded: &self.loaded,
            now: self.now,
        };
        shelf.rendered(known, template, obligation).ok()
    }

    /// What is known of a letter beside its text.
    fn subject(&self, letter: &LetterId) -> Result<Subject, LettersError> {
        let found = find(&self.loaded.incident, letter)?;
        let all = &self.assessed.view.obligations;
        let template = self.templates.iter().find(|t| t.id == found.template);
        let obligation = self.obligation(found);
        let words = words_for(self.rules, &self.loaded, found);
        let mut subject = subject(&self.loaded, (found, &words), template, obligation, all)?;
        let mut known = known(Around {
            loaded: &self.loaded,
            own: obligation,
            all,
            contacts: &self.contacts,
            words: &words,
            recipient: subject.recipient,
        });
        known.ordinary = ordinary_words(&found.language);
        known.statute = obligation.map(|obligation| cited(self.rules, obligation));
        let mut same = self.templates.iter().filter(|t| t.id == found.template);
        let spoken = same.find(|t| t.language == found.language).or(template);
        known.drafted = self.drafted(spoken, obligation);
        subject.known = Some(known);
        Ok(subject)
    }
}

fn subject(
    loaded: &Loaded,
    (letter, words): (&Letter, &Words),
    template: Option<&Template>,
    obligation: Option<&ObligationView>,
    all: &[ObligationView],
) -> Result<Subject, LettersError> {
    let current = loaded.incident.current(keys::data::ELEMENTS);
    let value = current.last().and_then(|entry| entry.value.as_ref());
    let elements = value.and_then(FactValue::codes).map(<[String]>::to_vec);
    let hit = elements.iter().flatten();
    let element_words = hit.filter_map(|code| words.elements.get(code).cloned()).collect();
    let public = template.filter(|t| t.recipient == LetterRecipient::PUBLIC);
    let recipient = public
        .map(|t| t.recipient)
        .or(obligation.map(|o| o.recipient.into()))
        .or(template.map(|t| t.recipient));
    let answered = answered(obligation, template, all);
    let regimes = answered.iter().map(|o| o.regime.to_string()).collect();
    let asked = answered.iter().map(|o| Asked {
        regime: o.regime.to_string(),
        cite: o.cite.clone(),
        content: o.content.clone(),
    });
    let asked = asked.collect();
    Ok(Subject {
        template: letter.template.clone(),
        recipient,
        regimes,
        asked,
        language: letter.language.clone(),
        elements,
        element_words,
        people: people(&loaded.incident),
        known: None,
        late: obligation.is_some_and(|o| o.overdue),
        authority: obligation.and_then(|o| o.authority.name.clone()),
        follows: words.follows.clone(),
        variant: template.map(|template| template.variant),
        announces: template.is_some_and(|template| template.channel == Some(MailChannel::Text)),
    })
}

/// The obligations a letter answers to: its own, or every one of its template's that is not ruled out.
fn answered<'o>(
    own: Option<&'o ObligationView>,
    template: Option<&Template>,
    all: &'o [ObligationView],
) -> Vec<&'o ObligationView> {
    match (own, template) {
        (Some(own), _) => vec![own],
        (None, Some(template)) => {
            // A notice to the public stands in for letters to individuals.
            let told = match template.recipient == LetterRecipient::PUBLIC {
                true => LetterRecipient::INDIVIDUALS,
                false => template.recipient,
            };
            let open = all
                .iter()
                .filter(|o| o.verdict != Verdict::NotDue && told == o.recipient.into());
            open.filter(|o| template.fits(&o.regime).is_some()).collect()
        }
        (None, None) => Vec::new(),
    }
}

/// At least how many people are recorded, by place: of a range its lower end, of several counts the last.
fn people(incident: &Incident) -> BTreeMap<String, u64> {
    let counted = counted_places(incident);
    counted
        .iter()
        .map(|own| (own.place.to_owned(), own.count.min))
        .collect()
}

/// A letter to an authority names it.
fn wrong_authority(subject: &Subject, blocks: &[Block]) -> Option<Finding> {
    let name = subject
        .authority
        .as_deref()
        .filter(|_| subject.is_to(Recipient::Regulator))?;
    let text = folded(&Reading::of(blocks).lower);
    let short = folded(name.split(" (").next().unwrap_or(name));
    // At home it may have a short form of its own: `Commission nationale … (CNIL)`.
    let local = local_name(name).unwrap_or_default();
    let locals = [Some(local), local.split(" (").next(), local_name(local)];
    let own = locals.into_iter().flatten().filter(|local| !local.is_empty());
    let own = own.map(folded).any(|local| has_words(&text, &local));
    let named = own || text.contains(&short) || text.lines().any(|line| names_authority(line, &short));
    (!named).then(|| Finding {
        rule: "authority".to_owned(),
        weight: Weight::Fails,
        demand: "the letter is addressed to the authority of its obligation".to_owned(),
        found: format!("it does not name {name}"),
        cite: "the rule of the obligation".to_owned(),
    })
}

/// In lower case, with one kind of apostrophe.
fn folded(text: &str) -> String {
    text.to_lowercase().replace('’', "'")
}

/// Whether a text has some words, and not as part of others.
fn has_words(text: &str, words: &str) -> bool {
    let ends = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    text.match_indices(words)
        .any(|(at, found)| ends(text[..at].chars().next_back()) && ends(text[at + found.len()..].chars().next()))
}

/// A day of sending that is after the deadline of the letter's obligation.
fn sent_late(loaded: &Loaded, obligation: Option<&ObligationView>) -> Option<Finding> {
    let deadline = obligation?.deadline.as_ref()?;
    let recipient = obligation.map(|own| own.recipient.into());
    let sent = sent_on::moment(&loaded.incident, sent_on::reader(recipient))?;
    let day = loaded.incident.home_zone.local(sent).date_naive();
    (day > deadline.zone.local(deadline.strict).date_naive()).then(|| Finding {
        rule: "sent-late".to_owned(),
        weight: Weight::Fails,
        demand: "a letter goes out before its obligation's deadline, or is filed late with the reason".to_owned(),
        found: format!("its date is {day}, and the deadline is {}", deadline.strict_local()),
        cite: obligation.map(|own| own.cite.clone()).unwrap_or_default(),
    })
}

/// Findings as people read them.
pub fn findings_text(findings: &[Finding]) -> String {
    let mut out = String::new();
    for finding in findings {
        let word = match finding.weight {
            Weight::Fails => "FAILS  ",
            Weight::Warns => "warns  ",
            Weight::Reminds => "check  ",
        };
        out += &format!(
            "{word} {}: {}\n         {} [{}]\n",
            finding.rule,
            one_line(&finding.found),
            finding.demand,
            finding.cite
        );
    }
    let fails = findings.iter().filter(|f| f.fails()).count();
    out + &match fails {
        0 => "Nothing fails. The check covers only the rules it was given; it is not legal advice.\n".to_owned(),
        1 => "1 finding fails.\n".to_owned(),
        n => format!("{n} findings fail.\n"),
    }
}

/// Compared values as people read them, a line each.
pub fn compared_text(all: &[Compared]) -> String {
    let mut out = String::new();
    for one in all {
        let mark = match one.outcome {
            Outcome::Equal(_) => "same    ",
            Outcome::Differs(_) => "DIFFERS ",
            Outcome::Unknown(_) => "unknown ",
        };
        out += &format!("{mark}{:<10} {}\n", one.what.words(), one_line(&one.to_string()));
    }
    let differ = all
        .iter()
        .filter(|one| matches!(one.outcome, Outcome::Differs(_)))
        .count();
    let unknown = all
        .iter()
        .filter(|one| matches!(one.outcome, Outcome::Unknown(_)))
        .count();
    out + &format!(
        "{} compared; not as recorded: {differ}; not in the record: {unknown}.\n",
        counted(u64::try_from(all.len()).unwrap_or(u64::MAX), "value")
    )
}
