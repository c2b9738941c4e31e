//! `firebell letter packet`: what an authority got, in one folder.

use std::path::Path;

use super::args::PacketArgs;
use crate::app::files::input_file::{self, Limit};
use crate::app::files::out::{Existing, Folder};
use crate::app::letters::{self, Manifest, PacketFile};
use crate::cli::context::Context;
use crate::cli::failure::{Failure, Kind, desk_failure, record_failure};
use crate::cli::files;
use crate::cli::output::Output;
use crate::cli::text::{Page, line};
use crate::core::ids::StoredDigest;

/// The name of the list of what a packet holds.
const MANIFEST: &str = "manifest.json";

pub(super) fn run(context: &Context<'_>, args: &PacketArgs) -> Result<Output, Failure> {
    let loaded = context.record().load(&args.code).map_err(record_failure)?;
    context.may_export(&loaded.incident.id)?;
    let made = letters::packet(
        context.record(),
        &args.code,
        &args.obligation,
        args.tlp.tlp,
        context.now,
    )
    .map_err(desk_failure)?;
    let (mut packed, manifest) = made;
    for file in &args.with {
        packed.push(known(file, &manifest)?);
    }
    let listed = serde_json::to_vec_pretty(&manifest)
        .map_err(|error| Failure::new(Kind::Internal, "the manifest could not be written").because(&error))?;
    packed.push(PacketFile {
        name: MANIFEST.to_owned(),
        bytes: listed,
    });
    let folder = Folder::open(&args.folder).map_err(|error| files::failed(&error))?;
    context.note("letter.packet", &format!("{} {}", args.code, args.obligation))?;
    for PacketFile { name, bytes } in &packed {
        let written = folder.write(name, bytes, Existing::from(args.force));
        written.map_err(|error| files::failed(&error))?;
    }
    folder.settle();
    let names: Vec<String> = packed.into_iter().map(|file| file.name).collect();
    let folder = args.folder.display().to_string();
    Ok(Output::new(manifest, move |_| page(&folder, &names)))
}

fn page(folder: &str, names: &[String]) -> Page {
    let head = line(format_args!("{folder}:"));
    let names = names.iter().map(|name| line(format_args!("  {name}")));
    std::iter::once(head).chain(names).collect()
}

/// A file that the filing knows by its digest: another one in the packet would be taken for it.
fn known(file: &Path, manifest: &Manifest) -> Result<PacketFile, Failure> {
    let bytes = input_file::bytes(file, Limit::Export)
        .map_err(|error| Failure::unreadable(format!("could not read {}", file.display()), &error))?;
    if !manifest.knows(&StoredDigest::of(&bytes)) {
        let message = format!(
            "{} is neither the receipt nor an enclosure of the filing",
            file.display()
        );
        return Err(Failure::new(Kind::Refused, message).hint("its digest differs from those that were recorded"));
    }
    let name = file.file_name().unwrap_or(file.as_os_str());
    Ok(PacketFile {
        name: name.to_string_lossy().into_owned(),
        bytes,
    })
}
