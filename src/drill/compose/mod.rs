//! A scenario put together from building blocks: what happened, to which data, of people where, how long, how hard. The seed
//! decides what nobody asked for, and with it the same seed gives the same scenario.
//!
//! The story is plain and whole rather than rich: its facts are its truth, the right deadlines are computed from them, and a
//! good and a bad script come with it.

mod blocks;
mod plot;
mod scripts;
mod tables;
mod whole;

use toml::{Table, Value};

use self::blocks::{Cause, Data, Home, library};
use self::plot::Plot;
use super::read::read;
use super::scenario_files::tree_text;
use super::scenario_files::vary::draw;
use super::scoring::truth;
use crate::app::places;
use crate::core::law::rulebook::Rulebook;
use crate::core::toml_text::reader::suggestion;

/// What somebody asks for; the seed decides the rest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish {
    pub cause: Option<String>,
    pub data: Option<String>,
    /// Where people are affected.
    pub places: Vec<String>,
    pub minutes: Option<u64>,
    /// 1 to 5.
    pub difficulty: Option<u64>,
    pub seed: u64,
}

/// A scenario that was put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composed {
    pub id: String,
    pub title: String,
    pub text: String,
    /// Plays it as a prepared team would.
    pub well: String,
    pub badly: String,
    /// What was chosen, a line each.
    pub chosen: Vec<String>,
}

/// The shortest and the longest exercise, in minutes.
const MINUTES: std::ops::RangeInclusive<u64> = 30..=180;

/// The choices that the seed made, or a person.
#[derive(Debug, Clone)]
struct Chosen {
    seed: u64,
    home: &'static Home,
    cause: &'static Cause,
    data: &'static Data,
    name: &'static str,
    /// People by place, most first.
    people: Vec<(String, u64)>,
    minutes: u64,
    difficulty: u64,
}

/// Puts a scenario together.
///
/// # Errors
/// Everything that is asked for and not there, a sentence each.
pub fn compose(wish: &Wish, rules: &Rulebook) -> Result<Composed, Vec<String>> {
    let chosen = Chosen::of(wish)?;
    let plot = Plot::of(&chosen);
    let mut tree = plot.tree();
    let id = plot.id();
    let reread = |tree: &Table| {
        let text = tree_text::text(tree);
        let scenario = read(&id, &text, 1).map_err(|all| all.iter().map(ToString::to_string).collect::<Vec<_>>())?;
        Ok::<_, Vec<String>>((scenario, text))
    };
    let (scenario, _) = reread(&tree)?;
    let clocks = truth::clocks(&scenario, rules, &[])?;
    let clocks = clocks.iter().map(|clock| tables::clock(&scenario, clock));
    tree.insert("clock".to_owned(), Value::Array(clocks.collect()));
    let (scenario, text) = reread(&tree)?;
    Ok(Composed {
        well: scripts::well(&plot),
        badly: scripts::badly(&plot),
        chosen: chosen.lines(),
        title: scenario.title,
        id,
        text,
    })
}

/// One of a list, by its id or by the seed.
fn picked<'l, T>(
    (what, all): (&str, &'l [T]),
    asked: Option<&str>,
    id: fn(&T) -> &str,
    draw: impl Fn(u64) -> u64,
) -> Result<&'l T, String> {
    let Some(asked) = asked else {
        let of = u64::try_from(all.len()).unwrap_or(1);
        let at = usize::try_from(draw(of)).unwrap_or(0);
        return all.get(at).ok_or_else(|| "the library is empty".to_owned());
    };
    let known: Vec<&str> = all.iter().map(id).collect();
    let found = all.iter().find(|one| id(one) == asked);
    found.ok_or_else(|| format!("unknown {what} `{asked}` ({})", suggestion(asked, &known)))
}

impl Chosen {
    fn of(wish: &Wish) -> Result<Chosen, Vec<String>> {
        let library = library();
        let seed = wish.seed;
        let drawn = |name: &'static str| move |of| draw(seed, name, of);
        let mut problems = Vec::new();
        let mut noted = |problem: String| problems.push(problem);
        let causes = ("cause", library.cause.as_slice());
        let cause = picked(causes, wish.cause.as_deref(), |cause| &cause.id, drawn("cause"));
        let cause = cause.map_err(&mut noted).ok();
        let home = home(wish, drawn("home"));
        let kinds = ("kind of data", library.data.as_slice());
        let data = picked(kinds, wish.data.as_deref(), |data| &data.id, drawn("data"));
        let data = data.map_err(&mut noted).ok();
        // By seed nothing is drawn that no law at home asks about.
        let asked_about = |data: &&Data| data.states || home.duty.is_some() || wish.data.is_some();
        let data = data.map(|data| Some(data).filter(asked_about).unwrap_or(&library.data[1]));
        wrong_places(&wish.places).into_iter().for_each(&mut noted);
        let minutes = wish
            .minutes
            .unwrap_or_else(|| [45, 60, 75, 90][index(draw(seed, "minutes", 4))]);
        if !MINUTES.contains(&minutes) {
            noted(format!(
                "an exercise cannot last {minutes} minutes ({} to {})",
                MINUTES.start(),
                MINUTES.end()
            ));
        }
        let difficulty = wish.difficulty.unwrap_or_else(|| 2 + draw(seed, "difficulty", 3));
        if !(1..=5).contains(&difficulty) {
            noted(format!("the difficulty cannot be {difficulty} (1 to 5)"));
        }
        match (cause, data) {
            (Some(cause), Some(data)) if problems.is_empty() => Ok(Chosen {
                seed,
                home,
                cause,
                data,
                name: &home.names[index(draw(seed, "name", u64::try_from(home.names.len()).unwrap_or(1)))],
                people: people(wish, home),
                minutes,
                difficulty,
            }),
            _ => Err(problems),
        }
    }

    fn lines(&self) -> Vec<String> {
        let people: Vec<String> = self
            .people
            .iter()
            .map(|(place, count)| format!("{place} {count}"))
            .collect();
        vec![
            format!("cause: {}", self.cause.id),
            format!("data: {}", self.data.id),
            format!("home: {}", self.home.id),
            format!("people: {}", people.join(", ")),
            format!("length: {} minutes, difficulty {}", self.minutes, self.difficulty),
            format!("seed: {}", self.seed),
        ]
    }
}

/// What is wrong with the places asked for: each is one, and people are counted in one place only.
fn wrong_places(asked: &[String]) -> Vec<String> {
    let mut problems: Vec<String> = asked.iter().filter_map(|place| places::problem(place)).collect();
    for (at, place) in asked.iter().enumerate() {
        let before = asked.get(..at).unwrap_or_default();
        if before.contains(place) {
            problems.push(format!("`{place}` is asked for twice (name each place once)"));
        }
        let within = |other: &&String| {
            place
                .split_once('-')
                .is_some_and(|(country, _)| country == other.as_str())
        };
        if let Some(country) = asked.iter().find(within) {
            problems.push(format!(
                "`{place}` is a part of `{country}` (name the country or its parts)"
            ));
        }
    }
    problems
}

fn index(number: u64) -> usize {
    usize::try_from(number).unwrap_or(0)
}

/// The home in whose country most people live, where somebody asked for places; otherwise by the seed.
fn home(wish: &Wish, drawn: impl Fn(u64) -> u64) -> &'static Home {
    let all = &library().home;
    let first = wish.places.first();
    let lives = |home: &&Home| first.is_some_and(|place| place.split('-').next() == Some(home.id.as_str()));
    let near = |home: &&Home| first.is_some_and(|place| home.places.contains(place));
    let asked = all.iter().find(lives).or_else(|| all.iter().find(near));
    let at = index(drawn(u64::try_from(all.len()).unwrap_or(1)));
    asked.unwrap_or(&all[at])
}

fn people(wish: &Wish, home: &'static Home) -> Vec<(String, u64)> {
    let count = |at: usize, place: &String| {
        let most = 3_600 / (u64::try_from(at).unwrap_or(0) * 3 + 1);
        (
            place.clone(),
            most / 3 + draw(wish.seed, &format!("people {place}"), most) + 12,
        )
    };
    let places: Vec<&String> = match wish.places.as_slice() {
        [] => {
            let least = home.places.len().min(2);
            let of = u64::try_from(home.places.len() - least + 1).unwrap_or(1);
            home.places
                .iter()
                .take(least + index(draw(wish.seed, "places", of)))
                .collect()
        }
        asked => asked.iter().collect(),
    };
    places
        .into_iter()
        .enumerate()
        .map(|(at, place)| count(at, place))
        .collect()
}
