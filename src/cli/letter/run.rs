//! What `firebell letter` does with the letters of an incident.

use std::path::PathBuf;

use serde_json::{json, to_string_pretty};

use super::args::{DraftArgs, ExportArgs, LetterCommand, OnRecord, RedlineArgs};
use super::edit;
use super::{clauses, compare, done, mailing, merge, packet, redraft, templates, text};
use crate::app::files::out::proposed;
use crate::app::letters::{self, Draft, Format, LetterRow, Remarks, SignOffBook};
use crate::app::record::Loaded;
use crate::cli::context::Context;
use crate::cli::failure::{Failure, Kind, desk_failure, letter_failure, record_failure};
use crate::cli::files;
use crate::cli::incident::text::marked;
use crate::cli::invocation::Invocation;
use crate::cli::output::Output;
use crate::cli::text::{Page, line};
use crate::core::event::PrintSize;
use crate::core::ids::LetterId;
use crate::core::incident::Incident;
use crate::core::incident::command::{Command, LetterCommand as Change};
use crate::core::incident::letter::{Letter, Revision};
use crate::letter::check::compare::Outcome;
use crate::workspace::{Changed, LetterRequest, Request};

/// `firebell letter`
pub(crate) fn run(call: &Invocation, command: LetterCommand) -> Result<Output, Failure> {
    match command {
        LetterCommand::Templates { search } => templates::templates(call, search.as_deref()),
        LetterCommand::Clauses { search } => clauses::list(call, search.as_deref()),
        LetterCommand::OnRecord(command) => on_record(&mut Context::open(call)?, command),
    }
}

fn on_record(context: &mut Context<'_>, command: OnRecord) -> Result<Output, Failure> {
    match command {
        OnRecord::Draft(args) => draft(context, args),
        OnRecord::List { code } => list(context, &code),
        OnRecord::Show { code, letter, revision } => show(context, &code, &letter, revision),
        OnRecord::Edit(args) => edit::edit(context, &args),
        OnRecord::InsertClause {
            code,
            letter,
            clause,
            after,
        } => clauses::insert(context, &code, &letter, &clause, after.as_deref()),
        OnRecord::Unfinished { show, discard } => edit::unfinished(context, show, discard),
        OnRecord::Comment { code, letter, text, on } => comment(context, &code, letter, text, on),
        OnRecord::Check {
            code,
            letter,
            compared: false,
        } => check(context, &code, &letter),
        OnRecord::Check {
            code,
            letter,
            compared: true,
        } => compared(context, &code, &letter),
        OnRecord::Redraft { code, letter, dry_run } => redraft::redraft(context, &code, &letter, dry_run),
        OnRecord::Redline(args) => redline(context, &args),
        OnRecord::Compare(args) => compare::run(context, &args),
        OnRecord::Approve {
            code,
            letter,
            because,
            sha256,
            role,
        } => {
            let approval = letters::Approval {
                incident: code,
                letter,
                sha256,
                because,
                role,
            };
            let command = Request::Letter(LetterRequest::Approve(approval));
            Ok(shown(context.run(command)?, Page::new()))
        }
        OnRecord::WithdrawApproval {
            code,
            letter,
            role,
            reason,
        } => {
            let (withdrawal, whose) =
                letters::withdrawal(context.record(), &code, letter, role, reason).map_err(desk_failure)?;
            let changed = context.run(Request::on(&code, Command::Letter(withdrawal)))?;
            Ok(shown(changed, text::withdrawn(&whose)))
        }
        OnRecord::Export(args) => export(context, args),
        OnRecord::Packet(args) => packet::run(context, &args),
        OnRecord::Merge(args) => merge::run(context, &args),
        OnRecord::Mailing { command } => mailing::run(context, command),
    }
}

fn recorded(context: &mut Context<'_>, code: &str, command: Change) -> Result<Output, Failure> {
    let changed = context.run(Request::on(code, Command::Letter(command)))?;
    Ok(shown(changed, Page::new()))
}

fn comment(
    context: &mut Context<'_>,
    code: &str,
    letter: LetterId,
    text: String,
    on: Option<String>,
) -> Result<Output, Failure> {
    let passage = on.map(|words| {
        let loaded = context.record().load(code).map_err(record_failure)?;
        let (_, current) = found(&loaded, &letter, None)?;
        letters::passage(&current.text, &words).map_err(|error| letter_failure(&error))
    });
    let passage = passage.transpose()?;
    recorded(context, code, Change::Comment { letter, text, passage })
}

/// The events of a command, and what there is to say after them.
fn shown(changed: Changed, more: Page) -> Output {
    match changed.done {
        Some(done) => done::shown(done, more),
        None => Output::nothing().after(more),
    }
}

fn draft(context: &mut Context<'_>, args: DraftArgs) -> Result<Output, Failure> {
    let (code, asked) = (args.code, args.language.clone());
    let draft = Draft {
        template: args.template,
        obligation: args.obligation.map(Into::into),
        language: args.language,
        id: args.id,
        text: args.from.as_deref().map(edit::text_of).transpose()?,
    };
    let command = LetterRequest::Draft {
        code: code.clone(),
        draft,
    };
    let changed = context.run(Request::Letter(command))?;
    if let Some(language) = text::other_language(&changed, &asked) {
        context.call.console.warn(format_args!(
            "there is no template in `{asked}` for it; it was drafted in `{language}`"
        ));
    }
    let own = context.session.config.letters.as_deref();
    let mut words = text::drafted(&code, &changed);
    words += templates::notes(&text::template_notes(
        &changed,
        &letters::templates(own).map_err(desk_failure)?,
    ));
    Ok(shown(changed, words))
}

fn list(context: &Context<'_>, code: &str) -> Result<Output, Failure> {
    let loaded = context.record().load(code).map_err(record_failure)?;
    let rows = rows(context, &loaded)?;
    let code = code.to_owned();
    Ok(Output::new(rows, move |rows| {
        let sealed = &loaded.incident.sealed_letters;
        match rows.is_empty() && !sealed.is_empty() {
            true => text::sealed(sealed),
            false => {
                let mut page = text::list(rows, &code, &loaded.incident.home_zone);
                page += text::sealed(sealed);
                page
            }
        }
    }))
}

/// The letters of an incident as they are listed.
fn rows(context: &Context<'_>, loaded: &Loaded) -> Result<Vec<LetterRow>, Failure> {
    let record = context.record();
    let now = loaded.incident.now(context.now);
    let assessed = record
        .assess(&loaded.incident, &loaded.organisation, now)
        .map_err(record_failure)?;
    let book = SignOffBook::of(record, loaded);
    Ok(letters::rows(loaded, &assessed.view.obligations, &book))
}

/// A letter and one of its texts.
fn found<'l>(
    loaded: &'l Loaded,
    letter: &LetterId,
    number: Option<usize>,
) -> Result<(&'l Letter, &'l Revision), Failure> {
    let letter = letters::find(&loaded.incident, letter).map_err(|error| letter_failure(&error))?;
    let revision = letters::revision(letter, number).map_err(|error| letter_failure(&error))?;
    Ok((letter, revision))
}

fn show(context: &Context<'_>, code: &str, letter: &LetterId, number: Option<usize>) -> Result<Output, Failure> {
    let loaded = context.record().load_letter(code, letter).map_err(record_failure)?;
    let (letter, revision) = found(&loaded, letter, number)?;
    let row = rows(context, &loaded)?.into_iter().find(|row| row.letter == letter.id);
    let row = row.ok_or_else(|| Failure::new(Kind::Internal, "the letter is not in the list of letters"))?;
    if let Some(words) = text::signed(&row, &loaded.incident.home_zone) {
        context.call.console.tell(line(format_args!("{words}")));
    }
    for words in letters::remarks_told(letter, &loaded.incident.home_zone) {
        context.call.console.tell(line(format_args!("{words}")));
    }
    let (letter, revision) = (letter.clone(), revision.clone());
    Ok(Output::of(
        (letter, revision, row),
        |(letter, revision, row)| to_string_pretty(&letters::whole(letter, revision, row)),
        move |(_, revision, _)| {
            let text = Page::document(&format!("{}\n", revision.text.trim_end()));
            marked(&loaded.incident, text)
        },
    ))
}

fn check(context: &Context<'_>, code: &str, letter: &LetterId) -> Result<Output, Failure> {
    let own = context.session.config.letters.as_deref();
    let findings = letters::check(context.record(), code, letter, own, context.now).map_err(desk_failure)?;
    let fails = findings.iter().any(crate::letter::check::Finding::fails);
    let page = |findings: &Vec<_>| Page::document(&letters::findings_text(findings));
    Ok(Output::new(findings, page).no_if(fails))
}

/// What was compared with the record. It exits with 1 where something differs, as the check does.
fn compared(context: &Context<'_>, code: &str, letter: &LetterId) -> Result<Output, Failure> {
    let own = context.session.config.letters.as_deref();
    let all = letters::compared(context.record(), code, letter, own, context.now).map_err(desk_failure)?;
    let differs = all.iter().any(|one| matches!(one.outcome, Outcome::Differs(_)));
    let page = |all: &Vec<_>| Page::document(&letters::compared_text(all));
    Ok(Output::new(all, page).no_if(differs))
}

fn redline(context: &Context<'_>, args: &RedlineArgs) -> Result<Output, Failure> {
    let loaded = context
        .record()
        .load_letter(&args.code, &args.letter)
        .map_err(record_failure)?;
    let (letter, before) = found(&loaded, &args.letter, Some(args.from))?;
    let (_, after) = found(&loaded, &args.letter, args.to)?;
    let incident = &loaded.incident;
    let Some(path) = &args.docx else {
        let of = json!({ "redline": letter.id, "code": incident.code });
        return Ok(Output::text(of, letters::redline(&before.text, &after.text)));
    };
    let page = letters::page(
        &SignOffBook::of(context.record(), &loaded),
        incident,
        letter,
        &after.text,
    );
    let bytes = letters::redline_docx(&page, before, after).map_err(|error| letter_failure(&error))?;
    let prepared = files::prepare(path, &bytes, args.force)?;
    exported(context, incident, &letter.id)?;
    files::place(prepared)?;
    Ok(Output::written(path))
}

fn export(context: &Context<'_>, args: ExportArgs) -> Result<Output, Failure> {
    let loaded = context.record().load(&args.code).map_err(record_failure)?;
    let (letter, current) = found(&loaded, &args.letter, None)?;
    let page = letters::outgoing(context.record(), &loaded, letter, current).map_err(record_failure)?;
    let mut page = letters::single(page, &current.text);
    page.tlp = args.tlp.tlp;
    if args.large_print {
        page.print = PrintSize::Large;
    }
    let format = Format::from(args.format);
    // A Word file carries the remarks of a draft along, for the next person who works on it; an approved letter goes to
    // its reader without them.
    let approved = SignOffBook::of(context.record(), &loaded).complete(&loaded.incident, letter);
    let remarks = match args.remarks || (!args.no_remarks && !approved) {
        true => Remarks::Along,
        false => Remarks::LeftOut,
    };
    let made = letters::letter_file(&page, letter, current, format, remarks);
    let bytes = made.map_err(|error| letter_failure(&error))?;
    let named = args.out;
    let path: PathBuf = named.unwrap_or_else(|| proposed(&loaded.incident, &args.letter, format.ending()));
    let prepared = files::prepare(&path, &bytes, args.force)?;
    exported(context, &loaded.incident, &letter.id)?;
    files::place(prepared)?;
    let mut told = match format {
        Format::Docx => text::remarks_told(letter.comments.len(), remarks),
        Format::Md | Format::Html | Format::Pdf | Format::Txt => Page::new(),
    };
    if letters::is_for_each_person(&current.text) {
        told += text::to_be_merged();
    }
    if letters::lacks_its_logo(&loaded, letter, &current.text) {
        told += text::logo_gone();
    }
    Ok(Output::written(&path).after(told))
}

/// An export is asked of the table of roles, and noted in the audit log.
fn exported(context: &Context<'_>, incident: &Incident, letter: &LetterId) -> Result<(), Failure> {
    let code = &incident.code;
    context.may_export(&incident.id)?;
    context.note("letter.export", &format!("{code} {letter}"))
}
