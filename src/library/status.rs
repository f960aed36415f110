//! The state of this device, without the database.

use std::path::Path;

use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use super::{CommandResult, Library, SyncMode};
use crate::config::Paths;
use crate::database::{DatabaseName, DatabaseUrl};
use crate::domain::{
    Application, Conflict, Document, DocumentKey, DocumentKind, Record, Synced, variant_name,
};
use crate::session::{Counts, Failure, Session};
use crate::sync::Policy;

/// Counts, pending changes and the last sync. Its JSON is described in `schema/json/status.schema.json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Status {
    pub experiences: usize,
    pub deleted: usize,
    pub pending: usize,
    /// AI calls that are not uploaded yet.
    pub ai_pending: usize,
    /// Those that the database refused.
    pub ai_refused: usize,
    /// Files of the AI log with unreadable lines.
    pub ai_damaged: usize,
    /// Why their last upload failed, or why they cannot be counted.
    pub ai_error: Option<String>,
    pub loaded: bool,
    pub database: DatabaseName,
    /// The source of the database setting.
    pub source: String,
    pub last_sync_at: Option<Timestamp>,
    pub last_error: Option<Failure>,
    pub next_attempt_at: Option<Timestamp>,
    pub conflicts: Vec<UnreadMerge>,
    pub refused: Vec<RefusedChange>,
    pub files: Files,
}

/// Where the files of this device are, or would be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Files {
    pub session: String,
    pub config: String,
    pub env: String,
    pub themes: String,
    pub drafts: String,
    pub ai_calls: String,
    pub log: String,
}

impl Files {
    fn of(paths: &Paths) -> Self {
        let shown = |path: &Path| path.display().to_string();
        Self {
            session: shown(&paths.session),
            config: shown(&paths.config),
            env: shown(&paths.dotenv),
            themes: shown(&paths.themes),
            drafts: shown(&paths.drafts),
            ai_calls: shown(&paths.ai_spool),
            log: shown(&paths.log),
        }
    }
}

/// An experience, a document, or, where neither is named, the profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Concerned {
    pub id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<DocumentKey>,
    /// What people call the document.
    #[serde(skip)]
    pub name: Option<String>,
}

/// A field that a merge decided.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UnreadMerge {
    #[serde(flatten)]
    pub of: Concerned,
    #[serde(flatten)]
    pub conflict: Conflict,
}

/// A change that the database refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefusedChange {
    #[serde(flatten)]
    pub of: Concerned,
    pub reason: String,
}

impl Library {
    /// Reads this device only.
    pub fn status(&self) -> CommandResult<Status> {
        self.with_calls(|counts| Ok(self.store.read(|session| self.status_of(session, counts))?))
    }

    /// The same, and marks the merges that it lists as read, in one step: no later one is marked unseen.
    pub fn dismiss(&self) -> CommandResult<Status> {
        self.with_calls(|counts| {
            self.update(|session| {
                let status = self.status_of(session, counts);
                session.experiences.dismiss();
                session.documents.dismiss();
                Ok(status)
            })
        })
    }

    /// Whether the next sync moves everything from the embedded default to another database.
    pub(super) fn will_move(&self, session: &Session) -> bool {
        let Policy { embedded, untrusted, one_off, .. } = self.policy(Policy::default());
        let is_same = match &self.settings.database.url {
            DatabaseUrl::None => true,
            DatabaseUrl::Sqlite(path) => *path == self.settings.paths.database,
            DatabaseUrl::Postgres(_) => false,
        };
        let leaves = session.database.as_ref().is_some_and(|binding| binding.embedded);
        leaves && !embedded && !untrusted && !one_off && !is_same
    }

    fn with_calls(&self, status: impl FnOnce(Counts) -> CommandResult<Status>) -> CommandResult<Status> {
        self.check_session()?;
        let calls = self.spool.counts();
        let mut status = status(calls.as_ref().copied().unwrap_or_default())?;
        if let Err(error) = calls {
            // Experiences are not the worse for it.
            status.ai_error = Some(format!("the log on this device cannot be read: {error}"));
        }
        Ok(status)
    }

    fn status_of(&self, session: &Session, calls: Counts) -> Status {
        let deleted = session.experiences.iter().filter(|record| record.current.is_deleted()).count();
        // What failed elsewhere says nothing about the database of now.
        let is_here = |failed| failed == self.settings.fingerprint();
        let failure = session.sync.last_error.as_ref();
        let failure = failure.filter(|_| session.sync.configuration.is_none_or(is_here));
        let plan = self.plan(self.policy(Policy::default()));
        let route = (!plan.policy.embedded).then_some(plan.route.as_str());
        let paused = session.sync.ai.as_ref().filter(|ai| is_here(ai.configuration));
        let mut status = Status {
            experiences: session.experiences.len() - deleted,
            deleted,
            pending: if self.will_move(session) { session.len() } else { session.pending() },
            ai_pending: calls.waiting + calls.refused,
            ai_refused: calls.refused,
            ai_damaged: self.spool.damaged_files(),
            ai_error: paused.map(|ai| ai.message.clone()),
            loaded: session.loaded,
            database: self.database_name(),
            source: self.settings.database.source.to_string(),
            last_sync_at: session.sync.last_sync_at.filter(|_| session.last_met(route)),
            last_error: failure.cloned(),
            // Nothing but `resume sync` makes one then.
            next_attempt_at: failure
                .and(session.sync.next_attempt_at)
                .filter(|_| self.settings.sync != SyncMode::Manual),
            conflicts: Vec::new(),
            refused: Vec::new(),
            files: Files::of(&self.settings.paths),
        };
        for record in &session.experiences {
            status.look_at(&Concerned { id: Some(record.current.id), document: None, name: None }, record);
        }
        for record in &session.documents {
            let document = Some(record.current.key()).filter(|key| *key != DocumentKey::profile());
            let name = document.as_ref().and_then(|_| name_of(&record.current));
            status.look_at(&Concerned { id: None, document, name }, record);
        }
        status
    }
}

/// A variant by its name, an application by its company.
fn name_of(document: &Document) -> Option<String> {
    match document.kind {
        DocumentKind::Variant => Some(variant_name(document).to_owned()),
        DocumentKind::Application => Some(Application::of(document).label()),
        DocumentKind::Profile | DocumentKind::Snapshot => None,
    }
}

impl Status {
    fn look_at<T: Synced>(&mut self, of: &Concerned, record: &Record<T>) {
        let merges = record.conflicts.iter().cloned();
        self.conflicts.extend(merges.map(|conflict| UnreadMerge { of: of.clone(), conflict }));
        let refused = record.pending.iter().filter_map(|pending| pending.refused.clone());
        self.refused.extend(refused.map(|reason| RefusedChange { of: of.clone(), reason }));
    }
}
