//! The `firebell` binary: arguments in, exit code out.

use std::process::ExitCode;

/// An assessment makes thousands of small values; this allocator makes them faster than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    end_on_panic();
    #[cfg(all(debug_assertions, feature = "record"))]
    if std::env::var_os("FIREBELL_TEST_CHEAP_KEYS").is_some() {
        firebell::store::make_keys_cheap();
    }
    ExitCode::from(firebell::cli::run(std::env::args_os()))
}

/// What exit code a fault of firebell's own has.
const INTERNAL: i32 = 4;

/// After a panic nothing is known to hold any more, so nothing goes on: whoever holds the terminal gives it back in a hook
/// of its own, the message is printed, and the program ends. The record is left as a power cut leaves it.
#[expect(
    clippy::exit,
    reason = "other threads would go on with what the one that failed left behind"
)]
fn end_on_panic() {
    let say = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        say(info);
        std::process::exit(INTERNAL);
    }));
}
