//! People by place: one place after the other, or many at once from a line or two columns that were pasted.

use std::collections::BTreeMap;

use super::{Answers, Asked, Choice, Field, Form, Known, Opener, Optional, Outcome, Prompt, Purpose, Reads as _, Slot};
use crate::core::event::{Certainty, FactClaim};
use crate::core::facts::FactValue;
use crate::core::facts::keys;
use crate::core::incident::command::{Command, FactBasis, FactCommand};
use crate::tui::effect::Effect;
use crate::tui::known::NO_INCIDENT;
use crate::tui::pasted_counts::{self, Counted, REST, has_count, is_several};
use crate::tui::places;
use crate::tui::rest_of_people;

const PLACE: Optional<String> = Prompt::one_of("place", "Place").help(WHERE).optional();
const PEOPLE: Optional<String> = Prompt::line("people", "People").help(COUNT).optional();
const SEVERAL: Optional<String> = Prompt::text("several", "Or several at once").help(PASTE).optional();
const FILE: Optional<String> = Prompt::line("file", "Or a file with the people")
    .help("a CSV file; only counts by place are stored")
    .optional();

const WHERE: &str = "type its name, or place and number in one: “Texas 3100”";
const COUNT: &str = "600, 400-900, 400+, or rest of the total; Enter records it and asks for the next place";
const PASTE: &str = "type or paste “TX 3100, CA 2200, elsewhere 0, total 5300” or two columns of a spreadsheet";
pub(crate) const OPEN: Opener = Opener::new("people by place", |at| form(&at.known));

/// What is recorded of a place: the value, and the number of its entry.
type Recorded = BTreeMap<String, (String, u64)>;

/// A remark, which has no stop, beside other sentences.
fn sentence(remark: &str) -> String {
    match remark.ends_with(['.', '?', '!']) {
        true => remark.to_owned(),
        false => format!("{remark}."),
    }
}

fn form(known: &Known<'_>) -> Result<Form, &'static str> {
    let opened = known.opened.ok_or(NO_INCIDENT)?;
    let counts = opened.facts.iter().filter_map(|fact| {
        let place = fact.key.strip_prefix(keys::affected::BELOW)?;
        let value = fact.value.as_ref().map(FactValue::as_typed)?;
        Some((place.to_owned(), (value, fact.seq)))
    });
    let recorded: Recorded = counts.collect();
    let remarks = opened.whole.assessment.people.remarks.iter();
    let mut lines: Vec<String> = remarks.map(|remark| sentence(remark)).collect();
    if !recorded.contains_key("elsewhere") {
        lines.push("Once every place is named, “people elsewhere” 0 rules out the law of all others.".to_owned());
    }
    if !recorded.is_empty() {
        let named = recorded
            .iter()
            .map(|(place, (value, _))| format!("{} {value}", name(place)));
        lines.push(format!("Recorded: {}.", named.collect::<Vec<_>>().join(" · ")));
    }
    let everybody = [
        Choice::new("total", "all people, wherever they live").found_by("everybody sum"),
        Choice::new("elsewhere", "people elsewhere: in places that are not listed"),
    ];
    let options: Vec<Choice> = everybody
        .into_iter()
        .chain(places::everywhere().iter().cloned())
        .collect();
    let fields = vec![PLACE.picking(options), PEOPLE.field(), SEVERAL.field(), FILE.field()];
    Ok(Form::new(CountPeople { recorded }, "People by place", fields).note(lines.join(" ")))
}

/// What a place is called.
fn name(place: &str) -> String {
    match place {
        "total" => "in total".to_owned(),
        "elsewhere" => "elsewhere".to_owned(),
        place => places::name(place),
    }
}

#[derive(Debug)]
struct CountPeople {
    recorded: Recorded,
}

impl CountPeople {
    fn set(&self, place: &str, value: String) -> Command {
        let key = keys::affected::key(place);
        let basis = FactBasis {
            key: key.clone(),
            entry: self.recorded.get(place).map(|(_, seq)| *seq),
        };
        let claim = FactClaim {
            key,
            value,
            certainty: Certainty::Confirmed,
            learned_at: None,
            source: None,
            also: false,
        };
        let command = Box::new(Command::Fact(FactCommand::Set(claim)));
        Command::IfUnchanged { basis, command }
    }

    /// Every place with its number; what is left of the total is told from what is recorded and what is typed with it.
    fn counted(&self, text: &str) -> Result<Vec<Counted>, Vec<String>> {
        let recorded = self.recorded.iter();
        let recorded = recorded.map(|(place, (people, _))| (place.clone(), people.clone()));
        rest_of_people::filled_in(pasted_counts::counted(text)?, &recorded.collect())
    }

    /// The number for one place, where it is typed as the rest of the total.
    fn rest_for(&self, place: &str) -> Result<String, Vec<String>> {
        let one = Counted {
            place: place.to_owned(),
            people: REST.to_owned(),
        };
        let recorded = self.recorded.iter();
        let recorded = recorded.map(|(place, (people, _))| (place.clone(), people.clone()));
        let filled = rest_of_people::filled_in(vec![one], &recorded.collect())?;
        Ok(filled.into_iter().map(|one| one.people).collect())
    }

    /// What Enter will make of a place that is typed with its number; `None` where it is no such thing.
    fn place_with_number(&self, typed: &str) -> Option<String> {
        let counted = has_count(typed).then(|| self.counted(typed).ok())??;
        match counted.as_slice() {
            [one] => Some(format!("= {} {} · Enter takes both", name(&one.place), one.people)),
            [] | [_, ..] => None,
        }
    }

    /// What was understood of several places at once.
    fn understood(&self, typed: &str) -> String {
        if typed.trim().is_empty() {
            return PASTE.to_owned();
        }
        match self.counted(typed) {
            Ok(found) => {
                let each = found.iter().map(|one| format!("{} {}", name(&one.place), one.people));
                format!("= {} · Ctrl-S records them", each.collect::<Vec<_>>().join(" · "))
            }
            Err(problems) => format!("? {}", problems.join("; ")),
        }
    }

    /// Many at once: every place and number is shown before they are recorded.
    fn several(&self, typed: &str, answers: &mut Answers<'_>) -> Option<Outcome> {
        let (mut commands, mut lines) = (Vec::new(), Vec::new());
        for Counted { place, people } in match self.counted(typed) {
            Ok(counted) => counted,
            Err(problems) => {
                answers.refuse(&SEVERAL, problems.join("; "));
                return None;
            }
        } {
            let value = answers.fact_typed(&SEVERAL, &keys::affected::key(&place), &people)?;
            lines.push(format!("{}: {people}", name(&place)));
            commands.push(self.set(&place, value));
        }
        let code = answers.incident()?;
        let words = format!("Record these counts?\n{}", lines.join("\n"));
        let asked = Asked::new("People by place", words, "Record them");
        Some(Outcome::Confirm(asked, Effect::RunAll(code, commands)))
    }
}

impl Purpose for CountPeople {
    fn slot(&self) -> Slot {
        Slot::new("people-by-place")
    }

    fn enter_keeps(&self, field: &Field) -> bool {
        field.key == PEOPLE.key() && !field.text().trim().is_empty()
    }

    fn again(&self, known: Known<'_>) -> Option<Form> {
        form(&known).ok()
    }

    fn takes_paste(&self, fields: &mut [Field], text: &str) -> Option<usize> {
        let several = fields.iter().position(|field| field.key == SEVERAL.key())?;
        let found = self.counted(text).unwrap_or_default();
        // One place with its number goes into the two fields for them, over what stood there.
        if let [one] = found.as_slice()
            && fields[several].text().trim().is_empty()
        {
            let at = |key: &str| fields.iter().position(|field| field.key == key);
            let (place, people) = (at(PLACE.key())?, at(PEOPLE.key())?);
            fields[place].set(&one.place);
            fields[people].set(&one.people);
            return Some(people);
        }
        // What is meant as several and cannot be read is told there what is wrong with it.
        if found.is_empty() && !is_several(text) {
            return None;
        }
        fields[several].paste(text);
        one_way(fields);
        Some(several)
    }

    fn restored(&self, fields: &mut [Field]) {
        one_way(fields);
        self.follow(fields);
    }

    fn misplaced(&self, field: &Field, typed: &str) -> Option<String> {
        let counts = has_count(typed) && field.key == PLACE.key();
        let problems = self.counted(typed).err().filter(|_| counts)?;
        Some(format!(
            "{}; a place, or a place and its number: “TX 3100”",
            problems.join("; ")
        ))
    }

    fn follow(&self, fields: &mut [Field]) {
        let place = fields.iter().find(|field| field.key == PLACE.key()).map(Field::text);
        let recorded = self.recorded.get(place.unwrap_or_default().trim());
        for field in fields {
            if field.key == PLACE.key() {
                field.made_of_filter = self.place_with_number(field.filter());
            }
            if field.key == PEOPLE.key() {
                field.help = match recorded {
                    Some((value, _)) => format!("recorded: {value}. {COUNT}"),
                    None => COUNT.to_owned(),
                };
            }
            if field.key == SEVERAL.key() {
                field.help = self.understood(&field.text());
            }
        }
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let (place, people) = (answers.read(&PLACE)?, answers.read(&PEOPLE)?);
        let (several, file) = (answers.read(&SEVERAL)?, answers.read(&FILE)?);
        match (place, people, several, file) {
            (Some(place), Some(people), None, None) if people.eq_ignore_ascii_case(REST) => {
                let people = self.rest_for(&place).map_err(|problems| problems.join("; "));
                let people = people.map_err(|problem| answers.refuse(&PEOPLE, problem)).ok()?;
                let value = answers.fact_typed(&PEOPLE, &keys::affected::key(&place), &people)?;
                let words = format!("Record {people} for {}, as what is left of the total?", name(&place));
                let asked = Asked::new("People by place", words, "Record it");
                Some(Outcome::Ask(asked, self.set(&place, value)))
            }
            (Some(place), Some(_), None, None) => {
                let value = answers.read_fact(&PEOPLE, &keys::affected::key(&place))?;
                Some(Outcome::Run(self.set(&place, value)))
            }
            // A place that was chosen and not counted says nothing beside several that are.
            (_, None, Some(several), None) => self.several(&several, answers),
            (Some(place), Some(people), Some(several), None) => {
                self.several(&format!("{place} {people}\n{several}"), answers)
            }
            (None, None, None, Some(path)) => {
                let code = answers.incident()?;
                Some(Outcome::Effect(Effect::Roster { code, path }))
            }
            (Some(_), None, None, None) => {
                answers.refuse(&PEOPLE, "how many people live there?");
                None
            }
            (None, ..) => {
                answers.refuse(&PLACE, "choose a place");
                None
            }
            (Some(_), ..) => {
                answers.refuse(
                    &SEVERAL,
                    "record one place, several, or a file: leave the others empty (Backspace clears the place)",
                );
                None
            }
        }
    }
}

/// One place beside several goes among them: one of the two ways is filled in, and nothing that was typed is lost. A place
/// without its number says nothing.
fn one_way(fields: &mut [Field]) {
    let at = |key: &str| fields.iter().position(|field| field.key == key);
    let (Some(place), Some(people), Some(several)) = (at(PLACE.key()), at(PEOPLE.key()), at(SEVERAL.key())) else {
        return;
    };
    let text = |at: usize| fields[at].text().trim().to_owned();
    let (one, number, others) = (text(place), text(people), text(several));
    if others.is_empty() || one.is_empty() {
        return;
    }
    let among = pasted_counts::counted(&others).unwrap_or_default();
    if !number.is_empty()
        && !among
            .iter()
            .any(|counted| counted.place == one && counted.people == number)
    {
        fields[several].set(&format!("{one} {number}\n{others}"));
    }
    fields[place].set("");
    fields[people].set("");
}
