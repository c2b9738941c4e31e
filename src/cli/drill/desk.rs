//! Exercises in the record: started, driven, evaluated, reported.

use std::path::Path;

use chrono::Datelike as _;

use super::args::{DrillCommand as D, FindingArg, ImprovementCommand, ImprovementsArgs, ObserveArgs, StartArgs};
use super::{errors, text};
use crate::app::letters::{self, Format};
use crate::app::record::Record;
use crate::app::{clock, config};
use crate::cli::args::Global;
use crate::cli::errors::{Answer, Failure, Kind};
use crate::cli::out::{self, ForceArg};
use crate::cli::session::{Session, failure};
use crate::cli::text::{line, print, print_json, print_text};
use crate::core::drill::clock::of_minutes;
use crate::core::drill::{CorrectiveAction, DrillEvent, Finding, Mark, Observation, Rating};
use crate::core::facts::IncidentKind;
use crate::core::time::WallTime;
use crate::drill::driver::{self, Exercise, Turn};
use crate::drill::evaluation::{Evaluation, evaluate};
use crate::drill::presence::{self, Hand};
use crate::drill::write::Made;
use crate::drill::{aar, chart, compare, desk, files, improvements, replay};
use crate::store::Store;

/// An open record with what the command line said.
struct Desk<'d> {
    global: &'d Global,
    session: Session,
    record: Record,
    now: WallTime,
}

/// A command that needs the record.
pub fn run(global: &Global, command: D) -> Result<Answer, Failure> {
    let session = Session::start(global)?;
    // A facilitator begins with the exercise, not with the manual: the record is set up on the way.
    let fresh = matches!(&command, D::Start(args) if args.scenario.is_some())
        && !global.json
        && !Store::exists(&session.folder);
    let record = if fresh {
        let words = "There is no record yet. Choose a passphrase for it; without it nobody can read it.\n";
        print(words)?;
        let secret = crate::cli::record::run::set_up(global, &session)?;
        session.open_with(global, &secret)?
    } else {
        session.open(global)?
    };
    let mut desk = Desk {
        global,
        session,
        record,
        now: clock::now(),
    };
    match command {
        D::Start(args) => desk.start(&args),
        D::Status { code, facilitator } => desk.status(code.as_deref(), facilitator),
        D::Go { code, speed } => desk.turn(code.as_deref(), Turn::Run(speed)),
        D::Pause { code } => desk.turn(code.as_deref(), Turn::Pause),
        D::Jump { code, to, confirm } => desk.jump(code.as_deref(), to, confirm),
        D::Inject {
            inject,
            code,
            hold,
            skip,
        } => desk.inject(&inject, code.as_deref(), hold, skip),
        D::End { code } => desk.end(code.as_deref()),
        D::Score { code } => desk.score(code.as_deref()),
        D::Report {
            code,
            output,
            brief,
            force,
        } => desk.report(code.as_deref(), output.as_deref(), brief, force),
        D::Improvements(args) => desk.improvements(args),
        D::Compare {
            codes,
            real,
            chart,
            force,
        } => desk.compare(&codes, real, chart.as_deref(), force),
        D::Replay {
            code,
            output,
            minutes,
            mask,
            force,
        } => {
            let made = desk.replay(&code, minutes, &mask)?;
            super::away::written(global, &output, &made, force)
        }
        D::HotWash { number, answer, code } => desk.hot_wash(number, answer, code.as_deref()),
        other => desk.evaluate(other),
    }
}

impl Desk<'_> {
    /// The exercise that is meant: as named, or the last one, or the last that still runs.
    fn code(&mut self, asked: Option<&str>, over_too: bool) -> Result<String, Failure> {
        if let Some(code) = asked {
            return Ok(code.to_owned());
        }
        let all = improvements::exercises(&mut self.record).map_err(errors::drill)?;
        let runs = |loaded: &&crate::app::record::Loaded| {
            over_too
                || loaded
                    .incident
                    .drill
                    .as_ref()
                    .is_some_and(|drill| drill.ended.is_none())
        };
        let last = all.iter().rev().find(runs);
        last.map(|loaded| loaded.incident.code.clone())
            .ok_or_else(|| Failure::input("no exercise runs").hint("start one: firebell drill start SCENARIO"))
    }

    fn exercise(&self, code: &str) -> Result<Exercise, Failure> {
        Exercise::load(&self.record, code).map_err(errors::drill)
    }

    /// What came due since somebody last looked, printed for the room.
    fn advanced(&mut self, code: &str) -> Result<(), Failure> {
        let hand = self.hand();
        let followed = presence::follow(&mut self.record, code, hand).map_err(errors::drill)?;
        if matches!(followed, presence::Followed::Held { .. }) {
            crate::cli::session::warn_one(&text::held(code, &followed));
        }
        self.tell(&followed.delivered())
    }

    fn hand(&self) -> Hand {
        crate::cli::session::hand(&self.session.config, self.now)
    }

    fn tell(&self, handed: &[crate::drill::scenario::Inject]) -> Result<(), Failure> {
        if !self.global.json {
            for inject in handed {
                print(text::handed(inject))?;
            }
        }
        Ok(())
    }

    fn start(&mut self, args: &StartArgs) -> Result<Answer, Failure> {
        let Some(name) = &args.scenario else {
            super::away::list(self.global)?;
            return Ok(Answer::Done);
        };
        let seed = args
            .seed
            .unwrap_or_else(|| u64::from(self.now.at().year().unsigned_abs()));
        let own = self.session.config.scenarios.as_deref();
        let (scenario, source) = files::scenario(name, own, seed).map_err(errors::file)?;
        let open =
            improvements::items(&mut self.record, false, None, self.now.at().date_naive()).map_err(errors::drill)?;
        let id = config::fresh_id();
        let done = driver::start(&mut self.record, &scenario, &source, seed, self.now, id).map_err(errors::drill)?;
        let exercise = self.exercise(&done.incident.code)?;
        if self.global.json {
            return print_json(&desk::room(&exercise, self.now));
        }
        print(text::started(&exercise, &open))
    }

    fn status(&mut self, code: Option<&str>, facilitator: bool) -> Result<Answer, Failure> {
        let code = self.code(code, true)?;
        self.advanced(&code)?;
        let exercise = self.exercise(&code)?;
        match (facilitator, self.global.json) {
            (true, true) => print_json(&desk::facilitator(&exercise, self.now)),
            (false, true) => print_json(&desk::room(&exercise, self.now)),
            (true, false) => {
                let view = desk::facilitator(&exercise, self.now);
                print(text::facilitator(&view, &exercise.scenario.zone))
            }
            (false, false) => {
                let view = desk::room(&exercise, self.now);
                print(text::room(&view, &exercise.scenario.zone))
            }
        }
    }

    fn turn(&mut self, code: Option<&str>, turn: Turn) -> Result<Answer, Failure> {
        let code = self.code(code, false)?;
        let hand = self.hand();
        let handed = driver::turn(&mut self.record, &code, turn, hand).map_err(errors::drill)?;
        let exercise = self.exercise(&code)?;
        if self.global.json {
            return print_json(&desk::room(&exercise, self.now));
        }
        self.tell(&handed)?;
        print(text::clock(
            &desk::clock(&exercise, self.now),
            &code,
            &exercise.scenario.zone,
        ))
    }

    fn jump(&mut self, code: Option<&str>, to: Option<u64>, confirm: bool) -> Result<Answer, Failure> {
        let code = self.code(code, false)?;
        self.advanced(&code)?;
        let exercise = self.exercise(&code)?;
        if let Some(minute) = to.filter(|_| !confirm)
            && let Some(words) = driver::far_jump(&exercise, minute)
        {
            return Err(Failure::new(Kind::Refused, words).hint("add --confirm to jump all the same"));
        }
        let to = to.map(of_minutes).or_else(|| driver::next(&exercise));
        let Some(to) = to else {
            return Err(Failure::new(Kind::Refused, "no inject is to come").hint("end it: firebell drill end"));
        };
        self.turn(Some(&code), Turn::Jump(to))
    }

    fn inject(
        &mut self,
        inject: &str,
        code: Option<&str>,
        hold: bool,
        skip: Option<String>,
    ) -> Result<Answer, Failure> {
        let code = self.code(code, false)?;
        self.advanced(&code)?;
        let event = match (hold, skip) {
            (true, _) => DrillEvent::Held {
                inject: inject.to_owned(),
            },
            (false, Some(reason)) => DrillEvent::Skipped {
                inject: inject.to_owned(),
                reason,
            },
            (false, None) => {
                let handed = driver::deliver(&mut self.record, &code, inject, self.now).map_err(errors::drill)?;
                return match self.global.json {
                    true => print_json(&desk::room(&self.exercise(&code)?, self.now)),
                    false => print(text::handed(&handed)),
                };
            }
        };
        self.record_event(&code, event)
    }

    fn record_event(&mut self, code: &str, event: DrillEvent) -> Result<Answer, Failure> {
        let words = event.message();
        driver::run(&mut self.record, code, event, self.now).map_err(errors::drill)?;
        match self.global.json {
            true => print_json(&desk::facilitator(&self.exercise(code)?, self.now)),
            false => print(line(format_args!("EXERCISE {code}: {words}"))),
        }
    }

    /// What evaluators say while it runs, and after.
    fn evaluate(&mut self, command: D) -> Result<Answer, Failure> {
        let (code, event) = match command {
            D::Mark {
                action,
                mark,
                remark,
                code,
            } => {
                let mark = mark.as_deref().and_then(Mark::from_code);
                (code, DrillEvent::Marked { action, mark, remark })
            }
            D::Hint { action, code } => {
                let code = self.code(code.as_deref(), false)?;
                let exercise = self.exercise(&code)?;
                let hint = exercise.scenario.expected(&action).and_then(|(_, e)| e.hint.clone());
                if let Some(hint) = hint.filter(|_| !self.global.json) {
                    print(line(format_args!("Ask the room: {hint}")))?;
                }
                (Some(code), DrillEvent::Hinted { action })
            }
            D::Observe(args) => observed(args),
            D::Rate {
                objective,
                rating,
                reason,
                code,
            } => {
                let letter = rating.to_uppercase();
                let rating = Rating::from_code(&letter);
                let rating = rating.ok_or_else(|| Failure::input("a rating is P, S, M or U"))?;
                (
                    code,
                    DrillEvent::Rated {
                        objective,
                        rating,
                        reason,
                    },
                )
            }
            D::Join { role, deputy, code } => (code, DrillEvent::Joined { role, deputy }),
            _ => return Err(Failure::new(Kind::Internal, "this command needs no record")),
        };
        let code = self.code(code.as_deref(), true)?;
        self.advanced(&code)?;
        self.record_event(&code, event)
    }

    fn hot_wash(
        &mut self,
        number: Option<usize>,
        answer: Option<String>,
        code: Option<&str>,
    ) -> Result<Answer, Failure> {
        let code = self.code(code, true)?;
        let exercise = self.exercise(&code)?;
        let questions = &exercise.scenario.hot_wash;
        let (Some(number), Some(answer)) = (number, answer) else {
            let view = desk::facilitator(&exercise, self.now);
            return match self.global.json {
                true => print_json(&view.hot_wash),
                false => print(text::hot_wash(&code, &view.hot_wash)),
            };
        };
        let question = number.checked_sub(1).and_then(|at| questions.get(at)).cloned();
        let question = question.ok_or_else(|| {
            Failure::input(format!("there is no question {number}")).hint(format!("1 to {}", questions.len()))
        })?;
        self.record_event(&code, DrillEvent::Answered { question, answer })
    }

    fn end(&mut self, code: Option<&str>) -> Result<Answer, Failure> {
        let code = self.code(code, false)?;
        self.advanced(&code)?;
        let hand = self.hand();
        driver::end(&mut self.record, &code, hand).map_err(errors::drill)?;
        let exercise = self.exercise(&code)?;
        if self.global.json {
            return print_json(&desk::facilitator(&exercise, self.now));
        }
        print(text::ended(&exercise))
    }

    fn evaluation(&self, exercise: &Exercise) -> Result<Evaluation, Failure> {
        evaluate(&self.record, exercise, self.now).map_err(errors::drill)
    }

    fn score(&mut self, code: Option<&str>) -> Result<Answer, Failure> {
        let code = self.code(code, true)?;
        let found = self.evaluation(&self.exercise(&code)?)?;
        match self.global.json {
            true => print_json(&found),
            false => print(text::evaluation(&found)),
        }
    }

    fn report(
        &mut self,
        code: Option<&str>,
        output: Option<&Path>,
        brief: bool,
        force: ForceArg,
    ) -> Result<Answer, Failure> {
        let code = self.code(code, true)?;
        let exercise = self.exercise(&code)?;
        let found = self.evaluation(&exercise)?;
        let before = aar::before(&mut self.record, &exercise, self.now).map_err(errors::drill)?;
        let today = self.now.at().date_naive();
        let markdown = aar::markdown(&exercise, &found, &before, today, brief);
        let name = format!("EXERCISE {code}");
        let bytes = report_bytes(&exercise, &found, &markdown, output, self.now)?;
        let prepared = output.map(|path| out::prepare(path, &bytes, force)).transpose()?;
        self.record
            .note(self.now, "drill.report", &name, "ok")
            .map_err(failure)?;
        match output.zip(prepared) {
            None => {
                let of = serde_json::json!({ "report": "after-action", "code": code });
                print_text(self.global.json, of, &String::from_utf8_lossy(&bytes))
            }
            Some((path, prepared)) => out::place(self.global, path, prepared),
        }
    }

    fn improvements(&mut self, args: ImprovementsArgs) -> Result<Answer, Failure> {
        let today = self.now.at().date_naive();
        match args.command {
            None => {
                let items = improvements::items(&mut self.record, args.all, None, today).map_err(errors::drill)?;
                match self.global.json {
                    true => print_json(&items),
                    false => print(text::improvements(&items)),
                }
            }
            Some(ImprovementCommand::Close { improvement, proof }) => {
                improvements::close(&mut self.record, &improvement, proof, self.now).map_err(errors::drill)?;
                if self.global.json {
                    return print_json(&serde_json::json!({ "closed": improvement }));
                }
                print(line(format_args!("EXERCISE: improvement {improvement} is closed")))
            }
            Some(ImprovementCommand::Add {
                action,
                owner,
                due,
                element,
                proof,
                objective,
                code,
            }) => {
                let code = self.code(code.as_deref(), true)?;
                let id = improvements::next_number(self.exercise(&code)?.drill());
                let event = DrillEvent::Improvement(CorrectiveAction {
                    id,
                    action,
                    owner,
                    due,
                    element,
                    proof,
                    objective,
                });
                self.record_event(&code, event)
            }
        }
    }

    fn compare(
        &mut self,
        codes: &[String],
        real: bool,
        picture: Option<&Path>,
        force: ForceArg,
    ) -> Result<Answer, Failure> {
        let compared = compare::compare(&mut self.record, codes, real, self.now).map_err(errors::drill)?;
        if let Some(path) = picture {
            let prepared = out::prepare(path, chart::svg(&compared).as_bytes(), force)?;
            prepared.place().map_err(|error| out::failed(&error))?;
        }
        match self.global.json {
            true => print_json(&compared),
            false => print(text::comparison(&compared)),
        }
    }

    fn replay(&mut self, code: &str, minutes: u64, mask: &[String]) -> Result<Made, Failure> {
        let loaded = self.record.load(code).map_err(failure)?;
        let assessed = self
            .record
            .assess(&loaded.incident, &loaded.organisation, loaded.incident.now(self.now))
            .map_err(failure)?;
        let made = replay::scenario(&loaded, &assessed, minutes, mask);
        self.record
            .note(self.now, "drill.replay", code, "ok")
            .map_err(failure)?;
        Ok(made)
    }
}

fn observed(args: ObserveArgs) -> (Option<String>, DrillEvent) {
    let finding = match args.as_ {
        FindingArg::Strength => Finding::Strength,
        FindingArg::Improvement => Finding::Improvement,
        FindingArg::Remark => Finding::Remark,
    };
    let event = DrillEvent::Observed(Observation {
        finding,
        objective: args.objective,
        observation: args.observation,
        analysis: args.analysis,
        recommendation: args.recommendation,
    });
    (args.code, event)
}

/// A report as the bytes of a file, in the form that the file's name asks for; Markdown without one.
pub fn report_bytes(
    exercise: &Exercise,
    found: &Evaluation,
    markdown: &str,
    output: Option<&Path>,
    now: WallTime,
) -> Result<Vec<u8>, Failure> {
    let format = match output {
        None => Format::Md,
        Some(path) => Format::of(path).ok_or_else(|| {
            Failure::input(format!("`{}` names no form", path.display()))
                .hint("end it in .md, .html, .docx, .pdf or .txt")
        })?,
    };
    let organisation = exercise
        .scenario
        .profile
        .iter()
        .find(|(key, _)| key == "organisation.name");
    let organisation = organisation.map_or("", |(_, name)| name.as_str());
    let title = format!("After-action report {}", found.code);
    let page = letters::document(&title, organisation, IncidentKind::Exercise, markdown);
    letters::export(&page, markdown, format, now.at())
        .map_err(|error| Failure::new(Kind::Internal, "the report could not be made").because(&error))
}
