//! Singapore's notifiable data breach: significant harm by prescribed data, or significant scale.
//!
//! Must not know: clocks, directions to wait. A name beside the prescribed item is taken as given.

use super::facts::Kind;
use super::methods::Methods;
use super::view::{View, kind_bit};
use super::{MethodResult, missing};
use crate::core::facts::table::Method;

/// Who must hear, mildest first.
#[derive(Clone, Copy)]
enum Duty {
    Nobody,
    Regulator,
    Both,
}

pub(super) fn result(v: &View, m: &Methods) -> MethodResult {
    let (harm, scale) = (harm(v, m), v.most_people() >= m.singapore.scale_people);
    let duty = duty(v, harm, scale);
    let (band, conclusion) = match duty {
        Duty::Nobody => ("none", "not notifiable: keep the record"),
        Duty::Regulator => ("regulator", "notifiable to the regulator only"),
        Duty::Both => ("both", "notifiable to the regulator and the people"),
    };
    MethodResult {
        name: "singapore-pdpa",
        score: None,
        band: band.to_owned(),
        rank: duty as u8,
        conclusion: conclusion.to_owned(),
        working: working(v, m, harm, scale),
        missing: missing::owned(&missing::of(v, Method::Singapore)),
        cite: m.singapore.cite.clone(),
    }
}

/// Prescribed data; where only kinds are known, a financial or sensitive kind counts.
fn harm(v: &View, m: &Methods) -> bool {
    match (v.elements, v.kinds) {
        (Some(elements), _) => {
            v.unlisted_element || elements & (m.singapore.prescribed.mask | m.singapore.account_access.mask) != 0
        }
        (None, Some(kinds)) => kinds & (kind_bit(Kind::Financial) | kind_bit(Kind::Sensitive)) != 0,
        (None, None) => true,
    }
}

fn duty(v: &View, harm: bool, scale: bool) -> Duty {
    let averted = !v.readable() || v.remedied == Some(true);
    match () {
        () if v.within == Some(true) => Duty::Nobody,
        () if harm && !averted => Duty::Both,
        () if harm || scale => Duty::Regulator,
        () => Duty::Nobody,
    }
}

fn working(v: &View, m: &Methods, harm: bool, scale: bool) -> Vec<String> {
    let say = |yes| if yes { "yes" } else { "no" };
    let mut lines = vec![
        format!(
            "significant harm (prescribed data; a name beside it is taken as given): {}",
            say(harm)
        ),
        format!(
            "significant scale ({} people or more): {}",
            m.singapore.scale_people,
            say(scale)
        ),
    ];
    if v.within == Some(true) {
        lines.push("it stayed within the organization".to_owned());
    }
    if !v.readable() || v.remedied == Some(true) {
        lines.push(
            "protected or remedied, so that significant harm is unlikely: the people need not be told".to_owned(),
        );
    }
    lines
}
