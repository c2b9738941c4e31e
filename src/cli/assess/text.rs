//! An assessment as text for people.

use crate::app::views::{self, AssessmentView, DeadlineView, NOTICE, ObligationView, ReasonView};
use crate::cli::text::{Page, count, moment, prose, wrapped};
use crate::core::exercise_mark::MarkPlace;
use crate::core::time::{StoryTime, TimeLeft, Zone};
use crate::core::verdict::{Progress, Verdict};

/// How obligations that are not due are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotDue<'c> {
    /// One by one, with their reasons.
    Listed,
    /// As a number, with the command that explains one.
    Counted { explained_by: &'c str },
}

/// The answer of an assessment, for people.
pub(crate) fn page(view: &AssessmentView, home: &Zone, now: StoryTime, shown: NotDue<'_>) -> Page {
    let mut out = Page::new();
    let mark = view.incident.kind.mark(MarkPlace::Headline);
    out += wrapped("", &format!("{mark}{}", view.incident.title));
    writeln!(out, "as of {} · {}", moment(home, now.at()), home.name());
    let group = |verdict: Verdict| {
        view.obligations
            .iter()
            .filter(|o| o.verdict == verdict)
            .collect::<Vec<_>>()
    };
    let (due, possible, not_due) = (group(Verdict::Due), group(Verdict::Possible), group(Verdict::NotDue));
    writeln!(
        out,
        "DUE {} · POSSIBLE {} · NOT DUE {}",
        due.len(),
        possible.len(),
        not_due.len()
    );
    for remark in &view.people.remarks {
        out += wrapped("People: ", remark);
    }
    section(&mut out, "DUE", &due, home, now);
    open_facts(&mut out, view);
    section(
        &mut out,
        "POSSIBLE, depending on facts that are unknown",
        &possible,
        home,
        now,
    );
    closed(&mut out, &not_due, shown);
    risk(&mut out, view);
    out.gap();
    writeln!(
        out,
        "Rule base {} · {} regimes · tz database {}",
        view.rule_base.version, view.rule_base.regimes, view.tzdb
    );
    if !view.rule_base.packs.is_empty() {
        let packs: Vec<String> = view.rule_base.packs.iter().map(ToString::to_string).collect();
        out += wrapped("", &format!("With the law packs {}", packs.join(", ")));
    }
    if let Some(words) = views::replaced_words(&view.rule_base.overlays) {
        out += wrapped("", &words);
    }
    out += prose(NOTICE);
    out
}

fn section(out: &mut Page, title: &str, list: &[&ObligationView], home: &Zone, now: StoryTime) {
    if list.is_empty() {
        return;
    }
    out.gap();
    writeln!(out, "== {title} ==");
    for o in list {
        *out += entry(o, home, now);
    }
}

/// One obligation: when, whom, why.
fn entry(o: &ObligationView, home: &Zone, now: StoryTime) -> Page {
    let mut out = Page::new();
    let when = when_words(o, home, now);
    let state = match o.status {
        Progress::Open => String::new(),
        Progress::Filed | Progress::OnHold => format!(" [{}]", o.status.words()),
    };
    out += wrapped("● ", &format!("{}{state} · {when}", o.id));
    let whom = o
        .authority
        .name
        .clone()
        .unwrap_or_else(|| o.recipient.words_under(&o.jurisdiction).to_owned());
    let via = o
        .authority
        .channel
        .as_ref()
        .map(|c| format!(", {c}"))
        .unwrap_or_default();
    out += wrapped("    to ", &format!("{whom}{via}"));
    if let Some(reason) = best_reason(o) {
        out += wrapped("    because ", &reason);
    }
    if !o.missing.is_empty() {
        out += wrapped("    find out ", &o.missing.join(", "));
    }
    if !o.order.before.is_empty() {
        out += wrapped("    before ", &o.order.before.join(", "));
    }
    for check in &o.check {
        out += wrapped("    check ", check);
    }
    if let Some(former) = &o.former {
        out += wrapped("    by ", &former.words());
    }
    if o.confidence == "low" {
        out += wrapped(
            "    low confidence: ",
            "this rule rests on weak sources; verify it before you rely on it",
        );
    }
    out
}

/// The deadline, or why there is none: the law sets no number, or the period has not begun.
pub(crate) fn when_words(o: &ObligationView, home: &Zone, now: StoryTime) -> String {
    match (&o.deadline, &o.no_date, &o.standard) {
        (Some(deadline), _, _) => clock_words(deadline, home, now, o),
        (None, Some(no_date), _) => format!("no date yet: {no_date}"),
        (None, None, _) if o.limit.is_some() => format!("if it were due: {}", o.limit.as_deref().unwrap_or_default()),
        (None, None, Some(standard)) => format!("no fixed deadline: {standard}"),
        (None, None, None) => "no fixed deadline".to_owned(),
    }
}

fn clock_words(deadline: &DeadlineView, home: &Zone, now: StoryTime, o: &ObligationView) -> String {
    let strict = deadline.strict;
    let left = match o.filed_at {
        Some(at) => {
            return format!(
                "filed {}; the deadline is {}",
                moment(home, at),
                moment(&deadline.zone, strict)
            );
        }
        None => TimeLeft::until(strict, now).sentence(),
    };
    let zone = &deadline.zone;
    let there = moment(zone, strict);
    let here = if zone == home {
        String::new()
    } else {
        format!(" = {} here", moment(home, strict))
    };
    let provisional = if deadline.provisional { ", provisional" } else { "" };
    format!("{left} · {there}{here}{provisional}")
}

/// The reason that says most: the one furthest down the chain of steps, but for those that only say what nobody has
/// decided yet.
fn best_reason(o: &ObligationView) -> Option<String> {
    let telling = |r: &&ReasonView| !r.presumed;
    let reason = o.reasons.iter().rev().find(telling).or(o.reasons.last())?;
    Some(match &reason.cite {
        Some(cite) => format!("{} ({cite})", reason.text),
        None => reason.text.clone(),
    })
}

fn open_facts(out: &mut Page, view: &AssessmentView) {
    if view.open_facts.is_empty() {
        return;
    }
    *out += "\n== FIND OUT NEXT ==\n";
    for (n, fact) in view.open_facts.iter().take(8).enumerate() {
        let obligations = count(fact.settles, "obligation");
        let line = format!("{} [{}] settles {obligations}", fact.question, fact.fact);
        *out += wrapped(&format!("{}. ", n + 1), &line);
    }
    if view.open_facts.len() > 8 {
        writeln!(out, "   and {} more (--json lists all)", view.open_facts.len() - 8);
    }
}

fn closed(out: &mut Page, list: &[&ObligationView], shown: NotDue<'_>) {
    out.gap();
    writeln!(out, "== NOT DUE: {} ==", list.len());
    if let NotDue::Counted { explained_by } = shown {
        *out += wrapped(
            "",
            &format!("List them with their reasons: --all. Explain one: {explained_by}."),
        );
        return;
    }
    for o in list {
        let reason = best_reason(o).unwrap_or_default();
        *out += wrapped("○ ", &format!("{}: {reason}", o.id));
    }
}

fn risk(out: &mut Page, view: &AssessmentView) {
    let Some(risk) = &view.risk else { return };
    *out += "\n== RISK TO PEOPLE ==\n";
    let suggested = risk.suggested.as_deref().unwrap_or("undecided");
    *out += wrapped(
        "",
        &format!("The GDPR method suggests: {suggested}. The decision is yours; record it as decisions.gdpr_risk."),
    );
    for method in &risk.methods {
        let score = method.score.map(|s| format!(" {s}")).unwrap_or_default();
        *out += wrapped(
            "  ",
            &format!("{}{score} · {} · {}", method.name, method.band, method.conclusion),
        );
    }
    for reason in &risk.reasons {
        *out += wrapped("  - ", reason);
    }
    if !risk.pivots.is_empty() {
        *out += wrapped("  deciding facts: ", &risk.pivots.join(", "));
    }
}
