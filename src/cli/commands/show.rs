//! `resume show`: all fields of experiences.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::ui::describe;
use crate::domain::Experience;
use crate::library::{Among, CommandResult};
use crate::view::ExperienceView;

/// Show all fields of experiences
///
/// Translations stand below the fields; `[out of date]` marks those whose original has changed since.
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// IDs, unique prefixes of at least four characters, parts of titles, or `@last`
    #[arg(required = true, value_name = "ID", add = crate::cli::complete::ids(Among::All))]
    pub ids: Vec<String>,
    /// Show the translations into this language, such as `de`, in place of the originals
    #[arg(long, value_name = "LANGUAGE")]
    pub language: Option<String>,
}

fn without_translations(experience: &mut Experience) {
    experience.translations.clear();
    experience.bullets.iter_mut().for_each(|bullet| bullet.translations.clear());
}

impl Show {
    pub(crate) fn run(self, context: &Context) -> CommandResult {
        let mut records = context.find_all(&self.ids, Among::All)?;
        if let Some(word) = &self.language
            && let Some(tag) = context.library.translation_into(word)?
        {
            for record in &mut records {
                let (translated, warning) = context.library.translated(&record.current, &tag)?;
                record.current = translated;
                if !context.ui.is_json() {
                    // They stand in the place of the originals.
                    without_translations(&mut record.current);
                }
                warning.iter().for_each(|warning| context.ui.warn(warning));
            }
        }
        if context.ui.is_json() {
            return match records.as_slice() {
                [record] if self.ids.len() == 1 => context.ui.json(&ExperienceView::of(record)),
                records => context.ui.json_array(records.iter().map(ExperienceView::of)),
            };
        }
        let (width, color) = (context.ui.width(), context.ui.color());
        let texts: Vec<_> = records.iter().map(|record| describe::record(record, width, color)).collect();
        context.ui.page(&texts.join("\n"))
    }
}
