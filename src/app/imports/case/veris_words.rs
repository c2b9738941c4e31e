//! What words of VERIS suggest here. A word that is not in a table suggests nothing.

/// Kinds of data: the element they suggest, and what has to be asked before it can be relied on.
pub(super) fn element(variety: &str) -> Option<(&'static str, Option<&'static str>)> {
    Some(match variety {
        "Personal" => (
            "any_personal_data",
            Some("which personal data: social security numbers, e-mail addresses, other numbers?"),
        ),
        "Sensitive Personal" => (
            "any_personal_data",
            Some("which number: social security, driver's license, passport, taxpayer?"),
        ),
        "Medical" => ("medical", Some("is it protected health information, and who holds it?")),
        "Bank" => (
            "financial_account_alone",
            Some("was a code or password taken with the account numbers?"),
        ),
        "Payment" => (
            "payment_card_alone",
            Some("was a security code or PIN taken with the card numbers?"),
        ),
        "Credentials" | "Multi-factor credential" => {
            ("online_credentials", Some("to whose accounts are the credentials?"))
        }
        "API key" | "Session key" => ("auth_token", None),
        "Digital certificate" => (
            "private_key",
            Some("was the private key taken, or the public certificate alone?"),
        ),
        _other => return None,
    })
}

/// Kinds of data that are not personal.
pub(super) const NOT_PERSONAL: [&str; 7] = [
    "Classified",
    "Copyrighted",
    "Internal",
    "Secrets",
    "Source code",
    "System",
    "Virtual currency",
];

/// The cause that actors and the first action suggest.
pub(super) fn cause(external: bool, internal: bool, action: &str, varieties: &[&str]) -> Option<&'static str> {
    let failed = varieties
        .iter()
        .any(|variety| matches!(*variety, "Malfunction" | "Capacity shortage"));
    match action {
        "environmental" => Some("failure"),
        "error" if failed => Some("failure"),
        "error" => Some("slip"),
        "hacking" | "malware" | "social" if external => Some("attack"),
        "physical" if external && varieties.contains(&"Theft") => Some("theft"),
        "misuse" if internal => Some("insider"),
        _other => None,
    }
}

/// The short names of actions in a chain of events.
pub(super) fn action_of_chain(short: &str) -> Option<&'static str> {
    Some(match short {
        "env" => "environmental",
        "err" => "error",
        "hak" => "hacking",
        "mal" => "malware",
        "mis" => "misuse",
        "phy" => "physical",
        "soc" => "social",
        _other => return None,
    })
}

/// Seconds of a unit; months and years are too coarse to count with.
pub(super) fn seconds(unit: &str) -> Option<i64> {
    Some(match unit {
        "Seconds" => 1,
        "Minutes" => 60,
        "Hours" => 3600,
        "Days" => 86_400,
        "Weeks" => 7 * 86_400,
        _other => return None,
    })
}
