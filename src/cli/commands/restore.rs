//! `resume restore`: undeletes an experience, or saves an earlier revision as a new one.

use clap::Args;

use super::told::tell;
use crate::cli::context::Context;
use crate::library::{Among, CommandResult, visible};
use crate::view::ExperienceView;

/// Restore a deleted experience, or an earlier revision
#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// ID, a unique prefix of at least four characters, part of the title, or `@last`: the one deleted last
    #[arg(add = crate::cli::complete::ids(Among::All))]
    pub id: String,
    /// Number of the revision, from `resume history`
    #[arg(long, value_name = "N", value_parser = super::word::from_one::<i64>, allow_negative_numbers = true, add = crate::cli::complete::revisions())]
    pub revision: Option<i64>,
}

impl Restore {
    pub(crate) fn run(self, context: &Context) -> CommandResult {
        let among = if self.revision.is_some() { Among::All } else { Among::Deleted };
        let before = context.find(&self.id, among)?.current;
        let restored = context.library.restore(before.id, self.revision)?;
        let is_changed = restored.current != before;
        if !is_changed {
            context.ui.notice("nothing was changed: it is as it was then");
        }
        if context.ui.is_json() {
            return context.ui.json(&ExperienceView::of(&restored));
        }
        let is_terminal = context.ui.width().is_some();
        if is_changed || !is_terminal {
            tell(context, "restored", [&restored], |_| String::new())?;
        }
        if is_changed && !is_terminal {
            context.ui.notice(&format!("restored {}", visible::line(restored.current.label())));
        }
        Ok(())
    }
}
