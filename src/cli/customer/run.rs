//! What `firebell customer` does.

use serde_json::json;

use super::args::{CustomerCommand, PackArgs};
use super::text;
use crate::app::checkpoint;
use crate::app::customers::names::FormerNames;
use crate::app::customers::pack;
use crate::app::customers::pack::{Asked, Gathered, HTML, JSON, PDF, Pack, PackError, PackFile, SIGNATURE};
use crate::app::fonts;
use crate::cli::context::Context;
use crate::cli::failure::{Failure, Kind, record_failure};
use crate::cli::files;
use crate::cli::invocation::Invocation;
use crate::cli::output::Output;
use crate::cli::rule_base;
use crate::core::time::WallTime;
use crate::core::toml_text::reader::suggestion;

/// `firebell customer`
pub(crate) fn run(call: &Invocation, command: &CustomerCommand) -> Result<Output, Failure> {
    let context = Context::open(call)?;
    match command {
        CustomerCommand::Pack(args) => pack(&context, args),
    }
}

fn pack(context: &Context<'_>, args: &PackArgs) -> Result<Output, Failure> {
    let mut folders = rule_base::folders(context.call)?;
    folders.push(rule_base::contract_folder(context.call, &context.session.folder)?);
    let former = FormerNames::read(&folders).map_err(|error| Failure::unreadable(&error, &error.source))?;
    let asked = Asked {
        customer: &args.customer,
        incidents: &args.incident,
        former: &former,
        tlp: args.tlp.tlp,
    };
    let Gathered { pack, loaded, notes } = pack::gather(context.record(), asked, context.now).map_err(failure)?;
    for loaded in &loaded {
        context.may_export(&loaded.incident.id)?;
    }
    let mut all = made(&pack, context.now)?;
    let statement = pack::statement(&pack.customer, &all);
    let signature = checkpoint::sign(context.record(), &statement).map_err(record_failure)?;
    all.extend(signature.map(|signature| PackFile {
        name: SIGNATURE,
        bytes: signature.into_bytes(),
    }));
    let prepared = all
        .iter()
        .map(|file| files::prepare(&args.output.join(file.name), &file.bytes, args.force));
    let prepared = prepared.collect::<Result<Vec<_>, Failure>>()?;
    for loaded in &loaded {
        context.note("customer.pack", &format!("{} {}", loaded.incident.code, pack.customer))?;
    }
    for file in prepared {
        files::place(file)?;
    }
    let names: Vec<String> = all
        .iter()
        .map(|file| args.output.join(file.name).display().to_string())
        .collect();
    let view = json!({ "customer": pack.customer, "written": names, "pack": pack, "notes": notes });
    Ok(Output::new(view, move |_| text::written(&pack, &names, &notes)))
}

/// The files that are signed.
fn made(pack: &Pack, now: WallTime) -> Result<Vec<PackFile>, Failure> {
    let page = pack::paper(pack);
    let json = pack.json().map_err(|error| Failure::new(Kind::Internal, error))?;
    let mut files = vec![
        PackFile {
            name: JSON,
            bytes: json.into_bytes(),
        },
        PackFile {
            name: HTML,
            bytes: pack::html(&page),
        },
    ];
    // A build without the typesetter makes the two that need none.
    if cfg!(feature = "pdf") {
        let bytes = fonts::printer().print(&page, now.at());
        files.push(PackFile {
            name: PDF,
            bytes: bytes.map_err(|error| Failure::new(Kind::Internal, "the PDF could not be made").because(&error))?,
        });
    }
    Ok(files)
}

fn failure(error: PackError) -> Failure {
    match error {
        PackError::Record(error) => record_failure(error),
        PackError::UnknownCustomer { customer, known } => {
            let ids: Vec<&str> = known.iter().map(String::as_str).collect();
            let hint = match ids.is_empty() {
                true => "add the contract: firebell contract add".to_owned(),
                false => suggestion(&customer, &ids),
            };
            Failure::input(format!("no contract with a customer `{customer}` is known")).hint(hint)
        }
        error @ (PackError::NoIncident(_) | PackError::NotAffected { .. }) => {
            Failure::input(&error).hint("an incident names its customers in the fact data.customers")
        }
        error @ PackError::Held { .. } => Failure::new(Kind::Refused, &error)
            .hint("when the authority lets the notice go: firebell incident delay lift"),
        PackError::AllLeftOut { customer, why } => {
            Failure::new(Kind::Refused, format!("nothing can be handed out to {customer}")).causes(why)
        }
        error @ PackError::NamesAnother => Failure::new(Kind::Internal, &error)
            .hint("look at the titles of contracts and at the references of filings"),
    }
}
