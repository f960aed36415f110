//! `resume show`: all fields of an experience.

use clap::Args;

use super::find::{Among, find};
use crate::context::Context;
use crate::error::CommandResult;
use crate::ui::describe;
use crate::ui::view::ExperienceView;

/// Show all fields of an experience
#[derive(Debug, Args)]
pub struct Show {
    /// ID, or a unique prefix of at least four characters
    #[arg(add = super::completions::ids(Among::All))]
    pub id: String,
}

impl Show {
    pub fn run(self, context: &Context) -> CommandResult {
        let record = context.read(|session| find(session, &self.id, Among::All).cloned())??;
        if context.ui.is_json() {
            return context.ui.json(&ExperienceView::of(&record));
        }
        context.ui.data(&describe::record(&record, context.ui.width(), context.ui.color()))
    }
}
