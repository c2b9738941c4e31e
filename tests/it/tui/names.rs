//! What people read has the names that people use, and no ids.

use super::*;

/// The first id of an obligation, such as `us-tx/regulator`, in a text.
fn raw_id(text: &str) -> Option<String> {
    let words = text.split(|c: char| c.is_whitespace() || "(),;:?│“”".contains(c));
    let is_id = |word: &&str| {
        let Some((regime, name)) = word.split_once('/') else {
            return false;
        };
        let of_id = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || "-_".contains(c));
        of_id(regime) && regime.contains('-') && of_id(name)
    };
    words.into_iter().find(is_id).map(str::to_owned)
}

/// Lists have the id in grey behind the name; everything else says names alone.
#[test]
fn no_head_and_no_form_shows_the_id_of_an_obligation() {
    let mut model = at_incident();
    for key in ['1', '2', '3', '4', '6'] {
        press(&mut model, KeyCode::Char(key));
        for (width, height) in [(80, 24), (120, 40)] {
            let screen = shown(&model, width, height);
            let head: Vec<&str> = screen.lines().take(5).collect();
            assert_eq!(raw_id(&head.join("\n")), None, "{key}: {screen}");
        }
    }
    for key in ['x', 'm', 'A', 'r'] {
        press(&mut model, KeyCode::Char('4'));
        press(&mut model, KeyCode::Char(key));
        let Some(Overlay::Form(form)) = model.overlays.last() else {
            panic!("{key}: {}", shown(&model, 120, 40))
        };
        assert_eq!(raw_id(&form.title), None, "{key}: {}", form.title);
        assert_eq!(raw_id(&form.note), None, "{key}: {}", form.note);
        press(&mut model, KeyCode::Esc);
    }
    press(&mut model, KeyCode::Char('t'));
    let screen = shown(&model, 80, 24);
    assert_eq!(raw_id(&screen), None, "{screen}");
}

/// An order of an authority is asked for by the name of whom the notice is for.
#[test]
fn a_question_about_an_order_names_who_is_told() {
    let model = at_incident();
    let all = &model.opened().unwrap().whole.assessment.obligations;
    let some = all.iter().find(|o| o.id == "us-tx/individuals").unwrap();
    let key = format!("answers.ordered:{}", some.id);
    let asked = firebell::core::facts::table::question(&key);
    assert!(asked.contains("us-tx/individuals"), "{asked}");
    let named = firebell::app::called::question(all, &key, asked);
    assert_eq!(named, "Has the authority ordered a notice to individuals, Texas?");
    let label = firebell::app::called::label(all, "affected.US-TX");
    assert_eq!(label, "people in Texas");
}
