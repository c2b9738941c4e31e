//! The figures of the design: whole-world assessment of one incident, loading and checking the rule base.
//!
//! Run by hand: `cargo bench --bench law`.

use firebell::app::law;
use firebell::core::facts;
use firebell::core::law::load::load;
use firebell::core::obligation::assess;
use firebell::core::time::StoryTime;

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

const CASES: [&str; 2] = [
    include_str!("../tests/cases/us-multistate.toml"),
    include_str!("../tests/cases/hour-zero.toml"),
];

#[divan::bench(args = [0, 1])]
fn assess_the_world(bencher: divan::Bencher<'_, '_>, case: usize) {
    let rules = load(&law::files::built_in()).rules;
    let facts = facts::read::file("case", CASES[case], &rules).expect("the case is right");
    let at = chrono::DateTime::from_timestamp(1_790_000_000, 0).expect("a moment");
    let now = StoryTime::named(at);
    bencher.bench_local(|| assess(divan::black_box(&facts), &rules, now));
}

#[divan::bench]
fn load_and_check_the_rule_base(bencher: divan::Bencher<'_, '_>) {
    bencher.bench_local(|| load(&law::files::built_in()));
}

/// What each start of the program does.
#[divan::bench]
fn make_the_rule_base_ready(bencher: divan::Bencher<'_, '_>) {
    bencher.bench_local(|| law::files::load_all(&[]));
}

#[divan::bench]
fn risk_methods(bencher: divan::Bencher<'_, '_>) {
    let rules = load(&law::files::built_in()).rules;
    let facts = facts::read::file("case", CASES[0], &rules).expect("the case is right");
    let risk = firebell::core::severity::RiskFacts::from(&facts);
    let methods = rules.methods.as_ref().expect("methods are built in");
    bencher.bench_local(|| methods.assess(divan::black_box(&risk)));
}
