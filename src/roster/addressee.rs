//! How a row says its person is to be written to: language, to whom, in which print, and where but by post.
//!
//! Nothing is guessed. A cell that can be read in two ways, or two cells that say different things, are unclear.

use chrono::{Datelike, Months, NaiveDate};

use super::column_names::{EMAIL, bare};
use crate::core::event::{LetterVariant, PrintSize};

/// What a cell says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said<T> {
    Nothing,
    Clearly(T),
    /// It is not understood, or cells contradict each other.
    Unclear,
}

/// How a person is to be written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressee {
    /// ISO 639-1.
    pub language: Said<String>,
    pub variant: Said<LetterVariant>,
    pub print: Said<PrintSize>,
    pub email: Option<String>,
    pub phone: Option<String>,
    /// The piece of an earlier mailing that came back.
    pub piece: Option<String>,
}

/// A column's place, from 0.
type At = usize;

/// The columns that tell it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AddresseeColumns {
    language: Option<At>,
    variant: Option<At>,
    minor: Option<At>,
    deceased: Option<At>,
    guardian: Option<At>,
    birth: Option<At>,
    print: Option<At>,
    pub email: Option<At>,
    pub phone: Option<At>,
    piece: Option<At>,
}

const LANGUAGE: &str = "language lang languagecode preferredlanguage correspondencelanguage locale sprache \
korrespondenzsprache langue idioma lingua taal język";
const VARIANT: &str = "variant letter_variant lettervariant recipienttype addresseetype persontype";
const MINOR: &str = "minor isminor under18 child ischild minderjährig mineur menor";
const DECEASED: &str = "deceased isdeceased dead dateofdeath deathdate verstorben décédé fallecido";
const GUARDIAN: &str =
    "guardian hasguardian legalguardian guardianname conservator betreuer gesetzlichervertreter tuteur tutor";
const BIRTH: &str = "dateofbirth birthdate birthday dob born geburtsdatum datedenaissance fechadenacimiento";
const PRINT: &str = "largeprint print printsize accessibleformat grossdruck großdruck";
const PHONE: &str = "phone phonenumber telephone telephonenumber mobile mobilephone mobilenumber cell cellphone telefon \
handy téléphone teléfono";
const PIECE: &str = "piece pieceid";

impl AddresseeColumns {
    /// Finds them by their names.
    ///
    /// # Errors
    /// Each name that several columns have: which of them counts is not for firebell to choose.
    pub fn find(names: &[String]) -> Result<AddresseeColumns, Vec<String>> {
        let bare: Vec<String> = names.iter().map(|name| bare(name)).collect();
        let mut problems = Vec::new();
        let mut column = |what: &str, known: &[&str]| {
            let mut found = (0..bare.len()).filter(|at| known.contains(&bare[*at].as_str()));
            let first = found.next();
            if first.is_some() && found.next().is_some() {
                problems.push(format!("the affected-persons list has several columns for the {what}"));
            }
            first
        };
        let words = |list: &'static str| list.split_whitespace().collect::<Vec<_>>();
        let columns = AddresseeColumns {
            language: column("language", &words(LANGUAGE)),
            variant: column("variant of the letter", &words(VARIANT)),
            minor: column("minors", &words(MINOR)),
            deceased: column("deceased persons", &words(DECEASED)),
            guardian: column("guardians", &words(GUARDIAN)),
            birth: column("date of birth", &words(BIRTH)),
            print: column("large print", &words(PRINT)),
            email: column("e-mail address", &EMAIL),
            phone: column("telephone number", &words(PHONE)),
            piece: column("returned piece", &words(PIECE)),
        };
        match problems.is_empty() {
            true => Ok(columns),
            false => Err(problems),
        }
    }

    /// Whether any column tells minors, deceased persons and guardians from adults.
    pub fn tell_variants(&self) -> bool {
        let all = [self.variant, self.minor, self.deceased, self.guardian, self.birth];
        all.iter().any(Option::is_some)
    }

    pub fn tell_pieces(&self) -> bool {
        self.piece.is_some()
    }

    /// What a row says, as of a day.
    pub fn read(&self, cells: &[String], on: NaiveDate) -> Addressee {
        let cell = |at: Option<At>| at.and_then(|at| cells.get(at)).map_or("", |cell| cell.trim());
        let some = |at: Option<At>| Some(cell(at).to_owned()).filter(|cell| !is_nothing(cell));
        Addressee {
            language: language(cell(self.language)),
            variant: together(&[
                variant(cell(self.variant)),
                when(flag(cell(self.minor)), LetterVariant::Minor),
                when(told_of(cell(self.deceased)), LetterVariant::Deceased),
                when(told_of(cell(self.guardian)), LetterVariant::Guardian),
                age(cell(self.birth), on),
            ]),
            print: match flag(cell(self.print)) {
                Said::Clearly(true) => Said::Clearly(PrintSize::Large),
                Said::Clearly(false) => Said::Clearly(PrintSize::Standard),
                Said::Nothing => Said::Nothing,
                Said::Unclear => print(cell(self.print)),
            },
            email: some(self.email).filter(|email| is_email(email)),
            phone: some(self.phone).filter(|phone| phone.chars().filter(char::is_ascii_digit).count() >= 7),
            piece: some(self.piece),
        }
    }
}

/// What stands in a cell that has nothing to say.
fn is_nothing(cell: &str) -> bool {
    let word = cell.trim().to_lowercase();
    ["", "-", "--", "n/a", "na", "none", "null", "nil", "unknown", "?"].contains(&word.as_str())
}

fn is_email(text: &str) -> bool {
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>' | ',' | ';');
    text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !host.contains('@') && text.chars().all(plain)
    })
}

fn flag(cell: &str) -> Said<bool> {
    match cell.to_lowercase().as_str() {
        word if is_nothing(word) => Said::Nothing,
        "yes" | "y" | "true" | "1" | "x" | "ja" | "oui" | "sí" | "si" => Said::Clearly(true),
        "no" | "n" | "false" | "0" | "nein" | "non" => Said::Clearly(false),
        _ => Said::Unclear,
    }
}

/// A cell that says yes by naming somebody or a day: a date of death, the name of a guardian.
fn told_of(cell: &str) -> Said<bool> {
    match flag(cell) {
        Said::Unclear => Said::Clearly(true),
        said @ (Said::Nothing | Said::Clearly(_)) => said,
    }
}

fn when(said: Said<bool>, variant: LetterVariant) -> Said<LetterVariant> {
    match said {
        Said::Clearly(true) => Said::Clearly(variant),
        // That somebody is no minor does not say that the letter goes to them.
        Said::Clearly(false) | Said::Nothing => Said::Nothing,
        Said::Unclear => Said::Unclear,
    }
}

/// What several cells say together. That somebody is an adult by age does not contradict a guardian or a death.
fn together(all: &[Said<LetterVariant>]) -> Said<LetterVariant> {
    let mut found = Said::Nothing;
    for said in all {
        found = match (found, said) {
            (_, Said::Unclear) | (Said::Unclear, _) => Said::Unclear,
            (found, Said::Nothing) => found,
            (Said::Nothing, said) => said.clone(),
            (Said::Clearly(one), Said::Clearly(other)) => joined(one, *other),
        };
    }
    found
}

fn joined(one: LetterVariant, other: LetterVariant) -> Said<LetterVariant> {
    use LetterVariant as V;
    match (one, other) {
        (one, other) if one == other => Said::Clearly(one),
        // The age column comes last.
        (V::Deceased | V::Guardian, V::Adult) => Said::Clearly(one),
        // A child has a guardian.
        (V::Minor, V::Guardian) | (V::Guardian, V::Minor) => Said::Clearly(V::Minor),
        (V::Adult | V::Minor | V::Deceased | V::Guardian, _) => Said::Unclear,
    }
}

fn variant(cell: &str) -> Said<LetterVariant> {
    let word = bare(cell);
    Said::Clearly(match word.as_str() {
        _ if is_nothing(cell) => return Said::Nothing,
        "adult" | "self" | "standard" | "erwachsen" | "erwachsener" => LetterVariant::Adult,
        "minor" | "child" | "parent" | "parentorguardian" | "parentofminor" | "minderjährig" | "kind" => {
            LetterVariant::Minor
        }
        "deceased" | "dead" | "nextofkin" | "estate" | "verstorben" => LetterVariant::Deceased,
        "guardian" | "ward" | "conservator" | "betreuer" | "betreut" => LetterVariant::Guardian,
        _ => return Said::Unclear,
    })
}

fn print(cell: &str) -> Said<PrintSize> {
    match bare(cell).as_str() {
        "large" | "largeprint" | "18pt" | "gross" | "groß" => Said::Clearly(PrintSize::Large),
        "standard" | "normal" | "regular" => Said::Clearly(PrintSize::Standard),
        _ => Said::Unclear,
    }
}

const LANGUAGES: [(&str, &str); 18] = [
    ("en", "en eng english englisch anglais inglés inglese"),
    ("de", "de deu ger german deutsch allemand alemán tedesco"),
    ("fr", "fr fra fre french français francais französisch francés francese"),
    (
        "es",
        "es spa spanish español espanol spanisch espagnol castellano spagnolo",
    ),
    ("it", "it ita italian italiano italienisch italien"),
    ("nl", "nl nld dut dutch nederlands niederländisch néerlandais flemish"),
    ("pl", "pl pol polish polski polnisch polonais"),
    ("pt", "pt por portuguese português portugues portugiesisch portugais"),
    ("zh", "zh zho chi chinese mandarin cantonese 中文"),
    ("vi", "vi vie vietnamese"),
    ("ko", "ko kor korean 한국어"),
    ("ja", "ja jpn japanese 日本語"),
    ("ru", "ru rus russian русский"),
    ("ar", "ar ara arabic"),
    ("tl", "tl tgl fil tagalog filipino"),
    ("ht", "ht hat haitian haitiancreole creole kreyòl"),
    ("hi", "hi hin hindi"),
    ("tr", "tr tur turkish türkçe türkisch"),
];

/// `es`, `es-US`, `spa`, `Spanish`, `Español`.
pub(super) fn language(cell: &str) -> Said<String> {
    if is_nothing(cell) {
        return Said::Nothing;
    }
    let lower = cell.to_lowercase();
    let tag = lower.split(['-', '_']).next().unwrap_or_default();
    let found = LANGUAGES.iter().find(|(_, words)| {
        let mut words = words.split_whitespace();
        let region = lower.len() > tag.len() && tag.len() <= 3;
        words.any(|word| word == bare(cell) || (region && word == tag))
    });
    found.map_or(Said::Unclear, |(code, _)| Said::Clearly((*code).to_owned()))
}

/// Who is written to as a child. Some places draw the line at nineteen or twenty-one: a column for minors says it there.
const OF_AGE: u32 = 18;
/// Nobody is older.
const OLDEST: i32 = 115;

/// What a date of birth says. A date that can be read in two ways tells only where both make the person of age, or
/// neither.
fn age(cell: &str, on: NaiveDate) -> Said<LetterVariant> {
    if is_nothing(cell) {
        return Said::Nothing;
    }
    let born: Vec<NaiveDate> = dates(cell)
        .into_iter()
        .filter(|born| *born <= on && born.year() >= on.year() - OLDEST)
        .collect();
    let adult = |born: &NaiveDate| {
        born.checked_add_months(Months::new(12 * OF_AGE))
            .is_some_and(|day| day <= on)
    };
    match (born.is_empty(), born.iter().all(adult), born.iter().any(adult)) {
        (true, _, _) => Said::Unclear,
        (false, true, _) => Said::Clearly(LetterVariant::Adult),
        (false, false, false) => Said::Clearly(LetterVariant::Minor),
        (false, false, true) => Said::Unclear,
    }
}

/// Every day that a text can mean.
fn dates(text: &str) -> Vec<NaiveDate> {
    let text = text.split(['T', ' ']).next().unwrap_or_default();
    let parts: Option<Vec<u32>> = text.split(['-', '/', '.']).map(|part| part.parse().ok()).collect();
    let Some([a, b, c]) = parts.and_then(|parts| <[u32; 3]>::try_from(parts).ok()) else {
        return Vec::new();
    };
    let years = |year: u32| match year {
        year if year >= 100 => vec![year],
        year => vec![1900 + year, 2000 + year],
    };
    // With dots the day stands first; with strokes or hyphens the month may, as in America.
    let orders = match (a, text.contains('.')) {
        (year, _) if year >= 100 => vec![(year, b, c)],
        (day, true) => vec![(c, b, day)],
        (_, false) => vec![(c, a, b), (c, b, a)],
    };
    let days = orders.into_iter().flat_map(|(year, month, day)| {
        years(year)
            .into_iter()
            .filter_map(move |year| NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day))
    });
    days.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use LetterVariant as V;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn languages_are_read_as_people_write_them() {
        for (cell, code) in [
            ("es", "es"),
            ("ES", "es"),
            ("es-MX", "es"),
            ("spa", "es"),
            ("Español", "es"),
            ("English", "en"),
            ("en_US", "en"),
            ("Deutsch", "de"),
        ] {
            assert_eq!(language(cell), Said::Clearly(code.to_owned()), "{cell}");
        }
        assert_eq!(language("n/a"), Said::Nothing);
        // A name that begins like a code, and a hyphenated word, are no language.
        for cell in ["Esther", "de la Cruz", "entirely", "esperanto-like"] {
            assert_eq!(language(cell), Said::Unclear, "{cell}");
        }
    }

    #[test]
    fn a_date_of_birth_tells_only_what_every_reading_of_it_tells() {
        let on = day("2026-11-28");
        let table = [
            ("2008-11-28", Said::Clearly(V::Adult)),
            ("2008-11-29", Said::Clearly(V::Minor)),
            ("28.11.2008", Said::Clearly(V::Adult)),
            ("29.11.2008", Said::Clearly(V::Minor)),
            ("1/2/1970", Said::Clearly(V::Adult)),
            // 10 December or 12 October 2008: of age or not.
            ("10/12/2008", Said::Unclear),
            ("5/6/98", Said::Clearly(V::Adult)),
            ("5/6/15", Said::Unclear),
            ("5/6/05", Said::Clearly(V::Adult)),
            ("2031-01-01", Said::Unclear),
            ("1066-01-01", Said::Unclear),
            ("yesterday", Said::Unclear),
            ("", Said::Nothing),
        ];
        for (cell, expected) in table {
            assert_eq!(age(cell, on), expected, "{cell}");
        }
    }

    #[test]
    fn cells_that_contradict_each_other_are_unclear() {
        let names: Vec<String> = ["Variant", "Minor", "Deceased", "Guardian", "Date of Birth"]
            .map(str::to_owned)
            .into();
        let columns = AddresseeColumns::find(&names).unwrap();
        let of = |cells: [&str; 5]| columns.read(&cells.map(str::to_owned), day("2026-11-28")).variant;
        let table = [
            (["", "", "", "", ""], Said::Nothing),
            (["minor", "yes", "", "", "2015-01-01"], Said::Clearly(V::Minor)),
            (["adult", "", "", "", "2015-01-01"], Said::Unclear),
            (["minor", "", "", "", "1970-01-01"], Said::Unclear),
            (["", "no", "2026-01-05", "", "1940-01-01"], Said::Clearly(V::Deceased)),
            (["", "", "no", "Ann Lee", ""], Said::Clearly(V::Guardian)),
            (["", "", "", "Ann Lee", "2015-01-01"], Said::Clearly(V::Minor)),
            (["", "yes", "yes", "", ""], Said::Unclear),
            (["", "maybe", "", "", ""], Said::Unclear),
            (["pet", "", "", "", ""], Said::Unclear),
        ];
        for (cells, expected) in table {
            assert_eq!(of(cells), expected, "{cells:?}");
        }
    }

    #[test]
    fn two_columns_for_one_thing_are_a_problem() {
        let names = ["Language", "Preferred Language"].map(str::to_owned);
        assert!(AddresseeColumns::find(&names).is_err());
    }
}
