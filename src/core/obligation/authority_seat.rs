//! Where an authority sits: whose zone and whose holidays count.

use super::case::Case;
use super::within::UNION;
use crate::core::law::rulebook::{Authority, Obligation, Regime, Sector};
use crate::core::public_holidays::Calendar;
use crate::core::time::Zone;
use crate::core::tri::Tri;

/// Where an authority sits.
pub(super) struct Seat<'a> {
    pub zone: &'a Zone,
    /// The place whose calendar counts, where one is known.
    place: Option<&'a str>,
}

impl Seat<'_> {
    /// The calendar of the place, or of its country. Few limits ask for it.
    pub(super) fn calendar<'r>(&self, case: &Case<'r>) -> Option<&'r Calendar> {
        let place = self.place?;
        let country = place.split('-').next().unwrap_or(place);
        [place, country].into_iter().find_map(|id| case.rules.calendars.get(id))
    }
}

/// The authority that answers for a place: for the part of a federal state if it has its own, else the country's.
pub(super) fn authority_for<'a>(case: &Case<'a>, place: &str) -> Option<&'a Authority> {
    let country = place.split('-').next().unwrap_or(place);
    [place, country].into_iter().find_map(|code| {
        let covers = |a: &&Authority| a.covers.iter().any(|c| c == code) && answers_for(case, a, code);
        case.rules.authorities.iter().find(covers)
    })
}

/// Whether an authority answers for this kind of organization. Several states split private and public bodies;
/// police and the Union's own institutions have authorities that no company is told about. While the profile does not
/// say, the organization is taken for a private one.
fn answers_for(case: &Case<'_>, authority: &Authority, place: &str) -> bool {
    let public = || case.profile.has(&format!("public_body@{place}")) == Tri::Yes;
    match authority.sector {
        None => true,
        Some(Sector::Private) => !public(),
        Some(Sector::Public) => public(),
        Some(Sector::Police | Sector::Institutions) => false,
    }
}

/// Any authority of the country, for its zone: where the right one is not known, its clock is that of the others there.
fn zone_of<'a>(case: &Case<'a>, place: &str) -> Option<&'a Zone> {
    let country = place.split('-').next()?;
    case.rules
        .authorities
        .iter()
        .find(|a| a.country == country)
        .map(|a| &a.zone)
}

/// Zone and calendar for counting: the lead authority's, else the obligation's own, else the regime's.
pub(super) fn seat<'a>(case: &Case<'a>, regime: &'a Regime, obligation: &'a Obligation) -> Seat<'a> {
    if obligation.authority_from.is_some()
        && let Some(place) = case.lead
    {
        return seat_at(case, place, regime);
    }
    let jurisdiction = regime.jurisdiction.as_str();
    Seat {
        zone: obligation.zone.as_ref().unwrap_or(&regime.zone),
        place: if jurisdiction == UNION {
            case.lead
        } else {
            Some(jurisdiction)
        },
    }
}

pub(super) fn seat_at<'a>(case: &Case<'a>, place: &'a str, regime: &'a Regime) -> Seat<'a> {
    let zone = authority_for(case, place)
        .map(|a| &a.zone)
        .or_else(|| zone_of(case, place));
    Seat {
        zone: zone.unwrap_or(&regime.zone),
        place: Some(place),
    }
}
