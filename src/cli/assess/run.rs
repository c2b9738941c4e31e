//! `firebell assess` and `firebell why`: facts in, obligations out.

use std::path::Path;

use chrono::{DateTime, Utc};

use crate::app::clock;
use crate::app::input_file::{self, Limit};
use crate::app::views::{self, AssessmentView, DeadlineView, NOTICE, ObligationView, ReasonView};
use crate::cli::args::Global;
use crate::cli::assess::args::{AssessArgs, WhyArgs};
use crate::cli::errors::{Answer, Failure};
use crate::cli::session::rules;
use crate::cli::text::{Page, countdown, moment, print, print_json, prose, wrapped};
use crate::core::facts::{self, Facts};
use crate::core::law::rulebook::Rulebook;
use crate::core::time::{StoryTime, Zone, parse_moment};

/// Reads and checks a facts file.
fn read(file: &Path, rules: &Rulebook) -> Result<Facts, Failure> {
    let name = file.display().to_string();
    let text = input_file::text(file, Limit::Facts)
        .map_err(|error| Failure::unreadable(format!("could not read the facts file {name}"), &error))?;
    facts::read::file(&name, &text, rules).map_err(|problems| Failure::problems(&name, &problems))
}

fn now(global: &Global, facts: &Facts) -> Result<StoryTime, Failure> {
    let Some(text) = &global.at else {
        return Ok(StoryTime::outside_incidents(clock::now()));
    };
    let moment = parse_moment(text, facts.home_zone.as_ref());
    let hint = "such as 2026-03-10T15:00:00Z";
    moment
        .map(|moment| StoryTime::named(moment.to_utc()))
        .map_err(|error| Failure::input(format!("--at: {error}")).hint(hint))
}

/// `firebell assess`
pub fn run(global: &Global, args: &AssessArgs) -> Result<Answer, Failure> {
    let rules = rules(global)?;
    let facts = read(&args.file, &rules)?;
    let now = now(global, &facts)?;
    let view = views::assessment(&facts, &rules, now.at());
    let overdue = view.obligations.iter().any(|o| o.overdue);
    if global.json {
        print_json(&view)?;
    } else {
        print(page(&view, &facts, now, args.all))?;
    }
    Ok(if args.fail_overdue && overdue {
        Answer::No
    } else {
        Answer::Done
    })
}

fn page(view: &AssessmentView, facts: &Facts, now: StoryTime, all: bool) -> Page {
    let home = facts.home_zone.clone().unwrap_or_else(Zone::utc);
    page_of(view, &home, now, all)
}

/// The answer of an assessment, for people.
pub fn page_of(view: &AssessmentView, home: &Zone, now: StoryTime, all: bool) -> Page {
    let mut out = Page::new();
    let exercise = if view.incident.kind == "exercise" {
        "EXERCISE  "
    } else {
        ""
    };
    out += wrapped("", &format!("{exercise}{}", view.incident.title));
    writeln!(out, "as of {} · {}", moment(home, now.at()), home.name());
    let group = |verdict: &str| {
        view.obligations
            .iter()
            .filter(|o| o.verdict == verdict)
            .collect::<Vec<_>>()
    };
    let (due, possible, not_due) = (group("due"), group("possible"), group("not_due"));
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
        "POSSIBLE, until the facts named are known",
        &possible,
        home,
        now,
    );
    closed(&mut out, &not_due, all);
    risk(&mut out, view);
    out.gap();
    writeln!(
        out,
        "Rule base {} · {} regimes · tz database {}",
        view.rule_base.version, view.rule_base.regimes, view.tzdb
    );
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
        "open" => String::new(),
        other => format!(" [{}]", other.replace('_', " ")),
    };
    out += wrapped("● ", &format!("{}{state} · {when}", o.id));
    let whom = o
        .authority
        .name
        .clone()
        .unwrap_or_else(|| o.recipient.replace('_', " "));
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
    if o.confidence == "low" {
        out += wrapped(
            "    unsure ",
            "this rule rests on weak sources; check it before you rely on it",
        );
    }
    out
}

/// The moment, or why there is none: no number in the law, or a clock that has not begun.
fn when_words(o: &ObligationView, home: &Zone, now: StoryTime) -> String {
    match (&o.deadline, &o.no_date, &o.standard) {
        (Some(deadline), _, _) => clock_words(deadline, home, now, o),
        (None, Some(no_date), _) => format!("no date yet: {no_date}"),
        (None, None, Some(standard)) => format!("no number in law: {standard}"),
        (None, None, None) => "no number in law".to_owned(),
    }
}

fn clock_words(deadline: &DeadlineView, home: &Zone, now: StoryTime, o: &ObligationView) -> String {
    let strict = parsed(&deadline.strict);
    let left = match o.filed_at {
        Some(_) => "filed".to_owned(),
        None => countdown(now, strict),
    };
    let zone = Zone::named(&deadline.zone).unwrap_or_else(|_| home.clone());
    let there = moment(&zone, strict);
    let here = if zone == *home {
        String::new()
    } else {
        format!(" = {} here", moment(home, strict))
    };
    let provisional = if deadline.provisional { ", provisional" } else { "" };
    format!("{left} · {there}{here}{provisional}")
}

fn parsed(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text)
        .map(|m| m.with_timezone(&Utc))
        .unwrap_or_default()
}

/// The reason that says most: the one furthest down the chain of steps, but for those that only say what nobody has
/// decided yet.
fn best_reason(o: &ObligationView) -> Option<String> {
    let telling = |r: &&ReasonView| !r.text.contains("the duty stands");
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
        let duties = if fact.settles == 1 { "duty" } else { "duties" };
        let line = format!("{} [{}] settles {} {duties}", fact.question, fact.fact, fact.settles);
        *out += wrapped(&format!("{}. ", n + 1), &line);
    }
    if view.open_facts.len() > 8 {
        writeln!(out, "   and {} more (--json lists all)", view.open_facts.len() - 8);
    }
}

/// Not due: counted by reason, or one by one with --all.
fn closed(out: &mut Page, list: &[&ObligationView], all: bool) {
    out.gap();
    writeln!(out, "== NOT DUE: {} ==", list.len());
    if !all {
        writeln!(out, "Each with its reason: --all, or firebell why FILE OBLIGATION.");
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
        &format!("The GDPR method proposes: {suggested}. The decision is yours to record (decisions.gdpr_risk)."),
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
        *out += wrapped("  would turn it: ", &risk.pivots.join(", "));
    }
}

/// `firebell why`
pub fn why(global: &Global, args: &WhyArgs) -> Result<Answer, Failure> {
    let rules = rules(global)?;
    let facts = read(&args.file, &rules)?;
    let now = now(global, &facts)?;
    let view = views::assessment(&facts, &rules, now.at());
    let home = facts.home_zone.clone().unwrap_or_else(Zone::utc);
    print_why(&view, &args.obligation, &home, now, global.json)
}

/// How one duty came to its verdict and date.
pub fn print_why(
    view: &AssessmentView,
    wanted: &str,
    home: &Zone,
    now: StoryTime,
    json: bool,
) -> Result<Answer, Failure> {
    let found: Vec<&ObligationView> = view.obligations.iter().filter(|o| names(&o.id, wanted)).collect();
    if found.is_empty() {
        let ids: Vec<&str> = view.obligations.iter().map(|o| o.id.as_str()).collect();
        let hint = crate::core::reader::suggestion(wanted, &ids);
        return Err(Failure::input(format!("there is no obligation `{wanted}`")).hint(hint));
    }
    if json {
        return print_json(&found);
    }
    let mut out = Page::new();
    for o in &found {
        if !out.is_empty() {
            out.gap();
        }
        out += why_page(o, view, home, now);
    }
    print(out)
}

fn names(id: &str, wanted: &str) -> bool {
    id == wanted || id.strip_prefix(wanted).is_some_and(|rest| rest.starts_with('@'))
}

fn why_page(o: &ObligationView, view: &AssessmentView, home: &Zone, now: StoryTime) -> Page {
    let mut out = Page::new();
    let whom = o
        .authority
        .name
        .clone()
        .unwrap_or_else(|| o.recipient.replace('_', " "));
    out += wrapped("", &format!("{} · {whom}", o.id));
    out += wrapped("", &o.name);
    let headline = when_words(o, home, now);
    out += wrapped(
        "",
        &format!("{}: {headline}", o.verdict.replace('_', " ").to_uppercase()),
    );
    for reason in &o.reasons {
        let cite = reason.cite.as_ref().map(|c| format!("  [{c}]")).unwrap_or_default();
        out += wrapped("Because  ", &format!("{}{cite}", reason.text));
    }
    for fact in &o.missing {
        out += wrapped("Unknown  ", fact);
    }
    if let Some(deadline) = &o.deadline {
        out += arithmetic(deadline);
    }
    for check in &o.check {
        out += wrapped("Check    ", check);
    }
    if let Some(standard) = &o.standard {
        out += wrapped("Also     ", standard);
    }
    if let Some(follow_up) = &o.follow_up {
        out += wrapped("Later    ", follow_up);
    }
    out += wrapped("Cite     ", &o.cite);
    let sure = format!(
        "{} · reviewed {} · rule base {} · tz database {}",
        o.confidence, o.reviewed_on, view.rule_base.version, view.tzdb
    );
    out += wrapped("Sure?    ", &sure);
    if let Some(words) = views::replaced_words(&view.rule_base.overlays) {
        out += wrapped("Own law  ", &words);
    }
    out
}

fn arithmetic(deadline: &DeadlineView) -> Page {
    let mut out = Page::new();
    for step in &deadline.steps {
        out += wrapped("Counted  ", step);
    }
    for reading in &deadline.readings {
        let disputed = if reading.disputed { ", disputed" } else { "" };
        out += wrapped(
            "Reading  ",
            &format!("{}{disputed}: {} ({})", reading.name, reading.moment, reading.note),
        );
    }
    out
}
