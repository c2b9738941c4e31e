//! `firebell law keygen` and `firebell law pack`: what whoever writes law for others needs.

use std::path::Path;
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use serde_json::json;

use super::args::MakeArgs;
use crate::app::config;
use crate::app::files::bounded;
use crate::app::law;
use crate::app::law::layers::Layers;
use crate::app::law::pack::key_file::{self, KeyFile};
use crate::app::law::pack::note::{KeyError, SignerKey};
use crate::app::law::pack::{self, Making, PackFile};
use crate::cli::failure::{Failure, Kind, key_failure, key_file_failure, make_failure};
use crate::cli::files::{self, ForceArg};
use crate::cli::invocation::Invocation;
use crate::cli::law::today::today;
use crate::cli::output::Output;
use crate::cli::secret;
use crate::cli::text::{line, prose, wrapped};
use crate::core::law::check;
use crate::core::law::load::LawText;
use crate::core::law::pack::PackLabel;

/// A key file holds a few lines.
const MOST: u64 = 4096;
/// How long one may take to be read: it can be a pipe.
const LIMIT: Duration = Duration::from_secs(10);

/// `firebell law keygen`
pub(super) fn keygen(call: &Invocation, file: &Path, name: &str) -> Result<Output, Failure> {
    let seed = config::random_seed()
        .map_err(|error| Failure::new(Kind::Internal, "the system gave no random bytes").because(&error))?;
    let key = SignerKey::new(name, &seed).map_err(|error| key_failure("the name of the key", &error))?;
    let passphrase = secret::fit_for_new(new_passphrase(call)?)?.secret;
    let text = key_file::sealed(&key, &seed, &passphrase).map_err(|error| key_file_failure("the key", &error))?;
    let prepared = files::prepare(file, text.as_bytes(), ForceArg::default())?;
    files::place(prepared)?;
    let (path, verifier) = (file.display().to_string(), key.verifier().to_string());
    let view = json!({ "written": path, "verifier_key": verifier });
    Ok(Output::new(view, move |_| {
        let mut out = wrapped(
            "",
            &format!(
                "The private key is in {path}, sealed under the passphrase. Whoever has both can sign packs in your name; \
                 without the passphrase nobody can, not even you."
            ),
        );
        out += prose("Give this verifier key to those who install your packs; it is not a secret:");
        // One line whatever the width: it is copied as a whole.
        out += line(format_args!("{verifier}"));
        out
    }))
}

/// `firebell law pack`
pub(super) fn pack(call: &Invocation, args: MakeArgs) -> Result<Output, Failure> {
    let key = signer(call, &args.key)?;
    if let Some(problem) = args.changed.iter().find_map(|line| pack::change_problem(line)) {
        return Err(Failure::input(format!("--changed: {problem}")));
    }
    let files = law_files_of(&args.dir)?;
    linted(call, &args.dir)?;
    let label = PackLabel {
        name: args.name,
        version: args.pack_version,
    };
    let making = Making {
        label: label.clone(),
        date: args.date.map_or_else(|| today(call), Ok)?,
        changed: args.changed,
    };
    let count = files.len();
    let bytes = pack::make(making, files, &key).map_err(|error| make_failure(&error))?;
    let prepared = files::prepare(&args.out, &bytes, args.force)?;
    files::place(prepared)?;
    let (path, by) = (args.out.display().to_string(), key.verifier().id().to_string());
    let view = json!({ "written": path, "pack": label, "files": count, "signed_by": by });
    Ok(Output::new(view, move |_| {
        let files = crate::cli::text::count(count, "file");
        wrapped("", &format!("{path} written: {label}, {files}, signed by {by}."))
    }))
}

/// The passphrase of a new key: from its file, or typed twice.
fn new_passphrase(call: &Invocation) -> Result<SecretString, Failure> {
    let Some(file) = &call.options.passphrase_file else {
        let secret = secret::ask_for(KEY, "New passphrase of the key: ")?;
        return match secret::ask_for(KEY, "Repeat the passphrase: ")?.expose_secret() == secret.expose_secret() {
            true => Ok(secret),
            false => Err(Failure::input("the two passphrases differ").hint("no key was made; try again")),
        };
    };
    secret::from_file(&call.console, file, LIMIT)
}

/// The passphrase of a key that is there. What opens the record is not tried: it opens another thing.
fn passphrase(call: &Invocation) -> Result<SecretString, Failure> {
    match &call.options.passphrase_file {
        Some(file) => secret::from_file(&call.console, file, LIMIT),
        None => secret::ask_for(KEY, "Passphrase of the key: "),
    }
}

/// What is locked where nobody can be asked.
const KEY: &str = "the signing key is sealed";

/// The private key of a file, which is wiped from memory afterwards.
fn signer(call: &Invocation, file: &Path) -> Result<SignerKey, Failure> {
    let what = format!("the key file {}", file.display());
    let bytes = bounded::read(file, MOST, LIMIT)
        .map_err(|error| Failure::new(Kind::Io, format!("could not read {what}")).because(&error))?;
    let text = std::str::from_utf8(&bytes).map_err(|_| key_failure(&what, &KeyError::Form))?;
    let failed = |error| key_file_failure(&what, &error);
    match KeyFile::read(text).map_err(failed)? {
        KeyFile::Sealed { verifier, sealed } => {
            key_file::unsealed(&verifier, &sealed, &passphrase(call)?).map_err(failed)
        }
        KeyFile::Open(key) => {
            let path = file.display();
            call.console.warn(format_args!(
                "the key in {path} has no passphrase: whoever reads the file can sign in its name; `firebell law keygen` makes \
                 sealed keys"
            ));
            Ok(key)
        }
    }
}

/// The law files of a folder by their paths below it.
fn law_files_of(dir: &Path) -> Result<Vec<PackFile>, Failure> {
    let found = law::files::overlay(dir).map_err(|error| Failure::unreadable(&error, &error.source))?;
    let file = |text: LawText<'static>| PackFile {
        path: text.name,
        text: text.text.into_owned(),
    };
    Ok(found.into_iter().map(file).collect())
}

/// A pack is checked before it is signed: over the built-in law, and over whatever else the writer names.
fn linted(call: &Invocation, dir: &Path) -> Result<(), Failure> {
    let mut folders = call.options.law_dir.clone();
    folders.push(dir.to_owned());
    let loaded = Layers::of_folders(&folders)
        .load_in_full()
        .map_err(|error| Failure::unreadable(&error, &error.source))?;
    let mut problems = loaded.problems;
    problems.extend(check::confidence(&loaded.rules));
    match problems.is_empty() {
        true => Ok(()),
        false => Err(Failure::input(format!(
            "the law in {} has problems; no pack was written",
            dir.display()
        ))
        .causes(problems.iter().map(ToString::to_string))
        .hint("firebell law lint DIR checks it")),
    }
}
