//! The keys of facts that the program itself names. A key without a row in the table of facts does not compile; a fact
//! that no code names needs nothing here.

use super::table::has_row;

macro_rules! keys {
    ($($table:ident { $($name:ident = $key:literal),* $(,)? } $([$open:ident = $start:literal])? )+) => {
        $(pub mod $table {
            /// What every key of the table begins with.
            pub const BELOW: &str = concat!(stringify!($table), ".");
            /// The key of a part of the table that is known only when the program runs: a place, a moment, a decision.
            pub fn key(part: &str) -> String {
                [BELOW, part].concat()
            }
            /// What a key of the table names; `None` for a key of another table.
            pub fn below(key: &str) -> Option<&str> {
                key.strip_prefix(BELOW)
            }
            $(pub const $name: &str = concat!(stringify!($table), ".", $key);)*
            $(
                /// What the keys begin with whose last part a row leaves open.
                pub const $open: &str = concat!(stringify!($table), ".", $start);
            )?
        })+

        const _: () = {
            $($(assert!(
                has_row($table::$name),
                concat!("no row in the table of facts: ", stringify!($table), ".", $key),
            );)*)+
            $($(assert!(
                has_row(concat!(stringify!($table), ".", $start, "*")),
                concat!("no row in the table of facts: ", stringify!($table), ".", $start, "*"),
            );)?)+
        };
    };
}

keys! {
    organisation {
        COUNTRY = "country",
        EU_MAIN_ESTABLISHMENT = "eu_main_establishment",
        NAME = "name",
        PEOPLE_IN_SCOPE_WORLDWIDE = "people_in_scope_worldwide",
        PROFILE = "profile",
        PROFILE_UNKNOWN = "profile_unknown",
        ROLE = "role",
    } [OF_PROFILE = "profile."]
    milestones {
        AWARENESS = "awareness",
        CLASSIFICATION = "classification",
        CONTAINMENT = "containment",
        DETERMINATION = "determination",
        DISCOVERY = "discovery",
        OCCURRENCE = "occurrence",
        RESOLUTION = "resolution",
    }
    data {
        ACCESSED = "accessed",
        ACQUIRED = "acquired",
        CUSTOMERS = "customers",
        ELEMENTS = "elements",
        ENCRYPTED = "encrypted",
        KEY_TAKEN = "key_taken",
        MEDIUM = "medium",
        OF_SOME = "of_some",
        PASSWORDS_HASHED = "passwords_hashed",
        SETS = "sets",
        SPECIAL_CATEGORIES = "special_categories",
    } [MARKS = "marks."]
    breach {
        CAUSE = "cause",
        DELETION = "deletion",
        INTERNAL_SLIP = "internal_slip",
        KINDS = "kinds",
        MALICIOUS = "malicious",
        RECIPIENT = "recipient",
        TYPES = "types",
    }
    affected {
        ELSEWHERE = "elsewhere",
        TOTAL = "total",
    }
    answers {} [ORDERED = "ordered:"]
    decisions {
        DIRECT_NOTICE = "direct_notice",
        GDPR_RISK = "gdpr_risk",
        RISK_REMOVED = "risk_removed",
    } [OF_HARM = "harm."]
    letter {
        CROSS_BORDER = "cross_border",
        LAW_ENFORCEMENT = "law_enforcement",
        RECORD_COUNT = "record_count",
        REFERENCE = "reference",
        SENT_ON = "sent_on",
        WHAT_HAPPENED = "what_happened",
    }
    identity {
        ADDRESS = "address",
        DPO_CONTACT = "dpo_contact",
        DPO_NAME = "dpo_name",
        EMAIL = "email",
        LOGO = "logo",
        PARENT = "parent",
        TELEPHONE = "telephone",
        TOLL_FREE = "toll_free",
        WEBSITE = "website",
    }
    policy {
        SIGN_OFF = "sign_off",
    }
}

/// The moments of which a day is enough: the beginning and the end of the breach. What starts most clocks, such as
/// awareness, needs its hour.
const DAY_IS_ENOUGH: [&str; 2] = [milestones::OCCURRENCE, milestones::CONTAINMENT];

/// Whether a day without a time of day is enough for a moment; it is recorded as the beginning of the day.
pub fn day_is_enough(key: &str) -> bool {
    DAY_IS_ENOUGH.contains(&key)
}
