//! `firebell letter`: draft, show, change, check, compare, approve and export the letters of an incident.

use std::path::{Path, PathBuf};

use crate::app::input_file::{self, Limit};
use crate::app::letters::{self, DeskError, Draft, Format, LetterError};
use crate::app::out::proposed;
use crate::app::record::{Loaded, Record};
use crate::app::{clock, incident_views as views};
use crate::cli::args::Global;
use crate::cli::errors::{Answer, Failure, Kind};
use crate::cli::letter::args::{FormatArg, LetterCommand as L};
use crate::cli::out::{self, ForceArg};
use crate::cli::session::{Session, failure};
use crate::cli::text::{Page, line, print, print_json, print_text};
use crate::core::event::LetterDraft;
use crate::core::incident::command::{Command, LetterCommand};
use crate::core::incident::letter::{Letter, Revision};

/// `firebell letter`
pub fn run(global: &Global, command: L) -> Result<Answer, Failure> {
    if let L::Templates { search } = command {
        return templates(global, search.as_deref());
    }
    let session = Session::start(global)?;
    let mut record = session.open(global)?;
    let mut desk = Desk {
        global,
        session: &session,
        record: &mut record,
    };
    desk.answer(command)
}

/// Two texts of a letter to be compared.
struct Texts {
    loaded: Loaded,
    letter: Letter,
    before: Revision,
    after: Revision,
}

pub struct Desk<'d> {
    pub global: &'d Global,
    pub session: &'d Session,
    pub record: &'d mut Record,
}

pub fn lacking(error: &LetterError) -> Failure {
    match error {
        LetterError::Unknown { hint, .. } => Failure::input(error).hint(hint),
        LetterError::Revision { .. } => {
            Failure::input(error).hint("the first is 1; leave it out for the text as it stands")
        }
        LetterError::Wide(_) => Failure::input(error).hint("divide the table, or send it as an attachment"),
        LetterError::Template(_) => Failure::input(error).hint("firebell letter templates lists them"),
        LetterError::Made(source) => Failure::input("the letter cannot be made into a file").because(source.as_ref()),
    }
}

impl Desk<'_> {
    fn answer(&mut self, command: L) -> Result<Answer, Failure> {
        match command {
            L::Templates { search } => templates(self.global, search.as_deref()),
            L::Draft {
                code,
                template,
                duty,
                language,
                id,
                from,
            } => {
                let draft = Draft {
                    template,
                    duty,
                    language,
                    id,
                    text: from.as_deref().map(text_of).transpose()?,
                };
                self.draft(&code, draft)
            }
            L::List { code } => self.list(&code),
            L::Show { code, letter, revision } => self.show(&code, &letter, revision),
            L::Edit { code, letter, way } => self.edit(&code, &letter, way),
            L::Unfinished { show, discard } => self.unfinished(show, discard),
            L::Comment { code, letter, text } => self.run(&code, LetterCommand::Comment { letter, text }),
            L::Check { code, letter } => self.check(&code, &letter),
            L::Redline {
                code,
                letter,
                from,
                to,
                docx,
                force,
            } => {
                let texts = self.texts(&code, &letter, from, to)?;
                match docx {
                    None => self.redline(&texts),
                    Some(path) => self.redline_docx(&texts, &path, force),
                }
            }
            L::Approve {
                code,
                letter,
                because,
                sha256,
            } => self.approve(&code, letter, because, sha256),
            L::Export {
                code,
                letter,
                format,
                out,
                force,
            } => self.export(&code, &letter, format, out, force),
            L::Merge(args) => crate::cli::letter::merge::run(self.global, self.record, args),
        }
    }

    fn run(&mut self, code: &str, command: LetterCommand) -> Result<Answer, Failure> {
        let now = clock::now();
        crate::cli::session::catch_up(self.session, self.record, code, now)?;
        let done = self.record.run(code, Command::Letter(command), now).map_err(failure)?;
        if self.global.json {
            return print_json(&views::done(&done));
        }
        let what = done
            .events
            .iter()
            .map(|e| line(format_args!("{}", crate::app::reports::timeline::message(&e.what))));
        print(what.collect::<Page>())
    }

    pub fn load(&self, code: &str) -> Result<Loaded, Failure> {
        self.record.load(code).map_err(failure)
    }

    fn draft(&mut self, code: &str, draft: Draft) -> Result<Answer, Failure> {
        let own = self.session.config.letters.clone();
        let made = letters::draft(self.record, code, draft, own.as_deref(), clock::now()).map_err(desk_failure)?;
        let (LetterCommand::Draft(LetterDraft { letter, text, .. }), gaps) = (&made.command, made.gaps) else {
            return Err(Failure::new(Kind::Internal, "a draft that is none"));
        };
        let words = line(format_args!(
            "{letter}: {} lines, {gaps} gaps. Change it with firebell letter edit {code} {letter}.",
            text.lines().count()
        ));
        let json = self.global.json;
        self.run(code, made.command.clone())?;
        if json { Ok(Answer::Done) } else { print(words) }
    }

    fn list(&self, code: &str) -> Result<Answer, Failure> {
        let loaded = self.load(code)?;
        let rows = letters::rows(&loaded.incident);
        if self.global.json {
            return print_json(&rows);
        }
        let mut out = Page::new();
        for row in &rows {
            let approved = row.approved.as_ref().map(|(by, at)| format!(" by {by} {at}"));
            let duty = row.duty.as_deref().map(|duty| format!(" for {duty}"));
            writeln!(
                out,
                "{}{} · {}{} · revision {} by {} · {}",
                row.letter,
                duty.unwrap_or_default(),
                row.state,
                approved.unwrap_or_default(),
                row.revisions,
                row.written.0,
                row.sha256.get(..12).unwrap_or_default()
            );
        }
        if rows.is_empty() {
            writeln!(
                out,
                "{code} has no letters; draft one: firebell letter draft {code} --duty REGIME/OBLIGATION"
            );
        }
        print(out)
    }

    fn show(&self, code: &str, letter: &str, number: Option<usize>) -> Result<Answer, Failure> {
        let loaded = self.load(code)?;
        let found = letters::find(&loaded.incident, letter).map_err(|e| lacking(&e))?;
        let revision = letters::revision(found, number).map_err(|e| lacking(&e))?;
        if self.global.json {
            return print_json(&letters::whole(found, revision));
        }
        let text = Page::document(&format!("{}\n", revision.text.trim_end()));
        print(crate::cli::incident::text::marked(&loaded.incident, text))
    }

    fn check(&self, code: &str, letter: &str) -> Result<Answer, Failure> {
        let own = self.session.config.letters.as_deref();
        let findings = letters::check(self.record, code, letter, own, clock::now()).map_err(desk_failure)?;
        if self.global.json {
            print_json(&findings)?;
        } else {
            print(Page::document(&letters::findings_text(&findings)))?;
        }
        let fails = findings.iter().any(|finding| finding.fails());
        Ok(if fails { Answer::No } else { Answer::Done })
    }

    fn texts(&self, code: &str, letter: &str, from: usize, to: Option<usize>) -> Result<Texts, Failure> {
        let loaded = self.load(code)?;
        let found = letters::find(&loaded.incident, letter).map_err(|e| lacking(&e))?;
        let before = letters::revision(found, Some(from)).map_err(|e| lacking(&e))?.clone();
        let after = letters::revision(found, to).map_err(|e| lacking(&e))?.clone();
        let letter = found.clone();
        Ok(Texts {
            loaded,
            letter,
            before,
            after,
        })
    }

    fn redline(&self, texts: &Texts) -> Result<Answer, Failure> {
        let of = serde_json::json!({ "redline": texts.letter.id, "code": texts.loaded.incident.code });
        let text = letters::redline(&texts.before.text, &texts.after.text);
        print_text(self.global.json, of, &text)
    }

    fn redline_docx(&self, texts: &Texts, path: &Path, force: ForceArg) -> Result<Answer, Failure> {
        let incident = &texts.loaded.incident;
        let page = letters::page(incident, &texts.loaded.organisation, &texts.letter, &texts.after.text);
        let bytes = letters::redline_docx(&page, &texts.before, &texts.after).map_err(|e| lacking(&e))?;
        let prepared = out::prepare(path, &bytes, force)?;
        self.exported(&incident.code, &texts.letter.id)?;
        out::place(self.global, path, prepared)
    }

    fn approve(
        &mut self,
        code: &str,
        letter: String,
        because: Option<String>,
        sha256: Option<String>,
    ) -> Result<Answer, Failure> {
        let own = self.session.config.letters.clone();
        let command = letters::approval(self.record, code, letter, sha256, because, own.as_deref(), clock::now())
            .map_err(desk_failure)?;
        self.run(code, command)
    }

    fn export(
        &self,
        code: &str,
        letter: &str,
        format: FormatArg,
        named: Option<PathBuf>,
        force: ForceArg,
    ) -> Result<Answer, Failure> {
        let loaded = self.load(code)?;
        let found = letters::find(&loaded.incident, letter).map_err(|e| lacking(&e))?;
        let current = letters::revision(found, None).map_err(|e| lacking(&e))?;
        let page = letters::page(&loaded.incident, &loaded.organisation, found, &current.text);
        let format = Format::from(format);
        let bytes = letters::export(&page, &current.text, format, current.at).map_err(|e| lacking(&e))?;
        let path = named.unwrap_or_else(|| proposed(&loaded.incident, letter, format.ending()));
        let prepared = out::prepare(&path, &bytes, force)?;
        self.exported(code, letter)?;
        out::place(self.global, &path, prepared)
    }

    /// An export is noted in the audit log.
    fn exported(&self, code: &str, letter: &str) -> Result<(), Failure> {
        let target = format!("{code} {letter}");
        self.record
            .note(clock::now(), "letter.export", &target, "ok")
            .map_err(failure)
    }
}

/// The templates there are.
fn templates(global: &Global, search: Option<&str>) -> Result<Answer, Failure> {
    let session = Session::start(global)?;
    let shelf = letters::templates(session.config.letters.as_deref()).map_err(desk_failure)?;
    let fits = |row: &&letters::TemplateRow| {
        search.is_none_or(|words| {
            [&row.id, &row.name, &row.recipient]
                .iter()
                .any(|text| text.contains(words))
        })
    };
    let rows: Vec<_> = shelf.iter().filter(fits).collect();
    if global.json {
        return print_json(&rows);
    }
    let shown = |row: &&letters::TemplateRow| {
        line(format_args!(
            "{:<34} {:<28} {:<4} {}",
            row.id, row.recipient, row.language, row.name
        ))
    };
    print(rows.iter().map(shown).collect::<Page>())
}

/// The text of a file, or of standard input for `-`.
pub fn text_of(path: &Path) -> Result<String, Failure> {
    let read = match path == Path::new("-") {
        true => input_file::within(std::io::stdin(), Limit::Letter),
        false => input_file::bytes(path, Limit::Letter),
    };
    let text = read.and_then(input_file::utf8);
    text.map_err(|error| Failure::unreadable(format!("could not read {}", path.display()), &error))
}

pub fn desk_failure(error: DeskError) -> Failure {
    match error {
        DeskError::Record(error) => failure(error),
        DeskError::Letter(error) => lacking(&error),
        DeskError::Files(problems) => Failure::input("the templates or rules have problems").causes(problems),
    }
}
