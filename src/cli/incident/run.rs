//! `firebell incident`: from what was typed to a command of the record, and back to text or JSON.

use std::io::Read as _;
use std::path::Path;

use chrono::{DateTime, Utc};

use crate::app::input_file::{self, Limit};
use crate::app::record::{Done, Loaded, Record};
use crate::app::reports::archive::{self, ImportError};
use crate::app::reports::notice::{self, NoticeError};
use crate::app::reports::{markdown as report, situation, timeline};
use crate::app::{clock, decision, evidence_file, incident_views as views, input};
use crate::cli::args::Global;
use crate::cli::errors::{Answer, Failure, Kind};
use crate::cli::incident::args::*;
use crate::cli::incident::text;
use crate::cli::out::{self, ForceArg};
use crate::cli::session::{Session, failure, moment, view_time};
use crate::cli::text::{Page, print, print_json, print_json_text, print_text};
use crate::core::event::{
    Certainty, DecisionMade, DelayLifted, Disposition, FactClaim, Filing, FilingKind, LawEnforcementDelay, Note,
    ObligationUpdate, Reached, Stage, TaskAssignment, TaskTick,
};
use crate::core::facts::IncidentKind;
use crate::core::incident::command::{Call, Command, DelayCommand, PlaybookCommand};
use crate::core::time::{StoryTime, WallTime, Zone};

/// `firebell incident`
pub fn run(global: &Global, command: IncidentCommand) -> Result<Answer, Failure> {
    let session = Session::start(global)?;
    let mut record = session.open(global)?;
    let mut desk = Desk {
        global,
        session: &session,
        record: &mut record,
        wall: clock::now(),
    };
    desk.answer(command)
}

struct Desk<'d> {
    global: &'d Global,
    session: &'d Session,
    record: &'d mut Record,
    /// When the command was given: the clock is read once.
    wall: WallTime,
}

impl Desk<'_> {
    fn answer(&mut self, command: IncidentCommand) -> Result<Answer, Failure> {
        use IncidentCommand as C;
        match command {
            C::Open { title, zone, exercise } => self.open(&title, zone.as_deref(), exercise),
            C::List { all, exercises, search } => self.list(all, exercises, search),
            C::Show { code, as_of, all } => self.show(&code, as_of.as_deref(), all),
            C::AsOf { code, moment } => self.show(&code, Some(&moment), false),
            C::Why { code, obligation } => self.why(&code, &obligation),
            C::Fact { command } => self.fact(command),
            C::Tasks { code, all } => self.tasks(&code, all),
            C::Calls { code } => self.calls(&code),
            C::Notes { code, privileged } => self.notes(&code, privileged),
            C::PrivilegeLog { code } => self.privilege_log(&code),
            C::History { code } => self.history(&code),
            C::Notice { code, name } => self.notice(&code, &name),
            C::Report { code, format } => self.report(&code, format),
            C::Timeline { code } => self.timeline(&code),
            C::Export {
                code,
                output,
                include_privileged,
                force,
            } => self.export(&code, output.as_deref(), include_privileged.as_deref(), force),
            C::Import { file } => self.import(&file),
            other => self.change(other),
        }
    }

    fn load(&self, code: &str) -> Result<(Loaded, Zone), Failure> {
        let loaded = self.record.load(code).map_err(failure)?;
        let zone = text::zone_of(&loaded.incident);
        Ok((loaded, zone))
    }

    fn run(&mut self, code: &str, command: Command) -> Result<Answer, Failure> {
        crate::cli::session::catch_up(self.session, self.record, code, self.wall)?;
        let done = self.record.run(code, command, self.wall).map_err(failure)?;
        self.done(&done)
    }

    fn done(&self, done: &Done) -> Result<Answer, Failure> {
        if self.global.json {
            return print_json(&views::done(done));
        }
        print(text::done(done, done.incident.now(self.wall)))
    }

    fn open(&mut self, title: &str, zone: Option<&str>, exercise: bool) -> Result<Answer, Failure> {
        if title.trim().is_empty() {
            return Err(
                Failure::input("an incident needs a title").hint("such as \"Support mailbox read by a stranger\"")
            );
        }
        let zone = self.session.home_zone(zone)?;
        let kind = if exercise {
            IncidentKind::Exercise
        } else {
            IncidentKind::Real
        };
        let id = crate::app::config::fresh_id();
        let done = self
            .record
            .open_incident(title, kind, &zone, self.wall, id)
            .map_err(failure)?;
        self.done(&done)
    }

    fn list(&mut self, all: bool, exercises: bool, search: Option<String>) -> Result<Answer, Failure> {
        let filter = crate::store::summary::Filter {
            closed: all,
            exercises: exercises.then_some(true),
            search: search.filter(|words| !words.trim().is_empty()),
            limit: None,
        };
        let rows = self.record.store().summaries(&filter).map_err(|e| failure(e.into()))?;
        crate::cli::deadlines::run::warn_of_own_law(self.record);
        if self.global.json {
            return print_json(&rows.iter().map(views::row).collect::<Vec<_>>());
        }
        let mut moments = Vec::with_capacity(rows.len());
        for row in &rows {
            moments.push(self.record.story(row, self.wall).map_err(failure)?);
        }
        print(text::board(&rows, &moments))
    }

    fn show(&mut self, code: &str, as_of: Option<&str>, all: bool) -> Result<Answer, Failure> {
        let (now_loaded, zone) = self.load(code)?;
        let Some(as_of) = as_of else {
            let now = view_time(self.global, &zone, now_loaded.incident.now(self.wall))?;
            let (assessed, changes) = self.record.review(&now_loaded, now).map_err(failure)?;
            let view = views::whole(&now_loaded, &assessed, &changes, &self.record.playbooks, now);
            return self.print_whole(&view, &now_loaded, now, all);
        };
        let until = moment(as_of, &zone, now_loaded.incident.now(self.wall))?;
        let loaded = self.record.load_until(code, Some(until)).map_err(failure)?;
        let until = StoryTime::named(until);
        let assessed = self
            .record
            .assess(&loaded.incident, &loaded.organisation, until)
            .map_err(failure)?;
        let view = views::whole(&loaded, &assessed, &[], &self.record.playbooks, until);
        self.print_whole(&view, &loaded, until, all)
    }

    fn print_whole(&self, view: &views::Whole, loaded: &Loaded, now: StoryTime, all: bool) -> Result<Answer, Failure> {
        if self.global.json {
            return print_json(view);
        }
        print(text::whole(view, &loaded.incident, now, all))
    }

    fn why(&self, code: &str, obligation: &str) -> Result<Answer, Failure> {
        let (loaded, zone) = self.load(code)?;
        let now = view_time(self.global, &zone, loaded.incident.now(self.wall))?;
        let assessed = self
            .record
            .assess(&loaded.incident, &loaded.organisation, now)
            .map_err(failure)?;
        crate::cli::assess::run::print_why(&assessed.view, obligation, &zone, now, self.global.json)
    }

    fn fact(&mut self, command: FactCommand) -> Result<Answer, Failure> {
        match command {
            FactCommand::Set { code, key, value, how } => self.set_fact(&code, key, &value, false, &how),
            FactCommand::Withdraw { code, key, reason } => self.run(&code, Command::withdraw_fact(key, reason)),
            FactCommand::History { code, key } => {
                let (loaded, zone) = self.load(&code)?;
                let rows = views::facts(&loaded.incident, key.as_deref());
                if self.global.json {
                    return print_json(&rows);
                }
                print(text::facts(&rows, &zone))
            }
        }
    }

    fn set_fact(
        &mut self,
        code: &str,
        key: String,
        value: &str,
        also: bool,
        how: &HowKnown,
    ) -> Result<Answer, Failure> {
        let command = self.fact_command(code, key, value, also, how)?;
        self.run(code, command)
    }

    /// Counts of several places, which only add up together.
    fn affected(&mut self, code: &str, counts: &[String], how: &HowKnown) -> Result<Answer, Failure> {
        let mut commands = Vec::with_capacity(counts.len() / 2);
        for pair in counts.chunks(2) {
            let [place, count] = pair else {
                return Err(Failure::input(format!("`{}` has no number of people", pair.concat()))
                    .hint("give each place its number: US-TX 600 US-CA 900 elsewhere 0"));
            };
            commands.push(self.fact_command(code, format!("affected.{place}"), count, false, how)?);
        }
        crate::cli::session::catch_up(self.session, self.record, code, self.wall)?;
        let done = self.record.run_all(code, commands, self.wall).map_err(failure)?;
        self.done(&done)
    }

    fn fact_command(
        &self,
        code: &str,
        key: String,
        value: &str,
        also: bool,
        how: &HowKnown,
    ) -> Result<Command, Failure> {
        let (loaded, zone) = self.load(code)?;
        let now = loaded.incident.now(self.wall);
        let typed = |error: input::InputError| Failure::input(&error).hint(&error.hint);
        input::fact_key(&key).map_err(typed)?;
        let value = input::fact_value(&key, value, &zone, now).map_err(typed)?;
        let learned_at = how
            .learned
            .as_deref()
            .map(|text| moment(text, &zone, loaded.incident.now(self.wall)))
            .transpose()?;
        let certainty = match how.certainty {
            CertaintyArg::Confirmed => Certainty::Confirmed,
            CertaintyArg::Suspected => Certainty::Suspected,
            CertaintyArg::RuledOut => Certainty::RuledOut,
        };
        let command = Command::set_fact(FactClaim {
            key,
            value,
            certainty,
            learned_at,
            source: how.source.clone(),
            also,
        });
        Ok(command.confirmed(how.confirm.clone()))
    }

    /// Everything that makes an event and is not a fact's history or a view.
    fn change(&mut self, command: IncidentCommand) -> Result<Answer, Failure> {
        use IncidentCommand as C;
        match command {
            C::Milestone {
                code,
                name,
                moment,
                also,
                how,
            } => self.set_fact(&code, format!("milestones.{name}"), &moment, also, &how),
            C::Affected { code, counts, how } => self.affected(&code, &counts, &how),
            C::Note { code, text, privileged } => {
                let text = if text == "-" { stdin()? } else { text };
                self.run(&code, Command::AddNote(Note { text, privileged }))
            }
            C::Hold { command } => self.hold(command),
            C::Stage { code, stage, rationale } => {
                let stage = Stage::parse(&stage).ok_or_else(|| {
                    Failure::input(format!("`{stage}` is no stage"))
                        .hint("detection, assessment, internal or regulatory")
                })?;
                self.run(&code, Command::EnterStage { stage, rationale })
            }
            C::Playbook {
                code,
                playbook,
                remove: true,
                reason,
            } => self.run(&code, Command::Playbook(PlaybookCommand::Remove { playbook, reason })),
            C::Playbook { code, playbook, .. } => self.run(&code, Command::Playbook(PlaybookCommand::Add { playbook })),
            C::Evidence {
                code,
                file,
                custodian,
                remark,
            } => self.evidence(&code, &file, custodian, remark),
            C::Close { code, rationale } => self.run(&code, Command::Close { rationale }),
            C::Reopen { code, reason } => self.run(&code, Command::Reopen { reason }),
            other => self.act(other),
        }
    }

    fn act(&mut self, command: IncidentCommand) -> Result<Answer, Failure> {
        use IncidentCommand as C;
        match command {
            C::Decide {
                code,
                key,
                value,
                rationale,
                by,
                keep_years,
            } => self.decide(&code, key, &value, rationale, by, keep_years),
            C::Task {
                code,
                task,
                undo,
                assign,
                due,
                remark,
            } => self.task(&code, task, undo, assign, due.as_deref(), remark),
            C::Call {
                code,
                contact,
                reached,
                channel,
                at,
                remark,
            } => {
                let (loaded, zone) = self.load(&code)?;
                let at = at
                    .as_deref()
                    .map(|text| moment(text, &zone, loaded.incident.now(self.wall)))
                    .transpose()?;
                let reached = match reached {
                    ReachedArg::Attempted => Reached::Attempted,
                    ReachedArg::Answered => Reached::Answered,
                    ReachedArg::Failed => Reached::Failed,
                };
                self.run(
                    &code,
                    Command::Call(Call {
                        contact,
                        channel,
                        reached,
                        at,
                        remark,
                    }),
                )
            }
            C::Dispose {
                code,
                obligation,
                state,
                rationale,
                by,
            } => self.dispose(&code, obligation, state, rationale, by),
            C::File { .. } => self.file(command),
            _ => Err(Failure::new(Kind::Internal, "this command has no hand to do it")),
        }
    }

    fn hold(&mut self, command: HoldCommand) -> Result<Answer, Failure> {
        match command {
            HoldCommand::Place {
                code,
                authority,
                regimes,
                until,
                reason,
            } => {
                let (loaded, zone) = self.load(&code)?;
                let until = until
                    .as_deref()
                    .map(|text| hold_end(text, &zone, loaded.incident.now(self.wall)))
                    .transpose()?;
                self.run(
                    &code,
                    Command::Delay(DelayCommand::Place(LawEnforcementDelay {
                        authority,
                        regimes,
                        until,
                        reason,
                    })),
                )
            }
            HoldCommand::Lift {
                code,
                authority,
                reason,
            } => self.run(
                &code,
                Command::Delay(DelayCommand::Lift(DelayLifted { authority, reason })),
            ),
        }
    }

    fn decide(
        &mut self,
        code: &str,
        key: String,
        value: &str,
        rationale: String,
        by: Option<String>,
        keep_years: Option<u32>,
    ) -> Result<Answer, Failure> {
        let (loaded, zone) = self.load(code)?;
        let now = loaded.incident.now(self.wall);
        let value = input::fact_value(&format!("decisions.{key}"), value, &zone, now)
            .map_err(|error| Failure::input(&error).hint(&error.hint))?;
        let command = Command::Decide(DecisionMade {
            key,
            value,
            rationale,
            decided_by: by.unwrap_or_else(|| self.record.actor.name.clone()),
            working: Vec::new(),
            keep_until: None,
        });
        let command = decision::with_papers(self.record, &loaded, command, keep_years, now).map_err(failure)?;
        self.run(code, command)
    }

    fn task(
        &mut self,
        code: &str,
        task: String,
        undo: bool,
        assign: Option<String>,
        due: Option<&str>,
        remark: Option<String>,
    ) -> Result<Answer, Failure> {
        let (loaded, zone) = self.load(code)?;
        let due = due
            .map(|text| moment(text, &zone, loaded.incident.now(self.wall)))
            .transpose()?;
        let command = match assign {
            Some(owner) => Command::Playbook(PlaybookCommand::Assign(TaskAssignment { task, owner, due })),
            None => Command::Playbook(PlaybookCommand::Tick(TaskTick {
                task,
                done: !undo,
                owner: None,
                remark,
            })),
        };
        self.run(code, command)
    }

    fn dispose(
        &mut self,
        code: &str,
        obligation: String,
        state: StateArg,
        rationale: Option<String>,
        by: Option<String>,
    ) -> Result<Answer, Failure> {
        let decided_by = by.unwrap_or_else(|| self.record.actor.name.clone());
        let disposition = match state {
            StateArg::Drafting => Disposition::Drafting,
            StateArg::Approved => Disposition::Approved,
            StateArg::NotRequired => Disposition::NotRequired { decided_by },
            StateArg::OnHold => Disposition::OnHold,
            StateArg::Withdrawn => Disposition::Withdrawn,
        };
        self.run(
            code,
            Command::Obligation(ObligationUpdate {
                obligation,
                disposition,
                rationale,
            }),
        )
    }

    fn file(&mut self, command: IncidentCommand) -> Result<Answer, Failure> {
        let IncidentCommand::File {
            code,
            obligation,
            kind,
            at,
            reference,
            channel,
            late_because,
            out_of_order_because,
            without_letter,
            confirm,
        } = command
        else {
            return Err(Failure::new(Kind::Internal, "this is no filing"));
        };
        let (loaded, zone) = self.load(&code)?;
        let at = at
            .as_deref()
            .map(|text| moment(text, &zone, loaded.incident.now(self.wall)))
            .transpose()?
            .unwrap_or(loaded.incident.now(self.wall).at());
        let filing = match kind {
            FilingArg::Initial => FilingKind::Initial,
            FilingArg::Supplement => FilingKind::Supplement,
            FilingArg::Final => FilingKind::Final,
        };
        let command = Command::Obligation(ObligationUpdate {
            obligation,
            disposition: Disposition::Filed(Filing {
                filing,
                at,
                reference,
                channel,
                late_because,
                out_of_order_because,
                without_letter_because: without_letter,
            }),
            rationale: None,
        });
        self.run(&code, command.confirmed(confirm))
    }

    fn evidence(
        &mut self,
        code: &str,
        file: &Path,
        custodian: String,
        remark: Option<String>,
    ) -> Result<Answer, Failure> {
        let command = evidence_file::logged(file, custodian, remark)
            .map_err(|error| Failure::unreadable(format!("could not read {}", file.display()), &error))?;
        self.run(code, command)
    }

    fn tasks(&self, code: &str, all: bool) -> Result<Answer, Failure> {
        let (loaded, zone) = self.load(code)?;
        let rows = views::tasks(&loaded, &self.record.playbooks, all);
        if self.global.json {
            return print_json(&rows);
        }
        print(text::marked(
            &loaded.incident,
            text::tasks(&rows, &zone, loaded.incident.now(self.wall)),
        ))
    }

    fn calls(&self, code: &str) -> Result<Answer, Failure> {
        let (loaded, zone) = self.load(code)?;
        let now = view_time(self.global, &zone, loaded.incident.now(self.wall))?;
        let rows = views::calls(&loaded, now);
        if self.global.json {
            return print_json(&rows);
        }
        print(text::marked(&loaded.incident, text::calls(&rows, &zone, now)))
    }

    fn notes(&self, code: &str, privileged: bool) -> Result<Answer, Failure> {
        let (loaded, zone) = self.load(code)?;
        if privileged {
            self.record
                .note(self.wall, "note.read_privileged", &loaded.incident.code, "ok")
                .map_err(failure)?;
        }
        let rows = views::notes(&loaded.incident, privileged);
        if self.global.json {
            return print_json(&rows);
        }
        print(text::marked(&loaded.incident, text::notes(&rows, &zone)))
    }

    fn privilege_log(&self, code: &str) -> Result<Answer, Failure> {
        let (loaded, zone) = self.load(code)?;
        let rows = views::privilege_log(&loaded.incident);
        if self.global.json {
            return print_json(&rows);
        }
        print(text::marked(&loaded.incident, text::privilege_log(&rows, &zone)))
    }

    fn history(&self, code: &str) -> Result<Answer, Failure> {
        let (loaded, zone) = self.load(code)?;
        let rows = timeline::rows(&loaded);
        if self.global.json {
            return print_json(&rows);
        }
        print(text::marked(&loaded.incident, text::history(&rows, &zone)))
    }

    fn notice(&self, code: &str, name: &str) -> Result<Answer, Failure> {
        let (loaded, zone) = self.load(code)?;
        let now = view_time(self.global, &zone, loaded.incident.now(self.wall))?;
        let assessed = self
            .record
            .assess(&loaded.incident, &loaded.organisation, now)
            .map_err(failure)?;
        let own = self.session.config.notices.as_deref();
        let text = notice::render(name, own, &loaded, &assessed, now).map_err(|error| {
            let failure = Failure::input(&error);
            match &error {
                NoticeError::Unknown { hint, .. } => failure.hint(hint),
                NoticeError::Read { source, .. } => failure.because(source),
                NoticeError::Render { source, .. } => failure.because(source),
            }
        })?;
        let of = serde_json::json!({ "notice": name, "code": loaded.incident.code });
        print_text(self.global.json, of, &text)
    }

    fn report(&self, code: &str, format: ReportForm) -> Result<Answer, Failure> {
        let (loaded, zone) = self.load(code)?;
        let now = view_time(self.global, &zone, loaded.incident.now(self.wall))?;
        let assessed = self
            .record
            .assess(&loaded.incident, &loaded.organisation, now)
            .map_err(failure)?;
        let markdown = situation::situation(&loaded, &assessed, &self.record.playbooks, now);
        self.exported(&loaded.incident.code, "report.export")?;
        let text = match format {
            ReportForm::Md => markdown,
            ReportForm::Html => report::html(&report_title(&loaded), &markdown),
            ReportForm::Txt => report::plain(&markdown),
        };
        let of = serde_json::json!({ "report": "situation", "code": loaded.incident.code });
        print_text(self.global.json, of, &text)
    }

    fn timeline(&self, code: &str) -> Result<Answer, Failure> {
        let (loaded, _) = self.load(code)?;
        self.exported(&loaded.incident.code, "timeline.export")?;
        let rows = timeline::rows(&loaded);
        if self.global.json {
            return print_json(&rows);
        }
        print(Page::document(&timeline::spreadsheet(&rows)))
    }

    fn exported(&self, code: &str, action: &str) -> Result<(), Failure> {
        self.record.note(self.wall, action, code, "ok").map_err(failure)
    }

    fn export(
        &self,
        code: &str,
        output: Option<&Path>,
        privileged: Option<&str>,
        force: ForceArg,
    ) -> Result<Answer, Failure> {
        let (loaded, _) = self.load(code)?;
        if privileged.is_some_and(|named| named != loaded.incident.code) {
            return Err(
                Failure::input("--include-privileged names another incident").hint(format!(
                    "to export its privileged notes, write --include-privileged {}",
                    loaded.incident.code
                )),
            );
        }
        let text = archive::export(&loaded, privileged.is_some(), self.wall)
            .map_err(|error| Failure::new(Kind::Internal, "the export could not be written").because(&error))?;
        let action = if privileged.is_some() {
            "incident.export_privileged"
        } else {
            "incident.export"
        };
        let Some(path) = output else {
            self.exported(&loaded.incident.code, action)?;
            return print_json_text(&text);
        };
        let prepared = out::prepare(path, text.as_bytes(), force)?;
        self.exported(&loaded.incident.code, action)?;
        out::place(self.global, path, prepared)
    }

    fn import(&mut self, file: &Path) -> Result<Answer, Failure> {
        let text = input_file::text(file, Limit::Export)
            .map_err(|error| Failure::unreadable(format!("could not read {}", file.display()), &error))?;
        let archived = archive::import(&text).map_err(|error| {
            let failure = Failure::input(format!("{} cannot be imported", file.display()));
            let failure = match &error {
                ImportError::Problems(problems) => failure.causes(problems.iter().cloned()),
                ImportError::Form(_) | ImportError::Newer(_) => failure.because(&error),
            };
            failure.hint("nothing was imported; ask for a new export of the whole incident")
        })?;
        let incident = self.record.import(&archived, self.wall).map_err(failure)?;
        if self.global.json {
            return print_json(&views::imported(&incident));
        }
        print(text::imported(&incident))
    }
}

/// The title of a report in a browser; an exercise says that it is one.
fn report_title(loaded: &Loaded) -> String {
    match loaded.incident.kind {
        IncidentKind::Real => loaded.incident.title.clone(),
        IncidentKind::Exercise => format!("EXERCISE: {}", loaded.incident.title),
    }
}

/// A hold until a day lasts to the end of that day.
fn hold_end(text: &str, zone: &Zone, now: StoryTime) -> Result<DateTime<Utc>, Failure> {
    match chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        Ok(day) => Ok(zone.end_of_day(day)),
        Err(_) => moment(text, zone, now),
    }
}

/// What standard input holds.
pub fn stdin() -> Result<String, Failure> {
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .map_err(|error| Failure::unreadable("could not read standard input", &error))?;
    Ok(text.trim_end().to_owned())
}
