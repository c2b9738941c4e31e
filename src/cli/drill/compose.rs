//! `firebell drill compose`: a scenario from building blocks.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::args::ComposeArgs;
use crate::cli::failure::Failure;
use crate::cli::files;
use crate::cli::invocation::Invocation;
use crate::cli::output::Output;
use crate::cli::rule_base;
use crate::cli::text::line;
use crate::drill::compose::{Wish, compose};
use crate::drill::scenario_files::vary::seed_of_the_year;

pub(super) fn run(call: &Invocation, args: ComposeArgs) -> Result<Output, Failure> {
    let rules = rule_base::load(call)?;
    let seed = args.seed.unwrap_or_else(|| seed_of_the_year(call.now()));
    let wish = Wish {
        cause: args.cause,
        data: args.data,
        places: args.place,
        minutes: args.minutes,
        difficulty: args.difficulty,
        seed,
    };
    let made = compose(&wish, &rules)
        .map_err(|problems| Failure::input("the scenario cannot be put together").causes(problems))?;
    let mut written = vec![(args.output.clone(), made.text.as_bytes())];
    if args.scripts {
        written.push((beside(&args.output, "well"), made.well.as_bytes()));
        written.push((beside(&args.output, "badly"), made.badly.as_bytes()));
    }
    let prepared: Vec<_> = written
        .iter()
        .map(|(path, bytes)| files::prepare(path, bytes, args.force))
        .collect::<Result<_, _>>()?;
    for file in prepared {
        files::place(file)?;
    }
    let names: Vec<String> = written.iter().map(|(path, _)| path.display().to_string()).collect();
    let view = json!({ "id": made.id, "title": made.title, "seed": seed, "files": names, "chosen": made.chosen });
    Ok(Output::new(view, move |_| {
        let mut out = line(format_args!("{}: {}", made.id, made.title));
        for chosen in &made.chosen {
            writeln!(out, "  {chosen}");
        }
        for name in &names {
            writeln!(out, "{name} written.");
        }
        writeln!(
            out,
            "Read it before you play it: firebell drill brief {} --facilitator",
            names.first().map_or("FILE", String::as_str)
        );
        out
    }))
}

/// The name of a script beside its scenario.
fn beside(scenario: &Path, how: &str) -> PathBuf {
    scenario.with_extension(format!("{how}.toml"))
}
