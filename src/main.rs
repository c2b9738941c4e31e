//! The `firebell` binary: arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(firebell::cli::run(std::env::args_os()))
}
