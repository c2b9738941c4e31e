//! What `firebell letter mailing` does.

use super::args::{MailingCommand, PlanArgs, PrintArgs, ProofArgs, ProofFormat, ReturnedArgs, SentArgs};
use super::text;
use crate::app::files::evidence_file;
use crate::app::files::out::proposed;
use crate::app::letters::mailing::{
    self, Language, MailingError, Plan, PlanOptions, PlanRequest, Preference, PrintOptions, PrintRun, ReturnsError,
    plan, print, returned_pieces,
};
use crate::app::letters::merge::Former;
use crate::app::letters::{Format, export};
use crate::app::record::Loaded;
use crate::cli::context::Context;
use crate::cli::failure::{Failure, Kind, desk_failure, letter_failure, record_failure};
use crate::cli::files;
use crate::cli::letter::merge::refused as merge_refused;
use crate::cli::output::Output;
use crate::cli::text::Page;
use crate::core::event::{FiledPaper, MailReturned, MailingSent};
use crate::core::incident::command::{Command, MailingCommand as Change};
use crate::letter::person::Column;
use crate::workspace::Request;

/// `firebell letter mailing`
pub(in crate::cli::letter) fn run(context: &mut Context<'_>, command: MailingCommand) -> Result<Output, Failure> {
    match command {
        MailingCommand::Plan(args) => {
            let (_, plan) = planned(context, &args)?;
            let without = !plan.view.without_letter.is_empty();
            Ok(Output::new(plan.view, text::plan).no_if(without))
        }
        MailingCommand::Print(args) => printed(context, &args),
        MailingCommand::List { code } => list(context, &code),
        MailingCommand::Sent(args) => sent(context, args),
        MailingCommand::Returned(args) => returned(context, args),
        MailingCommand::Proof(args) => proof(context, args),
    }
}

fn options(args: &PlanArgs) -> PlanOptions {
    let usual = PlanOptions::of(args.channel);
    PlanOptions {
        format: args.format.map_or(usual.format, Format::from),
        letters: args.letter.clone(),
        language: Language {
            unnamed: args.language.clone(),
            missing: args.fallback.clone(),
        },
        preference: if args.narrowest {
            Preference::Narrowest
        } else {
            Preference::Only
        },
        second_of: args.second_of.clone(),
        ..usual
    }
}

fn planned(context: &Context<'_>, args: &PlanArgs) -> Result<(Loaded, Plan), Failure> {
    let record = context.record();
    let loaded = record.load(&args.code).map_err(record_failure)?;
    let own = context.session.config.letters.as_deref();
    let request = PlanRequest {
        list: &args.roster,
        delimiter: args.delimiter,
        options: &options(args),
        own,
    };
    let plan = plan(record, &loaded, request, context.now).map_err(failed)?;
    Ok((loaded, plan))
}

fn printed(context: &mut Context<'_>, args: &PrintArgs) -> Result<Output, Failure> {
    let (loaded, plan) = planned(context, &args.plan)?;
    let options = options(&args.plan);
    if args.bundle.is_some() && options.format != Format::Pdf {
        return Err(Failure::input("only PDF files can contain several letters").hint("leave out --bundle"));
    }
    let how = PrintOptions {
        bundle: args.bundle.map(|size| usize::try_from(size).unwrap_or(usize::MAX)),
        former: if args.replace { Former::Remove } else { Former::Keep },
        listed: args.list_columns.iter().map(|name| Column::named(name)).collect(),
    };
    let view = plan.view.clone();
    let target = format!("{} {}", loaded.incident.code, view.mailing);
    context.note("letter.mailing", &target)?;
    let progress = context
        .call
        .console
        .progress(usize::try_from(view.letters).unwrap_or(usize::MAX));
    let run = PrintRun {
        record: context.record(),
        loaded: &loaded,
        options: &options,
        how: &how,
        folder: &args.out,
    };
    let made = print(&run, plan, &|rows| progress.advance(rows));
    progress.clear();
    let printed = made.map_err(failed)?;
    let without = printed.print.without_letter.values().sum::<u64>() > 0;
    let command = Command::Mailing(Change::Print(printed.print.clone()));
    let _ = context.run(Request::on(&args.plan.code, command))?;
    let code = args.plan.code.clone();
    Ok(Output::new(printed, move |printed| text::printed(&code, printed)).no_if(without))
}

fn list(context: &Context<'_>, code: &str) -> Result<Output, Failure> {
    let loaded = context.record().load(code).map_err(record_failure)?;
    let rows = mailing::rows(&loaded.incident);
    Ok(Output::new(rows, move |rows| {
        text::list(rows, &loaded.incident.home_zone)
    }))
}

fn sent(context: &mut Context<'_>, args: SentArgs) -> Result<Output, Failure> {
    let clocked = context.load(&args.code)?.clocked;
    let at = clocked.optional(args.at.as_deref())?;
    let receipt = args.receipt.as_deref().map(|file| {
        let hashed = evidence_file::hashed(file)
            .map_err(|error| Failure::unreadable(format!("could not read {}", file.display()), &error))?;
        Ok::<_, Failure>(FiledPaper {
            name: hashed.name,
            sha256: hashed.sha256,
        })
    });
    let sent = MailingSent {
        mailing: args.mailing,
        batches: args.batch,
        at: at.unwrap_or(clocked.now.at()),
        carrier: args.carrier,
        class: args.class,
        by: args.by,
        receipt: receipt.transpose()?,
    };
    recorded(context, &args.code, Change::Send(sent))
}

fn returned(context: &mut Context<'_>, args: ReturnedArgs) -> Result<Output, Failure> {
    let (pieces, list) = returned_pieces(&args.file, &args.mailing).map_err(|error| unreadable(&error))?;
    let back = MailReturned {
        mailing: args.mailing,
        pieces: pieces.into_iter().collect(),
        list,
        remark: args.remark,
    };
    recorded(context, &args.code, Change::Return(back))
}

fn recorded(context: &mut Context<'_>, code: &str, change: Change) -> Result<Output, Failure> {
    let changed = context.run(Request::on(code, Command::Mailing(change)))?;
    let Some(done) = changed.done else {
        return Ok(Output::nothing());
    };
    let rows = mailing::rows(&done.loaded.incident);
    let next = rows.iter().filter_map(|row| row.next.clone()).next_back();
    Ok(super::super::done::shown(done, text::next(next)))
}

fn proof(context: &Context<'_>, args: ProofArgs) -> Result<Output, Failure> {
    let loaded = context.record().load(&args.code).map_err(record_failure)?;
    let Some(proof) = mailing::proof(&loaded, &args.mailing) else {
        return Err(failed(MailingError::Unknown(args.mailing.to_string())));
    };
    let (page, markdown) = mailing::document(&loaded, &proof);
    let target = format!("{} {}", loaded.incident.code, args.mailing);
    let format = match args.format {
        ProofFormat::Md => Format::Md,
        ProofFormat::Pdf => Format::Pdf,
    };
    if args.out.is_none() && args.format == ProofFormat::Md {
        context.note("letter.mailing.proof", &target)?;
        let marked = crate::cli::incident::text::marked(&loaded.incident, Page::document(&markdown));
        return Ok(Output::new(proof, move |_| marked));
    }
    let bytes = export(&page, &markdown, format, context.now.at()).map_err(|error| letter_failure(&error))?;
    let name = format!("proof-of-mailing-{}", args.mailing);
    let path = args
        .out
        .unwrap_or_else(|| proposed(&loaded.incident, &name, format.ending()));
    let prepared = files::prepare(&path, &bytes, args.force)?;
    context.note("letter.mailing.proof", &target)?;
    files::place(prepared)?;
    Ok(Output::written(&path))
}

fn failed(error: MailingError) -> Failure {
    match error {
        MailingError::Lots(error) => desk_failure(error),
        MailingError::Merge(error) => merge_refused(&error),
        MailingError::Letter { letter, source } => {
            let inner = merge_refused(&source);
            inner.hint(format!("the letter is {letter}"))
        }
        MailingError::List(ref problems) => {
            let problems = problems.clone();
            Failure::input(&error).causes(problems)
        }
        MailingError::Unknown(_) => Failure::input(&error).hint("list the mailings: firebell letter mailing list CODE"),
        MailingError::Nobody => Failure::new(Kind::Refused, &error)
            .hint("firebell letter mailing plan names the reason for each row and for each letter"),
        MailingError::Out(error) => files::failed(&error),
        MailingError::Read { ref source, .. } => Failure::new(Kind::Io, &error).because(source),
        MailingError::Json(ref source) => Failure::new(Kind::Internal, &error).because(source),
    }
}

fn unreadable(error: &ReturnsError) -> Failure {
    match error {
        ReturnsError::Read { path, source } => {
            Failure::unreadable(format!("could not read {}", path.display()), source)
        }
        ReturnsError::Lines { mailing, first, .. } => {
            let lines: Vec<String> = first.iter().map(|line| format!("line {line}")).collect();
            Failure::input(error).causes(lines).hint(format!(
                "each line names a piece as the list for the mail house does, such as {}; nothing was recorded",
                mailing.piece(12)
            ))
        }
        ReturnsError::Empty(_) => Failure::input(error).hint("nothing was recorded"),
    }
}
