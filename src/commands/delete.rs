//! `resume delete`: turns experiences into tombstones that `restore` can bring back.

use clap::Args;

use super::find::{Among, find, short_id};
use crate::context::Context;
use crate::domain::{Experience, Record};
use crate::error::{CommandError, CommandResult};
use crate::session::Session;
use crate::ui::view::ExperienceView;
use crate::ui::{prompt, visible};

/// Delete experiences; `resume restore` brings them back
///
/// Prompts for confirmation; without a terminal, pass --yes. Deletes all of them or none.
#[derive(Debug, Args)]
pub struct Delete {
    /// IDs, or unique prefixes of at least four characters
    #[arg(required = true, value_name = "ID", add = super::completions::ids(Among::Living))]
    pub ids: Vec<String>,
    /// Skip the confirmation
    #[arg(long, short)]
    pub yes: bool,
}

impl Delete {
    pub fn run(self, context: &Context) -> CommandResult {
        let chosen = context.read(|session| self.choose(session))??;
        if !self.yes {
            confirm(context, &chosen)?;
        }
        let now = context.now();
        let deleted = context.update(|session| {
            let mut deleted = Vec::new();
            for experience in &chosen {
                let Some(record) = session.find_mut(experience.id) else { continue };
                // Another process may have deleted it during the prompt.
                if !record.current.is_deleted() {
                    let tombstone =
                        Experience { deleted_at: Some(now), updated_at: now, ..record.current.clone() };
                    record.edit(tombstone, context.new_id());
                }
                deleted.push(record.clone());
            }
            Ok(deleted)
        })?;
        if context.ui.is_json() {
            return context.ui.json(&deleted.iter().map(ExperienceView::of).collect::<Vec<_>>());
        }
        for Record { current, .. } in &deleted {
            context.ui.data(&format!("{}\n", current.id))?;
            let (id, label) = (short_id(current.id), visible::line(current.label()));
            context.ui.notice(&format!("deleted {label}; `resume restore {id}` brings it back"));
        }
        Ok(())
    }

    fn choose(&self, session: &Session) -> CommandResult<Vec<Experience>> {
        let mut chosen: Vec<Experience> = Vec::new();
        for prefix in &self.ids {
            let found = &find(session, prefix, Among::Living)?.current;
            if chosen.iter().all(|experience| experience.id != found.id) {
                chosen.push(found.clone());
            }
        }
        Ok(chosen)
    }
}

fn confirm(context: &Context, chosen: &[Experience]) -> CommandResult {
    if !context.ui.is_interactive() {
        return Err(CommandError::usage("cannot prompt for confirmation: not a terminal").hint("add `--yes`"));
    }
    let names: Vec<_> =
        chosen.iter().map(|experience| visible::line(experience.label()).to_string()).collect();
    let question = match names.as_slice() {
        [name] => format!("Delete {name}?"),
        names => format!("Delete {} experiences ({})?", names.len(), names.join(", ")),
    };
    if prompt::confirm(&question)? {
        return Ok(());
    }
    Err(CommandError::failed("nothing was deleted"))
}
