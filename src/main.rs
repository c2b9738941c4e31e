//! The `firebell` binary: arguments in, exit code out.

use std::process::ExitCode;

/// An assessment makes thousands of small values; this allocator makes them faster than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(firebell::cli::run(std::env::args_os()))
}
