//! A team's own law: the shipped template of a customer contract, laid over the built-in files.

use firebell::app::views::assessment;
use firebell::app::{facts_file, law_files};

use crate::common::{at, project};

#[test]
fn the_contract_template_loads_and_keeps_its_24_hours() {
    let loaded = law_files::load_all(&[project("docs/examples-overlay")]).unwrap();
    assert_eq!(loaded.problems, Vec::new());
    let text = "[incident]\ntitle = \"t\"\n[organisation]\nrole = \"processor\"\nprofile = [\"contract_example_customer\"]\n\
                [milestones]\nawareness = \"2026-06-12T16:30+02:00\"\n[data]\nelements = [\"any_personal_data\"]\n[breach]\ntypes = [\"confidentiality\"]\n";
    let facts = facts_file::read("f", text, &loaded.rules).unwrap();
    let view = assessment(&facts, &loaded.rules, at("2026-06-12T15:00:00Z"));
    let found = view
        .obligations
        .iter()
        .find(|o| o.id == "contract-example-customer/customer")
        .unwrap();
    assert_eq!(found.verdict, "due", "{found:#?}");
    assert_eq!(found.deadline.as_ref().unwrap().strict, "2026-06-13T14:30:00Z");
}
