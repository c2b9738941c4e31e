//! What `firebell contract` does.

use serde::Serialize;

use super::args::ContractCommand;
use crate::app::customers::contracts::{Contracts, Unsaved};
use crate::app::law::effect::naming_customer;
use crate::app::record::Record;
use crate::cli::context::Context;
use crate::cli::failure::{Failure, Kind, contract_failure, record_failure};
use crate::cli::invocation::Invocation;
use crate::cli::law::comparison::{self, compare};
use crate::cli::output::Output;
use crate::cli::rule_base;
use crate::cli::session::Session;
use crate::cli::text::{Page, count, line, prose, wrapped};
use crate::core::contract::{Contract, FormerTerms, OBLIGATION, regime_id};

/// A contract with the name of its obligation and its file.
#[derive(Debug, Serialize)]
struct ContractView {
    #[serde(flatten)]
    contract: Contract,
    obligation: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
}

fn view(contract: Contract, file: Option<&str>) -> ContractView {
    ContractView {
        obligation: format!("{}/{OBLIGATION}", regime_id(&contract.customer)),
        contract,
        file: file.map(str::to_owned),
    }
}

/// `firebell contract`
pub(crate) fn run(call: &Invocation, command: ContractCommand) -> Result<Output, Failure> {
    let session = Session::start(call)?;
    let layers = rule_base::layers(call)?;
    let rules = rule_base::loaded(call, &layers)?;
    let contracts = Contracts {
        layers: &layers,
        rules: &rules,
        folder: rule_base::contract_folder(call, &session.folder)?,
    };
    let today = call.now().at().date_naive();
    match command {
        ContractCommand::List => Ok(list(&contracts)),
        ContractCommand::Show { customer } => {
            let found = contracts.find(&customer).map_err(|error| contract_failure(&error))?;
            Ok(Output::new(view(found, None), |view| terms(&view.contract)))
        }
        ContractCommand::Add(args) => {
            let unsaved = contracts.new_contract(&args.terms.into(), today);
            let unsaved = unsaved.map_err(|error| contract_failure(&error))?;
            let saving = Saving {
                unsaved,
                action: "contract.add",
                dry_run: args.dry_run,
            };
            saved(call, session, &contracts, saving)
        }
        ContractCommand::Edit(args) => {
            let unsaved = contracts.changed_contract(args.terms.into(), today);
            let unsaved = unsaved.map_err(|error| contract_failure(&error))?;
            let saving = Saving {
                unsaved,
                action: "contract.edit",
                dry_run: args.dry_run,
            };
            saved(call, session, &contracts, saving)
        }
        ContractCommand::Remove { customer } => {
            contracts.find(&customer).map_err(|error| contract_failure(&error))?;
            unused(call, &customer)?;
            let gone = contracts.remove(&customer).map_err(|error| contract_failure(&error))?;
            noted(call, &session, "contract.remove", &gone)?;
            let words = format!("The contract with {} ({}) was removed.", gone.name, gone.customer);
            Ok(Output::new(view(gone, None), move |_| wrapped("", &words)))
        }
    }
}

/// A contract that is to be saved.
struct Saving {
    unsaved: Unsaved,
    /// What the audit log calls it.
    action: &'static str,
    /// What it would change is only shown.
    dry_run: bool,
}

/// Saves a contract, or shows what it would change.
fn saved(call: &Invocation, session: Session, contracts: &Contracts<'_>, saving: Saving) -> Result<Output, Failure> {
    let Saving {
        unsaved,
        action,
        dry_run,
    } = saving;
    if dry_run {
        let new = contracts.layers.with_unsaved(unsaved.text);
        let compared = compare(call, session, contracts.layers, &new)?;
        return Ok(Output::new(compared.comparison, |view| {
            let mut out = comparison::changes(view);
            out += line(format_args!("Nothing was saved."));
            out
        }));
    }
    let saved = contracts.save(unsaved).map_err(|error| contract_failure(&error))?;
    noted(call, &session, action, &saved)?;
    Ok(saved_output(saved))
}

/// An open incident that names the customer would lose an obligation without a word.
fn unused(call: &Invocation, customer: &str) -> Result<(), Failure> {
    let session = Session::start(call)?;
    if !Record::look(&session.folder).map_err(record_failure)? {
        return Ok(());
    }
    let context = Context::open(call)?;
    let codes = naming_customer(context.record(), customer).map_err(record_failure)?;
    match codes.is_empty() {
        true => Ok(()),
        false => Err(Failure::new(
            Kind::Refused,
            format!(
                "{} names the customer `{customer}`; the contract was kept",
                codes.join(", ")
            ),
        )
        .hint("close the incident first, or record data.customers anew without it")),
    }
}

fn noted(call: &Invocation, session: &Session, action: &str, contract: &Contract) -> Result<(), Failure> {
    let noted = Record::note_law(&session.folder, &session.actor, call.now(), action, &contract.customer);
    noted.map_err(record_failure)
}

fn saved_output(saved: Contract) -> Output {
    Output::new(view(saved, None), |view| {
        let mut out = terms(&view.contract);
        let id = &view.contract.customer;
        out += wrapped(
            "",
            &format!("Saved. Where the customer is affected: firebell incident fact set CODE data.customers {id}"),
        );
        out
    })
}

fn list(contracts: &Contracts<'_>) -> Output {
    let rows: Vec<ContractView> = contracts
        .all()
        .into_iter()
        .map(|(contract, file)| view(contract, Some(file)))
        .collect();
    Output::new(rows, |rows| {
        let mut out = Page::new();
        for ContractView { contract, .. } in rows {
            let limit = format!("{} from {}", contract.within.words(), contract.from.replace('_', " "));
            out += wrapped(
                &format!("{:<20} ", contract.customer),
                &format!("{} · {limit} · {}", contract.name, contract.clause),
            );
        }
        if rows.is_empty() {
            return prose("No contract with a customer is stored. Add one with: firebell contract add");
        }
        out += line(format_args!("{}.", count(rows.len(), "contract")));
        out
    })
}

fn terms(contract: &Contract) -> Page {
    let mut out = wrapped("", &format!("{} · {}", contract.customer, contract.name));
    let mut term = |name: &str, text: &str| out += wrapped(&format!("{name:<12}"), text);
    term("Agreement", &format!("{}, {}", contract.agreement, contract.clause));
    term("Breach", contract.breach.words());
    let limit = format!("{} from {}", contract.within.words(), contract.from.replace('_', " "));
    match &contract.calendar {
        Some(calendar) => term("Limit", &format!("{limit}, holidays of {calendar}")),
        None => term("Limit", &limit),
    }
    term("Tell", &format!("{}, {}", contract.contact, contract.at));
    term("Place", &format!("{}, {}", contract.place, contract.zone.name()));
    if let Some(since) = contract.since {
        term("Since", &since.to_string());
    }
    if let Some(detail) = &contract.detail {
        term("At most", detail);
    }
    for former in &contract.former {
        let FormerTerms { since, until, terms } = former;
        let since = since.map(|day| format!("from {day} ")).unwrap_or_default();
        let limit = format!("{} from {}", terms.within.words(), terms.from.replace('_', " "));
        term(
            "Before",
            &format!("{since}until {until}: {limit} · {} · {}", terms.clause, terms.who),
        );
    }
    out
}
