//! `firebell audit verify --signatures`: what the check of the signatures found.

use serde_json::{Value, json};

use crate::app::record::SignatureProof;
use crate::cli::text::{Page, counted, line, prose};

/// What is known of a record's signatures.
pub(super) enum Signatures {
    NotAsked,
    /// The record has no members, so that nobody signs.
    Nobody,
    Checked(SignatureProof),
}

impl Signatures {
    pub(super) fn of(found: Option<SignatureProof>) -> Signatures {
        found.map_or(Signatures::Nobody, Signatures::Checked)
    }

    pub(super) fn fit(&self) -> bool {
        match self {
            Signatures::NotAsked | Signatures::Nobody => true,
            Signatures::Checked(signed) => signed.findings.is_empty(),
        }
    }

    /// For programs, where it was asked for.
    pub(super) fn view(&self) -> Option<Value> {
        match self {
            Signatures::NotAsked => None,
            Signatures::Nobody => Some(Value::Null),
            Signatures::Checked(signed) => Some(json!({
                "appends": signed.appends, "signed": signed.signed, "before_signatures": signed.before,
                "imported": signed.imported, "sealed": signed.sealed, "approvals_by_name_only": signed.named, "findings": signed.findings
            })),
        }
    }

    pub(super) fn page(&self) -> Page {
        match self {
            Signatures::NotAsked => Page::new(),
            Signatures::Nobody => prose("The record has no members, and nothing in it is signed."),
            Signatures::Checked(signed) => page(signed),
        }
    }
}

fn page(signed: &SignatureProof) -> Page {
    let mut out = match signed.findings.is_empty() {
        true => line(format_args!(
            "Signatures: {} over {}, all by members who might do it then.",
            counted(signed.appends, "signature"),
            counted(signed.signed, "event")
        )),
        false => line(format_args!("SIGNATURES DO NOT FIT. First findings:")),
    };
    for finding in &signed.findings {
        out += line(format_args!("  {finding}"));
    }
    for (number, what) in [
        (signed.before, "from before signatures"),
        (signed.imported, "from other records, signed there or not at all"),
        (
            signed.sealed,
            "of restricted incidents, signed by members; whether they might do it, those can check who may read them",
        ),
    ] {
        if number > 0 {
            writeln!(out, "{} {what}.", counted(number, "event"));
        }
    }
    if signed.named > 0 {
        writeln!(
            out,
            "{} named, not proved by a key: somebody typed the name while the record had one member.",
            counted(signed.named, "approval")
        );
    }
    out
}
