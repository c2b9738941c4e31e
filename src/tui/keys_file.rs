//! A person's own keys: a TOML file with a table for each screen, and in it the words of a command and its key.
//!
//! ```toml
//! [incident]
//! "people by place" = "P"
//! [everywhere]
//! quit = "Q"
//! ```

use crossterm::event::KeyCode;

use super::keymap::{Key, Keymap};
use super::screen::name::ScreenName;

/// The table whose keys hold on every screen.
const EVERYWHERE: &str = "everywhere";

/// The built-in keys with what the file changes.
///
/// # Errors
/// Every problem of the file: a screen, a command or a key that is unknown, and two commands with one key.
pub fn keys_from(text: &str) -> Result<Keymap, Vec<String>> {
    let tables: toml::Table = text.parse().map_err(|error: toml::de::Error| vec![error.to_string()])?;
    let mut keymap = Keymap::default();
    let mut problems = Vec::new();
    for (name, commands) in &tables {
        let screens = screens(name);
        match (screens.is_empty(), commands.as_table()) {
            (true, _) => problems.push(format!("unknown screen `{name}`; the screens are {}", known_screens())),
            (false, None) => problems.push(format!("`{name}` is not a table of commands and keys")),
            (false, Some(commands)) => {
                for (words, key) in commands {
                    problems.extend(changed(&mut keymap, &screens, words, key).err());
                }
            }
        }
    }
    problems.extend(ScreenName::ALL.into_iter().flat_map(|screen| doubled(&keymap, screen)));
    problems.sort();
    problems.dedup();
    match problems.is_empty() {
        true => Ok(keymap),
        false => Err(problems),
    }
}

fn screens(name: &str) -> Vec<ScreenName> {
    let all = ScreenName::ALL.into_iter();
    all.filter(|screen| name == EVERYWHERE || screen.code() == name)
        .collect()
}

fn known_screens() -> String {
    let names = ScreenName::ALL.map(ScreenName::code);
    format!("{EVERYWHERE}, {}", names.join(", "))
}

/// Gives a command of some screens another key.
fn changed(keymap: &mut Keymap, screens: &[ScreenName], words: &str, key: &toml::Value) -> Result<(), String> {
    let spelled = key
        .as_str()
        .ok_or_else(|| format!("the key of `{words}` is not a text"))?;
    let code = code(spelled).ok_or_else(|| {
        format!("unknown key `{spelled}`; write one letter, or Enter, Tab, Space, Insert, Delete or F1 to F12")
    })?;
    let mut found = false;
    for screen in screens {
        for own in keymap.of_mut(*screen).iter_mut().filter(|own| own.words == words) {
            // The keys are read once at the start, and stay as long as the program runs.
            (own.code, own.label) = (code, String::leak(spelled.to_owned()));
            found = true;
        }
    }
    match found {
        true => Ok(()),
        false => Err(format!("unknown command `{words}`; ? lists the commands of a screen")),
    }
}

fn code(spelled: &str) -> Option<KeyCode> {
    let mut letters = spelled.chars();
    if let (Some(letter), None) = (letters.next(), letters.next()) {
        return Some(KeyCode::Char(letter)).filter(|_| !letter.is_control());
    }
    match spelled.to_lowercase().as_str() {
        "enter" => Some(KeyCode::Enter),
        "tab" => Some(KeyCode::Tab),
        "space" => Some(KeyCode::Char(' ')),
        "insert" => Some(KeyCode::Insert),
        "delete" => Some(KeyCode::Delete),
        other => {
            let number: u8 = other.strip_prefix('f')?.parse().ok()?;
            (1..=12).contains(&number).then_some(KeyCode::F(number))
        }
    }
}

/// Commands of a screen that share a key.
fn doubled(keymap: &Keymap, screen: ScreenName) -> Vec<String> {
    let keys: &[Key] = keymap.of(screen);
    let twice = keys.iter().enumerate().filter_map(|(at, key)| {
        let other = keys[..at].iter().find(|other| other.code == key.code)?;
        Some(format!(
            "`{}` and `{}` have the same key {} on the screen {}; give one of them another",
            other.words,
            key.words,
            key.label,
            screen.code()
        ))
    });
    twice.collect()
}

#[cfg(test)]
mod tests {
    use crossterm::event::{KeyCode, KeyEvent};

    use super::keys_from;
    use crate::tui::action::Action;
    use crate::tui::screen::name::ScreenName;

    #[test]
    fn a_file_gives_a_command_another_key() {
        let keymap = keys_from("[everywhere]\nquit = \"Q\"\n[incident]\n\"people by place\" = \"F5\"\n").unwrap();
        let meaning = |code| keymap.meaning(ScreenName::Incident, KeyEvent::from(code));
        assert_eq!(meaning(KeyCode::Char('Q')), Some(Action::Quit));
        assert_eq!(meaning(KeyCode::Char('q')), None);
        assert!(matches!(meaning(KeyCode::F(5)), Some(Action::Form(_))));
        assert_eq!(meaning(KeyCode::Char('#')), None);
    }

    #[test]
    fn every_problem_of_a_file_is_named_at_once() {
        let problems =
            keys_from("[bord]\nnew = \"i\"\n[board]\nnew = \"Foo\"\nfly = \"x\"\n[incident]\nnote = \"u\"\n");
        let problems = problems.unwrap_err().join("\n");
        for words in [
            "unknown screen `bord`",
            "unknown key `Foo`",
            "unknown command `fly`",
            "same key u",
        ] {
            assert!(problems.contains(words), "{words}: {problems}");
        }
    }
}
