//! Events of the kinds that are most of a record, for tests.

use crate::core::event::What;

/// One of each kind, and a second one where parts of it may be left out.
pub(super) fn samples() -> Vec<What> {
    let texts = [
        r#"{"what":"fact_recorded","key":"a.key","value":"false","certainty":"confirmed","learned_at":"2026-03-05T14:00:00Z"}"#,
        r#"{"what":"fact_recorded","key":"another.key","value":"{ at_least = 3 }","certainty":"suspected","learned_at":"2026-03-05T14:00:00Z","source":"log","also":true}"#,
        r#"{"what":"note_added","text":"t","privileged":false}"#,
        r#"{"what":"task_ticked","task":"detection/isolate","done":true,"owner":"kim","remark":"two\nlines"}"#,
        r#"{"what":"disposed","obligation":"eu-gdpr/regulator","state":"drafting"}"#,
        r#"{"what":"disposed","obligation":"eu-gdpr/regulator","state":"not_required","decided_by":"dana","rationale":"r"}"#,
        r#"{"what":"evidence_logged","name":"image.e01","sha256":"00","size":1024,"custodian":"kim"}"#,
        r#"{"what":"contact_attempted","contact":"gc","channel":"phone","reached":"answered","at":"2026-03-05T14:00:00Z"}"#,
        r#"{"what":"decided","key":"gdpr_risk","value":"\"high\"","rationale":"passports","decided_by":"DPO"}"#,
        r#"{"what":"letter_revised","letter":"l","text":"Dear all","sha256":"01"}"#,
    ];
    texts
        .map(|text| serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}")))
        .to_vec()
}
