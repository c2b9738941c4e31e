//! The stored form of every kind of event, byte for byte: records that exist must read the same for ever.

use std::collections::BTreeSet;

use firebell::core::drill::DrillEvent as D;
use firebell::core::event::{Event, What as W};
use firebell::core::member::MemberEvent as M;

/// What comes before `what` in every stored event.
const HEAD: &str = r#"{"seq":7,"recorded_at":"2026-03-05T14:00:00.250Z","actor":"dana","session":"s1","#;

/// One event of each kind and shape, as records of format 1 hold it. A new kind adds a line; no line ever changes.
const STORED: &[&str] = &[
    r#""what":"opened","id":"01939c5e-8c6f-7cc3-98c4-dc0c0c07398f","code":"2026-001","title":"Payroll","kind":"real","home_zone":"Europe/Dublin"}"#,
    r#""what":"fact_recorded","key":"data.elements","value":"[\"ssn\"]","certainty":"suspected","learned_at":"2026-03-05T14:00:00Z"}"#,
    r#""what":"fact_recorded","key":"milestones.discovery","value":"\"2026-03-05 14:00\"","certainty":"confirmed","learned_at":"2026-03-05T14:00:00.250Z","source":"the SOC","also":true}"#,
    r#""what":"fact_recorded","key":"data.encrypted","value":"false","certainty":"ruled_out","learned_at":"2026-03-05T14:00:00Z"}"#,
    r#""what":"fact_withdrawn","key":"data.elements","reason":"the wrong system"}"#,
    r#""what":"stage_entered","stage":"assessment"}"#,
    r#""what":"stage_entered","stage":"regulatory","open":["who is told"],"rationale":"the clock runs"}"#,
    r#""what":"decided","key":"gdpr_risk","value":"\"high\"","rationale":"passports","decided_by":"DPO"}"#,
    r#""what":"decided","key":"no_harm:us-fl","value":"true","rationale":"all returned","decided_by":"GC","working":["step one"],"keep_until":"2031-03-05"}"#,
    r#""what":"hold_placed","authority":"FBI","regimes":["us-fl"],"until":"2026-04-01T00:00:00Z","reason":"arrests"}"#,
    r#""what":"hold_placed","authority":"FBI","regimes":[],"reason":"arrests"}"#,
    r#""what":"hold_lifted","authority":"FBI","reason":"by telephone"}"#,
    r#""what":"playbook_added","playbook":"ransomware"}"#,
    r#""what":"playbook_removed","playbook":"ransomware"}"#,
    r#""what":"playbook_removed","playbook":"ransomware","reason":"no ransom note"}"#,
    r#""what":"taken_back","entry":3,"by":6}"#,
    r#""what":"task_ticked","task":"detection/isolate","done":true}"#,
    r#""what":"task_ticked","task":"detection/isolate","done":false,"owner":"kim","remark":"not yet"}"#,
    r#""what":"task_assigned","task":"detection/isolate","owner":"kim"}"#,
    r#""what":"task_assigned","task":"detection/isolate","owner":"kim","due":"2026-03-06T09:00:00Z"}"#,
    r#""what":"obligation_assigned","obligation":"eu-gdpr/regulator","owner":"kim"}"#,
    r#""what":"obligation_assigned","obligation":"eu-gdpr/regulator","owner":"kim","due":"2026-03-06T09:00:00Z"}"#,
    r#""what":"reminder_set","at":"2026-03-05T14:15:00Z","about":"call the general counsel back"}"#,
    r#""what":"reminder_set","at":"2026-03-05T14:15:00Z","about":"call the general counsel back","owner":"kim"}"#,
    r#""what":"reminder_ended","reminder":6}"#,
    r#""what":"contact_attempted","contact":"gc","channel":"phone","reached":"attempted","at":"2026-03-05T14:00:00Z"}"#,
    r#""what":"contact_attempted","contact":"gc","channel":"phone","reached":"answered","at":"2026-03-05T14:00:00Z","remark":"on the way"}"#,
    r#""what":"contact_attempted","contact":"gc","channel":"phone","reached":"failed","at":"2026-03-05T14:00:00Z"}"#,
    r#""what":"disposed","obligation":"eu-gdpr/regulator","state":"drafting"}"#,
    r#""what":"disposed","obligation":"eu-gdpr/regulator","state":"approved"}"#,
    r#""what":"disposed","obligation":"eu-gdpr/regulator@DE-BE","state":"filed","filing":"initial","at":"2026-03-05T14:00:00Z"}"#,
    r#""what":"disposed","obligation":"eu-gdpr/regulator","state":"filed","filing":"supplement","at":"2026-03-05T14:00:00Z","reference":"BfDI-1","channel":"form","late_because":"a bank holiday","out_of_order_because":"asked to","without_letter_because":"the form is the letter","rationale":"as agreed"}"#,
    r#""what":"disposed","obligation":"eu-gdpr/regulator","state":"filed","filing":"final","at":"2026-03-05T14:00:00Z"}"#,
    r#""what":"disposed","obligation":"us-tx/regulator","state":"filed","filing":"initial","at":"2026-03-05T14:00:00Z","letters":[{"letter":"l","revision":2,"sha256":"01"}],"samples":[{"letter":"m","revision":1,"sha256":"02"}],"enclosures":[{"name":"counts.csv","sha256":"03"}],"receipt":{"name":"receipt.pdf","sha256":"04"}}"#,
    r#""what":"disposed","obligation":"eu-gdpr/regulator","state":"withdrawn"}"#,
    r#""what":"disposed","obligation":"us-fl/individuals","state":"not_required","decided_by":"GC","rationale":"no harm"}"#,
    r#""what":"disposed","obligation":"us-fl/individuals","state":"on_hold","rationale":"the FBI asked"}"#,
    r#""what":"evidence_logged","name":"image.e01","sha256":"00","size":1024,"custodian":"kim"}"#,
    r#""what":"evidence_logged","name":"image.e01","sha256":"00","size":1024,"custodian":"kim","remark":"write-blocked"}"#,
    r#""what":"note_added","text":"counsel says","privileged":true}"#,
    r#""what":"timeline_imported","file":"log.csv","sha256":"00","entries":[{"row":1,"written":"tbd","text":"call"}]}"#,
    r#""what":"timeline_imported","file":"log.csv","sha256":"00","layout":"aurora","zone":"Europe/Berlin","entries":[{"row":2,"at":"2026-03-05T14:00:00Z","about":true,"written":"~15:00","text":"call","noted_by":"SD","known_from":"ticket","rest":"Evidence: TCK-1"},{"row":3,"on":"2026-03-05","written":"46086","text":"letter"}],"left_out":[1]}"#,
    r#""what":"letter_drafted","letter":"us-fl-individuals-en","template":"us-fl-individuals","language":"en","duty":"us-fl/individuals","text":"Dear","sha256":"00"}"#,
    r#""what":"letter_drafted","letter":"l","template":"t","language":"en","text":"Dear","sha256":"00"}"#,
    r#""what":"letter_drafted","letter":"l","template":"t","language":"en","recipient":"insurer","text":"Dear","sha256":"00"}"#,
    r#""what":"letter_revised","letter":"l","text":"Dear all","sha256":"01"}"#,
    r#""what":"letter_revised","letter":"l","text":"Dear all","sha256":"01","based_on":"00"}"#,
    r#""what":"letter_commented","letter":"l","text":"shorter","sha256":"01"}"#,
    r#""what":"letter_approved","letter":"l","sha256":"01"}"#,
    r#""what":"letter_approved","letter":"l","sha256":"01","findings":["no phone number"],"because":"it has a form"}"#,
    r#""what":"letter_approved","letter":"l","sha256":"01","as":"general_counsel","told":["affected.US-FL"]}"#,
    r#""what":"letter_approval_withdrawn","letter":"l","sha256":"01","reason":"wrong count"}"#,
    r#""what":"letter_approval_withdrawn","letter":"l","sha256":"01","as":"counsel","reason":"wrong count"}"#,
    r#""what":"mailing_printed","mailing":"M1","channel":"post","roster":"00","rows":2,"batches":[{"id":"M1-01","letter":"l","sha256":"01","duty":"us-tx/individuals","language":"en","variant":"adult","print":"standard","first":1,"places":{"US-TX":2},"list":"02"}]}"#,
    r#""what":"mailing_printed","mailing":"M2","channel":"email","roster":"00","rows":3,"repeats":1,"without_letter":{"no_place":1},"batches":[{"id":"M2-01","letter":"l","sha256":"01","duty":"us-tx/individuals","language":"en","variant":"minor","print":"large","first":1,"places":{"US-TX":1},"list":"02"}],"second_of":{"mailing":"M1","pieces":[2]}}"#,
    r#""what":"mailing_sent","mailing":"M1","batches":["M1-01"],"at":"2026-03-05T14:00:00Z","carrier":"USPS","class":"first class"}"#,
    r#""what":"mailing_sent","mailing":"M1","batches":["M1-01"],"at":"2026-03-05T14:00:00Z","carrier":"USPS","class":"first class","by":"kim","receipt":{"name":"ps3600.pdf","sha256":"03"}}"#,
    r#""what":"mail_returned","mailing":"M1","pieces":[2],"list":"04"}"#,
    r#""what":"mail_returned","mailing":"M1","pieces":[2],"list":"04","remark":"no such street"}"#,
    r#""what":"drill","drill":"started","scenario":"s","version":1,"seed":2,"text":"","story":"2027-03-06T09:00:00Z","profile":{"organisation.country":"\"IE\""},"contacts":[{"id":"gc","name":"Kim","roles":["legal"],"channels":[{"kind":"phone","address":"1","compromised":false}],"order":1,"escalate_after":15}],"rules":"00"}"#,
    r#""what":"drill","drill":"clock_set","elapsed":60000,"speed":10,"running":true}"#,
    r#""what":"drill","drill":"stood","elapsed":60000}"#,
    r#""what":"drill","drill":"delivered","inject":"i1","elapsed":0}"#,
    r#""what":"drill","drill":"delivered","inject":"i1","elapsed":0,"story":"2027-03-06T09:00:00Z"}"#,
    r#""what":"drill","drill":"skipped","inject":"i2","reason":"no time"}"#,
    r#""what":"drill","drill":"held","inject":"i3"}"#,
    r#""what":"drill","drill":"recalled","inject":"i3"}"#,
    r#""what":"drill","drill":"hinted","action":"a1"}"#,
    r#""what":"drill","drill":"declined","action":"a1","said":"Nobody asks."}"#,
    r#""what":"drill","drill":"marked","action":"a1","mark":null}"#,
    r#""what":"drill","drill":"marked","action":"a1","mark":"late","remark":"by phone"}"#,
    r#""what":"drill","drill":"observed","finding":"strength","observation":"calm"}"#,
    r#""what":"drill","drill":"observed","finding":"improvement","objective":"o1","observation":"late","analysis":"no list","recommendation":"a list"}"#,
    r#""what":"drill","drill":"rated","objective":"o1","rating":"S","reason":"one gap"}"#,
    r#""what":"drill","drill":"joined","role":"legal","deputy":true}"#,
    r#""what":"drill","drill":"answered","question":"What helped?","answer":"the list"}"#,
    r#""what":"drill","drill":"improvement","id":"1","action":"a list","owner":"legal","due":"2027-06-30","element":"plan"}"#,
    r#""what":"drill","drill":"improvement","id":"1","action":"a list","owner":"legal","due":"2027-06-30","element":"plan","proof":"it hangs there","objective":"o1"}"#,
    r#""what":"drill","drill":"improvement_closed","id":"1","proof":"seen","on":"2027-06-29"}"#,
    r#""what":"drill","drill":"ended","elapsed":7200000}"#,
    r#""what":"closed","rationale":"all told"}"#,
    r#""what":"closed","open":["us-fl/individuals"],"undecided":["us-tx/individuals"],"rationale":"counsel agrees"}"#,
    r#""what":"reopened","reason":"a second server"}"#,
    r#""what":"imported","was":"2026-004","code":"2026-001"}"#,
    r#""what":"recoded","was":"2026-001","code":"2026-002","because":"doubled"}"#,
    r#""what":"profile_set","key":"organisation.country","value":"\"IE\""}"#,
    r#""what":"profile_unset","key":"organisation.country"}"#,
    r#""what":"contact_saved","contact":{"id":"gc","name":"Kim","roles":["legal"],"channels":[],"order":1,"escalate_after":15}}"#,
    r#""what":"contact_removed","contact":"gc"}"#,
    r#""what":"legal_hold_placed","hold":1,"incident":"u","matter":"Smith v. Acme","why":"letter of 2 March","until":"2027-03-06"}"#,
    r#""what":"legal_hold_placed","hold":2,"matter":"an inquiry","why":"asked by counsel","earlier":{"by":"kim","at":"2027-03-06T09:00:00Z"}}"#,
    r#""what":"legal_hold_released","hold":1,"why":"settled"}"#,
    r#""what":"legal_hold_released","hold":2,"why":"closed","earlier":{"by":"kim","at":"2027-03-06T09:00:00Z"}}"#,
    r#""what":"sealed","nature":"letter_text","key":"0303030303030303","sealed":"00ff","was":"letter.draft","letter":"notice"}"#,
    r#""what":"sealed","nature":"letter_remark","key":"0303030303030303","sealed":"00ff","was":"letter.comment","letter":"notice"}"#,
    r#""what":"sealed","nature":"privileged_note","key":"0303030303030303","sealed":"00ff"}"#,
    r#""what":"erased","was":"note.add","digest":"0101","leaf":"0202","erased_at":"2027-03-06T09:00:00Z","reason":"retention period over"}"#,
    r#""what":"erasure_recorded","of":[{"stream":"u","events":[[1,4],[7,7]]}],"reason":"retention period over"}"#,
    r#""what":"erasure_recorded","of":[],"reason":"erased before firebell recorded it","earlier":true}"#,
    r#""what":"access_restricted","to":["0101010101010101"],"reason":"a colleague is a suspect"}"#,
    r#""what":"access_opened","reason":"it was nobody of ours"}"#,
    r#""what":"members","members":"founded","member":"0101010101010101","name":"kim","roles":["owner","counsel"],"key":"0101010101010101010101010101010101010101010101010101010101010101","recipient":"0101010101010101010101010101010101010101010101010101010101010101","before":{"number":7,"ends":"0101010101010101010101010101010101010101010101010101010101010101"}}"#,
    r#""what":"members","members":"invited","member":"0101010101010101","name":"lee","roles":["responder"],"key":"0101010101010101010101010101010101010101010101010101010101010101","recipient":"0101010101010101010101010101010101010101010101010101010101010101","until":"2027-03-06T09:00:00Z"}"#,
    r#""what":"members","members":"joined","member":"0101010101010101","key":"0101010101010101010101010101010101010101010101010101010101010101","recipient":"0101010101010101010101010101010101010101010101010101010101010101","proof":"02020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202"}"#,
    r#""what":"members","members":"roles_given","member":"0101010101010101","roles":["observer"]}"#,
    r#""what":"members","members":"revoked","member":"0101010101010101"}"#,
    r#""what":"members","members":"revoked","member":"0101010101010101","reason":"left"}"#,
    r#""what":"members","members":"grant_given","grant":"0202020202020202","member":"0101010101010101","permission":"read","incident":"u","until":"2027-03-06T09:00:00Z","reason":"night shift"}"#,
    r#""what":"members","members":"grant_ended","grant":"0202020202020202","because":"expired"}"#,
];

/// The matches name them all, so that a new one does not compile before it has its line here.
fn kind(what: &W) -> &'static str {
    match what {
        W::Drill(event) => {
            exercise_kind(event);
            what.verb()
        }
        W::Members(
            M::Founded(_)
            | M::Invited(_)
            | M::Joined(_)
            | M::RolesGiven(_)
            | M::Revoked(_)
            | M::GrantGiven(_)
            | M::GrantEnded { .. },
        )
        | W::AccessRestricted { .. }
        | W::AccessOpened { .. }
        | W::Opened { .. }
        | W::FactRecorded(_)
        | W::FactWithdrawn(_)
        | W::StageEntered { .. }
        | W::Decided(_)
        | W::HoldPlaced(_)
        | W::HoldLifted(_)
        | W::PlaybookAdded { .. }
        | W::PlaybookRemoved { .. }
        | W::TakenBack { .. }
        | W::TaskTicked(_)
        | W::TaskAssigned(_)
        | W::ObligationAssigned(_)
        | W::ReminderSet(_)
        | W::ReminderEnded(_)
        | W::ContactAttempted(_)
        | W::Disposed(_)
        | W::EvidenceLogged(_)
        | W::NoteAdded(_)
        | W::TimelineImported(_)
        | W::Sealed(_)
        | W::LetterDrafted(_)
        | W::LetterRevised(_)
        | W::LetterCommented(_)
        | W::LetterApproved(_)
        | W::LetterApprovalWithdrawn(_)
        | W::MailingPrinted(_)
        | W::MailingSent(_)
        | W::MailReturned(_)
        | W::Closed { .. }
        | W::Reopened { .. }
        | W::Imported { .. }
        | W::Recoded { .. }
        | W::ProfileSet { .. }
        | W::ProfileUnset { .. }
        | W::ContactSaved { .. }
        | W::ContactRemoved { .. }
        | W::LegalHoldPlaced(_)
        | W::LegalHoldReleased(_)
        | W::ErasureRecorded(_)
        | W::Erased(_) => what.verb(),
    }
}

fn exercise_kind(event: &D) {
    match event {
        D::Started(_)
        | D::ClockSet { .. }
        | D::Stood { .. }
        | D::Delivered { .. }
        | D::Skipped { .. }
        | D::Held { .. }
        | D::Recalled { .. }
        | D::Hinted { .. }
        | D::Marked { .. }
        | D::Declined { .. }
        | D::Observed(_)
        | D::Rated { .. }
        | D::Joined { .. }
        | D::Answered { .. }
        | D::Improvement(_)
        | D::ImprovementClosed(_)
        | D::Ended { .. } => {}
    }
}

/// Every kind there is.
fn verbs() -> BTreeSet<&'static str> {
    let events = STORED.iter().map(|line| read(line));
    events.map(|event| kind(&event.what)).collect()
}

fn read(line: &str) -> Event {
    let text = format!("{HEAD}{line}");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn every_kind_of_event_is_stored_as_it_always_was() {
    for line in STORED {
        assert_eq!(serde_json::to_string(&read(line)).unwrap(), format!("{HEAD}{line}"));
    }
    // 42 kinds of an incident and of the organisation, of which a sealed one has two words; 7 of members; 17 of an exercise, two of
    // which share a word.
    assert_eq!(verbs().len(), 42 + 1 + 7 + 16);
}
