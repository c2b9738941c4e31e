//! The report under DORA: asked field by field, with the closed lists to choose from.

use std::path::PathBuf;

use crossterm::event::KeyModifiers;
use firebell::app::dora::Stage;
use firebell::tui::DoraEffect;
use firebell::workspace::DoraReport;
use serde_json::{Value, json};

use super::*;

fn begun(stage: Stage, report: Value) -> Answer {
    Answer::Dora(Box::new(DoraReport {
        path: PathBuf::from("exercise-2026-014-dora.json"),
        stage,
        report,
        is_on_disk: false,
    }))
}

fn draft(stage: Stage) -> Value {
    json!({
        "incidentSubmission": stage.code(),
        "submittingEntity": { "entityType": "SUBMITTING_ENTITY", "name": "Example Payments DAC" },
        "affectedEntity": [{ "entityType": "AFFECTED_ENTITY", "name": "Example Payments DAC" }],
        "incident": { "financialEntityCode": "2026-014", "detectionDateTime": "2026-11-20T12:15:00Z" },
    })
}

/// Tab by Tab to a field, as a person goes there.
fn go_to(model: &mut Model, key: &str) {
    for _ in 0..120 {
        let Some(Overlay::Form(form)) = model.overlays.last() else {
            panic!("{}", shown(model, 120, 40));
        };
        if form.fields[form.at].key == key {
            return;
        }
        press(model, KeyCode::Tab);
    }
    panic!("there is no field {key}:\n{}", shown(model, 120, 40));
}

fn save(model: &mut Model) -> Vec<Effect> {
    update(
        model,
        Event::Key(KeyEvent::new(KeyCode::Char('s'), KeyModifiers::CONTROL)),
    )
}

/// The report that is to be written.
fn written(effects: &[Effect]) -> &Value {
    match effects {
        [Effect::Submitted(_, effect)] => match &**effect {
            Effect::Dora(DoraEffect::Write { report, .. }) => report,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_report_is_filled_in_by_choosing_from_its_closed_lists() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('E'));
    press(&mut model, KeyCode::Char('d'));
    looks("dora_which", &mut model);
    press(&mut model, KeyCode::Esc);
    let _ = update(&mut model, begun(Stage::Initial, draft(Stage::Initial)));
    go_to(&mut model, "2.5");
    looks("dora", &mut model);
    // By its plain name, and a second one by a part of it.
    type_in(&mut model, "losses");
    press(&mut model, KeyCode::Enter);
    type_in(&mut model, "geogr");
    press(&mut model, KeyCode::Enter);
    go_to(&mut model, "2.6");
    type_in(&mut model, "Greece");
    press(&mut model, KeyCode::Enter);
    go_to(&mut model, "2.7");
    type_in(&mut model, "staff");
    press(&mut model, KeyCode::Enter);
    go_to(&mut model, "2.9");
    type_in(&mut model, "yes");
    press(&mut model, KeyCode::Enter);
    let effects = save(&mut model);
    let report = written(&effects);
    let incident = &report["incident"];
    assert_eq!(
        incident["classificationTypes"][0]["classificationCriterion"],
        "data_losses"
    );
    assert_eq!(
        incident["classificationTypes"][1]["classificationCriterion"],
        "geographical_spread"
    );
    assert_eq!(
        incident["classificationTypes"][1]["countryCodeMaterialityThresholds"],
        json!(["GR"])
    );
    assert_eq!(incident["incidentDiscovery"], "staff");
    assert_eq!(report["incident"]["detectionDateTime"], "2026-11-20T12:15:00Z");
}

#[test]
fn a_finer_cause_is_offered_below_the_one_that_was_chosen() {
    let mut model = at_incident();
    let _ = update(&mut model, begun(Stage::Final, draft(Stage::Final)));
    let other = "malicious actions: deliberate internal actions";
    go_to(&mut model, "4.2");
    assert!(shown(&model, 120, 40).contains(other), "{}", shown(&model, 120, 40));
    press(&mut model, KeyCode::BackTab);
    type_in(&mut model, "human");
    press(&mut model, KeyCode::Enter);
    go_to(&mut model, "4.2");
    let below = shown(&model, 120, 40);
    assert!(
        below.contains("human error: omission") && !below.contains(other),
        "{below}"
    );
    type_in(&mut model, "omission");
    press(&mut model, KeyCode::Enter);
    let effects = save(&mut model);
    let text = written(&effects).to_string();
    assert!(
        text.contains("\"human_error\"") && text.contains("human_error_omission"),
        "{text}"
    );
}

#[test]
fn every_wrong_value_stands_beside_its_field_and_nothing_is_written() {
    let mut model = at_incident();
    let _ = update(&mut model, begun(Stage::Intermediate, draft(Stage::Intermediate)));
    go_to(&mut model, "1.8");
    type_in(&mut model, "nobody");
    go_to(&mut model, "3.4");
    type_in(&mut model, "many");
    go_to(&mut model, "3.15");
    type_in(&mut model, "two days");
    assert!(save(&mut model).is_empty());
    let Some(Overlay::Form(form)) = model.overlays.last() else {
        panic!("{}", shown(&model, 120, 40));
    };
    let wrong: Vec<&str> = form
        .fields
        .iter()
        .filter(|f| f.problem.is_some())
        .map(|f| f.key)
        .collect();
    assert_eq!(wrong, ["1.8", "3.4", "3.15"]);
    assert_eq!(form.fields[form.at].key, "1.8");
}

/// A local time is written in UTC, in the form of the template.
#[test]
fn a_moment_is_written_as_the_template_has_it() {
    let mut model = at_incident();
    let _ = update(&mut model, begun(Stage::Initial, draft(Stage::Initial)));
    go_to(&mut model, "2.3");
    type_in(&mut model, "2026-11-20 14:00");
    let effects = save(&mut model);
    assert_eq!(
        written(&effects)["incident"]["classificationDateTime"],
        "2026-11-20T20:00:00Z"
    );
}
