//! The user's fonts, looked through when a letter has a character that the built-in text face lacks, and not before: a
//! folder of a whole system holds hundreds of files.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::typeset::Typesetter;

/// Reads one file of a folder of fonts, by its number.
pub type Reader = Box<dyn Fn(usize) -> Option<Vec<u8>> + Send + Sync>;

/// Files of fonts.
pub(super) struct Shelf {
    read: Reader,
    files: usize,
    /// So many of them, the first, are faces for texts.
    texts: usize,
    /// The characters of each file, once somebody asked.
    drawn: OnceLock<Vec<Vec<RangeInclusive<u32>>>>,
    /// Typesetters with some of the files.
    made: Mutex<BTreeMap<Vec<usize>, Arc<Typesetter>>>,
}

impl std::fmt::Debug for Shelf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shelf")
            .field("files", &self.files)
            .finish_non_exhaustive()
    }
}

impl Shelf {
    pub(super) fn new(files: usize, texts: usize, read: Reader) -> Shelf {
        Shelf {
            read,
            files,
            texts,
            drawn: OnceLock::new(),
            made: Mutex::default(),
        }
    }

    fn drawn(&self) -> &[Vec<RangeInclusive<u32>>] {
        self.drawn.get_or_init(|| {
            (0..self.files)
                .map(|file| (self.read)(file).map(|bytes| ranges(&bytes)).unwrap_or_default())
                .collect()
        })
    }

    /// For each character the file that has it and the fewest others: a face made for its script goes before one that has
    /// something of every script. What no file has is left to the built-in faces.
    fn files_for(&self, signs: &BTreeSet<char>) -> Vec<usize> {
        let size =
            |ranges: &[RangeInclusive<u32>]| ranges.iter().map(|range| range.end() - range.start() + 1).sum::<u32>();
        let made_for = |sign: &char| {
            let code = u32::from(*sign);
            let has = |ranges: &[RangeInclusive<u32>]| {
                let at = ranges.partition_point(|range| *range.end() < code);
                ranges.get(at).is_some_and(|range| range.contains(&code))
            };
            let drawing = self.drawn().iter().enumerate().filter(|(_, ranges)| has(ranges));
            drawing
                .map(|(file, ranges)| (file >= self.texts, size(ranges), file))
                .min()
                .map(|(.., file)| file)
        };
        let files: BTreeSet<usize> = signs.iter().filter_map(made_for).collect();
        files.into_iter().collect()
    }

    /// A typesetter with the files that these characters need.
    pub(super) fn typesetter(&self, signs: &BTreeSet<char>) -> Arc<Typesetter> {
        let files = self.files_for(signs);
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let make = || {
            let bytes = files.iter().filter_map(|file| (self.read)(*file)).collect();
            Arc::new(Typesetter::new(bytes))
        };
        Arc::clone(made.entry(files.clone()).or_insert_with(make))
    }
}

/// The characters that the faces of a file have, in order; none for what is no font.
fn ranges(bytes: &[u8]) -> Vec<RangeInclusive<u32>> {
    let faces = ttf_parser::fonts_in_collection(bytes).unwrap_or(1);
    let mut codes: Vec<u32> = Vec::new();
    for face in (0..faces).filter_map(|face| ttf_parser::Face::parse(bytes, face).ok()) {
        let tables = face.tables().cmap.into_iter().flat_map(|cmap| cmap.subtables);
        for table in tables.filter(ttf_parser::cmap::Subtable::is_unicode) {
            table.codepoints(|code| {
                let there = char::from_u32(code).and_then(|_| table.glyph_index(code));
                codes.extend(there.filter(|glyph| glyph.0 != 0).map(|_| code));
            });
        }
    }
    codes.sort_unstable();
    codes.dedup();
    let mut found: Vec<RangeInclusive<u32>> = Vec::new();
    for code in codes {
        match found.last_mut() {
            Some(last) if *last.end() + 1 == code => *last = *last.start()..=code,
            _ => found.push(code..=code),
        }
    }
    found
}
