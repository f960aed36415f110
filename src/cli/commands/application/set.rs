//! `resume application set`: notes a status, or changes what an application says.

use clap::Args;

use super::finish;
use crate::cli::commands::word::one_of;
use crate::cli::context::Context;
use crate::domain::{ApplicationStatus, PartialDate};
use crate::library::{Among, ApplicationWords, CommandError, CommandResult};

/// Note a status, or change what an application says
///
/// Every status is kept with its date. An empty text removes the role, the address or the note.
#[derive(Debug, Args)]
pub(crate) struct Set {
    /// ID, part of the company or role, or `@last`
    #[arg(add = crate::cli::complete::applications(Among::Living))]
    pub id: String,
    /// How the application stands
    #[arg(long, value_parser = one_of(&ApplicationStatus::ALL, ApplicationStatus::as_str))]
    pub status: Option<ApplicationStatus>,
    /// Day of the status, today by default; without --status, the day on which you applied
    #[arg(long, value_name = "DATE", value_parser = PartialDate::read)]
    pub date: Option<PartialDate>,
    /// Name of the company
    #[arg(long)]
    pub company: Option<String>,
    /// Position that you applied for
    #[arg(long)]
    pub role: Option<String>,
    /// Address of the offer
    #[arg(long)]
    pub url: Option<String>,
    /// Note
    #[arg(long, allow_hyphen_values = true)]
    pub note: Option<String>,
}

impl Set {
    pub(crate) fn run(self, context: &Context) -> CommandResult {
        let Self { id, status, date, company, role, url, note } = self;
        let words = ApplicationWords { company, role, url, note, status, date };
        if words == ApplicationWords::default() {
            return Err(CommandError::usage("nothing to change was given")
                .hint("`resume application set ID --status interview` notes a status"));
        }
        let before = context.library.application(&id, Among::Living)?.current;
        let changed = context.library.change_application(&before.id, &words)?;
        let is_same = changed.current.body == before.body;
        if is_same {
            context.ui.notice("nothing was changed");
        }
        finish(context, &changed, if is_same { "kept" } else { "changed" })
    }
}
