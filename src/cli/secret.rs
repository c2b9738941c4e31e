//! What opens the record: from a file, a key command, the environment or the prompt, and read alike from all of them.

use std::io::IsTerminal as _;
use std::path::Path;
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

use super::console::Console;
use super::failure::{Failure, Kind};
use crate::app::child::{self, Asked};
use crate::app::files::bounded::{self, ReadError};
use crate::app::passphrase_strength::{Judged, judge};
use crate::app::record::{SlotKey, Unlock};
use crate::platform::modes;

/// The most a passphrase file or a key command may hold.
const MOST: u64 = 64 * 1024;

/// What opens the record, as it was found.
pub(crate) enum Opener {
    /// A passphrase, or a recovery code in its place.
    Passphrase(SecretString),
    /// A key that a key service or a keyring keeps.
    Kept(SlotKey),
}

impl Opener {
    pub(crate) fn unlock(&self) -> Unlock<'_> {
        match self {
            Opener::Passphrase(secret) => Unlock::Passphrase(secret),
            Opener::Kept(key) => Unlock::Key(key),
        }
    }

    /// The passphrase, for what needs one.
    pub(crate) fn passphrase(&self) -> Result<&SecretString, Failure> {
        match self {
            Opener::Passphrase(secret) => Ok(secret),
            Opener::Kept(_) => Err(Failure::input("this needs the passphrase of the record")
                .hint("--passphrase-file FILE, or --key-command COMMAND")),
        }
    }
}

/// What makes bytes unfit for a passphrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
enum Unfit {
    #[error("is empty")]
    Empty,
    #[error("is UTF-16 text")]
    Utf16,
    #[error("is not UTF-8 text")]
    NotUtf8,
    #[error("has a NUL byte")]
    Nul,
    #[error("has a carriage return within its line")]
    CarriageReturn,
    #[error("has more than one line")]
    SecondLine,
}

impl Unfit {
    fn hint(self) -> &'static str {
        match self {
            Unfit::Empty => "the passphrase is its first line",
            Unfit::Utf16 | Unfit::NotUtf8 | Unfit::Nul => "save it as UTF-8 text",
            Unfit::CarriageReturn => "end its line with a line feed, with or without a carriage return before it",
            Unfit::SecondLine => "keep the passphrase alone in it, on one line",
        }
    }

    /// A failure that names where the passphrase came from.
    fn of(self, place: &str) -> Failure {
        let kind = match self {
            Unfit::Empty => Kind::Locked,
            Unfit::Utf16 | Unfit::NotUtf8 | Unfit::Nul | Unfit::CarriageReturn | Unfit::SecondLine => Kind::Input,
        };
        Failure::new(kind, format!("{place} {self}")).hint(self.hint())
    }
}

/// What may follow the first line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rest {
    /// Nothing but empty lines.
    Empty,
    /// Anything: password managers print more about an entry below its password.
    Ignored,
}

/// The passphrase in some bytes: their first line, without its line end and without a byte-order mark. Blanks count.
fn read(bytes: &[u8], rest: Rest) -> Result<SecretString, Unfit> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(Unfit::Utf16);
    }
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut lines = bytes.split(|byte| *byte == b'\n');
    let line = lines.next().unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if rest == Rest::Empty && lines.any(|line| !line.trim_ascii().is_empty()) {
        return Err(if bytes.contains(&0) {
            Unfit::Nul
        } else {
            Unfit::SecondLine
        });
    }
    if line.contains(&0) {
        return Err(Unfit::Nul);
    }
    if line.contains(&b'\r') {
        return Err(Unfit::CarriageReturn);
    }
    match std::str::from_utf8(line) {
        Ok("") => Err(Unfit::Empty),
        Ok(text) => Ok(SecretString::from(text)),
        Err(_) => Err(Unfit::NotUtf8),
    }
}

/// A passphrase file: one line.
pub(super) fn from_file(console: &Console, file: &Path, limit: Duration) -> Result<SecretString, Failure> {
    let place = format!("the passphrase file {}", file.display());
    let bytes = bounded::read(file, MOST, limit).map_err(|error| match &error {
        ReadError::Io(source) => Failure::new(Kind::Io, format!("could not read {place}")).because(source),
        ReadError::TooLarge(_) | ReadError::TooSlow(_) | ReadError::AnotherKind => {
            Failure::input(format!("{place} is not a passphrase file: {error}"))
                .hint("name the file with the passphrase")
        }
    })?;
    warn_if_open(console, file);
    read(&bytes, Rest::Empty).map_err(|unfit| unfit.of(&place))
}

/// Warns of a passphrase that others can read, and takes it all the same.
fn warn_if_open(console: &Console, file: &Path) {
    // A pipe has no lasting mode that would matter.
    let entry = std::fs::metadata(file).ok().filter(std::fs::Metadata::is_file);
    let mode = entry.and_then(|entry| modes::mode(&entry)).unwrap_or(0);
    if mode & 0o077 != 0 {
        let place = file.display();
        console.warn(format_args!(
            "other users can reach the passphrase file {place} (mode {mode:o}); close it with: chmod 600 {place}"
        ));
    }
}

/// The first line of what a command prints: a key service, a password manager.
pub(super) fn from_command(command: &str, limit: Duration) -> Result<SecretString, Failure> {
    let asked = Asked {
        line: command,
        input: None,
        asks: std::io::stdin().is_terminal(),
        variables: &[],
    };
    let bytes = child::output(asked, limit, MOST)
        .map_err(|error| Failure::new(Kind::Locked, "the key command did not print a passphrase").because(&error))?;
    read(&bytes, Rest::Ignored).map_err(|unfit| unfit.of("what the key command printed"))
}

/// What a key service makes of some bytes: all that its command prints.
pub(super) fn from_service(
    command: &str,
    key_id: &str,
    input: &[u8],
    limit: Duration,
) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let asked = Asked {
        line: command,
        input: Some(input),
        asks: std::io::stdin().is_terminal(),
        variables: &[("KEY_ID", key_id)],
    };
    child::output(asked, limit, MOST)
        .map_err(|error| Failure::new(Kind::Locked, "the key service did not answer").because(&error))
}

/// The key of a slot that a key service unwrapped.
pub(super) fn slot_key(bytes: &[u8]) -> Result<SlotKey, Failure> {
    let text = read(bytes, Rest::Empty).map_err(|unfit| unfit.of("what the key service unwrapped"))?;
    SlotKey::read(&text).ok_or_else(|| {
        Failure::new(
            Kind::Locked,
            "what the key service unwrapped is not a key of this record",
        )
        .hint("the unwrap command must print exactly what the wrap command read")
    })
}

/// `FIREBELL_PASSPHRASE`.
pub(super) fn from_environment() -> Option<Result<SecretString, Failure>> {
    let bytes = crate::app::config::passphrase_of_environment()?;
    Some(read(&bytes, Rest::Empty).map_err(|unfit| unfit.of("FIREBELL_PASSPHRASE")))
}

/// Asks for what opens the record at the terminal, without echo.
pub(super) fn ask(prompt: &str) -> Result<SecretString, Failure> {
    terminal(
        "the record is locked",
        "--passphrase-file FILE, or --key-command COMMAND",
    )?;
    typed(prompt)
}

/// As [`ask`], where Enter alone means something else.
#[cfg(feature = "workbench")]
pub(super) fn ask_unless_empty(prompt: &str) -> Result<Option<SecretString>, Failure> {
    terminal(
        "the record is locked",
        "--passphrase-file FILE, or --key-command COMMAND",
    )?;
    let typed = from_prompt(prompt)?;
    match read(typed.as_bytes(), Rest::Empty) {
        Err(Unfit::Empty) => Ok(None),
        read => read.map(Some).map_err(|unfit| unfit.of("the passphrase")),
    }
}

/// Asks for what opens something else; `locked` says what, where there is no terminal.
pub(super) fn ask_for(locked: &str, prompt: &str) -> Result<SecretString, Failure> {
    terminal(locked, "--passphrase-file FILE")?;
    typed(prompt)
}

fn terminal(locked: &str, hint: &str) -> Result<(), Failure> {
    match std::io::stdin().is_terminal() {
        true => Ok(()),
        false => Err(Failure::new(
            Kind::Locked,
            format!("{locked} and there is no terminal to ask for the passphrase"),
        )
        .hint(hint)),
    }
}

fn from_prompt(prompt: &str) -> Result<Zeroizing<String>, Failure> {
    rpassword::prompt_password(prompt)
        .map(Zeroizing::new)
        .map_err(|error| Failure::new(Kind::Locked, "the passphrase could not be read").because(&error))
}

fn typed(prompt: &str) -> Result<SecretString, Failure> {
    let typed = from_prompt(prompt)?;
    read(typed.as_bytes(), Rest::Empty).map_err(|unfit| unfit.of("the passphrase"))
}

/// A passphrase that is to open something from now on, and how good it is.
pub(super) struct Fit {
    pub secret: SecretString,
    pub judged: Judged,
}

impl Fit {
    /// How good it is, in a sentence.
    pub(super) fn words(&self) -> String {
        let Judged { characters, strength } = self.judged;
        format!("The passphrase has {characters} characters: {}.", strength.words())
    }
}

/// Judges a new passphrase. Blanks at its ends are lost too easily on the way between files, prompts and password
/// managers; whatever opens a record already still does.
pub(super) fn fit_for_new(secret: SecretString) -> Result<Fit, Failure> {
    let text = secret.expose_secret();
    if text.trim().len() != text.len() {
        return Err(Failure::input("a new passphrase must not begin or end with a space")
            .hint("spaces matter, and one at either end is easily lost; nothing was changed"));
    }
    match judge(text) {
        Ok(judged) => Ok(Fit { secret, judged }),
        Err(weak) => Err(Failure::input("the new passphrase is too weak")
            .because(&weak)
            .hint("four or five words chosen by chance are easy to keep and hard to guess; nothing was changed")),
    }
}

/// A new passphrase, typed twice; one that is too weak is asked for again.
pub(super) fn chosen(intro: &str, otherwise: &str) -> Result<Fit, Failure> {
    let mut intro = intro.to_owned();
    for _ in 0..2 {
        let secret = ask(&format!("{intro}New passphrase: "))?;
        match judge(secret.expose_secret()) {
            Ok(_) => return repeated(fit_for_new(secret)?, otherwise),
            Err(weak) => intro = format!("That one is too weak: {weak}.\n"),
        }
    }
    repeated(fit_for_new(ask(&format!("{intro}New passphrase: "))?)?, otherwise)
}

fn repeated(fit: Fit, otherwise: &str) -> Result<Fit, Failure> {
    match ask("Repeat the passphrase: ")?.expose_secret() == fit.secret.expose_secret() {
        true => Ok(fit),
        false => Err(Failure::input("the two passphrases differ").hint(otherwise)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_passphrase_in_every_form_a_file_can_have() {
        let same: [&[u8]; 6] = [
            b"K\xc3\xa4se 7",
            b"K\xc3\xa4se 7\n",
            b"K\xc3\xa4se 7\r\n",
            b"K\xc3\xa4se 7\r\n\r\n \n",
            b"K\xc3\xa4se 7\r",
            b"\xef\xbb\xbfK\xc3\xa4se 7\n",
        ];
        for bytes in same {
            assert_eq!(read(bytes, Rest::Empty).unwrap().expose_secret(), "Käse 7", "{bytes:?}");
        }
        let blank = read(b" x \n", Rest::Empty).unwrap();
        assert_eq!(blank.expose_secret(), " x ");
        assert_eq!(read(b"x\nuser: y\n", Rest::Ignored).unwrap().expose_secret(), "x");
    }

    #[test]
    fn what_is_no_passphrase_says_why() {
        let refused: [(&[u8], Unfit); 8] = [
            (b"", Unfit::Empty),
            (b"\nx", Unfit::SecondLine),
            (b"\xff\xfex\0", Unfit::Utf16),
            (b"x\0y\0", Unfit::Nul),
            (b"x\0\n\0y\0", Unfit::Nul),
            (b"x\xa7", Unfit::NotUtf8),
            (b"x\ry", Unfit::CarriageReturn),
            (b"x\ny", Unfit::SecondLine),
        ];
        for (bytes, unfit) in refused {
            assert_eq!(read(bytes, Rest::Empty).unwrap_err(), unfit, "{bytes:?}");
        }
    }
}
