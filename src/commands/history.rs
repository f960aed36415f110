//! `resume history`: the revisions of an experience.

use clap::Args;
use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use super::find::{Among, find};
use crate::context::Context;
use crate::domain::{Experience, Record, State};
use crate::error::CommandResult;
use crate::sync::SyncError;
use crate::ui::view::ExperienceView;
use crate::ui::{describe, table, visible};

/// Show every revision of an experience, with its time, device and changes
///
/// A pending revision is not in the database yet. Its number may still change.
#[derive(Debug, Args)]
pub struct History {
    /// ID, or a unique prefix of at least four characters
    #[arg(add = super::completions::ids(Among::All))]
    pub id: String,
}

/// One state, from the database or from the session.
#[derive(Debug)]
pub(super) struct Moment {
    pub revision: i64,
    pub at: Timestamp,
    pub device: Option<String>,
    pub pending: bool,
    pub value: Experience,
}

/// The known states, oldest first.
#[derive(Debug)]
pub(super) struct Past {
    pub states: Vec<Moment>,
    /// Whether the database has earlier states than these.
    pub begins_later: bool,
    /// The failure of the database, if it could not be read.
    pub unreachable: Option<String>,
}

#[derive(Serialize)]
struct MomentView<'a> {
    revision: i64,
    at: Timestamp,
    device: Option<&'a str>,
    pending: bool,
    changes: Vec<String>,
    experience: ExperienceView<'a>,
}

impl History {
    pub fn run(self, context: &Context) -> CommandResult {
        let id =
            context.read(|session| find(session, &self.id, Among::All).map(|record| record.current.id))??;
        let past = gather(context, id)?;
        if let Some(cause) = &past.unreachable {
            context.ui.notice(&format!(
                "notice: showing only the revisions on this device: {}",
                visible::line(cause)
            ));
        }
        let changes = |index: usize| match index.checked_sub(1) {
            None if past.begins_later => vec!["first revision on this device".to_owned()],
            before => {
                describe::changes(before.map(|index| &past.states[index].value), &past.states[index].value)
            }
        };
        if context.ui.is_json() {
            let views: Vec<_> =
                past.states.iter().enumerate().map(|(index, state)| view(state, changes(index))).collect();
            return context.ui.json(&views);
        }
        let rows: Vec<_> =
            past.states.iter().enumerate().rev().map(|(index, state)| row(state, &changes(index))).collect();
        let text = table::plain(
            &["REVISION", "WHEN", "DEVICE", "CHANGES"],
            &rows,
            context.ui.width(),
            context.ui.color(),
        );
        context.ui.data(&text)
    }
}

/// The states in the database and in the session. An unreachable database is not an error.
pub(super) fn gather(context: &Context, id: Uuid) -> CommandResult<Past> {
    let (stored, unreachable) = match ask(context, id) {
        Ok(states) => (states, None),
        Err(cause) => (Vec::new(), cause),
    };
    let local = context.store.read(|session| session.find(id).map(local))?.unwrap_or_default();
    let begins_later = stored.is_empty() && local.first().is_some_and(|(state, _)| state.revision > 0);
    let mut states: Vec<_> = stored;
    let known = |states: &[(Uuid, Moment)], change| states.iter().any(|(stored, _)| *stored == change);
    let newest = states
        .iter()
        .map(|(_, state)| state.revision)
        .chain(local.iter().map(|(state, _)| state.revision))
        .max();
    let mut next = newest.unwrap_or(0).saturating_add(1);
    for (mut state, change) in local {
        if known(&states, change) {
            continue;
        }
        if state.pending {
            state.revision = next;
            state.device = Some(context.around.device.clone());
            next = next.saturating_add(1);
        }
        states.push((change, state));
    }
    let states = states.into_iter().map(|(_, state)| state).collect();
    Ok(Past { states, begins_later, unreachable })
}

type Stored = Vec<(Uuid, Moment)>;

/// Reads the database. The error is the notice to show, if any.
fn ask(context: &Context, id: Uuid) -> Result<Stored, Option<String>> {
    if context.is_offline() {
        return Err(Some("`--offline` was given".to_owned()));
    }
    if !context.has_database() {
        return Err(None);
    }
    let tell = |error: SyncError| Some(error.to_string());
    let history = context.ask_own(|database| database.history(id)).map_err(tell)?;
    Ok(history
        .into_iter()
        .map(|revision| {
            let row = revision.row;
            // A device knows when it was changed; when that reached the database says nothing of it.
            let at = if row.device.is_some() { row.value.updated_at } else { revision.recorded_at };
            let state =
                Moment { revision: row.revision, at, device: row.device, pending: false, value: row.value };
            (row.change, state)
        })
        .collect())
}

/// The states in the session: the last one from the database, and the pending ones.
fn local(record: &Record<Experience>) -> Vec<(Moment, Uuid)> {
    let moment = |state: &State<Experience>, pending: bool| {
        let value = state.value.clone();
        let at = value.updated_at;
        (Moment { revision: record.revision, at, device: None, pending, value }, state.change)
    };
    let current = State { change: record.change, value: record.current.clone() };
    match &record.pending {
        None => {
            record.rejected.iter().map(|state| moment(state, true)).chain([moment(&current, false)]).collect()
        }
        Some(pending) => {
            let base = pending.base.iter().map(|state| moment(state, false));
            let rest = record
                .rejected
                .iter()
                .chain(&pending.earlier)
                .chain([&current])
                .map(|state| moment(state, true));
            base.chain(rest).collect()
        }
    }
}

fn view(state: &Moment, changes: Vec<String>) -> MomentView<'_> {
    MomentView {
        revision: state.revision,
        at: state.at,
        device: state.device.as_deref(),
        pending: state.pending,
        changes,
        experience: ExperienceView::with(&state.value, state.revision, state.pending),
    }
}

fn row(state: &Moment, changes: &[String]) -> Vec<String> {
    let mark = if state.pending { " (pending)" } else { "" };
    let device = state.device.as_deref().map_or_else(|| "–".to_owned(), str::to_owned);
    vec![format!("{}{mark}", state.revision), describe::time(state.at), device, changes.join("; ")]
}
