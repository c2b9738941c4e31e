//! `firebell register`: the GDPR 33(5) register of all breaches.

use super::args::RegisterArgs;
use crate::app::checkpoint;
use crate::app::reports::register::{self, Entry};
use crate::cli::context::Context;
use crate::cli::failure::{Failure, record_failure};
use crate::cli::invocation::Invocation;
use crate::cli::output::Output;
use crate::cli::text::{Page, wrapped};

/// `firebell register`
pub(crate) fn register(call: &Invocation, args: &RegisterArgs) -> Result<Output, Failure> {
    let context = Context::open(call)?;
    context.warn_of_own_law();
    let entries = register::entries(context.record(), context.now).map_err(record_failure)?;
    context.note("register.export", "record")?;
    let csv = args.csv;
    let foot = checkpoint::foot_of_now(context.record(), context.now).map_err(record_failure)?;
    let mark = args.tlp.tlp.map(|tlp| tlp.words().to_owned());
    let foot: Vec<String> = mark.into_iter().chain(foot).collect();
    let foot = (!foot.is_empty()).then(|| foot.join(" · "));
    Ok(Output::new(entries, move |entries| match csv {
        true => Page::document(&register::spreadsheet(entries, foot)),
        false => {
            let mut page = list(entries);
            page += foot.map(|foot| wrapped("", &foot)).unwrap_or_default();
            page
        }
    }))
}

fn list(entries: &[Entry]) -> Page {
    let lines = entries.iter().map(|e| {
        let line = format!(
            "{} {} · aware {} · {} · people: {} · authority: {}",
            e.code,
            e.title,
            e.aware_local
                .as_ref()
                .or(e.aware.as_ref())
                .map_or("unknown", String::as_str),
            e.nature,
            e.people,
            e.authority
        );
        wrapped("", &line)
    });
    lines.collect()
}
