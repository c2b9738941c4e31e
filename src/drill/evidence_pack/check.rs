//! A pack held against its own digests and against the record's key, without a record.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use serde::Serialize;

use super::{DIGESTS, SIGNED, STATEMENT, VERIFIER, digest};
use crate::app::checkpoint::statement;
use crate::app::law::pack::note::VerifierKey;

/// The most that a pack may unpack to, and the most files in it.
const MOST_BYTES: u64 = 512 * 1024 * 1024;
const MOST_FILES: usize = 2_000;

/// What a check of a pack found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// The exercise, as the signed statement names it.
    pub code: Option<String>,
    pub files: usize,
    /// The key it was checked with.
    pub verifier: Option<String>,
    /// Whether that key came with the pack itself: then it proves only that nothing was changed since by somebody without it.
    pub key_of_the_pack: bool,
    pub problems: Vec<String>,
}

/// Why a file is no pack.
#[derive(Debug, thiserror::Error)]
pub enum NoPack {
    #[error("it is not an archive that can be read")]
    Archive(#[from] zip::result::ZipError),
    #[error("it is not an archive that can be read")]
    Read(#[from] std::io::Error),
    #[error("it unpacks to more than {} MiB or {MOST_FILES} files", MOST_BYTES / 1024 / 1024)]
    Large,
    #[error("it has no {DIGESTS}: it is not an evidence pack of an exercise")]
    NoDigests,
}

/// Checks a pack with a key that came another way, or with the one it brings along.
///
/// # Errors
/// [`NoPack`]; whatever does not fit is in what was found.
pub fn check(bytes: &[u8], key: Option<&VerifierKey>) -> Result<Checked, NoPack> {
    let files = unpacked(bytes)?;
    let digests = files.get(DIGESTS).ok_or(NoPack::NoDigests)?;
    let digests = String::from_utf8_lossy(digests).into_owned();
    let mut checked = Checked {
        code: None,
        files: files.len(),
        verifier: None,
        key_of_the_pack: key.is_none(),
        problems: against_digests(&files, &digests),
    };
    against_key(&files, &digests, key, &mut checked);
    Ok(checked)
}

fn unpacked(bytes: &[u8]) -> Result<BTreeMap<String, Vec<u8>>, NoPack> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes))?;
    if archive.len() > MOST_FILES {
        return Err(NoPack::Large);
    }
    let (mut files, mut left) = (BTreeMap::new(), MOST_BYTES);
    for at in 0..archive.len() {
        let file = archive.by_index(at)?;
        let name = file.name().to_owned();
        let mut bytes = Vec::new();
        file.take(left + 1).read_to_end(&mut bytes)?;
        left = left
            .checked_sub(u64::try_from(bytes.len()).unwrap_or(u64::MAX))
            .ok_or(NoPack::Large)?;
        files.insert(name, bytes);
    }
    Ok(files)
}

/// Files that are not as their digest says, that are not in the list, or that the list has and the pack has not.
fn against_digests(files: &BTreeMap<String, Vec<u8>>, digests: &str) -> Vec<String> {
    let mut problems = Vec::new();
    let mut listed = Vec::new();
    for line in digests.lines() {
        let Some((told, name)) = line.split_once("  ") else {
            problems.push(format!("{DIGESTS} has a line that is not a digest: {line}"));
            continue;
        };
        listed.push(name);
        match files.get(name) {
            None => problems.push(format!("{name} is missing")),
            Some(bytes) if digest(bytes) == told => {}
            Some(_) => problems.push(format!("{name} was changed")),
        }
    }
    let own = [DIGESTS, SIGNED, VERIFIER];
    let added = files
        .keys()
        .filter(|name| !own.contains(&name.as_str()) && !listed.contains(&name.as_str()));
    problems.extend(added.map(|name| format!("{name} was added")));
    problems
}

fn against_key(files: &BTreeMap<String, Vec<u8>>, digests: &str, key: Option<&VerifierKey>, checked: &mut Checked) {
    let Some(note) = files.get(SIGNED) else {
        checked
            .problems
            .push("it is not signed: it is of a record of the first format".to_owned());
        return;
    };
    let own = || {
        let text = files
            .get(VERIFIER)
            .map(|key| String::from_utf8_lossy(key).trim().to_owned());
        text.ok_or_else(|| format!("{VERIFIER} is missing"))
            .and_then(|text| text.parse::<VerifierKey>().map_err(|error| format!("its key: {error}")))
    };
    let key = match key.cloned().map_or_else(own, Ok) {
        Ok(key) => key,
        Err(problem) => {
            checked.problems.push(problem);
            return;
        }
    };
    checked.verifier = Some(key.to_string());
    let signed = match statement::text(note, &key) {
        Ok(signed) => signed,
        Err(error) => {
            checked.problems.push(format!("its signature: {error}"));
            return;
        }
    };
    let rest = signed.strip_prefix(STATEMENT).and_then(|rest| rest.strip_prefix('\n'));
    match rest.and_then(|rest| rest.split_once('\n')) {
        Some((code, told)) if told == digests => checked.code = Some(code.to_owned()),
        Some(_) => checked
            .problems
            .push("what was signed is another list of digests".to_owned()),
        None => checked
            .problems
            .push("what was signed is not evidence of an exercise".to_owned()),
    }
}
