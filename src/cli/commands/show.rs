//! `resume show`: all fields of an experience.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::ui::describe;
use crate::library::{Among, CommandResult};
use crate::view::ExperienceView;

/// Show all fields of an experience
///
/// Translations stand below the fields; `[out of date]` marks those whose original has changed since.
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// ID, a unique prefix of at least four characters, part of the title, or `@last`
    #[arg(add = crate::cli::complete::ids(Among::All))]
    pub id: String,
    /// Show the translations into this language, such as `de`, in place of the originals
    #[arg(long, value_name = "LANGUAGE")]
    pub language: Option<String>,
}

impl Show {
    pub(crate) fn run(self, context: &Context) -> CommandResult {
        let mut record = context.find(&self.id, Among::All)?;
        if let Some(word) = &self.language
            && let Some(tag) = context.library.translation_into(word)?
        {
            let (translated, warning) = context.library.translated(&record.current, &tag)?;
            record.current = translated;
            warning.iter().for_each(|warning| context.ui.warn(warning));
        }
        if context.ui.is_json() {
            return context.ui.json(&ExperienceView::of(&record));
        }
        context.ui.page(&describe::record(&record, context.ui.width(), context.ui.color()))
    }
}
