//! `firebell law preview`: what a folder of law would change, before it decides anything.

use super::args::PreviewArgs;
use super::comparison::{self, compare};
use crate::app::law::layers::{Layers, same_folder};
use crate::cli::failure::Failure;
use crate::cli::invocation::Invocation;
use crate::cli::output::Output;
use crate::cli::rule_base;
use crate::cli::session::Session;
use crate::cli::text::{line, wrapped};

pub(super) fn run(call: &Invocation, args: &PreviewArgs) -> Result<Output, Failure> {
    let old = rule_base::layers(call)?;
    let new = with(&old, args)?;
    let compared = compare(call, Session::start(call)?, &old, &new)?;
    Ok(Output::new(compared.comparison, |view| {
        let mut out = wrapped("From  ", &view.before.to_string());
        out += wrapped("To    ", &view.now.to_string());
        out.gap();
        out += comparison::changes(view);
        out += line(format_args!("Nothing was changed."));
        out
    }))
}

/// The layers in force with the folder on top, or in the place of the one that it is a changed copy of.
fn with(old: &Layers, args: &PreviewArgs) -> Result<Layers, Failure> {
    let (dir, mut new) = (&args.dir, old.clone());
    if old.folders.iter().any(|folder| same_folder(folder, dir)) {
        return Err(Failure::input(format!(
            "{} is in force already; there is nothing to compare it with",
            dir.display()
        ))
        .hint("change a copy of the folder, then: law preview COPY --instead-of FOLDER"));
    }
    match &args.instead_of {
        None => new.folders.push(dir.clone()),
        Some(former) => {
            let place = new.folders.iter_mut().find(|folder| same_folder(folder, former));
            let place = place.ok_or_else(|| {
                Failure::input(format!("{} is not a folder of the law in force", former.display()))
                    .hint("name a folder of law_dirs in the config file or of --law-dir")
            })?;
            place.clone_from(dir);
        }
    }
    Ok(new)
}
