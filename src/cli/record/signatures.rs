//! `firebell audit verify --signatures`: what the check of the signatures found.

use serde_json::{Value, json};

use super::proof;
use crate::app::record::{Proof, SignatureProof};
use crate::cli::output::Output;
use crate::cli::text::{Page, counted, line, prose};

pub(super) fn output(found: Proof, signed: Option<SignatureProof>) -> Output {
    let no = found.broken.is_some() || signed.as_ref().is_some_and(|signed| !signed.findings.is_empty());
    let mut view = proof::view(&found);
    if let Value::Object(fields) = &mut view {
        fields.insert("signatures".to_owned(), view_of(signed.as_ref()));
    }
    Output::new(view, move |_| {
        let mut out = proof::page(&found);
        out += page(signed.as_ref());
        out
    })
    .no_if(no)
}

fn view_of(signed: Option<&SignatureProof>) -> Value {
    signed.map_or(Value::Null, |signed| {
        json!({
            "appends": signed.appends, "signed": signed.signed, "before_signatures": signed.before,
            "imported": signed.imported, "approvals_by_name_only": signed.named, "findings": signed.findings
        })
    })
}

fn page(signed: Option<&SignatureProof>) -> Page {
    let Some(signed) = signed else {
        return prose("The record has no members, and nothing in it is signed.");
    };
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
