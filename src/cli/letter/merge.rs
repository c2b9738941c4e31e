//! `firebell letter merge`: one letter for each person of an affected-persons list.

use super::args::{FormatArg, MergeArgs};
use super::merge_text as text;
use crate::app::letters;
use crate::app::letters::merge::{
    Former, LetterAudience, MergeError, OnePlace, Options, Ready, Repeats, Share, Source, WrittenFor, country_of,
    merge, read,
};
use crate::app::record::LineOutcome;
use crate::cli::context::Context;
use crate::cli::failure::{Failure, Kind, desk_failure, letter_failure, record_failure, roster_failure};
use crate::cli::files;
use crate::cli::output::Output;
use crate::core::ids::ObligationId;
use crate::letter::person::Column;

/// `firebell letter merge`
pub(super) fn run(context: &Context<'_>, args: &MergeArgs) -> Result<Output, Failure> {
    let options = options(args)?;
    let record = context.record();
    let loaded = record.load(&args.code).map_err(record_failure)?;
    let letter = letters::find(&loaded.incident, &args.letter).map_err(|error| letter_failure(&error))?;
    let current = letters::revision(letter, None).map_err(|error| letter_failure(&error))?;
    if !letters::SignOffBook::of(record, &loaded).complete(&loaded.incident, letter) {
        return Err(unapproved(args));
    }
    let page = letters::outgoing(record, &loaded, letter, current).map_err(record_failure)?;
    let source = Source::of(&loaded.incident, letter, current, &page, &options);
    let obligation = letter
        .obligation
        .as_deref()
        .and_then(|id| id.parse::<ObligationId>().ok());
    let regime = obligation.and_then(|id| record.rules.regimes.iter().find(|regime| regime.id == id.regime()));
    let templates = letters::templates(context.session.config.letters.as_deref()).map_err(desk_failure)?;
    let template = templates.iter().find(|template| template.id == letter.template);
    let sent_from = country_of(&loaded.organisation);
    let ready = Ready {
        page: &page,
        source: &source,
        created: current.at,
        place: regime.map(|regime| OnePlace {
            place: &regime.jurisdiction,
            rules: &record.rules,
        }),
        reader: template.map(|template| WrittenFor {
            language: &letter.language,
            variant: template.variant,
            on: context.now.at().date_naive(),
        }),
        sent_from: sent_from.as_deref(),
    };
    let sheet = read(&args.roster, args.delimiter, &page).map_err(|error| refused(&error))?;
    context.may_export(&loaded.incident.id)?;
    let target = format!("{} {}", loaded.incident.code, letter.id);
    record
        .note(context.now, "letter.merge", &target, LineOutcome::Begun)
        .map_err(record_failure)?;
    let progress = context.call.console.progress(sheet.rows.len());
    let merged = merge(ready, &sheet, &args.out, &options, &|rows| progress.advance(rows));
    progress.clear();
    let outcome = match merged {
        Ok(_) => LineOutcome::Ok,
        Err(_) => LineOutcome::Refused,
    };
    // Thousands of letters take minutes: the line of the end carries the moment of the end.
    record.note_done(context.call.later(), "letter.merge", &target, outcome);
    let mut merged = merged.map_err(|error| refused(&error))?;
    for (language, other) in &mut merged.other_languages {
        other.approved = letters::approved_in(record, &loaded, language);
    }
    let failed = !merged.failed.is_empty();
    Ok(Output::new(merged, text::page).no_if(failed))
}

fn unapproved(args: &MergeArgs) -> Failure {
    let (code, letter) = (&args.code, &args.letter);
    Failure::new(Kind::Refused, format!("the text of {letter} is not approved")).hint(format!(
        "another person approves it: firebell letter approve {code} {letter}"
    ))
}

fn options(args: &MergeArgs) -> Result<Options, Failure> {
    let columns = |names: &[String]| names.iter().map(|name| Column::named(name)).collect::<Vec<_>>();
    let share = match (args.bundle, args.cohort.is_empty()) {
        (Some(size), _) if args.format == FormatArg::Pdf => Share::Bundle(usize::try_from(size).unwrap_or(usize::MAX)),
        (Some(_), _) => {
            return Err(Failure::input("only PDF files can contain several letters").hint("leave out --bundle"));
        }
        (None, true) => Share::Each,
        (None, false) => Share::Cohort(columns(&args.cohort)),
    };
    Ok(Options {
        format: args.format.into(),
        share,
        listed: columns(&args.list_columns),
        former: if args.replace { Former::Remove } else { Former::Keep },
        repeats: if args.every_row { Repeats::Every } else { Repeats::First },
        reach: if args.any_place {
            LetterAudience::Anywhere
        } else {
            LetterAudience::OwnPlace
        },
        pieces: None,
    })
}

pub(super) fn refused(error: &MergeError) -> Failure {
    match error {
        MergeError::Out(error) => files::failed(error),
        MergeError::Read { source, .. } => Failure::new(Kind::Io, error).because(source),
        MergeError::Rows(error) => roster_failure(error),
        MergeError::Roster(problems) => Failure::input(error).causes(problems.iter().cloned()),
        MergeError::Letter(problems) => Failure::new(Kind::Refused, error)
            .causes(problems.iter().cloned())
            .hint("change the text with firebell letter edit, and have it approved again"),
        MergeError::OtherMerge { differences, files, .. } => Failure::new(Kind::Refused, error)
            .causes(differences.iter().map(ToString::to_string))
            .hint(format!(
                "name a new folder with --output, or remove the {files} files of that merge and its list with --replace"
            )),
        MergeError::Foreign(_) => {
            Failure::new(Kind::Refused, error).hint("name a new or an empty folder with --output")
        }
        MergeError::Busy(_) => {
            Failure::new(Kind::Refused, error).hint("wait until it is done, or name another folder with --output")
        }
        MergeError::Manifest(_, source) => Failure::new(Kind::Io, error)
            .because(source.as_ref())
            .hint("name a new folder with --output"),
    }
}
