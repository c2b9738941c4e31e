//! The letter desk: what a letter still needs before it is approved.

use firebell::app::letters::Stale;
use firebell::app::letters::mailing::MailingRow;
use firebell::app::views::incident::DispositionView;
use firebell::core::event::{Disposition, Filing, FilingKind};
use firebell::tui::{Choice, Gap, Supplement};

use super::*;

pub(crate) fn a_letter() -> LetterRow {
    LetterRow {
        letter: "eu-gdpr-regulator-en".parse().unwrap(),
        template: "eu/art33-initial".to_owned(),
        language: "en".to_owned(),
        obligation: Some("eu-gdpr/regulator".into()),
        state: "draft",
        revisions: 2,
        sha256: "ab".repeat(32).parse().unwrap(),
        written: ByWhom {
            actor: "erin".to_owned(),
            at: at(NOW),
        },
        hands: vec!["erin".to_owned()],
        approved: None,
        sign_off: Vec::new(),
        comments: 1,
        stale: Vec::new(),
        dated: None,
        for_each_person: false,
        filed: false,
    }
}

pub(crate) fn an_open_letter() -> OpenLetter {
    let finding = |rule: &str, weight, found: &str| Finding {
        rule: rule.to_owned(),
        weight,
        demand: "a demand".to_owned(),
        found: found.to_owned(),
        cite: "GDPR Art. 33(3)(d)".to_owned(),
    };
    OpenLetter {
        id: RevisionRef {
            letter: LetterRef {
                incident: IncidentRef::new("2026-014"),
                letter: "eu-gdpr-regulator-en".parse().unwrap(),
            },
            sha256: "ab".repeat(32).parse().unwrap(),
        },
        text: "# Report".to_owned(),
        preview: (1..60).map(|n| format!("Line {n} of the letter\n")).collect(),
        page: None,
        findings: vec![
            finding("33-measures", Weight::Fails, "the field “Measures planned” is missing"),
            finding(
                "phases",
                Weight::Reminds,
                "3 places say that the information will follow",
            ),
        ],
        comments: vec![Remark {
            author: "counsel".to_owned(),
            text: "name the processor".to_owned(),
        }],
        gaps: Vec::new(),
        to_follow: Vec::new(),
        notes: vec!["The portal asks for the VAT number.".to_owned()],
    }
}

#[test]
fn the_letter_desk_says_what_approval_still_needs() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('l'));
    assert!(shown(&model, 80, 24).contains("n drafts a letter"));
    let opened = model.screens.incident_mut().unwrap().opened_mut().unwrap();
    opened.letters.push(a_letter());
    let open = an_open_letter();
    let revision = open.id.clone();
    let _ = update(&mut model, Answer::Letter(Box::new(open)));
    looks("letters", &mut model);
    press(&mut model, KeyCode::Char('x'));
    assert!(shown(&model, 80, 24).contains("1 finding fails"));
    press(&mut model, KeyCode::Esc);
    // A text that comes back from the person's own editor after the one here was left is saved.
    let target = EditTarget::Letter(revision);
    let text = Some("# Another".to_owned());
    let effects = update(&mut model, Answer::Edited { target, text });
    assert!(
        matches!(effects.as_slice(), [Effect::Run(code, _)] if **code == *"2026-014"),
        "{effects:?}"
    );
}

#[test]
fn mailings_are_below_the_letters_with_their_next_step() {
    let mut model = at_incident();
    let opened = model.screens.incident_mut().unwrap().opened_mut().unwrap();
    opened.letters.push(a_letter());
    opened.mailings.push(MailingRow {
        mailing: "M1".parse().unwrap(),
        channel: firebell::core::event::MailChannel::Post,
        state: "printed, not mailed",
        printed_at: at(NOW),
        printed_by: "dana".to_owned(),
        batches: 1,
        letters: 1200,
        unsent: vec!["M1-01".parse().unwrap()],
        returned: 0,
        returns_open: 0,
        without_letter: 3,
        second_of: None,
        step: Some("record the mailing"),
        next: None,
    });
    press(&mut model, KeyCode::Char('l'));
    let wide = shown(&model, 140, 40);
    for words in ["M1: 1200 letters by mail", "next: record the mailing"] {
        assert!(wide.contains(words), "{words}: {wide}");
    }
    // The arrows stay on the letters.
    press(&mut model, KeyCode::Down);
    press(&mut model, KeyCode::Down);
    assert_eq!(model.letter().unwrap().letter, a_letter().letter);
}

/// What went out stays as it went out: what changed since is told in a supplement.
#[test]
fn a_filed_letter_is_supplemented_and_not_drafted_anew() {
    let mut model = at_incident();
    let opened = model.screens.incident_mut().unwrap().opened_mut().unwrap();
    let mut filed = a_letter();
    filed.filed = true;
    filed.language = "de".to_owned();
    filed.state = "approved";
    filed.approved = Some(filed.written.clone());
    filed.stale.push(Stale {
        told: "“600”".to_owned(),
        record: "650".to_owned(),
        event: Some(7),
    });
    opened.letters.push(filed);
    let all = &mut opened.whole.assessment.obligations;
    let own = all.iter_mut().find(|o| o.id == "eu-gdpr/regulator").unwrap();
    own.filed_at = Some(at(NOW));
    model.start.supplements.push(Supplement {
        template: "eu/art33-supplement".to_owned(),
        regimes: vec!["eu-gdpr".to_owned()],
    });
    model
        .start
        .templates
        .push(Choice::new("eu/art33-supplement", "Supplement"));
    press(&mut model, KeyCode::Char('l'));
    let _ = update(&mut model, Answer::Letter(Box::new(an_open_letter())));
    let screen = shown(&model, 120, 30);
    assert!(screen.contains("filed, changed since: supplement it"), "{screen}");
    assert!(screen.contains("Next: a supplement tells what changed"), "{screen}");
    assert!(!screen.contains("redraft it from"), "{screen}");
    press(&mut model, KeyCode::Char('r'));
    let Some(Overlay::Form(form)) = model.overlays.last() else {
        panic!("{screen}")
    };
    assert!(form.title.starts_with("Draft the letter to "), "{}", form.title);
    assert!(!form.title.contains("eu-gdpr"), "{}", form.title);
    assert_eq!(
        (form.value("template"), form.value("language")),
        ("eu/art33-supplement".to_owned(), "de".to_owned())
    );
}

/// The number under which a notice was filed stands in the blank of the supplement that asks for it, and is recorded by saving.
#[test]
fn the_reference_of_a_filing_is_offered_for_the_blank_that_asks_for_it() {
    let mut model = at_incident();
    let opened = model.screens.incident_mut().unwrap().opened_mut().unwrap();
    opened.letters.push(a_letter());
    let filing = Filing {
        reference: Some("LDA-2026-4711".to_owned()),
        ..Filing::at(FilingKind::Initial, at(NOW))
    };
    let done = DispositionView {
        law: None,
        disposition: Disposition::Filed(filing),
        at: at(NOW),
        actor: "dana".to_owned(),
        rationale: None,
    };
    opened.whole.dispositions.insert("eu-gdpr/regulator".into(), done);
    press(&mut model, KeyCode::Char('l'));
    let gap = |key: &str| Gap {
        key: key.to_owned(),
        asks: "the reference".to_owned(),
    };
    let open = OpenLetter {
        gaps: vec![gap("letter.reference"), gap("letter.measures_taken")],
        ..an_open_letter()
    };
    let _ = update(&mut model, Answer::Letter(Box::new(open)));
    press(&mut model, KeyCode::Char('_'));
    let Some(Overlay::Form(form)) = model.overlays.last() else {
        panic!("{}", shown(&model, 80, 24))
    };
    assert_eq!(form.value("letter.reference"), "LDA-2026-4711");
    assert!(form.changed("letter.reference"));
}
