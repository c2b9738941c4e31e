//! How it stands with the server, for programs and for people.

use serde_json::json;

use crate::app::record::{HomeStatus, ServerStatus};
use crate::app::views::utc;
use crate::cli::output::Output;
use crate::cli::text::{Page, line, prose, wrapped};
use crate::core::time::WallTime;

/// From here on it is said that the clocks differ.
const SECONDS_APART: i64 = 30;

pub(super) fn status(status: &HomeStatus, now: WallTime) -> Output {
    let apart = |server: &ServerStatus| server.clock.map(|clock| (clock.at() - now.at()).num_seconds());
    let view = match &status.server {
        Ok(server) => json!({
            "server": status.address.to_string(), "entries_here": status.here, "void": status.void, "team_key": status.epoch,
            "reached": true, "entries": server.entries, "host": server.host, "version": server.version,
            "encrypted": server.encrypted, "notifies": server.notifies, "waits_for": server.waits_for,
            "clock": server.clock.map(|clock| utc(clock.at())), "clock_ahead_seconds": apart(server)
        }),
        Err(error) => json!({
            "server": status.address.to_string(), "entries_here": status.here, "void": status.void, "team_key": status.epoch,
            "reached": false, "because": error.to_string()
        }),
    };
    let (status, apart) = (status.clone(), status.server.as_ref().ok().and_then(apart));
    Output::new(view, move |_| {
        let mut out = wrapped("", &format!("Server: {}", status.address));
        out += wrapped("", &format!("Entries on this machine: {}", status.here));
        match &status.server {
            Ok(server) => out += reached(server),
            Err(error) => out += wrapped("", &format!("Not reached: {error}.")),
        }
        if status.void > 0 {
            out += line(format_args!(
                "Entries that carry nothing and are left out: {}",
                status.void
            ));
        }
        if let Some(apart) = apart.filter(|apart| apart.abs() > SECONDS_APART) {
            let which = if apart > 0 { "behind" } else { "ahead of" };
            out += line(format_args!(
                "This machine's clock is {} seconds {which} the server's.",
                apart.abs()
            ));
        }
        out
    })
}

fn reached(server: &ServerStatus) -> Page {
    let mut out = wrapped(
        "",
        &format!(
            "Entries on the server: {} ({}, {})",
            server.entries, server.host, server.version
        ),
    );
    out += prose(match server.encrypted {
        true => "The connection is encrypted, and the server's certificate was verified.",
        false => "The connection is not encrypted: it does not leave this machine.",
    });
    out += prose(match server.notifies {
        true => "The server tells of news by itself.",
        false => "The server does not tell of news; they are looked for every few seconds.",
    });
    out += match server.waits_for.as_str() {
        "" => prose("A commit waits for no standby, as far as the server tells."),
        names => wrapped("", &format!("A commit waits for: {names}")),
    };
    out
}
