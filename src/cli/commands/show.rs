//! `resume show`: all fields of an experience.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::ui::describe;
use crate::cli::ui::view::ExperienceView;
use crate::library::{Among, CommandResult};

/// Show all fields of an experience
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// ID, a unique prefix of at least four characters, part of the title, or `@last`
    #[arg(add = crate::cli::complete::ids(Among::All))]
    pub id: String,
}

impl Show {
    pub(crate) fn run(self, context: &Context) -> CommandResult {
        let record = context.library.find(&self.id, Among::All)?;
        if context.ui.is_json() {
            return context.ui.json(&ExperienceView::of(&record));
        }
        context.ui.data(&describe::record(&record, context.ui.width(), context.ui.color()))
    }
}
