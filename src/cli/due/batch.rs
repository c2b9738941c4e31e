//! Many periods from a file, a JSON request and a JSON answer a line.

use std::path::Path;

use serde::Serialize;

use super::count::{Asked, Given, count};
use crate::app::files::input_file::{self, Limit};
use crate::cli::failure::{Failure, Kind};
use crate::cli::output::Output;
use crate::core::law::rulebook::Rulebook;

#[derive(Debug, Serialize)]
struct Refused {
    id: Option<String>,
    error: String,
}

/// Answers each line. Those that cannot be answered say so in their place, and the whole then fails.
pub(super) fn answered(file: &Path, rules: &Rulebook) -> Result<Output, Failure> {
    let name = file.display();
    let text = input_file::text(file, Limit::Batch)
        .map_err(|error| Failure::unreadable(format!("could not read {name}"), &error))?;
    let mut out = String::new();
    let mut failed = 0_usize;
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let answer = answer(line, rules).map_err(|refused| Refused {
            error: format!("{name}:{}: {}", at + 1, refused.error),
            ..refused
        });
        failed += usize::from(answer.is_err());
        let json = match &answer {
            Ok(given) => serde_json::to_string(given),
            Err(refused) => serde_json::to_string(refused),
        };
        out += &json.map_err(|error| Failure::new(Kind::Internal, error))?;
        out.push('\n');
    }
    let output = Output::json_for_everybody(out);
    Ok(match failed {
        0 => output,
        _ => output.failing(
            Failure::input(format!("{failed} of the requests in {name} could not be answered"))
                .hint("each such line of the output says why"),
        ),
    })
}

fn answer(line: &str, rules: &Rulebook) -> Result<Given, Refused> {
    let asked: Asked = serde_json::from_str(line).map_err(|error| Refused {
        id: None,
        error: error.to_string(),
    })?;
    count(&asked, rules).map_err(|error| Refused { id: asked.id, error })
}
