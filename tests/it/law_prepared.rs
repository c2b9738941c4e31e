//! The built-in law as the build parsed it is the law of the texts: nothing more, nothing less, nothing old.

use firebell::app::law;
use firebell::core::law::load::{Holidays, Loaded, load, load_prepared};
use firebell::core::law::rulebook::Rulebook;
use firebell::core::toml_text::tree::Document;

use crate::common::project;
use crate::common::record::Desk;

/// Every part of a rule base as text. The parts are named, so that a new one is not forgotten.
fn parts(rules: &Rulebook) -> Vec<String> {
    let Rulebook {
        regimes,
        authorities,
        flags,
        questions,
        milestones,
        content,
        decisions,
        calendars,
        index,
        sha256,
        version,
        regions,
        methods,
        overlays,
        computations,
        letter_paper,
        packs,
    } = rules;
    let index: std::collections::BTreeMap<_, _> = index.iter().collect();
    let mut parts: Vec<String> = regimes.iter().map(|regime| format!("{regime:?}")).collect();
    parts.extend(calendars.ids().map(|id| format!("{:?}", calendars.get(id))));
    parts.extend([
        format!("{authorities:?}"),
        format!("{flags:?}"),
        format!("{questions:?}"),
    ]);
    parts.extend([
        format!("{milestones:?}"),
        format!("{content:?}"),
        format!("{decisions:?}"),
        format!("{index:?}"),
    ]);
    parts.extend([format!("{computations:?}"), format!("{letter_paper:?}")]);
    parts.extend([sha256.clone(), version.clone(), format!("{packs:?}")]);
    parts.extend([format!("{regions:?}"), format!("{methods:?}"), format!("{overlays:?}")]);
    parts
}

fn assert_same(fast: &Loaded, full: &Loaded) {
    assert_eq!(fast.problems, full.problems);
    let (fast, full) = (parts(&fast.rules), parts(&full.rules));
    assert_eq!(fast.len(), full.len());
    for (fast, full) in fast.iter().zip(&full) {
        assert_eq!(fast, full);
    }
}

#[test]
fn every_stored_document_is_what_its_text_says() {
    let prepared = law::files::prepared();
    let files = law::files::built_in();
    assert_eq!(prepared.documents.len(), files.len());
    for file in &files {
        let stored: Document<'_> = postcard::from_bytes(prepared.documents[file.path.as_str()]).unwrap();
        let (parsed, errors) = Document::parse(&file.text);
        assert!(errors.is_empty() && stored == parsed, "{}", file.path);
    }
}

#[test]
fn the_prepared_rule_base_is_the_one_of_the_texts() {
    let full = law::files::load_in_full(&[]).unwrap();
    assert_eq!(full.problems, Vec::new());
    assert_same(&law::files::load_all(&[]).unwrap(), &full);
}

#[test]
fn an_overlay_means_the_same_over_prepared_law() {
    let overlays = [project("docs/examples-overlay")];
    let full = law::files::load_in_full(&overlays).unwrap();
    assert_ne!(full.rules.sha256, law::files::prepared().sha256);
    assert_same(&law::files::load_all(&overlays).unwrap(), &full);
}

/// An overlay can break what refers to the regime that it replaces, so everything is checked again.
#[test]
fn an_overlay_that_breaks_a_reference_is_found_over_prepared_law() {
    let (desk, _) = Desk::with_incident("Own law");
    let folder = desk.beside("own-law");
    std::fs::create_dir(&folder).unwrap();
    let text = std::fs::read_to_string(project("jurisdictions/us/vt.toml")).unwrap();
    let broken = text.replace("from = \"discovery\"", "from = \"tuesday\"");
    assert_ne!(text, broken);
    std::fs::write(folder.join("vt.toml"), broken).unwrap();
    let full = law::files::load_in_full(std::slice::from_ref(&folder)).unwrap();
    let said: Vec<String> = full.problems.iter().map(ToString::to_string).collect();
    assert!(
        said.iter().any(|p| p.contains("unknown milestone `tuesday`")),
        "{said:?}"
    );
    assert_same(&law::files::load_all(&[folder]).unwrap(), &full);
}

/// Files that are not exactly the built-in ones prove nothing: they are checked, and their digest is their own.
#[test]
fn law_that_lacks_a_built_in_file_is_not_taken_as_proven() {
    let mut files = law::files::built_in();
    files.retain(|file| file.path != "milestones.toml");
    let full = load(&files);
    assert!(!full.problems.is_empty());
    assert_same(&load_prepared(&files, law::files::prepared()), &full);
}

/// `due` reads a part of the law only; that part is the same.
#[test]
fn what_counting_a_period_asks_for_is_that_of_the_whole_rule_base() {
    let (part, whole) = (
        law::files::built_in_for_counting(Holidays::OfAny),
        law::files::load_all(&[]).unwrap().rules,
    );
    let calendars = |rules: &Rulebook| -> Vec<String> {
        let ids = rules.calendars.ids();
        ids.map(|id| format!("{:?}", rules.calendars.get(id))).collect()
    };
    assert!(part.regimes.is_empty() && !part.computations.is_empty());
    assert_eq!(calendars(&part), calendars(&whole));
    assert_eq!(format!("{:?}", part.computations), format!("{:?}", whole.computations));
    for id in whole.calendars.ids() {
        let single = law::files::built_in_for_counting(Holidays::Of(id)).calendars;
        assert_eq!(
            single.ids().collect::<Vec<_>>(),
            [id],
            "the file of {id} is called like it"
        );
        assert_eq!(
            format!("{:?}", single.get(id)),
            format!("{:?}", whole.calendars.get(id))
        );
    }
    let none = law::files::built_in_for_counting(Holidays::None);
    assert!(none.calendars.ids().next().is_none() && !none.computations.is_empty());
}
