//! Steps of playbooks: who has done them, where two did, and where facts did.

use firebell::app::files::playbook_files;
use firebell::app::views::incident::{TaskRow, tasks};
use firebell::core::event::TaskTick;
use firebell::core::ids::TaskId;
use firebell::core::incident::command::{Command, PlaybookCommand};

use crate::tui_undo::Desk;

fn tick(desk: &mut Desk, who: &str, task: &TaskId, done: bool, remark: Option<&str>) {
    let tick = TaskTick {
        task: task.clone(),
        done,
        owner: None,
        remark: remark.map(str::to_owned),
    };
    desk.run(who, Command::Playbook(PlaybookCommand::Tick(tick))).unwrap();
}

fn row(desk: &Desk, task: &TaskId) -> TaskRow {
    let loaded = desk.record.load(&desk.code).unwrap();
    let playbooks = playbook_files::load(None).unwrap().all;
    let all = tasks(&loaded, &playbooks, true);
    all.into_iter().find(|row| row.task == *task).unwrap()
}

#[test]
fn a_step_that_two_people_ticked_off_keeps_the_words_of_both() {
    let mut desk = Desk::new("Ticket system read");
    let task: TaskId = "detection/preserve-logs".parse().unwrap();
    tick(&mut desk, "theo", &task, true, Some("Copied the mail logs"));
    let first = row(&desk, &task).done_at;
    tick(&mut desk, "mara", &task, true, Some("Copied the proxy logs"));
    let both = row(&desk, &task);
    assert_eq!((both.done_by.as_deref(), both.done_at), (Some("theo"), first));
    assert_eq!(both.remark.as_deref(), Some("Copied the mail logs"));
    let again: Vec<_> = both
        .done_again
        .iter()
        .map(|again| (again.by.as_str(), again.remark.as_deref()))
        .collect();
    assert_eq!(again, [("mara", Some("Copied the proxy logs"))]);

    // Theirs alone is taken back; what the first did stands.
    tick(&mut desk, "mara", &task, false, None);
    let one = row(&desk, &task);
    assert_eq!((one.done_by.as_deref(), one.done_again.len()), (Some("theo"), 0));
    // And so is the first one's, where the second did it as well.
    tick(&mut desk, "mara", &task, true, Some("Copied the proxy logs"));
    tick(&mut desk, "theo", &task, false, None);
    let second = row(&desk, &task);
    assert_eq!(
        (second.done_by.as_deref(), second.remark.as_deref()),
        (Some("mara"), Some("Copied the proxy logs"))
    );
    tick(&mut desk, "theo", &task, true, None);
    tick(&mut desk, "mara", &task, false, None);
    // The last one opens it.
    tick(&mut desk, "theo", &task, false, None);
    assert_eq!(row(&desk, &task).done_at, None);
}

#[test]
fn the_words_of_the_same_person_are_replaced() {
    let mut desk = Desk::new("Ticket system read");
    let task: TaskId = "detection/preserve-logs".parse().unwrap();
    tick(&mut desk, "theo", &task, true, Some("Copied the mail log"));
    tick(&mut desk, "theo", &task, true, Some("Copied the mail logs"));
    let one = row(&desk, &task);
    assert_eq!(
        (one.remark.as_deref(), one.done_again.len()),
        (Some("Copied the mail logs"), 0)
    );
}

#[test]
fn a_step_that_facts_did_can_be_opened_again_until_they_are_told_anew() {
    let mut desk = Desk::new("Ticket system read");
    let task: TaskId = "detection/fix-times".parse().unwrap();
    for key in ["milestones.occurrence", "milestones.discovery", "milestones.awareness"] {
        desk.fact("theo", key, "\"2026-11-24T08:00:00Z\"", false);
    }
    assert_eq!(row(&desk, &task).done_by.as_deref(), Some("theo"));
    tick(&mut desk, "mara", &task, false, None);
    assert_eq!(row(&desk, &task).done_by, None);
    desk.fact("mara", "milestones.occurrence", "\"2026-11-24T07:00:00Z\"", false);
    assert_eq!(row(&desk, &task).done_by.as_deref(), Some("mara"));
}
