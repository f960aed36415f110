//! `resume restore`: undeletes an experience, or saves an earlier revision as a new one.

use clap::Args;
use uuid::Uuid;

use super::find::{Among, find, gone, short_id};
use super::history;
use crate::context::Context;
use crate::domain::Experience;
use crate::error::{CommandError, CommandResult, ErrorKind};
use crate::ui::view::ExperienceView;
use crate::ui::visible;

/// Restore a deleted experience, or an earlier revision
#[derive(Debug, Args)]
pub struct Restore {
    /// ID, or a unique prefix of at least four characters
    #[arg(add = super::completions::ids(Among::All))]
    pub id: String,
    /// Number of the revision, from `resume history`
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(1..), allow_negative_numbers = true)]
    pub revision: Option<i64>,
}

impl Restore {
    pub fn run(self, context: &Context) -> CommandResult {
        let among = if self.revision.is_some() { Among::All } else { Among::Deleted };
        let current =
            context.read(|session| find(session, &self.id, among).map(|record| record.current.clone()))??;
        let earlier = self.revision.map(|revision| earlier(context, current.id, revision)).transpose()?;
        let now = context.now();
        let restored = context.update(|session| {
            let record = session.find_mut(current.id).ok_or_else(|| gone(current.id))?;
            // What it is by now, unless a certain state was asked for.
            let wanted = earlier.as_ref().unwrap_or(&record.current);
            let value = Experience {
                id: record.current.id,
                created_at: record.current.created_at,
                updated_at: now,
                deleted_at: None,
                ..wanted.clone()
            };
            if record.current.is_deleted() || !record.current.differences(&value).is_empty() {
                record.edit(value, context.new_id());
            }
            Ok(record.clone())
        })?;
        if context.ui.is_json() {
            return context.ui.json(&ExperienceView::of(&restored));
        }
        context.ui.data(&format!("{}\n", restored.current.id))?;
        context.ui.notice(&format!("restored {}", visible::line(restored.current.label())));
        Ok(())
    }
}

/// An earlier state. If it is a tombstone, the restored copy is not deleted.
fn earlier(context: &Context, id: Uuid, revision: i64) -> CommandResult<Experience> {
    let history = history::gather(context, id)?;
    let found = history.states.into_iter().find(|state| state.revision == revision);
    found.map(|state| state.value).ok_or_else(|| {
        let id = short_id(id);
        match history.unreachable {
            Some(cause) => {
                CommandError::failed(format!("revision {revision} is not known on this device: {cause}"))
                    .hint("try again when the database is reachable")
            }
            None => CommandError::new(ErrorKind::NotFound, format!("`{id}` has no revision {revision}"))
                .hint(format!("`resume history {id}` lists them")),
        }
    })
}
