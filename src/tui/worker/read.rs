//! What the worker reads for the screens.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Worker, failed, shown};
use crate::app::called;
use crate::app::letters;
use crate::app::record::{AuditLine, Depth};
use crate::app::views::law;
use crate::core::counted::counted;
use crate::core::facts::kind::OTHER_CUSTOMERS;
use crate::core::law::rulebook::{DecisionFamily, Rulebook};
use crate::core::member::{Member, MemberRole, MemberState, Members};
use crate::core::obligation::moment_words;
use crate::core::playbook::{Playbook, PlaybookKind};
use crate::core::time::{WallTime, Zone};
use crate::drill::driving::presence::Followed;
use crate::drill::readable::readable;
use crate::tui::event::{Answer, FirstOfBoard};
use crate::tui::ids::{IncidentRef, Subject};
use crate::tui::screen::board::state::Counts;
use crate::tui::worker_values::{
    AuditView, Cause, DecisionOffer, MemberRow, Offer, ScenarioOffer, Start, supplements, template_choices,
};
use crate::workspace::{self, Board, BoardBeginning, WorkError};

/// How many deadlines the board shows beside the incidents.
const COMING: u32 = 10;
/// After which time a board is read again though nothing was recorded.
const BOARD_AGE: TimeDelta = TimeDelta::minutes(5);
/// How many lines of the audit log are shown.
const LINES: usize = 200;

impl Worker {
    pub(super) fn start(&mut self) -> Result<Answer, WorkError> {
        let (record, own) = (self.workspace.record(), self.workspace.own());
        let organisation = record.organisation(None)?;
        let members = record.members()?;
        let causes = record.playbooks.iter().filter(|p| p.kind == PlaybookKind::Cause);
        let rules = &record.rules;
        // A faulty file of the team's own is named when a letter is drafted; the built-in ones are offered anyway.
        let templates = letters::templates(own.letters.as_deref())
            .or_else(|_| letters::templates(None))
            .unwrap_or_default();
        let start = Start {
            profile: organisation.profile,
            contacts: organisation.contacts,
            causes: causes.map(cause).collect(),
            law: law::rows(rules),
            flags: rules
                .flags
                .values()
                .map(|flag| Offer {
                    id: flag.id.clone(),
                    words: flag.means.clone(),
                })
                .collect(),
            customers: customers(rules),
            decisions: rules.decisions.values().map(decision).collect(),
            scenarios: workspace::scenarios(self.workspace.scenarios_to_read())
                .into_iter()
                .map(|scenario| ScenarioOffer {
                    id: scenario.id,
                    title: scenario.title,
                    minutes: scenario.minutes,
                    difficulty: scenario.difficulty,
                    audience: scenario.audience,
                    purpose: readable(&scenario.purpose),
                })
                .collect(),
            actor: record.actor.name.clone(),
            member_rows: member_rows(&members, &self.home),
            regions: Start::named_regions(&rules.regions),
            obligation_names: rules
                .obligation_keys()
                .filter_map(|key| Some((key.to_owned(), called::by_law(rules, &key.parse().ok()?))))
                .collect(),
            union: rules.regions.values().flatten().cloned().collect(),
            roles: record.member()?.map(|member| member.roles).unwrap_or_default(),
            commanders: commanders(&members),
            members: members.active().map(|member| member.name.clone()).collect(),
            record: record
                .folder()
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            templates: template_choices(&templates),
            supplements: supplements(&templates),
            // Faulty clauses are named when one is inserted.
            clauses: letters::clauses(own.letters.as_deref())
                .unwrap_or_default()
                .into_iter()
                .map(|clause| Offer {
                    id: clause.id,
                    words: clause.name,
                })
                .collect(),
            drafts: record.drafts()?,
        };
        self.members_seen = members.seq;
        Ok(Answer::Started(Box::new(start)))
    }

    pub(super) fn board(&mut self, now: WallTime) -> Result<Answer, WorkError> {
        self.seen = Some(self.workspace.record().version()?);
        if !std::mem::replace(&mut self.board_read, true)
            && let Some(BoardBeginning { board, real, exercises }) = self.workspace.board_beginning(COMING, now)?
        {
            return Ok(Answer::FirstOfBoard(Box::new(FirstOfBoard {
                rows: board.rows,
                coming: board.coming,
                counts: Counts { real, exercises },
            })));
        }
        self.board_at = Some(now);
        let Board { rows, coming } = self.workspace.board(COMING, now)?;
        Ok(Answer::Board(rows, coming))
    }

    pub(super) fn incident(
        &mut self,
        code: &IncidentRef,
        until: Option<DateTime<Utc>>,
        now: WallTime,
    ) -> Result<Answer, WorkError> {
        self.driven(code, now);
        self.seen = Some(self.workspace.record().version()?);
        Ok(shown(self.workspace.view(code, until, now)?))
    }

    /// Drives the exercise, and says whether that changed what is on screen. Where it cannot go on the incident is read
    /// all the same, and the reason is shown beside it, once.
    fn driven(&mut self, code: &IncidentRef, now: WallTime) -> bool {
        match self.workspace.drive(code, now) {
            Ok(followed) => {
                self.told = None;
                is_news(followed)
            }
            Err(error) => {
                let said = format!("The exercise cannot go on: {}", super::words(&error));
                if self.told.as_ref() != Some(&said) {
                    self.trouble = Some(said.clone());
                    self.told = Some(said);
                }
                false
            }
        }
    }

    /// Reads what is on screen again where somebody else has written since it was shown.
    pub(super) fn look(&mut self, code: Option<IncidentRef>, force: bool, now: WallTime) -> Result<Answer, WorkError> {
        if let Some(start) = self.other_law(now)? {
            return Ok(start);
        }
        let shared = self.workspace.follow(force, now)?;
        if let Some(start) = self.other_members()? {
            return Ok(start);
        }
        let driven = code.as_ref().is_some_and(|code| self.driven(code, now));
        let news = shared || driven;
        if !news
            && self.seen == Some(self.workspace.record().version()?)
            && !(force && self.grows_old(code.as_ref(), now))
        {
            return Ok(Answer::Same);
        }
        match code {
            Some(code) => self.incident(&code, None, now),
            None => self.board(now),
        }
    }

    /// Whether what is on screen has to be read again though nothing was recorded. An incident is assessed anew, for its
    /// deadlines run out by themselves. The rows of a board hold moments and not what is left of them; only the clocks of
    /// exercises and the choice of what comes next go on without an entry.
    fn grows_old(&self, code: Option<&IncidentRef>, now: WallTime) -> bool {
        let old = self.board_at.is_none_or(|at| now.at() - at.at() >= BOARD_AGE);
        code.is_some() || old || self.workspace.an_exercise_runs()
    }

    /// Where somebody joined, went or got other roles, what the workbench starts with is read anew; the next look then reads what is
    /// on screen.
    fn other_members(&mut self) -> Result<Option<Answer>, WorkError> {
        let record = self.workspace.record();
        if self.seen == Some(record.version()?) || record.members()?.seq == self.members_seen {
            return Ok(None);
        }
        self.seen = None;
        self.start().map(Some)
    }

    /// Where somebody else has changed the team's own law, what the workbench starts with is read anew; the next look then
    /// reads what is on screen by that law.
    fn other_law(&mut self, now: WallTime) -> Result<Option<Answer>, WorkError> {
        match self.workspace.follow_law(now) {
            Ok(false) => Ok(None),
            Ok(true) => {
                self.seen = None;
                // Each faulty file is named besides.
                let words = match self.workspace.has_law_problems() {
                    false => "The law files were changed elsewhere; deadlines now follow them.",
                    true => {
                        "The law files were changed elsewhere; deadlines now follow them, without those that are faulty."
                    }
                };
                self.trouble = Some(words.to_owned());
                self.start().map(Some)
            }
            Err(error) => {
                self.trouble = Some(format!(
                    "The law files were changed elsewhere and cannot be read: {}",
                    super::words(&error)
                ));
                Ok(None)
            }
        }
    }

    pub(super) fn regime(&self, id: &str) -> Answer {
        let rules = &self.workspace.record().rules;
        match rules.regime(id) {
            Some(regime) => Answer::Regime(Box::new(law::whole(rules, regime))),
            None => failed(Subject::Regime(id.to_owned()), format!("Unknown regime `{id}`.")),
        }
    }

    pub(super) fn audit(&mut self, now: WallTime) -> Result<Answer, WorkError> {
        let proof = self.workspace.record().verify(Depth::Usual, now)?.proof;
        let state = match &proof.broken {
            None => format!(
                "Intact: {} and {} agree",
                counted(proof.lines, "audit line"),
                counted(proof.events, "event")
            ),
            Some(broken) => format!("BROKEN: {broken}"),
        };
        let lines = match self.workspace.record().log_tail(LINES) {
            Ok(lines) => lines.iter().rev().map(audit_line).collect(),
            Err(error) => vec![error.to_string()],
        };
        Ok(Answer::Audit(AuditView {
            whole: proof.broken.is_none(),
            state,
            lines,
        }))
    }

    pub(super) fn handover(&mut self, code: IncidentRef, now: WallTime) -> Result<Answer, WorkError> {
        let text = self.workspace.handover(&code, now)?;
        let text = crate::app::reports::markdown::plain(&text);
        let title = "Shift handover (E h: as a file)".to_owned();
        let about = Subject::Incident(code);
        Ok(Answer::Text { about, title, text })
    }

    pub(super) fn notice(&mut self, code: &IncidentRef, name: &str, now: WallTime) -> Result<Answer, WorkError> {
        let loaded = self.workspace.record().load(code)?;
        let text = self.workspace.notice(&loaded, name, loaded.incident.now(now), now)?;
        Ok(Answer::Text {
            about: Subject::Incident(code.clone()),
            title: format!("notice: {name}"),
            text,
        })
    }
}

fn commanders(members: &Members) -> Vec<String> {
    let commands = members
        .active()
        .filter(|member| member.roles.contains(&MemberRole::Commander));
    commands.map(|member| member.name.clone()).collect()
}

/// Who is in the record, and who is asked in, with moments in the home zone.
fn member_rows(members: &Members, home: &Zone) -> Vec<MemberRow> {
    let row = |member: &Member| {
        let roles: Vec<&str> = member.roles.iter().map(|role| role.words()).collect();
        let state = match member.state {
            MemberState::Active => String::new(),
            MemberState::Invited { until } => format!(", invited until {}", moment_words(home, until.at())),
            MemberState::Revoked { .. } => ", no longer a member".to_owned(),
        };
        MemberRow {
            name: member.name.clone(),
            words: format!("{}{state}", roles.join(", ")),
        }
    };
    members.all().iter().map(row).collect()
}

/// Whether the driver has changed what is on screen.
fn is_news(followed: Option<Followed>) -> bool {
    match followed {
        Some(Followed::Went(injects)) => !injects.is_empty(),
        Some(Followed::Held { .. } | Followed::Over) => true,
        None => false,
    }
}

fn audit_line(line: &AuditLine) -> String {
    let draft = &line.draft;
    format!(
        "#{} {} {} {} {} {}",
        line.n, draft.at, draft.actor, draft.action, draft.target, draft.outcome
    )
}

/// Customers with a contract, and the word for those without.
fn customers(rules: &Rulebook) -> Vec<Offer> {
    let named = rules.regimes.iter().flat_map(|regime| {
        let ids = regime.scope.customers.iter();
        ids.map(|id| Offer {
            id: id.clone(),
            words: regime.name.clone(),
        })
    });
    let mut all: Vec<Offer> = named.collect();
    all.sort_by(|a, b| a.id.cmp(&b.id));
    all.dedup_by(|a, b| a.id == b.id);
    all.push(Offer {
        id: OTHER_CUSTOMERS.to_owned(),
        words: "customers without a contract here".to_owned(),
    });
    all
}

fn decision(family: &DecisionFamily) -> DecisionOffer {
    DecisionOffer {
        key: family.id.clone(),
        question: family.question.clone(),
        values: family.values.clone(),
    }
}

fn cause(playbook: &Playbook) -> Cause {
    Cause {
        id: playbook.id.clone(),
        title: playbook.title.clone(),
        steps: playbook.steps.len(),
    }
}
