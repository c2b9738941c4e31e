//! Where the cursor stands once something was answered, and what is only possible.

use firebell::tui::rows;

use super::*;

fn selected(model: &Model) -> firebell::tui::Row {
    rows(model).into_iter().nth(model.incident().unwrap().at).unwrap()
}

/// The incident read again, changed.
fn read_again(model: &mut Model, change: impl FnOnce(&mut opened_incident::Opened)) {
    let Answer::Opened(mut opened) = incident(IncidentKind::Real) else {
        unreachable!()
    };
    change(&mut opened);
    let _ = update(model, Answer::Opened(opened));
}

/// Puts the cursor on the first row that fits.
fn go_to(model: &mut Model, fits: impl Fn(&firebell::tui::Row) -> bool) -> firebell::tui::Row {
    let at = rows(model).iter().position(fits).unwrap();
    model.screens.incident_mut().unwrap().at = at;
    selected(model)
}

/// "Find out next" changes its order with every answer: the cursor goes to the question that "Next" names, and never by
/// chance to whichever has moved up.
#[test]
fn after_an_answer_the_cursor_stands_on_the_question_that_next_names() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('2'));
    let third = rows(&model)
        .iter()
        .filter(|row| row.mark == "?")
        .nth(2)
        .unwrap()
        .clone();
    go_to(&mut model, |row| *row == third);
    // Others have moved meanwhile: the cursor stays with its question.
    read_again(&mut model, |opened| opened.whole.assessment.open_facts.swap(0, 2));
    assert_eq!(selected(&model).left, third.left);
    // It was answered, and the rest is in another order.
    let named = std::cell::RefCell::new((String::new(), String::new()));
    read_again(&mut model, |opened| {
        let open = &mut opened.whole.assessment.open_facts;
        open.retain(|fact| fact.question != third.left);
        open.reverse();
        let (question, fact) = (open[1].question.clone(), open[1].fact.clone());
        *named.borrow_mut() = (question.clone(), fact.clone());
        opened.whole.next_step = views::incident::NextStep::FindOut { question, fact };
    });
    assert_eq!(selected(&model).left, named.borrow().0);
    let next = shown(&model, 200, 60);
    assert!(
        next.lines()
            .any(|line| line.contains("Next: find out:") && line.contains(&named.borrow().0)),
        "{next}"
    );
}

/// Whoever files one obligation after the other stays at the place where the next one is.
#[test]
fn what_is_filed_leaves_and_the_next_one_takes_its_place() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('4'));
    let due: Vec<_> = rows(&model).into_iter().filter(|row| row.mark == "●").collect();
    go_to(&mut model, |row| *row == due[0]);
    read_again(&mut model, |opened| {
        let filed = views::incident::DispositionView {
            disposition: firebell::core::event::Disposition::Filed(firebell::core::event::Filing::at(
                firebell::core::event::FilingKind::Initial,
                at(NOW),
            )),
            at: at(NOW),
            actor: "dana".to_owned(),
            rationale: None,
            law: None,
        };
        opened.whole.dispositions.insert(due[0].code.as_str().into(), filed);
    });
    assert_eq!(selected(&model).code, due[1].code, "{}", shown(&model, 120, 40));
}

/// Nobody has missed what is only possible: it says that it would be late, comes after what can still be met, and is no
/// answer to "what is late".
#[test]
fn a_possible_obligation_whose_date_is_past_does_not_read_like_a_missed_one() {
    let mut model = at_incident();
    press(&mut model, KeyCode::Char('4'));
    let all = rows(&model);
    let possible: Vec<_> = all
        .iter()
        .filter(|row| row.mark == "◌" && !row.code.is_empty())
        .collect();
    let late = |row: &&firebell::tui::Row| row.right.contains("late if it applies");
    assert!(
        possible.iter().copied().any(|row| late(&row)),
        "{}",
        shown(&model, 120, 40)
    );
    assert!(
        possible
            .iter()
            .all(|row| !row.right.contains("OVERDUE") && !row.right.contains("past "))
    );
    let first = possible.iter().position(&late).unwrap();
    assert!(
        first > 0 && possible[first..].iter().all(late),
        "{first} of {}",
        possible.len()
    );
    // Nor may it be passed over: where nothing dated is due, the line above says that some would be late.
    read_again(&mut model, |opened| {
        let all = &mut opened.whole.assessment.obligations;
        let dated = |past: bool| {
            let own =
                |o: &&views::ObligationView| o.deadline.as_ref().is_some_and(|own| (own.strict < at(NOW)) == past);
            all.iter().find(own).and_then(|o| o.deadline.clone())
        };
        let (past, ahead) = (dated(true), dated(false));
        for own in all.iter_mut().filter(|o| o.verdict == Verdict::Due) {
            own.deadline = None;
            match own.id.as_str() {
                "eu-gdpr/regulator" => (own.verdict, own.deadline) = (Verdict::Possible, past.clone()),
                "us-tx/regulator" => (own.verdict, own.deadline) = (Verdict::Possible, ahead.clone()),
                _ => {}
            }
        }
    });
    let head = shown(&model, 120, 40);
    assert!(head.contains("1 LATE if so: Bavarian Office"), "{head}");
    press(&mut model, KeyCode::Char('f'));
    press(&mut model, KeyCode::Char('l'));
    assert!(rows(&model).iter().all(|row| row.mark != "◌"));
    press(&mut model, KeyCode::Char('t'));
    let timeline = shown(&model, 120, 40);
    assert!(!timeline.contains("past "), "{timeline}");
}

/// An exercise that has ended leaves what is open, though nobody has closed it.
#[test]
fn an_ended_exercise_is_no_longer_among_the_open_ones() {
    let mut model = at_board();
    let Answer::Board(mut rows, coming) = board() else {
        unreachable!()
    };
    rows.iter_mut()
        .filter(|row| row.kind == IncidentKind::Exercise)
        .for_each(|row| row.ended = true);
    let _ = update(&mut model, Answer::Board(rows, coming));
    let codes = |model: &Model| -> Vec<String> { model.board().shown().map(|row| row.code.clone()).collect() };
    assert_eq!(codes(&model), ["2026-012", "2026-014", "2026-015"]);
    assert!(!shown(&model, 80, 24).contains("1 exercise"));
    for _ in 0..4 {
        press(&mut model, KeyCode::Char('f'));
    }
    assert_eq!(codes(&model), ["2026-002"], "closed or ended");
    assert!(shown(&model, 80, 24).contains("ended"), "{}", shown(&model, 80, 24));
}

#[test]
fn incidents_are_sorted_by_urgency_age_or_title_with_exercises_last() {
    let mut model = at_board();
    let codes = |model: &Model| -> Vec<String> { model.board().shown().map(|row| row.code.clone()).collect() };
    assert_eq!(codes(&model), ["2026-012", "2026-014", "2026-015", "2026-002"]);
    press(&mut model, KeyCode::Char('s'));
    press(&mut model, KeyCode::Char('s'));
    assert!(model.message.contains("title"), "{}", model.message);
    assert_eq!(codes(&model), ["2026-012", "2026-014", "2026-015", "2026-002"]);
    model.screens.board.rows.as_mut().unwrap()[0].title = "Zebra".to_owned();
    model.screens.board.arrange(model.now);
    assert_eq!(codes(&model), ["2026-014", "2026-012", "2026-015", "2026-002"]);
}
