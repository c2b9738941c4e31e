//! The words of the built-in templates by their language: what any letter may say without anybody having recorded it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use super::context::words_in;
use super::files::templates;
use crate::letter::check::ordinary;
use crate::letter::template::Template;

static WORDS: LazyLock<BTreeMap<String, Arc<BTreeSet<String>>>> = LazyLock::new(|| {
    let all = templates(None).unwrap_or_else(|_| Vec::new());
    let languages: BTreeSet<&str> = all.iter().map(|template| primary(&template.language)).collect();
    let read = |language: &str| (language.to_owned(), Arc::new(of_language(&all, language)));
    languages.into_iter().map(read).collect()
});

/// The words that a letter in a language may have; none where there is no template in it.
pub fn ordinary_words(language: &str) -> Arc<BTreeSet<String>> {
    WORDS.get(primary(language)).cloned().unwrap_or_else(Arc::default)
}

fn of_language(all: &[Template], language: &str) -> BTreeSet<String> {
    let own = all.iter().filter(|template| primary(&template.language) == language);
    let words = words_in(language, None);
    let elements = words.elements.values().map(String::as_str);
    ordinary(own.map(|template| template.text.as_str()).chain(elements), language)
}

fn primary(language: &str) -> &str {
    language.split('-').next().unwrap_or(language)
}
