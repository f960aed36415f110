//! `resume status`: the state of this device, without the database.

use clap::Args;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::cli::context::Context;
use crate::cli::ui::{counted, describe};
use crate::database::DatabaseName;
use crate::domain::{Conflict, DocumentKey, Record, Synced};
use crate::library::CommandResult;
use crate::library::short_id;
use crate::library::visible;
use crate::session::{Counts, Failure, Session, damaged_files};

/// Show counts, pending changes and the last sync
///
/// Reads this device only, not the database.
#[derive(Debug, Args)]
pub(crate) struct Status {
    /// Mark the listed merges as read
    #[arg(long)]
    pub dismiss: bool,
}

#[derive(Serialize)]
struct StatusView {
    experiences: usize,
    deleted: usize,
    pending: usize,
    /// AI calls that are not uploaded yet.
    ai_pending: usize,
    /// Those that the database refused.
    ai_refused: usize,
    /// Files of the AI log with unreadable lines.
    ai_damaged: usize,
    /// Why their last upload failed, or why they cannot be counted.
    ai_error: Option<String>,
    loaded: bool,
    database: DatabaseName,
    /// The source of the database setting.
    source: String,
    last_sync_at: Option<Timestamp>,
    last_error: Option<Failure>,
    next_attempt_at: Option<Timestamp>,
    conflicts: Vec<ConflictView>,
    refused: Vec<RefusedView>,
}

/// An unread merge.
#[derive(Serialize)]
struct ConflictView {
    #[serde(flatten)]
    of: Of,
    field: String,
    kept: Value,
    other: Value,
}

/// The record that is meant: an experience, a document, or, where neither is named, the profile.
#[derive(Clone, Serialize)]
struct Of {
    id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<DocumentKey>,
}

/// A change that the database refused.
#[derive(Serialize)]
struct RefusedView {
    #[serde(flatten)]
    of: Of,
    reason: String,
}

const NO_CALLS: Counts = Counts { waiting: 0, refused: 0 };

impl Status {
    pub(crate) fn run(self, context: &Context) -> CommandResult {
        context.library.check_session()?;
        let calls = context.library.spool.counts();
        let mut view = context
            .library
            .store
            .read(|session| view(context, session, *calls.as_ref().unwrap_or(&NO_CALLS)))?;
        if let Err(error) = calls {
            // Experiences are not the worse for it.
            view.ai_error = Some(format!("the log on this device cannot be read: {error}"));
        }
        if self.dismiss {
            context.library.update(|session| {
                session.experiences.iter_mut().for_each(|record| record.conflicts.clear());
                session.documents.iter_mut().for_each(|record| record.conflicts.clear());
                Ok(())
            })?;
        }
        if context.ui.is_json() {
            return context.ui.json(&view);
        }
        context.ui.data(&text(&view))
    }
}

fn view(context: &Context, session: &Session, counts: Counts) -> StatusView {
    let deleted = session.experiences.iter().filter(|record| record.current.is_deleted()).count();
    // What failed elsewhere says nothing about the database of now.
    let configuration = session.sync.configuration;
    let is_here = |failed| failed == context.library.settings.fingerprint();
    let here = configuration.is_none_or(is_here);
    let failure = session.sync.last_error.as_ref().filter(|_| here);
    let mut view = StatusView {
        experiences: session.experiences.len() - deleted,
        deleted,
        pending: session.pending(),
        ai_pending: counts.waiting + counts.refused,
        ai_refused: counts.refused,
        ai_damaged: damaged_files(&context.library.settings.paths.ai_spool),
        ai_error: session
            .sync
            .ai
            .as_ref()
            .filter(|ai| is_here(ai.configuration))
            .map(|ai| ai.message.clone()),
        loaded: session.loaded,
        database: context.library.database_name(),
        source: context.library.settings.database.source.to_string(),
        last_sync_at: session.sync.last_sync_at,
        last_error: failure.cloned(),
        next_attempt_at: failure.and(session.sync.next_attempt_at),
        conflicts: Vec::new(),
        refused: Vec::new(),
    };
    for record in &session.experiences {
        view.look_at(Of { id: Some(record.current.id), document: None }, record);
    }
    for record in &session.documents {
        let key = record.current.key();
        view.look_at(
            Of { id: None, document: Some(key).filter(|key| *key != DocumentKey::profile()) },
            record,
        );
    }
    view
}

impl StatusView {
    fn look_at<T: Synced>(&mut self, of: Of, record: &Record<T>) {
        let conflicts = record.conflicts.iter().cloned();
        self.conflicts.extend(conflicts.map(|Conflict { field, kept, other }| ConflictView {
            of: of.clone(),
            field,
            kept,
            other,
        }));
        let refused = record.pending.iter().filter_map(|pending| pending.refused.clone());
        self.refused.extend(refused.map(|reason| RefusedView { of: of.clone(), reason }));
    }
}

fn text(view: &StatusView) -> String {
    let mut lines = vec![
        format!(
            "experiences   {}{}",
            view.experiences,
            count(view.deleted, ", and 1 deleted", ", and {} deleted")
        ),
        format!(
            "pending       {}",
            if view.pending == 0 { "nothing".to_owned() } else { view.pending.to_string() }
        ),
        format!("database      {} (from {})", named(&view.database), visible::line(&view.source)),
        format!("last sync     {}", view.last_sync_at.map_or_else(|| "never".to_owned(), describe::time)),
    ];
    if !view.loaded {
        lines.push("loaded        no: the database has not been read on this device yet".to_owned());
    }
    if let Some(failure) = &view.last_error {
        lines.push(format!(
            "last failure  {}: {}",
            describe::time(failure.at),
            visible::line(&failure.message)
        ));
    }
    if view.last_error.as_ref().is_some_and(|failure| failure.stops) {
        lines.push("next attempt  after `resume sync`, or after a change of the settings".to_owned());
    } else if let Some(next) = view.next_attempt_at {
        lines.push(format!("next attempt  {}", describe::time(next)));
    }
    if view.ai_pending > 0 {
        let refused = count(
            view.ai_refused,
            ", 1 of them refused by the database",
            ", {} of them refused by the database",
        );
        lines.push(format!("AI calls      {} on this device only{refused}", view.ai_pending));
    }
    if let Some(message) = &view.ai_error {
        let label = if view.ai_pending > 0 { "" } else { "AI calls" };
        lines.push(format!("{label:<14}not uploaded: {}", visible::line(message)));
    }
    if view.ai_damaged > 0 {
        let files = counted(view.ai_damaged, "file");
        lines.push(format!(
            "damaged       the AI log had unreadable lines; {files} beside it (`ai-calls-damaged-…`) {} them",
            if view.ai_damaged == 1 { "has" } else { "have" }
        ));
    }
    for RefusedView { of, reason } in &view.refused {
        lines.push(format!("refused       {}: {}", name(of), visible::line(reason)));
    }
    for conflict in &view.conflicts {
        lines.push(format!("merged        {}{}", name(&conflict.of), outcome(conflict)));
    }
    if !view.conflicts.is_empty() {
        lines.push("              `resume history ID` has the other values; `resume status --dismiss` clears this list".to_owned());
    }
    lines.join("\n") + "\n"
}

/// The kind and the name, or one of them if they are equal.
fn named(DatabaseName { kind, name }: &DatabaseName) -> String {
    if kind == name { kind.clone() } else { format!("{kind} {}", visible::line(name)) }
}

fn count(number: usize, one: &str, many: &str) -> String {
    match number {
        0 => String::new(),
        1 => one.to_owned(),
        _ => many.replace("{}", &number.to_string()),
    }
}

fn name(of: &Of) -> String {
    match (of.id, &of.document) {
        (Some(id), _) => short_id(id),
        (None, Some(DocumentKey { kind, id })) => format!("{kind} {}", visible::line(id)),
        (None, None) => "profile".to_owned(),
    }
}

/// The value that the merge kept.
fn outcome(ConflictView { field, kept, other, .. }: &ConflictView) -> String {
    match (&**field, kept) {
        ("deleted_at", Value::Null) => ": kept, although it was deleted elsewhere".to_owned(),
        ("deleted_at", _) => ": kept deleted, although the database still had it".to_owned(),
        _ => format!(" {}: kept {}, not {}", visible::line(field), shown(kept), shown(other)),
    }
}

/// A value on one short line.
fn shown(value: &Value) -> String {
    const LONGEST: usize = 60;
    let text = visible::line(&value.to_string()).to_string();
    if text.chars().count() <= LONGEST { text } else { text.chars().take(LONGEST).chain(['…']).collect() }
}
