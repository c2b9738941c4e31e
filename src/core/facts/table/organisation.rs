//! Facts of the organization, whatever the incident: the law that binds it, the letters it writes, its own deadlines.

use super::{Fact, Feeds, Group, RecordedAs, fact};
use crate::core::facts::kind::{Kind, Many, Vocabulary};

const fn organisation(key: &'static str, kind: Kind) -> Fact {
    fact(key, kind, Group::Organisation)
}

/// Who the letters come from.
const fn identity(key: &'static str, label: &'static str, asks: &'static str) -> Fact {
    Fact {
        group: Group::Identity,
        ..super::letters::alike(key, label, asks)
    }
}

/// What decides which law binds the organisation.
pub(super) static ORGANISATION: &[Fact] = &[
    Fact {
        label: "name of the organization",
        question: "What is the organization called?",
        help: "its full legal name",
        feeds: &[Feeds::Content],
        gap: Some("the organization's name"),
        ..organisation(
            "organisation.name",
            Kind::Text(Some(|facts, name| facts.organisation.name = Some(name))),
        )
    },
    Fact {
        label: "country of the head office",
        question: "In which country is the organization's head office?",
        help: "an ISO code such as US, IE or DE",
        feeds: &[Feeds::Scope],
        ..organisation(
            "organisation.country",
            Kind::Place(|facts, place| facts.organisation.country = Some(place)),
        )
    },
    Fact {
        label: "main establishment in the EU",
        question: "Where is the main establishment in the Union, if there is one?",
        help: "a country such as IE, DE-BY for Bavaria, or none",
        feeds: &[Feeds::Scope],
        ..organisation(
            "organisation.eu_main_establishment",
            Kind::PlaceOrNone(|facts, place| facts.organisation.eu_main_establishment = Some(place)),
        )
    },
    Fact {
        label: "role",
        question: "Does the organization decide about the data, or hold it on behalf of others?",
        help: "controller decides why data is processed; processor works for customers; both does either",
        feeds: &[Feeds::Scope],
        synonyms: &[
            ("owner", "controller"),
            ("vendor", "processor"),
            ("both", "controller,processor"),
        ],
        ..organisation(
            "organisation.role",
            Kind::OneOrMany(&Many(|facts, roles| facts.organisation.roles = Some(roles))),
        )
    },
    Fact {
        label: "sectors",
        question: "Which sector laws bind the organization?",
        help: "sector flags separated by commas; none if no sector law applies",
        feeds: &[Feeds::Scope, Feeds::Condition],
        ..organisation(
            "organisation.profile",
            Kind::Words(Vocabulary::Flags, |facts, flags| {
                facts.organisation.profile = Some(flags);
            }),
        )
    },
    Fact {
        label: "uncertain sectors",
        question: "Which sector flags are still uncertain?",
        help: "sector flags separated by commas that are unknown although the profile is given",
        feeds: &[Feeds::Scope, Feeds::Condition],
        ..organisation(
            "organisation.profile_unknown",
            Kind::Words(Vocabulary::Flags, |facts, flags| {
                facts.organisation.profile_unknown = flags;
            }),
        )
    },
    Fact {
        label: "people in other places",
        question: "Could people in places that are not listed be affected?",
        help: "the former spelling of affected.elsewhere: no is 0, yes is unknown",
        feeds: &[Feeds::Scope],
        ..organisation("organisation.people_in_scope_worldwide", Kind::Flag(None))
    },
    Fact {
        label: "{}",
        question: "Does the sector flag {} apply to the organization?",
        help: "recorded with organisation.profile",
        feeds: &[Feeds::Scope, Feeds::Condition],
        recorded: RecordedAs::Inside,
        ..organisation("organisation.profile.*", Kind::Flag(None))
    },
];

/// Who the letters come from.
pub(super) static IDENTITY: &[Fact] = &[
    identity("identity.address", "address", "the organization's postal address"),
    identity("identity.telephone", "telephone", "its telephone"),
    identity("identity.toll_free", "toll free", "its toll-free number"),
    identity("identity.email", "email", "its e-mail address for questions"),
    identity("identity.website", "website", "its website"),
    identity("identity.dpo_name", "dpo name", "its data protection officer"),
    identity(
        "identity.dpo_contact",
        "dpo contact",
        "how to reach the data protection officer",
    ),
    identity(
        "identity.parent",
        "parent",
        "its parent company; none where nobody owns it",
    ),
    identity("identity.registration", "registration", "its company number"),
    identity(
        "identity.security_program",
        "security program",
        "whether it keeps a written information security program",
    ),
    // Printed above the letterhead and named by no template: a letter without one has no gap.
    Fact {
        kind: Kind::Picture,
        help: "a PNG or JPEG file of at most 128 KiB, which is taken into the record",
        gap: None,
        ..identity("identity.logo", "logo", "its logo")
    },
];

/// The team's own deadlines.
pub(super) static POLICY: &[Fact] = &[
    Fact {
        label: "sign-off roles",
        question: "Which sign-off roles does the organization have?",
        help: "roles of the sign-off matrix separated by commas, such as counsel, general_counsel; they must approve letters",
        recorded: RecordedAs::Profile,
        ..fact("policy.sign_off", Kind::Text(None), Group::Policy)
    },
    Fact {
        label: "own deadline for {}",
        question: "Within how many days does the team intend to notify {}?",
        help: "days, for obligations whose law sets no fixed deadline",
        recorded: RecordedAs::Profile,
        ..fact("policy.*", Kind::Number(None), Group::Policy)
    },
];
