//! What may differ between one version of a contract and the next, as a part of its law file.

use std::fmt::Write as _;

use chrono::NaiveDate;
use serde::Serialize;

use super::{ContractBreach, OBLIGATION, quoted, typed, zone_name};
use crate::core::law::rulebook::{DataTest, Regime, Rule, Trigger, Version};
use crate::core::period::{Period, Unit};
use crate::core::time::Zone;
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Terms {
    #[serde(serialize_with = "typed")]
    pub within: Period,
    pub calendar: Option<String>,
    /// The milestone that starts the clock.
    pub from: String,
    /// Who is told: the customer and the contact there.
    pub who: String,
    pub at: String,
    pub clause: String,
    pub breach: ContractBreach,
    #[serde(serialize_with = "zone_name")]
    pub zone: Zone,
    pub detail: Option<String>,
}

/// Terms that have ended; incidents discovered until then are judged by them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FormerTerms {
    /// Their first day, where it is known.
    pub since: Option<NaiveDate>,
    /// Their last day.
    pub until: NaiveDate,
    #[serde(flatten)]
    pub terms: Terms,
}

/// Whose obligation is written: a version writes the zone only where it is another one than the regime's.
#[derive(Debug, Clone, Copy)]
pub(super) enum Table {
    Current,
    Former,
}

impl Table {
    fn heading(self) -> &'static str {
        match self {
            Table::Current => "\n[[regime.obligation]]\n",
            Table::Former => "\n[[regime.former.obligation]]\n",
        }
    }
}

impl Terms {
    /// The terms of a version, where they are written as firebell writes them.
    pub(super) fn of(regime: &Regime, version: &Version) -> Option<Terms> {
        let [obligation] = version.obligations.as_slice() else {
            return None;
        };
        if obligation.id != OBLIGATION {
            return None;
        }
        let limit = obligation.limit.as_ref()?;
        Some(Terms {
            within: limit.period,
            calendar: limit.calendar.clone(),
            from: obligation.from.as_ref()?.code().to_owned(),
            who: obligation.authority.clone()?,
            at: obligation.channel_at.clone()?,
            clause: obligation.cite.clone(),
            breach: breach_of(version.data.as_deref())?,
            zone: obligation.zone.clone().unwrap_or_else(|| regime.zone.clone()),
            detail: obligation.note.clone(),
        })
    }

    fn channel(&self) -> &'static str {
        match &self.at {
            at if at.contains('@') => "email",
            at if at.starts_with("http") => "online form",
            at if at.starts_with('+') => "phone",
            _ => "post",
        }
    }

    pub(super) fn obligation(&self, table: Table) -> String {
        let mut text = table.heading().to_owned();
        let mut set = |key: &str, value: &str| {
            let _ = writeln!(text, "{key} = {value}");
        };
        set("id", &quoted(OBLIGATION));
        set("recipient", "\"data_owner\"");
        set("authority", &quoted(&self.who));
        set("channel", &quoted(self.channel()));
        set("channel_at", &quoted(&self.at));
        set("role", "\"either\"");
        set("max", &self.within.count.to_string());
        set("unit", &quoted(self.within.unit.code()));
        set("from", &quoted(&self.from));
        set("counting", &quoted(counting(self.within.unit)));
        if let Some(calendar) = &self.calendar {
            set("calendar", &quoted(calendar));
        }
        match table {
            Table::Current => {}
            Table::Former => set("time_zone", &quoted(self.zone.name())),
        }
        set("cite", &quoted(&self.clause));
        if let Some(detail) = &self.detail {
            set("note", &quoted(detail));
            set(
                "follow_up",
                &quoted(&format!("say no more than the contract allows: {detail}")),
            );
        }
        text
    }
}

impl FormerTerms {
    /// The former terms of a contract, newest first; `None` where one is not written as firebell writes them.
    pub(super) fn all(regime: &Regime) -> Option<Vec<FormerTerms>> {
        let versions = regime.versions.iter().skip(1);
        versions.map(|version| FormerTerms::of(regime, version)).collect()
    }

    fn of(regime: &Regime, version: &Version) -> Option<FormerTerms> {
        match version.rule {
            Rule::Listed => Some(FormerTerms {
                since: version.from,
                until: version.until?,
                terms: Terms::of(regime, version)?,
            }),
            Rule::None | Rule::Unmodelled => None,
        }
    }

    pub(super) fn text(&self) -> String {
        let mut text = "\n[[regime.former]]\n".to_owned();
        if let Some(since) = self.since {
            let _ = writeln!(text, "from = \"{since}\"");
        }
        let _ = writeln!(text, "until = \"{}\"\nrule = \"listed\"", self.until);
        text += "\n[regime.former.data]\n";
        text += data(self.terms.breach);
        text += &self.terms.obligation(Table::Former);
        text
    }
}

/// What the data must have suffered.
pub(super) fn data(breach: ContractBreach) -> &'static str {
    match breach {
        ContractBreach::PersonalData => {
            "trigger = \"cia\"\nnamed = []\nalone = [\"any_personal_data\"]\nmedium = \"any\"\nencryption = \"none\"\n"
        }
        ContractBreach::Access => {
            "trigger = \"access_or_acquisition\"\nnamed = []\nalone = [\"any_personal_data\"]\nmedium = \"any\"\nencryption = \"none\"\n"
        }
        ContractBreach::Incident => {
            "trigger = \"incident\"\nnamed = []\nalone = []\nmedium = \"any\"\nencryption = \"none\"\n"
        }
    }
}

fn counting(unit: Unit) -> &'static str {
    match unit {
        Unit::Hours | Unit::Minutes => "elapsed",
        Unit::CalendarDays => "calendar",
        Unit::BusinessDays => "business",
        Unit::CalendarMonths => "month",
    }
}

fn breach_of(data: Option<&DataTest>) -> Option<ContractBreach> {
    match data.map(|data| data.trigger) {
        None | Some(Trigger::Incident) => Some(ContractBreach::Incident),
        Some(Trigger::Cia) => Some(ContractBreach::PersonalData),
        Some(Trigger::AccessOrAcquisition) => Some(ContractBreach::Access),
        Some(Trigger::Access | Trigger::Acquisition | Trigger::AccessAndAcquisition) => None,
    }
}
