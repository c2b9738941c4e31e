//! The fonts of letters: built in and the user's, as the line layout and the PDF writer know them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use krilla::text::{Font, Tag};
use parley::fontique::{
    Blob, Charmap, CharmapIndex, Collection, CollectionOptions, FontInfo, FontInfoOverride, SourceCache,
};
use parley::{FontContext, FontFamily, FontFamilyName, FontStyle, FontWeight, LayoutContext, Run};

use super::mark::Mark;

/// The fonts that `build.rs` picks: the six faces of Libertinus Serif, then two that draw what it lacks.
const FONTS: [&[u8]; 8] = include!(concat!(env!("OUT_DIR"), "/fonts.rs"));
/// What the built-in text face is called among the families.
const TEXT: &str = "firebell text";
/// Faces of `FONTS` that belong to the text face.
const FACES: [(f32, FontStyle); 6] = [
    (400.0, FontStyle::Normal),
    (700.0, FontStyle::Normal),
    (400.0, FontStyle::Italic),
    (700.0, FontStyle::Italic),
    (600.0, FontStyle::Normal),
    (600.0, FontStyle::Italic),
];

/// A face of a file, and where a variable one stands on its axes.
type FaceKey = (u64, u32, Vec<(u32, u32)>);

struct Face {
    file: Blob<u8>,
    charmap: CharmapIndex,
}

/// What a thread needs to lay out lines. Costly to make, so it is handed on from letter to letter.
pub(super) struct Tools {
    pub(super) fonts: FontContext,
    pub(super) layout: LayoutContext<Mark>,
    drawn: HashMap<FaceKey, Font>,
}

pub(super) struct Fonts {
    collection: FontContext,
    families: Vec<String>,
    faces: Vec<Face>,
    drawn: HashMap<FaceKey, Font>,
    idle: Mutex<Vec<Tools>>,
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fonts").field("families", &self.families).finish()
    }
}

impl Fonts {
    /// A text is set in Libertinus; what that lacks in the first of the user's fonts that has it, then in the two
    /// built-in faces for foreign scripts: a user's own Hebrew or Arabic face is meant to be used.
    pub(super) fn new(files: Vec<Vec<u8>>) -> Self {
        let mut fonts = Self {
            collection: FontContext {
                collection: Collection::new(CollectionOptions {
                    shared: false,
                    system_fonts: false,
                }),
                source_cache: SourceCache::default(),
            },
            families: Vec::new(),
            faces: Vec::new(),
            drawn: HashMap::new(),
            idle: Mutex::default(),
        };
        for (file, (weight, style)) in FONTS.into_iter().zip(FACES) {
            fonts.add(Arc::new(file), Some((TEXT, weight, style)));
        }
        for file in files {
            fonts.add(Arc::new(file), None);
        }
        for file in FONTS.into_iter().skip(FACES.len()) {
            fonts.add(Arc::new(file), None);
        }
        fonts
    }

    /// The text face gets a name of our own: a file of the user's must not take its place.
    fn add(&mut self, file: Arc<dyn AsRef<[u8]> + Send + Sync>, face: Option<(&str, f32, FontStyle)>) {
        let info = face.map(|(family, weight, style)| FontInfoOverride {
            family_name: Some(family),
            weight: Some(FontWeight::new(weight)),
            style: Some(style),
            ..FontInfoOverride::default()
        });
        let file = Blob::new(file);
        for (family, fonts) in self.collection.collection.register_fonts(file.clone(), info) {
            for font in fonts {
                self.add_face(&file, &font);
            }
            let name = self.collection.collection.family_name(family).unwrap_or_default();
            if !self.families.iter().any(|known| known == name) {
                self.families.push(name.to_owned());
            }
        }
    }

    fn add_face(&mut self, file: &Blob<u8>, font: &FontInfo) {
        let (data, id) = file.clone().into_raw_parts();
        if let Some(drawn) = Font::new(data.into(), font.index()) {
            self.drawn.insert((id, font.index(), Vec::new()), drawn);
            let charmap = font.charmap_index();
            let file = file.clone();
            self.faces.push(Face { file, charmap });
        }
    }

    pub(super) fn has(&self, sign: char) -> bool {
        let maps = |map: Charmap<'_>| map.map(sign).is_some_and(|glyph| glyph != 0);
        self.faces
            .iter()
            .any(|face| face.charmap.charmap(face.file.data()).is_some_and(maps))
    }

    /// Whether the text face itself has a character: it is the first that was added.
    pub(super) fn has_in_text_face(&self, sign: char) -> bool {
        let maps = |map: Charmap<'_>| map.map(sign).is_some_and(|glyph| glyph != 0);
        let mut own = self.faces.iter().take(FACES.len());
        own.any(|face| face.charmap.charmap(face.file.data()).is_some_and(maps))
    }

    /// Every family, in the order in which a character is looked for. Han characters are drawn differently in each
    /// country: of the faces of one file, the one for the letter's language comes first.
    pub(super) fn stack(&self, language: &str) -> FontFamily<'_> {
        let suffix = match language {
            "ja" | "ja-JP" => " JP",
            "ko" | "ko-KR" => " KR",
            "zh-TW" => " TC",
            "zh-HK" | "zh-MO" => " HK",
            "zh" | "zh-CN" | "zh-SG" => " SC",
            _ => "",
        };
        let mut names: Vec<&String> = self.families.iter().collect();
        if let Some(others) = names.get_mut(1..).filter(|_| !suffix.is_empty()) {
            others.sort_by_key(|name| !name.ends_with(suffix));
        }
        let named = names.into_iter().map(|name| FontFamilyName::named(name));
        FontFamily::List(Cow::Owned(named.collect()))
    }

    pub(super) fn borrow_tools(&self) -> Tools {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.unwrap_or_else(|| Tools {
            fonts: self.collection.clone(),
            layout: LayoutContext::new(),
            drawn: self.drawn.clone(),
        })
    }

    pub(super) fn give_back(&self, tools: Tools) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(tools);
    }
}

impl Tools {
    /// The font of a run as the PDF writer knows it. A variable font is another one for each setting of its axes.
    pub(super) fn drawn(&mut self, run: &Run<'_, Mark>) -> Option<Font> {
        let data = run.font();
        let synthesis = run.synthesis();
        let axes = synthesis.variation_settings();
        let key = (
            data.data.id(),
            data.index,
            axes.iter()
                .map(|(tag, value)| (u32::from_be_bytes(tag.into_bytes()), value.to_bits()))
                .collect(),
        );
        if let Some(font) = self.drawn.get(&key) {
            return Some(font.clone());
        }
        let coordinates: Vec<(Tag, f32)> = axes
            .iter()
            .map(|(tag, value)| (Tag::new(&tag.into_bytes()), *value))
            .collect();
        let (file, _) = data.data.clone().into_raw_parts();
        let font = Font::new_variable(file.into(), data.index, &coordinates)?;
        self.drawn.insert(key, font.clone());
        Some(font)
    }
}
